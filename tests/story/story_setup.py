# SPDX-License-Identifier: GPL-3.0-or-later
"""A first start by touches alone: from an empty folder to an enrolled kiosk with somebody who can
sign in. Once with a ticket from a stick, once with one typed key by key; the power fails in between,
more than once. Real agent, real regency, real window."""
import os
import re

from house import VILLAGE, hold, told
from story_keeper import PASSWORD, PIN, Keeper, own_tools, sign_in, start_agent
from story_use import sample


def ticket_for(house, name):
    return house.regency("kiosk", "add", "--village", VILLAGE, "--name", name, "--url",
                         f"https://127.0.0.1:{house.port}").splitlines()[-1]


def keys(text):
    """A text as touches on the keyboard of the screen."""
    steps, is_signs = [], False
    for letter in text:
        if letter.isalpha() == is_signs:
            steps.append("tap #key.more")
            is_signs = not is_signs
        if letter.isupper():
            steps.append("tap #key.shift")
        steps.append(f"tap #key.{letter.lower()}")
    return "\n".join(steps + (["tap #key.more"] if is_signs else []))


def power_cut(house, village, kiosk):
    house.end(kiosk.child, kill=True)
    return Keeper(house, village)


def add_member(kiosk, role, name):
    pin = "\n".join(f"tap #staff_new.key.{d}" for d in PIN)
    kiosk.say(f'tap #setup.role.{role}\ntype "{name}"\ntap #staff_new.go\n{pin}\ntap #staff_new.go\n'
              f"{pin}\ntap #staff_new.go\nwait 1000\ntap #staff_new.done.go\n"
              f'expect #setup.role.{role} "{name}"')


def is_fresh_alone(house):
    """--setup makes only a file due that was not there before."""
    old = os.path.join(house.root, "old")
    house.sync(old, "init")
    house.sync(old, "init", "--setup")
    house.play(old, "expect #home.notices\nexpect-not #setup.next\n")
    house.sync(old, "init", "--wizard", expect=2)
    house.one_line("a word that init does not know")


def until_the_ticket(kiosk, tools):
    seen = kiosk.say("expect #setup.lang.id\nexpect-not #home.notices\nexpect-not #nav.back")
    hold("#nav.home" not in seen, "a fresh machine begins with the wizard, and nothing leads out")
    kiosk.say('tap #setup.lang.su\nexpect-text "Pilih basa"\ntap #setup.lang.id')
    kiosk.say("tap #setup.next\nexpect-not #setup.agent\ntap #setup.wifi")
    kiosk.until("networks near are listed", "#wifi.1", "Balai Desa")
    kiosk.say(f'tap #wifi.1\ntype "{PASSWORD}"\ntap #wifi.join')
    kiosk.until("joined", "#wifi.joined", "Tersambung ke Balai Desa")
    kiosk.say('tap #wifi.done\nexpect #setup.wifi "Tersambung ke Balai Desa"\ntap #setup.next')
    kiosk.say("expect #setup.stick\ntap #nav.back\nexpect #setup.wifi\ntap #setup.next\n"
              "expect #setup.stick")
    print("ok - a clock that is sure is not asked for", flush=True)
    with open(os.path.join(tools, "words")) as words:
        hold(PASSWORD not in words.read(), "the password stands in no program's words")


def from_a_stick(house, village, kiosk, media, ticket):
    kiosk.say("tap #setup.stick\nexpect #stick.none")
    stick = os.path.join(media, "KABUPATEN")
    os.makedirs(os.path.join(stick, "surat"))
    with open(os.path.join(stick, "surat", "tiket kios.txt"), "w") as out:
        out.write("\ufeffTiket untuk kios di balai desa:\r\n" + ticket + "\r\n")
    with open(os.path.join(stick, "lama.txt"), "w") as out:
        out.write(ticket[:-4])
    os.symlink(os.path.join(stick, "lama.txt"), os.path.join(stick, "tautan.txt"))
    os.mkfifo(os.path.join(stick, "pipa.txt"))
    open(os.path.join(stick, "film.mp4"), "wb").truncate(300 << 20)
    seen = kiosk.until("tickets on a stick are listed", "#setup.found.1", "tiket kios.txt", 15)
    hold("lama.txt" in seen["#setup.found.0"] and "rusak" in seen["#setup.found.0"] and
         f"127.0.0.1:{house.port}" in seen["#setup.found.1"] and "#setup.found.2" not in seen,
         "with whose they are; a damaged one says so; links and pipes are not followed")
    house.unserve()
    kiosk.say("tap #setup.found.1")
    kiosk.until("no regency: said in plain words", "#setup.enrolling", "kabupaten tidak menjawab")
    by_stick(house, kiosk, stick)
    house.serve()
    kiosk.say("tap #setup.retry\ntap #setup.found.1")
    seen = kiosk.until("enrolled, and says where", "#setup.enrolled", "Desa")
    hold("Mekarsari" in seen["#setup.enrolled"], "which desa, which kabupaten")
    hold(house.status(village)["enrolled"], "the kiosk is the regency's")


