#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes into DIR the bad notices that are too large to keep: make_bad.py DIR. See bad/README."""

import pathlib
import struct
import sys
import zlib


def notice(title, body, extra=""):
    return f"---\ntitle: {title}\ncategory: pengumuman\n{extra}---\n{body}"


def png(width, height):
    """A PNG with a true signature and checksums whose header promises more than anyone can hold."""

    def chunk(kind, data):
        crc = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 4096)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: make_bad.py DIR")
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    sentence = "Air di saluran naik lagi semalam dan masuk ke halaman. "
    paragraphs = (sentence * 8 + "\n\n") * (2 * 1024 * 1024 // (len(sentence) * 8 + 2) + 1)
    long_place = f"place: {'x' * (400 << 10)}\n"
    files = {
        "text-2mb.md": notice("Dua megabita tulisan", paragraphs).encode(),
        "line-400kb.md": notice("Baris yang sangat panjang", "Isi.\n", long_place).encode(),
        "nested.md": notice("Kutipan bersarang", "> " * 20000 + "dasar\n").encode(),
        "picture-huge.md": notice("Gambar raksasa", "Isi.\n", "pictures: huge.png\n").encode(),
        "huge.png": png(40000, 40000),
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)


if __name__ == "__main__":
    main()
