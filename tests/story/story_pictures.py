# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures that travel, by real processes: from the regency to a screen that says at once that one is to
come and shows it when it is there; over a way that breaks; from one kiosk to the other; by stick; never
with what a camera wrote into them; after a file was lost at either end; within the limits that the keeper
set; one that is damaged, beside others that come all the same."""
import glob
import json
import os
import random
import shutil
import signal
import sqlite3
import struct
import subprocess
import time
import zlib

from house import Broken, hold, told
from proxy import Proxy
from story_link import agent, post as post_plain, shown, through, until

SECRET = b"Exif GPSLatitude 6.9175 S"


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(path, w, h, seed, note=True):
    """Noise, so that it has three bytes a pixel; with what a camera might have written."""
    chance = random.Random(seed)
    rows = b"".join(b"\0" + chance.randbytes(3 * w) for _ in range(h))
    with open(path, "wb") as out:
        out.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", w, h, 8, 2, 0, 0, 0)) +
                  (chunk(b"eXIf", SECRET) + chunk(b"tEXt", b"Comment\0" + SECRET) if note else b"") +
                  chunk(b"IDAT", zlib.compress(rows, 0)) + chunk(b"IEND", b"") + (SECRET if note else b""))
    return os.path.basename(path)


def notice(house, title, pictures="", more="", body="Isi kabar."):
    path = os.path.join(house.root, "news.md")
    with open(path, "w") as out:
        out.write(f"---\ntitle: {title}\ncategory: kegiatan\npublisher: BPD\n"
                  + (f"pictures: {pictures}\n" if pictures else "") + more + f"---\n{body}\n")
    return path


def media(village, ending=""):
    """Whole pictures: {hash: bytes}."""
    found = {}
    for path in glob.glob(os.path.join(village, "media", "*")):
        name = os.path.basename(path)
        if name.endswith(ending) and len(name) == 32 + len(ending):
            with open(path, "rb") as content:
                found[name[:32]] = content.read()
    return found


def named(village):
    db = sqlite3.connect(f"file:{village}/village.db?mode=ro", uri=True, timeout=20)
    try:
        return {h.hex(): (have, total) for h, have, total in
                db.execute("SELECT hash, have, bytes FROM media")}
    finally:
        db.close()


def pictures_of(village, title):
    """The hashes that a notice with this title names."""
    db = sqlite3.connect(f"file:{village}/village.db?mode=ro", uri=True, timeout=20)
    try:
        rows = db.execute("SELECT u.hash FROM notice n JOIN media_use u ON u.name = n.id "
                          "WHERE instr(n.record, ?) > 0", (title.encode(),)).fetchall()
        return {h.hex() for h, in rows}
    finally:
        db.close()


def has(village, title):
    hashes = pictures_of(village, title)
    return bool(hashes) and hashes <= set(media(village))


def looked(path):
    """A dump as [(id, role, label)]."""
    with open(path, encoding="utf-8") as lines:
        return [tuple(line.split("\t")[:3]) for line in lines]


# ----------------------------------------------------------------

def what_may_be_posted(house):
    """Too large is said with what to do; what is kept holds no word of the camera's."""
    big = os.path.join(house.root, "besar.png")
    png(big, 700, 500, 1)
    house.regency("post", notice(house, "Besar", "besar.png"), expect=1)
    house.one_line("a picture of a megabyte is refused")
    hold("1280" in house.said, "and it says how large it may be")
    with open(big, "wb") as out:
        out.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 4000, 3000, 8, 2, 0, 0, 0)) +
                  chunk(b"IDAT", b"x" * 100) + chunk(b"IEND", b""))
    house.regency("post", notice(house, "Besar", "besar.png"), expect=1)
    house.one_line("so is a photograph of 12 million pixels")
    house.regency("post", notice(house, "Tidak ada", "tidak-ada.png"), expect=1)
    house.one_line("and one that is not there")
    house.regency("post", notice(house, "Di luar", "../regency.png"), expect=1)
    house.one_line("and one outside")


