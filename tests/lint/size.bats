#!/usr/bin/env bats
# A .c file stays under 500 lines, a verb under 250. At the limit, split by construct.

load helper

too_long() { # root
    find "$1/src" -name '*.c' -printf '%P\n' | sort | while read -r name; do
        local limit=500 lines
        # a verb is a file with a row of the table of verbs
        ! grep -Eq '^(static )?const PmCommand [a-z_]+ = ' "$1/src/$name" || limit=250
        lines=$(wc -l <"$1/src/$name")
        [ "$lines" -le "$limit" ] || echo "src/$name: $lines lines, the limit is $limit"
    done
}

@test "no file is longer than its limit" {
    run too_long "$ROOT"
    echo "$output"
    [ -z "$output" ]
}

@test "a long file and a long verb are found" {
    copy_tree
    yes '/* line */' | head -501 >"$COPY/src/base/long.c"
    { yes '/* line */' | head -250; echo 'const PmCommand pm_command_long = {};'; } >"$COPY/src/command/long.c"
    run too_long "$COPY"
    [[ $output == *"src/base/long.c: 501 lines, the limit is 500"* ]]
    [[ $output == *"src/command/long.c: 251 lines, the limit is 250"* ]]
}
