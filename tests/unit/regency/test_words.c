// SPDX-License-Identifier: GPL-3.0-or-later
// Trained dictionaries at the regency: given out in pieces after everything else, named only
// towards who has them, and a request under one that is lost is answered, not refused.
#include "exchange_side.h"

#include "db/base/deflate.h"
#include "db/regency/kamus.h"
#include "db/regency/regency_backup.h"

// Some 5 KB, other words for each seed.
static struct bytes words_of(struct side *side, int seed)
{
    uint8_t *words = arena_alloc(&side->arena, 5003);
    for (size_t i = 0; i < 5003; i++) {
        words[i] = (uint8_t)('a' + (i * 7 + i / 5 * (size_t)seed) % 26);
    }
    const char end[] = "Warga diundang ke balai desa untuk musyawarah";
    memcpy(words + 5003 - strlen(end), end, strlen(end));
    return bytes_of(words, 5003);
}

static void post(struct side *side)
{
    Kt__Notice notice = KT__NOTICE__INIT;
    const char *id;
    notice.title = "Undangan";
    notice.category = "undangan";
    notice.publisher = "Kabupaten";
    notice.body = "Warga diundang ke balai desa untuk musyawarah, besok pagi. Warga diundang ke "
                  "balai desa untuk musyawarah, lusa sore.";
    assert_true(bulletin_post(side->regency, &side->arena, &notice, &id));
}

// In the open, and so worth deflating: what is sealed goes plain.
static void post_at_kiosk(struct side *side, struct side_log *log)
{
    Kt__Notice notice = KT__NOTICE__INIT;
    notice.id = arena_printf(&side->arena, "K%u-1", side->kiosk.id);
    notice.revision = 1;
    notice.title = "Undangan";
    notice.category = "undangan";
    notice.publisher = "BPD";
    notice.body = "Warga diundang ke balai desa untuk musyawarah, besok pagi. Warga diundang ke "
                  "balai desa untuk musyawarah, lusa sore.";
    Kt__Event event = KT__EVENT__INIT;
    event.what_case = KT__EVENT__WHAT_NOTICE;
    event.notice = &notice;
    side_append(side, log, &event);
}

// The ids that the headers of an answer's bundles name, less the shipped one.
static size_t trained_in(struct bytes answer, uint32_t *id)
{
    size_t count = 0;
    struct bundle bundle;
    while (answer.len > 0) {
        assert_true(bundle_read(answer, &bundle));
        if (bundle_is_trained(&bundle)) {
            *id = bundle.dictionary;
            count++;
        }
        answer = bytes_of(answer.data + bundle.all.len, answer.len - bundle.all.len);
    }
    return count;
}

static void it_goes_out_in_pieces_after_all_else(void **state)
{
    struct side side;
    side_begin(&side, *state);
    struct side_log log = side_log_begin(&side, 77);
    struct bytes words = words_of(&side, 3);
    assert_true(kamus_give_out(side.regency, words));
    post(&side);
    struct exchange_end end =
        side_ask(&side, side_request(&side, &log, 1, 0, (struct side_round){0}));
    uint32_t id;
    assert_int_equal(trained_in(end.answer, &id), 0); // the kiosk did not say that it has one
    struct side_answer answer = side_read_answer(&side, end.answer);
    const Kt__Changes *last = answer.changes[answer.count - 1];
    assert_int_equal(last->class_, CHANGE_PARTS);
    assert_int_equal(last->n_change, DICTIONARY_PIECES);
    size_t have = 0;
    for (size_t i = 0; i < last->n_change; i++) {
        const Kt__Dictionary *piece = last->change[i]->dictionary;
        assert_int_equal(last->change[i]->what_case, KT__CHANGE__WHAT_DICTIONARY);
        assert_int_equal(piece->id, deflate_words_id(words));
        assert_int_equal(piece->total, words.len);
        assert_int_equal(piece->offset, have);
        assert_memory_equal(piece->words.data, words.data + have, piece->words.len);
        have += piece->words.len;
    }
    assert_int_equal(have, words.len);

    // A thin link takes a piece or two a round.
    end = side_ask(&side, side_request(&side, &log, 1, 0, (struct side_round){.budget = 1024}));
    answer = side_read_answer(&side, end.answer);
    assert_true(answer.ack->more);
    assert_true(end.answer.len < 3000);
    side_end(&side);
}

