# SPDX-License-Identifier: GPL-3.0-or-later
"""The visit: a villager at a kiosk with no network reads a notice, says what the village needs, takes a
receipt; the agent carries it when the link comes; the answer comes back to the same screen and
only the receipt opens it. Then everything that should not work."""
import glob
import json
import os
import shutil
import ssl
import subprocess
import sys
import urllib.error
import urllib.request

from house import Broken, House, VILLAGE, dumped, hold, told

SAMPLES = os.path.join(os.path.dirname(__file__), "..", "..", "assets", "samples")
STATES = ["menunggu", "terkirim", "terverifikasi", "diteruskan", "ditindaklanjuti", "selesai",
          "ditolak"]

VOICES = [
    {"to": "bpd", "category": "air", "mode": "open", "name": "Warga Blok Cikukulu",
     "text": "Gorong-gorong di depan warung mampet sejak panen. Kalau hujan, airnya naik ke musala."},
    {"to": "desa", "category": "jalan", "mode": "anonymous", "name": "",
     "text": "Jembatan bambu ke sawah sudah lapuk, anak sekolah takut lewat di situ."},
    {"to": "kabupaten", "category": "bantuan", "mode": "secret", "name": "",
     "text": "Beras bantuan dipotong dua kilo setiap karung oleh orang kantor."},
]


def speak(voice, more=""):
    """The aspiration in the order of its pages, by touch."""
    name = f'tap #aspire.name\ntype "{voice["name"]}"\n' if voice["name"] else ""
    return f"""
tap #home.aspire
tap #aspire.to.{voice["to"]}
tap #aspire.category.{voice["category"]}
tap #aspire.text
type "{voice["text"]}"
tap #aspire.next
tap #aspire.{voice["mode"]}
tap #aspire.next
{name}tap #aspire.send
wait 200
expect #receipt.code
{more}
"""


def look_up(code):
    keys = "\n".join(f"tap #ticket.key.{d}" for d in code if d.isdigit())
    return f"tap #home.ticket\n{keys}\ntap #ticket.open\nwait 300\n"


def slipped(code):
    digits = [d for d in code if d.isdigit()]
    digits[3] = str((int(digits[3]) + 1) % 10)
    return "".join(digits)


def somebodys(code):
    """A well-formed code that nobody has: the check digit made right by trying."""
    digits = [d for d in code if d.isdigit()]
    digits[2] = str((int(digits[2]) + 5) % 10)
    table = ["0317598642", "7092154863", "4206871359", "1750983426", "6123045978", "3674209581",
             "5869720134", "8945362017", "9438617205", "2581436790"]
    row = 0
    for d in digits[:15]:
        row = int(table[row][int(d)])
    return "".join(digits[:15]) + str(row)


def file_offline(house, village):
    """Three are filed with nobody there to answer, and the kiosk dies each time."""
    for i, voice in enumerate(VOICES):
        mark = os.path.join(house.root, f"receipt-{i}.txt")
        house.play_and_kill(village, speak(voice), mark)
        seen = dumped(mark)
        voice["code"] = "".join(d for d in seen["#receipt.code"] if d.isdigit())
        voice["number"] = seen["#receipt.number"]
        hold(len(voice["code"]) == 16, f"receipt {i + 1} shows sixteen digits and {voice['number']}")
    hold(house.status(village)["waiting"] == 3, "after three kills all three wait")


def search_files(house, village):
    """No word of theirs and no state of any case in any file of the kiosk."""
    words = []
    for voice in VOICES:
        words += [w for w in voice["text"].replace(".", "").replace(",", "").split() if len(w) > 4]
        words += voice["name"].split()[:1] if voice["name"] else []
        words.append(voice["code"])
    words += STATES
    hold(len(words) > 30, "there are words to look for")
    found, files = [], 0
    for path in glob.glob(os.path.join(village, "**"), recursive=True):
        if os.path.isfile(path) and "media" not in path:
            files += 1
            with open(path, "rb") as data:
                content = data.read()
            found += [(w, path) for w in words if w.encode() in content]
    # Notices are public: their words are no leak. What is theirs alone must be nowhere.
    public = "".join(open(f, encoding="utf-8").read() for f in glob.glob(f"{SAMPLES}/*.md"))
    found = [(w, p) for w, p in found if w not in public]
    hold(files >= 3 and not found, f"none of these words in {files} files of the kiosk ({found[:3]})")


