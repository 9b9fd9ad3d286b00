# SPDX-License-Identifier: GPL-3.0-or-later
"""What must hold of every page that was dumped, in any language, size and window.

Nothing outside the window, nothing over something else, no target too small for a finger at this
screen's dots per inch, no words cut but where a line is meant to be an excerpt, read aloud from top
to bottom, and no sentence that was left in another language."""
import glob
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
DPI = 102
TARGETS = {"button", "tile", "choice", "input"}
TARGET_MM, KEY_W_MM, KEY_H_MM = 20, 12, 18  # a key: 12 wide where ten stand side by side
EXCERPTS = re.compile(r"(home|home\.panel|attract|notices|(notices|agenda|search|board|results|"
                       r"aspire\.similar|home\.alert|home\.urgent|news\.(own|draft|wait)|"
                       r"register|table|outcome|write\.(title|when|place|body|shown|blank))(\.\d+)?|"
                       r"register\.write\.asked)$")
FILE = re.compile(r"\S+\.(png|jpg|txt|md|csv|html)")  # somebody gave it its name
FLOAT_GAP_PX = 16
FLOATS = re.compile(r".*\.more$")  # stands at the foot of what scrolls, over it


def px(mm):
    return int(mm * DPI / 25.4 + 0.5)


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

    def inside(self, other):
        return (self.x >= other.x and self.y >= other.y and self.x + self.w <= other.x + other.w and
                self.y + self.h <= other.y + other.h)


def read(path):
    with open(path, encoding="utf-8") as file:
        elements = [Element(line) for line in file.read().splitlines()]
    # What a dialog covers is veiled and takes no touch.
    dialogs = [i for i, e in enumerate(elements) if e.role == "dialog"]
    return elements[dialogs[-1]:] if dialogs else elements


def size_faults(elements, areas):
    floats = [e for e in elements if FLOATS.match(e.id)]
    for e in elements:
        least_w, least_h = map(px, (KEY_W_MM, KEY_H_MM) if e.role == "key" else
                               (TARGET_MM, TARGET_MM))
        if e.role not in TARGETS and e.role != "key":
            continue
        # What is half scrolled away is as large as what is seen of it.
        foot = e.y + e.h
        is_at_edge = any(e.y == a.y or foot == a.y + a.h for a in areas) or \
            any(0 <= f.y - foot <= FLOAT_GAP_PX for f in floats)
        is_at_side = any(e.x == a.x or e.x + e.w == a.x + a.w for a in areas)
        if (e.w < least_w and not is_at_side) or (e.h < least_h and not is_at_edge):
            yield f"{e.name()} is {e.w} x {e.h}, too small for a finger"
        if not e.label and e.role != "input":
            yield f"{e.name()} has no words"


def place_faults(leaves, w, h):
    for e in leaves:
        if e.x < 0 or e.y < 0 or e.x + e.w > w or e.y + e.h > h:
            yield f"{e.name()} goes beyond the window"
    for i, a in enumerate(leaves):
        for b in leaves[i + 1:]:
            is_part = b.inside(a) and b.label in a.label  # of a thing that is said as one
            if a.over(b) and not is_part:
                yield f"{a.name()} and {b.name()} lie over each other"


def order_faults(leaves):
    """Read from top to bottom; back up only where the next column, further right, begins."""
    for a, b in zip(leaves, leaves[1:]):
        is_back_up = b.y + b.h <= a.y and b.x < a.x + a.w
        is_back_left = b.x + b.w <= a.x and b.y < a.y + a.h and a.y < b.y + b.h and b.y <= a.y
        if is_back_up or is_back_left:
            yield f"{b.name()} is read after {a.name()}, but stands before it"


def cut_faults(elements):
    for e in elements:
        if "…" in e.label and not EXCERPTS.match(e.id):
            yield f"{e.name()} is cut"


# ---- languages

def catalogue(lang):
    """Sentences whose translation is another one."""
    text = open(os.path.join(ROOT, "assets/locale", lang + ".po"), encoding="utf-8").read()
    pairs = re.findall(r'^msgid "(.*)"\nmsgstr "(.*)"$', text, re.M)
    return {a for a, b in pairs if a and a != b}


