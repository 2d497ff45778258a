#!/usr/bin/env bats
# gcc builds the tests themselves, warnings being errors. This asks clang as well, which warns of other things.

load helper

@test "clang compiles every file without a warning" {
    [ -n "${PM_LONG:-}" ] || skip "compiles everything once more, which takes minutes: ./tests/run --long"
    command -v clang >/dev/null || skip "clang is not installed"
    cd "$ROOT"
    cmake --preset developer-clang
    cmake --build --preset developer-clang -- --quiet
}
