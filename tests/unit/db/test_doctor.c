// SPDX-License-Identifier: GPL-3.0-or-later
// Every check, well and not well, on a machine of our own making: what it says, how bad it is, and
// that whatever is not fine says what to do next.
#include "kiosk_side.h"

#include "db/base/moment.h"
#include "db/village/backup_stick.h"
#include "db/village/doctor.h"
#include "db/village/mirror.h"
#include "db/village/office.h"
#include "db/village/probe.h"
#include "db/village/round.h"
#include "db/village/setting.h"
#include "db/village/state.h"

#include <sys/stat.h>
#include <sys/sysmacros.h>

#define GIGA INT64_C(1000000000)

static struct doctor_places places;
static struct doctor_row rows[DOCTOR_ROWS_MAX];
static size_t row_count;

static void wrote(const char *path, const char *content)
{
    char *whole = file_path(&arena, dir, path);
    *strrchr(whole, '/') = '\0';
    assert_true(file_make_dir(whole, 0755));
    assert_true(file_write(file_path(&arena, dir, path), bytes_of_str(content), 0644));
}

// A kiosk on which all is well, but for what nobody has tried yet.
static void a_machine(void)
{
    places = (struct doctor_places){.proc = file_path(&arena, dir, "proc"),
                                    .sys = file_path(&arena, dir, "sys"),
                                    .voice = "/bin/true",
                                    .free_bytes = 12 * GIGA};
    wrote("proc/self/mountinfo", "27 1 179:2 / / rw - ext4 /dev/mmcblk0p2 rw\n");
    wrote("proc/asound/cards", " 0 [PCH            ]: HDA-Intel - HDA Intel PCH\n");
    wrote("sys/class/net/lo/operstate", "unknown\n");
    wrote("sys/class/net/eth0/operstate", "up\n");
    wrote("sys/class/block/none", "");
    assert_true(village_time_learn(village, clock_now_s(), VILLAGE_TIME_SET));
}

static void look(void)
{
    row_count = doctor_look(village, &arena, &places, rows);
    assert_true(row_count > 10 && row_count <= DOCTOR_ROWS_MAX);
    for (size_t i = 0; i < row_count; i++) {
        assert_true(i == 0 || rows[i].state <= rows[i - 1].state); // the worst first
        assert_true(strlen(phrase_text(&arena, &rows[i].text)) > 3);
        // Not fine: what to do next is said, and nothing where all is well.
        assert_int_equal(rows[i].state != DOCTOR_OK, rows[i].advice.text != NULL);
    }
}

static const struct doctor_row *row_of(const char *name)
{
    for (size_t i = 0; i < row_count; i++) {
        if (str_equal(rows[i].name, name)) {
            return &rows[i];
        }
    }
    return NULL;
}

static void holds(const char *name, enum doctor_state state, const char *words)
{
    look();
    const struct doctor_row *row = row_of(name);
    const char *text = row ? phrase_text(&arena, &row->text) : "(left out)";
    if (!row || row->state != state || !strstr(text, words)) {
        fail_msg("%s is %s: \"%s\", not %s: \"%s\"", name,
                 row ? doctor_state_name(row->state) : "-", text, doctor_state_name(state), words);
    }
}

static void filed_ago(int64_t days)
{
    int64_t now_s = village_now_s(village);
    village->test_now_s = now_s - days * DAY_S;
    filed("Saluran mampet.", (struct bytes){0});
    village->test_now_s = 0;
}

static void rounded(int64_t ago_s, enum round_why why, const char *result)
{
    assert_true(round_add(village, &(struct round_report){.at_s = village_now_s(village) - ago_s,
                                                          .carrier = "https",
                                                          .result = result,
                                                          .why = why}));
}

static void test_first_day(void **state)
{
    (void)state;
    a_machine();
    holds("agent", DOCTOR_BAD, "Tidak berjalan");
    assert_string_equal(rows[0].name, "agent");
    holds("file", DOCTOR_WARN, "Belum pernah diperiksa");
    holds("touch", DOCTOR_WARN, "belum pernah diuji");
    holds("sound", DOCTOR_WARN, "belum pernah dicoba");
    holds("round", DOCTOR_WARN, "Belum pernah tersambung");
    holds("enrolment", DOCTOR_OK, "Kios nomor 7, Sukamaju.");
    holds("disk", DOCTOR_OK, "12 GB");
    holds("disk-health", DOCTOR_OK, "Tidak ada tanda rusak");
    holds("network", DOCTOR_OK, "Ada jaringan");
    holds("queue", DOCTOR_OK, "Tidak ada yang menunggu");
    holds("aside", DOCTOR_OK, "diterima");
    holds("printer", DOCTOR_OK, "Tidak dipakai");
    holds("stick", DOCTOR_OK, "Tidak ada yang tertancap");
    holds("clock", DOCTOR_OK, "dipercaya");
    holds("backup", DOCTOR_WARN, "Belum pernah dibuat");
    struct village *agent = village_open(dir, VILLAGE_AGENT);
    assert_non_null(agent);
    holds("agent", DOCTOR_OK, "Berjalan");
    village_close(agent);
    holds("agent", DOCTOR_BAD, "Tidak berjalan");
}

