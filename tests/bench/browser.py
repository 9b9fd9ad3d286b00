# SPDX-License-Identifier: GPL-3.0-or-later
"""The kiosk beside Debian's Chromium in kiosk mode: the same fifty notices, as one plain page
without a script, on the same display, in the same run. What is on it is read from its frame."""
import html
import os
import shutil
import statistics
import subprocess
import tempfile
import time

import textgen
from frame import Frame, Program
from rows import at_least, at_most, row

W, H = 1080, 1920
NOTICES = 50
STARTS = 9
TRIES = 3
SETTLE_S = 130  # what a browser does by itself after its start; the kiosk's panel turns for 100 s

PAGE = """<!doctype html>
<html lang="id"><head><meta charset="utf-8"><title>Kabar desa</title>
<style>
body { background: #fbf6ec; color: #1e1b16; font: 36px/1.4 "Noto Sans"; margin: 56px; }
h1 { font-size: 54px; } h2 { font-size: 42px; }
article { background: #fff; border: 2px solid #8a7f6c; border-radius: 28px; margin: 24px 0;
  padding: 24px 32px; }
</style></head><body><h1>Desa Sukamaju</h1>
"""


def texts():
    return list(textgen.texts(NOTICES, 3, 80, 600))


def write_page(path):
    with open(path, "w", encoding="utf-8") as file:
        file.write(PAGE)
        for i, text in enumerate(texts(), 1):
            file.write(f"<article><h2>Kabar ke-{i}</h2><p>{html.escape(text)}</p></article>\n")
        file.write("</body></html>\n")


def family(pid):
    """The process and all that came from it."""
    parents = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat") as file:
                parents.setdefault(int(file.read().rsplit(")", 1)[1].split()[1]), []).append(
                    int(name))
        except OSError:
            pass  # it ended meanwhile
    found = [pid]
    for one in found:
        found += parents.get(one, [])
    return found


def pss_mib(pid):
    total = 0
    for one in family(pid):
        try:
            with open(f"/proc/{one}/smaps_rollup") as file:
                total += next(int(line.split()[1]) for line in file if line.startswith("Pss:"))
        except (OSError, StopIteration):
            pass
    return total / 1024


def cpu_ms(pid):
    """Milliseconds on a processor so far, over all threads of all its processes."""
    spent = 0
    for one in family(pid):
        try:
            for task in os.listdir(f"/proc/{one}/task"):
                with open(f"/proc/{one}/task/{task}/schedstat") as file:
                    spent += int(file.read().split()[0])
        except OSError:
            pass
    return spent / 1e6


def chromium_command(page, profile):
    """As one would start a kiosk with it, and in its favour: without a GPU it is quicker when it
    does not look for one. Its sandbox refuses root."""
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return ["chromium", *root, "--kiosk", f"--app=file://{page}", f"--user-data-dir={profile}",
            "--no-first-run", "--no-default-browser-check", "--disable-background-networking",
            "--disable-component-update", "--password-store=basic", "--disable-gpu",
            "--force-color-profile=srgb", f"--window-size={W},{H}", "--window-position=0,0"]


def start_once(frame, make):
    """Milliseconds; a start that shows nothing is said and tried again."""
    for _ in range(TRIES):
        program = make(frame)
        program.end()
        if program.start_ms is not None:
            return program.start_ms
        print(f"# a start showed no text: {program.why}", flush=True)
    return None


def starts(frame, ours, theirs):
    """Medians of both, by turns, so that what else the machine does meets both. The first of each is
    not counted: it fills the caches of disk, fonts and profile, which are warm for both after it."""
    times = [(start_once(frame, ours), start_once(frame, theirs)) for _ in range(STARTS + 1)]
    counted = [pair for pair in times[1:] if None not in pair]
    if len(counted) <= STARTS // 2:
        return None
    return [statistics.median(column) for column in zip(*counted)]


def idle(makes):
    """Milliseconds of a processor in ten seconds at rest, a minute long and at the same time, so
    that a change of the clock's minute is in it; and the PSS of the browser."""
    frames = [Frame(W, H) for _ in makes]
    programs = [make(frame) for frame, make in zip(frames, makes)]
    try:
        time.sleep(SETTLE_S)
        for program in programs:
            if program.child.poll() is not None:
                raise SystemExit("a program ended while it was to be idle: " + program.why)
        before = [cpu_ms(program.pid) for program in programs]
        time.sleep(60)
        spent = [(cpu_ms(program.pid) - was) / 6 for program, was in zip(programs, before)]
        return spent, pss_mib(programs[1].pid)
    finally:
        for program, frame in zip(programs, frames):
            program.end()
            frame.close()


def compare(house, pss_ours):
    """pss_ours: of the kiosk after a visit to every screen, as measured before."""
    if not shutil.which("chromium"):
        print("# chromium is not installed: no figures beside it (apt-get install chromium)",
              flush=True)
        return
    folder = tempfile.mkdtemp(prefix="kentongan-browser-")
    try:
        measure(house, folder, pss_ours)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def measure(house, folder, pss_ours):
    page, village = os.path.join(folder, "kabar.html"), os.path.join(folder, "village")
    write_page(page)
    house.sync(village, "init")
    subprocess.run([os.path.join(house.build, "tests/bench/post_notices"), village],
                   input="\n".join(texts()) + "\n", text=True, check=True)
    env = dict(house.env, SDL_VIDEODRIVER="x11")
    kiosk = [os.path.join(house.build, "kentongan-kiosk"), "--data", village, "--size", f"{W}x{H}"]
    browser = chromium_command(page, os.path.join(folder, "profile"))

    def ours(frame):
        return Program(frame, kiosk, env)

    def theirs(frame):
        return Program(frame, browser, env)

    frame = Frame(W, H)
    try:
        medians = starts(frame, ours, theirs)
    finally:
        frame.close()
    if medians:
        row("start-50-notices", medians[0], "ms")
        row("start-50-notices-chromium", medians[1], "ms")
        at_least("start-chromium-to-ours", medians[1] / medians[0], "ratio", 8)
    else:
        row("start-chromium-to-ours", "no figure", "ratio", ">= 8", False)
    spent, pss = idle((ours, theirs))
    row("pss-chromium", pss, "MiB")
    at_least("pss-chromium-to-ours", pss / pss_ours, "ratio", 10)
    row("idle-10s-cpu-beside-chromium", spent[0], "ms")
    row("idle-10s-cpu-chromium", spent[1], "ms")
    at_most("idle-10s-cpu-ours-to-chromium", spent[0] / spent[1], "ratio", 0.02)
