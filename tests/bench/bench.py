# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures beside their floor, measured in the same run: bench.py BUILD kiosk|sync|backup ...

One tab-separated row a figure: name, value, unit, goal, ok or short. A goal missed is no failure of
the run: the rows are there to be read. Quote them from an idle machine."""
import os
import statistics
import subprocess
import sys
import time
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "story"), HERE]
sys.dont_write_bytecode = True
import backup  # noqa: E402
import browser  # noqa: E402
import limits  # noqa: E402
import online  # noqa: E402
import speech  # noqa: E402
import textgen  # noqa: E402
from frame import Frame, Program  # noqa: E402
from house import House  # noqa: E402
from rows import at_least, at_most, row  # noqa: E402


# ---------------------------------------------------------------- the kiosk

def filing(house):
    """Kirim to durable, beside a plain write of as many bytes, on the disk of the build."""
    place = os.path.join(house.build, "bench-filing")
    subprocess.call(["rm", "-rf", place])
    os.makedirs(place)
    texts = "\n".join(textgen.texts(500, 7, 80, 600)) + "\n"
    runs = []
    for i in range(3):
        done = subprocess.run([os.path.join(house.build, "tests/bench/file_aspiration"),
                               os.path.join(place, f"v{i}")], input=texts, text=True,
                              capture_output=True, check=True)
        runs.append([float(cell) for cell in done.stdout.split()])
    _count, ours, ours_99, plain, small, size = sorted(runs, key=lambda r: r[1] / r[3])[1]
    row("filing-p50", ours / 1000, "ms")
    row("filing-bytes", int(size), "bytes")
    row("filing-floor-p50", plain / 1000, "ms")
    at_most("filing-p50-to-floor", ours / plain, "ratio", 2.5)
    # The strict reading of "the same bytes": the sealed words alone, without SQLite's pages.
    at_most("filing-p50-to-512-bytes", ours / small, "ratio", 2.5)
    at_most("filing-p99", ours_99 / 1000, "ms", 50)
    subprocess.call(["rm", "-rf", place])


def thousand_notices(house):
    village = os.path.join(house.root, "thousand")
    house.sync(village, "init")
    texts = list(textgen.texts(1000, 3, 80, 600))
    maker = os.path.join(house.build, "tests/bench/post_notices")
    subprocess.run([maker, village], input="\n".join(texts) + "\n", text=True, check=True)
    return village


def memory_kib(pid):
    try:
        with open(f"/proc/{pid}/smaps_rollup") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("Pss:"))
    except PermissionError:  # a kiosk lets nobody but root look in: its RSS is a bit more than that
        with open(f"/proc/{pid}/status") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("VmRSS:"))


def burden(pid):
    """Wake-ups and nanoseconds on a processor, over all threads."""
    wakes = spent = 0
    for task in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{task}/status") as file:
            wakes += next(int(l.split()[1]) for l in file if l.startswith("voluntary_ctxt"))
        with open(f"/proc/{pid}/task/{task}/schedstat") as file:
            spent += int(file.read().split()[0])
    return wakes, spent


PANEL_RESTS_S = 100
STARTS = 9


def idle_window(pid):
    """Wake-ups and milliseconds on a processor in ten seconds."""
    before = burden(pid)
    time.sleep(10)
    after = burden(pid)
    return after[0] - before[0], (after[1] - before[1]) / 1e6


def starting(house, village):
    frame = Frame(1080, 1920)
    command = [os.path.join(house.build, "kentongan-kiosk"), "--data", village, "--size",
               "1080x1920"]
    times = []
    for _ in range(STARTS + 1):  # the first fills the caches
        program = Program(frame, command, dict(house.env, SDL_VIDEODRIVER="x11"))
        program.end()
        if program.start_ms is None:
            sys.exit(f"the kiosk showed no text: {program.why}")
        times.append(program.start_ms)
    frame.close()
    at_most("start-to-text-1000-notices", statistics.median(times[1:]), "ms", 150)
    # Without a script: it waits for fingers as it does in a village, on the real clock. First while
    # the panel still turns by itself, then at rest; the minute of the clock falls into some windows.
    kiosk = house.start(os.path.join(house.build, "kentongan-kiosk"), "--data", village, "--size",
                        "1080x1920")
    time.sleep(12)
    turning = idle_window(kiosk.pid)
    time.sleep(PANEL_RESTS_S)
    pss = memory_kib(kiosk.pid) / 1024
    at_most("memory-pss", pss, "MiB", 30)
    rest = [idle_window(kiosk.pid) for _ in range(7)]
    at_most("idle-10s-wakeups-worst-of-7", max(w for w, _ in rest), "count", 5)
    at_most("idle-10s-cpu-p50-of-7", statistics.median(ms for _, ms in rest), "ms", 1)
    at_most("idle-10s-cpu-worst-of-7", max(ms for _, ms in rest), "ms", 1)
    row("panel-turning-10s-wakeups", turning[0], "count")
    row("panel-turning-10s-cpu", turning[1], "ms")
    house.end(kiosk)


def after_a_visit(house):
    """What is left in memory when every screen was seen, codes derived (64 MiB each) and forgotten."""
    village, codes = limits.filled(house, "visited")
    mark = os.path.join(house.root, "visited.mark")
    kiosk = house.start(os.path.join(house.build, "kentongan-kiosk"), "--data", village, "--size",
                        "1080x1920", "--now", "2026-11-23T09:41", "--script", "-",
                        stdin=subprocess.PIPE, text=True)
    for script in ("visit.script", "rooms.script"):
        kiosk.stdin.writelines(limits.visit_lines(codes, script))
    kiosk.stdin.write(f"dump {mark}\n")
    kiosk.stdin.flush()
    while not os.path.exists(mark):
        if kiosk.poll() is not None:
            sys.exit("the kiosk ended during the visit whose memory was to be measured")
        time.sleep(0.05)
    time.sleep(0.5)
    pss = memory_kib(kiosk.pid) / 1024
    at_most("memory-pss-after-every-screen", pss, "MiB", 38)
    kiosk.stdin.close()
    kiosk.wait()
    house.children.remove(kiosk)
    return pss


def drawing(house, village):
    script = os.path.join(house.root, "draw.script")
    with open(script, "w") as out:
        out.write("bench-redraw 300\nbench-tap 200 #home.panel.next\n")
    done = subprocess.run([os.path.join(house.build, "kentongan-kiosk"), "--data", village,
                           "--size", "1080x1920", "--script", script], env=house.env, text=True,
                          capture_output=True, check=True)
    figures = dict(line.split("\t")[:2] for line in done.stdout.splitlines())
    row("redraw-1080x1920-p50", float(figures["redraw-p50"]), "ms")
    at_most("redraw-1080x1920-p99", float(figures["redraw-p99"]), "ms", 16)
    row("tap-to-frame-p50", float(figures["tap-p50"]), "ms")
    at_most("tap-to-frame-p99", float(figures["tap-p99"]), "ms", 16)


def searching(house):
    """Each letter of 300 queries over 30,000 notices; its rows come as they are shown."""
    place = os.path.join(house.build, "bench-search")
    subprocess.call(["rm", "-rf", place])
    os.makedirs(place)
    texts = "\n".join(textgen.texts(30050, 3, 80, 1500)) + "\n"
    done = subprocess.run([os.path.join(house.build, "tests/bench/search_letters"),
                           os.path.join(place, "v")], input=texts, text=True, capture_output=True,
                          check=True)
    sys.stdout.write(done.stdout)
    sys.stdout.flush()
    subprocess.call(["rm", "-rf", place])


def signing_in(house):
    """A PIN, from the try that is counted to the keys in hand."""
    place = os.path.join(house.build, "bench-staff")
    subprocess.call(["rm", "-rf", place])
    done = subprocess.run([os.path.join(house.build, "tests/bench/staff_sign_in"), place],
                          text=True, capture_output=True, check=True)
    sys.stdout.write(done.stdout)
    sys.stdout.flush()
    subprocess.call(["rm", "-rf", place])


SAMPLES = os.path.join(HERE, "..", "..", "assets", "samples")
LONG = "07-hasil-musyawarah-rkp-2027.md"  # 3,000 words
PICTURES = ("saluran-air.png", "jalan-sebelum.png", "jalan-sesudah.png", "balai-desa.png")


def scrolling(house):
    """A finger that drags the longest sample, with a picture at every ninth paragraph."""
    place = os.path.join(house.root, "long")
    os.makedirs(place)
    for name in PICTURES:
        subprocess.run(["cp", os.path.join(SAMPLES, name), place], check=True)
    with open(os.path.join(SAMPLES, LONG)) as file:
        parts = file.read().split("\n\n")
    for count, at in enumerate(range(4, len(parts), 9)):
        parts[at] += f"\n\n![Gambar]({PICTURES[count % len(PICTURES)]})"
    path = os.path.join(place, "long.md")
    with open(path, "w") as file:
        file.write("\n\n".join(parts))
    village = os.path.join(house.root, "scroll")
    house.sync(village, "init")
    house.sync(village, "post", path)
    script = os.path.join(house.root, "scroll.script")
    with open(script, "w") as out:
        out.write("tap #home.notices\ntap #notices.0\nwait 3000\nbench-scroll #notice 400\n")
    done = subprocess.run([os.path.join(house.build, "kentongan-kiosk"), "--data", village,
                           "--size", "1080x1920", "--script", script], env=house.env, text=True,
                          capture_output=True, check=True)
    figures = dict(line.split("\t")[:2] for line in done.stdout.splitlines())
    row("scroll-3000-words-p50", float(figures["scroll-p50"]), "ms")
    at_most("scroll-3000-words-p99", float(figures["scroll-p99"]), "ms", 16.6)


def bench_kiosk(house):
    filing(house)
    searching(house)
    signing_in(house)
    house.screen()
    village = thousand_notices(house)
    starting(house, village)
    drawing(house, village)
    scrolling(house)
    speech.measure(house, village)
    pss = after_a_visit(house)
    limits.measure(house)
    browser.compare(house, pss)


# ---------------------------------------------------------------- the round

def deflated(text):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15, 9)
    return len(packer.compress(text.encode()) + packer.flush())


def bundles(house):
    """Bytes of the request's bundle above `deflate -9` of each text alone."""
    maker = os.path.join(house.build, "tests/bench/bundle_bytes")
    for count, most, rounds in ((1, 225, 40), (10, 120, 10), (100, 102, 5), (1000, 100, 2)):
        over = []
        for seed in range(rounds):
            texts = list(textgen.texts(count, 100 + seed, 80, 600))
            place = os.path.join(house.root, f"b{count}-{seed}")
            done = subprocess.run([maker, place], input="\n".join(texts) + "\n", text=True,
                                  capture_output=True, check=True)
            over.append((int(done.stdout) - sum(map(deflated, texts))) / count)
        at_most(f"bundle-over-deflate-{count}", statistics.mean(over), "bytes each", most)
        row(f"bundle-over-deflate-{count}-worst", max(over), "bytes each")
    words = set(" ".join(textgen.texts(2000, 5, 80, 600)).lower().split())
    row("distinct-words-of-the-generator", len(words), "count", ">= 2000", len(words) >= 2000)


