// SPDX-License-Identifier: GPL-3.0-or-later
// A second medium: what lies on it, what is taken away there, and what comes back from it after a
// disk has died. The folder of these tests lies on the same disk, which only they may.
#include "kiosk_side.h"

#include "db/record/mirror_file.h"
#include "db/village/mirror.h"
#include "db/village/notice.h"
#include "db/village/probe.h"
#include "db/village/setting.h"
#include "db/village/village_backup.h"

#include <sys/stat.h>

static const char passphrase[] = "empat ekor ayam hitam";
enum { WAIT_MS = 20000, MANY = 66 }; // more than go in one batch

static char *card(void)
{
    return file_path(&arena, dir, "card");
}

static char *card_folder(void)
{
    return mirror_folder(&arena, card(), 7);
}

static void with_card(void)
{
    assert_true(file_make_dir(card(), 0770));
    village->is_mirror_near = true;
    assert_true(setting_set(village, "mirror", card(), SETTING_LOCAL));
}

static enum mirror_why keep(struct village *of)
{
    bool more = true;
    enum mirror_why why = MIRROR_WELL;
    for (int i = 0; more && i < 1000; i++) {
        why = mirror_keep(of, true, WAIT_MS, &more);
    }
    return why;
}

static int count_on_card(const char *ending)
{
    return count_ending(card_folder(), ending);
}

// What the screen does with the receipt in hand.
static void at_once(void)
{
    struct mirror_job *job = mirror_begin(village);
    assert_non_null(job);
    assert_true(mirror_job_wait(job, WAIT_MS));
    const char *fault;
    if (mirror_job_why(job, &fault) != MIRROR_WELL) {
        fail_msg("%s", fault);
    }
    mirror_job_release(job);
}

static void what_is_filed_lies_there_before_the_agent_has_seen_it(void **state)
{
    (void)state;
    with_card();
    static uint8_t sound[5000];
    memset(sound, 9, sizeof sound);
    filed("Saluran di RT 02 mampet.", bytes_of(sound, sizeof sound));
    at_once();
    assert_int_equal(count_on_card(".ktm"), 1);
    assert_int_equal(count_on_card(".voice"), 1);
    struct receipt second = filed("Jembatan bambu lapuk.", (struct bytes){0});
    at_once();
    assert_int_equal(count_on_card(".ktm"), 2);
    assert_true(follow_file(village, &second, KT__FOLLOW__ASK, 0, "Kapan diperbaiki?"));
    assert_int_equal(keep(village), MIRROR_WELL); // it may have taken longer than a touch
    assert_int_equal(count_on_card(".ktm"), 3);
    assert_int_equal(mirror_missing(village), 0);
}

// No word, no name of the village, no digit of a receipt; modes as the rest.
static void it_holds_closed_bytes_alone(void **state)
{
    (void)state;
    with_card();
    struct receipt receipt = filed("Jembatan bambu di RT 02 lapuk sekali.", (struct bytes){0});
    at_once();
    assert_int_equal(count_in_files(card(), "Jembatan", 8), 0);
    assert_int_equal(count_in_files(card(), "Sukamaju", 8), 0);
    assert_int_equal(count_in_files(card(), receipt.code, RECEIPT_DIGITS), 0);
    assert_int_equal(count_in_files(card(), receipt.own_key, 16), 0);
    DIR *files = opendir(card_folder());
    for (struct dirent *entry; (entry = readdir(files));) {
        struct stat st;
        assert_int_equal(stat(file_path(&arena, card_folder(), entry->d_name), &st), 0);
        assert_int_equal(st.st_mode & 07, 0);
    }
    closedir(files);
}

