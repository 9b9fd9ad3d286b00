# SPDX-License-Identifier: GPL-3.0-or-later
"""A display whose picture lies in a file, so that what stands on it can be known without asking the
program that drew it, and at no cost to that program."""
import mmap
import os
import struct
import subprocess
import tempfile
import time

INK = bytes((0x16, 0x1B, 0x1E))  # of text, in the kiosk and on the page: #1E1B16, blue first
INK_PIXELS = 400  # a few words of it


class Frame:
    def __init__(self, w, h):
        self.w, self.h = w, h
        self.folder = tempfile.mkdtemp(prefix="kentongan-frame-")
        read, write = os.pipe()
        self.server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-noreset", "-screen", "0", f"{w}x{h}x24",
             "-nolisten", "tcp", "-fbdir", self.folder], pass_fds=[write], stderr=subprocess.DEVNULL)
        os.close(write)
        self.display = ":" + os.read(read, 16).decode().strip()
        os.close(read)
        self.file = open(os.path.join(self.folder, "Xvfb_screen0"), "rb")
        self.map = mmap.mmap(self.file.fileno(), 0, prot=mmap.PROT_READ)
        # XWD: sizes as 32-bit big-endian words; colours stand between the header and the picture.
        head = struct.unpack(">25I", self.map[:100])
        self.at, self.stride = head[0] + head[19] * 12, head[12]

    def ink(self):
        """Pixels of ink in the upper two thirds, every fourth row."""
        rows = range(0, self.h * 2 // 3, 4)
        return sum(self.map[self.at + y * self.stride:self.at + (y + 1) * self.stride].count(INK)
                   for y in rows)

    def wait_for_text(self, limit_s):
        """Until text has come; False when it has not in time."""
        until = time.monotonic() + limit_s
        while self.ink() < INK_PIXELS:
            if time.monotonic() > until:
                return False
            time.sleep(0.001)
        return True

    def wait_for_none(self, limit_s=10):
        """Until the program before has left the display."""
        until = time.monotonic() + limit_s
        while self.ink() >= INK_PIXELS and time.monotonic() < until:
            time.sleep(0.01)

    def close(self):
        self.server.terminate()
        self.server.wait()
        self.map.close()
        self.file.close()
        for name in os.listdir(self.folder):
            os.remove(os.path.join(self.folder, name))
        os.rmdir(self.folder)
