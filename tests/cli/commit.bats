#!/usr/bin/env bats
# commit: what people changed by hand in documents, as events, after checking it. git is the oracle.

load helper
load writing

setup_file() {
    make_base a_ledger
}

setup() {
    take_base
    OTHER=postmortems/2026/2026-01-10-another.md
}

break_yaml() { # FILE
    replace "title: " 'title: "' "$1"
}

@test "what was changed is said in the subject, by field and section" {
    replace "severity: 2" "severity: 3"
    replace "## Impact" $'## Impact\n\nCarts could not be paid for.'
    run git postmortem commit
    assert_success
    assert_same "$(git log -1 --format=%s)" "postmortem: commit $ID: severity, section Impact"
    assert_line_matches "committed $(git rev-parse --short=7 HEAD)  severity, section Impact"
    assert_trailers "Postmortem: $ID" "Postmortem-Event: commit"
}

@test "each document is a commit of its own, in the order of their paths; nothing else is touched" {
    be_busy
    git checkout -q HEAD -- "$OTHER"
    printf '\nOne.\n' >>"$DOCUMENT"
    printf '\nTwo.\n' >>"$OTHER"
    local others tip
    tip=$(git rev-parse HEAD)
    others=$(git status --porcelain=v2 -- . ":!postmortems")
    git postmortem commit -q
    assert_same "$(git log -2 --format=%s)" "postmortem: commit $ID: section Lessons
postmortem: commit 2026-01-10-another: section Lessons"
    assert_same "$(git show --format= --name-only)" "$DOCUMENT"
    assert_same "$(git show --format= --name-only HEAD~1)" "$OTHER"
    assert_same "$(git rev-parse HEAD~2)" "$tip"
    assert_same "$(git status --porcelain=v2 -- . ":!postmortems")" "$others"
    assert_same "$(git status --porcelain -- postmortems)" ""
}

@test "what is named is committed, and what is not is left" {
    printf '\nOne.\n' >>"$DOCUMENT"
    printf '\nTwo.\n' >>"$OTHER"
    git postmortem commit another -q
    assert_same "$(git show --format= --name-only)" "$OTHER"
    assert_same "$(git status --porcelain)" " M $DOCUMENT"
    printf '\nTwo.\n' >>"$OTHER"
    git postmortem commit checkout another checkout -q
    assert_same "$(git log -2 --format='%(trailers:key=Postmortem,valueonly,separator=)')" "2026-01-10-another
$ID"
    assert_same "$(git status --porcelain)" ""
}

@test "staged, half staged or not: what is in the file is committed" {
    printf '\nStaged.\n' >>"$DOCUMENT" && git add "$DOCUMENT"
    printf '\nNot staged.\n' >>"$DOCUMENT"
    git postmortem commit -q
    assert_same "$(git show HEAD:"$DOCUMENT" | tail -3)" $'Staged.\n\nNot staged.'
    assert_same "$(git status --porcelain)" ""
}

@test "a document that is new to git is committed" {
    sed "s/$ID/2026-01-14-by-hand/" "$DOCUMENT" >postmortems/2026/2026-01-14-by-hand.md
    sed "s/$ID/2026-01-14-added/" "$DOCUMENT" >postmortems/2026/2026-01-14-added.md && git add postmortems
    sed "s/$ID/2026-01-14-intended/" "$DOCUMENT" >postmortems/2026/2026-01-14-intended.md && git add -N postmortems
    git reset -q -- postmortems/2026/2026-01-14-by-hand.md
    git postmortem commit -q
    assert_same "$(git log -3 --format='%(trailers:key=Postmortem,valueonly,separator=)' | sort)" $'2026-01-14-added\n2026-01-14-by-hand\n2026-01-14-intended'
    assert_same "$(git status --porcelain)" ""
}

