#!/usr/bin/env bats
# Who outside is to be told, and by when: the clocks of laws, external add, set, notified, and what check, todo and
# close make of them. Oracles: git, PyYAML (front), date.

load helper
load review
load writing

# A ledger under GDPR and NIS2; dana's report of what may have been a breach, noticed on the 14th at 17:12.
base() {
    new_repository
    begin_ledger
    cat >>.postmortem/config.yaml <<'END'
external:
  profiles: [gdpr, {profile: nis2, when: service:checkout, organisation: CSIRT}]
END
    git commit -qam "Laws"
    write_document 'evidence: [{id: E1, what: connections, at: "https://graphs.example.org/1"}]'
    replace "data_breach: none" "data_breach: suspected"
    replace "load on the writer." "load on the writer (E1)."
    git postmortem commit -q
}

setup_file() {
    make_base base
}

setup() {
    take_base
    at 2026-01-14T20:00:00Z
}

found() { # RULE…: message and command of what check finds of these, line by line
    git postmortem check checkout --format json |
        jq -r --args '.findings[] | select(.rule | IN($ARGS.positional[])) | [.severity, .message, .command // ""] | join("|")' "$@"
}

all_told() { # in time, but for the final report
    git postmortem external add checkout --duty gdpr-notification CNIL --notified 2026-01-15T09:00:00Z -q
    git postmortem external add checkout --duty nis2-early-warning CSIRT --notified 2026-01-15T08:00:00Z -q
    git postmortem external add checkout --duty nis2-notification CSIRT --notified 2026-01-16T08:00:00Z -q
    git postmortem external add checkout --duty nis2-final-report CSIRT -q
}

@test "each step of a law that the document comes under is asked for, with the command that adds it" {
    run git postmortem check checkout
    assert_success
    assert_contains "Regulation (EU) 2016/679, Article 33(1)"
    assert_same "$(found external/missing)" \
"warning|no entry for the supervisory authority (gdpr-notification), to be notified by 2026-01-17T17:12:00Z, needed for reviewed|git postmortem external add $ID --duty gdpr-notification 'the supervisory authority'
warning|no entry for CSIRT (nis2-early-warning), to be notified by 2026-01-15T17:12:00Z, needed for reviewed|git postmortem external add $ID --duty nis2-early-warning CSIRT
warning|no entry for CSIRT (nis2-notification), to be notified by 2026-01-17T17:12:00Z, needed for reviewed|git postmortem external add $ID --duty nis2-notification CSIRT
warning|no entry for CSIRT (nis2-final-report), to be notified within 1mo of 'nis2-notification', needed for reviewed|git postmortem external add $ID --duty nis2-final-report CSIRT"
    local command
    while IFS= read -r command; do eval "$command -q"; done < <(found external/missing | cut -d'|' -f3)
    assert_same "$(found external/missing)" ""
    assert_same "$(front '[.external[] | [.organisation, .kind, .duty] | join(" ")] | join(", ")' | jq -r .)" \
        "the supervisory authority regulator gdpr-notification, CSIRT cert nis2-early-warning, CSIRT cert nis2-notification, CSIRT cert nis2-final-report"
    # it may have been known only later that it was an incident
    git postmortem set checkout times.aware=2026-01-14T19:00:00Z impact.data_breach=none -q
    replace "  - organisation: the supervisory authority
    kind: regulator
    duty: gdpr-notification
" "" && git postmortem commit -q
    assert_same "$(found external/missing)" ""
    git postmortem external set checkout nis2-notification due=2026-01-20 -q
    assert_same "$(found external/due)" \
"warning|'CSIRT' (nis2-notification) is due by $(date -u -d '2026-01-14T19:00:00Z + 72 hours' +%FT%TZ), and 2026-01-20 is later|git postmortem external set $ID nis2-notification due="
}

@test "from the second on that it is late, it is an error, and no commit is refused for it" {
    at 2026-01-15T17:12:00Z
    run git postmortem check checkout
    assert_success
    at 2026-01-15T17:12:01Z
    run git postmortem check checkout
    assert_status 1
    assert_same "$(found external/overdue)" \
        "error|CSIRT (nis2-early-warning) was to be notified by 2026-01-15T17:12:00Z, and has no entry|git postmortem external add $ID --duty nis2-early-warning CSIRT"
    git postmortem external add checkout --duty nis2-early-warning CSIRT -q
    assert_same "$(found external/overdue)" \
        "error|'CSIRT' (nis2-early-warning) was to be notified by 2026-01-15T17:12:00Z|git postmortem external notified $ID nis2-early-warning --late …"
    git postmortem hooks install -q 2>/dev/null || git postmortem hooks install >/dev/null
    git postmortem note checkout "Still at it." -q
    printf '\nMore.\n' >>"$DOCUMENT" && git commit -qam "By hand"
    run git postmortem submit checkout
    assert_success
    printf '\nAnd more.\n' >>"$DOCUMENT" && git commit -qam "By hand, in review"
    git postmortem set checkout tags+=slow -q
    run git postmortem verify
    assert_success
    # what was found without fault is looked at again when the hour has come
    git postmortem external notified checkout nis2-early-warning --late "Nobody on call knew." -q
    git postmortem external add checkout --duty nis2-notification CSIRT -q
    git postmortem external add checkout --duty gdpr-notification CNIL --not-required "No person is concerned." -q
    run git postmortem check
    assert_success
    at 2026-01-17T17:12:01Z
    run git postmortem check
    assert_status 1
    assert_contains external/overdue nis2-notification
    refute_contains CNIL nis2-early-warning
}

