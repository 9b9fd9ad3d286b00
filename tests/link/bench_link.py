# SPDX-License-Identifier: GPL-3.0-or-later
"""The agent over bad links, beside what physics allows: bench_link.py BUILD SEEDS [ROW-GROUP...]

One tab-separated row a figure: name, value, unit, goal, ok or short. SEEDS is "1-5" or "3"; each figure is
the median over them. The seeds of a group run side by side, each over a link of its own: they mostly
sleep. Needs root, and some twenty minutes.

The floor of a figure is its round trips (TCP's handshake, TLS's, the request) and its bytes (the
bundles both ways as the agent reports them, and what the first round with nothing new costs beyond
its bundles) at the link's rate, without a loss, a header of IP or TCP, or a moment of thinking.
"""
import concurrent.futures
import math
import os
import random
import signal
import statistics
import subprocess
import sys
import time

from kit import Far, Link, why_not
from rows import at_least, at_most, row
import textgen

RTT_S, RATE = 0.6, 100_000
EDGE = {"delay_ms": 1000 * RTT_S / 2, "rate_bit": RATE}
HANDSHAKE_TRIPS = 3  # TCP, TLS 1.3, the request itself


def texts(seed, count):
    return list(textgen.texts(count, 1000 * seed + count, 80, 600))


def until(condition, limit_s, step_s=0.02):
    """Seconds until it holds; limit_s when it never did."""
    begun = time.monotonic()
    while time.monotonic() - begun < limit_s:
        if condition():
            return time.monotonic() - begun
        time.sleep(step_s)
    return limit_s


def side_by_side(work, seeds):
    with concurrent.futures.ThreadPoolExecutor(len(seeds)) as pool:
        return list(pool.map(work, seeds))


class Place:
    """A link with a regency at one end and enrolled kiosks at the other."""

    def __init__(self, build, kiosks=1, **link):
        self.link = Link(build, **link)
        self.count = kiosks

    def __enter__(self):
        self.link.__enter__()
        self.house = Far(self.link_build(), self.link)
        try:
            self.house.found()
            self.house.serve()
            self.kiosks = [self.house.enrol(f"kiosk-{i}") for i in range(self.count)]
        except BaseException:
            self.__exit__()
            raise
        return self

    def link_build(self):
        return os.path.dirname(os.path.dirname(os.path.dirname(self.link.program)))

    def __exit__(self, *_):
        self.house.close()
        self.link.close()

    def once(self, kiosk):
        """One `once`: seconds, and the link's counts at its end."""
        begun = time.monotonic()
        agent = self.house.agent(kiosk, "once")
        status = agent.wait()
        took = time.monotonic() - begun
        stats = self.link.stats()
        self.house.children.remove(agent)
        return took, stats, status

    def bundle_bytes(self, kiosk, after=0):
        """Bytes of bundles both ways and rounds, after that row of the agent's reports."""
        return self.house.ask_kiosk(kiosk, "SELECT total(bytes_up) + total(bytes_down), count(*),"
                                    f" max(id) FROM round WHERE id > {after}")[0]


# ---------------------------------------------------------------- a round with nothing new

def first_round(build):
    """Bytes inside TCP beyond the bundles: what every first round pays. Printed as rows, too."""
    with Place(build, delay_ms=450) as place:
        kiosk = place.kiosks[0]
        _, _, before = place.bundle_bytes(kiosk)
        place.link.ask("reset")
        _, stats, _ = place.once(kiosk)
        took_ms = place.house.ask_kiosk(kiosk, "SELECT took_ms FROM round ORDER BY id DESC")[0][0]
        bundles, _, _ = place.bundle_bytes(kiosk, before)
        said = place.link.run("a", os.path.join(build, "tests/bench/empty_round"), kiosk,
                              stdout=subprocess.PIPE, text=True).stdout
    requests, up, down, empty_ms = map(int, said.split())
    payload = sum(stats[way]["came_payload"] for way in ("up", "down"))
    wire = sum(stats[way]["came_bytes"] for way in ("up", "down"))
    at_most("first-round-bytes", payload, "bytes", 2000)
    at_most("first-round-bytes-with-ip-and-tcp", wire, "bytes", 2000)
    at_most("first-round-trips", round(took_ms / 900, 1), "count", 3)
    at_most("empty-round-on-open-connection-up", up, "bytes", 400)
    at_most("empty-round-on-open-connection-down", down, "bytes", 400)
    at_most("empty-round-on-open-connection-trips", round(requests * empty_ms / 900, 1), "count", 1)
    return payload - bundles


# ---------------------------------------------------------------- 600 ms, 100 kbit/s, 3 %

