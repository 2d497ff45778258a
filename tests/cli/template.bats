# Templates: each scaffolds a draft, leads through to review once it is filled in, and may be replaced by one's own.

load helper

setup() {
    pin_machine
    new_repository
    git postmortem init >/dev/null 2>&1
}

# What a person does to a scaffold: follow the guidance and remove it.
fill_in() { # DOCUMENT
    perl -0pi -e '
        s/<!-- guide:.*?-->/Something happened (E1)./sg;
        s/(\| --- \| --- \| --- \|\n)/$1| 2026-01-14 16:40 | deploy | E1 |\n| 16:58 | first failures | |\n/;
        s/^  (detected|responded|mitigated|resolved|disclosed):$/  $1: unknown/mg;
        s/^(convened_by:)/$1 sre/m;
        s/^parties: \[\]/parties: [{team: sre, role: responder}]/m;
        s/^evidence: \[\]/evidence: [{id: E1, what: a graph}]/m;
    ' "$1"
}

templates() {
    local name language
    for name in outage security near-miss; do
        for language in en ko; do
            echo "$name $language"
        done
    done
}

@test "every template scaffolds a draft that check accepts, and leads to review once it is filled in" {
    while read -r name language; do
        git postmortem new "$name $language" --slug "$name-$language" --template "$name" --language "$language" \
            --started 2026-01-14T16:58:00Z >/dev/null
        run git postmortem check "$name-$language"
        assert_success
        refute_contains "error" "advice"
        run git postmortem submit "$name-$language"
        assert_status 1
        assert_contains "guidance"
        fill_in "postmortems/2026/2026-01-14-$name-$language.md"
        git postmortem commit "$name-$language" >/dev/null
        run git postmortem submit "$name-$language"
        assert_success
        run git postmortem check "$name-$language"
        assert_success
        refute_contains "guide" "section/"
    done < <(templates)
    [ "$(git postmortem list status:in-review --json | jq length)" -eq 6 ]
}

