#!/usr/bin/env bats
# people add: somebody, their key, role, team, in one commit. PyYAML and ssh-keygen are the oracles.

load helper
load writing

setup_file() {
    make_base a_ledger_with_keys
}

a_ledger_with_keys() {
    make_keys erin frank
    a_ledger
}

setup() {
    take_base
    ERIN=$BATS_FILE_TMPDIR/keys/erin.pub
}

config() { # JQ-EXPRESSION
    python3 -c 'import json, yaml; print(json.dumps(yaml.safe_load(open(".postmortem/config.yaml", encoding="utf-8")), ensure_ascii=False))' |
        jq -c "$1"
}

@test "a person with all that there is, in one commit of two files" {
    tip=$(git rev-parse HEAD)
    run git postmortem people add erin@example.org --name "Erin \"E\" Example: 에린" --key "$ERIN" --role security --team payments
    assert_success
    assert_contains "erin@example.org, role security, team payments, with a key"
    assert_one_commit "$tip" .postmortem/allowed_signers .postmortem/config.yaml
    assert_trailers "Postmortem-Event: people-add"
    assert_same "$(git log -1 --format=%s)" "postmortem: add erin@example.org to the people"
    assert_same "$(config '[.people[1], .review.roles, .teams]')" \
        '[{"email":"erin@example.org","name":"Erin \"E\" Example: 에린"},{"security":["erin@example.org"]},{"payments":{"members":["erin@example.org"]}}]'
    printf 'x' | ssh-keygen -q -Y sign -n signoff@git-postmortem -f "${ERIN%.pub}" >../x.sig
    printf 'x' | ssh-keygen -Y verify -f .postmortem/allowed_signers -I erin@example.org -n signoff@git-postmortem -s ../x.sig
    # and for nothing but sign-offs and git
    printf 'x' | ssh-keygen -q -Y sign -n file -f "${ERIN%.pub}" >../x.sig
    ! printf 'x' | ssh-keygen -Y verify -f .postmortem/allowed_signers -I erin@example.org -n file -s ../x.sig
}

@test "what is added later joins what is there, and comments stay" {
    sed -i 's/^people:/# who we are\npeople: # all of us/' .postmortem/config.yaml
    git commit -qam Comments
    git postmortem people add erin@example.org -q
    git postmortem people add erin@example.org --name Erin --role security -q
    git postmortem people add frank@example.org --role security --team sre -q
    git postmortem people add erin@example.org --role sre --team sre -q
    git postmortem people add erin@example.org --name "Erin E." -q
    assert_same "$(config '[.people[1:], .review.roles, .teams]')" \
        '[[{"email":"erin@example.org","name":"Erin E."},{"email":"frank@example.org"}],{"security":["erin@example.org","frank@example.org"],"sre":["erin@example.org"]},{"sre":{"members":["frank@example.org","erin@example.org"]}}]'
    grep -qx "# who we are" .postmortem/config.yaml
    grep -qx "people: # all of us" .postmortem/config.yaml
    run git postmortem check
    refute_contains "config.yaml"
}

@test "what is there already is no change" {
    git postmortem people add erin@example.org --name Erin --role security --team sre --key "$ERIN" -q
    tip=$(git rev-parse HEAD)
    run git postmortem people add erin@example.org --name Erin --role security --team sre --key "$ERIN"
    assert_success
    assert_contains "nothing to change"
    run git postmortem people add ERIN@example.org --name Erin
    assert_success
    assert_same "$(git rev-parse HEAD)" "$tip"
    # the same key with another comment
    run git postmortem people add erin@example.org --key "$(cut -d' ' -f1,2 "$ERIN") elsewhere"
    assert_success
    assert_same "$(git rev-parse HEAD)" "$tip"
}

