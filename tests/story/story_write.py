# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody of BPD has something to announce: from the held clock to the villagers' screen in at most
twelve touches besides typing, offline; a power cut in the middle of a sentence; a change, a
withdrawal, two at once, one withdrawn by the regency meanwhile; a second member who approves; a
folder and a stick of files, good and bad; cards for the groups. Real processes, real windows."""
import os
import shutil
import sqlite3
import struct

from house import dumped, hold, told
from story_staff import add, sign_in, PINS

SAMPLES = os.path.join(os.path.dirname(__file__), "..", "..", "assets", "samples")
BAD = os.path.join(os.path.dirname(__file__), "..", "data", "bad")
TOUCHES_MAX = 12  # besides typing

INVITATION = """tap #staff.notices
tap #news.new.undangan
type "saluran air blok utara"
tap #write.next
tap #write.day.25
tap #write.next
type "Bagian mana yang dikeruk dulu"
tap #key.enter
type "Uangnya dari mana"
tap #write.next
type "Sekretaris BPD, meja BPD, Senin dan Kamis"
tap #write.next
expect-not #check.0
tap #check.publish
expect #done.id
"""
NOW = ["--now", "2026-11-23T09:41"]


def touches(script):
    """Fingers on the glass; keys of the keyboard and of the PIN are typing."""
    return sum(line.startswith(("tap #", "hold #")) and not line.startswith("tap #key.")
               for line in script.splitlines())


def titles(village):
    with sqlite3.connect(os.path.join(village, "village.db")) as db:
        return dict(db.execute("SELECT id, gone FROM notice ORDER BY id"))


def drafts(village):
    with sqlite3.connect(os.path.join(village, "village.db")) as db:
        return [bytes(row[0]) for row in db.execute("SELECT record FROM draft ORDER BY id")]


def members(house, village):
    add(house, village, "Ketua BPD", "bpd", "ketua")
    add(house, village, "Sekretaris BPD", "bpd", "sekretaris")
    add(house, village, "Kepala urusan umum", "desa", "kaur")
    add(house, village, "Ketua Karang Taruna", "youth", "youth")
    house.play(village, sign_in(0, PINS["ketua"]) + "tap #staff.people\ntap #people.admit.2\n")


def twelve_touches(house, village):
    script = sign_in(0, PINS["ketua"]) + INVITATION
    count = touches(script)
    house.play(village, script + 'tap #nav.home\ntap #home.notices\n'
               'expect #notices.0 "Musyawarah desa: saluran air blok utara"\n'
               'expect #notices.0 "25 November, pukul 19.30"\ntap #notices.0\n'
               'expect #notice.body "Uangnya dari mana"\n', *NOW)
    hold(count <= TOUCHES_MAX, f"an undangan is up after {count} touches besides typing, "
                               f"at most {TOUCHES_MAX}")
    hold(list(titles(village)) == ["K1-1"], "offline, under the kiosk's own number")
    # Whom to ask stands there already the second time.
    again = sign_in(0, PINS["ketua"]) + INVITATION.replace(
        'type "Sekretaris BPD, meja BPD, Senin dan Kamis"\ntap #write.next\n', "")
    house.play(village, again, *NOW)
    hold(touches(again) == count - 1, "a touch less the second time")
    house.sync(village, "withdraw", "K1-2", "Percobaan.")


def power_cut(house, village):
    """What was written up to the last pause is there, though the kiosk was killed while typing."""
    mark = os.path.join(house.root, "cut.txt")
    house.play_and_kill(village, sign_in(0, PINS["ketua"]) + """tap #staff.notices
tap #news.new.pengumuman
type "Jalan Dusun Dua ditutup"
wait 700
tap #write.next
type "Mulai Senin jalan"
wait 700
type " ditutup untuk truk"
""", mark)
    house.play(village, sign_in(0, PINS["ketua"]) + """tap #staff.notices
expect #news.draft.0 "Jalan Dusun Dua ditutup"
tap #news.draft.0
expect #write.blank.1 "Mulai Senin jalan"
tap #write.delete
tap #write.delete.ask.1
expect-not #news.draft.0
""")
    hold(drafts(village) == [], "a draft outlives a power cut up to the last pause, then is deleted")


def others_see_nothing(house, village):
    house.play(village, sign_in(0, PINS["ketua"]) + """tap #staff.notices
