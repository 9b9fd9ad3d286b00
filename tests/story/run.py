# SPDX-License-Identifier: GPL-3.0-or-later
"""`make run`: a regency and a village on this machine, with real notices, in a window.

With no display the visit is played with real touches under Xvfb, a picture of every screen is left
in BUILD/run/pictures, and the exit status tells whether it held."""
import glob
import os
import re
import shutil
import signal
import subprocess
import sys

from house import Broken, House, VILLAGE, hold
from story_visit import VOICES, look_up

HERE = os.path.dirname(os.path.abspath(__file__))
SAMPLES = os.path.normpath(os.path.join(HERE, "..", "..", "assets", "samples"))


def settle(house):
    """Regency, kiosk, twelve notices; the server and the agent go on running."""
    house.found()
    house.regency("village", "import", os.path.join(SAMPLES, "villages.csv"))
    house.serve()
    village = house.enrol("village")
    for path in sorted(glob.glob(os.path.join(SAMPLES, "*.md"))):
        house.sync(village, "post", path)
    house.sync(village, "office", os.path.join(SAMPLES, "office.json"))
    for path in sorted(glob.glob(os.path.join(SAMPLES, "apbdes-*.csv"))):
        house.sync(village, "budget", path)
    house.start(os.path.join(house.build, "kentongan-sync"), "--data", village, "run",
                stderr=open(os.path.join(house.root, "agent.log"), "w"))
    return village


def tell(house, village):
    at = os.path.relpath(house.root)
    build = os.path.relpath(house.build)
    print(f"""
A regency and a village are running in {at}.

Try: read a notice, say what the village needs, note the sixteen digits.
Then answer from a second terminal:

  {build}/kentongan-regency --data {at}/regency cases
  {build}/kentongan-regency --data {at}/regency verify 2005-0001
  echo "Sudah kami jadwalkan hari Sabtu." >/tmp/answer.txt
  {build}/kentongan-regency --data {at}/regency reply 2005-0001 --text-file /tmp/answer.txt

and look at "Lihat jawaban saya" with the digits. On the board with it (unless for officers only):

  {build}/kentongan-regency --data {at}/regency moderate 2005-0001 --show

Close the window to end.
""", flush=True)


def window_size():
    """Upright where the display is tall enough for it; at two thirds of a real screen either way."""
    told = subprocess.run(["xdpyinfo"], capture_output=True, text=True).stdout
    found = re.search(r"dimensions: +\d+x(\d+)", told)
    return "720x1280" if found and int(found.group(1)) > 1340 else "1280x720"


def in_a_window(house, village):
    tell(house, village)
    kiosk = house.start(os.path.join(house.build, "kentongan-kiosk"), "--data", village, "--size",
                        window_size(), "--dpi", "68")
    return kiosk.wait()


def rooms(shot):
    """What one can read besides."""
    return "".join(f"tap #nav.home\ntap #home.{name}\nwait 300\n" + shot(f"2{at}-{name}")
                   for at, name in enumerate(("search", "agenda", "board", "budget", "services",
                                              "results", "help")))


def pictures_of(size, folder):
    """Every screen of the visit once: look at them."""
    def shot(name):
        return f"shot {folder}/{size}-{name}.png\n"
    voice = VOICES[0]
    return (shot("01-home") + "tap #home.notices\n" + shot("02-notices") + "tap #notices.0\n" +
            shot("03-notice") + rooms(shot) + "tap #nav.home\ntap #home.aspire\n" + shot("04-to") +
            f"tap #aspire.to.{voice['to']}\n" + shot("05-category") +
            f"tap #aspire.category.{voice['category']}\ntap #aspire.text\n"
            f"type \"{voice['text']}\"\n" + shot("06-text") + "tap #aspire.next\n" +
            shot("07-how") + "tap #aspire.open\ntap #aspire.next\n" + shot("08-last") +
            f"tap #aspire.name\ntype \"{voice['name']}\"\ntap #aspire.send\nwait 300\n"
            "expect #receipt.code\n" + shot("09-receipt") +
            "set CODE = #receipt.code\ntap #receipt.done\ntap #home.ticket\n" +
            shot("10-ticket") + "tap-keys $CODE\ntap #ticket.open\nwait 300\n"
            "expect #answer.status\n" + shot("11-answer-waiting") + "tap #nav.home\n")


def played(house, village):
    pictures = os.path.join(house.root, "pictures")
    os.makedirs(pictures, exist_ok=True)
    for size, text in (("1080x1920", "100"), ("1920x1080", "100"), ("1080x1920", "160")):
        house.play(village, pictures_of(f"{size}-{text}", pictures), "--size", size,
                   "--text-size", text)
        hold(True, f"the visit holds at {size}, letters at {text} %")
    case = None
    for _ in range(100):
        cases = house.cases()
        if len(cases) == 3:
            case = sorted(cases, key=lambda c: c["number"])[0]["id"]
            break
        subprocess.call(["sleep", "0.2"])
    hold(case is not None, "the agent has taken all three to the regency")
    house.regency("verify", case)
    house.regency("reply", case, "--text-file",
                  house.text_file("Gorong-gorong dibersihkan hari Sabtu bersama warga RT 03."))
    house.sync(village, "once")
    house.play(village, "expect #home.ticket\n" +
               f"shot {pictures}/1080x1920-100-12-home-answered.png\n")
    print(f"Pictures of every screen: {os.path.relpath(pictures)}")
    return 0


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # ends what was started, too
    build = sys.argv[1]
    root = os.path.abspath(os.path.join(build, "run"))
    shutil.rmtree(root, ignore_errors=True)
    display = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    with House(build, keep=root) as house:
        try:
            village = settle(house)
            return in_a_window(house, village) if display else played(house, village)
        except Broken as why:
            print(f"not ok - {why}", file=sys.stderr)
            return 1


if __name__ == "__main__":
    sys.exit(main())
