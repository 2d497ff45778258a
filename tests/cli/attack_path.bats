#!/usr/bin/env bats
# Attacks of LEDGER section 7, item 7: what a tree can hold in the place of a document or a sign-off.

load helper
load review

setup_file() {
    make_base both_states
}

setup() {
    take_base
}

enter() {
    git add -A && as mallory git commit -qm "Step"
}

# A file in postmortems/2026 that git add would not take: NAME, with standard input as the blob. mktree looks at no name.
plant() {
    local blob tree
    blob=$(git hash-object -w --stdin)
    tree=$({ git ls-tree -z HEAD:postmortems/2026; printf '100644 blob %s\t%s\0' "$blob" "$1"; } | git mktree -z)
    tree=$({ git ls-tree -z HEAD:postmortems | grep -zv 2026$; printf '040000 tree %s\t2026\0' "$tree"; } | git mktree -z)
    tree=$({ git ls-tree -z HEAD | grep -zv postmortems$; printf '040000 tree %s\tpostmortems\0' "$tree"; } | git mktree -z)
    git update-ref HEAD "$(git commit-tree "$tree" -p HEAD -m "Plant")"
}

@test "a symbolic link in the place of a document" {
    mv $DOCUMENT ../outside.md && ln -s ../../../outside.md $DOCUMENT
    enter
    refute_verified document/mode
    assert_contains "it is no plain file of mode 644"
}

@test "a symbolic link in the place of the documents' folder" {
    git mv postmortems elsewhere && ln -s elsewhere postmortems
    enter
    run git postmortem verify
    assert_status 1
    assert_contains "[document/deleted]" "NOT verified"
}

@test "a submodule in the place of a document" {
    git rm -q --cached $DOCUMENT && rm $DOCUMENT
    git update-index --add --cacheinfo "160000,$(git rev-parse HEAD),$DOCUMENT" && git commit -qm Submodule
    refute_verified document/mode
}

@test "a document that may be run" {
    chmod +x $DOCUMENT && git -c core.fileMode=true add $DOCUMENT && git commit -qm "Mode"
    refute_verified document/mode
}

