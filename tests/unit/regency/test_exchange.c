// SPDX-License-Identifier: GPL-3.0-or-later
// One request against the store, in bytes: what is taken, what is refused in one line, what comes
// back, and that nothing is changed by what is refused.
#include "exchange_side.h"

#include "sync/bundle/cursor.h"
#include "sync/bundle/limits.h"

static struct bytes sql_image(struct side *side)
{
    return sql_bytes(side->regency->sql, &side->arena,
                     "SELECT (SELECT count(*) FROM event) || '/' || (SELECT count(*) FROM cases)"
                     " || '/' || (SELECT count(*) FROM aside) || '/' || (SELECT count(*) FROM log)",
                     "");
}

static void refused(struct side *side, struct bytes request, enum exchange_status status,
                    const char *word)
{
    struct bytes before = sql_image(side);
    struct exchange_end end = side_ask(side, request);
    assert_int_equal(end.status, status);
    assert_non_null(strstr(end.word, word));
    assert_null(strchr(end.word, '\n'));
    assert_true(bytes_equal(before, sql_image(side)));
}

static struct exchange_end on_stick(struct side *side, struct bytes request)
{
    struct exchange_end end;
    sql_begin(side->regency->sql);
    exchange_round(side->regency, side->keyring, &side->arena, request, EXCHANGE_KEY_ON_STICK,
                   &end);
    assert_true(sql_commit(side->regency->sql));
    return end;
}

static void a_round_is_acknowledged_under_its_own_hash(void **state)
{
    struct side side;
    side_begin(&side, *state);
    struct side_log log = side_log_begin(&side, 77);
    side_file(&side, &log, &(struct side_words){.text = "Jembatan putus"});
    struct side_round round = {0};
    struct bytes request = side_request(&side, &log, 1, 1, round);
    for (int i = 0; i < 4; i++) {
        struct exchange_end end = side_ask(&side, request);
        assert_int_equal(end.status, EXCHANGE_OK);
        struct side_answer answer = side_read_answer(&side, end.answer);
        uint8_t hash[HASH_LEN];
        bundle_request_hash(hash, request);
        assert_true(bytes_equal(record_view(answer.ack->request_hash), bytes_of(hash, HASH_LEN)));
        assert_int_equal(answer.ack->log, 77);
        assert_int_equal(answer.ack->verdict, KT__VERDICT__OK);
        assert_int_equal(answer.ack->mark, 1);
        assert_true(
            bytes_equal(record_view(answer.ack->mark_hash), bytes_of(log.hashes[1], HASH_LEN)));
        assert_true(answer.ack->at_s > 1700000000);
        assert_int_equal(answer.ack->n_key_lists, 0);
        assert_int_equal(answer.count, 1); // the village's figures, which this one changed
        assert_int_equal(answer.changes[0]->n_change, 1);
        assert_int_equal(answer.changes[0]->change[0]->totals->received, 1);
        round.cursor[2] = record_view(answer.changes[0]->cursor);
    }
    struct side_answer empty = side_answer_to(&side, side_request(&side, &log, 2, 1, round));
    assert_int_equal(empty.count, 0);
    assert_true(side_ask(&side, side_request(&side, &log, 2, 1, round)).answer.len <= 200);
    assert_int_equal(side_count(&side, "cases"), 1);
    side_end(&side);
}

// Fields that this version does not know are kept out of the way, a kind of event likewise, and
// what stands behind it goes on.
static void a_newer_kiosk_is_understood(void **state)
{
    struct side side;
    side_begin(&side, *state);
    struct side_log log = side_log_begin(&side, 77);
    static const uint8_t unknown[] = {0xFA, 0x7F, 2, 1, 2}; // field 2047, two bytes
    side_append_bytes(&log, bytes_of(unknown, sizeof unknown));
    side_file(&side, &log, &(struct side_words){.text = "Lampu mati"});
    struct side_round newer = {.newer = true};
    struct exchange_end end = side_ask(&side, side_request(&side, &log, 1, 2, newer));
    assert_int_equal(end.status, EXCHANGE_OK);
    struct side_answer answer = side_read_answer(&side, end.answer);
    assert_int_equal(answer.ack->verdict, KT__VERDICT__OK);
    assert_int_equal(answer.ack->mark, 2);
    assert_int_equal(answer.ack->n_aside, 1);
    assert_int_equal(side_count(&side, "cases"), 1);
    side_end(&side);
}

