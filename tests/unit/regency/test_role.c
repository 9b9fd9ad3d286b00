// SPDX-License-Identifier: GPL-3.0-or-later
// Roles at the regency: keys that come and go, items for each kiosk of a village and for no other,
// acts that count once, and everything that somebody might pretend.
#include "tests/unit/db/regency_follow_side.h"

#include "db/record/seal_role.h"
#include "db/regency/role.h"

// A role at a kiosk: its key pair and number.
struct hand {
    Kt__Role role;
    uint32_t number;
    uint8_t key[BOX_PUBLIC_LEN], secret[BOX_SECRET_LEN];
};

static const char *offered(struct side *side, struct side_log *log)
{
    struct intake_answer answer = side_offer(side, log, log->head, log->head);
    assert_int_equal(answer.verdict, INTAKE_OK);
    assert_int_equal(answer.applied + answer.aside_count, 1);
    return answer.aside_count ? answer.asides[0].why : "";
}

static void append_key(struct side *side, struct side_log *log, const struct hand *hand)
{
    Kt__RoleKey key = KT__ROLE_KEY__INIT;
    key.role = hand->role;
    key.number = hand->number;
    key.key = record_data(bytes_of(hand->key, BOX_PUBLIC_LEN));
    Kt__Event event = KT__EVENT__INIT;
    event.what_case = KT__EVENT__WHAT_ROLE_KEY;
    event.role_key = &key;
    side_append(side, log, &event);
}

static struct hand new_key(struct side *side, struct side_log *log, Kt__Role role, uint32_t number)
{
    struct hand hand = {.role = role, .number = number};
    crypto_box_keypair(hand.key, hand.secret);
    append_key(side, log, &hand);
    assert_string_equal(offered(side, log), "");
    return hand;
}

// What a role does; zeros stand for the truth.
struct act {
    const struct receipt *receipt;
    Kt__Act what;
    Kt__State state;
    const char *text, *notice;
    int64_t day;
    uint32_t other_kiosk, other_log, other_number;
    Kt__Role other_role;
    uint64_t other_seq;
    int64_t at_s;
    uint32_t event_day;
    const uint8_t *other_case;
};

static void append_act(struct side *side, struct side_log *log, const struct hand *hand,
                       struct act act)
{
    Kt__Acting acting = KT__ACTING__INIT;
    acting.case_ =
        record_data(bytes_of(act.other_case ? act.other_case : act.receipt->case_id, HASH_LEN));
    acting.what = act.what;
    acting.state = act.state;
    acting.text = arena_str(&side->arena, act.text ? act.text : "");
    acting.notice = arena_str(&side->arena, act.notice ? act.notice : "");
    acting.by = "Bupati"; // the regency does not believe it
    acting.day = act.day;
    acting.kiosk = act.other_kiosk ? act.other_kiosk : side->kiosk.id;
    acting.log = act.other_log ? act.other_log : log->log;
    acting.seq = act.other_seq ? act.other_seq : log->head + 1;
    acting.at_s = (uint64_t)(act.at_s ? act.at_s : clock_now_s());
    Kt__Acted acted = KT__ACTED__INIT;
    acted.sealed = record_data(
        seal_role_act_close(&side->arena, &acting, act.other_role ? act.other_role : hand->role,
                            act.other_number ? act.other_number : hand->number, hand->secret,
                            keyring_newest(side->keyring)->sealing_public));
    acted.key = 1;
    Kt__Event event = KT__EVENT__INIT;
    event.what_case = KT__EVENT__WHAT_ACTED;
    event.acted = &acted;
    event.day = act.event_day;
    side_append(side, log, &event);
}

// "" or why it was set aside.
static const char *do_act(struct side *side, struct side_log *log, const struct hand *hand,
                          struct act act)
{
    append_act(side, log, hand, act);
    return offered(side, log);
}

