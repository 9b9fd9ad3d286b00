# SPDX-License-Identifier: GPL-3.0-or-later
"""A day at the kiosk: all that a village would use, part by part, with real processes, a real window
and real sound through SDL's disk driver. No network at the kiosk but where a round is named."""
import json
import math
import os
import struct
import subprocess
import time
from datetime import datetime, timedelta, timezone

from house import hold, told, dumped
from story_visit import SAMPLES, look_up, speak

WIB = timezone(timedelta(hours=7))
OPEN = {"to": "desa", "category": "jalan", "mode": "open", "name": "Warga RT 02",
        "text": "Lampu jalan dari pos ronda sampai madrasah mati tiga titik, anak-anak takut lewat."}
BLIND = {"to": "bpd", "category": "air", "mode": "anonymous", "name": "",
         "text": "Saluran air di blok bawah tersumbat lumpur sejak hujan minggu lalu."}
SECRET = {"to": "kabupaten", "category": "bantuan", "mode": "secret", "name": "",
          "text": "Beras bantuan dipotong dua kilo setiap karung oleh petugas."}


def sample(name):
    return os.path.join(SAMPLES, name)


def cap(severity, kind="Alert", minutes=60, identifier="kt-1", references="", status="Actual",
        headline="Hujan lebat sampai sore"):
    """A CAP 1.2 file as agencies write them, true for the next hour."""
    now = datetime.now(WIB).replace(microsecond=0)
    refers = f"<references>{references}</references>" if references else ""
    info = "" if kind == "Cancel" else f"""
  <info><language>id</language><category>Met</category><event>Hujan lebat</event>
    <urgency>Immediate</urgency><severity>{severity}</severity><certainty>Likely</certainty>
    <onset>{now.isoformat()}</onset>
    <expires>{(now + timedelta(minutes=minutes)).isoformat()}</expires>
    <senderName>Badan cuaca</senderName><headline>{headline}</headline>
    <description>Hujan lebat disertai angin di sekitar Cibadak.</description>
    <instruction>Jauhi tebing dan tepi sungai.</instruction>
    <area><areaDesc>Jawa Barat</areaDesc></area></info>"""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>{identifier}</identifier>
  <sender>cuaca@contoh.example</sender><sent>{now.isoformat()}</sent><status>{status}</status>
  <msgType>{kind}</msgType><scope>Public</scope>{refers}{info}
</alert>
"""


def write(house, name, text):
    path = os.path.join(house.root, name)
    with open(path, "w", encoding="utf-8") as out:
        out.write(text)
    return path


class Live:
    """A kiosk that is told step by step, in real time: for what takes its time, such as a voice."""

    def __init__(self, house, village, *options, **env):
        house.screen()
        self.house = house
        self.mark = os.path.join(house.root, "live.mark")
        self.child = house.start(
            "env", *(f"{k}={v}" for k, v in env.items()),
            os.path.join(house.build, "kentongan-kiosk"), "--data", village, "--size", "1080x1920",
            *options, "--script", "-", stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def say(self, steps):
        """Gives the steps and waits until they were taken; what is shown then."""
        if os.path.exists(self.mark):
            os.remove(self.mark)
        self.child.stdin.write(steps.strip() + f"\ndump {self.mark}\n")
        self.child.stdin.flush()
        until = time.time() + 60
        while not (os.path.exists(self.mark) and os.path.getsize(self.mark) > 0):
            if self.child.poll() is not None:
                hold(False, "the kiosk ended: " + self.child.stderr.read()[-400:])
            hold(time.time() < until, "the kiosk answers within a minute") \
                if time.time() > until else time.sleep(0.02)
        return dumped(self.mark)

    def end(self):
        self.child.stdin.close()
        status = self.child.wait(timeout=60)
        said = self.child.stderr.read()
        self.house.children.remove(self.child)
        hold(status == 0, f"the kiosk ends well {said[-300:]}")


def tone(house, seconds):
    """What SDL's disk driver gives as the microphone: a voice of one tone, 48 kHz, 16 bits."""
    path = os.path.join(house.root, "mic.raw")
    with open(path, "wb") as out:
        for i in range(int(48000 * seconds)):
            out.write(struct.pack("<h", int(9000 * math.sin(2 * math.pi * 440 * i / 48000))))
    return path


def settle(house):
    house.found()
    house.regency("village", "import", sample("villages.csv"))
    house.serve()
    village = house.enrol("village")
    for name in sorted(os.listdir(SAMPLES)):
        if name.endswith(".md"):
            house.sync(village, "post", sample(name))
    house.sync(village, "office", sample("office.json"))
    for year in ("2025", "2026"):
        house.sync(village, "budget", sample(f"apbdes-{year}.csv"))
    house.sync(village, "once")
    return village


