// SPDX-License-Identifier: GPL-3.0-or-later
// The register of a role at the kiosk: who can read what, what the files show of it, what was done
// and not seen back, and that erased means erased.
#include "register_side.h"

static const char road[] = "Jembatan bambu di ujung dusun sudah keropos";

static const struct register_row *rows_of(const struct staff_session *session,
                                          struct register_shelf *shelf, size_t *count)
{
    if (!register_shelf_read(village, session, shelf)) {
        fail_msg("%s", fault_text());
    }
    return register_shelf_rows(shelf, count);
}

static void each_role_reads_its_own_and_no_other(void **state)
{
    (void)state;
    struct staff_session *bpd = side_sign_in(side_member("Ketua BPD", STAFF_BPD, NULL));
    struct staff_session *desa = side_sign_in(side_member("Kaur umum", STAFF_DESA, NULL));
    struct staff_session *youth = side_sign_in(side_member("Karang taruna", STAFF_YOUTH, NULL));
    struct receipt to_bpd = side_say(road, KT__ADDRESSEE__BPD);
    struct receipt to_desa = side_say("Loket tutup terus", KT__ADDRESSEE__DESA);
    side_say("Kepala desa minta uang", KT__ADDRESSEE__KABUPATEN);
    side_say("Entah siapa yang mengurus", KT__ADDRESSEE__UNSURE);
    assert_int_equal(sql_int(village->sql, 0, "SELECT count(*) FROM register", ""), 2);
    struct register_shelf *shelf = register_shelf_open();
    size_t count;
    const struct register_row *rows = rows_of(bpd, shelf, &count);
    assert_int_equal(count, 1);
    assert_memory_equal(rows[0].case_id, to_bpd.case_id, HASH_LEN);
    assert_string_equal(rows[0].number, "2005-0001");
    assert_int_equal(rows[0].state, KT__STATE__MENUNGGU);
    assert_true(rows[0].waits);
    assert_false(rows[0].is_pending);
    struct register_item item;
    assert_true(register_get(village, bpd, &arena, to_bpd.case_id, &item));
    assert_string_equal(item.text, road);
    assert_false(item.has_name);
    assert_null(item.view);
    // Each other's, and the one who has no register.
    assert_false(register_get(village, bpd, &arena, to_desa.case_id, &item));
    assert_false(register_get(village, desa, &arena, to_bpd.case_id, &item));
    assert_false(register_get(village, youth, &arena, to_bpd.case_id, &item));
    assert_false(register_shelf_read(village, youth, shelf));
    assert_false(register_reveal(village, desa, &arena, to_bpd.case_id, &item));
    assert_string_equal(register_excerpt(village, desa, &arena, to_bpd.case_id, 200), "");
    assert_false(
        side_act(desa, &to_bpd, (struct register_step){.what = KT__ACT__ACT_SAY, .text = "Ya"}));
    // A row put under the other role's name does not open either: the seal is to another key.
    sql_run(village->sql, "UPDATE register SET role = 3 - role", "");
    assert_false(register_get(village, desa, &arena, to_bpd.case_id, &item));
    assert_non_null(strstr(fault_text(), "does not open"));
    register_shelf_close(shelf);
    staff_sign_out(village, bpd);
    staff_sign_out(village, desa);
    staff_sign_out(village, youth);
}

// Before there is a role, nothing is copied; with one, one seal and one row more.
static void filing_copies_only_where_a_role_has_a_key(void **state)
{
    (void)state;
    side_say(road, KT__ADDRESSEE__BPD);
    assert_int_equal(sql_int(village->sql, 0, "SELECT count(*) FROM register", ""), 0);
    side_member("Ketua BPD", STAFF_BPD, NULL);
    side_say(road, KT__ADDRESSEE__BPD);
    side_say(road, KT__ADDRESSEE__DESA);
    assert_int_equal(sql_int(village->sql, 0, "SELECT count(*) FROM register", ""), 1);
    assert_int_equal(count_in_files(dir, "Jembatan", 8), 0);
}

