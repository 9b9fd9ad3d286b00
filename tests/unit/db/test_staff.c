// SPDX-License-Identifier: GPL-3.0-or-later
// Who may sign in: the first of a role, pending ones, lost PINs, who leaves and what they cannot
// read any more, the keys that the regency is told of.
#include "staff_side.h"

static Kt__RoleKey *role_key_event(uint64_t seq)
{
    struct bytes bytes;
    assert_int_equal(event_log_slice(village, &arena, seq, 1 << 20, 1, &bytes), 1);
    Kt__Event *event = record_unpack(&arena, &kt__event__descriptor, bytes);
    assert_non_null(event);
    assert_int_equal(event->what_case, KT__EVENT__WHAT_ROLE_KEY);
    return event->role_key;
}

static uint64_t head(void)
{
    struct event_log log;
    assert_true(event_log_get(village, &log));
    return log.head;
}

static void the_first_makes_the_key_and_signs_in(void **state)
{
    (void)state;
    uint8_t key[BOX_PUBLIC_LEN], none[BOX_PUBLIC_LEN] = {0};
    assert_false(staff_any(village));
    assert_int_equal(staff_role_key(village, STAFF_BPD, key), 0);
    uint64_t before = head();
    int64_t id = added("Ketua BPD", STAFF_BPD, PIN_A, NULL, STAFF_MEMBER);
    assert_true(staff_any(village));
    assert_int_equal(staff_role_key(village, STAFF_BPD, key), 1);
    assert_int_equal(head(), before + 1);
    Kt__RoleKey *told = role_key_event(before + 1);
    assert_int_equal(told->role, KT__ROLE__ROLE_BPD);
    assert_int_equal(told->number, 1);
    assert_true(bytes_equal(record_view(told->key), bytes_of(key, sizeof key)));

    struct staff_session *session = signed_in(id, PIN_A);
    assert_int_equal(session->id, id);
    assert_int_equal(session->role, STAFF_BPD);
    assert_string_equal(session->name, "Ketua BPD");
    assert_int_equal(session->key_number, 1);
    assert_memory_equal(session->role_public, key, sizeof key);
    assert_false(sodium_is_zero(session->role_secret, BOX_SECRET_LEN));
    assert_memory_not_equal(session->role_secret, none, sizeof none);
    // What is sealed to the role opens.
    uint8_t sealed[4 + SEAL_EXTRA_LEN], opened[4];
    assert_int_equal(crypto_box_seal(sealed, (const uint8_t *)"desa", 4, key), 0);
    assert_int_equal(crypto_box_seal_open(opened, sealed, sizeof sealed, session->role_public,
                                          session->role_secret),
                     0);
    assert_true(staff_session_stands(village, session));
    staff_sign_out(village, session);
    staff_sign_out(village, NULL);
}