def by_stick(house, kiosk, stick):
    """The ticket was kept: the request goes onto the stick, by the same page as words do later."""
    kiosk.say("tap #setup.carry\nexpect #stick.export \"Permintaan mendaftar\"\ntap #stick.export")
    kiosk.until("the request lies on the stick", "#stick.work", "Permintaan mendaftar tersimpan")
    hold([name for name in os.listdir(stick) if name.startswith("kentongan-enrol-")], "as a file of its own")
    kiosk.say("tap #nav.back\nexpect #setup.carry")


def without_network(house, media):
    """Another kiosk, for which no network ever answers: from the ticket to the village's name by stick."""
    village, stick = os.path.join(house.root, "jauh"), os.path.join(media, "KABUPATEN")
    ticket = ticket_for(house, "jauh")
    house.sync(village, "init", "--setup")
    house.sync(village, "set", "media_dir", media)
    with open(os.path.join(stick, "surat", "tiket kios.txt"), "w") as out:
        out.write(ticket)
    agent = start_agent(house, village)
    kiosk = Keeper(house, village)
    kiosk.say("tap #setup.lang.id\ntap #setup.next\nexpect #setup.cable\ntap #setup.later\n"
              "expect-not #setup.carry\ntap #setup.stick")
    kiosk.until("the ticket is found", "#setup.found.1", "tiket kios.txt", 15)
    kiosk.say("tap #setup.found.1")
    kiosk.until("kept, and said so", "#setup.enrolling", "antar dengan stik")
    kiosk.say("tap #setup.carry\ntap #stick.export")
    kiosk.until("exported", "#stick.work", "Permintaan mendaftar tersimpan")
    kiosk.say("tap #nav.back\ntap #setup.retry\ntap #nav.back\nexpect #setup.carry\ntap #nav.back")
    kiosk.end()
    house.regency("import", stick)
    kiosk = Keeper(house, village)
    kiosk.say("tap #setup.later\ntap #setup.carry\nexpect #stick.import \"Ada jawaban\"\ntap #stick.import")
    kiosk.until("taken in", "#stick.work", "sudah terdaftar")
    kiosk.say("tap #nav.back")
    kiosk.until("enrolled without a network, and says where", "#setup.enrolled", "Mekarsari", 10)
    hold(house.status(village)["enrolled"], "by touches and a stick alone")
    kiosk.end()
    house.end(agent)


def no_trace(house, village, ticket):
    found = [name for folder, _, names in os.walk(village) for name in names
             if ticket.encode() in open(os.path.join(folder, name), "rb").read()]
    hold(not found, f"the ticket lies in no file of the kiosk {found}")


