// SPDX-License-Identifier: GPL-3.0-or-later
// A rule is a row: which notices it is for, how it looks, where it is put right. Words are looked
// for in a plain, small-lettered copy. It reads like a neighbour: what it cannot find it asks for,
// and it is content with little.
#include "editorial.h"

#include "blank.h"

#include <ctype.h>
#include <string.h>

struct check {
    struct arena *arena;
    const Kt__Notice *notice;
    int64_t now_s;
    const char *text; // title, place and body, small, marks taken off, a blank at either end
    const char *body; // the body alone, as it is
    struct editorial_finding *out;
    size_t count;
};

// ---- words

static const char *const who_words[] = {
    "warga",    "masyarakat", "ibu",   "bapak",  "kader",  "petani",   "kelompok",
    "pemuda",   "remaja",     "anak",  "balita", "lansia", "keluarga", "penerima",
    "pedagang", "peserta",    "rt",    "rw",     "dusun",  "semua",    "siapa",
    "pemilik",  "pelajar",    "siswa", "pkk",    "kepala", "penduduk"};
static const char *const when_words[] = {
    "senin",     "selasa",   "rabu",     "kamis",    "jumat",     "jum'at",  "sabtu",  "minggu",
    "januari",   "februari", "maret",    "april",    "mei",       "juni",    "juli",   "agustus",
    "september", "oktober",  "november", "desember", "pukul",     "jam",     "setiap", "mulai",
    "sampai",    "besok",    "lusa",     "hari ini", "malam ini", "tanggal", "sejak",  "tahun"};
static const char *const where_words[] = {
    "balai", "kantor", "lapangan", "masjid",  "musala", "sekolah",  "posyandu", "puskesmas",
    "dusun", "blok",   "rumah",    "jalan",   "pos",    "aula",     "gedung",   "layar ini",
    "loket", "rt",     "rw",       "kampung", "sungai", "jembatan", "meja",     "sd",
    "kebun", "sawah",  "pasar",    "gor",     "tempat", "kecamatan"};
static const char *const how_words[] = {
    "datang",    "hadir",   "daftar",    "mendaftar", "bawa",      "membawa",  "hubungi",
    "sampaikan", "sentuh",  "isi",       "ambil",     "mengambil", "lapor",    "laporkan",
    "ikut",      "ikuti",   "siapkan",   "serahkan",  "tanyakan",  "bertanya", "tunjukkan",
    "jauhi",     "hindari", "mengungsi", "gunakan",   "lewat",     "tutup",    "matikan",
    "periksa",   "undang",  "diundang",  "silakan",   "berkumpul", "usul",     "pilih",
    "dibawa",    "diambil", "kumpulkan", "jangan",    "waspada"};
static const char *const contact_words[] = {"hubungi",  "bertanya", "tanya",       "tanyakan",
                                            "telepon",  "kontak",   "narahubung",  "wa",
                                            "whatsapp", "meja",     "sekretariat", "nomor"};
static const char *const source_words[] = {
    "menurut", "berdasarkan", "sumber", "keputusan",    "musyawarah", "peraturan",
    "perdes",  "perbup",      "surat",  "berita acara", "data",       "bmkg",
    "dinas",   "puskesmas",   "apbdes", "sk",           "laporan",    "kementerian",
    "camat",   "kabupaten",   "rkp",    "diputuskan",   "disepakati"};
static const char *const ceremony_words[] = {
    "selamat dan sukses", "selamat hari",  "dirgahayu",        "mengucapkan", "turut berduka",
    "selamat atas",       "semoga sukses", "selamat menempuh", "jayalah",     "terima kasih atas",
    "selamat tahun",      "selamat ulang"};

static bool is_letter(char letter)
{
    return isalnum((unsigned char)letter) || (unsigned char)letter >= 0x80;
}