@test "a sign-off that is a link to one of another document" {
    cd ../reviewed
    local other=postmortems/2026/2026-01-14-other name
    name=$(basename $SIGNOFFS/*.signoff)
    sed "s/^id: .*/id: 2026-01-14-other/" $DOCUMENT >$other.md
    mkdir $other.signoffs && ln -s "../$ID.signoffs/$name" "$other.signoffs/$name"
    cp $SIGNOFFS/*.content $other.signoffs
    enter
    refute_verified signoff/form status/signoffs
    assert_contains "nothing but sign-offs and their contents may be in this folder"
}

@test "a folder of sign-offs that is a link to another's" {
    cd ../reviewed
    local other=postmortems/2026/2026-01-14-other
    sed "s/^id: .*/id: 2026-01-14-other/" $DOCUMENT >$other.md
    ln -s $ID.signoffs $other.signoffs
    enter
    refute_verified status/signoffs signoff/missing
}

@test "a sign-off that may be run, and one that is changed to be" {
    forge "$(key_of erin)" >/dev/null
    chmod +x $SIGNOFFS/*.signoff
    sed -i 's/^status: in-review/status: reviewed/' $DOCUMENT
    git -c core.fileMode=true add -A && git commit -qm "Mode"
    refute_verified signoff/form status/signoffs
    cd ../reviewed
    chmod +x $SIGNOFFS/*.signoff && git -c core.fileMode=true add -A && git commit -qm "Mode"
    refute_verified signoff/append-only
}

@test "odd names in a folder of sign-offs" {
    cd ../reviewed
    local name digest
    digest=$(basename $SIGNOFFS/*.signoff .signoff)
    for name in README.md evil.signoff evil.content "${digest^^}.signoff" "$digest.signoff.bak" "$digest" \
        ".hidden" "sub/$digest.signoff" "a b" "${digest%?}.signoff" "장애.signoff"; do
        mkdir -p "$(dirname "$SIGNOFFS/$name")"
        echo text >"$SIGNOFFS/$name"
        enter
        refute_verified signoff/form
        git reset -q --hard HEAD~
    done
}

@test "a sign-off in a folder inside the folder counts for nothing" {
    local file
    file=$(forge "$(key_of erin)" at=$SIGNOFFS/sub)
    sed -i 's/^status: in-review/status: reviewed/' $DOCUMENT
    enter
    refute_verified signoff/form status/signoffs
}

@test "a content whose name is not its digest, whoever signs it" {
    cd ../reviewed
    echo text >$SIGNOFFS/"$(printf 'a%.0s' {1..64})".content
    enter
    refute_verified signoff/content
}

@test "a sign-off of a document that is not there" {
    local file
    file=$(forge "$(key_of erin)" document=2026-01-14-ghost at=postmortems/2026/2026-01-14-ghost.signoffs)
    enter
    refute_verified signoff/document
    assert_contains "there is no such document"
}

@test "a sign-off of the policy in a document's folder, and of a document in the policy's" {
    forge "$(key_of erin)" document=.postmortem >/dev/null
    enter
    refute_verified signoff/document
    git reset -q --hard HEAD~
    forge "$(key_of erin)" at=.postmortem/signoffs >/dev/null
    enter
    refute_verified signoff/document
}

@test "a tree with two entries of one name" {
    # git itself can't be made to write it: by hand, sorted as git sorts
    local tree parent new
    parent=$(git rev-parse HEAD)
    python3 - "$(git rev-parse HEAD:postmortems/2026)" "$ID.md" <<'END' >tree.tmp
import subprocess, sys
tree, name = sys.argv[1:]
raw = subprocess.run(["git", "cat-file", "tree", tree], capture_output=True, check=True).stdout
at = raw.index(name.encode() + b"\0")
start = raw.rindex(b"100644 ", 0, at)
entry = raw[start:at + len(name) + 21]
blob = subprocess.run(["git", "hash-object", "-w", "--stdin"], input=b"other\n", capture_output=True, check=True).stdout
second = entry[:-20] + bytes.fromhex(blob.decode().strip())
sys.stdout.buffer.write(raw[:start] + entry + second + raw[start + len(entry):])
END
    tree=$(git hash-object -t tree -w --literally tree.tmp) && rm tree.tmp
    tree=$(printf '040000 tree %s\t2026\n100644 blob %s\t.gitattributes\n' "$tree" "$(git rev-parse HEAD:postmortems/.gitattributes)" | git mktree)
    tree=$({ git ls-tree HEAD | grep -v postmortems$; printf '040000 tree %s\tpostmortems\n' "$tree"; } | git mktree)
    new=$(git commit-tree "$tree" -p "$parent" -m "Two")
    run git postmortem verify "$new"
    assert_status 1
    assert_contains "[audit/object]" "the same name twice"
}

@test "a name that some systems take for .git" {
    echo x | plant .GIT
    refute_verified audit/object
    assert_contains "some systems take for '.git'"
}

@test "names with line breaks, quotes and escapes come out escaped" {
    echo x | plant $'a\e[2J\n"b.md'
    run git postmortem verify
    [[ $output != *$'\e'* ]]
    run git postmortem verify --json
    jq -e .version <<<"$output"
}

@test "a policy file that is a link" {
    ln -s /etc/passwd .postmortem/schema.json
    enter
    refute_verified policy/unreadable
}

@test "nothing odd: what our verbs write and what a person keeps beside it" {
    cd ../reviewed
    mkdir -p postmortems/2026/$ID.evidence && echo png >postmortems/2026/$ID.evidence/graph.png
    echo "# Index" >postmortems/README.md
    enter
    assert_verified
}
