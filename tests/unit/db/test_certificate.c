// SPDX-License-Identifier: GPL-3.0-or-later
// Certificates: too few right ones make none, one goes up once and stands in the audit log, one
// from before the enrolment goes up with it, and nobody sees another member's.
#include "place.h"
#include "staff_side.h"

#include "db/village/certificate.h"

static size_t certified(Kt__Certified **out, size_t max)
{
    struct bytes events[64];
    size_t count = event_log_slice(village, &arena, 1, 1 << 20, COUNT_OF(events), events),
           found = 0;
    for (size_t i = 0; i < count; i++) {
        Kt__Event *event = record_unpack(&arena, &kt__event__descriptor, events[i]);
        assert_non_null(event);
        if (event->what_case == KT__EVENT__WHAT_CERTIFIED && found < max) {
            out[found++] = event->certified;
        }
    }
    return found;
}

static void test_one_goes_up_and_on_the_record(void **state)
{
    (void)state;
    int64_t id = added("Ketua BPD", STAFF_BPD, PIN_A, NULL, STAFF_MEMBER);
    int64_t other = added("Karang taruna", STAFF_YOUTH, PIN_B, NULL, STAFF_MEMBER);
    struct staff_session *session = signed_in(id, PIN_A), *youth = signed_in(other, PIN_B);
    struct certificate got;
    assert_false(certificate_get(village, &arena, session, &got));
    assert_true(certificate_add(village, session, 10, 12));
    assert_true(certificate_add(village, session, 12, 12));
    assert_true(certificate_get(village, &arena, session, &got));
    assert_string_equal(got.number, "S7-2");
    assert_string_equal(got.name, "Ketua BPD");
    assert_int_equal(got.role, STAFF_BPD);
    assert_int_equal(got.right, 12);
    assert_int_equal(got.of, 12);
    assert_true(got.at_s > 0);
    assert_false(certificate_get(village, &arena, youth, &got));
    Kt__Certified *events[4];
    assert_int_equal(certified(events, 4), 2);
    assert_int_equal(events[0]->number, 1);
    assert_int_equal(events[0]->right, 10);
    assert_int_equal(events[1]->number, 2);
    assert_string_equal(events[1]->name, "Ketua BPD");
    assert_int_equal(events[1]->role, KT__ROLE__ROLE_BPD);
    struct staff_audit_row rows[8];
    assert_true(staff_audit_list(village, &arena, STAFF_YOUTH, 0, COUNT_OF(rows), rows) >= 2);
    assert_string_equal(rows[0].what, "certified");
    assert_string_equal(rows[0].who, "Ketua BPD");
    staff_sign_out(village, session);
    staff_sign_out(village, youth);
}

static void test_too_few_make_none(void **state)
{
    (void)state;
    static const int bad[][2] = {{9, 12}, {-1, 12}, {13, 12}, {10, 11}, {10, 10}, {0, 0}};
    struct staff_session *session =
        signed_in(added("Ketua BPD", STAFF_BPD, PIN_A, NULL, STAFF_MEMBER), PIN_A);
    struct certificate got;
    Kt__Certified *events[4];
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        assert_false(certificate_add(village, session, bad[i][0], bad[i][1]));
    }
    assert_non_null(strstr(fault_text(), "10 of 12"));
    assert_false(certificate_get(village, &arena, session, &got));
    assert_int_equal(certified(events, 4), 0);
    staff_sign_out(village, session);
}

// Before the enrolment there is no log; the certificate waits for it.
static void test_from_before_the_enrolment(void **state)
{
    arena_init(&arena, 64 << 20);
    village = place_open(*state);
    struct staff_session *session =
        signed_in(added("Karang taruna", STAFF_YOUTH, PIN_A, NULL, STAFF_MEMBER), PIN_A);
    struct certificate got;
    assert_true(certificate_add(village, session, 11, 12));
    assert_true(certificate_get(village, &arena, session, &got));
    assert_string_equal(got.number, "S-1");
    place_enrol(village, &arena);
    Kt__Certified *events[4];
    assert_int_equal(certified(events, 4), 1);
    assert_int_equal(events[0]->role, KT__ROLE__ROLE_YOUTH);
    assert_int_equal(events[0]->right, 11);
    assert_true(certificate_get(village, &arena, session, &got));
    assert_string_equal(got.number, "S7-1");
    staff_sign_out(village, session);
    village_close(village);
    arena_finish(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_at_kiosk(test_one_goes_up_and_on_the_record),
        test_at_kiosk(test_too_few_make_none),
        test_in_dir(test_from_before_the_enrolment),
    };
    return cmocka_run_group_tests_name("certificate", tests, NULL, NULL);
}
