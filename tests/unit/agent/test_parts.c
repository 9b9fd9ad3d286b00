// SPDX-License-Identifier: GPL-3.0-or-later
// Recordings in rounds: after the words, from the regency's mark on, over links that break, and
// with marks that make no sense.
#include "round_side.h"

#include "db/record/voice_seal.h"
#include "db/village/setting.h"
#include "db/village/voice.h"

static Kt__Voice *recorded(size_t len)
{
    uint8_t *ogg = arena_alloc(&arena, len);
    randombytes_buf(ogg, len);
    Kt__Voice *voice = ARENA_NEW(&arena, Kt__Voice);
    kt__voice__init(voice);
    sql_begin(village->sql);
    assert_true(voice_keep(village, &arena, bytes_of(ogg, len), 4000, voice));
    assert_true(sql_commit(village->sql));
    return voice;
}

// An acknowledgement of everything with marks of recordings.
static struct bytes marked(const struct plan *plan, uint64_t mark, Kt__PartMark *marks,
                           size_t count)
{
    Kt__Ack ack = ack_of(plan, mark);
    Kt__PartMark *list[PARTS_IN_ROUND_MAX + 2];
    for (size_t i = 0; i < count; i++) {
        list[i] = &marks[i];
    }
    ack.parts = list;
    ack.n_parts = count;
    ack.feed_id = 5;
    return packed(&ack.base, BUNDLE_PLAIN);
}

static Kt__PartMark mark_of(ProtobufCBinaryData hash, uint32_t have)
{
    Kt__PartMark mark = KT__PART_MARK__INIT;
    mark.hash = hash;
    mark.have = have;
    return mark;
}

static void words_go_first(void **state)
{
    (void)state;
    append(3, 200);
    Kt__Voice *voice = recorded(50000);
    struct plan plan = planned(450); // two of the events
    assert_int_equal(round_of(&plan)->n_parts, 0);
    plan = planned(BUDGET);
    assert_int_equal(plan.event_count, 3);
    assert_int_equal(plan.part_count, 0);
    struct applied out;
    assert_true(applied(&plan, marked(&plan, 3, NULL, 0), &out));
    assert_int_equal(out.next, APPLY_AGAIN); // the sound comes now
    plan = planned(BUDGET);
    Kt__Round *round = round_of(&plan);
    assert_int_equal(plan.part_count, 1);
    assert_int_equal(round->n_events, 0);
    assert_int_equal(round->parts[0]->total, voice->bytes);
    assert_int_equal(round->parts[0]->bytes.len, voice->bytes);
    Kt__PartMark mark = mark_of(voice->hash, voice->bytes);
    assert_true(applied(&plan, marked(&plan, 3, &mark, 1), &out));
    assert_true(out.parts_moved);
    assert_int_equal(out.next, APPLY_DONE);
    plan = planned(BUDGET);
    assert_int_equal(round_of(&plan)->n_parts, 0);
}

// A regency that keeps pieces in memory; links that break before and after it heard us.
static void a_link_that_breaks_costs_one_piece_and_no_byte_is_sent_twice(void **state)
{
    (void)state;
    Kt__Voice *voice = recorded(VOICE_BYTES_MAX);
    uint8_t *kept = arena_alloc(&arena, voice->bytes);
    uint32_t have = 0, sent = 0;
    int rounds = 0;
    while (voice_waiting(village) > 0) {
        struct plan plan = planned(rounds % 5 == 4 ? 4000 : 10 * PARTS_BYTES_MAX);
        Kt__Round *round = round_of(&plan);
        assert_int_equal(round->n_parts, 1);
        const Kt__Part *part = round->parts[0];
        assert_true(part->bytes.len <= PARTS_BYTES_MAX);
        rounds++;
        if (rounds == 2) {
            continue; // never arrived
        }
        if (part->offset == have) {
            memcpy(kept + have, part->bytes.data, part->bytes.len);
            have += (uint32_t)part->bytes.len;
            sent += (uint32_t)part->bytes.len;
        }
        if (rounds == 4) {
            continue; // the answer never arrived: the next piece is passed over, its mark is not
        }
        struct applied out;
        Kt__PartMark mark = mark_of(voice->hash, have);
        assert_true(applied(&plan, marked(&plan, 0, &mark, 1), &out));
        assert_int_equal(out.next, voice_waiting(village) > 0 ? APPLY_AGAIN : APPLY_DONE);
        assert_true(rounds < 20);
    }
    assert_int_equal(sent, voice->bytes);
    uint8_t hash[HASH_LEN];
    voice_seal_hash(hash, bytes_of(kept, voice->bytes));
    assert_memory_equal(hash, voice->hash.data, HASH_LEN);
}

