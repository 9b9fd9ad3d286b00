# SPDX-License-Identifier: GPL-3.0-or-later
"""The guides: what they name is there, what they tell to type works as it is written, and whoever
practises leaves the village as it was.

Each fenced `sh` block of the youth's guide runs word for word, in order, in a place of its own: a
mount namespace in which /var/lib and /media are folders of the story. Debian's own commands are
stood in for by what they come to (the packages have their own test), the ticket is a real one."""
import hashlib
import os
import pty
import re
import select
import sqlite3
import subprocess
import sys
import time

from house import Broken, House, VILLAGE, dumped, has_terminals, hold, told

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
GUIDES = os.path.join(ROOT, "assets/guides")
FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.M | re.S)
PIN = "592071"
PASSPHRASE = "lima ekor ayam hitam"
BLOCK_S = 60


def guide(name):
    with open(os.path.join(GUIDES, name), encoding="utf-8") as file:
        return file.read()


def blocks(name):
    """(language, text) of every fenced block, without its indentation."""
    return [(language, re.sub(rf"^{indent}", "", text, flags=re.M))
            for indent, language, text in FENCE.findall(guide(name))]


# ---- what the guides name

def links_exist():
    for name in sorted(os.listdir(GUIDES)):
        if name.endswith(".md"):
            for target in re.findall(r"\]\(([^)]+)\)", guide(name)):
                hold(os.path.exists(os.path.join(GUIDES, target)), f"{name} names {target}")
    pictures = {n for n in os.listdir(GUIDES) if n.endswith(".png")} - {"home.png"}  # the README's
    named = set(re.findall(r"\]\(([^)]+\.png)\)", " ".join(
        guide(n) for n in os.listdir(GUIDES) if n.endswith(".md"))))
    hold(pictures == named, f"every picture is in a guide ({len(pictures)})")
    for picture in pictures:
        hold(os.path.getsize(os.path.join(GUIDES, picture)) < 200_000, f"{picture} is small")


def pages_stand_alone(build):
    for name in sorted(os.listdir(GUIDES)):
        if not name.endswith(".md"):
            continue
        with open(os.path.join(build, "guides", name[:-3] + ".html"), encoding="utf-8") as file:
            html = file.read()
        outside = [t for t in re.findall(r'(?:src|href)="([^"]+)"', html)
                   if not t.startswith("data:image/png;base64,") and
                   not os.path.exists(os.path.join(build, "guides", t))]
        hold(not outside and "<h1>" in html and html.rstrip().endswith("</html>"),
             f"{name[:-3]}.html stands alone")
        hold("|" not in re.sub(r"<pre>.*?</pre>|<style>.*?</style>", "", html, flags=re.S),
             f"{name} has no table, which CommonMark knows nothing of")


# ---- what they tell to type

STANDS_FOR = {
    "sudo": 'exec "$@"',
    "systemctl": "exit 0",
    "dpkg-reconfigure": '[ "$1" = kentongan-kiosk ]',
    # What the package brings: the program, and an empty village.
    "apt": '[ "$1" = install ] && [ -f "$2" ] && '
           'printf \'#!/bin/sh\nexec "%s/kentongan-sync" %s "$@"\n\' "$BUILD" "$DATA" '
           '>"$TOOLS/kentongan-sync" && chmod +x "$TOOLS/kentongan-sync" && kentongan-sync init',
}


