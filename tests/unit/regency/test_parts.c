// SPDX-License-Identifier: GPL-3.0-or-later
// Recordings as they come up: piece by piece, resumed at the byte, checked when whole, and never
// more of them than a disk can bear.
#include "exchange_side.h"

#include "db/base/file.h"
#include "db/regency/part.h"

struct recording {
    struct bytes open, closed;
    uint8_t key[VOICE_KEY_LEN], hash[HASH_LEN];
};

static struct recording *recorded(struct side *side, size_t len)
{
    struct recording *recording = ARENA_NEW(&side->arena, struct recording);
    uint8_t *ogg = arena_alloc(&side->arena, len);
    randombytes_buf(ogg, len);
    recording->open = bytes_of(ogg, len);
    recording->closed = voice_seal_close(&side->arena, recording->open, recording->key);
    voice_seal_hash(recording->hash, recording->closed);
    return recording;
}

static enum part_end put(struct side *side, const struct recording *recording, uint32_t offset,
                         size_t len, uint32_t *have)
{
    const struct part part = {.hash = bytes_of(recording->hash, HASH_LEN),
                              .bytes = bytes_of(recording->closed.data + offset, len),
                              .total = (uint32_t)recording->closed.len,
                              .offset = offset};
    fault_clear();
    sql_begin(side->regency->sql);
    enum part_end end = part_put(side->regency, side->kiosk.id, &part, have);
    assert_true(sql_commit(side->regency->sql));
    return end;
}

static bool opens(struct side *side, const struct recording *recording)
{
    Kt__Voice voice = KT__VOICE__INIT;
    voice.hash = record_data(bytes_of(recording->hash, HASH_LEN));
    voice.key = record_data(bytes_of(recording->key, VOICE_KEY_LEN));
    size_t len = 0;
    uint8_t *open = part_voice_open(side->regency, &voice, &len);
    bool same = open && bytes_equal(bytes_of(open, len), recording->open);
    secret_free(open);
    return same;
}

static void pieces_make_a_whole_whatever_comes_between(void **state)
{
    struct side side;
    side_begin(&side, *state);
    struct recording *recording = recorded(&side, 30000);
    uint32_t total = (uint32_t)recording->closed.len, have;
    char *path;
    assert_int_equal(put(&side, recording, 0, 0, &have), PART_TAKEN); // what do you keep?
    assert_int_equal(have, 0);
    assert_int_equal(put(&side, recording, 10000, 500, &have), PART_TAKEN); // begins elsewhere
    assert_int_equal(have, 0);
    assert_int_equal(put(&side, recording, 0, 10000, &have), PART_TAKEN);
    assert_int_equal(have, 10000);
    assert_int_equal(put(&side, recording, 0, 10000, &have), PART_TAKEN); // twice
    assert_int_equal(have, 10000);
    assert_int_equal(put(&side, recording, 20000, 100, &have), PART_TAKEN); // a hole
    assert_int_equal(have, 10000);
    assert_false(part_path(side.regency, &side.arena, bytes_of(recording->hash, HASH_LEN), &path));
    assert_false(opens(&side, recording));
    assert_non_null(strstr(fault_text(), "not wholly here"));
    // The server is started again in between.
    keyring_close(side.keyring);
    regency_close(side.regency);
    side.regency = regency_open(*state);
    assert_non_null(side.regency);
    side.keyring = keyring_open(side.regency);
    assert_int_equal(put(&side, recording, 0, 0, &have), PART_TAKEN);
    assert_int_equal(have, 10000);
    while (have < total) {
        size_t left = total - have;
        assert_int_equal(put(&side, recording, have, left < 7000 ? left : 7000, &have), PART_TAKEN);
    }
    assert_true(part_path(side.regency, &side.arena, bytes_of(recording->hash, HASH_LEN), &path));
    assert_int_equal(file_size(path), total);
    assert_true(opens(&side, recording));
    assert_int_equal(put(&side, recording, 0, 0, &have), PART_TAKEN);
    assert_int_equal(have, total);
    assert_true(part_forget(side.regency, bytes_of(recording->hash, HASH_LEN)));
    assert_false(opens(&side, recording));
    assert_true(part_forget(side.regency, bytes_of(recording->hash, HASH_LEN)));
    // Erased: another kiosk that still has it is told not to send it, and nothing is kept of it.
    assert_int_equal(put(&side, recording, 0, 5000, &have), PART_TAKEN);
    assert_int_equal(have, total);
    assert_false(opens(&side, recording));
    side_end(&side);
}

