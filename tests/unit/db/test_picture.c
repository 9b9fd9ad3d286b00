// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures at the regency and at a kiosk, without a wire between them: pieces in any order, files
// that are damaged or gone, and who keeps what for how long.
#include "picture_side.h"

#include "db/base/file.h"
#include "db/regency/picture.h"
#include "db/village/media.h"
#include "db/village/notice.h"

#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <utime.h>

// ---------------------------------------------------------------- both stores

struct both {
    struct side side;
    struct village *village;
    char *file; // the picture, beside no notice
    char *dir;
    Kt__Picture picture;
};

static void begin(struct both *both, const char *dir)
{
    arena_init(&arena, 256 << 20);
    side_begin(&both->side, dir);
    both->dir = file_path(&arena, dir, "kiosk");
    assert_true(village_create(both->dir));
    both->village = village_open(both->dir, VILLAGE_TOOL);
    assert_non_null(both->village);
    assert_true(village_time_learn(both->village, clock_now_s(), VILLAGE_TIME_SET));
    both->file = file_path(&arena, dir, "foto.png");
    assert_true(file_write(both->file, png(300, 200, 200000, 9, "eXIf"), 0600));
    kt__picture__init(&both->picture);
    assert_true(picture_keep(both->side.regency, &both->side.arena, both->file, &both->picture));
    both->picture.name = (char *)(uintptr_t) "foto.png";
}

static void end(struct both *both)
{
    village_close(both->village);
    side_end(&both->side);
    arena_finish(&arena);
}

static Kt__Notice notice_with(Kt__Picture **pictures)
{
    Kt__Notice notice = KT__NOTICE__INIT;
    notice.title = (char *)(uintptr_t) "Panen raya";
    notice.category = (char *)(uintptr_t) "kegiatan";
    notice.body = (char *)(uintptr_t) "Isi.";
    notice.publisher = (char *)(uintptr_t) "BPD";
    notice.pictures = pictures;
    notice.n_pictures = pictures ? 1 : 0;
    return notice;
}

// The regency hears of the kiosk's first notice.
static void told_of(struct both *both, Kt__Notice *notice, uint32_t revision)
{
    notice->id = arena_printf(&arena, "K%u-1", both->side.kiosk.id);
    notice->revision = revision;
    assert_int_equal(bulletin_from_kiosk(both->side.regency, &arena, &both->side.kiosk, notice),
                     BULLETIN_TAKEN);
}

// Posted at the regency and known at the kiosk. The id in the arena.
static const char *posted(struct both *both, const char *id)
{
    static Kt__Picture *pictures[1];
    const char *out;
    pictures[0] = &both->picture;
    Kt__Notice notice = notice_with(pictures);
    notice.id = (char *)(uintptr_t)id;
    assert_true(bulletin_post(both->side.regency, &both->side.arena, &notice, &out));
    sql_begin(both->village->sql);
    assert_true(notice_put(both->village, &notice));
    assert_true(sql_commit(both->village->sql));
    return out;
}

static enum picture_read give(struct both *both, uint32_t offset, size_t max,
                              struct media_piece *piece)
{
    *piece = (struct media_piece){.hash = record_view(both->picture.hash), .offset = offset};
    sql_begin(both->side.regency->sql);
    enum picture_read read = picture_read(both->side.regency, &both->side.arena, piece->hash,
                                          offset, max, &piece->total, &piece->bytes);
    assert_true(sql_commit(both->side.regency->sql));
    piece->absent = read == PICTURE_NOT_HERE;
    return read;
}

static bool take(struct both *both, const struct media_piece *piece)
{
    bool moved;
    sql_begin(both->village->sql);
    assert_true(media_take(both->village, piece, &moved));
    assert_true(sql_commit(both->village->sql));
    return moved;
}

static size_t wants(struct both *both, struct media_want *want)
{
    return media_wants(both->village, MEDIA_NOW, 0, 1 << 20, 1, want);
}