def reading(house, village):
    """Home, notices, search, office, budget, results, help; nothing of it needs a network."""
    house.play(village, f"""
expect #home.notices
expect #home.aspire
expect #home.ticket
expect #home.board
expect #home.budget
expect #home.services
expect #home.results
expect #home.bpd
expect #home.clock
expect #home.link
tap #home.notices
expect #notices.0
tap #notices.0
expect #notice.title
expect #notice.body
expect #notice.qr
tap #notice.next
expect #notice.title
tap #nav.home
tap #home.search
type "musyawara"
expect #search.0
tap #search.0
expect-text "usyawarah"
tap #nav.home
tap #home.search
type "posiandu"
expect #search.0 "Posyandu"
tap #nav.home
tap #home.services
expect-text "Surat"
tap #nav.home
tap #home.budget
expect #budget.0
tap #budget.0
expect-text "Rp"
tap #nav.home
tap #home.results
expect-text "Sebelum"
tap #nav.home
tap #home.bpd
expect #notices.0
tap #nav.home
tap #home.help
tap #nav.home
expect #home.notices
""")
    hold(True, "news, search, office, budget, results and help, each by touch")


def filed(house, village, voice):
    mark = os.path.join(house.root, "filed.txt")
    house.play(village, speak(voice, f"dump {mark}\ntap #receipt.done"))
    seen = dumped(mark)
    return {"code": "".join(d for d in seen["#receipt.code"] if d.isdigit()),
            "number": seen["#receipt.number"]}


def case_of(house, receipt):
    return house.case(receipt["number"])


def board(house, village):
    first, second, third = (filed(house, village, v) for v in (OPEN, BLIND, SECRET))
    house.sync(village, "once")
    for receipt in (first, second, third):
        house.regency("verify", case_of(house, receipt)["id"])
    house.regency("case", first["number"], "--open")  # a name goes on the board only so
    house.regency("moderate", first["number"], "--show")
    house.regency("moderate", second["number"], "--show", "--text-file",
                  house.text_file("Saluran air di blok bawah tersumbat lumpur."))
    house.regency("moderate", third["number"], "--show", expect=1)
    house.one_line("what only officers may read never goes on the board")
    house.sync(village, "once")
    house.play(village, """
tap #home.board
expect #board.0
expect #board.1
expect-not #board.2
expect-text "tersumbat lumpur."
expect-not-text "sejak hujan minggu lalu"
expect-not-text "Beras bantuan"
expect-text "Warga RT 02"
tap #board.support.0
tap #nav.home
""")
    house.sync(village, "once")
    supports = [case_of(house, r).get("supports", 0) for r in (first, second)]
    hold(sorted(supports) == [0, 1], f"one touch of support is counted once ({supports})")
    house.regency("moderate", second["number"], "--hide")
    house.sync(village, "once")
    house.play(village, "tap #home.board\nexpect #board.0\nexpect-not #board.1\n")
    hold(True, "the board shows what moderation released, and no longer what it took back")
    return first, second, third


def similar(house, village):
    house.play(village, """
tap #home.aspire
tap #aspire.to.desa
tap #aspire.category.jalan
tap #aspire.text
type "Lampu jalan dekat madrasah mati, anak-anak takut"
wait 1500
expect #aspire.similar.0
""")
    hold(True, "who writes is shown what others wrote already")


def answers(house, village, receipt):
    number, code = receipt["number"], receipt["code"]
    house.regency("ask", number, "--text-file", house.text_file("Tiang nomor berapa yang mati?"))
    house.sync(village, "once")
    house.play(village, look_up(code) + """
expect-text "Tiang nomor berapa"
tap #answer.ask
type "Tiang nomor tiga, empat, dan lima."
tap #answer.send
wait 300
tap #answer.write.done.1
tap #nav.home
""")
    house.sync(village, "once")
    hold("Tiang nomor tiga" in json.dumps(case_of(house, receipt), ensure_ascii=False),
         "the villager's answer to a question reaches the regency")
    house.regency("route", number, "PUPR")
    house.regency("reply", number, "--public", "--text-file",
                  house.text_file("Tiga lampu sudah diganti."))
    house.regency("close", number)
    house.sync(village, "once")
    house.sync(village, "once")  # reports that the answer arrived
    house.play(village, look_up(code) + """
expect-text "Tiga lampu sudah diganti"
tap #answer.rate.4
wait 300
tap #nav.home
""")
    house.sync(village, "once")
    hold(case_of(house, receipt)["rating"] == 4, "four of five, from the screen to the regency")
    house.play(village, look_up(code) + """
tap #answer.reopen
type "Tiang nomor lima masih mati."
tap #answer.send
wait 300
tap #answer.write.done.1
tap #nav.home
""")
    house.sync(village, "once")
    again = case_of(house, receipt)
    hold(again["state"] == "ditindaklanjuti", f"reopened within its days ({again['state']})")
    house.sync(village, "once")
    house.play(village, look_up(code) + """
tap #answer.erase
tap #answer.erase.ask.2
wait 300
tap #answer.erase.done.1
""")
    house.sync(village, "once")
    gone = case_of(house, receipt)
    hold(gone["erased"] and "Lampu" not in json.dumps(gone) and "Tiang" not in json.dumps(
        {k: v for k, v in gone.items() if k != "entries"}), "erased means erased")


