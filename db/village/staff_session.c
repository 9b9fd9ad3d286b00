// SPDX-License-Identifier: GPL-3.0-or-later
// Trying a PIN, the waits between tries, and the session that a right one opens. A try stands in
// the file before it is made; its keys lie in one locked block and nowhere else.
#include "staff_inside.h"

#include "db/base/clock.h"
#include "db/base/file.h"

#include <string.h>

enum { OF_ALL = 0, PIN_KEY_LEN = crypto_secretbox_KEYBYTES };

// ---- tries

struct tries {
    int64_t count, at_ms; // at_ms: of the last one; of all: since when the oldest fades
    bool is_noted;        // there is a row
};

// Running time cannot be set, and what passed while the machine was off does not count: after a
// boot a wait begins once more.
static struct tries read_tries(struct village *village, int64_t member)
{
    struct arena arena;
    arena_init(&arena, 1 << 12);
    int64_t now_ms = clock_mono_ms();
    struct tries tries = {.at_ms = now_ms};
    bool is_this_boot = true;
    struct sql_rows rows = sql_rows(
        village->sql, "SELECT tries, at_ms, boot FROM staff_try WHERE member = $1", "i", member);
    if (sql_next(&rows)) {
        tries = (struct tries){sql_row_int(&rows, 0), sql_row_int(&rows, 1), true};
        is_this_boot = str_equal(sql_row_text(&rows, 2, &arena), file_boot());
    }
    sql_done(&rows);
    arena_finish(&arena);
    if (!is_this_boot || tries.at_ms > now_ms) {
        tries.at_ms = now_ms;
        if (!sql_run(village->sql, "UPDATE staff_try SET at_ms = $2, boot = $3 WHERE member = $1",
                     "iit", member, now_ms, file_boot())) {
            log_line("the wait after wrong tries could not be noted: %s", fault_text());
        }
    }
    return tries;
}

static void write_tries(struct village *village, int64_t member, struct tries tries)
{
    sql_run(village->sql, "INSERT OR REPLACE INTO staff_try VALUES ($1, $2, $3, $4)", "iiit",
            member, tries.count, tries.at_ms, file_boot());
}

static struct tries tries_of(struct village *village, int64_t member)
{
    struct tries tries = read_tries(village, member);
    if (clock_mono_ms() - tries.at_ms >= STAFF_FORGET_MS) {
        tries.count = 0;
    }
    return tries;
}

// One fades each time that the longest wait has gone by.
static struct tries tries_of_all(struct village *village)
{
    struct tries tries = read_tries(village, OF_ALL);
    int64_t now_ms = clock_mono_ms(), faded = (now_ms - tries.at_ms) / STAFF_WAIT_MAX_MS;
    if (faded >= tries.count) {
        return (struct tries){0, now_ms, tries.is_noted};
    }
    tries.count -= faded;
    tries.at_ms += faded * STAFF_WAIT_MAX_MS;
    return tries;
}

static int64_t wait_of(struct tries tries, struct tries all)
{
    int64_t now_ms = clock_mono_ms(), until_ms = 0;
    if (tries.count >= STAFF_TRIES_FREE) {
        int64_t wait_ms = STAFF_WAIT_FIRST_MS;
        for (int64_t i = STAFF_TRIES_FREE; i < tries.count && wait_ms < STAFF_WAIT_MAX_MS; i++) {
            wait_ms *= 2;
        }
        until_ms = tries.at_ms + (wait_ms < STAFF_WAIT_MAX_MS ? wait_ms : STAFF_WAIT_MAX_MS);
    }
    if (all.count >= STAFF_TRIES_OF_ALL && all.at_ms + STAFF_WAIT_MAX_MS > until_ms) {
        until_ms = all.at_ms + STAFF_WAIT_MAX_MS;
    }
    return until_ms > now_ms ? until_ms - now_ms : 0;
}

int64_t staff_wait_ms(struct village *village, int64_t id)
{
    return wait_of(tries_of(village, id), tries_of_all(village));
}

static void count_try(struct village *village, int64_t id, struct tries tries, struct tries all)
{
    write_tries(village, id, (struct tries){tries.count + 1, clock_mono_ms(), true});
    write_tries(village, OF_ALL, (struct tries){all.count + 1, all.at_ms, true});
}

static void give_back_to_all(struct village *village)
{
    sql_run(village->sql, "UPDATE staff_try SET tries = max(tries - 1, 0) WHERE member = $1", "i",
            (int64_t)OF_ALL);
}

