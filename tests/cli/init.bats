#!/usr/bin/env bats
# init: the ledger begins. (Adoption is adopt.bats; hooks are hooks.bats.)

load helper

config() { # JQ-EXPRESSION, of the config as PyYAML reads it
    python3 -c 'import json, sys, yaml; print(json.dumps(yaml.safe_load(open(".postmortem/config.yaml", encoding="utf-8"))))' |
        jq -c "$1"
}

attributes_of() { # PATH
    git check-attr -a "$1" | sort
}

@test "one commit, of config and attributes, on a branch that had none" {
    new_repository
    run git postmortem init
    assert_success
    assert_contains "ledger begun" 'next: git postmortem new "<title>"'
    assert_same "$(git log --format=%s)" "postmortem: begin a ledger"
    assert_same "$(git show --format= --name-only)" $'.postmortem/config.yaml\npostmortems/.gitattributes'
    assert_same "$(git log -1 --format=%B | git interpret-trailers --parse)" "Postmortem-Event: init"
    assert_same "$(git status --porcelain)" ""
    assert_same "$(config '[.schema, .documents, .people, .review.signature]')" \
        '[1,"postmortems",[{"email":"dana@example.org","name":"Dana Doe"}],"preferred"]'
    assert_same "$(config '.ledger | test("^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")')" true
    run git fsck --strict
    assert_success
}

@test "two ledgers have two names" {
    new_repository one && git postmortem init -q && first=$(config .ledger)
    new_repository ../two && git postmortem init -q
    [ "$(config .ledger)" != "$first" ]
}

@test "git keeps documents and sign-offs byte for byte, also on Windows" {
    new_repository
    git config core.autocrlf true
    git postmortem init -q
    for path in postmortems/x.md postmortems/2026/x.signoffs/y.signoff postmortems/2026/x.signoffs/y.content; do
        assert_same "$(attributes_of "$path" | grep -v -e linguist -e merge)" "$path: filter: unset
$path: ident: unset
$path: text: unset"
    done
    assert_same "$(git check-attr merge postmortems/2026/x.md postmortems/x.signoff)" "postmortems/2026/x.md: merge: postmortem
postmortems/x.signoff: merge: unspecified"
    assert_same "$(attributes_of postmortems/a.signoff | grep linguist)" "postmortems/a.signoff: linguist-generated: set"
    printf 'a\r\nb\n' >postmortems/x.md
    git add postmortems/x.md 2>/dev/null
    assert_same "$(git cat-file blob :postmortems/x.md | sha256sum)" "$(sha256sum <postmortems/x.md)"
}

@test "what else is staged, changed or new stays as it is" {
    new_repository
    printf 'one\n' >file && git add file && git commit -qm One
    printf 'two\n' >file && git add file && printf 'three\n' >file
    printf 'new\n' >other
    before=$(git status --porcelain=v2)
    git postmortem init -q
    assert_same "$(git status --porcelain=v2)" "$before"
    assert_same "$(git show --format= --name-only)" $'.postmortem/config.yaml\npostmortems/.gitattributes'
}

@test "--documents names the folder, from where one is" {
    new_repository
    mkdir -p docs/deep
    cd docs
    git postmortem init --documents "post mortems/안내/" -q
    cd ..
    assert_same "$(config .documents)" '"docs/post mortems/안내"'
    assert_same "$(git -c core.quotePath=false show --format= --name-only | tail -1)" "docs/post mortems/안내/.gitattributes"
    git postmortem new "Cache went cold" --started 2026-01-14T16:58:00Z -q
    [ -e "docs/post mortems/안내/2026/2026-01-14-cache-went-cold.md" ]
    new_repository ../whole
    git postmortem init --documents . -q
    assert_same "$(config .documents)" '"."'
    git postmortem new "Cache went cold" --started 2026-01-14T16:58:00Z -q
    [ -e 2026/2026-01-14-cache-went-cold.md ]
    run git postmortem list
    assert_line_count 1
}

