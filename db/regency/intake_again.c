// SPDX-License-Identifier: GPL-3.0-or-later
// What was set aside, once more: a few at a time, so that others get at the store in between, and
// the memory of each goes back at once.
#include "intake.h"

#include "db/base/clock.h"

// Some thousands a second: who waits for the server waits no longer than this.
enum { BATCH = 64, ROWS_BYTES_MAX = 1 << 20, TIME_MS_MAX = 20 * 1000 };

struct again {
    struct regency *regency;
    const struct keyring *keyring;
    struct arena rows, work; // of a batch, of one event
    int64_t after;           // the last one that was tried
    bool ok;
};

// False at the end, or when the store failed.
static bool try_batch(struct again *again)
{
    struct regency *regency = again->regency;
    struct ledger_aside *rows = ARENA_ARRAY(&again->rows, struct ledger_aside, BATCH);
    sql_begin(regency->sql);
    size_t count = ledger_asides_all(regency, &again->rows, 0, again->after, BATCH, rows);
    for (size_t i = 0; again->ok && i < count; i++, arena_reset(&again->work)) {
        again->ok = intake_take_aside(regency, &again->work, again->keyring, &rows[i].at, true) !=
                    INTAKE_FAILED;
        again->after = rows[i].id;
    }
    if (!again->ok) {
        sql_fail(regency->sql);
    }
    again->ok = sql_commit(regency->sql);
    arena_reset(&again->rows);
    return again->ok && count == BATCH;
}

bool intake_asides_again(struct regency *regency, const struct keyring *keyring,
                         struct intake_again *out)
{
    struct again again = {.regency = regency, .keyring = keyring, .ok = true};
    int64_t before = ledger_asides_count(regency), until_ms = clock_mono_ms() + TIME_MS_MAX;
    arena_init(&again.rows, ROWS_BYTES_MAX);
    arena_init(&again.work, INTAKE_EVENT_ARENA_MAX);
    while (try_batch(&again) && clock_mono_ms() < until_ms) {
    }
    arena_finish(&again.work);
    arena_finish(&again.rows);
    regency_scrub(regency);
    out->left = ledger_asides_count(regency);
    out->taken = before - out->left;
    return again.ok;
}
