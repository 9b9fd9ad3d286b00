// SPDX-License-Identifier: GPL-3.0-or-later
// The words that stand for enums in files, JSON and commands: "jalan", "rahasia", "selesai".
#ifndef SLUG_H
#define SLUG_H

#include "db/base/base.h"

enum slug_kind {
    SLUG_CATEGORY,
    SLUG_MODE,
    SLUG_ADDRESSEE,
    SLUG_STATE,
    SLUG_URGENCY,
    SLUG_ROLE,
    SLUG_KINDS
};

// "" for a number that this version does not know.
const char *slug_of(enum slug_kind kind, int value);
// -1 when there is no such word.
int slug_value(enum slug_kind kind, const char *slug);
// How many values there are, so that 0 .. count-1 can be walked (0 is "none" but for urgency).
int slug_count(enum slug_kind kind);

// Categories of notices are words only: pengumuman undangan kegiatan layanan bantuan kesehatan
// anggaran hasil_musyawarah capaian darurat, in the order of the shelves.
extern const char *const slug_notice_categories[];
extern const size_t slug_notice_category_count;
bool slug_is_notice_category(const char *slug);

#endif