static void what_is_damaged_or_foreign_is_refused(void **state)
{
    struct side side;
    side_begin(&side, *state);
    struct side_log log = side_log_begin(&side, 77);
    side_file(&side, &log, &(struct side_words){0});
    struct bytes good = side_request(&side, &log, 1, 1, (struct side_round){0});
    for (size_t at = 0; at < good.len; at += 7) { // one bit flipped, all over
        struct bytes bad = arena_bytes(&side.arena, good);
        ((uint8_t *)(uintptr_t)bad.data)[at] ^= 0x10;
        struct bytes before = sql_image(&side);
        assert_int_not_equal(side_ask(&side, bad).status, EXCHANGE_OK);
        assert_true(bytes_equal(before, sql_image(&side)));
    }
    for (size_t len = 0; len < good.len; len += 11) { // cut short
        refused(&side, bytes_of(good.data, len), EXCHANGE_GARBAGE, "bundle");
    }
    refused(&side, bytes_of_str("<html>"), EXCHANGE_GARBAGE, "bundle");
    struct side_round by_another = {.stranger = true};
    refused(&side, side_request(&side, &log, 1, 1, by_another), EXCHANGE_FORBIDDEN, "signature");
    struct side_round from_nobody = {.sender = 42};
    refused(&side, side_request(&side, &log, 1, 1, from_nobody), EXCHANGE_FORBIDDEN, "K42");
    struct side_round to_another = {.receiver = 3};
    refused(&side, side_request(&side, &log, 1, 1, to_another), EXCHANGE_GARBAGE, "one bundle");
    assert_true(registry_revoke(side.regency, 1));
    refused(&side, good, EXCHANGE_FORBIDDEN, "revoked");
    side_end(&side);
}

static void forks_gaps_and_asides_are_said_in_the_ack(void **state)
{
    struct side side;
    side_begin(&side, *state);
    struct side_log a = side_log_begin(&side, 77);
    side_file(&side, &a, &(struct side_words){0});
    struct side_log b = a;
    side_file(&side, &a, &(struct side_words){0});
    side_file(&side, &b, &(struct side_words){.other_seq = 9});
    side_file(&side, &b, &(struct side_words){0});
    side_ask(&side, side_request(&side, &a, 1, 2, (struct side_round){0}));
    struct side_answer answer =
        side_answer_to(&side, side_request(&side, &b, 1, 3, (struct side_round){0}));
    assert_int_equal(answer.ack->verdict, KT__VERDICT__FORK);
    assert_int_equal(answer.ack->common, 1);
    assert_int_equal(answer.ack->mark, 2);
    answer = side_answer_to(&side, side_request(&side, &a, 4, 3, (struct side_round){0}));
    assert_int_equal(answer.ack->verdict, KT__VERDICT__GAP);
    assert_int_equal(answer.ack->wanted, 3);
    struct side_log c = side_log_begin(&side, 88);
    side_file(&side, &c, &(struct side_words){.other_seq = 9});
    answer = side_answer_to(&side, side_request(&side, &c, 1, 1, (struct side_round){0}));
    assert_int_equal(answer.ack->verdict, KT__VERDICT__OK);
    assert_int_equal(answer.ack->mark, 1);
    assert_int_equal(answer.ack->n_aside, 1);
    assert_int_equal(answer.ack->aside[0]->seq, 1);
    struct side_round nowhere = {.no_log = true};
    answer = side_answer_to(&side, side_request(&side, &c, 1, 1, nowhere));
    assert_int_equal(answer.ack->verdict, KT__VERDICT__REFUSED);
    assert_true(answer.ack->word[0]);
    side_end(&side);
}