static void names_and_secret_words_come_out_one_by_one_and_on_record(void **state)
{
    (void)state;
    struct staff_session *bpd = side_sign_in(side_member("Ketua BPD", STAFF_BPD, NULL));
    struct receipt named =
        side_file_as(road, "Warga RT 03", KT__MODE__TERBUKA, KT__ADDRESSEE__BPD, (struct bytes){0});
    struct receipt secret = side_file_as("Beras bantuan dibagi ke kerabat saja", "Warga RT 05",
                                         KT__MODE__RAHASIA, KT__ADDRESSEE__BPD, (struct bytes){0});
    struct register_item item;
    assert_true(register_get(village, bpd, &arena, named.case_id, &item));
    assert_true(item.has_name);
    assert_null(item.name);
    assert_null(item.contact);
    assert_true(register_get(village, bpd, &arena, secret.case_id, &item));
    assert_null(item.text);
    assert_string_equal(register_excerpt(village, bpd, &arena, secret.case_id, 200), "");
    int64_t waiting = event_log_waiting(village);
    assert_true(register_reveal(village, bpd, &arena, secret.case_id, &item));
    assert_string_equal(item.text, "Beras bantuan dibagi ke kerabat saja");
    assert_string_equal(item.name, "Warga RT 05");
    assert_string_equal(item.contact, "0812000111");
    assert_int_equal(event_log_waiting(village), waiting + 1);
    Kt__Role role;
    Kt__Acting *acting = side_newest_act(bpd->role_public, &role);
    assert_non_null(acting);
    assert_int_equal(role, KT__ROLE__ROLE_BPD);
    assert_int_equal(acting->what, KT__ACT__ACT_OPEN);
    assert_memory_equal(acting->case_.data, secret.case_id, HASH_LEN);
    // The villager sees it at once, and it stands in the audit log.
    struct register_note notes[4];
    assert_int_equal(register_notes(village, &arena, &secret, NULL, 4, notes), 1);
    assert_true(notes[0].entry->opened);
    assert_string_equal(notes[0].entry->by, "BPD");
    assert_int_equal(register_notes(village, &arena, &named, NULL, 4, notes), 0);
    struct staff_audit_row lines[8];
    size_t count = staff_audit_list(village, &arena, STAFF_BPD, 0, 8, lines);
    assert_true(count > 0);
    assert_string_equal(lines[0].what, "open-name");
    assert_string_equal(lines[0].object, "2005-0002");
    staff_sign_out(village, bpd);
}

static void an_answer_is_there_at_once_for_the_receipt_and_for_nobody_else(void **state)
{
    (void)state;
    struct staff_session *bpd = side_sign_in(side_member("Ketua BPD", STAFF_BPD, NULL));
    struct receipt receipt = side_say(road, KT__ADDRESSEE__BPD), other = a_receipt();
    static const char words[] = "Kami tinjau hari Sabtu bersama karang taruna.";
    assert_true(side_act(bpd, &receipt,
                         (struct register_step){.what = KT__ACT__ACT_SAY,
                                                .state = KT__STATE__DITINDAKLANJUTI,
                                                .text = words}));
    Kt__Role role;
    Kt__Acting *acting = side_newest_act(bpd->role_public, &role);
    struct event_log log;
    assert_true(event_log_get(village, &log));
    assert_string_equal(acting->text, words);
    assert_int_equal(acting->state, KT__STATE__DITINDAKLANJUTI);
    assert_int_equal(acting->kiosk, 7);
    assert_int_equal(acting->log, log.log);
    assert_int_equal(acting->seq, log.head);
    struct register_note notes[4];
    assert_int_equal(register_notes(village, &arena, &other, NULL, 4, notes), 0);
    assert_int_equal(register_notes(village, &arena, &receipt, NULL, 4, notes), 1);
    assert_string_equal(notes[0].entry->text, words);
    assert_false(notes[0].refused);
    struct register_item item;
    assert_true(register_get(village, bpd, &arena, receipt.case_id, &item));
    assert_int_equal(item.act_count, 1);
    assert_int_equal(item.row.state, KT__STATE__DITINDAKLANJUTI);
    assert_true(item.row.is_pending);
    assert_false(item.row.waits);

    // Set aside: it is said, and nobody takes it for what the case is.
    sql_run(village->sql, "INSERT INTO aside VALUES ($1, $2, 'too late', 0)", "ii",
            (int64_t)log.log, (int64_t)log.head);
    assert_int_equal(register_notes(village, &arena, &receipt, NULL, 4, notes), 1);
    assert_true(notes[0].refused);
    assert_true(register_get(village, bpd, &arena, receipt.case_id, &item));
    assert_true(item.acts[0].refused);
    assert_int_equal(item.row.state, KT__STATE__MENUNGGU);
    sql_run(village->sql, "DELETE FROM aside", "");

    // The regency has it: the answer shows it, the item shows it, the list forgets it.
    Kt__CaseEntry entry = KT__CASE_ENTRY__INIT;
    entry.state = KT__STATE__DITINDAKLANJUTI;
    entry.by = "BPD";
    entry.text = (char *)(uintptr_t)words;
    entry.act_log = log.log;
    entry.act_seq = log.head;
    Kt__CaseEntry *entries[] = {&entry};
    Kt__CaseView view = KT__CASE_VIEW__INIT;
    view.revision = 2;
    view.state = KT__STATE__DITINDAKLANJUTI;
    view.n_entries = 1;
    view.entries = entries;
    view.case_ = record_data(bytes_of(receipt.case_id, HASH_LEN));
    assert_int_equal(register_notes(village, &arena, &receipt, &view, 4, notes), 0);
    assert_true(side_item(&receipt, STAFF_BPD, 1, bpd->role_public, road, &view));
    struct register_shelf *shelf = register_shelf_open();
    size_t count;
    const struct register_row *rows = rows_of(bpd, shelf, &count);
    assert_int_equal(count, 1);
    assert_false(rows[0].is_pending);
    assert_int_equal(rows[0].state, KT__STATE__DITINDAKLANJUTI);
    assert_int_equal(sql_int(village->sql, -1, "SELECT count(*) FROM act", ""), 0);
    register_shelf_close(shelf);
    staff_sign_out(village, bpd);
}