static void without_a_card_the_words_are_taken_and_catch_up(void **state)
{
    (void)state;
    with_card();
    char *away = file_path(&arena, dir, "pulled");
    assert_int_equal(rename(card(), away), 0);
    for (int i = 0; i < MANY; i++) {
        filed("Lampu jalan di RW 04 mati.", (struct bytes){0});
    }
    assert_int_equal(keep(village), MIRROR_GONE);
    assert_int_equal(mirror_missing(village), MANY);
    assert_int_equal(probe_get(village, &arena, "mirror").state, PROBE_BAD);
    assert_int_equal(rename(away, card()), 0);
    assert_int_equal(keep(village), MIRROR_WELL);
    assert_int_equal(mirror_missing(village), 0);
    assert_int_equal(count_on_card(".ktm"), MANY);
    assert_int_equal(probe_get(village, &arena, "mirror").state, PROBE_WELL);
    // An empty card in its place gets all of it again.
    assert_int_equal(rename(card(), away), 0);
    assert_true(file_make_dir(card(), 0770));
    assert_int_equal(keep(village), MIRROR_WELL);
    assert_int_equal(count_on_card(".ktm"), MANY);
}

// A folder of the disk that is to be mirrored is what an empty mount point is: no medium.
static void the_same_disk_is_no_second_medium(void **state)
{
    (void)state;
    with_card();
    village->is_mirror_near = false;
    filed("Lampu jalan di RW 04 mati.", (struct bytes){0});
    assert_int_equal(keep(village), MIRROR_GONE);
    assert_int_equal(count_on_card(".ktm"), 0);
    assert_false(mirror_try(village, card()));
    assert_non_null(strstr(fault_text(), "another medium"));
}

static void what_was_erased_goes_there_too(void **state)
{
    (void)state;
    with_card();
    static uint8_t sound[5000] = {3};
    struct receipt gone = filed("Yang ini dihapus.", bytes_of(sound, sizeof sound));
    filed("Yang ini tinggal.", (struct bytes){0});
    assert_int_equal(keep(village), MIRROR_WELL);
    assert_int_equal(count_on_card(".ktm"), 2);
    assert_true(follow_file(village, &gone, KT__FOLLOW__ERASE, 0, NULL));
    assert_int_equal(keep(village), MIRROR_WELL);
    assert_int_equal(count_on_card(".voice"), 0);
    confirmed(3);
    assert_int_equal(keep(village), MIRROR_WELL);
    assert_int_equal(count_on_card(".ktm"), 2); // the one that stays, and the erasure
}

static void it_keeps_what_the_log_keeps_and_what_waits(void **state)
{
    (void)state;
    with_card();
    assert_true(setting_set(village, "event_days", "30", SETTING_LOCAL));
    filed("Lama dan sampai.", (struct bytes){0});
    filed("Lama dan menunggu.", (struct bytes){0});
    assert_int_equal(keep(village), MIRROR_WELL);
    confirmed(1);
    village->test_now_s = village_now_s(village) + 29 * (int64_t)86400;
    assert_int_equal(keep(village), MIRROR_WELL);
    assert_int_equal(count_on_card(".ktm"), 2);
    village->test_now_s += 2 * (int64_t)86400;
    assert_int_equal(keep(village), MIRROR_WELL);
    assert_int_equal(count_on_card(".ktm"), 1);
}

// ---------------------------------------------------------------- a disk that died

static char *backup_path(void)
{
    return file_path(&arena, dir, "out.ktk");
}

static void back_up(void)
{
    if (!village_backup_set(village, passphrase) || !village_backup(village, backup_path())) {
        fail_msg("%s", fault_text());
    }
}

static struct village *restored(const char *name)
{
    int64_t made_s;
    char *to = file_path(&arena, dir, name);
    if (!village_restore(to, backup_path(), passphrase, &made_s)) {
        fail_msg("%s", fault_text());
    }
    struct village *other = village_open(to, VILLAGE_TOOL);
    assert_non_null(other);
    other->is_mirror_near = true;
    return other;
}

// The disk died; the backup is the village now, and takes what it lacks from the card.
static struct mirror_taken restored_with_card(void)
{
    struct mirror_taken taken;
    village_close(village);
    village = restored("restored");
    assert_true(mirror_take(village, card(), &taken));
    return taken;
}

