// SPDX-License-Identifier: GPL-3.0-or-later
// The card of a kiosk that had no backup, at the regency: its words come once, by whatever way and
// in whatever order, and nothing that no seal proves.
#include "regency_side.h"

#include "db/base/file.h"
#include "db/record/mirror_file.h"
#include "db/regency/intake_mirror.h"
#include "db/regency/part.h"

#include <unistd.h>

static char *card;

static void onto_card(struct side *side, const struct side_log *log, uint64_t seq)
{
    static const uint8_t key[MIRROR_KEY_LEN] = {9}; // the regency has none of it
    Kt__Mirrored record = KT__MIRRORED__INIT;
    record.kiosk = log->kiosk;
    record.log = log->log;
    record.seq = seq;
    record.before = record_data(bytes_of(log->hashes[seq - 1], HASH_LEN));
    record.event = record_data(log->events[seq - 1]);
    record.at_s = clock_now_s();
    assert_true(file_make_dir(card, 0700));
    assert_true(file_write(
        file_path(&side->arena, card, mirror_file_name(&side->arena, seq, log->hashes[seq])),
        mirror_file_pack(&side->arena, &record, key), 0600));
}

static struct intake_mirror take(struct side *side)
{
    struct intake_mirror taken;
    if (!intake_mirror_take(side->regency, side->keyring, &side->kiosk, card, &taken)) {
        fail_msg("%s", fault_text());
    }
    return taken;
}

static struct side_log begin(struct side *side, void **state)
{
    side_begin(side, *state);
    card = file_path(&side->arena, *state, "card");
    return side_log_begin(side, 77);
}

static void words_come_once_whether_the_disk_turns_up_again_or_not(void **state)
{
    struct side side;
    struct side_log log = begin(&side, state);
    for (int i = 0; i < 5; i++) {
        side_file(&side, &log, &(struct side_words){.number = (uint32_t)i + 1});
    }
    assert_int_equal(side_offer(&side, &log, 1, 2).applied, 2);
    onto_card(&side, &log, 2);
    onto_card(&side, &log, 3);
    onto_card(&side, &log, 5); // a hole
    struct intake_mirror taken = take(&side);
    assert_int_equal(taken.offered, 2);
    assert_int_equal(taken.applied, 2);
    assert_int_equal(taken.known, 1);
    assert_int_equal(side_count(&side, "cases"), 4);
    taken = take(&side);
    assert_int_equal(taken.offered, 0);
    assert_int_equal(taken.known, 3);
    // The disk was not dead after all: its own log goes on, and brings what was missing.
    struct intake_answer answer = side_offer(&side, &log, 3, 5);
    assert_int_equal(answer.verdict, INTAKE_OK);
    assert_int_equal(answer.log.mark, 5);
    assert_int_equal(side_count(&side, "cases"), 5);
    side_end(&side);
}

static void what_no_seal_proves_is_not_taken(void **state)
{
    struct side side;
    struct side_log log = begin(&side, state);
    // A notice stands open in its event: whoever has the card could have written it.
    Kt__Notice notice = KT__NOTICE__INIT;
    notice.id = arena_str(&side.arena, "K1-1");
    notice.revision = 1;
    notice.title = arena_str(&side.arena, "Palsu");
    notice.category = arena_str(&side.arena, "pengumuman");
    Kt__Event event = KT__EVENT__INIT;
    event.what_case = KT__EVENT__WHAT_NOTICE;
    event.notice = &notice;
    side_append(&side, &log, &event);
    side_file(&side, &log, &(struct side_words){0});
    onto_card(&side, &log, 1);
    onto_card(&side, &log, 2);
    // The same seal under another place is set aside, as it would be from the network.
    struct side_log other = side_log_begin(&side, 78);
    side_append_bytes(&other, log.events[1]);
    onto_card(&side, &other, 1);
    struct intake_mirror taken = take(&side);
    assert_int_equal(taken.applied, 1);
    assert_int_equal(taken.aside, 1);
    assert_int_equal(side_count(&side, "cases"), 1);
    assert_int_equal(side_count(&side, "bulletin"), 0);
    side_end(&side);
}

static void recordings_go_on_from_what_is_kept(void **state)
{
    struct side side;
    struct side_log log = begin(&side, state);
    static uint8_t sound[200 * 1000] = {5};
    uint8_t hash[HASH_LEN];
    voice_seal_hash(hash, bytes_of(sound, sizeof sound));
    side_file(&side, &log, &(struct side_words){0});
    onto_card(&side, &log, 1);
    char *name = arena_printf(&side.arena, "%s/%s.voice", card,
                              secret_hex(&side.arena, bytes_of(hash, HASH_LEN)));
    assert_true(file_write(name, bytes_of(sound, sizeof sound), 0600));
    const struct part first = {
        .hash = bytes_of(hash, HASH_LEN), .bytes = bytes_of(sound, 1000), .total = sizeof sound};
    uint32_t have;
    assert_int_equal(part_put(side.regency, side.kiosk.id, &first, &have), PART_TAKEN);
    assert_int_equal(have, 1000);
    assert_int_equal(take(&side).recordings, 1);
    char *path;
    assert_true(part_path(side.regency, &side.arena, bytes_of(hash, HASH_LEN), &path));
    assert_int_equal(take(&side).recordings, 0);
    side_end(&side);
}

// Whatever somebody laid onto it: files of the largest size that are none of ours hold up nothing.
static void many_large_strange_files_are_passed_over(void **state)
{
    struct side side;
    struct side_log log = begin(&side, state);
    enum { STRANGE = 400 }; // more than there is memory for at once
    side_file(&side, &log, &(struct side_words){0});
    onto_card(&side, &log, 1);
    for (int i = 0; i < STRANGE; i++) {
        char *path = arena_printf(&side.arena, "%s/%08x-00000000.ktm", card, 0x100 + i);
        assert_true(file_write(path, bytes_of_str("x"), 0600));
        assert_int_equal(truncate(path, MIRROR_FILE_MAX), 0);
    }
    struct intake_mirror taken = take(&side);
    assert_int_equal(taken.applied, 1);
    assert_int_equal(taken.strange, STRANGE);
    side_end(&side);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_in_dir(words_come_once_whether_the_disk_turns_up_again_or_not),
        test_in_dir(what_no_seal_proves_is_not_taken),
        test_in_dir(many_large_strange_files_are_passed_over),
        test_in_dir(recordings_go_on_from_what_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