static void it_is_named_towards_who_has_it(void **state)
{
    struct side side;
    side_begin(&side, *state);
    struct side_log log = side_log_begin(&side, 77);
    struct bytes old = words_of(&side, 3), now = words_of(&side, 4);
    assert_true(kamus_give_out(side.regency, old));
    assert_true(kamus_give_out(side.regency, now));
    post(&side);
    const struct {
        uint32_t told, named;
    } rows[] = {
        {record_dictionary_mark(old), deflate_words_id(old)},
        {record_dictionary_mark(now), deflate_words_id(now)},
        {4711, 0},
        {0, 0},
        {deflate_words_id(now), 0}, // Adler-32 is no mark
    };
    size_t len[COUNT_OF(rows)];
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        uint32_t id = 0;
        struct exchange_end end =
            side_ask(&side, side_request(&side, &log, 1, 0,
                                         (struct side_round){.dictionary = rows[i].told}));
        assert_int_equal(end.status, EXCHANGE_OK);
        assert_int_equal(trained_in(end.answer, &id) > 0, rows[i].named != 0);
        assert_int_equal(id, rows[i].named);
        len[i] = end.answer.len;
    }
    assert_true(len[0] < len[3] && len[1] < len[3]);
    side_end(&side);
}

static void a_request_under_one_of_ours_is_read(void **state)
{
    struct side side;
    side_begin(&side, *state);
    struct side_log log = side_log_begin(&side, 77);
    struct bytes words = words_of(&side, 3);
    assert_true(kamus_give_out(side.regency, words));
    post_at_kiosk(&side, &log);
    struct bundle bundle;
    struct side_round how = {.words = words, .dictionary = record_dictionary_mark(words)};
    struct bytes request = side_request(&side, &log, 1, 1, how);
    assert_true(bundle_read(request, &bundle));
    assert_true(bundle_is_trained(&bundle));
    struct exchange_end end = side_ask(&side, request);
    assert_int_equal(end.status, EXCHANGE_OK);
    assert_false(end.unread);
    assert_int_equal(end.applied, 1);
    side_end(&side);
}

static void unread(struct side *side, struct bytes request, struct bytes words)
{
    int64_t events = side_count(side, "event");
    struct exchange_end end = side_ask(side, request);
    assert_int_equal(end.status, EXCHANGE_OK);
    assert_true(end.unread);
    assert_int_equal(side_count(side, "event"), events);
    struct side_answer answer = side_read_answer(side, end.answer);
    uint8_t hash[HASH_LEN];
    bundle_request_hash(hash, request);
    assert_true(bytes_equal(record_view(answer.ack->request_hash), bytes_of(hash, HASH_LEN)));
    assert_int_equal(answer.ack->verdict, KT__VERDICT__UNREAD);
    assert_int_equal(answer.ack->dictionary_unknown, deflate_words_id(words));
    assert_int_equal(answer.ack->at_s, 0);
    assert_int_equal(answer.ack->n_key_lists, 1); // it may be signed with a key that is news
    assert_int_equal(answer.count, 0);
    assert_memory_equal(end.kiosk_key, side->key, SIGN_PUBLIC_LEN);
}

static void a_request_under_one_that_is_lost_is_asked_for_again(void **state)
{
    struct side side;
    side_begin(&side, *state);
    struct side_log log = side_log_begin(&side, 77);
    struct bytes words = words_of(&side, 3);
    char backup[128];
    snprintf(backup, sizeof backup, "%s/backup", (const char *)*state);
    assert_true(regency_backup(side.regency, backup));
    assert_true(kamus_give_out(side.regency, words));
    side_end(&side);
    assert_true(regency_restore(*state, backup)); // of before the training
    uint8_t key[SIGN_PUBLIC_LEN], secret[SIGN_SECRET_LEN];
    memcpy(key, side.key, sizeof key);
    memcpy(secret, side.secret, sizeof secret);
    struct registry_kiosk kiosk = side.kiosk;
    side_open_store(&side, *state);
    memcpy(side.key, key, sizeof key);
    memcpy(side.secret, secret, sizeof secret);
    assert_true(registry_get(side.regency, &side.arena, kiosk.id, &side.kiosk));

    post_at_kiosk(&side, &log);
    words = words_of(&side, 3);
    struct side_round how = {.words = words, .dictionary = record_dictionary_mark(words)};
    unread(&side, side_request(&side, &log, 1, 1, how), words);
    how.words = (struct bytes){0}; // told, but not packed with it
    struct exchange_end end = side_ask(&side, side_request(&side, &log, 1, 1, how));
    assert_false(end.unread);
    assert_int_equal(end.applied, 1);

    // A stranger learns nothing by naming one.
    how.words = words;
    how.stranger = true;
    end = side_ask(&side, side_request(&side, &log, 1, 1, how));
    assert_int_equal(end.status, EXCHANGE_FORBIDDEN);
    assert_int_equal(end.answer.len, 0);
    side_end(&side);
}

