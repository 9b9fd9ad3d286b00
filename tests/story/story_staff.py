# SPDX-License-Identifier: GPL-3.0-or-later
"""Those who work with the kiosk, from the first member to the last PIN forgotten: added by command,
let in by touch, wrong PINs and what a restart does not change, a forgotten PIN, somebody who leaves,
and a role that begins anew: by command, and by a code from the regency that came by network or by
stick. In the end no file holds a PIN or a code. Real processes, real windows."""
import json
import os
import pty
import re
import shutil
import sqlite3
import time

from house import VILLAGE, has_terminals, hold, told
from story_use import Live
from story_visit import speak

PINS = {"ketua": "592071", "sekretaris": "830264", "kaur": "4417093", "youth": "260815",
        "baru": "7173459028", "anew": "305918", "terminal": "961530"}
WRONG = "118342"
CODES = []  # that the regency gave
NO_CODE = "271836459002"  # its check digit holds, and nobody gave it
BY_CODE = {"bpd": "440718", "desa": "915302", "youth": "607483"}
WORDS = {"to": "bpd", "category": "jalan", "mode": "anonymous", "name": "",
         "text": "Jembatan bambu dekat sekolah sudah lapuk."}


def pin_file(house, who):
    path = os.path.join(house.root, "pin-" + who)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(PINS[who] + "\n")
    return path


def add(house, village, name, role, who, *more, expect=0):
    path = pin_file(house, who)
    said = house.sync(village, "staff", *more or ("add",), name, "--role", role, "--pin-file", path,
                      expect=expect)
    os.remove(path)
    return said


def members(house, village):
    return [line.split("\t")[:3] for line in house.sync(village, "staff", "list").splitlines()]


def keys(pad, pin):
    return f"tap-keys {pin} {pad}\ntap #{pad}.go\nwait 100\n"


def sign_in(place, pin):
    """place: the name's, from 0, as the page lists them."""
    return f"hold #home.staff 3000\ntap #staff_in.{place}\n" + keys("staff_pin", pin)


def at_terminal(house, village, name, answers):
    """`staff add` without a file, in a terminal of its own; gives what stood on it, and the exit."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execv(os.path.join(house.build, "kentongan-sync"),
                 ["kentongan-sync", "--data", village, "staff", "add", name, "--role", "youth"])
    shown = b""
    for answer in answers:
        while not shown.endswith(b": "):
            shown += os.read(terminal, 256)
        os.write(terminal, answer)
        shown += b"|"
    try:
        while part := os.read(terminal, 4096):
            shown += part
    except OSError:
        pass  # Linux says so when the other side has closed it
    os.close(terminal)
    return shown.decode(), os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


# ---- parts

def by_command(house, village):
    house.play(village, "hold #home.staff 3000\nexpect #staff_in.none\ntap #nav.back\n")
    hold("Nobody yet" in house.sync(village, "staff", "list"), "nobody can sign in yet, it is said")
    hold("first of bpd" in add(house, village, "Ketua BPD", "bpd", "ketua"),
         "the first of a role can sign in at once")
    hold("pending" in add(house, village, "Sekretaris BPD", "bpd", "sekretaris"),
         "the second one waits for the first")
    add(house, village, "Kepala urusan umum", "desa", "kaur")
    add(house, village, "Ketua Karang Taruna", "youth", "youth")
    hold(members(house, village) == [
        ["bpd", "Ketua BPD", "member"], ["bpd", "Sekretaris BPD", "pending"],
        ["desa", "Kepala urusan umum", "member"], ["youth", "Ketua Karang Taruna", "member"]],
        "all four are listed")
    for words, what in [(("add", "ketua  bpd", "--role", "bpd"), "a name twice"),
                        (("add", "Orang", "--role", "camat"), "a role that is none"),
                        (("anew", " ", "--role", "bpd"), "a name that is none")]:
        path = pin_file(house, "ketua")
        house.sync(village, "staff", *words, "--pin-file", path, expect=1)
        house.one_line(what)
        os.remove(path)
    for text, what in [("123456", "a PIN that everybody tries"), ("59207", "a short PIN"),
                       ("5920712345678", "a long PIN"), ("592o71", "a PIN with a letter"),
                       ("592071\n830264", "two PINs"), ("", "no PIN")]:
        path = os.path.join(house.root, "bad-pin")
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            out.write(text)
        house.sync(village, "staff", "add", "Orang", "--role", "bpd", "--pin-file", path, expect=1)
        house.one_line(what)
        os.remove(path)
    path = pin_file(house, "youth")
    os.chmod(path, 0o644)
    house.sync(village, "staff", "add", "Orang", "--role", "camat", "--pin-file", path, expect=1)
    house.sync(village, "staff", "add", "Wakil ketua", "--role", "youth", "--pin-file", path)
    hold("chmod 600" in house.said, "a PIN that others may read is warned of")
    os.remove(path)
    house.sync(village, "staff", expect=2)
    house.sync(village, "staff", "add", "Orang", expect=2)
    hold(len(members(house, village)) == 5, "none of these added anybody else")
    house.sync(village, "staff", "add", "Orang", "--role", "youth", "--pin-file", "/nowhere",
               expect=1)


def by_terminal(house, village):
    pin = PINS["terminal"].encode()
    shown, status = at_terminal(house, village, "Penjaga malam", [pin + b"\n", WRONG.encode() + b"\n"])
    hold(status == 1 and "differ" in shown, "two PINs that differ are refused at the terminal")
    shown, status = at_terminal(house, village, "Penjaga malam", [pin[:3] + b"\x03"])
    hold(status == 1 and "stopped" in shown, "Ctrl-C stops it")
    shown, status = at_terminal(house, village, "Penjaga malam",
                                [pin + b"7\x7f\n", pin + b"\n"])
    hold(status == 0 and "pending" in shown, "a PIN is typed twice at the terminal")
    hold(not re.search(r"\d{3}", shown.split("Penjaga malam")[0]), "and none of it shows there")


def let_in(house, village):
    house.play(village, sign_in(1, PINS["sekretaris"]) + "expect #staff_pin.pending\ntap #nav.home\n"
               + sign_in(0, PINS["ketua"]) + """
