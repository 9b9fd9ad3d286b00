# SPDX-License-Identifier: GPL-3.0-or-later
"""How others' sync fails in the field, each tried here on real processes over loopback: answers that are
lost, links that break at the same byte each time, a network that goes and comes, two agents on one
file, clocks a year off, a disk that fills up, an agent killed while answers arrive, a village whose
code changes."""
import json
import os
import random
import signal
import socket
import sqlite3
import ssl
import subprocess
import sys
import threading
import time
import urllib.request

from house import Broken, House, VILLAGE, hold, told
from proxy import Front, Proxy

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "bench"))
import textgen  # noqa: E402

FAKETIME = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"
YEAR_S = 365 * 86400
KEYS_ASKED = b"GET /v1/keys?after=1 HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n"


def until(condition, limit_s, what):
    begun = time.monotonic()
    while not condition():
        if time.monotonic() - begun > limit_s:
            raise Broken(f"{what}: not within {limit_s} s")
        time.sleep(0.05)
    return time.monotonic() - begun


def file(house, village, count, recordings=0, size=0):
    file.seed += 1
    subprocess.run([os.path.join(house.build, "tests/link/file_words"), village, str(recordings),
                    str(size)], input="\n".join(textgen.texts(count, file.seed, 80, 600)) + "\n",
                   text=True, check=True)


file.seed = 0


def store(house, query):
    db = sqlite3.connect(f"file:{house.regency_dir}/regency.db?mode=ro", uri=True, timeout=20)
    try:
        return db.execute(query).fetchall()
    finally:
        db.close()


def arrived(house, village):
    return store(house, f"SELECT count(*) FROM cases WHERE kiosk = {house.status(village)['kiosk']}"
                 )[0][0]


def shown(village, words):
    """Notices on show that hold these words."""
    db = sqlite3.connect(f"file:{village}/village.db?mode=ro", uri=True, timeout=20)
    try:
        rows = db.execute("SELECT record FROM notice WHERE gone IS NULL").fetchall()
    finally:
        db.close()
    return sum(words.encode() in record for record, in rows)


def agent(house, village, *words, **options):
    return house.start(os.path.join(house.build, "kentongan-sync"), "--data", village, *words,
                       **options)


def finish(house, child):
    child.wait(timeout=120)
    house.children.remove(child)
    return child.returncode


def through(house, proxy, name, code=VILLAGE):
    """A kiosk that reaches the regency by the proxy alone."""
    village = os.path.join(house.root, name)
    ticket = house.regency("kiosk", "add", "--village", code, "--name", name, "--url",
                           f"https://127.0.0.1:{proxy.port}").splitlines()[-1]
    house.sync(village, "init")
    house.sync(village, "enrol", ticket)
    spent = house.status(village)["bytes_month"]
    hold(1000 < spent < 20000, f"{name}: the month knows what enrolling cost: {spent} bytes")
    house.sync(village, "once")
    return village


# ---------------------------------------------------------------- links that break

def lost_answers(house, proxy, village):
    """The request arrives, the answer does not: ten times."""
    file(house, village, 20)
    proxy.cut_up, proxy.cut_down, proxy.cuts = None, 900, 10  # within the answer
    for _ in range(10):
        house.sync(village, "once", expect=1)
    hold(arrived(house, village) == 20 and house.status(village)["events_waiting"] == 20,
         "ten answers were lost: the words are there, the kiosk does not know it yet")
    house.sync(village, "once")
    hold(arrived(house, village) == 20 and house.status(village)["events_waiting"] == 0,
         "the eleventh came: every word once")


def cut_at_the_same_byte(house, proxy, village):
    """A way that lets 40 KB pass and then cuts, every time; 200 KB are to go, and a recording."""
    file(house, village, 800, recordings=1, size=150_000)
    before = proxy.up
    proxy.cut_up, proxy.cut_down, proxy.cuts = 40_000, None, 10_000
    rounds = 0
    while house.status(village)["events_waiting"] + house.status(village)["recordings_waiting"]:
        rounds += 1
        if rounds > 60:
            raise Broken("a way that cuts at 40 KB is never got through")
        subprocess.run([os.path.join(house.build, "kentongan-sync"), "--data", village, "once"],
                       stderr=subprocess.DEVNULL, check=False)
    proxy.cuts = 0
    hold(arrived(house, village) == 820,
         f"all through in {rounds} goes, {(proxy.up - before) / 1024:.0f} KB up")


