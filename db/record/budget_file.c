// SPDX-License-Identifier: GPL-3.0-or-later
// The budget's CSV (RFC 4180, `;` or `,`), each column a row of a table. All lines are looked at,
// so that whoever typed them can put them right in one go; then all are taken, or none.
#include "budget_file.h"

#include "budget_text.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum column { YEAR, CODE, KIND, FIELD, ITEM, PLANNED, REALISED, COLUMNS };
static const char *const column_names[COLUMNS] = {"tahun",  "kode",     "jenis",    "bidang",
                                                  "uraian", "anggaran", "realisasi"};
static const char *const kind_names[BUDGET_KINDS] = {"pendapatan", "belanja", "pembiayaan"};

struct reader {
    struct arena *arena;
    const char *rest; // zero-terminated
    char *scratch;    // the cells of one record, as long as the file
    char separator;
    size_t line;                      // where the next record begins, from 1
    size_t at[COLUMNS], header_count; // which cell each column is
    void (*bad)(void *ctx, size_t line, const char *what);
    void *ctx;
    size_t bad_count, first_bad_line;
    const char *first_bad;
};

struct record {
    size_t line, count;
    bool is_blank;
    const char *cells[BUDGET_COLUMNS_MAX]; // trimmed; until the next record
    const char *wrong;                     // NULL: well formed
};

// ---- CSV

static char *trim(char *text)
{
    text += strspn(text, " \t");
    size_t len = strlen(text);
    while (len > 0 && strchr(" \t", text[len - 1])) {
        text[--len] = '\0';
    }
    return text;
}

// A cell in quotes, where "" is a quote and line ends are spaces. False: the quotes never close.
static bool quoted_cell(struct reader *r, char *out, size_t *len)
{
    for (r->rest++; *r->rest; r->rest++) {
        if (*r->rest == '"' && *++r->rest != '"') {
            return true;
        }
        r->line += *r->rest == '\n';
        out[(*len)++] = *r->rest == '\n' || *r->rest == '\r' ? ' ' : *r->rest;
    }
    return false;
}

// Written behind the record's cells before it; never longer than what it was read from.
static const char *next_cell(struct reader *r, struct record *record, char **scratch)
{
    const char end[] = {r->separator, '\n', '\r', '\0'};
    size_t lead = strspn(r->rest, " "), len = 0;
    bool is_quoted = r->rest[lead] == '"';
    char *out = *scratch;
    r->rest += is_quoted ? lead : 0;
    if (is_quoted && !quoted_cell(r, out, &len)) {
        record->wrong = "the quotes are never closed";
    }
    size_t tail = strcspn(r->rest, end);
    if (!is_quoted) {
        memcpy(out, r->rest, tail);
        len = tail;
    } else if (strspn(r->rest, " ") < tail) {
        record->wrong = "letters stand behind closing quotes; write a quote inside quotes twice";
    }
    out[len] = '\0';
    *scratch = out + len + 1;
    r->rest += tail;
    return trim(out);
}

static bool next_record(struct reader *r, struct record *out)
{
    if (!*r->rest) {
        return false;
    }
    *out = (struct record){.line = r->line, .is_blank = true};
    char *scratch = r->scratch;
    for (;;) {
        const char *cell = next_cell(r, out, &scratch);
        out->is_blank = out->is_blank && !cell[0];
        if (out->count < BUDGET_COLUMNS_MAX) {
            out->cells[out->count] = cell;
        }
        out->count++;
        if (*r->rest != r->separator) {
            break;
        }
        r->rest++;
    }
    r->rest += *r->rest == '\r';
    r->line += *r->rest == '\n' || *r->rest == '\0';
    r->rest += *r->rest == '\n';
    return true;
}

// ---- the header

static char separator_of(const char *text)
{
    bool in_quotes = false;
    for (const char *p = text; *p && *p != '\n'; p++) {
        in_quotes = in_quotes != (*p == '"');
        if (*p == ';' && !in_quotes) {
            return ';';
        }
    }
    return ',';
}

