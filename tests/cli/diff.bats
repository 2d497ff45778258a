#!/usr/bin/env bats
# diff: two versions of a document, by what they say; and the same below each commit of history.

load helper
load review

a_history() {
    new_repository && in_review
    replace "severity: 3" "severity: 2"
    replace "A timeout is a promise" "A timeout is a vow"
    GIT_AUTHOR_DATE=2026-01-17T09:00:00Z git commit -qam "Worse than we thought"
    replace "due: \"2026-02-01\"" "due: \"2026-02-15\""
    GIT_AUTHOR_DATE=2026-01-14T18:50:00Z git commit -qam "Later"
}

setup_file() {
    make_base a_history
}

setup() {
    take_base
}

changes() { # ARGUMENT…: where, old and new, tab-separated
    git postmortem diff "$@" --json | jq -r '.changes[] | [.where, .old, .new, .material] | @tsv'
}

# The values of the front matter that differ, as python's own YAML reads them: path, old and new.
values() { # REVISION REVISION
    python3 - <(git show "$1:$DOCUMENT") <(git show "$2:$DOCUMENT") <<'END'
import sys, yaml
def flat(value, path=""):
    if isinstance(value, dict):
        return {k: v for key in value for k, v in flat(value[key], f"{path} {key}").items()}
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return {k: v for item in value for k, v in flat(item, f"{path} {item.get('id')}").items()}
    return {path.strip(): str(value)}
old, new = (flat(yaml.safe_load(open(f).read().split("---")[1])) for f in sys.argv[1:])
for key in sorted(old.keys() | new.keys()):
    if old.get(key) != new.get(key):
        print(key, old.get(key), new.get(key), sep="\t")
END
}

@test "fields by name, items by id, sections by title" {
    assert_same "$(values HEAD~2 HEAD)" "$(changes "$ID" HEAD~2 HEAD | grep -v ^section | cut -f1-3 | sort)"
    run git postmortem diff "$ID" HEAD~2 HEAD
    assert_success
    assert_output "$ID: HEAD~2 → HEAD
  severity         3 → 2
  actions A1 due   2026-02-01 → 2026-02-15  (follow-up)
  section Lessons  changed"
}

@test "the last commit with the working tree, a revision with it, and nothing where nothing differs" {
    run git postmortem diff checkout
    assert_success
    assert_output ""
    replace "detected_by: alert" "detected_by: customer"
    assert_same "$(printf 'detected_by\talert\tcustomer\ttrue')" "$(changes checkout)"
    assert_same "$(printf 'actions A1 due\t2026-02-01\t2026-02-15\tfalse\ndetected_by\talert\tcustomer\ttrue')" \
        "$(changes checkout HEAD~1 | sort)"
    git checkout -q .
    assert_same "" "$(changes checkout)"
    git postmortem diff checkout HEAD~1 HEAD~1 --json | jq -e '.changes == [] and (.material | not)'
}

@test "one that was moved is found by its id, and one that is new is all new" {
    local moved=postmortems/$ID.md
    git mv "$DOCUMENT" "$moved" && git commit -qm "Move"
    assert_same "severity" "$(changes "$ID" HEAD~3 | cut -f1 | grep severity)"
    run git postmortem diff "$ID" "$(git rev-list --max-parents=0 HEAD)"
    assert_contains "the whole document"
}

@test "what is no revision or no document is said, and nothing of a document reaches the terminal" {
    run git postmortem diff "$ID" nowhere
    assert_status 128
    run git postmortem diff nothing
    assert_status 128
    printf '\n## \e[31mRed\u202e\n\nText.\n' >>"$DOCUMENT"
    replace "title: Checkout returned 504" 'title: "Checkout \u202e red"'
    run git postmortem diff "$ID"
    assert_success
    assert_contains "title" "Checkout returned 504 →" "section" "31mRed"
    refute_contains $'\e' $'\u202e'
    git commit -qam "Red"
    run git postmortem history "$ID"
    assert_contains "31mRed"
    refute_contains $'\e' $'\u202e'
}

@test "a key that nobody had filled in was nothing, and so is one that is emptied" {
    replace "tags: [retry]" "tags:
summary_note:
x-note: gone"
    git commit -qam "Template"
    replace "tags:
summary_note:
x-note: gone" "tags: [retry]
summary_note: A deploy.
x-note:"
    run git postmortem diff "$ID"
    assert_output "$ID: HEAD → the working tree
  tags          changed  (follow-up)
  summary_note  now A deploy.
  x-note        was gone  (follow-up)"
}

@test "history tells below each commit what it changed, and how late" {
    run git postmortem history "$ID"
    assert_success
    assert_contains "severity 3 → 2, 2 days after resolved" "section Lessons changed" "actions A1 due 2026-02-01 → 2026-02-15" \
        "status draft → in-review"
    [[ $output != *"2026-02-15, "* ]]
    run git postmortem history "$ID" --oneline
    assert_same "$(git log --oneline -- "$DOCUMENT" | wc -l)" "${#lines[@]}"
    git postmortem history "$ID" --json | jq -r '.[] | .commit as $c | .changes[] | [$c, .where, .old, .new] | @tsv' >../ours
    assert_same "$(printf '%s\tactions A1 due\t2026-02-01\t2026-02-15' "$(git rev-parse HEAD)")" "$(head -1 ../ours)"
}

@test "a merge tells of none of the changes that it brought" {
    git checkout -q -b side HEAD~1 && replace "kind: outage" "kind: degradation" && git commit -qam "Kind"
    git checkout -q main && git merge -q --no-edit side
    assert_same "1" "$(git postmortem history "$ID" --json | jq '[.[].changes[] | select(.where == "kind")] | length')"
}

@test "an item that came or went is told by its text" {
    git postmortem action add "$ID" "Alarm on 재시도 above 1 %" --owner dana@example.org -q
    run git postmortem diff "$ID" HEAD~1
    assert_contains "actions A2  now Alarm on 재시도 above 1 %"
    run git postmortem history "$ID"
    assert_contains "actions A2 now Alarm on 재시도 above 1 %"
    sed -i '/id: A2/,/status: open/d' $DOCUMENT && git commit -qam "Not that one"
    run git postmortem diff "$ID" HEAD~1
    assert_contains "was Alarm on 재시도 above 1 %"
}