static const char *whole(struct both *both)
{
    return notice_picture_path(both->village, &arena, both->picture.hash);
}

static void pieces_make_a_picture_and_nothing_less_is_shown(void **state)
{
    struct both both;
    struct media_want want;
    struct media_piece piece;
    begin(&both, *state);
    assert_int_equal(wants(&both, &want), 0);
    posted(&both, "");
    assert_int_equal(wants(&both, &want), 1);
    assert_int_equal(want.offset, 0);
    assert_int_equal(want.max, both.picture.bytes);
    assert_int_equal(media_wants(both.village, MEDIA_NOW, 0, 1000, 1, &want), 1);
    assert_int_equal(want.max, 1000);
    assert_true(media_is_coming(both.village, record_view(both.picture.hash)));
    give(&both, 0, 100000, &piece);
    assert_true(take(&both, &piece));
    assert_false(take(&both, &piece)); // twice
    give(&both, 150000, 100, &piece);
    assert_false(take(&both, &piece)); // a hole
    // Started again, and the disk has lost the end of what was noted.
    village_close(both.village);
    const char *part = arena_printf(&arena, "%s/media/%s.part", both.dir,
                                    secret_hex(&arena, record_view(both.picture.hash)));
    assert_int_equal(truncate(part, 90000), 0);
    both.village = village_open(both.dir, VILLAGE_TOOL);
    assert_int_equal(wants(&both, &want), 1);
    assert_int_equal(want.offset, 90000);
    assert_null(whole(&both));
    give(&both, want.offset, want.max, &piece);
    assert_true(take(&both, &piece));
    assert_int_equal(wants(&both, &want), 0);
    assert_false(media_is_coming(both.village, record_view(both.picture.hash)));
    struct bytes kept;
    assert_non_null(whole(&both));
    assert_true(file_read(&arena, whole(&both), MEDIA_BYTES_MAX, &kept));
    assert_true(bytes_equal(kept, png(300, 200, 200000, 9, NULL)));
    assert_int_equal(file_size(part), -1);
    end(&both);
}

static void a_wrong_one_begins_anew_and_then_waits_for_tomorrow(void **state)
{
    struct both both;
    struct media_want want;
    struct media_piece piece;
    begin(&both, *state);
    posted(&both, "");
    for (int i = 1; i <= MEDIA_WRONG_MAX; i++) {
        assert_int_equal(wants(&both, &want), 1);
        assert_int_equal(want.offset, 0);
        give(&both, 0, 1 << 20, &piece);
        uint8_t *bytes = (uint8_t *)(uintptr_t)piece.bytes.data;
        bytes[1234] ^= 1;
        take(&both, &piece);
        assert_null(whole(&both));
        assert_int_equal(media_state(both.village).missing, 1);
    }
    assert_int_equal(media_state(both.village).aside, 1);
    assert_int_equal(wants(&both, &want), 0);
    // On a stick it is asked for all the same, and another length is another picture.
    assert_int_equal(media_wants(both.village, MEDIA_ALL, 0, 1 << 20, 1, &want), 1);
    both.village->test_now_s = clock_now_s() + MEDIA_ASIDE_S + 60;
    assert_int_equal(wants(&both, &want), 1);
    give(&both, 0, 1 << 20, &piece);
    piece.total--;
    take(&both, &piece);
    assert_int_equal(wants(&both, &want), 0);
    // Said again to be there, it is asked for at once.
    assert_true(media_is_there(both.village, record_view(both.picture.hash)));
    assert_int_equal(wants(&both, &want), 1);
    give(&both, 0, 1 << 20, &piece);
    assert_true(take(&both, &piece));
    assert_non_null(whole(&both));
    end(&both);
}

