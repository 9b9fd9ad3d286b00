// SPDX-License-Identifier: GPL-3.0-or-later
// Villages by id and by code. A code that changed keeps its village, and with it every case; what
// the kiosks know of themselves follows by the feed.
#include "desa.h"

#include "change.h"
#include "db/base/clock.h"

#include <ctype.h>
#include <string.h>

static const char columns[] =
    "SELECT id, code, name, kecamatan, receipt_salt, zone_min, whole_after FROM village";

static bool take_row(struct sql_rows *rows, struct arena *arena, struct desa *out)
{
    if (!sql_next(rows)) {
        return false;
    }
    *out = (struct desa){
        .id = (uint32_t)sql_row_int(rows, 0),
        .code = sql_row_text(rows, 1, arena),
        .name = sql_row_text(rows, 2, arena),
        .kecamatan = sql_row_text(rows, 3, arena),
        .zone_min = (int)sql_row_int(rows, 5),
        .whole_after = (uint64_t)sql_row_int(rows, 6),
    };
    memcpy(out->receipt_salt, sql_row_bytes(rows, 4, arena).data, RECEIPT_SALT_LEN);
    sql_done(rows);
    return true;
}

bool desa_get(struct regency *regency, struct arena *arena, uint32_t id, struct desa *out)
{
    struct sql_rows rows =
        sql_rows(regency->sql, arena_printf(arena, "%s WHERE id = $1", columns), "i", (int64_t)id);
    bool found = take_row(&rows, arena, out);
    if (!found) {
        fault_set("there is no village with id %u", id);
    }
    return found;
}

bool desa_find(struct regency *regency, struct arena *arena, const char *code, struct desa *out)
{
    struct sql_rows rows =
        sql_rows(regency->sql, arena_printf(arena, "%s WHERE code = $1", columns), "t", code);
    return take_row(&rows, arena, out);
}

static bool text_is_fit(const char *text, size_t max)
{
    size_t len = strlen(text);
    for (size_t i = 0; i < len; i++) {
        if ((unsigned char)text[i] < ' ' || text[i] == 0x7F) {
            return false;
        }
    }
    return len > 0 && len <= max && utf8_is_valid(bytes_of_str(text));
}

// A code may be unknown, but it has to look like one: it becomes an audience of the feed.
static bool fields_are_fit(const char *code, const char *name)
{
    if (str_equal(code, "all") || !regency_scope_check(code)) {
        fault_set("\"%.60s\" is not a village code; give one such as 32.15.11.2005", code);
        return false;
    }
    if (!text_is_fit(name, REGENCY_NAME_BYTES_MAX)) {
        fault_set("the name of village %s has to be text of 1 to %d bytes", code,
                  REGENCY_NAME_BYTES_MAX);
        return false;
    }
    return true;
}

static bool add(struct regency *regency, const char *code, const char *name, const char *kecamatan)
{
    uint8_t salt[RECEIPT_SALT_LEN];
    clock_random(salt, sizeof salt);
    return sql_run(regency->sql,
                   "INSERT INTO village (code, name, kecamatan, receipt_salt, zone_min)"
                   " VALUES ($1, $2, $3, $4, $5)",
                   "tttbi", code, name, kecamatan, bytes_of(salt, sizeof salt),
                   (int64_t)regency_zone_of(code));
}

bool desa_need(struct regency *regency, struct arena *arena, const char *code, const char *name,
               struct desa *out)
{
    if (desa_find(regency, arena, code, out)) {
        return true;
    }
    name = name ? name : code;
    return fields_are_fit(code, name) && add(regency, code, name, "") &&
           desa_find(regency, arena, code, out);
}

static bool is_in_use(struct regency *regency, uint32_t id)
{
    return sql_int(regency->sql, 1,
                   "SELECT (SELECT count(*) FROM kiosk WHERE village = $1)"
                   " + (SELECT count(*) FROM cases WHERE village = $1)",
                   "i", (int64_t)id) > 0;
}

bool desa_put_again(struct regency *regency, struct arena *arena, const Kt__Village *record)
{
    struct desa now;
    if (!fields_are_fit(record->code, record->name)) {
        return false;
    }
    if (record->id == 0 || record->receipt_salt.len != RECEIPT_SALT_LEN ||
        (record->kecamatan[0] && !text_is_fit(record->kecamatan, REGENCY_NAME_BYTES_MAX))) {
        fault_set("what a kiosk tells of its village %s is not whole", record->code);
        return false;
    }
    if (desa_find(regency, arena, record->code, &now)) {
        if (is_in_use(regency, now.id)) {
            fault_set("village %s was made anew here, and this kiosk is of the one before it: give "
                      "the new one another code (village import, column formerly), then this kiosk "
                      "comes back by itself",
                      record->code);
            return false;
        }
        sql_run(regency->sql, "DELETE FROM village WHERE id = $1", "i", (int64_t)now.id);
    }
    return sql_run(regency->sql,
                   "INSERT INTO village (id, code, name, kecamatan, receipt_salt, zone_min)"
                   " VALUES ($1, $2, $3, $4, $5, $6)",
                   "itttbi", (int64_t)record->id, record->code, record->name, record->kecamatan,
                   record_view(record->receipt_salt), (int64_t)regency_zone_of(record->code));
}