// A picture on its way is nobody's to mend; one that keeps coming damaged is.
static void test_pictures(void **state)
{
    (void)state;
    a_machine();
    assert_true(sql_run(village->sql,
                        "INSERT INTO media (hash, bytes, named_s) VALUES (x'00', 10, 1)", ""));
    assert_true(sql_run(village->sql, "INSERT INTO media_use VALUES ('office', x'00')", ""));
    look();
    for (size_t i = 0; i < row_count; i++) {
        assert_string_not_equal(rows[i].name, "pictures");
    }
    assert_true(sql_run(village->sql, "UPDATE media SET wrong = 3", ""));
    holds("pictures", DOCTOR_WARN, "rusak terus");
}

static void test_disk(void **state)
{
    (void)state;
    a_machine();
    places.free_bytes = 300 * 1000 * 1000;
    holds("disk", DOCTOR_WARN, "300 MB");
    places.free_bytes = VILLAGE_DISK_FREE_MIN - 1;
    holds("disk", DOCTOR_BAD, "16 MB");
    places.free_bytes = 0; // asked of the real one
    holds("disk", DOCTOR_OK, "B.");

    struct stat st;
    assert_int_equal(stat(dir, &st), 0);
    wrote("sys/dev/block/none", "");
    assert_int_equal(symlink("../../devices/mmc/mmcblk0/mmcblk0p2",
                             arena_printf(&arena, "%s/sys/dev/block/%u:%u", dir, major(st.st_dev),
                                          minor(st.st_dev))),
                     0);
    wrote("sys/fs/ext4/mmcblk0p2/errors_count", "0\n");
    wrote("sys/class/block/mmcblk0/device/life_time", "0x02 0x01\n");
    holds("disk-health", DOCTOR_OK, "");
    wrote("sys/class/block/mmcblk0/device/life_time", "0x0a 0x01\n");
    holds("disk-health", DOCTOR_WARN, "aus");
    wrote("sys/fs/ext4/mmcblk0p2/errors_count", "3\n");
    holds("disk-health", DOCTOR_BAD, "3 kali");
}

static void test_link_and_rounds(void **state)
{
    (void)state;
    a_machine();
    assert_true(probe_put(village, "link", PROBE_BAD, 0, "https://x: nobody answers there"));
    holds("network", DOCTOR_WARN, "tetapi kabupaten tidak bisa dihubungi");
    assert_non_null(strstr(row_of("network")->detail, "nobody"));
    assert_true(probe_put(village, "link", PROBE_WELL, 0, NULL));
    holds("network", DOCTOR_OK, "bisa dihubungi");
    wrote("sys/class/net/eth0/operstate", "down\n");
    holds("network", DOCTOR_WARN, "Tidak ada kabel atau Wi-Fi");

    rounded(0, ROUND_WELL, "ok");
    holds("round", DOCTOR_OK, "Baru saja");
    rounded(2 * 3600, ROUND_WELL, "ok");
    holds("round", DOCTOR_OK, "2 jam lalu");
    rounded(9 * DAY_S, ROUND_WELL, "ok");
    holds("round", DOCTOR_WARN, "9 hari lalu");
    for (enum round_why why = ROUND_NO_LINK; why < ROUND_WHY_COUNT; why++) {
        rounded(0, why, "https://x: a reason");
        look();
        assert_string_equal(row_of("round")->text.text, round_words(why).text);
        assert_string_equal(row_of("round")->detail, "https://x: a reason");
    }
    holds("round", DOCTOR_BAD, "berkasnya sendiri");
    rounded(0, ROUND_STRANGER, "https://x: another machine answers");
    holds("enrolment", DOCTOR_BAD, "tidak cocok");
    rounded(0, ROUND_WELL, "from before reasons were kept");
    holds("round", DOCTOR_WARN, "menolak");
}