@test "evidence goes along with its document, and alone" {
    local folder=postmortems/2026/$ID.evidence
    printf '\1\2\0\377' | write "$folder/writer connections.png"
    printf '\nSee the graph.\n' >>"$DOCUMENT"
    git postmortem commit -q
    assert_same "$(git show --format= --name-only)" "$folder/writer connections.png
$DOCUMENT"
    assert_same "$(git cat-file blob "HEAD:$folder/writer connections.png" | sha256sum)" "$(sha256sum <"$folder/writer connections.png")"
    printf 'log\n' | write "$folder/deep/log.txt"
    git postmortem commit -q
    assert_same "$(git log -1 --format=%s)" "postmortem: commit $ID: evidence deep/log.txt"
    printf 'more\n' >>"$folder/deep/log.txt"
    git postmortem commit checkout -q
    assert_same "$(git show --format= --name-only)" "$folder/deep/log.txt"
    assert_same "$(git status --porcelain)" ""
}

@test "a draft that can't be read is refused, with the place; the others are committed" {
    printf '\nTwo.\n' >>"$OTHER"
    break_yaml "$DOCUMENT"
    cp "$DOCUMENT" ../kept
    run --separate-stderr git postmortem commit
    assert_status 1
    assert_stderr_contains "$DOCUMENT:4:" "[yaml/" "not committed: $ID" "git postmortem commit $ID"
    cmp "$DOCUMENT" ../kept
    assert_same "$(git show --format= --name-only)" "$OTHER"
    assert_same "$(git status --porcelain)" " M $DOCUMENT"
    # the first of them by path does not keep the second back either
    git checkout -q . && break_yaml "$OTHER" && printf '\nOne.\n' >>"$DOCUMENT"
    run git postmortem commit
    assert_status 1
    assert_same "$(git show --format= --name-only)" "$DOCUMENT"
}

spoil() { # HOW: the document
    case $1 in
    file/encoding) printf '\ncaf\xe9\n' >>"$DOCUMENT" ;;
    file/unterminated) sed -i '2,$ { /^---$/d }' "$DOCUMENT" ;;
    file/front-matter) printf -- '---\n- a\n- b\n---\n\ntext\n' >"$DOCUMENT" ;;
    yaml/depth) sed -i "2i x-deep: $(printf '[%.0s' {1..40})$(printf ']%.0s' {1..40})" "$DOCUMENT" ;;
    yaml/duplicate-key) sed -i '2i owner: erin@example.org' "$DOCUMENT" ;;
    markdown/limit) sed '1,/^## Lessons/d' "$PM_SOURCE/tests/golden/check/markdown/limit.md" >>"$DOCUMENT" ;;
    secret/token) sed -i "2i x-key: ghp_$(printf 'aB3dE5%.0s' {1..6})" "$DOCUMENT" ;;
    esac
}

@test "whatever makes a draft unreadable is refused, and so is a secret in the front matter; nothing else is lost" {
    tip=$(git rev-parse HEAD)
    for rule in file/encoding file/unterminated file/front-matter yaml/depth yaml/duplicate-key markdown/limit secret/token; do
        spoil $rule
        cp "$DOCUMENT" ../kept
        run --separate-stderr git postmortem commit
        assert_status 1 || { echo "for: $rule"; return 1; }
        assert_stderr_contains "[$rule]" "not committed: $ID"
        cmp "$DOCUMENT" ../kept
        assert_same "$(git rev-parse HEAD)" "$tip"
        git checkout -q "$DOCUMENT"
    done
}

@test "a secret is refused, and is not even an object of the repository" {
    printf '\nThe token was ghp_%s.\n' "$(printf 'aB3dE5%.0s' {1..6})" >>"$DOCUMENT"
    run --separate-stderr git postmortem commit
    assert_status 1
    assert_stderr_contains "[secret/"
    blob=$(git hash-object "$DOCUMENT")
    ! git cat-file -e "$blob"
}

@test "everything else that is wrong with a draft is shown, and committed" {
    replace "severity: 2" "severity: 9"
    sed -i '/^owner:/d' "$DOCUMENT"
    run --separate-stderr git postmortem commit
    assert_success
    assert_stderr_contains "[severity/range]" "missing key 'owner'" "hint: "
    assert_same "$(git status --porcelain)" ""
}