// The item of this case that the kiosk would get, opened; NULL where there is none.
static Kt__RoleCopy *item_of(struct side *side, uint32_t kiosk, const struct receipt *receipt,
                             const struct hand *hand)
{
    const char *object = arena_printf(
        &side->arena, "role %s", secret_hex(&side->arena, bytes_of(receipt->case_id, HASH_LEN)));
    struct bytes body = sql_bytes(side->regency->sql, &side->arena,
                                  "SELECT body FROM change WHERE object = $1 AND audience = $2"
                                  " AND body IS NOT NULL AND kind = 13",
                                  "tt", object, change_audience_kiosk(&side->arena, kiosk));
    if (!body.data) {
        return NULL;
    }
    Kt__RoleItem *item = record_unpack(&side->arena, &kt__role_item__descriptor, body);
    assert_non_null(item);
    assert_int_equal(item->role, hand->role);
    if (item->key != hand->number) {
        return NULL;
    }
    return seal_role_copy_open(&side->arena, record_view(item->sealed), hand->key, hand->secret);
}

static bool settle(struct side *side)
{
    bool left;
    sql_begin(side->regency->sql);
    assert_true(
        role_settle(side->regency, side->keyring, side->kiosk.id, side->kiosk.village.id, &left));
    assert_true(sql_commit(side->regency->sql));
    return left;
}

static struct case_info a_case(struct side *side, struct side_log *log, struct receipt *receipt,
                               Kt__Addressee to, Kt__Mode mode)
{
    return side_new_case(side, log,
                         (struct side_words){.receipt = receipt, .to = to, .mode = mode});
}

static void each_kiosk_of_the_village_reads_with_its_own_key(void **state)
{
    struct side side;
    struct receipt before, after, theirs;
    side_set_clock(SIDE_MONDAY_S);
    side_begin(&side, *state);
    struct side_log log = side_log_begin(&side, 77);
    a_case(&side, &log, &before, KT__ADDRESSEE__BPD, KT__MODE__RAHASIA);
    a_case(&side, &log, &theirs, KT__ADDRESSEE__DESA, KT__MODE__TERBUKA);
    struct hand first = new_key(&side, &log, KT__ROLE__ROLE_BPD, 1);
    assert_null(item_of(&side, side.kiosk.id, &before, &first));
    assert_false(settle(&side));
    Kt__RoleCopy *copy = item_of(&side, side.kiosk.id, &before, &first);
    assert_non_null(copy);
    Kt__Words *words = seal_words_unpack(&side.arena, record_view(copy->words), copy->dictionary);
    assert_string_equal(words->text, "Jalan di RT 3 rusak berat");
    assert_int_equal(copy->view->state, KT__STATE__TERKIRIM);
    assert_string_equal(copy->number, "2005-0001");
    assert_int_equal(side_count(&side, "change WHERE kind = 13"), 1); // nothing of desa's

    // A second kiosk of the village, and one of another.
    struct registry_kiosk one = side.kiosk, two, other;
    side_enrol(&side, "32.15.11.2005");
    two = side.kiosk;
    struct side_log second_log = side_log_begin(&side, 5);
    struct hand second = new_key(&side, &second_log, KT__ROLE__ROLE_BPD, 1);
    settle(&side);
    side_enrol(&side, "32.15.11.2006");
    other = side.kiosk;
    struct side_log other_log = side_log_begin(&side, 6);
    struct hand stranger = new_key(&side, &other_log, KT__ROLE__ROLE_BPD, 1);
    settle(&side);
    assert_non_null(item_of(&side, two.id, &before, &second));
    assert_null(item_of(&side, two.id, &before, &first)); // sealed to its own key
    assert_null(item_of(&side, other.id, &before, &stranger));

    // Filed now: the kiosk that filed it made its own copy, the other one is given it.
    side.kiosk = one;
    a_case(&side, &log, &after, KT__ADDRESSEE__BPD, KT__MODE__TERBUKA);
    assert_non_null(item_of(&side, two.id, &after, &second));
    struct change_page page;
    struct change_reader reader = {.kiosk = one.id, .village = one.village.id, .code = "x"};
    uint64_t newest =
        2 * (uint64_t)sql_int(side.regency->sql, 0, "SELECT max(number) - 2 FROM change", "");
    assert_true(change_next(side.regency, &side.arena, &reader, CHANGE_STATUS, newest, true,
                            1 << 20, true, &page));
    assert_int_equal(page.count, 0);
    reader.kiosk = two.id;
    assert_true(change_next(side.regency, &side.arena, &reader, CHANGE_STATUS, newest, true,
                            1 << 20, true, &page));
    assert_int_equal(page.count, 1);
    // At the next revision both are, and a revoked one is not.
    assert_true(registry_revoke(side.regency, two.id));
    assert_true(side_step(&side, &after, CASE_VERIFY, NULL));
    copy = item_of(&side, one.id, &after, &first);
    assert_int_equal(copy->view->state, KT__STATE__TERVERIFIKASI);
    assert_int_equal(item_of(&side, two.id, &after, &second)->view->state, KT__STATE__TERKIRIM);
    assert_null(item_of(&side, other.id, &after, &stranger)); // nor is another village's
    // What is secret lies nowhere in the open because of it.
    assert_int_equal(side_count(&side, "cases WHERE mode = 3 AND text IS NOT NULL"), 0);
    side_end(&side);
}