// The events of the open log, as messages.
static size_t events_of(struct village *of, Kt__Event **out, size_t max)
{
    struct bytes *bytes = ARENA_ARRAY(&arena, struct bytes, max);
    size_t count = event_log_slice(of, &arena, 1, 64 << 20, max, bytes);
    for (size_t i = 0; i < count; i++) {
        out[i] = record_unpack(&arena, &kt__event__descriptor, bytes[i]);
        assert_non_null(out[i]);
    }
    return count;
}

static void what_the_backup_lacks_comes_back_once_and_names_where_it_stood(void **state)
{
    (void)state;
    with_card();
    filed("Sebelum cadangan.", (struct bytes){0});
    back_up();
    static uint8_t sound[5000];
    memset(sound, 5, sizeof sound);
    struct receipt later = filed("Sesudah cadangan.", bytes_of(sound, sizeof sound));
    assert_true(follow_file(village, &later, KT__FOLLOW__ASK, 0, "Kapan?"));
    assert_int_equal(keep(village), MIRROR_WELL);
    struct event_log dead;
    uint8_t hash[HASH_LEN];
    assert_true(event_log_get(village, &dead));
    assert_true(event_log_hash(village, 2, hash));

    struct village *other = restored("restored");
    struct mirror_taken taken;
    assert_true(mirror_take(other, card(), &taken));
    assert_int_equal(taken.words, 2);
    assert_int_equal(taken.recordings, 1);
    assert_int_equal(taken.known, 1);
    assert_int_equal(taken.strange, 0);
    Kt__Event *events[8];
    assert_int_equal(events_of(other, events, 8), 3);
    assert_null(events[0]->origin);
    assert_int_equal(events[1]->origin->log, dead.log);
    assert_int_equal(events[1]->origin->seq, 2);
    assert_memory_equal(events[1]->origin->hash.data, hash, HASH_LEN);
    assert_int_equal(events[2]->origin->seq, 3);
    // The receipt opens its own text and hears its own voice; the numbers go on.
    struct answer_view view;
    assert_int_equal(answer_open(other, &arena, &later, &view), ANSWER_FOUND);
    assert_string_equal(view.own->text, "Sesudah cadangan.");
    size_t len;
    uint8_t *heard = voice_open(other, view.own->voice, &len);
    assert_non_null(heard);
    secret_free(heard);
    struct event_log log;
    assert_true(event_log_get(other, &log));
    assert_int_equal(log.numbers, 2);
    // Words may be missing from the newest one of the mirror on, no longer from the backup on.
    int64_t from_s, until_s;
    village_restored(other, &from_s, &until_s);
    assert_in_range(from_s, taken.newest_s, until_s);
    // Once more, and from what the restored one has written there itself: nothing twice.
    assert_true(setting_set(other, "mirror", card(), SETTING_LOCAL));
    assert_int_equal(keep(other), MIRROR_WELL);
    assert_true(mirror_take(other, card(), &taken));
    assert_int_equal(taken.words + taken.recordings, 0);
    assert_int_equal(events_of(other, events, 8), 3);
    village_close(other);
    // And a second restore finds originals and copies, and takes each word once.
    other = restored("again");
    assert_true(mirror_take(other, card(), &taken));
    assert_int_equal(taken.words, 2);
    assert_int_equal(events_of(other, events, 8), 3);
    village_close(other);
}

// A copy whose first one was on the disk that died is all there is: a regency that forgets it is
// told again, after however many forks, and once.
static void what_came_back_is_told_again_like_anything_else(void **state)
{
    (void)state;
    with_card();
    back_up();
    filed("Hanya di kartu.", (struct bytes){0});
    assert_int_equal(keep(village), MIRROR_WELL);
    assert_int_equal(restored_with_card().words, 1);
    confirmed(1);
    for (int i = 0; i < 3; i++) {
        uint8_t strange[HASH_LEN] = {1};
        struct event_log log;
        assert_true(event_log_get(village, &log));
        assert_int_equal(event_log_confirm(village, log.log, 9, strange, 0, EVENT_LOG_PUT_BACK),
                         EVENT_LOG_FORKED);
        Kt__Event *events[8];
        assert_int_equal(events_of(village, events, 8), 1);
        assert_int_equal(events[0]->origin->seq, 1);
    }
}