static void what_the_regency_has_not_is_asked_for_later(void **state)
{
    struct both both;
    struct media_want want;
    struct media_piece piece;
    begin(&both, *state);
    const char *id = posted(&both, "");
    const char *kept = arena_printf(&arena, "%s/media/%s.picture", (char *)*state,
                                    secret_hex(&arena, record_view(both.picture.hash)));
    struct bytes file;
    assert_true(file_read(&arena, kept, MEDIA_BYTES_MAX, &file));
    ((uint8_t *)(uintptr_t)file.data)[777] ^= 1;
    assert_true(file_write(kept, file, 0600));
    assert_int_equal(give(&both, 0, 1 << 20, &piece), PICTURE_NOT_HERE); // damaged: nothing goes
    assert_true(file_exists(arena_printf(&arena, "%s.damaged", kept)));
    assert_int_equal(give(&both, 0, 1 << 20, &piece), PICTURE_NOT_HERE);
    take(&both, &piece);
    assert_int_equal(wants(&both, &want), 0);
    both.village->test_now_s = clock_now_s() + MEDIA_ABSENT_S + 60;
    assert_int_equal(wants(&both, &want), 1);
    both.village->test_now_s = 0;
    assert_int_equal(wants(&both, &want), 0);
    // Posted again with it, the new revision has it asked for at once.
    assert_true(picture_keep(both.side.regency, &both.side.arena, both.file, &both.picture));
    both.picture.name = (char *)(uintptr_t) "foto.png";
    posted(&both, id);
    assert_int_equal(wants(&both, &want), 1);
    assert_int_equal(give(&both, 0, 1 << 20, &piece), PICTURE_READ);
    assert_true(take(&both, &piece));
    // Nothing that is no picture is given for one.
    uint8_t strange[HASH_LEN] = {1};
    uint32_t total;
    assert_int_equal(
        picture_read(both.side.regency, &arena, bytes_of(strange, HASH_LEN), 0, 10, &total, &file),
        PICTURE_NOT_HERE);
    assert_int_equal(
        picture_read(both.side.regency, &arena, bytes_of(strange, 3), 0, 10, &total, &file),
        PICTURE_NOT_HERE);
    end(&both);
}