Kt__Village *desa_record(struct regency *regency, struct arena *arena, const struct desa *desa,
                         uint32_t kiosk_slot)
{
    struct regency_about about;
    if (!regency_about(regency, arena, &about)) {
        return NULL;
    }
    Kt__Village *record = ARENA_NEW(arena, Kt__Village);
    kt__village__init(record);
    record->id = desa->id;
    record->code = arena_str(arena, desa->code);
    record->name = arena_str(arena, desa->name);
    record->kecamatan = arena_str(arena, desa->kecamatan);
    record->regency = arena_str(arena, about.name);
    record->receipt_salt =
        record_data(arena_bytes(arena, bytes_of(desa->receipt_salt, RECEIPT_SALT_LEN)));
    record->zone_min = desa->zone_min;
    record->kiosk_slot = kiosk_slot;
    return record;
}

// ---- the file

enum { CODE, DESA, KECAMATAN, LAT, LON, FORMERLY, FIELDS };
static const char *const header[FIELDS] = {"code", "desa", "kecamatan", "lat", "lon", "formerly"};

struct line {
    const char *field[FIELDS]; // "" where the file has no such column or nothing in it
};

static char *trimmed(char *text)
{
    while (isspace((unsigned char)*text)) {
        text++;
    }
    char *end = text + strlen(text);
    while (end > text && isspace((unsigned char)end[-1])) {
        *--end = '\0';
    }
    return text;
}

// Cuts one field off, unquoting "a ""b"", c"; NULL when there is none left.
static char *next_field(char **rest)
{
    if (!*rest) {
        return NULL;
    }
    char *from = *rest, *to = from, *start = from;
    bool quoted = *from == '"';
    for (from += quoted; *from && (quoted || *from != ','); from++) {
        if (quoted && *from == '"') {
            if (from[1] != '"') {
                quoted = false;
                continue;
            }
            from++;
        }
        *to++ = *from;
    }
    *rest = *from ? from + 1 : NULL;
    *to = '\0';
    return trimmed(start);
}

static bool read_header(char *text, const char *name, int column[FIELDS])
{
    for (int f = 0; f < FIELDS; f++) {
        column[f] = -1;
    }
    int at = 0;
    for (char *field; (field = next_field(&text)) != NULL; at++) {
        for (int f = 0; f < FIELDS; f++) {
            column[f] = str_equal(field, header[f]) ? at : column[f];
        }
    }
    if (column[CODE] < 0 || column[DESA] < 0 || column[KECAMATAN] < 0) {
        fault_set("%s: line 1: the header has to be code,desa,kecamatan,lat,lon", name);
        return false;
    }
    return true;
}

static void read_line(char *text, const int column[FIELDS], struct line *line)
{
    *line = (struct line){{"", "", "", "", "", ""}};
    int at = 0;
    for (char *field; (field = next_field(&text)) != NULL; at++) {
        for (int f = 0; f < FIELDS; f++) {
            line->field[f] = column[f] == at ? field : line->field[f];
        }
    }
}

// Tells the kiosks of the village what it is called now.
static bool tell(struct regency *regency, struct arena *arena, const char *code)
{
    struct desa desa;
    if (!desa_find(regency, arena, code, &desa)) {
        return false;
    }
    struct sql_rows rows = sql_rows(regency->sql, "SELECT id, slot FROM kiosk WHERE village = $1",
                                    "i", (int64_t)desa.id);
    bool ok = true;
    while (ok && sql_next(&rows)) {
        uint32_t kiosk = (uint32_t)sql_row_int(&rows, 0);
        Kt__Village *record = desa_record(regency, arena, &desa, (uint32_t)sql_row_int(&rows, 1));
        ok = record && change_put(regency, CHANGE_TEXT, change_audience_kiosk(arena, kiosk),
                                  "village", CHANGE_VILLAGE, record_pack(arena, &record->base), 0);
    }
    sql_done(&rows);
    return ok;
}

#define PARKED "~" // before a code that its village is giving up, inside the transaction

static bool note_move(struct regency *regency, struct arena *arena, const struct line *line)
{
    (void)arena;
    const char *formerly = line->field[FORMERLY];
    return !formerly[0] || sql_run(regency->sql, "INSERT INTO moving VALUES ($1, $2, 0)", "tt",
                                   line->field[CODE], formerly);
}

