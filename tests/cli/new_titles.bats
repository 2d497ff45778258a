#!/usr/bin/env bats
# new: titles of every kind. What was typed is what YAML reads, what git shows is one line, and no terminal is touched.

load helper
load writing

setup_file() {
    make_base a_ledger
}

setup() {
    take_base
}

# The title as PyYAML reads it, the heading as the template escapes it, the commit as git reads it.
takes() { # TITLE [SLUG]
    local file
    run git postmortem new --slug "${2:-x}" -- "$1"
    assert_success || return
    [[ $output != *$'\x1b'* ]] || { echo "an escape reached the terminal"; return 1; }
    file=$(git -c core.quotePath=false show --format= --name-only)
    assert_same "$(front .title "$file")" "$(jq -cn --arg title "$1" '$title')" || return
    assert_same "$(git log -1 --format=%s)" "postmortem: new $(basename "$file" .md)" || return
    assert_same "$(git log -1 --format=%B | git interpret-trailers --parse)" \
        "$(printf 'Postmortem: %s\nPostmortem-Event: new' "$(basename "$file" .md)")" || return
    run git postmortem check "$file" --format json
    assert_same "$(jq '[.findings[] | select(.severity == "error")]' <<<"$output")" "[]"
}

@test "quotes, YAML's own signs, printf's, the shell's and Markdown's are text" {
    local title
    for title in "It's \"quoted\"" '---' '%s %n %d' '`id` $(id) ${HOME}' 'a: b # c' '- x' '[a]' '{a}' '*bold* _it_ <b> &amp; # ~' \
        '!x' '&a' '| x' '> x' "'" '"' '\' '\n' 'yes' 'null' '1' '1e3' '2026-01-14' '{{id}} {{title}}' '}}{{' '@x' 'a,b' '🙂' 'ㅋㅋ'; do
        takes "$title" || { echo "in: $title"; return 1; }
    done
}

@test "a title that begins with '-' goes behind --" {
    takes "-n is no option" || return
    takes "--severity" || return
    run --separate-stderr git postmortem new "-- not like this"
    assert_status 129
    run --separate-stderr git postmortem new "--nothing"
    assert_status 129
    assert_stderr_contains "--nothing"
}

@test "more than a line, nothing, and what is not UTF-8 are refused" {
    local title
    for title in $'two\nlines' $'a\r' '' '   ' $'\xff\xfe'; do
        run --separate-stderr git postmortem new "$title" --slug x
        assert_status 129 || { printf 'in: %q\n' "$title"; return 1; }
    done
    assert_same "$(git status --porcelain)" ""
}

@test "control and bidi characters are refused: nobody would see them" {
    local title
    tip=$(git rev-parse HEAD)
    for title in $'red \x1b[31m' $'bell \a' $'back \u202e wards' $'zero \u200b width' $'line \u2028 separator'; do
        run --separate-stderr git postmortem new "$title" --slug x
        [ "$status" -ne 0 ] || { printf 'in: %q\n' "$title"; return 1; }
        ! grep -qP '[\x1b\a]|\xe2\x80[\xae\x8b\xa8]' <<<"$output$stderr"
    done
    assert_same "$(git rev-parse HEAD)" "$tip"
}

@test "a title of 5,000 characters is kept whole, in a file with a short name" {
    long=$(printf 'word %.0s' {1..1000})
    takes "${long% }" "" || return
    run git postmortem new "${long% }"
    assert_success
    file=$(git show --format= --name-only)
    [ "$(basename "$file" .md | wc -c)" -le 72 ]
    assert_same "$(front '.title | length' "$file")" 4999
    korean=$(printf '장애가 %.0s' {1..1250})
    run git postmortem new "$korean"
    assert_success
    git show --format= --name-only -z | iconv -f UTF-8 -t UTF-8 >/dev/null
}

@test "a secret in a title is refused" {
    run --separate-stderr git postmortem new "Used ghp_$(printf 'aB3dE5%.0s' {1..6})" --slug x
    assert_status 129
    assert_stderr_contains "[secret/"
    assert_same "$(git status --porcelain)" ""
}

@test "a title of which nothing can be part of an id needs --slug" {
    run --separate-stderr git postmortem new '!!!'
    assert_status 129
    assert_stderr_contains "--slug"
    git postmortem new '!!!' --slug x -q
}
