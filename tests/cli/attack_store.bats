#!/usr/bin/env bats
# Attacks of LEDGER section 7, items 6 and 11: a damaged, deceiving or hostile repository, and `verify --untrusted`.

load helper
load review

setup_file() {
    make_base a_ledger
}

# Loose objects in `repository`, the same in a pack in `packed`; what verify says of both.
a_ledger() {
    new_repository && in_review && sign_off erin
    git-postmortem verify >../fine
    cp -r . ../packed
    git -C ../packed repack -adq
    git -C ../packed prune-packed
}

setup() {
    take_base
}

# verify says what it said of the undamaged ledger, though git is deceived or refuses.
assert_undeceived() { # [OPTION…]
    run --separate-stderr git-postmortem verify "$@"
    assert_success || return
    assert_output "$(cat "$BATS_TEST_TMPDIR/fine")"
}

# No crash, and nothing that could be taken for success.
assert_noticed() { # TEXT…
    run timeout 60 git-postmortem verify
    [ "$status" -eq 1 ] || [ "$status" -eq 128 ] || complain "exit 1 or 128" || return
    refute_contains Sanitizer "runtime error" || return
    [[ $output == *"NOT verified"* || $output == fatal:* ]] || complain "a refusal" || return
    assert_contains "$@"
}

object_of() { # REVISION: the file of its loose object
    local id
    id=$(git rev-parse "$1") && printf '.git/objects/%s/%s\n' "${id:0:2}" "${id:2}"
}

flip() { # FILE BYTE: its lowest bit but one; from the end when negative
    chmod u+w "$1"
    python3 -c 'import sys
path, place = sys.argv[1], int(sys.argv[2])
data = bytearray(open(path, "rb").read())
data[place] ^= 2
open(path, "wb").write(data)' "$1" "$2"
}

signoff_of() { # signoff or content
    git ls-files "$SIGNOFFS" | grep "\.$1\$"
}

@test "replace refs, for a document and for a commit" {
    local other
    other=$(sed 's/A timeout/No timeout/' $DOCUMENT | git hash-object -w --stdin)
    git replace "$(git rev-parse HEAD:$DOCUMENT)" "$other"
    run git show HEAD:$DOCUMENT
    assert_contains "No timeout"
    assert_undeceived
    git replace --graft HEAD
    run git rev-list --count HEAD
    assert_output 1
    assert_undeceived
}

@test "a graft" {
    git rev-parse HEAD >.git/info/grafts
    run --separate-stderr git rev-list --count HEAD
    assert_output 1
    assert_undeceived
}

@test "a forged commit-graph" {
    git commit-graph write --reachable
    python3 - "$(git rev-parse HEAD)" <<'END'
import hashlib, os, struct, sys
path = ".git/objects/info/commit-graph"
data = bytearray(open(path, "rb").read())
chunks = {}
for at in range(8, 8 + 12 * (data[6] + 1), 12):
    chunks[bytes(data[at:at + 4])] = struct.unpack(">Q", data[at + 4:at + 12])[0]
names, rows = chunks[b"OIDL"], chunks[b"CDAT"]
row = (data.index(bytes.fromhex(sys.argv[1]), names, rows) - names) // 20
data[rows + 36 * row + 20:rows + 36 * row + 24] = struct.pack(">I", 0x70000000)  # no first parent
data[-20:] = hashlib.sha1(data[:-20]).digest()
os.chmod(path, 0o644)
open(path, "wb").write(data)
END
    run git rev-list --count HEAD
    assert_output 1
    assert_undeceived
}

@test "alternates: their objects count, and are missed when they are gone" {
    git clone -q --shared . ../shared
    cd ../shared && git remote remove origin
    [ -z "$(find .git/objects -type f ! -path '*/info/*')" ]
    assert_undeceived
    mv ../repository ../moved
    assert_noticed "is missing"
}

@test "a missing object is named: sign-off, content, document, tree, commit" {
    local what id file
    for what in "HEAD:$(signoff_of signoff)" "HEAD:$(signoff_of content)" "HEAD:postmortems/2026" "HEAD^{tree}" \
        "HEAD:.postmortem" HEAD HEAD~1; do
        id=$(git rev-parse "$what")
        file=$(object_of "$what")
        mv "$file" kept
        assert_noticed "object $id is missing" || return
        refute_contains '\x0a' || return
        mv kept "$file"
    done
    assert_undeceived
}

