#!/usr/bin/env bats
# note: a row of the timeline, with what a command printed. git and PyYAML are the oracles.

load helper
load writing

setup_file() {
    make_base a_ledger
}

setup() {
    take_base
    exec </dev/null
}

added() { # lines that HEAD added, and nothing that it took away
    git -c core.quotePath=false show --format= -U0 | grep '^[+-]' | grep -v '^+++\|^---' || true
}

now() { # TIME
    export GIT_COMMITTER_DATE=$1
}

@test "a note is one line and one commit, now, in the order of time" {
    tip=$(git rev-parse HEAD)
    now 2026-01-14T18:12:34+0100
    run git postmortem note checkout "Writer saturated | 쓰기 포화"
    assert_success
    assert_one_commit "$tip" "$DOCUMENT"
    assert_trailers "Postmortem: $ID" "Postmortem-Event: note"
    assert_same "$(git show --format= --numstat | cut -f1,2)" "1	0"
    assert_same "$(added)" "+| 2026-01-14 17:12 | Writer saturated \\| 쓰기 포화 | |"
    assert_contains "2026-01-14 17:12Z Writer saturated"
    git postmortem note checkout "Deploy" --at 16:40 --evidence E1,E2 -q
    git postmortem note checkout -q --at 2026-01-14T18:00:00+01:00 -- "-x was set"
    assert_same "$(grep '^| 2026\|^| 1' "$DOCUMENT")" "| 2026-01-14 16:40 | Deploy | E1, E2 |
| 2026-01-14 17:00 | -x was set | |
| 2026-01-14 17:12 | Writer saturated \\| 쓰기 포화 | |"
    run --separate-stderr git postmortem note checkout x --at 25:00
    assert_status 129
    assert_stderr_contains "'25:00' is no time"
    assert_same "$(git status --porcelain)" ""
}

@test "what is piped in stands in a fence behind the table, and what can't be seen is made visible" {
    now 2026-01-14T17:12:00Z
    printf 'a\033[1;31mred\033[0m\033[2J\n````\r\n\n## Lessons\n\0\xff\xe2\x80\xae end' |
        git postmortem note checkout "kubectl logs" >"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/err"
    assert_same "$(added)" '+| 2026-01-14 17:12 | kubectl logs (output below) | |
+
+`2026-01-14 17:12 UTC kubectl logs`
+
+`````text
+ared\x1b[2J
+````
+
+## Lessons
+\x00\xff\u202e end
+`````'
    grep -q "kubectl logs + 5 lines of output" "$BATS_TEST_TMPDIR/out"
    grep -q "4 characters that can't be seen" "$BATS_TEST_TMPDIR/err"
    grep -q "colours" "$BATS_TEST_TMPDIR/err"
    echo "one line" | git postmortem note checkout -q --at 17:13
    printf 'first\nsecond\n' | git postmortem note checkout -q --at 17:14
    assert_same "$(sed -n '/^| 17/p' "$DOCUMENT")" "| 17:13 | one line | |
| 17:14 | first (output below) | |"
    assert_same "$(git postmortem show checkout --json | jq -c '[.body.headings[].text]')" \
        "$(git show HEAD~3:"$DOCUMENT" | git postmortem show /dev/stdin --json | jq -c '[.body.headings[].text]')"
    run --separate-stderr git postmortem note checkout
    assert_status 129
}

@test "a secret is refused and given back; so is more than a document should hold" {
    tip=$(git rev-parse HEAD)
    secret="AKIA""Z3QWERTYUIOPASDF"
    run --separate-stderr bash -c "printf 'key %s\n' $secret x | git postmortem note checkout env"
    assert_status 1
    assert_stderr_contains "[secret/token]" "hint: revoke it first"
    assert_same "$output" "key $secret
key x"
    run --separate-stderr git postmortem note checkout "they used $secret"
    assert_status 1
    run --separate-stderr bash -c "head -c 300000 /dev/zero | git postmortem note checkout zeros"
    assert_status 128
    assert_stderr_contains "larger than 262144 bytes" "git postmortem attach"
    assert_same "$(git rev-parse HEAD)" "$tip"
    assert_same "$(git status --porcelain)" ""
}

@test "a draft takes it whatever else is wrong, and one without a timeline gets one" {
    sed -i 's/^severity: .*/severity: 9/; /^## Timeline/,/^## Technical/{/^## Technical/!d}' "$DOCUMENT"
    git commit -qam "By hand" --no-verify
    run --separate-stderr git postmortem note checkout Deploy --at 16:40 --evidence E7
    assert_success
    assert_stderr_contains "E7 is no evidence"
    assert_same "$(added)" "+## Timeline
+
+| Time (UTC) | Event | Evidence |
+| --- | --- | --- |
+| 2026-01-14 16:40 | Deploy | E7 |
+"
    git postmortem note checkout -n "Dry" --at 16:50 >"$BATS_TEST_TMPDIR/diff"
    git apply --numstat "$BATS_TEST_TMPDIR/diff" | grep -q "^1	0	"
}
