// SPDX-License-Identifier: GPL-3.0-or-later
// What comes from outside, or from a damaged file, ends nothing but itself: no exit, no hang, no
// memory without bound; and nothing that was open stays in memory.
#include "harness.h"
#include "tests/enrol.h"
#include "tests/unit/arena_side.h"

#include "db/base/clock.h"
#include "db/base/file.h"
#include "db/base/moment.h"
#include "db/record/notice_file.h"
#include "db/village/answer.h"
#include "db/village/aspiration.h"
#include "db/village/event_log.h"
#include "db/village/feed.h"
#include "db/village/notice.h"
#include "db/village/setting.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

static uint8_t root_public[SIGN_PUBLIC_LEN], root_secret[SIGN_SECRET_LEN];
static uint8_t sealing_public[BOX_PUBLIC_LEN], sealing_secret[BOX_SECRET_LEN];
static uint8_t salt[RECEIPT_SALT_LEN] = {7};

static int start(void **state)
{
    arena_begin(state);
    crypto_sign_keypair(root_public, root_secret);
    crypto_box_keypair(sealing_public, sealing_secret);
    return 0;
}

static char *text(const char *literal)
{
    return (char *)(uintptr_t)literal;
}

static void enrol_as(struct village *village, uint32_t kiosk)
{
    const Kt__Village record = enrol_village(12, salt);
    assert_true(enrol_kiosk(village, &arena, kiosk, &record,
                            (struct enrol_by){root_public, root_secret, sealing_public}));
}

static struct village *enrolled(const char *dir)
{
    assert_true(village_create(dir));
    struct village *village = village_open(dir, VILLAGE_TOOL);
    assert_non_null(village);
    enrol_as(village, 7);
    return village;
}

// ---- files

static void a_lock_that_is_not_taken_is_no_file(void **state)
{
    char *path = file_path(&arena, *state, "lock");
    int first, second = 99;
    assert_int_equal(file_lock(path, 0, &first), FILE_LOCK_TAKEN);
    assert_int_equal(file_lock(path, 0, &second), FILE_LOCK_BUSY);
    assert_int_equal(second, -1); // else its user closes somebody else's file
    close(first);
    assert_int_equal(file_lock(file_path(&arena, *state, "no/lock"), 0, &second), FILE_LOCK_FAILED);
    assert_int_equal(second, -1);
}

static void a_pipe_in_the_place_of_a_file_is_refused(void **state)
{
    char *path = file_path(&arena, *state, "x.answer.ktb");
    struct bytes bytes;
    assert_int_equal(mkfifo(path, 0600), 0);
    alarm(5); // it would wait for ever
    assert_false(file_read(&arena, path, 1000, &bytes));
    alarm(0);
}

static void pictures_larger_than_the_screen_decodes_are_refused(void **state)
{
    struct village *village = enrolled(*state);
    uint8_t png[33] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n', 0, 0, 0,    13,
                       'I',  'H', 'D', 'R', 0,    0,    0x1F, 0x40, 0, 0, 0x1F, 0x40};
    char *path = file_path(&arena, *state, "large.png");
    assert_true(file_write(path, bytes_of(png, sizeof png), 0600));
    Kt__Picture picture = KT__PICTURE__INIT;
    assert_false(notice_picture_keep(village, &arena, path, &picture)); // 8000 by 8000
    village_close(village);
}

static void what_stands_twice_in_a_notice_is_said(void **state)
{
    (void)state;
    static const char *const twice[] = {
        "---\ntitle: a\ncategory: layanan\ntitle_en: b\ntitle_en: c\n---\nd\n",
        "---\ntitle: a\ncategory: layanan\ntitle_en: b\n---\nd\n---en---\ne\n---en---\nf\n",
    };
    for (size_t i = 0; i < COUNT_OF(twice); i++) {
        assert_null(notice_file_read(&arena, "x.md", bytes_of_str(twice[i]), 420));
        assert_non_null(strstr(fault_text(), "twice"));
    }
}

static void a_fault_is_always_text(void **state)
{
    (void)state;
    char name[FAULT_LEN_MAX + 1];
    for (size_t i = 0; i + 1 < sizeof name; i += 2) {
        memcpy(name + i, "\xC3\xA9", 2);
    }
    name[sizeof name - 1] = '\0';
    fault_set("x%s", name); // cut off inside a letter
    assert_true(utf8_is_valid(bytes_of_str(fault_text())));
    fault_set("%s", "K7\xFF-\x1B[2J\x7F\n");
    assert_string_equal(fault_text(), "K7?- [2J  ");
}

// ---- records

