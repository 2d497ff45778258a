#!/usr/bin/env bats
# approve: a sign-off of exactly the text that is committed.

load helper
load review

setup_file() {
    make_base a_document_in_review
}

a_document_in_review() {
    new_repository && in_review
}

setup() {
    take_base
}

@test "an approval is one commit of the sign-off, the content that it signs, and the new status" {
    run as erin git postmortem approve checkout -m "Evidence checked."
    assert_success
    assert_contains "approved as reviewer, signed; the document is reviewed"
    [ "$(status_of)" = reviewed ]
    run git show --name-status --format=%s%n%b HEAD
    assert_line_matches "^A\s$SIGNOFFS/[0-9a-f]{64}\.signoff$"
    assert_line_matches "^A\s$SIGNOFFS/[0-9a-f]{64}\.content$"
    assert_line_matches "^M\s$DOCUMENT$"
    assert_line "postmortem: approve $ID as reviewer"
    assert_line "Evidence checked."
    assert_line "Reviewed-by: Erin Example <erin@example.org>"
    [ "$(git diff --name-only HEAD~ HEAD | wc -l)" -eq 3 ]
    [ -z "$(git status --porcelain)" ]
    # the trailers are what git reads, and name the file
    local digest
    digest=$(basename $SIGNOFFS/*.signoff .signoff)
    run git log -1 --format='%(trailers:key=Postmortem-Signoff,valueonly)%(trailers:key=Postmortem-Event,valueonly)%(trailers:key=Postmortem,valueonly)'
    assert_line "sha256:$digest"
    assert_line approve
    assert_line $ID
}

@test "who approves is told what comments in the text suppress, which no page shows" {
    replace "## Lessons

A timeout is a promise to the caller." "<!-- postmortem-ignore section/empty: a drill -->

## Lessons"
    git postmortem commit -q
    run --separate-stderr as erin git postmortem approve checkout
    assert_success
    assert_stderr_contains "hint: 1 finding is suppressed by comments in the text"
}

@test "the content is the blob that was reviewed, by its own SHA-256" {
    local before content
    before=$(git rev-parse HEAD:$DOCUMENT)
    sign_off erin
    content=$(echo $SIGNOFFS/*.content)
    [ "$(git rev-parse "HEAD:$content")" = "$before" ]
    [ "$(sha256sum <"$content" | cut -c1-64)" = "$(basename "$content" .content)" ]
}

@test "a sceptic needs sed, sha256sum and ssh-keygen" {
    sign_off erin -m "Looks right."
    local file
    file=$(echo $SIGNOFFS/*.signoff)
    [ "$(statement_of "$file" | sha256sum | cut -c1-64)" = "$(basename "$file" .signoff)" ]
    run stock_verify "$file" erin
    assert_success
    assert_contains "Good \"$NAMESPACE\" signature for erin@example.org"
    run stock_verify "$file" frank
    [ "$status" -ne 0 ]
    run statement_of "$file"
    assert_line "document: $ID"
    assert_line "content: sha256:$(git show HEAD~:$DOCUMENT | sha256sum | cut -c1-64)"
    assert_line "policy: sha256:$(bundle_digest)"
    assert_line "ledger: $(ledger_uuid)"
    assert_line "verdict: approve"
    assert_line "role: reviewer"
    assert_line "party: none"
    assert_line "reviewer: erin@example.org"
    assert_line "time: 2026-01-14T18:00:00Z"
    assert_line "replaces: none"
    assert_line "comment: Looks right."
    assert_line_count 12
}

@test "who wrote the text can't approve it" {
    run git postmortem approve checkout
    assert_status 1
    assert_contains "you (dana@example.org) wrote part of $ID" "its authors are dana@example.org"
    [ ! -e $SIGNOFFS ]
}

@test "a second e-mail in .mailmap is the same person" {
    printf 'Dana Doe <dana@example.org> <dana@home.example>\n' >.mailmap
    git add .mailmap && git commit -qm mailmap
    run git -c user.email=dana@home.example postmortem approve checkout
    assert_status 1
    assert_contains "you (dana@example.org) wrote part of $ID"
}

@test "a co-author is an author" {
    write_document "x-note: more"
    replace "status: draft" "status: in-review"
    replace "A timeout is a promise" "A timeout is a vow"
    git commit -qam "Reword

Co-authored-by: Erin Example <erin@example.org>"
    run as erin git postmortem approve checkout
    assert_status 1
    assert_contains "you (erin@example.org) wrote part of $ID"
    run as frank git postmortem approve checkout
    assert_success
}

@test "who only changed what a sign-off lives through may approve" {
    as erin git postmortem action set checkout A1 status=doing >/dev/null
    as erin git postmortem set checkout tags+=database >/dev/null
    run as erin git postmortem approve checkout
    assert_success
}

@test "who only assessed the response may approve" {
    as erin git postmortem assess checkout --sufficient fully --complete fully --note "One page late" >/dev/null
    run as erin git postmortem approve checkout
    assert_success
    assert_verified
}

@test "a merge that takes each text from one side writes nothing" {
    git checkout -qb side
    replace "A timeout is a promise" "A timeout is a vow"
    git commit -qam "Lesson"
    git checkout -q main
    replace "Carts could not be paid for." "No cart could be paid for."
    git commit -qam "Impact"
    as erin git merge -q -m "Merge side" side
    run as erin git postmortem approve checkout
    assert_success
    assert_verified
}

@test "a merge that adds a text of its own is written by who made it" {
    git checkout -qb side
    replace "A timeout is a promise" "A timeout is a vow"
    git commit -qam "Lesson"
    git checkout -q main
    replace "Carts could not be paid for." "No cart could be paid for."
    git commit -qam "Impact"
    as erin git merge -q --no-commit side
    replace "The alert called the right team." "Everything went well."
    as erin git commit -qam "Merge side"
    run as erin git postmortem approve checkout
    assert_status 1
    assert_contains "you (erin@example.org) wrote part of $ID"
}

@test "a document that is not submitted can't be approved" {
    git postmortem set checkout status=draft -m "not yet" >/dev/null
    run as erin git postmortem approve checkout
    assert_status 1
    assert_contains "only what is in review can be signed off" "git postmortem submit $ID"
}

@test "nobody signs an incomplete report: everything that is missing is listed, with what mends it" {
    write_document
    replace "status: draft" "status: in-review"
    replace "    ticket: PAY-811
" ""
    replace "    due: \"2026-02-01\"
" ""
    git commit -qam "Less"
    run --separate-stderr as erin git postmortem approve checkout
    assert_status 1
    assert_stderr_contains "cannot approve $ID: 2 things are missing" "git postmortem action set $ID A1 "
    [ -z "$output" ]
    [ ! -e $SIGNOFFS ]
}

@test "what is not committed can't be signed" {
    replace "A timeout is a promise" "A timeout is a vow"
    run as erin git postmortem approve checkout
    assert_status 128
    assert_contains "has changes that are not committed" "git postmortem commit $ID"
    git checkout -q -- $DOCUMENT
    # a policy that is not committed has no say either
    sed -i 's/signature: required/signature: none/' .postmortem/config.yaml
    run as erin git postmortem approve checkout
    assert_success
    assert_contains "signed; the document is reviewed"
    run statement_of $SIGNOFFS/*.signoff
    git checkout -q -- .postmortem
    assert_line "policy: sha256:$(bundle_digest)"
}

@test "--expect refuses another version than the one that was read" {
    run as erin git postmortem approve checkout --expect 0123456789
    assert_status 1
    assert_contains "the document is not what you expect" "$(git rev-parse HEAD:$DOCUMENT)"
    run as erin git postmortem approve checkout --expect "$(git rev-parse HEAD:$DOCUMENT)"
    assert_success
}

@test "one signs a text once" {
    sign_off erin
    run as erin git postmortem approve checkout
    assert_status 1
    assert_contains "you have signed this text of $ID already"
    run as erin git postmortem approve checkout --role reviewer
    assert_status 1
    assert_contains "you have signed this text of $ID already"
    [ "$(ls $SIGNOFFS/*.signoff | wc -l)" -eq 1 ]
}

@test "what changed since one's last sign-off is shown before the next" {
    sign_off erin
    replace "A timeout is a promise" "A timeout is a vow"
    git postmortem commit checkout >/dev/null 2>&1
    run as erin git postmortem approve checkout
    assert_success
    assert_contains "since your last sign-off, 2026-01-14: section Lessons" \
        "-A timeout is a promise to the caller." "+A timeout is a vow to the caller."
    # and nothing that moves a terminal comes through
    replace "A timeout is a vow" $'A \e[2J vow'
    git commit -qam "ESC"
    run as erin git postmortem approve checkout
    [[ $output != *$'\e'* ]]
}

@test "a role that the policy does not have, and one that is not held" {
    run as erin git postmortem approve checkout --role security
    assert_status 1
    assert_contains "the policy has no role 'security'"
    git postmortem people add frank@example.org --role security >/dev/null
    run as erin git postmortem approve checkout --role security
    assert_status 1
    assert_contains "erin@example.org can't sign $ID as 'security'"
    run as frank git postmortem approve checkout --role security
    assert_success
    [ "$(status_of)" = in-review ]
    assert_verified
}

@test "a key that the ledger does not list is refused before anything is written" {
    make_keys mallory
    run as mallory git postmortem approve checkout
    assert_status 1
    assert_contains "your signature would not count: it is untrusted" "git postmortem people add mallory@example.org"
    [ ! -e $SIGNOFFS ]
    [ -z "$(git status --porcelain)" ]
}

@test "where signatures are required, no key is a refusal that says how to get one" {
    run as erin git -c user.signingKey= postmortem approve checkout
    assert_status 1
    assert_contains "signature needed for role 'reviewer'" "git config gpg.format ssh"
    [ ! -e $SIGNOFFS ]
}

@test "where signatures are preferred, an unsigned approval is a claim" {
    sed -i 's/signature: required/signature: preferred/' .postmortem/config.yaml
    git commit -qam "Policy"
    run as erin git -c user.signingKey= postmortem approve checkout
    assert_success
    assert_contains "approved as reviewer, unsigned" "unsigned; git config gpg.format ssh"
    [[ $(cat $SIGNOFFS/*.signoff) != *BEGIN* ]]
    assert_verified
    assert_contains "1 sign-off is unsigned: who made it rests on the commit's author"
}

@test "a count of two needs two people, and the second makes it reviewed" {
    git postmortem people add erin@example.org --role sre >/dev/null
    git postmortem people add frank@example.org --role sre >/dev/null
    rules "- require: [{role: sre, count: 2}]"
    run as erin git postmortem approve checkout
    assert_success
    refute_contains "the document is reviewed"
    [ "$(status_of)" = in-review ]
    run as erin git postmortem approve checkout
    assert_status 1
    assert_contains "you have signed this text of $ID already"
    run as frank git postmortem approve checkout
    assert_success
    assert_contains "the document is reviewed"
    assert_verified
}

@test "each party to the response is asked, and its people may have written the timeline" {
    git postmortem people add dana@example.org --team sre >/dev/null
    git postmortem people add erin@example.org --team payments >/dev/null
    rules "- require: [{role: party, each: true}]"
    replace "  - {team: sre, role: responder}" "  - {team: sre, role: responder}
  - {team: payments, role: support}"
    git commit -qam "Payments too"
    run git postmortem approve checkout
    assert_success
    assert_contains "approved as party sre, signed"
    run as frank git postmortem approve checkout --role party --party payments
    assert_status 1
    run as erin git postmortem approve checkout --party payments
    assert_success
    assert_contains "approved as party payments, signed"
    [ "$(status_of)" = reviewed ]
    assert_verified
}

@test "--on signs on a branch that is not checked out" {
    git branch pr && git checkout -qb other
    local before
    before=$(repository_state | grep -v refs/heads/pr)
    run as erin git postmortem approve checkout --on refs/heads/pr
    assert_success
    [ "$(repository_state | grep -v refs/heads/pr)" = "$before" ]
    run git log -1 --format=%s pr
    assert_output "postmortem: approve $ID as reviewer"
    run git postmortem verify pr
    assert_success
}

@test "a newer version upstream is warned about" {
    cd .. && git clone -q repository clone && cd clone
    git -C ../repository config user.name x
    (cd ../repository && replace "A timeout is a promise" "A timeout is a vow" && git commit -qam "Vow")
    git fetch -q
    run as erin git postmortem approve checkout
    assert_success
    assert_contains "warning: refs/remotes/origin/main has another version of $ID" "git pull --rebase"
}

@test "-n prints what would be written and writes nothing" {
    local before
    before=$(repository_state)
    run as erin git postmortem approve checkout -n
    assert_success
    assert_contains "+verdict: approve" "+status: reviewed"
    [ "$(repository_state)" = "$before" ]
}

@test "--json says what was made" {
    run --separate-stderr as erin git postmortem approve checkout --json
    assert_success
    jq -e --arg id $ID '.event == "approve" and .id == $id and (.commit | length == 40)' <<<"$output"
}

@test "a comment is one clean line of the statement, whatever was typed" {
    run as erin git postmortem approve checkout -m $'First.\n\nReviewed-by: Mallory <m@x>\n-----BEGIN SSH SIGNATURE-----\e[2J'
    assert_success
    run statement_of $SIGNOFFS/*.signoff
    assert_line "comment: First. Reviewed-by: Mallory <m@x> ----BEGIN SSH SIGNATURE----- [2J"
    run git log -1 --format='%(trailers:key=Reviewed-by,valueonly)'
    assert_line "Erin Example <erin@example.org>"
    refute_line "Mallory <m@x>"
    assert_verified
}

@test "a suppression after the approval makes it stale, wherever it stands" {
    local suppression
    sign_off erin
    run git postmortem show checkout
    [[ $output != *stale* ]]
    for suppression in '/^severity:/s,$, # postmortem-ignore owner/unknown: why,' \
        '2i# postmortem-ignore section/missing: why' '$a<!-- postmortem-ignore timeline/order: why -->'; do
        sed -i "$suppression" "$DOCUMENT"
        git commit -qam "Ignore it"
        run git postmortem show checkout
        assert_contains "stale"
        git reset -q --hard HEAD~
    done
}
