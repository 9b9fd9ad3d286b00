// SPDX-License-Identifier: GPL-3.0-or-later
// The office's JSON, each list a row of a table, each field a row of its own. A mistake is named
// with its place ("services[2].cost"); an unknown key is said and left out.
#include "office_file.h"

#include "db/base/moment.h"

#include <jansson.h>
#include <string.h>

struct reader {
    struct arena *arena;
    void (*warn)(void *ctx, const char *what);
    void *ctx;
};

enum kind { LINE, LINES, YES_NO, DAY };
struct field {
    const char *name;
    enum kind kind;
    size_t offset, count_offset; // in the record; count_offset: of LINES
    bool needed;
};
#define FIELD(type, name, kind, needed)                                                            \
    {                                                                                              \
#name, kind, offsetof(type, name), 0, needed                                               \
    }
#define FIELD_LINES(type, name)                                                                    \
    {                                                                                              \
#name, LINES, offsetof(type, name), offsetof(type, n_##name), false                        \
    }

static const struct field service_fields[] = {
    FIELD(Kt__Service, name, LINE, true),  FIELD_LINES(Kt__Service, needs),
    FIELD(Kt__Service, cost, LINE, false), FIELD(Kt__Service, time, LINE, false),
    FIELD_LINES(Kt__Service, steps),
};
static const struct field official_fields[] = {
    FIELD(Kt__Official, name, LINE, true),
    FIELD(Kt__Official, role, LINE, true),
    FIELD(Kt__Official, photo, LINE, false),
    FIELD(Kt__Official, in_today, YES_NO, false),
};
static const struct field hours_fields[] = {
    FIELD(Kt__Hours, day, DAY, true),
    FIELD(Kt__Hours, open, LINE, true),
    FIELD(Kt__Hours, close, LINE, true),
};
static const struct field emergency_fields[] = {
    FIELD(Kt__Emergency, name, LINE, true),
    FIELD(Kt__Emergency, number, LINE, true),
};

static const struct list {
    const char *name;
    const ProtobufCMessageDescriptor *type;
    const struct field *fields;
    size_t field_count, max, offset, count_offset;
} lists[] = {
    {"services", &kt__service__descriptor, service_fields, COUNT_OF(service_fields),
     OFFICE_SERVICES_MAX, offsetof(Kt__Office, services), offsetof(Kt__Office, n_services)},
    {"officials", &kt__official__descriptor, official_fields, COUNT_OF(official_fields),
     OFFICE_OFFICIALS_MAX, offsetof(Kt__Office, officials), offsetof(Kt__Office, n_officials)},
    {"hours", &kt__hours__descriptor, hours_fields, COUNT_OF(hours_fields), OFFICE_HOURS_MAX,
     offsetof(Kt__Office, hours), offsetof(Kt__Office, n_hours)},
    {"emergency", &kt__emergency__descriptor, emergency_fields, COUNT_OF(emergency_fields),
     OFFICE_EMERGENCY_MAX, offsetof(Kt__Office, emergency), offsetof(Kt__Office, n_emergency)},
};

// ---- values

static bool read_line(struct reader *r, json_t *value, const char *place, char **out)
{
    const char *text = json_string_value(value);
    if (!text || strlen(text) > OFFICE_TEXT_BYTES_MAX) {
        fault_set("%s: write it as a text in quotes, at most %d letters", place,
                  OFFICE_TEXT_BYTES_MAX);
        return false;
    }
    *out = arena_str(r->arena, text);
    return true;
}

static bool read_lines(struct reader *r, json_t *value, const char *place, size_t max, char ***out,
                       size_t *count)
{
    if (!json_is_array(value) || json_array_size(value) > max) {
        fault_set("%s: write it as a list [\"...\", \"...\"] of at most %zu", place, max);
        return false;
    }
    *count = json_array_size(value);
    *out = ARENA_ARRAY(r->arena, char *, *count + 1);
    for (size_t i = 0; i < *count; i++) {
        const char *here = arena_printf(r->arena, "%s[%zu]", place, i);
        if (!read_line(r, json_array_get(value, i), here, &(*out)[i])) {
            return false;
        }
    }
    return true;
}