// One of them stands in the text as words of its own.
static bool has_any(const char *text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t len = strlen(words[i]);
        for (const char *at = text; (at = strstr(at, words[i])); at += len) {
            if (!is_letter(at[-1]) && !is_letter(at[len])) { // a blank stands at either end
                return true;
            }
        }
    }
    return false;
}
#define HAS(check, words) has_any((check)->text, (words), COUNT_OF(words))

// A telephone's number: seven digits or more, with blanks or dashes between.
static bool has_number(const char *text)
{
    int digits = 0;
    for (const char *at = text; *at; at++) {
        if (isdigit((unsigned char)*at)) {
            digits++;
        } else if (!strchr(" -+()", *at)) {
            digits = 0;
        }
        if (digits >= 7) {
            return true;
        }
    }
    return false;
}

static bool has_digit(const char *text)
{
    return strpbrk(text, "0123456789") != NULL;
}

// ---- findings

static void find(struct check *check, enum editorial_rule rule, enum editorial_field field,
                 const char *detail)
{
    if (check->count < EDITORIAL_FINDINGS_MAX) {
        check->out[check->count++] =
            (struct editorial_finding){rule, field, arena_str(check->arena, detail)};
    }
}

static void find_blanks(struct check *check)
{
    const Kt__Notice *notice = check->notice;
    const struct {
        const char *text;
        enum editorial_field field;
    } places[] = {{notice->title, EDITORIAL_IN_TITLE},
                  {notice->place, EDITORIAL_IN_PLACE},
                  {notice->body, EDITORIAL_IN_BODY}};
    const char *names[BLANKS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        size_t before = count;
        count = blank_find(check->arena, places[i].text, names, count);
        for (; before < count; before++) {
            find(check, EDITORIAL_BLANK, places[i].field, names[before]);
        }
    }
}

static size_t letters_of(const char *text)
{
    size_t letters = 0;
    for (; *text; text++) {
        letters += is_letter(*text) && ((unsigned char)*text & 0xC0) != 0x80;
    }
    return letters;
}

// The number of a person or a family has sixteen digits; it is nobody else's business.
static void find_private(struct check *check)
{
    int digits = 0;
    for (const char *at = check->text;; at++) {
        if (isdigit((unsigned char)*at)) {
            digits++;
        } else if (digits == 16) {
            find(check, EDITORIAL_PRIVATE, EDITORIAL_IN_BODY,
                 arena_printf(check->arena, "%.4s...", at - 16));
            return;
        } else {
            digits = 0;
        }
        if (!*at) {
            return;
        }
    }
}

static void find_words(struct check *check)
{
    enum { TITLE_LETTERS_MIN = 5, BODY_LETTERS_MIN = 25 };
    const char *title = check->notice->title;
    if (letters_of(title) < TITLE_LETTERS_MIN || !strchr(title, ' ')) {
        find(check, EDITORIAL_TITLE, EDITORIAL_IN_TITLE, "");
    }
    if (letters_of(check->body) < BODY_LETTERS_MIN) {
        find(check, EDITORIAL_BODY, EDITORIAL_IN_BODY, "");
    }
}

// ---- what each kind of notice should say

enum { WHO = 1, WHEN = 2, WHERE = 4, HOW = 8, CONTACT = 16, SOURCE = 32 };

static const struct {
    const char *category;
    int needs;
} needs[] = {
    {"pengumuman", WHEN | CONTACT | SOURCE},
    {"undangan", WHO | WHEN | WHERE | HOW | CONTACT},
    {"kegiatan", WHO | WHEN | WHERE | HOW | CONTACT},
    {"layanan", WHEN | WHERE | HOW | CONTACT},
    {"bantuan", WHO | WHEN | WHERE | HOW | CONTACT | SOURCE},
    {"kesehatan", WHO | WHEN | WHERE | HOW | CONTACT},
    {"anggaran", WHEN | CONTACT | SOURCE},
    {"hasil_musyawarah", WHO | WHEN | CONTACT | SOURCE},
    {"capaian", WHEN | WHERE | SOURCE},
    {"darurat", WHEN | WHERE | HOW | CONTACT | SOURCE},
};

