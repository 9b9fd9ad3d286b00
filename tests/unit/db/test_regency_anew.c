// SPDX-License-Identifier: GPL-3.0-or-later
// The regency's word that a role may begin anew: given, taken back, replaced, used at one kiosk of
// two, reported twice; and both ends by nothing but the records between them.
#include "regency_follow_side.h"
#include "staff_side.h"

#include "db/regency/role_anew.h"
#include "db/village/staff_anew.h"

static struct desa desa_of(struct side *side)
{
    struct desa desa;
    assert_true(desa_find(side->regency, &side->arena, side->kiosk.village.code, &desa));
    return desa;
}

static const char *allowed_at(struct side *side, Kt__Role role, uint32_t ops, uint32_t mem_kib)
{
    struct desa desa = desa_of(side);
    const struct role_anew_ask ask = {&desa, role, ROLE_ANEW_DAYS, "Operator", ops, mem_kib};
    char *code = arena_alloc(&side->arena, PERMIT_DIGITS + 1), read[PERMIT_DIGITS + 1];
    int64_t until_s;
    assert_true(role_anew_allow(side->regency, &side->arena, &ask, code, &until_s));
    assert_int_equal(permit_code_check(code, read), CODE_OK);
    return code;
}

// At the lowest cost.
static const char *allowed(struct side *side, Kt__Role role)
{
    return allowed_at(side, role, 1, 8);
}

// What the feed has for this village's kiosks, of both kinds; NULL for none.
static Kt__RolePermit *given(struct side *side)
{
    struct bytes body = sql_bytes(side->regency->sql, &side->arena,
                                  "SELECT body FROM change WHERE kind = $1 AND body IS NOT NULL"
                                  " AND audience = '#1' ORDER BY number DESC LIMIT 1",
                                  "i", (int64_t)CHANGE_ROLE_PERMIT);
    return body.data ? record_unpack(&side->arena, &kt__role_permit__descriptor, body) : NULL;
}

static Kt__RolePermitGone *gone(struct side *side)
{
    struct bytes body = sql_bytes(side->regency->sql, &side->arena,
                                  "SELECT body FROM change WHERE kind = $1 AND body IS NOT NULL"
                                  " AND audience = '#1' ORDER BY number DESC LIMIT 1",
                                  "i", (int64_t)CHANGE_ROLE_PERMIT_GONE);
    return body.data ? record_unpack(&side->arena, &kt__role_permit_gone__descriptor, body) : NULL;
}

static const char *reported(struct side *side, struct side_log *log, Kt__Role role,
                            struct bytes permit)
{
    Kt__RoleAnew anew = KT__ROLE_ANEW__INIT;
    anew.role = role;
    anew.permit = record_data(permit);
    anew.at_s = clock_now_s();
    Kt__Event event = KT__EVENT__INIT;
    event.what_case = KT__EVENT__WHAT_ROLE_ANEW;
    event.role_anew = &anew;
    side_append(side, log, &event);
    struct intake_answer answer = side_offer(side, log, log->head, log->head);
    assert_int_equal(answer.applied + answer.aside_count, 1);
    return answer.aside_count ? answer.asides[0].why : "";
}

static enum role_anew_what what_of(struct side *side, size_t at)
{
    struct role_anew_row *rows;
    size_t count = role_anew_list(side->regency, &side->arena, &rows);
    assert_true(at < count);
    return rows[at].what;
}

static void a_word_is_given_and_its_code_kept_nowhere(void **state)
{
    struct side side;
    side_set_clock(SIDE_MONDAY_S);
    side_begin(&side, *state);
    const char *code = allowed_at(&side, KT__ROLE__ROLE_BPD, 0, 0);
    Kt__RolePermit *permit = given(&side);
    assert_non_null(permit);
    assert_true(permit_is_fit(permit));
    assert_int_equal(permit->role, KT__ROLE__ROLE_BPD);
    assert_int_equal(permit->village, side.kiosk.village.id);
    assert_int_equal(permit->until_s, SIDE_MONDAY_S + 14 * DAY_S);
    assert_int_equal(permit->ops, 16); // as slow as a PIN
    assert_int_equal(permit->mem_kib, 64 * 1024);
    uint8_t key[PERMIT_KEY_LEN], lock[HASH_LEN];
    assert_true(permit_derive(key, code, permit->salt.data, permit->ops, permit->mem_kib));
    permit_lock(lock, permit->id.data, permit->role, permit->village, key);
    assert_memory_equal(lock, permit->lock.data, HASH_LEN);
    arena_init(&arena, 64 << 20); // for what reads the files
    assert_int_equal(count_in_files(*state, (const uint8_t *)code, PERMIT_DIGITS), 0);
    assert_int_equal(count_in_files(*state, key, sizeof key), 0);
    assert_int_equal(count_in_files(*state, permit->salt.data, PERMIT_SALT_LEN) > 0, 1);
    arena_finish(&arena);

    struct role_anew_row *rows;
    assert_int_equal(role_anew_list(side.regency, &side.arena, &rows), 1);
    assert_int_equal(rows[0].what, ROLE_ANEW_OPEN);
    assert_string_equal(rows[0].by, "Operator");
    side_set_clock(permit->until_s + 1);
    assert_int_equal(what_of(&side, 0), ROLE_ANEW_EXPIRED);
    // For ever.
    assert_false(sql_run(side.regency->sql, "DELETE FROM role_permit", ""));
    side_end(&side);
}

