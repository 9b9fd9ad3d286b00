# SPDX-License-Identifier: GPL-3.0-or-later
"""Who keeps the machine, by touch alone: how it is, sending now, a Wi-Fi, the clock, a stick to the
regency and back. Real agent, real regency, real window; nmcli is one of our own, because there is
no Wi-Fi where tests run."""
import json
import os
import signal
import subprocess
import time

from house import Broken, hold, told
from story_use import Live
from story_visit import look_up, speak

PIN = "592071"
PASSWORD = "kopi-panas-manis"
FIRST = {"to": "bpd", "category": "air", "mode": "open", "name": "Warga Blok Cikukulu",
         "text": "Pompa air di blok atas rusak sejak lebaran."}
SECOND = {"to": "desa", "category": "jalan", "mode": "anonymous", "name": "",
          "text": "Jembatan bambu ke sawah sudah lapuk."}
THIRD = {"to": "kabupaten", "category": "bantuan", "mode": "secret", "name": "",
         "text": "Beras bantuan dipotong dua kilo."}
ANSWER = "Jembatan diganti bulan depan bersama warga."
NMCLI = """#!/bin/sh
echo "$*" >>"${0%/*}/words"
case "$*" in
*"wifi list"*) printf ' :42:WPA2:Balai Desa\\n*:81:WPA2:Kantor\\\\:Desa\\n :30:--:Warkop\\n';;
*" up "*) IFS= read -r line; printf %s "$line" | cksum >"${0%/*}/input";;
*" delete "*) exit 10;;
esac
"""


class Keeper(Live):
    """Told step by step; what the agent does meanwhile is waited for in real time."""

    def until(self, what, element, words, seconds=30):
        end = time.time() + seconds
        while True:
            seen = self.say("wait 100")
            if words in seen.get(element, ""):
                print(f"ok - {what}", flush=True)
                return seen
            if time.time() > end:
                raise Broken(f"{what}: {element} says \"{seen.get(element)}\", not \"{words}\" "
                             f"(of {sorted(seen)[:40]})")
            time.sleep(0.1)


def sign_in(which):
    keys = "\n".join(f"tap #staff_pin.key.{d}" for d in PIN)
    return (f"hold #home.staff 3000\ntap #staff_in.{which}\n{keys}\ntap #staff_pin.go\nwait 1000\n"
            "expect #staff.keeper\n")


def add_staff(house, village):
    pin = os.path.join(house.root, "pin")
    with open(pin, "w") as out:
        out.write(PIN + "\n")
    house.sync(village, "staff", "add", "Ketua BPD", "--role", "bpd", "--pin-file", pin)
    house.sync(village, "staff", "add", "Ketua Karang Taruna", "--role", "youth", "--pin-file", pin)


def start_agent(house, village):
    log = open(os.path.join(house.root, "agent.log"), "a")
    env = dict(house.env, PATH=os.path.join(house.root, "bin") + ":" + house.env["PATH"])
    agent = subprocess.Popen([os.path.join(house.build, "kentongan-sync"), "--data", village, "run"],
                             env=env, stderr=log)
    house.children.append(agent)
    return agent


def agent_log(house):
    with open(os.path.join(house.root, "agent.log")) as log:
        return log.read()


def own_tools(house):
    folder = os.path.join(house.root, "bin")
    os.makedirs(folder)
    with open(os.path.join(folder, "nmcli"), "w") as out:
        out.write(NMCLI)
    os.chmod(os.path.join(folder, "nmcli"), 0o755)
    return folder


def file(house, village, voice):
    mark = os.path.join(house.root, "receipt.txt")
    house.play_and_kill(village, speak(voice), mark)
    for line in open(mark, encoding="utf-8"):
        cells = line.split("\t")
        if cells[0].lstrip("#") == "receipt.code":
            voice["code"] = "".join(d for d in cells[2] if d.isdigit())
    hold(len(voice.get("code", "")) == 16, "a word is filed, with its receipt")


