# SPDX-License-Identifier: GPL-3.0-or-later
"""A second medium beside the disk: filled before the receipt shows; full, read-only, pulled, and one
that hangs; then the disk dies, and nothing that was filed is lost. And a stick that takes the
nightly backup. Real cards (file systems of their own, in a name space of this story's), real
programs, real touches."""
import glob
import json
import os
import subprocess
import sys
import time

from house import dumped, hold, may_mount, told
from story_visit import look_up, speak

PASSPHRASE = "empat ekor ayam hitam"
VOICES = [{"to": "desa", "category": "jalan", "mode": "anonymous", "name": "", "text": text} for text in (
    "Jembatan bambu ke sawah sudah lapuk.", "Lampu di simpang tiga mati sejak Senin.",
    "Selokan di depan musala mampet lagi.", "Jalan ke kuburan longsor separuh.",
    "Sumur bor di blok bawah tidak keluar air.", "Pagar posyandu roboh kena angin.")]
RECEIPT_S_MAX = 4  # of a card that hangs: the limit is 2.5 s


def run(*command):
    subprocess.run(command, check=True, capture_output=True)


def on_card(card):
    return sorted(glob.glob(os.path.join(card, "kentongan-mirror", "K*", "*.ktm")))


def file(house, village, voice):
    """Filed by touch; the kiosk is killed as soon as the receipt shows. Seconds until then."""
    mark = os.path.join(house.root, "receipt.txt")
    house.play_and_kill(village, speak(voice), mark)
    seen = dumped(mark)
    voice["code"] = "".join(d for d in seen["#receipt.code"] if d.isdigit())
    hold(len(voice["code"]) == 16, f"a receipt for \"{voice['text'][:20]}...\"")


def mirror_row(house, village):
    rows = json.loads(house.sync(village, "doctor", "--json", expect=house.doctor_exit))
    return {row["name"]: row for row in rows}["mirror"]


def says(house, village, state, words):
    row = mirror_row(house, village)
    hold(row["state"] == state and words in row["text"] and (state == "ok" or len(row["advice"]) > 10),
         f"doctor: {row['text']} {row['advice']}")


def set_up(house):
    house.found()
    house.serve()
    village = house.enrol("village")
    house.unserve()
    card = os.path.join(house.root, "card")
    os.mkdir(card)
    house.sync(village, "set", "mirror", card, expect=1)
    house.one_line("a folder of the same disk is refused")
    house.sync(village, "set", "mirror", "card", expect=1)
    run("mount", "-t", "tmpfs", "-o", "size=1m,mode=0770", "none", card)
    house.sync(village, "set", "mirror", card)
    secret = os.path.join(house.root, "passphrase")
    with open(secret, "w") as out:
        out.write(PASSPHRASE + "\n")
    house.backup = os.path.join(house.root, "old.ktk")
    os.chmod(secret, 0o600)
    house.sync(village, "backup", house.backup, "--passphrase-file", secret)
    house.secret = secret
    house.doctor_exit = 1  # no agent runs: one row is bad
    return village, card


def at_once(house, village, card):
    file(house, village, VOICES[0])
    hold(len(on_card(card)) == 1, "it lay on the card when the receipt showed, with no agent running")
    for path in glob.glob(os.path.join(card, "**"), recursive=True):
        if os.path.isfile(path):
            with open(path, "rb") as data:
                content = data.read()
            hold(b"Jembatan" not in content and VOICES[0]["code"].encode() not in content and
                 os.stat(path).st_mode & 0o7 == 0, f"{os.path.basename(path)}: closed, and not for everybody")
    says(house, village, "ok", "Semua kiriman tersalin")


def pulled(house, village, card):
    away = os.path.join(house.root, "away")
    os.mkdir(away)
    run("mount", "--move", card, away)
    file(house, village, VOICES[1])
    says(house, village, "warn", "Tidak ada. 1 kiriman belum tersalin")
    hold(not os.listdir(card), "nothing is written beside the disk instead")
    run("mount", "--move", away, card)
    says(house, village, "ok", "Semua kiriman tersalin")
    hold(len(on_card(card)) == 2, "what was missed has caught up")


def full(house, village, card):
    fill = os.path.join(card, "fill")
    subprocess.run(["dd", "if=/dev/zero", f"of={fill}", "bs=4k"], capture_output=True)
    file(house, village, VOICES[2])
    says(house, village, "warn", "Penuh. 1 kiriman belum tersalin")
    os.remove(fill)
    run("mount", "-o", "remount,ro", card)
    says(house, village, "warn", "Hanya bisa dibaca. 1 kiriman belum tersalin")
    run("mount", "-o", "remount,rw", card)
    says(house, village, "ok", "Semua kiriman tersalin")
    hold(len(on_card(card)) == 3, "full, then read-only: caught up")


