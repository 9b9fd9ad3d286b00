// SPDX-License-Identifier: GPL-3.0-or-later
// db/village: enrolment, filing, the log with its forks, answers and tries, notices by date.
#include "harness.h"
#include "receipt_side.h"
#include "tests/enrol.h"
#include "tests/unit/arena_side.h"

#include "db/base/clock.h"
#include "db/base/file.h"
#include "db/sql/migrate.h"
#include "db/village/answer.h"
#include "db/village/aspiration.h"
#include "db/village/event_log.h"
#include "db/village/feed.h"
#include "db/village/notice.h"
#include "db/village/round.h"
#include "db/village/search.h"
#include "db/village/setting.h"

#include <sys/wait.h>

static uint8_t root_public[SIGN_PUBLIC_LEN], root_secret[SIGN_SECRET_LEN];
static uint8_t sealing_public[BOX_PUBLIC_LEN], sealing_secret[BOX_SECRET_LEN];
static uint8_t salt[RECEIPT_SALT_LEN] = {4, 5, 6};

static int start(void **state)
{
    arena_begin(state);
    crypto_sign_keypair(root_public, root_secret);
    crypto_box_keypair(sealing_public, sealing_secret);
    return 0;
}

static struct village *fresh(const char *dir)
{
    assert_true(village_create(dir));
    struct village *village = village_open(dir, VILLAGE_TOOL);
    assert_non_null(village);
    return village;
}

static void enrol_as(struct village *village, uint32_t kiosk)
{
    const Kt__Village record = enrol_village(12, salt);
    if (!enrol_kiosk(village, &arena, kiosk, &record,
                     (struct enrol_by){root_public, root_secret, sealing_public})) {
        fail_msg("%s", fault_text());
    }
}

static const char *file_one(struct village *village, const char *text, struct receipt *receipt)
{
    *receipt = a_receipt();
    struct aspiration_draft draft = {
        .text = text,
        .name = "Warga Blok Cikukulu",
        .category = KT__CATEGORY__AIR,
        .mode = KT__MODE__TERBUKA,
        .to = KT__ADDRESSEE__BPD,
    };
    const char *number;
    assert_true(aspiration_file(village, &arena, &draft, receipt, &number));
    return number;
}

static void nothing_is_accepted_before_the_enrolment(void **state)
{
    struct village *village = fresh(*state);
    assert_int_equal(aspiration_ready(village), ASPIRATION_NOT_ENROLLED);
    struct receipt receipt = {0};
    struct aspiration_draft draft = {.text = "x",
                                     .category = KT__CATEGORY__AIR,
                                     .mode = KT__MODE__ANONIM,
                                     .to = KT__ADDRESSEE__BPD};
    const char *number;
    assert_false(aspiration_file(village, &arena, &draft, &receipt, &number));
    assert_non_null(strstr(fault_text(), "not enrolled"));
    village_close(village);
}

static void count_in_files(const char *dir, const char *word, int *found)
{
    char *names[] = {"village.db", "village.db-wal", "village.db-shm", "bell"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct bytes bytes;
        char *path = file_path(&arena, dir, names[i]);
        if (file_exists(path) && file_read(&arena, path, 32 << 20, &bytes)) {
            *found += memmem(bytes.data, bytes.len, word, strlen(word)) != NULL;
        }
    }
}

static void a_filed_word_is_nowhere_on_the_disk(void **state)
{
    struct village *village = fresh(*state);
    enrol_as(village, 7);
    assert_int_equal(aspiration_ready(village), ASPIRATION_READY);
    struct receipt receipt;
    assert_string_equal(file_one(village, "Gorong-gorong mampet di depan warung", &receipt),
                        "2005-0001");
    assert_string_equal(file_one(village, "Yang kedua", &receipt), "2005-0002");
    int found = 0;
    static const char *const words[] = {"Gorong",   "mampet",  "warung", "Warga Blok",
                                        "Cikukulu", "terbuka", "kedua"};
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        count_in_files(*state, words[i], &found);
    }
    assert_int_equal(found, 0);
    count_in_files(*state, "2005-0001", &found); // the search does find what is there
    assert_true(found > 0);
    int64_t oldest_s;
    assert_int_equal(aspiration_waiting(village, &oldest_s), 2);
    assert_true(oldest_s > 0);
    village_close(village);
}