@test "a document without warnings or errors is committed without a word on stderr" {
    write_document
    git postmortem commit -q
    printf '\nIndeed.\n' >>"$DOCUMENT"
    run --separate-stderr git postmortem commit
    assert_success
    assert_same "$stderr" "hint: 1 warning: git postmortem check $ID"
}

@test "nothing to commit is said, and no error" {
    run git postmortem commit
    assert_success
    assert_output "nothing was changed by hand"
    be_busy
    git checkout -q HEAD -- postmortems
    run git postmortem commit
    assert_success
    assert_output "nothing was changed by hand"
}

@test "one text serves all commits, also from standard input and the editor" {
    printf '\nOne.\n' >>"$DOCUMENT"
    printf '\nTwo.\n' >>"$OTHER"
    printf 'After the call.\n' | git postmortem commit -F - -q
    assert_same "$(git log -2 --format=%b | grep -c '^After the call.$')" 2
    printf '\nOne.\n' >>"$DOCUMENT"
    printf '\nTwo.\n' >>"$OTHER"
    editor writes <<<'echo x >>../opened; echo "Written once." >>"$1"'
    git postmortem commit -e -q
    assert_same "$(git log -2 --format=%b | grep -c '^Written once.$')" 2
    assert_same "$(wc -l <../opened)" 1
}

@test "--json is an object a document" {
    printf '\nOne.\n' >>"$DOCUMENT"
    printf '\nTwo.\n' >>"$OTHER"
    git postmortem commit --json >../answer 2>/dev/null
    assert_same "$(jq -rs 'map(.id + " " + .commit) | join("\n")' ../answer)" "2026-01-10-another $(git rev-parse HEAD~1)
$ID $(git rev-parse HEAD)"
}

@test "a document that was deleted or is not there is told" {
    rm "$DOCUMENT"
    run --separate-stderr git postmortem commit checkout
    assert_status 128
    run --separate-stderr git postmortem commit chekout another
    assert_status 128
    git checkout -q .
    run --separate-stderr git postmortem commit chekout
    assert_status 128
    assert_stderr_contains "did you mean '$ID'?"
}

@test "a document that is too large, or a link, or a folder, is refused" {
    { cat "$DOCUMENT"; head -c 300000 /dev/zero | tr '\0' 'x'; } >../large
    cp ../large "$DOCUMENT"
    run --separate-stderr git postmortem commit checkout
    [ "$status" -ne 0 ]
    assert_stderr_contains "limit of 262144"
    printf '\nTwo.\n' >>"$OTHER"
    run --separate-stderr git postmortem commit
    assert_status 128
    assert_same "$(git show --format= --name-only)" "$OTHER"
    rm "$DOCUMENT" && ln -s /etc/hostname "$DOCUMENT"
    run --separate-stderr git postmortem commit checkout
    [ "$status" -ne 0 ]
    rm "$DOCUMENT" && mkdir "$DOCUMENT"
    run --separate-stderr git postmortem commit checkout
    [ "$status" -ne 0 ]
    assert_same "$(git log -2 --format=%s | tail -1)" "Other files"
}

@test "mid-merge, detached and bare are refused, with nothing changed" {
    git checkout -q -b side
    printf '\nSide.\n' >>"$DOCUMENT" && git commit -qam Side
    git checkout -q main
    printf '\nMain.\n' >>"$DOCUMENT" && git commit -qam Main
    ! git merge -q side 2>/dev/null
    before=$(repository_state)
    run --separate-stderr git postmortem commit
    assert_status 128
    assert_stderr_contains merge
    assert_same "$(repository_state)" "$before"
    git merge --abort && git checkout -q --detach
    printf '\nMore.\n' >>"$DOCUMENT"
    run --separate-stderr git postmortem commit
    assert_status 128
    git clone -q --bare . ../bare.git && cd ../bare.git
    run --separate-stderr git postmortem commit
    assert_status 128
    assert_stderr_contains bare
}
