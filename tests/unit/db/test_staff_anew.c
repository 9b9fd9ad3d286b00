// SPDX-License-Identifier: GPL-3.0-or-later
// A role that begins anew by the regency's word: who gets in, who does not, and what stays shut.
#include "staff_side.h"

#include "db/village/feed.h"
#include "db/village/staff_anew.h"
#include "db/village/village_backup.h"

enum { NOW_S = 1795401660, WEEK_S = 7 * 24 * 3600 };

struct word { // the regency's
    Kt__RolePermit permit;
    char code[PERMIT_DIGITS + 1];
    uint8_t id[PERMIT_ID_LEN], salt[PERMIT_SALT_LEN], lock[HASH_LEN];
};

// At the lowest cost: what is tested here is not how slow it is.
static struct word *a_word(Kt__Role role, uint32_t of_village, int64_t given_s)
{
    struct word *word = ARENA_NEW(&arena, struct word);
    uint8_t key[PERMIT_KEY_LEN];
    permit_code_make(word->code);
    randombytes_buf(word->id, sizeof word->id);
    randombytes_buf(word->salt, sizeof word->salt);
    assert_true(permit_derive(key, word->code, word->salt, 1, 8));
    permit_lock(word->lock, word->id, role, of_village, key);
    kt__role_permit__init(&word->permit);
    word->permit.id = record_data(bytes_of(word->id, sizeof word->id));
    word->permit.salt = record_data(bytes_of(word->salt, sizeof word->salt));
    word->permit.lock = record_data(bytes_of(word->lock, sizeof word->lock));
    word->permit.role = role;
    word->permit.village = of_village;
    word->permit.given_s = given_s;
    word->permit.until_s = given_s + 2 * (int64_t)WEEK_S;
    word->permit.ops = 1;
    word->permit.mem_kib = 8;
    return word;
}

static struct word *taken(Kt__Role role)
{
    struct word *word = a_word(role, 12, NOW_S);
    assert_true(staff_anew_put(village, &word->permit));
    return word;
}

static bool taken_back(const struct word *word)
{
    Kt__RolePermitGone gone = KT__ROLE_PERMIT_GONE__INIT;
    gone.id = word->permit.id;
    gone.role = word->permit.role;
    return staff_anew_put_gone(village, &gone);
}

// Where nothing is open the slow part, which could only be wrong, is left out.
static enum staff_anew_end tried_code(enum staff_role role, const char *code,
                                      struct staff_anew_key *key)
{
    struct staff_anew_try *try = secret_alloc(sizeof *try);
    memset(try, 0, sizeof *try);
    try->role = role;
    assert_int_equal(permit_code_check(code, try->code), CODE_OK);
    enum staff_anew_end end = staff_anew_try_begin(village, try);
    if (end == STAFF_ANEW_RIGHT) {
        if (try->ops != PERMIT_OPS) {
            staff_anew_try_run(try);
        }
        end = staff_anew_try_end(village, try, key);
        assert_true(sodium_is_zero((uint8_t *)try, sizeof *try));
    }
    secret_free(try);
    return end;
}

// Another code that holds.
static const char *other_code(void)
{
    static char code[PERMIT_DIGITS + 1];
    permit_code_make(code);
    return code;
}

static int64_t lines(const char *what)
{
    return sql_int(village->sql, -1, "SELECT count(*) FROM audit WHERE what = $1", "t", what);
}

static Kt__Event *event_at(uint64_t seq)
{
    struct bytes bytes;
    assert_int_equal(event_log_slice(village, &arena, seq, 1 << 20, 1, &bytes), 1);
    return record_unpack(&arena, &kt__event__descriptor, bytes);
}

static uint64_t head(void)
{
    struct event_log log;
    assert_true(event_log_get(village, &log));
    return log.head;
}

static int begin(void **state)
{
    int rc = kiosk_begin(state);
    village->test_now_s = NOW_S + 60;
    return rc;
}
#define test_anew(f) cmocka_unit_test_setup_teardown(f, begin, kiosk_end)

