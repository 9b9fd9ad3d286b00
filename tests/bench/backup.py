# SPDX-License-Identifier: GPL-3.0-or-later
"""A backup of a village of some years (10,000 aspirations, 1 GB of pictures that do not compress)
beside `cp -r` and sync of the same folder, by turns, its files in memory for both; and the screen
and a villager on that folder meanwhile."""
import os
import re
import shutil
import statistics
import subprocess
import threading
import time

import textgen
from rows import at_least, at_most, row

WORDS = 10000
PICTURE_BYTES = 1 << 20
PICTURES = 1000
TURNS = 3
QUIET_S = 10
TAPS = 20  # in one line of the script
ROOM = 8 << 30  # the folder, a copy, a backup, and what others need
PASSPHRASE = "empat ekor ayam hitam"


def make(house, place):
    texts = "\n".join(textgen.texts(500, 11, 80, 600)) + "\n"
    village = os.path.join(place, "village")
    subprocess.run([os.path.join(house.build, "tests/bench/file_many"), village, str(WORDS)],
                   input=texts, text=True, check=True, capture_output=True)
    notices = "\n".join(textgen.texts(100, 3, 80, 600)) + "\n"
    subprocess.run([os.path.join(house.build, "tests/bench/post_notices"), village], input=notices,
                   text=True, check=True)
    media = os.path.join(village, "media")
    os.makedirs(media, exist_ok=True)
    for number in range(PICTURES):
        with open(os.path.join(media, f"{number:032x}"), "wb") as out:
            out.write(os.urandom(PICTURE_BYTES))
    return village, texts


def warm(village):
    for folder, _, names in os.walk(village):
        for name in names:
            with open(os.path.join(folder, name), "rb") as file:
                while file.read(1 << 20):
                    pass


def by_cp(village, place):
    copy = os.path.join(place, "copy")
    os.sync()
    begun = time.perf_counter()
    subprocess.run(["cp", "-r", village, copy], check=True)
    subprocess.run(["sync", "-f", copy], check=True)
    took = time.perf_counter() - begun
    shutil.rmtree(copy)
    return took


def by_us(house, village, place, name):
    path = os.path.join(place, name)
    os.sync()
    begun = time.perf_counter()
    house.sync(village, "backup", path)
    took = time.perf_counter() - begun
    size = os.path.getsize(path)
    os.remove(path)
    return took, size


class Filer:
    """A villager every 50 ms, through the real way in, each commit timed."""

    def __init__(self, house, village, place, texts):
        self.end = os.path.join(place, "end")
        self.child = subprocess.Popen([os.path.join(house.build, "tests/bench/file_many"), village,
                                       "50", "until", self.end], stdin=subprocess.PIPE,
                                      stdout=subprocess.PIPE, text=True)
        self.child.stdin.write(texts)
        self.child.stdin.close()

    def worst(self):
        open(self.end, "w").close()
        count, worst = self.child.stdout.read().split()
        self.child.wait()
        os.remove(self.end)
        return int(count), float(worst)


class Screen:
    """A kiosk that is touched without a pause until it is told to end."""

    def __init__(self, house, village):
        self.child = house.start(os.path.join(house.build, "kentongan-kiosk"), "--data", village,
                                 "--size", "1080x1920", "--script", "-", stdin=subprocess.PIPE,
                                 stdout=subprocess.PIPE, text=True)
        self.house, self.times, self.is_over = house, [], False
        self.one()  # the first ones draw everything
        self.times.clear()
        self.thread = threading.Thread(target=self.touch)

    def one(self):
        self.child.stdin.write(f"bench-tap {TAPS} #home.panel.next\n")
        self.child.stdin.flush()
        for line in self.child.stdout:
            found = re.match(r"tap-max\t([\d.]+)\tms", line)
            if found:
                self.times.append(float(found.group(1)))
                return

    def touch(self):
        while not self.is_over:
            self.one()

    def begin(self):
        self.thread.start()

    def worst(self):
        self.is_over = True
        self.thread.join()
        self.child.stdin.close()
        self.child.wait()
        self.house.children.remove(self.child)
        return max(self.times)


def meanwhile(house, village, place, texts):
    """The same backup while somebody stands at the screen, and somebody files."""
    os.sync()
    filer = Filer(house, village, place, texts)
    time.sleep(QUIET_S)
    row("filing-worst-without-a-backup", filer.worst()[1], "ms")
    screen = Screen(house, village)
    filer = Filer(house, village, place, texts)
    time.sleep(1)
    screen.begin()
    # What is removed is removed afterwards: to give back 1 GB at once keeps a file system busy too.
    for turn in range(TURNS):
        house.sync(village, "backup", os.path.join(place, f"busy-{turn}.ktk"))
    worst = screen.worst()
    count, kept = filer.worst()
    row("backup-taps", len(screen.times) * TAPS, "count")
    at_most("backup-tap-to-frame-worst", worst, "ms", 50)
    row("backup-words-filed-meanwhile", count, "count")
    at_most("backup-filing-worst", kept, "ms", 50)


def measure(house):
    place = os.path.join(house.build, "bench-backup")
    shutil.rmtree(place, ignore_errors=True)
    os.makedirs(place)
    try:
        room = os.statvfs(place)
        if room.f_bavail * room.f_frsize < ROOM:
            print(f"# no figures of a backup: {place} has no {ROOM >> 30} GB free", flush=True)
            return
        village, texts = make(house, place)
        secret = os.path.join(place, "passphrase")
        with open(os.open(secret, os.O_CREAT | os.O_WRONLY, 0o600), "w") as out:
            out.write(PASSPHRASE + "\n")
        first = os.path.join(place, "first.ktk")
        house.sync(village, "backup", first, "--passphrase-file", secret)
        os.remove(first)
        warm(village)
        copies, ours = [], []
        for turn in range(TURNS):
            copies.append(by_cp(village, place))
            took, size = by_us(house, village, place, f"turn-{turn}.ktk")
            ours.append(took)
        cp, backup = statistics.median(copies), statistics.median(ours)
        row("backup-bytes", size, "bytes")
        row("backup-cp-and-sync", cp * 1000, "ms")
        row("backup-took", backup * 1000, "ms")
        at_least("backup-speed-to-cp-and-sync", cp / backup, "ratio", 0.33)
        house.screen()
        meanwhile(house, village, place, texts)
    finally:
        shutil.rmtree(place, ignore_errors=True)