// The disk died after an erasure: the backup has the words again, the card has the erasure. Once
// the answer shows that it was heard the words go, and the erasure stays: a regency may forget it.
static void an_erasure_that_came_back_is_not_erased(void **state)
{
    (void)state;
    with_card();
    struct receipt gone = filed("Yang ini dihapus.", (struct bytes){0});
    back_up();
    assert_true(follow_file(village, &gone, KT__FOLLOW__ERASE, 0, NULL));
    assert_int_equal(keep(village), MIRROR_WELL);
    assert_int_equal(restored_with_card().words, 1);
    confirmed(2);
    Kt__CaseView view = KT__CASE_VIEW__INIT;
    view.revision = 2;
    view.erased = true;
    answered(&gone, &view);
    struct answer_view shown;
    assert_int_equal(answer_open(village, &arena, &gone, &shown), ANSWER_FOUND);
    struct bytes events[4];
    assert_int_equal(event_log_slice(village, &arena, 1, 1 << 20, 4, events),
                     3); // and that it arrived
    assert_int_equal(events[0].len, 0);
    assert_int_not_equal(events[1].len, 0);
}

// The restored kiosk files at the same place of the log as the dead one did: both stay there.
static void a_new_word_does_not_push_out_one_that_only_the_card_has(void **state)
{
    (void)state;
    with_card();
    back_up();
    filed("Hanya di kartu.", (struct bytes){0});
    assert_int_equal(keep(village), MIRROR_WELL);
    village_close(village);
    village = restored("restored");
    filed("Yang baru.", (struct bytes){0});
    assert_int_equal(keep(village), MIRROR_WELL);
    assert_int_equal(count_on_card(".ktm"), 2);
    struct mirror_taken taken;
    assert_true(mirror_take(village, card(), &taken));
    assert_int_equal(taken.words, 1);
    assert_int_equal(taken.known, 1);
}

static char *first_name(const char *ending)
{
    DIR *files = opendir(card_folder());
    char *name = NULL;
    for (struct dirent *entry; (entry = readdir(files));) {
        size_t len = strlen(entry->d_name), end = strlen(ending);
        if (len > end && str_equal(entry->d_name + len - end, ending)) {
            name = arena_str(&arena, entry->d_name);
        }
    }
    closedir(files);
    assert_non_null(name);
    return name;
}

// What came back stands there under its new place, and no more under its old one: else it would
// still lie there when its villager has erased it.
static void what_came_back_can_be_erased_there(void **state)
{
    (void)state;
    with_card();
    assert_int_equal(keep(village), MIRROR_WELL); // a card that the backup knows
    back_up();
    struct receipt gone = filed("Yang ini dihapus.", (struct bytes){0});
    assert_int_equal(keep(village), MIRROR_WELL);
    assert_int_equal(restored_with_card().words, 1);
    assert_int_equal(keep(village), MIRROR_WELL);
    assert_int_equal(count_on_card(".ktm"), 1);
    assert_true(follow_file(village, &gone, KT__FOLLOW__ERASE, 0, NULL));
    confirmed(2);
    assert_int_equal(keep(village), MIRROR_WELL);
    assert_int_equal(count_on_card(".ktm"), 1); // the erasure
}

// A card that lost a file (a check of its folders after a cut of the power) gets it again.
static void what_a_card_lost_is_written_again(void **state)
{
    (void)state;
    with_card();
    filed("Satu.", (struct bytes){0});
    filed("Dua.", (struct bytes){0});
    assert_int_equal(keep(village), MIRROR_WELL);
    assert_int_equal(unlink(file_path(&arena, card_folder(), first_name(".ktm"))), 0);
    village->test_now_s = village_now_s(village) + MIRROR_FULL_S;
    assert_int_equal(keep(village), MIRROR_WELL);
    assert_int_equal(count_on_card(".ktm"), 2);
}