static void a_new_key_gets_the_whole_register_some_at_a_time(void **state)
{
    struct side side;
    enum { CASES = ROLE_SETTLE_MAX + 3 };
    static struct receipt receipts[CASES];
    side_set_clock(SIDE_MONDAY_S);
    side_begin(&side, *state);
    struct side_log log = side_log_begin(&side, 1);
    struct hand first = new_key(&side, &log, KT__ROLE__ROLE_BPD, 1);
    for (int i = 0; i < CASES; i++) {
        if (log.head == SIDE_EVENTS_MAX) {
            log = side_log_begin(&side, log.log + 1);
        }
        side_file(&side, &log,
                  &(struct side_words){.receipt = &receipts[i],
                                       .to = KT__ADDRESSEE__BPD,
                                       .number = (uint32_t)i + 1});
        assert_int_equal(side_offer(&side, &log, log.head, log.head).applied, 1);
    }
    settle(&side);
    log = side_log_begin(&side, 900);
    struct hand next = new_key(&side, &log, KT__ROLE__ROLE_BPD, 2);
    assert_true(settle(&side));
    assert_false(settle(&side));
    assert_false(settle(&side));
    for (int i = 0; i < CASES; i++) {
        assert_non_null(item_of(&side, side.kiosk.id, &receipts[i], &next));
        assert_null(item_of(&side, side.kiosk.id, &receipts[i], &first));
    }
    side_end(&side);
}

static void an_answer_at_the_kiosk_reaches_the_receipt_and_the_role(void **state)
{
    struct side side;
    struct receipt receipt;
    side_set_clock(SIDE_MONDAY_S);
    side_begin(&side, *state);
    struct side_log log = side_log_begin(&side, 77);
    struct hand bpd = new_key(&side, &log, KT__ROLE__ROLE_BPD, 1);
    struct case_info info = a_case(&side, &log, &receipt, KT__ADDRESSEE__BPD, KT__MODE__TERBUKA);
    int64_t due = info.due_day;

    // Looked at the name: in the villager's timeline; the regency's own look is another matter.
    assert_string_equal(
        do_act(&side, &log, &bpd, (struct act){.receipt = &receipt, .what = KT__ACT__ACT_OPEN}),
        "");
    info = side_case(&side, &receipt);
    assert_false(info.opened);
    assert_int_equal(info.due_day, due);
    Kt__CaseView *view = side_view(&side, &receipt);
    assert_true(view->entries[1]->opened);
    assert_string_equal(view->entries[1]->by, "BPD");
    assert_int_equal(view->entries[1]->act_log, 77);
    assert_int_equal(view->entries[1]->act_seq, log.head);

    // Into a musyawarah: the day stands there, and it is due on it.
    int64_t day = side_today() + 9;
    assert_string_equal(do_act(&side, &log, &bpd,
                               (struct act){.receipt = &receipt,
                                            .what = KT__ACT__ACT_TABLE,
                                            .state = KT__STATE__DIBAHAS_BPD,
                                            .day = day}),
                        "");
    view = side_view(&side, &receipt);
    assert_int_equal(view->state, KT__STATE__DIBAHAS_BPD);
    assert_int_equal(view->entries[2]->day, day);
    assert_int_equal(view->due_day, day);
    assert_int_equal(side_case(&side, &receipt).answered_s, 0);

    // What it decided, two days before it travelled.
    side_set_clock(SIDE_MONDAY_S + 11 * DAY_S);
    int64_t said_s = SIDE_MONDAY_S + 9 * DAY_S;
    assert_string_equal(do_act(&side, &log, &bpd,
                               (struct act){.receipt = &receipt,
                                            .what = KT__ACT__ACT_OUTCOME,
                                            .state = KT__STATE__DITINDAKLANJUTI,
                                            .text = "Disepakati: dibangun dari dana desa.",
                                            .notice = "K1-4",
                                            .day = day,
                                            .at_s = said_s,
                                            .event_day = (uint32_t)day}),
                        "");
    view = side_view(&side, &receipt);
    assert_int_equal(view->n_entries, 4);
    assert_string_equal(view->entries[3]->text, "Disepakati: dibangun dari dana desa.");
    assert_string_equal(view->entries[3]->notice, "K1-4");
    assert_int_equal(view->entries[3]->at_s, said_s);
    assert_int_equal(view->due_day, 0);
    info = side_case(&side, &receipt);
    assert_int_equal(info.answered_s, clock_now_s()); // days count from what the regency knows
    struct case_entry entries[CASE_ENTRIES_MAX];
    size_t count = case_entries(side.regency, &side.arena, side.keyring, receipt.case_id, entries);
    assert_int_equal(count, 4);
    assert_true(entries[3].signed_well);
    assert_true(entries[3].public); // a notice tells it to all
    Kt__RoleCopy *copy = item_of(&side, side.kiosk.id, &receipt, &bpd);
    assert_int_equal(copy->view->n_entries, 4);
    assert_int_equal(copy->view->entries[3]->act_seq, log.head);
    side_end(&side);
}

