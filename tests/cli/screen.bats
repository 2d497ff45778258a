#!/usr/bin/env bats
# What reaches a terminal: nothing raw of what documents, people, paths, commits and command lines hold.

load helper

TERMINAL=$BATS_TEST_DIRNAME/terminal.py
ACTS_ON=$BATS_TEST_DIRNAME/acts_on.py

# Everything that a terminal acts on, but line ends and tabs: C0, DEL, C1, what turns the direction of writing,
# separators, a byte-order mark, a tag. In a YAML string as escapes, elsewhere raw.
hostile() {
    python3 - "$1" <<'END'
import sys
characters = [c for c in range(1, 0xA0) if (c < 0x20 or c >= 0x7F) and c not in (9, 10, 13)]
characters += [0x61C, 0x200E, 0x200F, 0x2028, 0x202E, 0x2066, 0xFEFF, 0xE0041]
kind = sys.argv[1]
if kind == "soft":  # what a YAML reader takes in its text
    characters = [c for c in characters if c not in range(0x20) and not 0x7F <= c < 0xA0 and c not in (0x2028, 0xFEFF)]
out = "".join(f"\\U{c:08x}" if kind == "escaped" else chr(c) for c in characters)
sys.stdout.buffer.write(out.encode())
END
}

# document FILE TEXT HEADING [STATUS]: TEXT in every field that a verb prints, HEADING all over the body.
document() {
    write "$1" <<END
---
schema: 1
id: "$(basename "${1%.md}")$2"
title: "title $2"
kind: "outage$2"
severity: "2$2"
status: "${4-draft$2}"
owner: "owner$2@example.org"
services: ["service$2"]
times: {started: "2026-01-14T16:58:00Z", detected: "x$2"}
evidence: [{id: "E1$2", what: "$2", at: "no$2.png"}]
findings: [{id: "F1$2", class: "class$2", text: "finding$2", evidence: ["E9$2"]}]
actions: [{id: "A1$2", text: "action$2", owner: "team$2", due: "2026-01-01$2", status: "open", for: ["F9$2"]}]
tags: ["tag$2"]
"key$2": "value$2"
---

# Heading $3

## Summary $3

Text $3 [link $3](nowhere$3.md)

## Timeline

| Time (UTC) | Event |
| --- | --- |
| 2026-01-14 17:40 | event $3 |
| 16:40$3 | event |
END
}

setup_file() {
    BATS_TEST_TMPDIR=$BATS_FILE_TMPDIR pin_machine
    new_repository
    git-postmortem init -q
    git-postmortem new -q "결제 장애" --slug plain --severity 2 --started 16:58
    local folder=postmortems/2026
    document $folder/2026-01-14-escaped.md "$(hostile escaped)" "$(hostile raw)"
    document $folder/2026-01-14-soft.md "$(hostile soft)" "$(hostile raw)"
    document $folder/2026-01-14-raw.md "$(hostile raw)" "$(hostile raw)"
    document "$folder/2026-01-14-$(hostile raw)name.md" "" "$(hostile raw)"
    document $folder/$'2026-01-14-\xff\xfe.md' "" x
    document $folder/2026-01-14-reviewed.md "$(hostile escaped)" x in-review
    git add -A
    GIT_AUTHOR_NAME="A$(hostile soft)" git commit -q --cleanup=verbatim -F - <<END
Subject $(hostile raw)

Postmortem: x$(hostile raw)
Postmortem-Event: set$(hostile raw)
END
}

setup() {
    pin_machine
    export GIT_CEILING_DIRECTORIES=$BATS_FILE_TMPDIR
    cd "$BATS_FILE_TMPDIR/repository"
}

# safe COMMAND…: run it, whatever its answer, and keep both of its streams for all_safe.
safe() {
    local number
    count=$((${count:-0} + 1)) # not in the substitution below, which is a process of its own
    number=$(printf '%03d' "$count")
    mkdir -p "$BATS_TEST_TMPDIR/said"
    "$@" >"$BATS_TEST_TMPDIR/said/$number.out" 2>"$BATS_TEST_TMPDIR/said/$number.err" </dev/null || true
    [ -s "$BATS_TEST_TMPDIR/said/$number.out" ] || [ -s "$BATS_TEST_TMPDIR/said/$number.err" ] ||
        { printf 'nothing was printed by: %q\n' "$*"; return 1; }
    printf '%s is of: %q\n' "$number" "$*" >>"$BATS_TEST_TMPDIR/commands"
    last=$BATS_TEST_TMPDIR/said/$number.out
}

