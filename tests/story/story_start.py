# SPDX-License-Identifier: GPL-3.0-or-later
"""A start that goes wrong: each trouble is a sentence for the keeper on the screen, one line for the
journal, and exit 1; nothing in the folder is touched."""
import os
import subprocess
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from house import Broken, dumped, hold, may_mount, told  # noqa: E402

WORDS = {
    "missing": ("Data desa tidak ada di mesin ini.", "holds no village file"),
    "busy": ("Layar ini sudah berjalan di tempat lain.", "is in use by another kiosk"),
    "file": ("Berkas data rusak, atau ditulis oleh program yang lebih baru.", "damaged"),
    "newer": ("Berkas data rusak, atau ditulis oleh program yang lebih baru.", "newer version"),
    "full": ("Disk penuh.", "the disk is full"),
    "read-only": ("Disk hanya bisa dibaca, tidak bisa ditulisi.", "(Read-only file system)"),
}


def closed(house, directory, trouble, inside=None):
    """Plays on what shows; inside: a shell's line before, in a name space of its own."""
    house.screen()
    script, dump = (os.path.join(house.root, name) for name in ("closed.script", "closed.txt"))
    with open(script, "w") as out:
        out.write(f"expect #closed.keeper\ndump {dump}\n")
    if os.path.exists(dump):
        os.remove(dump)
    command = [os.path.join(house.build, "kentongan-kiosk"), "--data", directory, "--size", "1080x1920",
               "--script", script]
    if inside:
        command = ["unshare", "-m", "sh", "-c", inside + ' && exec "$@"', "sh", *command]
    done = subprocess.run(command, env=house.env, capture_output=True, text=True, timeout=60)
    wrong, line = WORDS[trouble]
    house.said = done.stderr.strip()
    if not os.path.exists(dump):
        raise Broken(f"{trouble}: no closed screen: exit {done.returncode}, {done.stderr}")
    hold(dumped(dump)["#closed.wrong"] == wrong, f"{trouble}: the screen says \"{wrong}\"")
    hold(done.returncode == 1 and line in done.stderr, f"{trouble}: exit 1")
    house.one_line(trouble)


def story(house):
    village = os.path.join(house.root, "village")
    closed(house, village, "missing")
    house.sync(village, "init")
    os.rename(os.path.join(village, "village.db"), os.path.join(house.root, "kept.db"))
    closed(house, village, "missing")
    hold(not os.path.exists(os.path.join(village, "village.db")), "no second village was begun")
    os.rename(os.path.join(house.root, "kept.db"), os.path.join(village, "village.db"))

    kiosk = house.start(os.path.join(house.build, "kentongan-kiosk"), "--data", village, "--size", "1080x1920",
                        "--script", "-", stdin=subprocess.PIPE, text=True)
    mark = os.path.join(house.root, "open.txt")
    kiosk.stdin.write(f"dump {mark}\n")
    kiosk.stdin.flush()
    until = time.time() + 30
    while not (os.path.exists(mark) and os.path.getsize(mark) > 0):
        if kiosk.poll() is not None or time.time() > until:
            raise Broken("the first kiosk does not show itself")
        time.sleep(0.02)
    closed(house, village, "busy")
    kiosk.stdin.close()
    kiosk.wait(timeout=30)

    if may_mount():
        small = f"mount -t tmpfs -o size=4m none {village}.small && cp -a {village}/. {village}.small/"
        os.mkdir(village + ".small")
        closed(house, village + ".small", "full", small + f"; cat /dev/zero >{village}.small/fill 2>/dev/null; true")
        closed(house, village + ".small", "read-only", small + f" && mount -o remount,ro {village}.small")
    else:
        print("skipped - full and read-only disks: nothing can be mounted here", flush=True)

    path = os.path.join(village, "village.db")
    with open(path, "rb") as whole:
        sound = whole.read()
    subprocess.run(["sqlite3", path, "PRAGMA user_version = 9999"], check=True)
    closed(house, village, "newer")
    with open(path, "wb") as out:
        out.write(sound[:12288] + os.urandom(8192) + sound[20480:])
    with open(os.path.join(village, "kiosk.lock"), "w") as lock:
        lock.write("r")  # whoever had it did not close it
    closed(house, village, "file")
    closed(house, village, "file")  # and is found again: what is damaged has no clean end


told(story)
