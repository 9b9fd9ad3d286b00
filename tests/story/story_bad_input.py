# SPDX-License-Identifier: GPL-3.0-or-later
"""Bad input: each gets one line that says what, where and what to do, exit 1, and nothing is lost.
What answers in the regency's place (web pages, silence, halves) is played in tests/peer/carrier.py."""
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import time

from house import Broken, House, hold, told

HERE = os.path.dirname(os.path.abspath(__file__))
DATA = os.path.join(HERE, "..", "data")


def refused(house, program, directory, *arguments, says=""):
    house.run(program, directory, *arguments, expect=1)
    words = " ".join(str(a) for a in arguments)[:60]
    house.one_line(f"{program} {os.path.basename(words)}")
    hold(re.search(says, house.said, re.I), f"and it says {says!r}")
    hold("error 0x" not in house.said and "errno" not in house.said, "in words, not in numbers")


def notices(house, village):
    bad = os.path.join(house.root, "bad")
    shutil.copytree(os.path.join(DATA, "bad"), bad)
    subprocess.check_call([sys.executable, os.path.join(DATA, "make_bad.py"), bad])
    before = house.status(village)
    for name, says in (("no-title", "title"), ("front-matter-open", "front matter"),
                       ("front-matter-line", "line"), ("text-2mb", "bytes"),
                       ("binary", "text|UTF-8"), ("not-utf8", "UTF-8"),
                       ("bad-category", "category"), ("bad-date", "2026-"),
                       ("picture-missing", "picture|read"), ("picture-is-text", "PNG or JPEG"),
                       ("picture-huge", "40000"), ("picture-outside", "beside"),
                       ("line-400kb", "longer|bytes"), ("empty", "line 1")):
        refused(house, "kentongan-sync", village, "post", f"{bad}/{name}.md", says=says)
    refused(house, "kentongan-sync", village, "post", f"{bad}/there-is-none.md", says="read")
    hold(house.status(village)["notices"] == before["notices"], "no notice came of any of them")


def tickets(house):
    village = os.path.join(house.root, "unenrolled")
    house.sync(village, "init")
    ticket = house.regency("kiosk", "add", "--village", "32.15.11.2006", "--name", "Kedua", "--url",
                           f"https://127.0.0.1:{house.port}").splitlines()[-1]
    middle = len(ticket) // 2
    wrong = ticket[:middle] + ("A" if ticket[middle] != "A" else "B") + ticket[middle + 1:]
    refused(house, "kentongan-sync", village, "enrol", wrong, says="slip")
    refused(house, "kentongan-sync", village, "enrol", ticket[:-9], says="slip|cut")
    refused(house, "kentongan-sync", village, "enrol", "halo", says="ticket")
    house.sync(village, "enrol", ticket)
    house.sync(village, "enrol", ticket)
    hold(house.status(village)["enrolled"], "the right one works, and twice does no harm")


def folders(house, village):
    where = os.path.join(house.root, "none")
    for program, command in (("kentongan-sync", ["status"]), ("kentongan-kiosk", [])):
        refused(house, program, where, *command, says="init")
    newer = os.path.join(house.root, "newer")
    shutil.copytree(village, newer)
    with sqlite3.connect(f"{newer}/village.db") as db:
        db.execute("PRAGMA user_version = 99")
    refused(house, "kentongan-sync", newer, "status", says="newer")
    refused(house, "kentongan-kiosk", newer, says="newer")
    damaged = os.path.join(house.root, "damaged")
    os.makedirs(damaged)
    with open(f"{damaged}/village.db", "wb") as file:
        file.write(b"this is not what it says it is " * 400)
    refused(house, "kentongan-sync", damaged, "status", says="damaged")
    refused(house, "kentongan-kiosk", damaged, says="damaged")
    in_use(house, village)
    read_only(house, village)
    full(house)


def in_use(house, village):
    first = house.start(os.path.join(house.build, "kentongan-kiosk"), "--data", village, "--script",
                        "-", stdin=subprocess.PIPE, text=True)
    mark = os.path.join(house.root, "up.txt")
    first.stdin.write(f"expect #home.aspire\ndump {mark}\n")
    first.stdin.flush()
    until = time.time() + 30
    while not os.path.exists(mark) and time.time() < until:
        time.sleep(0.05)
    refused(house, "kentongan-kiosk", village, says="in use")
    first.stdin.close()
    hold(first.wait(timeout=30) == 0, "the first one goes on and ends well")
    house.children.remove(first)


def read_only(house, village):
    locked = os.path.join(house.root, "locked")
    shutil.copytree(village, locked)
    if os.geteuid() == 0:
        # root may write anywhere: somebody else tries
        os.chmod(house.root, 0o755)
        for at, _dirs, files in os.walk(locked):
            os.chmod(at, 0o755)
            for name in files:
                os.chmod(os.path.join(at, name), 0o644)
        who = {"user": 65534, "group": 65534, "extra_groups": []}
    else:
        os.chmod(locked, 0o500)
        who = {}
    for program, command in (("kentongan-sync", ["status"]), ("kentongan-kiosk", [])):
        path = shutil.copy(os.path.join(house.build, program), house.root)
        done = subprocess.run([path, "--data", locked, *command], env=house.env,
                              capture_output=True, text=True, timeout=60, **who)
        house.said = done.stderr.strip()
        hold(done.returncode == 1, f"{program} on a folder that it may not write ends with 1")
        house.one_line(program)
        hold("written" in house.said, "and says that it may not be written")


def full(house):
    small = os.path.join(house.root, "small")
    os.makedirs(small)
    if subprocess.call(["mount", "-t", "tmpfs", "-o", "size=1500k", "tmpfs", small],
                       stderr=subprocess.DEVNULL) != 0:
        print("ok - skipped: a full disk cannot be made here without the right to mount")
        return
    try:
        house.sync(small, "init")
        with open(f"{small}/filler", "wb", buffering=0) as filler:
            try:
                while True:
                    filler.write(b"x" * 4096)
            except OSError:
                pass
        notice = os.path.join(house.root, "long.md")
        with open(notice, "w") as out:
            out.write("---\ntitle: Panjang\ncategory: kegiatan\n---\n" + "isi yang panjang\n" * 10000)
        refused(house, "kentongan-sync", small, "post", notice, says="full|room")
        os.remove(f"{small}/filler")
        house.sync(small, "status")
        hold(True, "with some room freed it works again")
    finally:
        subprocess.call(["umount", small])


def ports(house):
    second = os.path.join(house.root, "regency-2")
    house.run("kentongan-regency", second, "init", "--code", "32.16", "--name", "Lain")
    refused(house, "kentongan-regency", second, "serve", "--listen", f"127.0.0.1:{house.port}",
            says="in use|already")


def usage(house, village):
    for program, arguments in (("kentongan-sync", ["dance"]), ("kentongan-sync", []),
                               ("kentongan-regency", ["serve"]), ("kentongan-regency", ["dance"]),
                               ("kentongan-kiosk", ["--size", "huge"])):
        house.run(program, village, *arguments, expect=2)
        hold(house.said, f"{program} {' '.join(arguments)} is wrong usage and says how")


def story(house):
    house.found()
    house.serve()
    village = house.enrol("balai-desa")
    house.screen()
    notices(house, village)
    tickets(house)
    folders(house, village)
    ports(house)
    usage(house, village)


if __name__ == "__main__":
    told(story)