static void the_seal_agrees_with_its_event(void **state)
{
    struct village *village = fresh(*state);
    enrol_as(village, 7);
    struct receipt receipt;
    file_one(village, "satu", &receipt);
    file_one(village, "dua", &receipt);
    struct bytes events[8];
    assert_int_equal(event_log_slice(village, &arena, 1, 1 << 20, 8, events), 2);
    struct event_log log;
    assert_true(event_log_get(village, &log));
    uint8_t hash[HASH_LEN];
    event_hash_start(hash, 7, log.log);
    for (uint64_t seq = 1; seq <= 2; seq++) {
        event_hash_next(hash, hash, events[seq - 1]);
        Kt__Event *event = record_unpack(&arena, &kt__event__descriptor, events[seq - 1]);
        assert_non_null(event);
        assert_int_equal(event->what_case, KT__EVENT__WHAT_FILED);
        assert_int_equal(event->day, village_today(village));
        Kt__Inside *inside =
            seal_open(&arena, record_view(event->filed->sealed), sealing_public, sealing_secret);
        assert_non_null(inside);
        assert_int_equal(inside->kiosk, 7);
        assert_int_equal(inside->log, log.log);
        assert_int_equal(inside->seq, seq);
        assert_int_equal(inside->to, event->filed->to);
        assert_int_equal(inside->number, seq);
    }
    assert_memory_equal(hash, log.head_hash, HASH_LEN);
    assert_int_equal(event_log_slice(village, &arena, 1, 10, 8, events), 1); // one always fits
    village_close(village);
}

static void what_is_confirmed_waits_no_more(void **state)
{
    struct village *village = fresh(*state);
    enrol_as(village, 7);
    struct receipt receipt;
    file_one(village, "satu", &receipt);
    file_one(village, "dua", &receipt);
    struct event_log log;
    assert_true(event_log_get(village, &log));
    uint8_t hash[HASH_LEN];
    assert_true(event_log_hash(village, 1, hash));
    assert_int_equal(event_log_confirm(village, log.log, 1, hash, 1, EVENT_LOG_SAME),
                     EVENT_LOG_CONFIRMED);
    int64_t oldest_s;
    assert_int_equal(aspiration_waiting(village, &oldest_s), 1);
    assert_int_equal(event_log_confirm(village, log.log, 2, log.head_hash, 2, EVENT_LOG_SAME),
                     EVENT_LOG_CONFIRMED);
    assert_int_equal(event_log_waiting(village), 0);
    village_close(village);
}

static void a_fork_sends_everything_again_with_its_origin(void **state)
{
    struct village *village = fresh(*state);
    enrol_as(village, 7);
    struct receipt receipt;
    file_one(village, "satu", &receipt);
    file_one(village, "dua", &receipt);
    file_one(village, "tiga", &receipt);
    struct event_log old, new;
    assert_true(event_log_get(village, &old));
    uint8_t other[HASH_LEN] = {1}, second[HASH_LEN];
    assert_true(event_log_hash(village, 2, second));
    // another disk has filed a different third event
    assert_int_equal(event_log_confirm(village, old.log, 3, other, 1, EVENT_LOG_SAME),
                     EVENT_LOG_FORKED);
    assert_true(event_log_get(village, &new));
    assert_int_not_equal(new.log, old.log);
    assert_int_equal(new.head, 2);
    assert_int_equal(new.confirmed, 0);
    struct bytes events[8];
    assert_int_equal(event_log_slice(village, &arena, 1, 1 << 20, 8, events), 2);
    Kt__Event *event = record_unpack(&arena, &kt__event__descriptor, events[0]);
    assert_non_null(event->origin);
    assert_int_equal(event->origin->log, old.log);
    assert_int_equal(event->origin->seq, 2);
    assert_true(bytes_equal(record_view(event->origin->hash), bytes_of(second, HASH_LEN)));
    int64_t oldest_s;
    assert_int_equal(aspiration_waiting(village, &oldest_s), 2);
    // and once more: the first origin stays
    assert_int_equal(event_log_confirm(village, new.log, 9, other, 0, EVENT_LOG_SAME),
                     EVENT_LOG_FORKED);
    assert_int_equal(event_log_slice(village, &arena, 1, 1 << 20, 8, events), 2);
    event = record_unpack(&arena, &kt__event__descriptor, events[0]);
    assert_int_equal(event->origin->log, old.log);
    // an answer to a log that closed meanwhile changes nothing
    assert_int_equal(event_log_confirm(village, old.log, 3, other, 1, EVENT_LOG_SAME),
                     EVENT_LOG_CONFIRMED);
    assert_int_equal(event_log_waiting(village), 2);
    village_close(village);
}