void staff_tries_clear(struct village *village, int64_t id)
{
    sql_run(village->sql, "DELETE FROM staff_try WHERE member = $1", "i", id);
}

void staff_tries_give_back(struct village *village, int64_t id)
{
    sql_run(village->sql,
            "UPDATE staff_try SET tries = max(tries - 1, 0)"
            " WHERE member = $1",
            "i", id);
    give_back_to_all(village);
}

bool staff_tries_take(struct village *village, int64_t id)
{
    struct tries tries = tries_of(village, id), all = tries_of_all(village);
    bool may = wait_of(tries, all) == 0;
    if (may) {
        count_try(village, id, tries, all);
    }
    return may && !sql_failed(village->sql);
}

// ---- one try

static bool is_pin(const char *pin)
{
    size_t len = strlen(pin);
    return len >= STAFF_PIN_MIN && len <= STAFF_PIN_MAX && strspn(pin, "0123456789") == len;
}

static bool copy_exactly(uint8_t *out, size_t len, struct bytes from)
{
    if (from.len != len) {
        return false;
    }
    memcpy(out, from.data, len);
    return true;
}

static bool read_member(struct village *village, struct staff_try *try)
{
    struct arena arena;
    arena_init(&arena, 1 << 16);
    struct sql_rows rows = sql_rows(village->sql,
                                    "SELECT public_key, salt, wrapped, ops, mem, pepper FROM staff"
                                    " WHERE id = $1 AND state <> $2",
                                    "ii", try->id, (int64_t)STAFF_LEFT);
    bool found = sql_next(&rows), is_whole = false;
    if (found) {
        int64_t ops = sql_row_int(&rows, 3), mem = sql_row_int(&rows, 4);
        is_whole =
            copy_exactly(try->public_key, sizeof try->public_key,
                         sql_row_bytes(&rows, 0, &arena)) &&
            copy_exactly(try->salt, sizeof try->salt, sql_row_bytes(&rows, 1, &arena)) &&
            copy_exactly(try->wrapped, sizeof try->wrapped, sql_row_bytes(&rows, 2, &arena)) &&
            ops >= (int64_t)crypto_pwhash_OPSLIMIT_MIN && ops <= STAFF_OPS_MAX &&
            mem >= (int64_t)crypto_pwhash_MEMLIMIT_MIN && mem <= STAFF_MEM_MAX &&
            staff_pepper_read(sql_row_bytes(&rows, 5, &arena), &try->with);
        try->ops = (uint64_t)ops;
        try->mem = (uint64_t)mem;
    }
    sql_done(&rows);
    arena_finish(&arena);
    if (!is_whole) {
        fault_set(found ? "what is kept of this member is damaged; restore it from a backup"
                        : "this member is not here any more");
    }
    return is_whole;
}

bool staff_is_elsewhere(struct village *village, int64_t id)
{
    struct arena arena;
    arena_init(&arena, 1 << 12);
    struct staff_pepper_id with;
    struct bytes kept =
        sql_bytes(village->sql, &arena, "SELECT pepper FROM staff WHERE id = $1", "i", id);
    bool is_peppered = staff_pepper_read(kept, &with) && with.is_any;
    arena_finish(&arena);
    if (!is_peppered) {
        return false;
    }
    struct pepper *pepper = secret_alloc(sizeof *pepper);
    bool is_here = staff_pepper_find(village, &with, pepper);
    secret_free(pepper);
    return !is_here;
}

enum staff_end staff_try_begin(struct village *village, struct staff_try *try)
{
    try->is_right = try->is_failed = try->is_anew = false;
    if (!is_pin(try->pin)) {
        return STAFF_WRONG;
    }
    sql_begin(village->sql);
    struct tries tries = tries_of(village, try->id), all = tries_of_all(village);
    if (wait_of(tries, all) > 0) {
        return sql_commit(village->sql) ? STAFF_WAIT : STAFF_FAILED;
    }
    if (!read_member(village, try)) {
        sql_fail(village->sql);
    } else if (try->with.is_any && !staff_pepper_find(village, &try->with, &try->pepper)) {
        return sql_commit(village->sql) ? STAFF_ELSEWHERE : STAFF_FAILED; // says nothing of the PIN
    }
    count_try(village, try->id, tries, all);
    return sql_commit(village->sql) ? STAFF_OK : STAFF_FAILED;
}

