// SPDX-License-Identifier: GPL-3.0-or-later
// Backup and restore: what must not be given twice, what must stay revoked, what is no backup.
#include "regency_side.h"

#include "db/base/file.h"
#include "db/regency/part.h"
#include "db/regency/regency_backup.h"

#include <sys/stat.h>

static void file_one(struct side *side)
{
    struct side_log log = side_log_begin(side, 77);
    side_file(side, &log, &(struct side_words){0});
    assert_int_equal(side_offer(side, &log, 1, 1).applied, 1);
}

static const char *post(struct side *side)
{
    Kt__Notice notice = KT__NOTICE__INIT;
    notice.title = arena_str(&side->arena, "Posyandu");
    notice.category = arena_str(&side->arena, "kesehatan");
    notice.body = arena_str(&side->arena, "Timbang balita.");
    const char *id;
    assert_true(bulletin_post(side->regency, &side->arena, &notice, &id));
    return id;
}

static bool verify(struct side *side, struct case_info *info)
{
    const struct case_step step = {.verb = CASE_VERIFY};
    return case_find(side->regency, &side->arena, "2005-0001", info) &&
           case_take_step(side->regency, &side->arena, side->keyring, info, &step) &&
           case_get(side->regency, &side->arena, info->id, info);
}

static void a_revoked_kiosk_stays_revoked_in_a_restored_store(void **state)
{
    struct side side;
    side_begin(&side, *state);
    char backup[FILE_PATH_MAX];
    snprintf(backup, sizeof backup, "%s/copy.db", (const char *)*state);
    assert_true(regency_backup(side.regency, backup));
    assert_false(regency_backup(side.regency, backup)); // never over another file
    assert_true(registry_revoke(side.regency, side.kiosk.id));
    assert_true(registry_revoke(side.regency, side.kiosk.id));
    assert_false(registry_revoke(side.regency, 99));
    uint8_t key[SIGN_PUBLIC_LEN];
    memcpy(key, side.key, sizeof key);
    side_end(&side);

    assert_true(regency_restore(*state, backup));
    side_open_store(&side, *state);
    assert_true(registry_get(side.regency, &side.arena, 1, &side.kiosk));
    assert_true(side.kiosk.revoked);
    assert_memory_equal(side.kiosk.key, key, sizeof key);
    side_end(&side);
}

static void a_restore_goes_on_with_numbers_that_nobody_has_seen(void **state)
{
    struct side side;
    side_begin(&side, *state);
    struct regency_about before, after;
    struct case_info info;
    file_one(&side);
    assert_string_equal(post(&side), "R-1");
    assert_true(regency_about(side.regency, &side.arena, &before));
    char backup[FILE_PATH_MAX];
    snprintf(backup, sizeof backup, "%s/copy.db", (const char *)*state);
    assert_true(regency_backup(side.regency, backup));
    assert_true(verify(&side, &info));
    assert_int_equal(info.revision, 2);
    assert_false(regency_restore(*state, backup)); // somebody has it open
    uint32_t feed = before.feed;
    side_end(&side);

    assert_true(regency_restore(*state, backup));
    side_open_store(&side, *state);
    assert_true(regency_about(side.regency, &side.arena, &after));
    assert_int_not_equal(after.feed, feed);
    assert_true(case_find(side.regency, &side.arena, "2005-0001", &info));
    assert_int_equal(info.state, KT__STATE__TERKIRIM);
    assert_true(verify(&side, &info));
    assert_true(info.revision > 3);
    assert_true(strtol(post(&side) + 2, NULL, 10) > 2);
    side_enrol(&side, "32.15.11.2005");
    assert_true(side.kiosk.id > 2);
    assert_true(file_exists(file_path(&side.arena, *state, "regency.db.before-restore")));
    side_end(&side);
}