static void a_message_leaves_room_to_go_on(void **state)
{
    (void)state;
    struct buf many;
    buf_init(&many, 1 << 20);
    for (int i = 0; i < 100000; i++) {
        assert_true(buf_add(&many, "\x8a\x01", 2) && buf_add(&many, "\0", 1)); // a translation
    }
    for (size_t max = 1 << 20; max < 20 << 20; max += 333333) {
        struct arena work;
        arena_init(&work, max);
        record_unpack(&work, &kt__notice__descriptor, buf_bytes(&many));
        arena_alloc(&work, 1000); // would end the program
        arena_finish(&work);
    }
    buf_finish(&many);
}

static Kt__Notice notice_of(const char *id, const char *body)
{
    Kt__Notice notice = KT__NOTICE__INIT;
    notice.id = text(id);
    notice.revision = 1;
    notice.title = text("Judul");
    notice.category = text("layanan");
    notice.body = text(body);
    return notice;
}

static void a_notice_that_unfolds_is_passed_over(void **state)
{
    struct village *village = enrolled(*state);
    enum { MANY = 100000 };
    Kt__Translation translation = KT__TRANSLATION__INIT, **list = calloc(MANY, sizeof *list);
    for (int i = 0; i < MANY; i++) {
        list[i] = &translation;
    }
    Kt__Notice notice = notice_of("R-1", "isi");
    notice.n_translations = MANY;
    notice.translations = list;
    assert_false(notice_put(village, &notice));
    notice.n_translations = 0;
    assert_true(notice_put(village, &notice));
    free(list);
    village_close(village);
}

static void a_village_that_cannot_be_is_refused(void **state)
{
    struct village *village = enrolled(*state);
    Kt__Village record = enrol_village(12, salt);
    record.zone_min = INT32_MAX;
    assert_false(identity_village(village, &record));
    assert_int_equal(village_zone_min(village), 420);
    village_close(village);
}

static void no_time_is_too_far(void **state)
{
    struct village *village = enrolled(*state);
    static const int64_t far[] = {INT64_MIN, INT64_MAX, INT64_MAX - 1000};
    for (size_t i = 0; i < COUNT_OF(far); i++) {
        char iso[MOMENT_ISO_LEN];
        assert_int_equal(strlen(moment_iso(far[i], 420, iso)), MOMENT_ISO_LEN - 1);
        assert_false(village_time_learn(village, far[i], VILLAGE_TIME_SET));
    }
    assert_true(village_clock_trusted(village));
    village_close(village);
}

// ---- the village file

static void a_damaged_file_is_told_not_fatal(void **state)
{
    struct village *village = enrolled(*state);
    assert_true(sql_run(village->sql, "UPDATE log SET confirmed_hash = zeroblob(1000000)", ""));
    struct event_log log;
    assert_true(event_log_get(village, &log));
    assert_true(sql_run(village->sql, "INSERT INTO setting VALUES ('dpi', 0, $1)", "t",
                        memset(arena_alloc(&arena, 200001), '9', 200000)));
    setting_int(village, "dpi");
    assert_true(sql_run(village->sql, "UPDATE key_list SET list = zeroblob(100000000)", ""));
    struct arena work;
    struct identity self;
    arena_init(&work, 1 << 20);
    assert_false(identity_get(village, &work, &self));
    assert_true(sql_run(village->sql, "UPDATE identity SET record = zeroblob(9)", ""));
    assert_false(identity_get(village, &work, &self));
    assert_non_null(strstr(fault_text(), "damaged"));
    arena_finish(&work);
    village_close(village);
}

static void an_answer_that_finds_no_room_is_not_passed_over(void **state)
{
    struct village *village = enrolled(*state);
    assert_true(sql_script(village->sql, "CREATE TRIGGER full BEFORE INSERT ON answer"
                                         " BEGIN SELECT RAISE(ABORT, 'no room'); END"));
    uint8_t id[HASH_LEN] = {1}, nonce[ANSWER_NONCE_LEN] = {0}, *box = arena_alloc(&arena, 60000);
    Kt__Answer answer = KT__ANSWER__INIT;
    answer.case_ = record_data(bytes_of(id, sizeof id));
    answer.revision = 1;
    answer.nonce = record_data(bytes_of(nonce, sizeof nonce));
    answer.box = record_data(bytes_of(box, 60000));
    sql_begin(village->sql);
    assert_false(answer_put(village, &answer));
    assert_true(sql_failed(village->sql)); // the feed's cursor stays before it
    sql_rollback(village->sql);
    village_close(village);
}