// Told of a fork, and put back before the new log's first event came: only its feed's id shows it.
static void a_regency_that_was_put_back_is_told_of_closed_logs_again(void **state)
{
    struct village *village = fresh(*state);
    enrol_as(village, 7);
    struct receipt receipt;
    file_one(village, "satu", &receipt);
    file_one(village, "dua", &receipt);
    struct event_log log, new;
    uint8_t hash[HASH_LEN], other[HASH_LEN] = {1}, start[HASH_LEN];
    assert_true(event_log_get(village, &log));
    assert_true(event_log_hash(village, 2, hash));
    assert_int_equal(event_log_confirm(village, log.log, 2, hash, 2, EVENT_LOG_SAME),
                     EVENT_LOG_CONFIRMED);
    assert_int_equal(event_log_confirm(village, log.log, 3, other, 2, EVENT_LOG_SAME),
                     EVENT_LOG_FORKED);
    assert_true(event_log_get(village, &new));
    assert_int_equal(new.head, 1); // the newest goes again, in any case
    event_hash_start(start, new.kiosk, new.log);
    assert_int_equal(event_log_confirm(village, new.log, 0, start, 0, EVENT_LOG_SAME),
                     EVENT_LOG_CONFIRMED);
    assert_int_equal(event_log_waiting(village), 1);
    assert_int_equal(event_log_confirm(village, new.log, 0, start, 0, EVENT_LOG_PUT_BACK),
                     EVENT_LOG_CONFIRMED);
    struct bytes events[8];
    assert_int_equal(event_log_slice(village, &arena, 1, 1 << 20, 8, events), 3);
    bool has_first = false;
    for (int i = 0; i < 3; i++) {
        Kt__Event *event = record_unpack(&arena, &kt__event__descriptor, events[i]);
        has_first = has_first || (event->origin && event->origin->seq == 1);
    }
    assert_true(has_first);
    village_close(village);
}

static Kt__Answer *answer_for(const struct receipt *receipt, uint32_t revision)
{
    Kt__CaseView view = KT__CASE_VIEW__INIT;
    view.case_ = record_data(bytes_of(receipt->case_id, HASH_LEN));
    view.revision = revision;
    view.number = (char *)(uintptr_t) "2005-0001";
    view.state = KT__STATE__DITOLAK;
    return seal_answer_close(&arena, &view, 1, receipt->public_key, sealing_secret);
}

static void only_its_receipt_opens_an_answer(void **state)
{
    struct village *village = fresh(*state);
    enrol_as(village, 7);
    struct receipt mine, theirs;
    file_one(village, "punyaku", &mine);
    file_one(village, "punyanya", &theirs);
    struct answer_view view;
    assert_int_equal(answer_open(village, &arena, &mine, &view), ANSWER_FOUND);
    assert_non_null(view.own);
    assert_string_equal(view.own->text, "punyaku");
    assert_null(view.view);
    assert_false(view.sent);
    assert_true(answer_put(village, answer_for(&mine, 2)));
    assert_true(answer_put(village, answer_for(&mine, 1))); // late: changes nothing
    assert_int_equal(answer_unopened(village), 1);
    assert_int_equal(event_log_waiting(village), 3); // two filed, one arrival
    assert_int_equal(answer_open(village, &arena, &mine, &view), ANSWER_FOUND);
    assert_non_null(view.view);
    assert_int_equal(view.view->revision, 2);
    assert_int_equal(view.view->state, KT__STATE__DITOLAK);
    assert_int_equal(answer_unopened(village), 0);
    struct receipt nobody;
    assert_true(receipt_derive(&nobody, "0000000000000000", salt));
    assert_int_equal(answer_open(village, &arena, &nobody, &view), ANSWER_UNKNOWN);
    // no state in the file
    int found = 0;
    count_in_files(*state, "ditolak", &found);
    assert_int_equal(found, 0);
    village_close(village);
}