static void words_arrive_although_the_case_was_ended_meanwhile(void **state)
{
    struct side side;
    struct receipt receipt;
    side_set_clock(SIDE_MONDAY_S);
    side_begin(&side, *state);
    struct side_log log = side_log_begin(&side, 77);
    struct hand desa = new_key(&side, &log, KT__ROLE__ROLE_DESA, 1);
    a_case(&side, &log, &receipt, KT__ADDRESSEE__DESA, KT__MODE__ANONIM);
    assert_true(side_step(&side, &receipt, CASE_REJECT, "Bukan jalan kabupaten."));
    assert_string_equal(do_act(&side, &log, &desa,
                               (struct act){.receipt = &receipt,
                                            .what = KT__ACT__ACT_SAY,
                                            .state = KT__STATE__SELESAI,
                                            .text = "Sudah kami tambal."}),
                        "");
    Kt__CaseView *view = side_view(&side, &receipt);
    assert_int_equal(view->state, KT__STATE__DITOLAK);
    assert_int_equal(view->entries[2]->state, KT__STATE__STATE_NONE);
    assert_string_equal(view->entries[2]->text, "Sudah kami tambal.");
    assert_string_equal(view->entries[2]->by, "Pemerintah desa");
    side_end(&side);
}

static void what_somebody_might_pretend_is_set_aside(void **state)
{
    struct side side;
    struct receipt to_bpd, to_desa, to_kabupaten, unsure, far;
    side_set_clock(SIDE_MONDAY_S);
    side_begin(&side, *state);
    struct registry_kiosk here = side.kiosk;
    side_enrol(&side, "32.15.11.2006");
    struct side_log far_log = side_log_begin(&side, 5);
    struct hand far_bpd = new_key(&side, &far_log, KT__ROLE__ROLE_BPD, 1);
    a_case(&side, &far_log, &far, KT__ADDRESSEE__BPD, KT__MODE__TERBUKA);
    side.kiosk = here;
    struct side_log log = side_log_begin(&side, 77);
    struct hand bpd = new_key(&side, &log, KT__ROLE__ROLE_BPD, 1);
    struct hand desa = new_key(&side, &log, KT__ROLE__ROLE_DESA, 1);
    a_case(&side, &log, &to_bpd, KT__ADDRESSEE__BPD, KT__MODE__TERBUKA);
    a_case(&side, &log, &to_desa, KT__ADDRESSEE__DESA, KT__MODE__TERBUKA);
    a_case(&side, &log, &to_kabupaten, KT__ADDRESSEE__KABUPATEN, KT__MODE__TERBUKA);
    a_case(&side, &log, &unsure, KT__ADDRESSEE__UNSURE, KT__MODE__TERBUKA);
    const uint8_t nobody[HASH_LEN] = {1};
    const struct {
        const struct hand *hand;
        struct act act;
        const char *why;
    } bad[] = {
        {&far_bpd, {.receipt = &to_bpd}, "not made with the key"}, // another kiosk's role
        {&bpd, {.receipt = &to_desa}, "not addressed to this role"},
        {&desa, {.receipt = &to_bpd}, "not addressed to this role"},
        {&bpd, {.receipt = &to_kabupaten}, "not addressed to this role"},
        {&desa, {.receipt = &unsure}, "not addressed to this role"},
        {&bpd, {.receipt = &far}, "not this village's"},
        {&bpd, {.receipt = &to_bpd, .other_case = nobody}, "not this village's"},
        {&bpd, {.receipt = &to_bpd, .other_number = 9}, "key 9 that is not known"},
        {&bpd, {.receipt = &to_desa, .other_role = KT__ROLE__ROLE_DESA}, "not made with the key"},
        {&bpd, {.receipt = &to_bpd, .other_role = KT__ROLE__ROLE_YOUTH}, "not known"},
        {&bpd, {.receipt = &to_bpd, .other_kiosk = 99}, "another kiosk"},
        {&bpd, {.receipt = &to_bpd, .other_log = 99}, "another log"},
        {&bpd, {.receipt = &to_bpd, .other_seq = 1}, "another seq"},
        {&bpd, {.receipt = &to_bpd, .at_s = SIDE_MONDAY_S - 9 * DAY_S}, "another day"},
        {&bpd, {.receipt = &to_bpd, .state = KT__STATE__TERVERIFIKASI}, "not this role's to give"},
        {&bpd, {.receipt = &to_bpd, .state = (Kt__State)40}, "not this role's to give"},
        {&bpd, {.receipt = &to_bpd, .what = (Kt__Act)9}, "does not know"},
        {&bpd, {.receipt = &to_bpd, .text = ""}, "needs words"},
        {&bpd, {.receipt = &to_bpd, .what = KT__ACT__ACT_OPEN}, "opens a seal with words"},
        {&desa,
         {.receipt = &to_desa,
          .what = KT__ACT__ACT_TABLE,
          .state = KT__STATE__DIBAHAS_BPD,
          .day = 20900},
         "only BPD"},
        {&bpd,
         {.receipt = &to_bpd, .what = KT__ACT__ACT_TABLE, .state = KT__STATE__DIBAHAS_BPD},
         "no day"},
        {&bpd,
         {.receipt = &to_bpd,
          .what = KT__ACT__ACT_TABLE,
          .state = KT__STATE__DIBAHAS_BPD,
          .day = INT64_MAX},
         "no day"},
        {&bpd, {.receipt = &to_bpd, .day = -INT64_MAX}, "no day"},
    };
    int64_t revisions = sql_int(side.regency->sql, 0, "SELECT sum(revision) FROM cases", "");
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct act act = bad[i].act;
        act.what = act.what ? act.what : KT__ACT__ACT_SAY;
        act.text = act.text ? act.text : act.what == KT__ACT__ACT_TABLE ? NULL : "Beres";
        const char *why = do_act(&side, &log, bad[i].hand, act);
        if (!strstr(why, bad[i].why)) {
            fail_msg("act %zu: \"%s\" instead of \"%s\"", i, why, bad[i].why);
        }
    }
    assert_int_equal(sql_int(side.regency->sql, 0, "SELECT sum(revision) FROM cases", ""),
                     revisions);
    assert_int_equal(side_count(&side, "opening"), 0);
    assert_int_equal(side_count(&side, "aside"), (int64_t)COUNT_OF(bad)); // kept, never dropped
    side_end(&side);
}

