# SPDX-License-Identifier: GPL-3.0-or-later
"""Is the link as bad as it was asked to be? Round trip, rate, loss, queue and outages, each measured from
outside with UDP and held against what was asked; and the same seed loses the same packets.

    selftest.py BUILD     some twelve seconds; needs root
"""
import socket
import statistics
import subprocess
import sys
import time

from kit import Link, REGENCY, why_not

ECHO = """
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("0.0.0.0", 9))
print("ready", flush=True)
while True:
    data, back = s.recvfrom(2000)
    s.sendto(data, back)
"""
# count, bytes, gap: what came back, as "number milliseconds" a line.
ASK = f"""
import socket, sys, time
count, size, gap, wait = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), float(sys.argv[4])
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.connect(("{REGENCY}", 9))
s.setblocking(False)
sent = {{}}
until = time.monotonic() + count * gap + wait
number = 0
while time.monotonic() < until and (number < count or len(sent) > 0):
    if number < count and time.monotonic() >= until - wait - (count - number) * gap:
        sent[number] = time.monotonic()
        s.send(number.to_bytes(4, "big") + bytes(size - 32))
        number += 1
    try:
        back = int.from_bytes(s.recv(2000)[:4], "big")
        print(back, 1000 * (time.monotonic() - sent.pop(back)), 1000 * time.monotonic())
    except BlockingIOError:
        time.sleep(0.0005)
"""


def hold(condition, what):
    if not condition:
        sys.exit(f"not ok - {what}")
    print(f"ok - {what}", flush=True)


def ask(link, count, size=60, gap=0.0, wait=1.0):
    """Rows of (number, round trip in ms, when it came back in ms)."""
    done = link.run("a", sys.executable, "-c", ASK, count, size, gap, wait, stdout=subprocess.PIPE,
                    text=True)
    return [(int(n), float(ms), float(at)) for n, ms, at in map(str.split, done.stdout.splitlines())]


class Echo:
    def __init__(self, link):
        self.child = subprocess.Popen(link.inside("b", sys.executable, "-c", ECHO),
                                      stdout=subprocess.PIPE, text=True)
        self.child.stdout.readline()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.child.kill()
        self.child.wait()
        self.child.stdout.close()


def delay_and_rate(build):
    with Link(build, delay_ms=150, rate_bit=200_000, queue=100) as link, Echo(link):
        rows = ask(link, 10, gap=0.05)
        trip = statistics.median(ms for _, ms, _ in rows)
        asked = 300 + 2 * 60 * 8 / 200  # and 60 bytes at 200 kbit/s, twice
        hold(len(rows) == 10 and abs(trip - asked) < 15, f"round trip {trip:.1f} ms, asked {asked:.1f}")
        rows = ask(link, 50, size=1000, wait=3)
        first, last = rows[0][2], rows[-1][2]
        rate = 1000 * 8 * (len(rows) - 1) / (last - first)
        hold(len(rows) == 50 and abs(rate - 200) < 20, f"rate {rate:.1f} kbit/s, asked 200")


def losses(build, seed):
    with Link(build, loss=0.05, seed=seed, queue=1000) as link, Echo(link):
        came = {number for number, _, _ in ask(link, 1000, gap=0.001, wait=0.2)}
        return came, link.stats()


def loss(build):
    first, stats = losses(build, 7)
    again, _ = losses(build, 7)
    other, _ = losses(build, 8)
    share = stats["up"]["lost"] / stats["up"]["sent"]
    hold(abs(share - 0.05) < 0.02, f"loss {100 * share:.1f} %, asked 5")
    hold(len(first) + stats["up"]["lost"] + stats["down"]["lost"] == 1000, "every packet is counted")
    hold(first == again, "the same seed loses the same packets")
    hold(first != other, "another seed loses others")


def queue(build):
    with Link(build, rate_bit=100_000, queue=10) as link, Echo(link):
        rows = ask(link, 40, size=1000, wait=1.2)
        hold(len(rows) == 10 and link.stats()["up"]["full"] == 30,
             f"a queue of ten takes {len(rows)} of forty at once")


def outage(build):
    with Link(build, up=0.5, down=1.0) as link, Echo(link):
        link.ask("pattern 0.5 1.0")
        begun = time.monotonic()
        rows = ask(link, 300, gap=0.01, wait=0.1)
        gaps = [b[2] - a[2] for a, b in zip(rows, rows[1:])]
        longest = max(gaps)
        hold(abs(longest - 1000) < 60, f"an outage of {longest:.0f} ms, asked 1000")
        hold(2.9 < time.monotonic() - begun < 5, "and it comes back by itself")
        link.ask("down")
        hold(ask(link, 5, wait=0.1) == [], "down is down")
        link.ask("up")
        hold(len(ask(link, 5, wait=0.2)) == 5, "up is up")


def ends(build):
    with Link(build) as link:
        cubic = link.run("a", "cat", "/proc/sys/net/ipv4/tcp_congestion_control",
                         stdout=subprocess.PIPE, text=True).stdout.strip()
        hold(cubic == "cubic", "the ends speak cubic")
        names = list(link.ends.values())
    listed = subprocess.run(["ip", "netns", "list"], stdout=subprocess.PIPE, text=True).stdout
    hold(not any(name in listed for name in names), "nothing is left behind")


def main():
    reason = why_not()
    if reason:
        print(f"skipped - the link emulator {reason}")
        return
    for test in (delay_and_rate, loss, queue, outage, ends):
        test(sys.argv[1])


if __name__ == "__main__":
    main()