// By day and month of the village's calendar; a stick costs nothing.
static void test_traffic(void **state)
{
    (void)state;
    a_machine();
    holds("traffic", DOCTOR_OK, "Bulan ini 0 MB, hari ini 0 kB.");
    struct round_report report = {.at_s = village_now_s(village),
                                  .carrier = "https",
                                  .result = "ok",
                                  .wire_up = 40000,
                                  .wire_down = 272000};
    assert_true(round_add(village, &report));
    report.carrier = "stick";
    assert_true(round_add(village, &report));
    holds("traffic", DOCTOR_OK, "Bulan ini 1 MB, hari ini 312 kB.");
    assert_string_equal(row_of("traffic")->detail, "1 x, up 40000, down 272000");
    report.carrier = "https";
    report.wire_down = 49000000;
    assert_true(round_add(village, &report));
    holds("traffic", DOCTOR_OK, "Bulan ini 50 MB, hari ini 49 MB.");
    assert_true(setting_set(village, "month_limit", "51", SETTING_LOCAL));
    holds("traffic", DOCTOR_OK, "Bulan ini 50 MB dari batas 51 MB.");
    assert_true(setting_set(village, "month_limit", "49", SETTING_LOCAL));
    holds("traffic", DOCTOR_WARN, "Batas bulan ini 49 MB sudah terpakai.");
    assert_non_null(row_of("traffic")->advice.text);
}

static void test_queue(void **state)
{
    (void)state;
    a_machine();
    filed_ago(0);
    holds("queue", DOCTOR_OK, "1 kiriman menunggu.");
    assert_true(round_aside(village, 1, 1, "its seal does not match"));
    holds("aside", DOCTOR_WARN, "1 kiriman disisihkan");
    assert_string_equal(row_of("aside")->detail, "its seal does not match");
}

static void test_old_queue(void **state)
{
    (void)state;
    a_machine();
    filed_ago(5);
    filed_ago(0);
    holds("queue", DOCTOR_WARN, "2 kiriman menunggu, yang tertua sudah 5 hari");
    assert_non_null(strstr(row_of("queue")->advice.text, "stik"));
}

static void test_very_old_queue(void **state)
{
    (void)state;
    a_machine();
    filed_ago(40);
    holds("queue", DOCTOR_BAD, "40 hari");
    confirmed(1);
    holds("queue", DOCTOR_OK, "Tidak ada");
}

static void test_clock_and_versions(void **state)
{
    (void)state;
    a_machine();
    filed_ago(40);
    assert_true(village_time_learn(village, clock_now_s() + 400 * DAY_S, VILLAGE_TIME_AT_LEAST));
    holds("clock", DOCTOR_WARN, "Jam belum pasti");
    holds("queue", DOCTOR_OK, "1 kiriman menunggu."); // no days are counted by such a clock
    holds("versions", DOCTOR_OK, "Versi ?");
    assert_true(probe_version_put(village, "agent", 100));
    holds("versions", DOCTOR_OK, "Versi 1.0");
    assert_true(probe_version_put(village, "kiosk", 101));
    holds("versions", DOCTOR_WARN, "1.1 / 1.0");
}