static void what_makes_no_sense_is_refused_and_changes_nothing(void **state)
{
    (void)state;
    struct staff_session *bpd = side_sign_in(side_member("Ketua BPD", STAFF_BPD, NULL));
    struct staff_session *desa = side_sign_in(side_member("Kaur umum", STAFF_DESA, NULL));
    struct receipt receipt = side_say(road, KT__ADDRESSEE__BPD);
    struct receipt theirs = side_say("Loket tutup", KT__ADDRESSEE__DESA);
    char *longer = arena_alloc(&arena, ASPIRATION_LETTERS_MAX + 2);
    memset(longer, 'a', ASPIRATION_LETTERS_MAX + 1);
    const struct register_step bad[] = {
        {.what = KT__ACT__ACT_SAY, .text = " \n "},
        {.what = KT__ACT__ACT_SAY, .text = "Ya", .state = KT__STATE__TERVERIFIKASI},
        {.what = KT__ACT__ACT_SAY, .text = "Ya", .state = KT__STATE__DIBAHAS_BPD},
        {.what = KT__ACT__ACT_SAY, .text = "Ya", .state = (Kt__State)77},
        {.what = KT__ACT__ACT_SAY, .text = longer},
        {.what = KT__ACT__ACT_SAY, .text = "\x1b[2J"},
        {.what = KT__ACT__ACT_TABLE},
        {.what = KT__ACT__ACT_OUTCOME, .day = 20000, .state = KT__STATE__SELESAI},
        {.what = KT__ACT__ACT_OUTCOME, .day = 20000, .text = "Setuju"},
        {.what = (Kt__Act)9, .text = "Ya"},
    };
    int64_t waiting = event_log_waiting(village);
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        assert_false(side_act(bpd, &receipt, bad[i]));
    }
    assert_false(
        side_act(desa, &theirs, (struct register_step){.what = KT__ACT__ACT_TABLE, .day = 20000}));
    // One of a group that is not theirs: none of it is done.
    struct bytes both[] = {bytes_of(receipt.case_id, HASH_LEN), bytes_of(theirs.case_id, HASH_LEN)};
    const struct register_step table = {.what = KT__ACT__ACT_TABLE, .text = "", .day = 20800};
    assert_false(register_act(village, bpd, both, 2, &table));
    assert_int_equal(event_log_waiting(village), waiting);
    assert_int_equal(sql_int(village->sql, -1, "SELECT count(*) FROM act", ""), 0);
    assert_int_equal(
        sql_int(village->sql, -1, "SELECT count(*) FROM audit WHERE what = 'answer'", ""), 0);
    // Who was made to leave reads and does nothing more, although the session is still in memory.
    (void)side_anew("Ketua baru", STAFF_BPD);
    struct register_item item;
    assert_false(register_get(village, bpd, &arena, receipt.case_id, &item));
    assert_false(
        side_act(bpd, &receipt, (struct register_step){.what = KT__ACT__ACT_SAY, .text = "Ya"}));
    staff_sign_out(village, bpd);
    staff_sign_out(village, desa);
}