static void what_was_swept_comes_back(void **state)
{
    struct village *village = enrolled(*state);
    Kt__Notice notice = notice_of("R-3", "isi");
    const char *gone;
    assert_true(notice_put(village, &notice));
    // an old answer from a stick: a whole state from before the notice
    assert_true(feed_whole_begin(village, FEED_TEXT) && feed_whole_end(village, FEED_TEXT));
    assert_non_null(notice_get(village, &arena, "R-3", &gone));
    assert_non_null(gone);
    assert_true(notice_put(village, &notice)); // the next round brings it again
    assert_non_null(notice_get(village, &arena, "R-3", &gone));
    assert_null(gone);
    // but what was withdrawn stays so
    Kt__NoticeGone withdrawn = KT__NOTICE_GONE__INIT;
    withdrawn.id = text("R-3");
    withdrawn.revision = 2;
    withdrawn.reason = text("Salah tanggal.");
    assert_true(notice_put_gone(village, &withdrawn));
    assert_true(notice_put(village, &notice));
    assert_non_null(notice_get(village, &arena, "R-3", &gone));
    assert_non_null(gone);
    village_close(village);
}

static void an_excerpt_keeps_its_last_letter(void **state)
{
    struct village *village = enrolled(*state);
    Kt__Notice notice = notice_of("R-4", "Rapat di rumah Bu RT \xE2\x80\x9CMelati\xE2\x80\x9D");
    assert_true(notice_put(village, &notice));
    struct notice_row row;
    size_t total;
    assert_int_equal(
        notice_list(village, &arena, NOTICE_CURRENT, NULL, NULL, "id", 0, 1, &row, &total), 1);
    assert_string_equal(row.excerpt, notice.body);
    village_close(village);
}

static void a_fork_takes_a_month_of_long_notices(void **state)
{
    struct village *village = enrolled(*state);
    assert_true(sql_script(village->sql, "PRAGMA synchronous=OFF"));
    char *body = memset(malloc(NOTICE_BODY_BYTES_MAX + 1), 'a', NOTICE_BODY_BYTES_MAX);
    body[NOTICE_BODY_BYTES_MAX] = '\0';
    enum { LONG = 100 };
    for (int i = 0; i < LONG; i++) {
        struct arena work;
        arena_init(&work, 4 << 20);
        Kt__Notice notice = notice_of("", body);
        const char *id;
        assert_true(notice_post(village, &work, &notice, &id));
        arena_finish(&work);
    }
    free(body);
    struct event_log log;
    uint8_t other[HASH_LEN] = {1};
    assert_true(event_log_get(village, &log));
    assert_int_equal(event_log_confirm(village, log.log, 1, other, 0, EVENT_LOG_SAME),
                     EVENT_LOG_FORKED);
    assert_int_equal(event_log_waiting(village), LONG);
    village_close(village);
}

static void a_word_that_waits_outlives_another_enrolment(void **state)
{
    struct village *village = enrolled(*state);
    struct receipt receipt = {.public_key = {1}, .own_key = {2}, .case_id = {3}};
    struct aspiration_draft draft = {.text = "kata",
                                     .category = KT__CATEGORY__AIR,
                                     .mode = KT__MODE__ANONIM,
                                     .to = KT__ADDRESSEE__BPD};
    const char *number;
    int64_t oldest_s;
    assert_true(aspiration_file(village, &arena, &draft, &receipt, &number));
    enrol_as(village, 8);
    assert_int_equal(aspiration_waiting(village, &oldest_s), 1);
    enrol_as(village, 8); // the same again changes nothing
    assert_int_equal(aspiration_waiting(village, &oldest_s), 1);
    village_close(village);
}

// ---- tries

static int64_t test_now_ms = 1800000000000;
static int64_t test_ms(void *ctx)
{
    (void)ctx;
    return test_now_ms;
}
static void test_random(void *ctx, void *out, size_t len)
{
    (void)ctx;
    randombytes_buf(out, len);
}

static void a_wait_ends_after_the_clock_was_set_back(void **state)
{
    static const struct clock_source source = {test_ms, test_ms, test_random, NULL};
    clock_use(&source);
    struct village *village = enrolled(*state);
    for (int i = 0; i < 9; i++) {
        answer_tried(village, false);
    }
    test_now_ms = 5000; // a kiosk without a battery woke up in 1970
    assert_int_equal(answer_wait_ms(village), 60000);
    test_now_ms += 59000;
    assert_int_equal(answer_wait_ms(village), 1000);
    test_now_ms += 1000;
    assert_int_equal(answer_wait_ms(village), 0);
    village_close(village);
    clock_use(NULL);
}

// ---- memory

