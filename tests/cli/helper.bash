# What every test of a verb starts from: `load helper` as the first line of a bats file.
#
# Each test gets a machine of its own in $BATS_TEST_TMPDIR: a home for each person, no configuration of the host's, a
# clock that stands still, no network, no editor, no terminal. Oracles are git, ssh-keygen and jq.
#
#   new_repository [DIR]      git init, and go there
#   become PERSON             from now on, this person acts (dana at first; erin, frank, grace, mallory)
#   as PERSON COMMAND…        this person runs one command
#   make_keys [PERSON…]       an SSH key each, configured for signing
#   at TIME                   set the clock, RFC 3339
#   assert_… refute_…         what `run` left in $status, $output; each says what it wanted and what it got
#   write FILE, append FILE   standard input to a file

bats_require_minimum_version 1.5.0

PM_SOURCE=${PM_SOURCE:-$(readlink -f "$BATS_TEST_DIRNAME/../..")}
PM_BUILD=${PM_BUILD:-$PM_SOURCE/build/developer}
export PM_SOURCE PM_BUILD

# A test that needs more overrides setup() and calls pin_machine first.
setup() {
    pin_machine
}

pin_machine() {
    local name
    for name in $(compgen -e | grep -E '^(GIT_|XDG_|SSH_|GPG_|GNUPG|EMAIL$|EDITOR$|VISUAL$|PAGER$|NO_COLOR$|LC_|LANG)'); do
        unset "$name"
    done
    export PATH="$PM_BUILD/src:$PATH" LC_ALL=C.UTF-8 TZ=UTC TERM=dumb COLUMNS=80
    export GIT_CONFIG_NOSYSTEM=1 GIT_TERMINAL_PROMPT=0 GIT_EDITOR=false
    export GIT_CEILING_DIRECTORIES="$BATS_TEST_TMPDIR"
    # without git's dozen sample hooks, which would be copied along with each repository
    export GIT_TEMPLATE_DIR=$BATS_RUN_TMPDIR/template
    mkdir -p "$GIT_TEMPLATE_DIR/hooks" "$GIT_TEMPLATE_DIR/info"
    export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=1:abort_on_error=0:allocator_may_return_null=1}
    looks_for_leaks || ASAN_OPTIONS=${ASAN_OPTIONS/detect_leaks=1/detect_leaks=0}
    export LSAN_OPTIONS=${LSAN_OPTIONS:-suppressions=$PM_SOURCE/tests/lsan.supp:print_suppressions=0}
    [ -x "$PM_BUILD/src/git-postmortem" ] || {
        echo "git-postmortem is not built in $PM_BUILD (set PM_BUILD)"
        return 1
    }
    at 2026-01-14T18:00:00Z
    become dana
    cd "$BATS_TEST_TMPDIR" || return 1
}

# It takes a quarter of each process's time: done where all verbs are used and refused, and with --long everywhere.
looks_for_leaks() {
    local suites=" actions check close demands external hooks known merge_driver process refusals refusals_files \
refusals_programs server show story todo verify write_commit "
    [ -n "${PM_LONG-}" ] || [[ $suites == *" $(basename "${BATS_TEST_FILENAME-}" .bats) "* ]]
}

# The clock of git and of the program.
at() {
    export GIT_AUTHOR_DATE=$1 GIT_COMMITTER_DATE=$1
    SOURCE_DATE_EPOCH=$(date -d "$1" +%s)
    export SOURCE_DATE_EPOCH
}

# A person is a home directory with a configuration: what git and libgit2 read by themselves.
become() {
    local name
    case $1 in
    dana) name="Dana Doe" ;;
    erin) name="Erin Example" ;;
    frank) name="Frank Foo" ;;
    grace) name="Grace Goe" ;;
    mallory) name="Mallory Moe" ;;
    *) echo "become: nobody is called '$1'"; return 1 ;;
    esac
    export HOME=$BATS_TEST_TMPDIR/home/$1
    export GIT_CONFIG_GLOBAL=$HOME/.gitconfig
    mkdir -p "$HOME"
    [ -e "$GIT_CONFIG_GLOBAL" ] || {
        printf '[user]\n\tname = %s\n\temail = %s@example.org\n' "$name" "$1"
        printf '[init]\n\tdefaultBranch = main\n[core]\n\tpager = cat\n[maintenance]\n\tauto = false\n[advice]\n\tdetachedHead = false\n'
    } >"$GIT_CONFIG_GLOBAL"
}