static void added_by_command_waits_to_be_admitted(void **state)
{
    (void)state;
    struct staff_session *session;
    int64_t first = added("Ketua BPD", STAFF_BPD, PIN_A, NULL, STAFF_MEMBER);
    int64_t second = added("Sekretaris BPD", STAFF_BPD, PIN_B, NULL, STAFF_PENDING);
    assert_int_equal(tried(second, PIN_A, &session), STAFF_WRONG);
    assert_int_equal(tried(second, PIN_B, &session), STAFF_IS_PENDING);
    assert_null(session);
    assert_int_equal(sql_int(village->sql, -1, "SELECT count(*) FROM role_grant", ""), 1);

    // Neither another role nor somebody whose session is over admits them.
    int64_t other = added("Kaur Umum", STAFF_DESA, PIN_C, NULL, STAFF_MEMBER);
    struct staff_session *desa = signed_in(other, PIN_C);
    assert_false(staff_admit(village, second, desa));
    assert_int_equal(tried(second, PIN_B, &session), STAFF_IS_PENDING);
    assert_false(staff_leave(village, first, desa));
    struct staff_wrapped key = wrapped(PIN_C);
    assert_false(staff_reset(village, first, &key, desa));
    int64_t id;
    enum staff_state as;
    assert_false(staff_add(village, "Orang lain", STAFF_BPD, &key, desa, &id, &as));
    uint8_t secret[BOX_SECRET_LEN];
    desa->role = STAFF_BPD; // a session that claims more than it is
    assert_false(staff_admit(village, second, desa));
    assert_false(staff_role_secret(village, desa, 1, secret));
    desa->role = STAFF_DESA;
    staff_sign_out(village, desa);

    struct staff_session *by = signed_in(first, PIN_A);
    assert_true(staff_admit(village, second, by));
    assert_true(staff_admit(village, second, by)); // two touches
    session = signed_in(second, PIN_B);
    assert_int_equal(session->key_number, 1);
    assert_memory_equal(session->role_secret, by->role_secret, BOX_SECRET_LEN);
    staff_sign_out(village, session);
    // Added by one of them: at once, and from nobody else's hands.
    int64_t third = added("Anggota BPD", STAFF_BPD, PIN_C, by, STAFF_MEMBER);
    session = signed_in(third, PIN_C);
    assert_memory_equal(session->role_secret, by->role_secret, BOX_SECRET_LEN);
    staff_sign_out(village, session);
    staff_sign_out(village, by);
    struct staff_row rows[STAFF_MAX];
    assert_int_equal(staff_list(village, &arena, STAFF_MAX, rows), 4);
    assert_string_equal(rows[0].name, "Anggota BPD");
    assert_string_equal(rows[3].name, "Kaur Umum");
    assert_int_equal(staff_list(village, &arena, 2, rows), 2);
}

static void a_pending_one_is_refused_without_a_new_key(void **state)
{
    (void)state;
    uint8_t key[BOX_PUBLIC_LEN];
    int64_t first = added("Ketua BPD", STAFF_BPD, PIN_A, NULL, STAFF_MEMBER);
    int64_t second = added("Orang asing", STAFF_BPD, PIN_B, NULL, STAFF_PENDING);
    struct staff_session *by = signed_in(first, PIN_A), *session;
    assert_true(staff_leave(village, second, by));
    assert_int_equal(staff_role_key(village, STAFF_BPD, key), 1);
    assert_int_equal(tried(second, PIN_B, &session), STAFF_FAILED);
    assert_false(staff_admit(village, second, by));
    staff_sign_out(village, by);
}

static void who_leaves_reads_nothing_new(void **state)
{
    (void)state;
    uint8_t key_1[BOX_PUBLIC_LEN], key_2[BOX_PUBLIC_LEN], secret_1[BOX_SECRET_LEN],
        secret[BOX_SECRET_LEN];
    int64_t first = added("Ketua BPD", STAFF_BPD, PIN_A, NULL, STAFF_MEMBER);
    struct staff_session *by = signed_in(first, PIN_A);
    int64_t second = added("Sekretaris BPD", STAFF_BPD, PIN_B, by, STAFF_MEMBER);
    struct staff_session *leaves = signed_in(second, PIN_B);
    assert_int_equal(staff_role_key(village, STAFF_BPD, key_1), 1);
    memcpy(secret_1, by->role_secret, sizeof secret_1);
    uint64_t before = head();

    assert_true(staff_leave(village, second, by));
    assert_int_equal(staff_role_key(village, STAFF_BPD, key_2), 2);
    assert_memory_not_equal(key_1, key_2, sizeof key_1);
    assert_int_equal(head(), before + 1);
    Kt__RoleKey *told = role_key_event(before + 1);
    assert_int_equal(told->number, 2);
    assert_true(bytes_equal(record_view(told->key), bytes_of(key_2, sizeof key_2)));
    // Who stays has the new one in hand at once, and the old one for what is older.
    assert_int_equal(by->key_number, 2);
    assert_memory_equal(by->role_public, key_2, sizeof key_2);
    assert_memory_not_equal(by->role_secret, secret_1, sizeof secret_1);
    assert_true(staff_role_secret(village, by, 1, secret));
    assert_memory_equal(secret, secret_1, sizeof secret);
    assert_true(staff_role_secret(village, by, 2, secret));
    assert_false(staff_role_secret(village, by, 3, secret));
    // Who left: no session, no PIN, nothing of theirs in the file.
    assert_false(staff_session_stands(village, leaves));
    assert_false(staff_role_secret(village, leaves, 1, secret));
    assert_false(staff_admit(village, first, leaves));
    struct staff_session *session;
    assert_int_equal(tried(second, PIN_B, &session), STAFF_FAILED);
    assert_int_equal(sql_int(village->sql, -1,
                             "SELECT count(*) FROM staff WHERE id = $1 AND public_key IS NULL"
                             " AND salt IS NULL AND wrapped IS NULL",
                             "i", second),
                     1);
    staff_sign_out(village, leaves);
    staff_sign_out(village, by);
    // A new one who is let in reads the older as well, in the name of who left, too.
    by = signed_in(first, PIN_A);
    int64_t third = added("Sekretaris BPD", STAFF_BPD, PIN_C, by, STAFF_MEMBER);
    assert_true(third > second);
    session = signed_in(third, PIN_C);
    assert_true(staff_role_secret(village, session, 1, secret));
    assert_memory_equal(secret, secret_1, sizeof secret);
    staff_sign_out(village, session);
    staff_sign_out(village, by);
}