static void a_new_key_opens_what_is_new_and_old_grants_what_is_old(void **state)
{
    (void)state;
    int64_t chair = side_member("Ketua BPD", STAFF_BPD, NULL);
    struct staff_session *first = side_sign_in(chair);
    int64_t second_id = side_member("Sekretaris BPD", STAFF_BPD, first);
    struct receipt old = side_say(road, KT__ADDRESSEE__BPD);
    uint32_t before = first->key_number;
    assert_true(staff_leave(village, second_id, first));
    assert_int_equal(first->key_number, before + 1);
    struct receipt fresh = side_say("Lampu jalan mati", KT__ADDRESSEE__BPD);
    struct register_item item;
    assert_true(register_get(village, first, &arena, old.case_id, &item));
    assert_true(register_get(village, first, &arena, fresh.case_id, &item));
    // Anew, after the last PIN was forgotten: nothing opens until the regency has sealed it again.
    int64_t id = side_anew("Ketua baru", STAFF_BPD);
    struct staff_session *anew = side_sign_in(id);
    struct register_shelf *shelf = register_shelf_open();
    size_t count;
    rows_of(anew, shelf, &count);
    assert_int_equal(count, 0);
    assert_int_equal(register_shelf_closed(shelf), 2);
    Kt__CaseView view = KT__CASE_VIEW__INIT;
    view.revision = 1;
    view.state = KT__STATE__TERKIRIM;
    assert_true(side_item(&old, STAFF_BPD, anew->key_number, anew->role_public, road, &view));
    const struct register_row *rows = rows_of(anew, shelf, &count);
    assert_int_equal(count, 1);
    assert_memory_equal(rows[0].case_id, old.case_id, HASH_LEN);
    assert_int_equal(register_shelf_closed(shelf), 1);
    assert_true(register_get(village, anew, &arena, old.case_id, &item));
    assert_string_equal(item.text, road);
    register_shelf_close(shelf);
    staff_sign_out(village, first);
    staff_sign_out(village, anew);
}

// A file that was put back to a time before the role's newest key: the next one who signs in makes
// a key that is newer than both, and what no key opened is sealed to that.
static void a_key_that_a_restore_lost_is_followed_by_a_newer_one(void **state)
{
    (void)state;
    int64_t chair = side_member("Ketua BPD", STAFF_BPD, NULL);
    struct receipt receipt = a_receipt();
    uint8_t lost[BOX_PUBLIC_LEN], secret[BOX_SECRET_LEN];
    crypto_box_keypair(lost, secret);
    Kt__CaseView view = KT__CASE_VIEW__INIT;
    view.revision = 3;
    view.state = KT__STATE__TERKIRIM;
    assert_true(side_item(&receipt, STAFF_BPD, 4, lost, road, &view));
    struct staff_session *bpd = side_sign_in(chair);
    assert_int_equal(bpd->key_number, 5);
    assert_true(side_item(&receipt, STAFF_BPD, 5, bpd->role_public, road, &view));
    struct register_item item;
    assert_true(register_get(village, bpd, &arena, receipt.case_id, &item));
    // The same number, another key; or a row that the disk spoiled.
    assert_true(side_item(&receipt, STAFF_BPD, 5, lost, road, &view));
    struct register_shelf *shelf = register_shelf_open();
    size_t count;
    rows_of(bpd, shelf, &count);
    assert_int_equal(count, 0);
    assert_int_equal(register_shelf_closed(shelf), 1);
    register_shelf_close(shelf);
    staff_sign_out(village, bpd);
    bpd = side_sign_in(chair);
    assert_int_equal(bpd->key_number, 6);
    staff_sign_out(village, bpd);
    bpd = side_sign_in(chair);
    assert_int_equal(bpd->key_number, 6); // one is enough
    staff_sign_out(village, bpd);
}