def voice(house, village):
    raw = tone(house, 6)
    live = Live(house, village, SDL_AUDIODRIVER="disk", SDL_DISKAUDIOFILEIN=raw,
                SDL_DISKAUDIOFILE=os.path.join(house.root, "out.raw"))
    live.say("tap #home.aspire\ntap #aspire.to.kabupaten\ntap #aspire.category.jalan\n"
             "tap #aspire.voice\ntap #aspire.voice.record")
    time.sleep(2.5)
    live.say("tap #aspire.voice.stop\nwait 200")
    live.say("tap #aspire.voice.play")
    time.sleep(0.5)
    seen = live.say("tap #aspire.next\ntap #aspire.secret\ntap #aspire.next\ntap #aspire.send\n"
                    "wait 400\nexpect #receipt.code")
    receipt = {"number": seen["#receipt.number"],
               "code": "".join(d for d in seen["#receipt.code"] if d.isdigit())}
    live.say("tap #receipt.done")
    live.end()
    house.sync(village, "once")
    house.sync(village, "once")
    case = case_of(house, receipt)
    hold(case["voice"]["complete"] and case["voice"]["ms"] > 1500,
         f"a voice of {case['voice']['ms']} ms has come whole, {case['voice']['bytes']} bytes")
    heard = os.path.join(house.root, "heard.ogg")
    house.regency("case", receipt["number"], "--voice", heard)
    with open(heard, "rb") as ogg:
        content = ogg.read()
    hold(content[:4] == b"OggS" and b"OpusHead" in content[:64], "it is Ogg Opus")
    kept = [os.path.join(folder, name) for folder, _, names in os.walk(village) for name in names]
    leaks = [path for path in kept if b"OpusHead" in open(path, "rb").read()]
    hold(not leaks, f"no file of the kiosk holds it in the open ({leaks})")


def aloud(house, village):
    out = os.path.join(house.root, "speech.raw")
    live = Live(house, village, SDL_AUDIODRIVER="disk", SDL_DISKAUDIOFILE=out)
    live.say("tap #home.notices\ntap #notices.0\ntap #notice.speak")
    until = time.time() + 10
    while time.time() < until and not (os.path.exists(out) and os.path.getsize(out) > 50000):
        time.sleep(0.1)
        live.say("wait 10")
    with open(out, "rb") as raw:
        content = raw.read()
    hold(len(content) > 50000 and any(content), f"a notice is read aloud, {len(content)} bytes")
    live.say("tap #nav.home\nexpect #home.notices")
    live.end()


def alerts(house, village):
    house.regency("alert", write(house, "cap.xml", cap("Severe")))
    house.sync(village, "once")
    house.play(village, """
expect #alert.headline "Hujan lebat sampai sore"
expect-text "Jauhi tebing"
tap #alert.read
expect-not #alert.headline
expect #home.notices
""")
    house.play(village, "expect-not #alert.headline\n")
    hold(True, "a warning interrupts until somebody has touched it")
    house.regency("alert", write(house, "test.xml", cap("Severe", identifier="kt-2",
                                                        status="Exercise")))
    house.regency("alert", write(house, "mild.xml", cap("Moderate", identifier="kt-3",
                                                        headline="Angin kencang di kebun")))
    house.sync(village, "once")
    house.play(village, "expect-not #alert.headline\n"
                        "expect-text \"Angin kencang\"\n")
    reference = "cuaca@contoh.example,kt-3," + datetime.now(WIB).replace(microsecond=0).isoformat()
    house.regency("alert", write(house, "cancel.xml", cap("", "Cancel", identifier="kt-4",
                                                          references=reference)))
    house.sync(village, "once")
    house.play(village, "expect-not-text \"Angin kencang\"\nexpect #home.notices\n")
    hold(True, "a mild one is a banner, an exercise stays away, a cancelled one goes")


def comfort(house, village):
    for lang in ("id", "su", "jv", "en"):
        house.play(village, "expect #home.notices\ntap #home.notices\ntap #notices.0\n"
                            "expect #notice.title\ntap #nav.home\n", "--lang", lang)
    mark = os.path.join(house.root, "size.txt")
    house.play(village, f"tap #home.textsize\ndump {mark}\n")
    hold("#textsize.contrast" in dumped(mark), "letters and contrast are one touch away")


def a_day(house):
    village = settle(house)
    reading(house, village)
    first, _second, _third = board(house, village)
    similar(house, village)
    answers(house, village, first)
    voice(house, village)
    aloud(house, village)
    alerts(house, village)
    comfort(house, village)


if __name__ == "__main__":
    told(a_day)
