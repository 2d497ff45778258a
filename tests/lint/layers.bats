#!/usr/bin/env bats
# The layer graph of src/CMakeLists.txt, kept by tests/lint/layers.py for includes and by CMake for layers.

load helper

layers() {
    python3 "$ROOT/tests/lint/layers.py" "$@"
}

@test "every include goes downward and every library stays in its room" {
    layers "$ROOT"
}

@test "an include of a layer above is found" {
    copy_tree
    printf '#include "git/repository.h"\n' >>"$COPY/src/base/arena.h"
    run layers "$COPY"
    assert_finds "'base' doesn't use 'git'"
}

@test "an include of a layer that is below but not named by USES is found" {
    copy_tree
    printf '#include "data/node.h"\n' >>"$COPY/src/git/repository.h"
    run layers "$COPY"
    assert_finds "'git' doesn't use 'data'"
}

@test "nobody but the program includes command/" {
    copy_tree
    printf '  #  include   "command/dispatch.h"\n' >>"$COPY/src/git/repository.h"
    run layers "$COPY"
    assert_finds "'git' doesn't use 'command'"
}

@test "the program includes command/ alone" {
    copy_tree
    printf '#include "git/repository.h"\n' >>"$COPY/src/main.c"
    run layers "$COPY"
    assert_finds "'git-postmortem' doesn't use 'git'"
}

@test "a third-party header outside its room is found, for every library" {
    local header headers=(git2.h git2/sys/commit.h yaml.h cmark.h openssl/evp.h pcre2.h jansson.h sqlite3.h)
    copy_tree
    printf '#include <%s>\n' "${headers[@]}" >"$COPY/src/base/arena.h"
    run layers "$COPY"
    for header in "${headers[@]}"; do
        assert_finds "arena.h:$(grep -nF "<$header>" "$COPY/src/base/arena.h" | cut -d: -f1): <$header> needs"
    done
}

@test "a header of a library that nobody declared is found" {
    copy_tree
    printf '#include <curl/curl.h>\n' >>"$COPY/src/git/repository.h"
    run layers "$COPY"
    assert_finds "<curl/curl.h> belongs to no library"
}

@test "an include that is not written from src/ is found" {
    copy_tree
    printf '#include "arena.h"\n' >>"$COPY/src/base/source.h"
    run layers "$COPY"
    assert_finds '"arena.h" is no file in src/'
    copy_tree
    printf '#include "../git/repository.h"\n' >"$COPY/src/base/source.h"
    run layers "$COPY"
    assert_finds '"../git/repository.h" is no file in src/'
}

@test "a folder that is no layer is found" {
    copy_tree
    mkdir "$COPY/src/util"
    printf 'int x;\n' >"$COPY/src/util/misc.c"
    run layers "$COPY"
    assert_finds "'util' is no layer"
}

@test "a unit test includes what its layer may include" {
    copy_tree
    mkdir -p "$COPY/tests/unit/base"
    printf '#include "git/repository.h"\n' >"$COPY/tests/unit/base/upward.c"
    run layers "$COPY"
    assert_finds "tests/unit/base/upward.c:1: 'base' doesn't use 'git'"
}

@test "unit tests share helpers, which know no layer" {
    copy_tree
    mkdir -p "$COPY/tests/unit/base"
    printf '#include <glib.h>\n' >"$COPY/tests/unit/shared.h"
    printf '#include "../shared.h"\n' >"$COPY/tests/unit/base/sharing.c"
    layers "$COPY"
    printf '#include "base/arena.h"\n' >>"$COPY/tests/unit/shared.h"
    run layers "$COPY"
    assert_finds "tests/unit/shared.h:2: 'what unit tests share' doesn't use 'base'"
}

# graph LINE…: configure a project of these layers with the real layer.cmake.
graph() {
    local project=$BATS_TEST_TMPDIR/project
    mkdir -p "$project/low" "$project/high"
    cp "$ROOT/src/layer.cmake" "$project/"
    {
        printf '%s\n' 'cmake_minimum_required(VERSION 3.25)' 'project(graph LANGUAGES C)' 'include(layer.cmake)'
        printf '%s\n' 'pm_package(glib glib-2.0 libglib2.0-dev)' 'pm_packages_found()' "$@"
    } >"$project/CMakeLists.txt"
    cmake -S "$project" -B "$project/build" -G Ninja -DCMAKE_C_COMPILER_WORKS=1
}

@test "a layer that uses one declared above it configures" {
    graph 'pm_layer(low)' 'pm_layer(high USES low)'
}

@test "a layer that uses one not declared above it is a configure error" {
    run graph 'pm_layer(low USES high)' 'pm_layer(high)'
    assert_finds "layer 'low' uses 'high', which is not declared above it"
}

@test "a layer that uses itself is a configure error" {
    run graph 'pm_layer(low USES low)'
    assert_finds "layer 'low' uses 'low', which is not declared above it"
}

@test "a layer that links a library that was not looked for is a configure error" {
    run graph 'pm_layer(low LINKS sqlite3)'
    assert_finds "PM_sqlite3"
}

@test "missing libraries are named together, with their packages" {
    run graph 'pm_package(one no-such-one libone-dev)' 'pm_package(two no-such-two>=2 libtwo-dev)' 'pm_packages_found()'
    assert_finds "no-such-one: apt-get install libone-dev"
    assert_finds "no-such-two>=2: apt-get install libtwo-dev"
}