static void up_it_goes_when_it_is_asked_for(void **state)
{
    struct both both;
    struct media_piece piece;
    begin(&both, *state);
    Kt__Picture picture = KT__PICTURE__INIT, *pictures[] = {&picture};
    picture.name = (char *)(uintptr_t) "warga.png";
    assert_true(file_write(both.file, png(100, 80, 20000, 3, "tEXt"), 0600));
    assert_true(notice_picture_keep(both.village, &arena, both.file, &picture));
    Kt__Notice notice = notice_with(pictures);
    const char *id;
    assert_true(notice_post(both.village, &arena, &notice, &id));
    assert_int_equal(media_pieces(both.village, &arena, MEDIA_NOW, 0, 1 << 20, 4, &piece), 0);
    assert_int_equal(media_pieces(both.village, &arena, MEDIA_ALL, 0, 1 << 20, 4, &piece), 1);
    // The regency hears of the notice, and asks.
    struct regency *regency = both.side.regency;
    struct part part = {.hash = record_view(picture.hash), .total = picture.bytes};
    uint32_t have;
    assert_int_equal(picture_put(regency, 1, &part, PICTURE_PIECE, &have), PART_REFUSED);
    told_of(&both, &notice, 1);
    struct picture_want asked[PICTURE_WANTS_MAX];
    assert_int_equal(picture_wants(regency, &arena, both.side.kiosk.id, 4, asked), 1);
    assert_int_equal(picture_wants(regency, &arena, both.side.kiosk.id + 1, 4, asked), 0);
    struct media_want want = {.offset = 0};
    memcpy(want.hash, asked[0].hash.data, HASH_LEN);
    assert_true(media_asked(both.village, &want, 1));
    assert_int_equal(media_state(both.village).to_send, 1);
    bool moved;
    for (have = 0; have < picture.bytes;) {
        assert_int_equal(media_pieces(both.village, &arena, MEDIA_NOW, 0, 7000, 4, &piece), 1);
        assert_int_equal(piece.offset, have);
        part.bytes = piece.bytes;
        part.offset = piece.offset;
        assert_int_equal(picture_put(regency, both.side.kiosk.id, &part, PICTURE_PIECE, &have),
                         PART_TAKEN);
        assert_int_equal(have, piece.offset + piece.bytes.len);
        assert_true(media_mark(both.village, piece.hash, have, &moved));
        assert_true(moved);
    }
    assert_int_equal(media_state(both.village).to_send, 0);
    assert_int_equal(media_pieces(both.village, &arena, MEDIA_ALL, 0, 7000, 4, &piece), 0);
    assert_int_equal(picture_wants(regency, &arena, both.side.kiosk.id, 4, asked), 0);
    assert_int_equal(side_count(&both.side, "change WHERE class = 4"), 1); // the others are told
    // Its file is gone: it says so when it is asked, and is asked again tomorrow.
    sql_run(regency->sql, "UPDATE picture SET have = 0", "");
    assert_int_equal(picture_wants(regency, &arena, both.side.kiosk.id, 4, asked), 1);
    assert_true(file_remove(notice_picture_path(both.village, &arena, picture.hash)));
    assert_true(media_asked(both.village, &want, 1));
    assert_int_equal(media_pieces(both.village, &arena, MEDIA_NOW, 0, 7000, 4, &piece), 1);
    assert_true(piece.absent);
    part.bytes = (struct bytes){0};
    assert_int_equal(picture_put(regency, both.side.kiosk.id, &part, PICTURE_ABSENT, &have),
                     PART_REFUSED);
    assert_int_equal(picture_wants(regency, &arena, both.side.kiosk.id, 4, asked), 0);
    // One that it never heard of is absent too, and said once only.
    want.hash[0] ^= 1;
    assert_true(media_asked(both.village, &want, 1));
    assert_int_equal(media_pieces(both.village, &arena, MEDIA_NOW, 0, 7000, 4, &piece), 1);
    assert_true(piece.absent);
    assert_true(media_asked(both.village, NULL, 0));
    assert_int_equal(media_pieces(both.village, &arena, MEDIA_NOW, 0, 7000, 4, &piece), 0);
    end(&both);
}

// What another kiosk knows of it, its hash, is no right to spoil it: neither by other bytes, nor by
// a wrong length, nor by saying that it is gone.
static void only_who_posted_it_is_heard(void **state)
{
    struct both both;
    begin(&both, *state);
    Kt__Picture picture = KT__PICTURE__INIT, *pictures[] = {&picture};
    picture.name = (char *)(uintptr_t) "warga.png";
    assert_true(file_write(both.file, png(100, 80, 20000, 3, "tEXt"), 0600));
    assert_true(notice_picture_keep(both.village, &arena, both.file, &picture));
    Kt__Notice notice = notice_with(pictures);
    struct regency *regency = both.side.regency;
    const uint32_t owner = both.side.kiosk.id;
    uint32_t other;
    uint8_t token[TOKEN_LEN];
    assert_true(registry_add(regency, both.side.kiosk.village.id, "Lain", token, &other));
    told_of(&both, &notice, 1);
    struct bytes file;
    assert_true(file_read(&arena, notice_picture_path(both.village, &arena, picture.hash),
                          MEDIA_BYTES_MAX, &file));
    struct part part = {.hash = record_view(picture.hash),
                        .bytes = bytes_of(file.data, 7000),
                        .total = picture.bytes};
    uint32_t have;
    struct picture_want asked[PICTURE_WANTS_MAX];
    assert_int_equal(picture_put(regency, owner, &part, PICTURE_PIECE, &have), PART_TAKEN);
    assert_int_equal(have, 7000);
    part.offset = 7000; // to the end, but of another picture
    part.bytes = bytes_of(file.data, picture.bytes - 7000);
    assert_int_equal(picture_put(regency, other, &part, PICTURE_PIECE, &have), PART_REFUSED);
    part.total++;
    assert_int_equal(picture_put(regency, other, &part, PICTURE_PIECE, &have), PART_REFUSED);
    part.bytes = (struct bytes){0};
    assert_int_equal(picture_put(regency, other, &part, PICTURE_ABSENT, &have), PART_REFUSED);
    // Nor by a recording that is said to have the same hash.
    part.offset = 0;
    part.bytes = bytes_of(file.data + 8000, 8000);
    assert_int_equal(part_put(regency, other, &part, &have), PART_TAKEN);
    part.offset = 7000;
    assert_int_equal(picture_wants(regency, &arena, owner, 4, asked), 1);
    assert_int_equal(asked[0].offset, 7000);
    part.total--;
    part.bytes = bytes_of(file.data + 7000, picture.bytes - 7000);
    assert_int_equal(picture_put(regency, owner, &part, PICTURE_PIECE, &have), PART_TAKEN);
    assert_int_equal(have, picture.bytes);
    end(&both);
}

