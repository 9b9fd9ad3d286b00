// SPDX-License-Identifier: GPL-3.0-or-later
// Front matter line by line, each key a row of a table; the body is CommonMark and is not looked
// into here. A mistake is named with its line; an unknown key is kept and said.
#include "notice_file.h"

#include "db/base/moment.h"
#include "slug.h"

#include <string.h>

struct reader {
    struct arena *arena;
    const char *name; // of the file, for messages
    int zone_min, line;
    uint32_t seen; // one bit a row of keys[]
    struct notice_file *out;
    struct notice_file_why *why;
    Kt__Translation *translations[NOTICE_TRANSLATIONS_MAX];
    Kt__Picture *pictures[NOTICE_PICTURES_MAX];
    Kt__Extra *extras[NOTICE_EXTRAS_MAX];
};

static void warn(struct reader *r, const char *key)
{
    if (r->out->warning_count < NOTICE_WARNINGS_MAX) {
        r->out->warnings[r->out->warning_count++] =
            arena_printf(r->arena,
                         "%s: line %d: \"%s\" is a key that this version does not know; "
                         "it is kept",
                         r->name, r->line, key);
    }
}

// ---- kinds of values

enum kind { TEXT, CATEGORY, MOMENT, MOMENT_END, YES_NO, URGENCY, PICTURES, PICTURE };

struct key {
    const char *name;
    enum kind kind;
    size_t offset; // in Kt__Notice
};
#define KEY(name, kind, field)                                                                     \
    {                                                                                              \
        name, kind, offsetof(Kt__Notice, field)                                                    \
    }
static const struct key keys[] = {
    KEY("id", TEXT, id),
    KEY("title", TEXT, title),
    KEY("category", CATEGORY, category),
    KEY("publisher", TEXT, publisher),
    KEY("scope", TEXT, scope),
    KEY("start", MOMENT, start_s),
    KEY("end", MOMENT_END, end_s),
    KEY("event_start", MOMENT, event_start_s),
    KEY("event_end", MOMENT_END, event_end_s),
    KEY("place", TEXT, place),
    KEY("pinned", YES_NO, pinned),
    KEY("urgency", URGENCY, urgency),
    KEY("source_url", TEXT, source_url),
    KEY("pictures", PICTURES, pictures),
    KEY("lang", TEXT, lang),
    KEY("cost", TEXT, cost),
    KEY("before", PICTURE, before),
    KEY("after", PICTURE, after),
    KEY("case", TEXT, case_number),
};

static void because(struct reader *r, enum notice_why what, int line, const char *about)
{
    *r->why = (struct notice_file_why){what, line, arena_str(r->arena, about)};
}

static bool wrong(struct reader *r, enum notice_why what, const char *key, const char *value,
                  const char *remedy)
{
    because(r, what, r->line, what == NOTICE_WHY_LINE ? value : key);
    fault_set("%s: line %d: %s \"%.60s\": %s", r->name, r->line, key, value, remedy);
    return false;
}

static Kt__Picture *picture_named(struct reader *r, const char *name)
{
    Kt__Picture *picture = ARENA_NEW(r->arena, Kt__Picture);
    kt__picture__init(picture);
    picture->name = arena_str(r->arena, name);
    return picture;
}

// A name beside the notice, nothing that leads elsewhere.
static bool is_plain_name(const char *name)
{
    return name[0] && name[0] != '.' && !strchr(name, '/') && !strchr(name, '\\');
}

static char *trimmed(struct arena *arena, struct bytes text)
{
    while (text.len > 0 && (text.data[0] == ' ' || text.data[0] == '\t')) {
        text.data++;
        text.len--;
    }
    while (text.len > 0 && strchr(" \t\r", text.data[text.len - 1])) {
        text.len--;
    }
    return arena_str_of(arena, text);
}

