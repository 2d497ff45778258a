#!/usr/bin/env bats
# Where verify stood is remembered: when the history has grown, it goes on from there, and says what
# it says when it walks all of it.

load helper
load review

setup() {
    pin_machine
}

settle() { # a file of this second may change again unseen
    sleep 3
}

stand() { # here: what is verified now is what the rest goes on from
    git tag -f grown-from >/dev/null
    unhurried
    settle && git postmortem verify >/dev/null
    rm -rf ../stand && mkdir -p ~/.cache/git-postmortem/verifying && cp -a ~/.cache/git-postmortem/verifying ../stand
}

# On a busy machine what grew from there may have been remembered since.
go_back() {
    unhurried
    rm -rf ~/.cache/git-postmortem/verifying && cp -a ../stand ~/.cache/git-postmortem/verifying
}

# git writes again, and so touches, what it is not sure of: files as young as the index, and trees that are not in it.
# What was touched is walked again, so that growths that bring bytes that were there before come last.
unhurried() {
    git reset -q --hard grown-from
    git ls-files -z | xargs -0 touch -h -d "10 seconds ago"
    git update-index -q --refresh
}

# The document rests on a file of its own and on one elsewhere; erin signed off, frank may yet.
a_ledger() {
    new_repository && begin_ledger
    mkdir -p notes "postmortems/2026/$ID.evidence"
    echo "16:58 timeout" >notes/log.txt
    echo "a graph" >"postmortems/2026/$ID.evidence/graph.txt"
    write_document "evidence:" \
        "  - {id: E1, what: the log, at: ../../notes/log.txt, sha256: $(sha256sum <notes/log.txt | cut -c1-64)}" \
        "  - {id: E2, what: a graph, at: $ID.evidence/graph.txt, sha256: $(sha256sum <"postmortems/2026/$ID.evidence/graph.txt" | cut -c1-64)}"
    ln -s "Dana <dana@example.org> <erin@example.org>" .mailmap # which is not read
    git add -A && git commit -qm "Files"
    git postmortem commit "$ID" >/dev/null 2>&1
    git postmortem submit "$ID" >/dev/null && sign_off erin
    git checkout -q -b side && sign_off frank --role reviewer && git checkout -q main
    echo more >>notes/other.txt && git add -A && git commit -qm "Other"
}

signoff() { # of this person
    git grep -l "reviewer: $1@" -- "$SIGNOFFS/*.signoff"
}

save() {
    git add -A && git commit -qm "${1:-By hand}"
}

# Each makes the history longer.
something_else() { echo new >notes/new.txt && save; }
a_text_is_edited() { replace "A timeout is a promise" "A timeout is a vow" && save; }
a_colleague_signs() { sign_off frank --role reviewer; }
an_author_signs() { forge "$(key_of dana)" reviewer=dana@example.org >/dev/null && save; }
a_sign_off_goes() { git rm -q "$(signoff erin)" && save; }
a_content_goes() { git rm -q "$SIGNOFFS/*.content" && save; }
a_sign_off_changes() { echo >>"$(signoff erin)" && save; }
an_objection_comes() { as erin git postmortem object "$ID" -m "No." >/dev/null; }
a_word_is_taken_back() { as erin git postmortem revoke "$ID" -m "Not yet." >/dev/null; }
the_policy_changes() { rules '- {when: "severity<=3", require: [{role: reviewer, count: 2}]}'; }
evidence_changes() { echo y >>"postmortems/2026/$ID.evidence/graph.txt" && save; }
evidence_elsewhere_changes() { echo y >>notes/log.txt && save; }
a_document_goes() { git rm -q "$DOCUMENT" && save; }
an_id_is_used_again() { mkdir -p postmortems/2027 && cp "$DOCUMENT" "postmortems/2027/$ID.md" && save; }
a_twin_comes() { cp "$DOCUMENT" "postmortems/2026/${ID^^}.md" && save; }
two_become_one_person() { rm .mailmap && echo "Dana <dana@example.org> <erin@example.org>" >.mailmap && save; }
a_link_becomes_a_mailmap() { git update-index --cacheinfo "100644,$(git rev-parse HEAD:.mailmap),.mailmap" && git commit -qm Mailmap; }
a_date_turns_out_to_have_been_ahead() {
    echo z >notes/z && GIT_COMMITTER_DATE="2026-01-14T11:00:00Z" save
    git add "$(forge "$(key_of frank)" reviewer=frank@example.org)" && git commit -qm Frank
}
a_merge_leaves_a_word_out() { git merge -q -s ours --no-edit side; }
a_merge_brings_a_word() { git merge -q --no-edit side; }