static void thrown_away_over_there_it_starts_again_but_not_at_once(void **state)
{
    (void)state;
    Kt__Voice *voice = recorded(5000);
    struct applied out;
    for (int i = 0; i < 3; i++) {
        struct plan plan = planned(BUDGET);
        assert_int_equal(round_of(&plan)->parts[0]->offset, 0);
        Kt__PartMark mark = mark_of(voice->hash, 0);
        assert_true(applied(&plan, marked(&plan, 0, &mark, 1), &out));
        assert_false(out.parts_moved);
        assert_int_equal(out.next, APPLY_DONE);
        // A regency that knows no recordings says nothing of them.
        plan = planned(BUDGET);
        assert_true(applied(&plan, marked(&plan, 0, NULL, 0), &out));
        assert_int_equal(out.next, APPLY_DONE);
    }
    assert_int_equal(voice_waiting(village), 1);
}

static void marks_without_sense_hold_nothing_up(void **state)
{
    (void)state;
    Kt__Voice *voice = recorded(5000);
    uint8_t other[HASH_LEN] = {7};
    struct plan plan = planned(BUDGET);
    Kt__PartMark marks[PARTS_IN_ROUND_MAX + 1] = {
        mark_of(voice->hash, voice->bytes + 1), mark_of(record_data(bytes_of(other, 3)), 9),
        mark_of(record_data(bytes_of(other, HASH_LEN)), 9), mark_of(voice->hash, 100)};
    struct applied out;
    struct bytes answer = joined(marked(&plan, 0, marks, 4), notices("R-1", 1));
    assert_true(applied(&plan, answer, &out));
    assert_int_equal(out.changes, 1);
    assert_int_equal(voice_have(village, record_view(voice->hash)), 100);
    for (size_t i = 0; i < COUNT_OF(marks); i++) {
        marks[i] = mark_of(voice->hash, 200);
    }
    plan = planned(BUDGET);
    assert_false(applied(&plan, marked(&plan, 0, marks, COUNT_OF(marks)), &out));
    assert_int_equal(voice_have(village, record_view(voice->hash)), 100);
}

static void an_old_answer_from_a_stick_takes_nothing_back(void **state)
{
    (void)state;
    Kt__Voice *voice = recorded(5000);
    struct plan plan = planned(BUDGET);
    Kt__PartMark early = mark_of(voice->hash, 1000), late = mark_of(voice->hash, 3000);
    struct bytes old = marked(&plan, 0, &early, 1), new = marked(&plan, 0, &late, 1);
    struct applied out;
    assert_true(applied(NULL, new, &out));
    assert_true(applied(NULL, old, &out));
    assert_int_equal(voice_have(village, record_view(voice->hash)), 3000);
    assert_true(applied(&plan, old, &out)); // of this very request: the regency knows best
    assert_int_equal(voice_have(village, record_view(voice->hash)), 1000);
}

static void another_regency_is_asked_what_it_keeps(void **state)
{
    (void)state;
    Kt__Voice *voice = recorded(5000);
    struct plan plan = planned(BUDGET);
    Kt__PartMark all = mark_of(voice->hash, voice->bytes);
    struct applied out;
    assert_true(applied(&plan, marked(&plan, 0, &all, 1), &out));
    assert_int_equal(voice_waiting(village), 0);
    plan = planned(BUDGET);
    Kt__Ack ack = ack_of(&plan, 0);
    ack.feed_id = 6; // restored from a backup
    assert_true(applied(&plan, packed(&ack.base, BUNDLE_PLAIN), &out));
    assert_int_equal(out.next, APPLY_AGAIN);
    plan = planned(BUDGET);
    Kt__Round *round = round_of(&plan);
    assert_int_equal(round->n_parts, 1);
    assert_int_equal(round->parts[0]->bytes.len, 0);
    assert_int_equal(round->parts[0]->total, voice->bytes);
    ack = ack_of(&plan, 0);
    ack.feed_id = 6;
    Kt__PartMark *list[] = {&all};
    ack.parts = list;
    ack.n_parts = 1;
    assert_true(applied(&plan, packed(&ack.base, BUNDLE_PLAIN), &out));
    assert_int_equal(out.next, APPLY_DONE);
    assert_int_equal(voice_waiting(village), 0);
}