class Place:
    def __init__(self, house):
        self.house = house
        self.root = os.path.join(house.root, "machine")
        self.home, self.tools = os.path.join(self.root, "home"), os.path.join(self.root, "tools")
        for folder in ("home", "tools", "var-lib", "media/stik", "media/salinan"):
            os.makedirs(os.path.join(self.root, folder))
        for name, what in STANDS_FOR.items():
            path = os.path.join(self.tools, name)
            with open(path, "w") as out:
                out.write(f"#!/bin/sh\n{what}\n")
            os.chmod(path, 0o755)
        self.enter = ["unshare", "-m" if os.geteuid() == 0 else "-rm"]
        if subprocess.run([*self.enter, "mount", "--bind", self.home, "/media"],
                          stderr=subprocess.DEVNULL).returncode != 0:
            self.enter = []  # a container that gives no namespaces: paths are written out instead
        data = "" if self.enter else f"--data {self.root}/var-lib/kentongan"
        self.env = dict(house.env, BUILD=house.build, TOOLS=self.tools, DATA=data,
                        PATH=f"{self.tools}:{os.environ['PATH']}")

    def command(self, text):
        script = os.path.join(self.root, "block.sh")
        binds = ""
        for inside, outside in (("var-lib", "/var/lib"), ("media", "/media")):
            if self.enter:
                binds += f'mount --bind "{self.root}/{inside}" {outside} && '
            else:
                text = re.sub(rf"(?<=[ ']){outside}/", f"{self.root}/{inside}/", text)
        if self.enter: # a card is no folder of the same disk
            binds += "mount -t tmpfs none /media/salinan && "
        with open(script, "w") as out:
            out.write(text)
        return [*self.enter, "sh", "-c", binds + f'cd "{self.home}" && exec bash -eu "$1"', "sh",
                script]

    def run(self, text):
        """One block in a terminal of its own, PINs typed where it asks; what it printed."""
        command = self.command(text)
        child, terminal = pty.fork()
        if child == 0:
            os.execvpe(command[0], command, self.env)
        said, typed, until = "", 0, time.time() + BLOCK_S
        while time.time() < until:
            if not select.select([terminal], [], [], 1)[0]:
                continue
            try:
                part = os.read(terminal, 4096)
            except OSError:
                break
            if not part:
                break
            said += part.decode("utf-8", "replace")
            asked = len(re.findall(r"(?:PIN|passphrase|once more)[^\n]*: ", said))
            if asked > typed:
                os.write(terminal, ((PASSPHRASE if "passphrase" in said else PIN) + "\n").encode())
                typed = asked
        os.close(terminal)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if status != 0:
            raise Broken(f"exit {status} of:\n{text}\n{said[-1500:]}")
        return said

    def start_agent(self):
        """What the unit does."""
        agent = subprocess.Popen(self.command("exec kentongan-sync run\n"), env=self.env,
                                 stderr=subprocess.DEVNULL)
        time.sleep(1)  # its script is read by then
        return agent


def commands_work(house):
    place = Place(house)
    ticket = house.regency("kiosk", "add", "--village", VILLAGE, "--name", "balai", "--url",
                           f"https://127.0.0.1:{house.port}").splitlines()[-1]
    with open(os.path.join(place.home, "kentongan-kiosk_1.0_amd64.deb"), "w"):
        pass
    old = os.path.join(place.root, "media/disk-lama/var/lib")
    agent, sh = None, 0
    try:
        for language, text in blocks("pemuda.md"):
            if language != "sh":  # the notice that is then posted
                with open(os.path.join(place.home, "ronda.md"), "w", encoding="utf-8") as out:
                    out.write(text)
                continue
            if "systemctl stop" in text and agent:
                agent.terminate()
                agent.wait()
                agent = None
            if "disk-lama" in text:  # the old disk is what there is by now
                os.makedirs(old)
                subprocess.run(["cp", "-a", os.path.join(place.root, "var-lib/kentongan"), old],
                               check=True)
            if " set mirror " in text and not place.enter:
                print("skipped - a card: nothing can be mounted here", flush=True)
                continue
            said = place.run(text.replace("TIKET-DARI-KABUPATEN", ticket))
            sh += 1
            hold(True, f"as written: {'; '.join(text.split(chr(10))[:3])[:110]}")
            if " export " in text:
                house.regency("import", os.path.join(place.root, "media/stik"))
            if agent is None and ("staff add" in text or "dpkg-reconfigure" in text):
                agent = place.start_agent()
            if " post " in text:
                hold(re.search(r"^K\d+-1\r?$", said, re.M), "the notice has a number")
    finally:
        if agent:
            agent.terminate()
            agent.wait()
    hold(sh >= 10, f"{sh} blocks were run")
    staff = house.run("kentongan-sync", os.path.join(place.root, "var-lib/kentongan"), "staff",
                      "list")
    hold(staff.count("member") == 3, "three members after all of it")