static bool read_pictures(struct reader *r, const char *value)
{
    Kt__Notice *notice = &r->out->notice;
    for (const char *p = value; *p;) {
        size_t len = strcspn(p, ",");
        char *name = trimmed(r->arena, bytes_of(p, len));
        if (notice->n_pictures == NOTICE_PICTURES_MAX) {
            return wrong(r, NOTICE_WHY_PICTURES, "pictures", value,
                         "at most 12 pictures in one notice");
        }
        if (!is_plain_name(name)) {
            return wrong(r, NOTICE_WHY_PICTURES, "pictures", name,
                         "give the names of files beside the notice");
        }
        r->pictures[notice->n_pictures++] = picture_named(r, name);
        p += len + (p[len] == ',');
    }
    return true;
}

static bool read_moment(struct reader *r, const struct key *key, const char *value, int64_t *out)
{
    if (!moment_parse(value, r->zone_min, out)) {
        return wrong(r, NOTICE_WHY_DATE, key->name, value,
                     "write it as 2026-11-25 19:30 or 2026-11-25");
    }
    if (key->kind == MOMENT_END && strlen(value) == strlen("2026-11-25")) {
        *out += DAY_S; // a last day is shown to its end
    }
    return true;
}

static bool read_value(struct reader *r, const struct key *key, char *value)
{
    void *field = (uint8_t *)&r->out->notice + key->offset;
    switch (key->kind) {
    case TEXT:
        *(char **)field = value;
        return true;
    case CATEGORY:
        *(char **)field = value;
        return slug_is_notice_category(value) ||
               wrong(r, NOTICE_WHY_CATEGORY, "category", value,
                     "is none of pengumuman undangan kegiatan layanan bantuan kesehatan anggaran "
                     "hasil_musyawarah capaian darurat");
    case MOMENT:
    case MOMENT_END:
        return read_moment(r, key, value, field);
    case YES_NO:
        *(protobuf_c_boolean *)field = str_equal(value, "ya");
        return str_equal(value, "ya") || str_equal(value, "tidak") ||
               wrong(r, NOTICE_WHY_VALUE, key->name, value, "write ya or tidak");
    case URGENCY: {
        int urgency = slug_value(SLUG_URGENCY, value);
        *(Kt__Urgency *)field = urgency < 0 ? KT__URGENCY__BIASA : (Kt__Urgency)urgency;
        return urgency >= 0 ||
               wrong(r, NOTICE_WHY_VALUE, key->name, value, "write biasa, penting or darurat");
    }
    case PICTURES:
        return read_pictures(r, value);
    case PICTURE:
        *(Kt__Picture **)field = picture_named(r, value);
        return is_plain_name(value) || wrong(r, NOTICE_WHY_PICTURES, key->name, value,
                                             "give the name of a file beside the notice");
    }
    return false;
}

// ---- languages

static bool is_language(const char *code)
{
    return str_equal(code, "id") || str_equal(code, "su") || str_equal(code, "jv") ||
           str_equal(code, "en");
}

static Kt__Translation *translation(struct reader *r, const char *lang)
{
    Kt__Notice *notice = &r->out->notice;
    for (size_t i = 0; i < notice->n_translations; i++) {
        if (str_equal(r->translations[i]->lang, lang)) {
            return r->translations[i];
        }
    }
    if (!is_language(lang) || notice->n_translations == NOTICE_TRANSLATIONS_MAX) {
        return NULL;
    }
    Kt__Translation *made = ARENA_NEW(r->arena, Kt__Translation);
    kt__translation__init(made);
    made->lang = arena_str(r->arena, lang);
    r->translations[notice->n_translations++] = made;
    return made;
}

// ---- lines

static bool next_line(struct bytes *rest, struct bytes *line)
{
    if (rest->len == 0) {
        return false;
    }
    const uint8_t *end = memchr(rest->data, '\n', rest->len);
    size_t len = end ? (size_t)(end - rest->data) : rest->len;
    *line = bytes_of(rest->data, len - (len > 0 && rest->data[len - 1] == '\r'));
    rest->data += len + (end != NULL);
    rest->len -= len + (end != NULL);
    return true;
}

static bool is_line(struct bytes line, const char *text)
{
    return bytes_equal(line, bytes_of_str(text));
}