@test "a missing tree on the way to evidence is no evidence that never was" {
    new_repository evidence
    local digest file
    digest=$(printf 'a graph\n' | sha256sum | cut -c1-64)
    begin_ledger
    mkdir -p graphs/a && printf 'a graph\n' >graphs/a/graph.txt && git add -A && git commit -qm "Graph"
    write_document "evidence:" "  - {id: E1, what: A graph, at: ../../graphs/a/graph.txt, sha256: $digest}"
    git postmortem commit "$ID" >/dev/null 2>&1 && git postmortem submit "$ID" >/dev/null && sign_off erin
    file=$(object_of HEAD:graphs/a)
    git rm -qr graphs && git commit -qm "Gone"
    assert_noticed "[document/evidence]" "it is gone"
    rm -f "$file"
    file=${file#.git/objects/}
    assert_noticed "object ${file/\//} is missing"
}

@test "a damaged loose object, in its header, in its middle and at its end" {
    local what id file place
    for what in "HEAD:$(signoff_of signoff)" "HEAD:$DOCUMENT" "HEAD^{tree}" HEAD; do
        file=$(object_of "$what")
        id=$(git rev-parse "$what")
        cp "$file" ../kept
        for place in 1 8 $(($(wc -c <"$file") / 2)) -1; do
            flip "$file" "$place"
            assert_noticed "$id" "cannot be read" || return
            cp -f ../kept "$file"
        done
    done
    assert_undeceived
}

@test "a damaged pack, one that is cut off, and an index that leads behind its end" {
    cd ../packed
    local pack=(.git/objects/pack/*.pack) index=(.git/objects/pack/*.idx) size
    assert_undeceived
    size=$(wc -c <"${index[0]}")
    cp "${index[0]}" ../kept
    flip "${index[0]}" $((size - 40 - 4)) # the highest byte of the last offset
    assert_noticed "the pack index '" "run: git fsck"
    cp -f ../kept "${index[0]}"
    cp "${pack[0]}" ../kept
    flip "${pack[0]}" 20
    assert_noticed
    truncate -s 1000 "${pack[0]}"
    assert_noticed "the pack index '" "run: git fsck"
    cp -f ../kept "${pack[0]}"
    assert_undeceived
}

@test "bits flipped at random in objects, packs and their indexes" {
    local count=14
    [ -z "${PM_LONG-}" ] || count=500
    run "$PM_SOURCE/tests/cli/flip_bits.py" $count 1
    assert_success
    cd ../packed
    run "$PM_SOURCE/tests/cli/flip_bits.py" $count 2
    assert_success
}

@test "core.worktree that points elsewhere changes nothing of what is judged" {
    mkdir ../elsewhere
    cp -r .postmortem ../elsewhere
    git config core.worktree "$BATS_TEST_TMPDIR/elsewhere"
    assert_undeceived
    run git -C ../elsewhere status --short
    [ -z "$(find ../elsewhere -newer .git/config -type f)" ]
}

@test "a bare repository in a folder of another runs nothing, and is refused where git refuses it" {
    git clone -q --bare . ../hidden.git
    mkdir -p docs && mv ../hidden.git docs/hidden
    cd docs/hidden
    trapped ..
    assert_undeceived
    [ ! -e "$BATS_TEST_TMPDIR/sprung" ]
    git config --global safe.bareRepository explicit
    run git postmortem verify
    assert_status 128
    assert_contains "cannot use bare repository"
}

# A program for everything that names one.
trapped() {
    local key
    printf '#!/bin/sh\ntouch %s\nexec "$@"\n' "$BATS_TEST_TMPDIR/sprung" >"$BATS_TEST_TMPDIR/trap"
    chmod +x "$BATS_TEST_TMPDIR/trap"
    for key in core.fsmonitor core.sshCommand core.pager core.editor core.askPass core.gitProxy gpg.program \
        gpg.ssh.program diff.external uploadpack.packObjectsHook core.alternateRefsCommand credential.helper \
        remote.origin.uploadpack filter.x.smudge filter.x.clean diff.x.textconv; do
        git config "$key" "$BATS_TEST_TMPDIR/trap"
    done
    git config remote.origin.promisor true
    git config remote.origin.url "ext::$BATS_TEST_TMPDIR/trap"
    git config protocol.ext.allow always
    for key in pre-auto-gc post-checkout reference-transaction post-index-change fsmonitor-watchman pre-receive; do
        mkdir -p hooks "$(git rev-parse --git-dir)/hooks"
        cp "$BATS_TEST_TMPDIR/trap" "$(git rev-parse --git-dir)/hooks/$key"
    done
}

@test "a FIFO that the configuration includes, or in the place of a ref, is refused by name" {
    mkfifo .git/fifo
    git config include.path fifo
    local verb
    for verb in verify list "check" "verify --untrusted ."; do
        run timeout 20 git-postmortem $verb
        assert_status 128 || return
        assert_contains ".git/fifo' is a FIFO, where a file should be" || return
    done
    rm .git/fifo
    mkfifo .git/refs/heads/other
    run timeout 20 git-postmortem verify
    assert_status 128
    assert_contains "refs/heads/other' is a FIFO"
    rm .git/refs/heads/other
    git config --unset include.path
    mkfifo .git/objects/pack/pack-0.idx .git/objects/pack/pack-0.pack
    run timeout 20 git-postmortem verify --untrusted .
    assert_status 128
    assert_contains "objects/pack/pack-0." "is a FIFO"
}

@test "--untrusted: the same verdict, from a copy, outside any repository" {
    export TMPDIR=$BATS_TEST_TMPDIR/temporary
    mkdir "$TMPDIR"
    trapped
    cd ..
    assert_undeceived --untrusted repository
    [ ! -e sprung ]
    [ -z "$(ls -A "$TMPDIR")" ]
    cd packed
    mkdir ../none
    GIT_DIR=$BATS_TEST_TMPDIR/nowhere GIT_OBJECT_DIRECTORY=$BATS_TEST_TMPDIR/none \
        assert_undeceived --untrusted ../repository
    [ ! -e ../sprung ]
    run git postmortem verify --untrusted ../repository no-such-branch
    assert_status 128
    [ -z "$(ls -A "$TMPDIR")" ]
}

# As if somebody had two texts with one SHA-1, and now hands out the one that nobody signed: for git nothing has changed.
@test "two blobs with one SHA-1: the one that was not signed is no proof, whichever it stands in for" {
    cc -shared -fPIC -O1 -D_GNU_SOURCE $(pkg-config --cflags libgit2) -o ../collision.so \
        "$BATS_TEST_DIRNAME/collision.c" -ldl
    local content statement keys other asan=$ASAN_OPTIONS:verify_asan_link_order=0
    collide() { # ID=OTHER
        run env LD_PRELOAD=../collision.so PM_COLLISION="$1" ASAN_OPTIONS="$asan" git-postmortem verify
    }
    refused() { # TEXT…
        assert_status 1 || return
        assert_contains "NOT verified" "$@"
    }
    content=$(git rev-parse "HEAD:$(signoff_of content)")
    statement=$(git rev-parse "HEAD:$(signoff_of signoff)")
    keys=$(git rev-parse HEAD:.postmortem/allowed_signers)
    collide "$content=$content"
    assert_success

    # the text that was reviewed, which is the same blob as the document then
    other=$(git cat-file blob "$content" | sed 's/A timeout/No timeout/' | git hash-object -w --stdin)
    collide "$content=$other"
    refused "[signoff/content]" "its name is not the digest of its bytes"
    # the document alone, whose status changed when erin approved: she would have written what differs
    other=$(sed 's/A timeout/No timeout/' $DOCUMENT | git hash-object -w --stdin)
    collide "$(git rev-parse "HEAD:$DOCUMENT")=$other"
    refused "[signoff/own-text]" "[signoff/missing]"
    # the statement
    other=$(git cat-file blob "$statement" | sed 's/^role: .*/role: security/' | git hash-object -w --stdin)
    collide "$statement=$other"
    refused "[signoff/form]" "its name is not the digest of its statement"
    # the keys
    other=$(git cat-file blob "$keys" | sed "s#ssh-ed25519 .*#$(cut -d' ' -f1,2 "$(key_of mallory).pub")#" |
        git hash-object -w --stdin)
    collide "$keys=$other"
    refused "[signoff/signature]"
}

@test "--untrusted: what git's own checks refuse is said, and not judged" {
    local file
    file=$(object_of "HEAD:$DOCUMENT")
    cp "$file" ../kept
    flip "$file" 8
    run git postmortem verify --untrusted .
    assert_status 128
    assert_contains "git refuses to copy '$PWD': "
    cp -f ../kept "$file"
    # a tree whose mode is written otherwise: git reads it, and the check of objects does not take it
    local tree commit
    tree=$(git cat-file tree 'HEAD^{tree}' | sed 's/40000 postmortems/040000 postmortems/' |
        git hash-object -t tree -w --stdin --literally)
    commit=$(git commit-tree -p HEAD -m Odd "$tree")
    git update-ref refs/heads/main "$commit"
    run git postmortem verify --untrusted .
    assert_status 128
    assert_contains "git refuses to copy" "$tree" "zero-padded"
}

@test "--untrusted wants a folder, and takes neither a URL nor an option" {
    local name
    for name in https://example.org/x.git host:x.git --upload-pack=x "ext::sh -c touch% sprung" nothing; do
        run git postmortem verify --untrusted "$name"
        assert_status 128 || return
        assert_contains "'$name' is no folder" || return
    done
    [ ! -e sprung ]
    mkdir -p ./-q ../empty
    run git postmortem verify --untrusted -q
    assert_status 128
    assert_contains "there is no repository in '$PWD/-q'"
    cd ..
    run git postmortem verify --untrusted empty
    assert_status 128
    assert_contains "there is no repository in"
}
