// SPDX-License-Identifier: GPL-3.0-or-later
// PINs with the pepper of a machine in them: what a disk is worth without its chip, how rows change
// over from one pepper to another, what a backup carries, and that the pepper lies nowhere.
#include "backup_side.h"
#include "staff_side.h"

#include "db/village/probe.h"

#include <fcntl.h>
#include <unistd.h>

static const char passphrase[] = "empat ekor ayam hitam";

// Two machines by their peppers. Kept crossed out: a copy of one in this process is then no test's.
enum { CROSS = 0x5a };
static uint8_t machines[2][PEPPER_LEN];

static void at(int machine)
{
    uint8_t secret[PEPPER_LEN];
    for (size_t i = 0; i < PEPPER_LEN; i++) {
        secret[i] = machines[machine][i] ^ CROSS;
    }
    pepper_use(secret);
    sodium_memzero(secret, sizeof secret);
}

static int begin(void **state)
{
    randombytes_buf(machines, sizeof machines);
    pepper_close();
    return kiosk_begin(state);
}

static int end(void **state)
{
    pepper_close();
    return kiosk_end(state);
}

// In how many files the pepper of a machine stands, in the open.
static int files_with(const char *folder, int machine)
{
    uint8_t secret[PEPPER_LEN];
    for (size_t i = 0; i < PEPPER_LEN; i++) {
        secret[i] = machines[machine][i] ^ CROSS;
    }
    int found = count_in_files(folder, secret, sizeof secret);
    sodium_memzero(secret, sizeof secret);
    return found;
}

static struct bytes column(int64_t id, const char *text)
{
    return sql_bytes(village->sql, &arena, text, "i", id);
}

static struct bytes pepper_of(int64_t id)
{
    return column(id, "SELECT pepper FROM staff WHERE id = $1");
}

static bool is_here(int64_t id)
{
    const struct pepper *here = pepper_here();
    return here && bytes_equal(pepper_of(id), bytes_of(here->id, sizeof here->id));
}

static int64_t tries(void)
{
    return sql_int(village->sql, 0, "SELECT total(tries) FROM staff_try", "");
}

// By hand, as staff_pepper.h says it.
static bool opens_with(int64_t id, const char *pin, const uint8_t *pepper)
{
    static const char context[] = "kt pin pepper";
    uint8_t key[32], joined[sizeof context - 1 + 32], secret[BOX_SECRET_LEN];
    struct bytes salt = column(id, "SELECT salt FROM staff WHERE id = $1");
    struct bytes box = column(id, "SELECT wrapped FROM staff WHERE id = $1");
    assert_int_equal(box.len, STAFF_WRAPPED_LEN);
    assert_int_equal(crypto_pwhash(key, sizeof key, pin, strlen(pin), salt.data,
                                   crypto_pwhash_OPSLIMIT_MIN, crypto_pwhash_MEMLIMIT_MIN,
                                   crypto_pwhash_ALG_ARGON2ID13),
                     0);
    if (pepper) {
        memcpy(joined, context, sizeof context - 1);
        memcpy(joined + sizeof context - 1, key, sizeof key);
        crypto_generichash(key, sizeof key, joined, sizeof joined, pepper, PEPPER_LEN);
    }
    return crypto_secretbox_open_easy(secret, box.data + 24, box.len - 24, box.data, key) == 0;
}

// The disk in other hands: the PIN is known, and opens nothing.
static void a_disk_without_its_chip_opens_to_no_pin(void **state)
{
    (void)state;
    at(0);
    int64_t id = added("Ketua BPD", STAFF_BPD, PIN_A, NULL, STAFF_MEMBER);
    assert_true(is_here(id));
    assert_false(opens_with(id, PIN_A, NULL));
    assert_true(opens_with(id, PIN_A, pepper_here()->secret));
    struct bytes box = column(id, "SELECT wrapped FROM staff WHERE id = $1");
    staff_sign_out(village, signed_in(id, PIN_A));
    assert_true(bytes_equal(box, column(id, "SELECT wrapped FROM staff WHERE id = $1")));
    struct staff_session *session;
    assert_int_equal(tried(id, PIN_B, &session), STAFF_WRONG);
    assert_int_equal(files_with(dir, 0), 0);
}

