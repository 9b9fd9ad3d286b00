# SPDX-License-Identifier: GPL-3.0-or-later
"""From the seal to the screen: what is addressed to BPD is read offline by BPD and by nobody else,
answered offline, seen by its villager at once, and known to the regency after a round; a new key
and a second kiosk get all of it again; a musyawarah answers several at once. Then every file of the
kiosk is searched for the words."""
import json
import os
import re
import time

from house import dumped, hold, told
from story_use import Live, tone
from story_visit import look_up, speak

PIN, OTHER_PIN = "592071", "830264"
NAMED = {"to": "bpd", "category": "jalan", "mode": "open", "name": "Warga RT 04",
         "text": "Jembatan bambu dekat sekolah sudah keropos, papannya hilang dua."}
SECRET = {"to": "bpd", "category": "bantuan", "mode": "secret", "name": "Warga RT 02",
          "text": "Beras bantuan dipotong dua kilo setiap karung sebelum dibagi."}
TO_DESA = {"to": "desa", "category": "layanan", "mode": "anonymous", "name": "",
           "text": "Loket surat tutup terus setiap hari Jumat siang."}
ANSWER = "Kami tinjau hari Sabtu bersama karang taruna."
SECRET_ANSWER = "Timbangannya kami periksa hari Senin, jangan cerita dulu."
OUTCOME = "Disepakati jembatan baru dari dana desa, mulai bulan depan."


def pin_file(house, pin):
    path = os.path.join(house.root, "pin")
    with open(path, "w") as out:
        out.write(pin + "\n")
    os.chmod(path, 0o600)
    return path


def member(house, village, name, role, pin=PIN, how="add"):
    house.sync(village, "staff", how, name, "--role", role, "--pin-file", pin_file(house, pin))


def sign_in(at, pin=PIN):
    return f"""
hold #home.staff 3000
tap #staff_in.{at}
tap-keys {pin} staff_pin
tap #staff_pin.go
wait 1500
expect #staff.who
"""


def filed(house, village, voice):
    mark = os.path.join(house.root, "filed.txt")
    house.play(village, speak(voice, f"dump {mark}\ntap #receipt.done"))
    seen = dumped(mark)
    return {"code": "".join(d for d in seen["#receipt.code"] if d.isdigit()),
            "number": seen["#receipt.number"]}


def rounds(house, village, count=2):
    for _ in range(count):
        house.sync(village, "once")


def case(house, receipt):
    return house.case(receipt["number"])


def offline(house, village):
    """No server runs. Two for BPD, one for the desa; read, refused, answered."""
    named, secret, desa = (filed(house, village, v) for v in (NAMED, SECRET, TO_DESA))
    house.play(village, sign_in(0) + f"""
tap #staff.register
expect-text "Jembatan bambu dekat sekolah"
expect-text "Hanya petugas yang membaca"
expect-not-text "dipotong"
expect-not-text "Loket surat"
expect-not #register.2
tap #register.0
expect #item.locked
expect-not-text "dipotong"
tap #item.reveal
tap #item.reveal.ask.1
wait 200
expect #item.text "dipotong dua kilo"
expect #item.name "Warga RT 02"
tap #nav.back
tap #register.1
expect #item.text "keropos"
expect-not-text "Warga RT 04"
tap #item.answer
type "{ANSWER}"
tap #register.write.send
wait 200
tap #register.write.done.1
expect #item.act.0 "belum sampai"
tap #nav.home
expect #home.notices
""")
    hold(True, "BPD reads what is addressed to it, offline, and answers")
    house.play(village, sign_in(1) + """
expect-not #staff.talks
tap #staff.register
expect-text "Loket surat"
expect-not-text "Jembatan"
expect-not-text "Hanya petugas"
expect-not #register.1
tap #nav.home
""")
    hold(True, "the desa reads its own and nothing of BPD's")
    house.play(village, look_up(named["code"]) + f"""
expect #answer.text "{ANSWER}"
expect #answer.here "belum sampai"
expect #answer.note.0 "belum sampai"
""")
    house.play(village, look_up(secret["code"]) + """
expect #answer.note.0 "Kunci dibuka petugas"
expect #answer.note.0 "BPD"
""")
    hold(True, "each villager sees it at once with the code, marked as not arrived")
    return named, secret, desa


