#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Inside the small Debian, booted, with both packages installed: the units as systemd runs them, what a
# keeper does, and what goes wrong. Called by deb.sh, with a watchdog of 4 s and cage without a panel.
set -eu
. /tests/kit.sh
export DEBIAN_FRONTEND=noninteractive
data=/var/lib/kentongan

# What did not hold is in the journal.
trap '[ $? = 0 ] || journalctl --no-pager -o cat -n 40 -u "kentongan-*"' EXIT

# Asks until it is so, for 45 s.
soon() {
    local until=$((SECONDS + 45))
    until "$@" >/dev/null 2>&1; do
        if [ $SECONDS -ge $until ]; then
            "$@"
            return
        fi
        sleep 0.2
    done
}

prop() {
    systemctl show -P "$1" "$2"
}

is() {
    local got
    got=$(prop "$2" "$1") && [ "$got" = "$3" ] || { echo "$1 $2 is $got" && return 1; }
}

# What cage shows, as the number of its shades and a sum of all.
picture() {
    runuser -u kentongan-kiosk -- env XDG_RUNTIME_DIR=/run/kentongan-kiosk WAYLAND_DISPLAY=wayland-0 \
        grim -t ppm - >/tmp/picture && od -An -v -tx1 -w6 /tmp/picture | sort -u | wc -l
}

is_picture() {
    [ "$(picture)" -gt 100 ]
}

# Another picture than one of which the sum is given.
is_not() {
    is_picture && [ "$(cksum </tmp/picture)" != "$1" ]
}

kiosk_pid() {
    pgrep -x kentongan-kiosk || echo 0
}

is_another() {
    local pid
    pid=$(kiosk_pid)
    [ "$pid" != 0 ] && [ "$pid" != "$1" ] && is kentongan-kiosk ActiveState active
}

# ---- as it comes up
hold "the screen is up" soon is kentongan-kiosk ActiveState active
hold "the agent is up" soon is kentongan-sync ActiveState active
hold "cage shows it" soon is_picture
hold "the regency waits for somebody to make it" is kentongan-regency ConditionResult no
hold "no core file, no new rights" sh -c \
    "grep -q 'Max core file size *0 *0' /proc/$(kiosk_pid)/limits && grep -q 'NoNewPrivs:.1' /proc/$(kiosk_pid)/status"
hold "no capability, and a filter of system calls" sh -c \
    "grep -q 'CapBnd:.0000000000000000' /proc/$(kiosk_pid)/status && grep -q 'Seccomp:.2' /proc/$(kiosk_pid)/status"
hold_not "its system is read-only" nsenter -t "$(kiosk_pid)" -m touch /usr/touched