// Right and wrong ones end alike, none is counted, and nothing is tried.
static void a_pin_of_another_machine_is_no_wrong_one(void **state)
{
    (void)state;
    at(0);
    int64_t id = added("Ketua BPD", STAFF_BPD, PIN_A, NULL, STAFF_MEMBER);
    assert_false(staff_is_elsewhere(village, id));
    for (int other = 0; other < 2; other++) {
        pepper_close();
        if (other) {
            at(1);
        }
        assert_true(staff_is_elsewhere(village, id));
        assert_int_equal(staff_pepper_lost(village), 1);
        struct staff_session *session = (void *)&id;
        for (int i = 0; i < 2 * STAFF_TRIES_FREE; i++) {
            assert_int_equal(tried(id, i % 2 ? PIN_A : PIN_B, &session), STAFF_ELSEWHERE);
        }
        assert_int_equal(tried(id, "12", &session), STAFF_WRONG); // no PIN at all, as ever
        assert_int_equal(tries(), 0);
        assert_int_equal(staff_wait_ms(village, id), 0);
    }
    assert_false(staff_is_elsewhere(village, 9999));
    at(0); // the chip answers again
    assert_int_equal(staff_pepper_lost(village), 0);
    staff_sign_out(village, signed_in(id, PIN_A));
    // The machine without it can begin anew, and reset who is not lost.
    pepper_close();
    struct staff_wrapped key = wrapped(PIN_C);
    int64_t anew;
    assert_true(staff_begin_anew(village, "Ketua BPD", STAFF_BPD, &key, &anew));
    staff_sign_out(village, signed_in(anew, PIN_C));
    assert_int_equal(staff_pepper_lost(village), 0);
}

// Added by command, or before the machine had a pepper: closed with it at the first sign-in, and
// what opened without it is in no file any more.
static void a_row_without_gets_the_pepper_when_its_pin_is_typed(void **state)
{
    (void)state;
    int64_t id = added("Ketua BPD", STAFF_BPD, PIN_A, NULL, STAFF_MEMBER);
    int64_t pending = added("Anggota BPD", STAFF_BPD, PIN_B, NULL, STAFF_PENDING);
    assert_int_equal(pepper_of(id).len, 0);
    char *copy = file_path(&arena, dir, "village.db.before-3");
    char *aside = file_path(&arena, dir, "village.db.before-restore");
    assert_true(sql_run(village->sql, "VACUUM INTO $1", "t", copy));
    assert_true(file_write(aside, bytes_of_str("a keeper's own"), 0600));
    struct bytes boxes[] = {column(id, "SELECT wrapped FROM staff WHERE id = $1"),
                            column(pending, "SELECT wrapped FROM staff WHERE id = $1")};
    assert_true(count_in_files(dir, boxes[0].data, boxes[0].len) >= 2);
    at(0);
    struct staff_session *session;
    assert_int_equal(tried(id, PIN_B, &session), STAFF_WRONG);
    assert_int_equal(pepper_of(id).len, 0);
    struct staff_session *first = signed_in(id, PIN_A);
    assert_true(staff_session_stands(village, first)); // the key is the same one
    staff_sign_out(village, first);
    assert_int_equal(tried(pending, PIN_B, &session), STAFF_IS_PENDING);
    assert_true(is_here(id) && is_here(pending));
    for (size_t i = 0; i < COUNT_OF(boxes); i++) {
        assert_int_equal(count_in_files(dir, boxes[i].data, boxes[i].len), 0);
    }
    assert_false(file_exists(copy));
    assert_true(file_exists(aside));
    // Where the agent was reading at that moment, the log goes when the session ends.
    first = signed_in(id, PIN_A);
    village->is_to_scrub = true;
    staff_sign_out(village, first);
    assert_false(village->is_to_scrub);
    pepper_close();
    assert_int_equal(tried(id, PIN_A, &session), STAFF_ELSEWHERE);
}

// A PIN that is asked for again, and one that is changed or reset, go the same way.
static void every_new_pin_has_the_pepper(void **state)
{
    (void)state;
    int64_t id = added("Ketua BPD", STAFF_BPD, PIN_A, NULL, STAFF_MEMBER);
    struct staff_session *session = signed_in(id, PIN_A);
    int64_t other = added("Anggota BPD", STAFF_BPD, PIN_B, session, STAFF_MEMBER);
    at(0);
    assert_int_equal(tried(id, PIN_A, NULL), STAFF_OK);
    assert_true(is_here(id));
    struct staff_wrapped changed = wrapped(PIN_C), reset = wrapped(PIN_C);
    assert_true(staff_change_pin(village, &changed, session));
    assert_true(staff_reset(village, other, &reset, session));
    assert_true(is_here(id) && is_here(other));
    staff_sign_out(village, signed_in(other, PIN_C));
    // One whose pepper went is given a new PIN by one who can sign in.
    pepper_close();
    struct staff_wrapped plain = wrapped(PIN_B);
    assert_true(staff_reset(village, other, &plain, session));
    assert_false(staff_is_elsewhere(village, other));
    staff_sign_out(village, signed_in(other, PIN_B));
    staff_sign_out(village, session);
}

