// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures in a kiosk's rounds: asked for after the words and within what the round may carry,
// taken in as they come, sent when they are asked for, held back by the keeper's limits in both
// ways.
#include "round_side.h"

#include "db/village/media.h"
#include "db/village/setting.h"

enum { PICTURE_LEN = 200 * 1000, PICTURES = 24 };

static uint8_t pixels[PICTURES][PICTURE_LEN], hashes[PICTURES][HASH_LEN];

static Kt__Picture *picture_at(int i)
{
    randombytes_buf(pixels[i], PICTURE_LEN);
    picture_file_hash(hashes[i], bytes_of(pixels[i], PICTURE_LEN));
    Kt__Picture *picture = ARENA_NEW(&arena, Kt__Picture);
    kt__picture__init(picture);
    picture->hash = record_data(bytes_of(hashes[i], HASH_LEN));
    picture->bytes = PICTURE_LEN;
    picture->name = "foto.png";
    return picture;
}

// A notice of the feed with `count` pictures, from number `first` on.
static void named(int first, size_t count)
{
    Kt__Notice notice = KT__NOTICE__INIT;
    Kt__Picture *pictures[NOTICE_PICTURES_MAX];
    for (size_t i = 0; i < count; i++) {
        pictures[i] = picture_at(first + (int)i);
    }
    notice.id = arena_printf(&arena, "R-%d", first + 1);
    notice.revision = 1;
    notice.title = "Panen raya";
    notice.category = "kegiatan";
    notice.publisher = "BPD";
    notice.pictures = pictures;
    notice.n_pictures = count;
    sql_begin(village->sql);
    assert_true(notice_put(village, &notice));
    assert_true(sql_commit(village->sql));
}

static int number_of(struct bytes hash)
{
    for (int i = 0; i < PICTURES; i++) {
        if (bytes_equal(hash, bytes_of(hashes[i], HASH_LEN))) {
            return i;
        }
    }
    return -1;
}

static Kt__Part *piece_for(const Kt__Want *want)
{
    int at = number_of(record_view(want->hash));
    assert_true(at >= 0);
    Kt__Part *part = ARENA_NEW(&arena, Kt__Part);
    kt__part__init(part);
    part->kind = PART_PICTURE;
    part->hash = want->hash;
    part->total = PICTURE_LEN;
    part->offset = want->offset;
    part->bytes = record_data(bytes_of(pixels[at] + want->offset, want->max));
    return part;
}

static struct bytes parts_bundle(Kt__Part **parts, size_t count)
{
    Kt__Changes changes = KT__CHANGES__INIT;
    changes.class_ = FEED_PARTS;
    changes.parts = parts;
    changes.n_parts = count;
    return packed(&changes.base, BUNDLE_SMALLEST);
}

static struct bytes ack_alone(const struct plan *plan)
{
    Kt__Ack ack = ack_of(plan, plan->first_seq - 1 + plan->event_count);
    ack.feed_id = 5;
    return packed(&ack.base, BUNDLE_PLAIN);
}

// As a regency that has everything.
static struct bytes answered(const struct plan *plan)
{
    Kt__Round *round = round_of(plan);
    Kt__Part *parts[WANTS_IN_ROUND_MAX];
    for (size_t i = 0; i < round->n_wants; i++) {
        parts[i] = piece_for(round->wants[i]);
    }
    return round->n_wants > 0 ? joined(ack_alone(plan), parts_bundle(parts, round->n_wants))
                              : ack_alone(plan);
}

