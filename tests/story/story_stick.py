# SPDX-License-Identifier: GPL-3.0-or-later
"""Villages without any network: what a stick alone must bring there and back. A regency that was put
back, several files and several kiosks on one stick, and the enrolment."""
import os
import shutil
import subprocess
import sys

from house import VILLAGE, hold, told

TEXTS = [f"Jembatan nomor {i} di dusun kami rusak sejak hujan kemarin." for i in range(200)]


def words(house, village, count, long=False):
    lines = [os.urandom(1350).hex() for _ in range(count)] if long else TEXTS[:count]
    subprocess.run([os.path.join(house.build, "tests/link/file_words"), village, "0", "0"],
                   input="\n".join(lines) + "\n", text=True, check=True)


def stick_of(house, name):
    path = os.path.join(house.root, name)
    os.makedirs(path)
    return path


def events_of(stick):
    """The ranges of events of the files on it, as their names tell."""
    return sorted(tuple(int(number) for number in name[:-len(".ktb")].split("-")[-2:])
                  for name in os.listdir(stick) if name.startswith("kentongan-K") and ".answer." not in name)


def trip(house, village, name, expect=0):
    """From the kiosk to the regency and back; gives the ranges that went."""
    stick = stick_of(house, name)
    house.sync(village, "export", stick)
    went = events_of(stick)
    house.regency("import", stick, expect=expect)
    house.told = house.said
    house.sync(village, "import", stick)
    return went


def put_back(house, village):
    """No server ever runs: the village hears of the restore by what lies on the stick."""
    words(house, village, 3)
    trip(house, village, "first")
    backup = os.path.join(house.root, "regency.backup")
    house.regency("backup", backup)
    words(house, village, 5)
    trip(house, village, "second")
    shutil.copytree(os.path.join(house.root, "second"), os.path.join(house.root, "old"))
    hold(len(house.cases()) == 8, "eight words came by two sticks")
    house.regency("restore", backup)
    words(house, village, 1)
    hold(trip(house, village, "third", expect=1) == [(9, 9)], "the third stick brings the ninth alone")
    hold("nothing of its log was taken" in house.told and "from 4 on" in house.told,
         f"and the regency says what is missing: {house.told}")
    hold(len(house.cases()) == 3, "of which it can take nothing yet")
    hold(house.status(village)["events_waiting"] == 6, "the kiosk knows that six wait")
    house.sync(village, "import", os.path.join(house.root, "old"))
    hold(house.status(village)["events_waiting"] == 6, "also when an old answer comes behind")
    hold(trip(house, village, "fourth") == [(4, 9)], "the fourth stick begins where the regency stands")
    hold(len(house.cases()) == 9, "and all nine words are there again, each once")
    house.sync(village, "import", os.path.join(house.root, "third"))
    words(house, village, 1)
    hold(trip(house, village, "fifth")[-1][1] == 10 and trip(house, village, "sixth") == [(11, 10)],
         "an old stick's gap is forgotten with the next answer")
    hold(len(house.cases()) == 10 and house.status(village)["events_waiting"] == 0, "ten words, and none waits")


def in_order(house):
    """More than fits into one file: the ninth event's file is taken before the hundredth's."""
    village = enrolled(house, "busy")
    words(house, village, 8)
    trip(house, village, "begun")
    words(house, village, 500, long=True)
    stick = stick_of(house, "full")
    house.sync(village, "export", stick)
    files = events_of(stick)
    hold(len(files) == 2 and files[0][0] == 9 and files[1][0] > 99 and files[1][1] == 508,
         f"two files, whose names stand the other way round by their letters: {files}")
    before = len(house.cases())
    parts = sorted(os.path.join(stick, name) for name in os.listdir(stick))
    house.regency("import", *parts[:1], expect=1)
    hold("nothing of its log was taken" in house.said, "the later one alone is a gap")
    house.regency("import", *parts)
    hold(len(house.cases()) == before + 500, "by the names that the shell gives, all is taken")
    house.regency("import", stick)
    house.sync(village, "import", stick)
    hold(house.status(village)["events_waiting"] == 0, "and confirmed, answer by answer")


def several(house):
    """Two kiosks on one stick, one of them with a word that the other's carrier may not hold up."""
    one, two = enrolled(house, "one"), enrolled(house, "two")
    stick = stick_of(house, "shared")
    before = len(house.cases())
    for village, count in ((one, 4), (two, 3)):
        words(house, village, count)
        house.sync(village, "export", stick)
    house.regency("import", stick)
    hold(len(house.cases()) == before + 7, "the words of both came")
    for village in (one, two):
        house.sync(village, "import", stick)
        hold("1 answers for other kiosks were passed over" in house.said, "each passes over the other's answer")
        hold(house.status(village)["events_waiting"] == 0, "and takes its own")


def enrolled(house, name):
    house.serve()
    village = house.enrol(name)
    house.unserve()
    return village


def main(house):
    house.found()
    put_back(house, enrolled(house, "village"))
    in_order(house)
    several(house)


if __name__ == "__main__":
    told(main)