static void the_last_one_may_leave(void **state)
{
    (void)state;
    uint8_t key[BOX_PUBLIC_LEN];
    int64_t id = added("Ketua BPD", STAFF_BPD, PIN_A, NULL, STAFF_MEMBER);
    struct staff_session *self = signed_in(id, PIN_A);
    assert_true(staff_leave(village, id, self));
    assert_false(staff_session_stands(village, self));
    staff_sign_out(village, self);
    assert_int_equal(staff_role_key(village, STAFF_BPD, key), 2);
    assert_int_equal(sql_int(village->sql, -1, "SELECT count(*) FROM role_grant", ""), 0);
    assert_false(staff_any(village));
    id = added("Ketua BPD baru", STAFF_BPD, PIN_B, NULL, STAFF_MEMBER); // a first one again
    self = signed_in(id, PIN_B);
    assert_int_equal(self->key_number, 3);
    staff_sign_out(village, self);
}

static void a_forgotten_pin_is_reset_by_another(void **state)
{
    (void)state;
    uint8_t secret[BOX_SECRET_LEN], key[BOX_PUBLIC_LEN];
    struct staff_session *session;
    int64_t first = added("Ketua BPD", STAFF_BPD, PIN_A, NULL, STAFF_MEMBER);
    struct staff_session *by = signed_in(first, PIN_A);
    int64_t second = added("Sekretaris BPD", STAFF_BPD, PIN_B, by, STAFF_MEMBER);
    int64_t gone = added("Anggota BPD", STAFF_BPD, PIN_B, by, STAFF_MEMBER);
    assert_true(staff_leave(village, gone, by)); // so that there is an older key
    for (int i = 0; i < STAFF_TRIES_FREE; i++) {
        assert_int_equal(tried(second, PIN_A, &session), STAFF_WRONG);
    }
    assert_true(staff_wait_ms(village, second) > 0);
    struct staff_session *before = NULL;
    struct staff_wrapped new_key = wrapped(PIN_C);
    assert_true(staff_reset(village, second, &new_key, by));
    assert_int_equal(staff_wait_ms(village, second), 0);
    assert_int_equal(tried(second, PIN_B, &before), STAFF_WRONG);
    session = signed_in(second, PIN_C);
    assert_int_equal(session->key_number, 2);
    assert_memory_equal(session->role_secret, by->role_secret, BOX_SECRET_LEN);
    assert_true(staff_role_secret(village, session, 1, secret));
    assert_int_equal(staff_role_key(village, STAFF_BPD, key), 2); // nobody's key changed for it
    // Reset again: the session of the other PIN is over.
    new_key = wrapped(PIN_B);
    assert_true(staff_reset(village, second, &new_key, by));
    assert_false(staff_session_stands(village, session));
    assert_false(staff_role_secret(village, session, 1, secret));
    staff_sign_out(village, session);
    assert_false(staff_reset(village, first, &new_key, by)); // one's own is changed
    assert_non_null(strstr(fault_text(), "changed"));
    staff_sign_out(village, by);
    struct staff_audit_row rows[STAFF_AUDIT_ROWS_MAX];
    size_t count = staff_audit_list(village, &arena, STAFF_YOUTH, 0, STAFF_AUDIT_ROWS_MAX, rows);
    int resets = 0;
    for (size_t i = 0; i < count; i++) {
        if (str_equal(rows[i].what, "reset-pin")) {
            assert_string_equal(rows[i].who, "Ketua BPD");
            assert_string_equal(rows[i].object, "Sekretaris BPD");
            resets++;
        }
    }
    assert_int_equal(resets, 2);
}