static void one_stands_for_a_village_and_role(void **state)
{
    struct side side;
    side_set_clock(SIDE_MONDAY_S);
    side_begin(&side, *state);
    (void)allowed(&side, KT__ROLE__ROLE_BPD);
    Kt__RolePermit *first = given(&side);
    (void)allowed(&side, KT__ROLE__ROLE_DESA);
    (void)allowed(&side, KT__ROLE__ROLE_BPD); // in the same second: still the later one
    Kt__RolePermit *second = given(&side);
    assert_true(second->given_s > first->given_s);
    assert_int_equal(side_count(&side, "change WHERE kind = 22 AND body IS NOT NULL"), 2);
    assert_int_equal(side_count(&side, "role_permit WHERE ended = 3"), 1);

    struct desa desa = desa_of(&side);
    assert_true(role_anew_cancel(side.regency, &side.arena, &desa, KT__ROLE__ROLE_BPD, "Operator"));
    assert_true(bytes_equal(record_view(gone(&side)->id), record_view(second->id)));
    assert_int_equal(side_count(&side, "change WHERE kind = 22 AND body IS NOT NULL"), 1);
    assert_false(
        role_anew_cancel(side.regency, &side.arena, &desa, KT__ROLE__ROLE_BPD, "Operator"));
    assert_non_null(strstr(fault_text(), "no permission"));
    assert_false(
        role_anew_cancel(side.regency, &side.arena, &desa, KT__ROLE__ROLE_YOUTH, "Operator"));
    side_end(&side);
}

static void nobody_there_nothing_given(void **state)
{
    static const int64_t none[] = {0, -1, ROLE_ANEW_DAYS_MAX + 1};
    struct side side;
    struct desa desa;
    char code[PERMIT_DIGITS + 1];
    int64_t until_s;
    struct role_anew_ask ask = {&desa, KT__ROLE__ROLE_BPD, ROLE_ANEW_DAYS, "Operator", 1, 8};
    side_begin(&side, *state);
    assert_true(desa_need(side.regency, &side.arena, "32.15.11.2006", "Sukasari", &desa));
    assert_false(role_anew_allow(side.regency, &side.arena, &ask, code, &until_s));
    assert_non_null(strstr(fault_text(), "no kiosk"));
    desa = desa_of(&side);
    for (size_t i = 0; i < COUNT_OF(none); i++) {
        ask.days = none[i];
        assert_false(role_anew_allow(side.regency, &side.arena, &ask, code, &until_s));
    }
    ask.days = ROLE_ANEW_DAYS;
    assert_true(registry_revoke(side.regency, side.kiosk.id));
    assert_false(role_anew_allow(side.regency, &side.arena, &ask, code, &until_s));
    assert_int_equal(side_count(&side, "role_permit"), 0);
    side_end(&side);
}

static void the_first_use_ends_it_for_every_kiosk_of_the_village(void **state)
{
    struct side side;
    struct side_log log = side_begin_monday(&side, *state);
    (void)allowed(&side, KT__ROLE__ROLE_BPD);
    struct bytes id = record_view(given(&side)->id);
    assert_string_equal(reported(&side, &log, KT__ROLE__ROLE_BPD, id), "");
    assert_null(given(&side));
    assert_true(bytes_equal(record_view(gone(&side)->id), id));
    assert_int_equal(what_of(&side, 0), ROLE_ANEW_USED);
    // The same once more, under another log: it is the same.
    struct side_log other = side_log_begin(&side, 78);
    side_send_again(&side, &other, &log, 1);
    assert_int_equal(side_offer(&side, &other, 1, 1).verdict, INTAKE_OK);
    assert_int_equal(side_count(&side, "role_anew"), 1);
    // Another kiosk of the village had the code too, and no line to hear of it.
    side_enrol(&side, "32.15.11.2005");
    struct side_log second = side_log_begin(&side, 79);
    assert_string_equal(reported(&side, &second, KT__ROLE__ROLE_BPD, id), "");
    assert_int_equal(what_of(&side, 1), ROLE_ANEW_AGAIN);
    // By command: without any word of ours.
    assert_string_equal(reported(&side, &second, KT__ROLE__ROLE_YOUTH, (struct bytes){0}), "");
    assert_int_equal(what_of(&side, 2), ROLE_ANEW_BY_COMMAND);
    assert_false(sql_run(side.regency->sql, "DELETE FROM role_anew", ""));
    side_end(&side);
}

