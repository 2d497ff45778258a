#!/usr/bin/env bats
# schema: the JSON Schemas of front matter and config, as other validators read them.

load helper

# The jsonschema package judges a schema by its own metaschema, and instances by it.
needs_jsonschema() {
    python3 -c 'import jsonschema' 2>/dev/null || skip "python3-jsonschema is not installed"
}

@test "both are JSON Schemas 2020-12, the front matter's by default" {
    local subject
    for subject in front-matter config; do
        run --separate-stderr git-postmortem schema --for $subject
        assert_success
        [ -z "$stderr" ] || complain "nothing on stderr"
        [ "$(jq -r '."$schema"' <<<"$output")" = https://json-schema.org/draft/2020-12/schema ]
        # every reference leads somewhere
        git-postmortem schema --for $subject >schema.json
        python3 - <<'END'
import json
schema = json.load(open("schema.json"))
def refs(node):
    if isinstance(node, dict):
        yield from (node[k] for k in node if k == "$ref" and isinstance(node[k], str))
        for value in node.values():
            yield from refs(value)
    elif isinstance(node, list):
        for value in node:
            yield from refs(value)
count = 0
for ref in refs(schema):
    node = schema
    assert ref.startswith("#/"), ref
    for step in ref[2:].split("/"):
        node = node[step]
    count += 1
assert count > 3, count
END
    done
    assert_same "$(git-postmortem schema)" "$(git-postmortem schema --for front-matter)"
}

@test "another validator takes them for valid schemas" {
    needs_jsonschema
    local subject
    for subject in front-matter config; do
        git-postmortem schema --for $subject >schema.json
        python3 -c 'import json, jsonschema
jsonschema.Draft202012Validator.check_schema(json.load(open("schema.json")))'
    done
}

@test "another validator agrees with check on documents, good and bad" {
    needs_jsonschema
    new_repository
    git-postmortem init -q
    git-postmortem new -q "Good" --slug good
    git-postmortem schema >schema.json
    local file=postmortems/2026/2026-01-14-good.md bad ours theirs
    # nothing changed, then each of these
    for bad in s/a/a/ 's/^severity: 3/severity: 9/' 's/^kind: outage/kind: outrage/' '/^title:/d' 's/^services: .*/services: 5/' \
        's/^schema: 1/schema: 2/' 's/^owner: .*/owner: 7/' 's/^parties: .*/parties: [{team: 1}]/'; do
        sed "$bad" $file >x.md
        ours=0
        git-postmortem check --schema schema.json x.md >/dev/null || ours=$?
        theirs=0
        python3 - <<'END' || theirs=$?
import json, jsonschema, sys, yaml
front = yaml.load(open("x.md", encoding="utf-8").read().split("---\n")[1], yaml.CSafeLoader)
validator = jsonschema.Draft202012Validator(json.load(open("schema.json")))
sys.exit(0 if validator.is_valid(front) else 1)
END
        [ "$ours" -eq "$theirs" ] || { echo "$bad: ours $ours, theirs $theirs"; return 1; }
    done
}

@test "the schema of the config knows the config that init writes" {
    new_repository
    git-postmortem init -q
    git-postmortem schema --for config >schema.json
    { echo ---; cat .postmortem/config.yaml; echo ---; } >config.md
    run git-postmortem check --schema schema.json config.md
    assert_success
    sed -i 's/^documents:/docments:/' config.md
    run git-postmortem check --schema schema.json config.md
    assert_status 1
    assert_contains docments
}

@test "as .postmortem/schema.json the printed schema judges as the built-in one does" {
    new_repository
    git-postmortem init -q
    git-postmortem new -q "Good" --slug good
    sed -i 's/^kind: outage/kind: outrage/' postmortems/2026/2026-01-14-good.md
    run git-postmortem check --format json good
    local built_in
    built_in=$(jq -c '[.findings[] | [.rule, .line, .message]]' <<<"$output")
    [[ $built_in == *outrage* ]] || complain "it is found"
    git-postmortem schema >.postmortem/schema.json
    run git-postmortem check --format json good
    assert_same "$built_in" "$(jq -c '[.findings[] | [.rule, .line, .message]]' <<<"$output")"
}

@test "a schema for something else is refused with what there is" {
    run --separate-stderr git-postmortem schema --for confg
    assert_status 129
    assert_output ""
    assert_stderr_contains "there is no schema for 'confg'" "front-matter or config"
}