// ---- backups

static char *backed_up(void)
{
    char *path = file_path(&arena, dir, "out.ktk");
    chosen_cheaply(passphrase);
    if (!village_backup(village, path)) {
        fail_msg("%s", fault_text());
    }
    return path;
}

// The test's village is from now on the one that was put back.
static void moved_to(const char *to, const char *path)
{
    int64_t made_s;
    if (!village_restore(to, path, passphrase, &made_s)) {
        fail_msg("%s", fault_text());
    }
    village_close(village);
    village = village_open(to, VILLAGE_TOOL);
    assert_non_null(village);
}

static int64_t kept_peppers(void)
{
    return sql_int(village->sql, -1, "SELECT count(*) FROM staff_pepper", "");
}

// machine -1: one without a chip.
static void restored_at(int machine)
{
    at(0);
    int64_t id = added("Ketua BPD", STAFF_BPD, PIN_A, NULL, STAFF_MEMBER);
    int64_t other = added("Sekretaris desa", STAFF_DESA, PIN_B, NULL, STAFF_MEMBER);
    char *path = backed_up();
    assert_int_equal(files_with(dir, 0), 0);
    pepper_close();
    if (machine >= 0) {
        at(machine);
    }
    char *to = file_path(&arena, dir, "restored");
    moved_to(to, path);
    assert_int_equal(kept_peppers(), 1);
    assert_true(files_with(to, 0) > 0); // as safe as without a chip, for now
    assert_false(staff_is_elsewhere(village, id));
    struct staff_session *session;
    assert_int_equal(tried(id, PIN_B, &session), STAFF_WRONG);
    staff_sign_out(village, signed_in(id, PIN_A));
    assert_int_equal(kept_peppers(), 1); // somebody needs it still
    assert_true(machine >= 0 ? is_here(id) : pepper_of(id).len == 0);
    staff_sign_out(village, signed_in(other, PIN_B));
    assert_int_equal(kept_peppers(), 0);
    assert_int_equal(files_with(to, 0), 0);
    staff_sign_out(village, signed_in(id, PIN_A));
    assert_int_equal(staff_pepper_lost(village), 0);
}

static void a_backup_brings_its_pins_to_another_machine(void **state)
{
    (void)state;
    restored_at(1);
}

static void and_to_one_without_a_chip(void **state)
{
    (void)state;
    restored_at(-1);
}

// Its members left, or never needed it: nothing of it is kept.
static void no_more_is_kept_than_is_needed(void **state)
{
    (void)state;
    at(0);
    int64_t id = added("Ketua BPD", STAFF_BPD, PIN_A, NULL, STAFF_MEMBER);
    char *path = backed_up();
    moved_to(file_path(&arena, dir, "same"), path); // the machine that made it
    assert_int_equal(kept_peppers(), 0);
    assert_int_equal(files_with(dir, 0), 0);
    at(1);
    char *to = file_path(&arena, dir, "other");
    moved_to(to, path);
    assert_int_equal(kept_peppers(), 1);
    // And home again, before anybody signed in: what that file brings is the machine's own.
    char *home = file_path(&arena, dir, "home.ktk");
    assert_true(village_backup(village, home));
    at(0);
    moved_to(file_path(&arena, dir, "home"), home);
    assert_int_equal(kept_peppers(), 0);
    at(1);
    moved_to(file_path(&arena, dir, "other2"), path);
    struct staff_session *session = signed_in(id, PIN_A);
    int64_t second = added("Anggota BPD", STAFF_BPD, PIN_B, session, STAFF_MEMBER);
    assert_int_equal(kept_peppers(), 0);
    staff_sign_out(village, session);
    // From there it goes on to a third, with both peppers of which one is not needed.
    assert_true(village_backup(village, file_path(&arena, dir, "on.ktk")));
    pepper_close();
    moved_to(file_path(&arena, dir, "third"), file_path(&arena, dir, "on.ktk"));
    assert_int_equal(kept_peppers(), 1);
    struct staff_wrapped key = wrapped(PIN_C);
    assert_true(staff_begin_anew(village, "Ketua BPD", STAFF_BPD, &key, &second));
    assert_int_equal(kept_peppers(), 0);
    assert_int_equal(files_with(file_path(&arena, dir, "third"), 1), 0);
}

