#!/usr/bin/env bats
# merge-driver: what git makes of two people's changes to one document, with real clones.

load helper

DOCUMENT=postmortems/2026/2026-01-14-pay.md

# origin.git, and three clones of a ledger whose .gitattributes name the driver
setup_file() {
    cd "$BATS_FILE_TMPDIR" || exit 1
    PATH="$PM_BUILD/src:$PATH"
    git init -q --bare -b main origin.git
    git init -q -b main one && cd one || exit 1
    git config user.name Dana && git config user.email dana@example.org
    git postmortem init -q
    git postmortem new "결제 장애" --slug pay --severity 2 --started 2026-01-14T16:58:00Z -q
    git postmortem finding add pay "Retries multiplied the load." --class technical-lapse -q
    git remote add origin ../origin.git && git push -qu origin main
    cd .. || exit 1
    git clone -q origin.git two && git clone -q origin.git three
    local clone
    for clone in one two three; do
        git -C $clone config remote.origin.url ../origin.git # of the copy that a test makes
        git -C $clone config merge.postmortem.driver "git postmortem merge-driver %O %A %B %P"
    done
}

setup() {
    pin_machine
    cp -r "$BATS_FILE_TMPDIR"/{origin.git,one,two,three} .
}

row() { # CLONE TIME TEXT: a row of the timeline where its time wants it, committed
    python3 - "$1/$DOCUMENT" "$2" "$3" <<'EOF'
import sys
path, time, text = sys.argv[1:]
lines = open(path, encoding="utf-8").read().split("\n")
at = next(i for i, line in enumerate(lines) if line.startswith("| ---")) + 1
while lines[at].startswith("|") and lines[at][2:7] < time:
    at += 1
lines.insert(at, f"| {time} | {text} | |")
open(path, "w", encoding="utf-8").write("\n".join(lines))
EOF
    git -C "$1" commit -qam "Note: $3"
}

change() { # CLONE SED-SCRIPT
    sed -i "$2" "$1/$DOCUMENT" && git -C "$1" commit -qam "Change"
}

ten_notes() {
    local i=0 clone
    for clone in one two three one two three one two three one; do
        i=$((i + 1))
        row $clone "17:$((10 + i * 7 % 10))" "기록 $i ($clone)"
    done
}

pull_all() { # OPTION
    git -C one push -q
    local clone
    for clone in two three; do
        git -C $clone pull -q --no-edit "$1" && git -C $clone push -q || return 1
    done
}

assert_ten_rows() { # FILE
    assert_same "$(grep -c '기록' "$1")" 10
    assert_same "$(grep -o '^| 17:..' "$1")" "$(printf '| 17:%d\n' {10..19})"
}

@test "ten notes from three clones are all there after pulls, in the order of their times" {
    ten_notes
    pull_all --no-rebase
    assert_ten_rows three/$DOCUMENT
    run git -C three postmortem verify
    assert_success
}

@test "ten notes from three clones are all there after pulls that rebase" {
    ten_notes
    pull_all --rebase
    assert_ten_rows three/$DOCUMENT
    assert_same "$(git -C three log --merges --oneline)" ""
}

notes_with_output() { # the odd ones; each output has its own number, and all are hostile
    local i=0 clone
    for clone in one two three one two three one two three one; do
        i=$((i + 1))
        if [ $((i % 2)) = 1 ]; then
            printf 'log %d\n<<<<<<< ours\n````\n| 17:00 | no row |\n=======\n\n## Lessons\n' $i
        fi | git -C $clone postmortem note pay "기록 $i ($clone)" --at "17:$((10 + i * 7 % 10))" -q
    done
}

