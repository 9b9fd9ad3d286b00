// SPDX-License-Identifier: GPL-3.0-or-later
// The words of a case at the regency: sealed where only officers read, spoken, gone from the disk
// when they are erased, and nobody's to change.
#include "regency_follow_side.h"

#include "db/base/file.h"
#include "db/regency/part.h"

static void a_secret_case_keeps_what_follows_sealed(void **state)
{
    struct side side;
    struct receipt receipt;
    struct side_log log = side_begin_monday(&side, *state);
    side_new_case(&side, &log, (struct side_words){.receipt = &receipt, .mode = KT__MODE__RAHASIA});
    assert_string_equal(
        side_follow(&side, &log, &receipt,
                    (struct side_follow){.what = KT__FOLLOW__ASK, .text = "Siapa yang membaca?"}),
        "");
    assert_int_equal(side_count(&side, "follow WHERE text IS NULL AND sealed IS NOT NULL"), 1);
    assert_string_equal(side_view(&side, &receipt)->entries[1]->text, "Siapa yang membaca?");
    side_follow(&side, &log, &receipt, (struct side_follow){.what = KT__FOLLOW__ERASE});
    assert_int_equal(side_count(&side, "follow WHERE sealed IS NOT NULL"), 0);
    assert_string_equal(side_view(&side, &receipt)->entries[1]->text, "");
    side_end(&side);
}

// Files spoken words with a recording that the seal names as `voice`.
static const char *file_spoken(struct side *side, struct side_log *log, struct receipt *receipt,
                               Kt__Voice *voice)
{
    crypto_box_keypair(receipt->public_key, receipt->secret_key);
    receipt_case_id(receipt->case_id, receipt->public_key);
    Kt__Words words = KT__WORDS__INIT;
    words.voice = voice;
    Kt__Inside inside = KT__INSIDE__INIT;
    inside.words = record_data(seal_words_pack(&side->arena, &words));
    inside.dictionary = DEFLATE_ID_1;
    inside.category = KT__CATEGORY__AIR;
    inside.mode = KT__MODE__ANONIM;
    inside.to = KT__ADDRESSEE__DESA;
    inside.receipt_key = record_data(bytes_of(receipt->public_key, BOX_PUBLIC_LEN));
    inside.kiosk = side->kiosk.id;
    inside.log = log->log;
    inside.seq = log->head + 1;
    inside.at_s = (uint64_t)clock_now_s();
    inside.number = (uint32_t)log->head + 1;
    struct bytes sealed =
        seal_close(&side->arena, &inside, keyring_newest(side->keyring)->sealing_public);
    side_file_sealed(side, log, sealed, KT__ADDRESSEE__DESA, NULL);
    struct intake_answer answer = side_offer(side, log, log->head, log->head);
    return answer.aside_count ? answer.asides[0].why : "";
}

static void a_recording_comes_after_its_words_and_goes_with_them(void **state)
{
    struct side side;
    struct receipt receipt;
    uint8_t key[VOICE_KEY_LEN], hash[HASH_LEN];
    char *path;
    struct side_log log = side_begin_monday(&side, *state);
    struct bytes closed = voice_seal_close(&side.arena, bytes_of_str("OggS, say"), key);
    voice_seal_hash(hash, closed);
    Kt__Voice voice = KT__VOICE__INIT;
    voice.hash = record_data(bytes_of(hash, HASH_LEN));
    voice.key = record_data(bytes_of(key, VOICE_KEY_LEN));
    voice.bytes = (uint32_t)closed.len;
    voice.ms = CASE_VOICE_MS_MAX + 1;
    assert_non_null(strstr(file_spoken(&side, &log, &receipt, &voice), "none that can be"));
    voice.ms = 34000;
    assert_string_equal(file_spoken(&side, &log, &receipt, &voice), "");
    struct case_info info = side_case(&side, &receipt);
    assert_string_equal(info.text, "");
    assert_int_equal(info.voice.ms, 34000);
    assert_memory_equal(info.voice.hash.data, hash, HASH_LEN);
    assert_false(part_path(side.regency, &side.arena, info.voice.hash, &path));
    assert_false(papan_show(side.regency, &side.arena, side.keyring, &info, NULL, "Petugas"));
    assert_non_null(strstr(fault_text(), "--text-file"));
    assert_true(
        papan_show(side.regency, &side.arena, side.keyring, &info, "Sumur kering.", "Petugas"));

    const struct part part = {
        .hash = info.voice.hash, .bytes = closed, .total = (uint32_t)closed.len};
    uint32_t have;
    assert_int_equal(part_put(side.regency, side.kiosk.id, &part, &have), PART_TAKEN);
    Kt__Words *words = case_words(side.regency, &side.arena, side.keyring, &info, "Petugas");
    assert_non_null(words);
    size_t len;
    uint8_t *open = part_voice_open(side.regency, words->voice, &len);
    assert_non_null(open);
    assert_memory_equal(open, "OggS, say", len);
    secret_free(open);
    assert_string_equal(
        side_follow(&side, &log, &receipt, (struct side_follow){.what = KT__FOLLOW__ERASE}), "");
    assert_false(part_path(side.regency, &side.arena, info.voice.hash, &path));
    assert_int_equal(side_case(&side, &receipt).voice.hash.len, 0);
    side_end(&side);
}

// Whether the word lies open anywhere in the store's files.
static bool lies_on_disk(struct side *side, const char *dir, const char *word)
{
    bool found = false;
    const char *names[] = {"regency.db", "regency.db-wal"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct bytes file;
        const char *path = file_path(&side->arena, dir, names[i]);
        if (file_exists(path)) {
            assert_true(file_read(&side->arena, path, 16 << 20, &file));
            found |= file.len > 0 && memmem(file.data, file.len, word, strlen(word)) != NULL;
        }
    }
    return found;
}

