// SPDX-License-Identifier: GPL-3.0-or-later
// Tables in the order of the enums of record.proto.
#include "slug.h"

static const char *const categories[] = {"",           "jalan",   "air",       "kesehatan",
                                         "pendidikan", "bantuan", "pertanian", "lingkungan",
                                         "keamanan",   "layanan", "lainnya"};
static const char *const modes[] = {"", "terbuka", "anonim", "rahasia"};
static const char *const addressees[] = {"", "bpd", "desa", "kabupaten", "unsure"};
static const char *const states[] = {
    "",        "menunggu",         "terkirim",    "terverifikasi",   "butuh_keterangan",
    "ditunda", "diteruskan",       "dibahas_bpd", "ditindaklanjuti", "selesai",
    "ditolak", "bukan_kewenangan", "digabung",    "diarsipkan"};
static const char *const urgencies[] = {"biasa", "penting", "darurat"};
static const char *const roles[] = {"", "bpd", "desa", "youth"};

static const struct {
    const char *const *words;
    int count;
} tables[SLUG_KINDS] = {
    [SLUG_CATEGORY] = {categories, (int)COUNT_OF(categories)},
    [SLUG_MODE] = {modes, (int)COUNT_OF(modes)},
    [SLUG_ADDRESSEE] = {addressees, (int)COUNT_OF(addressees)},
    [SLUG_STATE] = {states, (int)COUNT_OF(states)},
    [SLUG_URGENCY] = {urgencies, (int)COUNT_OF(urgencies)},
    [SLUG_ROLE] = {roles, (int)COUNT_OF(roles)},
};

const char *const slug_notice_categories[] = {
    "pengumuman", "undangan", "kegiatan",         "layanan", "bantuan",
    "kesehatan",  "anggaran", "hasil_musyawarah", "capaian", "darurat"};
const size_t slug_notice_category_count = COUNT_OF(slug_notice_categories);

const char *slug_of(enum slug_kind kind, int value)
{
    return value >= 0 && value < tables[kind].count ? tables[kind].words[value] : "";
}

int slug_value(enum slug_kind kind, const char *slug)
{
    for (int i = 0; i < tables[kind].count; i++) {
        if (tables[kind].words[i][0] && str_equal(tables[kind].words[i], slug)) {
            return i;
        }
    }
    return -1;
}

int slug_count(enum slug_kind kind)
{
    return tables[kind].count;
}

bool slug_is_notice_category(const char *slug)
{
    for (size_t i = 0; i < slug_notice_category_count; i++) {
        if (str_equal(slug_notice_categories[i], slug)) {
            return true;
        }
    }
    return false;
}
