#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Adopted reports and plain git: until one is submitted it may be deleted, moved and renamed, and is not judged where it
# is then. What was submitted has no such way out.

load helper
load review

setup_file() {
    make_base adopted_reports
}

# Four reports of theirs, one with a status in their words, one without ".md"; and one that dana submitted.
adopted_reports() {
    make_keys
    new_repository
    local i
    for i in one two; do
        printf -- '---\nwhen: 2020-01-0%s\n---\n\n# Outage %s\n\n%s broke.\nWe mended it.\nAll is well.\n' "${#i}" $i $i |
            write "docs/2020/$i.md"
    done
    printf -- '---\ntitle: Old\nstatus: reviewed\n---\n\n# Old\n\nIt was reviewed elsewhere.\nIn a meeting.\n' >docs/2020/old.md
    printf '# Bare\n\nA report without a suffix.\n' >"docs/2020/A bare name"
    write_document && mv $DOCUMENT docs/2020/ours.md && rm -r postmortems
    sed -i 's/^id: .*/id: 2020\/ours/' docs/2020/ours.md
    git add -A && git commit -qm "Reports"
    git postmortem init -q --adopt docs --hooks
    add_person erin
    git postmortem submit 2020/ours -q
}

setup() {
    take_base
}

not_judged() { # NUMBER: and nothing is wrong
    run git postmortem check
    assert_success
    assert_contains "no findings" || return
    run git postmortem verify
    assert_success
    assert_contains "$1 documents adopted, not judged"
}

@test "the hook lets an adopted report be deleted, moved and renamed, and it stays adopted" {
    not_judged 4
    git rm -q docs/2020/two.md
    run git commit -qm "Not ours after all"
    assert_success
    assert_output ""
    not_judged 3
    mkdir docs/archive
    git mv docs/2020/one.md docs/archive/first.md
    git mv docs/2020/old.md docs/archive/old.md
    git mv "docs/2020/A bare name" "docs/archive/A bare name"
    not_checked=$(git postmortem check)
    run git commit -qm "Tidy up"
    assert_success
    assert_output ""
    assert_same "$(git postmortem check)" "$not_checked"
    not_judged 3
    assert_same "$(git postmortem list --json | jq -r '.[] | select(.adopted) | .id' | sort)" \
        "$(printf '%s\n' 2020/ours 'archive/A bare name' archive/first archive/old)"
    # edited there, moved again, deleted
    echo "A word." >>docs/archive/first.md
    not_judged 3
    git commit -qam "A word"
    not_judged 3
    git mv docs/archive docs/attic && git commit -qm "Again"
    not_judged 3
    git rm -rq docs/attic && git commit -qm "Away with them"
    run git postmortem verify
    assert_success
    refute_contains adopted
}

@test "moved and edited in one commit, or taken away by one and brought back by another" {
    mkdir docs/archive
    git mv docs/2020/one.md docs/archive/one.md
    echo "A word." >>docs/archive/one.md
    not_checked=$(git postmortem check)
    git commit -qam "Moved and edited"
    not_judged 4
    git mv docs/2020/two.md elsewhere.md && git commit -qm "Out of the folder"
    git mv elsewhere.md docs/archive/two.md && git commit -qm "And back"
    not_judged 4
    git rm -q docs/archive/two.md
    git commit -qm "Away with it"
    not_judged 3
}

@test "a new finding in one that was moved is said, the old ones are not" {
    git mv docs/2020/one.md docs/one.md && git commit -qm "Moved"
    sed -i 's/^when: .*/&\nwhen: twice/' docs/one.md
    run git postmortem check
    assert_status 1
    assert_contains "docs/one.md:3:1: error: duplicate key 'when'" "1 error in "
}