static bool keep_extra(struct reader *r, const char *key, char *value)
{
    Kt__Notice *notice = &r->out->notice;
    if (notice->n_extras == NOTICE_EXTRAS_MAX) {
        return wrong(r, NOTICE_WHY_LINE, key, value, "too many unknown keys; is this a notice?");
    }
    Kt__Extra *extra = ARENA_NEW(r->arena, Kt__Extra);
    kt__extra__init(extra);
    extra->key = arena_str(r->arena, key);
    extra->value = value;
    r->extras[notice->n_extras++] = extra;
    warn(r, key);
    return true;
}

static bool read_key(struct reader *r, struct bytes line)
{
    const uint8_t *colon = line.len > 0 ? memchr(line.data, ':', line.len) : NULL;
    char *text = trimmed(r->arena, line);
    if (text[0] == '\0' || text[0] == '#') {
        return true;
    }
    if (!colon) {
        return wrong(r, NOTICE_WHY_LINE, "the line", text,
                     "front matter is `key: value`, one a line");
    }
    size_t key_len = (size_t)(colon - line.data);
    char *name = trimmed(r->arena, bytes_of(line.data, key_len));
    char *value = trimmed(r->arena, bytes_of(colon + 1, line.len - key_len - 1));
    if (value[0] == '\0') {
        return true; // a key left empty says nothing
    }
    if (strlen(value) > NOTICE_VALUE_BYTES_MAX) {
        return wrong(r, NOTICE_WHY_TOO_LONG, name, value,
                     "is longer than 2000 bytes; long words go under the front matter");
    }
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        if (!str_equal(keys[i].name, name)) {
            continue;
        }
        if (r->seen & (1u << i)) {
            return wrong(r, NOTICE_WHY_TWICE, name, value, "stands there twice; keep one of them");
        }
        r->seen |= 1u << i;
        return read_value(r, &keys[i], value);
    }
    if (str_starts(name, "title_")) {
        Kt__Translation *into = translation(r, name + strlen("title_"));
        if (!into) {
            return wrong(r, NOTICE_WHY_LANGUAGE, name, value,
                         "the languages are id, su, jv and en");
        }
        if (into->title[0]) {
            return wrong(r, NOTICE_WHY_TWICE, name, value, "stands there twice; keep one of them");
        }
        into->title = value;
        return true;
    }
    return keep_extra(r, name, value);
}

static bool read_front(struct reader *r, struct bytes *rest)
{
    struct bytes line;
    if (!next_line(rest, &line) || !is_line(line, "---")) {
        because(r, NOTICE_WHY_NO_FRONT, 1, "");
        fault_set("%s: line 1: a notice begins with a line --- and its title and category",
                  r->name);
        return false;
    }
    for (r->line = 2; next_line(rest, &line); r->line++) {
        if (is_line(line, "---")) {
            return true;
        }
        if (!read_key(r, line)) {
            return false;
        }
    }
    because(r, NOTICE_WHY_NO_FRONT, 0, "");
    fault_set("%s: the front matter does not end; put a line --- before the text", r->name);
    return false;
}

// "---en---": from here on the text is in that language.
static bool is_language_line(struct bytes line, char lang[static 3])
{
    if (line.len != 8 || memcmp(line.data, "---", 3) != 0 || memcmp(line.data + 5, "---", 3) != 0) {
        return false;
    }
    memcpy(lang, line.data + 3, 2);
    lang[2] = '\0';
    return is_language(lang);
}

static bool close_body(struct reader *r, const char *lang, const uint8_t *from, const uint8_t *to)
{
    while (from < to && (*from == '\n' || *from == '\r')) {
        from++;
    }
    struct bytes body = bytes_of(from, (size_t)(to - from));
    if (body.len > NOTICE_BODY_BYTES_MAX) {
        because(r, NOTICE_WHY_TOO_LONG, 0, "");
        fault_set("%s: the text has %zu bytes; at most %d fit a notice: split it", r->name,
                  body.len, NOTICE_BODY_BYTES_MAX);
        return false;
    }
    if (!lang[0]) {
        r->out->notice.body = arena_str_of(r->arena, body);
        return true;
    }
    Kt__Translation *into = translation(r, lang);
    if (!into || !into->title[0]) {
        because(r, NOTICE_WHY_LANGUAGE, 0, lang);
        fault_set("%s: the text under ---%s--- needs a title_%s above", r->name, lang, lang);
        return false;
    }
    if (into->body[0]) {
        because(r, NOTICE_WHY_TWICE, 0, lang);
        fault_set("%s: the line ---%s--- stands there twice; keep one of them", r->name, lang);
        return false;
    }
    into->body = arena_str_of(r->arena, body);
    return true;
}

