// SPDX-License-Identifier: GPL-3.0-or-later
// Rows and a sealed box. Which kinds there are, and what their arguments look like, is the table.
// Must never keep a secret that it could open again tomorrow.
#include "errand.h"

#include "db/base/clock.h"
#include "db/base/moment.h"
#include "db/base/secret.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
    PROGRESS_EVERY_MS = 500,
    PAD = 64, // so that a password's length is not told
    PADDED_MAX = (ERRAND_SECRET_MAX / PAD + 1) * PAD,
};

struct errand_desk {
    uint8_t public_key[BOX_PUBLIC_LEN], secret_key[BOX_SECRET_LEN];
    int64_t told_ms, told_id; // progress, the last time
};

// ---- kinds

static bool is_nothing(const char *argument)
{
    return !*argument;
}

static bool is_folder(const char *argument)
{
    for (const char *p = argument; (p = strstr(p, "/..")); p += 3) {
        if (p[3] == '/' || p[3] == '\0') {
            return false;
        }
    }
    return argument[0] == '/';
}

static bool is_device(const char *argument)
{
    static const char dev[] = "/dev/";
    const char *name = argument + strlen(dev);
    return str_starts(argument, dev) && *name && !strpbrk(name, "/. \t\n");
}

static bool is_time(const char *argument)
{
    int64_t unix_s;
    return strpbrk(argument, "Z+") && moment_parse(argument, 0, &unix_s);
}

static bool is_network(const char *argument)
{
    size_t len = strlen(argument);
    return len > 0 && len <= ERRAND_SSID_MAX && !strpbrk(argument, "\n\r\t");
}

enum secret_use { SECRET_NONE, SECRET_MAY, SECRET_MUST };
static const struct kind {
    const char *name;
    bool (*is_argument)(const char *argument);
    enum secret_use secret;
} kinds[] = {
    {"round", is_nothing, SECRET_NONE},     {"export", is_folder, SECRET_NONE},
    {"import", is_folder, SECRET_NONE},     {"clock", is_time, SECRET_NONE},
    {"wifi-list", is_nothing, SECRET_NONE}, {"wifi-join", is_network, SECRET_MAY},
    {"enrol", is_nothing, SECRET_MUST},     {"mount", is_device, SECRET_NONE},
    {"eject", is_folder, SECRET_NONE},      {"logs", is_folder, SECRET_NONE},
    {"check", is_nothing, SECRET_NONE},
};

static const struct kind *kind_of(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        if (str_equal(kinds[i].name, name)) {
            return &kinds[i];
        }
    }
    return NULL;
}

// ---- asking

static bool fits(const char *what, const char *argument, const char *secret)
{
    const struct kind *kind = kind_of(what);
    if (!kind) {
        fault_set("\"%.60s\" is no errand", what);
        return false;
    }
    bool is_text = strlen(argument) <= ERRAND_ARGUMENT_MAX &&
                   utf8_is_valid(bytes_of_str(argument)) && kind->is_argument(argument);
    bool is_secret = secret ? kind->secret != SECRET_NONE && strlen(secret) <= ERRAND_SECRET_MAX
                            : kind->secret != SECRET_MUST;
    if (!is_text || !is_secret) {
        fault_set("errand %s: %s is not what it takes", what, is_text ? "the secret" : "this");
    }
    return is_text && is_secret;
}

// Closed to the agent that runs now. In the arena.
static bool seal(struct village *village, struct arena *arena, const char *secret,
                 struct bytes *sealed)
{
    struct bytes key =
        sql_bytes(village->sql, arena, "SELECT value FROM state WHERE key = 'errand_key'", "");
    if (key.len != BOX_PUBLIC_LEN) {
        fault_set("the agent has no key laid out; start it again");
        return false;
    }
    size_t padded_len, len = strlen(secret);
    uint8_t *padded = secret_alloc(PADDED_MAX);
    memcpy(padded, secret, len);
    bool ok = sodium_pad(&padded_len, padded, len, PAD, PADDED_MAX) == 0;
    uint8_t *box = arena_alloc(arena, PADDED_MAX + SEAL_EXTRA_LEN);
    ok = ok && crypto_box_seal(box, padded, padded_len, key.data) == 0;
    secret_free(padded);
    *sealed = bytes_of(box, ok ? padded_len + SEAL_EXTRA_LEN : 0);
    return ok;
}