expect #staff.who "Ketua BPD"
expect #staff.pending "1 orang"
tap #staff.people
expect-not-text "Kepala urusan umum"
tap #people.admit.2
tap #nav.home
expect #home.notices
""" + sign_in(1, PINS["sekretaris"]) + "expect #staff.who \"Sekretaris BPD\"\ntap #staff.out\n"
               "expect #home.notices\n")
    hold(members(house, village)[1] == ["bpd", "Sekretaris BPD", "member"], "one lets the other in")
    # What is open at home is not open behind it: nobody is signed in who went home.
    house.play(village, "hold #home.staff 3000\nexpect #staff_in.0\nexpect-not #staff.who\n")
    with sqlite3.connect(os.path.join(village, "village.db")) as db:
        grants = db.execute("SELECT count(*) FROM role_grant WHERE role = 1").fetchone()[0]
    hold(grants == 2, "both have the role's key now")


def guessing(house, village):
    """Three wrong ones, the last by a kiosk that is killed while it looks; then only time helps."""
    wrong = "hold #home.staff 3000\ntap #staff_in.0\n" + 2 * (
        keys("staff_pin", WRONG) + "expect #staff_pin.wrong\n")
    mark = os.path.join(house.root, "guess.mark")
    house.play_and_kill(village, wrong + f"tap-keys {WRONG} staff_pin\ntap #staff_pin.go\n", mark)
    begun = time.monotonic()
    kiosk = Live(house, village)
    shown = kiosk.say("hold #home.staff 3000\ntap #staff_in.0\nexpect #staff_pin.wait\n")
    hold("Tunggu" in shown["#staff_pin.wait"], "after a kill and a start the wait goes on: "
         + shown["#staff_pin.wait"])
    kiosk.say(f"tap-keys {PINS['ketua']} staff_pin\ntap #staff_pin.go\nwait 100\n"
              "expect #staff_pin.wait\nexpect-not #staff.who\n")
    hold(True, "nor does the right PIN get in before it is over")
    kiosk.say("wait 3600000\nexpect #home.notices\nhold #home.staff 3000\ntap #staff_in.0\n"
              "expect #staff_pin.wait\n")
    hold(time.monotonic() - begun < 5, "an hour of the test clock does not end it")
    time.sleep(max(0.0, 5.3 - (time.monotonic() - begun)))
    shown = kiosk.say(keys("staff_pin", PINS["ketua"]) + "expect #staff.who\n")
    hold("Ketua BPD" in shown["#staff.who"], "five real seconds do")
    kiosk.end()


def forgotten(house, village):
    new = PINS["baru"]
    house.play(village, sign_in(0, PINS["ketua"]) + f"""
