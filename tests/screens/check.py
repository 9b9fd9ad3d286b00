# SPDX-License-Identifier: GPL-3.0-or-later
"""What must hold of every page that was dumped: check.py WxH LANG PO FILE...

Nothing outside the window, nothing over something else, no target too small for a finger, no
words cut but where a line is meant to be an excerpt, no sentence of another language."""
import os
import re
import sys

TARGETS = {"button", "tile", "choice", "input"}
TARGET_PX = 81  # 20 mm at 102 dpi
KEY_W_PX, KEY_H_PX = 49, 73  # 12 mm wide where ten stand side by side, 18 mm high
EXCERPTS = re.compile(r"home|home\.panel|notices|notices\.\d+$")


class Element:
    def __init__(self, line):
        name, self.role, self.label, *rect = line.split("\t")
        self.id = name.lstrip("#")
        self.x, self.y, self.w, self.h = map(int, rect)

    def name(self):
        return "#" + self.id if self.id != "-" else f"{self.role} “{self.label[:40]}”"

    def over(self, other):
        return (self.x < other.x + other.w and other.x < self.x + self.w and
                self.y < other.y + other.h and other.y < self.y + self.h)


def size_faults(elements, areas):
    for e in elements:
        least_w, least_h = (KEY_W_PX, KEY_H_PX) if e.role == "key" else (TARGET_PX, TARGET_PX)
        if e.role not in TARGETS and e.role != "key":
            continue
        # What is half scrolled away is as tall as what is seen of it.
        is_at_edge = any(e.y == a.y or e.y + e.h == a.y + a.h for a in areas)
        if e.w < least_w or (e.h < least_h and not is_at_edge):
            yield f"{e.name()} is {e.w} x {e.h}, too small for a finger"
        if not e.label and e.role != "input":
            yield f"{e.name()} has no words"


def place_faults(elements, w, h):
    leaves = [e for e in elements if e.role != "group" and not e.id.endswith(".more")]
    for e in leaves:
        if e.x < 0 or e.y < 0 or e.x + e.w > w or e.y + e.h > h:
            yield f"{e.name()} goes beyond the window"
    for i, a in enumerate(leaves):
        for b in leaves[i + 1:]:
            if a.over(b):
                yield f"{a.name()} and {b.name()} lie over each other"


def word_faults(elements, lang, foreign):
    for e in elements:
        if "…" in e.label and not EXCERPTS.match(e.id):
            yield f"{e.name()} is cut"
        if lang != "id" and e.label in foreign:
            yield f"{e.name()} is not in {lang}"


def source_sentences(po):
    """Sentences whose translation is another one."""
    pairs = re.findall(r'^msgid "(.*)"\nmsgstr "(.*)"$', open(po, encoding="utf-8").read(), re.M)
    return {a for a, b in pairs if a != b}


def main():
    size, lang, po, *files = sys.argv[1:]
    w, h = map(int, size.split("x"))
    foreign = source_sentences(po)
    faults = 0
    for file in files:
        elements = [Element(line) for line in open(file, encoding="utf-8").read().splitlines()]
        areas = [e for e in elements if e.role == "group"]
        for fault in [*size_faults(elements, areas), *place_faults(elements, w, h),
                      *word_faults(elements, lang, foreign)]:
            print(f"{os.path.basename(file)}: {fault}")
            faults += 1
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
