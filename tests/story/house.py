# SPDX-License-Identifier: GPL-3.0-or-later
"""A whole house for a story: real programs, real TLS over loopback, a real window under Xvfb.

Everything lies in one temporary folder. What a story starts, it ends, by its process id.
"""
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time

VILLAGE = "32.15.11.2005"
START_S = 30  # generous: sanitizers are slow


class Broken(Exception):
    pass


def hold(condition, what):
    if not condition:
        raise Broken(what)
    print(f"ok - {what}", flush=True)


# What a container or a chroot may not have; a story says what it leaves out (`skipped - ...`).

def may_mount():
    """A name space of its own for mounts: root, on a root folder that is a mount."""
    return os.geteuid() == 0 and subprocess.run(["unshare", "-m", "true"], capture_output=True).returncode == 0


def has_terminals():
    """/dev/pts is mounted."""
    try:
        for fd in os.openpty():
            os.close(fd)
        return True
    except OSError:
        return False


def free_port():
    """Below those that the kernel gives to who goes out: between two starts of a server nobody takes it."""
    while True:
        with socket.socket() as s:
            try:
                s.bind(("127.0.0.1", random.randrange(20000, 32000)))
                return s.getsockname()[1]
            except OSError:
                continue


class House:
    def __init__(self, build, keep=None, display=None):
        self.build = os.path.abspath(build)
        self.root = keep or tempfile.mkdtemp(prefix="kentongan-story-")
        os.makedirs(self.root, exist_ok=True)
        self.keep = keep is not None
        self.regency_dir = os.path.join(self.root, "regency")
        self.port = free_port()
        self.children = []
        self.server = None
        self.env = dict(os.environ)
        self.env.setdefault("ASAN_OPTIONS", "detect_leaks=1")
        # SDL's own connection to the session bus is never closed by it.
        self.env.setdefault("LSAN_OPTIONS", "print_suppressions=0:suppressions=" + os.path.join(
            os.path.dirname(os.path.abspath(__file__)), "lsan.supp"))
        if display:
            self.env["DISPLAY"] = display

    # ---- processes

    def start(self, *command, **options):
        child = subprocess.Popen(command, env=self.env, **options)
        self.children.append(child)
        return child

    def end(self, child, kill=False):
        child.kill() if kill else child.terminate()
        child.wait(timeout=START_S)
        if child in self.children:
            self.children.remove(child)

    def close(self):
        for child in list(self.children):
            if child.poll() is None:
                child.kill()
            child.wait()
        if not self.keep:
            shutil.rmtree(self.root, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def run(self, program, directory, *arguments, expect=0):
        """One command to its end; gives what it printed. Anything but `expect` breaks the story."""
        done = subprocess.run(
            [os.path.join(self.build, program), "--data", directory, *map(str, arguments)],
            env=self.env, capture_output=True, text=True, timeout=120)
        if done.returncode != expect:
            raise Broken(f"{program} {' '.join(map(str, arguments))[:200]}: exit {done.returncode}, "
                         f"expected {expect}: {done.stderr.strip()[-2000:]}")
        self.said = done.stderr.strip()
        return done.stdout

    def regency(self, *arguments, expect=0):
        return self.run("kentongan-regency", self.regency_dir, *arguments, expect=expect)

    def sync(self, village, *arguments, expect=0):
        return self.run("kentongan-sync", village, *arguments, expect=expect)

    def one_line(self, what):
        hold(len(self.said.splitlines()) == 1 and len(self.said) > 10, f"{what}: {self.said}")

    # ---- the display

    def screen(self):
        if self.env.get("DISPLAY"):
            return
        read, write = os.pipe()
        self.start("Xvfb", "-displayfd", str(write), "-noreset", "-screen", "0", "1920x1920x24",
                   "-nolisten", "tcp", pass_fds=[write], stderr=subprocess.DEVNULL)
        os.close(write)
        number = b""
        while not number.endswith(b"\n"):
            part = os.read(read, 16)
            if not part:
                raise Broken("Xvfb did not start")
            number += part
        os.close(read)
        self.env["DISPLAY"] = f":{number.decode().strip()}"
        self.env["SDL_VIDEODRIVER"] = "x11"

    # ---- the regency

    def found(self):
        self.regency("init", "--code", "32.15", "--name", "Kabupaten Mekarsari")

    def serve(self):
        self.server = self.start(os.path.join(self.build, "kentongan-regency"), "--data",
                                 self.regency_dir, "serve", "--listen", f"127.0.0.1:{self.port}",
                                 stderr=open(os.path.join(self.root, "server.log"), "a"))
        until = time.time() + START_S
        while time.time() < until:
            if self.server.poll() is not None:
                raise Broken("the server ended: " + self.server_log()[-500:])
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise Broken("the server does not listen")

    def unserve(self):
        self.end(self.server)
        hold(self.server.returncode == 0, "the server ends cleanly when it is told to")
        self.server = None

    def server_log(self):
        with open(os.path.join(self.root, "server.log")) as log:
            return log.read()

    def enrol(self, name, village=VILLAGE):
        """A new kiosk, enrolled; gives its folder."""
        directory = os.path.join(self.root, name)
        ticket = self.regency("kiosk", "add", "--village", village, "--name", name, "--url",
                              f"https://127.0.0.1:{self.port}").splitlines()[-1]
        self.sync(directory, "init")
        self.sync(directory, "enrol", ticket)
        return directory

    def cases(self):
        return json.loads(self.regency("cases", "--json"))

    def case(self, case):
        return json.loads(self.regency("case", case, "--json"))

    def status(self, village):
        return json.loads(self.sync(village, "status", "--json"))

    def text_file(self, text):
        path = os.path.join(self.root, "text.txt")
        with open(path, "w") as out:
            out.write(text)
        return path

    # ---- the kiosk

    def play(self, village, script, *options, expect=0):
        """Plays a script to its end in a real window."""
        self.screen()
        path = os.path.join(self.root, "play.script")
        with open(path, "w") as out:
            out.write(script)
        self.run("kentongan-kiosk", village, "--size", "1080x1920", *options, "--script", path,
                 expect=expect)

    def play_and_kill(self, village, script, mark):
        """Plays a script from a pipe that stays open, and kills -9 as soon as `mark` is there."""
        self.screen()
        if os.path.exists(mark):
            os.remove(mark)
        kiosk = self.start(os.path.join(self.build, "kentongan-kiosk"), "--data", village, "--size",
                           "1080x1920", "--script", "-", stdin=subprocess.PIPE, text=True)
        kiosk.stdin.write(script + f"\ndump {mark}\n")
        kiosk.stdin.flush()
        until = time.time() + 60
        while not (os.path.exists(mark) and os.path.getsize(mark) > 0):
            if kiosk.poll() is not None or time.time() > until:
                raise Broken("the kiosk ended before it showed what it should")
            time.sleep(0.02)
        self.end(kiosk, kill=True)


def dumped(path):
    """A dump as {id: label}."""
    elements = {}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            cells = line.rstrip("\n").split("\t")
            elements.setdefault("#" + cells[0].lstrip("#"), cells[2])
    return elements


def told(main):
    """Runs a story: main(house). Exit 1 with one line when it does not hold."""
    with House(sys.argv[1] if len(sys.argv) > 1 else "build") as house:
        try:
            main(house)
        except Broken as why:
            print(f"not ok - {why}", flush=True)
            sys.exit(1)
