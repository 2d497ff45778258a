#!/usr/bin/env bats
# clang-format 14, that of Debian 12, decides; other versions lay out some lines differently.

load helper

setup() {
    CLANG_FORMAT=$(command -v clang-format-14 || command -v clang-format)
    local version
    version=$("$CLANG_FORMAT" --version)
    [[ $version == *"version 14."* ]] || skip "clang-format 14 decides; this is $version"
}

badly_formatted() { # root
    find "$1/src" "$1/tests" -name '*.[ch]' -print0 | xargs -0r "$CLANG_FORMAT" --dry-run -Werror --ferror-limit=1
}

@test "every C file is as clang-format writes it" {
    badly_formatted "$ROOT"
}

@test "a badly laid out line is found" {
    copy_tree
    printf 'int  pm_x( void );\n' >"$COPY/src/base/wide.h"
    run badly_formatted "$COPY"
    [ "$status" -ne 0 ]
    [[ $output == *wide.h:1* ]]
}