static bool read_field(struct reader *r, const struct field *field, json_t *value,
                       const char *place, uint8_t *record)
{
    void *member = record + field->offset;
    switch (field->kind) {
    case LINE:
        return read_line(r, value, place, member);
    case LINES:
        return read_lines(r, value, place, OFFICE_LINES_MAX, member,
                          (size_t *)(void *)(record + field->count_offset));
    case YES_NO:
        *(protobuf_c_boolean *)member = json_is_true(value);
        if (!json_is_boolean(value)) {
            fault_set("%s: write true or false", place);
        }
        return json_is_boolean(value);
    case DAY:
        if (!json_is_integer(value) || json_integer_value(value) < 1 ||
            json_integer_value(value) > 7) {
            fault_set("%s: write a number from 1 (Monday) to 7 (Sunday)", place);
            return false;
        }
        *(uint32_t *)member = (uint32_t)json_integer_value(value);
        return true;
    }
    return false;
}

static void warn_unknown(struct reader *r, const char *place, const char *key)
{
    if (r->warn) {
        r->warn(r->ctx, arena_printf(r->arena,
                                     "%s%s\"%.60s\" is a key that this version does not know; it "
                                     "is left out",
                                     place, place[0] ? ": " : "", key));
    }
}

static const struct field *field_named(const struct list *list, const char *name)
{
    for (size_t i = 0; i < list->field_count; i++) {
        if (str_equal(list->fields[i].name, name)) {
            return &list->fields[i];
        }
    }
    return NULL;
}

static bool read_record(struct reader *r, const struct list *list, json_t *object,
                        const char *place, uint8_t *record)
{
    if (!json_is_object(object)) {
        fault_set("%s: write it as {\"...\": ...}", place);
        return false;
    }
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value)
    {
        const struct field *field = field_named(list, key);
        if (!field) {
            warn_unknown(r, place, key);
        } else if (!read_field(r, field, value, arena_printf(r->arena, "%s.%s", place, key),
                               record)) {
            return false;
        }
    }
    for (size_t i = 0; i < list->field_count; i++) {
        if (list->fields[i].needed && !json_object_get(object, list->fields[i].name)) {
            fault_set("%s: \"%s\" is missing; add it", place, list->fields[i].name);
            return false;
        }
    }
    return true;
}

static bool read_list(struct reader *r, const struct list *list, json_t *array, Kt__Office *office)
{
    size_t count = json_array_size(array);
    if (!json_is_array(array) || count > list->max) {
        fault_set("%s: write it as a list [...] of at most %zu", list->name, list->max);
        return false;
    }
    void **records = ARENA_ARRAY(r->arena, void *, count + 1);
    *(void ***)(void *)((uint8_t *)office + list->offset) = records;
    *(size_t *)(void *)((uint8_t *)office + list->count_offset) = count;
    for (size_t i = 0; i < count; i++) {
        const char *place = arena_printf(r->arena, "%s[%zu]", list->name, i);
        records[i] = arena_alloc(r->arena, list->type->sizeof_message);
        protobuf_c_message_init(list->type, records[i]);
        if (!read_record(r, list, json_array_get(array, i), place, records[i])) {
            return false;
        }
    }
    return true;
}

// ---- the file

static bool read_key(struct reader *r, const char *key, json_t *value, Kt__Office *office)
{
    for (size_t i = 0; i < COUNT_OF(lists); i++) {
        if (str_equal(lists[i].name, key)) {
            return read_list(r, &lists[i], value, office);
        }
    }
    if (str_equal(key, "closed")) {
        return read_lines(r, value, key, OFFICE_CLOSED_MAX, &office->closed, &office->n_closed);
    }
    warn_unknown(r, "", key);
    return true;
}

static Kt__Office *read_office(struct reader *r, json_t *root)
{
    if (!json_is_object(root)) {
        fault_set("the file is not one object {...} with services, officials, hours, closed, "
                  "emergency");
        return NULL;
    }
    Kt__Office *office = ARENA_NEW(r->arena, Kt__Office);
    kt__office__init(office);
    const char *key;
    json_t *value;
    json_object_foreach(root, key, value)
    {
        if (!read_key(r, key, value, office)) {
            return NULL;
        }
    }
    return office_fits(office) && record_texts_are_valid(&office->base) ? office : NULL;
}

