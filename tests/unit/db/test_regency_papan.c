// SPDX-License-Identifier: GPL-3.0-or-later
// The board and its figures: what moderation lets out and what never, support counted once a touch,
// totals that are sent only when they differ.
#include "regency_follow_side.h"

static bool show(struct side *side, const struct receipt *receipt, const char *text)
{
    struct case_info info = side_case(side, receipt);
    return papan_show(side->regency, &side->arena, side->keyring, &info, text, "Petugas kabupaten");
}

// The item as the feed has it, NULL when none is there.
static Kt__BoardItem *item_of(struct side *side, const struct receipt *receipt)
{
    struct papan_item item;
    assert_true(papan_find(side->regency, receipt->case_id, &item));
    const char *object = arena_printf(&side->arena, "board %s",
                                      secret_hex(&side->arena, bytes_of(item.id, PAPAN_ID_LEN)));
    struct bytes body =
        sql_bytes(side->regency->sql, &side->arena,
                  "SELECT body FROM change WHERE object = $1 AND kind = 9 AND body IS NOT NULL"
                  " AND class = 2 AND audience = '#1'",
                  "t", object);
    return body.data ? record_unpack(&side->arena, &kt__board_item__descriptor, body) : NULL;
}

static void an_item_has_an_id_of_its_own_and_follows_its_case(void **state)
{
    struct side side;
    struct receipt receipt;
    struct side_log log = side_begin_monday(&side, *state);
    struct case_info info = side_new_case(
        &side, &log,
        (struct side_words){.receipt = &receipt, .name = "Seorang warga", .text = "Jalan rusak"});
    assert_true(show(&side, &receipt, NULL));
    Kt__BoardItem *item = item_of(&side, &receipt);
    assert_non_null(item);
    assert_int_equal(item->id.len, 16);
    assert_memory_not_equal(item->id.data, info.id, 16);
    assert_string_equal(item->text, "Jalan rusak");
    assert_string_equal(item->name, ""); // nobody looked into the seal yet
    assert_int_equal(item->category, KT__CATEGORY__JALAN);
    assert_int_equal(item->day, side_today());
    assert_int_equal(item->n_entries, 1);
    assert_true(record_board_fits(item));

    assert_true(side_step(&side, &receipt, CASE_VERIFY, NULL));
    side_follow(&side, &log, &receipt,
                (struct side_follow){.what = KT__FOLLOW__ASK, .text = "Untuk saya sendiri"});
    assert_true(side_step(&side, &receipt, CASE_REPLY, "Kepada Anda saja."));
    info = side_case(&side, &receipt);
    const struct case_step public = {.verb = CASE_REPLY, .text = "Mulai Maret.", .public = true};
    assert_true(case_take_step(side.regency, &side.arena, side.keyring, &info, &public));
    assert_true(side_step(&side, &receipt, CASE_CLOSE, NULL));
    item = item_of(&side, &receipt);
    assert_int_equal(item->state, KT__STATE__SELESAI);
    assert_int_equal(item->n_entries, 5);
    assert_string_equal(item->entries[2]->text, "");
    assert_string_equal(item->entries[3]->text, "Mulai Maret.");
    assert_int_equal(item->done_day, side_today());

    // The name only after the seal was opened on record.
    info = side_case(&side, &receipt);
    assert_non_null(case_words(side.regency, &side.arena, side.keyring, &info, "Petugas"));
    assert_string_equal(item_of(&side, &receipt)->name, "");
    assert_true(show(&side, &receipt, "Jalan RT 3 rusak."));
    item = item_of(&side, &receipt);
    assert_string_equal(item->name, "Seorang warga");
    assert_string_equal(item->text, "Jalan RT 3 rusak.");
    struct papan_item before, after;
    assert_true(papan_find(side.regency, receipt.case_id, &before));

    info = side_case(&side, &receipt);
    assert_true(papan_hide(side.regency, &side.arena, &info));
    assert_null(item_of(&side, &receipt));
    assert_int_equal(side_count(&side, "change WHERE kind = 10 AND body IS NOT NULL"), 1);
    assert_false(papan_hide(side.regency, &side.arena, &info));
    assert_true(show(&side, &receipt, NULL)); // as it was moderated
    assert_string_equal(item_of(&side, &receipt)->text, "Jalan RT 3 rusak.");
    assert_true(papan_find(side.regency, receipt.case_id, &after));
    assert_memory_equal(before.id, after.id, PAPAN_ID_LEN);
    side_end(&side);
}

static void what_is_secret_or_nameless_stays_so(void **state)
{
    struct side side;
    struct receipt secret, nameless;
    struct side_log log = side_begin_monday(&side, *state);
    struct case_info info = side_new_case(
        &side, &log, (struct side_words){.receipt = &secret, .mode = KT__MODE__RAHASIA});
    assert_false(show(&side, &secret, "Ada pungutan"));
    assert_non_null(strstr(fault_text(), "rahasia"));
    assert_int_equal(side_count(&side, "board"), 0);
    assert_false(papan_hide(side.regency, &side.arena, &info));
    info =
        side_new_case(&side, &log,
                      (struct side_words){
                          .receipt = &nameless, .mode = KT__MODE__ANONIM, .name = "Seorang warga"});
    assert_non_null(case_words(side.regency, &side.arena, side.keyring, &info, "Petugas"));
    assert_false(show(&side, &nameless, ""));
    assert_true(show(&side, &nameless, NULL));
    assert_string_equal(item_of(&side, &nameless)->name, "");
    side_end(&side);
}

