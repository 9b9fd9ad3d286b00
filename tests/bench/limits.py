# SPDX-License-Identifier: GPL-3.0-or-later
"""The kiosk on a machine as small as one finds it: 128 MiB and a quarter of a core, by control
groups (version 2, or 1). The window server stands outside."""
import contextlib
import os
import re
import subprocess

from rows import at_most, row

MEMORY_BYTES = 128 << 20
PERIOD_US, QUOTA_US = 100000, 25000  # as CPUQuota=25% of a unit

ROOT = "/sys/fs/cgroup"
HERE = os.path.dirname(os.path.abspath(__file__))


def write(path, value):
    with open(path, "w") as file:
        file.write(str(value))


def make_v2(name):
    place = os.path.join(ROOT, name)
    os.mkdir(place)
    try:
        write(os.path.join(place, "memory.max"), MEMORY_BYTES)
        write(os.path.join(place, "memory.swap.max"), 0)
        write(os.path.join(place, "cpu.max"), f"{QUOTA_US} {PERIOD_US}")
    except OSError:
        os.rmdir(place)
        raise
    return [place]


def make_v1(name):
    places = [os.path.join(ROOT, kind, name) for kind in ("memory", "cpu")]
    made = []
    try:
        for place in places:
            os.mkdir(place)
            made.append(place)
        write(os.path.join(places[0], "memory.limit_in_bytes"), MEMORY_BYTES)
        write(os.path.join(places[1], "cpu.cfs_period_us"), PERIOD_US)
        write(os.path.join(places[1], "cpu.cfs_quota_us"), QUOTA_US)
    except OSError:
        for place in made:
            os.rmdir(place)
        raise
    return places


@contextlib.contextmanager
def small_machine():
    """Gives a prefix for a command; None with a printed reason where this cannot be made."""
    name = f"kentongan-bench-{os.getpid()}"
    try:
        is_v2 = os.path.exists(os.path.join(ROOT, "cgroup.controllers"))
        places = make_v2(name) if is_v2 else make_v1(name)
    except OSError as error:
        print(f"# no figures of a small machine: control groups cannot be made here ({error})",
              flush=True)
        yield None
        return
    try:
        enter = "; ".join(f"echo $$ >{place}/cgroup.procs" for place in places)
        yield ["sh", "-c", f'{enter}; exec "$@"', "sh"]
    finally:
        for place in places:
            os.rmdir(place)


def filled(house, name):
    """A folder filled for tests/screens, and the codes that open something there."""
    village = os.path.join(house.root, name)
    maker = os.path.join(house.build, "tests/screens/fixture")
    samples = os.path.join(HERE, "..", "..", "assets", "samples")
    done = subprocess.run([maker, village, samples], capture_output=True, text=True, check=True)
    codes = dict(line.split("=") for line in done.stdout.split())
    codes["SLIP"] = "9" + codes["SENT"][1:]
    return village, codes


def visit_lines(codes, script="visit.script"):
    """A script of tests/screens without its dumps, with the codes that the fixture gave."""
    path = os.path.join(HERE, "..", "screens", script)
    for line in open(path, encoding="utf-8"):
        if not line.startswith("dump "):
            for name in sorted(codes, key=len, reverse=True):
                line = line.replace("$" + name, codes[name])
            yield line


def measure(house):
    with small_machine() as prefix:
        if prefix is None:
            return
        village, codes = filled(house, "small")
        script = os.path.join(house.root, "small.script")
        with open(script, "w", encoding="utf-8") as file:
            file.write("bench-tap 300 #home.panel.next\n")
            file.writelines(visit_lines(codes))
        done = subprocess.run(
            [*prefix, os.path.join(house.build, "kentongan-kiosk"), "--data", village, "--size",
             "1080x1920", "--now", "2026-11-23T09:41", "--script", script],
            env=house.env, text=True, capture_output=True)
        figures = dict(re.findall(r"^(\S+)\t([\d.]+)\tms$", done.stdout, re.M))
        holds = done.returncode == 0
        row("small-machine-visit", int(holds), "holds", "1", holds)
        if not holds:
            print(f"# {done.stderr.strip()[-300:]}", flush=True)
        if "tap-p99" in figures:
            row("small-machine-tap-to-frame-p50", float(figures["tap-p50"]), "ms")
            at_most("small-machine-tap-to-frame-p99", float(figures["tap-p99"]), "ms", 100)