# ---- a keeper's first day
hold "the regency is made" kentongan-regency init --code 32.15 --name "Kabupaten Mekarsari"
hold "and started" systemctl start kentongan-regency
ticket=$(kentongan-regency kiosk add --village 32.15.11.2005 --name Balai --url https://127.0.0.1:8443 | tail -n 1)
hold "the kiosk is enrolled by root's command" kentongan-sync enrol "$ticket"
hold "the key is the agent's alone" [ "$(stat -c '%U %a' $data/keys/kiosk)" = "kentongan-sync 600" ]
hold_not "for the screen it is not even there" nsenter -t "$(kiosk_pid)" -m ls $data/keys/kiosk
install -d -m 700 /root/kabar && cp /srv/10-layar-kabar-desa.md /srv/*.png /root/kabar
wizard=$(cksum </tmp/picture)
echo 592071 >/root/pin
hold "the first start is over with the first member by command" \
    kentongan-sync staff add "Ketua Karang Taruna" --role youth --pin-file /root/pin
hold "and the village has the screen" soon is_not "$wizard"
empty=$(cksum </tmp/picture)
hold "a notice is posted" sh -c 'cd /root/kabar && kentongan-sync post 10-layar-kabar-desa.md'
hold "and stands on the screen" soon is_not "$empty"
in_step() {
    kentongan-sync status --json >/tmp/status && grep -q '"last_result": "ok"' /tmp/status &&
        grep -q '"events_waiting": 0' /tmp/status
}
# A stick, as udisks mounts it by our rule: for the group.
mkdir -p /media/STIK && mount -t tmpfs -o mode=2770,gid=kentongan none /media/STIK
writes_to_stick() {
    nsenter -t "$(pgrep -x "$1")" -m -S "$(id -u "$1")" -G "$(id -g "$1")" sh -c "echo x >/media/STIK/$1"
}
hold "the screen reaches a stick that came later" writes_to_stick kentongan-kiosk
hold "and so does the agent" writes_to_stick kentongan-sync
umount /media/STIK
mkdir -p /run/udev/rules.d
echo 'ENV{ID_BUS}="usb", ENV{ID_FS_USAGE}="filesystem"' >/run/udev/rules.d/00-usb.rules
hold "udev hands a stick to udisks so" sh -c "udevadm test --action=add \$(ls -d /sys/block/* | head -n 1) 2>&1 |
    grep -e '_SHARED=1' -e 'VFAT_DEFAULTS=uid=.UID,gid=.GID,.*umask=0007' | wc -l | grep -qx 2"
hold "the agent brings it to the regency by itself" soon in_step

# What the two start themselves runs in the same cage as they do.
runs_as() {
    sed -E "s,^ExecStart=.*,ExecStart=/bin/sh -ec '$2',; s/^Type=.*/Type=oneshot/; /^(Restart|Watchdog|Conflicts|RuntimeDir)/d" \
        /lib/systemd/system/$1.service >/etc/systemd/system/within.service
    systemctl daemon-reload && systemctl start within || { journalctl -o cat -n 8 -u within && return 1; }
}
hold "the agent's errands: timedatectl" runs_as kentongan-sync "timedatectl show"
hold "the agent's errands: udisksctl" runs_as kentongan-sync "udisksctl status"
hold "the agent's errands: nmcli" runs_as kentongan-sync "nmcli -t general"
hold "the agent's errands: the log of the screen" runs_as kentongan-sync \
    "journalctl -q -t kentongan-kiosk -n 1 | grep kentongan-kiosk"
hold "the screen's voice" runs_as kentongan-kiosk "espeak-ng -v id --stdout selamat | wc -c | grep -E \"[0-9]{5}\""
# Keys that go round every program: to the kernel, to logind.
hold "SysRq gives no keyboard back to the console" sh -c \
    "systemd-analyze cat-config sysctl.d | grep '^kernel.sysrq' | tail -n 1 | grep -qx 'kernel.sysrq = 176'"
for key in Suspend Hibernate Reboot; do
    hold "the $key key does nothing" sh -c "busctl get-property org.freedesktop.login1 /org/freedesktop/login1 \
        org.freedesktop.login1.Manager Handle${key}Key | grep -qx 's \"ignore\"'"
done
hold "no other console waits for a login" sh -c "! systemctl is-active -q getty@tty1"