// A kiosk that was told "not here" waits for hours: whatever brings the file back says so. After a
// restore the file lies there before its notice is known again, or after its row was.
static void a_file_that_is_back_is_said_to_its_readers(void **state)
{
    struct both both;
    begin(&both, *state);
    Kt__Picture *pictures[] = {&both.picture};
    Kt__Notice notice = notice_with(pictures);
    struct regency *regency = both.side.regency;
    told_of(&both, &notice, 1);
    assert_int_equal(side_count(&both.side, "change WHERE class = 4 AND body IS NOT NULL"), 1);
    told_of(&both, &notice, 2); // nothing is new about its picture
    picture_look(regency);
    assert_int_equal(side_count(&both.side, "change WHERE class = 4"), 1);
    sql_run(regency->sql, "UPDATE picture SET have = 0", "");
    picture_look(regency);
    assert_int_equal(side_count(&both.side, "change WHERE class = 4"), 2);
    end(&both);
}

// The regency's clock ran a year ahead when a kiosk said that it has it no more.
static void a_clock_that_ran_ahead_keeps_nothing_away(void **state)
{
    struct both both;
    begin(&both, *state);
    Kt__Picture *pictures[] = {&both.picture};
    Kt__Notice notice = notice_with(pictures);
    struct regency *regency = both.side.regency;
    const uint32_t owner = both.side.kiosk.id;
    told_of(&both, &notice, 1);
    struct part part = {.hash = record_view(both.picture.hash), .total = both.picture.bytes};
    uint32_t have;
    struct picture_want asked[PICTURE_WANTS_MAX];
    sql_run(regency->sql, "UPDATE picture SET have = 0", "");
    assert_int_equal(picture_put(regency, owner, &part, PICTURE_ABSENT, &have), PART_REFUSED);
    assert_int_equal(picture_wants(regency, &arena, owner, 4, asked), 0);
    sql_run(regency->sql, "UPDATE picture SET ask_s = ask_s + $1", "i", (int64_t)365 * 86400);
    assert_int_equal(picture_wants(regency, &arena, owner, 4, asked), 1);
    end(&both);
}