static void erased_words_are_gone_and_stay_gone(void **state)
{
    struct side side;
    struct receipt receipt;
    struct case_entry entries[CASE_ENTRIES_MAX];
    struct side_log log = side_begin_monday(&side, *state), again = side_log_begin(&side, 88);
    struct case_info info = side_new_case(
        &side, &log, (struct side_words){.receipt = &receipt, .text = "Jembatan Cisasak putus"});
    side_follow(&side, &log, &receipt,
                (struct side_follow){.what = KT__FOLLOW__ASK, .text = "Kapan diperbaiki?"});
    assert_true(papan_show(side.regency, &side.arena, side.keyring, &info, NULL, "Petugas"));
    assert_int_equal(side_count(&side, "change WHERE kind = 9 AND body IS NOT NULL"), 1);

    assert_true(lies_on_disk(&side, *state, "Cisasak"));
    assert_true(lies_on_disk(&side, *state, "Kapan diperbaiki"));
    const char *copy = file_path(&side.arena, *state, "regency.db.before-9");
    const char *aside = file_path(&side.arena, *state, "regency.db.before-restore");
    assert_true(sql_run(side.regency->sql, "VACUUM INTO $1", "t", copy));
    assert_true(file_write(aside, bytes_of_str("an operator's own"), 0600));
    assert_string_equal(
        side_follow(&side, &log, &receipt, (struct side_follow){.what = KT__FOLLOW__ERASE}), "");
    regency_scrub(side.regency);
    assert_false(file_exists(copy)); // of before a newer version changed the store
    assert_true(file_exists(aside));
    assert_false(lies_on_disk(&side, *state, "Cisasak"));
    assert_false(lies_on_disk(&side, *state, "Kapan diperbaiki"));
    assert_int_equal(side_count(&side, "cases WHERE text IS NULL AND length(sealed) = 0"), 1);
    assert_int_equal(side_count(&side, "follow WHERE text IS NOT NULL OR salt IS NOT NULL"), 0);
    assert_int_equal(side_count(&side, "board WHERE text <> '' OR shown <> 0"), 0);
    assert_int_equal(side_count(&side, "change WHERE kind = 9 AND body IS NOT NULL"), 0);
    assert_int_equal(side_count(&side, "change WHERE kind = 10 AND body IS NOT NULL"), 1);
    Kt__CaseView *view = side_view(&side, &receipt);
    assert_true(view->erased);
    assert_int_equal(view->n_entries, 3);
    assert_string_equal(view->entries[1]->text, "");
    assert_int_equal(view->entries[2]->follow, KT__FOLLOW__ERASE);
    assert_string_equal(view->number, "2005-0001");
    // What was signed still is: the words were never in it.
    assert_int_equal(case_entries(side.regency, &side.arena, side.keyring, info.id, entries), 3);
    for (int i = 0; i < 3; i++) {
        assert_true(entries[i].signed_well);
    }
    info = side_case(&side, &receipt);
    assert_null(case_words(side.regency, &side.arena, side.keyring, &info, "Petugas"));
    assert_non_null(strstr(fault_text(), "erased"));
    assert_false(papan_show(side.regency, &side.arena, side.keyring, &info, "Ada lagi", "Petugas"));
    assert_non_null(strstr(side_follow(&side, &log, &receipt,
                                       (struct side_follow){.what = KT__FOLLOW__ASK, .text = "?"}),
                           "erased"));
    assert_string_equal(
        side_follow(&side, &log, &receipt, (struct side_follow){.what = KT__FOLLOW__ERASE}), "");
    assert_true(side_view(&side, &receipt)->erased); // asked at another kiosk too: both learn
    // The sealed words come once more, under an origin that nobody knows.
    Kt__Event *first = record_unpack(&side.arena, &kt__event__descriptor, log.events[0]);
    Kt__Origin origin = side_made_up_origin(77, 1);
    side_file_sealed(&side, &again, record_view(first->filed->sealed), KT__ADDRESSEE__DESA,
                     &origin);
    assert_int_equal(side_offer(&side, &again, 1, 1).verdict, INTAKE_OK);
    assert_int_equal(side_count(&side, "cases WHERE text IS NULL AND length(sealed) = 0"), 1);
    assert_int_equal(side_count(&side, "cases"), 1);
    side_end(&side);
}

static void words_changed_behind_their_entry_show(void **state)
{
    struct side side;
    struct receipt receipt;
    struct case_entry entries[CASE_ENTRIES_MAX];
    struct side_log log = side_begin_case(&side, *state, &receipt);
    side_follow(&side, &log, &receipt,
                (struct side_follow){.what = KT__FOLLOW__ASK, .text = "Kapan?"});
    assert_int_equal(
        case_entries(side.regency, &side.arena, side.keyring, receipt.case_id, entries), 2);
    assert_true(entries[1].signed_well);
    assert_true(sql_run(side.regency->sql, "UPDATE follow SET text = 'Terima kasih'", ""));
    case_entries(side.regency, &side.arena, side.keyring, receipt.case_id, entries);
    assert_false(entries[1].signed_well);
    side_end(&side);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_in_dir(a_secret_case_keeps_what_follows_sealed),
        test_in_dir(a_recording_comes_after_its_words_and_goes_with_them),
        test_in_dir(erased_words_are_gone_and_stay_gone),
        test_in_dir(words_changed_behind_their_entry_show),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
