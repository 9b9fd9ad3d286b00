// SPDX-License-Identifier: GPL-3.0-or-later
// Which pepper a row needs, and those that came with a backup. Must never keep this machine's own.
#include "staff_pepper.h"

#include "staff.h"

#include <string.h>

static struct staff_pepper_id id_of(const struct pepper *pepper)
{
    struct staff_pepper_id id = {.is_any = pepper != NULL};
    if (pepper) {
        memcpy(id.id, pepper->id, sizeof id.id);
    }
    return id;
}

struct staff_pepper_id staff_pepper_new(void)
{
    return id_of(pepper_here());
}

struct bytes staff_pepper_bytes(const struct staff_pepper_id *id)
{
    return id->is_any ? bytes_of(id->id, sizeof id->id) : (struct bytes){0};
}

bool staff_pepper_read(struct bytes kept, struct staff_pepper_id *out)
{
    *out = (struct staff_pepper_id){.is_any = kept.len == PEPPER_ID_LEN};
    if (out->is_any) {
        memcpy(out->id, kept.data, PEPPER_ID_LEN);
    }
    return out->is_any || kept.len == 0;
}

bool staff_pepper_same(const struct staff_pepper_id *a, const struct staff_pepper_id *b)
{
    return a->is_any == b->is_any && memcmp(a->id, b->id, sizeof a->id) == 0;
}

void staff_pepper_key(uint8_t key[static crypto_secretbox_KEYBYTES], const struct pepper *pepper)
{
    static const char context[] = "kt pin pepper";
    if (!pepper) {
        return;
    }
    crypto_generichash_state state;
    crypto_generichash_init(&state, pepper->secret, PEPPER_LEN, crypto_secretbox_KEYBYTES);
    crypto_generichash_update(&state, (const uint8_t *)context, sizeof context - 1);
    crypto_generichash_update(&state, key, crypto_secretbox_KEYBYTES);
    crypto_generichash_final(&state, key, crypto_secretbox_KEYBYTES);
    sodium_memzero(&state, sizeof state);
}

bool staff_pepper_find(struct village *village, const struct staff_pepper_id *id,
                       struct pepper *out)
{
    const struct pepper *here = pepper_here();
    if (here && memcmp(here->id, id->id, sizeof id->id) == 0) {
        *out = *here;
        return true;
    }
    struct arena arena;
    arena_init(&arena, 1 << 12);
    struct bytes kept =
        sql_bytes(village->sql, &arena, "SELECT secret FROM staff_pepper WHERE id = $1", "b",
                  staff_pepper_bytes(id));
    bool is_kept = kept.len == PEPPER_LEN;
    if (is_kept) {
        pepper_fill(out, kept.data);
    }
    arena_finish(&arena);
    return is_kept;
}

// An id that no row has stands for a pepper that is not here.
static struct bytes here_or_none(void)
{
    const struct pepper *here = pepper_here();
    return here ? bytes_of(here->id, sizeof here->id) : bytes_of_str("");
}

int64_t staff_pepper_lost(struct village *village)
{
    return sql_int(village->sql, 0,
                   "SELECT count(*) FROM staff WHERE state <> $1 AND pepper IS NOT NULL"
                   " AND pepper <> $2 AND pepper NOT IN (SELECT id FROM staff_pepper)",
                   "ib", (int64_t)STAFF_LEFT, here_or_none());
}

bool staff_pepper_keep(struct village *village, const uint8_t secret[static PEPPER_LEN])
{
    struct pepper *pepper = secret_alloc(sizeof *pepper);
    pepper_fill(pepper, secret);
    struct bytes id = bytes_of(pepper->id, sizeof pepper->id);
    bool is_needed =
        !bytes_equal(id, here_or_none()) &&
        sql_int(village->sql, 0, "SELECT count(*) FROM staff WHERE pepper = $1", "b", id) > 0;
    bool ok =
        !is_needed || sql_run(village->sql, "INSERT OR REPLACE INTO staff_pepper VALUES ($1, $2)",
                              "bb", id, bytes_of(pepper->secret, sizeof pepper->secret));
    secret_free(pepper);
    return ok;
}

void staff_pepper_sweep(struct village *village)
{
    sql_run(village->sql,
            "DELETE FROM staff_pepper WHERE id = $1"
            " OR id NOT IN (SELECT pepper FROM staff WHERE pepper IS NOT NULL)",
            "b", here_or_none());
    if (sql_changes(village->sql) > 0) {
        village->is_to_scrub = true;
    }
}

void staff_pepper_scrub(struct village *village)
{
    village_drop_copies(village); // they hold keys that open without this machine's chip
    village_scrub(village);
}