// ---- the way it is meant

static void the_code_lets_a_first_member_in(void **state)
{
    (void)state;
    struct staff_anew_key key;
    struct staff_session *session;
    int64_t first = added("Ketua BPD", STAFF_BPD, PIN_A, NULL, STAFF_MEMBER), id;
    int64_t waits = added("Sekretaris BPD", STAFF_BPD, PIN_B, NULL, STAFF_PENDING);
    int64_t other = added("Kaur Umum", STAFF_DESA, PIN_B, NULL, STAFF_MEMBER);
    struct staff_session *old = signed_in(first, PIN_A);
    struct word *word = taken(KT__ROLE__ROLE_BPD);
    assert_int_equal(lines("anew-allowed"), 1);
    assert_int_equal(tried_code(STAFF_BPD, word->code, &key), STAFF_ANEW_RIGHT);
    assert_int_equal(tried_code(STAFF_BPD, word->code, &key), STAFF_ANEW_RIGHT); // not used up yet
    uint64_t before = head();
    struct staff_wrapped pin = wrapped(PIN_C);
    assert_true(staff_anew_use(village, &key, "Ketua BPD", &pin, &id)); // the old name, too

    assert_int_equal(tried(first, PIN_A, &session), STAFF_FAILED);
    assert_int_equal(tried(waits, PIN_B, &session), STAFF_FAILED);
    assert_false(staff_session_stands(village, old));
    staff_sign_out(village, old);
    assert_int_equal(sql_int(village->sql, -1,
                             "SELECT count(*) FROM staff WHERE role = 1 AND state = 3 AND wrapped"
                             " IS NULL AND salt IS NULL AND public_key IS NULL",
                             ""),
                     2);
    session = signed_in(id, PIN_C);
    uint8_t secret[BOX_SECRET_LEN];
    assert_int_equal(session->key_number, 2);
    assert_false(staff_role_secret(village, session, 1, secret)); // the older stays shut
    staff_sign_out(village, session);
    staff_sign_out(village, signed_in(other, PIN_B)); // the other role is not touched

    assert_int_equal(head(), before + 2);
    assert_int_equal(event_at(before + 1)->role_key->number, 2);
    Kt__Event *told = event_at(before + 2);
    assert_int_equal(told->what_case, KT__EVENT__WHAT_ROLE_ANEW);
    assert_int_equal(told->role_anew->role, KT__ROLE__ROLE_BPD);
    assert_true(
        bytes_equal(record_view(told->role_anew->permit), bytes_of(word->id, sizeof word->id)));
    assert_int_equal(lines("anew-by-code"), 1);
    assert_int_equal(lines("first-member"), 1);
    assert_int_equal(lines("begin-anew"), 0);
    // Neither code nor lock stays, on the record or anywhere in the folder.
    assert_int_equal(count_in_files(dir, (const uint8_t *)word->code, PERMIT_DIGITS), 0);
    assert_int_equal(count_in_files(dir, word->lock, sizeof word->lock), 0);
    assert_int_equal(count_in_files(dir, word->salt, sizeof word->salt), 0);
}

static void a_role_that_nobody_is_left_of_begins_too(void **state)
{
    (void)state;
    struct staff_anew_key key;
    struct word *word = taken(KT__ROLE__ROLE_YOUTH);
    int64_t id;
    struct staff_wrapped pin = wrapped(PIN_A);
    assert_int_equal(tried_code(STAFF_YOUTH, word->code, &key), STAFF_ANEW_RIGHT);
    assert_true(staff_anew_use(village, &key, "Ketua Karang Taruna", &pin, &id));
    staff_sign_out(village, signed_in(id, PIN_A));
}

// ---- what does not open

