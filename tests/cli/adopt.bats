#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# init --adopt: what of a folder is a report, what becomes of its keys and words, and what is refused. The real corpora
# are in conformance/adoption.bats.

load helper

setup() {
    pin_machine
    new_repository
}

commit_all() {
    git add -A && git commit -qm "Reports"
}

report() { # FILE [LINE OF FRONT MATTER…]
    mkdir -p "$(dirname "$1")"
    {
        [ $# -eq 1 ] || printf '%s\n' --- "${@:2}" ---
        printf '# Report of %s\n' "$(basename "$1" .md)"
    } >"$1"
}

@test "only what is committed can be adopted, and nothing is begun without it" {
    report docs/a.md
    run -128 git postmortem init --adopt docs
    assert_contains "there are no committed documents in 'docs/' to adopt" "git add"
    commit_all
    run -128 git postmortem init --adopt doc
    run -128 git postmortem init --adopt ..
    assert_contains "outside the repository"
    run -129 git postmortem init --adopt docs --documents docs
    [ ! -e .postmortem ]
    report docs/later.md
    git postmortem init --adopt docs
    [ "$(cut -c 43- .postmortem/adopted)" = docs/a.md ]
    # and so the one that came later is judged as ours
    run -1 git postmortem check
    assert_contains "docs/later.md" "1 document" "not shown: 1 document as adopted (--all)"
}

@test "read-mes, indexes and templates are no reports, and a report about a template is one" {
    report docs/README.md
    report docs/_index.md
    report "docs/PMyyyy-nnn - Postmortem template.md"
    report docs/incidents/template.md
    report docs/incidents/incident-template.md
    report "docs/2026-01-14 Broken mail template.md"
    report docs/a.md
    report "docs/No suffix but a heading"
    echo "x" | write "docs/No suffix and no heading"
    echo "x" | write docs/data.csv
    commit_all
    run git postmortem init --adopt docs
    assert_success
    assert_contains "ledger begun, 3 documents adopted" "'incidents/template.md' looks like a template and was left out"
    [ "$(cut -c 43- .postmortem/adopted)" = "docs/2026-01-14 Broken mail template.md
docs/No suffix but a heading
docs/a.md" ]
    # what was left out stays left out: it is not judged as ours
    run git postmortem check
    assert_success
    assert_output "no findings · not shown: 3 documents as adopted (--all)"
    run git postmortem list -z
    assert_contains "a" "2026-01-14 Broken mail template"
    refute_contains "Postmortem template" incident-template
}

@test "a key and a word of theirs stand for ours in lists and queries" {
    report docs/a.md "name: Alpha" "when: 2026-01-14 9:30" "level: critical" "meta: {system: [mail, web]}"
    report docs/b.md "name: Beta" "when: '2026-01-15T09:30+09:00'" "level: Minor" "meta: {system: web}"
    report docs/c.md "when: soon" "level: odd"
    commit_all
    git postmortem init --adopt docs --field title=name --field times.started=when --field severity=level \
        --field services=/meta/system --severity 1=critical --severity 1=disaster --severity 4=minor
    run git postmortem list --json
    [ "$(jq -c '.[] | [.id, .title, .severity, .started]' <<<"$output")" = \
        '["b","Beta",4,"2026-01-15T00:30:00Z"]
["a","Alpha",1,"2026-01-14T09:30:00Z"]
["c","Report of c",null,null]' ]
    [ "$(git postmortem list -z service:mail | tr '\0' ' ')" = "a " ]
    [ "$(git postmortem list -z 'severity<=2' | tr '\0' ' ')" = "a " ]
    [ "$(git postmortem list -z severity:MINOR | tr '\0' ' ')" = "b " ]
    [ "$(git postmortem list -z severity:odd | tr '\0' ' ')" = "c " ]
    run git postmortem list severity:odd
    assert_line "c  odd  adopted  Report of c" # the word as it is, no blanks for a start that nobody knows
    run git postmortem check --all
    assert_success
    assert_contains "docs/c.md:2:7: warning: 'when' stands for started, and is no time [times/readable]" "1 warning in 3 documents"
}

@test "a mistyped mapping is refused, and nothing is begun" {
    report docs/a.md
    commit_all
    repository_state >../before
    run -129 git postmortem init --adopt docs --field when=date
    assert_contains "'when: date'" "'when' is not one of" "'times.started'"
    run -129 git postmortem init --adopt docs --field severity
    run -129 git postmortem init --adopt docs --field severity=
    run -129 git postmortem init --adopt docs --field =x
    run -129 git postmortem init --adopt docs --field severity=a --field severity=b
    assert_contains "duplicate key 'severity'"
    run -129 git postmortem init --adopt docs --severity 6=down
    assert_contains "there is no severity '6'"
    run -129 git postmortem init --adopt docs --severity down=1
    run -129 git postmortem init --adopt docs --severity 1=
    run -129 git -c user.email=nobody postmortem init --adopt docs
    assert_contains "nobody"
    repository_state >../after
    diff ../before ../after
    # what is odd, and no mistake, is quoted
    git postmortem init --adopt docs --severity '2=a, "b]: #' --severity 3=yes --field 'title=t: #'
    [ "$(git postmortem list -z | tr '\0' ' ')" = "a " ]
    python3 -c 'import yaml' 2>/dev/null || skip "python3-yaml is not installed"
    python3 -c '
import yaml
config = yaml.safe_load(open(".postmortem/config.yaml"))
assert config["severities"] == {2: ["a, \"b]: #"], 3: ["yes"]}, config
assert config["fields"] == {"title": "t: #"}, config'
}

@test "new documents lie as the adopted ones do" {
    report docs/a.md
    report docs/b.md
    report docs/sub/c.md
    commit_all
    git postmortem init --adopt docs
    git postmortem new "Search is down" --severity 3
    [ -f docs/2026-01-14-search-is-down.md ]
    cd .. && new_repository by-year
    report docs/2024/a.md
    report docs/2025/b.md
    commit_all
    git postmortem init --adopt docs
    git postmortem new "Search is down" --severity 3
    [ -f docs/2026/2026-01-14-search-is-down.md ]
    run git postmortem list -z
    assert_contains 2024/a 2025/b
}

@test "names that no list can hold are left out and said, names that are only odd are not" {
    report $'docs/line\nbreak.md'
    report $'docs/not\xffutf8.md'
    report "docs/it's; \$(x) \`y\`.md"
    report $'docs/esc\e[31m.md'
    report "docs/결제 장애.md"
    report docs/-dash.md
    ln -s a.md docs/link.md
    commit_all
    run git postmortem init --adopt docs
    assert_success
    assert_contains "4 documents adopted" "2 names hold a line break or are not UTF-8"
    run git postmortem list
    assert_line "결제 장애       adopted  Report of 결제 장애"
    assert_contains 'esc\x1b[31m  ' "it's; \$(x) \`y\`  "
    local id
    for id in "it's; \$(x) \`y\`" $'esc\e[31m' "결제 장애"; do
        run git postmortem show "$id"
        assert_success
        run git postmortem show --json "$id"
        [ "$(jq -r .id <<<"$output")" = "$id" ]
    done
}

@test "front matter that can't be read is said by show, and found by check --all" {
    report docs/open.md
    printf -- '---\ntitle: x\n' >docs/open.md
    printf -- '---\ntitle: a\ntitle: b\n---\n# h\n' >docs/twice.md
    printf -- '---\n- a\n---\n# List\n' >docs/list.md
    printf -- '---\n---\n# Nothing\n' >docs/empty.md
    printf 'caf\351\n' >docs/latin.md
    : >docs/none.md
    commit_all
    git postmortem init --adopt docs
    run git postmortem check
    assert_success
    assert_output "no findings · not shown: 6 documents as adopted (--all)"
    run git postmortem check --all # nothing that was there before us stands in anybody's way
    assert_success
    assert_contains "docs/open.md:1:1: warning" "[file/unterminated]" "docs/twice.md:3:1: warning" \
        "docs/list.md:2:1: warning" "docs/latin.md:1:4: warning"
    refute_contains docs/none.md docs/empty.md
    run git postmortem show twice
    assert_success
    assert_contains "hint: not all of its front matter can be read: git postmortem check --all twice"
    run git postmortem show empty
    assert_success
    assert_contains Nothing
    refute_contains hint
    echo more >>docs/none.md
    run git postmortem show none
    assert_success
    assert_contains "not known: none has changes that are not committed" "git postmortem commit none"
    refute_contains '\x0a'
}

@test "front matter that could not be read at adoption hinders no edit, and no edit makes more of it" {
    printf -- '---\ntitle: a\ntitle: b\n---\n# h\n' | write docs/twice.md
    report docs/plain.md
    commit_all
    git postmortem init --adopt docs
    echo "A word." >>docs/twice.md
    run git postmortem commit
    assert_success
    refute_contains duplicate
    sed -i 's/^title: a/&\ntitle: c/' docs/twice.md
    run -1 git postmortem check
    assert_contains "error: duplicate key 'title'" "1 error in 1 document · not shown: 1 older finding"
    run -1 git postmortem commit
    assert_contains "error: duplicate key 'title'" "1 error in 1 document"
    git checkout -q .
    run -1 git postmortem set twice severity=1
    assert_contains "git postmortem check --all twice"
    run -1 git postmortem set plain severity=1
    assert_contains "plain has no front matter that can be edited" "between two lines '---': git postmortem edit plain"
}

@test "in a document that has become one of ours, our keys come first" {
    report docs/a.md "when: 2026-01-14T09:30:00Z"
    commit_all
    git postmortem init --adopt docs --field times.started=when
    report docs/a.md "schema: 1" "when: 2026-01-14T09:30:00Z" "times: {started: '2026-01-15T09:30:00Z'}"
    [ "$(git postmortem list --json | jq -r '.[].started')" = 2026-01-15T09:30:00Z ]
    report docs/a.md "when: 2026-01-14T09:30:00Z" "times: {started: '2026-01-15T09:30:00Z'}"
    [ "$(git postmortem list --json | jq -r '.[].started')" = 2026-01-14T09:30:00Z ]
    report docs/a.md "schema: 1" "when: 2026-01-14T09:30:00Z"
    [ "$(git postmortem list --json | jq -r '.[].started')" = 2026-01-14T09:30:00Z ]
}

@test "verify judges nothing of a report that was not submitted: not its mode, its name or its end" {
    report docs/a.md
    report docs/b.md
    report docs/c.md
    chmod 755 docs/a.md
    commit_all
    git postmortem init --adopt docs
    echo "A word." >>docs/a.md
    git postmortem commit
    git rm -q docs/b.md
    git commit -qm "Not ours after all"
    run git postmortem verify
    assert_success
    assert_contains "2 documents adopted, not judged"
    # from its submission on, however that was done, all of it is judged
    report docs/a.md "schema: 1" "id: a" "status: in-review"
    git commit -qam "Submitted by hand"
    run -1 git postmortem verify
    assert_contains "docs/a.md: error: it is no plain file of mode 644 [document/mode]" "[status/gate]"
    git rm -q docs/a.md
    git commit -qm "Away with it"
    run -1 git postmortem verify
    assert_contains "[document/deleted]"
}

@test "attributes that are there already are left alone" {
    report docs/a.md
    echo '*.md text' | write docs/.gitattributes
    commit_all
    run git postmortem init --adopt docs
    assert_success
    assert_contains "docs/.gitattributes was there and is left alone; it should hold" "*.signoff -text"
    [ "$(cat docs/.gitattributes)" = '*.md text' ]
}

@test "the whole repository can be the folder, from any folder, dry or not" {
    report a.md
    report sub/b.md
    commit_all
    cd sub
    run git postmortem init --adopt .. -n
    assert_success
    assert_contains "documents: ." "+$(git rev-parse HEAD:a.md)  a.md" "+$(git rev-parse HEAD:sub/b.md)  sub/b.md"
    git postmortem init --adopt .
    cd ..
    [ "$(cut -c 43- .postmortem/adopted)" = sub/b.md ]
    run -128 git postmortem init --adopt .
    assert_contains "there is a .postmortem/config.yaml already"
}