def one_budget_at_most(house, proxy, village):
    """The same with an agent that goes on: what is sent again after a cut is less than was tried."""
    file(house, village, 800)
    sent = proxy.up
    cut = proxy.cut
    proxy.cut_up, proxy.cut_down, proxy.cuts = 60_000, None, 10_000
    child = agent(house, village, "run", stderr=subprocess.DEVNULL)
    until(lambda: house.status(village)["events_waiting"] == 0, 90, "everything is through")
    house.end(child)
    proxy.cuts = 0
    sent, cut = proxy.up - sent, proxy.cut - cut
    with sqlite3.connect(os.path.join(village, "village.db")) as db:
        need = db.execute("SELECT total(length(bytes)) FROM (SELECT bytes FROM event ORDER BY at_s"
                          " DESC, seq DESC LIMIT 800)").fetchone()[0]
    db.close()
    hold(sent < need * 1.05 + cut * 60_000,
         f"{sent} bytes for {need:.0f} over {cut} cuts: at most one budget again after each")


def network_goes_and_comes(house, proxy, village):
    child = agent(house, village, "run", stderr=subprocess.DEVNULL)
    time.sleep(1)
    for away_s in (1, 5):
        proxy.away()
        file(house, village, 1)
        time.sleep(away_s)
        before = arrived(house, village)
        proxy.listen()
        took = until(lambda: arrived(house, village) == before + 1, 20, "it comes back by itself")
        hold(took < 6, f"network away for {away_s} s: through {took:.1f} s after it came back")
    proxy.deaf = True  # connections are taken and nothing is said, as by a router without backhaul
    file(house, village, 1)
    time.sleep(4)
    before = arrived(house, village)
    proxy.deaf = False
    for pair in list(proxy.open_pairs):
        proxy.hang_up(*pair)
    took = until(lambda: arrived(house, village) == before + 1, 40, "it comes back by itself")
    hold(True, f"a way that only took connections: through {took:.1f} s after it spoke again")
    house.end(child)
    hold(child.returncode == 0, "and the agent ends when it is told to")


# ---------------------------------------------------------------- what answers instead

def through_front(house, name, decide, code=VILLAGE):
    """A kiosk that was enrolled through a Front, and the Front."""
    front = Front(house, lambda path, body: None)
    village = through(house, front, name, code)
    front.decide = decide
    front.seen.clear()
    return village, front


def too_large_for_a_proxy(house):
    limit = 20_000
    village, front = through_front(
        house, "too-large", lambda path, body: (413, {}, b"<html>too large</html>")
        if len(body) > limit else None)
    file(house, village, 200)
    house.sync(village, "once")
    refused = sum(1 for *_, status in front.seen if status == 413)
    hold(arrived(house, village) == 200 and 0 < refused < 6,
         f"a proxy that takes 20 KB at once: all 200 are through after {refused} refusals")
    limit = 200  # less than one message
    file(house, village, 1)
    house.sync(village, "once", expect=1)
    hold("carry it by stick" in house.said, f"one that takes no message at all: {house.said}")
    limit = 20_000
    house.sync(village, "once")


def ill_for_a_while(house):
    """500, and a page of a proxy: nothing is lost, and the word is shown."""
    for status, page, words in ((500, b"database is on fire\n", "database is on fire"),
                                (502, b"<html>Bad Gateway</html>", "status 502")):
        village, front = through_front(house, f"ill-{status}", lambda path, body: (status, {}, page))
        file(house, village, 2)
        house.sync(village, "once", expect=1)
        said = house.said
        hold(words in said and words in house.status(village)["last_result"],
             f"{status} is shown: {said}")
        front.decide = lambda path, body: None
        house.sync(village, "once")
        hold(arrived(house, village) == 2, "and afterwards it goes through")


def sent_elsewhere(house):
    """A redirect is not followed, whoever it names: the words would go there."""
    elsewhere = Front(house, lambda path, body: None)
    away = {"Location": f"https://127.0.0.1:{elsewhere.port}/v1/exchange"}
    for status in (301, 302, 307, 308):
        village, front = through_front(house, f"elsewhere-{status}", lambda path, body: (status, away, b""))
        file(house, village, 1)
        house.sync(village, "once", expect=1)
        hold("sends us elsewhere" in house.said and not elsewhere.seen,
             f"{status} is said and not followed: {house.said}")
        front.decide = lambda path, body: None
        house.sync(village, "once")
        hold(arrived(house, village) == 1, "and afterwards it goes through")


