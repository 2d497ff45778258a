#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Two corpora that were there before us, adopted: 297 reports of jenkins-infra/status with front matter of their own,
# and 39 of dfds without any, with spaces in their names, one without ".md". Nothing of them is touched, nothing is
# judged that is not new, and a postmortem of ours lives beside them. git, jq and the facts on which three YAML and two
# Markdown parsers agree are the oracles.

load ../cli/helper

PM_TEST_DATA=${PM_TEST_DATA:-$PM_SOURCE/../shared/data}
FACTS=$PM_TEST_DATA/postmortems/expected

needs_data() {
    [ -d "$PM_TEST_DATA/postmortems" ] || skip "no postmortems in PM_TEST_DATA ($PM_TEST_DATA)"
}

setup_file() {
    [ -d "$PM_TEST_DATA/postmortems" ] || return 0
    BATS_TEST_TMPDIR=$BATS_FILE_TMPDIR
    pin_machine
    make_keys dana erin
    commit_corpus jenkins jenkins-status/content content
    git postmortem init --adopt content/issues --field times.started=date --field times.resolved=resolvedWhen \
        --field services=affected --severity 1=down --severity 2=disrupted --severity 4=notice \
        >"$BATS_FILE_TMPDIR/jenkins.said"
    commit_corpus dfds dfds docs
    git postmortem init --adopt docs >"$BATS_FILE_TMPDIR/dfds.said" 2>&1
}

commit_corpus() { # NAME FROM TO
    cd "$BATS_FILE_TMPDIR"
    new_repository "$1"
    cp -r "$PM_TEST_DATA/postmortems/$2" "$3"
    git add .
    git commit -qm "Reports of many years"
}

setup() {
    needs_data
    pin_machine
}

adopted() { # NAME: a copy of that repository to work in
    cp -r "$BATS_FILE_TMPDIR/$1" . && cd "$1" || return
}

# Every blob of the corpus is what it was before adoption, in HEAD, index and working tree.
assert_untouched() { # [PATH TO LEAVE OUT]
    local root
    root=$(git rev-list --max-parents=0 HEAD)
    git ls-tree -r "$root" >before
    git ls-tree -r HEAD | grep -F -f <(cut -f 2 before) -- | sort >after
    diff <(sort before) after
    rm before after
    git update-index -q --refresh
    git diff --stat --exit-code HEAD
    git diff --stat --exit-code --cached HEAD
}

@test "adoption touches no file, and lists every report with its blob" {
    local name folder
    for name in jenkins:content/issues:297 dfds:docs:39; do
        IFS=: read -r name folder count <<<"$name"
        adopted "$name"
        assert_untouched
        [ "$(git diff --name-status HEAD^ HEAD)" = "$(printf 'A\t%s\n' \
            .postmortem/adopted .postmortem/allowed_signers .postmortem/config.yaml "$folder/.gitattributes")" ]
        # a template is no report, nor is a read-me
        git -c core.quotePath=false ls-tree -r --format='%(objectname)  %(path)' HEAD^ "$folder/" |
            grep -v -e '/README.md$' -e '/LICENSE$' -e '/_index.md$' -e ' template.md$' >wanted
        [ "$(wc -l <wanted)" -eq "$count" ]
        diff wanted .postmortem/adopted
        rm wanted
        grep -F "ledger begun, $count documents adopted" "$BATS_FILE_TMPDIR/$name.said"
        cd ..
    done
    grep -F "'PMyyyy-nnn - Postmortem template.md' looks like a template and was left out" "$BATS_FILE_TMPDIR/dfds.said"
}