# ---- the pepper of the PINs, on two chips of software
keeper=$(id -u kentongan-sync)
hold "the pepper is made before the two start" is kentongan-pepper ActiveState active
hold "for the agent alone" [ "$(stat -c '%u %a' $data/keys/pepper)" = "$keeper 600" ]
opened() {
    systemd-creds decrypt --name=kentongan-pepper $data/keys/pepper - 2>/dev/null | od -An -v -tx1 | tr -d ' \n'
}
given() {
    od -An -v -tx1 "/proc/$(pgrep -x "$1")/root/run/credentials/$1.service/kentongan-pepper" | tr -d ' \n'
}
is_given() {
    [ "$(given "$1")" = "$2" ] || { echo "$1 has $(given "$1")" && return 1; }
}
secret=$(opened)
hold "the chip opens it" [ ${#secret} = 64 ]
for unit in kentongan-kiosk kentongan-sync; do
    hold "$unit is given it" is_given $unit "$secret"
    hold "and told where" grep -qz "^CREDENTIALS_DIRECTORY=/run/credentials/$unit.service$" "/proc/$(pgrep -x $unit)/environ"
done
for unit in kentongan-kiosk kentongan-pepper; do
    hold_not "nobody else is" runuser -u nobody -- cat /run/credentials/$unit.service/kentongan-pepper
done
hold "what holds it for them is never swapped" grep -q " /run/credentials/kentongan-pepper.service ramfs " /proc/mounts
hold "that is where it is found" [ "$(files_with "$secret" /run/credentials/kentongan-pepper.service)" = 1 ]
hold "no file of the machine holds it in the open" [ "$(files_with "$secret" / /run /tmp)" = 0 ]
hold "a PIN that root made has it" [ "$(sqlite3 $data/village.db 'SELECT length(pepper) FROM staff')" = 8 ]
copy=/var/lib/copy
install -d -m 2770 -o kentongan-kiosk -g kentongan $copy
runuser -u kentongan-kiosk -- sqlite3 $data/village.db "VACUUM INTO '$copy/village.db'"
# A copy of the disk, a kiosk of its own, and a credential or none.
plays() {
    printf '%s\n' "hold #home.staff 3000" "tap #staff_in.0" "tap-keys 592071 staff_pin" "tap #staff_pin.go" \
        "wait 100" "expect $2" >/var/lib/script
    systemd-run -q --wait --pipe -p User=kentongan-kiosk -p Group=kentongan -E SDL_VIDEODRIVER=dummy \
        -p "LoadCredential=kentongan-pepper:$1" -p SetCredential=kentongan-pepper:none \
        kentongan-kiosk --data $copy --script /var/lib/script
}
hold "a copy of the disk opens to the PIN with the chip" plays /run/credentials/kentongan-pepper.service/kentongan-pepper "#staff.who"
hold "and without it to none" plays /run/none "#staff_pin.elsewhere"
hold_not "truly" plays /run/none "#staff.who"
chip_is() {
    ln -sfn "$1" /chips/now && ln -sfn "$1.ctrl" /chips/now.ctrl
}
pid=$(kiosk_pid)
kill -KILL "$pid"
hold "a screen that is started again has it too" soon is_given kentongan-kiosk "$secret"
chip_is second
systemctl stop kentongan-kiosk kentongan-sync
hold_not "on another machine the pepper does not open" systemctl restart kentongan-pepper
hold "and that unit has failed" is kentongan-pepper ActiveState failed
systemctl start kentongan-kiosk kentongan-sync
for unit in kentongan-kiosk kentongan-sync; do
    hold "$unit starts all the same" soon is $unit ActiveState active
    hold "without" soon is_given $unit "$(printf none | od -An -tx1 | tr -d ' \n')"
done
hold "the screen stands" soon is_picture
hold "dpkg-reconfigure makes another one" dpkg-reconfigure kentongan-kiosk
other=$(opened)
hold "for this chip" [ ${#other} = 64 ]
hold "which the screen is given" soon is_given kentongan-kiosk "$other"
hold "a new PIN has it" sh -c "kentongan-sync staff add 'Ketua BPD' --role bpd --pin-file /root/pin &&
    sqlite3 $data/village.db 'SELECT count(DISTINCT pepper) FROM staff' | grep -qx 2"
chip_is first
mv $data/keys/pepper.before $data/keys/pepper
systemctl restart kentongan-pepper kentongan-kiosk kentongan-sync
hold "at home it opens again" soon is_given kentongan-kiosk "$secret"

# ---- what stops
pid=$(kiosk_pid)
kill -STOP "$pid"
hold "a kiosk that hangs is started again by the watchdog" soon is_another "$pid"
hold "the journal says why" sh -c "journalctl -u kentongan-kiosk | grep -q 'Watchdog timeout'"
pid=$(kiosk_pid)
kill -KILL "$pid"
hold "a kiosk that was killed is started again" soon is_another "$pid"
hold "and shows itself" soon is_picture
pid=$(prop MainPID kentongan-sync)
kill -KILL "$pid"
agent_is_back() {
    local now
    now=$(prop MainPID kentongan-sync)
    [ "$now" != 0 ] && [ "$now" != "$pid" ] && is kentongan-sync ActiveState active
}
hold "an agent that was killed is started again" soon agent_is_back
hold "told to stop, the kiosk closes the village's file" sh -c \
    "systemctl stop kentongan-kiosk && [ ! -s $data/kiosk.lock ]"
hold "that is no failure" is kentongan-kiosk Result success
hold "cage and Xwayland have gone with it" sh -c '! pgrep -u kentongan-kiosk'

# ---- what goes wrong on a fresh machine: each is a screen and a sentence
broken() {
    soon is kentongan-kiosk ActiveState active && soon is_picture &&
        soon sh -c "journalctl -u kentongan-kiosk -n 5 | grep -q '$1'" && prop StatusText kentongan-kiosk | grep -q "$1"
}
systemctl stop kentongan-sync
echo kata-sandi-cadangan >/root/words
hold "a backup" kentongan-sync backup /root/kiosk.ktk --passphrase-file /root/words
hold "is restored by root's hand" kentongan-sync restore /root/kiosk.ktk --passphrase-file /root/words
systemctl start kentongan-kiosk
hold "and the screen shows what was in it" soon is_not "$empty"
systemctl stop kentongan-kiosk
mv $data /var/lib/away
systemctl start kentongan-kiosk
hold "no data: said on the screen, in the journal and by systemctl status" broken "holds no village file"
closed=$(cksum </tmp/picture)
[ "$closed" != "$empty" ]
pid=$(kiosk_pid)
mv /var/lib/away $data
hold "the folder is back, and the kiosk opens by itself" soon is_another "$pid"
hold "with its first screen" soon is_not "$closed"

systemctl stop kentongan-kiosk
chown root:root $data/village.db
systemctl start kentongan-kiosk
hold "a file of root's: said" broken "check the owner"
pid=$(kiosk_pid)
hold "dpkg-reconfigure puts it right" dpkg-reconfigure kentongan-kiosk
hold "and the kiosk opens" soon is_another "$pid"

systemctl stop kentongan-kiosk kentongan-sync
mkdir /var/lib/small && mv $data/* /var/lib/small/
mount -t tmpfs -o size=8m,mode=2770 none $data && chown kentongan-sync:kentongan $data && cp -a /var/lib/small/* $data/
head -c 16m /dev/zero >$data/fill 2>/dev/null || true
systemctl start kentongan-kiosk
hold "a full disk: said" broken "the disk is full"
pid=$(kiosk_pid)
rm $data/fill
hold "room was made, and the kiosk opens" soon is_another "$pid"
systemctl stop kentongan-kiosk
mount -o remount,ro $data
systemctl start kentongan-kiosk
hold "a disk that may only be read: said" broken "Read-only file system"
systemctl stop kentongan-kiosk
umount $data && mv /var/lib/small/* $data/
printf 'x' | dd of=$data/village.db bs=1 seek=20000 conv=notrunc 2>/dev/null
head -c 4096 /dev/urandom | dd of=$data/village.db bs=4096 seek=3 conv=notrunc 2>/dev/null
printf 'r' >$data/kiosk.lock
systemctl start kentongan-kiosk
hold "a damaged file is checked after an unclean end: said" broken damaged
systemctl stop kentongan-kiosk
hold "and will be checked again" [ -s $data/kiosk.lock ]

# ---- errands: exactly these, for exactly this user
for user in kentongan-sync kentongan-kiosk; do
    setpriv --reuid $user --regid kentongan --clear-groups sleep 120 &
done
sleep 0.5
may() {
    pkcheck --process "$(pgrep -u "$1" -x sleep)" --action-id "$2" ${3:+--detail drive.removable "$3"}
}
nm=org.freedesktop.NetworkManager udisks=org.freedesktop.udisks2
for action in org.freedesktop.timedate1.set-time org.freedesktop.timedate1.set-ntp $nm.network-control \
    $nm.settings.modify.system $nm.wifi.scan; do
    hold "the agent may: $action" may kentongan-sync $action
    hold_not "the screen may not" may kentongan-kiosk $action
done
for action in filesystem-mount filesystem-mount-other-seat filesystem-unmount-others eject-media eject-media-other-seat power-off-drive-other-seat; do
    hold "the agent may with a stick: $action" may kentongan-sync $udisks.$action true
    hold_not "the screen may not" may kentongan-kiosk $udisks.$action true
    hold_not "nor the agent with a disk that stays" may kentongan-sync $udisks.$action
done
for action in org.freedesktop.hostname1.set-hostname org.freedesktop.systemd1.manage-units \
    org.freedesktop.login1.reboot $nm.enable-disable-network $nm.settings.modify.hostname \
    $udisks.filesystem-mount-system $udisks.modify-device $udisks.open-device; do
    hold_not "the agent may not: $action" may kentongan-sync $action true
done

# ---- away
kill %1 %2 && wait
hold "both are purged while they run" sh -c 'systemctl start kentongan-kiosk; dpkg -P kentongan-kiosk kentongan-regency'
hold "nobody of theirs runs" sh -c '! ps -eo user:32 | grep -q ^kentongan'
hold "no folder, no user" sh -c "[ ! -e $data ] && [ ! -e /var/lib/kentongan-regency ] && ! grep kentongan /etc/passwd /etc/group"
echo 'all of it holds'