static bool wrap_key(const char *pin, const uint8_t *salt, uint64_t ops, uint64_t mem,
                     uint8_t key[static PIN_KEY_LEN])
{
    if (crypto_pwhash(key, PIN_KEY_LEN, pin, strlen(pin), salt, ops, (size_t)mem,
                      crypto_pwhash_ALG_ARGON2ID13) != 0) {
        fault_set("a PIN needs %llu MiB of free memory for a moment; close other programs",
                  (unsigned long long)mem >> 20);
        return false;
    }
    return true;
}

// wrapped: nonce | box.
static void close_secret(uint8_t wrapped[static STAFF_WRAPPED_LEN],
                         const uint8_t secret[static BOX_SECRET_LEN],
                         const uint8_t key[static PIN_KEY_LEN])
{
    randombytes_buf(wrapped, crypto_secretbox_NONCEBYTES);
    crypto_secretbox_easy(wrapped + crypto_secretbox_NONCEBYTES, secret, BOX_SECRET_LEN, wrapped,
                          key);
}

// What is slow was done: the same PIN and salt, with the pepper that this machine has now.
static void close_anew(struct staff_try *try, uint8_t slow[static PIN_KEY_LEN])
{
    try->anew_with = staff_pepper_new();
    try->is_anew = try->is_right && !staff_pepper_same(&try->with, &try->anew_with);
    if (try->is_anew) {
        staff_pepper_key(slow, pepper_here());
        close_secret(try->anew, try->member_secret, slow);
    }
}

void staff_try_run(struct staff_try *try)
{
    uint8_t slow[PIN_KEY_LEN], key[PIN_KEY_LEN], public_key[BOX_PUBLIC_LEN];
    const uint8_t *box = try->wrapped + crypto_secretbox_NONCEBYTES;
    try->is_failed = !wrap_key(try->pin, try->salt, try->ops, try->mem, slow);
    if (!try->is_failed) {
        memcpy(key, slow, sizeof key);
        staff_pepper_key(key, try->with.is_any ? &try->pepper : NULL);
    }
    try->is_right = !try->is_failed &&
                    crypto_secretbox_open_easy(try->member_secret, box,
                                               sizeof try->wrapped - crypto_secretbox_NONCEBYTES,
                                               try->wrapped, key) == 0 &&
                    crypto_scalarmult_base(public_key, try->member_secret) == 0 &&
                    sodium_memcmp(public_key, try->public_key, BOX_PUBLIC_LEN) == 0;
    close_anew(try, slow);
    sodium_memzero(key, sizeof key);
    sodium_memzero(slow, sizeof slow);
}

bool staff_wrap_pin_at(const char *pin, uint64_t ops, uint64_t mem, struct staff_wrapped *out)
{
    uint8_t key[PIN_KEY_LEN];
    randombytes_buf(out->salt, sizeof out->salt);
    out->ops = ops;
    out->mem = mem;
    if (!wrap_key(pin, out->salt, ops, mem, key)) {
        return false;
    }
    out->with = staff_pepper_new();
    staff_pepper_key(key, pepper_here());
    crypto_box_keypair(out->public_key, out->member_secret);
    close_secret(out->wrapped, out->member_secret, key);
    sodium_memzero(key, sizeof key);
    return true;
}

bool staff_wrap_pin(const char *pin, struct staff_wrapped *out)
{
    return staff_pin_check(pin) && staff_wrap_pin_at(pin, STAFF_OPS, STAFF_MEM, out);
}

// ---- its end

struct found {
    enum staff_state state;
    bool is_same; // the key that was tried is still theirs
    char *name;
    enum staff_role role;
};

static struct found find(struct village *village, struct arena *arena, int64_t id,
                         const uint8_t public_key[static BOX_PUBLIC_LEN])
{
    struct found found = {.state = STAFF_LEFT, .name = arena_str(arena, "")};
    struct sql_rows rows = sql_rows(
        village->sql, "SELECT state, name, role, public_key FROM staff WHERE id = $1", "i", id);
    if (sql_next(&rows)) {
        found.state = (enum staff_state)sql_row_int(&rows, 0);
        found.name = sql_row_text(&rows, 1, arena);
        found.role = (enum staff_role)sql_row_int(&rows, 2);
        found.is_same =
            bytes_equal(sql_row_bytes(&rows, 3, arena), bytes_of(public_key, BOX_PUBLIC_LEN));
    }
    sql_done(&rows);
    return found;
}

