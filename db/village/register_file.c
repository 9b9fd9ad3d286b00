// SPDX-License-Identifier: GPL-3.0-or-later
// The register as rows, then as files. What may not stand there is left out where a row is made, in
// one place; the two writers below know nothing of modes.
#include "register_file.h"

#include "db/base/file.h"
#include "db/base/moment.h"
#include "db/record/slug.h"
#include "register_act.h"
#include "register_inside.h"

#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 9, MINUTES_COLUMNS = 4, PATHS_MAX = 1 << 16 };

static const char *const heads[COLUMNS] = {"nomor", "tanggal", "tentang", "cara", "nama",
                                           "isi",   "keadaan", "jawaban", "oleh"};
static const char *const minutes_heads[MINUTES_COLUMNS] = {"musyawarah", "usul", "hasil",
                                                           "keadaan"};

struct table {
    const char *const *heads;
    size_t columns, count, cap;
    const char **cells; // in the arena
};

// What one export goes through.
struct export
{
    struct village *village;
    const struct staff_session *session;
    struct register_keys *keys;
    struct arena *arena; // of what is written
    struct arena work;   // of one case
    int zone_min;
    struct table rows, minutes;
};

// ---- rows

static const char *day_of(struct arena *arena, int64_t day)
{
    char at[MOMENT_ISO_LEN];
    return arena_printf(arena, "%.10s", moment_iso(moment_day_s(day), 0, at));
}

static const char *when(const struct export *export, int64_t at_s)
{
    return day_of(export->arena, moment_day(at_s, export->zone_min));
}

// A slug as words: "bukan kewenangan".
static const char *spoken(struct arena *arena, enum slug_kind kind, int value)
{
    char *out = arena_str(arena, slug_of(kind, value));
    for (char *p = out; *p; p++) {
        *p = *p == '_' ? ' ' : *p;
    }
    return out;
}

static const char **new_row(struct table *table, struct arena *arena)
{
    if (table->count == table->cap) {
        size_t cap = table->cap ? 2 * table->cap : 64;
        const char **cells = ARENA_ARRAY(arena, const char *, cap * table->columns);
        for (size_t i = 0; i < table->count * table->columns; i++) {
            cells[i] = table->cells[i];
        }
        table->cells = cells;
        table->cap = cap;
    }
    return &table->cells[table->columns * table->count++];
}

static const char *words_of(const struct export *export, const struct register_item *item)
{
    if (!item->text) {
        return "(hanya dibaca petugas)";
    }
    if (item->text[0]) {
        return arena_str(export->arena, item->text);
    }
    return item->voice
               ? arena_printf(export->arena, "(rekaman suara, %u detik)", item->voice->ms / 1000)
               : "";
}

// What was said of what only officers read goes no further than the villager: that something was
// said, and when, is all that stands here.
static bool is_closed(const struct register_item *item)
{
    return item->row.mode == KT__MODE__RAHASIA;
}

// The newest thing that an office said.
struct said {
    const char *text, *by;
};

static struct said said_of(const struct export *export, const struct register_item *item,
                           const char *text, const char *by, const char *when)
{
    if (is_closed(item)) {
        return (struct said){"(dijawab)", when};
    }
    return (struct said){arena_str(export->arena, text),
                         arena_printf(export->arena, "%s, %s", by, when)};
}

static struct said newest_said(const struct export *export, const struct register_item *item)
{
    for (size_t i = item->act_count; i > 0; i--) {
        const Kt__Acting *acting = item->acts[i - 1].acting;
        if (acting->text[0]) {
            return said_of(export, item, acting->text, acting->by, "belum sampai");
        }
    }
    for (size_t i = item->view ? item->view->n_entries : 0; i > 0; i--) {
        const Kt__CaseEntry *entry = item->view->entries[i - 1];
        if (entry->text[0] && !entry->follow) {
            return said_of(export, item, entry->text, entry->by, when(export, entry->at_s));
        }
    }
    return (struct said){"", ""};
}

// ---- minutes: one row for each day, outcome and state