@test "front matter that templates make is the same to a YAML 1.1 reader and to ours" {
    local titles=("Checkout down" 504 no 2026-01-14 "결제: 장애 #1" '"quoted" & *starred' "dash - x: y" "10:00" "null")
    local title count=0
    while read -r name language; do
        title=${titles[count % ${#titles[@]}]}
        git postmortem new "$title" --id "d$count" --template "$name" --language "$language" --services "checkout, 결제,no" \
            >/dev/null
        count=$((count + 1))
    done < <(templates; templates)
    [ "$count" -eq 12 ]
    for file in postmortems/2026/d*.md; do
        python3 - "$file" "$(git postmortem show --json "$file" | jq -c .front_matter)" <<'END'
import json, sys, yaml
front = yaml.safe_load(open(sys.argv[1], encoding="utf-8").read().split("---\n")[1])
ours = json.loads(sys.argv[2])
assert front == ours, (front, ours)
assert isinstance(front["title"], str) and front["services"] == ["checkout", "결제", "no"]
END
    done
    run git postmortem check
    refute_contains "yaml/" "schema/"
}

@test "facts that are set leave the comments beside them in their place" {
    git postmortem new "Checkout down" --slug down --started 2026-01-14T16:58:00Z >/dev/null
    git postmortem set down impact.customers=0 impact.data_breach=none detected_by=alert convened_by=sre >/dev/null
    git postmortem set down times.detected=17:12 summary="It was down." >/dev/null
    git postmortem finding add down --class process-flaw "Nobody watched." >/dev/null
    git postmortem action add down --for F1 --work docs "Write it down." >/dev/null
    file=postmortems/2026/2026-01-14-down.md
    run cat "$file"
    assert_line "  customers: 0 # how many were hit: a number, or unknown"
    assert_line "  data_breach: none # none | suspected | confirmed | unknown"
    assert_line "detected_by: alert # alert | customer | staff | partner | authority | researcher | chance"
    assert_line "convened_by: sre # the team that runs the review"
    assert_line 'summary: It was down. # two or three sentences, here or in the section Summary'
    assert_line '  detected: "2026-01-14T17:12:00Z"'
    assert_line_matches 'id: F1'
    python3 -c 'import sys, yaml; f = yaml.safe_load(open(sys.argv[1]).read().split("---\n")[1])
assert f["findings"][0]["id"] == "F1" and f["actions"][0]["for"] == ["F1"], f' "$file"
    run git postmortem check down
    assert_success
    refute_contains "error"
}

@test "the timeline of a scaffold is in the time zone of the config" {
    printf 'timezone: Asia/Seoul\nlanguage: ko\n' | append .postmortem/config.yaml
    git postmortem new "결제 장애" --started "2026-01-15 01:58" >/dev/null
    run cat postmortems/2026/2026-01-15-결제-장애.md
    assert_line '  started: "2026-01-14T16:58:00Z"'
    assert_line "| 시각 (Asia/Seoul) | 사건 | 근거 |"
    fill_in postmortems/2026/2026-01-15-결제-장애.md
    sed -i 's/| 2026-01-14 16:40 |/| 2026-01-15 01:40 |/; s/| 16:58 |/| 01:58 |/' postmortems/2026/2026-01-15-결제-장애.md
    run git postmortem check 결제
    assert_success
    refute_contains timeline
}

@test "a template of the repository wins over the built-in one, a language over none" {
    printf -- '---\nschema: 1\nid: {{id}}\ntitle: "{{title}}"\nkind: {{kind}}\nseverity: {{severity}}\nstatus: draft\nowner: {{owner}}\nservices: {{services}}\ntimes: {started: {{ started }}}\nx-ours: "at {{id}} on {{date}}"\n---\n\n# Ours: {{title}}\n' |
        write .postmortem/templates/outage.md
    sed 's/^# Ours/# 우리/' .postmortem/templates/outage.md | write .postmortem/templates/outage.ko.md
    sed 's/^# Ours/# Drill/' .postmortem/templates/outage.md | write .postmortem/templates/drill.md
    git postmortem new 'Say "no": #1' --slug one --started 2026-01-14T16:58:00Z >/dev/null
    run cat postmortems/2026/2026-01-14-one.md
    assert_line 'title: "Say \"no\": #1"'
    assert_line 'x-ours: "at 2026-01-14-one on 2026-01-14"'
    assert_line 'times: {started: "2026-01-14T16:58:00Z"}'
    assert_line '# Ours: Say "no": \#1'
    git postmortem new two --slug two --language ko --started 2026-01-14T16:58:00Z >/dev/null
    grep -q '^# 우리: two' postmortems/2026/2026-01-14-two.md
    git postmortem new three --slug three --template drill --started 2026-01-14T16:58:00Z >/dev/null
    grep -q '^# Drill: three' postmortems/2026/2026-01-14-three.md
    git postmortem new four --slug four --kind security --started 2026-01-14T16:58:00Z >/dev/null
    grep -q '^actors:' postmortems/2026/2026-01-14-four.md
    run git postmortem template list
    assert_line_matches '^drill +\.postmortem/templates/drill\.md'
    assert_line_matches '^outage +built in'
    run git postmortem template show outage
    assert_contains "# Ours: {{title}}"
    run git postmortem template show outag
    assert_status 128
    assert_contains "there is no template 'outag'" "did you mean 'outage'?"
    run git postmortem new five --template dril
    assert_contains "there is no template 'dril'"
}

@test "a template that can't be filled in is refused with line and name, and nothing is made" {
    state=$(git rev-parse HEAD)
    printf -- '---\nid: {{id}}\nowner: {{onwer}}\n---\n' | write .postmortem/templates/outage.md
    before=$(repository_state)
    run git postmortem new "x" --slug x
    assert_status 129
    assert_contains "line 3 of the template has an unknown '{{onwer}}'" "did you mean '{{owner}}'?"
    printf -- '---\nid: {{id}}\n---\n\n{{zebra}}\n' | write .postmortem/templates/outage.md
    run git postmortem new "x" --slug x
    assert_contains "line 5 of the template has an unknown '{{zebra}}'" "it may use id, title"
    printf -- '---\nid: {{id}}\ntitle: [{{title}}\n---\n' | write .postmortem/templates/outage.md
    run git postmortem new "x" --slug x
    assert_status 129
    assert_contains "the template 'outage' makes no document, line 3:" "[yaml/syntax]"
    printf -- '---\nid: {{id}}\nowner: {{onwer}}\n---\n' | write .postmortem/templates/outage.md
    assert_same "$before" "$(repository_state)"
    [ "$(git rev-parse HEAD)" = "$state" ]
}