static int said(const struct check *check)
{
    const Kt__Notice *notice = check->notice;
    bool has_contact = HAS(check, contact_words) || has_number(check->text);
    return (HAS(check, who_words) ? WHO : 0) |
           (notice->event_start_s || HAS(check, when_words) ? WHEN : 0) |
           (notice->place[0] || HAS(check, where_words) ? WHERE : 0) |
           (HAS(check, how_words) ? HOW : 0) | (has_contact ? CONTACT : 0) |
           (notice->source_url[0] || HAS(check, source_words) ? SOURCE : 0);
}

static void find_needs(struct check *check)
{
    static const struct {
        int need;
        enum editorial_rule rule;
        enum editorial_field field;
    } rows[] = {
        {WHO, EDITORIAL_WHO, EDITORIAL_IN_BODY},
        {WHEN, EDITORIAL_WHEN, EDITORIAL_IN_WHEN},
        {WHERE, EDITORIAL_WHERE, EDITORIAL_IN_PLACE},
        {HOW, EDITORIAL_HOW, EDITORIAL_IN_BODY},
        {CONTACT, EDITORIAL_CONTACT, EDITORIAL_IN_BODY},
        {SOURCE, EDITORIAL_SOURCE, EDITORIAL_IN_BODY},
    };
    int wanted = 0, here = said(check);
    for (size_t i = 0; i < COUNT_OF(needs); i++) {
        wanted |= str_equal(needs[i].category, check->notice->category) ? needs[i].needs : 0;
    }
    // Nothing else is worth asking of a mere congratulation.
    bool is_useful = (here & (WHERE | HOW | CONTACT)) || has_digit(check->text);
    if (HAS(check, ceremony_words) && !is_useful) {
        find(check, EDITORIAL_CEREMONY, EDITORIAL_IN_BODY, "");
        return;
    }
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (wanted & ~here & rows[i].need) {
            find(check, rows[i].rule, rows[i].field, "");
        }
    }
}

static void find_times(struct check *check)
{
    const Kt__Notice *notice = check->notice;
    int64_t over_s =
        notice->event_end_s > notice->event_start_s ? notice->event_end_s : notice->event_start_s;
    int64_t now_s = check->now_s, end_s = notice->end_s;
    if (now_s && over_s && over_s < now_s) {
        find(check, EDITORIAL_PAST, EDITORIAL_IN_WHEN, "");
    } else if (now_s && end_s && end_s <= now_s) {
        find(check, EDITORIAL_PAST, EDITORIAL_IN_SHOWN, "");
    }
    if (notice->event_end_s && notice->event_end_s < notice->event_start_s) {
        find(check, EDITORIAL_ENDS_FIRST, EDITORIAL_IN_WHEN, "");
    } else if (end_s && (end_s < notice->event_start_s || end_s <= notice->start_s)) {
        find(check, EDITORIAL_ENDS_FIRST, EDITORIAL_IN_SHOWN, "");
    }
    if (end_s == 0) {
        find(check, EDITORIAL_NO_END, EDITORIAL_IN_SHOWN, "");
    }
}

// ---- how it is written

struct word {
    const char *at;
    size_t len, letters, capitals;
};

static bool next_word(const char **at, struct word *out)
{
    const char *p = *at;
    while (*p && !is_letter(*p)) {
        p++;
    }
    *out = (struct word){.at = p};
    for (; is_letter(*p); p++) {
        out->letters += isalpha((unsigned char)*p) != 0;
        out->capitals += isupper((unsigned char)*p) != 0;
    }
    out->len = (size_t)(p - out->at);
    *at = p;
    return out->len > 0;
}

static const char *detail(struct check *check, const char *from, const char *to)
{
    size_t len = (size_t)(to - from);
    bool is_long = len > EDITORIAL_DETAIL_BYTES_MAX;
    len = is_long ? EDITORIAL_DETAIL_BYTES_MAX : len;
    while (is_long && len > 0 && from[len] != ' ') { // ended at a word, so never inside a letter
        len--;
    }
    return arena_printf(check->arena, "%.*s%s", (int)len, from, is_long ? "..." : "");
}