# What verify says with its memory is what it says without, whether that is fine or not.
assert_same() { # GROWTH [RULE]
    local code=0
    git postmortem verify --json >../grown || code=$?
    git postmortem verify --json --full >../full || [ $? = "$code" ]
    diff ../full ../grown || { echo "after $1"; return 1; }
    [ $# = 1 ] && [ $code = 0 ] || jq -e --arg rule "$2" 'any(.violations[]; .rule == $rule)' ../grown >/dev/null ||
        { echo "after $1: $code"; cat ../grown; return 1; }
}

grow() { # GROWTH [RULE that is broken then]
    go_back
    "$1" && assert_same "$@"
}

# How many files of objects verify opens.
opens() { # OPTION…
    ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0 \
        strace -f -e trace=openat,openat2 -o ../log git-postmortem verify "$@" >/dev/null || true
    grep -cE '/objects/[0-9a-f]{2}/' ../log
}

@test "whatever comes to a history that was verified is judged as if all were judged again" {
    a_ledger && stand
    grow something_else
    if command -v strace >/dev/null; then
        local some all
        some=$(opens) all=$(opens --full)
        echo "opened: $some of $all"
        [ $((some * 3)) -lt $((all * 2)) ]
    fi
    grow a_link_becomes_a_mailmap signoff/own-text
    grow two_become_one_person signoff/own-text
    grow a_text_is_edited signoff/stale
    grow a_sign_off_goes signoff/append-only
    grow a_content_goes signoff/append-only
    grow a_sign_off_changes signoff/append-only
    grow an_objection_comes signoff/objection
    grow a_word_is_taken_back signoff/missing
    grow the_policy_changes
    grow evidence_changes document/evidence
    grow evidence_elsewhere_changes document/evidence
    grow a_document_goes document/deleted
    grow a_merge_leaves_a_word_out signoff/append-only
    grow a_merge_brings_a_word
    grow a_colleague_signs
    grow an_author_signs signoff/own-text
    grow an_id_is_used_again document/id-reused
    grow a_twin_comes document/twin
}

@test "what was acknowledged, and a date that is forgotten, are remembered" {
    a_ledger
    git postmortem people add dana@example.org --role policy >/dev/null
    sed -i '/^frank@/s/namespaces=/valid-after="20260115060000Z",valid-before="20300101000000Z",namespaces=/' .postmortem/allowed_signers && save
    echo x >notes/x && GIT_COMMITTER_DATE="2036-01-01T00:00:00Z" save Ahead
    git rm -q "$(signoff erin)" && GIT_COMMITTER_DATE="2026-01-15T12:00:00Z" save
    git postmortem acknowledge HEAD~1 -m "A clock was wrong." >/dev/null
    git postmortem acknowledge HEAD~1 -m "By mistake." >/dev/null
    sign_off erin
    stand
    grow something_else
    grow a_date_turns_out_to_have_been_ahead signoff/signature
    grow a_text_is_edited signoff/stale
    grow a_colleague_signs
    git reset -q --hard grown-from && something_else
    git postmortem verify --json | jq -e '.acknowledged > 0'
}

the_folder_changes() {
    sed -i 's|^documents: .*|documents: docs|' .postmortem/config.yaml && save
    echo b >docs/NOTES.txt && save
}
in_review_by_hand() { # NAME: a document that is submitted with plain git
    sed "s/checkout-504/$1/; s/^status: .*/status: in-review/" "$DOCUMENT" >"postmortems/2026/2026-01-14-$1.md" && save
}
another_is_submitted() { in_review_by_hand another; }

@test "names in a folder that was not the documents' yet, and a schema that can't be used, are as in a walk of all" {
    new_repository folder && git postmortem init -q --documents . 2>/dev/null
    mkdir docs && echo a >docs/notes.txt && save
    cd .. && new_repository schema && begin_ledger && write_document && save
    git postmortem people add dana@example.org --role policy >/dev/null
    echo '{"properties": {"x-a": {"pattern": "("}}}' >.postmortem/schema.json && save
    in_review_by_hand one && git postmortem acknowledge HEAD -m "A slip." >/dev/null
    stand
    grow another_is_submitted
    cd ../folder && stand
    grow the_folder_changes document/twin
}

@test "nothing is gone on from when an object that was read is another file" {
    a_ledger && git tag grown-from
    settle
    git postmortem verify >/dev/null
    something_else
    local blob object
    blob=$(git rev-parse "HEAD:$(signoff erin)")
    object=.git/objects/${blob:0:2}/${blob:2}
    chmod u+w "$object" && printf '\1' | dd of="$object" bs=1 seek=40 conv=notrunc status=none
    run git postmortem verify
    [ "$status" -ne 0 ]
}

@test "every step of a line may be where an audit goes on from" {
    a_ledger && a_merge_brings_a_word && a_text_is_edited && sign_off erin && a_colleague_signs
    the_policy_changes && something_else && evidence_changes
    settle
    local step
    for step in $(git rev-list --reverse --first-parent HEAD); do
        git postmortem verify "$step" --json >../grown || true
        git postmortem verify "$step" --json --full >../full || true
        diff ../full ../grown || { echo "at $step"; false; }
    done
}