@test "who was told, and when, is one line of one commit; an entry has a name of its own" {
    git postmortem external add checkout --duty nis2-early-warning CSIRT -q
    git postmortem external add checkout --duty nis2-notification CSIRT -q
    git postmortem external add checkout "Polizei z. B. Berlin" --kind law-enforcement --due "2026-01-16 12:00" -q
    git postmortem external add checkout Insurer -q
    local tip
    tip=$(git rev-parse HEAD)
    run git postmortem external notified checkout nis2-early-warning --ref CS-17
    assert_success
    assert_one_commit "$tip" "$DOCUMENT"
    assert_trailers "Postmortem: $ID" "Postmortem-Event: external-notified"
    assert_same "$(git show --format= -U0 | grep '^[+-] ')" '+    notified: "2026-01-14T20:00:00Z"
+    ref: CS-17'
    git postmortem external notified checkout "Polizei z. B. Berlin" --at 18:30 -q
    assert_same "$(front '.external[2].notified')" '"2026-01-14T18:30:00Z"'
    git postmortem external set checkout 4 due=2026-02-01 note="By post." -q
    assert_same "$(front '.external[3]')" '{"organisation":"Insurer","due":"2026-02-01","note":"By post."}'
    run git postmortem external notified checkout CSIRT
    assert_status 128
    assert_contains "more than one 'CSIRT'" "nis2-early-warning, nis2-notification, Polizei z. B. Berlin, Insurer"
    run git postmortem external notified checkout BaFin
    assert_status 128
    assert_contains "has no 'BaFin'"
    for place in 0 5 -1 1x; do
        run git postmortem external set checkout -- "$place" ref=x
        [ "$status" -ne 0 ] || complain "$place is refused"
    done
    run git postmortem external add checkout --duty nis2-early-waring CSIRT
    assert_status 129
    assert_contains "did you mean 'nis2-early-warning'?"
    run git postmortem external add checkout --due soon X
    assert_status 129
}

@test "whatever they are called, the command that is named tells of them and of nobody else" {
    local fix who
    for who in 3 --help 2026 -n "a b" "a b"; do
        git postmortem external add checkout -q --due 2026-01-14 -- "$who"
    done
    at 2026-01-16T10:00:00Z
    found external/overdue | sed -n 's/.*|\(git postmortem external notified.*\)/\1/p' >../fixes
    assert_same "$(wc -l <../fixes)" 6
    for who in 3 --help 2026 -n "a b" "a b"; do
        read -r fix && eval "${fix/…/why} -q" </dev/null
        assert_same "$(front '[.external[] | select(.notified)] | last.organisation')" "\"$who\""
    done <../fixes
    assert_same "$(front '[.external[] | select(.notified and .late == "why")] | length')" 6
}

@test "who was told too late is told how to say why, with the words of the command that was refused" {
    all_told
    git postmortem external add checkout --duty gdpr-notification "B f D I" -q
    at 2026-01-18T09:00:00Z
    # a draft keeps it, and asks
    run --separate-stderr git postmortem external notified checkout 5
    assert_success
    assert_stderr_contains "nothing says why [external/late]" \
        "hint: git postmortem external set $ID 'B f D I' late=\"why\""
    git postmortem external set checkout 5 notified= -q
    git postmortem submit checkout -q
    local tip
    tip=$(git rev-parse HEAD)
    run --separate-stderr git postmortem external notified checkout 5 --ref "C 7" --at "2026-01-18 08:00"
    assert_status 1
    assert_stderr_contains "[external/late]" "Article 33(1)" \
        "hint: git postmortem external notified $ID 'B f D I' --at '2026-01-18 08:00' --ref 'C 7' --late \"why\""
    assert_same "$(git rev-parse HEAD)" "$tip"
    eval "$(sed -n 's/^hint: \(git .*\)/\1 -q/p' <<<"$stderr")"
    assert_same "$(front '.external[4] | [.notified, .ref, .late]')" '["2026-01-18T08:00:00Z","C 7","why"]'
    # in time there is nothing to say
    run --separate-stderr git postmortem external notified checkout nis2-final-report
    assert_success
    assert_same "$stderr" ""
}

