# SPDX-License-Identifier: GPL-3.0-or-later
"""Notices that try to break a screen: hard.py FOLDER"""
import sys

HEAD = "---\ntitle: %s\ncategory: pengumuman\npublisher: Pemerintah Desa\n---\n"
WIDE = [*"abcdefghijklmnopqrst"]
BODIES = {
    "0-dalam": "> " * 1000 + "dalam\n\n" + "- " * 1000 + "dalam\n\n" + "*a **b " * 1000,
    "1-besar": ("Kata **tebal** dan *miring* serta `kode` " * 40 + "\n\n") * 140,
    "2-lebar": "\n".join(["|".join(WIDE), "|".join(["-"] * 20), *["|".join(WIDE)] * 500]),
    "3-panjang": "a" * 10000 + "\n\n<script>alert(1)</script>\n\n" + "\u00e9" * 30000,
    "4-banyak": "- a\n" * 20000,
    "5-aksara": "\u0645\u0631\u062d\u0628\u0627\n\n\u65e5\u672c\u8a9e \U0001f600\n\n# " + "x " * 3000
    + "\n\n" + "\u202eterbalik\u202c" + "\ua9b2\ua9a4\ua995 " * 300 + "\u0301" * 3000,
    "6-kosong": "![](tidak-ada.png)\n\n[](http://desa.example)\n\n****\n\n|\n|-\n",
}

for name, body in BODIES.items():
    with open(f"{sys.argv[1]}/{name}.md", "w", encoding="utf-8") as file:
        file.write(HEAD % name[2:] + body + "\n")

# Money from nothing to all that there is, names without a blank, a kind that stands alone.
BUDGET = [("pendapatan", "Dana", "a" * 400, 10**15, 10**15), ("pendapatan", "Nol", "nol", 0, 0),
          ("pendapatan", "Nol", "lebih dari rencana", 0, 10**15),
          ("belanja", "b" * 400, "\u202e" + "c" * 100, 1, 10**15),
          ("pembiayaan", "Sisa", "keluar", -(10**15), -1)]
with open(f"{sys.argv[1]}/apbdes-2026.csv", "w", encoding="utf-8") as file:
    file.write("tahun;kode;jenis;bidang;uraian;anggaran;realisasi\n")
    for i, (kind, field, item, planned, real) in enumerate(BUDGET, 1):
        file.write(f"2026;{i};{kind};{field};{item};{planned};{real}\n")