static void an_act_counts_once_however_often_it_comes(void **state)
{
    struct side side;
    struct receipt receipt;
    side_set_clock(SIDE_MONDAY_S);
    side_begin(&side, *state);
    struct side_log log = side_log_begin(&side, 77), fork = side_log_begin(&side, 88);
    struct hand bpd = new_key(&side, &log, KT__ROLE__ROLE_BPD, 1);
    a_case(&side, &log, &receipt, KT__ADDRESSEE__BPD, KT__MODE__TERBUKA);
    struct act say = {.receipt = &receipt, .what = KT__ACT__ACT_SAY, .text = "Kami tinjau."};
    assert_string_equal(do_act(&side, &log, &bpd, say), "");
    uint64_t seq = log.head;
    uint32_t revision = side_case(&side, &receipt).revision;
    // The same event again, as a new one of the log: its box says where it belongs.
    side_append_bytes(&log, log.events[seq - 1]);
    assert_non_null(strstr(offered(&side, &log), "another seq"));
    // Under a new log, with its origin, from two disks: known.
    side_send_again(&side, &fork, &log, seq);
    struct intake_answer answer = side_offer(&side, &fork, 1, 1);
    assert_int_equal(answer.applied, 0);
    assert_int_equal(answer.aside_count, 0);
    // With an origin that lies about its hash: the place was taken already.
    Kt__Event *event = record_unpack(&side.arena, &kt__event__descriptor, log.events[seq - 1]);
    uint8_t wrong[HASH_LEN] = {7};
    Kt__Origin origin = KT__ORIGIN__INIT;
    origin.log = 77;
    origin.seq = seq;
    origin.hash = record_data(bytes_of(wrong, HASH_LEN));
    event->origin = &origin;
    side_append(&side, &fork, event);
    assert_string_equal(offered(&side, &fork), "");
    assert_int_equal(side_case(&side, &receipt).revision, revision);
    side_end(&side);
}