static void flip(const char *name, size_t at)
{
    struct bytes file;
    char *path = file_path(&arena, card_folder(), name);
    assert_true(file_read(&arena, path, 1 << 20, &file));
    uint8_t *copy = arena_alloc(&arena, file.len);
    memcpy(copy, file.data, file.len);
    copy[at < file.len ? at : file.len - 1] ^= 1;
    assert_true(file_write(path, bytes_of(copy, file.len), 0600));
}

static void what_is_damaged_or_foreign_is_passed_over(void **state)
{
    (void)state;
    with_card();
    back_up();
    static uint8_t sound[5000] = {3};
    filed("Satu.", bytes_of(sound, sizeof sound));
    filed("Dua.", (struct bytes){0});
    filed("Tiga.", (struct bytes){0});
    assert_int_equal(keep(village), MIRROR_WELL);
    // Somebody with the card alone knows no key, and makes a file that says it is ours.
    struct bytes file;
    uint8_t hash[HASH_LEN], other_key[MIRROR_KEY_LEN] = {1};
    char *name = first_name(".ktm");
    assert_true(file_read(&arena, file_path(&arena, card_folder(), name), 1 << 20, &file));
    Kt__Mirrored *record = mirror_file_unpack(&arena, file, NULL, hash);
    assert_non_null(record);
    record->seq = 40;
    struct bytes forged = mirror_file_pack(&arena, record, other_key);
    assert_true(
        file_write(file_path(&arena, card_folder(), "00000028-00000000.ktm"), forged, 0600));
    assert_true(
        file_write(file_path(&arena, card_folder(), "catatan.txt"), bytes_of_str("hai"), 0600));
    flip(name, 60);
    flip(first_name(".voice"), 200);
    struct village *other = restored("restored");
    struct mirror_taken taken;
    assert_true(mirror_take(other, card(), &taken));
    assert_int_equal(taken.words, 2);
    assert_int_equal(taken.recordings, 0);
    assert_int_equal(taken.strange, 4);
    village_close(other);
    assert_false(mirror_take(village, file_path(&arena, dir, "nowhere"), &taken));
    assert_non_null(strstr(fault_text(), "K7"));
}

// Notices and the keys of roles are not brought back by a card.
static void it_holds_what_villagers_and_roles_said(void **state)
{
    (void)state;
    with_card();
    back_up();
    Kt__Notice notice = KT__NOTICE__INIT;
    notice.title = (char *)(uintptr_t) "Posyandu";
    notice.category = (char *)(uintptr_t) "kesehatan";
    notice.body = (char *)(uintptr_t) "Timbang balita.";
    const char *id;
    assert_true(notice_post(village, &arena, &notice, &id));
    filed("Satu.", (struct bytes){0});
    assert_int_equal(keep(village), MIRROR_WELL);
    assert_int_equal(count_on_card(".ktm"), 1);
    struct village *other = restored("restored");
    struct mirror_taken taken;
    assert_true(mirror_take(other, card(), &taken));
    assert_int_equal(taken.words, 1);
    village_close(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_at_kiosk(what_is_filed_lies_there_before_the_agent_has_seen_it),
        test_at_kiosk(it_holds_closed_bytes_alone),
        test_at_kiosk(without_a_card_the_words_are_taken_and_catch_up),
        test_at_kiosk(the_same_disk_is_no_second_medium),
        test_at_kiosk(what_was_erased_goes_there_too),
        test_at_kiosk(it_keeps_what_the_log_keeps_and_what_waits),
        test_at_kiosk(what_the_backup_lacks_comes_back_once_and_names_where_it_stood),
        test_at_kiosk(what_came_back_is_told_again_like_anything_else),
        test_at_kiosk(an_erasure_that_came_back_is_not_erased),
        test_at_kiosk(a_new_word_does_not_push_out_one_that_only_the_card_has),
        test_at_kiosk(what_came_back_can_be_erased_there),
        test_at_kiosk(what_a_card_lost_is_written_again),
        test_at_kiosk(what_is_damaged_or_foreign_is_passed_over),
        test_at_kiosk(it_holds_what_villagers_and_roles_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