def half_an_answer(house):
    """The regency took it, and half of its answer comes: it ends there, or says it was all."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n"
    ways = {"ends early": lambda out, answer: out.write(
                head + b"Content-Length: %d\r\n\r\n" % len(answer) + answer[:len(answer) // 2]),
            "says that it is all": lambda out, answer: out.write(
                head + b"Content-Length: %d\r\n\r\n" % (len(answer) // 2) + answer[:len(answer) // 2]),
            "has no length and ends": lambda out, answer: out.write(
                head + b"Connection: close\r\n\r\n" + answer[:len(answer) // 2]),
            "has a byte too many": lambda out, answer: out.write(
                head + b"Content-Length: %d\r\n\r\n" % (len(answer) + 1) + answer + b"x")}
    for number, (name, way) in enumerate(ways.items()):
        village, front = through_front(house, f"half-{number}", lambda path, body: way)
        file(house, village, 3)
        house.sync(village, "once", expect=1)
        said, waiting = house.said, house.status(village)["events_waiting"]
        hold(waiting in (0, 3), f"an answer that {name}: {said}")
        front.decide = lambda path, body: None
        house.sync(village, "once")
        hold(arrived(house, village) == 3 and house.status(village)["events_waiting"] == 0,
             "and afterwards every word is there once")


def a_byte_a_second(house):
    """An answer that never ends is given up. Begun here, looked at later: it takes half a minute."""
    def drip(out, answer):
        out.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(answer))
        for at in range(len(answer)):
            out.write(answer[at:at + 1])
            out.flush()
            time.sleep(1)

    village, front = through_front(house, "drip", lambda path, body: drip)
    file(house, village, 2)
    begun = time.monotonic()
    child = agent(house, village, "once", stderr=subprocess.PIPE, text=True)

    def check():
        status = finish(house, child)
        said, took = child.stderr.read().strip(), time.monotonic() - begun
        hold(status == 1 and took < 120, f"a byte a second: given up: {said}")
        front.decide = lambda path, body: None
        house.sync(village, "once")
        hold(arrived(house, village) == 2, "and afterwards it goes through")
    return check


def told_to_wait(house, status):
    """An agent that was told to come back in four seconds does not come before; begun here, looked at later."""
    state = {"busy": True}
    village, front = through_front(
        house, f"told-to-wait-{status}", lambda path, body: (status, {"Retry-After": "4"}, b"sibuk\n")
        if state["busy"] and path == "/v1/exchange" else None)
    file(house, village, 1)
    child = agent(house, village, "run", stderr=subprocess.DEVNULL)
    until(lambda: front.seen, 10, "it asks")
    state["busy"] = False

    def check():
        until(lambda: arrived(house, village) == 1, 45, "it comes back")
        rounds = [when for when, path, *_ in front.seen if path == "/v1/exchange"]
        hold(rounds[1] - rounds[0] >= 4, f"told by {status} to wait 4 s, it came back after {rounds[1] - rounds[0]:.1f}")
        house.end(child)
    return check


def login_page(house):
    """A network whose login page answers in the regency's place: it hears a question for key lists and
    not a byte more, and once it is gone the words are through without anybody's help. Begun here, looked
    at later."""
    stranger = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    stranger.load_cert_chain(os.path.join(HERE, "..", "peer", "tls-b.pem"))
    listener = socket.create_server(("127.0.0.1", 0))
    heard = []

    def portal():
        while True:
            conn, _ = listener.accept()
            try:
                with stranger.wrap_socket(conn, server_side=True) as tls:
                    heard.append(tls.recv(4096))
            except OSError:
                heard.append(b"")

    proxy = Proxy(house.port)
    village = through(house, proxy, "login-page")
    threading.Thread(target=portal, daemon=True).start()
    proxy.to = listener.getsockname()[1]
    proxy.away()
    proxy.listen()
    file(house, village, 1)
    child = agent(house, village, "run", stderr=subprocess.DEVNULL)
    until(lambda: any(heard), 10, "it tries")
    until(lambda: "another machine" in house.status(village)["last_result"], 5, "it says so")
    proxy.to = house.port

    def check():
        until(lambda: arrived(house, village) == 1, 60, "it gets through once the page is gone")
        hold(all(said in (b"", KEYS_ASKED % proxy.port) for said in heard),
             f"a login page was asked for key lists ({len(heard)} connections) and told nothing, then the "
             "words went through")
        house.end(child)
    return check


def post(house, title):
    path = os.path.join(house.root, "news.md")
    with open(path, "w") as out:
        out.write(f"---\ntitle: {title}\ncategory: kegiatan\npublisher: BPD\n---\nMinggu pagi.\n")
    return house.regency("post", path).strip()


def asked(front, path):
    return sum(1 for _, where, *_ in front.seen if where.startswith(path))


def waiting_for_news(house):
    """The second connection: news come at once, by one round each; where waiting does not work nobody is
    asked over and over."""
    village, front = through_front(house, "online", lambda path, body: None, "32.15.30.2001")
    child = agent(house, village, "run", stderr=subprocess.DEVNULL)
    until(lambda: asked(front, "/v1/exchange") == 1, 5, "a round at the start")
    time.sleep(0.5)
    for number in (1, 2):
        last = post(house, f"Segera {number}")
        took = until(lambda: shown(village, f"Segera {number}") == 1, 5, "a notice comes")
        hold(took < 2, f"a notice is on an online kiosk {took * 1000:.0f} ms after it was posted")
    house.regency("withdraw", last)
    took = until(lambda: shown(village, "Segera 2") == 0, 5, "a withdrawal travels")
    hold(took < 2, f"and gone {took * 1000:.0f} ms after it was withdrawn")
    file(house, village, 1)  # its case is news for the village, and known here already
    until(lambda: house.status(village)["events_waiting"] == 0, 5, "a word goes up meanwhile")
    time.sleep(1)
    hold(asked(front, "/v1/exchange") == 5, f"{asked(front, '/v1/exchange')} rounds for all of it")
    front.decide = lambda path, body: (404, {}, b"") if path.startswith("/v1/wait") else None
    before = asked(front, "/v1/wait")
    post(house, "Lagi")
    until(lambda: shown(village, "Lagi") == 1, 5, "it still comes")
    time.sleep(2)
    # The one that was under way, and one that was told.
    hold(asked(front, "/v1/wait") == before + 2, "a regency that knows no waiting is asked once")
    house.end(child)
    front.decide = lambda path, body: None
    house.sync(village, "set", "wait", "no")
    child = agent(house, village, "run", stderr=subprocess.DEVNULL)
    before = asked(front, "/v1/wait")
    time.sleep(2)
    house.end(child)
    hold(asked(front, "/v1/wait") == before, "a kiosk that is not to wait does not")
    house.sync(village, "set", "wait", "yes")
    front.decide = lambda path, body: (403, {}, b"") if path.startswith("/v1/wait") else None
    child = agent(house, village, "run", stderr=subprocess.DEVNULL)
    before = len(front.seen)
    time.sleep(6)
    hold(len(front.seen) - before <= 6, f"{len(front.seen) - before} requests in 6 s where every token is stale")
    house.end(child)


# ---------------------------------------------------------------- one file, several hands

def two_agents(house, village):
    first = agent(house, village, "run", stderr=subprocess.DEVNULL)
    time.sleep(0.5)
    second = subprocess.run([os.path.join(house.build, "kentongan-sync"), "--data", village, "run"],
                            capture_output=True, text=True, timeout=30)
    hold(second.returncode == 1 and "in use by another agent" in second.stderr,
         f"a second agent is turned away: {second.stderr.strip()}")
    before = arrived(house, village)
    for _ in range(3):
        file(house, village, 40)
        others = [agent(house, village, "once") for _ in range(4)]
        hold(all(finish(house, other) == 0 for other in others), "four more at the same time")
    until(lambda: house.status(village)["events_waiting"] == 0, 20, "all is through")
    hold(arrived(house, village) == before + 120, "five hands on one file: every word once")
    house.end(first)


def killed_while_answers_arrive(house, village):
    """No cursor may ever stand ahead of what was applied."""
    notice = os.path.join(house.root, "many.md")
    want = 60
    for number in range(want):
        with open(notice, "w") as out:
            out.write(f"---\ntitle: Kabar {number}\ncategory: kegiatan\npublisher: BPD\n---\n" +
                      "Minggu pagi di balai desa. " * 40)
        house.regency("post", notice)
    chance = random.Random(1)
    kills = 0
    for _ in range(25):
        child = agent(house, village, "once", stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.005, 0.06))
        kills += child.poll() is None
        house.end(child, kill=True)
    house.sync(village, "once")
    have = shown(village, "Kabar ")
    hold(kills > 5 and have == want, f"killed {kills} times meanwhile: {have} of {want} notices")


# ---------------------------------------------------------------- clocks, disks, codes

def clocks_a_year_off(house):
    if not os.path.exists(FAKETIME) or house.build.endswith("san"):
        print("skipped - clocks a year off: needs Debian's faketime, and no sanitizer", flush=True)
        return
    plain = house.env
    house.unserve()
    house.env = dict(plain, LD_PRELOAD=FAKETIME, FAKETIME=f"+{YEAR_S}", FAKETIME_DONT_FAKE_MONOTONIC="1")
    house.serve()
    there = int(time.time()) + YEAR_S
    house.env = plain
    village = house.enrol("ahead")
    house.env = dict(plain, LD_PRELOAD=FAKETIME, FAKETIME=f"-{YEAR_S}", FAKETIME_DONT_FAKE_MONOTONIC="1")
    file(house, village, 3)
    house.sync(village, "once")
    house.sync(village, "once")  # one with words says nothing else
    here = house.status(village)
    house.env = plain
    seen = json.loads(house.regency("kiosk", "list", "--json"))[-1]
    hold(abs(seen["clock_ahead_s"] + 2 * YEAR_S) < 60 and abs(here["clock_ahead_s"] + 2 * YEAR_S) < 60 and
         seen["version"] == here["version"] and seen["disk_free_mb"] > 0 and seen["oldest_waiting_s"] == 0,
         "the registry shows whose clock is off, the version and the disk")
    hold(here["events_waiting"] == 0 and here["clock_trusted"] and arrived(house, village) == 3,
         "a kiosk a year behind and a regency a year ahead: the words are through")
    with sqlite3.connect(os.path.join(village, "village.db")) as db:
        off = db.execute("SELECT value FROM state WHERE key = 'clock_offset_s'").fetchone()[0]
    db.close()
    hold(abs(off - 2 * YEAR_S) < 60 and abs(there - time.time() - YEAR_S) < 60,
         f"and the kiosk goes by the regency's time ({off / 86400:.0f} days from its own)")
    house.unserve()
    house.serve()


def away_for_two_keys(house):
    """The regency's TLS key changes twice while a kiosk is away: it knows none that is shown."""
    village = house.enrol("away")
    file(house, village, 2)
    before = len(house.server_log())
    house.unserve()
    for _ in range(2):
        house.regency("keys", "rotate", "--tls")
    house.serve()
    house.sync(village, "once")
    hold(arrived(house, village) == 2 and house.status(village)["events_waiting"] == 0,
         "a kiosk that was away for two TLS keys comes back by network")
    hold("refused" not in house.server_log()[before:], "and nobody was refused")