class Wire:
    """Bytes put on the wire by hand: what a repeater, a thief or a broken modem would send."""

    def __init__(self, house):
        self.house = house
        self.context = ssl.create_default_context()
        self.context.check_hostname = False
        self.context.verify_mode = ssl.CERT_NONE

    def post(self, body):
        request = urllib.request.Request(f"https://127.0.0.1:{self.house.port}/v1/exchange", body,
                                         {"Content-Type": "application/octet-stream"})
        try:
            with urllib.request.urlopen(request, context=self.context, timeout=30) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read()

    def refused(self, body, what):
        before = self.house.cases()
        status, word = self.post(body)
        text = word.decode("utf-8", "replace").strip()
        hold(400 <= status < 500 and 0 < len(text.splitlines()) <= 1, f"{what}: {status} {text}")
        hold(self.house.cases() == before, f"{what}: nothing changed")


def round_of(house, village):
    """The Round that `export` put on a stick, opened with the regency's own key."""
    import nacl.bindings as sodium
    stick = os.path.join(house.root, "stick")
    shutil.rmtree(stick, ignore_errors=True)
    os.makedirs(stick)
    house.sync(village, "export", stick)
    [path] = glob.glob(f"{stick}/*.ktb")
    with open(path, "rb") as file:
        parcel = file.read()
    secret = open(glob.glob(os.path.join(house.regency_dir, "keys", "sealing*"))[0], "rb").read()[:32]
    public = sodium.crypto_scalarmult_base(secret)
    return path, sodium.crypto_box_seal_open(parcel[5:], public, secret)


def every_word_once(house, texts):
    cases = house.cases()
    got = sorted(house.case(c["id"])["text"] for c in cases)
    hold(got == sorted(texts), f"{len(texts)} cases, every word once")


def story(house):
    house.found()
    house.serve()
    village = house.enrol("balai-desa")
    house.unserve()

    house.sync(village, "post", os.path.join(SAMPLES, "01-musyawarah-saluran-air-cikukulu.md"))
    house.play(village, 'tap #home.notices\ntap #notices.0\nexpect #notice.title\n'
                        'expect-text "saluran air"\ntap #nav.home\nexpect #home.aspire\n')
    hold(True, "the notice of BPD is read with the network down")

    file_offline(house, village)
    search_files(house, village)
    house.sync(village, "once", expect=1)
    house.one_line("no server is one line")
    hold(house.status(village)["waiting"] == 3, "and all three still wait")

    stick, bundle = round_of(house, village)
    second_disk = os.path.join(house.root, "second-disk")
    house.serve()
    shutil.copytree(village, second_disk)  # an image of the disk, taken before the link came
    house.sync(village, "once")
    hold(house.status(village)["waiting"] == 0, "one round takes all three")
    texts = [v["text"] for v in VOICES]
    every_word_once(house, texts)
    cases = {c["number"]: c for c in house.cases()}
    hold(set(cases) == {v["number"] for v in VOICES}, "under the numbers of their receipts")
    modes = {"open": "terbuka", "anonymous": "anonim", "secret": "rahasia"}
    for voice in VOICES:
        case = cases[voice["number"]]
        hold((case["mode"], case["to"], case["category"], case["state"]) ==
             (modes[voice["mode"]], voice["to"], voice["category"], "terkirim"),
             f"{voice['number']} keeps its way, addressee and category")

    wire = Wire(house)
    for _ in range(3):
        status, _answer = wire.post(bundle)
        hold(status == 200, "the same bundle is answered again")
    house.regency("import", stick)
    every_word_once(house, texts)

    both_disks(house, village, second_disk, texts)
    answers(house, village)
    attacks(house, village, wire, bundle)
    every_word_once(house, texts)


def both_disks(house, village, second_disk, texts):
    """A copied disk: both go on filing, every word arrives once."""
    for disk, text in ((village, "Lampu jalan di tikungan mati sudah sebulan."),
                       (second_disk, "Posyandu tidak punya timbangan bayi.")):
        house.play(disk, speak({"to": "unsure", "category": "lainnya", "mode": "anonymous",
                                "name": "", "text": text}))
        texts.append(text)
    for _ in range(2):
        for disk in (second_disk, village):
            house.sync(disk, "once")
    hold(house.status(village)["waiting"] == 0 and house.status(second_disk)["waiting"] == 0,
         "nothing waits on either disk")
    every_word_once(house, texts)
    numbers = [c["number"] for c in house.cases()]
    hold(len(numbers) == len(set(numbers)), "and no public number stands for two")


