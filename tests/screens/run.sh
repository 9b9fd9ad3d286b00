#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Plays a visit in two languages, two text sizes and both orientations, holds every page against
# its golden and against what must be true of any page: tests/screens/run.sh BUILD [accept]
# With `accept` what is shown now becomes the golden: look at the pictures first.
set -u
build=$(realpath "$1") accept=${2:-}
here=$(realpath "$(dirname "$0")")
root=$(realpath "$here/../..")
out=$build/tests/screens/out
rm -rf "$out"
mkdir -p "$out" "$here/golden"
export SDL_VIDEODRIVER=dummy
failed=0

say() { printf '  %-8s %s\n' "$1" "$2"; }

fail() {
    say 'NOT OK' "$1"
    [ -z "${2:-}" ] || head -n 25 "$2" | sed 's/^/           /'
    failed=1
}

# play SCRIPT DATA SIZE LANG PERCENT DUMPS
play() {
    sed -e "s|\$DUMP|$6|" $(printf -- '-e s/\\$%s/%s/ ' $(tr = ' ' <"$out/codes")) "$here/$1" \
        >"$6.script"
    "$build/kentongan-kiosk" --data "$2" --size "$3" --lang "$4" --text-size "$5" \
        --now 2026-11-23T09:41 --script "$6.script"
}

# The code of a new receipt is another one each time.
pages() {
    for page in "$1"/*; do
        printf '== %s\n' "$(basename "$page")"
        sed -E 's/[0-9]{4} [0-9]{4} [0-9]{4} [0-9]{4}/#### #### #### ####/g' "$page"
    done
}

# case LANG PERCENT SIZE
one_case() {
    local name=$1-$2-$3 golden=$here/golden/$1-$2-$3.txt
    local data=$out/$name.data dumps=$out/$name
    mkdir -p "$dumps"
    cp -r "$out/village" "$data"
    cp -r "$out/bare" "$data.bare"
    play visit.script "$data" "$3" "$1" "$2" "$dumps" >"$out/$name.log" 2>&1 &&
        play bare.script "$data.bare" "$3" "$1" "$2" "$dumps" >>"$out/$name.log" 2>&1 ||
        { fail "$name: the visit" "$out/$name.log"; return; }
    rm -rf "$data" "$data.bare"
    /usr/bin/python3 "$here/check.py" "$3" "$1" "$root/assets/locale/en.po" "$dumps"/* \
        >"$out/$name.log" 2>&1 || { fail "$name: pages" "$out/$name.log"; return; }
    pages "$dumps" >"$out/$name.txt"
    if [ "$accept" = accept ]; then
        cp "$out/$name.txt" "$golden"
        say accepted "$name"
    elif [ ! -f "$golden" ]; then
        fail "$name: no golden; look at it, then: tests/screens/run.sh BUILD accept"
    elif diff -u "$golden" "$out/$name.txt" >"$out/$name.diff"; then
        say ok "$name"
    else
        fail "$name: differs from tests/screens/golden/$name.txt" "$out/$name.diff"
    fi
}

# What the screens do by themselves: turn, stop turning, ask who is there, forget.
rules() {
    cp -r "$out/village" "$out/rules.data"
    if play rules.script "$out/rules.data" 1080x1920 id 100 "$out/rules" \
        >"$out/rules.log" 2>&1; then
        say ok rules
    else
        fail rules "$out/rules.log"
    fi
    rm -rf "$out/rules.data"
}

# Notices that somebody made to break the screen, in the largest letters.
hard() {
    mkdir -p "$out/hard"
    /usr/bin/python3 "$here/hard.py" "$out/hard"
    if "$build/tests/screens/fixture" "$out/hard.data" "$out/hard" >/dev/null 2>"$out/hard.log" &&
        play hard.script "$out/hard.data" 1080x1920 id 160 "$out/hard/played" \
            >>"$out/hard.log" 2>&1; then
        say ok 'hard notices'
    else
        fail 'hard notices' "$out/hard.log"
    fi
    rm -rf "$out/hard.data"
}

# Every sentence that a screen can say has its translation.
translated() {
    if (cd "$root" && xgettext --from-code=UTF-8 -k_ -kN_ -ki18n_count:1,1 --no-location \
        -o "$out/kiosk.pot" $(find kiosk -name '*.[ch]' | sort) &&
        msgcmp assets/locale/en.po "$out/kiosk.pot") >"$out/po.log" 2>&1; then
        say ok 'en.po is whole'
    else
        fail 'en.po lacks a sentence' "$out/po.log"
    fi
}

"$build/tests/screens/fixture" "$out/village" "$root/assets/samples" >"$out/codes" &&
    "$build/tests/screens/fixture" "$out/bare" "$root/assets/samples" bare || exit 1
# One digit of a code that holds, changed.
sed -n 's/^SENT=.\(.*\)/SLIP=9\1/p' "$out/codes" >>"$out/codes"
translated
rules
hard
for size in 1080x1920 1920x1080; do
    for percent in 100 160; do
        for lang in id en; do
            one_case $lang $percent $size
        done
    done
done
exit $failed
