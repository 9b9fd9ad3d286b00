// SPDX-License-Identifier: GPL-3.0-or-later
// Backup and restore: what must not be given twice, what must stay revoked, what is no backup.
#include "regency_side.h"

#include "db/base/file.h"
#include "db/regency/regency_backup.h"

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
    assert_true(info.revision > REGENCY_BACKUP_JUMP);
    assert_string_equal(post(&side), "R-1002");
    side_enrol(&side, "32.15.11.2005");
    assert_true(side.kiosk.id > REGENCY_BACKUP_JUMP);
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
    assert_false(file_exists(file_path(&side.arena, *state, "regency.db.restoring")));
    side_end(&side);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_in_dir(a_revoked_kiosk_stays_revoked_in_a_restored_store),
        test_in_dir(a_restore_goes_on_with_numbers_that_nobody_has_seen),
        test_in_dir(a_second_restore_keeps_what_the_first_put_aside),
        test_in_dir(what_is_no_backup_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