static void whose_turn_it_is_comes_first(void **state)
{
    (void)state;
    struct staff_session *bpd = side_sign_in(side_member("Ketua BPD", STAFF_BPD, NULL));
    int64_t today = village_today(village);
    static const struct {
        Kt__State state;
        Kt__Follow last; // the villager came last
        int talk_in;     // days; DIBAHAS_BPD
        const char *to;  // DITERUSKAN
        bool waits;
    } cases[] = {
        {KT__STATE__TERVERIFIKASI, 0, 0, "", true},
        {KT__STATE__DITERUSKAN, 0, 0, "Dinas PUPR", false},
        {KT__STATE__DITERUSKAN, 0, 0, "BPD", true},
        {KT__STATE__BUTUH_KETERANGAN, 0, 0, "", false},
        {KT__STATE__DIBAHAS_BPD, 0, 3, "", false},
        {KT__STATE__DIBAHAS_BPD, 0, -1, "", true},
        {KT__STATE__DITINDAKLANJUTI, 0, 0, "", false},
        {KT__STATE__DITINDAKLANJUTI, KT__FOLLOW__ASK, 0, "", true},
        {KT__STATE__SELESAI, 0, 0, "", false},
        {KT__STATE__SELESAI, KT__FOLLOW__RATE, 0, "", false},
        {KT__STATE__SELESAI, KT__FOLLOW__ASK, 0, "", true},
        {KT__STATE__DITUNDA, 0, 0, "", false},
    };
    struct receipt receipts[COUNT_OF(cases)];
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        receipts[i] = a_receipt();
        Kt__CaseEntry step = KT__CASE_ENTRY__INIT, said = KT__CASE_ENTRY__INIT;
        step.state = cases[i].state;
        step.to = (char *)(uintptr_t)cases[i].to;
        step.day = cases[i].state == KT__STATE__DIBAHAS_BPD ? today + cases[i].talk_in : 0;
        said.follow = cases[i].last;
        Kt__CaseEntry *entries[] = {&step, &said};
        Kt__CaseView view = KT__CASE_VIEW__INIT;
        view.revision = 3;
        view.state = cases[i].state;
        view.entries = entries;
        view.n_entries = cases[i].last ? 2 : 1;
        assert_true(side_item(&receipts[i], STAFF_BPD, 1, bpd->role_public, road, &view));
    }
    struct register_shelf *shelf = register_shelf_open();
    size_t count, waits = 0;
    const struct register_row *rows = rows_of(bpd, shelf, &count);
    assert_int_equal(count, COUNT_OF(cases));
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < COUNT_OF(cases); k++) {
            if (memcmp(rows[i].case_id, receipts[k].case_id, HASH_LEN) == 0 &&
                rows[i].waits != cases[k].waits) {
                fail_msg("case %zu (%d)", k, (int)cases[k].state);
            }
        }
        waits += rows[i].waits;
        assert_true(!rows[i].waits || waits == i + 1);
    }
    assert_int_equal(waits, 5);
    register_shelf_close(shelf);
    staff_sign_out(village, bpd);
}

static void erased_is_gone_from_the_register_and_from_the_desk(void **state)
{
    (void)state;
    struct staff_session *bpd = side_sign_in(side_member("Ketua BPD", STAFF_BPD, NULL));
    uint8_t sound[5000];
    randombytes_buf(sound, sizeof sound);
    struct receipt receipt = side_file_as("", NULL, KT__MODE__TERBUKA, KT__ADDRESSEE__BPD,
                                          bytes_of(sound, sizeof sound));
    struct receipt stays = side_say(road, KT__ADDRESSEE__BPD);
    struct register_item item;
    // Its voice plays for the role, also when all of it is up and after a sweep.
    voice_sweep(village);
    assert_true(register_get(village, bpd, &arena, receipt.case_id, &item));
    assert_non_null(item.voice);
    size_t len;
    uint8_t *open = voice_open(village, item.voice, &len);
    assert_non_null(open);
    assert_int_equal(len, sizeof sound);
    assert_memory_equal(open, sound, len);
    secret_free(open);
    struct register_step say = {.what = KT__ACT__ACT_SAY, .text = "Kami dengarkan dulu."};
    assert_true(side_act(bpd, &receipt, say));
    assert_true(side_act(bpd, &stays, say));
    assert_int_equal(count_files(".voice"), 1);
    assert_true(follow_file(village, &receipt, KT__FOLLOW__ERASE, 0, NULL));
    assert_false(register_get(village, bpd, &arena, receipt.case_id, &item));
    struct register_note notes[2];
    assert_int_equal(register_notes(village, &arena, &receipt, NULL, 2, notes), 0);
    assert_int_equal(register_notes(village, &arena, &stays, NULL, 2, notes), 1);
    assert_int_equal(sql_int(village->sql, 0, "SELECT count(*) FROM act", ""), 1);
    assert_int_equal(count_files(".voice"), 0);
    // An item that was on its way meanwhile does not bring it back; nor later, until it is new.
    Kt__CaseView view = KT__CASE_VIEW__INIT;
    view.revision = 2;
    view.state = KT__STATE__TERVERIFIKASI;
    assert_true(side_item(&receipt, STAFF_BPD, 1, bpd->role_public, road, &view));
    assert_false(register_get(village, bpd, &arena, receipt.case_id, &item));
    // Erased at another kiosk: the regency says so, and what was done with it goes too.
    Kt__RoleItemGone gone = KT__ROLE_ITEM_GONE__INIT;
    gone.case_ = record_data(bytes_of(stays.case_id, HASH_LEN));
    assert_true(register_put_gone(village, &gone));
    struct register_shelf *shelf = register_shelf_open();
    size_t count;
    rows_of(bpd, shelf, &count);
    assert_int_equal(count, 0);
    assert_int_equal(sql_int(village->sql, -1, "SELECT count(*) FROM act", ""), 0);
    register_shelf_close(shelf);
    staff_sign_out(village, bpd);
}