// How many columns have that name; *at: one of them.
static size_t find_column(const struct record *header, enum column column, size_t *at)
{
    size_t found = 0;
    for (size_t i = 0; i < header->count; i++) {
        if (strcasecmp(header->cells[i], column_names[column]) == 0) {
            *at = i;
            found++;
        }
    }
    return found;
}

static bool read_header(struct reader *r)
{
    struct record header;
    char missing[128] = "";
    do {
        if (!next_record(r, &header)) {
            fault_set("the file is empty; its first line names the columns "
                      "tahun;kode;jenis;bidang;uraian;anggaran;realisasi");
            return false;
        }
    } while (header.is_blank);
    if (header.wrong || header.count > BUDGET_COLUMNS_MAX) {
        fault_set("line %zu: %s", header.line,
                  header.wrong ? header.wrong : "more columns than a budget can have");
        return false;
    }
    for (int i = 0; i < COLUMNS; i++) {
        size_t found = find_column(&header, (enum column)i, &r->at[i]);
        if (found > 1) {
            fault_set("line %zu: the column %s stands there twice; keep one of them", header.line,
                      column_names[i]);
            return false;
        }
        if (found == 0) {
            strcat(strcat(missing, missing[0] ? ", " : ""), column_names[i]);
        }
    }
    if (missing[0]) {
        fault_set("line %zu: these columns are missing: %s; the first line names "
                  "tahun;kode;jenis;bidang;uraian;anggaran;realisasi",
                  header.line, missing);
        return false;
    }
    r->header_count = header.count;
    return true;
}

// ---- a line

static const char *wrong(struct reader *r, enum column column, const char *value, const char *what)
{
    return arena_printf(r->arena, "%s \"%.60s\" %s", column_names[column], value, what);
}

static const char *read_code(struct reader *r, const char *text, const char **code)
{
    size_t len = strlen(text);
    len -= len > 0 && text[len - 1] == '.'; // 4.1.1. as some programs write it
    bool ok = len > 0 && len <= BUDGET_CODE_LEN_MAX && text[0] != '.';
    for (size_t i = 0; i < len && ok; i++) {
        char c = text[i];
        bool is_letter = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        ok = is_letter || (c == '.' && text[i + 1] != '.');
    }
    *code = arena_str_of(r->arena, bytes_of(text, len));
    return ok ? NULL : wrong(r, CODE, text, "is no code; write it with dots, as 2.1.03");
}

static const char *read_kind(struct reader *r, const char *text, enum budget_kind *kind)
{
    for (int i = 0; i < BUDGET_KINDS; i++) {
        if (strcasecmp(text, kind_names[i]) == 0) {
            *kind = (enum budget_kind)i;
            return NULL;
        }
    }
    return wrong(r, KIND, text, "is none of pendapatan, belanja, pembiayaan");
}

static const char *read_year(struct reader *r, const char *text, int *year)
{
    char *end;
    long value = strtol(text, &end, 10);
    *year = (int)value;
    return strlen(text) == 4 && !*end && value >= BUDGET_YEAR_MIN && value <= BUDGET_YEAR_MAX
               ? NULL
               : wrong(r, YEAR, text, "is no year; write it as 2026");
}

static const char *read_text(struct reader *r, enum column column, const char *text,
                             const char **out)
{
    *out = arena_str(r->arena, text);
    for (const char *p = text; *p; p++) {
        if ((unsigned char)*p < ' ' || *p == 0x7F) {
            return wrong(r, column, text, "holds control letters; type it again");
        }
    }
    if (column == ITEM && !text[0]) {
        return "uraian is empty; say what the money is for";
    }
    return strlen(text) <= BUDGET_TEXT_BYTES_MAX
               ? NULL
               : wrong(r, column, text, "is too long; at most 400 letters");
}

