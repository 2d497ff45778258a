#!/usr/bin/env bats
# new: when it began, and the id that follows from it, which no other document of any ref may have. git and PyYAML are
# the oracles.

load helper
load writing

setup_file() {
    make_base a_ledger
}

setup() {
    take_base
}

@test "an id that is taken gets a suffix: here, on another branch, on a remote's, on a tag" {
    git postmortem new "Cache went cold" -q
    git postmortem new "Cache went cold" -q
    assert_same "$(made)" postmortems/2026/2026-01-14-cache-went-cold-2.md
    git checkout -q -b side HEAD~2
    git postmortem new "Cache went cold" -q
    assert_same "$(made)" postmortems/2026/2026-01-14-cache-went-cold-3.md
    git clone -q . ../clone && cd ../clone
    git checkout -q -b mine origin/main~2
    git postmortem new "Cache went cold" -q
    assert_same "$(made)" postmortems/2026/2026-01-14-cache-went-cold-4.md
    git tag kept && git checkout -q -B mine HEAD~1
    git postmortem new "Cache went cold" -q
    assert_same "$(made)" postmortems/2026/2026-01-14-cache-went-cold-5.md
    git update-ref refs/pull/7/head HEAD && git reset -q --hard HEAD~1
    git postmortem new "Cache went cold" --no-commit -q
    [ -e postmortems/2026/2026-01-14-cache-went-cold-6.md ]
    git postmortem new "Cache went cold" -q
    assert_same "$(made)" postmortems/2026/2026-01-14-cache-went-cold-7.md
}

@test "an id of one's own must be free, and be one" {
    local id
    git postmortem new "Cache went cold" --id INC-1234 -q
    assert_same "$(made)" postmortems/2026/INC-1234.md
    is_a_draft
    for id in INC-1234 inc-1234; do
        run --separate-stderr git postmortem new "Another" --id $id
        assert_status 128
        assert_stderr_contains "'$id' is taken"
    done
    for id in ../x a/b .hidden -x 'a b' 'a..b' con README index "$(printf 'x%.0s' {1..121})" '' $'a\nb' 'a:b' 'x.' $'\xff'; do
        run --separate-stderr git postmortem new "Another" --id="$id"
        assert_status 129 || { echo "in: $id"; return 1; }
    done
    run --separate-stderr git postmortem new "Another" --id x --slug y
    assert_status 129
    assert_same "$(git status --porcelain)" ""
}

@test "Korean titles make Korean ids, composed, however they are typed" {
    git postmortem new "결제 장애" --started 2026-01-14T16:58:00Z -q
    assert_same "$(made)" "postmortems/2026/2026-01-14-결제-장애.md"
    decomposed=$(printf '결제 장애' | python3 -c 'import sys, unicodedata; print(unicodedata.normalize("NFD", sys.stdin.read()), end="")')
    git postmortem new "$decomposed" --started 2026-01-14T16:58:00Z -q
    assert_same "$(made)" "postmortems/2026/2026-01-14-결제-장애-2.md"
    git postmortem new "X" --id "$(printf '결제' | python3 -c 'import sys, unicodedata; print(unicodedata.normalize("NFD", sys.stdin.read()), end="")')" -q
    assert_same "$(made)" "postmortems/2026/결제.md"
    LC_ALL=C git postmortem new "서울" -q
    git ls-files -z | tr '\0' '\n' | python3 -c 'import sys, unicodedata
for line in sys.stdin: assert line == unicodedata.normalize("NFC", line), line'
    is_a_draft "postmortems/2026/2026-01-14-결제-장애-2.md"
}

@test "--slug is the part behind the date" {
    git postmortem new "Checkout returned 504 in eu-west because of a timeout" --slug "Check Out!" --started 2025-12-31T23:59:59Z -q
    assert_same "$(made)" postmortems/2025/2025-12-31-check-out.md
    run --separate-stderr git postmortem new "X" --slug '!!!'
    assert_status 129
}

@test "the start is taken as people type it, in the config's zone" {
    local typed utc
    append .postmortem/config.yaml <<<'timezone: Asia/Seoul'
    git commit -qam "In Seoul"
    while IFS='|' read -r typed utc; do # it is 2026-01-15 03:00 in Seoul
        git postmortem new "X" --started "$typed" -q || { echo "in: $typed"; return 1; }
        assert_same "$(front .times.started "$(made)")" "\"$utc\"" || { echo "in: $typed"; return 1; }
    done <<'END'
02:30|2026-01-14T17:30:00Z
2:30|2026-01-14T17:30:00Z
02:30:15|2026-01-14T17:30:15Z
03:10|2026-01-14T18:10:00Z
23:50|2026-01-14T14:50:00Z
16:58Z|2026-01-14T16:58:00Z
19:30Z|2026-01-13T19:30:00Z
18:30+01:00|2026-01-14T17:30:00Z
2026-01-14 16:58|2026-01-14T07:58:00Z
2026-01-14T16:58|2026-01-14T07:58:00Z
2026-01-14 16:58:30|2026-01-14T07:58:30Z
2026-01-14T16:58:00Z|2026-01-14T16:58:00Z
2026-01-14t16:58:00z|2026-01-14T16:58:00Z
2026-01-14T16:58:00+09:00|2026-01-14T07:58:00Z
2026-01-14T16:58:00-08:00|2026-01-15T00:58:00Z
2026-01-14 16:58:00 +0100|2026-01-14T15:58:00Z
now|2026-01-14T18:00:00Z
END
    # the id's day is the zone's
    [[ $(made) == postmortems/2026/2026-01-15-x-*.md ]]
    for typed in 25:00 12:61 yesterday 2026-01-14 2026-13-01T00:00 "" "16:58 Mars" 1768410000; do
        run --separate-stderr git postmortem new "X" --started="$typed"
        assert_status 129 || { echo "in: $typed"; return 1; }
        assert_stderr_contains "is no time" "16:58"
    done
}

@test "without --started it began now" {
    git postmortem new "X" -q
    assert_same "$(front .times.started "$(made)")" '"2026-01-14T18:00:00Z"'
}