// Under a new ticket the machine takes along what waited: its boxes name the kiosk of before.
static void what_waited_counts_under_a_new_ticket(void **state)
{
    struct side side;
    struct receipt receipt;
    side_set_clock(SIDE_MONDAY_S);
    side_begin(&side, *state);
    struct side_log old = side_log_begin(&side, 77);
    struct hand bpd = new_key(&side, &old, KT__ROLE__ROLE_BPD, 1);
    a_case(&side, &old, &receipt, KT__ADDRESSEE__BPD, KT__MODE__TERBUKA);
    struct act say = {.receipt = &receipt, .what = KT__ACT__ACT_SAY, .text = "Kami tinjau."};
    append_act(&side, &old, &bpd, say); // waits
    uint64_t seq = old.head;
    side_enrol_again(&side, "32.15.11.2005");
    struct side_log now = side_log_begin(&side, 78);
    side_send_again(&side, &now, &old, seq);
    assert_string_equal(offered(&side, &now), "");
    append_key(&side, &now, &bpd); // told once more, as the new kiosk's
    assert_string_equal(offered(&side, &now), "");
    assert_false(settle(&side));
    Kt__RoleCopy *copy = item_of(&side, side.kiosk.id, &receipt, &bpd);
    assert_string_equal(copy->view->entries[1]->text, "Kami tinjau.");
    assert_int_equal(copy->view->entries[1]->act_log, 77);
    // Another machine that got hold of it: neither by its key nor by what it names.
    side_enrol(&side, "32.15.11.2005");
    struct side_log other = side_log_begin(&side, 79);
    side_send_again(&side, &other, &old, seq);
    assert_non_null(strstr(offered(&side, &other), "not known"));
    append_key(&side, &other, &bpd);
    assert_string_equal(offered(&side, &other), "");
    say.other_kiosk = old.kiosk;
    assert_non_null(strstr(do_act(&side, &other, &bpd, say), "another kiosk"));
    side_end(&side);
}