def to_the_end(house, village, kiosk):
    kiosk.say("tap #setup.next\nexpect #setup.role.bpd\ntap #setup.next\nexpect #setup.role.bpd")
    print("ok - nobody goes on without somebody who can sign in", flush=True)
    add_member(kiosk, "youth", "Ketua Karang Taruna")
    kiosk = power_cut(house, village, kiosk)
    seen = kiosk.say('expect #setup.role.youth "Ketua Karang Taruna"')
    hold("#nav.back" not in seen, "after a power cut it goes on; there is no way back to the ticket")
    add_member(kiosk, "bpd", "Ketua BPD")
    kiosk.say("tap #setup.next\ntap #setup.touch\ntap #touch.begin")
    squares = [e for e in kiosk.say("wait 100") if re.fullmatch(r"#touch\.\d+", e)]
    kiosk.say("\n".join("tap " + square for square in squares) + "\nexpect #touch.well\n"
              "tap #touch.done")
    kiosk.until("the screen has been tried", "#setup.touch", "di semua tempat")
    kiosk.say("tap #setup.sound\nwait 1000\ntap #setup.ask.1\nwait 100\ntap #setup.next")
    seen = kiosk.say("expect #setup.begin")
    hold("Pendaftaran: siap" in seen["#setup.list"] and "Ketua BPD" in seen["#setup.list"] and
         "Layar sentuh: siap" in seen["#setup.list"], "what is ready stands in one list")
    kiosk.say("tap #setup.begin\nexpect #home.notices")
    kiosk = power_cut(house, village, kiosk)
    kiosk.say("expect #home.notices\ntap #home.aspire\nexpect-not #aspire.closed.why\ntap #nav.back\n" +
              sign_in(1))
    print("ok - it is a kiosk, and stays one", flush=True)
    return kiosk


def typed(house, village, kiosk, ticket):
    """Begun by touch where it is not due: who only looked goes back to a kiosk as it was."""
    kiosk.say("expect #home.notices\ntap #home.aspire\ntap #aspire.closed.setup\nexpect #setup.lang.id\n"
              "tap #nav.back\nexpect #home.notices\nhold #home.staff 3000\ntap #staff_in.setup\n"
              "tap #setup.next\ntap #setup.later\nexpect #setup.stick\n"
              "wait 300000\nexpect #home.notices")
    print("ok - begun by touch it can be left, and idles", flush=True)
    kiosk.say("tap #home.aspire\ntap #aspire.closed.setup\nexpect #setup.stick\ntap #setup.type")
    slip = ticket[:-1] + ("A" if ticket[-1] != "A" else "B")
    kiosk.say(keys(slip) + f'\nexpect #setup.ticket "{slip}"\ntap #setup.enrol\n'
              'expect #setup.said "huruf yang salah"')
    print("ok - one wrong letter of a typed ticket is told", flush=True)
    kiosk.say("tap #key.erase\n" + keys(ticket[-1]) + "\ntap #setup.enrol")
    kiosk.until("enrolled with a typed ticket", "#setup.enrolled", "Mekarsari")
    kiosk = power_cut(house, village, kiosk)
    kiosk.say("expect #setup.enrolled\ntap #setup.next")
    print("ok - from here on it goes on by itself", flush=True)
    add_member(kiosk, "youth", "Ketua Karang Taruna")
    kiosk.say("tap #setup.next\ntap #setup.next\ntap #setup.begin\nexpect #home.notices\n"
              "hold #home.staff 3000\nexpect #staff_in.0\nexpect-not #staff_in.setup")
    return kiosk


def main(house):
    house.found()
    house.regency("village", "import", sample("villages.csv"))
    house.serve()
    is_fresh_alone(house)
    media = os.path.join(house.root, "sticks")
    os.makedirs(media)
    tools = own_tools(house)
    village = os.path.join(house.root, "kios")
    house.sync(village, "init", "--setup")
    house.sync(village, "set", "media_dir", media)
    house.play(village, "tap #setup.lang.en\ntap #setup.next\nwait 900000\nexpect #setup.cable\n"
               "tap #nav.back\n")
    agent = start_agent(house, village)
    kiosk = Keeper(house, village)
    until_the_ticket(kiosk, tools)
    kiosk = power_cut(house, village, kiosk)
    kiosk.say("expect #setup.stick\nexpect-not #setup.lang.id")
    print("ok - after a power cut it goes on where it was", flush=True)
    ticket = ticket_for(house, "kios")
    from_a_stick(house, village, kiosk, media, ticket)
    no_trace(house, village, ticket)
    to_the_end(house, village, kiosk).end()
    house.end(agent)

    other = os.path.join(house.root, "lain")
    house.sync(other, "init")
    agent = start_agent(house, other)
    ticket = ticket_for(house, "lain")
    typed(house, other, Keeper(house, other), ticket).end()
    no_trace(house, other, ticket)
    house.end(agent)
    house.unserve()
    without_network(house, media)


if __name__ == "__main__":
    told(main)
