#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Goldens of speech: tests/say/run.py BUILD [--write]

tests/say/cases.tsv holds a line a case: language, text as shown, words as spoken, phonemes as
espeak-ng makes of them (-x). The words must be ours exactly; the phonemes are what a village hears.
--write fills in the phonemes of lines whose words hold: read the words over before."""
import os
import subprocess
import sys

CASES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "cases.tsv")
VOICES = {"id": "id", "su": "id", "jv": "id", "en": "en"}
LEAST = 120


def read_cases():
    with open(CASES, encoding="utf-8") as file:
        return [line.rstrip("\n").split("\t") for line in file
                if line.strip() and not line.startswith("# ")]


def spoken(build, cases):
    done = subprocess.run([os.path.join(build, "tests/unit/kiosk/test_say"), "speak"],
                          input="".join(f"{c[0]}\t{c[1]}\n" for c in cases), text=True,
                          encoding="utf-8", capture_output=True, check=True)
    return done.stdout.split("\n")[:len(cases)]


def phonemes(lang, words):
    done = subprocess.run(["espeak-ng", "-x", "-q", "-v", VOICES[lang], "--stdin"],
                          input=words.replace(" | ", "\n"), text=True, encoding="utf-8",
                          capture_output=True, check=True)
    return " ".join(done.stdout.split())


def main():
    build, is_writing = sys.argv[1], "--write" in sys.argv
    cases, failed, lines = read_cases(), 0, []
    for case, said in zip(cases, spoken(build, cases), strict=True):
        lang, shown, wanted = case[:3]
        heard = phonemes(lang, said)
        if said != wanted:
            failed += 1
            print(f"{lang}: {shown}\n  wanted: {wanted}\n  spoken: {said}")
        elif not is_writing and (len(case) != 4 or heard != case[3]):
            failed += 1
            print(f"{lang}: {shown}\n  wanted: {case[3] if len(case) > 3 else '(nothing)'}\n"
                  f"  heard:  {heard}")
        lines.append("\t".join([lang, shown, wanted, heard]))
    if is_writing and failed == 0:
        with open(CASES, encoding="utf-8") as file:
            head = [line for line in file if line.startswith("# ")]
        with open(CASES, "w", encoding="utf-8") as file:
            file.write("".join(head) + "\n".join(lines) + "\n")
    langs = {lang: sum(c[0] == lang for c in cases) for lang in VOICES}
    print(f"say: {len(cases)} cases ({langs}), {failed} do not hold")
    return 1 if failed or len(cases) < LEAST or min(langs.values()) < 10 else 0


if __name__ == "__main__":
    sys.exit(main())