static void damage_is_told_from_a_wrong_code(void **state)
{
    struct village *village = fresh(*state);
    enrol_as(village, 7);
    struct receipt mine;
    file_one(village, "punyaku", &mine);
    Kt__Answer *answer = answer_for(&mine, 1);
    answer->box.data[20] ^= 1;
    assert_true(answer_put(village, answer));
    struct answer_view view;
    assert_int_equal(answer_open(village, &arena, &mine, &view), ANSWER_FOUND);
    assert_true(view.damaged);
    assert_null(view.view);
    assert_int_equal(answer_unopened(village), 1);
    village_close(village);
}

static int64_t test_now_ms = 1800000000000;
static int64_t test_ms(void *ctx)
{
    (void)ctx;
    return test_now_ms;
}
static int64_t test_mono_ms(void *ctx)
{
    (void)ctx;
    return 1000;
}
static void test_random(void *ctx, void *out, size_t len)
{
    (void)ctx;
    randombytes_buf(out, len);
}

static void five_tries_then_a_wait_that_survives_a_restart(void **state)
{
    static const struct clock_source source = {test_ms, test_mono_ms, test_random, NULL};
    clock_use(&source);
    struct village *village = fresh(*state);
    for (int i = 0; i < 5; i++) {
        assert_int_equal(answer_wait_ms(village), 0);
        answer_tried(village, false);
    }
    assert_int_equal(answer_wait_ms(village), 5000);
    village_close(village);
    village = village_open(*state, VILLAGE_TOOL);
    assert_int_equal(answer_wait_ms(village), 5000);
    for (int i = 0; i < 10; i++) {
        test_now_ms += answer_wait_ms(village);
        assert_int_equal(answer_wait_ms(village), 0);
        answer_tried(village, false);
    }
    assert_int_equal(answer_wait_ms(village), 60000); // never more
    test_now_ms -= 86400000;                          // somebody sets the clock back
    assert_int_equal(answer_wait_ms(village), 60000);
    test_now_ms += 2 * 86400000;
    assert_int_equal(answer_wait_ms(village), 0);
    answer_tried(village, false);
    assert_int_equal(answer_wait_ms(village), 0); // the day before yesterday is forgotten
    village_close(village);
    clock_use(NULL);
}

// ---- notices

static const char *post(struct village *village, const char *title, const char *publisher,
                        int64_t start_s, int64_t end_s, bool pinned)
{
    Kt__Notice notice = KT__NOTICE__INIT;
    notice.title = (char *)(uintptr_t)title;
    notice.category = (char *)(uintptr_t) "kegiatan";
    notice.publisher = (char *)(uintptr_t)publisher;
    notice.body = (char *)(uintptr_t) "# Judul\n\nIsi **tebal** dan\nlanjutan.";
    notice.start_s = start_s;
    notice.end_s = end_s;
    notice.pinned = pinned;
    const char *id;
    assert_true(notice_post(village, &arena, &notice, &id));
    return id;
}