def hangs(house, village, card):
    """A file system that was frozen keeps a write for ever, as a card does that is dying."""
    image, slow = os.path.join(house.root, "slow.img"), os.path.join(house.root, "slow")
    os.mkdir(slow)
    run("truncate", "-s", "16M", image)
    run("mkfs.ext4", "-q", image)
    if subprocess.run(["mount", "-o", "loop", image, slow], capture_output=True).returncode != 0:
        print("skipped - a card that hangs: no loop device here", flush=True)
        return
    house.sync(village, "set", "mirror", slow)
    # Whatever happens to this story, it thaws: who waits for a frozen one cannot even be killed.
    subprocess.Popen(["sh", "-c", 'sleep 20; fsfreeze -u "$1"', "sh", slow], start_new_session=True,
                     stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    mark, sent = os.path.join(house.root, "receipt.txt"), os.path.join(house.root, "sent.txt")
    words = speak(VOICES[3]).replace("tap #aspire.send\n", f"dump {sent}\ntap #aspire.send\n")
    for path in (mark, sent):
        if os.path.exists(path):
            os.remove(path)
    run("fsfreeze", "-f", slow)
    try:
        kiosk = house.start(os.path.join(house.build, "kentongan-kiosk"), "--data", village, "--size",
                            "1080x1920", "--script", "-", stdin=subprocess.PIPE, text=True)
        kiosk.stdin.write(words + f"\ndump {mark}\n")
        kiosk.stdin.flush()
        until = time.time() + 15
        while not (os.path.exists(mark) and os.path.getsize(mark)) and time.time() < until:
            time.sleep(0.02)
        took_s = os.stat(mark).st_mtime - os.stat(sent).st_mtime
    finally:
        run("fsfreeze", "-u", slow)
    house.end(kiosk, kill=True)
    VOICES[3]["code"] = "".join(d for d in dumped(mark)["#receipt.code"] if d.isdigit())
    hold(took_s < RECEIPT_S_MAX and len(VOICES[3]["code"]) == 16,
         f"a card that hangs: from Kirim to the receipt {took_s:.1f} s")
    says(house, village, "ok", "Semua kiriman tersalin")
    hold(len(on_card(slow)) == 4, "a new card gets all of it")
    house.sync(village, "set", "mirror", card)
    run("umount", slow)
    says(house, village, "ok", "Semua kiriman tersalin")


def by_the_agent(house, village, card):
    """The kiosk's own write is one way; what it could not write the agent does."""
    agent = house.start(os.path.join(house.build, "kentongan-sync"), "--data", village, "run",
                        stderr=subprocess.DEVNULL)
    before = len(on_card(card))
    code = VOICES[0]["code"]
    house.play(village, look_up(code) + "expect #answer.status\n")
    file(house, village, VOICES[4])
    until = time.time() + 20
    while len(on_card(card)) < before + 1 and time.time() < until:
        time.sleep(0.1)
    hold(len(on_card(card)) == before + 1, "with the agent beside it: once")
    house.end(agent)


def no_backup(house, card):
    """At the regency, before any kiosk has come back: the card alone."""
    broken = sorted(glob.glob(os.path.join(card, "kentongan-mirror", "K1", "*.ktm")))[0]
    with open(broken, "rb") as file:
        sound = file.read()
    with open(broken, "wb") as file:
        file.write(sound[:40])
    said = house.regency("import", card)
    hold("K1, 4 of 4 new" in said and "1 files were passed over" in said, said.strip())
    with open(broken, "wb") as file:
        file.write(sound)
    said = house.regency("import", card)
    hold("K1, 1 of 1 new" in said and "4 had come before" in said, "and the fifth, once it can be read")
    said = house.regency("import", card)
    hold("0 of 0 new" in said, "a third time: nothing twice")
    hold(len(house.cases()) == 5, "the regency has all five from the card alone")


def disk_dies(house, village, card):
    run("rm", "-rf", village)
    no_backup(house, card)
    house.sync(village, "restore", house.backup, "--passphrase-file", house.secret, "--mirror",
               os.path.join(house.root, "nowhere"), expect=1)
    house.one_line("a mirror that is not there")
    said = house.sync(village, "restore", "--mirror", card)
    hold("5 that were filed after the backup are back" in said, said.strip())
    said = house.sync(village, "restore", "--mirror", card)
    hold(said.startswith(f"{card}: 0 that"), "a second time brings nothing twice")
    hold(house.status(village)["waiting"] == 5, "all five wait to be sent")
    house.play(village, look_up(VOICES[4]["code"]) + f"expect-text \"{VOICES[4]['text']}\"\n")
    hold(True, "and the last receipt opens its own text")
    house.serve()
    house.sync(village, "once")
    cases = house.cases()
    texts = sorted(house.case(case["id"])["text"] for case in cases)
    hold(texts == sorted(voice["text"] for voice in VOICES[:5]),
         "the regency has every word that was filed, each once")
    file(house, village, VOICES[5])
    house.sync(village, "once")
    numbers = [case["number"] for case in house.cases()]
    hold(len(set(numbers)) == 6, f"numbers go on: {sorted(numbers)[-1]}")
    house.unserve()


def stick(house, village):
    """Whoever makes a folder `cadangan` on a stick finds the backup there."""
    media = os.path.join(house.root, "media")
    folder = os.path.join(media, "STIK", "cadangan")
    os.makedirs(os.path.join(media, "STIK"))
    run("mount", "-t", "tmpfs", "-o", "size=64m", "none", os.path.join(media, "STIK"))
    os.mkdir(folder)
    for day in range(1, 5):
        with open(os.path.join(folder, f"kentongan-K1-2025-01-0{day}.ktk"), "w") as out:
            out.write("lama")
    house.sync(village, "set", "media_dir", media)
    house.sync(village, "backup", os.path.join(house.root, "now.ktk"))
    agent = house.start(os.path.join(house.build, "kentongan-sync"), "--data", village, "run",
                        stderr=subprocess.DEVNULL)
    # The first nightly one is made when the last is old: as if nobody had been here for two days.
    house.end(agent)
    run("sqlite3", os.path.join(village, "village.db"),
        "UPDATE state SET value = value - 2 * 86400 WHERE key = 'backup_s'")
    agent = house.start(os.path.join(house.build, "kentongan-sync"), "--data", village, "run",
                        stderr=subprocess.DEVNULL)
    until = time.time() + 30
    while time.time() < until:
        names = sorted(os.listdir(folder))
        if names[-1] > "kentongan-K1-2026" and not names[-1].endswith(".part") and len(names) == 3:
            break
        time.sleep(0.1)
    hold(len(names) == 3 and names[0].endswith("2025-01-03.ktk") and names[-1].endswith(".ktk"),
         f"the backup is on the stick, and the last three stay: {names}")
    rows = {row["name"]: row for row in json.loads(house.sync(village, "doctor", "--json", expect=0))}
    hold("ada di stik \"STIK\"" in rows["backup"]["text"] and rows["backup"]["state"] == "ok",
         f"doctor: {rows['backup']['text']}")
    house.end(agent)
    other = os.path.join(house.root, "other")
    house.sync(other, "restore", os.path.join(folder, names[-1]), "--passphrase-file", house.secret)
    hold(house.status(other)["enrolled"], "and a kiosk comes out of it")
    os.remove(os.path.join(folder, names[-1]))
    subprocess.run(["dd", "if=/dev/zero", f"of={os.path.join(media, 'STIK', 'film')}", "bs=64k"],
                   capture_output=True)
    agent = house.start(os.path.join(house.build, "kentongan-sync"), "--data", village, "run",
                        stderr=subprocess.DEVNULL)
    row, until = {"text": ""}, time.time() + 20
    while "penuh" not in row["text"] and time.time() < until:
        time.sleep(0.3)
        rows = json.loads(house.sync(village, "doctor", "--json", expect=0))
        row = {each["name"]: each for each in rows}["backup"]
    hold(row["state"] == "warn" and "penuh" in row["text"], f"doctor: {row['text']} {row['advice']}")
    hold(not [name for name in os.listdir(folder) if name.endswith(".part")], "and nothing half is left")
    house.end(agent)


def story(house):
    if not may_mount():
        print("skipped - nothing can be mounted here", flush=True)
        return
    village, card = set_up(house)
    at_once(house, village, card)
    pulled(house, village, card)
    full(house, village, card)
    hangs(house, village, card)
    by_the_agent(house, village, card)
    disk_dies(house, village, card)
    stick(house, village)


if __name__ == "__main__":
    if may_mount() and "KENTONGAN_APART" not in os.environ:
        os.environ["KENTONGAN_APART"] = "1"  # what is mounted here nobody else sees, and it ends with us
        os.execvp("unshare", ["unshare", "-m", sys.executable, *sys.argv])
    told(story)