static const char **find_minutes(struct export *export, const char *day, const char *text,
                                 const char *state)
{
    struct table *table = &export->minutes;
    for (size_t i = 0; i < table->count; i++) {
        const char **row = &table->cells[i * MINUTES_COLUMNS];
        if (str_equal(row[0], day) && str_equal(row[2], text) && str_equal(row[3], state)) {
            return row;
        }
    }
    return NULL;
}

static void add_minutes(struct export *export, const char *number, int64_t day, const char *text,
                        Kt__State state)
{
    const char *on = day_of(export->arena, day);
    const char *stands = spoken(export->arena, SLUG_STATE, (int)state);
    const char **row = find_minutes(export, on, text, stands);
    if (!row && export->minutes.count >= REGISTER_MINUTES_MAX) {
        log_line("more than %d outcomes of musyawarah: the rest stands in the register alone",
                 REGISTER_MINUTES_MAX);
        return;
    }
    if (!row) {
        row = new_row(&export->minutes, export->arena);
        row[0] = on;
        row[1] = arena_str(export->arena, number);
        row[2] = arena_str(export->arena, text);
        row[3] = stands;
        return;
    }
    row[1] = arena_printf(export->arena, "%s, %s", row[1], number);
}

static const char *outcome_of(const struct register_item *item, const char *text)
{
    return is_closed(item) ? "(sudah dibahas)" : text;
}

static void note_minutes(struct export *export, const struct register_item *item)
{
    const char *number = item->row.number;
    bool is_decided = false;
    for (size_t i = 0; item->view && i < item->view->n_entries; i++) {
        const Kt__CaseEntry *entry = item->view->entries[i];
        if (entry->day > 0 && entry->text[0] && entry->state != KT__STATE__DIBAHAS_BPD) {
            add_minutes(export, number, entry->day, outcome_of(item, entry->text),
                        entry->state ? entry->state : item->view->state);
            is_decided = true;
        }
    }
    for (size_t i = 0; i < item->act_count; i++) {
        const Kt__Acting *acting = item->acts[i].acting;
        if (acting->what == KT__ACT__ACT_OUTCOME) {
            add_minutes(export, number, acting->day, outcome_of(item, acting->text), acting->state);
            is_decided = true;
        }
    }
    if (!is_decided && item->row.state == KT__STATE__DIBAHAS_BPD && item->row.talk_day > 0) {
        add_minutes(export, number, item->row.talk_day, "", item->row.state);
    }
}

// ---- cases

static void add_case(struct export *export, const struct register_item *item)
{
    const struct register_row *row = &item->row;
    struct arena *arena = export->arena;
    struct said said = newest_said(export, item);
    const char **cells = new_row(&export->rows, arena);
    cells[0] = arena_str(arena, row->number);
    cells[1] = when(export, row->at_s);
    cells[2] = spoken(arena, SLUG_CATEGORY, (int)row->category);
    cells[3] = spoken(arena, SLUG_MODE, (int)row->mode);
    cells[4] = row->mode == KT__MODE__TERBUKA && item->name ? arena_str(arena, item->name) : "";
    cells[5] = words_of(export, item);
    cells[6] = spoken(arena, SLUG_STATE, (int)row->state);
    cells[7] = said.text;
    cells[8] = said.by;
    if (export->session->role == STAFF_BPD) {
        note_minutes(export, item);
    }
}

static int by_time(const void *a, const void *b)
{
    const struct register_row *x = a, *y = b;
    return x->at_s != y->at_s ? (x->at_s > y->at_s) - (x->at_s < y->at_s)
                              : strcmp(x->number, y->number);
}

// A name that goes into a file is a name that was seen: on record, unless it stands there already.
static bool read_case(struct export *export, const struct register_row *row,
                      struct register_item *item)
{
    static const struct register_step open = {.what = KT__ACT__ACT_OPEN, .text = ""};
    struct bytes id = bytes_of(row->case_id, RECEIPT_CASE_LEN);
    if (!register_item_read(export->village, export->session, export->keys, &export->work, id,
                            REGISTER_CLOSED, item)) {
        return false;
    }
    if (row->mode != KT__MODE__TERBUKA || !item->has_name) {
        return true;
    }
    return (register_was_opened(item, export->session->role) ||
            register_act(export->village, export->session, &id, 1, &open)) &&
           register_item_read(export->village, export->session, export->keys, &export->work, id,
                              REGISTER_REVEALED, item);
}