static void after_the_words_and_within_the_budget(void **state)
{
    (void)state;
    struct applied out;
    named(0, 2);
    append(2, 200);
    struct plan plan = planned(BUDGET);
    assert_int_equal(round_of(&plan)->n_wants, 0); // words go first
    assert_true(applied(&plan, ack_alone(&plan), &out));
    assert_int_equal(out.next, APPLY_AGAIN); // and at once what is missing
    size_t asked = 0;
    int rounds = 0;
    while (media_state(village).missing > 0) {
        struct plan_limits limits = {.up_bytes_max = BUDGET,
                                     .down_bytes_max = rounds < 3 ? 1024 : BUDGET_DEFAULT};
        assert_true(plan_round(village, &arena, &self, kiosk_secret, limits, &plan));
        Kt__Round *round = round_of(&plan);
        size_t bytes = 0;
        for (size_t i = 0; i < round->n_wants; i++) {
            bytes += round->wants[i]->max;
        }
        assert_int_equal(bytes, plan.want_bytes);
        assert_true(bytes > 0 && bytes <= (rounds < 3 ? 1024 : PARTS_BYTES_MAX));
        rounds++;
        if (rounds % 3 == 2) {
            continue; // the answer is lost
        }
        asked += bytes;
        assert_true(applied(&plan, answered(&plan), &out));
        assert_true(out.pictures_moved);
        assert_int_equal(out.next, media_state(village).missing > 0 ? APPLY_AGAIN : APPLY_DONE);
    }
    assert_int_equal(asked, 2 * PICTURE_LEN); // no byte twice but for the lost answers
    assert_int_equal(round_of(&plan)->n_events, 0);
    plan = planned(BUDGET);
    assert_int_equal(round_of(&plan)->n_wants, 0);
    for (int i = 0; i < 2; i++) {
        assert_non_null(
            notice_picture_path(village, &arena, record_data(bytes_of(hashes[i], HASH_LEN))));
    }
}

static void a_regency_that_gives_nothing_is_not_asked_over_and_over(void **state)
{
    (void)state;
    struct applied out;
    named(0, 2);
    struct plan plan = planned(BUDGET);
    assert_true(round_of(&plan)->n_wants > 0);
    assert_true(applied(&plan, ack_alone(&plan), &out)); // an old one: it knows no pictures
    assert_int_equal(out.next, APPLY_DONE);
    // One that says that it has them not: neither now nor with the next rounds, until it has.
    for (int i = 0; i < 4; i++) {
        plan = planned(BUDGET);
        Kt__Round *round = round_of(&plan);
        if (round->n_wants == 0) {
            break;
        }
        Kt__Part *parts[WANTS_IN_ROUND_MAX];
        for (size_t w = 0; w < round->n_wants; w++) {
            parts[w] = ARENA_NEW(&arena, Kt__Part);
            kt__part__init(parts[w]);
            parts[w]->kind = PART_PICTURE;
            parts[w]->hash = round->wants[w]->hash;
            parts[w]->absent = true;
        }
        assert_true(
            applied(&plan, joined(ack_alone(&plan), parts_bundle(parts, round->n_wants)), &out));
    }
    assert_int_equal(round_of(&plan)->n_wants, 0);
    assert_int_equal(media_state(village).missing, 2);
    Kt__PictureHere here = KT__PICTURE_HERE__INIT;
    here.hash = record_data(bytes_of(hashes[1], HASH_LEN));
    Kt__Change change = KT__CHANGE__INIT, *list = &change;
    change.what_case = KT__CHANGE__WHAT_PICTURE_HERE;
    change.picture_here = &here;
    Kt__Changes changes = KT__CHANGES__INIT;
    changes.class_ = FEED_PARTS;
    changes.cursor = record_data(cursor_at(3));
    changes.n_change = 1;
    changes.change = &list;
    assert_true(
        applied(&plan, joined(ack_alone(&plan), packed(&changes.base, BUNDLE_SMALLEST)), &out));
    assert_int_equal(out.next, APPLY_AGAIN);
    plan = planned(BUDGET);
    Kt__Round *round = round_of(&plan);
    assert_int_equal(round->n_wants, 1);
    assert_memory_equal(round->wants[0]->hash.data, hashes[1], HASH_LEN);
}

static void pieces_that_make_no_sense_change_nothing(void **state)
{
    (void)state;
    struct applied out;
    named(0, 1);
    struct plan plan = planned(BUDGET);
    Kt__Want *want = round_of(&plan)->wants[0];
    for (int i = 0; i < 6; i++) {
        Kt__Part *part = piece_for(want);
        uint8_t strange[HASH_LEN] = {9};
        part->hash = i == 0 ? record_data(bytes_of(strange, HASH_LEN)) : part->hash;
        part->hash.len = i == 1 ? 3 : part->hash.len;
        part->offset = i == 2 ? 17 : part->offset;
        part->bytes.len = i == 3 ? 0 : part->bytes.len;
        part->offset = i == 4 ? UINT32_MAX : part->offset;
        part->offset = i == 5 ? PICTURE_LEN - 1 : part->offset;
        assert_true(applied(&plan, joined(ack_alone(&plan), parts_bundle(&part, 1)), &out));
        assert_false(out.pictures_moved);
    }
    Kt__Part *many[PARTS_IN_BUNDLE_MAX + 1];
    for (size_t i = 0; i < COUNT_OF(many); i++) {
        many[i] = piece_for(want);
        many[i]->bytes.len = 100;
    }
    assert_false(
        applied(&plan, joined(ack_alone(&plan), parts_bundle(many, COUNT_OF(many))), &out));
    assert_non_null(strstr(fault_text(), "pieces of pictures"));
    assert_int_equal(round_of(&plan)->wants[0]->offset, 0);
}