// Packed with other words of the same Adler-32, which inflate to something else without a
// complaint.
static void twins_are_not_taken_for_each_other(void **state)
{
    struct side side;
    side_begin(&side, *state);
    struct side_log log = side_log_begin(&side, 77);
    struct bytes words = words_of(&side, 3);
    assert_true(kamus_give_out(side.regency, words));
    uint8_t *other = arena_alloc(&side.arena, words.len);
    memcpy(other, words.data, words.len);
    size_t at = words.len - 40;
    other[at]++, other[at + 1]--, other[at + 2]--, other[at + 3]++;
    struct bytes twin = bytes_of(other, words.len);
    assert_int_equal(deflate_words_id(twin), deflate_words_id(words));
    post_at_kiosk(&side, &log);
    struct side_round how = {.words = twin, .dictionary = record_dictionary_mark(twin)};
    unread(&side, side_request(&side, &log, 1, 1, how), twin);
    side_end(&side);
}

static void one_that_is_asked_for_comes_whole(void **state)
{
    struct side side;
    side_begin(&side, *state);
    struct side_log log = side_log_begin(&side, 77);
    struct bytes old = words_of(&side, 3), now = words_of(&side, 4);
    assert_true(kamus_give_out(side.regency, old));
    assert_true(kamus_give_out(side.regency, now));
    const struct {
        uint32_t wanted, budget;
        bool comes;
    } rows[] = {{deflate_words_id(old), 0, true},
                {deflate_words_id(old), DICTIONARY_ASK_BUDGET, true},
                {deflate_words_id(old), DICTIONARY_ASK_BUDGET - 1, false},
                {4711, 0, false},
                {0, 0, false}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct exchange_end end = side_ask(
            &side,
            side_request(&side, &log, 1, 0,
                         (struct side_round){.wanted = rows[i].wanted, .budget = rows[i].budget}));
        const Kt__Dictionary *given = side_read_answer(&side, end.answer).ack->dictionary;
        assert_int_equal(given != NULL, rows[i].comes);
        if (given) {
            assert_int_equal(given->id, rows[i].wanted);
            assert_int_equal(given->total, old.len);
            assert_true(bytes_equal(record_view(given->words), old));
        }
    }
    side_end(&side);
}

static void a_backup_holds_all_that_were_given_out(void **state)
{
    struct side side;
    side_begin(&side, *state);
    char backup[128];
    snprintf(backup, sizeof backup, "%s/backup", (const char *)*state);
    struct registry_kiosk kiosk;
    assert_true(kamus_give_out(side.regency, words_of(&side, 3)));
    assert_true(kamus_give_out(side.regency, words_of(&side, 4)));
    assert_true(regency_backup(side.regency, backup));
    side_end(&side);
    assert_true(regency_restore(*state, backup));
    side_open_store(&side, *state);
    assert_true(registry_get(side.regency, &side.arena, 1, &kiosk));
    for (int seed = 3; seed <= 4; seed++) {
        struct bytes words = words_of(&side, seed);
        assert_true(bytes_equal(
            kamus_marked(side.regency, &side.arena, record_dictionary_mark(words)), words));
    }
    // Whole in the feed as well, for who was away.
    const struct change_reader reader = {
        .kiosk = kiosk.id, .village = kiosk.village.id, .code = kiosk.village.code};
    struct change_page page;
    assert_true(change_next(side.regency, &side.arena, &reader, CHANGE_PARTS, 0, true, 1 << 20,
                            true, &page));
    assert_int_equal(page.count, DICTIONARY_PIECES);
    side_end(&side);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_in_dir(it_goes_out_in_pieces_after_all_else),
        test_in_dir(it_is_named_towards_who_has_it),
        test_in_dir(a_request_under_one_of_ours_is_read),
        test_in_dir(a_request_under_one_that_is_lost_is_asked_for_again),
        test_in_dir(twins_are_not_taken_for_each_other),
        test_in_dir(one_that_is_asked_for_comes_whole),
        test_in_dir(a_backup_holds_all_that_were_given_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