def raw_deflated(data, dictionary):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15, 9, zlib.Z_DEFAULT_STRATEGY, dictionary)
    return len(packer.compress(data) + packer.flush())


def public_lines(kind, count, seed):
    """Notices `n TITLE|BODY`, bodies of 700 to 1,500 letters as ten of the twelve in assets/samples
    have; items of the board `b TEXT|ANSWER`, every other one not finished and so without an answer."""
    make = textgen.Generator(seed)
    if kind == "n":
        return [f"n {make.text(20, 70)}|{make.text(700, 1500)}" for _ in range(count)]
    return [f"b {make.text(80, 600)}|{make.text(60, 300) if i % 2 else ''}" for i in range(count)]


def public_texts(lines):
    """What people read of them, and nothing else, one after the other in the order of the feed."""
    return "\n".join(line[2:].strip("|").replace("|", "\n") for line in lines).encode()


def unsealed(house):
    """Notices and board items as the feed sends them, under a dictionary that was trained on others
    (other seeds), beside raw deflate -9 with that very dictionary. As for the sealed rows, the floor is
    each text for itself, as people read it: no id, no date, no state, no signature. Beside it stands what
    is stricter: all texts as one stream, so that each may lean on those before it, as in the bundle.
    (An item of the board has some 200 letters, 8 random bytes of an id, three days and two states.)"""
    groups = [(kind, count) for kind in "nb" for count in (100, 1000)]
    lines = public_lines("n", 600, 900) + public_lines("b", 600, 901) + ["t"]
    measured = [public_lines(kind, count, 77 + i) for i, (kind, count) in enumerate(groups)]
    measured += [[line] for line in public_lines("n", 40, 99)]
    for group in measured:
        lines += group + ["m"]
    place = os.path.join(house.root, "feed")
    os.makedirs(place, 0o700)
    file = os.path.join(house.root, "dictionary")
    done = subprocess.run([os.path.join(house.build, "tests/bench/feed_bytes"), place, file],
                          input="\n".join(lines) + "\n", text=True, capture_output=True, check=True)
    trained, *rows = [[int(cell) for cell in line.split()] for line in done.stdout.splitlines()]
    with open(file, "rb") as stream:
        dictionary = stream.read()
    row("dictionary-bytes", trained[0], "bytes", "<= 32768", trained[0] <= 32768)
    row("dictionary-saves-on-held-out", 100 * (1 - trained[4] / trained[3]), "%")
    for (kind, count), group, (bundles, size, shipped) in zip(groups, measured, rows):
        name = f"unsealed-{'notices' if kind == 'n' else 'board'}-{count}"
        one = raw_deflated(public_texts(group), dictionary)
        each = sum(raw_deflated(public_texts([line]), dictionary) for line in group)
        row(f"{name}-bytes", size, "bytes")
        row(f"{name}-floor", each, "bytes")
        row(f"{name}-bundles", bundles, "count")
        at_most(f"{name}-to-floor", size / each, "ratio", 1.15)
        row(f"{name}-to-one-stream", size / one, "ratio")
        row(f"{name}-without-training", shipped, "bytes")
    online = rows[len(groups):]
    row("online-notice-bytes", statistics.mean(r[1] for r in online), "bytes")
    row("online-notice-without-training", statistics.mean(r[2] for r in online), "bytes")


def empty_round(house):
    """What an open connection carries when there is nothing new, TLS records included."""
    house.found()
    house.serve()
    village = house.enrol("balai-desa")
    house.sync(village, "once")
    done = subprocess.run([os.path.join(house.build, "tests/bench/empty_round"), village],
                          env=house.env, text=True, capture_output=True, check=True)
    requests, up, down, _ms = (int(cell) for cell in done.stdout.split())
    at_most("empty-round-requests", requests, "count", 1)
    at_most("empty-round-up", up, "bytes", 400)
    at_most("empty-round-down", down, "bytes", 400)


def bench_sync(house):
    bundles(house)
    unsealed(house)
    empty_round(house)
    village = house.enrol("online")
    online.notice_to_pixels(house, village)
    online.agent_at_rest(house, village)


def bench_backup(house):
    backup.measure(house)


GROUPS = {"kiosk": bench_kiosk, "sync": bench_sync, "backup": bench_backup}


def main():
    build, groups = sys.argv[1], sys.argv[2:] or list(GROUPS)
    for name in groups:
        with House(build) as house:
            GROUPS[name](house)


if __name__ == "__main__":
    main()