// Two notices name one picture with two lengths: one of them is wrong, and keeps nothing away.
static void a_wrong_length_keeps_nothing_away(void **state)
{
    struct both both;
    struct media_want want;
    struct media_piece piece;
    begin(&both, *state);
    (void)posted(&both, "");
    Kt__Picture other = both.picture, *pictures[] = {&other};
    Kt__Notice notice = notice_with(pictures);
    const uint32_t lengths[] = {both.picture.bytes + 5, both.picture.bytes - 5, 1};
    for (size_t i = 0; i < COUNT_OF(lengths); i++) {
        other.bytes = lengths[i];
        notice.id = arena_printf(&arena, "K9-%zu", i + 1);
        notice.revision = 1;
        sql_begin(both.village->sql);
        assert_true(notice_put(both.village, &notice));
        assert_true(sql_commit(both.village->sql));
        assert_int_equal(wants(&both, &want), 1);
        give(&both, want.offset, 7000, &piece);
        assert_true(take(&both, &piece));
        assert_int_equal(wants(&both, &want), 1);
        assert_int_equal(want.offset, 7000 * (i + 1));
        assert_int_equal(want.offset + want.max, both.picture.bytes); // by what the regency has
    }
    sql_run(both.village->sql, "UPDATE media SET bytes = bytes + 3", ""); // it was named first
    give(&both, want.offset, 7000, &piece);
    assert_false(take(&both, &piece));
    give(&both, 0, 1 << 20, &piece);
    assert_true(take(&both, &piece));
    assert_non_null(whole(&both));
    // At the regency what was named first counts, and what has come of it stays.
    struct regency *regency = both.side.regency;
    sql_run(regency->sql, "UPDATE picture SET have = 100", "");
    other.bytes = 90;
    told_of(&both, &notice, 1);
    assert_int_equal(sql_int(regency->sql, -1, "SELECT bytes FROM picture", ""),
                     both.picture.bytes);
    assert_int_equal(sql_int(regency->sql, -1, "SELECT have FROM picture", ""), 100);
    end(&both);
}

// ---------------------------------------------------------------- how long

static void grow_old(struct both *both, int64_t seconds)
{
    struct utimbuf then = {clock_now_s() - seconds, clock_now_s() - seconds};
    const char *path = arena_printf(&arena, "%s/media/%s", both->dir,
                                    secret_hex(&arena, record_view(both->picture.hash)));
    assert_int_equal(utime(path, &then), 0);
    sql_run(both->village->sql, "UPDATE media SET left_s = left_s - $1 WHERE left_s > 0", "i",
            seconds);
}

static void what_nobody_names_goes_and_what_is_gone_is_wanted(void **state)
{
    struct both both;
    struct media_want want;
    struct media_piece piece;
    begin(&both, *state);
    const char *id = posted(&both, "");
    give(&both, 0, 1 << 20, &piece);
    assert_true(take(&both, &piece));
    // Lost: the sweep finds it out.
    assert_true(file_remove(whole(&both)));
    assert_int_equal(wants(&both, &want), 0);
    media_sweep(both.village);
    assert_int_equal(wants(&both, &want), 1);
    assert_true(take(&both, &piece));
    // Withdrawn: it stays for a month, longer while a draft has it.
    Kt__NoticeGone gone = KT__NOTICE_GONE__INIT;
    gone.id = (char *)(uintptr_t)id;
    gone.revision = 9;
    gone.reason = (char *)(uintptr_t) "Ditarik.";
    assert_true(notice_put_gone(both.village, &gone));
    media_sweep(both.village);
    grow_old(&both, MEDIA_UNUSED_S - 3600);
    media_sweep(both.village);
    assert_non_null(whole(&both));
    sql_run(both.village->sql, "UPDATE media SET left_s = left_s - $1", "i",
            (int64_t)MEDIA_UNUSED_S); // somebody has just kept the same picture anew
    media_sweep(both.village);
    assert_non_null(whole(&both));
    assert_true(sql_run(both.village->sql,
                        "INSERT INTO draft VALUES (1, 1, 1, '', 0, '', NULL, 0, '', '', 0, $1)",
                        "b", record_view(both.picture.hash)));
    grow_old(&both, 7200 + MEDIA_UNUSED_S);
    media_sweep(both.village);
    assert_non_null(whole(&both));
    sql_run(both.village->sql, "DELETE FROM draft", "");
    media_sweep(both.village);
    assert_null(whole(&both));
    assert_int_equal(wants(&both, &want), 0);
    // Shown again, it is wanted again.
    sql_run(both.village->sql, "UPDATE notice SET gone = NULL", "");
    assert_int_equal(wants(&both, &want), 1);
    // Over for more than a year it is not.
    sql_run(both.village->sql, "UPDATE notice SET end_s = $1", "i",
            clock_now_s() - MEDIA_ARCHIVE_S - 60);
    assert_int_equal(wants(&both, &want), 0);
    sql_run(both.village->sql, "UPDATE notice SET end_s = $1", "i",
            clock_now_s() - MEDIA_ARCHIVE_S + 600);
    assert_int_equal(wants(&both, &want), 1);
    end(&both);
}

