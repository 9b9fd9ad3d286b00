// SPDX-License-Identifier: GPL-3.0-or-later
// The tables of words. Sentences are Indonesian here and looked up when they are asked for.
#include "words.h"

#include "db/record/slug.h"
#include "db/village/staff.h"

#include <string.h>

// Rows hold what N_() marked; this is where they are translated.
static struct word in_language(struct word row)
{
    row.text = _(row.text);
    row.second = row.second ? _(row.second) : NULL;
    return row;
}

struct word words_shelf(const char *slug)
{
    static const struct {
        const char *slug;
        struct word word;
    } rows[] = {
        {"pengumuman", {ICON_ANNOUNCE, N_("Pengumuman"), NULL}},
        {"undangan", {ICON_INVITE, N_("Undangan"), NULL}},
        {"kegiatan", {ICON_ACTIVITY, N_("Kegiatan"), NULL}},
        {"layanan", {ICON_OFFICE, N_("Layanan"), NULL}},
        {"bantuan", {ICON_GIFT, N_("Bantuan"), NULL}},
        {"kesehatan", {ICON_HEALTH, N_("Kesehatan"), NULL}},
        {"anggaran", {ICON_MONEY, N_("Uang desa"), NULL}},
        {"hasil_musyawarah", {ICON_PEOPLE, N_("Hasil musyawarah"), NULL}},
        {"capaian", {ICON_TROPHY, N_("Hasil kerja"), NULL}},
        {"darurat", {ICON_DANGER, N_("Darurat"), NULL}},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (str_equal(rows[i].slug, slug)) {
            return in_language(rows[i].word);
        }
    }
    return in_language((struct word){ICON_NEWS, N_("Kabar lain"), NULL});
}

// Row `at` of a table, or its row 0 for what is unknown.
static struct word row_of(const struct word *rows, size_t count, int at)
{
    return in_language(rows[at > 0 && (size_t)at < count && rows[at].text ? at : 0]);
}

struct word words_category(int category)
{
    static const struct word rows[] = {
        {ICON_MORE, N_("Lainnya"), NULL},
        [KT__CATEGORY__JALAN] = {ICON_ROAD, N_("Jalan dan jembatan"), NULL},
        [KT__CATEGORY__AIR] = {ICON_WATER, N_("Air dan saluran"), NULL},
        [KT__CATEGORY__KESEHATAN] = {ICON_HEALTH, N_("Kesehatan"), NULL},
        [KT__CATEGORY__PENDIDIKAN] = {ICON_SCHOOL, N_("Sekolah"), NULL},
        [KT__CATEGORY__BANTUAN] = {ICON_GIFT, N_("Bantuan warga"), NULL},
        [KT__CATEGORY__PERTANIAN] = {ICON_LEAF, N_("Sawah dan kebun"), NULL},
        [KT__CATEGORY__LINGKUNGAN] = {ICON_RECYCLE, N_("Lingkungan"), NULL},
        [KT__CATEGORY__KEAMANAN] = {ICON_SHIELD, N_("Keamanan"), NULL},
        [KT__CATEGORY__LAYANAN] = {ICON_DOCUMENT, N_("Layanan kantor"), NULL},
        [KT__CATEGORY__LAINNYA] = {ICON_MORE, N_("Lainnya"), NULL},
    };
    return row_of(rows, COUNT_OF(rows), category);
}

struct word words_to(int addressee)
{
    static const struct word rows[] = {
        {ICON_QUESTION, N_("Belum dipilih"), NULL},
        [KT__ADDRESSEE__BPD] = {ICON_PEOPLE, N_("BPD, wakil warga"),
                                N_("Membawa usul warga ke musyawarah desa.")},
        [KT__ADDRESSEE__DESA] = {ICON_OFFICE, N_("Pemerintah desa"),
                                 N_("Akan dibaca pemerintah desa. Kalau ini tentang mereka, pilih "
                                    "kabupaten.")},
        [KT__ADDRESSEE__KABUPATEN] = {ICON_CITY, N_("Kabupaten"),
                                      N_("Dibaca petugas kabupaten saja.")},
        [KT__ADDRESSEE__UNSURE] = {ICON_ROUTE, N_("Tidak tahu, tolong carikan"),
                                   N_("Petugas kabupaten yang memilihkan.")},
    };
    return row_of(rows, COUNT_OF(rows), addressee);
}

struct word words_mode(int mode)
{
    static const struct word rows[] = {
        {ICON_QUESTION, N_("Belum dipilih"), NULL},
        [KT__MODE__TERBUKA] = {ICON_PERSON, N_("Pakai nama"),
                               N_("Isi dan nama boleh dibaca semua warga, setelah diperiksa "
                                  "petugas.")},
        [KT__MODE__ANONIM] = {ICON_PEOPLE, N_("Tanpa nama"),
                              N_("Isi boleh dibaca semua warga, setelah diperiksa petugas. Nama "
                                 "tidak pernah ditampilkan.")},
        [KT__MODE__RAHASIA] = {ICON_LOCK, N_("Hanya petugas yang membaca"),
                               N_("Tidak pernah ditampilkan kepada warga lain.")},
    };
    return row_of(rows, COUNT_OF(rows), mode);
}