@test "what is like none of those that are gone is judged as ours" {
    git rm -q docs/2020/one.md
    printf '# Fresh\n\nSomething else happened, and was written down.\n' >docs/fresh.md
    git add -A
    run git postmortem check
    assert_status 1
    assert_contains docs/fresh.md "[file/no-front-matter]"
    run git commit -qm "Fresh"
    assert_status 1
    # a copy is no move
    git reset -q --hard
    cp docs/2020/one.md docs/copy.md && git add docs/copy.md
    run git postmortem check
    assert_status 1
    assert_contains docs/copy.md
}

@test "a report that was submitted is not moved or deleted, whoever adopted it" {
    git rm -q docs/2020/ours.md
    run git commit -qm "Away with it"
    assert_status 1
    assert_contains docs/2020/ours.md "[document/deleted]"
    git reset -q --hard
    git mv docs/2020/ours.md docs/ours.md
    run git commit -qm "Elsewhere"
    assert_status 1
    assert_contains "[document/deleted]"
    git commit -qm "Elsewhere" --no-verify
    refute_verified document/deleted
    run git postmortem list --json
    [ "$(jq -r '.[] | select(.id == "ours") | .adopted' <<<"$output")" = false ]
}

@test "no disguise makes an adopted report of one that was submitted" {
    # its front matter of ours taken away with the move, and an adopted one sent away in the same commit
    git mv docs/2020/ours.md docs/ours.md
    git rm -q docs/2020/two.md
    sed -i '1,/^---$/{/^schema: /d}; /^schema: /d; /^id: /d' docs/ours.md
    git add -A && git commit -qm "In disguise" --no-verify
    refute_verified document/deleted status/gate
    run git postmortem verify --json
    [ "$(jq .adopted <<<"$output")" = 3 ]
}

@test "a status in a front matter of theirs is a word of theirs, and in one of ours it is what it says" {
    sed -i 's/^status: reviewed/status: closed/' docs/2020/old.md
    run git commit -qam "Closed, as they say"
    assert_success
    not_judged 4
    git mv docs/2020/one.md docs/one.md
    sed -i 's/^when: .*/&\nstatus: reviewed/' docs/one.md
    run git commit -qam "Moved, and reviewed, as they say"
    assert_success
    not_judged 4
    git revert --no-edit HEAD~ >/dev/null 2>&1
    not_judged 4
    # what becomes one of ours is judged, and the hook says before what verify would say after
    local file
    for file in docs/2020/old.md docs/one.md; do
        sed -i 's/^title: .*/&\nschema : 1/; s/^when: .*/&\n"schema": 1/' $file
        run git commit -qam "Ours, and reviewed"
        assert_status 1
        assert_contains "$file: error: it became reviewed although sign-off reviewer is missing [status/signoffs]" \
            "[status/gate]"
        git commit -qam "Ours, and reviewed" --no-verify
        refute_verified status/gate status/signoffs signoff/missing
        git reset -q --hard HEAD~
    done
    # as a draft it is submitted later, like any other
    sed -i 's/^title: .*/&\nschema: 1/; s/^status: .*/status: draft/' docs/2020/old.md
    run git commit -qam "A draft of ours"
    assert_success
    sed -i 's/^status: .*/status: in-review/' docs/2020/old.md
    run git commit -qam "By hand"
    assert_status 1
    assert_contains "[status/gate]"
    git commit -qam "By hand" --no-verify
    refute_verified status/gate
}

@test "a new report that poses as one that was moved is judged as what it is" {
    git rm -q docs/2020/old.md docs/2020/one.md && git commit -qm "Away with them"
    # as like to one that went as can be, with a status of its own
    local schema
    for schema in 'schema : 1' '"\\x73chema": 1' '? schema\n: 1' '{schema: 1, title: Old, status: reviewed}'; do
        printf -- '---\ntitle: Old\nstatus: reviewed\n---\n\n# Old\n\nIt was reviewed elsewhere.\nIn a meeting.\n' >docs/new.md
        case $schema in
        {*) sed -i "2,3d; 1s/\$/\n$schema/" docs/new.md ;;
        *) sed -i "1s/\$/\n$schema/" docs/new.md ;;
        esac
        python3 -c 'import sys, yaml; assert next(yaml.safe_load_all(open("docs/new.md")))["schema"] == 1'
        git add -A && git commit -qm "New" --no-verify
        refute_verified status/gate status/signoffs
        git reset -q --hard HEAD~
    done
    # one that comes in their form, and turns into ours
    printf -- '---\ntitle: Old\nstatus: reviewed\n---\n\n# Old\n\nIt was reviewed elsewhere.\nOr was it?\n' >docs/new.md
    git add -A && git commit -qm "Moved, it seems"
    not_judged 3
    sed -i '1s/$/\nschema: 1/' docs/new.md
    run git commit -qam "Ours"
    assert_status 1
    assert_contains "[status/signoffs]"
    git commit -qam "Ours" --no-verify
    refute_verified status/gate status/signoffs
}