static void notices_keep_their_shelves(void **state)
{
    struct village *village = fresh(*state);
    int64_t now_s = clock_now_s();
    assert_string_equal(post(village, "biasa", "Pemerintah Desa", 0, 0, false), "K-1");
    post(village, "lewat", "Pemerintah Desa", 0, now_s - 10, false);
    post(village, "nanti", "Pemerintah Desa", now_s + 1000, 0, false);
    post(village, "penting", "BPD Sukamaju", 0, 0, true);
    struct notice_row rows[10];
    size_t total;
    assert_int_equal(
        notice_list(village, &arena, NOTICE_CURRENT, NULL, NULL, "id", 0, 10, rows, &total), 2);
    assert_string_equal(rows[0].title, "penting");
    assert_string_equal(rows[0].excerpt, "Isi tebal dan lanjutan.");
    assert_int_equal(
        notice_list(village, &arena, NOTICE_ARCHIVE, NULL, NULL, "id", 0, 10, rows, &total), 1);
    assert_string_equal(rows[0].title, "lewat");
    assert_int_equal(
        notice_list(village, &arena, NOTICE_CURRENT, NULL, "BPD", "id", 0, 10, rows, &total), 1);
    assert_int_equal(
        notice_list(village, &arena, NOTICE_CURRENT, "darurat", NULL, "id", 0, 10, rows, &total),
        0);
    assert_int_equal(notice_count_today(village), 2);
    // While the clock is not sure: what is over stays, what is to come does not come by date.
    village->clock_places = (struct clock_places){"/dev/null", "/nowhere", "/dev/null"};
    village->clock_asked_ms = 0;
    assert_false(village_clock_trusted(village));
    assert_int_equal(notice_count(village, NOTICE_CURRENT), 3);
    assert_int_equal(notice_count(village, NOTICE_ARCHIVE), 0);
    struct search_hit hits[10];
    assert_int_equal(search_notices(village, &arena, "nanti", "id", 0, 10, hits, &total), 0);
    village->clock_places = (struct clock_places){0};
    village->clock_asked_ms = 0;
    // the enrolment gives real ids and sends what was posted before it
    enrol_as(village, 7);
    const char *gone;
    assert_null(notice_get(village, &arena, "K-1", &gone));
    assert_non_null(notice_get(village, &arena, "K7-1", &gone));
    assert_int_equal(event_log_waiting(village), 4);
    assert_string_equal(post(village, "baru", "BPD", 0, 0, false), "K7-5");
    assert_true(notice_withdraw(village, "K7-5", "Salah tanggal."));
    assert_non_null(notice_get(village, &arena, "K7-5", &gone));
    assert_string_equal(gone, "Salah tanggal.");
    assert_int_equal(notice_count(village, NOTICE_CURRENT), 2);
    assert_false(notice_withdraw(village, "R-1", "x"));
    village_close(village);
}

static void the_regency_revises_only_forward(void **state)
{
    struct village *village = fresh(*state);
    Kt__Notice notice = KT__NOTICE__INIT;
    notice.id = (char *)(uintptr_t) "R-3";
    notice.revision = 2;
    notice.title = (char *)(uintptr_t) "dua";
    notice.category = (char *)(uintptr_t) "layanan";
    assert_true(notice_put(village, &notice));
    notice.revision = 1;
    notice.title = (char *)(uintptr_t) "satu";
    assert_true(notice_put(village, &notice));
    const char *gone;
    assert_string_equal(notice_get(village, &arena, "R-3", &gone)->title, "dua");
    assert_true(feed_whole_begin(village, FEED_TEXT));
    assert_true(feed_whole_end(village, FEED_TEXT));
    assert_non_null(notice_get(village, &arena, "R-3", &gone));
    assert_non_null(gone); // it was not in the whole state
    village_close(village);
}

// ---- the file

static void two_screens_do_not_share_a_folder(void **state)
{
    village_close(fresh(*state));
    struct village *first = village_open(*state, VILLAGE_KIOSK);
    assert_non_null(first);
    assert_false(first->ended_unclean);
    assert_null(village_open(*state, VILLAGE_KIOSK));
    assert_non_null(strstr(fault_text(), "in use"));
    struct village *agent = village_open(*state, VILLAGE_AGENT);
    assert_non_null(agent);
    village_close(agent);
    village_close(first);
    pid_t child = fork();
    if (child == 0) {
        _exit(village_open(*state, VILLAGE_KIOSK) ? 0 : 1); // never closed
    }
    int status;
    waitpid(child, &status, 0);
    assert_int_equal(status, 0);
    first = village_open(*state, VILLAGE_KIOSK);
    assert_non_null(first);
    assert_true(first->ended_unclean);
    assert_true(village_check(first));
    village_close(first);
}

static void a_missing_folder_says_init(void **state)
{
    assert_null(village_open(file_path(&arena, *state, "none"), VILLAGE_TOOL));
    assert_non_null(strstr(fault_text(), "init"));
}

