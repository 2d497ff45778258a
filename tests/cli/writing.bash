# What tests of the writing verbs share: `load helper`, `load writing`.
#
#   a_ledger                        a repository with the document $ID, a draft with finding F1 and action A1
#   a_ledger_for_verbs              the same, and what each writing verb needs: actions A2 to A4, two more documents
#   be_busy                         other work of the user: staged, unstaged, new, removed, untracked
#   state_of_others                 all of it, to compare before and after
#   everything                      every file and folder, .git too, with contents and times
#   assert_one_commit TIP PATH…     HEAD is one commit on TIP, of exactly these paths
#   assert_trailers LINE…           of HEAD, as git reads them
#   editor NAME <script             make an editor of a shell script: "$1" is the file; GIT_EDITOR names it
#   front [JQ]                      the document's front matter as PyYAML reads it, in JSON, through jq
#   made                            the path of the document that HEAD brought
#   is_a_draft [FILE]               without errors, and with every key that a draft must have
#   each_verb FUNCTION [OPTION…]    call it with PATH, EVENT and the words of a command, for each writing verb
#
# And what `load document` gives.

load document

a_ledger() {
    new_repository
    git postmortem init -q
    git postmortem new "Checkout returned 504 in eu-west" --slug checkout-504 --severity 2 \
        --started 2026-01-14T16:58:00Z -q
    sed -i '2,/^---$/s/ *#.*//' "$DOCUMENT" # what the template says beside its keys is the template's business
    git postmortem commit -q
    git postmortem new "Another one" --slug another --started 2026-01-10T08:00:00Z -q
    git postmortem finding add checkout "Retries multiplied the load." --class technical-lapse -q
    git postmortem action add checkout "Cap retries." --for F1 --owner sre --work bug -q 2>/dev/null
    local name
    for name in unstaged.txt staged.txt both.txt removed.txt program; do printf 'one\n' >$name; done
    git add . && git commit -qm "Other files"
}

a_ledger_for_verbs() {
    a_ledger
    local text
    for text in "Alarm." "Run book." "Third zone."; do
        git postmortem action add checkout "$text" --for F1 --owner sre -q 2>/dev/null
    done
    as erin git postmortem action done checkout A3 -q 2>/dev/null
    git postmortem new "False alarm" --slug false --started 2026-01-11T08:00:00Z -q
    git postmortem new "Gone" --slug gone --started 2026-01-12T08:00:00Z -q
    git postmortem withdraw gone -m "A drill." -q
}

be_busy() {
    local name
    for name in unstaged staged both; do printf 'two\n' >>$name.txt; done
    printf '\nStaged.\n' >>postmortems/2026/2026-01-10-another.md
    git add staged.txt both.txt postmortems
    printf 'three\n' >>both.txt
    printf '\nNot staged.\n' >>postmortems/2026/2026-01-10-another.md
    git rm -q --cached removed.txt
    chmod +x program && git add program
    printf 'new\n' >added.txt && git add added.txt
    printf 'intended\n' >intended.txt && git add -N intended.txt
    mkdir -p "a folder" && printf 'x\n' >"a folder/안녕.txt"
}

state_of_others() {
    local others=(. ":!$DOCUMENT" ":!postmortems/2026/2026-01-1[124]-[cfg]*.md" ":!.postmortem/config.yaml")
    git status --porcelain=v2 -z --untracked-files=all -- "${others[@]}" | tr '\0' '\n'
    git ls-files -s --debug -- "${others[@]}" | grep -v -e ctime: -e mtime: -e dev: -e uid:
    git ls-files --others --cached -z -- "${others[@]}" | xargs -0 sha256sum 2>&1
}

everything() { # of the current folder
    find . -printf '%p %y %m %s %T@\n' | sort
    find . -type f -print0 | sort -z | xargs -0r sha256sum
}