def strangers_with_lists(house):
    """Whoever stands in between hands out key lists, the regency's own or others': it hears one question,
    and is told nothing."""
    village = house.enrol("lied-to")
    file(house, village, 1)
    house.unserve()
    house.regency("keys", "rotate", "--tls")
    house.serve()
    trust = ssl.create_default_context()
    trust.check_hostname, trust.verify_mode = False, ssl.CERT_NONE
    own = urllib.request.urlopen(f"https://127.0.0.1:{house.port}/v1/keys?after=0", context=trust).read()
    house.unserve()
    stranger = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    stranger.load_cert_chain(os.path.join(HERE, "..", "peer", "tls-b.pem"))
    flipped = bytearray(own)
    flipped[len(own) // 2] ^= 1
    lies = [b"", b"\0", own, bytes(flipped), own[:-1], b"\xff" * 20, os.urandom(3000), b"x" * 200_000]
    heard = []
    listener = socket.create_server(("127.0.0.1", house.port))

    def stand():
        for lie in lies:
            answered = False
            while not answered:
                conn, _ = listener.accept()
                try:
                    with stranger.wrap_socket(conn, server_side=True) as tls:
                        said = tls.recv(65536)
                        if said:
                            heard.append(said)
                            tls.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(lie) + lie)
                            answered = True
                            tls.recv(65536)
                except OSError:
                    pass

    number = store(house, "SELECT max(number) FROM key_list")[0][0]
    threading.Thread(target=stand, daemon=True).start()
    for _ in lies:
        house.sync(village, "once", expect=1)
        if len(house.said.splitlines()) > 2 or "another machine" not in house.said:
            raise Broken(f"a stranger with key lists: {house.said}")
    listener.close()
    asked = [f"GET /v1/keys?after={n} HTTP/1.1\r\nHost: 127.0.0.1:{house.port}\r\n\r\n".encode()
             for n in (number - 1, number)]
    hold(heard == [asked[0]] * 3 + [asked[1]] * (len(lies) - 3) and
         house.status(village)["events_waiting"] == 1,
         f"{len(lies)} strangers with key lists are asked for them, and told nothing")
    house.serve()
    house.sync(village, "once")
    hold(house.status(village)["events_waiting"] == 0, "and the regency itself is known again")