static void a_code_opens_its_role_alone_and_once(void **state)
{
    (void)state;
    struct staff_anew_key key, late;
    struct word *word = taken(KT__ROLE__ROLE_BPD);
    int64_t id;
    struct staff_wrapped pin = wrapped(PIN_A);
    assert_int_equal(tried_code(STAFF_DESA, word->code, &key), STAFF_ANEW_WRONG);
    assert_int_equal(tried_code(STAFF_BPD, other_code(), &key), STAFF_ANEW_WRONG);
    assert_int_equal(tried_code(STAFF_BPD, word->code, &key), STAFF_ANEW_RIGHT);
    late = key;
    key.role = STAFF_DESA; // a key that claims to be another role's
    assert_false(staff_anew_use(village, &key, "Kaur", &pin, &id));
    key.role = STAFF_BPD;
    key.key[5] ^= 1; // and one that was made up
    assert_false(staff_anew_use(village, &key, "Ketua", &pin, &id));
    assert_false(staff_any(village));
    key.key[5] ^= 1;
    assert_false(staff_anew_use(village, &key, " ", &pin, &id)); // no name: nothing is used up
    assert_true(staff_anew_use(village, &key, "Ketua", &pin, &id));
    assert_false(staff_anew_use(village, &late, "Orang lain", &pin, &id));
    assert_int_equal(tried_code(STAFF_BPD, word->code, &key), STAFF_ANEW_WRONG);
    // Sent again, by an old stick or a whole state, it stays used.
    assert_true(staff_anew_put(village, &word->permit));
    assert_int_equal(tried_code(STAFF_BPD, word->code, &key), STAFF_ANEW_WRONG);
    assert_true(taken_back(word));
    assert_int_equal(lines("anew-over"), 0); // it was used: nothing was taken back
    staff_sign_out(village, signed_in(id, PIN_A));
}

static void a_word_for_others_changes_nothing(void **state)
{
    (void)state;
    struct staff_anew_key key;
    struct word *theirs = a_word(KT__ROLE__ROLE_BPD, 13, NOW_S);
    assert_false(staff_anew_put(village, &theirs->permit));
    assert_non_null(strstr(fault_text(), "13"));
    theirs->permit.village = 12; // says it is ours; its lock does not
    assert_true(staff_anew_put(village, &theirs->permit));
    assert_int_equal(tried_code(STAFF_BPD, theirs->code, &key), STAFF_ANEW_WRONG);
    struct word *half = a_word(KT__ROLE__ROLE_DESA, 12, NOW_S);
    half->permit.salt.len--;
    assert_false(staff_anew_put(village, &half->permit));
    half->permit.salt.len++;
    half->permit.mem_kib = PERMIT_MEM_KIB_MAX + 1;
    assert_false(staff_anew_put(village, &half->permit));
    half->permit.mem_kib = 8;
    half->permit.role = 4;
    assert_false(staff_anew_put(village, &half->permit));
    assert_int_equal(sql_int(village->sql, -1, "SELECT count(*) FROM permit", ""), 1);
}

static void what_is_taken_back_or_replaced_is_shut(void **state)
{
    (void)state;
    struct staff_anew_key key;
    struct word *first = taken(KT__ROLE__ROLE_BPD);
    struct word *second = a_word(KT__ROLE__ROLE_BPD, 12, NOW_S + 5);
    struct word *older = a_word(KT__ROLE__ROLE_BPD, 12, NOW_S - 5), *unseen;
    assert_true(staff_anew_put(village, &second->permit));
    assert_int_equal(tried_code(STAFF_BPD, first->code, &key), STAFF_ANEW_WRONG);
    assert_int_equal(tried_code(STAFF_BPD, second->code, &key), STAFF_ANEW_RIGHT);
    // One that was replaced before it came: a stick that lay somewhere.
    assert_true(staff_anew_put(village, &older->permit));
    assert_int_equal(tried_code(STAFF_BPD, older->code, &key), STAFF_ANEW_WRONG);
    int64_t id;
    struct staff_wrapped pin = wrapped(PIN_A);
    assert_int_equal(tried_code(STAFF_BPD, second->code, &key), STAFF_ANEW_RIGHT);
    assert_true(taken_back(second)); // while the PIN is being chosen
    assert_false(staff_anew_use(village, &key, "Ketua", &pin, &id));
    assert_int_equal(tried_code(STAFF_BPD, second->code, &key), STAFF_ANEW_WRONG);
    assert_int_equal(lines("anew-over"), 2);
    // Taken back before it came.
    unseen = a_word(KT__ROLE__ROLE_DESA, 12, NOW_S);
    assert_true(taken_back(unseen));
    assert_true(staff_anew_put(village, &unseen->permit));
    assert_int_equal(tried_code(STAFF_DESA, unseen->code, &key), STAFF_ANEW_WRONG);
    village_scrub(village); // as who applies an answer does
    assert_int_equal(count_in_files(dir, first->lock, sizeof first->lock), 0);
}