// A round of nothing but what cannot be applied costs no more than so many of them; a kiosk that
// asks on is answered until its day is full. A stick is taken in whole.
static void what_is_bad_has_its_limits(void **state)
{
    enum { BAD = ASIDES_IN_ROUND_MAX + 8 };
    struct side side;
    struct exchange_end end;
    side_begin(&side, *state);
    struct side_log log = side_log_begin(&side, 77), stick = side_log_begin(&side, 78);
    for (int i = 0; i < BAD; i++) {
        side_file(&side, &log, &(struct side_words){.other_seq = 999});
        side_file(&side, &stick, &(struct side_words){.other_seq = 999});
    }
    end = side_ask(&side, side_request(&side, &log, 1, BAD, (struct side_round){0}));
    struct side_answer answer = side_read_answer(&side, end.answer);
    assert_int_equal(answer.ack->verdict, KT__VERDICT__OK);
    assert_int_equal(answer.ack->mark, ASIDES_IN_ROUND_MAX);
    assert_int_equal(answer.ack->n_aside, ASIDES_IN_ROUND_MAX);
    assert_true(answer.ack->more);
    assert_int_equal(answer.ack->wait.len, 0);
    sql_run(side.regency->sql, "UPDATE kiosk SET aside_count = $1", "i", (int64_t)ASIDES_DAY_MAX);
    struct bytes rest =
        side_request(&side, &log, ASIDES_IN_ROUND_MAX + 1, BAD, (struct side_round){0});
    answer = side_answer_to(&side, rest);
    assert_int_equal(answer.ack->verdict, KT__VERDICT__WAIT);
    assert_int_equal(answer.ack->wait_s, ASIDES_WAIT_S);
    assert_true(answer.ack->word[0]);
    assert_int_equal(side_count(&side, "aside"), ASIDES_IN_ROUND_MAX);
    end = on_stick(&side, side_request(&side, &stick, 1, BAD, (struct side_round){0}));
    assert_int_equal(side_read_answer(&side, end.answer).ack->mark, BAD);
    side_end(&side);
}

// What a stick tells that lay in a drawer is the past: the registry keeps what it heard since.
static void an_old_stick_does_not_bring_old_figures(void **state)
{
    struct side side;
    struct registry_kiosk kiosk;
    side_begin(&side, *state);
    struct side_log log = side_log_begin(&side, 77);
    side_file(&side, &log, &(struct side_words){0});
    side_file(&side, &log, &(struct side_words){0});
    struct bytes in_a_drawer = side_request(&side, &log, 1, 1, (struct side_round){.waiting = 1});
    struct side_round now = {.at_s = clock_now_s(), .waiting = 2};
    assert_int_equal(side_ask(&side, side_request(&side, &log, 1, 2, now)).status, EXCHANGE_OK);
    assert_int_equal(side_ask(&side, in_a_drawer).status, EXCHANGE_OK);
    assert_true(registry_get(side.regency, &side.arena, side.kiosk.id, &kiosk));
    assert_int_equal(kiosk.waiting, 2);
    struct side_round stick = {.waiting = 3}; // nothing came after this one
    assert_int_equal(side_ask(&side, side_request(&side, &log, 2, 2, stick)).status, EXCHANGE_OK);
    assert_true(registry_get(side.regency, &side.arena, side.kiosk.id, &kiosk));
    assert_int_equal(kiosk.waiting, 3);
    side_end(&side);
}

static void post(struct side *side, const char *title, size_t body_bytes)
{
    Kt__Notice notice = KT__NOTICE__INIT;
    notice.title = arena_str(&side->arena, title);
    notice.category = arena_str(&side->arena, "kegiatan");
    char *body = arena_alloc(&side->arena, body_bytes + 1);
    for (size_t i = 0; i < body_bytes; i++) {
        body[i] = (char)('a' + clock_random_below(26)); // does not compress away
    }
    notice.body = body;
    const char *id;
    assert_true(bulletin_post(side->regency, &side->arena, &notice, &id));
}