#ifndef __SANITIZE_ADDRESS__ // its memory is not ours to walk through
// The needle is put together here, letter by letter, so that looking for it does not make one.
static bool is_in_memory(const char *reversed)
{
    FILE *maps = fopen("/proc/self/maps", "re");
    int memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
    assert_true(maps && memory >= 0);
    size_t len = strlen(reversed);
    bool found = false;
    unsigned long from, to;
    char mode[5], line[512];
    static uint8_t block[1 << 16];
    while (!found && fgets(line, sizeof line, maps)) {
        if (sscanf(line, "%lx-%lx %4s", &from, &to, mode) != 3 || mode[1] != 'w') {
            continue;
        }
        for (unsigned long at = from; at < to && !found; at += sizeof block - 64) {
            ssize_t got = pread(memory, block, sizeof block, (off_t)at);
            for (ssize_t i = 0; i + (ssize_t)len <= got && !found; i++) {
                size_t k = 0;
                while (k < len && block[i + (ssize_t)k] == (uint8_t)reversed[len - 1 - k]) {
                    k++;
                }
                found = k == len;
            }
        }
        memset(block, 0, sizeof block);
    }
    fclose(maps);
    close(memory);
    return found;
}

static void a_word_leaves_nothing_in_memory(void **state)
{
    struct village *village = enrolled(*state);
    static const char reversed[] = "pahar gnay rubus atak";
    struct receipt *receipt = secret_alloc(sizeof *receipt);
    char code[RECEIPT_DIGITS + 1];
    receipt_code_make(code);
    assert_true(receipt_derive(receipt, code, salt));
    char *draft_text = secret_alloc(sizeof reversed); // readable only here
    for (size_t i = 0; i + 1 < sizeof reversed; i++) {
        draft_text[i] = reversed[sizeof reversed - 2 - i];
    }
    draft_text[sizeof reversed - 1] = '\0';
    assert_true(is_in_memory(reversed));
    struct arena work;
    arena_init(&work, 1 << 20);
    struct aspiration_draft draft = {.text = draft_text,
                                     .category = KT__CATEGORY__AIR,
                                     .mode = KT__MODE__RAHASIA,
                                     .to = KT__ADDRESSEE__KABUPATEN};
    const char *number;
    assert_true(aspiration_file(village, &work, &draft, receipt, &number));
    secret_free(draft_text);
    arena_finish(&work);
    assert_false(is_in_memory(reversed));
    struct answer_view view;
    assert_int_equal(answer_open(village, &work, receipt, &view), ANSWER_FOUND);
    assert_int_equal(strlen(view.own->text), sizeof reversed - 1);
    arena_finish(&work);
    assert_false(is_in_memory(reversed));
    secret_free(receipt);
    village_close(village);
}

static void a_guarded_program_leaves_no_core(void **state)
{
    (void)state;
    pid_t child = fork();
    if (child == 0) {
        secret_guard();
        struct rlimit core;
        bool ok = getrlimit(RLIMIT_CORE, &core) == 0 && core.rlim_max == 0 &&
                  prctl(PR_GET_DUMPABLE) == 0 && umask(0) == 0027;
        _exit(ok ? 0 : 1);
    }
    int status;
    waitpid(child, &status, 0);
    assert_int_equal(status, 0);
}
#endif

int main(void)
{
    secret_init();
    const struct CMUnitTest tests[] = {
        test_in_dir(a_lock_that_is_not_taken_is_no_file),
        test_in_dir(a_pipe_in_the_place_of_a_file_is_refused),
        test_in_dir(pictures_larger_than_the_screen_decodes_are_refused),
        cmocka_unit_test(what_stands_twice_in_a_notice_is_said),
        cmocka_unit_test(a_fault_is_always_text),
        cmocka_unit_test(a_message_leaves_room_to_go_on),
        test_in_dir(a_notice_that_unfolds_is_passed_over),
        test_in_dir(a_village_that_cannot_be_is_refused),
        test_in_dir(no_time_is_too_far),
        test_in_dir(a_damaged_file_is_told_not_fatal),
        test_in_dir(an_answer_that_finds_no_room_is_not_passed_over),
        test_in_dir(what_was_swept_comes_back),
        test_in_dir(an_excerpt_keeps_its_last_letter),
        test_in_dir(a_fork_takes_a_month_of_long_notices),
        test_in_dir(a_word_that_waits_outlives_another_enrolment),
        test_in_dir(a_wait_ends_after_the_clock_was_set_back),
#ifndef __SANITIZE_ADDRESS__
        test_in_dir(a_word_leaves_nothing_in_memory),
        cmocka_unit_test(a_guarded_program_leaves_no_core),
#endif
    };
    return cmocka_run_group_tests_name("hostile", tests, start, arena_end);
}