struct word words_state(int state)
{
    static const struct word rows[] = {
        {ICON_INFO, N_("Ada kabar"), NULL},
        [KT__STATE__MENUNGGU] = {ICON_WAIT, N_("Menunggu dikirim"),
                                 N_("Akan dikirim begitu ada jaringan.")},
        [KT__STATE__TERKIRIM] = {ICON_SEND, N_("Sudah terkirim"),
                                 N_("Sudah sampai di kabupaten, menunggu dibaca.")},
        [KT__STATE__TERVERIFIKASI] = {ICON_CHECK_CIRCLE, N_("Sudah dibaca dan diterima"),
                                      N_("Petugas sedang mencari siapa yang mengerjakan.")},
        [KT__STATE__BUTUH_KETERANGAN] = {ICON_QUESTION, N_("Butuh keterangan dari Anda"), NULL},
        [KT__STATE__DITUNDA] = {ICON_WAIT, N_("Ditunda"), NULL},
        [KT__STATE__DITERUSKAN] = {ICON_ROUTE, N_("Sudah diteruskan"),
                                   N_("Diteruskan kepada yang mengerjakan.")},
        [KT__STATE__DIBAHAS_BPD] = {ICON_PEOPLE, N_("Sedang dibahas BPD"), NULL},
        [KT__STATE__DITINDAKLANJUTI] = {ICON_ACTIVITY, N_("Sedang ditindaklanjuti"), NULL},
        [KT__STATE__SELESAI] = {ICON_CHECK_CIRCLE, N_("Selesai"), NULL},
        [KT__STATE__DITOLAK] = {ICON_CLOSE, N_("Ditolak"), N_("Alasannya ada di bawah.")},
        [KT__STATE__BUKAN_KEWENANGAN] = {ICON_INFO, N_("Bukan wewenang kantor ini"), NULL},
        [KT__STATE__DIGABUNG] = {ICON_MORE, N_("Digabung dengan usul yang sama"), NULL},
        [KT__STATE__DIARSIPKAN] = {ICON_DOCUMENT, N_("Disimpan"), NULL},
    };
    return row_of(rows, COUNT_OF(rows), state);
}

struct word words_role(int role)
{
    static const struct word rows[] = {
        {ICON_PERSON, N_("Petugas"), NULL},
        [STAFF_BPD] = {ICON_PEOPLE, N_("BPD"), NULL},
        [STAFF_DESA] = {ICON_OFFICE, N_("Pemerintah desa"), NULL},
        [STAFF_YOUTH] = {ICON_TOOLS, N_("Penjaga kios"), NULL},
    };
    return row_of(rows, COUNT_OF(rows), role);
}

const char *words_when(struct app *app, struct arena *arena, int64_t unix_s)
{
    struct moment at = app_moment(app, unix_s);
    const char *date =
        at.year == app_now(app).year ? i18n_date(arena, at) : i18n_date_year(arena, at);
    if (at.hour == 0 && at.minute == 0) {
        return date; // a day without a time
    }
    return arena_printf(arena, _("%s, pukul %s"), date, i18n_clock(arena, at));
}

const char *words_span(struct app *app, struct arena *arena, int64_t from_s, int64_t until_s)
{
    const char *from = words_when(app, arena, from_s);
    if (until_s <= from_s) {
        return from;
    }
    struct moment a = app_moment(app, from_s), b = app_moment(app, until_s);
    struct moment last = app_moment(app, until_s - 1); // an end at midnight is of the day before
    bool is_midnight = b.hour == 0 && b.minute == 0 && (a.hour != 0 || a.minute != 0);
    last = is_midnight ? last : b;
    b.hour = is_midnight ? 24 : b.hour;
    bool is_one_day = a.year == last.year && a.month == last.month && a.day == last.day;
    return arena_printf(arena, _("%s sampai %s"), from,
                        is_one_day ? i18n_clock(arena, b) : words_when(app, arena, until_s));
}

const char *words_since(struct app *app, struct arena *arena, int64_t unix_s)
{
    int64_t minutes = (app_now_s(app) - unix_s) / 60;
    if (minutes < 2) {
        return _("baru saja");
    }
    if (minutes < 60) {
        return arena_printf(arena, i18n_count("%d menit lalu", minutes), (int)minutes);
    }
    if (minutes < 24 * 60) {
        return arena_printf(arena, i18n_count("%d jam lalu", minutes / 60), (int)(minutes / 60));
    }
    return i18n_ago(arena, app_moment(app, unix_s), app_now(app));
}

bool words_is_bpd(const char *publisher)
{
    return str_starts(publisher, "BPD");
}

const char *words_join(struct arena *arena, const char *a, const char *b)
{
    a = a ? a : "";
    b = b ? b : "";
    return arena_printf(arena, "%s%s%s", a, *a && *b ? " · " : "", b);
}

// "Kec. Cibadak · Kab. Mekarsari": what the regency did not fill in is left out, and a name that
// brings its own "Kabupaten" or "Kota" does not get it twice.
const char *words_place(struct arena *arena, const Kt__Village *village)
{
    static const char kabupaten[] = "Kabupaten ";
    const char *name = village->regency;
    bool is_kota = str_starts(name, "Kota ");
    name += str_starts(name, kabupaten) ? strlen(kabupaten) : 0;
    const char *regency = !name[0] || is_kota ? name : arena_printf(arena, _("Kab. %s"), name);
    return village->kecamatan[0]
               ? words_join(arena, arena_printf(arena, _("Kec. %s"), village->kecamatan), regency)
               : arena_str(arena, regency);
}