@test "nobody is to be told of one duty twice; two may be to be told of it" {
    git postmortem external add checkout --duty nis2-early-warning CSIRT -q
    run --separate-stderr git postmortem external add checkout --duty nis2-early-warning csirt
    assert_status 1
    assert_stderr_contains "$ID has an entry for CSIRT (nis2-early-warning) already" \
        "hint: git postmortem external set $ID nis2-early-warning …"
    git postmortem external add checkout --duty nis2-early-warning BSI -q
    git postmortem external add checkout --duty nis2-notification CSIRT -q
    git postmortem external add checkout CSIRT -q
    assert_same "$(front '.external | length')" 4
    # those that nothing names by itself are named by their place, and told apart
    run --separate-stderr git postmortem external notified checkout CSIRT
    assert_status 128
    assert_stderr_contains "more than one 'CSIRT'" \
        "it has 1 (CSIRT, nis2-early-warning), BSI, nis2-notification, 4 (CSIRT)"
    run git postmortem external notified checkout 1
    assert_contains "CSIRT (nis2-early-warning) was told"
    assert_same "$(git log -1 --format=%s)" "postmortem: record that CSIRT (nis2-early-warning) was told of $ID"
    git postmortem external set checkout 4 ref=x -q
    assert_same "$(git log -1 --format=%s)" "postmortem: set duty CSIRT of $ID: ref=x"
}

@test "a duty without an entry, and a name with a slip, are told what to type" {
    git postmortem external add checkout "Data Authority" -q
    local words hint
    while IFS='|' read -r words status hint; do
        # shellcheck disable=SC2086
        run --separate-stderr git postmortem external $words
        assert_status "$status" || complain "$words"
        assert_stderr_contains "hint: $hint" || complain "$words"
    done <<END
notified checkout nis2-notification|128|git postmortem external add $ID --duty nis2-notification CSIRT
notified checkout gdpr-notification|128|git postmortem external add $ID --duty gdpr-notification 'the supervisory authority'
notified checkout gdpr|128|did you mean 'gdpr-notification'?
set checkout gdpr ref=x|128|did you mean 'gdpr-notification'?
set checkout early-warning ref=x|128|did you mean 'nis2-early-warning'?
set checkout DataAuthority ref=x|128|did you mean 'Data Authority'?
set checkout 1 ref|129|for example ref=CS-17
add checkout X --duty gdpr|129|did you mean 'gdpr-notification'?
add checkout X --duty nis2|129|did you mean 'nis2-early-warning' or 'nis2-notification' or 'nis2-final-report'?
notified checkout 1 --at 2027-01-14|129|most often the year or the month is wrong
notified checkout 1 --at 2026-01-17T20:00:00Z|129|most often the year or the month is wrong
set checkout 1 notified=2027-01-14|129|most often the year or the month is wrong
add checkout X --notified 2027-01-14|129|most often the year or the month is wrong
notified checkout 1 --at 2026-01-14T16:57:59Z|129|times.started is 2026-01-14T16:58:00Z
notified checkout 1 --at 2026-01-13|129|times.started is 2026-01-14T16:58:00Z
add checkout X --not-required x --notified now|129|one of the two
END
    assert_same "$(front '.external')" '[{"organisation":"Data Authority"}]'
    git postmortem external notified checkout 1 --at 2026-01-14 -q # the day on which it began
}

@test "todo says what is due to whom, the next first, by the hour within two days" {
    all_told
    git postmortem external add checkout Insurer --due "2026-01-15" -q
    git postmortem external add checkout Police -q
    git postmortem external add checkout Customers --due "2026-01-14T19:30:00Z" -q
    waiting() {
        git postmortem todo --json | jq -r '.waiting[] | select(.kind == "notify") | [.title, .item, .day // "", .command] | join("|")'
    }
    assert_same "$(waiting)" "Customers|Customers|2026-01-14T19:30:00Z|git postmortem external notified $ID Customers --late …
Insurer|Insurer|2026-01-15|git postmortem external notified $ID Insurer
CSIRT|nis2-final-report|$(date -u -d '2026-01-16 + 1 month' +%F)|git postmortem external notified $ID nis2-final-report
Police|Police||git postmortem external notified $ID Police"
    run git postmortem todo
    assert_contains "less than an hour late" "due in 27 hours" "due in 33 days" "no time by which"
    assert_line_matches "^  notify +nis2-final-report of $ID +due in 33 days +CSIRT +git postmortem external notified $ID nis2-final-report$"
    # and the page of the document
    run git postmortem show checkout
    assert_line_matches "^  to be told +CNIL +gdpr-notification +told 2026-01-15"
    assert_line_matches "^ +CSIRT +nis2-early-warning +told 2026-01-15"
    assert_line_matches "^ +CSIRT +nis2-final-report +due in 33 days$"
    assert_line_matches "^ +Customers +less than an hour late$"
    assert_line_matches "^ +Police +no time by which$"
    run git postmortem todo
    # the first lines are what is most urgent
    assert_same "$(sed -n 2p <<<"$output" | awk '{ print $1, $2 }')" "notify Customers"
    run as erin git postmortem todo
    refute_contains notify
    # its command is taken as it is, with a reason
    $(git postmortem todo --json | jq -r '.waiting[0].command') -q
    assert_same "$(waiting | grep -c Customers)" 0
}