static void a_stick_takes_them_all_each_file_by_itself(void **state)
{
    (void)state;
    for (int i = 0; i < 40; i++) {
        recorded(60000);
    }
    recorded(VOICE_BYTES_MAX);
    struct plan_limits limits = {.up_bytes_max = 1 << 20,
                                 .down_bytes_max = BUDGET_DEFAULT,
                                 .parts_bytes_max = PARTS_STICK_BYTES_MAX};
    struct plan plan;
    size_t count = 0;
    do {
        assert_true(plan_round(village, &arena, &self, kiosk_secret, limits, &plan));
        Kt__Round *round = round_of(&plan);
        for (size_t i = 0; i < round->n_parts; i++) {
            assert_int_equal(round->parts[i]->offset, 0);
            assert_int_equal(round->parts[i]->bytes.len, round->parts[i]->total);
        }
        limits.parts_skip += plan.part_count;
        count += plan.part_count;
    } while (plan.part_count > 0);
    assert_int_equal(count, 41);
}

static void over_the_month_or_out_of_hours_only_words_travel(void **state)
{
    (void)state;
    struct applied out;
    assert_true(village_time_learn(village, 1788192000, VILLAGE_TIME_SET)); // 2026-08-31 16:00 UTC
    village->test_now_s = 1788192000;                                       // 23:00 in the village
    recorded(5000);
    struct round_report report = {.at_s = 1788192000, .carrier = "https", .result = "ok"};
    report.wire_up = 600 * 1000;
    report.wire_down = 500 * 1000;
    assert_true(round_add(village, &report));
    report.carrier = "stick";
    assert_true(round_add(village, &report));
    struct round_traffic traffic = round_traffic(village);
    assert_int_equal(traffic.today, 1100 * 1000); // a stick costs nobody anything
    assert_int_equal(traffic.month, 1100 * 1000);
    assert_int_equal(planned(BUDGET).part_count, 1);
    assert_true(setting_set(village, "month_limit", "1", SETTING_LOCAL));
    append(1, 200);
    struct plan plan = planned(BUDGET);
    assert_int_equal(plan.event_count, 1); // words do
    assert_true(applied(&plan, marked(&plan, 1, NULL, 0), &out));
    assert_int_equal(out.next, APPLY_DONE); // and nobody waits for the sound
    assert_int_equal(planned(BUDGET).part_count, 0);
    village->test_now_s += 2 * 3600; // September
    assert_int_equal(round_traffic(village).month, 0);
    assert_int_equal(planned(BUDGET).part_count, 1);
    assert_false(setting_set(village, "sound_hours", "22 sampai 5", SETTING_LOCAL));
    assert_false(setting_set(village, "sound_hours", "22-25", SETTING_LOCAL));
    assert_true(setting_set(village, "sound_hours", "22-05", SETTING_LOCAL));
    assert_int_equal(planned(BUDGET).part_count, 1); // one in the morning
    village->test_now_s += 4 * 3600;
    plan = planned(BUDGET);
    assert_int_equal(plan.part_count, 0);
    Kt__Round *told = round_of(&plan); // the registry shows what waits, and for how long
    assert_in_range(told->oldest_s, 6 * 3600 - 60, 6 * 3600 + 60);
    assert_true(told->free_mb > 0 && told->at_s != 0 && told->version != 0);
    assert_true(setting_set(village, "sound_hours", "05-07", SETTING_LOCAL));
    assert_int_equal(planned(BUDGET).part_count, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(over_the_month_or_out_of_hours_only_words_travel, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(words_go_first, setup, teardown),
        cmocka_unit_test_setup_teardown(
            a_link_that_breaks_costs_one_piece_and_no_byte_is_sent_twice, setup, teardown),
        cmocka_unit_test_setup_teardown(thrown_away_over_there_it_starts_again_but_not_at_once,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(marks_without_sense_hold_nothing_up, setup, teardown),
        cmocka_unit_test_setup_teardown(an_old_answer_from_a_stick_takes_nothing_back, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(another_regency_is_asked_what_it_keeps, setup, teardown),
        cmocka_unit_test_setup_teardown(a_stick_takes_them_all_each_file_by_itself, setup,
                                        teardown),
    };
    secret_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