@test "a key is a file or its text; a second one joins the first" {
    git postmortem people add erin@example.org --key "$(cat "$ERIN")" -q
    ssh-keygen -q -t ecdsa -N '' -f ../second
    git postmortem people add erin@example.org --key ../second.pub -q
    assert_same "$(cut -d' ' -f1,3,4 .postmortem/allowed_signers)" "erin@example.org $(cut -d' ' -f1,2 "$ERIN")
erin@example.org $(cut -d' ' -f1,2 ../second.pub)"
    (cd postmortems && git postmortem people add frank@example.org --key "$BATS_FILE_TMPDIR/keys/frank.pub" -q)
}

@test "lines that others wrote into allowed_signers stay" {
    printf '# ours\nold@example.org %s' "$(cut -d' ' -f1,2 "$BATS_FILE_TMPDIR/keys/frank.pub")" >.postmortem/allowed_signers
    git add . && git commit -qm Signers
    git postmortem people add erin@example.org --key "$ERIN" -q
    assert_same "$(git show --format= --numstat -- .postmortem/allowed_signers | cut -f1,2)" "2	1"
    head -2 .postmortem/allowed_signers | diff - <(printf '# ours\nold@example.org %s\n' "$(cut -d' ' -f1,2 "$BATS_FILE_TMPDIR/keys/frank.pub")")
}

@test "a key stands for one person" {
    git postmortem people add erin@example.org --key "$ERIN" -q
    before=$(repository_state)
    run --separate-stderr git postmortem people add frank@example.org --key "$ERIN"
    assert_status 128
    assert_stderr_contains "erin@example.org" "one person"
    assert_same "$(repository_state)" "$before"
}

@test "a private key, a file that is none, and one that is not there are refused" {
    local file
    printf 'hello\n' >../none
    printf 'a\nb\n' >../lines
    before=$(repository_state)
    for file in "${ERIN%.pub}" ../none ../lines ../nowhere "ssh-ed25519 AAAA" "ssh-ed25519" ..; do
        run --separate-stderr git postmortem people add erin@example.org --key "$file"
        [ "$status" -ge 128 ] || { echo "in: $file"; return 1; }
        assert_stderr_contains "fatal:" ".pub" || { echo "in: $file"; return 1; }
    done
    assert_same "$(repository_state)" "$before"
}

@test "an e-mail, role or team that can't be is refused" {
    local email
    before=$(repository_state)
    for email in '' erin @example.org erin@ 'a b@c.d' 'a@b@c' '*@example.org' 'a,b@c' '<a@b>' $'a@b\n' $'a@b\x1b' '!a@b' $'\xff@b' -x; do
        run --separate-stderr git postmortem people add -- "$email"
        assert_status 129 || { printf 'in: %q\n' "$email"; return 1; }
    done
    for words in "--role ''" "--role 'a b'" "--role a/b" "--role -x" "--team 'a:b'" "--team ../x" "--role $(printf 'x%.0s' {1..65})"; do
        eval "run --separate-stderr git postmortem people add erin@example.org $words"
        assert_status 129 || { echo "in: $words"; return 1; }
    done
    assert_same "$(repository_state)" "$before"
}

@test "a config with changes that are not committed is left alone" {
    printf '# mine\n' >>.postmortem/config.yaml
    before=$(repository_state)
    run --separate-stderr git postmortem people add erin@example.org
    assert_status 128
    assert_stderr_contains "'.postmortem/config.yaml' has changes that are not committed; nothing was changed"
    assert_same "$(repository_state)" "$before"
    run --separate-stderr git postmortem people add erin@example.org -n
    assert_status 128
    assert_stderr_contains "commit it first: git commit .postmortem/config.yaml"
    cd postmortems
    run --separate-stderr git postmortem people add erin@example.org
    # the hint is a command that does it
    [[ $stderr =~ "commit it first: "(.*) ]] || complain "a command"
    ${BASH_REMATCH[1]} -qm "Mine"
    git postmortem people add erin@example.org -q
}

@test "it works in a bare repository" {
    git clone -q --bare . ../bare.git && cd ../bare.git
    git postmortem people add erin@example.org --key "$ERIN" -q
    assert_same "$(git show --format= --name-only)" $'.postmortem/allowed_signers\n.postmortem/config.yaml'
}