static void what_is_asked_for_goes_up(void **state)
{
    (void)state;
    struct applied out;
    picture_at(0);
    assert_true(file_make_dir(file_path(&arena, dir, "media"), 0770));
    const char *kept =
        arena_printf(&arena, "%s/media/%s", dir, secret_hex(&arena, bytes_of(hashes[0], HASH_LEN)));
    assert_true(file_write(kept, bytes_of(pixels[0], PICTURE_LEN), 0660));
    Kt__Picture *picture = ARENA_NEW(&arena, Kt__Picture);
    kt__picture__init(picture);
    picture->hash = record_data(bytes_of(hashes[0], HASH_LEN));
    picture->bytes = PICTURE_LEN;
    Kt__Notice notice = KT__NOTICE__INIT;
    notice.title = "Kerja bakti";
    notice.category = "kegiatan";
    notice.pictures = &picture;
    notice.n_pictures = 1;
    const char *id;
    assert_true(notice_post(village, &arena, &notice, &id));
    struct plan plan = planned(BUDGET);
    assert_true(applied(&plan, ack_alone(&plan), &out));
    assert_int_equal(out.next, APPLY_DONE);
    plan = planned(BUDGET);
    assert_int_equal(plan.picture_count, 0); // nobody asked: an old regency would not know it
    uint32_t have = 0;
    for (int rounds = 0; have < PICTURE_LEN; rounds++) {
        Kt__Want want = KT__WANT__INIT, *wants[] = {&want};
        Kt__PartMark mark = KT__PART_MARK__INIT, *marks[] = {&mark};
        Kt__Ack ack = ack_of(&plan, plan.first_seq - 1);
        want.hash = mark.hash = picture->hash;
        want.offset = mark.have = have;
        ack.wants = wants;
        ack.n_wants = 1;
        ack.parts = marks;
        ack.n_parts = plan.picture_count;
        ack.feed_id = 5;
        assert_true(applied(&plan, packed(&ack.base, BUNDLE_PLAIN), &out));
        assert_int_equal(out.next, APPLY_AGAIN);
        plan = planned(30000);
        Kt__Round *round = round_of(&plan);
        assert_int_equal(round->n_parts, 1);
        assert_int_equal(round->parts[0]->kind, PART_PICTURE);
        assert_int_equal(round->parts[0]->offset, have);
        assert_true(round->parts[0]->bytes.len <= 30000);
        assert_memory_equal(round->parts[0]->bytes.data, pixels[0] + have,
                            round->parts[0]->bytes.len);
        have += (uint32_t)round->parts[0]->bytes.len;
        assert_true(rounds < 20);
    }
    Kt__PartMark mark = KT__PART_MARK__INIT, *marks[] = {&mark};
    Kt__Ack ack = ack_of(&plan, plan.first_seq - 1);
    mark.hash = picture->hash;
    mark.have = have;
    ack.parts = marks;
    ack.n_parts = 1;
    assert_true(applied(&plan, packed(&ack.base, BUNDLE_PLAIN), &out));
    assert_int_equal(out.next, APPLY_DONE);
    assert_int_equal(media_state(village).to_send, 0);
    // A regency that lost it, and that no network leads to, says so on a stick: the next one has
    // it.
    struct plan_limits limits = {.load = PLAN_PICTURES,
                                 .up_bytes_max = BUDGET,
                                 .down_bytes_max = BUDGET,
                                 .parts_bytes_max = PARTS_STICK_BYTES_MAX};
    assert_true(plan_round(village, &arena, &self, kiosk_secret, limits, &plan));
    assert_int_equal(plan.picture_count, 0);
    Kt__Want want = KT__WANT__INIT, *wants[] = {&want};
    ack.n_parts = 0;
    ack.wants = wants;
    ack.n_wants = 1;
    want.hash = picture->hash;
    assert_true(applied(NULL, packed(&ack.base, BUNDLE_PLAIN), &out));
    assert_int_equal(media_state(village).to_send, 0); // the network asks for itself
    assert_true(plan_round(village, &arena, &self, kiosk_secret, limits, &plan));
    assert_int_equal(plan.picture_count, 1);
}