tap #staff.people
tap #people.2
tap #people.reset
tap-keys {new} staff_new
tap #staff_new.go
tap-keys {new} staff_new
tap #staff_new.go
wait 100
expect #staff_new.done
tap #staff_new.done.go
tap #nav.home
""" + sign_in(1, PINS["sekretaris"]) + "expect #staff_pin.wrong\n" + keys("staff_pin", new) + """
expect #staff.who "Sekretaris BPD"
tap #staff.audit
expect #audit.2 "Ketua BPD memberi PIN baru kepada Sekretaris BPD"
tap #nav.home
""")
    hold(True, "a forgotten PIN is given anew by another member, on the record")


def role_keys(house, village):
    with sqlite3.connect(os.path.join(village, "village.db")) as db:
        return db.execute("SELECT max(number) FROM role_key WHERE role = 1").fetchone()[0]


def leaving(house, village):
    hold(role_keys(house, village) == 1, "until somebody leaves the role keeps its key")
    house.play(village, sign_in(0, PINS["ketua"]) + """
tap #staff.people
tap #people.2
tap #people.go
tap #people.leaving.1
expect-not #people.2
tap #nav.home
""" + sign_in(0, PINS["ketua"]) + "expect #staff.who\ntap #staff.out\n")
    hold(members(house, village)[1][0] == "desa", "who left is not listed any more")
    hold(role_keys(house, village) == 2, "and the role has another key")


def begin_anew(house, village):
    """Somebody is signed in at the screen while the role begins anew at the machine."""
    kiosk = Live(house, village)
    kiosk.say(sign_in(0, PINS["ketua"]) + "expect #staff.who\ntap #staff.people\n")
    said = add(house, village, "Ketua BPD", "bpd", "anew", "anew")
    hold("begins anew" in said, "a role whose PINs are all forgotten begins anew")
    until = time.monotonic() + 10
    while "#home.notices" not in (shown := kiosk.say("wait 20\n")) and time.monotonic() < until:
        time.sleep(0.05)
    hold("#home.notices" in shown, "who was signed in by then is signed out")
    kiosk.say(sign_in(0, PINS["ketua"]) + "expect #staff_pin.wrong\n"
              + keys("staff_pin", PINS["anew"]) + "expect #staff.who\ntap #staff.audit\n"
              "expect #audit.3 \"memulai peran BPD dari awal\"\ntap #nav.home\n")
    kiosk.end()
    hold(role_keys(house, village) == 3, "with a key that no other one has")


def nobody_there(house, village):
    house.play(village, sign_in(0, PINS["anew"]) + """
