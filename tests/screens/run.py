# SPDX-License-Identifier: GPL-3.0-or-later
"""Every page, in every language, letter size and orientation: run.py BUILD [accept|look]

A visit is played once for each size of letters and window; at each of its pages (`dump $DUMP/NAME`)
the language goes round, so that one visit gives a page in all of them. What must be true of any
page is checked (check.py, look.c); what a page says and where is held against golden/, and some
pictures, listed in pictures.txt, to the pixel.

`accept` makes what is shown now the golden: look at the pictures first. `look` writes a picture of
every page into BUILD/tests/screens/out/look, for the eye alone."""
import concurrent.futures
import math
import os
import re
import shutil
import struct
import subprocess
import sys
import time

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, HERE)
import check  # noqa: E402

LANGS = ["en", "su", "jv", "pseudo", "id"]  # the visit itself goes on in the last one
CHECKED_LANGS = ["jv", "su", "id"]  # in small windows; Javanese has the longest words
CATALOGUES = ["en", "su", "jv"]
HELD = [(percent, size) for size in ("1080x1920", "1920x1080") for percent in (100, 130, 160)]
HELD.append((160, "720x1280"))  # the least room that there is
# Smaller windows are checked, without goldens of their own.
CHECKED = [(100, "720x1280"), (100, "1280x720"), (160, "1280x720")]
# What is played to see every page, each from a village of its own.
VISITS = [("visit.script", "village"), ("rooms.script", "village"), ("alert.script", "warned"),
          ("bare.script", "bare")]
# Rooms seen by few: held in the smallest and the largest, in the languages that show what is cut,
# and checked where a window leaves the least room. Script and village.
ROOMS = [("learn.script", "village"), ("staff.script", "village"), ("register.script", "register"),
         ("keeper.script", "keeper"), ("copies.script", "copies"), ("write.script", "writer"), ("setup.script", "setup"),
         ("enrolled.script", "enrolled")]
ROOM_LANGS = ["jv", "pseudo", "id"]
ROOM_HELD = [(100, "1080x1920"), (160, "1920x1080")]
ROOM_CHECKED = [(160, "720x1280"), (160, "1280x720")]
NOW = "2026-11-23T09:41"
WORKERS = min(2, os.cpu_count() or 1)
CODE = re.compile(r"\d{4} \d{4} \d{4} \d{4}")
ROOM = re.compile(r"\d[\d.,]* [MG]B")  # of the disk on which the test runs
PAUSE = re.compile(r"# pause ([0-9.]+)$")
PAGE = re.compile(r"dump \$DUMP/(\S+)$")


class Failed(Exception):
    pass


