// SPDX-License-Identifier: GPL-3.0-or-later
// Recordings: closed before the disk sees them, opened by their words alone, sent in pieces that
// begin where the regency's mark stands, swept when nobody owns them.
#include "kiosk_side.h"

static const char marker[] = "OggS-suara-warga-yang-tidak-boleh-terbaca";

static struct bytes sound(size_t len)
{
    uint8_t *data = arena_alloc(&arena, len);
    for (size_t at = 0; at < len; at += sizeof marker) {
        size_t left = len - at;
        memcpy(data + at, marker, left < sizeof marker ? left : sizeof marker);
    }
    return bytes_of(data, len);
}

static Kt__Voice *kept(struct bytes ogg)
{
    Kt__Voice *voice = ARENA_NEW(&arena, Kt__Voice);
    kt__voice__init(voice);
    sql_begin(village->sql);
    assert_true(voice_keep(village, &arena, ogg, 4000, voice));
    assert_true(sql_commit(village->sql));
    return voice;
}

static void what_is_closed_opens_whole_or_not_at_all(void **state)
{
    (void)state;
    const size_t sizes[] = {1, 4095, 4096, 4097, 8192, 100000, VOICE_BYTES_MAX};
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        struct bytes ogg = sound(sizes[i]);
        uint8_t key[VOICE_KEY_LEN];
        struct bytes closed = voice_seal_close(&arena, ogg, key);
        assert_int_equal(closed.len, voice_seal_closed_len(sizes[i]));
        assert_true(closed.len <= VOICE_SEAL_CLOSED_MAX);
        uint8_t *open = malloc(closed.len);
        size_t len;
        assert_true(voice_seal_open(closed, key, open, closed.len, &len));
        assert_true(bytes_equal(bytes_of(open, len), ogg));
        // Cut anywhere, also between two messages; a byte more; a bit turned; another key.
        const size_t cuts[] = {0,
                               1,
                               VOICE_SEAL_HEADER,
                               closed.len / 2,
                               closed.len - 1,
                               VOICE_SEAL_HEADER + VOICE_SEAL_MESSAGE + VOICE_SEAL_EXTRA};
        for (size_t c = 0; c < COUNT_OF(cuts); c++) {
            if (cuts[c] < closed.len) {
                assert_false(
                    voice_seal_open(bytes_of(closed.data, cuts[c]), key, open, closed.len, &len));
                assert_int_equal(len, 0);
            }
        }
        uint8_t *damaged = (uint8_t *)(uintptr_t)arena_bytes(&arena, closed).data;
        damaged[closed.len / 2] ^= 1;
        assert_false(voice_seal_open(bytes_of(damaged, closed.len), key, open, closed.len, &len));
        assert_false(voice_seal_open(closed, key, open, sizes[i] - 1, &len));
        key[0] ^= 1;
        assert_false(voice_seal_open(closed, key, open, closed.len, &len));
        free(open);
    }
}

static void two_halves_of_two_recordings_do_not_open(void **state)
{
    (void)state;
    uint8_t key[VOICE_KEY_LEN];
    struct bytes closed = voice_seal_close(&arena, sound(3 * VOICE_SEAL_MESSAGE), key);
    uint8_t *mixed = (uint8_t *)(uintptr_t)arena_bytes(&arena, closed).data;
    size_t message = VOICE_SEAL_MESSAGE + VOICE_SEAL_EXTRA, len;
    memcpy(mixed + VOICE_SEAL_HEADER, closed.data + VOICE_SEAL_HEADER + message, message);
    uint8_t *open = malloc(closed.len);
    assert_false(voice_seal_open(bytes_of(mixed, closed.len), key, open, closed.len, &len));
    free(open);
}

static void a_filed_voice_is_nowhere_in_the_open(void **state)
{
    (void)state;
    struct receipt receipt = filed("", sound(60000));
    assert_int_equal(count_files(".voice"), 1);
    assert_int_equal(count_in_files(dir, marker, 12), 0);
    struct answer_view view;
    assert_int_equal(answer_open(village, &arena, &receipt, &view), ANSWER_FOUND);
    assert_non_null(view.own); // words without a letter
    assert_string_equal(view.own->text, "");
    assert_non_null(view.own->voice);
    assert_int_equal(view.own->voice->ms, 4000);
    assert_int_equal(count_in_files(dir, view.own->voice->key.data, VOICE_KEY_LEN), 0);
    size_t len;
    uint8_t *open = voice_open(village, view.own->voice, &len);
    assert_non_null(open);
    assert_true(bytes_equal(bytes_of(open, len), sound(60000)));
    secret_free(open);
    Kt__Voice other = *view.own->voice;
    other.hash = record_data(bytes_of(receipt.case_id, HASH_LEN));
    assert_null(voice_open(village, &other, &len));
}

static void too_long_or_empty_is_refused(void **state)
{
    (void)state;
    Kt__Voice voice = KT__VOICE__INIT;
    assert_false(voice_keep(village, &arena, sound(VOICE_BYTES_MAX + 1), 4000, &voice));
    assert_false(voice_keep(village, &arena, (struct bytes){0}, 4000, &voice));
    assert_false(voice_keep(village, &arena, sound(10), VOICE_MS_MAX + 1, &voice));
    assert_int_equal(count_files(".voice"), 0);
    assert_int_equal(voice_waiting(village), 0);
}