@test "a folder that can't be is refused, and nothing begins" {
    new_repository
    ln -s /tmp link
    printf 'x\n' >file
    for folder in .. /etc .git .git/x .postmortem .postmortem/x link link/x file; do
        run --separate-stderr git postmortem init --documents "$folder"
        [ "$status" -ge 128 ] || { echo "in: $folder"; return 1; }
        assert_stderr_contains "fatal:"
    done
    ! git rev-parse -q --verify HEAD
    assert_same "$(git status --porcelain)" $'?? file\n?? link'
}

@test "--language and --timezone are kept, and must be" {
    new_repository
    for words in "--language fr" "--timezone Mars/Olympus" "--timezone ''"; do
        eval "run --separate-stderr git postmortem init $words"
        assert_status 129 || { echo "in: $words"; return 1; }
    done
    assert_stderr_contains "Asia/Seoul"
    git postmortem init --language ko --timezone Asia/Seoul -q
    assert_same "$(config '[.language, .timezone]')" '["ko","Asia/Seoul"]'
    git postmortem new "결제 장애" --started "2026-01-15 01:58" -q
    document=postmortems/2026/2026-01-15-결제-장애.md
    grep -q '^  started: "2026-01-14T16:58:00Z"' "$document"
    grep -q '^## 요약' "$document"
}

@test "with a key the first sign-off can be signed, and must be" {
    make_keys dana
    new_repository
    git postmortem init -q
    assert_same "$(config .review.signature)" '"required"'
    assert_same "$(git show --format= --name-only)" $'.postmortem/allowed_signers\n.postmortem/config.yaml\npostmortems/.gitattributes'
    printf 'text\n' | ssh-keygen -q -Y sign -n signoff@git-postmortem -f "$HOME/.ssh/id_ed25519" >../text.sig
    printf 'text\n' | ssh-keygen -Y verify -f .postmortem/allowed_signers -I dana@example.org -n signoff@git-postmortem -s ../text.sig
}

@test "without a key it says how to get one" {
    new_repository
    run --separate-stderr git postmortem init
    assert_success
    assert_stderr_contains "git config gpg.format ssh" "user.signingkey"
}

@test "somebody else's .gitattributes is left alone, with what it should hold" {
    new_repository
    printf '*.md text\n' | write postmortems/.gitattributes
    git add . && git commit -qm Mine
    run --separate-stderr git postmortem init
    assert_success
    assert_stderr_contains "postmortems/.gitattributes" "*.md -text -filter -ident"
    assert_same "$(cat postmortems/.gitattributes)" "*.md text"
}

@test "a second time is refused, and changes nothing" {
    new_repository
    git postmortem init -q
    before=$(repository_state)
    run --separate-stderr git postmortem init
    assert_status 128
    assert_stderr_contains ".postmortem/config.yaml already"
    assert_same "$(repository_state)" "$before"
}

@test "without a repository it says to make one" {
    mkdir empty && cd empty
    run --separate-stderr git postmortem init
    assert_status 128
    assert_stderr_contains "git init"
    assert_same "$(ls -A)" ""
}

@test "in a bare repository, too" {
    git init -q --bare bare.git && cd bare.git
    git postmortem init -q
    assert_same "$(git ls-tree -r --name-only HEAD)" $'.postmortem/config.yaml\npostmortems/.gitattributes'
    git postmortem new "Cache went cold" --started 2026-01-14T16:58:00Z -q
    assert_same "$(git ls-tree -r --name-only HEAD | tail -1)" postmortems/2026/2026-01-14-cache-went-cold.md
}

@test "a name and an e-mail of any kind get into the config as they are" {
    new_repository
    git config user.name "Dana \"the 'D'\" Döe: 다나 #1"
    git postmortem init -q
    assert_same "$(config '.people[0].name')" '"Dana \"the '\''D'\''\" Döe: 다나 #1"'
}

@test "words are not expected, and options are suggested" {
    new_repository
    run --separate-stderr git postmortem init here
    assert_status 129
    run --separate-stderr git postmortem init --document docs
    assert_status 129
    assert_stderr_contains "did you mean '--documents'?"
}