static int64_t add(struct village *village, const char *what, const char *argument,
                   struct bytes sealed)
{
    int64_t id = 0;
    sql_begin(village->sql);
    int64_t same = sql_int(village->sql, 0,
                           "SELECT id FROM errand WHERE done_s IS NULL AND what = $1"
                           " AND argument = $2 AND NOT is_unwanted",
                           "tt", what, argument);
    int64_t open = sql_int(village->sql, 0, "SELECT count(*) FROM errand WHERE done_s IS NULL", "");
    if (same == 0 && open >= ERRAND_OPEN_MAX) {
        fault_set("%d errands wait already; let the agent do them first", ERRAND_OPEN_MAX);
        sql_fail(village->sql);
    } else if (same == 0) {
        sql_run(village->sql,
                "INSERT INTO errand (what, argument, sealed, state, asked_s)"
                " VALUES ($1, $2, $3, $4, $5)",
                "ttbii", what, argument, sealed, (int64_t)ERRAND_ASKED, village_now_s(village));
        id = sql_int(village->sql, 0, "SELECT max(id) FROM errand", "");
        sql_run(village->sql, "DELETE FROM errand WHERE id <= $1 AND done_s IS NOT NULL", "i",
                id - ERRAND_KEPT);
    } else if (sealed.len > 0) { // typed once more
        sql_run(village->sql, "UPDATE errand SET sealed = $1 WHERE id = $2 AND state = $3", "bii",
                sealed, same, (int64_t)ERRAND_ASKED);
    }
    return sql_commit(village->sql) ? (same ? same : id) : 0;
}

int64_t errand_ask(struct village *village, const char *what, const char *argument,
                   const char *secret)
{
    if (!fits(what, argument, secret)) {
        return 0;
    }
    if (!village_agent_runs(village)) {
        fault_set("%s: no agent runs here; start kentongan-sync run", village->dir);
        return 0;
    }
    struct arena arena;
    arena_init(&arena, 1 << 16);
    struct bytes sealed = {0};
    bool ok = !secret || seal(village, &arena, secret, &sealed);
    int64_t id = ok ? add(village, what, argument, sealed) : 0;
    arena_finish(&arena);
    if (id) {
        village_ring(village);
    }
    return id;
}

// ---- reading

#define COLUMNS                                                                                    \
    "SELECT id, what, argument, state, asked_s, done_s, step, steps, text, number, word, list"     \
    " FROM errand "

static const char *text_or_empty(struct sql_rows *rows, int column, struct arena *arena)
{
    const char *text = sql_row_text(rows, column, arena);
    return text ? text : "";
}

static bool read_one(struct sql_rows rows, struct arena *arena, struct errand *out)
{
    bool found = sql_next(&rows);
    if (found) {
        *out = (struct errand){
            .id = sql_row_int(&rows, 0),
            .what = sql_row_text(&rows, 1, arena),
            .argument = text_or_empty(&rows, 2, arena),
            .state = (enum errand_state)sql_row_int(&rows, 3),
            .asked_s = sql_row_int(&rows, 4),
            .done_s = sql_row_int(&rows, 5),
            .step = sql_row_int(&rows, 6),
            .steps = sql_row_int(&rows, 7),
            .result = {.text = sql_row_text(&rows, 8, arena),
                       .number = sql_row_int(&rows, 9),
                       .word = sql_row_text(&rows, 10, arena)},
            .list = text_or_empty(&rows, 11, arena),
        };
    }
    sql_done(&rows);
    return found;
}

bool errand_get(struct village *village, struct arena *arena, int64_t id, struct errand *out)
{
    return read_one(sql_rows(village->sql, COLUMNS "WHERE id = $1", "i", id), arena, out);
}

bool errand_last(struct village *village, struct arena *arena, const char *what, struct errand *out)
{
    return read_one(
        sql_rows(village->sql, COLUMNS "WHERE what = $1 ORDER BY id DESC LIMIT 1", "t", what),
        arena, out);
}

bool errand_cancel(struct village *village, int64_t id)
{
    sql_begin(village->sql);
    sql_run(village->sql, "UPDATE errand SET is_unwanted = 1 WHERE id = $1 AND done_s IS NULL", "i",
            id);
    sql_run(village->sql,
            "UPDATE errand SET state = $1, sealed = NULL, done_s = $2 WHERE id = $3 AND state = $4",
            "iiii", (int64_t)ERRAND_CANCELLED, village_now_s(village), id, (int64_t)ERRAND_ASKED);
    bool ok = sql_commit(village->sql);
    village_ring(village);
    return ok;
}

// ---- the agent's side