static void test_by_hand(void **state)
{
    (void)state;
    a_machine();
    assert_true(probe_put(village, "touch", PROBE_WELL, 0, NULL));
    holds("touch", DOCTOR_OK, "semua tempat");
    assert_true(probe_put(village, "touch", PROBE_BAD, 4, NULL));
    holds("touch", DOCTOR_BAD, "4 kotak");
    assert_true(probe_put(village, "sound", PROBE_WELL, 0, NULL));
    holds("sound", DOCTOR_OK, "Terdengar");
    assert_true(probe_put(village, "sound", PROBE_BAD, 0, NULL));
    holds("sound", DOCTOR_WARN, "Tidak terdengar");
    places.voice = "/no/such/program";
    holds("sound", DOCTOR_WARN, "espeak-ng");
    wrote("proc/asound/cards", "--- no soundcards ---\n");
    holds("sound", DOCTOR_WARN, "Pengeras suara tidak ditemukan");
    assert_true(setting_set(village, "speech", "off", SETTING_LOCAL));
    holds("sound", DOCTOR_OK, "Dimatikan");

    char *printer = file_path(&arena, dir, "lp0");
    assert_true(setting_set(village, "printer", printer, SETTING_LOCAL));
    holds("printer", DOCTOR_WARN, "Printer tidak tersambung");
    wrote("lp0", "");
    holds("printer", DOCTOR_WARN, "belum pernah dicoba");
    assert_true(probe_put(village, "printer", PROBE_BAD, 0, NULL));
    holds("printer", DOCTOR_WARN, "gagal");
    assert_true(probe_put(village, "printer", PROBE_WELL, 0, NULL));
    holds("printer", DOCTOR_OK, "berhasil");
    wrote("proc/self/mountinfo", "61 27 8:17 / /media/KIRIM rw - vfat /dev/sdb1 rw\n");
    holds("stick", DOCTOR_OK, "\"KIRIM\" tertancap");
    wrote("proc/self/mountinfo", "61 27 8:17 / /media/KIRIM ro - vfat /dev/sdb1 rw\n");
    holds("stick", DOCTOR_WARN, "hanya bisa dibaca");
    // Plugged in and not mounted: it has no name yet that means anything to anybody.
    wrote("proc/self/mountinfo", "");
    wrote("sys/class/block/kt9/removable", "1");
    wrote("sys/class/block/kt9/dev", "8:16");
    wrote("sys/class/block/kt9/size", "100");
    wrote("sys/class/block/kt9/diskseq", "4");
    holds("stick", DOCTOR_OK, "Stik tertancap, belum dibuka.");
    assert_true(probe_put(village, "stick", PROBE_BAD, 3, "/dev/kt9")); // one before it
    holds("stick", DOCTOR_OK, "belum dibuka");
    assert_true(probe_put(village, "stick", PROBE_BAD, 4, "/dev/kt9"));
    holds("stick", DOCTOR_WARN, "tidak terbaca");
    assert_true(probe_put(village, "backup", PROBE_WELL, 0, NULL));
    holds("backup", DOCTOR_WARN, "hanya di disk kios");
    assert_true(probe_put(village, "backup", PROBE_WELL, 2, NULL)); // the agent had no pepper
    holds("backup", DOCTOR_WARN, "PIN 2 anggota tidak ikut");
    assert_true(probe_put(village, "backup", PROBE_WELL, 0, NULL));
    assert_true(state_set_int(village, "backup_s", village_now_s(village)));
    assert_true(backup_stick_note(village, ""));
    holds("backup", DOCTOR_OK, "di luar disk kios");
    assert_true(backup_stick_note(village, "KIRIM"));
    holds("backup", DOCTOR_OK, "Baru dibuat, ada di stik \"KIRIM\"");
    assert_true(probe_put(village, "backup-stick", PROBE_BAD, BACKUP_STICK_FULL, "no room"));
    holds("backup", DOCTOR_WARN, "penuh");
    assert_true(probe_put(village, "backup-stick", PROBE_WELL, 0, NULL));
    // On the stick a week ago, here every night: the stick is not in any more.
    assert_true(state_set_int(village, "backup_out_s", village_now_s(village) - 8 * DAY_S));
    holds("backup", DOCTOR_WARN, "hanya di disk kios");
    assert_true(sql_run(village->sql, "UPDATE probe SET at_s = at_s - $1 WHERE name = 'backup'",
                        "i", INT64_C(8) * DAY_S));
    holds("backup", DOCTOR_WARN, "8 hari lalu");
    assert_true(probe_put(village, "backup", PROBE_BAD, 0, "no room"));
    holds("backup", DOCTOR_WARN, "gagal");
}

// No row where there is no mirror; what is wrong with one, and how many wait.
static void test_mirror(void **state)
{
    (void)state;
    a_machine();
    look();
    for (size_t i = 0; i < row_count; i++) {
        assert_string_not_equal(rows[i].name, "mirror");
    }
    assert_true(setting_set(village, "mirror", "/media/salinan", SETTING_LOCAL));
    holds("mirror", DOCTOR_OK, "sedang disalin");
    assert_true(probe_put(village, "mirror", PROBE_WELL, MIRROR_WELL, NULL));
    holds("mirror", DOCTOR_OK, "Semua kiriman tersalin");
    static const struct {
        enum mirror_why why;
        const char *words;
    } ills[] = {{MIRROR_GONE, "Tidak ada. 0"},
                {MIRROR_READ_ONLY, "Hanya bisa dibaca"},
                {MIRROR_FULL, "Penuh"},
                {MIRROR_SLOW, "Terlalu lambat"},
                {MIRROR_BROKEN, "Tidak bisa ditulis"}};
    for (size_t i = 0; i < COUNT_OF(ills); i++) {
        assert_true(probe_put(village, "mirror", PROBE_BAD, ills[i].why, "why"));
        holds("mirror", DOCTOR_WARN, ills[i].words);
    }
}