tap #news.new.layanan
type "Rahasia sampai besok"
wait 700
tap #nav.home
""" + sign_in(2, PINS["kaur"]) + """tap #staff.notices
expect-text "Kabar dari Pemerintah Desa"
expect-not #news.draft.0
expect-not #news.own.0
tap #nav.home
""" + sign_in(3, PINS["youth"]) + """expect-not #staff.notices
""")
    hold(b"Rahasia sampai besok" in drafts(village)[0], "desa does not see what BPD writes, and "
         "youth writes nothing")
    house.play(village, sign_in(0, PINS["ketua"]) + "tap #staff.notices\ntap #news.draft.0\n"
               "tap #write.delete\ntap #write.delete.ask.1\n")


def revise(title, *more):
    return "\n".join(["tap #staff.notices", "tap #news.own.0", "tap #one.revise", "tap #write.title",
                      f'type "{title}"', "tap #write.next", *more, ""])


def change_and_two_at_once(house, village):
    house.sync(village, "post", os.path.join(SAMPLES, "01-musyawarah-saluran-air-cikukulu.md"))
    go = ["tap #write.check", "tap #check.publish", "expect #done.id"]
    house.play(village, sign_in(0, PINS["ketua"]) + revise(" (A)") + "tap #nav.home\n" +
               sign_in(1, PINS["sekretaris"]) + revise(" (B)", *go) + "tap #nav.home\n" +
               sign_in(0, PINS["ketua"]) + """tap #staff.notices
tap #news.draft.0
tap #write.check
tap #check.publish
expect-text "Sekretaris BPD"
tap #clash.theirs
expect #notice.title "(B)"
tap #nav.back
tap #clash.mine
expect #notice.title "(A)"
tap #nav.back
tap #clash.over
expect #done.id
tap #nav.home
tap #home.notices
expect #notices.0 "(A)"
""")
    hold(drafts(village) == [], "who is second sees both, and decides; nothing was put over unseen")


def approval(house, village):
    house.sync(village, "set", "approve", "maybe", expect=1)
    house.one_line("a word that is no answer")
    house.sync(village, "set", "approve", "yes")
    before = titles(village)
    house.play(village, sign_in(0, PINS["ketua"]) + """tap #staff.notices
tap #news.new.darurat
type "Waspada longsor di tebing Dusun Tiga"
tap #nav.back
tap #write.check
tap #check.publish
tap #done.close
expect #news.draft.0 "Menunggu persetujuan"
tap #news.draft.0
tap #write.check
expect #check.publish "Minta persetujuan"
tap #nav.home
expect-not-text "Waspada longsor"
""")
    hold(titles(village) == before, "one member alone puts nothing up where two are asked for")
    house.play(village, sign_in(1, PINS["sekretaris"]) + """tap #staff.notices
tap #news.wait.0
expect-text "Ketua BPD"
tap #check.preview
expect #notice.title "Waspada longsor"
tap #nav.back
tap #check.publish
expect #done.id
tap #nav.home
expect #home.urgent "Waspada longsor"
""")
    hold(len(titles(village)) == len(before) + 1, "another one approves, and it is on the first page")
    house.sync(village, "set", "approve", "no")
    with sqlite3.connect(os.path.join(village, "village.db")) as db:
        acts = [row[0] for row in db.execute("SELECT what FROM audit ORDER BY id")]
    hold({"post", "revise", "withdraw", "ask-approval", "approve"} <= set(acts),
         "each of these acts is on the record")


def regency_withdraws(house, village):
    other = house.enrol("kios-balai")
    house.sync(village, "once")
    house.sync(other, "once")
    live = [i for i, gone in titles(village).items() if gone is None]
    hold(set(live) <= set(titles(other)), "another kiosk of the village has what BPD put up")
    first = live[0]
    house.play(village, sign_in(0, PINS["ketua"]) + f"""tap #staff.notices
tap "Tampil"
tap #one.revise
tap #write.title
type " (baru)"
tap #write.next
""")
    with sqlite3.connect(os.path.join(village, "village.db")) as db:
        first = db.execute("SELECT base FROM draft").fetchone()[0]
    house.regency("withdraw", first, "--reason", "Angkanya belum sah.")
    house.sync(village, "once")
    house.play(village, sign_in(0, PINS["ketua"]) + """tap #staff.notices
tap #news.draft.0
tap #write.check
tap #check.publish
expect #clash.gone "Angkanya belum sah."
expect-text "Oleh kabupaten."
tap #clash.keep
tap #nav.back
tap #nav.back
expect #news.draft.0 "(baru)"
""")
    hold(len(drafts(village)) == 1, "what the regency withdrew is said plainly, and the draft stays")
    path = os.path.join(house.root, "again.md")
    with open(path, "w") as out:
        out.write(f"---\nid: {first}\ntitle: Lagi\ncategory: kegiatan\n---\n")
    house.sync(village, "post", path, expect=1)
    house.one_line("nor is it put up again by a file")
    house.play(village, sign_in(0, PINS["ketua"]) + """tap #staff.notices