assert_ten_notes() { # CLONE
    local file=$1/$DOCUMENT
    assert_same "$(grep -c '^| .*기록' "$file")" 10
    assert_same "$(grep '^| .*기록' "$file" | grep -o '17:..')" "$(printf '17:%d\n' {10..19})"
    # five captions in the order of time, each with its fence and what was in it
    python3 - "$file" <<'END'
import re, sys
text = open(sys.argv[1], encoding="utf-8").read().split("## Timeline")[1]
blocks = re.findall(r"^`2026-01-14 (17:..) UTC 기록 (\d+) \(\w+\)`\n\n(`{3,})text\n(.*?)\n\3$", text, re.M | re.S)
assert [time for time, *_ in blocks] == sorted(time for time, *_ in blocks), blocks
assert sorted(int(i) for _, i, *_ in blocks) == [1, 3, 5, 7, 9], blocks
for time, i, fence, output in blocks:
    assert time == "17:%d" % (10 + int(i) * 7 % 10), (time, i)
    assert output == f"log {i}\n<<<<<<< ours\n````\n| 17:00 | no row |\n=======\n\n## Lessons", output
    text = text.replace(output, "")
assert text.count("`````") == 10 and "no row" not in text and text.count("## Lessons") == 1, text
END
    assert_same "$(git -C "$1" status --porcelain)" ""
}

@test "ten notes from three clones, half of them with piped output, pull and push without a conflict, and none is lost" {
    notes_with_output
    pull_all --no-rebase
    assert_ten_notes three
    git -C one pull -q --no-rebase --no-edit
    cmp one/$DOCUMENT three/$DOCUMENT
    run git -C three postmortem verify
    assert_success
}

@test "ten notes with output are all there after pulls that rebase" {
    notes_with_output
    pull_all --rebase
    assert_ten_notes three
}

@test "an output that both changed stands between marks, in its place" {
    printf 'a\nb\n' | git -C one postmortem note pay one --at 17:10 -q && git -C one push -q
    git -C two pull -q --no-rebase --no-edit
    change one 's/^a$/c/' && change two 's/^a$/d/'
    printf 'e\nf\n' | git -C one postmortem note pay later --at 17:11 -q
    git -C one push -q
    run git -C two pull --no-rebase --no-edit
    assert_status 1
    assert_contains "conflict in $DOCUMENT: timeline"
    local caption='`2026-01-14 17:10 UTC one`' fence='```'
    assert_same "$(sed -n '/^<<<<<<</,/^>>>>>>>/p' two/$DOCUMENT | grep -v '^$')" "<<<<<<< ours
$caption
${fence}text
d
b
$fence
=======
$caption
${fence}text
c
b
$fence
>>>>>>> theirs"
    assert_same "$(grep -c -e '17:11 UTC later' -e '^e$' two/$DOCUMENT)" 2
}

@test "without the driver the same notes conflict" {
    git -C two config --unset merge.postmortem.driver
    row one 17:10 a && row two 17:11 b && git -C one push -q
    run git -C two pull -q --no-rebase --no-edit
    assert_status 1
}

@test "a value that both changed stands between marks, and nothing else does" {
    change one 's/^severity: 2/severity: 1/; s/^owner:.*/owner: payments/'
    change two 's/^severity: 2/severity: 3/; s/^tags: \[\]/tags: [결제]/'
    row one 17:10 하나 && row two 17:11 둘
    git -C one push -q
    run git -C two pull --no-rebase --no-edit
    assert_status 1
    assert_contains "conflict in $DOCUMENT: severity" "CONFLICT (content)"
    assert_same "$(git -C two status --porcelain)" "UU $DOCUMENT"
    assert_same "$(sed -n 's/ *#.*//; /^<<<<<<</,/^>>>>>>>/p' two/$DOCUMENT)" "<<<<<<< ours
severity: 3
=======
severity: 1
>>>>>>> theirs"
    assert_same "$(grep -c -e '^owner: payments' -e '^tags: \[결제\]' -e '| 17:1. | 하나' -e '| 17:1. | 둘' two/$DOCUMENT)" 4
}