# What `list --json` should say of the reports of jenkins: their words by the mapping, their times in UTC.
facts_of_jenkins() {
    jq -s '
        def moment: capture("(?<day>.{10})[T ](?<hour>[0-9]+)(?<rest>:..:..)(-(?<behind>..):00)?$")
            | ("\(.day)T\("0" * (2 - (.hour | length)) // "")\(.hour)\(.rest)Z" | fromdate) + (.behind // "0" | tonumber) * 3600 | todate;
        map({id: (.file | rtrimstr(".md")), title: .fm.title, severity: {down: 1, disrupted: 2, notice: 4}[.fm.severity],
             started: (.fm.date | moment), resolved: (.fm.resolvedWhen | moment), services: (.fm.affected // [])})
        | sort_by(.id)' "$FACTS/jenkins.HEAD.frontmatter.ndjson"
}

@test "list has the title, severity and start of 297 of 297 reports by the corpus's own keys" {
    adopted jenkins
    facts_of_jenkins | jq 'map({id, title, severity, started})' >wanted
    [ "$(jq 'map(select(.started and .severity)) | length' wanted)" -eq 297 ]
    git postmortem list --json >listed
    jq 'map({id, title, severity, started}) | sort_by(.id)' listed >ours
    diff wanted ours
    jq -e 'all(.adopted and .status == null) and map(.started) == (map(.started) | sort | reverse)' listed
}

@test "queries find reports by their mapped fields" {
    local query filter
    adopted jenkins
    facts_of_jenkins >facts
    while IFS='|' read -r query filter; do
        # shellcheck disable=SC2086
        git postmortem list --json $query | jq -c 'map(.id) | sort' >ours
        jq -c "map(select($filter) | .id)" facts >wanted
        [ "$(jq length wanted)" -gt 0 ] && diff wanted ours || { echo "$query"; return 1; }
    done <<'END'
severity<=2|.severity <= 2
severity:notice|.severity == 4
service:ci.jenkins.io|.services | index("ci.jenkins.io")
started>=2025-06 started<2025-09|.started >= "2025-06" and .started < "2025-09"
service:Updates.Jenkins.io severity:1 or resolved:2020|((.services | index("updates.jenkins.io")) and .severity == 1) or (.resolved | startswith("2020"))
END
}

@test "check is silent about what was there, and check --all says what is wrong with it" {
    adopted jenkins
    run git postmortem check
    assert_success
    assert_output "no findings · not shown: 297 documents as adopted (--all)"
    # nothing but reports that were resolved before they began
    run --separate-stderr git postmortem check --all --format json
    assert_success
    jq -c '.findings | map({file: .path | sub(".*/"; "") | rtrimstr(".md"), rule, severity})' <<<"$output" >ours
    facts_of_jenkins | jq -c 'map(select(.resolved and .resolved < .started) | {file: .id, rule: "times/order", severity: "warning"})' >wanted
    [ "$(jq length wanted)" -eq 8 ]
    diff wanted ours
    run git postmortem check --all
    assert_success
    assert_contains "8 warnings in 297 documents"
    assert_untouched
}

@test "verify adopts without judging, and show and history say what is known" {
    adopted jenkins
    run git postmortem verify
    assert_success
    assert_contains "297 documents adopted, not judged"
    run git postmortem show 2026-01-13-ci
    assert_success
    assert_contains "2026-01-13-ci.jenkins.io-oom" "SEV2 · adopted" "ci.jenkins.io disruption" \
        "started 2026-01-13 05:10 UTC   resolved +12h30m" "adopted, not judged until it is submitted"
    run git postmortem history 2026-01-13-ci
    assert_success
    assert_contains "$(git rev-parse --short HEAD^)" "Reports of many years"
    assert_untouched
}

@test "reports without front matter, with spaces in their names or without .md, are listed, shown and checked" {
    adopted dfds
    jq -s 'map(select(.file | startswith("dfds/PM")) | select(.file | endswith("template.md") | not)
        | {id: .file | ltrimstr("dfds/") | rtrimstr(".md"), title: (.headings | map(select(.level == 1 and .top)) | .[0].text)})
        + [{id: "PM2022-009 - Bad AWS EKS AMI causing Kubernetes issues", title: "Bad AWS EKS AMI"}]
        | sort_by(.id)' "$FACTS/headings.ndjson" >wanted
    [ "$(jq length wanted)" -eq 39 ]
    git postmortem list --json | jq 'map({id, title}) | sort_by(.id)' >ours
    diff wanted ours
    rm wanted ours
    run git postmortem check --all
    assert_success
    assert_output "no findings in 39 documents"
    local id
    for id in "PM2022-009 - Bad AWS EKS AMI causing Kubernetes issues" "PM2022-002 -  Logs not shipped to CloudWatch" \
        "docs/PM2021-011 - Log4Shell.md" PM2019-011; do
        run git postmortem show "$id"
        assert_success
        assert_contains "adopted, not judged until it is submitted"
        run git postmortem history "$id"
        assert_success
        assert_contains "Reports of many years"
    done
    run git postmortem show --json "docs/PM2022-009 - Bad AWS EKS AMI causing Kubernetes issues"
    jq -e '.front_matter == null and .body.headings[0].text == "Bad AWS EKS AMI"' <<<"$output"
    run git postmortem verify
    assert_success
    assert_contains "39 documents adopted, not judged"
    assert_untouched
}

@test "an adopted report that is edited by hand shows the findings that are new" {
    adopted jenkins
    local file=content/issues/2026-04-29-ci-maintenance-sec-advisory.md key=ghp_0123456789abcdefghijABCDEFGHIJ456789
    echo "token $key" >>"$file"
    run git postmortem check
    assert_status 1
    assert_contains "error: " "[secret/token]" \
        "1 error in 1 document · not shown: 1 older finding, 296 documents as adopted (--all)"
    refute_contains "times/order"
    run git postmortem check --all 2026-04-29
    assert_status 1
    assert_contains "[secret/token]" "warning: resolved is earlier than started [times/order]" "1 error, 1 warning"
    # a new secret gets into no commit, an old fault stands in no one's way
    git postmortem hooks install
    run git postmortem commit
    assert_status 1
    run git commit -qam "Token"
    assert_status 1
    assert_contains "[secret/token]"
    git checkout -q "$file"
    echo "A word more." >>"$file"
    run git postmortem commit
    assert_success
    run git postmortem verify
    assert_success
    assert_contains "297 documents adopted, not judged"
    run git postmortem check
    assert_success
    assert_output "no findings in 1 document · not shown: 1 older finding, 296 documents as adopted (--all)"
}

@test "set writes the corpus's own keys and words, and what comes out is still valid to its schema" {
    adopted jenkins
    local id=2026-04-29-ci-maintenance-sec-advisory
    run git postmortem set $id severity=2 times.resolved=2026-04-29T12:35:00Z services=a,b services+=c "title=New title"
    assert_success
    [ "$(git diff -U0 HEAD^ HEAD | grep '^[-+][^-+]')" = '-title: Maintenance on ci.jenkins.io (Security Advisory)
+title: New title
-resolvedWhen: 2026-03-18T12:35:00-00:00
+resolvedWhen: "2026-04-29T12:35:00Z"
-severity: down
-affected:
-  - ci.jenkins.io
+severity: disrupted
+affected: [a, b, c]' ]
    git postmortem check --schema "$PM_TEST_DATA/postmortems/schemas/cstate.strict.schema.json" content/issues/$id.md
    run git postmortem list --json service:c
    [ "$(jq -c '.[] | [.id, .title, .severity]' <<<"$output")" = "[\"$id\",\"New title\",2]" ]
    run git postmortem show $id
    assert_contains "SEV2 · adopted" "resolved +1h05m"
    # a time before the start is told, and let be
    run git postmortem set $id times.started=2026-04-30T00:00:00Z
    assert_success
    assert_contains "warning: resolved is earlier than started"
    [ "$(sed -n 3p content/issues/$id.md)" = 'date: "2026-04-30T00:00:00Z"' ]
}

@test "an adopted report is submitted like any other, and until then no gate applies" {
    adopted jenkins
    repository_state >../before
    run git postmortem submit 2026-01-13-ci
    assert_status 1
    assert_contains "cannot submit 2026-01-13-ci.jenkins.io-oom" "missing key 'schema'" "section Lessons is missing"
    repository_state >../after
    diff ../before ../after
}

@test "a report with spaces in its name and without .md goes through the review" {
    adopted dfds
    local id="PM2022-009 - Bad AWS EKS AMI causing Kubernetes issues" file
    file=docs/$id
    cp "$file" ../report
    { write "$file" && sed 's/^## Contributing/## Impact\n\nSlow.\n\n## Response\n\nGood.\n\n&/' ../report >>"$file"; } <<END
---
schema: 1
id: $id
title: Bad AWS EKS AMI
kind: degradation
severity: 3
status: draft
owner: dana@example.org
services: [kubernetes]
summary: Nodes from a recalled image were unhealthy.
times:
  started: "2022-10-31T07:30:00Z"
  detected: "2022-10-31T13:45:00Z"
  responded: "2022-10-31T14:10:00Z"
  mitigated: unknown
  resolved: unknown
impact: {customers: 0, data_breach: none}
findings:
  - {id: F1, class: technical-lapse, text: New images are rolled out at once., accepted: They are patched fast.}
---

END
    run git postmortem commit
    assert_success
    assert_contains "front matter, section Impact, section Response"
    run git postmortem submit "Bad AWS"
    assert_success
    assert_contains "git postmortem approve '$id'" # as a shell takes it
    git postmortem people add erin@example.org --key "$BATS_FILE_TMPDIR/keys/erin.pub"
    become erin
    make_keys erin
    git postmortem assess "Bad AWS" --sufficient fully --complete fully
    git postmortem approve "Bad AWS"
    [ "$(git ls-tree -r --name-only HEAD "$file.signoffs/" | sed 's/.*\.//' | sort | xargs)" = "content signoff" ]
    run git postmortem verify
    assert_success
    assert_contains "1 document," "1 sign-off (1 signed)" "38 documents adopted, not judged"
    sed -i 's/^Slow/Very slow/' "$file"
    git postmortem commit
    run git postmortem verify
    assert_status 1
    assert_contains "$file: error: it is reviewed, but" "since then section Impact" "git postmortem approve '$id'"
}

@test "a report that only gets front matter has its sections in order" {
    adopted dfds
    local file="docs/PM2021-011 - Log4Shell.md"
    cp "$file" ../report
    { printf -- '---\ntags: [java]\n---\n\n' && cat ../report; } >"$file"
    run git postmortem commit
    assert_success
    assert_contains "front matter, blank lines"
    run git postmortem list tag:java --json
    [ "$(jq -r '.[].title' <<<"$output")" = "$(sed -n 's/^# //p' ../report)" ]
}

@test "a postmortem of ours lives beside them, from the scaffold to a sign-off that verifies" {
    adopted jenkins
    local id=2026-01-14-search-is-down file=content/issues/2026-01-14-search-is-down.md
    git postmortem people add erin@example.org --name "Erin Example" --key "$BATS_FILE_TMPDIR/keys/erin.pub"
    git postmortem new "Search is down" --severity 3 --services plugins.jenkins.io --started 2026-01-14T09:20:00Z
    [ -f "$file" ] # beside the others, which lie in the folder itself
    git postmortem set "$id" times.detected=2026-01-14T09:41:00Z times.responded=2026-01-14T09:45:00Z \
        times.mitigated=2026-01-14T10:52:00Z times.resolved=2026-01-14T11:08:00Z detected_by=staff impact.customers=0 \
        impact.data_breach=none summary="The index was gone, so nothing was found for 92 minutes."
    sed -i '/^## Summary/,$d' "$file"
    append "$file" <<'END'
## Summary

The index was gone.

## Impact

Nothing was found for 92 minutes.

## Timeline

| Time (UTC) | Event | Evidence |
| --- | --- | --- |
| 2026-01-14 09:00 | A clean-up deletes the index | |
| 09:41 | A developer asks | |
| 10:52 | The index is built anew | |

## Technical summary

The clean-up took the index for a backup.

## Response

Noticed by a person, late.

## Lessons

Give backups a folder of their own.
END
    git postmortem commit "$id"
    git postmortem finding add "$id" "Nothing watches the index." --class process-flaw
    git postmortem action add "$id" "Alert when searches find nothing" --for F1 --effect detect --work bug \
        --owner dana@example.org --due 2026-02-01 --ticket SEARCH-1
    git postmortem submit "$id"
    become erin
    make_keys erin
    git postmortem assess "$id" --sufficient fully --complete fully
    run git postmortem approve "$id"
    assert_success
    assert_untouched
    run git postmortem verify
    assert_success
    assert_contains "1 document" "1 sign-off (1 signed)" "297 documents adopted, not judged"
    run git postmortem check
    assert_success
    assert_output "no findings in 1 document · not shown: 297 documents as adopted (--all)"
    run git postmortem list status:reviewed
    assert_contains "$id"
    assert_line_count 1
    [ "$(git postmortem list --json | jq length)" -eq 298 ]
}

# Four of the reports are about logs that are not shipped, and each asks for an alarm. Their own lists of action items
# become data; all others of that form are about something else.
@test "the last of four reports that ask for the same alarm shows what was known, and what was asked for before" {
    local last="PM2023-002 - Logs not shipped to CloudWatch" chain
    adopted dfds
    chain=(docs/PM2021-001* docs/PM2022-002* docs/PM2023-001* docs/PM2023-002*)
    [ "${#chain[@]}" -eq 4 ]
    grep -lE '^\|\s*[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}\s*\|' docs/PM*.md | grep -v -e PM2021-001 -e PM2022-002 -e PM2023-00 -e template |
        tr '\n' '\0' | xargs -0 grep -lZ '^## Action Items' | xargs -0 python3 "$PM_SOURCE/tests/cli/carry_actions.py" kubernetes
    python3 "$PM_SOURCE/tests/cli/carry_actions.py" log-shipping "${chain[@]}"
    git commit -qam "Actions are data"
    git postmortem show --json "$last" >shown
    # every action of the three before, but for the one that says that it is done; the oldest report first
    python3 - "${chain[@]:0:3}" >wanted <<'END'
import datetime, re, sys, yaml
began = datetime.datetime(2023, 4, 11, 11, 20)
for path in sys.argv[1:]:
    text = open(path).read()
    lines = re.search(r"(?ms)^## Action Items\s*$(.*?)(?=^## |\Z)", text).group(1).strip().split("\n")
    started = re.search(r"(?m)^\| (\d{4}-\d\d-\d\d \d\d:\d\d)", text).group(1)
    for number, line in enumerate(lines, 1):
        if not line.endswith("(done)"):
            days = (began - datetime.datetime.fromisoformat(started)).days
            print(path[5:-3], f"A{number}", line[2:], days, "document", "still open", sep="\t")
END
    [ "$(wc -l <wanted)" -eq 9 ]
    jq -r '.known_unfixed.actions[] | [.id, .action, .text, .days_open, .basis, .became] | @tsv' shown | diff wanted -
    grep -F "Setup alerts for when logs are not shipped to CWL" wanted
    grep -F "The alert needs a more descriptive name" wanted
    grep -F "Add alarms for fluentd in case not enough/no log data is being sent" wanted
    jq -r '.asked_before[0] | .action, .id[0:10], .other_action, .status_now, (.closeness > 90)' shown |
        diff - <(printf '%s\n' A4 PM2023-001 A4 open true)
    COLUMNS=200 git postmortem show "$last" >page
    grep -F '"Setup alerts for when logs are not shipped to CWL' page
    grep -F '"Add alarms for fluentd in case not enough/no log data is being sent"  95 % like A4, 2023-02-13, still open' page
    grep -F '"Add alarms for fluentd in case not enough/no log data is being sent"  open 57 days by its own dates, on log-shipping, still open' page
}