tap #news.draft.0
tap #write.check
tap #check.publish
tap #clash.new
expect #done.id
""")
    new = [i for i, gone in titles(village).items() if gone is None and i not in titles(other)]
    house.sync(village, "once")
    house.sync(other, "once")
    hold(titles(village)[first] == titles(other)[first] == "Angkanya belum sah." and
         len(new) == 1 and titles(other)[new[0]] is None,
         "put up as a new one it reaches the other kiosk, and the withdrawn one stays so")


def a_folder(house, village):
    folder = os.path.join(house.root, "kabar")
    os.makedirs(folder)
    for name in sorted(os.listdir(SAMPLES)):
        if name.endswith((".md", ".png")):
            shutil.copy(os.path.join(SAMPLES, name), folder)
    good = len([n for n in os.listdir(folder) if n.endswith(".md")])
    for name in os.listdir(BAD):
        if name.endswith((".md", ".png")):
            shutil.copy(os.path.join(BAD, name), folder)
    bad = len([n for n in os.listdir(folder) if n.endswith(".md")]) - good
    os.symlink("/etc/hostname", os.path.join(folder, "tautan.md"))
    before = len(titles(village))
    lines = house.sync(village, "post", folder, expect=1).splitlines()
    house.one_line("a folder with good and bad ones")
    ids = [line for line in lines if ": K1-" in line]
    hold(len(lines) == good + bad and len(ids) == good, f"{good} put up, {bad} named with why not")
    hold(all(line.startswith(folder) and len(line) > len(folder) + 20 for line in lines),
         "a line a file")
    known = len([line for line in ids if line.endswith("(posted before)")])
    hold(len(titles(village)) == before + good - known, "nothing half")
    again = house.sync(village, "post", folder + "/", expect=1).splitlines()
    hold(len([line for line in again if line.endswith("(posted before)")]) == good and
         len(titles(village)) == before + good - known, "and nothing twice")
    house.sync(village, "post", os.path.join(house.root, "nowhere"), expect=1)
    os.makedirs(os.path.join(house.root, "empty"))
    house.sync(village, "post", os.path.join(house.root, "empty"), expect=1)
    house.one_line("a folder without notices")


def by_stick(house, village):
    """Files and cards, by touch."""
    media = os.path.join(house.root, "media")
    stick = os.path.join(media, "KABAR")
    os.makedirs(os.path.join(stick, "minggu ini"))
    house.sync(village, "set", "media_dir", media)
    with open(os.path.join(stick, "minggu ini", "ronda.md"), "w") as out:
        out.write("---\ntitle: Jadwal ronda\ncategory: kegiatan\npictures: foto.png\n---\nRT 02.\n")
    shutil.copy(os.path.join(SAMPLES, "saluran-air.png"), os.path.join(stick, "minggu ini", "foto.png"))
    shutil.copy(os.path.join(BAD, "bad-category.md"), stick)
    house.play(village, sign_in(0, PINS["ketua"]) + """tap #staff.notices
tap #news.files
wait 500
expect #files.0 "tidak dikenal"
expect #files.1 "Jadwal ronda"
tap #files.post
expect #files.1 "Sudah terpasang"
tap #nav.back
tap "Tampil · baru saja Jadwal ronda"
tap #one.share
tap #share.write
wait 300
expect #share.done
""" + f"dump {house.root}/share.txt\n")
    names = [label for id, label in dumped(os.path.join(house.root, "share.txt")).items()
             if id.startswith("#share.name.")]
    hold(len(names) >= 2 and all(os.path.exists(os.path.join(stick, n)) for n in names),
         f"cards and a text lie on the stick: {', '.join(names)}")
    for name in names:
        with open(os.path.join(stick, name), "rb") as file:
            content = file.read()
        if name.endswith(".png"):
            hold(struct.unpack(">II", content[16:24]) == (1080, 1350), f"{name} is 1080 by 1350")
        else:
            hold(b"*Jadwal ronda*" in content and b"Diumumkan oleh BPD" in content,
                 "the text says what and who")


def main(house):
    house.found()
    house.serve()
    village = house.enrol("kios-desa")
    house.unserve()
    members(house, village)
    twelve_touches(house, village)
    power_cut(house, village)
    others_see_nothing(house, village)
    change_and_two_at_once(house, village)
    approval(house, village)
    house.serve()
    regency_withdraws(house, village)
    house.unserve()
    a_folder(house, village)
    by_stick(house, village)


if __name__ == "__main__":
    told(main)
