#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts as a villager might type them, for the benchmarks: one a line, 80 to 600 letters.

    textgen.py [--count N] [--seed S] [--min LETTERS] [--max LETTERS] [--measure [DICTIONARY]]

Words come from words/words.txt by rank (Zipf-like), sentences from a few frames. Neither was made
from the dictionary that the programs ship, nor may be: else the benchmark would measure itself.
--measure prints, instead of the texts, what raw deflate takes without and with a dictionary.
"""

import argparse
import bisect
import itertools
import pathlib
import random
import sys
import zlib

HERE = pathlib.Path(__file__).resolve().parent
WORDS = HERE / "words" / "words.txt"
DICTIONARY = HERE.parents[1] / "assets" / "dictionary" / "id-1.txt"

# P(rank) ~ 1 / (rank + SHIFT) ** EXPONENT: the head of a written language is flatter than 1 / rank.
SHIFT = 12.0
EXPONENT = 1.0

# w = a run of words, n = a count with its unit, r = RT and RW, t = a time; the rest as it is.
FRAMES = [
    "w.", "w, w.", "w.", "w, w.", "w, w, w.", "w di r.", "w r, w.", "w n w.", "w n, w.", "w t.",
    "w t w, w.", "w?", "w: w, w, w.", "di r w n w.", "w. w!", "w n w t.",
]
UNITS = ["meter", "hari", "rumah", "orang", "kali", "minggu", "KK", "tahun", "bulan", "liter"]


def load(path=WORDS):
    """The words in rank order, and their cumulated weights."""
    words = path.read_text(encoding="utf-8").split()
    weights = (1.0 / (rank + SHIFT) ** EXPONENT for rank in range(1, len(words) + 1))
    return words, list(itertools.accumulate(weights))


class Generator:
    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.words, self.sums = load()

    def word(self):
        return self.words[bisect.bisect_left(self.sums, self.rng.random() * self.sums[-1])]

    def run(self):
        """A few words, none of them twice in a row."""
        out = [self.word()]
        for _ in range(self.rng.randint(2, 6)):
            nxt = self.word()
            if nxt != out[-1]:
                out.append(nxt)
        return " ".join(out)

    def place(self):
        return f"RT {self.rng.randint(1, 9):02d} RW {self.rng.randint(1, 12):02d}"

    def time(self):
        return f"pukul {self.rng.randint(5, 21):02d}.{self.rng.choice(['00', '15', '30', '45'])}"

    def number(self):
        return f"{self.rng.randint(2, 400)} {self.rng.choice(UNITS)}"

    def sentence(self):
        parts = {"w": self.run, "r": self.place, "t": self.time, "n": self.number}
        frame = self.rng.choice(FRAMES)
        tokens = frame.replace(",", " ,").replace(".", " .").replace("?", " ?")
        tokens = tokens.replace("!", " !").replace(":", " :").split()
        text = ""
        for token in tokens:
            piece = parts[token]() if token in parts else token
            text += piece if token in ",.?!:" or not text else " " + piece
        # A capital after each full stop inside the frame as well.
        return ". ".join(s[:1].upper() + s[1:] for s in text.split(". "))

    def text(self, low, high):
        """Whole sentences, as many as fit a length drawn evenly between low and high."""
        goal = self.rng.randint(low, high)
        out = self.sentence()
        while len(out) < low or len(out) < goal:
            nxt = f"{out} {self.sentence()}"
            if len(nxt) > goal and len(out) >= low:
                break
            out = nxt
        return out if len(out) <= high else self.text(low, high)


def texts(count, seed=1, low=80, high=600):
    """What other benches call: a list of `count` texts, the same for the same seed."""
    generator = Generator(seed)
    return [generator.text(low, high) for _ in range(count)]


def deflated(data, dictionary=b""):
    """Bytes of raw deflate at level 9."""
    args = (9, zlib.DEFLATED, -15, 9, zlib.Z_DEFAULT_STRATEGY)
    squeeze = zlib.compressobj(*args, dictionary) if dictionary else zlib.compressobj(*args)
    return len(squeeze.compress(data) + squeeze.flush())


def measure(sample, dictionary):
    """Prints tab-separated figures: name, value, unit."""
    raw = [text.encode() for text in sample]
    plain = [deflated(data) for data in raw]
    with_dict = [deflated(data, dictionary) for data in raw]
    gains = [a - b for a, b in zip(plain, with_dict)]
    n = len(raw)
    bare = (w.strip(".,:?!").lower() for text in sample for w in text.split())
    distinct = len({w for w in bare if w.replace("-", "").isalpha()})
    for name, value, unit in [
        ("texts", n, "texts"), ("distinct_words", distinct, "words"),
        ("letters_mean", sum(map(len, raw)) / n, "B"), ("deflate_mean", sum(plain) / n, "B"),
        ("dictionary_mean", sum(with_dict) / n, "B"), ("gain_mean", sum(gains) / n, "B"),
        ("gain_min", min(gains), "B"), ("gain_share", 100 * sum(gains) / sum(plain), "%"),
    ]:
        print(f"{name}\t{value:.1f}\t{unit}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--min", type=int, default=80)
    parser.add_argument("--max", type=int, default=600)
    parser.add_argument("--measure", nargs="?", const=str(DICTIONARY), metavar="DICTIONARY")
    args = parser.parse_args()
    if args.count < 1 or not 1 <= args.min <= args.max:
        parser.error("--count must be at least 1 and --min between 1 and --max")
    sample = texts(args.count, args.seed, args.min, args.max)
    if args.measure:
        measure(sample, pathlib.Path(args.measure).read_bytes())
    else:
        sys.stdout.write("\n".join(sample) + "\n")


if __name__ == "__main__":
    main()