static bool read_cases(struct export *export)
{
    struct register_shelf *shelf = register_shelf_open();
    size_t count = 0;
    bool ok = register_shelf_read(export->village, export->session, shelf);
    const struct register_row *rows = register_shelf_rows(shelf, &count);
    struct register_row *sorted = ARENA_ARRAY(export->arena, struct register_row, count + 1);
    if (count > 0) {
        memcpy(sorted, rows, count * sizeof *rows);
    }
    qsort(sorted, count, sizeof *sorted, by_time);
    for (size_t i = 0; i < count && ok; i++, arena_reset(&export->work)) {
        struct register_item *item = ARENA_NEW(&export->work, struct register_item);
        ok = read_case(export, &sorted[i], item);
        if (ok) {
            add_case(export, item);
        }
    }
    register_shelf_close(shelf);
    return ok;
}

// ---- files

static void add_field(struct buf *buf, const char *text)
{
    bool is_formula = strchr("=+-@\t", text[0]) && text[0];
    buf_add_str(buf, is_formula ? "\"'" : "\"");
    for (; *text; text++) {
        char c = *text == '\n' || *text == '\t' ? ' ' : *text; // a row is a line
        if (c == '"') {
            buf_add_str(buf, "\"");
        }
        buf_add(buf, &c, 1);
    }
    buf_add_str(buf, "\"");
}

static void add_csv(struct buf *buf, const struct table *table)
{
    buf_add_str(buf, "\xEF\xBB\xBF");
    for (size_t i = 0; i <= table->count; i++) {
        const char *const *row = i == 0 ? table->heads : &table->cells[(i - 1) * table->columns];
        for (size_t k = 0; k < table->columns; k++) {
            buf_add_str(buf, k ? ";" : "");
            add_field(buf, row[k]);
        }
        buf_add_str(buf, "\r\n");
    }
}

static void add_html(struct buf *buf, const char *text)
{
    for (; *text; text++) {
        const char *as = *text == '&'    ? "&amp;"
                         : *text == '<'  ? "&lt;"
                         : *text == '>'  ? "&gt;"
                         : *text == '"'  ? "&quot;"
                         : *text == '\n' ? "<br>"
                                         : NULL;
        if (as) {
            buf_add_str(buf, as);
        } else {
            buf_add(buf, text, 1);
        }
    }
}

static void add_table(struct buf *buf, const struct table *table)
{
    buf_add_str(buf, "<table><thead><tr>");
    for (size_t k = 0; k < table->columns; k++) {
        buf_printf(buf, "<th>%s</th>", table->heads[k]);
    }
    buf_add_str(buf, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < table->count; i++) {
        buf_add_str(buf, "<tr>");
        for (size_t k = 0; k < table->columns; k++) {
            buf_add_str(buf, "<td>");
            add_html(buf, table->cells[i * table->columns + k]);
            buf_add_str(buf, "</td>");
        }
        buf_add_str(buf, "</tr>\n");
    }
    buf_add_str(buf, "</tbody></table>\n");
}

static void add_page(struct buf *buf, const struct export *export, const char *title,
                     const char *day)
{
    buf_add_str(
        buf, "<!DOCTYPE html>\n<html lang=\"id\"><head><meta charset=\"utf-8\">\n"
             "<meta name=\"viewport\" content=\"width=device-width\">\n<style>\n"
             "@page { size: A4 landscape; margin: 12mm }\n"
             "body { font: 11pt/1.4 'Noto Sans', Arial, sans-serif; color: #1E1B16; margin: 2em }\n"
             "h1 { font-size: 17pt; margin: 0 } h2 { font-size: 13pt; margin: 1.5em 0 .5em }\n"
             "table { border-collapse: collapse; width: 100%; font-size: 9.5pt }\n"
             "th, td { border: 1px solid #8A7F6C; padding: 4px 6px; text-align: left;\n"
             "  vertical-align: top } th { background: #E3EFE7 }\n"
             "thead { display: table-header-group } tr { break-inside: avoid }\n"
             "@media print { body { margin: 0 } }\n</style>\n<title>");
    add_html(buf, title);
    buf_add_str(buf, "</title></head><body>\n<h1>");
    add_html(buf, title);
    buf_printf(buf,
               "</h1>\n<p>Dibuat %s. Nama hanya ada pada usul yang memakai nama; usul yang hanya "
               "dibaca petugas tidak ditulis isi dan jawabannya.</p>\n",
               day);
    if (export->session->role == STAFF_BPD) {
        buf_add_str(buf, "<h2>Musyawarah</h2>\n");
        add_table(buf, &export->minutes);
    }
    buf_add_str(buf, "<h2>Usul dan keluhan</h2>\n");
    add_table(buf, &export->rows);
    buf_add_str(buf, "</body></html>\n");
}