def doctor(house, village, expect):
    rows = json.loads(house.sync(village, "doctor", "--json", expect=expect))
    names = [row["name"] for row in rows]
    for name in ("disk", "file", "clock", "network", "round", "queue", "aside", "enrolment",
                 "versions", "touch", "sound", "printer", "stick", "agent"):
        if name not in names:
            raise Broken(f"doctor does not tell of {name}")
    order = [["bad", "warn", "ok"].index(row["state"]) for row in rows]
    hold(order == sorted(order) and all(row["text"] for row in rows), "doctor: the worst first")
    hold(all((row["state"] == "ok") == (row["advice"] == "") for row in rows),
         "whatever is not fine says what to do next")
    return {row["name"]: row for row in rows}


def without_an_agent(house, village):
    rows = doctor(house, village, expect=1)
    hold(rows["agent"]["state"] == "bad" and rows["queue"]["state"] == "ok" and
         "kiriman menunggu" in rows["queue"]["text"], "doctor: no agent, one word waits")
    text = house.sync(village, "doctor", expect=1)
    hold("rusak" in text and "Program pengirim" in text, "and says so in Indonesian")
    kiosk = Keeper(house, village)
    kiosk.say(sign_in(1))
    begun = time.monotonic()
    seen = kiosk.say("tap #staff.keeper\nexpect #keeper.agent\nexpect #keeper.stick")
    took_ms = (time.monotonic() - begun) * 1000
    hold(took_ms < 1000, f"the keeper's screen is complete after {took_ms:.0f} ms (goal 1000)")
    hold("Tidak berjalan" in seen["#keeper.agent"], "it says that the agent does not run")
    seen = kiosk.say("tap #keeper.send")
    hold("tidak berjalan" in seen["#keeper.sent"], "sending is not even begun then")
    kiosk.say("tap #nav.home")
    kiosk.end()


def send_now(house, village, kiosk):
    kiosk.say(sign_in(1) + "tap #staff.keeper")
    kiosk.say("tap #keeper.send")
    kiosk.until("no regency: said in plain words", "#keeper.sent", "tidak bisa dihubungi")
    house.serve()
    kiosk.say("tap #keeper.send")
    kiosk.until("Kirim sekarang: it went, and says so", "#keeper.sent", "sudah sampai di kabupaten")
    hold(len(house.cases()) == 1, "the regency has it")
    seen = kiosk.say("wait 100")
    hold("Berjalan" in seen["#keeper.agent"] and "Baru saja" in seen["#keeper.round"],
         "the checks follow by themselves")


def join_wifi(house, village, kiosk, tools):
    kiosk.say("tap #keeper.tool.wifi")
    seen = kiosk.until("networks near, ours first", "#wifi.0", "Kantor:Desa")
    hold("Balai Desa" in seen["#wifi.1"] and "pakai sandi" in seen["#wifi.1"] and
         "tanpa sandi" in seen["#wifi.2"], "each with what it asks for")
    seen = kiosk.say(f'tap #wifi.1\ntype "kopi"\ntap #wifi.join\nexpect #wifi.short\n'
                     f'type "{PASSWORD[4:]}"\nexpect-not-text "{PASSWORD}"')
    hold("•" in seen["#wifi.password"], "the password stands behind dots")
    seen = kiosk.say(f'tap #wifi.show\nexpect #wifi.password "{PASSWORD}"\ntap #wifi.show')
    kiosk.say("tap #wifi.join")
    kiosk.until("joined", "#wifi.joined", "Tersambung ke Balai Desa")
    kiosk.say("tap #wifi.done\nexpect #keeper.agent")
    with open(os.path.join(tools, "words")) as words:
        said = words.read()
    hold("ssid Balai Desa" in said and PASSWORD not in said, "it stands in no program's words")
    want = subprocess.run(["cksum"], input=f"802-11-wireless-security.psk:{PASSWORD}".encode(),
                          capture_output=True).stdout.decode()
    with open(os.path.join(tools, "input")) as got:
        hold(got.read() == want, "nmcli got it on its standard input")
    found = []
    for folder, _, names in os.walk(village):
        for name in names:
            with open(os.path.join(folder, name), "rb") as data:
                if PASSWORD.encode() in data.read():
                    found.append(name)
    hold(not found and PASSWORD not in agent_log(house), f"and in no file of the kiosk {found}")