// A wrong copy first, then the right one: the store that lay there before both is kept.
static void a_second_restore_keeps_what_the_first_put_aside(void **state)
{
    struct side side;
    side_begin(&side, *state);
    char backup[FILE_PATH_MAX], aside[FILE_PATH_MAX];
    snprintf(backup, sizeof backup, "%s/copy.db", (const char *)*state);
    snprintf(aside, sizeof aside, "%s/regency.db.before-restore", (const char *)*state);
    assert_true(regency_backup(side.regency, backup));
    file_one(&side); // stands in no backup
    side_end(&side);
    assert_true(regency_restore(*state, backup));
    assert_true(regency_restore(*state, backup));
    struct sql *first = sql_open_sqlite(aside);
    assert_non_null(first);
    assert_int_equal(sql_int(first, 0, "SELECT count(*) FROM cases", ""), 1);
    sql_close(first);
}

// The store has forgotten a case that was answered; its kiosk files it once more.
static void a_case_that_comes_again_is_answered_above_what_was_told(void **state)
{
    struct side side;
    side_begin(&side, *state);
    struct case_info before, after;
    char backup[FILE_PATH_MAX];
    snprintf(backup, sizeof backup, "%s/copy.db", (const char *)*state);
    assert_true(regency_backup(side.regency, backup));
    file_one(&side);
    assert_true(verify(&side, &before));
    side_end(&side);
    assert_true(regency_restore(*state, backup));
    side_open_store(&side, *state);
    assert_true(registry_get(side.regency, &side.arena, 1, &side.kiosk));
    file_one(&side);
    assert_true(verify(&side, &after));
    assert_true(after.revision > before.revision);
    side_end(&side);
}

// ---- a village that was made after the backup

struct shown {
    struct arena arena; // outlives the store
    struct bytes certificate;
    Kt__Certificate *opened;
    Kt__Village *village;
};

static void put_back_to(struct side *side, const char *dir, const char *backup)
{
    side_end(side);
    assert_true(regency_restore(dir, backup));
    side_open_store(side, dir);
}

static void is_back(struct side *side, const struct shown *shown)
{
    struct desa desa;
    bool is_taken = registry_take_back(side->regency, &side->arena, shown->certificate,
                                       shown->opened, shown->village);
    if (!is_taken) {
        fail_msg("%s", fault_text());
    }
    assert_true(registry_get(side->regency, &side->arena, shown->opened->kiosk, &side->kiosk));
    assert_int_equal(side->kiosk.village.id, shown->village->id);
    assert_true(desa_find(side->regency, &side->arena, shown->village->code, &desa));
    assert_int_equal(desa.id, shown->village->id);
    assert_memory_equal(desa.receipt_salt, shown->village->receipt_salt.data, RECEIPT_SALT_LEN);
}

static void a_village_that_the_store_forgot_comes_back_with_its_kiosk(void **state)
{
    static const char code[] = "32.15.60.2002";
    struct side side;
    struct shown shown = {0};
    char backup[FILE_PATH_MAX];
    snprintf(backup, sizeof backup, "%s/copy.db", (const char *)*state);
    arena_init(&shown.arena, 1 << 20);
    side_begin(&side, *state);
    assert_true(regency_backup(side.regency, backup));
    side_enrol(&side, code);
    shown.certificate = arena_bytes(&shown.arena, side.kiosk.certificate);
    shown.opened =
        trust_open_certificate(&shown.arena, shown.certificate, side.keyring->root_public);
    shown.village = desa_record(side.regency, &shown.arena, &side.kiosk.village, 0);

    put_back_to(&side, *state, backup);
    assert_false(registry_take_back(side.regency, &side.arena, shown.certificate, shown.opened,
                                    NULL)); // an older program
    assert_non_null(strstr(fault_text(), "update"));
    is_back(&side, &shown);
    // Somebody imported the list of villages meanwhile.
    put_back_to(&side, *state, backup);
    struct desa other;
    assert_true(desa_need(side.regency, &side.arena, code, NULL, &other));
    assert_int_not_equal(other.id, shown.village->id);
    is_back(&side, &shown);
    // And enrolled a kiosk there: then a person has to say which is which, and it goes on.
    put_back_to(&side, *state, backup);
    side_enrol(&side, code);
    assert_false(registry_take_back(side.regency, &side.arena, shown.certificate, shown.opened,
                                    shown.village));
    assert_non_null(strstr(fault_text(), "formerly"));
    size_t count;
    assert_true(desa_import(side.regency, "villages.csv",
                            bytes_of_str("code,desa,kecamatan,formerly\n"
                                         "32.15.60.2099,Baru,Kota,32.15.60.2002\n"),
                            &count));
    is_back(&side, &shown);
    side_end(&side);
    arena_finish(&shown.arena);
}