static bool read_bodies(struct reader *r, struct bytes rest)
{
    char lang[3] = "", next[3];
    const uint8_t *from = rest.data, *line_at = rest.data;
    struct bytes line;
    while (next_line(&rest, &line)) {
        if (is_language_line(line, next)) {
            if (!close_body(r, lang, from, line_at)) {
                return false;
            }
            memcpy(lang, next, sizeof lang);
            from = rest.data;
        }
        line_at = rest.data;
    }
    return close_body(r, lang, from, line_at);
}

static bool is_whole(struct reader *r)
{
    const Kt__Notice *notice = &r->out->notice;
    if (!notice->title[0] || !notice->category[0]) {
        because(r, notice->title[0] ? NOTICE_WHY_NO_CATEGORY : NOTICE_WHY_NO_TITLE, 0, "");
        fault_set("%s: the front matter needs a line `%s: ...`", r->name,
                  notice->title[0] ? "category" : "title");
        return false;
    }
    if (strlen(notice->title) > NOTICE_TITLE_LETTERS_MAX * 4) {
        because(r, NOTICE_WHY_TOO_LONG, 0, "title");
        fault_set("%s: the title is longer than %d letters", r->name, NOTICE_TITLE_LETTERS_MAX);
        return false;
    }
    if (notice->end_s != 0 && notice->end_s <= notice->start_s) {
        because(r, NOTICE_WHY_ENDS_FIRST, 0, "");
        fault_set("%s: `end` lies before `start`; nobody would ever see it", r->name);
        return false;
    }
    if (notice->lang[0] && !is_language(notice->lang)) {
        because(r, NOTICE_WHY_LANGUAGE, 0, notice->lang);
        fault_set("%s: lang \"%s\": the languages are id, su, jv and en", r->name, notice->lang);
        return false;
    }
    return true;
}

struct notice_file *notice_file_read_why(struct arena *arena, const char *name, struct bytes text,
                                         int zone_min, struct notice_file_why *why)
{
    static const uint8_t mark[] = {0xEF, 0xBB, 0xBF};
    if (text.len >= 3 && memcmp(text.data, mark, 3) == 0) {
        text = bytes_of(text.data + 3, text.len - 3);
    }
    struct reader *r = ARENA_NEW(arena, struct reader);
    r->arena = arena;
    r->name = name;
    r->zone_min = zone_min;
    r->why = why;
    if (text.len > NOTICE_FILE_BYTES_MAX) {
        because(r, NOTICE_WHY_TOO_LONG, 0, "");
        fault_set("%s: %zu bytes; a notice has at most %d", name, text.len, NOTICE_FILE_BYTES_MAX);
        return NULL;
    }
    if (!utf8_is_valid(text)) {
        because(r, NOTICE_WHY_NOT_TEXT, 0, "");
        fault_set("%s: is not UTF-8 text; save it as text (UTF-8)", name);
        return NULL;
    }
    r->out = ARENA_NEW(arena, struct notice_file);
    kt__notice__init(&r->out->notice);
    r->out->notice.translations = r->translations;
    r->out->notice.pictures = r->pictures;
    r->out->notice.extras = r->extras;
    if (!read_front(r, &text) || !read_bodies(r, text) || !is_whole(r)) {
        return NULL;
    }
    if (!record_texts_are_valid(&r->out->notice.base)) {
        because(r, NOTICE_WHY_NOT_TEXT, 0, "");
        fault_set("%s: holds control letters; save it as plain text", name);
        return NULL;
    }
    return r->out;
}

struct notice_file *notice_file_read(struct arena *arena, const char *name, struct bytes text,
                                     int zone_min)
{
    struct notice_file_why why;
    return notice_file_read_why(arena, name, text, zone_min, &why);
}
