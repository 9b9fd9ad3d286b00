# SPDX-License-Identifier: GPL-3.0-or-later
"""A trained dictionary among real programs: too little to learn from, trained, fetched, used both
ways, and missed after a restore of either end, over the network and by stick."""
import os
import random
import shutil
import sqlite3
import sys

from house import House, hold, told

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "bench"))
import textgen  # noqa: E402

TEXTS = 120
# What an office writes again and again, and something new in between.
HABITS = textgen.texts(60, 4, 90, 160)


def bodies(count, seed):
    chance = random.Random(seed)
    return ["\n\n".join(chance.sample(HABITS, 4) + [new])
            for new in textgen.texts(count, seed, 100, 200)]


def ask(path, query):
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=20)
    try:
        return db.execute(query).fetchall()
    finally:
        db.close()


def notice(house, title, body, publisher="Pemerintah Kabupaten"):
    path = os.path.join(house.root, "notice.md")
    with open(path, "w", encoding="utf-8") as out:
        out.write(f"---\ntitle: {title}\ncategory: kegiatan\npublisher: {publisher}\n---\n{body}\n")
    return path


def in_use(village):
    """Ids of the dictionaries that the kiosk tells about."""
    return [row[0] for row in ask(f"{village}/village.db",
                                  "SELECT id FROM dictionary WHERE state = 1 ORDER BY number")]


def down(house, village):
    """Bytes of a round, and how many events went up."""
    house.sync(village, "once")
    return ask(f"{village}/village.db",
               "SELECT bytes_down, events_up FROM round ORDER BY id DESC LIMIT 1")[0]


def trained(house):
    house.regency("dictionary", expect=1)
    house.one_line("nothing to learn from")
    hold("0 texts are public" in house.said, "it says how many there are")
    hold(ask(f"{house.regency_dir}/regency.db", "SELECT count(*) FROM dictionary") == [(0,)],
         "and nothing changed")
    for i, text in enumerate(bodies(TEXTS, 5)):
        house.regency("post", notice(house, f"Kabar {i}", text))
    house.regency("dictionary", "again", expect=2)
    said = house.regency("dictionary")
    hold("learnt from 96 public texts. 24 others take" in said, said.strip())
    house.regency("dictionary", expect=1)
    house.one_line("as good")
    return int(said.split()[1].rstrip(":"), 16)


def fetched_and_used(house, village, other, number):
    house.sync(village, "once")
    hold(in_use(village) == [number], "the kiosk has it after a round")
    house.sync(other, "once")
    # The other one came by it as well; without it, it says that it has none.
    db = sqlite3.connect(f"{other}/village.db", timeout=20)
    db.execute("DELETE FROM dictionary")
    db.commit()
    db.close()
    down(house, village), down(house, other)
    for text in bodies(3, 77):
        house.regency("post", notice(house, "Pengumuman berikutnya", text))
    with_it, without = down(house, village)[0], down(house, other)[0]
    hold(with_it < without, f"three notices take {with_it} bytes with it, {without} without")


def regency_put_back(house, village, backup):
    """To a time before the training, while something waits at the kiosk that is packed with it."""
    house.unserve()
    house.regency("restore", backup)
    house.serve()
    text = bodies(1, 78)[0]
    house.sync(village, "post", notice(house, "Dari desa", text, "BPD"))
    house.sync(village, "once")
    hold("packed with dictionary" in house.server_log() and
         ask(f"{house.regency_dir}/regency.db",
             "SELECT count(*) FROM bulletin WHERE origin = 1") == [(1,)],
         "a regency that lost it asks again, and loses nothing")
    hold(in_use(village) == [], "and the kiosk does without it")
    log = house.server_log()
    house.sync(village, "once")
    hold(house.server_log()[len(log):].count("packed with") == 0, "from then on as well")
    hold(house.status(village)["waiting"] == 0, "nothing waits any more")


def kiosk_put_back(house, village, copy, number):
    """A disk of before the training; an answer on a stick that is packed with what it lacks."""
    stick, back = os.path.join(house.root, "stick"), village + ".back"
    os.makedirs(stick)
    house.sync(village, "export", stick)
    house.regency("post", notice(house, "Kabar lewat stik", bodies(1, 79)[0]))
    house.regency("import", stick)
    shutil.move(village, back)
    shutil.move(copy, village)
    hold(in_use(village) == [], "a disk of before does not have it")
    house.sync(village, "import", stick)
    hold(shown(village, "Kabar lewat stik") == 0, "what it cannot read, it passes over")
    house.sync(village, "once")
    hold(shown(village, "Kabar lewat stik") == 1 and in_use(village) == [number],
         "and the next round brings both")


def shown(village, words):
    """Notices on show that hold these words."""
    records = ask(f"{village}/village.db", "SELECT record FROM notice WHERE gone IS NULL")
    return sum(words.encode() in record for record, in records)


def story(house: House):
    house.found()
    house.serve()
    village, other = house.enrol("balai-desa"), house.enrol("balai-dusun")
    house.sync(village, "once")
    copy, backup = village + ".copy", os.path.join(house.root, "backup")
    shutil.copytree(village, copy)
    house.regency("backup", backup)
    number = trained(house)
    fetched_and_used(house, village, other, number)
    kiosk_put_back(house, village, copy, number)
    regency_put_back(house, village, backup)


if __name__ == "__main__":
    told(story)