// The next one, to be filled.
static struct buf *new_file(struct register_files *out, const char *name, bool is_page)
{
    struct register_file *file = &out->files[out->count++];
    *file = (struct register_file){.name = name, .is_page = is_page};
    buf_init(&file->content, REGISTER_FILE_BYTES_MAX);
    return &file->content;
}

static bool are_whole(const struct register_files *files)
{
    for (size_t i = 0; i < files->count; i++) {
        if (files->files[i].content.full) {
            fault_set("%s: would be larger than %d MiB", files->files[i].name,
                      REGISTER_FILE_BYTES_MAX >> 20);
            return false;
        }
    }
    return true;
}

static bool make_files(struct export *export, const struct identity *self,
                       struct register_files *out)
{
    struct arena *arena = export->arena;
    bool is_bpd = export->session->role == STAFF_BPD;
    const char *role = is_bpd ? "bpd" : "desa",
               *code = self->village ? self->village->code : "desa";
    const char *day = day_of(arena, village_today(export->village));
    const char *title = arena_printf(arena, "Register usul untuk %s, Desa %s",
                                     register_office(export->session->role),
                                     self->village ? self->village->name : "");
    add_csv(new_file(out, arena_printf(arena, "register-%s-%s-%s.csv", role, code, day), false),
            &export->rows);
    if (is_bpd) {
        add_csv(new_file(out, arena_printf(arena, "musyawarah-%s-%s.csv", code, day), false),
                &export->minutes);
    }
    add_page(new_file(out, arena_printf(arena, "register-%s-%s-%s.html", role, code, day), true),
             export, title, day);
    return are_whole(out);
}

bool register_export(struct village *village, const struct staff_session *session,
                     struct arena *arena, struct register_files *out)
{
    struct identity self;
    *out = (struct register_files){0};
    if (!register_may_read(village, session) || !identity_get(village, arena, &self)) {
        return false;
    }
    struct export export = {.village = village,
                            .session = session,
                            .keys = register_keys_new(session),
                            .arena = arena,
                            .zone_min = village_zone_min(village),
                            .rows = {.heads = heads, .columns = COLUMNS},
                            .minutes = {.heads = minutes_heads, .columns = MINUTES_COLUMNS}};
    arena_init(&export.work, REGISTER_CASE_BYTES_MAX);
    bool ok = read_cases(&export) && make_files(&export, &self, out) &&
              staff_audit(village, session, "export", out->files[0].name);
    out->cases = export.rows.count;
    out->talks = export.minutes.count;
    arena_finish(&export.work);
    register_keys_free(export.keys);
    return ok;
}

bool register_files_put(const struct register_files *files, const char *dir)
{
    struct arena arena;
    if (!file_is_dir(dir)) {
        fault_set("%s: is not there (any more); plug the stick in again", dir);
        return false;
    }
    arena_init(&arena, PATHS_MAX);
    bool ok = true;
    for (size_t i = 0; ok && i < files->count; i++) {
        const struct register_file *file = &files->files[i];
        ok = file_write(file_path(&arena, dir, file->name), buf_bytes(&file->content), 0644);
    }
    arena_finish(&arena);
    return ok;
}

void register_files_finish(struct register_files *files)
{
    for (size_t i = 0; i < files->count; i++) {
        buf_finish(&files->files[i].content);
    }
    *files = (struct register_files){0};
}
