# SPDX-License-Identifier: GPL-3.0-or-later
"""The kiosk beside Debian's Chromium in kiosk mode: the same fifty notices, as one plain page
without a script, on the same display, in the same run. What is on it is read from its frame."""
import html
import os
import shutil
import signal
import statistics
import subprocess
import tempfile
import time

import textgen
from frame import Frame

W, H = 1080, 1920
NOTICES = 50
STARTS = 5
START_LIMIT_S = 60
SETTLE_S = 30  # what a browser does by itself after its start

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


class Program:
    """Started on the frame; everything that it starts ends with it."""

    def __init__(self, frame, command, env):
        self.begun = time.perf_counter()
        self.child = subprocess.Popen(command, env=dict(env, DISPLAY=frame.display),
                                      stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                      start_new_session=True)
        self.pid = self.child.pid
        self.is_shown = frame.wait_for_text(START_LIMIT_S)
        self.start_ms = (time.perf_counter() - self.begun) * 1000

    def end(self):
        os.killpg(self.pid, signal.SIGTERM)
        try:
            self.child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(self.pid, signal.SIGKILL)
            self.child.wait()


def chromium_command(page, profile):
    """As one would start a kiosk with it. Its sandbox refuses root."""
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return ["chromium", *root, "--kiosk", f"--app=file://{page}", f"--user-data-dir={profile}",
            "--no-first-run", "--no-default-browser-check", "--disable-background-networking",
            "--disable-component-update", "--password-store=basic", f"--window-size={W},{H}",
            "--window-position=0,0"]


def starts(frame, make):
    times = []
    for _ in range(STARTS + 1):  # the first fills the caches of disk and fonts
        program = make()
        if not program.is_shown:
            program.end()
            return None
        times.append(program.start_ms)
        program.end()
        frame.wait_for_none()
    return statistics.median(times[1:])


def compare(house, row, at_most, at_least, idle_ms, pss_ours):
    """idle_ms, pss_ours: of the kiosk with a thousand notices, as measured before."""
    if not shutil.which("chromium"):
        print("# chromium is not installed: no figures beside it (apt-get install chromium)",
              flush=True)
        return
    frame = Frame(W, H)
    folder = tempfile.mkdtemp(prefix="kentongan-browser-")
    try:
        measure(house, frame, folder, (row, at_most, at_least), idle_ms, pss_ours)
    finally:
        frame.close()
        shutil.rmtree(folder, ignore_errors=True)


def measure(house, frame, folder, say, idle_ms, pss_ours):
    row, at_most, at_least = say
    page, village = os.path.join(folder, "kabar.html"), os.path.join(folder, "village")
    write_page(page)
    house.sync(village, "init")
    subprocess.run([os.path.join(house.build, "tests/bench/post_notices"), village],
                   input="\n".join(texts()) + "\n", text=True, check=True)
    env = dict(house.env, SDL_VIDEODRIVER="x11")
    kiosk = [os.path.join(house.build, "kentongan-kiosk"), "--data", village, "--size", f"{W}x{H}"]
    browser = chromium_command(page, os.path.join(folder, "profile"))
    ours = starts(frame, lambda: Program(frame, kiosk, env))
    theirs = starts(frame, lambda: Program(frame, browser, env))
    if not ours or not theirs:
        print(f"# no text within {START_LIMIT_S} s: kiosk {ours}, chromium {theirs}", flush=True)
        return
    row("start-50-notices", ours, "ms")
    row("start-50-notices-chromium", theirs, "ms")
    at_least("start-chromium-to-ours", theirs / ours, "ratio", 8)
    program = Program(frame, browser, env)
    time.sleep(SETTLE_S)
    windows = []
    for _ in range(3):
        before = cpu_ms(program.pid)
        time.sleep(10)
        windows.append(cpu_ms(program.pid) - before)
    pss = pss_mib(program.pid)
    program.end()
    row("pss-chromium", pss, "MiB")
    at_least("pss-chromium-to-ours", pss / pss_ours, "ratio", 10)
    row("idle-10s-cpu-chromium", statistics.median(windows), "ms")
    at_most("idle-cpu-ours-to-chromium", idle_ms / statistics.median(windows), "ratio", 0.02)