static void what_the_disk_lost_is_asked_for_again(void **state)
{
    struct side side;
    side_begin(&side, *state);
    struct recording *recording = recorded(&side, 30000);
    uint32_t have;
    const char *half = arena_printf(&side.arena, "%s/media/%s.part", (char *)*state,
                                    secret_hex(&side.arena, bytes_of(recording->hash, HASH_LEN)));
    assert_int_equal(put(&side, recording, 0, 10000, &have), PART_TAKEN);
    assert_int_equal(truncate(half, 6000), 0);
    assert_int_equal(put(&side, recording, 10000, 10000, &have), PART_TAKEN);
    assert_int_equal(have, 6000);
    // What a power cut left behind the mark is written over.
    assert_true(file_write_at(half, 6000, bytes_of(recording->open.data, 30000), 0600));
    size_t left = recording->closed.len - 6000;
    sql_run(side.regency->sql, "UPDATE part SET have = 6000", "");
    assert_int_equal(put(&side, recording, 6000, left, &have), PART_TAKEN);
    assert_int_equal(have, recording->closed.len);
    assert_true(opens(&side, recording));
    side_end(&side);
}

static void wrong_bytes_start_again_and_are_said(void **state)
{
    struct side side;
    side_begin(&side, *state);
    struct recording *good = recorded(&side, 30000), bad = *good;
    uint8_t *data = (uint8_t *)(uintptr_t)arena_bytes(&side.arena, good->closed).data;
    data[5] ^= 1;
    bad.closed.data = data;
    uint32_t total = (uint32_t)good->closed.len, have;
    assert_int_equal(put(&side, &bad, 0, 20000, &have), PART_TAKEN);
    assert_int_equal(put(&side, &bad, 20000, total - 20000, &have), PART_REFUSED);
    assert_int_equal(have, 0);
    assert_non_null(strstr(fault_text(), "starts again"));
    assert_int_equal(side_count(&side, "part"), 0);
    assert_int_equal(put(&side, good, 0, total, &have), PART_TAKEN);
    assert_int_equal(have, total);
    assert_true(opens(&side, good));
    // Another length than was said before.
    struct recording *other = recorded(&side, 20000);
    assert_int_equal(put(&side, other, 0, 5000, &have), PART_TAKEN);
    other->closed.len -= 1;
    assert_int_equal(put(&side, other, 5000, 100, &have), PART_REFUSED);
    assert_int_equal(have, 0);
    side_end(&side);
}