expect #staff.who
wait 119000
expect #staff.who
wait 1100
expect #home.notices
""")
    with sqlite3.connect(os.path.join(village, "village.db")) as db:
        ins, outs = (db.execute("SELECT count(*) FROM audit WHERE what = ?", (what,)).fetchone()[0]
                     for what in ("sign-in", "sign-out"))
    hold(ins == outs, f"every one of {ins} sessions has its end in the log, two minutes alone too")


def in_another_machine(house, village):
    """A machine lends its pepper to a PIN; the disk in another one, and a backup that helps it."""
    disk = os.path.join(house.root, "disk")
    shutil.copytree(village, disk)
    machine = os.path.join(house.root, "credentials")
    os.makedirs(machine, 0o700)
    pepper = os.urandom(32)
    with open(os.path.join(machine, "kentongan-pepper"), "wb") as out:
        out.write(pepper)
    words = os.path.join(house.root, "words")
    with open(os.open(words, os.O_WRONLY | os.O_CREAT, 0o600), "w") as out:
        out.write("empat ekor ayam hitam\n")
    house.env["CREDENTIALS_DIRECTORY"] = machine
    house.play(disk, sign_in(0, PINS["anew"]) + "expect #staff.who\n")
    house.sync(disk, "backup", os.path.join(house.root, "disk.ktk"), "--passphrase-file", words)
    del house.env["CREDENTIALS_DIRECTORY"]
    house.play(disk, "hold #home.staff 3000\ntap #staff_in.0\nexpect #staff_pin.elsewhere\n"
               + 5 * (keys("staff_pin", WRONG) + "expect #staff_pin.elsewhere\n")
               + keys("staff_pin", PINS["anew"]) + "expect #staff_pin.elsewhere\nexpect-not #staff.who\n")
    hold(True, "a PIN of another machine is said before it is typed, and no try is counted")
    said = house.sync(disk, "staff", "pins", os.path.join(house.root, "disk.ktk"),
                      "--passphrase-file", words)
    hold("1 members can sign in here again" in said, "a backup of that machine brings it back")
    house.play(disk, sign_in(0, PINS["anew"]) + "expect #staff.who\n")
    for folder, _, names in os.walk(disk):
        for name in names:
            with open(os.path.join(folder, name), "rb") as file:
                hold(False, f"{name} holds the pepper") if pepper in file.read() else None
    hold(True, "once it was typed there the old pepper lies in no file")
    os.remove(os.path.join(machine, "kentongan-pepper"))


def told_to_the_regency(house, village):
    waiting = house.status(village)["events_waiting"]
    house.sync(village, "once")
    hold(waiting >= 4 and house.status(village)["events_waiting"] == 0,
         "the regency hears of every key of a role")


# ---- a code from the regency

def allowed(house, role):
    said = house.regency("role", "anew", "--village", VILLAGE, role).splitlines()
    hold(re.fullmatch(r"\d{4} \d{4} \d{4}", said[-1]), "a code of three times four digits, alone on its line")
    CODES.append(said[-1].replace(" ", ""))
    return CODES[-1]


def at_code(role):
    return f"hold #home.staff 3000\ntap #staff_in.lost\ntap #staff_code.role.{role}\n"


def is_wrong(house, village, role, code, why):
    house.play(village, at_code(role) + keys("staff_code", code)
               + 'expect #staff_code.said "belum cocok"\n')
    hold(True, why)


def begin_by_code(house, village, role, code, name):
    pin = f"tap-keys {BY_CODE[role]} staff_new\ntap #staff_new.go\n"
    house.play(village, at_code(role) + keys("staff_code", code) + f"""
type "{name}"
tap #staff_new.go
{pin}{pin}wait 100
expect #staff_new.done
tap #staff_new.done.go
expect #home.notices
""")


def listed(house):
    return [(row["what"], row["role"], row["kiosk"])
            for row in json.loads(house.regency("role", "list", "--json"))]


def code_by_network(house, village):
    house.play(village, speak(WORDS, "tap #receipt.done"))
    house.sync(village, "once")
    is_wrong(house, village, "bpd", NO_CODE, "where there is no permission a code is merely wrong")
    code = allowed(house, "bpd")
    is_wrong(house, village, "bpd", code, "and so is the right one, before the kiosk has heard of it")
    house.sync(village, "once")
    begin_by_code(house, village, "bpd", code, "Ketua BPD")
    house.play(village, sign_in(0, PINS["anew"]) + "expect #staff_pin.wrong\n"
               + keys("staff_pin", BY_CODE["bpd"]) + """
expect #staff.who "Ketua BPD"
tap #staff.audit
expect #audit.1 "Ketua BPD menjadi anggota pertama"
expect #audit.2 "Dengan kode dari kabupaten peran BPD dimulai dari awal"
tap #nav.back
tap #staff.register
expect #register.closed "1 usul"
expect-not #register.0
tap #nav.home
""")
    hold(role_keys(house, village) == 4, "the code lets a first member in, with another key, on the record")
    house.sync(village, "once")
    house.sync(village, "once")
    house.play(village, sign_in(0, BY_CODE["bpd"]) + """