def set_things(house, village, kiosk):
    kiosk.say("tap #keeper.tool.settings\ntap #settings.volume.1\ntap #settings.clock\n"
              "tap #clock.ones.more\ntap #clock.use\nexpect #clock.set\ntap #nav.back\ntap #nav.back")
    hold("volume\t35" in house.sync(village, "get", "volume"), "the volume was set by touch")
    kiosk.say("tap #nav.back\ntap #staff.audit\nexpect-text \"mengatur jam\"\n"
              "expect-text \"mengubah pengaturan\"\nexpect-text \"Balai Desa\"\n"
              "expect-text \"menyuruh kios mengirim\"\ntap #nav.back\ntap #staff.keeper")
    print("ok - each stands on the record", flush=True)


def by_stick(house, village, kiosk, media):
    kiosk.say("tap #keeper.tool.stick\nexpect #stick.none")
    stick = os.path.join(media, "KIRIMAN")
    os.makedirs(stick)
    kiosk.until("a stick that is plugged in is seen", "#stick.here", "KIRIMAN", 10)
    kiosk.say("tap #stick.export")
    kiosk.until("exported by touch", "#stick.work", "1 kiriman tersimpan di stik")
    names = os.listdir(stick)
    hold(len(names) == 1 and names[0].endswith(".ktb"), "one file, sealed to the regency")
    with open(os.path.join(stick, names[0]), "rb") as data:
        hold(b"Jembatan" not in data.read(), "which holds no word in the open")
    kiosk.say("tap #stick.import")
    kiosk.until("nothing to take in yet, and it says so", "#stick.work", "Tidak ada jawaban")
    house.regency("import", stick)
    case = next(c for c in house.cases() if c["to"] == "desa")["id"]
    house.regency("verify", case)
    house.regency("reply", case, "--text-file", house.text_file(ANSWER))
    house.regency("import", stick)
    kiosk.say("wait 3000\ntap #stick.import")
    kiosk.until("imported by touch", "#stick.work", "jawaban baru sudah masuk")
    hold(house.status(village)["waiting"] == 0, "no villager's word waits any more")
    kiosk.say("tap #stick.import")
    kiosk.until("twice changes nothing", "#stick.work", "sudah pernah masuk")
    kiosk.say("tap #stick.eject")
    kiosk.until("safe to pull when told", "#stick.ejected", "aman dicabut")
    os.rename(stick, stick + ".away")
    os.rename(stick + ".away", os.path.join(house.root, "pocket"))
    kiosk.until("and gone when it is pulled", "#stick.none", "Tancapkan", 10)
    kiosk.say("tap #nav.home\n" + look_up(SECOND["code"]) + f'expect-text "{ANSWER}"\ntap #nav.home')
    print("ok - the answer that came on the stick opens with the receipt", flush=True)


def bad_sticks(house, village, kiosk, media):
    """A stick of somebody else's: links, pipes, names, and an answer that is garbage."""
    stick = os.path.join(media, "ASING")
    os.makedirs(stick)
    os.symlink(os.path.join(village, "keys", "kiosk"), os.path.join(stick, "a.answer.ktb"))
    os.mkfifo(os.path.join(stick, "b.answer.ktb"))
    os.symlink("..", os.path.join(stick, "atas"))
    with open(os.path.join(stick, "..c.answer.ktb"), "w") as out:
        out.write("garbage")
    for i in range(3000):
        open(os.path.join(stick, f"foto-{i}.jpg"), "w").close()
    kiosk.say(sign_in(1) + "tap #staff.stick")
    seen = kiosk.until("seen for what it is", "#stick.here", "berkas lain", 10)
    hold("3.003 berkas" in seen["#stick.here"] or "3003 berkas" in seen["#stick.here"],
         "links and pipes are counted and not touched")
    kiosk.say("tap #stick.import")
    kiosk.until("what is no answer is said", "#stick.work", "1 berkas di stik tidak bisa dibaca")
    hold(house.status(village)["enrolled"], "and nothing of the kiosk changed")