// ---- the same backup, again and again

static int64_t wall_ms_set;

static int64_t wall_ms(void *ctx)
{
    (void)ctx;
    return wall_ms_set;
}

static int64_t mono_ms(void *ctx)
{
    (void)ctx;
    return 1000;
}

static void random_of_system(void *ctx, void *out, size_t len)
{
    (void)ctx;
    randombytes_buf(out, len);
}

// What kiosks see of one life of the store.
struct life {
    long notice;
    uint32_t kiosk, village, revision;
};

static struct life live(const char *dir, const char *backup)
{
    struct side side;
    struct life life;
    struct case_info info;
    if (!regency_restore(dir, backup)) {
        fail_msg("%s", fault_text());
    }
    side_open_store(&side, dir);
    assert_true(verify(&side, &info));
    life.revision = info.revision;
    life.notice = strtol(post(&side) + 2, NULL, 10);
    side_enrol(&side, "32.15.60.2002");
    life.kiosk = side.kiosk.id;
    life.village = side.kiosk.village.id;
    side_end(&side);
    // Short enough to be said.
    assert_in_range(life.notice, 2, 99999);
    assert_in_range(life.kiosk, 2, 99999);
    return life;
}

static void is_later(const struct life *a, const struct life *b)
{
    assert_true(b->notice > a->notice);
    assert_true(b->kiosk > a->kiosk);
    assert_true(b->village > a->village);
    assert_true(b->revision > a->revision);
}

static void the_same_backup_twice_gives_nothing_twice(void **state)
{
    static const struct clock_source source = {wall_ms, mono_ms, random_of_system, NULL};
    struct side side;
    char backup[FILE_PATH_MAX], there[FILE_PATH_MAX], store[FILE_PATH_MAX];
    char command[3 * FILE_PATH_MAX + 64];
    wall_ms_set = INT64_C(1790000000) * 1000;
    clock_use(&source);
    side_begin(&side, *state);
    file_one(&side);
    snprintf(backup, sizeof backup, "%s/copy.db", (const char *)*state);
    snprintf(store, sizeof store, "%s/regency.db", (const char *)*state);
    snprintf(there, sizeof there, "%s/there", (const char *)*state);
    snprintf(command, sizeof command, "mkdir %s && cp -r %s/keys %s/", there, (const char *)*state,
             there);
    assert_true(regency_backup(side.regency, backup));
    side_end(&side);
    struct life lives[5];
    lives[0] = live(*state, backup);
    lives[1] = live(*state, backup); // within the same second
    wall_ms_set = 0;                 // no battery, and the store was thrown away: a line is left
    assert_int_equal(unlink(store), 0);
    lives[2] = live(*state, backup);
    wall_ms_set = INT64_C(1790000000) * 1000;
    lives[3] = live(*state, backup);
    // A new disk, to which keys/ alone was brought: only the clock tells.
    wall_ms_set += INT64_C(3600) * 24 * 400 * 1000;
    assert_int_equal(system(command), 0);
    lives[4] = live(there, backup);
    for (size_t i = 1; i < COUNT_OF(lives); i++) {
        is_later(&lives[i - 1], &lives[i]);
    }
    clock_use(NULL);
}