def word_faults(elements, lang):
    if lang == "id":
        return
    foreign = FOREIGN.get(lang)
    if foreign is None:
        foreign = FOREIGN[lang] = catalogue("en" if lang == "pseudo" else lang)
    for e in elements:
        if e.role not in ("group", "dialog", "input") and e.label in foreign:
            yield f"{e.name()} is not in {lang}"


def outside_brackets(label):
    """The pieces of a label that no pseudo-translation gave; None: a bracket is missing."""
    pieces, depth, piece = [], 0, ""
    for letter in label:
        if letter == "[":
            depth += 1
        elif letter == "]":
            depth -= 1
        elif depth == 0:
            piece += letter
            continue
        if piece:
            pieces.append(piece)
            piece = ""
        if depth < 0:
            return None
    return None if depth else pieces + [piece]


def words_of(text):
    return re.findall(r"[^\W_]+", text.lower())


def data_words():
    """What a page may show untranslated: the samples, what the fixture says, what was typed."""
    files = [file for end in ("md", "csv", "json", "xml")
             for folder in ("samples", "guides", "practice", "quiz", "templates")
             for file in glob.glob(os.path.join(ROOT, "assets", folder, "*." + end))]
    files += [file for end in ("*.script", "fixture*.[ch]")
              for file in glob.glob(os.path.join(HERE, end))]
    files += [os.path.join(ROOT, f) for f in ("kiosk/ui/i18n.c", "assets/regency/opd.csv",
                                              "db/village/practice.c", "kiosk/app_practice.c",
                                              "kiosk/screens/staff_withdraw.c")]
    pairs, singles = set(), set()
    for file in files:
        text = open(file, encoding="utf-8").read()
        if file.endswith((".c", ".h")):
            text = re.sub(r'"\s*\n\s*"', "", text).replace("\\n", " ")
        words = words_of(re.sub(r"[*_#>|]", " ", text))
        singles.update(words)
        pairs.update(zip(words, words[1:]))
    return pairs, singles


def pseudo_faults(leaves):
    if "data" not in FOREIGN:
        FOREIGN["data"] = data_words()
    pairs, singles = FOREIGN["data"]
    for e in leaves:
        if e.role == "input" and "[" not in e.label:
            continue  # somebody's own words
        is_excerpt = EXCERPTS.match(e.id) is not None
        pieces = outside_brackets(re.sub(r"\w*…", "…", e.label))  # a word may be cut in two
        if pieces is None:
            if not is_excerpt:
                yield f"{e.name()} has lost a bracket: {e.label[:80]}"
            continue
        for piece in re.split(r"[·…]", " … ".join(pieces)):
            words = words_of(FILE.sub("", piece))
            for i, word in enumerate(words):
                near = words[max(i - 1, 0):i + 2]
                known = any(pair in pairs for pair in zip(near, near[1:]))
                if re.search(r"\d", word) or len(word) < 3 or known or \
                        (word in singles and (len(words) == 1 or is_excerpt)):
                    continue
                yield f"{e.name()} was never given for translation: “{piece.strip()[:60]}”"
                break


FOREIGN = {}


def page_faults(path, size, lang):
    w, h = map(int, size.split("x"))
    elements = read(path)
    areas = [e for e in elements if e.role in ("group", "dialog")]
    leaves = [e for e in elements if e.role not in ("group", "dialog") and not FLOATS.match(e.id)]
    yield from size_faults(elements, areas)
    yield from place_faults(leaves, w, h)
    yield from order_faults(leaves)
    yield from cut_faults([e for e in elements if e not in areas])
    yield from word_faults(elements, lang)
    if lang == "pseudo":
        yield from pseudo_faults(leaves)


def pages(folder, size, lang):
    """All faults of all pages in a folder, each with the page's name."""
    return [f"{lang} {page}: {fault}" for page in sorted(os.listdir(folder))
            for fault in page_faults(os.path.join(folder, page), size, lang)]


def main():
    size, lang, *folders = sys.argv[1:]
    faults = [fault for folder in folders for fault in pages(folder, size, lang)]
    print("\n".join(faults), end="\n" if faults else "")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