static const char *support(struct side *side, struct side_log *log, struct bytes id, int times)
{
    for (int i = 0; i < times; i++) {
        Kt__Supported supported = KT__SUPPORTED__INIT;
        supported.item = record_data(id);
        Kt__Event event = KT__EVENT__INIT;
        event.what_case = KT__EVENT__WHAT_SUPPORTED;
        event.supported = &supported;
        side_append(side, log, &event);
    }
    struct intake_answer answer = side_offer(side, log, log->head - (uint64_t)times + 1, log->head);
    return answer.aside_count ? answer.asides[0].why : "";
}

static void support_is_counted_once_a_touch_and_sent_once_a_round(void **state)
{
    struct side side;
    struct receipt receipt;
    struct papan_item item;
    struct side_log log = side_begin_case(&side, *state, &receipt);
    assert_true(show(&side, &receipt, NULL));
    assert_true(papan_find(side.regency, receipt.case_id, &item));
    struct bytes id = bytes_of(item.id, PAPAN_ID_LEN);
    assert_string_equal(support(&side, &log, id, 3), "");
    side_offer(&side, &log, log.head - 2, log.head); // once more: known
    int64_t sent = side_count(&side, "change");
    for (int i = 0; i < 2; i++) {
        assert_true(papan_settle(side.regency, side.keyring, side.kiosk.village.id));
        assert_int_equal(item_of(&side, &receipt)->supports, 3);
        assert_int_equal(side_count(&side, "change"), sent + 1);
    }
    uint8_t other[PAPAN_ID_LEN] = {1};
    assert_non_null(strstr(support(&side, &log, bytes_of(other, sizeof other), 1), "board"));
    assert_non_null(strstr(support(&side, &log, bytes_of(NULL, 0), 1), "board"));
    struct case_info info = side_case(&side, &receipt);
    assert_true(papan_hide(side.regency, &side.arena, &info)); // kiosks may not know it yet
    assert_string_equal(support(&side, &log, id, 1), "");
    assert_true(papan_settle(side.regency, side.keyring, side.kiosk.village.id));
    assert_null(item_of(&side, &receipt));

    side_enrol(&side, "32.15.11.2006");
    struct side_log elsewhere = side_log_begin(&side, 77);
    assert_non_null(strstr(support(&side, &elsewhere, id, 1), "this village's"));
    side_end(&side);
}

static Kt__BoardTotals *totals(struct side *side, int64_t *sent)
{
    sql_begin(side->regency->sql);
    assert_true(tally_settle(side->regency, &side->arena, 1, 420));
    assert_true(sql_commit(side->regency->sql));
    *sent = side_count(side, "change WHERE kind = 11");
    struct bytes body = sql_bytes(side->regency->sql, &side->arena,
                                  "SELECT body FROM change WHERE kind = 11 AND class = 3 AND"
                                  " body IS NOT NULL",
                                  "");
    return body.data ? record_unpack(&side->arena, &kt__board_totals__descriptor, body) : NULL;
}

static void totals_are_sent_when_they_differ(void **state)
{
    struct side side;
    struct receipt receipt[4];
    int64_t sent;
    struct side_log log = side_begin_monday(&side, *state);
    assert_null(totals(&side, &sent)); // nothing came yet: nothing to say
    for (int i = 0; i < 4; i++) {
        side_new_case(&side, &log,
                      (struct side_words){.receipt = &receipt[i],
                                          .mode = i == 0 ? KT__MODE__RAHASIA : KT__MODE__ANONIM});
    }
    Kt__BoardTotals *now = totals(&side, &sent);
    assert_int_equal(now->received, 4); // the secret one too
    assert_int_equal(now->answered, 0);
    assert_int_equal(now->days_known, 0);
    assert_int_equal(sent, 1);
    side_set_clock(SIDE_MONDAY_S + DAY_S);
    totals(&side, &sent);
    assert_int_equal(sent, 1); // a day more is no news
    assert_true(side_step(&side, &receipt[1], CASE_VERIFY, NULL));
    totals(&side, &sent);
    assert_int_equal(sent, 1); // nor is this step
    assert_true(side_step(&side, &receipt[1], CASE_REPLY, "Ya."));
    now = totals(&side, &sent);
    assert_int_equal(now->answered, 1);
    assert_int_equal(now->median_days, 1);
    assert_int_equal(now->day, side_today());
    side_set_clock(SIDE_MONDAY_S + 4 * DAY_S); // beyond the three days to verify
    now = totals(&side, &sent);
    assert_int_equal(now->late, 3);
    assert_int_equal(sent, 3);
    assert_true(side_step(&side, &receipt[2], CASE_REJECT, "Tidak."));
    assert_true(side_step(&side, &receipt[3], CASE_REJECT, "Tidak."));
    now = totals(&side, &sent);
    assert_int_equal(now->late, 1);
    assert_int_equal(now->answered, 3);
    assert_int_equal(now->days_known, 3);
    assert_int_equal(now->median_days, 4); // 1, 4, 4
    assert_true(side_step(&side, &receipt[1], CASE_CLOSE, NULL));
    totals(&side, &sent);
    assert_int_equal(sent, 4); // answered is answered
    side_end(&side);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_in_dir(an_item_has_an_id_of_its_own_and_follows_its_case),
        test_in_dir(what_is_secret_or_nameless_stays_so),
        test_in_dir(support_is_counted_once_a_touch_and_sent_once_a_round),
        test_in_dir(totals_are_sent_when_they_differ),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