static void so_does_the_nightly_one(void **state)
{
    (void)state;
    at(0);
    int64_t id = added("Ketua BPD", STAFF_BPD, PIN_A, NULL, STAFF_MEMBER), good;
    bool made;
    chosen_cheaply(passphrase);
    assert_true(village_backup_nightly(village, &made) && made);
    at(1);
    assert_true(staff_pepper_take(village, file_path(&arena, dir, "backup/kentongan.ktk"),
                                  passphrase, &good));
    assert_int_equal(good, 1);
    staff_sign_out(village, signed_in(id, PIN_A));
}

// Whoever makes it has not got the pepper: it is made, and says so.
static void a_backup_without_the_pepper_says_so(void **state)
{
    (void)state;
    at(0);
    int64_t id = added("Ketua BPD", STAFF_BPD, PIN_A, NULL, STAFF_MEMBER);
    pepper_close();
    char *path = backed_up();
    struct probe probe = probe_get(village, &arena, "backup");
    assert_int_equal(probe.state, PROBE_WELL);
    assert_int_equal(probe.number, 1);
    at(0);
    assert_true(village_backup(village, file_path(&arena, dir, "second.ktk")));
    assert_int_equal(probe_get(village, &arena, "backup").number, 0);
    pepper_close();
    moved_to(file_path(&arena, dir, "restored"), path);
    assert_true(staff_is_elsewhere(village, id));
}

// The disk in another machine: its village is newer than the backup, and only its PINs are missed.
static void pins_are_taken_from_a_backup_and_nothing_else(void **state)
{
    (void)state;
    at(0);
    int64_t id = added("Ketua BPD", STAFF_BPD, PIN_A, NULL, STAFF_MEMBER);
    char *path = backed_up();
    int64_t later = added("Sekretaris desa", STAFF_DESA, PIN_B, NULL, STAFF_MEMBER), good;
    assert_false(staff_pepper_take(village, path, passphrase, &good)); // at home it helps nobody
    assert_non_null(strstr(fault_text(), "already"));
    at(1);
    assert_int_equal(staff_pepper_lost(village), 2);
    assert_false(staff_pepper_take(village, path, "empat ekor ayam putih", &good));
    assert_int_equal(staff_pepper_lost(village), 2);
    assert_true(staff_pepper_take(village, path, passphrase, &good));
    assert_int_equal(good, 2);
    staff_sign_out(village, signed_in(id, PIN_A));
    staff_sign_out(village, signed_in(later, PIN_B));
    assert_true(is_here(id) && is_here(later));
    assert_int_equal(kept_peppers(), 0);
    assert_int_equal(files_with(dir, 0), 0);
    // One that was made without, and one of a machine that made no PIN here.
    pepper_close();
    char *without = file_path(&arena, dir, "without.ktk");
    assert_true(village_backup(village, without));
    assert_false(staff_pepper_take(village, without, passphrase, &good));
    assert_non_null(strstr(fault_text(), "brings no pepper"));
    assert_false(staff_pepper_take(village, path, passphrase, &good));
    assert_non_null(strstr(fault_text(), "another machine"));
    assert_false(staff_pepper_take(village, "/nonexistent", passphrase, &good));
    assert_int_equal(kept_peppers(), 0);
}

static void a_pepper_of_another_length_is_damage(void **state)
{
    (void)state;
    at(0);
    (void)added("Ketua BPD", STAFF_BPD, PIN_A, NULL, STAFF_MEMBER);
    (void)backed_up();
    struct backup_maker maker;
    assert_true(secret_load(file_path(&arena, dir, "keys/backup"), &maker, sizeof maker));
    static const size_t lengths[] = {0, PEPPER_LEN - 1, PEPPER_LEN + 1, 70000};
    static const uint8_t zeros[70000];
    for (size_t i = 0; i < COUNT_OF(lengths); i++) {
        char *path = arena_printf(&arena, "%s/bad%zu.ktk", dir, i);
        int fd = open(path, O_WRONLY | O_CREAT, 0600);
        struct backup_writer *writer = backup_writer_open(fd, &maker);
        assert_true(backup_writer_bytes(writer, "pepper", bytes_of(zeros, lengths[i])));
        assert_true(backup_writer_file(writer, "village.db", file_path(&arena, dir, "village.db")));
        assert_true(backup_writer_close(writer));
        close(fd);
        int64_t made_s;
        assert_false(village_restore(file_path(&arena, dir, "bad"), path, passphrase, &made_s));
        assert_non_null(strstr(fault_text(), "damaged"));
    }
}

// ---- the credential, and memory