static void the_keepers_limits_hold_both_ways(void **state)
{
    (void)state;
    named(0, 1);
    struct media_want ask = {.offset = 0};
    memset(ask.hash, 7, HASH_LEN);
    assert_true(media_asked(village, &ask, 1));
    struct plan plan = planned(BUDGET);
    assert_int_equal(plan.want_count + plan.picture_count, 2);
    assert_true(village_time_learn(village, 1788192000, VILLAGE_TIME_SET)); // 2026-08-31 16:00 UTC
    village->test_now_s = 1788192000;                                       // 23:00 in the village
    assert_true(setting_set(village, "picture_hours", "01-05", SETTING_LOCAL));
    plan = planned(BUDGET);
    assert_int_equal(plan.want_count + plan.picture_count, 0);
    struct applied out;
    assert_true(applied(&plan, ack_alone(&plan), &out));
    assert_int_equal(out.next, APPLY_DONE);
    assert_true(media_asked(village, &ask, 1));
    village->test_now_s += 3 * 3600; // two in the morning
    plan = planned(BUDGET);
    assert_int_equal(plan.want_count + plan.picture_count, 2);
    struct round_report report = {.at_s = village->test_now_s, .carrier = "https", .result = "ok"};
    report.wire_down = 1100 * 1000;
    assert_true(round_add(village, &report));
    assert_true(setting_set(village, "month_limit", "1", SETTING_LOCAL));
    append(1, 100);
    plan = planned(BUDGET);
    assert_int_equal(plan.event_count, 1); // words do not wait
    assert_true(applied(&plan, ack_alone(&plan), &out));
    plan = planned(BUDGET);
    assert_int_equal(plan.want_count + plan.picture_count, 0);
    // A stick costs nobody anything.
    struct plan_limits limits = {.load = PLAN_PICTURES,
                                 .up_bytes_max = BUDGET,
                                 .down_bytes_max = BUDGET,
                                 .wants_bytes_max = BUDGET};
    assert_true(plan_round(village, &arena, &self, kiosk_secret, limits, &plan));
    assert_int_equal(plan.want_count, 1);
}

// Each file of a stick asks for others, and none for more than an answer holds.
static void a_stick_asks_for_all_that_is_missing(void **state)
{
    (void)state;
    named(0, 12);
    named(12, 12);
    bool is_asked[PICTURES] = {0};
    struct plan_limits limits = {.load = PLAN_PICTURES,
                                 .up_bytes_max = BUDGET,
                                 .down_bytes_max = BUDGET,
                                 .wants_bytes_max = 1024 * 1024};
    int files = 0;
    for (;; files++) {
        struct plan plan;
        assert_true(plan_round(village, &arena, &self, kiosk_secret, limits, &plan));
        if (plan.want_count == 0) {
            break;
        }
        Kt__Round *round = round_of(&plan);
        size_t bytes = 0;
        for (size_t i = 0; i < round->n_wants; i++) {
            int at = number_of(record_view(round->wants[i]->hash));
            assert_true(at >= 0 && !is_asked[at]);
            assert_int_equal(round->wants[i]->max, PICTURE_LEN); // whole: none needs another file
            is_asked[at] = true;
            bytes += round->wants[i]->max;
        }
        assert_true(bytes <= 1024 * 1024);
        limits.wants_skip += plan.want_count;
    }
    assert_int_equal(files, 5);
    for (int i = 0; i < PICTURES; i++) {
        assert_true(is_asked[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(after_the_words_and_within_the_budget, setup, teardown),
        cmocka_unit_test_setup_teardown(a_regency_that_gives_nothing_is_not_asked_over_and_over,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(pieces_that_make_no_sense_change_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_asked_for_goes_up, setup, teardown),
        cmocka_unit_test_setup_teardown(the_keepers_limits_hold_both_ways, setup, teardown),
        cmocka_unit_test_setup_teardown(a_stick_asks_for_all_that_is_missing, setup, teardown),
    };
    secret_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