static void what_cannot_be_is_refused(void **state)
{
    struct side side;
    side_begin(&side, *state);
    uint8_t hash[HASH_LEN] = {1}, some[64] = {0};
    const struct part parts[] = {
        {.hash = bytes_of(hash, 15), .bytes = bytes_of(some, 64), .total = 1000},
        {.hash = bytes_of(hash, HASH_LEN), .bytes = bytes_of(some, 64), .total = 40},
        {.hash = bytes_of(hash, HASH_LEN), .bytes = bytes_of(some, 64), .total = UINT32_MAX},
        {.hash = bytes_of(hash, HASH_LEN), .bytes = bytes_of(some, 1), .total = PART_TOTAL_MAX + 1},
        {.hash = bytes_of(hash, HASH_LEN), .bytes = bytes_of(some, 64), .total = 100, .offset = 50},
        {.hash = bytes_of(hash, HASH_LEN), .bytes = {0}, .total = 100, .offset = UINT32_MAX},
    };
    uint32_t have;
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        assert_int_equal(part_put(side.regency, side.kiosk.id, &parts[i], &have), PART_REFUSED);
        assert_int_equal(have, 0);
    }
    // Never more promised than a disk can bear; what was begun goes on.
    int begun = 0;
    for (; begun < 1000; begun++) {
        hash[1] = (uint8_t)begun;
        hash[2] = (uint8_t)(begun >> 8);
        struct part part = {.hash = bytes_of(hash, HASH_LEN),
                            .bytes = bytes_of(some, 64),
                            .total = 500 * 1024,
                            .is_brought = true};
        if (part_put(side.regency, side.kiosk.id, &part, &have) != PART_TAKEN) {
            break;
        }
    }
    assert_int_equal(begun, PART_UNFINISHED_MAX / (500 * 1024));
    hash[1] = 0;
    hash[2] = 0;
    struct part more = {.hash = bytes_of(hash, HASH_LEN),
                        .bytes = bytes_of(some, 64),
                        .total = 500 * 1024,
                        .offset = 64};
    assert_int_equal(part_put(side.regency, side.kiosk.id, &more, &have), PART_TAKEN);
    assert_int_equal(have, 128);
    side_end(&side);
}

// What no case names has its limit; what one names goes on, and so does the other when it has a
// name.
static void what_no_case_names_has_its_limit(void **state)
{
    enum { TOTAL = 500 * 1024, FITS = PART_UNNAMED_MAX / TOTAL };
    static uint8_t some[TOTAL];
    struct side side;
    struct receipt receipt;
    uint8_t hash[HASH_LEN] = {1};
    uint32_t have;
    side_begin(&side, *state);
    struct part part = {
        .hash = bytes_of(hash, HASH_LEN), .bytes = bytes_of(some, TOTAL - 1), .total = TOTAL};
    for (int i = 0; i < FITS; i++) {
        hash[1] = (uint8_t)i;
        assert_int_equal(part_put(side.regency, side.kiosk.id, &part, &have), PART_TAKEN);
    }
    hash[1] = FITS;
    assert_int_equal(part_put(side.regency, side.kiosk.id, &part, &have), PART_REFUSED);
    assert_non_null(strstr(fault_text(), "no case names"));
    assert_int_equal(have, 0);
    struct side_log log = side_log_begin(&side, 77);
    side_file(&side, &log, &(struct side_words){.receipt = &receipt});
    assert_int_equal(side_offer(&side, &log, 1, 1).applied, 1);
    sql_run(side.regency->sql, "UPDATE cases SET voice_hash = $1", "b", part.hash);
    assert_int_equal(part_put(side.regency, side.kiosk.id, &part, &have), PART_TAKEN);
    hash[1] = FITS + 1; // another one of nobody
    assert_int_equal(part_put(side.regency, side.kiosk.id, &part, &have), PART_REFUSED);
    part.is_brought = true; // from a card
    assert_int_equal(part_put(side.regency, side.kiosk.id, &part, &have), PART_TAKEN);
    side_end(&side);
}

// ---- through the exchange

static struct bytes round_with(struct side *side, const struct recording *recording,
                               uint32_t offset, size_t len, size_t copies)
{
    uint8_t start[HASH_LEN];
    event_hash_start(start, side->kiosk.id, 77);
    Kt__Round round = KT__ROUND__INIT;
    round.log = 77;
    round.first_seq = 1;
    round.hash_before = record_data(bytes_of(start, 8));
    round.key_list = 1;
    round.nonce = clock_random_below(UINT32_MAX);
    Kt__Part part = KT__PART__INIT, *list[PARTS_IN_ROUND_MAX + 1];
    part.hash = record_data(bytes_of(recording->hash, HASH_LEN));
    part.total = (uint32_t)recording->closed.len;
    part.offset = offset;
    part.bytes = record_data(bytes_of(recording->closed.data + offset, len));
    for (size_t i = 0; i < copies; i++) {
        list[i] = &part;
    }
    round.parts = list;
    round.n_parts = copies;
    struct bytes request;
    assert_true(bundle_pack(&side->arena, side->kiosk.id, BUNDLE_REGENCY, BUNDLE_SMALLEST,
                            &round.base, side->secret, &request));
    return request;
}