static void the_unit_gives_it(void **state)
{
    (void)state;
    char *folder = file_path(&arena, dir, "credentials"),
         *path = file_path(&arena, folder, PEPPER_NAME);
    pepper_open(); // no folder
    assert_null(pepper_here());
    assert_true(file_make_dir(folder, 0700));
    assert_int_equal(setenv("CREDENTIALS_DIRECTORY", folder, 1), 0);
    pepper_open(); // nothing in it
    assert_null(pepper_here());
    static const size_t lengths[] = {0, 1, 4, PEPPER_LEN - 1, PEPPER_LEN + 1};
    static const uint8_t bytes[PEPPER_LEN + 1] = {1, 2, 3};
    for (size_t i = 0; i < COUNT_OF(lengths); i++) {
        assert_true(file_write(path, bytes_of(bytes, lengths[i]), 0400));
        pepper_open();
        assert_null(pepper_here());
    }
    assert_true(file_write(path, bytes_of(bytes, PEPPER_LEN), 0400));
    pepper_open();
    assert_non_null(pepper_here());
    assert_memory_equal(pepper_here()->secret, bytes, PEPPER_LEN);
    const struct bytes part = bytes_of(bytes, PEPPER_LEN);
    uint8_t hash[HASH_LEN];
    secret_hash(hash, "kt pepper id", &part, 1);
    assert_memory_equal(pepper_here()->id, hash, PEPPER_ID_LEN);
    pepper_close();
    assert_null(pepper_here());
    unsetenv("CREDENTIALS_DIRECTORY");
}

#ifndef __SANITIZE_ADDRESS__ // its memory is not ours to walk through
// How often the pepper stands in what this process may read of itself.
static int copies_in_memory(int machine)
{
    FILE *maps = fopen("/proc/self/maps", "re");
    int memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC), found = 0;
    assert_non_null(maps);
    assert_true(memory >= 0);
    static uint8_t piece[1 << 16];
    char line[512], mode[5];
    unsigned long long from, until;
    while (fgets(line, sizeof line, maps)) {
        if (sscanf(line, "%llx-%llx %4s", &from, &until, mode) != 3 || mode[0] != 'r' ||
            until - from > 1ULL << 36) { // a sanitizer's own notes: terabytes, none of ours
            continue;
        }
        for (ssize_t got; from < until; from += (unsigned long long)got) {
            size_t want = until - from < sizeof piece ? until - from : sizeof piece;
            if ((got = pread(memory, piece, want, (off_t)from)) <= 0) {
                break;
            }
            for (ssize_t at_byte = 0; at_byte + PEPPER_LEN <= got; at_byte++) {
                size_t same = 0;
                while (same < PEPPER_LEN &&
                       (piece[at_byte + (ssize_t)same] ^ CROSS) == machines[machine][same]) {
                    same++;
                }
                found += same == PEPPER_LEN;
            }
            // What was looked through lies in `piece` itself: not to be found a second time.
            sodium_memzero(piece, sizeof piece);
        }
    }
    close(memory);
    fclose(maps);
    return found;
}

static void nothing_of_it_stays_in_memory(void **state)
{
    (void)state;
    at(0);
    assert_int_equal(copies_in_memory(0), 1); // the looking finds what is there
    int64_t id = added("Ketua BPD", STAFF_BPD, PIN_A, NULL, STAFF_MEMBER);
    staff_sign_out(village, signed_in(id, PIN_A));
    struct staff_session *session;
    assert_int_equal(tried(id, PIN_B, &session), STAFF_WRONG);
    (void)backed_up();
    assert_int_equal(copies_in_memory(0), 1);
    pepper_close();
    assert_int_equal(copies_in_memory(0), 0);
}
#endif

#define test_at_machine(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_at_machine(a_disk_without_its_chip_opens_to_no_pin),
        test_at_machine(a_pin_of_another_machine_is_no_wrong_one),
        test_at_machine(a_row_without_gets_the_pepper_when_its_pin_is_typed),
        test_at_machine(every_new_pin_has_the_pepper),
        test_at_machine(a_backup_brings_its_pins_to_another_machine),
        test_at_machine(and_to_one_without_a_chip),
        test_at_machine(so_does_the_nightly_one),
        test_at_machine(no_more_is_kept_than_is_needed),
        test_at_machine(a_backup_without_the_pepper_says_so),
        test_at_machine(pins_are_taken_from_a_backup_and_nothing_else),
        test_at_machine(a_pepper_of_another_length_is_damage),
        test_at_machine(the_unit_gives_it),
#ifndef __SANITIZE_ADDRESS__
        test_at_machine(nothing_of_it_stays_in_memory),
#endif
    };
    return cmocka_run_group_tests_name("staff_pepper", tests, NULL, NULL);
}
