// SPDX-License-Identifier: GPL-3.0-or-later
// Words are looked for in a plain, small-lettered copy. An answer is read together with the name of
// its blank where it says whom it is for or what to do: [yang dibawa] is a way, whatever is to be
// brought; it never is a day or a place.
#include "editorial_said.h"

#include <ctype.h>
#include <string.h>

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
    "datang",    "hadir",   "daftar",    "mendaftar", "bawa",      "membawa",  "sampaikan",
    "sentuh",    "isi",     "ambil",     "mengambil", "lapor",     "laporkan", "ikut",
    "ikuti",     "siapkan", "serahkan",  "naik",      "tunjukkan", "jauhi",    "hindari",
    "mengungsi", "gunakan", "lewat",     "tutup",     "matikan",   "periksa",  "undang",
    "diundang",  "silakan", "berkumpul", "usul",      "pilih",     "dibawa",   "diambil",
    "kumpulkan", "jangan",  "waspada"};
// Names of blanks whose answer says whom it is for, or what to do.
static const char *const who_names[] = {"siapa", "penerima", "peserta", "diundang", "hadir"};
static const char *const how_names[] = {"dibawa", "dilakukan", "dihindari", "caranya"};
static const char *const ask_words[] = {"hubungi", "tanyakan", "bertanya"};
static const char *const now_words[] = {"sekarang", "sedang", "saat ini"}; // of danger alone
static const char *const contact_words[] = {"hubungi",  "bertanya", "tanya",       "tanyakan",
                                            "telepon",  "kontak",   "narahubung",  "wa",
                                            "whatsapp", "meja",     "sekretariat", "nomor"};
static const char *const source_words[] = {
    "menurut", "berdasarkan", "sumber", "keputusan",    "musyawarah", "peraturan",
    "perdes",  "perbup",      "surat",  "berita acara", "data",       "bmkg",
    "dinas",   "puskesmas",   "apbdes", "sk",           "laporan",    "kementerian",
    "camat",   "kabupaten",   "rkp",    "diputuskan",   "disepakati"};
static const char *const source_labels[] = {"sumber", "dasar", "menurut", "keterangan"};
static const char *const nothing_words[] = {"tidak ada",  "belum ada", "tidak tahu",
                                            "belum tahu", "kosong",    "nihil"};
static const char *const ceremony_words[] = {
    "selamat dan sukses", "selamat hari",  "dirgahayu",        "mengucapkan", "turut berduka",
    "selamat atas",       "semoga sukses", "selamat menempuh", "jayalah",     "terima kasih atas",
    "selamat tahun",      "selamat ulang"};

bool editorial_is_letter(char letter)
{
    return isalnum((unsigned char)letter) || (unsigned char)letter >= 0x80;
}

// One of them stands in the text as words of its own.
static bool has_any(const char *text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t len = strlen(words[i]);
        for (const char *at = text; (at = strstr(at, words[i])); at += len) {
            if (!editorial_is_letter(at[-1]) &&
                !editorial_is_letter(at[len])) { // a blank stands at either end
                return true;
            }
        }
    }
    return false;
}
#define HAS(text, words) has_any((text), (words), COUNT_OF(words))

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

size_t editorial_letters(const char *text)
{
    size_t letters = 0;
    for (; *text; text++) {
        letters += editorial_is_letter(*text) && ((unsigned char)*text & 0xC0) != 0x80;
    }
    return letters;
}