static void a_round_is_answered_with_the_mark(void **state)
{
    struct side side;
    side_begin(&side, *state);
    struct recording *recording = recorded(&side, 200000);
    uint32_t total = (uint32_t)recording->closed.len;
    for (uint32_t have = 0; have < total;) {
        size_t left = total - have, len = left < PARTS_BYTES_MAX ? left : PARTS_BYTES_MAX;
        struct exchange_end end = side_ask(&side, round_with(&side, recording, have, len, 1));
        assert_int_equal(end.status, EXCHANGE_OK);
        struct side_answer answer = side_read_answer(&side, end.answer);
        assert_int_equal(answer.ack->verdict, KT__VERDICT__OK);
        assert_int_equal(answer.ack->n_parts, 1);
        assert_memory_equal(answer.ack->parts[0]->hash.data, recording->hash, HASH_LEN);
        assert_int_equal(answer.ack->parts[0]->have, have + len);
        have = answer.ack->parts[0]->have;
    }
    assert_true(opens(&side, recording));
    struct recording *other = recorded(&side, 500);
    other->hash[0] ^= 1; // not what it says
    struct exchange_end end = side_ask(&side, round_with(&side, other, 0, other->closed.len, 1));
    struct side_answer answer = side_read_answer(&side, end.answer);
    assert_int_equal(answer.ack->parts[0]->have, 0);
    assert_non_null(strstr(answer.ack->word, "starts again"));
    end = side_ask(&side, round_with(&side, other, 0, 1, PARTS_IN_ROUND_MAX + 1));
    assert_int_equal(end.status, EXCHANGE_GARBAGE);
    side_end(&side);
}

// A file that a disk lost: the kiosk is given a mark of nothing, sends it again, and is not asked
// twice. One that lies here is never asked for.
static void a_recording_that_is_gone_comes_again(void **state)
{
    struct side side;
    side_begin(&side, *state);
    struct recording *recording = recorded(&side, 30000), *other = recorded(&side, 500);
    uint32_t have;
    char *path;
    assert_int_equal(put(&side, recording, 0, recording->closed.len, &have), PART_TAKEN);
    assert_int_equal(put(&side, other, 0, other->closed.len, &have), PART_TAKEN);
    part_look(side.regency);
    struct side_log log = side_log_begin(&side, 77);
    struct bytes request = side_request(&side, &log, 1, 0, (struct side_round){0});
    struct side_answer answer = side_answer_to(&side, request);
    assert_int_equal(answer.ack->n_parts, 0);
    assert_true(part_path(side.regency, &side.arena, bytes_of(recording->hash, HASH_LEN), &path));
    assert_true(file_remove(path));
    part_look(side.regency);
    request = side_request(&side, &log, 1, 0, (struct side_round){0});
    answer = side_answer_to(&side, request);
    assert_int_equal(answer.ack->n_parts, 1);
    assert_int_equal(answer.ack->parts[0]->have, 0);
    assert_memory_equal(answer.ack->parts[0]->hash.data, recording->hash, HASH_LEN);
    assert_int_equal(put(&side, recording, 0, recording->closed.len, &have), PART_TAKEN);
    assert_int_equal(have, recording->closed.len);
    assert_true(opens(&side, recording));
    request = side_request(&side, &log, 1, 0, (struct side_round){0});
    answer = side_answer_to(&side, request);
    assert_int_equal(answer.ack->n_parts, 0);
    side_end(&side);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_in_dir(pieces_make_a_whole_whatever_comes_between),
        test_in_dir(what_the_disk_lost_is_asked_for_again),
        test_in_dir(wrong_bytes_start_again_and_are_said),
        test_in_dir(what_cannot_be_is_refused),
        test_in_dir(what_no_case_names_has_its_limit),
        test_in_dir(a_round_is_answered_with_the_mark),
        test_in_dir(a_recording_that_is_gone_comes_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
