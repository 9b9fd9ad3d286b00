# SPDX-License-Identifier: GPL-3.0-or-later
"""The screen as its unit starts it: cage, Xwayland, the kiosk, with the unit's own environment, as an
ordinary user on a fresh data folder. cage.py BUILD

Without a panel first (a picture of what cage shows, what the service manager hears, memory), then in a
window, where every key that could lead out of a program is pressed."""
import contextlib
import ctypes
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
PACKAGING = os.path.join(HERE, "..", "..", "assets", "packaging")
WATCHDOG_S = 4
PAPER = (0xFA, 0xF6, 0xEC)  # within a shade: kiosk/ui/theme.c
PSS_MAX_KB = 64 * 1024  # cage, Xwayland and the kiosk together, 1280x720
KEYS = ["alt+F4", "ctrl+q", "ctrl+w", "ctrl+c", "Escape", "alt+Escape", "ctrl+Escape", "alt+Tab",
        "ctrl+alt+BackSpace", "ctrl+alt+Delete", "ctrl+alt+F1", "ctrl+alt+F2", "super+q", "super+Return",
        "F11", "Print", "alt+space", "ctrl+shift+q", "Menu"]


def hold(condition, what):
    if not condition:
        print(f"not ok - {what}", flush=True)
        sys.exit(1)
    print(f"ok - {what}", flush=True)


def unit_environment():
    """The Environment= lines of the unit, but for what is of this machine."""
    found = {}
    with open(os.path.join(PACKAGING, "systemd", "kentongan-kiosk.service"), encoding="utf-8") as unit:
        for line in unit:
            if line.startswith("Environment="):
                for pair in line.strip()[len("Environment="):].split():
                    name, value = pair.split("=", 1)
                    found[name] = value
    return found


class Stage:
    def __init__(self, build):
        self.children = []
        self.root = tempfile.mkdtemp(prefix="kentongan-cage-")
        self.user = {}
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            self.user = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
            os.chown(self.root, nobody.pw_uid, nobody.pw_gid)
        for name in ("kentongan-kiosk", "kentongan-sync"):
            shutil.copy(os.path.join(build, name), self.root)
        shutil.copytree(os.path.join(build, "locale"), os.path.join(self.root, "locale"))
        shutil.copy(os.path.join(PACKAGING, "libexec", "xwayland"), self.root)
        shutil.copy(__file__, self.root)
        self.data = os.path.join(self.root, "data")
        self.run(os.path.join(self.root, "kentongan-sync"), "--data", self.data, "init")

    def run(self, *command, env=None):
        return subprocess.run(command, env=env, capture_output=True, check=True, timeout=60,
                              **self.user).stdout

    def picture(self, env):
        """What cage shows: width, height, every seventh pixel."""
        display = next(name for name in os.listdir(env["XDG_RUNTIME_DIR"])
                       if re.fullmatch(r"wayland-\d+", name))
        return read_ppm(self.run("grim", "-t", "ppm", "-", env=dict(env, WAYLAND_DISPLAY=display)))

    def raise_curtain(self, name, *options, **more):
        """Starts cage with the kiosk; gives the process, its environment, and what it is heard by."""
        run_dir = os.path.join(self.root, name)
        os.mkdir(run_dir, 0o700)
        if self.user:
            os.chown(run_dir, self.user["user"], self.user["group"])
        manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        manager.bind(os.path.join(run_dir, "notify"))
        os.chmod(os.path.join(run_dir, "notify"), 0o777)
        manager.settimeout(20)
        env = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        env.update(unit_environment())
        env.update(XDG_RUNTIME_DIR=run_dir, HOME=run_dir, WLR_XWAYLAND=os.path.join(self.root, "xwayland"),
                   NOTIFY_SOCKET=os.path.join(run_dir, "notify"),
                   WATCHDOG_USEC=str(WATCHDOG_S * 1000000), WATCHDOG_PID="1", **more)
        log = open(os.path.join(self.root, name + ".log"), "wb")
        child = subprocess.Popen(["cage", *options, "--", os.path.join(self.root, "kentongan-kiosk"), "--data",
                                  self.data], env=env, stderr=log, stdout=log, **self.user)
        self.children.append(child)
        try:
            said = manager.recv(1024).decode()
        except socket.timeout:
            said = open(log.name, encoding="utf-8", errors="replace").read()[-800:]
        hold(said == "READY=1", f"{name}: the kiosk says that it is ready ({said!r})")
        return child, env, manager, kiosk_of(child.pid)

    def close(self):
        # A test that fails leaves nobody on the stage.
        for child in self.children:
            if child.poll() is None:
                child.kill()
            child.wait()
        shutil.rmtree(self.root, ignore_errors=True)