static void test_file(void **state)
{
    (void)state;
    a_machine();
    assert_true(probe_file(village));
    holds("file", DOCTOR_OK, "Utuh");
    assert_true(sql_run(village->sql, "UPDATE probe SET at_s = at_s - $1 WHERE name = 'file'", "i",
                        INT64_C(40) * DAY_S));
    holds("file", DOCTOR_WARN, "40 hari lalu");
    assert_true(probe_put(village, "file", PROBE_BAD, 0, "row 7 missing from index"));
    holds("file", DOCTOR_BAD, "rusak");
    assert_string_equal(row_of("file")->detail, "row 7 missing from index");
    assert_string_equal(rows[0].name, "file"); // above the agent, which is bad too
}

// A word that is longer than a row holds is cut between letters.
static void test_long_word(void **state)
{
    (void)state;
    char word[3 * PHRASE_WORD_MAX];
    for (size_t i = 0; i + 2 < sizeof word; i += 2) {
        memcpy(word + i, "é", 2);
    }
    word[sizeof word - 2] = '\0';
    assert_true(probe_put(village, "link", PROBE_BAD, 0, word));
    struct probe probe = probe_get(village, &arena, "link");
    assert_int_equal(strlen(probe.word), PHRASE_WORD_MAX);
    assert_true(utf8_is_valid(bytes_of_str(probe.word)));
    assert_int_equal(probe_get(village, &arena, "nothing").state, PROBE_NEVER);
}

// Marked here until the next sheet comes, from whatever side.
static void test_who_is_in(void **state)
{
    (void)state;
    Kt__Official officials[2] = {KT__OFFICIAL__INIT, KT__OFFICIAL__INIT};
    officials[0].name = "Kepala Desa";
    officials[0].role = "Kepala Desa";
    officials[0].in_today = true;
    officials[1].name = "Sekretaris Desa";
    officials[1].role = "Sekretaris Desa";
    Kt__Official *list[] = {&officials[0], &officials[1]};
    Kt__Office office = KT__OFFICE__INIT;
    office.n_officials = 2;
    office.officials = list;
    office.at_s = 5;
    assert_false(office_mark(village, "Kepala Desa", false)); // no sheet yet
    assert_true(office_put(village, &office, SETTING_REGENCY));
    assert_true(office_mark(village, "Kepala Desa", false));
    assert_true(office_mark(village, "Sekretaris Desa", true));
    Kt__Office *shown = office_get(village, &arena);
    assert_false(shown->officials[0]->in_today);
    assert_true(shown->officials[1]->in_today);
    assert_true(shown->at_s > 5); // as old as what was last said
    assert_false(office_mark(village, "Orang lain", true));
    assert_true(office_put(village, &office, SETTING_REGENCY));
    shown = office_get(village, &arena);
    assert_true(shown->officials[0]->in_today);
    assert_false(shown->officials[1]->in_today);
    assert_int_equal(shown->at_s, 5);
}

static void test_settings_of_the_keeper(void **state)
{
    (void)state;
    static const char *const good[] = {"21:30", "00:00", "5:05", ""};
    static const char *const bad[] = {"24:00", "21:60", "21", "21:30x", "-1:00", "malam"};
    for (size_t i = 0; i < COUNT_OF(good); i++) {
        assert_true(setting_set(village, "night_from", good[i], SETTING_LOCAL));
    }
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        assert_false(setting_set(village, "night_to", bad[i], SETTING_LOCAL));
    }
    assert_int_equal(setting_minute("21:30"), 21 * 60 + 30);
    assert_int_equal(setting_minute(""), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_at_kiosk(test_first_day),
        test_at_kiosk(test_pictures),
        test_at_kiosk(test_disk),
        test_at_kiosk(test_link_and_rounds),
        test_at_kiosk(test_traffic),
        test_at_kiosk(test_queue),
        test_at_kiosk(test_old_queue),
        test_at_kiosk(test_very_old_queue),
        test_at_kiosk(test_clock_and_versions),
        test_at_kiosk(test_by_hand),
        test_at_kiosk(test_mirror),
        test_at_kiosk(test_file),
        test_at_kiosk(test_long_word),
        test_at_kiosk(test_who_is_in),
        test_at_kiosk(test_settings_of_the_keeper),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