static void an_older_item_changes_nothing_and_a_bad_one_is_refused(void **state)
{
    (void)state;
    struct staff_session *bpd = side_sign_in(side_member("Ketua BPD", STAFF_BPD, NULL));
    struct receipt receipt = side_say(road, KT__ADDRESSEE__BPD);
    Kt__CaseView view = KT__CASE_VIEW__INIT;
    view.revision = 5;
    view.state = KT__STATE__DITINDAKLANJUTI;
    assert_true(side_item(&receipt, STAFF_BPD, 1, bpd->role_public, road, &view));
    view.revision = 4;
    view.state = KT__STATE__TERKIRIM;
    assert_true(side_item(&receipt, STAFF_BPD, 1, bpd->role_public, road, &view));
    struct register_item item;
    assert_true(register_get(village, bpd, &arena, receipt.case_id, &item));
    assert_int_equal(item.row.state, KT__STATE__DITINDAKLANJUTI);
    view.revision = 6;
    assert_false(side_item(&receipt, STAFF_YOUTH, 1, bpd->role_public, road, &view));
    assert_false(side_item(&receipt, STAFF_BPD, 0, bpd->role_public, road, &view));
    // Somebody else's words under this case: it does not pass for it.
    struct receipt other = a_receipt();
    Kt__RoleItem item_of_other = KT__ROLE_ITEM__INIT;
    assert_true(side_item(&other, STAFF_BPD, 1, bpd->role_public, "Palsu", &view));
    item_of_other.case_ = record_data(bytes_of(receipt.case_id, HASH_LEN));
    item_of_other.revision = 9;
    item_of_other.role = KT__ROLE__ROLE_BPD;
    item_of_other.key = 1;
    item_of_other.sealed = record_data(sql_bytes(village->sql, &arena,
                                                 "SELECT sealed FROM register WHERE case_id = $1",
                                                 "b", bytes_of(other.case_id, HASH_LEN)));
    assert_true(register_put(village, &item_of_other));
    assert_false(register_get(village, bpd, &arena, receipt.case_id, &item));
    assert_non_null(strstr(fault_text(), "another case"));
    staff_sign_out(village, bpd);
}

static Kt__RoleCopy *sealed_and_opened(const Kt__RoleCopy *copy, const uint8_t *key,
                                       const uint8_t *secret, size_t *len)
{
    struct bytes sealed = seal_role_copy_close(&arena, copy, key);
    *len = sealed.len;
    return seal_role_copy_open(&arena, sealed, key, secret);
}

