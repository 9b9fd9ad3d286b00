# SPDX-License-Identifier: GPL-3.0-or-later
"""A display whose picture lies in a file, so that what stands on it can be known without asking the
program that drew it, and at no cost to that program."""
import mmap
import os
import signal
import struct
import subprocess
import tempfile
import time

INK = (0x1E, 0x1B, 0x16)  # of text, in the kiosk and on the page: #1E1B16
OFF_MOST = 3  # of a colour, for a browser that fits colours to a screen
EVERY = 16  # rows looked at: the program measured needs the processor more
INK_PIXELS = 100  # in those rows: a few words of it
LOOK_S = 0.002


def is_ink(pixel):
    blue, green, red = pixel[:3]
    return all(abs(a - b) <= OFF_MOST for a, b in zip((red, green, blue), INK))


class Frame:
    def __init__(self, w, h):
        self.w, self.h = w, h
        self.folder = tempfile.mkdtemp(prefix="kentongan-frame-")
        read, write = os.pipe()
        self.server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-noreset", "-screen", "0", f"{w}x{h}x24",
             "-nolisten", "tcp", "-fbdir", self.folder], pass_fds=[write], stderr=subprocess.DEVNULL)
        os.close(write)
        # Its newline comes by itself: a server whose reader has gone before that ends.
        with os.fdopen(read) as number:
            self.display = ":" + number.readline().strip()
        self.file = open(os.path.join(self.folder, "Xvfb_screen0"), "rb")
        self.map = mmap.mmap(self.file.fileno(), 0, prot=mmap.PROT_READ)
        # XWD: sizes as 32-bit big-endian words; colours stand between the header and the picture.
        head = struct.unpack(">25I", self.map[:100])
        self.at, self.stride = head[0] + head[19] * 12, head[12]

    def ink(self):
        """Pixels of ink in some rows of the upper two thirds."""
        exact = bytes((INK[2], INK[1], INK[0]))
        return sum(self.row(y).count(exact) for y in range(0, self.h * 2 // 3, EVERY))

    def near_ink(self):
        """The same, forgiving a shade; slow."""
        return sum(is_ink(row[i:i + 3])
                   for row in map(self.row, range(0, self.h * 2 // 3, EVERY))
                   for i in range(0, len(row) - 3, 4))

    def row(self, y):
        return self.map[self.at + y * self.stride:self.at + (y + 1) * self.stride]

    def close(self):
        self.server.terminate()
        self.server.wait()
        self.map.close()
        self.file.close()
        for name in os.listdir(self.folder):
            os.remove(os.path.join(self.folder, name))
        os.rmdir(self.folder)


class Program:
    """Started on a frame; everything that it starts ends with it. start_ms: from before the fork
    until its text stands on the display; None when it did not come, `why` says what was seen."""

    def __init__(self, frame, command, env, limit_s=60):
        self.errors = tempfile.TemporaryFile()
        begun = time.perf_counter()
        self.child = subprocess.Popen(command, env=dict(env, DISPLAY=frame.display),
                                      stdout=subprocess.DEVNULL, stderr=self.errors,
                                      start_new_session=True)
        self.pid = self.child.pid
        self.start_ms, self.why = None, ""
        while frame.ink() < INK_PIXELS:
            if self.child.poll() is not None or time.perf_counter() - begun > limit_s:
                self.why = self.missed(frame)
                return
            time.sleep(LOOK_S)
        self.start_ms = (time.perf_counter() - begun) * 1000

    def missed(self, frame):
        ended = self.child.poll()
        self.errors.seek(0)
        last = self.errors.read()[-300:].decode(errors="replace").strip().replace("\n", " | ")
        state = "it still runs" if ended is None else f"it ended with {ended}"
        return f"{state}; {frame.near_ink()} pixels nearly of ink; {last}"

    def family_lives(self):
        try:
            os.killpg(self.pid, 0)
            return True
        except ProcessLookupError:
            return False

    def end(self, limit_s=15):
        """Until the last of its processes is gone: the next start must not meet this one."""
        until = time.monotonic() + limit_s
        how = signal.SIGTERM
        while self.family_lives():
            if how == signal.SIGTERM or time.monotonic() > until:
                os.killpg(self.pid, how)
                how = signal.SIGKILL
            self.child.poll()
            time.sleep(0.01)
        self.child.wait()
        self.errors.close()
