# The config as something that can be wrong: said with its place, by every verb, and before it is committed.

load helper

setup() {
    pin_machine
    new_repository
    git postmortem init >/dev/null 2>&1
}

@test "a broken config stops every verb, with the error and not with a warning before it" {
    printf 'tags: [no]\nservcies: []\n' | append .postmortem/config.yaml
    for verb in list "new x" "history x" "people add erin@example.org"; do
        run git postmortem $verb
        assert_status 128
        assert_contains "config.yaml" "unknown key 'servcies'" "git postmortem check .postmortem/config.yaml"
    done
}

@test "check shows all that is wrong with a broken config, whatever it is asked for" {
    printf 'servcies: []\nlanguage: english\n' | append .postmortem/config.yaml
    for words in "" .postmortem/config.yaml "some-id"; do
        run git postmortem check $words
        assert_status 1
        assert_contains "unknown key 'servcies'" "did you mean 'services'?" "language must match" "2 errors"
    done
    run --separate-stderr git postmortem check --format json
    assert_status 1
    [ "$(jq -r '.findings[].path' <<<"$output" | sort -u)" = .postmortem/config.yaml ]
    cd .postmortem
    run git postmortem check config.yaml
    assert_status 1
}

@test "slips in a config are warnings, of check alone" {
    printf 'timezone: Mars/Olympus\nchecks: {levels: {timelin/order: none}}\n' | append .postmortem/config.yaml
    run git postmortem check
    assert_success
    assert_contains "time zone 'Mars/Olympus' is not known" "[config/time-zone]" \
        "there is no check 'timelin/order'" "did you mean 'timeline/order'?"
    run git postmortem check .postmortem/config.yaml
    assert_success
    assert_contains "2 warnings"
    run git postmortem list
    assert_success
    refute_contains Mars
}

@test "the hook looks at the config that would be committed, not at the one on disk" {
    git postmortem hooks install >/dev/null
    cp .postmortem/config.yaml good
    printf 'servcies: []\n' | append .postmortem/config.yaml
    git add .postmortem
    cp good .postmortem/config.yaml
    run git commit -m broken
    assert_status 1
    assert_contains "unknown key 'servcies'"
    git reset -q
    printf 'tags: [db]\n' | append .postmortem/config.yaml
    git add .postmortem
    printf 'servcies: []\n' | append .postmortem/config.yaml
    run git commit -m fine
    assert_success
    refute_contains servcies
}

@test "a level of none silences a check, and off is no level" {
    git postmortem new "Checkout down" --slug down --started 16:58 >/dev/null
    run git postmortem check
    assert_contains "[section/empty]"
    printf 'checks: {levels: {section: none}}\n' | append .postmortem/config.yaml
    run git postmortem check
    assert_success
    refute_contains "[section/"
    sed -i 's/section: none/section: "off"/' .postmortem/config.yaml
    run git postmortem check
    assert_status 1
    assert_contains "'off' is not one of 'none'"
}

@test "a level by path holds for a gate, and for who verifies it" {
    git postmortem new "Checkout down" --slug down --started 16:58 >/dev/null
    run git postmortem submit 2026-01-14-down
    assert_status 1
    assert_contains "section Timeline is empty"
    printf 'checks:\n  paths:\n    - path: "postmortems/2026/*"\n      levels: {%s: none}\n' \
        'section: none, times: none, timeline: none, party: none, evidence' | append .postmortem/config.yaml
    git add .postmortem && git commit -qm 'config: leave old ones alone'
    run git postmortem submit 2026-01-14-down
    assert_success
    run git postmortem verify
    refute_contains transition/
    sed -i 's,postmortems/2026,postmortems/2025,' .postmortem/config.yaml
    git add .postmortem && git commit -qm 'config: leave older ones alone'
    run git postmortem check
    assert_status 1
    assert_contains "[section/empty]"
}