// Who mistypes twice is nobody's business; that somebody goes on guessing is.
static bool note_wrong(struct village *village, int64_t id, const char *name)
{
    int64_t tries =
        sql_int(village->sql, 0, "SELECT tries FROM staff_try WHERE member = $1", "i", id);
    return tries < STAFF_TRIES_FREE || staff_audit(village, NULL, "wrong-pin", name);
}

static struct staff_session *make_session(const struct staff_try *try, const struct found *found)
{
    struct staff_session *session = secret_alloc(sizeof *session);
    memset(session, 0, sizeof *session);
    session->id = try->id;
    session->role = found->role;
    size_t len = strlen(found->name);
    memcpy(session->name, found->name, len < sizeof session->name ? len : 0); // staff_name_check
    memcpy(session->member_secret, try->member_secret, BOX_SECRET_LEN);
    return session;
}

// The old box opens without this machine's chip: nothing of it stays.
static void keep_anew(struct village *village, const struct staff_try *try)
{
    sql_run(village->sql, "UPDATE staff SET wrapped = $2, pepper = $3 WHERE id = $1", "ibb",
            try->id, bytes_of(try->anew, sizeof try->anew), staff_pepper_bytes(&try->anew_with));
    village->is_to_scrub = true;
    staff_pepper_sweep(village);
}

static enum staff_end end_right(struct village *village, const struct staff_try *try,
                                const struct found *found, struct staff_session **out)
{
    if (try->is_anew) {
        keep_anew(village, try);
    }
    staff_tries_clear(village, try->id);
    give_back_to_all(village);
    if (found->state == STAFF_PENDING) {
        return STAFF_IS_PENDING;
    }
    if (!out) {
        return STAFF_OK;
    }
    *out = make_session(try, found);
    bool ok = staff_key_mend(village, found->role) && staff_key_take(village, *out) &&
              staff_audit(village, *out, "sign-in", "");
    return ok ? STAFF_OK : STAFF_FAILED;
}

static enum staff_end end_try(struct village *village, const struct staff_try *try,
                              const struct found *found, struct staff_session **out)
{
    if (try->is_failed) { // says nothing about the PIN: the try is given back
        staff_tries_give_back(village, try->id);
        fault_set("a PIN needs memory for a moment; close other programs");
        return STAFF_FAILED;
    }
    if (!try->is_right) {
        return note_wrong(village, try->id, found->name) ? STAFF_WRONG : STAFF_FAILED;
    }
    if (found->state == STAFF_LEFT || !found->is_same) {
        fault_set("this member left, or got another PIN, just now; start again");
        return STAFF_FAILED;
    }
    return end_right(village, try, found, out);
}

enum staff_end staff_try_end(struct village *village, struct staff_try *try,
                             struct staff_session **out)
{
    struct arena arena;
    arena_init(&arena, 1 << 16);
    if (out) {
        *out = NULL;
    }
    sql_begin(village->sql);
    struct found found = find(village, &arena, try->id, try->public_key);
    enum staff_end end = end_try(village, try, &found, out);
    if (!sql_commit(village->sql)) {
        end = STAFF_FAILED;
    } else if (try->is_anew) {
        staff_pepper_scrub(village);
    }
    if (end != STAFF_OK && out) {
        secret_free(*out);
        *out = NULL;
    }
    sodium_memzero(try, sizeof *try);
    arena_finish(&arena);
    return end;
}

// ---- the session

bool staff_session_stands(struct village *village, const struct staff_session *session)
{
    struct arena arena;
    arena_init(&arena, 1 << 16);
    uint8_t public_key[BOX_PUBLIC_LEN];
    bool stands = crypto_scalarmult_base(public_key, session->member_secret) == 0;
    if (stands) {
        struct found found = find(village, &arena, session->id, public_key);
        stands = found.state == STAFF_MEMBER && found.is_same && found.role == session->role;
    }
    arena_finish(&arena);
    return stands;
}

void staff_sign_out(struct village *village, struct staff_session *session)
{
    if (session && village && !staff_audit(village, session, "sign-out", "")) {
        log_line("a sign-out could not be noted: %s", fault_text());
    }
    if (village) {
        village_scrub(village); // what the other program was reading at the sign-in
    }
    secret_free(session);
}