static void changes_come_within_the_budget_and_go_on_from_the_cursor(void **state)
{
    struct side side;
    side_begin(&side, *state);
    struct side_log log = side_log_begin(&side, 77);
    for (int i = 0; i < 6; i++) {
        post(&side, "Kerja bakti", 600);
    }
    struct side_round round = {.budget = 1500};
    size_t seen = 0, rounds = 0;
    struct side_answer answer;
    do {
        answer = side_answer_to(&side, side_request(&side, &log, 1, 0, round));
        assert_int_equal(answer.count, 1);
        seen += answer.changes[0]->n_change;
        assert_int_equal(answer.changes[0]->class_, 2);
        assert_int_equal(answer.changes[0]->whole_begin, rounds == 0);
        assert_int_equal(answer.changes[0]->whole_end, !answer.ack->more);
        round.cursor[1] = record_view(answer.changes[0]->cursor);
        rounds++;
    } while (answer.ack->more);
    assert_int_equal(seen, 6);
    assert_int_equal(rounds, 3);
    answer = side_answer_to(&side, side_request(&side, &log, 1, 0, round));
    assert_int_equal(answer.count, 0);

    // A budget that nothing fits into still brings one whole change.
    round = (struct side_round){.budget = 1};
    answer = side_answer_to(&side, side_request(&side, &log, 1, 0, round));
    assert_int_equal(answer.changes[0]->n_change, 1);
    side_end(&side);
}

static void a_cursor_of_another_feed_brings_the_whole_state(void **state)
{
    struct side side;
    side_begin(&side, *state);
    struct side_log log = side_log_begin(&side, 77);
    post(&side, "Satu", 10);
    post(&side, "Dua", 10);
    struct side_round round = {0};
    struct side_answer answer = side_answer_to(&side, side_request(&side, &log, 1, 0, round));
    round.cursor[1] = arena_bytes(&side.arena, record_view(answer.changes[0]->cursor));
    post(&side, "Tiga", 10);
    answer = side_answer_to(&side, side_request(&side, &log, 1, 0, round));
    assert_false(answer.changes[0]->whole_begin);
    assert_int_equal(answer.changes[0]->n_change, 1);
    ((uint8_t *)(uintptr_t)round.cursor[1].data)[0] ^= 1; // the feed id
    answer = side_answer_to(&side, side_request(&side, &log, 1, 0, round));
    assert_true(answer.changes[0]->whole_begin && answer.changes[0]->whole_end);
    assert_int_equal(answer.changes[0]->n_change, 3);
    ((uint8_t *)(uintptr_t)round.cursor[1].data)[0] ^= 1;
    ((uint8_t *)(uintptr_t)round.cursor[1].data)[round.cursor[1].len - 1] ^= 1; // the hash
    answer = side_answer_to(&side, side_request(&side, &log, 1, 0, round));
    assert_true(answer.changes[0]->whole_begin);
    side_end(&side);
}

// The feed does not bring them to their kiosk: by this it sees what a disk that was put back lacks.
static void an_answer_tells_how_the_kiosks_own_notices_stand(void **state)
{
    struct side side;
    side_begin(&side, *state);
    struct side_log log = side_log_begin(&side, 77);
    struct bytes request = side_request(&side, &log, 1, 0, (struct side_round){0});
    post(&side, "Dari kabupaten", 20);
    assert_int_equal(side_answer_to(&side, request).ack->own_notices, 0);
    Kt__Notice notice = KT__NOTICE__INIT;
    notice.revision = 1;
    notice.title = "Kerja bakti";
    notice.category = "kegiatan";
    for (int i = 1; i <= 2; i++) {
        notice.id = arena_printf(&side.arena, "K1-%d", i);
        assert_int_equal(bulletin_from_kiosk(side.regency, &side.arena, &side.kiosk, &notice),
                         BULLETIN_TAKEN);
    }
    assert_true(bulletin_withdraw(side.regency, &side.arena, "K1-2", "Tidak benar"));
    assert_int_equal(side_answer_to(&side, request).ack->own_notices,
                     record_notice_mark("K1-1", 1) + record_notice_mark("K1-2", 2));
    side_end(&side);
}