static void what_is_no_backup_changes_nothing(void **state)
{
    struct side side;
    side_begin(&side, *state);
    file_one(&side);
    char *good = file_path(&side.arena, *state, "good.db");
    char *path = file_path(&side.arena, *state, "bad.db");
    assert_true(regency_backup(side.regency, good));
    struct bytes content;
    assert_true(file_read(&side.arena, good, 1 << 24, &content));
    assert_true(file_write(path, bytes_of(content.data, content.len / 2), 0600));
    char *text = file_path(&side.arena, *state, "text.db");
    assert_true(file_write(text, bytes_of_str("not a database at all"), 0600));
    char *dir = arena_str(&side.arena, *state);
    struct arena kept = side.arena;
    keyring_close(side.keyring);
    regency_close(side.regency);

    assert_false(regency_restore(dir, path));
    assert_false(regency_restore(dir, text));
    assert_false(regency_restore(dir, file_path(&kept, dir, "missing.db")));
    uint8_t other[SIGN_SECRET_LEN] = {0}; // the keys of another regency
    char *key = file_path(&kept, dir, "keys/sealing-1");
    uint8_t mine[BOX_SECRET_LEN];
    assert_true(secret_load(key, mine, sizeof mine));
    assert_true(secret_save(key, other, BOX_SECRET_LEN));
    assert_false(regency_restore(dir, good));
    assert_true(secret_save(key, mine, sizeof mine));
    arena_finish(&kept);

    side_open_store(&side, *state);
    assert_int_equal(side_count(&side, "cases"), 1);
    assert_false(file_exists(file_path(&side.arena, *state, "restoring")));
    side_end(&side);
}

// ---- recordings

enum { SOUND = 300 * 1000 };
static uint8_t sound[SOUND];

static struct part piece_of(const uint8_t hash[static HASH_LEN], uint32_t from, uint32_t len)
{
    return (struct part){.hash = bytes_of(hash, HASH_LEN),
                         .bytes = bytes_of(sound + from, len),
                         .total = SOUND,
                         .offset = from};
}

static uint32_t put(struct side *side, struct part part)
{
    uint32_t have;
    sql_begin(side->regency->sql);
    assert_int_equal(part_put(side->regency, 1, &part, &have), PART_TAKEN);
    assert_true(sql_commit(side->regency->sql));
    return have;
}