Kt__Office *office_file_read(struct arena *arena, struct bytes file,
                             void (*warn)(void *ctx, const char *what), void *ctx)
{
    static const uint8_t mark[] = {0xEF, 0xBB, 0xBF};
    if (file.len > OFFICE_FILE_BYTES_MAX) {
        fault_set("the file has %zu bytes; at most %d are taken", file.len, OFFICE_FILE_BYTES_MAX);
        return NULL;
    }
    if (file.len >= sizeof mark && memcmp(file.data, mark, sizeof mark) == 0) {
        file = bytes_of(file.data + sizeof mark, file.len - sizeof mark);
    }
    struct reader reader = {arena, warn, ctx};
    json_error_t error;
    json_t *root = json_loadb(file.data ? (const char *)file.data : "", file.len,
                              JSON_REJECT_DUPLICATES, &error);
    if (!root) {
        fault_set("line %d: this is not JSON (%s); correct it and give the file again", error.line,
                  error.text);
        return NULL;
    }
    Kt__Office *office = read_office(&reader, root);
    json_decref(root);
    return office;
}

// ---- what a record may hold, from a file or from outside

bool office_minute(const char *time, int *minute)
{
    bool shaped = strlen(time) == 5 && time[2] == ':';
    for (size_t i = 0; i < 5 && shaped; i++) {
        shaped = i == 2 || (time[i] >= '0' && time[i] <= '9');
    }
    if (!shaped) {
        return false;
    }
    int hour = (time[0] - '0') * 10 + time[1] - '0', rest = (time[3] - '0') * 10 + time[4] - '0';
    *minute = hour * 60 + rest;
    return rest < 60 && *minute <= 24 * 60;
}

static bool is_short(const char *text)
{
    return strlen(text) <= OFFICE_TEXT_BYTES_MAX;
}

static bool are_short(char *const *texts, size_t count)
{
    bool ok = count <= OFFICE_LINES_MAX;
    for (size_t i = 0; i < count && ok; i++) {
        ok = is_short(texts[i]);
    }
    return ok;
}

static bool hours_fit(const Kt__Office *office)
{
    for (size_t i = 0; i < office->n_hours; i++) {
        const Kt__Hours *hours = office->hours[i];
        int opens, closes;
        if (hours->day < 1 || hours->day > 7 || !office_minute(hours->open, &opens) ||
            !office_minute(hours->close, &closes) || opens >= closes) {
            fault_set("hours[%zu]: write a day from 1 to 7, and open and close as \"08:00\" and "
                      "\"15:30\", the earlier first",
                      i);
            return false;
        }
    }
    for (size_t i = 0; i < office->n_closed; i++) {
        int64_t day_s;
        if (strlen(office->closed[i]) != strlen("2026-12-25") ||
            !moment_parse(office->closed[i], 0, &day_s)) {
            fault_set("closed[%zu]: write each day as \"2026-12-25\"", i);
            return false;
        }
    }
    return true;
}

bool office_fits(const Kt__Office *office)
{
    bool fits = office->n_services <= OFFICE_SERVICES_MAX &&
                office->n_officials <= OFFICE_OFFICIALS_MAX &&
                office->n_hours <= OFFICE_HOURS_MAX && office->n_closed <= OFFICE_CLOSED_MAX &&
                office->n_emergency <= OFFICE_EMERGENCY_MAX;
    for (size_t i = 0; fits && i < office->n_services; i++) {
        const Kt__Service *s = office->services[i];
        fits = is_short(s->name) && is_short(s->cost) && is_short(s->time) &&
               are_short(s->needs, s->n_needs) && are_short(s->steps, s->n_steps);
    }
    for (size_t i = 0; fits && i < office->n_officials; i++) {
        const Kt__Official *o = office->officials[i];
        fits = is_short(o->name) && is_short(o->role) && is_short(o->photo);
    }
    for (size_t i = 0; fits && i < office->n_emergency; i++) {
        fits = is_short(office->emergency[i]->name) && is_short(office->emergency[i]->number);
    }
    if (!fits) {
        fault_set("the office holds more, or longer texts, than an office file may");
        return false;
    }
    return hours_fit(office);
}
