// SPDX-License-Identifier: GPL-3.0-or-later
// One row a thing. Says how a try went, never what was written or heard meanwhile.
#include "probe.h"

#include "db/base/phrase.h"
#include "state.h"

#include <stdio.h>
#include <string.h>

// A word that fits, whole letters only.
static struct bytes fitting(const char *word)
{
    struct bytes text = bytes_of_str(word ? word : "");
    text.len = text.len > PHRASE_WORD_MAX ? PHRASE_WORD_MAX : text.len;
    while (!utf8_is_valid(text)) {
        text.len--;
    }
    return text;
}

bool probe_put(struct village *village, const char *name, enum probe_state state, int64_t number,
               const char *word)
{
    struct arena arena;
    arena_init(&arena, 1 << 16);
    bool ok = sql_run(village->sql, "INSERT OR REPLACE INTO probe VALUES ($1, $2, $3, $4, $5)",
                      "tiiit", name, village_now_s(village), (int64_t)state, number,
                      arena_str_of(&arena, fitting(word)));
    arena_finish(&arena);
    return ok;
}

struct probe probe_get(struct village *village, struct arena *arena, const char *name)
{
    struct probe probe = {.word = ""};
    struct sql_rows rows = sql_rows(
        village->sql, "SELECT at_s, state, number, word FROM probe WHERE name = $1", "t", name);
    if (sql_next(&rows)) {
        probe = (struct probe){
            .at_s = sql_row_int(&rows, 0),
            .state = sql_row_int(&rows, 1) == PROBE_WELL ? PROBE_WELL : PROBE_BAD,
            .number = sql_row_int(&rows, 2),
            .word = sql_row_text(&rows, 3, arena),
        };
    }
    sql_done(&rows);
    return probe;
}

static void version_key(char out[static 64], const char *program)
{
    (void)snprintf(out, 64, "version_%s", program);
}

bool probe_version_put(struct village *village, const char *program, int64_t version)
{
    char key[64];
    version_key(key, program);
    return state_int(village, key, 0) == version || state_set_int(village, key, version);
}

int64_t probe_version(struct village *village, const char *program)
{
    char key[64];
    version_key(key, program);
    return state_int(village, key, 0);
}

bool probe_file(struct village *village)
{
    bool is_whole = village_check(village);
    char kept[FAULT_LEN_MAX];
    (void)snprintf(kept, sizeof kept, "%s", is_whole ? "" : fault_text());
    // A damaged file may not take the row either: then the next look finds it damaged again.
    if (!probe_put(village, "file", is_whole ? PROBE_WELL : PROBE_BAD, 0, kept)) {
        log_line("the result of looking through the file was not kept: %s", fault_text());
    }
    if (!is_whole) {
        fault_set("%s", kept);
    }
    return is_whole;
}