def over_edge(build, beyond):
    counts = (1, 100, 1000)

    def work(seed):
        ratios = {}
        with Place(build, seed=seed, loss=0.03, **EDGE) as place:
            kiosk = place.kiosks[0]
            for count in counts:
                place.house.file(kiosk, texts(seed, count))
                _, _, before = place.bundle_bytes(kiosk)
                place.link.ask(f"seed {seed}")
                took, _, status = place.once(kiosk)
                bundles, rounds, _ = place.bundle_bytes(kiosk, before)
                floor = HANDSHAKE_TRIPS * RTT_S + (bundles + beyond) * 8 / RATE
                whole = status == 0 and place.house.status(kiosk)["events_waiting"] == 0
                ratios[count] = (took if whole else 600.0, floor, rounds)
        return ratios

    runs = side_by_side(work, SEEDS)
    for count in counts:
        took = [run[count] for run in runs]
        row(f"edge-{count}-aspirations", statistics.median(t for t, _, _ in took), "s")
        row(f"edge-{count}-floor", statistics.median(f for _, f, _ in took), "s")
        row(f"edge-{count}-requests", int(statistics.median(r for _, _, r in took)), "count")
        at_most(f"edge-{count}-to-floor", statistics.median(t / f for t, f, _ in took), "ratio", 1.25)


# ---------------------------------------------------------------- up 6 s, down 14 s

def outages(build, _):
    up, down, before = 6, 14, 1.5

    def work(seed):
        with Place(build, seed=seed, **EDGE) as place:
            kiosk = place.kiosks[0]
            agent = place.house.agent(kiosk, "run")
            time.sleep(4)  # it has said good day
            # The round begins when the bell rings, which is after the last commit.
            filing = texts(seed, 100)
            place.link.ask("reset")
            place.link.ask(f"pattern {up} {down}")
            begun = time.monotonic()
            time.sleep(up - before - 0.3)
            place.house.file(kiosk, filing)
            filed = time.monotonic() - begun
            until(lambda: place.house.arrived() >= 100, 60)
            took = time.monotonic() - begun
            stats = place.link.stats()
            place.house.end(agent)
        sent_once = sum(len(t) for t in filing)
        return took - (up + down), up - filed, stats["up"]["came_payload"], sent_once

    runs = side_by_side(work, SEEDS)
    row("outage-begun-before-it", statistics.median(r[1] for r in runs), "s")
    at_most("outage-done-after-the-link-came-back", statistics.median(r[0] for r in runs), "s", up)
    row("outage-worst", max(r[0] for r in runs), "s")
    row("outage-bytes-up", int(statistics.median(r[2] for r in runs)), "bytes")


# ---------------------------------------------------------------- 9.6 kbit/s, 2 s, 10 %

def thinnest(build, _):
    def work(seed):
        with Place(build, seed=seed, delay_ms=1000, rate_bit=9600, loss=0.10, up=20,
                   down=60) as place:
            kiosk = place.kiosks[0]
            place.house.file(kiosk, texts(seed, 50))
            place.link.ask("reset")
            place.link.ask("pattern 20 60")
            agent = place.house.agent(kiosk, "run")
            took = until(lambda: place.house.arrived() >= 50, 900, 0.2)
            stats = place.link.stats()
            place.house.end(agent)
        return took, stats["up"]["came_bytes"]

    runs = side_by_side(work, SEEDS)
    at_most("thinnest-50-aspirations", statistics.median(t for t, _ in runs), "s", 600)
    row("thinnest-worst", max(t for t, _ in runs), "s")
    row("thinnest-bytes-up", int(statistics.median(b for _, b in runs)), "bytes")


# ---------------------------------------------------------------- windows of 90 s

def a_day(build):
    """A day without backhaul at three hundred times the speed, by libfaketime; then a window at its own.
    Seconds until the window was used."""
    library = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"
    if not os.path.exists(library):
        print("skipped - the day at speed needs Debian's faketime", flush=True)
        return None
    with Place(build, seed=1, **EDGE) as place:
        house, kiosk = place.house, place.kiosks[0]
        speed = os.path.join(house.root, "speed")

        def run_at(factor, ahead_s=0):
            with open(speed + ".new", "w") as out:
                out.write(f"+{ahead_s} x{factor}\n")
            os.rename(speed + ".new", speed)

        run_at(1)
        env = dict(house.env, LD_PRELOAD=library, FAKETIME_TIMESTAMP_FILE=speed,
                   FAKETIME_NO_CACHE="1", FAKETIME_DONT_RESET="1")
        house.env, plain = env, house.env
        begun = time.monotonic()
        agent = house.agent(kiosk, "run")
        house.env = plain
        time.sleep(4)
        place.link.ask("down")
        place.link.ask("reset")
        house.file(kiosk, texts(1, 1))
        run_at(300)
        time.sleep(86400 / 300)
        tries = place.link.stats()["up"]["sent"]
        # The speed counts from the agent's start; without what it gained its clock would go back a day.
        run_at(1, 299 * (1 + math.ceil(time.monotonic() - begun)))
        place.link.ask("up")
        took = until(lambda: house.arrived() == 1, 90)
        house.end(agent)
    row("a-day-down-packets-tried", tries, "count")
    return took