static void ones_own_pin_is_changed(void **state)
{
    (void)state;
    uint8_t secret[BOX_SECRET_LEN];
    struct staff_session *session;
    int64_t id = added("Ketua BPD", STAFF_BPD, PIN_A, NULL, STAFF_MEMBER);
    struct staff_session *self = signed_in(id, PIN_A);
    int64_t gone = added("Anggota BPD", STAFF_BPD, PIN_B, self, STAFF_MEMBER);
    assert_true(staff_leave(village, gone, self));
    struct staff_wrapped key = wrapped(PIN_C);
    assert_true(staff_change_pin(village, &key, self));
    assert_true(staff_session_stands(village, self));
    assert_true(staff_role_secret(village, self, 1, secret));
    assert_true(staff_role_secret(village, self, 2, secret));
    assert_memory_equal(secret, self->role_secret, sizeof secret);
    assert_int_equal(tried(id, PIN_A, &session), STAFF_WRONG);
    // Only asked again, as before a change: nobody signs in, no line of it.
    int64_t lines = sql_int(village->sql, -1, "SELECT count(*) FROM audit", "");
    assert_int_equal(tried(id, PIN_C, NULL), STAFF_OK);
    assert_int_equal(sql_int(village->sql, -1, "SELECT count(*) FROM audit", ""), lines);
    staff_sign_out(village, self);
    self = signed_in(id, PIN_C);
    assert_int_equal(self->key_number, 2);
    staff_sign_out(village, self);
}

static void the_last_pin_of_a_role_is_forgotten(void **state)
{
    (void)state;
    uint8_t secret[BOX_SECRET_LEN];
    struct staff_session *session;
    int64_t first = added("Ketua BPD", STAFF_BPD, PIN_A, NULL, STAFF_MEMBER), id;
    added("Sekretaris BPD", STAFF_BPD, PIN_A, NULL, STAFF_PENDING);
    int64_t other = added("Kaur Umum", STAFF_DESA, PIN_B, NULL, STAFF_MEMBER);
    struct staff_session *old = signed_in(first, PIN_A);
    uint64_t before = head();
    struct staff_wrapped key = wrapped(PIN_C);
    assert_true(staff_begin_anew(village, "Ketua BPD", STAFF_BPD, &key, &id));
    assert_int_equal(head(), before + 2); // and that it was by command
    assert_int_equal(role_key_event(before + 1)->number, 2);
    assert_false(staff_session_stands(village, old));
    staff_sign_out(village, old);
    assert_int_equal(tried(first, PIN_A, &session), STAFF_FAILED);
    session = signed_in(id, PIN_C);
    assert_int_equal(session->key_number, 2);
    assert_false(staff_role_secret(village, session, 1, secret)); // the older is not theirs
    staff_sign_out(village, session);
    struct staff_row rows[STAFF_MAX];
    assert_int_equal(staff_list(village, &arena, STAFF_MAX, rows), 2);
    assert_int_equal(rows[1].id, other); // the other role is not touched
    staff_sign_out(village, signed_in(other, PIN_B));
    struct staff_audit_row line;
    assert_int_equal(staff_audit_list(village, &arena, STAFF_DESA, 0, 1, &line), 1);
    assert_true(sql_int(village->sql, 0,
                        "SELECT count(*) FROM audit WHERE what = 'begin-anew' AND who = ''"
                        " AND object = 'bpd'",
                        "") == 1);
}

