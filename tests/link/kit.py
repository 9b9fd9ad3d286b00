# SPDX-License-Identifier: GPL-3.0-or-later
"""Two ends with a bad link between them: a kiosk's in one network namespace, the regency's in another,
build/tests/link/link in the midst. Needs root.

    with Link(build, delay_ms=300, rate_bit=100_000, loss=0.03) as link:
        link.run("a", "true")

Namespaces carry the number of the process that made them. They go when it ends, also at ^C and
SIGTERM; what one left that was killed with -9, the next one takes away.
"""
import json
import os
import itertools
import signal
import sqlite3
import subprocess
import sys
import threading

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "story"), os.path.join(HERE, "..", "bench")]
sys.dont_write_bytecode = True
from house import House, START_S, VILLAGE  # noqa: E402

PREFIX = "ktlink"
REGENCY = "10.77.0.2"  # the kiosk's end is 10.77.0.1
PORT = 8443
numbers = itertools.count()


def why_not():
    """None where a link can be made, else the reason in words."""
    if os.geteuid() != 0:
        return "needs root, for network namespaces and TUN devices"
    if not os.path.exists("/dev/net/tun"):
        return "needs /dev/net/tun"
    try:
        subprocess.run(["ip", "netns", "list"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        return "needs `ip netns` (Debian's iproute2)"
    if subprocess.run(["unshare", "-m", "true"], capture_output=True).returncode != 0:
        return "needs a name space for mounts, which a chroot does not have"
    return None


def sweep():
    """Takes away the namespaces of processes that are gone."""
    try:
        names = os.listdir("/run/netns")
    except FileNotFoundError:
        return
    for name in names:
        number = name[len(PREFIX):].split("-")[0]
        if name.startswith(PREFIX) and number.isdigit() and not os.path.exists(f"/proc/{number}"):
            subprocess.run(["ip", "netns", "del", name], check=False)


class Link:
    def __init__(self, build, seed=1, delay_ms=0, rate_bit=0, loss=0, queue=50, up=0, down=0,
                 forget=0):
        self.program = os.path.join(os.path.abspath(build), "tests/link/link")
        number = next(numbers)
        self.ends = {side: f"{PREFIX}{os.getpid()}-{number}{side}" for side in "ab"}
        self.options = [f"--seed={seed}", f"--delay-ms={delay_ms}", f"--rate-bit={rate_bit}",
                        f"--loss={loss}", f"--queue={queue}", f"--forget={forget}"]
        self.options += [f"--up={up}", f"--down={down}"] if up else []
        self.process = None
        self.made = []

    def __enter__(self):
        sweep()
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        try:
            for name in self.ends.values():
                subprocess.run(["ip", "netns", "add", name], check=True)
                self.made.append(name)
            self.process = subprocess.Popen(
                [self.program, "--a", self.ends["a"], "--b", self.ends["b"], *self.options],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            if self.process.stdout.readline() != "ready\n":
                raise RuntimeError("the link does not come up")
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        if self.process:
            self.process.terminate()
            self.process.wait()
            self.process.stdin.close()
            self.process.stdout.close()
            self.process = None
        while self.made:
            subprocess.run(["ip", "netns", "del", self.made.pop()], check=False)

    def inside(self, side, *command):
        """The words that run a command at one end; the process is the command's own."""
        return ["ip", "netns", "exec", self.ends[side], *map(str, command)]

    def run(self, side, *command, **options):
        return subprocess.run(self.inside(side, *command), check=True, **options)

    def ask(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        said = self.process.stdout.readline()
        if not said or said.startswith("unknown"):
            raise RuntimeError(f"the link says {said!r} to {line!r}")
        return said.strip()

    def stats(self):
        return json.loads(self.ask("stats"))


def ask_file(path, query):
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10)
    try:
        return db.execute(query).fetchall()
    finally:
        db.close()


class Far(House):
    """A house whose regency lies beyond the link: kiosks at end a, the server at end b."""

    def __init__(self, build, link):
        super().__init__(build)
        self.link = link
        self.port = PORT

    def serve(self):
        self.server = self.start(
            *self.link.inside("b", os.path.join(self.build, "kentongan-regency"), "--data",
                              self.regency_dir, "serve", "--listen", f"{REGENCY}:{self.port}"),
            stderr=open(os.path.join(self.root, "server.log"), "a"))
        self.link.run("b", sys.executable, "-c",
                      f"import socket, time\n"
                      f"for _ in range({START_S * 20}):\n"
                      f"    try:\n"
                      f"        socket.create_connection(('{REGENCY}', {self.port}), 1)\n"
                      f"        break\n"
                      f"    except OSError:\n"
                      f"        time.sleep(0.05)\n"
                      f"else:\n"
                      f"    raise SystemExit('the server does not listen')\n")

    def enrol(self, name, village=VILLAGE):
        """Beside the regency, so that it costs nothing on the link."""
        directory = os.path.join(self.root, name)
        ticket = self.regency("kiosk", "add", "--village", village, "--name", name, "--url",
                              f"https://{REGENCY}:{self.port}").splitlines()[-1]
        self.sync(directory, "init")
        program = os.path.join(self.build, "kentongan-sync")
        self.link.run("b", program, "--data", directory, "enrol", ticket,
                      stdout=subprocess.DEVNULL)
        self.link.run("b", program, "--data", directory, "once")
        return directory

    def agent(self, directory, *words, **options):
        """The agent at the kiosk's end, as a child."""
        options.setdefault("stderr", open(os.path.join(self.root, "agent.log"), "a"))
        return self.start(*self.link.inside(
            "a", os.path.join(self.build, "kentongan-sync"), "--data", directory, *words),
            **options)

    def arrived(self):
        """Cases at the regency, from its store."""
        return self.ask_store("SELECT count(*) FROM cases")[0][0]

    def ask_store(self, query):
        return ask_file(os.path.join(self.regency_dir, "regency.db"), query)

    def ask_kiosk(self, directory, query):
        return ask_file(os.path.join(directory, "village.db"), query)

    def file(self, directory, texts, recordings=0, recording_bytes=0):
        """Files each text as a villager would; some with a recording."""
        subprocess.run([os.path.join(self.build, "tests/link/file_words"), directory,
                        str(recordings), str(recording_bytes)],
                       input="\n".join(texts) + "\n", text=True, check=True)