static void recordings_go_along_whole_and_half(void **state)
{
    struct side side;
    side_begin(&side, *state);
    file_one(&side);
    uint8_t whole[HASH_LEN], half[HASH_LEN];
    memset(sound, 7, sizeof sound);
    voice_seal_hash(whole, bytes_of(sound, SOUND));
    assert_int_equal(put(&side, piece_of(whole, 0, SOUND)), SOUND);
    memset(sound, 8, sizeof sound);
    voice_seal_hash(half, bytes_of(sound, SOUND));
    assert_int_equal(put(&side, piece_of(half, 0, 1000)), 1000);
    const char *picture = arena_printf(&side.arena, "media/%s.picture",
                                       secret_hex(&side.arena, bytes_of(whole, HASH_LEN)));
    assert_true(file_write(file_path(&side.arena, *state, picture), bytes_of_str("gambar"), 0600));
    assert_true(file_write(arena_printf(&side.arena, "%s/%s.part", (const char *)*state, picture),
                           bytes_of_str("gam"), 0600));
    char backup[FILE_PATH_MAX], there_picture[FILE_PATH_MAX];
    snprintf(there_picture, sizeof there_picture, "%s/there/%s", (const char *)*state, picture);
    snprintf(backup, sizeof backup, "%s/copy.ktr", (const char *)*state);
    assert_true(regency_backup(side.regency, backup));
    assert_false(file_exists(file_path(&side.arena, *state, "regency.db.backup")));
    struct stat st;
    assert_int_equal(stat(backup, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    side_end(&side);

    // Another disk: only keys/ was copied there.
    char there[FILE_PATH_MAX], command[3 * FILE_PATH_MAX + 64];
    snprintf(there, sizeof there, "%s/there", (const char *)*state);
    snprintf(command, sizeof command, "mkdir %s && cp -r %s/keys %s/", there, (const char *)*state,
             there);
    assert_int_equal(system(command), 0);
    assert_true(regency_restore(there, backup));
    side_open_store(&side, there);
    char *path;
    assert_true(part_path(side.regency, &side.arena, bytes_of(whole, HASH_LEN), &path));
    assert_int_equal(file_size(path), SOUND);
    assert_int_equal(file_size(there_picture), 6);
    assert_int_equal(file_size(arena_printf(&side.arena, "%s.part", there_picture)), 3);
    // The half one goes on where it was.
    assert_int_equal(put(&side, piece_of(half, 0, 0)), 1000);
    assert_int_equal(put(&side, piece_of(half, 1000, SOUND - 1000)), SOUND);
    assert_false(file_exists(file_path(&side.arena, there, "restoring")));
    side_end(&side);
}

// Every backup of the program before this one.
static void a_store_alone_is_still_taken(void **state)
{
    struct side side;
    side_begin(&side, *state);
    file_one(&side);
    char plain[FILE_PATH_MAX];
    snprintf(plain, sizeof plain, "%s/plain.db", (const char *)*state);
    assert_true(sql_run(side.regency->sql, "VACUUM INTO $1", "t", plain));
    side_end(&side);
    assert_true(regency_restore(*state, plain));
    side_open_store(&side, *state);
    assert_int_equal(side_count(&side, "cases"), 1);
    side_end(&side);
}

static void one_flipped_bit_or_byte_less_changes_nothing(void **state)
{
    struct side side;
    side_begin(&side, *state);
    file_one(&side);
    uint8_t hash[HASH_LEN];
    voice_seal_hash(hash, bytes_of(sound, SOUND));
    put(&side, piece_of(hash, 0, SOUND));
    char good[FILE_PATH_MAX], bad[FILE_PATH_MAX];
    snprintf(good, sizeof good, "%s/good.ktr", (const char *)*state);
    snprintf(bad, sizeof bad, "%s/bad.ktr", (const char *)*state);
    assert_true(regency_backup(side.regency, good));
    side_end(&side);
    struct arena arena;
    struct bytes content;
    arena_init(&arena, 64 << 20);
    assert_true(file_read(&arena, good, 16 << 20, &content));
    uint8_t *copy = arena_alloc(&arena, content.len + 1);
    const size_t places[] = {0, 9, 30, content.len / 2, content.len - 40, content.len - 1};
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        memcpy(copy, content.data, content.len);
        copy[places[i]] ^= 1;
        assert_true(file_write(bad, bytes_of(copy, content.len), 0600));
        assert_false(regency_restore(*state, bad));
    }
    const size_t lengths[] = {0, 8, 1000, content.len - 33, content.len - 1, content.len + 1};
    memcpy(copy, content.data, content.len);
    copy[content.len] = 0;
    for (size_t i = 0; i < COUNT_OF(lengths); i++) {
        assert_true(file_write(bad, bytes_of(copy, lengths[i]), 0600));
        assert_false(regency_restore(*state, bad));
    }
    assert_false(file_exists(file_path(&arena, *state, "restoring")));
    assert_false(file_exists(file_path(&arena, *state, "regency.db.before-restore")));
    assert_true(regency_restore(*state, good));
    arena_finish(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_in_dir(a_revoked_kiosk_stays_revoked_in_a_restored_store),
        test_in_dir(a_restore_goes_on_with_numbers_that_nobody_has_seen),
        test_in_dir(a_second_restore_keeps_what_the_first_put_aside),
        test_in_dir(a_case_that_comes_again_is_answered_above_what_was_told),
        test_in_dir(a_village_that_the_store_forgot_comes_back_with_its_kiosk),
        test_in_dir(the_same_backup_twice_gives_nothing_twice),
        test_in_dir(what_is_no_backup_changes_nothing),
        test_in_dir(recordings_go_along_whole_and_half),
        test_in_dir(a_store_alone_is_still_taken),
        test_in_dir(one_flipped_bit_or_byte_less_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