// Ten thousand times its size in memory is what a hostile bundle would like to have.
static void small_events_that_unfold_stay_small(void **state)
{
    struct side side;
    side_begin(&side, *state);
    struct side_log log = side_log_begin(&side, 77);
    uint8_t *empty = arena_alloc(&side.arena, 300000);
    size_t len = 0;
    struct bytes inner = bytes_of(empty, 0);
    for (; len + 3 < 299000; len += 3) { // extras of a notice, each empty: field 19
        empty[len] = 0x9A;
        empty[len + 1] = 0x01;
        empty[len + 2] = 0x00;
    }
    inner.len = len;
    uint8_t *event = arena_alloc(&side.arena, len + 5);
    event[0] = 0x22; // field 4, the notice, and its length in three bytes
    event[1] = (uint8_t)(0x80 | (len & 0x7F));
    event[2] = (uint8_t)(0x80 | ((len >> 7) & 0x7F));
    event[3] = (uint8_t)(len >> 14);
    memcpy(event + 4, inner.data, len);
    side_append_bytes(&log, bytes_of(event, len + 4));
    struct exchange_end end =
        side_ask(&side, side_request(&side, &log, 1, 1, (struct side_round){0}));
    assert_int_equal(end.status, EXCHANGE_OK);
    assert_int_equal(end.aside_count, 1);
    side_end(&side);
}

static void an_enrolment_answers_with_the_whole_chain(void **state)
{
    struct side side;
    side_begin(&side, *state);
    struct desa desa;
    uint32_t id;
    assert_true(desa_find(side.regency, &side.arena, "32.15.11.2005", &desa));
    assert_true(registry_add(side.regency, desa.id, "Kedua", side.token, &id));
    crypto_sign_keypair(side.key, side.secret);
    Kt__Enrol enrol = KT__ENROL__INIT;
    enrol.token = record_data(bytes_of(side.token, TOKEN_LEN));
    enrol.kiosk_key = record_data(bytes_of(side.key, SIGN_PUBLIC_LEN));
    struct bytes request;
    assert_true(bundle_pack(&side.arena, 0, 0, BUNDLE_PLAIN, &enrol.base, side.secret, &request));
    struct bytes certificate = {0};
    for (int i = 0; i < 2; i++) {
        struct exchange_end end;
        exchange_enrol(side.regency, side.keyring, &side.arena, request, &end);
        assert_int_equal(end.status, EXCHANGE_OK);
        assert_int_equal(end.kiosk, id);
        struct bundle bundle;
        struct bytes body;
        assert_true(bundle_read(end.answer, &bundle));
        assert_true(
            bundle_open(&side.arena, &bundle, keyring_newest(side.keyring)->signing_public, &body));
        Kt__Enrolled *enrolled = bundle_message(&side.arena, &kt__enrolled__descriptor, body);
        assert_non_null(enrolled);
        assert_int_equal(enrolled->n_key_lists, 1);
        assert_int_equal(enrolled->village->kiosk_slot, 1);
        assert_true(!certificate.data ||
                    bytes_equal(certificate, record_view(enrolled->certificate)));
        certificate = record_view(enrolled->certificate);
    }
    // Signed by another than the key that it names.
    uint8_t other_key[SIGN_PUBLIC_LEN], other[SIGN_SECRET_LEN];
    crypto_sign_keypair(other_key, other);
    assert_true(bundle_pack(&side.arena, 0, 0, BUNDLE_PLAIN, &enrol.base, other, &request));
    struct exchange_end end;
    exchange_enrol(side.regency, side.keyring, &side.arena, request, &end);
    assert_int_equal(end.status, EXCHANGE_GARBAGE);
    // Its own key, but a ticket that was used.
    enrol.kiosk_key = record_data(bytes_of(other_key, SIGN_PUBLIC_LEN));
    assert_true(bundle_pack(&side.arena, 0, 0, BUNDLE_PLAIN, &enrol.base, other, &request));
    exchange_enrol(side.regency, side.keyring, &side.arena, request, &end);
    assert_int_equal(end.status, EXCHANGE_FORBIDDEN);
    assert_non_null(strstr(end.word, "used"));
    side_end(&side);
}

