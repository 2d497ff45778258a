#!/usr/bin/env bats
# Programs that a repository's own configuration names: hooks and signers, which run as git runs them, and may decline;
# and all the others, of which reading verbs run none, and writing verbs only what git commit would.

load helper
load review
load refused

setup_file() {
    make_base signed_ledger
}

setup() {
    take_base world/repository
}

signed_ledger() {
    mkdir world
    cd world
    new_repository
    in_review
    sign_off erin
}

hook() { # NAME <script
    write ".git/hooks/$1"
    chmod +x ".git/hooks/$1"
}

@test "a commit-msg hook may decline, and nothing has changed" {
    hook commit-msg <<<'exit 3'
    refused "the hook commit-msg declined; nothing was changed" "--no-verify" git postmortem set checkout tags=x
    refused "the hook commit-msg declined; nothing was changed" "--no-verify" git postmortem new "Second"
    run git postmortem set --no-verify checkout tags=x
    assert_success
}

@test "a commit-msg hook may rewrite the message, as git lets it" {
    hook commit-msg <<'END'
#!/bin/sh
sed -i '1s/.*/JIRA-1 &/' "$1"
printf 'Change-Id: I0123\n\n\n' >>"$1"
END
    run git postmortem set checkout tags=x
    assert_success
    [[ $(git log -1 --format=%s) == "JIRA-1 postmortem: set"* ]]
    assert_same "$(git log -1 --format='%(trailers:key=Postmortem-Event,valueonly)%(trailers:key=Change-Id,valueonly)')" \
        $'set\nI0123'
    hook commit-msg <<<': >"$1"'
    refused "empty message" "" git postmortem set checkout tags=y
}

@test "hooks come from core.hooksPath; pre-commit and prepare-commit-msg are not run, post-commit has no say" {
    local name
    mkdir ../hooks
    for name in pre-commit prepare-commit-msg commit-msg post-commit; do
        printf '#!/bin/sh\necho %s >>../ran\nexit 0\n' $name >../hooks/$name
        chmod +x ../hooks/$name
    done
    echo 'git log -1 --format=%s >>../ran; git add -A; exit 1' >>../hooks/post-commit
    sed -i '/^exit 0$/d' ../hooks/post-commit
    git config core.hooksPath ../hooks
    run git postmortem set checkout tags=x
    assert_success
    assert_same "$(head -2 ../ran)" $'commit-msg\npost-commit'
    assert_same "$(sed -n 3p ../ran)" "$(git log -1 --format=%s)"
    assert_same "$(git status --porcelain)" ""
    : >../ran
    git config core.hooksPath "$PWD/../hooks"
    git postmortem -q set checkout tags=y
    assert_same "$(head -2 ../ran)" $'commit-msg\npost-commit'
}

@test "a signer that does not sign: nothing has changed" {
    git config commit.gpgSign true
    git config user.signingKey "$HOME/nowhere"
    refused_late "nowhere" "" git postmortem set checkout tags=x
    git config --unset user.signingKey
    write ../declines <<<'#!/bin/sh
echo "card not present" >&2
exit 1'
    chmod +x ../declines
    git config gpg.ssh.program "$PWD/../declines"
    refused_late "card not present" "" git postmortem set checkout tags=x
    git config gpg.ssh.program "$PWD/../is-not-there"
    refused_late "is-not-there' is not installed" "" git postmortem set checkout tags=x
    git config gpg.format openpgp
    git config gpg.program "$PWD/../declines"
    refused_late "card not present" "" git postmortem set checkout tags=x
    git config gpg.format unheard-of
    refused_late "unheard-of" "" git postmortem set checkout tags=x
    run git postmortem set --no-gpg-sign checkout tags=x
    assert_success
}

# Every key that names a program, and every attribute that asks for one, leave a mark.
hostile() {
    local name
    write ../mark <<'END'
#!/bin/sh
echo "$0 $*" >>"$MARKS"
exit 1
END
    chmod +x ../mark
    export MARKS=$PWD/../marks
    mkdir ../hooks
    for name in pre-commit prepare-commit-msg commit-msg post-commit post-index-change reference-transaction \
        post-checkout pre-push fsmonitor-watchman; do
        cp ../mark "../hooks/$name"
    done
    cat >>.git/config <<END
[include]
    path = more
[core]
    fsmonitor = $PWD/../mark
    sshCommand = $PWD/../mark
    askPass = $PWD/../mark
    hooksPath = $PWD/../hooks
    pager = $PWD/../mark
    alternateRefsCommand = $PWD/../mark
[filter "mark"]
    clean = $PWD/../mark
    smudge = $PWD/../mark
    process = $PWD/../mark
    required = true
[diff]
    external = $PWD/../mark
[diff "mark"]
    textconv = $PWD/../mark
    command = $PWD/../mark
[merge "mark"]
    driver = $PWD/../mark
[credential]
    helper = $PWD/../mark
[alias]
    list = !$PWD/../mark
[pager]
    postmortem = $PWD/../mark
[interactive]
    diffFilter = $PWD/../mark
END
    cat >.git/more <<END
[gpg]
    program = $PWD/../mark
[gpg "ssh"]
    program = $PWD/../mark
    defaultKeyCommand = $PWD/../mark
[gpg "openpgp"]
    program = $PWD/../mark
[sequence]
    editor = $PWD/../mark
[core]
    editor = $PWD/../mark
[trailer "x"]
    command = $PWD/../mark
END
    printf '* filter=mark diff=mark merge=mark\n' >.git/info/attributes
}

@test "reading verbs run no program of the repository's" {
    hostile
    unset GIT_EDITOR
    local verb
    while read -r verb; do
        # shellcheck disable=SC2086
        run timeout 60 git-postmortem $verb
        [ "$status" -le 1 ] || complain "$verb" || return
        [ ! -e ../marks ] || complain "no mark by $verb: $(cat ../marks)" || return
    done <<'END'
list
list severity<=3
show checkout
show --json checkout
history checkout
check
check checkout
check --staged
check --all
explain file/no-front-matter
verify
verify --json
schema
template list
template show outage
version
help set
set -n checkout tags=x
END
    # on a terminal too, where there would be a pager
    run env -u GIT_PAGER -u PAGER TERM=xterm script -qec 'git-postmortem list; git-postmortem show checkout' /dev/null
    assert_contains "$ID"
    [ ! -e ../marks ] || complain "no mark on a terminal: $(cat ../marks)"
}

@test "writing verbs run what git commit would, and nothing else" {
    hostile
    refused "the hook commit-msg declined" "" git-postmortem set checkout tags=x
    assert_same "$(cut -d' ' -f1 ../marks | xargs -n1 basename)" commit-msg
    rm ../marks
    rm ../hooks/commit-msg
    run git-postmortem set checkout tags=x
    assert_success
    assert_same "$(cut -d' ' -f1 ../marks | xargs -n1 basename | sort -u)" post-commit
    # the bytes are the document's, whatever the filter says
    git config --file .git/config --remove-section filter.mark
    assert_same "$(git hash-object --no-filters $DOCUMENT)" "$(git rev-parse HEAD:$DOCUMENT)"
    git -c core.fsmonitor=false fsck --strict
}