def on_the_screen(house, proxy, village):
    """Words first, a place kept, then the picture, by itself."""
    png(os.path.join(house.root, "sawah.png"), 320, 240, 2)
    house.regency("post", notice(house, "Panen raya", "sawah.png"))
    house.sync(village, "set", "picture_hours", "00-00")  # no hour: words alone
    house.sync(village, "once")
    hold(shown(village, "Panen raya") == 1 and not media(village) and
         house.status(village)["pictures_missing"] == 1,
         "outside the hours of pictures the words come and the picture does not")
    before, after = (os.path.join(house.root, name) for name in ("before.txt", "after.txt"))
    shot = os.path.join(house.root, "after.png")
    mark = os.path.join(house.root, "mark")
    house.screen()
    kiosk = house.start(os.path.join(house.build, "kentongan-kiosk"), "--data", village, "--size",
                        "1080x1920", "--script", "-", stdin=subprocess.PIPE, text=True)

    def say(*lines):
        kiosk.stdin.write("\n".join(lines) + "\n")
        kiosk.stdin.flush()

    say("tap #home.notices", "tap #notices.0", 'expect-text "Gambar menyusul"', f"dump {before}",
        f"dump {mark}")
    until(lambda: os.path.exists(mark) or kiosk.poll() is not None, 20, "the notice is shown")
    house.sync(village, "set", "picture_hours", "")
    house.sync(village, "once")
    hold(has(village, "Panen raya"), "within them it comes")
    say("wait 200", "expect #notice.picture.0", f"dump {after}",
        f"shot {shot}")
    kiosk.stdin.close()
    kiosk.wait(timeout=60)
    house.children.remove(kiosk)
    hold(kiosk.returncode == 0 and ("-", "image", "Gambar menyusul") in looked(before) and
         any(one[0].lstrip("#") == "notice.picture.0" for one in looked(after)),
         "an open notice says that the picture is to come, and shows it when it is there, untouched")
    for where in (media(village), media(house.regency_dir, ".picture")):
        hold(where and all(SECRET not in content and b"GPS" not in content for content in where.values()),
             "no word of the camera's is kept")


def over_a_way_that_breaks(house, proxy, village):
    """500 KB through a way that cuts after 50 KB, each time: no byte from the beginning again."""
    for i in range(2):
        png(os.path.join(house.root, f"potong-{i}.png"), 330, 250, 10 + i)
    house.regency("post", notice(house, "Jalan putus", "potong-0.png, potong-1.png"))
    down, cut = proxy.down, proxy.cut
    limit = 50_000
    proxy.cut_up, proxy.cut_down, proxy.cuts = None, limit, 10_000
    rounds = 0
    while not has(village, "Jalan putus"):
        rounds += 1
        if rounds > 100:
            raise Broken("a way that cuts at 50 KB is never got through")
        subprocess.run([os.path.join(house.build, "kentongan-sync"), "--data", village, "once"],
                       stderr=subprocess.DEVNULL, check=False)
    proxy.cuts = 0
    need = sum(len(media(village)[h]) for h in pictures_of(village, "Jalan putus"))
    down, cut = proxy.down - down, proxy.cut - cut
    hold(down < need * 1.1 + cut * limit + rounds * 4000,
         f"{down} bytes for {need} over {cut} cuts in {rounds} goes")


def words_before_pictures(house, proxy, village):
    """A budget of 1 KiB to begin with, much to come: a notice posted later is there before it."""
    for i in range(3):
        png(os.path.join(house.root, f"banyak-{i}.png"), 400, 300, 20 + i)
    house.regency("post", notice(house, "Banyak gambar", "banyak-0.png, banyak-1.png, banyak-2.png"))
    with sqlite3.connect(os.path.join(village, "village.db")) as db:
        db.execute("INSERT OR REPLACE INTO state VALUES ('pace', '1024 0 0 1')")
    db.close()
    child = agent(house, village, "run", stderr=subprocess.DEVNULL)
    until(lambda: sum(have for have, _ in named(village).values()) > 0 and
          any(0 < have < total for have, total in named(village).values()), 20, "a picture has begun")
    post_plain(house, "Sela")
    took = until(lambda: shown(village, "Sela"), 20, "words come between")
    is_first = not has(village, "Banyak gambar")
    until(lambda: has(village, "Banyak gambar"), 60, "all pictures are there")
    house.end(child)
    hold(True, f"a notice came {took * 1000:.0f} ms after it was posted, "
               f"{'before' if is_first else 'after'} 1 MB of pictures was through")