static void settings_know_who_wins(void **state)
{
    struct village *village = fresh(*state);
    assert_string_equal(setting_get(village, &arena, "dpi"), "102");
    assert_true(setting_set(village, "dpi", "96", SETTING_REGENCY));
    assert_true(setting_set(village, "dpi", "120", SETTING_LOCAL));
    assert_string_equal(setting_get(village, &arena, "dpi"), "120");
    assert_true(setting_set(village, "zone", "480", SETTING_LOCAL));
    assert_true(setting_set(village, "zone", "540", SETTING_REGENCY));
    assert_int_equal(setting_int(village, "zone"), 540);
    assert_string_equal(setting_set_by(village, &arena, "zone"), "regency");
    assert_false(setting_set(village, "dpi", "9999", SETTING_LOCAL));
    assert_false(setting_set(village, "dpi", "12x", SETTING_LOCAL));
    assert_false(setting_set(village, "langage", "id", SETTING_LOCAL));
    assert_non_null(strstr(fault_text(), "language"));
    assert_false(setting_set(village, "language", "fr", SETTING_LOCAL));
    assert_true(setting_set(village, "language", "en", SETTING_LOCAL));
    village_close(village);
}

static void the_last_round_is_told(void **state)
{
    struct village *village = fresh(*state);
    struct round_report last;
    assert_false(round_last(village, &arena, &last));
    struct round_report bad = {.at_s = 100, .carrier = "https", .result = "tidak tersambung"};
    struct round_report good = {.at_s = 90, .carrier = "https", .result = "ok", .events_up = 3};
    assert_true(round_add(village, &good));
    assert_true(round_add(village, &bad));
    assert_true(round_last(village, &arena, &last));
    assert_string_equal(last.result, "tidak tersambung");
    assert_int_equal(round_last_ok_s(village), 90);
    village_close(village);
}

// What a newer version laid down before it changed the file goes when that version has been in use
// for some days, whatever the clock did meanwhile.
static void copies_of_before_go_after_some_days(void **state)
{
    struct village *village = fresh(*state);
    const char *copy = file_path(&arena, *state, "village.db.before-9");
    const char *aside = file_path(&arena, *state, "village.db.before-restore");
    const char *cut = file_path(&arena, *state, "village.db.backup"); // its power went
    assert_true(file_write(cut, bytes_of_str("half a copy"), 0600));
    assert_true(sql_run(village->sql, "VACUUM INTO $1", "t", copy));
    assert_true(file_write(aside, bytes_of_str("a keeper's own"), 0600));
    village->test_now_s = 2000000000;
    assert_true(village_age_copies(village)); // first seen
    village->test_now_s = 1900000000;         // it had run ahead
    assert_true(village_age_copies(village));
    village->test_now_s += MIGRATE_COPY_DAYS * 86400 - 1;
    assert_true(village_age_copies(village));
    assert_true(file_exists(copy));
    // A next version counts anew.
    int64_t version = sql_int(village->sql, 0, "PRAGMA user_version", "");
    assert_true(sql_script(village->sql,
                           arena_printf(&arena, "PRAGMA user_version = %d", (int)version + 1)));
    village->test_now_s += 2;
    assert_true(village_age_copies(village));
    assert_true(file_exists(copy));
    village->test_now_s += MIGRATE_COPY_DAYS * 86400;
    assert_true(village_age_copies(village));
    assert_false(file_exists(copy));
    assert_false(file_exists(cut));
    assert_true(file_exists(aside));
    village_close(village);
}

int main(void)
{
    secret_init();
    const struct CMUnitTest tests[] = {
        test_in_dir(a_regency_that_was_put_back_is_told_of_closed_logs_again),
        test_in_dir(nothing_is_accepted_before_the_enrolment),
        test_in_dir(a_filed_word_is_nowhere_on_the_disk),
        test_in_dir(the_seal_agrees_with_its_event),
        test_in_dir(what_is_confirmed_waits_no_more),
        test_in_dir(a_fork_sends_everything_again_with_its_origin),
        test_in_dir(only_its_receipt_opens_an_answer),
        test_in_dir(damage_is_told_from_a_wrong_code),
        test_in_dir(five_tries_then_a_wait_that_survives_a_restart),
        test_in_dir(notices_keep_their_shelves),
        test_in_dir(the_regency_revises_only_forward),
        test_in_dir(two_screens_do_not_share_a_folder),
        test_in_dir(a_missing_folder_says_init),
        test_in_dir(settings_know_who_wins),
        test_in_dir(the_last_round_is_told),
        test_in_dir(copies_of_before_go_after_some_days),
    };
    return cmocka_run_group_tests_name("village", tests, start, arena_end);
}