// Three long words on end in capitals; short ones between are names of offices.
static bool find_shouting(struct check *check, const char *text, enum editorial_field field)
{
    enum { LETTERS = 5, WORDS = 3 };
    struct word word, first = {0};
    int run = 0;
    for (const char *at = text; next_word(&at, &word);) {
        bool is_capital = word.letters > 0 && word.capitals == word.letters;
        if (!is_capital) {
            run = word.letters > 0 ? 0 : run;
            continue;
        }
        run += word.letters >= LETTERS;
        first = run == 1 && word.letters >= LETTERS ? word : first;
        if (run == WORDS) {
            find(check, EDITORIAL_CAPITALS, field, detail(check, first.at, word.at + word.len));
            return true;
        }
    }
    return false;
}

static void find_capitals(struct check *check)
{
    const char *title = check->notice->title;
    size_t capitals = 0, letters = letters_of(title);
    for (const char *at = title; *at; at++) {
        capitals += isupper((unsigned char)*at) != 0;
    }
    if (letters >= 12 && capitals * 10 > letters * 7) {
        find(check, EDITORIAL_CAPITALS, EDITORIAL_IN_TITLE, "");
    } else {
        find_shouting(check, title, EDITORIAL_IN_TITLE);
    }
    find_shouting(check, check->body, EDITORIAL_IN_BODY);
}

// A full stop inside a figure or a time ends nothing.
static bool ends_sentence(const char *at)
{
    bool is_mark = strchr(".!?", *at) && (at[1] == '\0' || strchr(" \n*_\")", at[1]));
    bool is_line = *at == '\n' && (at[1] == '\n' || at[1] == '\0' || strchr("-*+#|>", at[1]) ||
                                   isdigit((unsigned char)at[1]));
    return *at == '|' || is_mark || is_line;
}

static void find_long(struct check *check)
{
    const char *from = check->body;
    int words = 0;
    bool is_in_word = false;
    for (const char *at = check->body; *at; at++) {
        bool is_here = is_letter(*at);
        words += is_here && !is_in_word;
        is_in_word = is_here;
        bool is_end = ends_sentence(at) || at[1] == '\0';
        if (is_end && words > EDITORIAL_SENTENCE_WORDS_MAX) {
            struct word first;
            const char *start = from, *stop;
            next_word(&start, &first);
            stop = first.at;
            for (int i = 0; i < 6; i++) {
                struct word word;
                next_word(&stop, &word);
            }
            find(check, EDITORIAL_LONG, EDITORIAL_IN_BODY,
                 arena_printf(check->arena, "%s...", detail(check, first.at, stop)));
            return; // one is enough to learn from
        }
        if (is_end) {
            words = 0;
            from = at + 1;
        }
    }
}

// ---- the whole

// Small letters between single blanks, one at either end.
static char *plain(struct arena *arena, const Kt__Notice *notice)
{
    char *text = arena_printf(arena, " %s\n%s\n%s ", notice->title, notice->place, notice->body);
    char *to = text + 1;
    for (const char *at = text + 1; *at; at++) {
        bool is_blank = isspace((unsigned char)*at) || strchr("*_#>|`", *at);
        char letter = is_blank ? ' ' : (char)tolower((unsigned char)*at);
        if (letter != ' ' || to[-1] != ' ') {
            *to++ = letter;
        }
    }
    *to = '\0';
    return text;
}

size_t editorial_check(struct arena *arena, const Kt__Notice *notice, int64_t now_s,
                       struct editorial_finding out[static EDITORIAL_FINDINGS_MAX])
{
    struct check check = {
        .arena = arena,
        .notice = notice,
        .now_s = now_s,
        .text = plain(arena, notice),
        .body = notice->body,
        .out = out,
    };
    find_blanks(&check);
    find_words(&check);
    find_private(&check);
    find_needs(&check);
    find_times(&check);
    find_capitals(&check);
    find_long(&check);
    return check.count;
}
