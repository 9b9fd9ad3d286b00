#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Inside the small Debian, without a service manager: a package's life from the first installation to
# the purge, after which nothing may be left. Called by deb.sh.
set -eu
. /tests/kit.sh
export DEBIAN_FRONTEND=noninteractive
data=/var/lib/kentongan

# Every file with its owner and mode, and every user; but for what dpkg writes about itself.
snapshot() {
    find / -xdev \( -path /proc -o -path /sys -o -path /dev -o -path /run -o -path /tmp -o -path /debs -o \
        -path /tests -o -path /srv -o -path /var/log -o -path '/var/lib/dpkg/*' -o -path '/var/cache/*' \) \
        -prune -o -printf '%p %u:%g %m %l\n' | sort
    cat /etc/passwd /etc/group /etc/shadow /etc/gshadow
    ls /var/lib/dpkg/info
}

mode_is() {
    [ "$(stat -c '%U:%G %a' "$1")" = "$2" ] || { stat -c '%n %U:%G %a' "$1" && return 1; }
}

whole() {
    mode_is $data "kentongan-sync:kentongan 2770" && mode_is $data/village.db "kentongan-sync:kentongan 660" &&
        mode_is $data/keys "kentongan-sync:kentongan 2700" && mode_is $data/media "kentongan-sync:kentongan 2770"
}

# Root's own home is closed to everybody else, and so is the village's folder to root's group.
posts_from_a_closed_home() {
    install -d -m 700 /root/kabar && cp /srv/10-layar-kabar-desa.md /srv/*.png /root/kabar
    (cd /root/kabar && kentongan-sync post 10-layar-kabar-desa.md) && rm -r /root/kabar &&
        [ -z "$(find $data ! -user kentongan-sync ! -user kentongan-kiosk)" ]
}

snapshot >/tmp/before
hold "both packages install" dpkg -i /debs/kentongan-kiosk_*.deb /debs/kentongan-regency_*.deb
hold "the two users of the kiosk share a group" \
    [ "$(id -gn kentongan-kiosk) $(id -gn kentongan-sync)" = "kentongan kentongan" ]
hold "nobody can log in as one of them" [ -z "$(grep '^kentongan' /etc/passwd | grep -v ':/usr/sbin/nologin$')" ]
hold "the village's folder is the agent's, shared with the screen, with an empty village in it" whole
hold "and the first start is due at the screen" grep -aq setup_due $data/village.db
hold "the regency's folder is its own" mode_is /var/lib/kentongan-regency "kentongan-regency:kentongan-regency 700"
hold "all three programs find their libraries" sh -c 'for p in kiosk sync regency; do kentongan-$p --help; done'
hold "the agent can be asked by root" kentongan-sync status --json
hold "root posts a notice from a closed home, and nothing of root's is left in the folder" posts_from_a_closed_home
hold_not "the screen's user sees no key" runuser -u kentongan-kiosk -- ls $data/keys
hold_not "others see nothing" runuser -u nobody -- ls $data
hold "the manual is there" sh -c 'zcat /usr/share/man/man1/kentongan-kiosk.1.gz | grep -q SYNOPSIS'

echo "CAGE_OPTIONS=-r" >/etc/kentongan/kiosk.conf
sum=$(cksum <$data/village.db)
hold "both upgrade" dpkg -i /debs/newer/*.deb
hold "to the later version" [ "$(dpkg-query -W -f '${Version}' kentongan-kiosk)" = "1.0+later" ]
hold "an upgrade leaves the settings and the data alone" \
    [ "$(cat /etc/kentongan/kiosk.conf) $(cksum <$data/village.db)" = "CAGE_OPTIONS=-r $sum" ]

hold "both can be removed" dpkg -r kentongan-kiosk kentongan-regency
hold_not "no program is left" sh -c 'ls /usr/bin/kentongan-*'
hold "the data stays" [ "$(cksum <$data/village.db)" = "$sum" ]
hold "and is there after they come back" sh -c "dpkg -i /debs/newer/*.deb && [ \"\$(cksum <$data/village.db)\" = '$sum' ]"

chown -R root:root $data && chmod -R go= $data
hold "a folder of another machine's users comes right by dpkg-reconfigure" \
    sh -c 'dpkg-reconfigure kentongan-kiosk'
hold "with what was in it" sh -c "[ \"\$(cksum <$data/village.db)\" = '$sum' ]"
hold "as if it had been made here" whole
mv $data /tmp/away
hold "an upgrade while the data's disk is missing goes well" dpkg -i /debs/newer/kentongan-kiosk_*.deb
hold_not "and does not begin another village" [ -e $data/village.db ]
hold "which dpkg-reconfigure does, when it is asked to" dpkg-reconfigure kentongan-kiosk
hold "whole" whole

hold "the regency is made by root's hand, and is its user's" sh -c \
    'kentongan-regency init --code 32.15 --name "Kabupaten Mekarsari" && [ -z "$(find /var/lib/kentongan-regency ! -user kentongan-regency)" ]'
hold "the kiosk is purged" dpkg -P kentongan-kiosk
hold "the regency still has its settings" [ -e /etc/kentongan/regency.conf ]
hold "and is purged" dpkg -P kentongan-regency
rm -rf /tmp/away
snapshot >/tmp/after
hold "nothing is left: no file, no folder, no user" diff /tmp/before /tmp/after