static const char *read_money(struct reader *r, enum column column, const char *text,
                              enum budget_kind kind, int64_t *sen)
{
    switch (budget_money(text, BUDGET_RUPIAH_MAX, sen)) {
    case BUDGET_MONEY_OK:
        return NULL;
    case BUDGET_MONEY_EMPTY:
        return arena_printf(r->arena, "%s is empty; write 0 where there is nothing",
                            column_names[column]);
    case BUDGET_MONEY_NEGATIVE:
        return kind == BUDGET_FINANCING
                   ? NULL
                   : wrong(r, column, text, "is below zero; only pembiayaan may be");
    case BUDGET_MONEY_TOO_LARGE:
        return wrong(r, column, text, "is above 1.000.000.000.000.000 rupiah; check the zeros");
    case BUDGET_MONEY_UNREADABLE:
        break;
    }
    return wrong(r, column, text, "is no amount; write 1403029730 or 1.403.029.730,00");
}

// NULL, or what is wrong with it.
static const char *read_row(struct reader *r, const struct record *record, struct budget_line *line)
{
    if (record->wrong) {
        return record->wrong;
    }
    if (record->count != r->header_count) {
        return arena_printf(r->arena, "has %zu columns, the first line names %zu", record->count,
                            r->header_count);
    }
    const char *cell[COLUMNS];
    for (int i = 0; i < COLUMNS; i++) {
        cell[i] = record->cells[r->at[i]];
    }
    const char *what = read_year(r, cell[YEAR], &line->year);
    what = what ? what : read_code(r, cell[CODE], &line->code);
    what = what ? what : read_kind(r, cell[KIND], &line->kind);
    what = what ? what : read_text(r, FIELD, cell[FIELD], &line->field);
    what = what ? what : read_text(r, ITEM, cell[ITEM], &line->item);
    what = what ? what : read_money(r, PLANNED, cell[PLANNED], line->kind, &line->planned_sen);
    return what ? what : read_money(r, REALISED, cell[REALISED], line->kind, &line->realised_sen);
}

static void say_bad(struct reader *r, size_t line, const char *what)
{
    if (r->bad_count == 0) {
        r->first_bad_line = line;
        r->first_bad = what;
    }
    if (r->bad && r->bad_count < BUDGET_BAD_LINES_MAX) {
        r->bad(r->ctx, line, what);
    }
    r->bad_count++;
}

static bool read_rows(struct reader *r, struct budget_line *lines, struct budget_file *out)
{
    struct record record;
    while (next_record(r, &record)) {
        if (record.is_blank && !record.wrong) {
            continue;
        }
        if (out->count + r->bad_count == BUDGET_LINES_MAX) {
            fault_set("line %zu: more than %d lines of figures; give each year in a file of its "
                      "own",
                      record.line, BUDGET_LINES_MAX);
            return false;
        }
        const char *what = read_row(r, &record, &lines[out->count]);
        if (what) {
            say_bad(r, record.line, what);
        } else {
            out->count++;
        }
    }
    if (r->bad_count > 0) {
        fault_set("line %zu: %s; lines that are not right: %zu. Correct them and give the file "
                  "again, nothing was changed",
                  r->first_bad_line, r->first_bad, r->bad_count);
        return false;
    }
    if (out->count == 0) {
        fault_set("the file names its columns and no figures");
    }
    return out->count > 0;
}

bool budget_file_read(struct arena *arena, struct bytes file,
                      void (*bad)(void *ctx, size_t line, const char *what), void *ctx,
                      struct budget_file *out)
{
    *out = (struct budget_file){0};
    struct bytes text;
    if (file.len > BUDGET_FILE_BYTES_MAX) {
        fault_set("the file has %zu bytes; at most %d are taken", file.len, BUDGET_FILE_BYTES_MAX);
        return false;
    }
    if (!budget_text(arena, file, &text, &out->was_windows_1252)) {
        return false;
    }
    const char *all = arena_str_of(arena, text);
    struct reader r = {.arena = arena,
                       .rest = all,
                       .scratch = arena_alloc(arena, text.len + 2),
                       .separator = separator_of(all),
                       .line = 1,
                       .bad = bad,
                       .ctx = ctx};
    struct budget_line *lines = ARENA_ARRAY(arena, struct budget_line, BUDGET_LINES_MAX);
    out->lines = lines;
    return read_header(&r) && read_rows(&r, lines, out);
}
