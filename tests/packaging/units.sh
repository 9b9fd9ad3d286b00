#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What `make install` puts where, and what systemd says of the units: units.sh BUILD
set -eu
build=$1
here=$(dirname "$0")
. "$here/kit.sh"
packaging=$(realpath "$here/../../assets/packaging")
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
EXPOSURE_MAX=20 # tenths: 2.0 of 10

install_to() {
    make --no-print-directory -C "$here/../.." install BUILD="$build" DESTDIR="$root" "$@"
}

# Everything that is installed, and nothing of the machine that built it.
installed() {
    install_to PREFIX=/usr || return 1
    local file
    while read -r file; do
        [ -f "$root$file" ] || { echo "$file is missing" && return 1; }
    done <<-FILES
	/usr/bin/kentongan-kiosk
	/usr/bin/kentongan-sync
	/usr/bin/kentongan-regency
	/usr/libexec/kentongan/pepper
	/usr/libexec/kentongan/xwayland
	/usr/share/kentongan/locale/C.UTF-8/LC_MESSAGES/kentongan-su.mo
	/usr/share/kentongan/guides/pemuda.md
	/usr/share/kentongan/templates/undangan.md
	/usr/share/doc/kentongan/guides/pemuda.html
	/lib/udev/rules.d/85-kentongan.rules
	/usr/share/man/man1/kentongan-kiosk.1
	/usr/share/man/man1/kentongan-sync.1
	/usr/share/man/man1/kentongan-regency.1
	/usr/share/polkit-1/rules.d/kentongan.rules
	/usr/lib/sysctl.d/60-kentongan-kiosk.conf
	/usr/lib/systemd/logind.conf.d/60-kentongan-kiosk.conf
	/usr/lib/sysusers.d/kentongan-kiosk.conf
	/usr/lib/sysusers.d/kentongan-regency.conf
	/usr/lib/tmpfiles.d/kentongan-kiosk.conf
	/usr/lib/tmpfiles.d/kentongan-regency.conf
	/lib/systemd/system/kentongan-kiosk.service
	/lib/systemd/system/kentongan-pepper-make.service
	/lib/systemd/system/kentongan-pepper.service
	/lib/systemd/system/kentongan-sync.service
	/lib/systemd/system/kentongan-regency.service
	/etc/kentongan/kiosk.conf
	/etc/kentongan/regency.conf
	FILES
    [ ! -e "$root/usr/share/kentongan/locale/C.UTF-8/LC_MESSAGES/kentongan-pseudo.mo" ]
}

settings_stay() {
    echo "CAGE_OPTIONS=-r" >"$root/etc/kentongan/kiosk.conf"
    install_to PREFIX=/usr && grep -qx "CAGE_OPTIONS=-r" "$root/etc/kentongan/kiosk.conf"
}

elsewhere() {
    install_to PREFIX=/usr/local &&
        grep -q "^ExecStart=/usr/local/bin/kentongan-sync run" "$root/usr/local/lib/systemd/system/kentongan-sync.service" &&
        [ -f "$root/etc/polkit-1/rules.d/kentongan.rules" ]
}

# With programs that are there: what systemd would say at the first start.
verified() {
    local copy=$root/verify-$1
    mkdir -p "$copy"
    sed "s,/usr/bin/kentongan-,$(realpath "$build")/kentongan-,; s,/usr/libexec/kentongan,$packaging/libexec,
         /^Documentation=/d" "$packaging/systemd/$1" >"$copy/$1"
    local said
    said=$(systemd-analyze verify --man=no "$copy/$1" 2>&1) && [ -z "$said" ] || { echo "$said" && return 1; }
}

exposed() {
    systemd-analyze security --offline=true --threshold=$EXPOSURE_MAX --no-pager "$packaging/systemd/$1"
}

# `systemctl show` would tell it of a running one; here the file itself has to say it.
says() {
    grep -qxF "$2" "$packaging/systemd/$1"
}

hold "make install puts everything in its place" installed
hold "a second one leaves the settings of /etc alone" settings_stay
hold "under another PREFIX the units follow" elsewhere
for unit in kentongan-kiosk.service kentongan-sync.service kentongan-regency.service; do
    hold "$unit is understood" verified "$unit"
    hold "$unit: $(exposed "$unit" | sed -n 's/.*\(exposure level\).*: \([0-9.]*\).*/\1 \2/p'), at most 2.0" exposed "$unit"
    for line in Type=notify LimitCORE=0 MemorySwapMax=0 NoNewPrivileges=yes CapabilityBoundingSet=; do
        hold "$unit says $line" says "$unit" "$line"
    done
done
for unit in kentongan-pepper-make.service kentongan-pepper.service; do
    hold "$unit is understood" verified "$unit"
    hold "$unit: $(exposed "$unit" | sed -n 's/.*\(exposure level\).*: \([0-9.]*\).*/\1 \2/p'), at most 2.0" exposed "$unit"
    for line in LimitCORE=0 MemorySwapMax=0 NoNewPrivileges=yes CapabilityBoundingSet= User=kentongan-sync; do
        hold "$unit says $line" says "$unit" "$line"
    done
done
for unit in kentongan-kiosk.service kentongan-sync.service; do
    for line in LoadCredential=kentongan-pepper:/run/credentials/kentongan-pepper.service/kentongan-pepper \
        SetCredential=kentongan-pepper:none; do
        hold "$unit says $line" says $unit "$line"
    done
done
hold "users are understood" systemd-sysusers --dry-run "$packaging"/systemd/*.sysusers
for script in "$packaging"/debian/*.post*; do
    hold "${script##*/} is a shell script" sh -n "$script"
done
for page in "$packaging"/man/*.1; do
    hold "${page##*/} names its program" grep -q "^.TH $(basename "$page" .1 | tr a-z A-Z)" "$page"
done