# Nothing that a terminal acts on, in any of it.
all_safe() {
    [ "$(find "$BATS_TEST_TMPDIR/said" -name '*.out' | wc -l)" -eq "$count" ] || complain "each is kept"
    "$ACTS_ON" "$BATS_TEST_TMPDIR"/said/* || { cat "$BATS_TEST_TMPDIR/commands"; return 1; }
}

@test "the tests' own list knows what a terminal acts on" {
    local bad
    for bad in '\033[31m' '\r' '\177' '\302\233' '\342\200\256' '\342\200\250' '\357\273\277' '\377'; do
        # shellcheck disable=SC2059
        run "$ACTS_ON" < <(printf "a$bad")
        assert_status 1
    done
    run "$ACTS_ON" <<<"plain, 한글, é 🔥"
    assert_success
    run "$ACTS_ON" --colour < <(printf 'a\033[1;31mb\033[m')
    assert_success
}

@test "nothing of a document reaches a terminal raw, by whatever verb and format" {
    local path
    safe git-postmortem check
    safe git-postmortem check --all
    safe git-postmortem check --format json
    jq -e '.findings | length > 20' "$last" >/dev/null
    safe git-postmortem list
    safe git-postmortem list --json
    jq -e 'length == 7 and all(.[]; .id and .path)' "$last" >/dev/null
    safe git-postmortem actions --all --moves
    safe git-postmortem actions --json
    for path in postmortems/2026/*.md; do
        safe git-postmortem check "$path"
        safe git-postmortem show "$path"
        safe git-postmortem show --json "$path"
        safe git-postmortem history "$path"
        safe git-postmortem history --json "$path"
        jq -e 'length == 1' "$last" >/dev/null
    done
    safe git-postmortem show postmortems
    safe git-postmortem verify
    safe git-postmortem verify --json
    safe git-postmortem check --staged
    all_safe
}

@test "JSON still says what the documents say" {
    local wanted
    wanted="title $(hostile raw)"
    assert_same "$wanted" "$(git-postmortem show --json 2026-01-14-escaped | jq -r .front_matter.title)"
    assert_same "$wanted" "$(git-postmortem list --json | jq -r '.[] | select(.path | endswith("-escaped.md")) | .title')"
}

@test "nothing of a document reaches a terminal raw when it is refused" {
    local verb
    cp -r . "$BATS_TEST_TMPDIR/copy"
    cd "$BATS_TEST_TMPDIR/copy"
    for verb in submit approve "assess --sufficient fully --complete fully" "set severity=1" "finding add x" "action add x" \
        "finding accept F9 x" "action set A9 status=done" edit commit; do
        # shellcheck disable=SC2086
        safe git-postmortem ${verb%% *} $(sed -n 's/^[a-z]* //p' <<<"$verb") 2026-01-14-reviewed
        # shellcheck disable=SC2086
        safe git-postmortem ${verb%% *} 2026-01-14-reviewed $(sed -n 's/^[a-z]* //p' <<<"$verb")
    done
    safe git-postmortem finding add 2026-01-14-escaped x
    safe git-postmortem set 2026-01-14-escaped severity=1
    safe git-postmortem submit 2026-01-14-escaped
    safe git-postmortem submit 2026-01-14-raw
    all_safe
}

@test "nothing of a command line reaches a terminal raw" {
    local bad
    bad="a$(hostile raw)"$'\n\xff'
    safe git-postmortem "$bad"
    safe git-postmortem "--$bad"
    safe git-postmortem -C "$bad" list
    safe git-postmortem template "$bad"
    safe git-postmortem template show "$bad"
    safe git-postmortem template show outage --language "$bad"
    safe git-postmortem help "$bad"
    safe git-postmortem explain "$bad"
    safe git-postmortem schema --for "$bad"
    safe git-postmortem schema "$bad"
    safe git-postmortem check "$bad"
    safe git-postmortem check "./$bad"
    safe git-postmortem check "--$bad"
    safe git-postmortem check --format "$bad"
    safe git-postmortem check --schema "$bad" x
    safe git-postmortem check --schema /dev/null "$bad"
    safe git-postmortem check --stdin-filename "$bad" -
    safe git-postmortem list "$bad:x"
    safe git-postmortem list "severity:$bad"
    safe git-postmortem list "($bad"
    safe git-postmortem show "$bad"
    safe git-postmortem history "$bad"
    safe git-postmortem verify "$bad"
    safe git-postmortem verify --expect "$bad"
    safe git-postmortem new "$bad" --kind "$bad"
    safe git-postmortem new x --started "$bad"
    safe git-postmortem new x --id "$bad"
    safe git-postmortem set plain "$bad=1"
    safe git-postmortem set plain "severity=$bad"
    safe git-postmortem people add "$bad"
    safe git-postmortem approve plain --role "$bad"
    safe git-postmortem hooks run "$bad"
    all_safe
}

@test "on a terminal nothing raw is shown either, but colours" {
    unset COLUMNS
    local verb
    for verb in check list "list -z" "show postmortems" "history 2026-01-14-raw" "check --format json"; do
        # shellcheck disable=SC2086
        TERM=xterm GIT_PAGER=cat "$TERMINAL" 80 git-postmortem $verb </dev/null >shown || true
        [ -s shown ]
        tr -d '\0' <shown | "$ACTS_ON" --colour || { echo "by $verb"; return 1; }
    done
    rm shown
}