def windows(build, _):
    kiosks, rounds, window = 20, 5, 90
    chance = random.Random(1)
    used, took = 0, []
    day = a_day(build)
    if day is not None:
        at_most("a-day-down-then-a-window-used-after", day, "s", window - 1)
    with Place(build, kiosks, seed=1, loss=0.03, delay_ms=300, rate_bit=1_000_000) as place:
        house = place.house
        agents = [house.agent(kiosk, "run") for kiosk in place.kiosks]
        time.sleep(6)
        for number in range(1, rounds + 1):
            place.link.ask("down")
            for i, kiosk in enumerate(place.kiosks):
                house.file(kiosk, texts(100 * number + i, 1))
            # Longer than the agent stays near after a contact: from then on a day is like an hour.
            time.sleep(chance.uniform(100, 130))
            place.link.ask("up")
            seen = {}
            begun = time.monotonic()
            while len(seen) < kiosks and time.monotonic() - begun < window:
                for kiosk, count in house.ask_store(
                        "SELECT kiosk, count(*) FROM cases GROUP BY kiosk"):
                    if count >= number:
                        seen.setdefault(kiosk, time.monotonic() - begun)
                time.sleep(0.1)
            used += len(seen)
            took += seen.values()
        for agent in agents:
            house.end(agent)
    row("window-used-after-p50", statistics.median(took), "s")
    row("window-used-after-worst", max(took), "s")
    at_least("windows-of-90-s-used-of-100", used, "count", 95)


# ---------------------------------------------------------------- a router that forgets

def forgetful(build, _):
    """A router forgets a connection that was silent for a minute. The kiosk has waited for longer, and not yet
    so long that a dead connection would have been noticed."""
    with Place(build, seed=1, forget=60, **EDGE) as place:
        house, kiosk = place.house, place.kiosks[0]
        agent = house.agent(kiosk, "run")
        time.sleep(5)
        place.link.ask("reset")
        time.sleep(100)
        stats = place.link.stats()
        notice = os.path.join(house.root, "notice.md")
        with open(notice, "w") as out:
            out.write("---\ntitle: Kerja bakti\ncategory: kegiatan\npublisher: BPD\n---\nMinggu.\n")
        house.regency("post", notice)
        took = until(lambda: house.status(kiosk)["notices"] == 1, 60)
        house.end(agent)
    at_most("router-forgets-after-60-s-notice-there-after", took, "s", 2)
    row("waiting-bytes-a-day", int(sum(stats[way]["came_bytes"] for way in ("up", "down")) * 864),
        "bytes")


# ---------------------------------------------------------------- a month

def a_month(build, beyond):
    aspirations, recordings, size = 5000, 200, 60_000
    rtt_s, rate = 0.1, 1_000_000

    def work(seed):
        with Place(build, seed=seed, delay_ms=1000 * rtt_s / 2, rate_bit=rate, loss=0.005) as place:
            kiosk, house = place.kiosks[0], place.house
            house.file(kiosk, texts(seed, aspirations), recordings, size)
            _, _, before = place.bundle_bytes(kiosk)
            agent = house.agent(kiosk, "run")
            begun = time.monotonic()
            text = until(lambda: house.arrived() >= aspirations, 600, 0.1)
            sound_then = house.ask_store("SELECT count(*) FROM part WHERE have > 0")[0][0]
            until(lambda: house.status(kiosk)["recordings_waiting"] == 0, 900, 0.2)
            took = time.monotonic() - begun
            house.end(agent)
            bundles, rounds, _ = place.bundle_bytes(kiosk, before)
        floor = HANDSHAKE_TRIPS * rtt_s + (bundles + beyond) * 8 / rate
        return text, took, floor, sound_then, rounds

    runs = side_by_side(work, SEEDS)
    row("month-text-there", statistics.median(r[0] for r in runs), "s")
    at_most("month-recordings-begun-before-the-text-was-there", max(r[3] for r in runs), "count", 1)
    row("month-all-there", statistics.median(r[1] for r in runs), "s")
    row("month-floor", statistics.median(r[2] for r in runs), "s")
    row("month-requests", int(statistics.median(r[4] for r in runs)), "count")
    at_most("month-to-floor", statistics.median(r[1] / r[2] for r in runs), "ratio", 1.3)


GROUPS = {"edge": over_edge, "outages": outages, "month": a_month, "thinnest": thinnest,
          "windows": windows, "forgetful": forgetful}
SEEDS = []


def main():
    build, seeds, groups = sys.argv[1], sys.argv[2], sys.argv[3:] or list(GROUPS)
    reason = why_not()
    if reason:
        sys.exit(f"bench-link {reason}")
    first, _, last = seeds.partition("-")
    SEEDS[:] = range(int(first), int(last or first) + 1)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    beyond = first_round(build)
    for name in groups:
        GROUPS[name](build, beyond)


if __name__ == "__main__":
    main()