@test "two findings under one id both stay, and a person decides" {
    git -C one postmortem finding add pay "The alarm was late." --class technical-lapse -q
    git -C two postmortem finding add pay "Nobody was called." --class process-flaw -q
    git -C one push -q
    run git -C two pull --no-rebase --no-edit
    assert_status 1
    assert_contains "conflict in $DOCUMENT: findings F2, for two things" "next free id"
    assert_same "$(grep -c -e 'The alarm was late' -e 'Nobody was called' two/$DOCUMENT)" 2
}

@test "findings under their own ids, and two members of one, go together" {
    git -C one postmortem finding add pay "The alarm was late." --class technical-lapse -q
    change two 's/Retries multiplied the load/Retries doubled the load/'
    git -C one push -q
    git -C two pull -q --rebase
    assert_same "$(grep -c -e 'The alarm was late' -e 'Retries doubled' two/$DOCUMENT)" 2
    git -C two postmortem show --json pay | jq -e '.front_matter.findings | map(.id) == ["F1", "F2"]'
}

@test "what is no document is merged as git merge-file does, with its marks and styles" {
    git init -q repo && cd repo || exit 1
    printf 'a\nb\n' >o && printf 'a\nc\n' >a && printf 'a\nd\n' >b
    local style
    for style in merge diff3 zdiff3; do
        git config merge.conflictStyle $style
        run git merge-file -p -L ours -L base -L theirs "$([ $style = merge ] && echo -q || echo --$style)" a o b
        printf '%s\n' "$output" >expected
        cp a merged
        run git postmortem merge-driver o merged b notes.txt
        assert_status 1
        cmp merged expected
    done
    cp a merged
    run git postmortem merge-driver --marker-size=9 --our-label="mine" --their-label=%Y o merged b
    assert_contains "conflict in merged: text"
    assert_same "$(sed -n 's/[<>]\{9\} //p' merged)" $'mine\ntheirs'
    printf 'a\0b' >binary && cp binary merged
    run git postmortem merge-driver o merged b
    assert_status 1
    cmp merged binary
}

@test "without files it tells its usage; of one that is not there, and leaves ours alone" {
    run git postmortem merge-driver
    assert_status 129
    assert_contains "usage: git postmortem merge-driver"
    echo x >ours
    run git postmortem merge-driver absent ours ours
    assert_status 129
    assert_contains "cannot read 'absent'"
    assert_same "$(cat ours)" x
}

@test "hooks install tells git of it, politely; status says so, and uninstall takes it back" {
    cd one || exit 1
    git config --remove-section merge.postmortem
    cp .git/config ../before
    git postmortem hooks install -q
    run git postmortem hooks status
    assert_line "merge-driver  installed"
    assert_same "$(git check-attr merge $DOCUMENT)" "$DOCUMENT: merge: postmortem"
    ! grep -qs postmortem .git/info/attributes
    run git postmortem hooks uninstall
    assert_contains "removed merge-driver"
    assert_same "$(git config --list --local)" "$(git config --list --file ../before)"
    git config merge.postmortem.driver "mine %A"
    run git postmortem hooks install
    assert_contains "merge.postmortem.driver is set already"
    run git postmortem hooks status
    assert_line "merge-driver  somebody else's is configured"
    git postmortem hooks uninstall -q
    assert_same "$(git config merge.postmortem.driver)" "mine %A"
}

@test "a ledger whose .gitattributes don't name it gets a line in info/attributes" {
    new_repository ledger
    local folder='docs/post "mortems" [안내]'
    git postmortem init -q --documents "$folder"
    sed -i 's/ merge=postmortem//' "$folder/.gitattributes" && git commit -qam "As it was"
    mkdir -p .git/info && printf '*.png binary' >.git/info/attributes
    git postmortem hooks install -q && git postmortem hooks install -q
    assert_same "$(git check-attr -z merge "$folder/2026/x.md" | tr '\0' ' ')" "$folder/2026/x.md merge postmortem "
    assert_same "$(git check-attr merge README.md)" "README.md: merge: unspecified"
    assert_same "$(grep -c merge=postmortem .git/info/attributes)" 1
    git postmortem hooks uninstall -q
    assert_same "$(cat .git/info/attributes)" "*.png binary"
}