static void what_was_never_committed_is_swept(void **state)
{
    (void)state;
    Kt__Voice *stays = kept(sound(5000));
    Kt__Voice voice = KT__VOICE__INIT;
    sql_begin(village->sql);
    assert_true(voice_keep(village, &arena, sound(6000), 4000, &voice));
    sql_rollback(village->sql);
    const char *picture = file_path(&arena, dir, "media/0123456789abcdef0123456789abcdef");
    const char *half =
        file_path(&arena, dir, "media/0123456789abcdef0123456789abcdef.voice.0123456789abcdef.tmp");
    assert_true(file_write(picture, bytes_of("x", 1), 0640));
    assert_true(file_write(half, bytes_of("x", 1), 0640));
    assert_int_equal(count_files(".voice"), 2);
    voice_sweep(village);
    assert_int_equal(count_files(".voice"), 1);
    assert_true(file_exists(picture));
    assert_false(file_exists(half));
    size_t len;
    uint8_t *open = voice_open(village, stays, &len);
    assert_non_null(open);
    secret_free(open);
}

static void pieces_begin_where_the_mark_stands(void **state)
{
    (void)state;
    Kt__Voice *voice = kept(sound(50000));
    struct voice_part parts[VOICE_PARTS_MAX];
    uint8_t *whole = arena_alloc(&arena, voice->bytes);
    uint32_t have = 0;
    bool moved;
    while (voice_waiting(village) > 0) {
        assert_int_equal(voice_parts(village, &arena, 0, 9000, COUNT_OF(parts), parts), 1);
        assert_int_equal(parts[0].offset, have);
        assert_int_equal(parts[0].total, voice->bytes);
        assert_true(parts[0].bytes.len <= 9000);
        memcpy(whole + have, parts[0].bytes.data, parts[0].bytes.len);
        have += (uint32_t)parts[0].bytes.len;
        assert_true(voice_mark(village, record_view(voice->hash), have, &moved));
        assert_true(moved);
    }
    uint8_t hash[HASH_LEN];
    voice_seal_hash(hash, bytes_of(whole, voice->bytes));
    assert_memory_equal(hash, voice->hash.data, HASH_LEN);
    assert_int_equal(count_files(".voice"), 1); // for whoever wants to hear it again
    // Thrown away over there: from the beginning. More than there is: nonsense.
    assert_true(voice_mark(village, record_view(voice->hash), 0, &moved));
    assert_false(moved);
    assert_int_equal(voice_waiting(village), 1);
    assert_false(voice_mark(village, record_view(voice->hash), voice->bytes + 1, &moved));
    assert_true(voice_mark(village, bytes_of(hash, 3), 5, &moved)); // unknown: passed over
}

static void small_ones_travel_together_and_a_question_costs_nothing(void **state)
{
    (void)state;
    for (int i = 0; i < 5; i++) {
        kept(sound(20000));
    }
    struct voice_part parts[VOICE_PARTS_MAX];
    size_t each = voice_seal_closed_len(20000);
    assert_int_equal(voice_parts(village, &arena, 0, 3 * each, COUNT_OF(parts), parts), 3);
    assert_int_equal(parts[2].bytes.len, each); // none but the first is cut
    assert_int_equal(voice_parts(village, &arena, 0, 3 * each - 1, COUNT_OF(parts), parts), 2);
    assert_int_equal(voice_parts(village, &arena, 3, 3 * each, COUNT_OF(parts), parts), 2);
    assert_int_equal(voice_parts(village, &arena, 5, 3 * each, COUNT_OF(parts), parts), 0);
    assert_true(voice_ask_again(village));
    assert_int_equal(voice_parts(village, &arena, 0, 1000, COUNT_OF(parts), parts), 5);
    for (int i = 0; i < 5; i++) {
        assert_int_equal(parts[i].bytes.len + parts[i].offset, 0);
    }
}

static void a_damaged_file_is_given_up_and_holds_nothing_up(void **state)
{
    (void)state;
    Kt__Voice *bad = kept(sound(5000)), *gone = kept(sound(6000));
    kept(sound(7000));
    const char *path =
        arena_printf(&arena, "%s/media/%s.voice", dir, secret_hex(&arena, record_view(bad->hash)));
    assert_true(file_write_at(path, 900, bytes_of_str("not what was there"), 0640));
    unlink(arena_printf(&arena, "%s/media/%s.voice", dir,
                        secret_hex(&arena, record_view(gone->hash))));
    struct voice_part parts[VOICE_PARTS_MAX];
    assert_int_equal(voice_parts(village, &arena, 0, 1 << 20, COUNT_OF(parts), parts), 1);
    assert_int_equal(parts[0].total, voice_seal_closed_len(7000));
    assert_int_equal(voice_waiting(village), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_at_kiosk(what_is_closed_opens_whole_or_not_at_all),
        test_at_kiosk(two_halves_of_two_recordings_do_not_open),
        test_at_kiosk(a_filed_voice_is_nowhere_in_the_open),
        test_at_kiosk(too_long_or_empty_is_refused),
        test_at_kiosk(what_was_never_committed_is_swept),
        test_at_kiosk(pieces_begin_where_the_mark_stands),
        test_at_kiosk(small_ones_travel_together_and_a_question_costs_nothing),
        test_at_kiosk(a_damaged_file_is_given_up_and_holds_nothing_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