char *editorial_plain(struct arena *arena, const char *from)
{
    char *text = arena_printf(arena, " %s ", from);
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

// A figure that a citizen can use: neither a year nor the how-manieth of anything.
static bool has_figure(const char *text)
{
    for (const char *at = text; (at = strpbrk(at, "0123456789"));) {
        size_t len = strspn(at, "0123456789");
        bool is_year = len == 4 && (at[0] == '1' || at[0] == '2');
        if (!is_year && (at == text || at[-1] != '-')) {
            return true;
        }
        at += len;
    }
    return false;
}

// Beyond a dash, dots, or one letter over and over.
static bool has_content_in(const char *text, size_t len)
{
    char first = '\0';
    for (size_t i = 0; i < len; i++) {
        if (isdigit((unsigned char)text[i]) || (unsigned char)text[i] >= 0x80) {
            return true;
        }
        char letter = (char)tolower((unsigned char)text[i]);
        if (isalpha((unsigned char)letter)) {
            if (first && letter != first) {
                return true;
            }
            first = letter;
        }
    }
    return false;
}

static bool has_content(const char *text)
{
    return has_content_in(text, strlen(text));
}

// Somebody to ask, something to go by.
static bool is_somebody(struct arena *arena, const char *value)
{
    enum { LETTERS_MIN = 3, NOTHING_LETTERS_MAX = 12 };
    size_t letters = editorial_letters(value);
    bool is_nobody =
        letters <= NOTHING_LETTERS_MAX && HAS(editorial_plain(arena, value), nothing_words);
    return letters >= LETTERS_MIN && has_content(value) && !is_nobody;
}

// A label with a dash behind it, "Sumber: -", names nothing: its word is taken out. One with
// nothing behind it in its line heads what stands below.
static char *without_labels(struct arena *arena, const char *from)
{
    char *text = arena_str(arena, from);
    for (char *colon = text; (colon = strchr(colon, ':')); colon++) {
        const char *rest = colon + 1;
        size_t len = strcspn(rest, "\n:"), blank = strspn(rest, " *_");
        if (blank >= len || has_content_in(rest, strcspn(rest, "\n:."))) {
            continue;
        }
        for (char *at = colon; at > text && editorial_is_letter(at[-1]); at--) {
            at[-1] = ' ';
        }
    }
    return text;
}

// ---- what was filled in

static int said_of(const Kt__Notice *notice, const char *text, const char *names)
{
    bool is_danger = str_equal(notice->category, "darurat");
    bool has_when =
        notice->event_start_s || HAS(text, when_words) || (is_danger && HAS(text, now_words));
    return (HAS(text, who_words) || HAS(names, who_names) ? EDITORIAL_NEEDS_WHO : 0) |
           (has_when ? EDITORIAL_NEEDS_WHEN : 0) |
           (has_content(notice->place) || HAS(text, where_words) ? EDITORIAL_NEEDS_WHERE : 0) |
           (HAS(text, how_words) || HAS(text, ask_words) || HAS(names, how_names)
                ? EDITORIAL_NEEDS_HOW
                : 0);
}

static bool is_ceremony(const Kt__Notice *notice, const char *text)
{
    return HAS(text, ceremony_words) && !notice->event_start_s && !HAS(text, how_words) &&
           !has_figure(text);
}

static const char *value_of(const struct editorial_form *form, const char *name)
{
    for (size_t i = 0; i < form->count; i++) {
        if (str_equal(form->blanks[i].name, name)) {
            return form->blanks[i].value ? form->blanks[i].value : "";
        }
    }
    return "";
}

// The word before the colon that stands before a blank: "Sumber: [dasar]". In the arena.
static const char *label_of(struct arena *arena, const char *body, const char *name)
{
    const char *mark = strstr(body, arena_printf(arena, "[%s]", name)), *end = mark;
    while (end && end > body && strchr(" *_:", end[-1])) {
        end--;
    }
    const char *from = end;
    while (from && from > body && editorial_is_letter(from[-1])) {
        from--;
    }
    bool is_label = mark && memchr(end, ':', (size_t)(mark - end));
    return is_label ? arena_str_of(arena, bytes_of(from, (size_t)(end - from))) : "";
}

struct heard {
    const char *own, *names; // what was filled in; the blanks that were
};

static void hear(struct arena *arena, struct heard *heard, const char *name, const char *value)
{
    heard->own = arena_printf(arena, "%s\n%s", heard->own, value);
    if (has_content(value)) {
        heard->names = arena_printf(arena, "%s %s", heard->names, name);
    }
}

static void hear_title(struct arena *arena, const Kt__Notice *notice,
                       const struct editorial_form *form, struct heard *heard,
                       struct editorial_said *out)
{
    const char *names[BLANKS_MAX];
    size_t count = blank_find(arena, form->notice->title, names, 0);
    out->is_title_empty = count > 0;
    out->title = count > 0 ? names[0] : "";
    for (size_t i = 0; i < count; i++) {
        const char *value = value_of(form, names[i]);
        out->is_title_empty = out->is_title_empty && *value && !has_content(value);
        hear(arena, heard, names[i], value);
    }
    if (count == 0) {
        hear(arena, heard, "", notice->title);
    }
}

static void find_empty(struct editorial_said *out, const char *name, const char *value)
{
    if (*value && !has_content(value) && out->empty_count < EDITORIAL_EMPTY_MAX) {
        out->empty[out->empty_count++] = name;
    }
}

static void hear_place(struct arena *arena, const Kt__Notice *notice,
                       const struct editorial_form *form, struct heard *heard,
                       struct editorial_said *out)
{
    const char *names[BLANKS_MAX];
    size_t count = blank_find(arena, form->notice->place, names, 0);
    for (size_t i = 0; i < count; i++) {
        find_empty(out, names[i], value_of(form, names[i]));
    }
    hear(arena, heard, "", notice->place);
}

// The text's blanks; contact and source are heard apart.
static void hear_body(struct arena *arena, const struct editorial_form *form, const char *names[],
                      size_t count, struct heard *heard, struct editorial_said *out)
{
    for (size_t i = 0; i < count; i++) {
        const char *value = value_of(form, names[i]);
        const char *label = label_of(arena, form->notice->body, names[i]);
        label = editorial_plain(arena, arena_printf(arena, "%s %s", label, names[i]));
        // One that is not filled yet is found as such.
        bool is_said = !*value || is_somebody(arena, value);
        if (HAS(label, contact_words)) {
            out->contact = names[i];
            out->said |= is_said ? EDITORIAL_NEEDS_CONTACT : 0;
        } else if (HAS(label, source_labels)) {
            out->source = names[i];
            out->said |= is_said ? EDITORIAL_NEEDS_SOURCE : 0;
        } else {
            out->first = *out->first ? out->first : names[i];
            out->body_letters += *value ? editorial_letters(value) : EDITORIAL_DETAIL_BYTES_MAX;
            find_empty(out, names[i], value);
            hear(arena, heard, names[i], value);
        }
    }
}

struct editorial_said editorial_said(struct arena *arena, const Kt__Notice *notice,
                                     const struct editorial_form *form)
{
    const char *text = editorial_plain(
        arena, without_labels(arena, arena_printf(arena, "%s\n%s\n%s", notice->title, notice->place,
                                                  notice->body)));
    struct editorial_said out = {.title = "", .first = "", .contact = "", .source = ""};
    const char *names[BLANKS_MAX];
    size_t count = form ? blank_find(arena, form->notice->body, names, 0) : 0;
    const char *own = text, *names_said = " ";
    out.has_form = count > 0;
    if (out.has_form) {
        struct heard heard = {"", ""};
        out.said = form->says;
        hear_title(arena, notice, form, &heard, &out);
        hear_place(arena, notice, form, &heard, &out);
        hear_body(arena, form, names, count, &heard, &out);
        own = editorial_plain(arena, heard.own);
        names_said = editorial_plain(arena, heard.names);
    }
    out.said |= said_of(notice, own, names_said);
    // Where the template asks for the two, nothing but the answer names them.
    bool has_contact = !*out.contact && (HAS(text, contact_words) || has_number(text));
    bool has_source = notice->source_url[0] || (!*out.source && HAS(text, source_words));
    out.said |= has_contact ? EDITORIAL_NEEDS_CONTACT : 0;
    out.said |= has_source ? EDITORIAL_NEEDS_SOURCE : 0;
    out.is_ceremony = is_ceremony(notice, own);
    return out;
}
