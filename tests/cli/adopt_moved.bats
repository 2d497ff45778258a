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
    # nor a status that theirs never had
    git reset -q --hard HEAD~1
    git mv docs/2020/one.md docs/one.md
    sed -i 's/^when: .*/&\nstatus: reviewed/' docs/one.md
    git commit -qam "Reviewed, they say" --no-verify
    refute_verified status/gate
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