def arrived(house, village, named, secret, desa):
    house.serve()
    rounds(house, village)
    at = case(house, named)
    said = [e for e in at["entries"] if e["text"] == ANSWER]
    hold(at["state"] == "ditindaklanjuti" and len(said) == 1 and said[0]["by"] == "BPD" and
         said[0]["signed"], "the regency has the answer, once and signed")
    # The regency's own look at it is on record as well: by another office.
    opened = [e for e in case(house, secret)["entries"] if e["opened"] and e["by"] == "BPD"]
    hold(len(opened) == 1, "and that BPD opened a secret one")
    hold(not [e for e in case(house, desa)["entries"] if e["by"] == "BPD"], "and nothing else")
    kiosk = json.loads(house.regency("kiosk", "list", "--json"))[0]
    hold(kiosk["aside"] == 0 and kiosk["certified"] == [], "nothing was set aside")
    house.play(village, look_up(named["code"]) + f"""
expect #answer.text "{ANSWER}"
expect-not #answer.here
expect-not-text "belum sampai"
""")
    house.play(village, sign_in(0) + """
tap #staff.register
expect-not-text "belum sampai"
tap #nav.home
""")
    hold(True, "on the same screen it has arrived, for the villager and for BPD")


def anew(house, village):
    """The last PIN is forgotten: a new key, the regency seals all of it again."""
    member(house, village, "Ketua BPD baru", "bpd", OTHER_PIN, "anew")
    house.play(village, sign_in(0, OTHER_PIN) + """
tap #staff.register
expect #register.closed "2 usul"
expect-not #register.0
tap #nav.home
""")
    rounds(house, village)
    house.play(village, sign_in(0, OTHER_PIN) + """
tap #staff.register
expect-not #register.closed
expect-text "Jembatan bambu dekat sekolah"
expect #register.1
tap #nav.home
""")
    hold(True, "who begins anew reads the whole register after a round")


def second_kiosk(house, village, named):
    second = house.enrol("second")
    member(house, second, "Ketua BPD", "bpd")
    rounds(house, second)
    house.play(second, sign_in(0) + """
tap #staff.register
expect-text "Jembatan bambu dekat sekolah"
expect #register.1
tap #register.1
expect #item.text "keropos"
tap #nav.home
""")
    there = filed(house, second, dict(NAMED, name="", mode="anonymous",
                                      text="Papan jembatan sekolah hilang lagi satu, keropos."))
    rounds(house, second)
    rounds(house, village)
    house.play(village, sign_in(0, OTHER_PIN) + """
tap #staff.register
expect-text "hilang lagi satu"
tap #nav.home
""")
    hold(True, "each of two kiosks reads with its own keys what was filed at the other")
    return second, there


def musyawarah(house, village, named, there):
    house.play(village, sign_in(0, OTHER_PIN) + f"""
tap #staff.register
tap #register.0
expect-text "hilang lagi satu"
tap #item.talk
expect #table.1 "mirip"
tap #table.1
tap #table.day.less
tap #table.week.less
tap #table.keep
wait 200
tap #table.done.1
tap #nav.back
tap #nav.back
tap #staff.talks
tap #talks.0
tap #outcome.go
tap #outcome.next
type "{OUTCOME}"
tap #register.write.send
wait 200
tap #register.write.done.1
expect #talks.none
tap #nav.home
tap #home.notices
expect-text "Hasil musyawarah"
tap #nav.home
""")
    rounds(house, village)
    for receipt in (named, there):
        at = case(house, receipt)
        states = [e["state"] for e in at["entries"]]
        hold("dibahas_bpd" in states and at["state"] == "ditindaklanjuti" and
             at["entries"][-1]["text"] == OUTCOME,
             f"{receipt['number']}: talked about, decided, in the regency's own record")
    house.play(village, look_up(named["code"]) + f"""
expect #answer.text "{OUTCOME}"
tap #answer.notice
expect #notice.title "Hasil musyawarah"
expect-text "{named['number']}"
expect-not-text "{there['number']}"
expect-text "1 usul lain"
""")
    hold(True, "the villager reads the outcome, and the notice that names only who chose it")


def in_memory(pid, words):
    """Which of the words lie anywhere in a process. Root alone may look."""
    found = set()
    with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", 0) as memory:
        for line in maps:
            at = re.match(r"([0-9a-f]+)-([0-9a-f]+) r", line)
            if not at:
                continue
            start, end = (int(part, 16) for part in at.groups())
            if end - start > 1 << 30:
                continue  # a sanitizer's own map of all memory
            try:
                memory.seek(start)
                content = memory.read(end - start)
            except (OSError, ValueError, OverflowError):
                continue  # guard pages, and what the kernel keeps to itself
            found |= {word for word in words if word.encode() in content}
    return found