def killed_agent(house, village, kiosk, agent):
    """Killed while it works: the next one says so, and the screen does not wait for ever."""
    agent.send_signal(signal.SIGSTOP)
    kiosk.say("tap #nav.back\ntap #staff.keeper\ntap #keeper.send")
    seen = kiosk.say("wait 100")
    hold("Batal" in seen.get("#keeper.sent.stop", ""), "the screen waits, and can be told not to")
    house.end(agent, kill=True)
    agent = start_agent(house, village)
    kiosk.until("an agent that died is said", "#keeper.sent", "Terputus di tengah jalan")
    kiosk.say("tap #keeper.send")
    kiosk.until("and the next one sends", "#keeper.sent", "Tersambung")
    kiosk.say("tap #nav.home")
    return agent


def makes_room(house, village, kiosk):
    """A regency that hangs holds nobody up: what is asked for at the screen comes first, and what
    is not wanted any more ends at once."""
    house.server.send_signal(signal.SIGSTOP)
    kiosk.say(sign_in(1) + "tap #staff.keeper\ntap #keeper.send")
    kiosk.until("a regency that hangs is waited for", "#keeper.sent", "Mengirim")
    time.sleep(1)
    begun = time.monotonic()
    kiosk.say("tap #keeper.sent.stop")
    while "#keeper.sent" in kiosk.say("wait 100"):
        hold(time.monotonic() - begun < 10, "it ends within seconds when told to") \
            if time.monotonic() - begun > 10 else time.sleep(0.1)
    print("ok - and ends when it is told to", flush=True)
    # The agent's own round hangs as well: a Wi-Fi is looked for all the same.
    kiosk.say("tap #nav.home\n" + speak(THIRD) + "tap #receipt.done")
    time.sleep(2)
    begun = time.monotonic()
    kiosk.say(sign_in(1) + "tap #staff.keeper\ntap #keeper.tool.wifi")
    kiosk.until("an errand comes before a round that hangs", "#wifi.0", "Kantor:Desa", 10)
    house.server.send_signal(signal.SIGCONT)
    end = time.time() + 60
    while house.status(village)["waiting"] and time.time() < end:
        time.sleep(0.2)
    hold(house.status(village)["waiting"] == 0, "and the round goes on afterwards")
    kiosk.say("tap #nav.home")


def who_may(house, kiosk):
    seen = kiosk.say(sign_in(0) + "tap #staff.keeper\nexpect #keeper.send")
    words = seen["#keeper"]  # the tools may lie below the edge of the page
    hold("Stik USB" in words and "Pengaturan" not in words and "Wi-Fi" not in words,
         "BPD sees how it is and the stick, not the settings")
    kiosk.say("wait 121000\nexpect #home.notices\nexpect-not #keeper.send")
    print("ok - nobody stays signed in by walking away", flush=True)


def main(house):
    house.found()
    house.serve()
    village = house.enrol("kios")
    house.unserve()
    add_staff(house, village)
    media = os.path.join(house.root, "sticks")
    os.makedirs(media)
    house.sync(village, "set", "media_dir", media)
    tools = own_tools(house)
    file(house, village, FIRST)
    without_an_agent(house, village)
    agent = start_agent(house, village)
    kiosk = Keeper(house, village)
    send_now(house, village, kiosk)
    doctor(house, village, expect=0)
    join_wifi(house, village, kiosk, tools)
    set_things(house, village, kiosk)
    kiosk.say("tap #nav.home")
    kiosk.end()
    house.unserve()
    file(house, village, SECOND)
    kiosk = Keeper(house, village)
    kiosk.say(sign_in(1) + "tap #staff.keeper")
    by_stick(house, village, kiosk, media)
    house.serve()
    bad_sticks(house, village, kiosk, media)
    agent = killed_agent(house, village, kiosk, agent)
    makes_room(house, village, kiosk)
    who_may(house, kiosk)
    kiosk.end()
    house.end(agent)
    hold(agent.returncode == 0, "the agent ends well when it is told to")


if __name__ == "__main__":
    told(main)