static void a_key_that_was_replaced_does_nothing_more(void **state)
{
    struct side side;
    struct receipt receipt;
    side_set_clock(SIDE_MONDAY_S);
    side_begin(&side, *state);
    struct side_log log = side_log_begin(&side, 77), fork = side_log_begin(&side, 88);
    struct hand old = new_key(&side, &log, KT__ROLE__ROLE_BPD, 1);
    a_case(&side, &log, &receipt, KT__ADDRESSEE__BPD, KT__MODE__TERBUKA);
    struct act say = {.receipt = &receipt, .what = KT__ACT__ACT_SAY, .text = "Sebelum keluar."};
    append_act(&side, &log, &old, say); // filed before the member left, not sent yet
    struct hand next = {.role = KT__ROLE__ROLE_BPD, .number = 2};
    crypto_box_keypair(next.key, next.secret);
    append_key(&side, &log, &next);
    struct intake_answer answer = side_offer(&side, &log, log.head - 1, log.head);
    assert_int_equal(answer.applied, 2);
    say.text = "Sesudah keluar.";
    assert_non_null(strstr(do_act(&side, &log, &old, say), "replaced by then"));
    say.text = "Dengan kunci baru.";
    assert_string_equal(do_act(&side, &log, &next, say), "");
    Kt__CaseView *view = side_view(&side, &receipt);
    assert_int_equal(view->n_entries, 3);
    assert_string_equal(view->entries[1]->text, "Sebelum keluar.");
    assert_string_equal(view->entries[2]->text, "Dengan kunci baru.");

    // The old key's event sent again under another log, as after a restore: not in force again.
    sql_run(side.regency->sql, "DELETE FROM role_key WHERE number = 1", "");
    Kt__Event *event = record_unpack(&side.arena, &kt__event__descriptor, log.events[0]);
    uint8_t other[HASH_LEN] = {9};
    Kt__Origin origin = KT__ORIGIN__INIT;
    origin.log = 66;
    origin.seq = 1;
    origin.hash = record_data(bytes_of(other, HASH_LEN));
    event->origin = &origin;
    side_append(&side, &fork, event);
    assert_string_equal(offered(&side, &fork), "");
    settle(&side);
    assert_non_null(item_of(&side, side.kiosk.id, &receipt, &next));

    // A kiosk that came back from a backup counts from an older number: what it files now counts.
    struct hand back = new_key(&side, &fork, KT__ROLE__ROLE_BPD, 2);
    settle(&side);
    assert_null(item_of(&side, side.kiosk.id, &receipt, &next));
    assert_non_null(item_of(&side, side.kiosk.id, &receipt, &back));

    // Keys that are none.
    struct hand low = {.role = KT__ROLE__ROLE_BPD, .number = 3}, youth = back, none = back;
    append_key(&side, &log, &low);
    assert_non_null(strstr(offered(&side, &log), "nothing can be sealed"));
    youth.role = KT__ROLE__ROLE_YOUTH;
    append_key(&side, &log, &youth);
    assert_non_null(strstr(offered(&side, &log), "without a role"));
    none.number = 0;
    append_key(&side, &log, &none);
    assert_non_null(strstr(offered(&side, &log), "without a role"));
    side_end(&side);
}

static void erased_and_routed_away_go_from_every_kiosk(void **state)
{
    struct side side;
    struct receipt erased, unsure, addressed;
    side_set_clock(SIDE_MONDAY_S);
    side_begin(&side, *state);
    struct side_log log = side_log_begin(&side, 77);
    struct hand bpd = new_key(&side, &log, KT__ROLE__ROLE_BPD, 1);
    a_case(&side, &log, &erased, KT__ADDRESSEE__BPD, KT__MODE__TERBUKA);
    a_case(&side, &log, &unsure, KT__ADDRESSEE__UNSURE, KT__MODE__TERBUKA);
    a_case(&side, &log, &addressed, KT__ADDRESSEE__DESA, KT__MODE__TERBUKA);
    assert_true(side_step(&side, &erased, CASE_VERIFY, NULL));
    assert_non_null(item_of(&side, side.kiosk.id, &erased, &bpd));
    assert_string_equal(
        side_follow(&side, &log, &erased, (struct side_follow){.what = KT__FOLLOW__ERASE}), "");
    assert_null(item_of(&side, side.kiosk.id, &erased, &bpd));
    assert_int_equal(side_count(&side, "change WHERE kind = 14 AND body IS NOT NULL"), 1);
    assert_non_null(
        strstr(do_act(&side, &log, &bpd,
                      (struct act){.receipt = &erased, .what = KT__ACT__ACT_SAY, .text = "Baik."}),
               "erased"));
    // Who did not know whom to ask: the regency may give it to BPD, and away from there.
    assert_true(side_step(&side, &unsure, CASE_VERIFY, NULL));
    assert_true(side_step(&side, &addressed, CASE_VERIFY, NULL));
    struct case_info info = side_case(&side, &unsure);
    struct case_step route = {.verb = CASE_ROUTE, .opd = "bpd"};
    assert_true(case_take_step(side.regency, &side.arena, side.keyring, &info, &route));
    assert_string_equal(side_view(&side, &unsure)->entries[2]->to, "BPD");
    assert_non_null(item_of(&side, side.kiosk.id, &unsure, &bpd));
    assert_string_equal(do_act(&side, &log, &bpd,
                               (struct act){.receipt = &unsure,
                                            .what = KT__ACT__ACT_SAY,
                                            .state = KT__STATE__BUKAN_KEWENANGAN,
                                            .text = "Ini urusan kabupaten."}),
                        "");
    info = side_case(&side, &unsure);
    route.opd = "PUPR";
    assert_true(case_take_step(side.regency, &side.arena, side.keyring, &info, &route));
    assert_int_equal(side_case(&side, &unsure).finished_s, 0);
    assert_null(item_of(&side, side.kiosk.id, &unsure, &bpd));
    // Never one that was addressed to somebody else.
    info = side_case(&side, &addressed);
    route.opd = "BPD";
    assert_false(case_take_step(side.regency, &side.arena, side.keyring, &info, &route));
    assert_non_null(strstr(fault_text(), "did not know whom"));
    side_end(&side);
}