@test "todo has what is overdue and duties of this week first, and all else that is due by its time" {
    all_told
    git postmortem external add checkout Bank --due 2026-01-19 -q
    git postmortem external add checkout Auditor --due 2026-02-02 -q
    git postmortem action add checkout "Late" --owner dana@example.org --due 2026-01-10 -q
    git postmortem action add checkout "Sooner" --owner dana@example.org --due 2026-01-18 -q
    git postmortem action add checkout "Soon" --owner dana@example.org --due 2026-01-28 -q
    git postmortem action add checkout "In March" --owner dana@example.org --due 2026-03-30 -q
    assert_same "$(git postmortem todo --json | jq -r '.waiting[] | select(.day) | [.kind, .title] | join(" ")')" "overdue Late
notify Bank
due Sooner
due Soon
notify Auditor
notify CSIRT
due In March"
}

@test "a notification that was late says why; without, it is not submitted, and the refusal's command mends that" {
    all_told
    at 2026-01-18T09:00:00Z
    git postmortem external set checkout CNIL notified=2026-01-17T17:12:01Z -q
    run git postmortem submit checkout
    assert_status 1
    assert_contains "was notified after 2026-01-17T17:12:00Z" "git postmortem external set $ID gdpr-notification late="
    git postmortem external set checkout gdpr-notification late="The portal was down." -q
    git postmortem submit checkout -q
    sign_off erin
    # progress that leaves the sign-off as it is
    git postmortem external notified checkout nis2-final-report --at 2026-01-18T08:00:00Z --ref CS-18 --late "None." -q
    assert_same "$(status_of)" reviewed
    run git postmortem verify
    assert_success
    refute_contains stale
}

@test "closing waits until all are told, or need not be, and says with which command" {
    all_told
    git postmortem submit checkout -q
    sign_off erin
    git postmortem action done checkout A1 -q
    as frank git postmortem action confirm checkout A1 --proof "load test" -q
    run git postmortem close checkout
    assert_status 1
    assert_contains "'CSIRT' (nis2-final-report) is not notified, due 2026-02-16" \
        "git postmortem external notified $ID nis2-final-report"
    eval "$(grep -o "git postmortem external notified $ID nis2-final-report" <<<"$output") -q"
    git postmortem close checkout -q
    assert_same "$(status_of)" closed
    run git postmortem verify
    assert_success
}

@test "what must be there is there before anybody signs" {
    git postmortem submit checkout -q
    run as erin git postmortem approve checkout
    assert_status 1
    assert_contains "no entry for the supervisory authority (gdpr-notification)" "--duty nis2-final-report CSIRT"
    git postmortem external add checkout CNIL --duty gdpr-notification --not-required "No person is concerned." -q
    local step
    for step in early-warning notification final-report; do
        git postmortem external add checkout CSIRT --duty nis2-$step --not-required "By decision of the CISO." -q
    done
    sign_off erin
    assert_same "$(status_of)" reviewed
}

@test "a config that names no law asks for nothing; one with a slip is told" {
    sed -i '/^external:/,$d' .postmortem/config.yaml && git commit -qam "No laws"
    at 2026-03-01T00:00:00Z
    run git postmortem check checkout
    assert_success
    refute_contains external/
    # a duty that is named has its clock all the same
    git postmortem external add checkout --duty dora-initial-notification BaFin -q
    assert_same "$(found external/overdue | cut -d'|' -f2)" \
        "'BaFin' (dora-initial-notification) was to be notified by $(date -u -d '2026-01-14T17:12:00Z + 24 hours' +%FT%TZ)"
    git postmortem set checkout times.classified=2026-01-14T18:00:00Z -q
    assert_contains_in() { [[ $1 == *"$2"* ]] || complain "$2 in $1"; }
    assert_contains_in "$(found external/overdue)" "by 2026-01-14T22:00:00Z"
    printf 'external: {profiles: [{profile: gdpr, when: "severty<=2"}]}\n' >>.postmortem/config.yaml
    run git postmortem check
    assert_status 1
    assert_contains "config/duty" "unknown field 'severty'"
}
