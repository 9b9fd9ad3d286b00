#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs the tests one by one and counts: tests/run.sh BUILD fast|all
# Each runs alone, in its own process, with its output in BUILD/tests/log/NAME; what failed is shown.
set -u
build=$1 tier=$2
log=$build/tests/log
mkdir -p "$log"
ends=$(mktemp)
trap 'rm -f "$ends"' EXIT

# One test, alone in its process; what it printed is shown only where it failed.
one() {
    local name=$1 limit=$2 started=$SECONDS lines line
    shift 2
    case $name in */*) [ -d "$log/${name%/*}" ] || mkdir -p "$log/${name%/*}" ;; esac
    if timeout -k 5 "$limit" "$@" >"$log/$name" 2>&1 </dev/null; then
        printf '  ok       %s (%ds)\n' "$name" $((SECONDS - started))
        mapfile -t lines <"$log/$name"
        for line in "${lines[@]}"; do # what was left out is said
            case $line in skipped*) printf '           %s\n' "$line" ;; esac
        done
        echo ok >>"$ends"
    else
        printf '  NOT OK   %s (%ds), the end of %s:\n%s\n' "$name" $((SECONDS - started)) "$log/$name" \
            "$(tail -n 30 "$log/$name" | sed 's/^/           /')"
        echo failed >>"$ends"
    fi
}

# A few at a time: most of them wait, for each other's programs, for the clock, for a disk. No process
# is begun here that is not needed: on a small machine each costs as much as a small test.
jobs=${JOBS:-3} running=0
check() {
    if [ "$running" -ge "$jobs" ]; then
        wait -n
        running=$((running - 1))
    fi
    one "$@" &
    running=$((running + 1))
}

# These take real time (sound, a printer that does not answer, thousands of forks, a hundred thousand
# files, a draft synced at each pause, a restore cut at every step, sticks that are mounted, hundreds
# of connections, PINs and cards that are slow on purpose): not in the fast tier.
slow=' test_recorder test_speech test_app_speech test_printer test_say test_fork test_hostile '
slow+='test_mirror test_backup_stick test_regency_backup test_regency_mirror test_staff_pepper test_staff_anew '
slow+='test_regency_anew test_learn test_role_act test_errand_do test_errand_stick test_server test_stick '
slow+='test_screens_write test_screens_share test_dial test_wait test_village_backup '

# What the fast tier keeps lies in memory: no power fails there. The whole run keeps it on a disk.
if [ "$tier" = fast ] && [ -w /dev/shm ]; then
    TMPDIR=$(mktemp -d /dev/shm/kentongan-fast-XXXXXX)
    chmod 711 "$TMPDIR" # some tests are other users
    export TMPDIR
    trap 'rm -rf "$ends" "$TMPDIR"' EXIT
fi

# The long ones first: the short ones fill what room is left at the end.
if [ "$tier" = all ]; then
    check say 60 /usr/bin/python3 tests/say/run.py "$build"
    check sim 120 "$build/tests/sim/sim" --seeds 25
    check peer 180 tests/peer/run.sh "$build"
    check screens 480 tests/screens/run.sh "$build"
    check packaging/units 60 tests/packaging/units.sh "$build"
    check packaging/pepper 60 tests/packaging/pepper.sh "$build"
    check packaging/cage 60 /usr/bin/python3 tests/packaging/cage.py "$build"
    check monkey 120 /usr/bin/python3 tests/monkey/monkey.py "$build" --minutes 2
    check link/selftest 60 /usr/bin/python3 tests/link/selftest.py "$build"
    check link/story 90 /usr/bin/python3 tests/link/story.py "$build"
    for story in tests/story/story_*.py; do
        check "story/$(basename "$story" .py)" 240 /usr/bin/python3 "$story" "$build"
    done
fi

for test in "$build"/tests/unit/*/test_*; do
    case $test in *.o | *.d) continue ;; esac
    case "$tier $slow" in "fast "*" ${test##*/} "*) continue ;; esac
    [ -f "${test#"$build"/}.c" ] && check "${test#"$build"/tests/}" 60 "$test"
done

wait
passed=$(grep -c ok "$ends") failed=$(grep -c failed "$ends")
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
