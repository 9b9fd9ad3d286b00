# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody who touches anything: monkey.py BUILD [--seeds A-B] [--minutes N] [--size WxH]

Drives the kiosk through `--script -`: touches, keys, swipes, long touches, other letters, languages
and windows, all by chance, for so many minutes of the test clock. What it may touch it learns from
`dump`. Whatever it does, the kiosk must not end, home must be in reach, and once nobody has touched
anything for long enough no word that was typed may be found on any page.

The same seed does the same: what it did is in BUILD/tests/monkey/SEED.script, to be played again.
With a build of `SAN=address,undefined` a fault of memory, and a leak at the end, is a failure."""
import argparse
import os
import random
import re
import select
import shutil
import subprocess
import sys
import time

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
TOUCH = {"button", "tile", "choice", "input", "key"}
VOICE_BAR = {"#speak.slower", "#speak.stop", "#speak.faster"}
MARK = "monyet"  # is in everything that it types, so that it can be found again
IDLE_MS = 330000  # longer than any page waits, and the question after it
ANSWER_S = 120  # real time, generous for sanitizers
LANGS = ["id", "su", "jv", "en", "pseudo"]
SIZES = ["1080x1920", "1920x1080", "720x1280", "1280x720"]
TEXTS = ["{mark} jalan rusak", "{mark}\\n\\n  ", "é {mark} \u0645\u0631 \U0001f600", "{mark} " * 40,
         "{mark}" + "a" * 300]


class Broken(Exception):
    pass


class Element:
    def __init__(self, line):
        name, self.role, self.label, *rect = line.split("\t")
        self.id = name if name.startswith("#") else None
        self.x, self.y, self.w, self.h = map(int, rect)


class Kiosk:
    """One kiosk under a script that is written while it plays."""

    def __init__(self, build, data, folder, seed, size):
        self.dump_path = os.path.join(folder, "page")
        self.script = open(os.path.join(folder, f"{seed}.script"), "w", encoding="utf-8")
        self.log = open(os.path.join(folder, f"{seed}.log"), "w+", encoding="utf-8")
        env = dict(os.environ, SDL_VIDEODRIVER="dummy", SDL_AUDIODRIVER="dummy")
        env.setdefault("LSAN_OPTIONS", "print_suppressions=0:suppressions=" +
                       os.path.join(ROOT, "tests/story/lsan.supp"))
        self.child = subprocess.Popen(
            [os.path.join(build, "kentongan-kiosk"), "--data", data, "--size", size, "--lang", "id",
             "--text-size", "100", "--now", "2026-11-23T09:41", "--script", "-"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log, text=True, env=env)

    def do(self, *steps):
        """Plays the steps and waits until they are done."""
        for step in steps:
            self.script.write(step + "\n")
        self.script.flush()
        try:
            self.child.stdin.write("\n".join(steps) + "\nstat\n")
            self.child.stdin.flush()
        except BrokenPipeError:
            raise self.end_of(steps) from None
        ready, _, _ = select.select([self.child.stdout], [], [], ANSWER_S)
        if not ready:
            self.child.kill()
            raise Broken(f"no answer in {ANSWER_S} s after: {steps[-1]}")
        if not self.child.stdout.readline():
            raise self.end_of(steps)

    def end_of(self, steps):
        self.child.wait()
        self.log.seek(0)
        said = self.log.read().strip()[-3000:]
        return Broken(f"exit {self.child.returncode} at: {'; '.join(steps)[:300]}\n{said}")

    def page(self):
        """What is shown; what a dialog veils is left out."""
        self.do(f"dump {self.dump_path}")
        with open(self.dump_path, encoding="utf-8") as file:
            elements = [Element(line) for line in file.read().splitlines()]
        dialogs = [i for i, e in enumerate(elements) if e.role == "dialog"]
        return elements[dialogs[-1]:] if dialogs else elements

    def finish(self):
        self.child.stdin.close()
        self.child.stdout.read()
        if self.child.wait(timeout=ANSWER_S) != 0:
            raise self.end_of(["the end"])

    def close(self):
        if self.child.poll() is None:
            self.child.kill()
            self.child.wait()
        self.script.close()
        self.log.close()


class Monkey:
    def __init__(self, kiosk, seed, minutes):
        self.kiosk = kiosk
        self.chance = random.Random(seed)
        self.left_ms = minutes * 60000
        self.deeds = 0
        self.seen = set()

    def wait(self, wait_ms):
        self.left_ms -= wait_ms
        return f"wait {wait_ms}"

    def deed(self, page):
        """One thing that somebody might do here."""
        # What stands over a scrolled place goes away when that place is scrolled to it.
        touchable = [e for e in page if e.id and e.role in TOUCH and not e.id.endswith(".more")]
        if any(e.id.startswith("#speak.") for e in touchable):
            # The page follows the voice, which runs in real time: what stands in it, and the
            # voice's own bar, may be gone when the finger comes.
            touchable = [e for e in touchable if re.match(r"#nav\.|.*\.speak$", e.id)]
        inputs = [e for e in touchable if e.role == "input"]
        areas = [e for e in page
                 if e.id and e.role in ("group", "dialog") and e.w > 60 and e.h > 60]
        kind = self.chance.choices(
            ["tap", "type", "swipe", "hold", "wait", "letters", "lang", "size"],
            [60, 10 if inputs else 0, 8, 2, 14, 1, 2, 1])[0]
        if kind == "tap" and touchable:
            # Ways on more often than back, so that it comes far.
            weights = [1 if e.id.startswith("#nav.") or e.role == "key" else 4 for e in touchable]
            return f"tap {self.chance.choices(touchable, weights)[0].id}"
        if kind == "type":
            return f'type "{self.chance.choice(TEXTS).format(mark=MARK)}"'
        if kind == "swipe":
            way = self.chance.choice(["up", "up", "down", "left", "right"])
            is_inside = areas and self.chance.random() < 0.7
            return f"swipe {way} {self.chance.choice(areas).id}" if is_inside else f"swipe {way}"
        if kind == "hold" and touchable:
            return f"hold {self.chance.choice(touchable).id} {self.chance.choice([700, 3200])}"
        if kind == "letters":
            return f"text-size {self.chance.choice([100, 130, 160])}"
        if kind == "lang":
            return f"lang {self.chance.choice(LANGS)}"
        if kind == "size":
            return f"size {self.chance.choice(SIZES)}"
        return self.wait(self.chance.choice([100, 300, 300, 1000, 4000, 16000]))

    def go_home(self):
        """By what is on the page; every page must have such a way."""
        for _ in range(10):
            page = self.kiosk.page()
            ids = {e.id for e in page}
            if "#home" in ids:
                return
            # A dialog is answered by the last of its buttons, which never goes on.
            # The voice's bar stands last on its page and is no way on; it runs in real time.
            buttons = [e.id for e in page if e.id and e.role in TOUCH and
                       not e.id.endswith(".more") and e.id not in VOICE_BAR]
            more = [e.id[:-len(".more")] for e in page if e.id and e.id.endswith(".more")]
            if page[0].role == "dialog" and more:  # a menu longer than the window
                self.kiosk.do(f"swipe up {more[0]}", self.wait(400))
                continue
            way = "#nav.home" if "#nav.home" in ids else "#nav.back" if "#nav.back" in ids else \
                buttons[-1] if buttons else None
            if not way:
                break
            self.kiosk.do(f"tap {way}", self.wait(400))
        page = self.kiosk.page()
        if "#home" not in {e.id for e in page}:
            raise Broken("no way home from: " + " ".join(e.id for e in page if e.id)[:400])

    def rest(self):
        """Nobody there: the kiosk comes home by itself and has forgotten what was typed."""
        self.kiosk.do(f"wait {IDLE_MS}", "wait 25000")  # not of its own time
        page = self.kiosk.page()
        if "#home" not in {e.id for e in page}:
            # What stands before the pages of home goes at a touch.
            touchable = [e.id for e in page if e.id and e.role in TOUCH]
            if not touchable:
                raise Broken("after idling there is nothing to touch")
            self.kiosk.do(f"tap {touchable[0]}", self.wait(400))
        self.go_home()
        self.kiosk.do("tap #home.aspire")
        self.kiosk.do("tap #aspire.to.kabupaten", "tap #aspire.category.lainnya")
        if any(MARK in e.label for e in self.kiosk.page()):
            raise Broken("after idling a typed word is still there")
        self.go_home()

    def live(self):
        until_rest = self.chance.randint(40, 160)
        while self.left_ms > 0:
            page = self.kiosk.page()
            self.seen.update(re.sub(r"\.\d+$", "", e.id) for e in page if e.id)
            self.kiosk.do(self.deed(page), self.wait(20))
            self.deeds += 1
            if self.deeds % 25 == 0:
                self.go_home()
            if self.deeds % until_rest == 0:
                self.rest()
        self.rest()


def make_village(build, folder):
    village = os.path.join(folder, "village")
    shutil.rmtree(village, ignore_errors=True)
    subprocess.run([os.path.join(build, "tests/screens/fixture"), village,
                    os.path.join(ROOT, "assets/samples")], check=True, stdout=subprocess.DEVNULL)
    return village


def run_seed(build, folder, seed, minutes, size):
    data = os.path.join(folder, f"{seed}.data")
    shutil.rmtree(data, ignore_errors=True)
    shutil.copytree(os.path.join(folder, "village"), data)
    begun = time.monotonic()
    kiosk = Kiosk(build, data, folder, seed, size)
    monkey = Monkey(kiosk, seed, minutes)
    try:
        monkey.live()
        kiosk.finish()
        print(f"  ok       seed {seed}: {monkey.deeds} deeds, {len(monkey.seen)} kinds of things "
              f"seen, {minutes} min in {time.monotonic() - begun:.0f} s", flush=True)
        return True
    except Broken as broken:
        print(f"  NOT OK   seed {seed}, deed {monkey.deeds}: {broken}\n           played again by: "
              f"kentongan-kiosk --script {folder}/{seed}.script", flush=True)
        return False
    finally:
        kiosk.close()
        shutil.rmtree(data, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("--seeds", default="1")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--size", default="1080x1920")
    given = parser.parse_args()
    first, _, last = given.seeds.partition("-")
    seeds = range(int(first), int(last or first) + 1)
    build = os.path.abspath(given.build)
    folder = os.path.join(build, "tests/monkey")
    os.makedirs(folder, exist_ok=True)
    make_village(build, folder)
    results = [run_seed(build, folder, seed, given.minutes, given.size) for seed in seeds]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