def small_disk(house, size):
    """A tmpfs as the kiosk's disk: as root, or in namespaces of our own."""
    place = os.path.join(house.root, "small")
    os.makedirs(place, exist_ok=True)
    return place, ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", place]


def disk_full_while_answers_arrive(house):
    place, mount = small_disk(house, "40m")
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode != 0:
        print("skipped - a full disk while answers arrive: needs root for a small tmpfs", flush=True)
        return
    try:
        village = house.enrol("small/kiosk")
        file(house, village, 5)
        notice = os.path.join(house.root, "large.md")
        for number in range(12):
            with open(notice, "w") as out:
                out.write(f"---\ntitle: Besar {number}\ncategory: kegiatan\npublisher: BPD\n---\n" +
                          "".join(random.Random(number).choices("abcdefgh ij\n", k=60_000)))
            house.regency("post", notice)
        filler = os.path.join(place, "filler")
        with open(filler, "wb") as out:
            free = os.statvfs(place)
            out.write(b"x" * (free.f_bavail * free.f_frsize - 400_000))
        house.sync(village, "once", expect=1)
        house.one_line("a full disk is said in one line")
        db = sqlite3.connect(f"file:{village}/village.db?mode=ro", uri=True, timeout=20)
        why = db.execute("SELECT why FROM round ORDER BY id DESC LIMIT 1").fetchone()[0]
        db.close()
        hold(why == 7, "and not as a word of the regency's")
        os.remove(filler)
        house.sync(village, "once")
        hold(shown(village, "Besar ") == 12 and house.status(village)["events_waiting"] == 0 and
             arrived(house, village) == 5, "with room again nothing is missing and nothing doubled")
    finally:
        subprocess.run(["umount", "-l", place], check=False)


