#!/usr/bin/env bats
# attach: a file or an address becomes evidence. git, sha256sum and PyYAML are the oracles.

load helper
load writing

setup_file() {
    make_base a_ledger
}

setup() {
    take_base
    OUT=$BATS_TEST_TMPDIR
    FOLDER=${DOCUMENT%.md}.evidence
    printf 'graph\n\0\n' >"$OUT/graph.png"
}

names() {
    git -c core.quotePath=false ls-tree --name-only HEAD "$FOLDER/" | sed 's,.*/,,'
}

@test "a file is copied, recorded with digest and size, and held to them" {
    tip=$(git rev-parse HEAD)
    run git postmortem attach checkout "$OUT/graph.png" --what "Writer connections | 연결"
    assert_success
    assert_contains "E1: $ID.evidence/graph.png, 8 bytes" "cite it as (E1)"
    assert_one_commit "$tip" "$DOCUMENT" "$FOLDER/graph.png"
    assert_trailers "Postmortem: $ID" "Postmortem-Event: attach"
    cmp "$OUT/graph.png" "$FOLDER/graph.png"
    digest=$(sha256sum <"$OUT/graph.png" | cut -d' ' -f1)
    assert_same "$(front '.evidence[0]')" \
        "$(jq -cn --arg sum "$digest" --arg at "$ID.evidence/graph.png" '{id: "E1", what: "Writer connections | 연결", at: $at, sha256: $sum, size: 8}')"
    assert_same "$(git status --porcelain)" ""
    run git postmortem attach checkout "$OUT/graph.png"
    assert_success
    assert_contains "it is E1 already"
    assert_same "$(git rev-parse HEAD~)" "$tip"
    check=$(git postmortem check checkout --format json | jq -r '.findings[].rule')
    ! grep evidence/ <<<"$check"
    printf 'x' >>"$FOLDER/graph.png"
    check=$(git postmortem check checkout --format json | jq -r '.findings[] | select(.severity == "error") | .rule')
    assert_same "$check" "evidence/digest
evidence/size"
}

@test "whatever the file is called, it stays in the folder and overwrites nothing" {
    mkdir "$OUT/in"
    cd "$OUT/in" || return 1
    printf 1 >$'-r\n ..\033[31m그래프.png'
    printf 2 >'..ﾊﾝ..'
    printf 3 >CON.txt
    printf 4 >"$(printf 'x%.0s' {1..200}).json"
    cd - >/dev/null || return 1
    for file in "$OUT"/in/* "$OUT"/in/..?*; do git postmortem attach checkout "$file" -q; done
    assert_same "$(names | LC_ALL=C sort)" "evidence-CON.txt
r-.-31m그래프.png
$(printf 'x%.0s' {1..95}).json
ﾊﾝ"
    # another content by that name: on the branch, staged, on disk, in other letters
    printf 5 >"$OUT/graph.png" && git postmortem attach checkout "$OUT/graph.png" -q
    printf staged >"$FOLDER/graph-2.png" && git add "$FOLDER/graph-2.png" && rm "$FOLDER/graph-2.png"
    printf 'on disk' >"$FOLDER/GRAPH-3.png"
    printf 'there' >"$FOLDER/graph-4.png"
    printf 6 >"$OUT/graph.png" && git postmortem attach checkout "$OUT/graph.png" -q
    assert_same "$(git show HEAD:"$FOLDER/graph-5.png")" 6
    assert_same "$(git show :"$FOLDER/graph-2.png") $(cat "$FOLDER/GRAPH-3.png" "$FOLDER/graph-4.png")" "staged on diskthere"
    # the same content, not recorded yet, is the one that is recorded
    printf 7 >"$FOLDER/same.log" && cp "$FOLDER/same.log" "$OUT"
    git postmortem attach checkout "$OUT/same.log" -q
    assert_same "$(front '.evidence[-1].at')" "\"$ID.evidence/same.log\""
    for row in $(front '.evidence[] | [.at, .sha256, .size]' | jq -r '@base64'); do
        at=$(base64 -d <<<"$row" | jq -r '.[0]')
        assert_same "$(sha256sum <"${DOCUMENT%/*}/$at" | cut -d' ' -f1) $(stat -c %s "${DOCUMENT%/*}/$at")" \
            "$(base64 -d <<<"$row" | jq -r '"\(.[1]) \(.[2])"')"
    done
}

@test "secrets, and what is no plain file of a fair size, are refused, and nothing is changed" {
    tip=$(git rev-parse HEAD)
    secret="AKIA""Z3QWERTYUIOPASDF"
    printf 'one\nkey %s\n' "$secret" >"$OUT/env"
    printf 'key %s\n' "$secret" | iconv -t UTF-16 >"$OUT/wide"
    ln -s graph.png "$OUT/link" && mkfifo "$OUT/pipe" && : >"$OUT/empty" && head -c 10485761 /dev/zero >"$OUT/large"
    refused() { # STATUS TEXT WORD…
        run --separate-stderr timeout 20 git postmortem attach checkout "${@:3}"
        assert_status "$1"
        assert_stderr_contains "$2"
    }
    refused 1 "env:2:5: an access key" "$OUT/env"
    refused 1 "[secret/token]" "$OUT/wide"
    refused 129 "is a symbolic link" "$OUT/link"
    refused 129 "is no plain file" "$OUT/pipe"
    refused 129 "is a folder" "$OUT"
    refused 129 "is empty" "$OUT/empty"
    refused 128 "larger than 10485760 bytes" "$OUT/large"
    refused 128 "No such file" "$OUT/nothing"
    refused 1 "holds a user's name or password" "https://dana:x@example.org/"
    refused 129 "neither http nor https" "file:///etc/passwd"
    refused 129 "is no address" "https://"
    refused 129 "is no address" $'https://example.org/a\nb'
    refused 1 "secret/" "https://example.org/?key=$secret"
    assert_same "$(git rev-parse HEAD) $(git status --porcelain)" "$tip "
}

@test "an address has the time it was recorded at, and an id is given once" {
    GIT_COMMITTER_DATE="2026-01-20T09:00:00Z" git postmortem attach checkout https://graphs.example.org/7 -q
    assert_same "$(front '.evidence')" \
        '[{"id":"E1","at":"https://graphs.example.org/7","recorded":"2026-01-20T09:00:00Z"}]'
    git postmortem attach checkout "$OUT/graph.png" --id graph -q
    git revert --no-edit HEAD >/dev/null && git revert --no-edit HEAD~2 >/dev/null
    assert_same "$(front '.evidence')" "[]"
    run --separate-stderr git postmortem attach checkout "$OUT/graph.png" --id graph
    assert_status 129
    assert_stderr_contains "has, or had, evidence graph" "E2 is free"
    git postmortem attach checkout "$OUT/graph.png" -q
    assert_same "$(front '[.evidence[].id]')" '["E2"]'
    run git postmortem attach checkout https://graphs.example.org/7 --id "no id"
    assert_status 129
}

@test "what was reviewed takes evidence and notes, and the sign-offs are stale then" {
    load review
    cd "$BATS_TEST_TMPDIR" && a_reviewed_document
    printf 1 >"$OUT/one.log"
    run --separate-stderr git postmortem attach checkout "$OUT/one.log"
    assert_success
    assert_stderr_contains "its sign-offs are stale now"
    run --separate-stderr git postmortem note checkout "One more" --at 2026-01-14T20:00:00Z </dev/null
    assert_success
    assert_stderr_contains "its sign-offs are stale now"
    run git postmortem verify
    assert_status 1
    assert_contains "since then evidence, section Timeline [signoff/stale]"
}
