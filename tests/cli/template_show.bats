#!/usr/bin/env bats
# template list and show: the texts that new documents come from, built in and of the repository.

load helper

@test "the built-in ones are there anywhere" {
    run --separate-stderr git-postmortem template list
    assert_success
    [ -z "$stderr" ] || complain "nothing on stderr"
    assert_line_matches '^near-miss  '
    assert_line_matches '^outage  '
    assert_line_matches '^security  '
    assert_line_count 3
}

@test "each is printed as it is installed, in both languages" {
    local name language
    for name in near-miss outage security; do
        for language in en ko; do
            git-postmortem template show $name --language $language >shown
            cmp shown "$PM_SOURCE/templates/$name.$language.md"
        done
    done
    git-postmortem template show outage >shown
    cmp shown "$PM_SOURCE/templates/outage.en.md"
}

@test "a template of the repository wins, by its language first" {
    new_repository
    git-postmortem init -q
    echo "ours, any language" | write .postmortem/templates/outage.md
    run git postmortem template show outage
    assert_output "ours, any language"
    echo "ours, Korean" | write .postmortem/templates/outage.ko.md
    run git postmortem template show outage --language ko
    assert_output "ours, Korean"
    run git postmortem template show outage
    assert_output "ours, any language"
    run git postmortem template show security
    assert_contains "## Technical summary"
}

@test "those of the repository are listed with their paths" {
    new_repository
    git-postmortem init -q
    echo text | write .postmortem/templates/billing.md
    echo text | write .postmortem/templates/outage.ko.md
    echo text | write .postmortem/templates/notes.txt
    run git postmortem template list
    assert_success
    assert_line_matches '^billing +\.postmortem/templates/billing\.md$'
    assert_line_matches '^outage +\.postmortem/templates/outage\.ko\.md$'
    refute_contains notes.txt
}

@test "the language of the config is the one that is shown" {
    new_repository
    git-postmortem init -q --language ko
    git postmortem template show outage >shown
    cmp shown "$PM_SOURCE/templates/outage.ko.md"
}

@test "a mistyped name finds its neighbour, and a language that there is not is said" {
    run --separate-stderr git-postmortem template show outge
    assert_status 128
    assert_output ""
    assert_stderr_contains "there is no template 'outge'" "did you mean 'outage'?"
    run --separate-stderr git-postmortem template show outage --language fr
    assert_status 128
    assert_output ""
    assert_stderr_contains "fr"
}

@test "a name that leads out of the folder is no template" {
    new_repository
    git-postmortem init -q
    echo secret >secret.md
    run git postmortem template show ../../secret
    assert_status 128
    refute_contains "secret
"
    assert_contains "there is no template '../../secret'"
}

@test "what a template holds reaches no terminal raw" {
    new_repository
    git-postmortem init -q
    printf 'a\033[31m\342\200\256b\n\tc\n' | write .postmortem/templates/bad.md
    run git postmortem template show bad
    assert_output $'a\\x1b[31m\\u202eb\n\tc'
}