def from_kiosk_to_kiosk(house, first, second):
    """Up from the one, down to the other, with nobody's help; the other village hears of nothing."""
    png(os.path.join(house.root, "warga.png"), 300, 220, 30)
    agents = [agent(house, village, "run", stderr=subprocess.DEVNULL) for village in (first, second)]
    time.sleep(1)
    house.sync(first, "post", notice(house, "Kerja bakti", "warga.png"))
    took = until(lambda: has(second, "Kerja bakti"), 30, "the picture is at the other kiosk")
    for child in agents:
        house.end(child)
    hold(took < 10, f"a picture was at the other kiosk of the village {took:.1f} s after it was posted")
    same = pictures_of(second, "Kerja bakti").pop()
    hold(media(second)[same] == media(first)[same] == media(house.regency_dir, ".picture")[same] and
         SECRET not in media(first)[same], "the same bytes at all three, without the camera's")


def lost_at_either_end(house, first, second):
    """Files that a disk lost, or a restore did not bring, are asked for again."""
    same = pictures_of(second, "Kerja bakti").pop()
    os.remove(os.path.join(second, "media", same))
    house.sync(second, "once")
    hold(has(second, "Kerja bakti"), "a kiosk that lost a picture has it again")
    house.unserve()
    os.remove(os.path.join(house.regency_dir, "media", same + ".picture"))
    os.remove(os.path.join(second, "media", same))
    house.serve()
    house.sync(second, "once")
    hold(not has(second, "Kerja bakti"), "what the regency lost it cannot give")
    house.sync(first, "once")
    house.sync(second, "once")
    hold(has(second, "Kerja bakti") and same in media(house.regency_dir, ".picture"),
         "but it asks the kiosk that posted it, and then gives it on")


def damaged_at_the_regency(house, village):
    """One that is not what it says is set aside and said; the other comes; posted again it comes too."""
    for i in range(2):
        png(os.path.join(house.root, f"rusak-{i}.png"), 100, 80, 40 + i)
    path = notice(house, "Rusak", "rusak-0.png, rusak-1.png")
    house.regency("post", path)
    kept = sorted(glob.glob(os.path.join(house.regency_dir, "media", "*.picture")), key=os.path.getmtime)
    with open(kept[-1], "r+b") as content:
        content.seek(5000)
        content.write(b"xxxx")
    house.sync(village, "once")
    hold(len(pictures_of(village, "Rusak") & set(media(village))) == 1 and
         house.status(village)["pictures_missing"] == 1 and "is damaged" in house.server_log(),
         "of two pictures the damaged one stays away, and the server's log says so")
    house.regency("post", path)
    house.sync(village, "once")
    hold(has(village, "Rusak"), "posted again, it comes")


def by_stick(house, first, second):
    """No network at all: up with the one stick, down with the other kiosk's."""
    stick = os.path.join(house.root, "stick")
    os.makedirs(stick, exist_ok=True)
    house.unserve()
    for i in range(3):
        png(os.path.join(house.root, f"stik-{i}.png"), 420, 330, 50 + i)
    house.sync(first, "post", notice(house, "Dengan stik", "stik-0.png, stik-1.png, stik-2.png"))
    png(os.path.join(house.root, "dari-kabupaten.png"), 200, 150, 60)
    house.regency("post", notice(house, "Dari kabupaten", "dari-kabupaten.png"))

    def carry(village):
        for path in glob.glob(os.path.join(stick, "*")):
            os.remove(path)
        house.sync(village, "export", stick)
        house.regency("import", stick)
        house.sync(village, "import", stick)

    carry(first)
    hold(set(pictures_of(first, "Dengan stik")) <= set(media(house.regency_dir, ".picture")),
         "a stick brought three pictures of 400 KB up")
    carry(second)
    hold(shown(second, "Dengan stik") == 1 and not has(second, "Dengan stik"),
         "the other kiosk's stick brings the words first")
    carry(second)
    carry(first)
    hold(has(second, "Dengan stik") and has(second, "Dari kabupaten") and has(first, "Dari kabupaten"),
         "and then the pictures, both ways")
    carry(first)
    hold(not [name for name in os.listdir(stick) if "pictures" in name],
         "what is there goes onto no stick again")
    house.serve()