static void a_whole_state_that_does_not_name_it_ends_it(void **state)
{
    (void)state;
    struct staff_anew_key key;
    struct word *bpd = taken(KT__ROLE__ROLE_BPD), *desa = taken(KT__ROLE__ROLE_DESA);
    assert_true(feed_whole_begin(village, FEED_TEXT));
    assert_true(staff_anew_put(village, &desa->permit));
    assert_true(feed_whole_end(village, FEED_TEXT));
    assert_int_equal(tried_code(STAFF_BPD, bpd->code, &key), STAFF_ANEW_WRONG);
    assert_int_equal(tried_code(STAFF_DESA, desa->code, &key), STAFF_ANEW_RIGHT);
}

static void a_file_that_was_put_back_takes_no_old_code(void **state)
{
    (void)state;
    struct staff_anew_key key;
    struct word *word = taken(KT__ROLE__ROLE_BPD);
    static const char passphrase[] = "empat ekor ayam hitam";
    const char *copy = arena_printf(&arena, "%s.backup", dir);
    int64_t made_s;
    assert_true(village_backup_set(village, passphrase) && village_backup(village, copy));
    village_close(village);
    assert_true(village_restore(dir, copy, passphrase, &made_s));
    (void)unlink(copy);
    village = village_open(dir, VILLAGE_TOOL);
    assert_non_null(village);
    village->test_now_s = NOW_S + 60;
    assert_int_equal(tried_code(STAFF_BPD, word->code, &key), STAFF_ANEW_WRONG);
    assert_true(staff_anew_put(village, &word->permit));
    assert_int_equal(tried_code(STAFF_BPD, word->code, &key), STAFF_ANEW_WRONG);
}

static void its_time_is_over_by_a_clock_that_knows(void **state)
{
    (void)state;
    struct staff_anew_key key;
    struct word *word = taken(KT__ROLE__ROLE_BPD);
    int64_t id;
    struct staff_wrapped pin = wrapped(PIN_A);
    assert_int_equal(tried_code(STAFF_BPD, word->code, &key), STAFF_ANEW_RIGHT);
    village->test_now_s = word->permit.until_s + 1;
    assert_int_equal(tried_code(STAFF_BPD, other_code(), &key), STAFF_ANEW_WRONG); // tells nothing
    assert_int_equal(tried_code(STAFF_BPD, word->code, &key), STAFF_ANEW_LATE);
    assert_false(staff_anew_use(village, &key, "Ketua", &pin, &id));
    // The clock of a machine that was just switched on knows nothing.
    village->test_now_s = 0;
    village->clock_places = (struct clock_places){"/nowhere", "/nowhere", dir};
    village->clock_asked_ms = 0;
    struct word *short_one = a_word(KT__ROLE__ROLE_BPD, 12, word->permit.given_s + 1);
    short_one->permit.until_s = short_one->permit.given_s + 1;
    assert_true(staff_anew_put(village, &short_one->permit));
    assert_false(village_clock_trusted(village));
    assert_int_equal(tried_code(STAFF_BPD, short_one->code, &key), STAFF_ANEW_RIGHT);
}

// ---- guessing

