#!/usr/bin/env bats
# set: keys of the front matter, and nothing but the lines that are named. git diff and PyYAML are the oracles.

load helper
load writing

setup_file() {
    make_base a_ledger
}

setup() {
    take_base
}

changes() { # ADDED REMOVED: lines, in HEAD
    assert_same "$(git show --format= --numstat | cut -f1,2)" "$1"$'\t'"$2"
}

@test "one key is one line of diff, whatever stands beside it" {
    replace "severity: 2" "severity: 2   # by impact, agreed with Erin"
    replace 'services: []' "services: ['checkout',   \"payments-db\"] # both"
    replace "title: Checkout returned 504 in eu-west" "title:    '결제가 504 를 돌려주었다'"
    git postmortem commit -q
    for assignment in severity=3 kind=degradation services+=cart "title=다른 제목" times.detected=17:12 summary=Short. \
        impact.customers=305 actions.A1.due=2026-02-01 x-room=4711; do
        git postmortem set checkout "$assignment" -q
        case $assignment in
        actions.* | x-room*) changes 1 0 ;;
        *) changes 1 1 ;;
        esac || { echo "in: $assignment"; return 1; }
    done
    grep -qx "severity: 3   # by impact, agreed with Erin" "$DOCUMENT"
    grep -qx "services: \['checkout',   \"payments-db\", cart\] # both" "$DOCUMENT"
    assert_same "$(front .title)" '"다른 제목"'
    assert_same "$(front '[.severity, .kind, .times.detected, .impact.customers, .actions[0].due, ."x-room"]')" \
        '[3,"degradation","2026-01-14T17:12:00Z",305,"2026-02-01",4711]'
}

@test "CRLF and a byte-order mark survive, and the end of the file" {
    sed -i 's/$/\r/; 1s/^/\xef\xbb\xbf/' "$DOCUMENT"
    truncate -s -2 "$DOCUMENT"
    git commit -qam "Windows"
    cp "$DOCUMENT" ../before
    git postmortem set checkout severity=4 tags=a,b -q
    sed 's/^severity: 2/severity: 4/; s/^tags: \[\]/tags: [a, b]/' ../before | cmp - "$DOCUMENT"
}

@test "every other byte of the file stays, also where it is odd" {
    replace "related: []" $'# a comment of its own,\n#   indented\nrelated:   [ ]\n"x-quoted key" :  |-\n   two\n   lines  '
    replace "tags: []" $'tags:\n# not indented\n- one   # first\n\n- "two"'
    git postmortem commit -q
    cp "$DOCUMENT" ../before
    git postmortem set checkout tags+=three severity=3 -q
    sed 's/^severity: 2/severity: 3/; s/^- "two"$/- "two"\n- three/' ../before | cmp - "$DOCUMENT"
    git postmortem set checkout tags-=one -q
    assert_same "$(front .tags)" '["two","three"]'
    grep -qx "# not indented" "$DOCUMENT"
}

@test "several keys make one commit, and a later one sees what an earlier one made" {
    tip=$(git rev-parse HEAD)
    git postmortem set checkout times.started="2026-01-15 23:50" times.detected=00:12 response.note=late \
        response.by=erin@example.org severity=1 -q 2>/dev/null
    assert_one_commit "$tip" "$DOCUMENT"
    assert_same "$(front '[.times.started, .times.detected, .response.note, .response.by, .severity]')" \
        '["2026-01-15T23:50:00Z","2026-01-16T00:12:00Z","late","erin@example.org",1]'
}

@test "one assignment that can't be leaves all of them unwritten, wherever it stands" {
    before=$(repository_state)
    for wrong in actions.A9.due=2026-02-01 nothing =2 id=other severity=22 "times.detected=half past"; do
        for words in "$wrong|title=Other" "title=Other|$wrong" "title=Other|$wrong|tags+=a"; do
            IFS='|' read -ra words <<<"$words"
            run --separate-stderr git postmortem set checkout "${words[@]}"
            [ "$status" -ge 128 ] || complain "128 or 129 for ${words[*]}"
            assert_same "$(repository_state)" "$before"
            # one refusal, of the one that is wrong
            assert_same "$(grep -c '^fatal: ' <<<"$stderr")" 1
        done
    done
}

@test "lists grow and shrink, without doubles" {
    git postmortem set checkout tags+=a,b,a -q
    assert_same "$(front .tags)" '["a","b"]'
    git postmortem set checkout tags+=b,c -q
    assert_same "$(front .tags)" '["a","b","c"]'
    git postmortem set checkout tags-=c,a,nothing -q
    assert_same "$(front .tags)" '["b"]'
    git postmortem set checkout tags-=b -q
    assert_same "$(front .tags)" '[]'
    git postmortem set checkout incidents+=INC-1 -q
    assert_same "$(front .incidents)" '["INC-1"]'
}

