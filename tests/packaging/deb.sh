#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The Debian packages in a small Debian 12 of their own: deb.sh BUILD [life|boot] (as root, after `make deb`)
# First without a service manager: installed, upgraded, removed, purged (deb_life.sh). Then booted, so
# that the units run in their cages of system calls and rights (deb_boot.sh). The small Debian with all
# that the packages depend on is kept in BUILD/debian12 and made anew when the dependencies change.
set -eu
build=$(realpath "$1")
here=$(realpath "$(dirname "$0")")
. "$here/kit.sh"
debs=$build/deb place=$build/debian12
[ "$(id -u)" = 0 ] || { echo "deb.sh: a Debian of its own needs root: sudo make test-deb"; exit 1; }

depends() {
    for deb in "$debs"/*.deb; do
        dpkg-deb -f "$deb" Depends Recommends
    done | sed 's/^[A-Za-z]*: //' | tr ',' '\n' | sed 's/ *([^)]*)//; s/ *|.*//; s/^ *//' | sort -u
}

# A machine without a desktop, as one finds it; and what the tests look with.
make_base() {
    local packages
    packages="$(depends) systemd-sysv dbus procps grim sqlite3"
    base=$place/base-$(printf '%s' "$packages" | cksum | cut -d' ' -f1)
    [ -d "$base" ] && return
    echo "# making a small Debian in $base, some minutes"
    mkdir -p "$place" && rm -rf "$place"/base-* "$place/new"
    debootstrap --variant=minbase bookworm "$place/new" >"$place/log" 2>&1 || { tail "$place/log"; exit 1; }
    # shellcheck disable=SC2086 # words of a list
    systemd-nspawn -q --register=no --keep-unit -D "$place/new" --pipe env DEBIAN_FRONTEND=noninteractive sh -c \
        'apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@" && apt-get clean' sh $packages \
        >>"$place/log" 2>&1 </dev/null || { tail "$place/log"; exit 1; }
    mv "$place/new" "$base"
}

# A copy to try things in: MACHINE. Only its own devices, files and, booted, network.
machine() {
    machine=$place/$1
    rm -rf "$machine" && cp -a "$base" "$machine"
    mkdir "$machine/debs" "$machine/tests"
}

enter() {
    systemd-nspawn -q --register=no --keep-unit -D "$machine" --bind-ro="$debs:/debs" --bind-ro="$here:/tests" \
        --bind-ro="$here/../../assets/samples:/srv" "$@" \
        2> >(grep -v 'Attempted to remove disk file system' >&2) # of nspawn's own, where /run is a disk
}

# The same packages under a higher version: what an upgrade meets.
make_newer() {
    local deb work
    for deb in "$debs"/*.deb; do
        work=$(mktemp -d)
        dpkg-deb -R "$deb" "$work/x"
        sed -i 's/^Version: .*/&+later/' "$work/x/DEBIAN/control"
        dpkg-deb --root-owner-group -b "$work/x" "$debs/newer/" >/dev/null
        rm -rf "$work"
    done
}

# Two TPM2 of software, and a name for the one that is in the machine now.
make_chips() {
    chips=$(mktemp -d)
    chmod 755 "$chips"
    local name
    for name in first second; do
        /usr/bin/python3 "$here/chip.py" "$chips/$name" "$chips/$name.state" >"$chips/$name.log" 2>&1 &
        chip_pids+=($!)
    done
    ln -s first "$chips/now" && ln -s first.ctrl "$chips/now.ctrl"
}

boot() {
    local unit=$machine/etc/systemd/system chips chip_pids=()
    make_chips
    for name in kentongan-pepper-make check; do
        mkdir -p "$unit/$name.service.d"
        printf '[Service]\nPassEnvironment=SYSTEMD_TPM2_DEVICE\n' >"$unit/$name.service.d/chip.conf"
    done
    mkdir -p "$unit/kentongan-kiosk.service.d"
    # No panel here, and nobody wants to wait a minute and a half to see a screen that hangs.
    printf '[Service]\nEnvironment=WLR_BACKENDS=headless\nWatchdogSec=4\n' \
        >"$unit/kentongan-kiosk.service.d/here.conf"
    echo 'CAGE_OPTIONS=-r' >"$machine/etc/kentongan/kiosk.conf" # an upright panel
    printf '[Unit]\nAfter=multi-user.target kentongan-kiosk.service\nSuccessAction=poweroff\nFailureAction=poweroff\n
[Service]\nType=oneshot\nTimeoutStartSec=300\nExecStart=/tests/deb_boot.sh\nStandardOutput=truncate:/root/result
StandardError=inherit\n[Install]\nWantedBy=graphical.target\n' >"$unit/check.service"
    mkdir -p "$unit/graphical.target.wants"
    ln -sf ../check.service "$unit/graphical.target.wants/check.service"
    timeout 400 systemd-nspawn -q --register=no --keep-unit -D "$machine" --bind-ro="$debs:/debs" \
        --bind-ro="$here:/tests" --bind-ro="$here/../../assets/samples:/srv" --private-network --boot \
        --bind="$chips:/chips" --setenv=SYSTEMD_TPM2_DEVICE=swtpm:path=/chips/now \
        --console=pipe >"$place/boot.log" 2>&1 </dev/null || true
    kill "${chip_pids[@]}" && rm -rf "$chips"
    cat "$machine/root/result" 2>/dev/null || tail "$place/boot.log"
    grep -qx 'all of it holds' "$machine/root/result"
}

size_max=$((2 * 1024 * 1024))
size=$(stat -c %s "$debs"/kentongan-kiosk_*.deb)
hold "the kiosk's package has $size bytes, under $size_max" [ "$size" -lt "$size_max" ]
mkdir -p "$debs/newer" && make_newer
make_base
if [ "${2:-life}" = life ]; then
    machine life
    enter --pipe /tests/deb_life.sh </dev/null
fi
if [ "${2:-boot}" = boot ]; then
    machine boot
    enter --pipe sh -c 'dpkg -i /debs/*.deb' >"$place/log" 2>&1 </dev/null || { tail "$place/log"; exit 1; }
    boot
fi
rm -rf "$place/life" "$place/boot" "$debs/newer"