static void sizes_tell_nothing_and_damage_is_seen(void **state)
{
    (void)state;
    uint8_t key[BOX_PUBLIC_LEN], secret[BOX_SECRET_LEN], low[BOX_PUBLIC_LEN] = {0};
    crypto_box_keypair(key, secret);
    struct receipt receipt = a_receipt();
    Kt__CaseView view = KT__CASE_VIEW__INIT;
    Kt__RoleCopy copy = KT__ROLE_COPY__INIT;
    copy.case_ = view.case_ = record_data(bytes_of(receipt.case_id, HASH_LEN));
    copy.receipt_key = record_data(bytes_of(receipt.public_key, BOX_PUBLIC_LEN));
    copy.number = "2005-0001";
    copy.view = &view;
    view.state = KT__STATE__TERKIRIM;
    size_t before, after;
    assert_non_null(sealed_and_opened(&copy, key, secret, &before));
    Kt__CaseEntry entry = KT__CASE_ENTRY__INIT;
    entry.state = view.state = KT__STATE__DITOLAK;
    entry.by = "BPD";
    entry.at_s = 1795000000;
    Kt__CaseEntry *entries[] = {&entry};
    view.entries = entries;
    view.n_entries = 1;
    assert_non_null(sealed_and_opened(&copy, key, secret, &after));
    assert_int_equal(before, after);
    struct bytes sealed = seal_role_copy_close(&arena, &copy, key);
    uint8_t *data = (uint8_t *)(uintptr_t)sealed.data;
    for (size_t len = 0; len < sealed.len; len += 31) {
        assert_null(seal_role_copy_open(&arena, bytes_of(data, len), key, secret));
    }
    data[sealed.len / 2] ^= 8;
    assert_null(seal_role_copy_open(&arena, sealed, key, secret));
    assert_null(seal_role_copy_close(&arena, &copy, low).data);
    assert_false(seal_role_key_check(low));
    assert_true(seal_role_key_check(key));
    // Another case's receipt key: no answer goes to somebody else.
    struct receipt other = a_receipt();
    copy.receipt_key = record_data(bytes_of(other.public_key, BOX_PUBLIC_LEN));
    assert_null(sealed_and_opened(&copy, key, secret, &after));
    copy.view = NULL;
    assert_null(sealed_and_opened(&copy, key, secret, &after));
    copy.case_ = record_data(bytes_of(other.case_id, HASH_LEN));
    assert_non_null(sealed_and_opened(&copy, key, secret, &after));
}

// Words, names, states: not one of them in any file of the kiosk, the logs of SQLite included.
static void no_file_tells_a_word_or_a_state(void **state)
{
    (void)state;
    struct staff_session *bpd = side_sign_in(side_member("Ketua BPD", STAFF_BPD, NULL));
    struct receipt receipt =
        side_file_as(road, "Warga RT 09", KT__MODE__RAHASIA, KT__ADDRESSEE__BPD, (struct bytes){0});
    struct register_item item;
    assert_true(register_reveal(village, bpd, &arena, receipt.case_id, &item));
    assert_true(side_act(bpd, &receipt,
                         (struct register_step){.what = KT__ACT__ACT_SAY,
                                                .state = KT__STATE__DITOLAK,
                                                .text = "Tidak bisa karena bukan aset desa."}));
    static const char *const words[] = {"keropos", "RT 09", "0812000111", "aset desa", "ditolak"};
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        assert_int_equal(count_in_files(dir, words[i], strlen(words[i])), 0);
    }
    // A refusal and a single look are of one size.
    assert_int_equal(
        sql_int(village->sql, 0, "SELECT count(DISTINCT length(kept) + length(note)) FROM act", ""),
        1);
    assert_int_equal(sql_int(village->sql, -1, "SELECT count(*) FROM act WHERE tag = $1", "b",
                             bytes_of(receipt.case_id, HASH_LEN)),
                     0);
    staff_sign_out(village, bpd);
}

int main(void)
{
    log_name("test_register");
    const struct CMUnitTest tests[] = {
        test_at_kiosk(each_role_reads_its_own_and_no_other),
        test_at_kiosk(filing_copies_only_where_a_role_has_a_key),
        test_at_kiosk(names_and_secret_words_come_out_one_by_one_and_on_record),
        test_at_kiosk(an_answer_is_there_at_once_for_the_receipt_and_for_nobody_else),
        test_at_kiosk(what_makes_no_sense_is_refused_and_changes_nothing),
        test_at_kiosk(a_new_key_opens_what_is_new_and_old_grants_what_is_old),
        test_at_kiosk(a_key_that_a_restore_lost_is_followed_by_a_newer_one),
        test_at_kiosk(whose_turn_it_is_comes_first),
        test_at_kiosk(erased_is_gone_from_the_register_and_from_the_desk),
        test_at_kiosk(an_older_item_changes_nothing_and_a_bad_one_is_refused),
        test_at_kiosk(sizes_tell_nothing_and_damage_is_seen),
        test_at_kiosk(no_file_tells_a_word_or_a_state),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