def withdrawn(house, village):
    """No longer wanted; and the file goes when nobody has named it for a month."""
    png(os.path.join(house.root, "ditarik.png"), 200, 150, 70)
    number = house.regency("post", notice(house, "Ditarik", "ditarik.png")).strip()
    house.sync(village, "set", "picture_hours", "00-00")
    house.sync(village, "once")
    house.regency("withdraw", number)
    house.sync(village, "once")
    house.sync(village, "set", "picture_hours", "")
    house.sync(village, "once")
    hold(not has(village, "Ditarik") and house.status(village)["pictures_missing"] == 0,
         "a picture of a withdrawn notice is not fetched")
    number = house.regency("post", notice(house, "Sebentar", "ditarik.png")).strip()
    house.sync(village, "once")
    same = pictures_of(village, "Sebentar").pop()
    hold(same in media(village), "named by another notice it is")
    house.regency("withdraw", number)
    house.sync(village, "once")
    house.sync(village, "once")
    hold(same in media(village), "withdrawn, it stays for a while")
    month = time.time() - 31 * 86400
    os.utime(os.path.join(village, "media", same), (month, month))
    with sqlite3.connect(os.path.join(village, "village.db")) as db:
        db.execute("UPDATE media SET left_s = left_s - 31 * 86400 WHERE left_s > 0")
    db.close()
    kept = set(media(village)) - {same}
    house.sync(village, "once")
    hold(set(media(village)) == kept, "and goes a month later, alone")


def restored(house, village):
    """A file that came back without its folder: what it lacks it asks for."""
    before = set(media(village)) & pictures_of_all(village)
    shutil.rmtree(os.path.join(village, "media"))
    house.sync(village, "once")
    hold(set(media(village)) == before,
         f"a kiosk whose media folder is gone has its {len(before)} pictures again")


def pictures_of_all(village):
    db = sqlite3.connect(f"file:{village}/village.db?mode=ro", uri=True, timeout=20)
    try:
        return {h.hex() for h, in db.execute("SELECT DISTINCT u.hash FROM media_use u LEFT JOIN notice n"
                                             " ON n.id = u.name WHERE n.id IS NULL OR n.gone IS NULL")}
    finally:
        db.close()


def photo_of_an_official(house, village):
    png(os.path.join(house.root, "kades.png"), 120, 160, 80)
    path = os.path.join(house.root, "office.json")
    with open(path, "w") as out:
        json.dump({"services": [], "officials": [{"name": "Kepala Desa", "role": "Menerima warga",
                                                  "photo": "kades.png", "in_today": True}],
                   "hours": [], "closed": [], "emergency": []}, out)
    house.regency("office", path)
    house.sync(village, "once")
    dump, shot = (os.path.join(house.root, name) for name in ("office.txt", "office.png"))
    house.play(village, f"tap #home.services\ntap #services.tab.officials\nwait 300\ndump {dump}\n"
                        f"shot {shot}\n")
    hold(("-", "image", "Kepala Desa") in looked(dump), "the photo of an official comes with the office's sheet")


def story(house):
    house.found()
    house.serve()
    proxy = Proxy(house.port)
    village = through(house, proxy, "balai-desa")
    second = house.enrol("balai-dusun")
    what_may_be_posted(house)
    on_the_screen(house, proxy, village)
    over_a_way_that_breaks(house, proxy, village)
    words_before_pictures(house, proxy, village)
    from_kiosk_to_kiosk(house, village, second)
    lost_at_either_end(house, village, second)
    damaged_at_the_regency(house, village)
    by_stick(house, village, second)
    withdrawn(house, village)
    restored(house, village)
    photo_of_an_official(house, village)


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    told(story)