class Run:
    def __init__(self, build, mode):
        self.build = os.path.abspath(build)
        self.mode = mode
        self.out = os.path.join(self.build, "tests/screens/out")
        shutil.rmtree(self.out, ignore_errors=True)
        for folder in ("pictures", "look"):
            os.makedirs(os.path.join(self.out, folder))
        self.env = dict(os.environ, SDL_VIDEODRIVER="dummy", SDL_AUDIODRIVER="dummy")
        self.codes = {}
        self.pictures = read_pictures()
        self.failed = False

    def say(self, word, what):
        print(f"  {word:<8} {what}", flush=True)

    def fail(self, what, lines=()):
        self.failed = True
        self.say("NOT OK", what)
        for line in list(lines)[:25]:
            print("           " + line[:240], flush=True)

    # ---- data

    def fixture(self, *arguments):
        maker = os.path.join(self.build, "tests/screens/fixture")
        done = subprocess.run([maker, *arguments], capture_output=True, text=True, env=self.env)
        if done.returncode != 0:
            raise Failed(f"fixture: {done.stderr.strip()}")
        return dict(line.split("=") for line in done.stdout.split())

    def prepare(self):
        samples = os.path.join(ROOT, "assets/samples")
        self.codes = self.fixture(os.path.join(self.out, "village"), samples)
        self.fixture(os.path.join(self.out, "bare"), samples, "bare")
        self.fixture(os.path.join(self.out, "warned"), samples, "alert")
        self.fixture(os.path.join(self.out, "register"), samples, "register")
        self.fixture(os.path.join(self.out, "keeper"), samples, "keeper")
        self.fixture(os.path.join(self.out, "copies"), samples, "copies")
        self.fixture(os.path.join(self.out, "writer"), samples, "writer")
        self.fixture(os.path.join(self.out, "setup"), samples, "setup")
        self.fixture(os.path.join(self.out, "enrolled"), samples, "enrolled")
        self.codes["SLIP"] = "9" + self.codes["SENT"][1:]  # one digit of a code that holds, changed

    # ---- playing

    def script(self, name, dumps, percent=None, size=None, langs=LANGS):
        """The lines of a script, with codes put in and each page in every language."""
        for line in open(os.path.join(HERE, name), encoding="utf-8"):
            line = line.rstrip("\n")
            page = PAGE.match(line)
            if page and percent:
                for lang in langs:
                    yield f"lang {lang}"
                    yield f"dump {dumps}/{lang}/{page[1]}"
                    yield from self.shots(page[1], lang, percent, size)
                continue
            for code, digits in sorted(self.codes.items(), key=lambda c: -len(c[0])):
                line = line.replace("$" + code, digits)
            yield line.replace("$DUMP", dumps)

    def shots(self, page, lang, percent, size):
        name = f"{page}-{lang}-{percent}-{size}"
        if name in self.pictures:
            yield f"shot {self.out}/pictures/{name}.png"
        if self.mode == "look" and lang in ("id", "pseudo"):
            yield f"shot {self.out}/look/{name}.png"

    def play(self, name, village, dumps, percent=None, size="1080x1920", lang="id", langs=LANGS):
        """A copy of the village, because a visit leaves traces."""
        data = dumps + ".data"
        shutil.copytree(os.path.join(self.out, village), data)
        if os.path.isdir(os.path.join(data, "sticks")):  # its own, because some are written to
            subprocess.run([os.path.join(self.build, "kentongan-sync"), "--data", data, "set",
                            "media_dir", os.path.join(data, "sticks")], check=True, env=self.env)
        for folder in langs:
            os.makedirs(os.path.join(dumps, folder), exist_ok=True)
        path = f"{dumps}.{name}"
        with open(path, "w", encoding="utf-8") as file:
            file.write("\n".join(self.script(name, dumps, percent, size, langs)) + "\n")
        done = subprocess.run(
            [os.path.join(self.build, "kentongan-kiosk"), "--data", data, "--size", size, "--lang",
             lang, "--text-size", str(percent or 100), "--now", NOW, "--script", path],
            capture_output=True, text=True, env=self.env)
        shutil.rmtree(data)
        if done.returncode != 0:
            raise Failed(f"{name}: {done.stderr.strip()[-2000:]}")

    # ---- what is held

    def visit(self, percent, size, is_held):
        return self.visits(VISITS, f"{percent}-{size}", percent, size,
                           LANGS if is_held else CHECKED_LANGS, is_held)

    def room(self, script, village, percent, size, is_held):
        name = f"{script.removesuffix('.script')}-{percent}-{size}"
        return self.visits([(script, village)], name, percent, size,
                           ROOM_LANGS if is_held else CHECKED_LANGS, is_held)

    def visits(self, scripts, name, percent, size, langs, is_held):
        dumps = os.path.join(self.out, name)
        for script, village in scripts:
            self.play(script, village, dumps, percent, size, langs=langs)
        faults = []
        for lang in langs:
            folder = os.path.join(dumps, lang)
            faults += check.pages(folder, size, lang)
            if is_held:
                faults += self.golden(f"{lang}-{name}", folder)
        return faults

    def golden(self, name, folder):
        text = "".join(held_page(folder, page) for page in sorted(os.listdir(folder)))
        path = os.path.join(HERE, "golden", name + ".txt")
        if self.mode == "accept":
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
            return []
        if not os.path.exists(path):
            return [f"golden/{name}.txt is missing: look, then run.sh BUILD accept"]
        shown = os.path.join(self.out, name + ".txt")
        with open(shown, "w", encoding="utf-8") as file:
            file.write(text)
        done = subprocess.run(["diff", "-U1", path, shown], capture_output=True, text=True)
        return [f"differs from golden/{name}.txt", *done.stdout.splitlines()[2:10]] \
            if done.returncode else []

    def hold_pictures(self):
        """Contrast as it was drawn, and every pixel."""
        names = sorted(self.pictures)
        pairs = []
        for name in names:
            page, lang, percent, size = name.rsplit("-", 3)
            picture = os.path.join(self.out, "pictures", name + ".png")
            if not os.path.exists(picture):
                self.fail(f"pictures.txt: {name} is no page of the visit")
                continue
            pairs += [picture, os.path.join(self.out, f"{percent}-{size}", lang, page)]
        done = subprocess.run([os.path.join(self.build, "tests/screens/look"), *pairs],
                              capture_output=True, text=True)
        faults = [line for line in done.stdout.splitlines() if not line.startswith("hash\t")]
        if done.returncode not in (0, 1) or done.stderr:
            faults.append(done.stderr.strip() or f"look: exit {done.returncode}")
        hashes = dict(line.split("\t")[1:3] for line in done.stdout.splitlines()
                      if line.startswith("hash\t"))
        if self.mode == "accept":
            write_pictures(hashes)
        else:
            for name, value in hashes.items():
                if value != self.pictures[name]:
                    faults.append(f"{name} looks different: {self.out}/pictures/{name}.png")
            if any(value != self.pictures.get(name) for name, value in hashes.items()):
                faults += font_faults()
        self.report(f"{len(hashes)} pictures", faults)

    def report(self, name, faults):
        if faults:
            self.fail(name, faults)
        else:
            self.say("accepted" if self.mode == "accept" else "ok", name)

    def one(self, name, work):
        try:
            return name, work()
        except Failed as failed:
            return name, [str(failed)]

    # ---- the rest

    def rules(self):
        self.play("rules.script", "village", os.path.join(self.out, "rules"))
        return []

    def blind(self):
        """In real time, with a microphone that hears a tone and a loudspeaker that is a file."""
        place = os.path.join(self.out, "blind")
        env = {"SDL_AUDIODRIVER": "disk", "SDL_DISKAUDIOFILE": place + ".heard",
               "SDL_DISKAUDIOFILEIN": place + ".said"}
        with open(env["SDL_DISKAUDIOFILEIN"], "wb") as said:
            for i in range(48000 * 6):
                said.write(struct.pack("<h", int(9000 * math.sin(i * 440 * math.tau / 48000))))
        self.play_live("blind.script", "village", place, "pseudo", env)
        with open(env["SDL_DISKAUDIOFILE"], "rb") as heard:
            return [] if any(heard.read()) else ["nothing was heard of the answer"]

    def play_live(self, name, village, place, lang, env):
        """Like play, through a pipe: after `# pause SECONDS` so much real time passes."""
        data, mark = place + ".data", place + ".mark"
        shutil.copytree(os.path.join(self.out, village), data)
        kiosk = subprocess.Popen(
            [os.path.join(self.build, "kentongan-kiosk"), "--data", data, "--size", "1080x1920",
             "--lang", lang, "--now", NOW, "--script", "-"], stdin=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, env=dict(self.env, **env))
        try:
            for line in self.script(name, place):
                pause = PAUSE.match(line)
                kiosk.stdin.write(f"dump {mark}\n" if pause else line + "\n")
                kiosk.stdin.flush()
                while pause and not os.path.exists(mark) and kiosk.poll() is None:
                    time.sleep(0.02)
                if pause:
                    time.sleep(float(pause[1]))
                    os.path.exists(mark) and os.remove(mark)
        except BrokenPipeError:
            pass  # what it said last tells why
        said = kiosk.communicate()[1]
        if kiosk.returncode != 0:
            told = [line for line in said.splitlines() if "CRITICAL" not in line]  # SDL's disk driver
            raise Failed(f"{name}: {' '.join(told)[-2000:]}")

    def deaf(self):
        """No microphone, no loudspeaker, no espeak-ng, no printer: each is told in plain words."""
        place = os.path.join(self.out, "deaf")
        shutil.copytree(os.path.join(self.out, "village"), place + "-village")
        subprocess.run([os.path.join(self.build, "kentongan-sync"), "--data", place + "-village",
                        "set", "printer", "/nowhere/printer"], check=True, capture_output=True)
        without = {"SDL_AUDIODRIVER": "alsa", "ALSA_CONFIG_PATH": "/nowhere"}
        self.play_live("deaf.script", "deaf-village", place, "id", without)
        self.play_live("mute.script", "village", place + "-mute", "id", dict(without, PATH="/nowhere"))
        return []

    def hard(self):
        folder = os.path.join(self.out, "hard-notices")
        os.makedirs(folder)
        subprocess.run([sys.executable, os.path.join(HERE, "hard.py"), folder], check=True)
        self.fixture(os.path.join(self.out, "hard-village"), folder)
        self.play("hard.script", "hard-village", os.path.join(self.out, "hard"), percent=160)
        return []

    def translated(self):
        """Every sentence that a screen can say has its translation, and none is doubtful."""
        faults = []
        pot = os.path.join(self.build, "kentongan.pot")
        for lang in CATALOGUES:
            po = os.path.join(ROOT, "assets/locale", lang + ".po")
            done = subprocess.run(["msgcmp", po, pot], capture_output=True, text=True)
            faults += [line for line in done.stderr.splitlines()
                       if done.returncode and not line.endswith("this message is not used")]
        return faults

    def all(self):
        self.prepare()
        works = [("catalogues are whole", self.translated)]
        works += [(f"pages {p} % {s}", lambda p=p, s=s: self.visit(p, s, True)) for p, s in HELD]
        works += [(f"pages {p} % {s}", lambda p=p, s=s: self.visit(p, s, False))
                  for p, s in CHECKED]
        for script, village in ROOMS:
            works += [(f"{script} {p} % {s}", lambda r=script, v=village, p=p, s=s, h=h:
                       self.room(r, v, p, s, h))
                      for pairs, h in ((ROOM_HELD, True), (ROOM_CHECKED, False)) for p, s in pairs]
        works += [("rules", self.rules), ("without a word", self.blind),
                  ("hard notices", self.hard), ("without sound, voice and paper", self.deaf)]
        with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
            for name, faults in pool.map(lambda w: self.one(*w), works):
                self.report(name, faults)
        self.hold_pictures()