static bool apply(struct regency *regency, struct arena *arena, const struct line *line)
{
    const char *code = line->field[CODE], *name = line->field[DESA];
    const char *kecamatan = line->field[KECAMATAN], *formerly = line->field[FORMERLY];
    struct desa desa;
    if (!fields_are_fit(code, name)) {
        return false;
    }
    bool renumbered =
        formerly[0] && desa_find(regency, arena, arena_printf(arena, PARKED "%s", formerly), &desa);
    if (renumbered) {
        // The next change is the village's new name for each of its kiosks; cursors below it are
        // those of the old code.
        sql_run(regency->sql,
                "UPDATE village SET code = $2, zone_min = $3, whole_after = CASE"
                " WHEN EXISTS (SELECT 1 FROM kiosk WHERE village = $1)"
                " THEN (SELECT coalesce(max(number), 0) + 1 FROM change) ELSE whole_after END"
                " WHERE id = $1",
                "iti", (int64_t)desa.id, code, (int64_t)regency_zone_of(code));
        sql_run(regency->sql, "INSERT OR IGNORE INTO village_former VALUES ($1, substr($2, -4))",
                "it", (int64_t)desa.id, formerly);
    } else if (!desa_find(regency, arena, code, &desa)) {
        return add(regency, code, name, kecamatan);
    }
    bool same = !renumbered && str_equal(desa.name, name) && str_equal(desa.kecamatan, kecamatan);
    return same ||
           (sql_run(regency->sql, "UPDATE village SET name = $2, kecamatan = $3 WHERE id = $1",
                    "itt", (int64_t)desa.id, name, kecamatan) &&
            tell(regency, arena, code));
}

// Codes move along: one village takes the code that another gives up in the same file. So all that
// move are parked first. A line whose new code stands already was taken in before: it moves
// nothing, unless that code is about to be given up itself.
static bool park_moving(struct regency *regency)
{
    int64_t before = -1, moving = 0;
    while (moving != before && !sql_failed(regency->sql)) {
        before = moving;
        sql_run(regency->sql,
                "UPDATE moving SET is_on = 1 WHERE formerly IN (SELECT code FROM village)"
                " AND (code NOT IN (SELECT code FROM village)"
                " OR code IN (SELECT formerly FROM moving WHERE is_on = 1))",
                "");
        moving = sql_int(regency->sql, 0, "SELECT count(*) FROM moving WHERE is_on = 1", "");
    }
    return sql_run(regency->sql,
                   "UPDATE village SET code = '" PARKED "' || code"
                   " WHERE code IN (SELECT formerly FROM moving WHERE is_on = 1)",
                   "");
}

static bool import_lines(struct regency *regency, const char *name, char *text, size_t *count,
                         bool (*take)(struct regency *, struct arena *, const struct line *))
{
    *count = 0;
    struct arena arena;
    arena_init(&arena, 16 << 20);
    int column[FIELDS], number = 0;
    bool ok = true;
    for (char *rest = text, *row; ok && (row = strsep(&rest, "\n")) != NULL;) {
        struct line line;
        number++;
        row = trimmed(row);
        if (!*row) {
            continue;
        }
        if (number == 1) {
            ok = read_header(row, name, column);
            continue;
        }
        read_line(row, column, &line);
        ok = number <= DESA_LINES_MAX && take(regency, &arena, &line);
        if (!ok) {
            fault_where("%s: line %d", name, number);
        }
        *count += ok;
        arena_reset(&arena);
    }
    if (ok && *count == 0) {
        fault_set("%s: holds no village", name);
        ok = false;
    }
    arena_finish(&arena);
    return ok;
}

bool desa_import(struct regency *regency, const char *name, struct bytes text, size_t *count)
{
    static const char mark[] = "\xEF\xBB\xBF"; // spreadsheets put it before UTF-8
    if (!utf8_is_valid(text)) {
        fault_set("%s: is not UTF-8 text; save it as CSV UTF-8", name);
        return false;
    }
    struct arena arena;
    arena_init(&arena, 2 * DESA_FILE_BYTES_MAX + (1 << 16));
    char *copy = arena_str_of(&arena, text);
    copy += str_starts(copy, mark) ? strlen(mark) : 0;
    sql_begin(regency->sql);
    sql_run(regency->sql,
            "CREATE TEMP TABLE moving (code TEXT, formerly TEXT, is_on INTEGER DEFAULT 0)", "");
    if (!import_lines(regency, name, arena_str(&arena, copy), count, note_move) ||
        !park_moving(regency) || !import_lines(regency, name, copy, count, apply)) {
        sql_fail(regency->sql);
    }
    sql_run(regency->sql, "DROP TABLE moving", "");
    bool ok = sql_commit(regency->sql);
    arena_finish(&arena);
    return ok;
}