// The file was put back to a time before the role's newest key.
static void a_key_that_is_lost_is_followed_by_a_newer_one(void **state)
{
    (void)state;
    uint8_t key[BOX_PUBLIC_LEN], secret[BOX_SECRET_LEN];
    int64_t id = added("Ketua BPD", STAFF_BPD, PIN_A, NULL, STAFF_MEMBER);
    staff_sign_out(village, signed_in(id, PIN_A));
    assert_true(staff_key_lost(village, STAFF_DESA, 4)); // of the other role
    struct staff_session *session = signed_in(id, PIN_A);
    assert_int_equal(session->key_number, 1);
    staff_sign_out(village, session);
    assert_true(staff_key_lost(village, STAFF_BPD, 3));
    assert_true(staff_key_lost(village, STAFF_BPD, 2));
    assert_int_equal(staff_role_key(village, STAFF_BPD, key), 1); // until somebody signs in
    uint64_t before = head();
    session = signed_in(id, PIN_A);
    assert_int_equal(session->key_number, 4);
    assert_true(staff_role_secret(village, session, 1, secret));
    assert_int_equal(role_key_event(before + 1)->number, 4);
    staff_sign_out(village, session);
    session = signed_in(id, PIN_A); // once
    assert_int_equal(session->key_number, 4);
    assert_int_equal(head(), before + 1);
    assert_true(staff_key_lost(village, STAFF_BPD, 4)); // the same number, made before the restore
    staff_sign_out(village, session);
    session = signed_in(id, PIN_A);
    assert_int_equal(session->key_number, 5);
    staff_sign_out(village, session);
}

static void before_the_enrolment_the_key_waits_for_its_event(void **state)
{
    (void)state;
    village_close(village);
    assert_int_equal(nftw(dir, harness_remove, 16, FTW_DEPTH | FTW_PHYS), 0);
    assert_true(village_create(dir));
    village = village_open(dir, VILLAGE_TOOL);
    assert_non_null(village);
    int64_t id = added("Ketua BPD", STAFF_BPD, PIN_A, NULL, STAFF_MEMBER);
    struct staff_session *self = signed_in(id, PIN_A);
    int64_t gone = added("Anggota BPD", STAFF_BPD, PIN_B, self, STAFF_MEMBER);
    assert_true(staff_leave(village, gone, self));
    staff_sign_out(village, self);
    added("Penjaga layar", STAFF_YOUTH, PIN_B, NULL, STAFF_MEMBER);
    added("Kaur Umum", STAFF_DESA, PIN_B, NULL, STAFF_MEMBER);
    kiosk_enrol();
    assert_int_equal(head(), 2); // the newest of each role that has one
    uint8_t key[BOX_PUBLIC_LEN];
    assert_int_equal(staff_role_key(village, STAFF_BPD, key), 2);
    Kt__RoleKey *told = role_key_event(1);
    assert_int_equal(told->role, KT__ROLE__ROLE_BPD);
    assert_int_equal(told->number, 2);
    assert_true(bytes_equal(record_view(told->key), bytes_of(key, sizeof key)));
    assert_int_equal(role_key_event(2)->role, KT__ROLE__ROLE_DESA);
    kiosk_enrol(); // the same kiosk again: nothing is told twice
    assert_int_equal(head(), 2);
}