static void the_regency_looks_after_its_own(void **state)
{
    struct both both;
    begin(&both, *state);
    const char *id = posted(&both, "");
    const char *kept = arena_printf(&arena, "%s/media/%s.picture", (char *)*state,
                                    secret_hex(&arena, record_view(both.picture.hash)));
    struct regency *regency = both.side.regency;
    assert_true(file_rename(kept, arena_printf(&arena, "%s.away", kept)));
    picture_look(regency);
    assert_int_equal(sql_int(regency->sql, -1, "SELECT have FROM picture", ""), 0);
    assert_true(file_rename(arena_printf(&arena, "%s.away", kept), kept)); // brought back
    picture_look(regency);
    assert_int_equal(sql_int(regency->sql, -1, "SELECT have FROM picture", ""), both.picture.bytes);
    assert_true(bulletin_withdraw(regency, &arena, id, "Ditarik."));
    picture_look(regency);
    picture_look(regency);
    assert_true(file_exists(kept));
    sql_run(regency->sql, "UPDATE picture SET left_s = left_s - $1", "i",
            (int64_t)PICTURE_UNUSED_S);
    picture_look(regency);
    assert_false(file_exists(kept));
    end(&both);
}

// On a disk of 64 MiB nothing large is asked for nor kept, and words still come in.
static void a_disk_that_is_nearly_full_is_kept_for_words(void **state)
{
    if (unshare(CLONE_NEWNS) != 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
        mount("none", *state, "tmpfs", 0, "size=64m") != 0) {
        print_message("skipped: this user may not mount\n");
        skip();
    }
    struct both both;
    begin(&both, *state);
    Kt__Picture picture = both.picture, *pictures[] = {&picture};
    Kt__Notice notice = notice_with(pictures);
    uint8_t hash[HASH_LEN] = {7};
    picture.hash = record_data(bytes_of(hash, sizeof hash));
    notice.id = arena_printf(&arena, "K%u-1", both.side.kiosk.id);
    notice.revision = 1;
    struct regency *regency = both.side.regency;
    const uint32_t owner = both.side.kiosk.id;
    assert_int_equal(bulletin_from_kiosk(regency, &arena, &both.side.kiosk, &notice),
                     BULLETIN_TAKEN);
    struct picture_want asked[PICTURE_WANTS_MAX];
    assert_int_equal(picture_wants(regency, &arena, owner, 4, asked), 0);
    struct part part = {
        .hash = record_view(picture.hash), .bytes = bytes_of(hash, 9), .total = picture.bytes};
    uint32_t have;
    assert_int_equal(picture_put(regency, owner, &part, PICTURE_PIECE, &have), PART_REFUSED);
    assert_non_null(strstr(fault_text(), "kept for words"));
    assert_int_equal(part_put(regency, owner, &part, &have), PART_REFUSED);
    assert_non_null(strstr(fault_text(), "kept for words"));
    end(&both);
    assert_int_equal(umount(*state), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_in_dir(pieces_make_a_picture_and_nothing_less_is_shown),
        test_in_dir(a_wrong_one_begins_anew_and_then_waits_for_tomorrow),
        test_in_dir(what_the_regency_has_not_is_asked_for_later),
        test_in_dir(up_it_goes_when_it_is_asked_for),
        test_in_dir(only_who_posted_it_is_heard),
        test_in_dir(a_wrong_length_keeps_nothing_away),
        test_in_dir(a_file_that_is_back_is_said_to_its_readers),
        test_in_dir(a_clock_that_ran_ahead_keeps_nothing_away),
        test_in_dir(what_nobody_names_goes_and_what_is_gone_is_wanted),
        test_in_dir(the_regency_looks_after_its_own),
        test_in_dir(a_disk_that_is_nearly_full_is_kept_for_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