def heard_and_left(house, village):
    """A voice for BPD plays after the sign-in; after the sign-out no word is left in the process."""
    out = os.path.join(house.root, "desk.raw")
    live = Live(house, village, SDL_AUDIODRIVER="disk", SDL_DISKAUDIOFILEIN=tone(house, 4),
                SDL_DISKAUDIOFILE=out)
    live.say("tap #home.aspire\ntap #aspire.to.bpd\ntap #aspire.category.air\n"
             "tap #aspire.voice\ntap #aspire.voice.record")
    time.sleep(1.5)
    live.say("tap #aspire.voice.stop\nwait 200\ntap #aspire.next\ntap #aspire.anonymous\n"
             "tap #aspire.next\ntap #aspire.send\nwait 400\nexpect #receipt.code\n"
             "tap #receipt.done")
    live.say(sign_in(0, OTHER_PIN) + """
tap #staff.register
expect #register.0 "Rekaman suara"
tap #register.0
tap #item.voice
tap #item.voice.ask.1
""")
    time.sleep(0.6)
    live.say("wait 10")
    hold(os.path.exists(out) and os.path.getsize(out) > 20000, "BPD hears a voice at the kiosk")
    live.say("""
tap #nav.back
tap #register.1
tap #item.reveal
tap #item.reveal.ask.1
wait 300
expect #item.name
""")  # a script that named the words would itself be where they are found
    words = ["dipotong dua kilo", "Warga RT 02", "hilang lagi satu"]
    if os.geteuid() == 0:
        hold(in_memory(live.child.pid, words), "what is on the screen lies in memory")
    live.say("tap #nav.home\nwait 500\nexpect #home.notices")
    if os.geteuid() == 0:
        left = in_memory(live.child.pid, words)
        hold(not left, f"after the sign-out nothing of it does ({left})")
    live.end()


def carried(house, village):
    """The register onto a stick: without what only officers read or answered to it, without a number
    to call."""
    sticks = os.path.join(house.root, "sticks")
    stick = os.path.join(sticks, "STIK")
    os.makedirs(stick)
    house.sync(village, "set", "media_dir", sticks)
    house.play(village, sign_in(0, OTHER_PIN) + f"""
tap #staff.register
tap #register.1
expect #item.locked
tap #item.answer
type "{SECRET_ANSWER}"
tap #register.write.send
wait 200
tap #register.write.done.1
tap #nav.back
tap #register.save
tap #save.go
wait 500
expect #save.done "4 usul"
expect #stick.eject
tap #nav.home
""")
    content = {name: open(os.path.join(stick, name), "rb").read() for name in os.listdir(stick)}
    hold(sorted(name.split(".")[-1] for name in content) == ["csv", "csv", "html"],
         f"three files on the stick ({sorted(content)})")
    whole = b"".join(content.values()).decode()
    hold("Jembatan bambu" in whole and "Warga RT 04" in whole and OUTCOME in whole,
         "with the words, the name that was chosen to be used, and what was decided")
    hold(not [word for word in ("dipotong", "Warga RT 02", "Loket") if word in whole],
         "without what only officers read, and without the desa's")
    hold("(dijawab)" in whole and "Timbangannya" not in whole,
         "nor what was answered to it, only that it was")


def erased(house, village, second, secret):
    house.play(village, look_up(secret["code"]) + """
tap #answer.erase
tap #answer.erase.ask.2
wait 300
tap #answer.erase.done.1
""")
    house.play(second, sign_in(0) + "tap #staff.register\nexpect #register.2\ntap #nav.home\n")
    rounds(house, village)
    rounds(house, second)
    house.play(second, sign_in(0) + """
tap #staff.register
expect #register.2
expect-not #register.3
expect-not-text "Hanya petugas"
tap #nav.home
""")
    hold(True, "erased by its villager, it is gone from the register of the other kiosk too")


def search(house, *villages):
    """Nothing that a villager wrote, who they are, or what was answered lies open in any file."""
    words = ["Jembatan bambu", "dipotong dua kilo", "Loket surat", "Warga RT 04", "Warga RT 02",
             "Kami tinjau hari", "hilang lagi satu", "Timbangannya kami", PIN, OTHER_PIN]
    found, files = [], 0
    for village in villages:
        for folder, _, names in os.walk(village):
            for name in names:
                files += 1
                with open(os.path.join(folder, name), "rb") as file:
                    content = file.read()
                found += [f"{name}: {word}" for word in words if word.encode() in content]
    hold(not found, f"not a word of it in {files} files of two kiosks ({found})")
    log = house.server_log()
    hold(not [word for word in words if word in log], "nor in what the server said")


def story(house):
    house.found()
    house.serve()
    village = house.enrol("village")
    member(house, village, "Ketua BPD", "bpd")
    member(house, village, "Kepala urusan umum", "desa")
    rounds(house, village, 1)
    house.unserve()
    named, secret, desa = offline(house, village)
    arrived(house, village, named, secret, desa)
    anew(house, village)
    second, there = second_kiosk(house, village, named)
    musyawarah(house, village, named, there)
    heard_and_left(house, village)
    carried(house, village)
    erased(house, village, second, secret)
    search(house, village, second)


if __name__ == "__main__":
    told(story)
