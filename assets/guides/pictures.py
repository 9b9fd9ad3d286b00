# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the guides' pictures anew: pictures.py BUILD (`make guide-pictures`)

The kiosk draws them itself, on the tests' village (pictures.script); here they only become small:
256 colours, and zlib at its hardest. Look at them before you commit them."""
import collections
import os
import re
import struct
import subprocess
import sys
import tempfile
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
SIZE, DPI, NOW = "720x1280", "68", "2026-11-23T09:41"  # as 1080x1920 at 102, on two thirds
MAX_BYTES = 200_000


def rows_of(path):
    """A PNG of 8-bit RGB as SDL_image writes it: width, and its rows of bytes."""
    data = open(path, "rb").read()
    at, body, width = 8, b"", 0
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at:at + 8])
        part = data[at + 8:at + 8 + size]
        if kind == b"IHDR":
            width, height, depth, color = struct.unpack(">IIBB", part[:10])
            assert depth == 8 and color in (2, 6), "not 8-bit RGB"
            step = 3 if color == 2 else 4
        body += part if kind == b"IDAT" else b""
        at += size + 12
    raw, row, rows, stride = zlib.decompress(body), bytearray(width * step), [], width * step + 1
    for y in range(height):
        way, line = raw[y * stride], bytearray(raw[y * stride + 1:(y + 1) * stride])
        for i in range(len(line)):
            a = line[i - step] if i >= step else 0
            b, c = row[i], row[i - step] if i >= step else 0
            near = min((a, b, c), key=lambda v: abs(a + b - c - v))
            line[i] = (line[i] + (0, a, b, (a + b) // 2, near)[way]) & 255
        row = line
        rows.append([tuple(line[i:i + 3]) for i in range(0, len(line), step)])
    return width, rows


def squeeze(path):
    width, rows = rows_of(path)
    counts = collections.Counter(pixel for row in rows for pixel in row)
    palette = [color for color, _ in counts.most_common(256)]
    index = {color: i for i, color in enumerate(palette)}
    for color in counts:
        if color not in index:
            index[color] = min(range(len(palette)), key=lambda i: sum(
                (a - b) ** 2 for a, b in zip(palette[i], color)))
    raw = b"".join(b"\0" + bytes(index[p] for p in row) for row in rows)

    def chunk(kind, part):
        return struct.pack(">I", len(part)) + kind + part + struct.pack(">I", zlib.crc32(kind + part))
    with open(path, "wb") as out:
        out.write(b"\x89PNG\r\n\x1a\n" +
                  chunk(b"IHDR", struct.pack(">IIBBBBB", width, len(rows), 8, 3, 0, 0, 0)) +
                  chunk(b"PLTE", b"".join(map(bytes, palette))) +
                  chunk(b"IDAT", zlib.compress(raw, 9)) + chunk(b"IEND", b""))
    return os.path.getsize(path)


def main():
    build = os.path.abspath(sys.argv[1])
    env = dict(os.environ, SDL_VIDEODRIVER="dummy", SDL_AUDIODRIVER="dummy")
    script = open(os.path.join(HERE, "pictures.script"), encoding="utf-8").read()
    with tempfile.TemporaryDirectory() as folder:
        village, play = os.path.join(folder, "village"), os.path.join(folder, "script")
        made = subprocess.run([os.path.join(build, "tests/screens/fixture"), village,
                               os.path.join(ROOT, "assets/samples")],
                              check=True, capture_output=True, text=True, env=env)
        names = dict(line.split("=") for line in made.stdout.split())
        names["OUT"] = HERE
        with open(play, "w", encoding="utf-8") as out:
            out.write(re.sub(r"\$([A-Z]+)", lambda m: names.get(m[1], m[0]), script))
        subprocess.run([os.path.join(build, "kentongan-kiosk"), "--data", village, "--size", SIZE,
                        "--dpi", DPI, "--now", NOW, "--script", play], check=True, env=env)
    for name in re.findall(r"\$OUT/(\S+\.png)", script):
        path = os.path.join(HERE, name)
        size = squeeze(path)
        os.chmod(path, 0o644)
        print(f"  {name}: {size} bytes")
        assert size < MAX_BYTES, name


if __name__ == "__main__":
    main()