static void certificates_are_kept_once(void **state)
{
    struct side side;
    side_set_clock(SIDE_MONDAY_S);
    side_begin(&side, *state);
    struct side_log log = side_log_begin(&side, 77);
    Kt__Certified certified = KT__CERTIFIED__INIT;
    certified.role = KT__ROLE__ROLE_YOUTH;
    certified.name = "Karang taruna";
    certified.right = 11;
    certified.of = 12;
    certified.at_s = SIDE_MONDAY_S;
    Kt__Event event = KT__EVENT__INIT;
    event.what_case = KT__EVENT__WHAT_CERTIFIED;
    event.certified = &certified;
    side_append(&side, &log, &event);
    assert_string_equal(offered(&side, &log), "");
    certified.right = 13;
    side_append(&side, &log, &event);
    assert_non_null(strstr(offered(&side, &log), "certificate"));
    Kt__Certified *list[ROLE_CERTIFIED_MAX];
    assert_int_equal(role_certified(side.regency, &side.arena, side.kiosk.id, list), 1);
    assert_string_equal(list[0]->name, "Karang taruna");
    assert_int_equal(list[0]->right, 11);
    side_end(&side);
}

static void a_case_does_not_grow_beyond_what_it_holds(void **state)
{
    struct side side;
    struct receipt receipt;
    side_set_clock(SIDE_MONDAY_S);
    side_begin(&side, *state);
    struct side_log log = side_log_begin(&side, 1);
    struct hand bpd = new_key(&side, &log, KT__ROLE__ROLE_BPD, 1);
    a_case(&side, &log, &receipt, KT__ADDRESSEE__BPD, KT__MODE__TERBUKA);
    const char *why = "";
    for (int i = 0; !*why && i < CASE_ENTRIES_MAX; i++) {
        if (log.head == SIDE_EVENTS_MAX) {
            log = side_log_begin(&side, log.log + 1);
        }
        why =
            do_act(&side, &log, &bpd, (struct act){.receipt = &receipt, .what = KT__ACT__ACT_OPEN});
    }
    assert_non_null(strstr(why, "more than a case can hold"));
    assert_int_equal(side_view(&side, &receipt)->n_entries, CASE_ACT_ENTRIES_MAX);
    assert_true(side_step(&side, &receipt, CASE_REJECT, "Cukup."));
    side_end(&side);
}

int main(void)
{
    log_name("test_role");
    const struct CMUnitTest tests[] = {
        test_in_dir(each_kiosk_of_the_village_reads_with_its_own_key),
        test_in_dir(a_new_key_gets_the_whole_register_some_at_a_time),
        test_in_dir(an_answer_at_the_kiosk_reaches_the_receipt_and_the_role),
        test_in_dir(words_arrive_although_the_case_was_ended_meanwhile),
        test_in_dir(what_somebody_might_pretend_is_set_aside),
        test_in_dir(an_act_counts_once_however_often_it_comes),
        test_in_dir(what_waited_counts_under_a_new_ticket),
        test_in_dir(a_key_that_was_replaced_does_nothing_more),
        test_in_dir(erased_and_routed_away_go_from_every_kiosk),
        test_in_dir(certificates_are_kept_once),
        test_in_dir(a_case_does_not_grow_beyond_what_it_holds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