# ---- practising

def content(village):
    """All that the village file says, whatever its pages look like."""
    with sqlite3.connect(f"file:{village}/village.db?mode=ro", uri=True) as db:
        # What is noted of the machine (after a kill: that the file was checked) aside.
        rows = [row for row in db.iterdump()
                if "sqlite_stat" not in row and 'INTO "probe"' not in row]
    hold(len(rows) > 50, "the village file is read whole")
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


PRACTISE = """
tap #home.help
tap #help.practice
tap #try.aspire
wait 100
expect #practice.label
tap #home.aspire
tap #aspire.to.bpd
tap #aspire.category.air
type "Kalimat yang hanya latihan"
tap #aspire.next
tap #aspire.anonymous
tap #aspire.next
tap #aspire.send
wait 600
expect #receipt.code
set CODE = #receipt.code
tap #receipt.done
tap #home.ticket
tap-keys $CODE
tap #ticket.open
wait 600
expect-text "Ini contoh jawaban"
tap #answer.done
wait 100
expect #practice.done
"""


POST = """
tap #home.help
tap #help.practice
tap #try.notice
wait 100
hold #home.staff 3000
tap #staff_in.0
""" + "".join(f"tap #staff_pin.key.{digit}\n" for digit in "135791") + """
tap #staff_pin.go
wait 900
tap #staff.notices
tap #news.new.undangan
type "kabar yang hanya latihan"
tap #write.next
tap #write.day.28
tap #write.next
type "Giliran jaga"
tap #write.next
type "Sekretaris BPD"
tap #write.next
wait 100
tap #check.publish
wait 900
tap #done.see
wait 300
expect #notice.title "kabar yang hanya latihan"
tap #nav.home
wait 100
expect #practice.done
tap #practice.done.1
wait 50
expect-not #practice.label
tap #home.notices
expect-not-text "kabar yang hanya latihan"
"""


def practice_leaves_nothing(house):
    village = house.enrol("latihan")
    house.sync(village, "once")
    house.play(village, "wait 10\n")  # its first start notes its version
    kept, status = content(village), house.status(village)
    cases = len(house.cases())
    house.play(village, PRACTISE + "tap #practice.done.1\nwait 50\nexpect-not #practice.label\n")
    house.play(village, POST)
    hold(content(village) == kept, "a practice leaves the village file as it was")
    hold(house.status(village)["waiting"] == status["waiting"], "nothing waits to be sent")
    house.sync(village, "once")
    hold(len(house.cases()) == cases, "the regency hears nothing of it")
    hold(not os.path.exists(os.path.join(village, "practice")), "its folder is gone")
    words = subprocess.run(["grep", "-rl", "hanya latihan", village], capture_output=True)
    hold(words.returncode == 1, "no file holds its words")

    # The power goes in the middle of it.
    kept = content(village)
    mark = os.path.join(house.root, "mark")
    house.play_and_kill(village, PRACTISE, mark)
    hold(os.path.exists(os.path.join(village, "practice")), "killed in the middle, a folder is left")
    words = subprocess.run(["grep", "-rl", "hanya latihan", village], capture_output=True)
    hold(words.returncode == 1, "and no word in it")
    house.play(village, "expect #home.aspire\nexpect-not #practice.label\n")
    hold(not os.path.exists(os.path.join(village, "practice")), "the next start sweeps it away")
    hold(content(village) == kept, "and the village file is as it was")
    house.sync(village, "once")
    hold(len(house.cases()) == cases, "nothing of it ever arrives")


def main(house):
    links_exist()
    pages_stand_alone(house.build)
    house.found()
    house.serve()
    if has_terminals():
        commands_work(house)
    else:
        print("skipped - the guide's commands: /dev/pts is not mounted here", flush=True)
    practice_leaves_nothing(house)


if __name__ == "__main__":
    told(main)