@test "items of lists are named by their ids" {
    git postmortem set checkout findings.F1.text="It multiplied the load." actions.A1.owner=dana@example.org \
        actions.A1.for=F1 -q
    assert_same "$(front '[.findings[0].text, .actions[0].owner, .actions[0].for]')" \
        '["It multiplied the load.","dana@example.org",["F1"]]'
    replace "parties: []" $'parties:\n  - {team: sre, role: responder}\n  - {team: support, role: communications}'
    git postmortem commit -q
    git postmortem set checkout parties.support.role=observer -q
    assert_same "$(front '[.parties[].role]')" '["responder","observer"]'
    run --separate-stderr git postmortem set checkout findings.F7.text=x
    assert_status 128
    assert_stderr_contains "'F7'" "it has F1"
}

@test "an empty value removes a key, but none of the nine" {
    git postmortem set checkout detected_by= -q
    changes 0 1
    assert_same "$(front 'has("detected_by")')" false
    for key in title kind severity status owner services times times.started; do
        run --separate-stderr git postmortem set checkout "$key="
        assert_status 129 || { echo "in: $key"; return 1; }
        assert_stderr_contains "missing key"
    done
}

@test "a key that does not exist is refused, with the one that was meant" {
    local key meant
    tip=$(git rev-parse HEAD)
    while read -r key meant; do
        run --separate-stderr git postmortem set checkout "$key=2"
        assert_status 129 || { echo "in: $key"; return 1; }
        assert_stderr_contains "unknown key '${key##*.}'" "did you mean '$meant'?" || { echo "in: $key"; return 1; }
    done <<<'sevrity severity
times.strted started
impact.customer customers
findings.F1.clas class
actions.A1.onwer owner
Severity severity'
    run --separate-stderr git postmortem set checkout nothing_like_it=2
    assert_status 129
    assert_stderr_contains "begin with x-"
    git postmortem set checkout x-own.key=2 -q
    assert_same "$(front '."x-own".key')" 2
    assert_same "$(git rev-parse HEAD~1)" "$tip"
}

@test "what is not an assignment, and what can't be set, is said" {
    for words in severity =3 "id=x" "schema=2" "times..started=x" "/severity=3"; do
        run --separate-stderr git postmortem set checkout "$words"
        assert_status 129 || { echo "in: $words"; return 1; }
        assert_stderr_contains "fatal:"
    done
    run --separate-stderr git postmortem set checkout
    assert_status 129
    assert_stderr_contains "<key>=<value>"
}

@test "a front matter that can't be read is not edited" {
    replace "kind: outage" 'kind: "outage'
    git commit -qam "Broken by hand"
    before=$(repository_state)
    run --separate-stderr git postmortem set checkout severity=3
    assert_status 1
    assert_stderr_contains "git postmortem check"
    assert_same "$(repository_state)" "$before"
    printf 'No front matter.\n' >"$DOCUMENT"
    git commit -qam "None at all"
    run --separate-stderr git postmortem set checkout severity=3
    assert_status 1
}

@test "a value that was mistyped is set again, or its commit reverted; the ledger stands by both" {
    run git postmortem set -h
    assert_contains "What was set wrongly is set again"
    git postmortem set checkout title="Chekout returned 504" -q
    git postmortem set checkout title="Checkout returned 504" -q
    assert_same "$(front .title)" '"Checkout returned 504"'
    before=$(cat "$DOCUMENT")
    git postmortem set checkout severity=5 tags+=typpo -q
    git revert --no-edit HEAD >/dev/null
    assert_same "$(cat "$DOCUMENT")" "$before"
    run git postmortem verify
    assert_success
    run git postmortem history checkout
    assert_contains "(by hand)" "severity=5 tags+=typpo"
}

@test "what is not committed is not swept along" {
    printf '\nBy hand.\n' >>"$DOCUMENT"
    before=$(repository_state)
    run --separate-stderr git postmortem set checkout severity=3
    assert_status 128
    assert_stderr_contains "$DOCUMENT" "git postmortem commit"
    assert_same "$(repository_state)" "$before"
    git add "$DOCUMENT"
    before=$(repository_state)
    run --separate-stderr git postmortem set checkout severity=3
    assert_status 128
    assert_same "$(repository_state)" "$before"
}

@test "an id that is unknown or ambiguous gets a suggestion" {
    run --separate-stderr git postmortem set chekout severity=3
    assert_status 128
    assert_stderr_contains "did you mean '$ID'?"
    run --separate-stderr git postmortem set 2026-01 severity=3
    assert_status 128
    assert_stderr_contains "2 ids" "$ID" "2026-01-10-another"
    run --separate-stderr git postmortem set "" severity=3
    assert_status 128
    git postmortem set "$DOCUMENT" severity=3 -q
    git postmortem set 504 severity=4 -q
}

@test "a mistyped option gets a suggestion" {
    run --separate-stderr git postmortem set checkout severity=3 --no-comit
    assert_status 129
    assert_stderr_contains "did you mean '--no-commit'?"
    run --separate-stderr git postmortem set checkout severity=3 --dryrun
    assert_status 129
    assert_stderr_contains "did you mean '--dry-run'?"
}

@test "it works in a bare repository" {
    git clone -q --bare . ../bare.git && cd ../bare.git
    git postmortem set checkout severity=3 -q
    assert_same "$(git show --format= --numstat)" "1	1	$DOCUMENT"
    assert_same "$(git show HEAD:"$DOCUMENT" | grep -c '^severity: 3$')" 1
    run --separate-stderr git postmortem set checkout severity=4 --no-commit
    assert_status 129
}