# Two more of theirs, which have a key `schema`: one of a form of their own, one of ours that is closed.
with_schemas() {
    new_repository ../schemas
    mkdir docs
    printf -- '---\nschema: v2\ntitle: Theirs\nstatus: closed\n---\n\nText.\n' >docs/theirs.md
    write_document && mv $DOCUMENT docs/ours.md && rm -r postmortems
    sed -i 's/^status: .*/status: closed/' docs/ours.md
    git add -A && git commit -qm "Reports"
    git postmortem init -q --adopt docs --hooks
}

@test "a report of theirs that has a key schema may be moved as it is, and stays adopted" {
    with_schemas
    not_judged 2
    mkdir docs/2020
    git mv docs/theirs.md docs/ours.md docs/2020/
    run git commit -qm "Reorganise"
    assert_success
    assert_output ""
    not_judged 2
    run git postmortem list --json
    assert_same "$(jq -r 'select(.adopted) | .id' <<<"$(jq -c '.[]' <<<"$output")" | sort)" "$(printf '2020/%s\n' ours theirs)"
    git mv docs/2020 docs/old
    run git commit -qm "Again"
    assert_success
    not_judged 2
    # of one alone, verify knows the same: show asks it
    run git postmortem show old/ours
    assert_contains "adopted, not judged"
    # another in its place is no move
    git rm -q docs/old/ours.md && git commit -qm "Away with it"
    git show HEAD~:docs/old/ours.md | sed 's/^title: .*/title: Something else/' >docs/old/ours.md
    git add -A && git commit -qm "A new one" --no-verify
    git rm -q docs/old/theirs.md && git commit -qm "Away with that" --no-verify
    sed 's/^title: .*/title: Something else/' docs/old/ours.md >docs/posing.md
    sed -i 's/^id: .*/id: posing/' docs/posing.md
    git add -A && git commit -qm "Posing" --no-verify
    refute_verified status/signoffs
    assert_contains "docs/posing.md: error: it became closed although"
}

@test "one that was moved goes through review like any other, under its new name" {
    git mv docs/2020/one.md docs/2021-one.md && git commit -qm "Moved"
    sed 's/^id: .*/id: 2021-one/; s/^status: .*/status: draft/' docs/2020/ours.md >docs/2021-one.md
    git postmortem commit -q 2021-one
    run git postmortem submit 2021-one
    assert_success
    run as erin git postmortem approve 2021-one
    assert_success
    assert_verified
    assert_contains "2 documents," "1 sign-off (1 signed)" "3 documents adopted"
    run git rm -q docs/2021-one.md
    run git commit -qm "Away with it"
    assert_status 1
    assert_contains "[document/deleted]"
}

@test "where the history is cut off, one may go as it came" {
    git commit -q --allow-empty -m "The tip" && git postmortem hooks uninstall -q
    git clone -q --depth 1 "file://$PWD" ../shallow && cd ../shallow
    git postmortem hooks install -q
    git mv docs/2020/one.md docs/one.md
    run git commit -qm "Moved"
    assert_success
    git rm -q docs/2020/ours.md
    run git commit -qm "Away with it"
    assert_status 1
    assert_contains "[document/deleted]"
}