def held_page(folder, page):
    """As the golden has it: codes and room differ each time, and a group says what stands in it."""
    out = [f"== {page}\n"]
    for line in open(os.path.join(folder, page), encoding="utf-8"):
        cells = ROOM.sub("# GB", CODE.sub("#### #### #### ####", line)).split("\t")
        if cells[1] in ("group", "dialog"):
            cells[2] = ""
        out.append("\t".join(cells))
    return "".join(out)


# ---- pictures.txt: which page, in which language, size and window; and its pixels' hash

PICTURES = os.path.join(HERE, "pictures.txt")
FONT_PACKAGES = ["fonts-noto-core", "libfreetype6", "libharfbuzz0b", "libsdl2-2.0-0",
                 "libsdl2-image-2.0-0", "libsdl2-ttf-2.0-0", "librsvg2-2"]


def font_versions():
    done = subprocess.run(["dpkg-query", "-W", "-f", "${Package} ${Version}\n", *FONT_PACKAGES],
                          capture_output=True, text=True)
    return sorted(done.stdout.splitlines())


def read_pictures():
    rows = [line.split() for line in open(PICTURES, encoding="utf-8") if line[0] not in "#\n"]
    return {row[0]: row[1] if len(row) > 1 else "" for row in rows}


def font_faults():
    made = sorted(l[2:].strip() for l in open(PICTURES, encoding="utf-8") if l.startswith("# lib")
                  or l.startswith("# fonts"))
    return [f"(made with {was}; here {now})" for was, now in zip(made, font_versions())
            if was != now]


def write_pictures(hashes):
    old = [line for line in open(PICTURES, encoding="utf-8")]
    head = [l for l in old if l.startswith("#") and not l.startswith(("# lib", "# fonts"))]
    with open(PICTURES, "w", encoding="utf-8") as file:
        file.writelines(head)
        file.writelines(f"# {line}\n" for line in font_versions())
        file.writelines(f"{name} {hashes[name]}\n" for name in sorted(hashes))


def main():
    if len(sys.argv) not in (2, 3) or (len(sys.argv) == 3 and sys.argv[2] not in
                                       ("accept", "look")):
        print("run.py BUILD [accept|look]", file=sys.stderr)
        return 2
    run = Run(sys.argv[1], sys.argv[2] if len(sys.argv) == 3 else "")
    begun = time.monotonic()
    try:
        run.all()
    except Failed as failed:
        run.fail(str(failed))
    run.say("", f"{time.monotonic() - begun:.0f} s")
    return 1 if run.failed else 0


if __name__ == "__main__":
    sys.exit(main())
