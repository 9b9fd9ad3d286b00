# SPDX-License-Identifier: GPL-3.0-or-later
"""Villages without any network: what a stick alone must bring there and back. A regency that was put
back, several files and several kiosks on one stick, and the enrolment."""
import base64
import os
import shutil
import subprocess

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


def asks(house, name, ticket):
    """A folder that was never near a network, with a ticket taken: its request lies on a new stick."""
    village, stick = os.path.join(house.root, name), stick_of(house, name + "-stick")
    house.sync(village, "init")
    house.sync(village, "export", stick, expect=1)
    hold("no ticket was taken" in house.said and not os.listdir(stick), "without a ticket there is nothing to ask with")
    house.sync(village, "enrol", ticket, expect=1)
    hold("the ticket is kept" in house.said and "export" in house.said, f"without a network: {house.said}")
    house.sync(village, "export", stick)
    return village, stick


def ticket_for(house, name, code=VILLAGE):
    return house.regency("kiosk", "add", "--village", code, "--name", name, "--url",
                         f"https://127.0.0.1:{house.port}").splitlines()[-1]


def by_stick(house):
    """From the ticket to the first answer, and no server anywhere."""
    ticket = ticket_for(house, "far")
    village, stick = asks(house, "far", ticket)
    request, = os.listdir(stick)
    with open(os.path.join(stick, request), "rb") as data:
        sealed = data.read()
    whole = base64.urlsafe_b64decode(ticket[4:] + "=" * (-len(ticket[4:]) % 4))
    token = whole[whole.index(b"\x12\x10") + 2:][:16]  # field 2, 16 bytes
    hold(len(token) == 16 and token not in sealed and sealed[:3] == b"KTS", "the token is not to be read on the stick")
    hold("is enrolled; bring the answer back" in house.regency("import", stick), "the regency enrols it")
    shutil.copytree(stick, os.path.join(house.root, "answered"))
    another, other_stick = asks(house, "another", ticket)
    house.regency("import", other_stick, expect=1)
    hold("used by another machine" in house.said and len(os.listdir(other_stick)) == 1,
         "a second machine with the same ticket is refused")
    for name in os.listdir(stick):
        shutil.copy(os.path.join(stick, name), other_stick)
    house.sync(another, "import", other_stick)
    hold("1 answers for other kiosks" in house.said and not house.status(another)["enrolled"],
         "and the answer to the first is none of its own")
    taken = os.path.join(other_stick, "foreign.answer.ktb")
    shutil.copy(os.path.join(stick, request.replace(".ktb", ".answer.ktb")), taken)
    house.sync(another, "import", taken, expect=1)
    hold("does not open here" in house.said and not house.status(another)["enrolled"], "under another name neither")
    hold("enrolled: kiosk" in house.sync(village, "import", stick), "the kiosk takes its own")
    status = house.status(village)
    hold(status["enrolled"] and status["village_code"] == VILLAGE, "and is the kiosk of its village")
    words(house, village, 2)
    before = len(house.cases())
    house.sync(village, "export", stick)
    house.regency("import", stick)
    hold(len(house.cases()) == before + 2, "its first words go with the same stick, the request still on it")
    house.sync(village, "import", stick)
    hold("enrolled:" not in house.sync(village, "import", os.path.join(house.root, "answered")),
         "the old answer is passed over in silence")
    after = house.status(village)
    hold(after["events_waiting"] == 0 and after["kiosk"] == status["kiosk"],
         "the old answer changes nothing any more")
    two_new(house)


def two_new(house):
    """Two that are not enrolled, on one stick; and then one with a network after all."""
    first, stick = asks(house, "new-one", ticket_for(house, "new-one"))
    ticket = ticket_for(house, "new-two")
    second, _ = asks(house, "new-two", ticket)
    house.sync(second, "export", stick)
    hold(len(os.listdir(stick)) == 2, "each has a file of its own")
    house.regency("import", stick)
    house.regency("import", stick)
    house.sync(first, "import", stick)
    house.serve()
    house.sync(second, "enrol", ticket)
    house.unserve()
    house.sync(second, "import", stick)
    numbers = {house.status(village)["kiosk"] for village in (first, second)}
    hold(len(numbers) == 2, f"and a number of its own, by stick and over the network the same: {numbers}")


def moves(house):
    """A kiosk that is carried to another village: its last words and its new ticket go by one stick."""
    village, stick = enrolled(house, "mover"), stick_of(house, "moving")
    before, was = len(house.cases()), house.status(village)
    words(house, village, 2)
    ticket = ticket_for(house, "mover-new", "32.15.20.2001")
    house.sync(village, "enrol", ticket, expect=1)
    hold("the ticket is kept" in house.said, f"without a network: {house.said}")
    hold(house.status(village)["kiosk"] == was["kiosk"], "it stays who it was until the answer is here")
    house.sync(village, "export", stick)
    hold(len(os.listdir(stick)) == 2, "words and request are two files")
    house.regency("import", stick)
    house.sync(village, "import", stick)
    now = house.status(village)
    hold(now["village_code"] == "32.15.20.2001" and now["kiosk"] != was["kiosk"], "then it is the other village's")
    hold(now["events_waiting"] == 0 and len(house.cases()) == before + 2, "and nothing was left behind")
    house.sync(village, "import", stick)
    hold(house.status(village)["kiosk"] == now["kiosk"], "the old answer changes nothing any more")
    words(house, village, 1)
    trip(house, village, "moved")
    hold(house.status(village)["events_waiting"] == 0 and len(house.cases()) == before + 3, "it speaks as who it is now")


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
    by_stick(house)
    moves(house)


if __name__ == "__main__":
    told(main)
