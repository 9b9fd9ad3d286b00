// SPDX-License-Identifier: GPL-3.0-or-later
// An enrolled kiosk in a folder that goes away, a villager with a receipt, and the regency's keys:
// what it says is written out by each test.
#ifndef KIOSK_SIDE_H
#define KIOSK_SIDE_H

#include "harness.h"
#include "receipt_side.h"

#include "db/base/clock.h"
#include "db/base/file.h"
#include "db/village/answer.h"
#include "db/village/aspiration.h"
#include "db/village/event_log.h"
#include "db/village/follow.h"
#include "db/village/voice.h"
#include "tests/enrol.h"

#include <dirent.h>

static struct arena arena;
static struct village *village;
static char dir[64];
static uint8_t root_public[SIGN_PUBLIC_LEN], root_secret[SIGN_SECRET_LEN];
static uint8_t sealing_public[BOX_PUBLIC_LEN], sealing_secret[BOX_SECRET_LEN];

struct kiosk_as {
    uint32_t kiosk, village;
    const uint8_t *root_public, *root_secret;
};

static inline bool kiosk_enrol_as(struct kiosk_as as)
{
    static uint8_t salt[RECEIPT_SALT_LEN] = {4};
    const Kt__Village record = enrol_village(as.village, salt);
    return enrol_kiosk(village, &arena, as.kiosk, &record,
                       (struct enrol_by){as.root_public, as.root_secret, sealing_public});
}

static inline void kiosk_enrol(void)
{
    assert_true(kiosk_enrol_as((struct kiosk_as){7, 12, root_public, root_secret}));
}

static inline int kiosk_begin(void **state)
{
    (void)state;
    secret_init();
    arena_init(&arena, 256 << 20);
    assert_non_null(test_folder(dir, sizeof dir));
    crypto_sign_keypair(root_public, root_secret);
    crypto_box_keypair(sealing_public, sealing_secret);
    assert_true(village_create(dir));
    village = village_open(dir, VILLAGE_TOOL);
    assert_non_null(village);
    kiosk_enrol();
    return 0;
}

static inline int kiosk_end(void **state)
{
    (void)state;
    village_close(village);
    arena_finish(&arena);
    return nftw(dir, harness_remove, 16, FTW_DEPTH | FTW_PHYS);
}

#define test_at_kiosk(f) cmocka_unit_test_setup_teardown(f, kiosk_begin, kiosk_end)

static inline struct receipt filed_as(struct aspiration_draft draft)
{
    struct receipt receipt = a_receipt();
    const char *number;
    draft.consent = 1;
    draft.voice_ms = draft.voice.len ? 4000 : 0;
    if (!aspiration_file(village, &arena, &draft, &receipt, &number)) {
        fail_msg("%s", fault_text());
    }
    return receipt;
}

static inline struct receipt filed(const char *text, struct bytes voice)
{
    return filed_as((struct aspiration_draft){.text = text,
                                              .category = KT__CATEGORY__AIR,
                                              .mode = KT__MODE__TERBUKA,
                                              .to = KT__ADDRESSEE__DESA,
                                              .voice = voice});
}

// The newest event of the log.
static inline Kt__Event *newest_event(void)
{
    struct bytes bytes = sql_bytes(village->sql, &arena,
                                   "SELECT bytes FROM event JOIN log USING (log) WHERE open = 1"
                                   " ORDER BY seq DESC LIMIT 1",
                                   "");
    Kt__Event *event = record_unpack(&arena, &kt__event__descriptor, bytes);
    assert_non_null(event);
    return event;
}

// The regency has everything up to `seq`.
static inline void confirmed(uint64_t seq)
{
    struct event_log log;
    uint8_t hash[HASH_LEN];
    assert_true(event_log_get(village, &log));
    assert_true(event_log_hash(village, seq, hash));
    assert_int_equal(event_log_confirm(village, log.log, seq, hash, seq, EVENT_LOG_SAME),
                     EVENT_LOG_CONFIRMED);
}

static inline void answered(const struct receipt *receipt, Kt__CaseView *view)
{
    view->case_ = record_data(bytes_of(receipt->case_id, HASH_LEN));
    Kt__Answer *answer = seal_answer_close(&arena, view, 1, receipt->public_key, sealing_secret);
    assert_non_null(answer);
    assert_true(answer_put(village, answer));
}

// In how many files of the folder, and of media/, the word stands.
static inline int count_in_files(const char *folder, const void *word, size_t len)
{
    int found = 0;
    DIR *files = opendir(folder);
    for (struct dirent *entry; files && (entry = readdir(files));) {
        char *path = file_path(&arena, folder, entry->d_name);
        struct bytes bytes;
        if (entry->d_name[0] == '.') {
            continue;
        }
        if (file_is_dir(path)) {
            found += count_in_files(path, word, len);
        } else if (file_read(&arena, path, 64 << 20, &bytes)) {
            found += memmem(bytes.data, bytes.len, word, len) != NULL;
        }
    }
    if (files) {
        closedir(files);
    }
    return found;
}

static inline int count_ending(const char *folder, const char *ending)
{
    int found = 0;
    DIR *files = opendir(folder);
    for (struct dirent *entry; files && (entry = readdir(files));) {
        size_t len = strlen(entry->d_name), end = strlen(ending);
        found += len >= end && str_equal(entry->d_name + len - end, ending);
    }
    if (files) {
        closedir(files);
    }
    return found;
}

static inline int count_files(const char *ending)
{
    return count_ending(file_path(&arena, dir, "media"), ending);
}

#endif