static void youth_proves_a_pin_and_has_no_key(void **state)
{
    (void)state;
    uint8_t key[BOX_PUBLIC_LEN];
    uint64_t before = head();
    int64_t id = added("Penjaga layar", STAFF_YOUTH, PIN_A, NULL, STAFF_MEMBER);
    struct staff_session *session = signed_in(id, PIN_A);
    assert_int_equal(session->key_number, 0);
    assert_true(sodium_is_zero(session->role_secret, BOX_SECRET_LEN));
    assert_int_equal(staff_role_key(village, STAFF_YOUTH, key), 0);
    int64_t second = added("Karang taruna", STAFF_YOUTH, PIN_B, session, STAFF_MEMBER);
    assert_true(staff_leave(village, second, session));
    assert_int_equal(head(), before);
    staff_sign_out(village, session);
}

static void there_is_an_end_to_members(void **state)
{
    (void)state;
    for (int i = 0; i < STAFF_MAX; i++) {
        added(arena_printf(&arena, "Anggota %d", i), STAFF_YOUTH, PIN_A, NULL,
              i == 0 ? STAFF_MEMBER : STAFF_PENDING);
    }
    struct staff_wrapped key = wrapped(PIN_B);
    int64_t id;
    enum staff_state as;
    assert_false(staff_add(village, "Satu lagi", STAFF_BPD, &key, NULL, &id, &as));
    assert_non_null(strstr(fault_text(), "64"));
    assert_true(staff_begin_anew(village, "Satu lagi", STAFF_YOUTH, &key, &id));
    added("Ketua BPD", STAFF_BPD, PIN_B, NULL, STAFF_MEMBER);
}

// While the kiosk runs on: neither the file nor its write-ahead log holds what a PIN would open.
static void of_who_left_no_key_stays_on_the_disk(void **state)
{
    (void)state;
    int64_t stays = added("Ketua BPD", STAFF_BPD, PIN_A, NULL, STAFF_MEMBER);
    struct staff_session *by = signed_in(stays, PIN_A);
    int64_t goes = added("Sekretaris BPD", STAFF_BPD, PIN_B, by, STAFF_MEMBER);
    struct bytes closed =
        sql_bytes(village->sql, &arena, "SELECT wrapped FROM staff WHERE id = $1", "i", goes);
    struct bytes grant = sql_bytes(village->sql, &arena,
                                   "SELECT sealed FROM role_grant WHERE member = $1", "i", goes);
    assert_true(closed.len == STAFF_WRAPPED_LEN && grant.len > 0);
    struct staff_wrapped other = wrapped(PIN_C);
    assert_true(staff_reset(village, goes, &other, by));
    assert_int_equal(count_in_files(dir, closed.data, closed.len), 0);
    assert_int_equal(count_in_files(dir, grant.data, grant.len), 0);
    closed = sql_bytes(village->sql, &arena, "SELECT wrapped FROM staff WHERE id = $1", "i", goes);
    grant = sql_bytes(village->sql, &arena, "SELECT sealed FROM role_grant WHERE member = $1", "i",
                      goes);
    assert_true(staff_leave(village, goes, by));
    assert_int_equal(count_in_files(dir, closed.data, closed.len), 0);
    assert_int_equal(count_in_files(dir, grant.data, grant.len), 0);
    staff_sign_out(village, by);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_at_kiosk(the_first_makes_the_key_and_signs_in),
        test_at_kiosk(added_by_command_waits_to_be_admitted),
        test_at_kiosk(a_pending_one_is_refused_without_a_new_key),
        test_at_kiosk(who_leaves_reads_nothing_new),
        test_at_kiosk(of_who_left_no_key_stays_on_the_disk),
        test_at_kiosk(the_last_one_may_leave),
        test_at_kiosk(a_forgotten_pin_is_reset_by_another),
        test_at_kiosk(ones_own_pin_is_changed),
        test_at_kiosk(the_last_pin_of_a_role_is_forgotten),
        test_at_kiosk(a_key_that_is_lost_is_followed_by_a_newer_one),
        test_at_kiosk(before_the_enrolment_the_key_waits_for_its_event),
        test_at_kiosk(youth_proves_a_pin_and_has_no_key),
        test_at_kiosk(there_is_an_end_to_members),
    };
    return cmocka_run_group_tests_name("staff", tests, NULL, NULL);
}
