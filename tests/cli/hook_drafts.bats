# The pre-commit hook and drafts (PRODUCT section 4): a draft is refused for what can't be read and for secrets alone.

load helper

setup() {
    pin_machine
    new_repository
    git postmortem init --hooks >/dev/null 2>&1
    git postmortem new "Checkout down" --slug down --started 2026-01-14T16:58:00Z >/dev/null
    file=postmortems/2026/2026-01-14-down.md
}

@test "a draft with errors is committed, and the errors are shown" {
    sed -i 's/^severity: 3/severity: 9/; s/^kind: outage/kind: outtage/' "$file"
    run git commit -qam "by hand"
    assert_success
    assert_contains "[severity/range]" "[schema/enum]" "drafts may be committed with these errors"
    run git postmortem check
    assert_status 1
}

@test "a draft that can't be read, or holds a secret, is not committed" {
    cp "$file" good
    sed -i 's/^title: .*/title: [/' "$file"
    run git commit -qam "unreadable"
    assert_status 1
    assert_contains "[yaml/syntax]"
    cp good "$file"
    printf 'postgres://admin:%s@db.example.org/payments\n' tr0ub4dor | append "$file"
    run git commit -qam "secret"
    assert_status 1
    assert_contains "[secret/url-password]"
}

@test "what is past a draft is refused for every error" {
    sed -i 's/^severity: 3/severity: 9/; s/^status: draft/status: in-review/' "$file"
    run git commit -qam "by hand"
    assert_status 1
    assert_contains "[severity/range]"
    refute_contains "may be committed"
}
