// SPDX-License-Identifier: GPL-3.0-or-later
// `doctor`: tries what can be tried, then shows the table of checks that the keeper's screen shows.
#include "doctor.h"

#include "agent.h"
#include "db/base/moment.h"
#include "db/village/doctor.h"
#include "db/village/identity.h"
#include "db/village/mirror.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

enum { LINK_TOLD_S = 3600, FILE_EVERY_DAYS = 7 };

void doctor_link(struct village *village, bool is_up, const char *why)
{
    struct arena arena;
    arena_init(&arena, 1 << 16);
    struct probe was = probe_get(village, &arena, "link");
    enum probe_state state = is_up ? PROBE_WELL : PROBE_BAD;
    int64_t age_s = village_now_s(village) - was.at_s;
    bool is_told = was.state == state && age_s >= 0 && age_s < LINK_TOLD_S;
    arena_finish(&arena);
    if (is_told) {
        return;
    }
    if (probe_put(village, "link", state, 0, is_up ? NULL : why)) {
        village_ring(village);
    } else {
        log_line("how the link is was not kept: %s", fault_text());
    }
}

void doctor_probe(struct village *village, struct exchange *exchange)
{
    struct arena arena;
    arena_init(&arena, COMMAND_ARENA_MAX);
    struct identity self;
    bool enrolled = identity_get(village, &arena, &self) && self.enrolled;
    arena_finish(&arena);
    if (enrolled) {
        bool is_up = exchange_probe(exchange, 0);
        https_hang_up(exchange->https);
        doctor_link(village, is_up, is_up ? NULL : fault_text());
    }
}

void doctor_mirror_look(struct village *village)
{
    enum { BATCHES_MAX = 1000 };
    bool more = true;
    for (int i = 0; more && i < BATCHES_MAX; i++) {
        (void)mirror_keep(village, true, MIRROR_KEEP_MS, &more);
    }
}

bool doctor_file_is_due(struct village *village)
{
    struct arena arena;
    arena_init(&arena, 1 << 16);
    struct probe was = probe_get(village, &arena, "file");
    int64_t age_s = village_now_s(village) - was.at_s;
    arena_finish(&arena);
    return was.state == PROBE_NEVER || age_s < 0 || age_s > FILE_EVERY_DAYS * (int64_t)DAY_S;
}

// ---- the command

static void print_json(struct arena *arena, const struct doctor_row *rows, size_t count)
{
    json_t *all = json_array();
    for (size_t i = 0; i < count; i++) {
        json_t *row = json_object();
        json_object_set_new(row, "name", json_string(rows[i].name));
        json_object_set_new(row, "state", json_string(doctor_state_name(rows[i].state)));
        json_object_set_new(row, "text", json_string(phrase_text(arena, &rows[i].text)));
        json_object_set_new(row, "advice", json_string(phrase_text(arena, &rows[i].advice)));
        if (rows[i].detail) {
            json_object_set_new(row, "detail", json_string(rows[i].detail));
        }
        json_array_append_new(all, row);
    }
    char *text = json_dumps(all, JSON_INDENT(2));
    puts(text ? text : "[]");
    free(text);
    json_decref(all);
}

static void print_text(struct arena *arena, const struct doctor_row *rows, size_t count)
{
    static const char *const words[] = {
        [DOCTOR_OK] = "baik", [DOCTOR_WARN] = "perhatikan", [DOCTOR_BAD] = "rusak"};
    for (size_t i = 0; i < count; i++) {
        printf("%-11s%s: %s\n", words[rows[i].state], rows[i].title,
               phrase_text(arena, &rows[i].text));
        if (rows[i].advice.text) {
            printf("%-11s%s\n", "", phrase_text(arena, &rows[i].advice));
        }
        if (rows[i].detail && rows[i].state != DOCTOR_OK) {
            printf("%-11s(%s)\n", "", rows[i].detail);
        }
    }
}

int doctor_command(const char *dir, int count, char **words)
{
    if (count == 1 && !str_equal(words[0], "--json")) {
        log_line("doctor takes --json and nothing else");
        return 2;
    }
    struct village *village = village_open(dir, VILLAGE_TOOL);
    if (!village) {
        return log_fault();
    }
    struct arena arena;
    arena_init(&arena, COMMAND_ARENA_MAX);
    struct exchange exchange;
    exchange_init(&exchange, village, NULL);
    doctor_probe(village, &exchange);
    exchange_finish(&exchange);
    doctor_mirror_look(village);
    if (!probe_file(village)) {
        log_fault();
    }
    struct doctor_row rows[DOCTOR_ROWS_MAX];
    size_t row_count = doctor_look(village, &arena, NULL, rows);
    (count == 1 ? print_json : print_text)(&arena, rows, row_count);
    bool is_bad = row_count > 0 && rows[0].state == DOCTOR_BAD;
    village_close(village);
    arena_finish(&arena);
    return is_bad ? 1 : 0;
}
