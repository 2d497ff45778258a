#!/usr/bin/env bats
# new: a document from a template, under an id of its own. Oracles: git, PyYAML, and `check`, whose rules have tests of
# their own.

load helper
load writing

setup_file() {
    make_base a_ledger
}

setup() {
    take_base
}

@test "it says where the document is, when it began, what was committed, and what is next" {
    run git postmortem new "Cache went cold" --severity 1 --started 16:58
    assert_success
    assert_line "postmortems/2026/2026-01-14-cache-went-cold.md   started 2026-01-14 16:58 UTC"
    assert_line "  committed $(git rev-parse --short=7 HEAD)  draft, from template outage"
    assert_line_matches "^  next: git postmortem edit 2026-01-14-cache-went-cold "
    is_a_draft
    assert_same "$(front '[.title, .kind, .severity, .owner, .times.started]' "$(made)")" \
        '["Cache went cold","outage",1,"dana@example.org","2026-01-14T16:58:00Z"]'
}

@test "each template makes a draft without errors, in English and Korean" {
    local template language
    for template in outage security near-miss; do
        for language in en ko; do
            git postmortem new "결제 장애 $template" --template $template --language $language --slug "$template-$language" -q
            is_a_draft || { echo "in: $template, $language"; return 1; }
        done
    done
    assert_same "$(front .kind postmortems/2026/2026-01-14-security-en.md)" '"security"'
    assert_same "$(front .kind postmortems/2026/2026-01-14-near-miss-ko.md)" '"near-miss"'
    grep -qx "## Summary" postmortems/2026/2026-01-14-outage-en.md
    grep -qx "## 요약" postmortems/2026/2026-01-14-outage-ko.md
}

@test "each kind makes a draft without errors, from the template that goes with it" {
    local kind
    for kind in outage degradation security data near-miss process; do
        git postmortem new "A $kind" --kind $kind --slug "a-$kind" -q
        is_a_draft || { echo "in: $kind"; return 1; }
        assert_same "$(front .kind "$(made)")" "\"$kind\""
    done
    assert_same "$(git show HEAD~3:postmortems/2026/2026-01-14-a-security.md | grep -c '^actors:')" 1
}

@test "the repository's own template wins, first in the language" {
    printf -- '---\nschema: 1\nid: {{id}}\ntitle: {{title}}\nkind: {{kind}}\nseverity: {{severity}}\nstatus: draft\nowner: {{owner}}\nservices: {{services}}\ntimes:\n  started: {{started}}\nx-from: ours\n---\n\n# {{title}} on {{date}}\n' |
        write .postmortem/templates/outage.md
    git add . && git commit -qm "A template"
    git postmortem new "It's [broken] <b>" --services 'a,b c' -q
    is_a_draft
    assert_same "$(front '[."x-from", .services]' "$(made)")" '["ours",["a","b c"]]'
    grep -qxF "# It's \\[broken\\] \\<b\\> on 2026-01-14" "$(made)"
    sed 's/ours/한국어/' .postmortem/templates/outage.md >.postmortem/templates/outage.ko.md
    sed 's/ours/war room/' .postmortem/templates/outage.md >.postmortem/templates/war-room.md
    git add . && git commit -qm "More templates"
    git postmortem new "Second" --language ko -q
    assert_same "$(front '."x-from"' "$(made)")" '"한국어"'
    git postmortem new "Third" --template war-room -q
    assert_same "$(front '."x-from"' "$(made)")" '"war room"'
    printf -- '---\nid: {{nothing}}\n---\n' >.postmortem/templates/war-room.md
    tip=$(git rev-parse HEAD)
    run --separate-stderr git postmortem new "Fourth" --template war-room
    assert_status 129
    assert_stderr_contains "line 2 of the template" "{{nothing}}"
    assert_same "$(git rev-parse HEAD)" "$tip"
}

@test "the config's defaults count where nothing is said" {
    append .postmortem/config.yaml <<<$'defaults: {kind: degradation, severity: 4, owner: sre@example.org}'
    git commit -qam Defaults
    git postmortem new "Slow" -q
    assert_same "$(front '[.kind, .severity, .owner]' "$(made)")" '["degradation",4,"sre@example.org"]'
    git postmortem new "Slower" --kind outage --severity SEV2 --owner erin@example.org -q
    assert_same "$(front '[.kind, .severity, .owner]' "$(made)")" '["outage",2,"erin@example.org"]'
}

@test "sections that the config asks of its kind are in a new document, once" {
    cat >>.postmortem/config.yaml <<'END'
sections:
  - {id: comms, title: Customer communication, for: [outage]}
  - {id: legal, title: Legal, required: false}
  - {id: lessons, title: What we learned}
END
    git postmortem new "Cache went cold" --kind outage -q
    assert_same "$(grep -c '^## Customer communication$' "$(made)")" 1
    run cat "$(made)"
    refute_contains "## Legal" "## What we learned"
    git postmortem new "A scare" --kind near-miss -q
    run grep -l "Customer communication" -r postmortems
    assert_same "$output" "$(ls postmortems/2026/*cache*.md)"
}

@test "a kind, severity, template or language that is not there gets a suggestion" {
    local words hint
    tip=$(git rev-parse HEAD)
    while IFS='|' read -r words hint; do
        # shellcheck disable=SC2086
        run --separate-stderr git postmortem new X $words
        [ "$status" -ge 128 ] || { echo "in: $words"; return 1; }
        assert_stderr_contains "$hint" || { echo "in: $words"; return 1; }
    done <<'END'
--kind secruity|did you mean 'security'?
--kind zzz|near-miss
--severity 9|1 (worst) to 5
--template outgae|did you mean 'outage'?
--template ../outage|did you mean 'outage'?
--template zzz|template list
--language fr|en or ko
--sevrity 2|did you mean '--severity'?
END
    run --separate-stderr git postmortem new
    assert_status 129
    assert_stderr_contains "<title>"
    run --separate-stderr git postmortem new Cache went cold
    assert_status 129
    assert_same "$(git rev-parse HEAD)" "$tip"
}

@test "--edit opens it in the editor, and commits that, too" {
    editor appends <<<'printf "\nIt was hot.\n" >>"$1"'
    git postmortem new "Cache went cold" --edit -m "As it began." -q
    assert_same "$(git log -2 --format=%s)" "postmortem: edit 2026-01-14-cache-went-cold: section Lessons
postmortem: new 2026-01-14-cache-went-cold"
    assert_same "$(git log -1 --skip=1 --format=%b | head -1)" "As it began."
    tail -1 "$(made)" | grep -qx "It was hot."
}

@test "a ledger without a branch to commit to says so" {
    git checkout -q --detach
    before=$(repository_state)
    run --separate-stderr git postmortem new "Cache went cold"
    assert_status 128
    assert_stderr_contains "git switch"
    assert_same "$(repository_state)" "$before"
}