static Kt__Rekey *asks_for_key(struct side *side, uint32_t kiosk, const uint8_t *old,
                               const uint8_t *key, const uint8_t *secret)
{
    uint8_t *proof = arena_alloc(&side->arena, SIGN_LEN);
    trust_rekey_prove(proof, kiosk, old, secret);
    Kt__Rekey *rekey = ARENA_NEW(&side->arena, Kt__Rekey);
    kt__rekey__init(rekey);
    rekey->key = record_data(arena_bytes(&side->arena, bytes_of(key, SIGN_PUBLIC_LEN)));
    rekey->old = record_data(arena_bytes(&side->arena, bytes_of(old, SIGN_PUBLIC_LEN)));
    rekey->proof = record_data(bytes_of(proof, SIGN_LEN));
    return rekey;
}

static void a_restored_machine_gets_a_new_key_and_the_old_one_is_refused(void **state)
{
    struct side side;
    uint8_t key[SIGN_PUBLIC_LEN], secret[SIGN_SECRET_LEN], other[SIGN_PUBLIC_LEN],
        other_secret[SIGN_SECRET_LEN];
    side_begin(&side, *state);
    crypto_sign_keypair(key, secret);
    crypto_sign_keypair(other, other_secret);
    struct side_log log = side_log_begin(&side, 77);
    // A proof for another kiosk, or by another key, is none.
    Kt__Rekey *bad[] = {asks_for_key(&side, side.kiosk.id + 1, side.key, key, secret),
                        asks_for_key(&side, side.kiosk.id, side.key, key, other_secret),
                        asks_for_key(&side, side.kiosk.id, other, key, secret)};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct bytes request =
            side_request(&side, &log, 1, 0, (struct side_round){.rekey = bad[i]});
        struct side_answer none = side_answer_to(&side, request);
        assert_int_equal(none.ack->certificate.len, 0);
    }
    Kt__Rekey *rekey = asks_for_key(&side, side.kiosk.id, side.key, key, secret);
    struct bytes request = side_request(&side, &log, 1, 0, (struct side_round){.rekey = rekey});
    struct side_answer answer = side_answer_to(&side, request);
    Kt__Certificate *certificate = trust_open_certificate(
        &side.arena, record_view(answer.ack->certificate), side.keyring->root_public);
    assert_non_null(certificate);
    assert_memory_equal(certificate->kiosk_key.data, key, SIGN_PUBLIC_LEN);
    // The answer was lost: the old key is refused, the new one is given its certificate again.
    side_file(&side, &log, &(struct side_words){.text = "Jembatan putus"});
    struct bytes stick = side_request(&side, &log, 1, 1, (struct side_round){0});
    refused(&side, stick, EXCHANGE_FORBIDDEN, "restored on another machine");
    request = side_request(&side, &log, 1, 0, (struct side_round){.rekey = rekey, .by = secret});
    answer = side_answer_to(&side, request);
    assert_int_equal(answer.ack->certificate.len > 0, 1);
    // On a stick no refusal comes back, so that one shows that the new key is its own.
    struct exchange_end end;
    request = side_request(&side, &log, 1, 0, (struct side_round){.rekey = rekey, .is_open = true});
    refused(&side, request, EXCHANGE_FORBIDDEN, "restored on another machine");
    answer = side_read_answer(&side, on_stick(&side, request).answer);
    assert_int_equal(answer.ack->certificate.len > 0, 1);
    assert_int_equal(on_stick(&side, stick).status, EXCHANGE_FORBIDDEN);
    Kt__Rekey *not_its_own = asks_for_key(&side, side.kiosk.id, side.key, other, other_secret);
    request =
        side_request(&side, &log, 1, 0, (struct side_round){.rekey = not_its_own, .is_open = true});
    assert_int_equal(on_stick(&side, request).status, EXCHANGE_FORBIDDEN);
    not_its_own->key = rekey->key;
    request =
        side_request(&side, &log, 1, 0, (struct side_round){.rekey = not_its_own, .is_open = true});
    assert_int_equal(on_stick(&side, request).status, EXCHANGE_FORBIDDEN);
    // What the old disk had put onto a stick is taken in where somebody asks for it.
    sql_begin(side.regency->sql);
    exchange_round(side.regency, side.keyring, &side.arena, stick, EXCHANGE_KEY_REPLACED_TOO, &end);
    assert_true(sql_commit(side.regency->sql));
    assert_int_equal(end.applied, 1);
    // The same backup once more: an operator lets it in, once.
    assert_true(registry_readmit(side.regency, side.kiosk.id));
    rekey = asks_for_key(&side, side.kiosk.id, side.key, other, other_secret);
    request = side_request(&side, &log, 2, 1, (struct side_round){.rekey = rekey});
    answer = side_answer_to(&side, request);
    assert_int_equal(answer.ack->certificate.len > 0, 1);
    refused(&side, request, EXCHANGE_FORBIDDEN, "restored on another machine");
    request = side_request(&side, &log, 2, 1, (struct side_round){.by = secret});
    refused(&side, request, EXCHANGE_FORBIDDEN, "restored on another machine");
    side_end(&side);
}

