#!/usr/bin/env bats
# check on what people really bring along: each is told in one clear way, in its right place, and nothing is lost.

load helper

UNDER=$BATS_TEST_DIRNAME/under_carets.py

# good ID: a draft that has no error.
good() {
    cat <<END
---
schema: 1
id: $1
title: Checkout
kind: outage
severity: 2
status: draft
owner: dana@example.org
services: [a]
times:
  started: "2026-01-14T16:58:00Z"
---

## Summary

Text.
END
}

# check FILE: outside of any repository
check() {
    run --separate-stderr git-postmortem check "$1"
    [ -z "$stderr" ] || complain "nothing on stderr"
}

@test "a file without front matter, an empty one, one byte, an empty front matter" {
    : >empty.md
    printf a >one.md
    printf '# Only text\n' >text.md
    printf -- '---\n---\n' >blank.md
    local file
    for file in empty one text blank; do
        check $file.md
        assert_status 1
        assert_line_matches "^$file.md:1:1: error: .* \[file/no-front-matter\]\$"
        assert_contains "git postmortem new' writes one" "1 error"
    done
    run git-postmortem check empty.md one.md text.md blank.md
    assert_contains "4 errors in 4 documents"
}

@test "a front matter that never ends is said where it begins" {
    printf -- '---\ntitle: x\n\n## Impact\n' >x.md
    check x.md
    assert_status 1
    assert_line "x.md:1:1: error: front matter begins here and never ends [file/unterminated]"
    assert_same --- "$("$UNDER" file/unterminated <<<"$output")"
    assert_contains "close it with a line of three dashes"
    printf -- '---' >x.md
    check x.md
    assert_status 1
    assert_contains "[file/unterminated]"
}

@test "what is not UTF-8 is said once, with the byte, in front matter and in the body" {
    good x | sed 's/Checkout/Caf\xe9 x/' >x.md
    check x.md
    assert_status 1
    [ "$(grep -c 'not UTF-8' <<<"$output")" -eq 1 ] || complain "one finding"
    assert_line_matches '^x.md:4:11: error: .*UTF-8.*\[yaml/encoding\]$'
    assert_same '\xe9' "$("$UNDER" yaml/encoding <<<"$output")"
    good x | sed 's/^Text\./Caf\xe9/' >x.md
    check x.md
    assert_status 1
    assert_line_matches '^x.md:16:4: error: byte 0xe9 is not UTF-8 text \[file/encoding\]$'
    good x | iconv -t UTF-16 >x.md
    check x.md
    assert_status 1
}

@test "a byte-order mark is advised against, and moves no column" {
    { printf '\xef\xbb\xbf'; good x | sed 's/^title:/titel:/'; } >x.md
    check x.md
    assert_status 1
    assert_contains "x.md:1:1: advice: a byte-order mark [file/bom]"
    assert_contains "x.md:4:1: warning: unknown key 'titel'"
    assert_same titel "$("$UNDER" schema/unevaluatedProperties <<<"$output")"
}

@test "CRLF changes no line, no column and no excerpt" {
    good x | sed 's/^kind: .*/kind: outrage/' >unix.md
    sed 's/$/\r/; s/^id: x/id: windows/' unix.md >windows.md
    sed -i 's/^id: x/id: unix/' unix.md
    check unix.md
    local unix=$output
    check windows.md
    assert_status 1
    assert_same "${unix//unix/windows}" "$output"
    refute_contains $'\r'
}

@test "carets stand under what is meant: Korean, Japanese, combining characters, tabs, emoji" {
    good x | sed "s/^services: .*/services: [가나, 日本, e"$'\u0301'"t, \"x\ty\", 🔥, 가5, 5]/" >x.md
    check x.md
    assert_status 1
    assert_same 5 "$("$UNDER" schema/type <<<"$output")"
    # columns are code points
    assert_line_matches "^x.md:9:$(python3 -c 'print(len("services: [가나, 日本, e\u0301t, \"x\ty\", 🔥, 가5, ") + 1)'): error: .*\[schema/type\]\$"
    good x | sed 's/^kind: .*/kind: 정전 # 설명/' >x.md
    check x.md
    assert_same 정전 "$("$UNDER" schema/enum <<<"$output")"
}

@test "a key that is there twice is said at the second, with the line of the first" {
    good x | sed 's/^kind: outage/kind: outage\ntitle: Again/' >x.md
    check x.md
    assert_status 1
    assert_line "x.md:6:1: error: duplicate key 'title' [yaml/duplicate-key]"
    assert_contains "first is on line 4"
    assert_same title "$("$UNDER" yaml/duplicate-key <<<"$output")"
}