def the_code_changes(house):
    village = house.enrol("moved", "32.15.20.2001")
    file(house, village, 1)
    house.sync(village, "once")
    path = os.path.join(house.root, "villages.csv")
    with open(path, "w") as out:
        out.write("code,desa,kecamatan,lat,lon,formerly\n"
                  "32.15.21.2007,Sukamaju Baru,Cibadak Timur,-6.9,107.1,32.15.20.2001\n")
    house.regency("village", "import", path)
    notice = os.path.join(house.root, "code.md")
    for scope, title in (("32.15.21", "Untuk kecamatan baru"), ("32.15.20", "Untuk yang lama")):
        with open(notice, "w") as out:
            out.write(f"---\ntitle: {title}\ncategory: kegiatan\npublisher: BPD\n---\nIsi.\n")
        house.regency("post", notice, "--to", scope)
    file(house, village, 1)
    house.sync(village, "once")
    status = house.status(village)
    hold(status["village_code"] == "32.15.21.2007" and arrived(house, village) == 2,
         "a village with another code is the same village")
    hold(shown(village, "Untuk kecamatan baru") == 1 and shown(village, "Untuk yang lama") == 0,
         "and hears what goes to its new kecamatan")


# ----------------------------------------------------------------

def story(house):
    house.found()
    house.serve()
    proxy = Proxy(house.port)
    later = [told_to_wait(house, 503), told_to_wait(house, 429), a_byte_a_second(house), login_page(house)]
    village = through(house, proxy, "balai-desa")
    lost_answers(house, proxy, village)
    cut_at_the_same_byte(house, proxy, village)
    one_budget_at_most(house, proxy, village)
    network_goes_and_comes(house, proxy, village)
    too_large_for_a_proxy(house)
    ill_for_a_while(house)
    sent_elsewhere(house)
    half_an_answer(house)
    waiting_for_news(house)
    two_agents(house, village)
    killed_while_answers_arrive(house, village)
    the_code_changes(house)
    for check in later:
        check()
    away_for_two_keys(house)
    strangers_with_lists(house)
    disk_full_while_answers_arrive(house)
    clocks_a_year_off(house)


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    told(story)