struct errand_desk *errand_open(struct village *village)
{
    struct errand_desk *desk = secret_alloc(sizeof *desk);
    crypto_box_keypair(desk->public_key, desk->secret_key);
    sql_begin(village->sql);
    sql_run(village->sql, "INSERT OR REPLACE INTO state VALUES ('errand_key', $1)", "b",
            bytes_of(desk->public_key, BOX_PUBLIC_LEN));
    sql_run(village->sql,
            "UPDATE errand SET state = $1, sealed = NULL, done_s = $2, text = $3"
            " WHERE done_s IS NULL",
            "iit", (int64_t)ERRAND_FAILED, village_now_s(village),
            N_("Terputus di tengah jalan. Sentuh sekali lagi."));
    if (!sql_commit(village->sql)) {
        secret_free(desk);
        return NULL;
    }
    village_ring(village);
    return desk;
}

void errand_close(struct village *village, struct errand_desk *desk)
{
    if (desk && !sql_run(village->sql, "DELETE FROM state WHERE key = 'errand_key'", "")) {
        log_line("the key for errands could not be taken away: %s", fault_text());
    }
    secret_free(desk);
}

static char *unseal(const struct errand_desk *desk, struct bytes sealed)
{
    if (sealed.len < SEAL_EXTRA_LEN + PAD || sealed.len > PADDED_MAX + SEAL_EXTRA_LEN) {
        return NULL;
    }
    size_t padded_len = sealed.len - SEAL_EXTRA_LEN, len = 0;
    uint8_t *open = secret_alloc(PADDED_MAX + 1);
    bool ok = crypto_box_seal_open(open, sealed.data, sealed.len, desk->public_key,
                                   desk->secret_key) == 0 &&
              sodium_unpad(&len, open, padded_len, PAD) == 0;
    open[ok ? len : 0] = '\0';
    if (!ok) {
        secret_free(open);
        return NULL;
    }
    return (char *)open;
}

bool errand_take(struct village *village, struct arena *arena, struct errand_desk *desk,
                 struct errand *out, char **secret)
{
    *secret = NULL;
    bool found = read_one(
        sql_rows(village->sql, COLUMNS "WHERE state = $1 AND done_s IS NULL ORDER BY id LIMIT 1",
                 "i", (int64_t)ERRAND_ASKED),
        arena, out);
    if (!found) {
        return false;
    }
    sql_begin(village->sql);
    struct bytes sealed =
        sql_bytes(village->sql, arena, "SELECT sealed FROM errand WHERE id = $1", "i", out->id);
    sql_run(village->sql, "UPDATE errand SET state = $1, sealed = NULL WHERE id = $2", "ii",
            (int64_t)ERRAND_TAKEN, out->id);
    if (!sql_commit(village->sql)) {
        log_fault();
        return false;
    }
    out->state = ERRAND_TAKEN;
    *secret = sealed.len > 0 ? unseal(desk, sealed) : NULL;
    if (sealed.len > 0 && !*secret) {
        // Closed to an agent that has ended since.
        const struct phrase again = {.text = N_("Terputus di tengah jalan. Sentuh sekali lagi.")};
        return errand_finish(village, out->id, ERRAND_FAILED, &again, NULL) &&
               errand_take(village, arena, desk, out, secret);
    }
    village_ring(village);
    return true;
}

bool errand_is_waiting(struct village *village)
{
    return sql_int(village->sql, 0,
                   "SELECT count(*) FROM errand WHERE done_s IS NULL AND state = $1"
                   " AND what <> 'round'",
                   "i", (int64_t)ERRAND_ASKED) > 0;
}

bool errand_is_unwanted(struct village *village, int64_t id)
{
    return sql_int(village->sql, 0, "SELECT is_unwanted FROM errand WHERE id = $1", "i", id) != 0;
}

void errand_progress(struct village *village, struct errand_desk *desk, int64_t id, int64_t step,
                     int64_t steps)
{
    int64_t now_ms = clock_mono_ms();
    if (id == desk->told_id && now_ms - desk->told_ms < PROGRESS_EVERY_MS) {
        return;
    }
    desk->told_id = id;
    desk->told_ms = now_ms;
    if (sql_run(village->sql, "UPDATE errand SET step = $1, steps = $2 WHERE id = $3", "iii", step,
                steps, id)) {
        village_ring(village);
    }
}

bool errand_finish(struct village *village, int64_t id, enum errand_state state,
                   const struct phrase *result, const char *list)
{
    assert(!list || strlen(list) <= ERRAND_LIST_MAX);
    assert(!result->text || strlen(result->text) <= PHRASE_TEXT_MAX);
    bool ok = sql_run(village->sql,
                      "UPDATE errand SET state = $1, done_s = $2, text = $3, number = $4,"
                      " word = $5, list = $6, sealed = NULL WHERE id = $7",
                      "iititti", (int64_t)state, village_now_s(village), result->text,
                      result->number, result->word, list, id);
    village_ring(village);
    return ok;
}