@test "aliases and anchors are said, each in its place" {
    good x | sed 's/^title: .*/title: \&a T\nx-b: *a/' >x.md
    check x.md
    assert_status 1
    assert_same '&a' "$("$UNDER" yaml/anchor <<<"$output")"
    assert_same '*a' "$("$UNDER" yaml/alias <<<"$output")"
    assert_contains x.md:4:8: x.md:5:6:
}

@test "a tab that indents is said" {
    good x | sed 's/^  started/\tstarted/' >x.md
    check x.md
    assert_status 1
    assert_line "x.md:11:1: error: a tab cannot indent YAML [yaml/syntax]"
    assert_contains "use spaces"
}

@test "32 levels are read, one more is said" {
    local open close
    open=$(printf '[%.0s' {1..31})
    close=${open//\[/]}
    good x | sed "s/^title: .*/title: T\nx-deep: $open$close/" >x.md
    check x.md
    assert_success
    good x | sed "s/^title: .*/title: T\nx-deep: [$open$close]/" >x.md
    check x.md
    assert_status 1
    assert_line "x.md:5:40: error: nested more than 32 levels deep [yaml/depth]"
    good x | sed "s/^title: .*/title: T\nx-deep: $(printf '[%.0s' {1..60000})/" >x.md
    check x.md
    assert_status 1
    assert_contains "[yaml/depth]"
}

@test "a file over the limit is one finding beside the others, and the limit can be raised" {
    { good x; head -c 300000 /dev/zero | tr '\0' 'a'; } >x.md
    good y | sed 's/^kind: .*/kind: outrage/' >y.md
    run git-postmortem check x.md y.md
    assert_status 1
    assert_contains "x.md: error: 'x.md' is larger than 262144 bytes [file/unreadable]" "limits.document" "[schema/enum]" \
        "in 2 documents"
    run git-postmortem check - <x.md
    assert_status 1
    assert_contains "'standard input' is larger than 262144 bytes"
    new_repository
    git-postmortem init -q
    write postmortems/x.md <../x.md
    good z | write postmortems/z.md
    run git-postmortem check
    assert_status 1
    assert_contains "postmortems/x.md: error:" "[file/unreadable]" "in 2 documents"
    printf 'limits: {document: 400000}\n' >>.postmortem/config.yaml
    run git-postmortem check
    assert_success
    run git-postmortem check --schema <(echo '{}') /dev/zero
    assert_status 128
    assert_contains "larger than 1048576 bytes"
}

@test "further lines of three dashes in the body are the body's" {
    { good x; printf '\n---\n\n## Impact\n\n---\ntitle: no front matter\n---\n\n## Impact\n'; } >x.md
    check x.md
    assert_line "x.md:26:1: warning: section Impact is there twice [section/duplicate]"
    refute_contains error
    assert_same '["Summary","Impact","title: no front matter","Impact"]' \
        "$(git-postmortem show --json x.md | jq -c '[.body.headings[].text]')"
    assert_same Checkout "$(git-postmortem show --json x.md | jq -r .front_matter.title)"
}

@test "a front matter that does not parse still gets its body checked" {
    {
        good x | sed 's/^title: .*/title: [open/'
        printf '\n## Timeline\n\n| Time (UTC) | Event |\n| --- | --- |\n'
        printf '| 2026-01-14 17:40 | late |\n| 2026-01-14 16:40 | early |\n\n[gone](nowhere.md)\n'
    } >x.md
    check x.md
    assert_status 1
    assert_line_matches '^x.md:4:8: error: .*\[yaml/syntax\]$'
    assert_line_matches '^x.md:23:3: [a-z]+: timeline goes back in time.*\[timeline/order\]$'
    assert_same "2026-01-14 16:40" "$("$UNDER" timeline/order <<<"$output")"
}

@test "names with blanks, Korean, and without .md are names like others" {
    local name
    for name in "two words" 결제-장애 "it's" "\$(x) ;&" '-dash'; do
        good "'${name//\'/\'\'}'" >"$name.md"
        run git-postmortem check -- "./$name.md"
        refute_contains "[id/file-name]"
        assert_contains "./$name.md:1:1: warning"
    done
    good noext | sed 's/^kind: .*/kind: outrage/' >noext
    check noext
    assert_status 1
    assert_contains "noext:5:7: error"
}

@test "a symbolic link in a document's place is said, and not followed" {
    new_repository
    git-postmortem init -q
    good real | write elsewhere.md
    mkdir -p postmortems
    ln -s ../elsewhere.md postmortems/linked.md
    run git-postmortem check
    assert_contains "postmortems/linked.md" "[file/unreadable]"
    assert_status 1
}