as() ( # PERSON COMMAND…: a subshell, so that the person changes for this command alone
    become "$1" || exit
    shift
    "$@"
)

# Keys are made once a file: what is tested is never the making of them.
make_keys() {
    local person made=$BATS_FILE_TMPDIR/keys
    [ $# -gt 0 ] || set -- dana erin frank mallory
    mkdir -p "$made"
    for person; do
        [ -e "$made/$person" ] || ssh-keygen -q -t ed25519 -N '' -C "$person@example.org" -f "$made/$person"
        as "$person" take_key "$made/$person" || return
    done
}

take_key() { # KEY: for the person who acts
    mkdir -p -m 700 "$HOME/.ssh"
    cp "$1" "$HOME/.ssh/id_ed25519"
    cp "$1.pub" "$HOME/.ssh/id_ed25519.pub"
    git config --global gpg.format ssh
    git config --global user.signingKey "$HOME/.ssh/id_ed25519.pub"
}

new_repository() { # [DIR]
    git init -q "${1:-repository}" && cd "${1:-repository}" || return
}

write() { # FILE <text
    mkdir -p "$(dirname "$1")"
    cat >"$1"
}

append() { # FILE <text
    cat >>"$1"
}

# What `run` left.

complain() { # WANTED
    printf 'wanted: %s\nstatus: %s\noutput:\n%s\n' "$1" "${status-}" "${output-}"
    [ -z "${stderr-}" ] || printf 'stderr:\n%s\n' "$stderr"
    return 1
}

assert_status() { # NUMBER
    [ "$status" -eq "$1" ] || complain "exit status $1"
}

assert_success() {
    assert_status 0
}

assert_output() { # TEXT: all of it
    [ "$output" = "$1" ] || complain "exactly: $1"
}

assert_contains() { # TEXT… somewhere in the output
    local text
    for text; do
        [[ $output == *"$text"* ]] || complain "somewhere: $text" || return
    done
}

refute_contains() { # TEXT… nowhere in the output
    local text
    for text; do
        [[ $output != *"$text"* ]] || complain "nowhere: $text" || return
    done
}

assert_stderr_contains() { # TEXT… after run --separate-stderr
    local text
    for text; do
        [[ $stderr == *"$text"* ]] || complain "somewhere on stderr: $text" || return
    done
}

assert_line() { # TEXT: one line is exactly this
    local line
    while IFS= read -r line; do
        [ "$line" != "$1" ] || return 0
    done <<<"$output"
    complain "a line: $1"
}

refute_line() { # TEXT: no line is exactly this
    ! assert_line "$1" >/dev/null || complain "no line: $1"
}

assert_line_matches() { # ERE: one line matches
    grep -Eq -- "$1" <<<"$output" || complain "a line that matches: $1"
}

assert_line_count() { # NUMBER
    [ "$(grep -c '' <<<"$output")" -eq "$1" ] || complain "$1 lines"
}

reseal() { # FILE: what is kept in the cache was written so: its checksum comes first
    tail -c +65 "$1" >"$1.rest"
    { sha256sum <"$1.rest" | cut -c1-64 | tr -d '\n' && cat "$1.rest"; } >"$1.new"
    cat "$1.new" >"$1" && rm "$1.rest" "$1.new"
}

assert_same() { # A B: two texts
    [ "$1" = "$2" ] || { diff <(printf '%s\n' "$1") <(printf '%s\n' "$2"); return 1; }
}

# State of a repository, to compare before and after a refused act: refs, index, and every file outside .git.
repository_state() { # [DIR]
    (
        cd "${1:-.}" || exit
        git for-each-ref
        git symbolic-ref -q HEAD
        git ls-files -s
        find . -path ./.git -prune -o -type f -print0 | sort -z | xargs -0r sha256sum
    )
}