def answers(house, village):
    first, second, third = VOICES
    cases = {c["number"]: c["id"] for c in house.cases()}
    one, two = cases[first["number"]], cases[second["number"]]
    house.regency("verify", one)
    house.regency("route", one, "PUPRX", expect=1)
    house.one_line("an unknown OPD is told with the nearest")
    opds = house.regency("opd", "list").splitlines()
    house.regency("route", one, opds[0].split()[0])
    reply = "Gorong-gorong dibersihkan hari Sabtu bersama warga RT 03."
    house.regency("reply", one, "--text-file", house.text_file(reply))
    house.regency("close", one)
    reason = "Jembatan itu di tanah perhutani, kami teruskan suratnya."
    house.regency("reject", two, "--text-file", house.text_file(reason))
    house.sync(village, "once")
    hold(house.case(one)["state"] == "selesai" and house.case(two)["state"] == "ditolak",
         "one is finished, one is rejected")

    search_files(house, village)
    house.play(village, look_up(first["code"]) + f'expect #answer.status\n'
               f'expect #answer.mine "{first["text"][:40]}"\nexpect #answer.text "{reply[:40]}"\n')
    house.play(village, look_up(second["code"]) + f'expect #answer.status\n'
               f'expect-text "{reason[:40]}"\n')
    hold(True, "each receipt opens its state, its own text and its answer")
    house.play(village, look_up(slipped(first["code"])) +
               'expect-not #answer.status\nexpect-text "salah ketik"\n')
    hold(True, "a slip of one digit is called a slip")
    house.play(village, look_up(somebodys(first["code"])) + "expect-not #answer.status\n")
    house.play(village, look_up(third["code"]) +
               f"expect #answer.status\nexpect-not #answer.text\n")
    hold(True, "a wrong code opens nothing, and another's opens only its own")


def attacks(house, village, wire, old_bundle):
    import nacl.bindings as sodium
    house.play(village, speak({"to": "bpd", "category": "air", "mode": "anonymous", "name": "",
                               "text": "Belum sampai ketika yang lain mencoba."}))
    _stick, bundle = round_of(house, village)
    wire.refused(bundle[:40] + bytes([bundle[40] ^ 1]) + bundle[41:], "one bit flipped")
    wire.refused(bundle[:-20], "cut short")
    wire.refused(bundle + b"x", "something behind it")
    wire.refused(b"", "nothing at all")
    wire.refused(b"<html>login</html>", "a web page")
    _public, other = sodium.crypto_sign_keypair()
    message = b"kt bundle\0" + bundle[:-64]
    wire.refused(bundle[:-64] + sodium.crypto_sign(message, other)[:64], "signed by another")

    mine = open(os.path.join(village, "keys", "kiosk"), "rb").read()
    hold(sodium.crypto_sign(message, mine)[:64] == bundle[-64:], "the kiosk's own signature is this")
    old_text_under_new_event(house, wire, bundle, old_bundle, mine)

    house.regency("kiosk", "revoke", "K1")
    wire.refused(bundle, "from a revoked kiosk")
    house.sync(village, "once", expect=1)
    house.one_line("a revoked kiosk is told so")
    hold(house.status(village)["waiting"] >= 1, "and keeps what it holds")


def second_implementation(house):
    """The independent reader and writer of tests/peer, with modules made from the .proto files."""
    made = os.path.join(house.root, "proto")
    os.makedirs(made, exist_ok=True)
    subprocess.check_call(["protoc", f"--python_out={made}", "db/record/record.proto",
                           "sync/bundle/bundle.proto"])
    sys.path[:0] = [made, os.path.join(os.path.dirname(__file__), "..", "peer")]
    sys.dont_write_bytecode = True
    import peer
    return peer


def old_text_under_new_event(house, wire, bundle, old_bundle, key):
    """A stolen sealed text is filed once more by somebody who even has the kiosk's key."""
    peer = second_implementation(house)
    sender, receiver, body, *_ = peer.bundle_read(bundle, key[32:])
    forged = peer.wire.Round.FromString(body)
    old = peer.wire.Round.FromString(peer.bundle_read(old_bundle, key[32:])[2])
    stolen = next(e for e in map(peer.rec.Event.FromString, old.events) if e.HasField("filed"))
    del forged.events[:]
    forged.events.append(stolen.SerializeToString())
    before = house.cases()
    status, _answer = wire.post(peer.bundle_write(sender, receiver, forged.SerializeToString(), key,
                                                  False))
    hold(status == 200, "the round itself is answered")
    hold(house.cases() == before, "an old sealed text under a new event becomes no case")
    aside = [k["aside"] for k in json.loads(house.regency("kiosk", "list", "--json"))]
    hold(aside[0] == 1, "it is set aside and shown in the registry")


if __name__ == "__main__":
    told(story)