static void what_cannot_be_is_set_aside(void **state)
{
    struct side side;
    side_begin(&side, *state);
    struct side_log log = side_log_begin(&side, 77);
    (void)allowed(&side, KT__ROLE__ROLE_BPD);
    struct bytes id = record_view(given(&side)->id);
    assert_non_null(strstr(reported(&side, &log, KT__ROLE__ROLE_DESA, id), "not its own"));
    assert_non_null(strstr(reported(&side, &log, 0, id), "without a role"));
    assert_non_null(
        strstr(reported(&side, &log, KT__ROLE__ROLE_BPD, bytes_of(id.data, 8)), "half"));
    // Of another village.
    side_enrol(&side, "32.15.11.2006");
    struct side_log other = side_log_begin(&side, 78);
    assert_non_null(strstr(reported(&side, &other, KT__ROLE__ROLE_BPD, id), "not its own"));
    // One that this store has forgotten: what was done is kept all the same.
    assert_string_equal(reported(&side, &other, KT__ROLE__ROLE_BPD, bytes_of((uint8_t[16]){9}, 16)),
                        "");
    assert_int_equal(what_of(&side, 0), ROLE_ANEW_OPEN);
    side_end(&side);
}

// A kiosk whose village is the regency's first one.
static void both_ends_agree(void **state)
{
    struct side side;
    side_begin(&side, *state);
    arena_init(&arena, 256 << 20);
    (void)snprintf(dir, sizeof dir, "%s/v", (const char *)*state);
    crypto_sign_keypair(root_public, root_secret);
    crypto_box_keypair(sealing_public, sealing_secret);
    assert_true(village_create(dir));
    village = village_open(dir, VILLAGE_TOOL);
    assert_non_null(village);
    assert_true(kiosk_enrol_as((struct kiosk_as){1, 1, root_public, root_secret}));
    int64_t first = added("Ketua BPD", STAFF_BPD, PIN_A, NULL, STAFF_MEMBER), id;

    const char *code = allowed(&side, KT__ROLE__ROLE_BPD);
    assert_true(staff_anew_put(village, given(&side)));
    struct staff_anew_try *try = secret_alloc(sizeof *try);
    struct staff_anew_key *key = secret_alloc(sizeof *key);
    try->role = STAFF_BPD;
    assert_int_equal(permit_code_check(code, try->code), CODE_OK);
    assert_int_equal(staff_anew_try_begin(village, try), STAFF_ANEW_RIGHT);
    staff_anew_try_run(try);
    assert_int_equal(staff_anew_try_end(village, try, key), STAFF_ANEW_RIGHT);
    struct staff_wrapped pin = wrapped(PIN_B);
    assert_true(staff_anew_use(village, key, "Ketua baru", &pin, &id));
    secret_free(try);
    secret_free(key);
    struct staff_session *session;
    assert_int_equal(tried(first, PIN_A, &session), STAFF_FAILED);
    staff_sign_out(village, signed_in(id, PIN_B));

    // Its events, as they are, are what the regency takes.
    struct event_log kept;
    struct bytes events[8];
    struct side_log log = side_log_begin(&side, 77);
    assert_true(event_log_get(village, &kept));
    size_t count = event_log_slice(village, &arena, 1, 1 << 20, COUNT_OF(events), events);
    for (size_t i = 0; i < count; i++) {
        side_append_bytes(&log, events[i]);
    }
    assert_int_equal(side_offer(&side, &log, 1, log.head).applied, 3); // two keys, and why
    assert_int_equal(what_of(&side, 0), ROLE_ANEW_USED);
    assert_true(staff_anew_put_gone(village, gone(&side)));
    village_close(village);
    arena_finish(&arena);
    side_end(&side);
}

int main(void)
{
    log_name("test_regency_anew");
    const struct CMUnitTest tests[] = {
        test_in_dir(a_word_is_given_and_its_code_kept_nowhere),
        test_in_dir(one_stands_for_a_village_and_role),
        test_in_dir(nobody_there_nothing_given),
        test_in_dir(the_first_use_ends_it_for_every_kiosk_of_the_village),
        test_in_dir(what_cannot_be_is_set_aside),
        test_in_dir(both_ends_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
