#!/usr/bin/env bats
# assess: was the response sufficient, was it complete? Somebody other than the owner says. PyYAML is the oracle.

load helper
load writing

setup_file() {
    make_base a_ledger
}

setup() {
    take_base
}

@test "the answers are in the front matter, with who gave them" {
    become erin
    tip=$(git rev-parse HEAD)
    run git postmortem assess checkout --sufficient partly --complete fully --note "Hard-coded configuration: 40 minutes lost."
    assert_success
    assert_one_commit "$tip" "$DOCUMENT"
    assert_trailers "Postmortem: $ID" "Postmortem-Event: assess"
    assert_same "$(git log -1 --format=%s)" "postmortem: assess the response of $ID"
    assert_same "$(front .response)" \
        '{"sufficient":"partly","complete":"fully","by":"erin@example.org","note":"Hard-coded configuration: 40 minutes lost."}'
    assert_contains "sufficient partly, complete fully, by erin@example.org"
}

@test "a second assessment replaces the first, key by key" {
    as erin git postmortem assess checkout --sufficient not --complete not --note First. -q
    as frank git postmortem assess checkout --sufficient fully --complete partly -q
    assert_same "$(front .response)" '{"sufficient":"fully","complete":"partly","by":"frank@example.org","note":"First."}'
    assert_same "$(git show --format= --numstat | cut -f1,2)" "3	3"
}

@test "the owner can't, also under another address; --by names somebody else" {
    run --separate-stderr git postmortem assess checkout --sufficient fully --complete fully
    assert_status 1
    assert_stderr_contains "owner" "--by"
    printf 'Dana Doe <dana@example.org> <dana@home.example>\n' >.mailmap
    git add .mailmap && git commit -qm Mailmap
    GIT_AUTHOR_EMAIL=dana@home.example run git postmortem assess checkout --sufficient fully --complete fully
    assert_status 1
    GIT_AUTHOR_EMAIL=Dana@Example.org run git postmortem assess checkout --sufficient fully --complete fully
    assert_status 1
    run git postmortem assess checkout --sufficient fully --complete fully --by dana@example.org
    assert_status 1
    git postmortem assess checkout --sufficient fully --complete fully --by erin@example.org -q
    assert_same "$(front .response.by)" '"erin@example.org"'
}

@test "both answers are needed, and have three words" {
    become erin
    local words
    while read -r words; do
        # shellcheck disable=SC2086
        run --separate-stderr git postmortem assess checkout $words
        assert_status 129 || { echo "in: $words"; return 1; }
        assert_stderr_contains "fully, partly or not" || { echo "in: $words"; return 1; }
    done <<'END'
--sufficient fully
--complete fully
--sufficient mostly --complete fully
--sufficient fully --complete no

END
    run git postmortem assess --sufficient fully --complete fully
    assert_status 129
    assert_same "$(git status --porcelain)" ""
}