static void guessing_is_slowed_and_tells_nothing(void **state)
{
    (void)state;
    struct staff_anew_key key;
    struct word *word = taken(KT__ROLE__ROLE_BPD);
    for (int i = 0; i < STAFF_TRIES_FREE; i++) {
        assert_int_equal(tried_code(STAFF_BPD, other_code(), &key), STAFF_ANEW_WRONG);
    }
    assert_int_equal(lines("wrong-code"), 1);
    assert_in_range(staff_anew_wait_ms(village, STAFF_BPD), 1, STAFF_WAIT_FIRST_MS);
    assert_int_equal(tried_code(STAFF_BPD, word->code, &key), STAFF_ANEW_WAIT);
    reopened();
    village->test_now_s = NOW_S + WEEK_S; // a test clock reaches no lock-out
    assert_int_equal(tried_code(STAFF_BPD, word->code, &key), STAFF_ANEW_WAIT);
    assert_int_equal(staff_anew_wait_ms(village, STAFF_DESA), 0);
    sql_run(village->sql, "UPDATE staff_try SET at_ms = at_ms - $1", "i",
            (int64_t)STAFF_WAIT_FIRST_MS);
    assert_int_equal(tried_code(STAFF_BPD, word->code, &key), STAFF_ANEW_RIGHT);
    assert_int_equal(staff_anew_wait_ms(village, STAFF_BPD), 0);
    // Codes are among the tries of all: roles do not multiply guesses.
    sql_run(village->sql, "INSERT OR REPLACE INTO staff_try VALUES (0, $1, $2, $3)", "iit",
            (int64_t)STAFF_TRIES_OF_ALL, clock_mono_ms(), file_boot());
    assert_int_equal(tried_code(STAFF_DESA, other_code(), &key), STAFF_ANEW_WAIT);
}

// Where there is none, a code costs what it costs elsewhere, and is as wrong.
static void without_a_word_a_code_is_merely_wrong(void **state)
{
    (void)state;
    struct staff_anew_try *try = secret_alloc(sizeof *try);
    struct staff_anew_key key;
    memset(try, 0, sizeof *try);
    try->role = STAFF_BPD;
    permit_code_make(try->code);
    assert_int_equal(staff_anew_try_begin(village, try), STAFF_ANEW_RIGHT);
    assert_int_equal(try->ops, PERMIT_OPS);
    assert_int_equal(try->mem_kib, PERMIT_MEM_KIB);
    staff_anew_try_run(try);
    assert_int_equal(staff_anew_try_end(village, try, &key), STAFF_ANEW_WRONG);
    assert_int_equal(sql_int(village->sql, 0, "SELECT tries FROM staff_try WHERE member = -1", ""),
                     1);
    secret_free(try);
}

static void a_slip_is_caught_before_it_counts(void **state)
{
    (void)state;
    char code[PERMIT_DIGITS + 1], read[PERMIT_DIGITS + 1];
    permit_code_make(code);
    for (size_t i = 0; i < PERMIT_DIGITS; i++) {
        char right = code[i];
        code[i] = (char)('0' + (right - '0' + 3) % 10);
        assert_int_equal(permit_code_check(code, read), CODE_SLIP);
        code[i] = right;
    }
    const char *told = arena_printf(&arena, "%.4s %.4s-%s", code, code + 4, code + 8);
    assert_int_equal(permit_code_check(told, read), CODE_OK);
    assert_string_equal(read, code);
    code[11] = '\0';
    assert_int_equal(permit_code_check(code, read), CODE_SHORT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_anew(the_code_lets_a_first_member_in),
        test_anew(a_role_that_nobody_is_left_of_begins_too),
        test_anew(a_code_opens_its_role_alone_and_once),
        test_anew(a_word_for_others_changes_nothing),
        test_anew(what_is_taken_back_or_replaced_is_shut),
        test_anew(a_whole_state_that_does_not_name_it_ends_it),
        test_anew(a_file_that_was_put_back_takes_no_old_code),
        test_anew(its_time_is_over_by_a_clock_that_knows),
        test_anew(guessing_is_slowed_and_tells_nothing),
        test_anew(without_a_word_a_code_is_merely_wrong),
        test_anew(a_slip_is_caught_before_it_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
