# SPDX-License-Identifier: GPL-3.0-or-later
"""What the regency cannot apply: a keeper hears of it although the answer was lost, whoever works at the
regency sees what and why, it holds up nobody, and it is taken in when what stood in the way is gone."""
import hashlib
import json
import os
import shutil
import sqlite3
import struct
import subprocess
import sys

from house import House, VILLAGE, hold, told
from proxy import Proxy

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "bench"))
import textgen  # noqa: E402


def file(house, village, count):
    file.seed += 1
    subprocess.run([os.path.join(house.build, "tests/link/file_words"), village, "0", "0"],
                   input="\n".join(textgen.texts(count, file.seed, 80, 300)) + "\n", text=True,
                   check=True)


file.seed = 0


def asides(house, *arguments):
    return json.loads(house.regency("asides", *arguments, "--json"))


def hashed(context, *parts):
    made = hashlib.blake2b(context, digest_size=16)
    for part in parts:
        made.update(struct.pack("<Q", len(part)) + part)
    return made.digest()


def poison(house, village, bad):
    """Event `bad` of the log comes to harm before it is sent, and the log's hashes are true."""
    db = sqlite3.connect(village + "/village.db")
    log, = db.execute("SELECT log FROM log WHERE open = 1").fetchone()
    before = hashed(b"kt log", struct.pack("<I", house.status(village)["kiosk"]),
                    struct.pack("<I", log))
    for seq, event, is_hash in db.execute("SELECT seq, bytes, hash FROM event ORDER BY seq").fetchall():
        hold(seq > 1 or hashed(b"kt event", before, event) == is_hash, "the hash is as it is written")
        if seq == bad:
            event = event[:-20] + bytes([event[-20] ^ 1]) + event[-19:]
        before = hashed(b"kt event", before, event)
        db.execute("UPDATE event SET bytes = ?, hash = ? WHERE seq = ?", (event, before, seq))
    db.commit()
    db.close()


def a_lost_answer(house):
    proxy = Proxy(house.port)
    village = os.path.join(house.root, "lost")
    ticket = house.regency("kiosk", "add", "--village", VILLAGE, "--name", "lost", "--url",
                           f"https://127.0.0.1:{proxy.port}").splitlines()[-1]
    house.sync(village, "init")
    house.sync(village, "enrol", ticket)
    house.sync(village, "once")
    file(house, village, 3)
    poison(house, village, 2)
    proxy.cut_up, proxy.cut_down, proxy.cuts = None, 900, 1
    house.sync(village, "once", expect=1)
    hold(len(asides(house)) == 1 and house.status(village)["aside"] == 0,
         "the regency set one aside, and the answer that says so was lost")
    house.sync(village, "once")
    now = house.status(village)
    hold(now["events_waiting"] == 0 and now["aside"] == 1 and len(house.cases()) == 2,
         "the next answer says it, and the two others arrived")
    one, = asides(house, "K1")
    hold(one["kiosk"] == "K1" and one["seq"] == 2 and one["bytes"] > 100 and
         "does not open" in one["why"], f"the regency sees what and why: {one}")
    line, = house.regency("asides").splitlines()
    hold("K1\t" in line and one["why"] in line, line)
    hold(asides(house, "K9") == [], "another kiosk has none")
    house.regency("asides", "desa", expect=1)
    house.one_line("asides of no kiosk")
    house.regency("asides", "K1", "K2", expect=2)


def keys_of_before(house):
    """A store that was put back beside keys one rotation too old, and the right ones found later."""
    village = house.enrol("keys")
    house.sync(village, "once")
    house.regency("backup", os.path.join(house.root, "backup"))
    keys, old, new = house.regency_dir + "/keys", house.root + "/keys-old", house.root + "/keys-new"
    shutil.copytree(keys, old)
    house.regency("keys", "rotate")
    house.sync(village, "once")
    file(house, village, 3)
    house.unserve()
    os.rename(keys, new)
    shutil.copytree(old, keys)
    house.regency("restore", os.path.join(house.root, "backup"))
    house.serve()
    house.sync(village, "once", expect=1)
    hold([one["why"] for one in asides(house, "K2")] ==
         ["sealed to key list 2, which is not this regency's"] * 3, "three wait for their key")
    house.unserve()
    shutil.rmtree(keys)
    shutil.copytree(new, keys)
    before = len(house.cases())
    house.serve()
    house.sync(village, "once")
    hold(asides(house, "K2") == [] and len(house.cases()) == before + 3,
         "all three are taken in when the server starts with the right keys")
    house.sync(village, "once")
    hold(house.status(village)["aside"] == 0, "and their kiosk says nothing of it")
    hold(len(asides(house)) == 1, "what is damaged stays aside")


def story(house):
    house.found()
    house.serve()
    a_lost_answer(house)
    keys_of_before(house)


if __name__ == "__main__":
    told(story)