tap #staff.register
expect-not #register.closed
expect-text "Jembatan bambu dekat sekolah"
tap #nav.home
""")
    hold(True, "who begins by code reads the register after a round")
    hold(("used", "bpd", "K1") in listed(house), "and the regency knows who used it")
    is_wrong(house, village, "bpd", code, "a code is used once")


def code_by_stick(house, village):
    stick, old = (os.path.join(house.root, name) for name in ("stick-there", "stick-old"))
    os.makedirs(stick)
    code = allowed(house, "desa")
    house.sync(village, "export", stick)
    house.regency("import", stick)
    shutil.copytree(stick, old)
    house.sync(village, "import", stick)
    begin_by_code(house, village, "desa", code, "Kepala urusan umum")
    house.sync(village, "import", old)
    is_wrong(house, village, "desa", code, "by a stick too, and an old stick does not bring it back")
    house.play(village, sign_in(1, BY_CODE["desa"]) + "expect #staff.who \"Kepala urusan umum\"\ntap #staff.out\n")


def code_taken_back(house, village):
    code = allowed(house, "youth")
    house.regency("role", "anew", "--village", VILLAGE, "youth", "--cancel")
    house.sync(village, "once")
    is_wrong(house, village, "youth", code, "one that was taken back is shut")
    first, second = allowed(house, "youth"), allowed(house, "youth")
    other = house.enrol("second")
    for kiosk in (village, other):
        house.sync(kiosk, "once")
    is_wrong(house, village, "youth", first, "so is one that was replaced")
    begin_by_code(house, other, "youth", second, "Ketua Karang Taruna")
    for kiosk in (other, village):
        house.sync(kiosk, "once")
    house.play(village, at_code("youth") + keys("staff_code", second)
               + "expect #staff_code.wait\nexpect-not #staff_new.name\n")
    hold(True, "and one that the other kiosk of the village used")
    house.play(village, at_code("youth") + "expect #staff_code.wait\n")
    hold(True, "the third wrong one in a row makes who tries wait, after a start as well")
    hold([row[:2] for row in listed(house)] == [
        ("by command", "bpd"), ("used", "bpd"), ("used", "desa"), ("cancelled", "youth"),
        ("replaced", "youth"), ("used", "youth")], "the regency lists them all, in their order")


def code_refused(house):
    for words, what in [(("bpd", "--village", "99.99"), "a village that is none"),
                        (("camat", "--village", VILLAGE), "a role that is none"),
                        (("bpd", "--village", VILLAGE, "--days", "61"), "too many days"),
                        (("bpd", "--village", VILLAGE, "--cancel"), "nothing to take back")]:
        house.regency("role", "anew", *words, expect=1)
        house.one_line(what)
    house.regency("role", "anew", "bpd", expect=2)
    house.regency("role", expect=2)


def no_file_tells(house, village):
    """The whole folder, what was exported, the server's store, and what any program said."""
    stick = os.path.join(house.root, "stick")
    os.makedirs(stick)
    add(house, village, "Bendahara BPD", "bpd", "terminal")
    house.sync(village, "export", stick)
    seen = 0
    for folder, _, names in os.walk(house.root):
        for name in names:
            if name in ("play.script",):
                continue  # the touches of this story itself
            with open(os.path.join(folder, name), "rb") as file:
                text = file.read()
            seen += 1
            for who, pin in [*PINS.items(), *BY_CODE.items()]:
                hold(False, f"{name} holds the PIN of {who}") if pin.encode() in text else None
            for code in CODES:
                ways = (code, " ".join((code[:4], code[4:8], code[8:])))
                hold(False, f"{name} holds a code") if any(way.encode() in text for way in ways) else None
    hold(seen > 20, f"none of {seen} files of kiosk, stick and regency holds a PIN or a code")


def main(house):
    house.found()
    house.serve()
    village = house.enrol("village")
    by_command(house, village)
    if has_terminals():
        by_terminal(house, village)
    else:
        print("skipped - PINs typed at a terminal: /dev/pts is not mounted here", flush=True)
    let_in(house, village)
    guessing(house, village)
    forgotten(house, village)
    leaving(house, village)
    begin_anew(house, village)
    nobody_there(house, village)
    in_another_machine(house, village)
    told_to_the_regency(house, village)
    code_by_network(house, village)
    code_by_stick(house, village)
    code_taken_back(house, village)
    code_refused(house)
    no_file_tells(house, village)


if __name__ == "__main__":
    told(main)