assert_one_commit() { # TIP PATH…
    assert_same "$(git rev-parse HEAD^@)" "$1" || { echo "HEAD is not one commit on $1"; return 1; }
    assert_same "$(git -c core.quotePath=false show --format= --name-only)" "$(printf '%s\n' "${@:2}" | LC_ALL=C sort)"
}

assert_trailers() { # LINE…
    assert_same "$(git log -1 --format=%B | git interpret-trailers --parse --no-divider)" "$(printf '%s\n' "$@")"
}

editor() { # NAME <script
    { echo '#!/bin/sh'; cat; } >"$BATS_TEST_TMPDIR/$1"
    chmod +x "$BATS_TEST_TMPDIR/$1"
    export GIT_EDITOR=$BATS_TEST_TMPDIR/$1
}

front() { # [JQ-EXPRESSION [FILE]]
    python3 - "${2:-$DOCUMENT}" <<'END' | jq -c "${1:-.}"
import json, sys, yaml
text = open(sys.argv[1], encoding="utf-8-sig", newline="").read().replace("\r\n", "\n")
print(json.dumps(yaml.safe_load(text.split("---\n")[1]), default=str, ensure_ascii=False))
END
}

# A verb a row: the path that it touches, its event, its command.
rows() {
    cat <<END
postmortems/2026/2026-01-14-cache.md|new|new "Cache went cold" --slug cache
$DOCUMENT|set|set checkout severity=3
$DOCUMENT|assess|assess checkout --sufficient fully --complete partly --by erin@example.org
$DOCUMENT|finding-add|finding add checkout "Nothing alerted." --class process-flaw
$DOCUMENT|external-add|external add checkout CSIRT
$DOCUMENT|finding-set|finding set checkout F1 class=process-flaw
$DOCUMENT|finding-accept|finding accept checkout F1 "The vendor mends it in May."
$DOCUMENT|action-add|action add checkout "Alert." --for F1 --owner sre
$DOCUMENT|action-set|action set checkout A1 status=doing
$DOCUMENT|action-done|action done checkout A2
$DOCUMENT|action-confirm|action confirm checkout A3 --proof "Seen in the run book."
$DOCUMENT|action-drop|action drop checkout A4 -m "Too dear."
$DOCUMENT|note|note checkout "Writer saturated, 쓰기 포화" --at 17:12
$DOCUMENT|attach|attach checkout https://example.org/graph --what "A graph"
postmortems/2026/2026-01-11-false.md|withdraw|withdraw false -m "Nothing failed."
postmortems/2026/2026-01-12-gone.md|reopen|reopen gone -m "It was none."
$DOCUMENT|commit|commit checkout
$DOCUMENT|edit|edit checkout
.postmortem/config.yaml|people-add|people add erin@example.org --name "Erin Example"
END
}

# Call FUNCTION PATH EVENT WORD… for each, with OPTIONs behind the words.
each_verb() { # FUNCTION [OPTION…]
    local path event command
    while IFS='|' read -r path event command <&3; do
        [ "$event" != commit ] || printf '\nBy hand.\n' >>"$DOCUMENT"
        eval "local words=($command)"
        "$1" "$path" "$event" "${words[@]}" "${@:2}" </dev/null || { echo "in: git postmortem $command ${*:2}"; return 1; }
    done 3< <(rows)
}

succeeds() { # PATH EVENT WORD…
    run --separate-stderr git postmortem "${@:3}"
    assert_success
}

made() {
    git -c core.quotePath=false show --format= --name-only
}

is_a_draft() { # [FILE]
    local file=${1:-$(made)}
    run git postmortem check "$file" --format json
    assert_same "$(jq '[.findings[] | select(.severity == "error")]' <<<"$output")" "[]" || return
    assert_same "$(front '[.schema, .id, .status]' "$file")" "$(jq -cn --arg id "$(basename "$file" .md)" '[1, $id, "draft"]')" || return
    assert_same "$(front '[.title, .kind, .severity, .owner, .services, .times.started] | map(type) | unique - ["null"]' "$file")" \
        '["array","number","string"]'
}
