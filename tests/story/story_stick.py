# SPDX-License-Identifier: GPL-3.0-or-later
"""A stick as the appliance meets it: plugged in, and mounted by nobody. The nightly backup finds it by
itself; a page that waits for one has it opened, writes, and lets it go; then it is safe to pull until
it was pulled. Real agent, real kiosk, real mounts (in a name space of this story's); /sys/class/block
and udisksctl are our own, because there is no USB where tests run."""
import glob
import os
import subprocess
import sys
import time

from house import hold, may_mount, told
from story_keeper import FIRST, Keeper, add_staff, file, own_tools, sign_in, start_agent

PASSPHRASE = "empat ekor ayam hitam"
DEVICE, MOUNTED = "kt9", "/media/KABAR"
# What lies on the stick is a folder that is copied in and out.
UDISKSCTL = """#!/bin/sh
root=${0%/*}/..
echo "$1" >>"$root/asked"
case $1 in
mount)
    mkdir /media/KABAR && mount -t tmpfs "$3" /media/KABAR && cp -r "$root/stick/." /media/KABAR
    mountpoint -d /media/KABAR >"$root/sys/class/block/kt9/dev";;
unmount)
    cp -r /media/KABAR/. "$root/stick" && umount /media/KABAR && rmdir /media/KABAR
    echo 8:16 >"$root/sys/class/block/kt9/dev";;
power-off) exit 1;;
esac
"""


def run(*command):
    subprocess.run(command, check=True, capture_output=True)


def plug_in(house, number):
    """Laid beside and put there in one step, as the kernel does it."""
    folder = os.path.join(house.root, "new")
    os.makedirs(os.path.join(folder, "device"))
    for name, line in (("dev", "8:16"), ("size", "100"), ("removable", "1"), ("diskseq", number),
                       ("device/model", "Ultra")):
        with open(os.path.join(folder, name), "w") as out:
            out.write(f"{line}\n")
    os.rename(folder, os.path.join(house.root, "sys/class/block", DEVICE))


def pull(house):
    run("rm", "-r", os.path.join(house.root, "sys/class/block", DEVICE))


def asked(house):
    """Of udisksctl, since the last time."""
    path = os.path.join(house.root, "asked")
    words = open(path).read().split() if os.path.exists(path) else []
    if words:
        os.remove(path)
    return words


def on_stick(house, pattern):
    return sorted(os.path.basename(path) for path in glob.glob(os.path.join(house.root, "stick", pattern)))


def set_up(house):
    house.found()
    house.serve()
    village = house.enrol("village")
    house.unserve()
    add_staff(house, village)
    with open(os.path.join(own_tools(house), "udisksctl"), "w") as out:
        out.write(UDISKSCTL)
    os.chmod(os.path.join(house.root, "bin/udisksctl"), 0o755)
    os.makedirs(os.path.join(house.root, "stick/cadangan"))
    os.makedirs(os.path.join(house.root, "sys/class/block"))
    file(house, village, FIRST)
    run("mount", "-t", "tmpfs", "none", "/media")
    run("mount", "--bind", os.path.join(house.root, "sys"), "/sys")
    return village


def by_night(house, village):
    """Nobody is here, and no page was opened."""
    secret = os.path.join(house.root, "passphrase")
    with open(secret, "w") as out:
        out.write(PASSPHRASE + "\n")
    os.chmod(secret, 0o600)
    house.sync(village, "backup", os.path.join(house.root, "first.ktk"), "--passphrase-file", secret)
    run("sqlite3", os.path.join(village, "village.db"),
        "UPDATE state SET value = value - 2 * 86400 WHERE key = 'backup_s'")
    plug_in(house, 1)
    agent = start_agent(house, village)
    until = time.time() + 30
    while not (on_stick(house, "cadangan/*.ktk") and not os.path.exists(MOUNTED)) and time.time() < until:
        time.sleep(0.1)
    hold(len(on_stick(house, "cadangan/*.ktk")) == 1, "the night's backup is on a stick that nobody opened")
    hold(asked(house) == ["mount", "unmount"] and not os.path.exists(MOUNTED),
         "and the stick is closed again, to be pulled whenever somebody likes")
    return agent


def by_touch(house, village):
    kiosk = Keeper(house, village)
    kiosk.say(sign_in(0) + "tap #staff.register\ntap #register.save")
    kiosk.until("a page that needs a stick has it opened", "#save", "KABAR", 15)
    kiosk.say("tap #save.go")
    seen = kiosk.until("the register is on it", "#save.done", "1 usul")
    names = [seen.get(f"#save.name.{i}", "") for i in range(3)]
    hold(names[1].startswith("musyawarah-") and all(os.path.exists(f"{MOUNTED}/{n}") for n in names),
         f"all its files are named: {', '.join(names)}")
    hold("Lepaskan stik dulu" in seen["#stick.in"], "and that it is to be let go first")
    kiosk.say("tap #stick.eject")
    kiosk.until("let go by touch", "#stick.ejected", "Sekarang aman dicabut.")
    hold(asked(house) == ["mount", "unmount", "power-off"] and not os.path.exists(MOUNTED) and
         on_stick(house, "*.csv") == sorted(names[:2]), "it is unmounted, with all of it")
    kiosk.say("tap #save.close\ntap #nav.back\ntap #staff.stick")
    kiosk.until("what is safe to pull is not opened again", "#stick.mount", "Cabut dulu", 15)
    hold(asked(house) == [], "nobody touched it")
    pull(house)
    kiosk.until("it is pulled", "#stick.none", "Tancapkan", 15)
    plug_in(house, 2)
    kiosk.until("and seen when it is plugged in again", "#stick.here", "KABAR", 15)
    kiosk.say("tap #stick.eject")
    kiosk.until("let go again", "#stick.ejected", "Sekarang aman dicabut.")
    kiosk.say("tap #nav.home")
    kiosk.end()


def story(house):
    if not may_mount() or not os.path.isdir("/media"):
        print("skipped - nothing can be mounted here", flush=True)
        return
    village = set_up(house)
    agent = by_night(house, village)
    by_touch(house, village)
    house.end(agent)


if __name__ == "__main__":
    if may_mount() and "KENTONGAN_APART" not in os.environ:
        os.environ["KENTONGAN_APART"] = "1"  # what is mounted here nobody else sees, and it ends with us
        os.execvp("unshare", ["unshare", "-m", sys.executable, *sys.argv])
    told(story)
