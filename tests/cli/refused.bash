# For tests of what is refused: `load helper`, `load refused`.
#
#   make_plain, take_plain      a ledger with one draft, made once a file (in setup_file) and copied for a test
#   everything [DIR]           the whole of it: every file, link, mode and byte, .git too
#   refused TEXT HINT COMMAND…     exit 128, one line that holds TEXT, hints that hold HINT, and nothing has changed in
#                                  $REPOSITORY (here, where it is not set)
#   refused_late TEXT HINT COMMAND…     the same, but objects that nobody refers to may have been written by then

PLAIN=postmortems/2026/2026-01-14-first.md

make_plain() {
    BATS_TEST_TMPDIR=$BATS_FILE_TMPDIR/base
    mkdir -p "$BATS_TEST_TMPDIR"
    pin_machine
    new_repository
    git postmortem -q init 2>/dev/null
    git postmortem -q new "First" --started 2026-01-14T10:00:00Z >/dev/null
    echo one >users.txt
    git add users.txt
    git commit -qm user
}

take_plain() {
    pin_machine
    mkdir world # with nothing in it that bats writes
    cd world || return
    cp -a "$BATS_FILE_TMPDIR/base/repository" .
    cd repository || return
}

everything() { # [DIR]
    # the lock names the last writer, and lives on
    find "${1:-.}" -path '*/.git/postmortem/lock' -o -printf '%p %y %m %l\n' | sort
    find "${1:-.}" -path '*/.git/postmortem/lock' -o -type f -print0 | sort -z | xargs -0r sha256sum
}

but_loose_objects() {
    grep -v '/\.git/objects/' || true
}

refused_as() { # FILTER TEXT HINT COMMAND…
    local filter=$1 text=$2 hint=$3 before after place=${REPOSITORY:-.}
    shift 3
    before=$(everything "$place" | "$filter")
    run --separate-stderr timeout 60 "$@"
    after=$(everything "$place" | "$filter")
    assert_status 128 && assert_same "$before" "$after" && assert_same "$output" "" || return
    [[ ${stderr_lines[0]} == "fatal: "*"$text"* ]] || complain "fatal: … $text" || return
    [[ $stderr == *"$hint"* ]] || complain "a hint: $hint" || return
    # nothing but the one line and its hints
    [ -z "$(printf '%s\n' "${stderr_lines[@]:1}" | grep -v '^hint: ')" ] || complain "one line and its hints"
}

refused() { # TEXT HINT COMMAND…
    refused_as cat "$@"
}

refused_late() { # TEXT HINT COMMAND…
    refused_as but_loose_objects "$@" && git -c safe.directory='*' fsck --strict --no-dangling
}