def read_ppm(data):
    head = re.match(rb"P6\s+(\d+)\s+(\d+)\s+255\s", data)
    width, height = int(head[1]), int(head[2])
    pixels = data[head.end():]
    return width, height, [tuple(pixels[i:i + 3]) for i in range(0, len(pixels), 3 * 7)]


def pss_kb(pid):
    with open(f"/proc/{pid}/smaps_rollup", encoding="utf-8") as maps:
        return int(re.search(r"^Pss:\s+(\d+)", maps.read(), re.M)[1])


def ours(run_dir):
    """Whoever was started with this run folder: cage, the kiosk, and Xwayland, which has no parent."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/environ", "rb") as environ:
                if f"XDG_RUNTIME_DIR={run_dir}".encode() in environ.read().split(b"\0"):
                    found.append(int(pid))
        except OSError:
            pass  # gone, or somebody else's
    return found


def kiosk_of(cage):
    for pid in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError), open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
            name, rest = re.fullmatch(r"\d+ \((.*)\) (.*)", stat.read().strip()).groups()
            if name == "kentongan-kiosk" and int(rest.split()[1]) == cage:
                return int(pid)
    raise ProcessLookupError("cage has no kiosk")


def is_alive(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def name_of(pid):
    with open(f"/proc/{pid}/comm", encoding="utf-8") as comm:
        return comm.read().strip()


def measure_memory(run_dir):
    pids = ours(run_dir)
    parts = {name_of(pid): pss_kb(pid) for pid in pids}
    total = sum(parts.values())
    words = ", ".join(f"{name} {kb / 1024:.1f}" for name, kb in parts.items())
    hold(set(parts) == {"cage", "Xwayland", "kentongan-kiosk"} and total <= PSS_MAX_KB,
         f"{total / 1024:.1f} MiB in all, at most {PSS_MAX_KB // 1024}: {words}")
    maps = "".join(open(f"/proc/{pid}/maps", encoding="utf-8").read() for pid in pids)
    hold(not re.search(r"LLVM|gallium|_dri\.so|libEGL_", maps), "no driver of a GL library is loaded")


def without_panel(stage):
    # Turned, as an upright panel is; and so that cage composes the picture that is asked for.
    cage, env, manager, kiosk = stage.raise_curtain("headless", "-r", WLR_BACKENDS="headless")
    time.sleep(1)
    width, height, pixels = stage.picture(env)
    shades = len(set(pixels))
    paper = sum(all(abs(a - b) <= 3 for a, b in zip(pixel, PAPER)) for pixel in pixels) / len(pixels)
    hold((width, height) == (720, 1280), f"cage shows an upright picture of {width}x{height}")
    hold(shades > 50 and paper > 0.2, f"it is the screen: {shades} shades, {paper:.0%} paper")
    if os.geteuid() == 0:
        measure_memory(env["XDG_RUNTIME_DIR"])
    began = time.time()
    hold(manager.recv(1024) == b"WATCHDOG=1" and time.time() - began < WATCHDOG_S,
         "it says that it lives before the service manager would doubt it")
    os.kill(kiosk, signal.SIGURG)
    os.kill(cage.pid, signal.SIGURG)
    hold(manager.recv(1024) == b"STOPPING=1", "told to end, it says so")
    hold(cage.wait(timeout=10) == 0, "and cage ends with it, cleanly")
    hold(os.path.getsize(os.path.join(stage.data, "kiosk.lock")) == 0, "the village file was closed")


def close_window(display):
    """What a window manager sends when somebody closes a window: WM_DELETE_WINDOW, to every window."""
    x11 = ctypes.CDLL("libX11.so.6")
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XInternAtom.restype = ctypes.c_ulong
    x11.XDefaultRootWindow.restype = ctypes.c_ulong

    class Event(ctypes.Structure):
        _fields_ = [("type", ctypes.c_int), ("serial", ctypes.c_ulong), ("send_event", ctypes.c_int),
                    ("display", ctypes.c_void_p), ("window", ctypes.c_ulong), ("kind", ctypes.c_ulong),
                    ("format", ctypes.c_int), ("data", ctypes.c_long * 5), ("room", ctypes.c_long * 24)]
    server = ctypes.c_void_p(x11.XOpenDisplay(display.encode()))
    if not server:
        return 0
    root, parent = ctypes.c_ulong(), ctypes.c_ulong()
    windows, count = ctypes.POINTER(ctypes.c_ulong)(), ctypes.c_uint()
    x11.XQueryTree(server, ctypes.c_ulong(x11.XDefaultRootWindow(server)), ctypes.byref(root),
                   ctypes.byref(parent), ctypes.byref(windows), ctypes.byref(count))
    atoms = [x11.XInternAtom(server, name, 0) for name in (b"WM_PROTOCOLS", b"WM_DELETE_WINDOW")]
    for i in range(count.value):
        event = Event(type=33, window=windows[i], kind=atoms[0], format=32)
        event.data[0] = atoms[1]
        x11.XSendEvent(server, ctypes.c_ulong(windows[i]), 0, ctypes.c_long(0), ctypes.byref(event))
    x11.XCloseDisplay(server)
    return count.value


def in_a_window(stage):
    read, write = os.pipe()
    server = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-noreset", "-screen", "0", "1280x1024x24",
                               "-nolisten", "tcp"], pass_fds=[write], stderr=subprocess.DEVNULL)
    stage.children.append(server)
    os.close(write)
    with open(read, encoding="ascii") as told:
        display = ":" + told.readline().strip()
    cage, env, manager, kiosk = stage.raise_curtain("window", WLR_BACKENDS="x11", DISPLAY=display)
    time.sleep(1)

    def hands(*words):
        subprocess.run(["xdotool", *words], check=True, env=dict(os.environ, DISPLAY=display))
        time.sleep(0.15)
    first = stage.picture(env)
    hands("mousemove", str(first[0] * 70 // 100), str(first[1] - 45), "click", "1")  # Cari
    time.sleep(1)
    empty = stage.picture(env)
    hands("type", "air")
    time.sleep(1)
    hold(len({tuple(picture[2]) for picture in (first, empty, stage.picture(env))}) == 3,
         "a touch and a key arrive at the kiosk")
    for key in KEYS:
        hands("key", key)
    time.sleep(1)
    hold(cage.poll() is None and is_alive(kiosk), f"no key leads out: {' '.join(KEYS)}")
    with open(f"/proc/{kiosk}/environ", "rb") as environ:
        inner = re.search(rb"(?:^|\0)DISPLAY=([^\0]+)", environ.read())[1].decode()
    told = stage.run("/usr/bin/python3", os.path.join(stage.root, "cage.py"), "close-window", env=dict(env, INNER=inner))
    time.sleep(1)
    hold(int(told) > 0 and cage.poll() is None and is_alive(kiosk),
         f"closing its window does not end it ({told.decode().strip()} windows told)")
    hold(b"WATCHDOG=1" == manager.recv(1024), "it lives")
    os.kill(kiosk, signal.SIGTERM)
    hold(cage.wait(timeout=10) == 0, "who keeps it running ends it")


def main():
    if sys.argv[1] == "close-window":
        print(close_window(os.environ["INNER"]))
        return
    stage = Stage(os.path.abspath(sys.argv[1]))
    try:
        without_panel(stage)
        in_a_window(stage)
    finally:
        stage.close()


main()
