#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The pepper of a machine's PINs on a TPM2 of software (swtpm), without a service manager: made, kept
# closed, asked for by root's commands, moved to another machine, brought back by a backup: pepper.sh BUILD
# As systemd gives it to the units: deb_boot.sh.
set -eu
build=$(realpath "$1")
here=$(realpath "$(dirname "$0")")
. "$here/kit.sh"
helper=$here/../../assets/packaging/libexec/pepper
[ "$(id -u)" = 0 ] || { echo "skipped - a command asks the chip for root alone"; exit 0; }
place=$(mktemp -d)
data=$place/data keys=$place/data/keys
chips=()
trap 'for chip in "${chips[@]}"; do kill "$chip" 2>/dev/null || true; done; rm -rf "$place"' EXIT

# A machine by its chip: machine NAME. What it holds is kept in a folder of its own.
machine() {
    local socket=$place/$1.chip
    if [ ! -e "$socket" ]; then
        /usr/bin/python3 "$here/chip.py" "$socket" "$place/$1" >"$place/$1.log" 2>&1 &
        chips+=($!)
        for _ in $(seq 100); do [ -S "$socket" ] && break; sleep 0.05; done
    fi
    export SYSTEMD_TPM2_DEVICE=swtpm:path=$socket
}

starts() {
    "$helper" "$keys"
}

pepper() {
    systemd-creds decrypt --name=kentongan-pepper "$1" - 2>/dev/null | od -An -v -tx1 | tr -d ' \n'
}

sync_() {
    "$build/kentongan-sync" --data "$data" "$@"
}

row() {
    sqlite3 "$data/village.db" "SELECT CASE WHEN pepper IS NULL THEN 'none' ELSE hex(pepper) END
        FROM staff WHERE name = '$1' AND state <> 3"
}

sync_ init >/dev/null
machine first
hold "where there is no pepper one is made" starts
secret=$(pepper "$keys/pepper")
hold "of 32 bytes" [ ${#secret} = 64 ]
hold "for nobody else" [ "$(stat -c %a "$keys/pepper")" = 600 ]
hold "in no file in the open" [ "$(files_with "$secret" "$place")" = 0 ]
hold "it is made once" starts
hold "the same one" [ "$(pepper "$keys/pepper")" = "$secret" ]

echo 592071 >"$place/pin" && echo kata-sandi-cadangan >"$place/words" && chmod 600 "$place/pin" "$place/words"
hold "a PIN that root makes has it" sync_ staff add "Ketua BPD" --role bpd --pin-file "$place/pin"
hold "says the row" [ "$(row "Ketua BPD" | wc -c)" = 17 ]
hold "a backup" sync_ backup "$place/one.ktk" --passphrase-file "$place/words"
hold "shows nothing of it" [ "$(files_with "$secret" "$place")" = 0 ]

# ---- the disk in another machine
machine second
hold "by itself nothing is changed" starts
hold "the other chip does not open it" [ -z "$(pepper "$keys/pepper")" ]
hold "the doctor says so" sh -c "'$build/kentongan-sync' --data '$data' doctor 2>/dev/null | grep -q 'PIN 1 anggota tidak bisa diperiksa'"
hold "a backup is made all the same, and says it" sh -c \
    "'$build/kentongan-sync' --data '$data' backup '$place/two.ktk' 2>&1 | grep -q 'PINs of 1 members will not open'"
touch "$keys/pepper.renew" # as dpkg-reconfigure does
hold "asked to, it makes another one" starts
other=$(pepper "$keys/pepper")
hold "which is another" [ "$other" != "$secret" ]
hold "the old one is kept aside" [ -e "$keys/pepper.before" ]
hold "and nobody asks any more" [ ! -e "$keys/pepper.renew" ]
hold "the PINs come out of the backup" sync_ staff pins "$place/one.ktk" --passphrase-file "$place/words"
hold "until they are typed the old pepper is in the village's file" [ "$(files_with "$secret" "$data")" -gt 0 ]
hold_not "a second time there is nothing to bring" sync_ staff pins "$place/one.ktk" --passphrase-file "$place/words"
echo 830264 >"$place/pin"
hold "begun anew instead, nobody needs it" sync_ staff anew "Ketua BPD" --role bpd --pin-file "$place/pin"
hold "and it is gone" [ "$(files_with "$secret" "$data")" = 0 ]
hold "the new PIN is this machine's" [ "$(row "Ketua BPD" | wc -c)" = 17 ]

# ---- the disk comes home
machine first
cp "$keys/pepper.before" "$keys/pepper"
touch "$keys/pepper.renew"
hold "at home nothing has to be renewed" starts
hold "the old one opens" [ "$(pepper "$keys/pepper")" = "$secret" ]

# ---- no chip at all, a chip that is silent
if [ ! -e /dev/tpmrm0 ]; then # the machine's own is not for a test
    hold "without a chip all is well" env -u SYSTEMD_TPM2_DEVICE "$helper" "$keys"
fi
export SYSTEMD_TPM2_DEVICE=swtpm:path=$place/nowhere
hold "a chip that is silent: the same" starts
touch "$keys/pepper.renew"
hold "also when it is asked for another one" starts
hold "what is kept stays" [ -e "$keys/pepper" ]
rm "$keys/pepper"
hold "nor is one made by it" starts
hold "and no half of one is left" [ "$(find "$keys" -name 'pepper' -o -name 'pepper.new' | wc -l)" = 0 ]
hold "a PIN is made without" sync_ staff add "Sekretaris desa" --role desa --pin-file "$place/pin"
hold "says its row" [ "$(row "Sekretaris desa")" = none ]
