# SPDX-License-Identifier: GPL-3.0-or-later
"""An online kiosk: how soon a notice shows, and what it costs to wait for one."""
import os
import statistics
import subprocess
import time

from rows import at_most, row

NOTICES = 40
IDLE_S = 300


def write_notice(house, number):
    path = os.path.join(house.root, "news.md")
    with open(path, "w") as out:
        out.write(f"---\ntitle: Kerja bakti ke-{number}\ncategory: kegiatan\npublisher: BPD\n---\n"
                  "Minggu pagi di balai desa.\n")
    return path


def notices_tile(house, village):
    """Where the tile is that counts the notices."""
    script, dump = (os.path.join(house.root, name) for name in ("tile.script", "tile.txt"))
    with open(script, "w") as out:
        out.write(f"dump {dump}\n")
    house.run("kentongan-kiosk", village, "--size", "1080x1920", "--script", script)
    with open(dump, encoding="utf-8") as lines:
        return next(line.split("\t")[3:7] for line in lines
                    if line.startswith(("#home.notices\t", "home.notices\t")))


def notice_to_pixels(house, village):
    """From the start of `post` at the regency to the first changed pixel of the tile."""
    house.screen()
    house.regency("post", write_notice(house, 0))
    house.sync(village, "once")
    tile = [cell.strip() for cell in notices_tile(house, village)]
    agent = house.start(os.path.join(house.build, "kentongan-sync"), "--data", village, "run",
                        stderr=subprocess.DEVNULL)
    kiosk = house.start(os.path.join(house.build, "kentongan-kiosk"), "--data", village, "--size",
                        "1080x1920")
    time.sleep(4)
    eye = house.start(os.path.join(house.build, "tests/bench/pixels"), *tile,
                      stdout=subprocess.PIPE, text=True)
    eye.stdout.readline()
    took = []
    for number in range(1, NOTICES + 1):
        path = write_notice(house, number)
        begun = time.clock_gettime(time.CLOCK_MONOTONIC) * 1000
        house.regency("post", path)
        shown = int(eye.stdout.readline())
        while shown < begun:  # the tile changed for another reason, as at midnight or by a round
            shown = int(eye.stdout.readline())
        took.append(shown - begun)
        time.sleep(0.3)
    house.end(eye)
    house.end(kiosk)
    house.end(agent)
    took.sort()
    row("notice-to-pixels-p50", statistics.median(took), "ms")
    at_most("notice-to-pixels-p95", took[int(0.95 * (NOTICES - 1))], "ms", 500)


def memory_kib(pid):
    with open(f"/proc/{pid}/smaps_rollup") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("Pss:"))


def wakes(pid):
    count = 0
    for task in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{task}/status") as file:
            count += next(int(l.split()[1]) for l in file if l.startswith("voluntary_ctxt"))
    return count


def agent_at_rest(house, village):
    """Online, waiting for news, nothing to say: wake-ups and memory, beside a minimal program with the
    same libraries after one TLS request to the same server."""
    floor = house.start(os.path.join(house.build, "tests/bench/agent_floor"), village,
                        f"https://127.0.0.1:{house.port}/v1/health", stdout=subprocess.PIPE,
                        text=True)
    floor.stdout.readline()
    agent = house.start(os.path.join(house.build, "kentongan-sync"), "--data", village, "run",
                        stderr=subprocess.DEVNULL)
    time.sleep(5)
    ours, least = memory_kib(agent.pid) / 1024, memory_kib(floor.pid) / 1024
    row("agent-pss", ours, "MiB")
    row("agent-pss-floor", least, "MiB")
    at_most("agent-pss-to-floor", ours / least, "ratio", 1.3)
    before = wakes(agent.pid)
    time.sleep(IDLE_S)
    at_most("agent-online-idle-wakeups", (wakes(agent.pid) - before) * 60 / IDLE_S, "per minute", 2)
    house.end(floor)
    house.end(agent)