// Two rotations while it was away: it walks the chain, and what it sealed to list 1 opens.
static void a_kiosk_that_was_away_for_two_key_lists_walks_the_chain(void **state)
{
    static const uint8_t pins[2][TLS_PIN_LEN] = {{1}, {2}};
    struct side side;
    side_begin(&side, *state);
    struct side_log log = side_log_begin(&side, 77);
    side_file(&side, &log, &(struct side_words){.text = "Jembatan putus"});
    for (int i = 0; i < 2; i++) {
        assert_true(
            keyring_rotate(side.regency, side.keyring, (const uint8_t(*)[TLS_PIN_LEN])pins, 2));
        assert_true(keyring_refresh(side.regency, side.keyring));
        assert_int_equal(side.keyring->count, i + 2);
    }
    struct exchange_end end =
        side_ask(&side, side_request(&side, &log, 1, 1, (struct side_round){0}));
    assert_int_equal(end.status, EXCHANGE_OK);
    assert_int_equal(end.applied, 1);
    struct side_answer answer = side_read_answer(&side, end.answer); // signed with list 3's key
    assert_int_equal(answer.ack->n_key_lists, 2);
    struct bytes first, second = record_view(answer.ack->key_lists[0]),
                        third = record_view(answer.ack->key_lists[1]);
    struct bytes lists[KEYRING_LISTS_MAX];
    assert_int_equal(keyring_chain(side.regency, &side.arena, 0, lists), 3);
    first = lists[0];
    assert_true(trust_follows(second, first));
    assert_true(trust_follows(third, second));
    assert_false(trust_follows(third, first));
    assert_int_equal(trust_open_key_list(&side.arena, third, side.keyring->root_public)->number, 3);
    // Opened anew, it has all of them; without the root there is no next one.
    struct keyring *again = keyring_open(side.regency);
    assert_int_equal(again->count, 3);
    keyring_close(again);
    secret_free(side.keyring->root_secret);
    side.keyring->root_secret = NULL;
    assert_false(
        keyring_rotate(side.regency, side.keyring, (const uint8_t(*)[TLS_PIN_LEN])pins, 2));
    assert_non_null(strstr(fault_text(), "root"));
    side_end(&side);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_in_dir(a_restored_machine_gets_a_new_key_and_the_old_one_is_refused),
        test_in_dir(a_kiosk_that_was_away_for_two_key_lists_walks_the_chain),
        test_in_dir(a_round_is_acknowledged_under_its_own_hash),
        test_in_dir(a_newer_kiosk_is_understood),
        test_in_dir(what_is_damaged_or_foreign_is_refused),
        test_in_dir(forks_gaps_and_asides_are_said_in_the_ack),
        test_in_dir(what_is_bad_has_its_limits),
        test_in_dir(an_old_stick_does_not_bring_old_figures),
        test_in_dir(changes_come_within_the_budget_and_go_on_from_the_cursor),
        test_in_dir(a_cursor_of_another_feed_brings_the_whole_state),
        test_in_dir(an_answer_tells_how_the_kiosks_own_notices_stand),
        test_in_dir(small_events_that_unfold_stay_small),
        test_in_dir(an_enrolment_answers_with_the_whole_chain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
