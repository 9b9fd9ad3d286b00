# SPDX-License-Identifier: GPL-3.0-or-later
# For the scripts here. hold "WHAT" COMMAND... says ok, or shows what the command said and ends.

hold() {
    local what=$1 said
    shift
    if said=$("$@" 2>&1); then
        printf 'ok - %s\n' "$what"
    else
        printf 'not ok - %s\n' "$what"
        printf '%s\n' "$said" | tail -n 20 | sed 's/^/    /'
        exit 1
    fi
}

# The same for what must fail.
hold_not() {
    local what=$1
    shift
    if "$@" >/dev/null 2>&1; then
        printf 'not ok - %s\n' "$what"
        exit 1
    fi
    printf 'ok - %s\n' "$what"
}

# files_with HEX FOLDER...: in how many files there these bytes stand in the open.
files_with() {
    local hex=$1
    shift
    find "$@" -xdev -type f -size +0 -print0 | xargs -0 -r perl -e \
        '$bytes = pack("H*", shift); for (@ARGV) { open(F, "<", $_) or next; local $/; $n += index(<F>, $bytes) >= 0 }
        print $n + 0, "\n"' "$hex" | awk '{ n += $1 } END { print n + 0 }'
}
