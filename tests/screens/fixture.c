// SPDX-License-Identifier: GPL-3.0-or-later
// A village folder for the screens' tests, the same to the letter each time: fixture DIR SAMPLES.
// Samples as notices, four who work there, five aspirations with known codes (answered, rejected,
// finished, sent, waiting), the board, the money, a last round three days ago. `alert` as third
// word: two warnings as well. `register`: a full register for BPD. `keeper`: a machine of its own
// under DIR/machine, on which some things are not well, and a stick under DIR/sticks. `copies`:
// such a one whose disk came from another (fixture_copies.h). `writer`: a second member of BPD has
// been let in, and the stick has notices and pictures. `bare`: the folder alone, before any
// enrolment, and with a clock that is behind the last time known. `setup`, `enrolled`: at the first
// start.
#include "db/base/clock.h"
#include "db/base/file.h"
#include "db/base/moment.h"
#include "db/record/notice_file.h"
#include "db/village/alert.h"
#include "db/village/answer.h"
#include "db/village/aspiration.h"
#include "db/village/board.h"
#include "db/village/budget.h"
#include "db/village/event_log.h"
#include "db/village/notice.h"
#include "db/village/office.h"
#include "db/village/probe.h"
#include "db/village/round.h"
#include "db/village/setting.h"
#include "db/village/staff_anew.h"
#include "db/village/staff_inside.h"
#include "tests/enrol.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STAFF_PIN "592071"

enum { NOW_S = 1795401660, NAMES_MAX = 64, ARENA_MAX = 256 << 20 }; // 2026-11-23 09.41 WIB

static struct arena arena;
static uint8_t root_public[SIGN_PUBLIC_LEN], root_secret[SIGN_SECRET_LEN];
static uint8_t sealing_public[BOX_PUBLIC_LEN], sealing_secret[BOX_SECRET_LEN];
static uint8_t salt[RECEIPT_SALT_LEN] = {7, 7, 7};

static void must(bool ok, const char *what)
{
    if (!ok) {
        die("fixture: %s: %s", what, fault_text());
    }
}

static char *text(const char *str)
{
    return (char *)(uintptr_t)str;
}

#include "fixture_register.h"

static void enrol(struct village *village)
{
    Kt__Village record = enrol_village(12, salt);
    record.kecamatan = text("Cibadak");
    record.regency = text("Mekarsari");
    must(enrol_kiosk(village, &arena, 7, &record,
                     (struct enrol_by){root_public, root_secret, sealing_public}),
         "enrol");
}

// ---- notices

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static size_t names_of(const char *dir, char **names)
{
    DIR *folder = opendir(dir);
    must(folder != NULL, dir);
    size_t count = 0;
    struct dirent *entry;
    while ((entry = readdir(folder))) {
        size_t len = strlen(entry->d_name);
        if (len > 3 && count < NAMES_MAX && strcmp(entry->d_name + len - 3, ".md") == 0) {
            names[count++] = arena_str(&arena, entry->d_name);
        }
    }
    closedir(folder);
    qsort(names, count, sizeof *names, by_name);
    return count;
}

static void keep(struct village *village, const char *dir, Kt__Picture *picture)
{
    if (picture) {
        must(notice_picture_keep(village, &arena, file_path(&arena, dir, picture->name), picture),
             picture->name);
    }
}

static void post(struct village *village, const char *dir, const char *name, int number)
{
    struct bytes content;
    must(file_read(&arena, file_path(&arena, dir, name), NOTICE_FILE_BYTES_MAX, &content), name);
    struct notice_file *file = notice_file_read(&arena, name, content, 420);
    must(file != NULL, name);
    Kt__Notice *notice = &file->notice;
    notice->id = arena_printf(&arena, "R-%d", number);
    notice->revision = 1;
    notice->posted_s = NOW_S - (int64_t)(number - 1) * 20 * 3600; // the first two are of today
    for (size_t i = 0; i < notice->n_pictures; i++) {
        keep(village, dir, notice->pictures[i]);
    }
    keep(village, dir, notice->before);
    keep(village, dir, notice->after);
    must(notice_put(village, notice), name);
}

// ---- aspirations

// The 15 digits and the one that checks them.
static void code_of(const char *digits, char code[static RECEIPT_DIGITS + 1])
{
    for (char last = '0'; last <= '9'; last++) {
        const char *whole = arena_printf(&arena, "%s%c", digits, last);
        if (receipt_code_check(whole, code) == RECEIPT_CODE_OK) {
            return;
        }
    }
    die("fixture: no check digit for %s", digits);
}

static void file(struct village *village, const char *name, const char *digits, const char *words,
                 struct receipt *receipt, const char **number)
{
    char code[RECEIPT_DIGITS + 1];
    code_of(digits, code);
    must(receipt_derive(receipt, code, salt), "receipt");
    struct aspiration_draft draft = {.text = words,
                                     .category = KT__CATEGORY__AIR,
                                     .mode = KT__MODE__ANONIM,
                                     .to = KT__ADDRESSEE__BPD};
    must(aspiration_file(village, &arena, &draft, receipt, number), name);
    printf("%s=%s\n", name, code);
}

struct said {
    Kt__State state;
    int64_t ago_s;
    const char *by, *text, *to; // to: NULL where it went nowhere
};

static Kt__CaseEntry **entries_of(const struct said *said, size_t count)
{
    Kt__CaseEntry **entries = ARENA_ARRAY(&arena, Kt__CaseEntry *, count);
    for (size_t i = 0; i < count; i++) {
        Kt__CaseEntry *entry = entries[i] = ARENA_NEW(&arena, Kt__CaseEntry);
        kt__case_entry__init(entry);
        entry->state = said[i].state;
        entry->at_s = NOW_S - said[i].ago_s;
        entry->by = text(said[i].by);
        entry->text = text(said[i].text);
        entry->to = text(said[i].to ? said[i].to : "");
    }
    return entries;
}

// on: the case that it was merged into, with its number; NULL for none.
static void answer(struct village *village, const struct receipt *receipt, const char *number,
                   const struct said *said, size_t count, int64_t due_day, Kt__GoingOn *on,
                   const char *on_number)
{
    Kt__CaseView view = KT__CASE_VIEW__INIT;
    view.case_ = record_data(bytes_of(receipt->case_id, RECEIPT_CASE_LEN));
    view.revision = 1;
    view.number = text(number);
    view.state = said[count - 1].state;
    view.due_day = due_day;
    view.reopen_until_day = view.state == KT__STATE__SELESAI ? NOW_S / DAY_S + 11 : 0;
    view.n_entries = count;
    view.entries = entries_of(said, count);
    view.going_on = on;
    view.merged_into = text(on ? on_number : "");
    Kt__Answer *closed = seal_answer_close(&arena, &view, 1, receipt->public_key, sealing_secret);
    must(answer_put(village, closed), "answer");
}

static void confirm_all(struct village *village)
{
    struct event_log log;
    must(event_log_get(village, &log), "log");
    must(event_log_confirm(village, log.log, log.head, log.head_hash, log.head, EVENT_LOG_SAME) ==
             EVENT_LOG_CONFIRMED,
         "confirm");
}

static void speak_up(struct village *village)
{
    static const struct said answered[] = {
        {KT__STATE__TERVERIFIKASI, 6 * DAY_S, "petugas kabupaten", "", NULL},
        {KT__STATE__DITERUSKAN, 5 * DAY_S, "petugas kabupaten", "", "Dinas PUPR"},
        {KT__STATE__DITINDAKLANJUTI, 2 * DAY_S, "Dinas PUPR",
         "Gorong-gorong diperiksa hari Jumat. Pengerukan dimulai tanggal 30 November bersama warga "
         "RT 03, kira-kira tiga hari. Alat dan karung dari kami.",
         NULL},
    };
    static const struct said rejected[] = {
        {KT__STATE__DITOLAK, 3 * DAY_S, "Dinas Perhubungan",
         "Lampu di jalan itu milik perusahaan perkebunan, jadi bukan kami yang boleh memasang. "
         "Kami sudah mengirim surat kepada mereka.",
         NULL},
    };
    static const struct said finished[] = {
        {KT__STATE__TERVERIFIKASI, 6 * DAY_S, "petugas kabupaten", "", NULL},
        {KT__STATE__SELESAI, DAY_S, "Dinas Perhubungan",
         "Lampu di depan sekolah sudah diganti hari Jumat. Kalau mati lagi, sampaikan di sini.",
         NULL},
    };
    static const struct said merged[] = {
        {KT__STATE__TERVERIFIKASI, 6 * DAY_S, "petugas kabupaten", "", NULL},
        {KT__STATE__DIGABUNG, 5 * DAY_S, "petugas kabupaten", "", NULL},
    };
    struct receipt *receipt = secret_alloc(sizeof *receipt);
    const char *number, *goes_on;
    village->test_now_s = NOW_S - 7 * DAY_S;
    file(village, "ANSWERED", "482170931155026",
         "Gorong-gorong di depan warung mampet sejak panen. Kalau hujan, airnya naik ke musala.",
         receipt, &goes_on);
    answer(village, receipt, goes_on, answered, COUNT_OF(answered), NOW_S / DAY_S + 8, NULL, NULL);
    file(village, "REJECTED", "731900265548120", "Tolong lampu jalan di tikungan kebun teh.",
         receipt, &number);
    answer(village, receipt, number, rejected, COUNT_OF(rejected), 0, NULL, NULL);
    village->test_now_s = NOW_S - 3 * DAY_S;
    file(village, "SENT", "100045009322817", "Atap kelas tiga bocor di dua tempat.", receipt,
         &number);
    village->test_now_s = NOW_S - 7 * DAY_S;
    file(village, "FINISHED", "640027718350914", "Lampu jalan di depan sekolah mati.", receipt,
         &number);
    answer(village, receipt, number, finished, COUNT_OF(finished), 0, NULL, NULL);
    Kt__GoingOn on = KT__GOING_ON__INIT;
    on.state = KT__STATE__DITINDAKLANJUTI;
    on.due_day = NOW_S / DAY_S + 8;
    on.entries = entries_of(answered + 1, COUNT_OF(answered) - 1);
    on.n_entries = COUNT_OF(answered) - 1;
    file(village, "MERGED", "318840275609112", "Got di dekat musala penuh, airnya ke jalan.",
         receipt, &number);
    answer(village, receipt, number, merged, COUNT_OF(merged), 0, &on, goes_on);
    file(village, "REFUSED", "228817640093551", "Pagar posyandu roboh.", receipt, &number);
    struct event_log log;
    must(event_log_get(village, &log) && round_aside(village, log.log, log.head, "damaged"),
         "aside");
    confirm_all(village);
    village->test_now_s = NOW_S - 3600;
    file(village, "WAITING", "905512340067788", "Jembatan bambu RT 05 sudah lapuk.", receipt,
         &number);
    secret_free(receipt);
    char unknown[RECEIPT_DIGITS + 1];
    code_of("555500001111222", unknown);
    printf("UNKNOWN=%s\n", unknown);
}

// ---- who works here

// Three roles with their first member, and one who waits to be let in. All have one PIN, closed at
// the lowest cost: who plays a visit does not wait for it.
static void staff_up(struct village *village)
{
    static const struct {
        const char *name;
        enum staff_role role;
    } rows[] = {
        {"Ketua BPD", STAFF_BPD},
        {"Sekretaris BPD", STAFF_BPD},
        {"Kepala urusan umum", STAFF_DESA},
        {"Ketua Karang Taruna", STAFF_YOUTH},
    };
    village->test_now_s = NOW_S - 9 * DAY_S;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct staff_wrapped wrapped;
        int64_t id;
        enum staff_state state;
        must(staff_wrap_pin_at(STAFF_PIN, crypto_pwhash_OPSLIMIT_MIN, crypto_pwhash_MEMLIMIT_MIN,
                               &wrapped) &&
                 staff_add(village, rows[i].name, rows[i].role, &wrapped, NULL, &id, &state),
             rows[i].name);
    }
    printf("PIN=%s\n", STAFF_PIN);
}

// The regency's word that BPD may begin anew, at the lowest cost, with a code that is always the
// same.
static void allow(struct village *village)
{
    static uint8_t id[PERMIT_ID_LEN] = {3}, permit_salt[PERMIT_SALT_LEN] = {5};
    uint8_t key[PERMIT_KEY_LEN], lock[HASH_LEN];
    char code[PERMIT_DIGITS + 1] = "";
    for (char last = '0'; last <= '9'; last++) {
        if (permit_code_check(arena_printf(&arena, "27183645901%c", last), code) == CODE_OK) {
            break;
        }
    }
    Kt__RolePermit permit = KT__ROLE_PERMIT__INIT;
    permit.role = KT__ROLE__ROLE_BPD;
    permit.village = 12;
    permit.given_s = NOW_S - 8 * DAY_S;
    permit.until_s = NOW_S + 6 * DAY_S;
    permit.ops = crypto_pwhash_OPSLIMIT_MIN;
    permit.mem_kib = crypto_pwhash_MEMLIMIT_MIN / 1024;
    must(permit_derive(key, code, permit_salt, permit.ops, permit.mem_kib), "permit");
    permit_lock(lock, id, permit.role, permit.village, key);
    permit.id = record_data(bytes_of(id, sizeof id));
    permit.salt = record_data(bytes_of(permit_salt, sizeof permit_salt));
    permit.lock = record_data(bytes_of(lock, sizeof lock));
    village->test_now_s = NOW_S - 8 * DAY_S;
    must(staff_anew_put(village, &permit), "permit");
    printf("PERMIT=%s\n", code);
}

// ---- the machine, as the keeper finds it

static void lay(const char *dir, const char *name, const char *content)
{
    char *path = file_path(&arena, dir, name), *slash = strrchr(path, '/');
    *slash = '\0';
    must(file_make_dir(path, 0755), path);
    *slash = '/';
    must(file_write(path, bytes_of_str(content), 0755), path);
}

static void keep_machine(struct village *village, const char *dir)
{
    lay(dir, "machine/proc/self/mountinfo", "27 1 179:2 / / rw - ext4 /dev/mmcblk0p2 rw\n");
    lay(dir, "machine/proc/asound/cards", " 0 [PCH            ]: HDA-Intel - HDA Intel PCH\n");
    lay(dir, "machine/sys/class/net/eth0/operstate", "up\n");
    lay(dir, "machine/sys/class/block/none", "");
    lay(dir, "machine/voice", "");
    lay(dir, "sticks/KIRIMAN/kentongan-K7-0000002a-1-4.ktb", "x");
    lay(dir, "sticks/KIRIMAN/kentongan-K7-0000002a-1-4.answer.ktb", "x");
    lay(dir, "sticks/KIRIMAN/kentongan-K9-0000002b-1-1.answer.ktb", "x");
    lay(dir, "sticks/KIRIMAN/undangan.md", "x");
    lay(dir, "sticks/KIRIMAN/lagu.mp3", "x");
    char *sticks = realpath(file_path(&arena, dir, "sticks"), NULL);
    must(sticks && setting_set(village, "media_dir", sticks, SETTING_LOCAL), "media_dir");
    free(sticks);
    must(round_add(village,
                   &(struct round_report){.at_s = NOW_S - 3600,
                                          .carrier = "https",
                                          .result = "https://127.0.0.1:1: another machine answers",
                                          .why = ROUND_STRANGER}),
         "round");
    must(round_aside(village, 1, 2, "segelnya tidak cocok"), "aside");
    village->test_now_s = NOW_S - 3600;
    must(probe_put(village, "link", PROBE_BAD, 0, "https://127.0.0.1:1: nobody answers there") &&
             probe_put(village, "file", PROBE_WELL, 0, NULL) &&
             probe_put(village, "sound", PROBE_WELL, 0, NULL),
         "probe");
}

#include "fixture_copies.h"
#include "fixture_setup.h"

// ---- what somebody brings who writes

static void copy(const char *from_dir, const char *name, const char *to)
{
    struct bytes content;
    must(file_read(&arena, file_path(&arena, from_dir, name), 8 << 20, &content), name);
    must(file_write(to, content, 0644), to);
}

static void let_in(struct village *village)
{
    struct staff_try *try = secret_alloc(sizeof *try);
    struct staff_session *first = NULL;
    try->id = 1;
    memcpy(try->pin, STAFF_PIN, sizeof STAFF_PIN);
    must(staff_try_begin(village, try) == STAFF_OK, "sign in");
    staff_try_run(try);
    must(staff_try_end(village, try, &first) == STAFF_OK, "sign in");
    must(staff_admit(village, 2, first), "admit");
    staff_sign_out(village, first);
    secret_free(try);
}

static void bring_notices(struct village *village, const char *dir, const char *samples)
{
    lay(dir, "sticks/KABAR/a.md",
        "---\ntitle: Kerja bakti pos ronda\ncategory: kegiatan\n---\nMinggu pagi, bawa cangkul.\n");
    lay(dir, "sticks/SIMPANAN/lagu.mp3", "x");
    lay(dir, "sticks/KABAR/b.md", "---\ntitle: Keliru\ncategory: rapat\n---\n");
    copy(samples, "balai-desa.png", file_path(&arena, dir, "sticks/KABAR/balai-desa.png"));
    copy(samples, "saluran-air.png", file_path(&arena, dir, "sticks/KABAR/saluran-air.png"));
    char *sticks = realpath(file_path(&arena, dir, "sticks"), NULL);
    must(sticks && setting_set(village, "media_dir", sticks, SETTING_LOCAL), "media_dir");
    free(sticks);
    let_in(village);
}

// ---- the board, the money, warnings

static void post_board(struct village *village)
{
    static const struct {
        Kt__Category category;
        Kt__State state;
        int ago, took; // days; took 0: still open
        uint32_t supports;
        const char *words, *name, *by, *answer;
    } rows[] = {
        {KT__CATEGORY__AIR, KT__STATE__DITINDAKLANJUTI, 12, 0, 23,
         "Saluran di depan warung mampet. Kalau hujan, airnya naik ke musala.", "", "Dinas PUPR",
         "Pengerukan dimulai tanggal 30 November bersama warga RT 03."},
        {KT__CATEGORY__JALAN, KT__STATE__DITERUSKAN, 9, 0, 41,
         "Jembatan bambu RT 05 sudah lapuk, anak sekolah lewat situ tiap pagi.", "", "", ""},
        {KT__CATEGORY__PENDIDIKAN, KT__STATE__SELESAI, 40, 17, 12,
         "Atap kelas tiga bocor di dua tempat.", "Warga RT 01", "Dinas Pendidikan",
         "Atap sudah diganti. Terima kasih sudah mengabari."},
        {KT__CATEGORY__KESEHATAN, KT__STATE__DITOLAK, 33, 6, 4,
         "Posyandu dibuka setiap hari Minggu.", "", "Puskesmas Cibadak",
         "Tenaga kami belum cukup untuk hari Minggu. Jadwal Sabtu pagi tetap ada."},
        {KT__CATEGORY__LAYANAN, KT__STATE__TERVERIFIKASI, 2, 0, 0,
         "Loket surat tolong dibuka sampai jam empat sore.", "", "", ""},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        uint8_t id[16] = {0xb0, (uint8_t)i};
        Kt__BoardEntry read = KT__BOARD_ENTRY__INIT, said = KT__BOARD_ENTRY__INIT;
        Kt__BoardEntry *entries[] = {&read, &said};
        Kt__BoardItem item = KT__BOARD_ITEM__INIT;
        item.id = record_data(bytes_of(id, sizeof id));
        item.category = rows[i].category;
        item.state = rows[i].state;
        item.day = NOW_S / DAY_S - rows[i].ago;
        item.text = text(rows[i].words);
        item.name = text(rows[i].name);
        item.to = KT__ADDRESSEE__BPD;
        item.supports = rows[i].supports;
        item.done_day = rows[i].took ? item.day + rows[i].took : 0;
        read.day = item.day + 1;
        read.state = KT__STATE__TERVERIFIKASI;
        read.by = text("petugas kabupaten");
        said.day = item.done_day ? item.done_day : item.day + 3;
        said.state = rows[i].state;
        said.by = text(rows[i].by);
        said.text = text(rows[i].answer);
        item.entries = entries;
        item.n_entries = rows[i].state == KT__STATE__TERVERIFIKASI ? 1 : 2;
        must(board_put(village, &item), "board");
    }
    Kt__BoardTotals totals = KT__BOARD_TOTALS__INIT;
    totals.day = NOW_S / DAY_S;
    totals.received = 58;
    totals.answered = 47;
    totals.late = 3;
    totals.median_days = 4;
    totals.days_known = 47;
    must(board_put_totals(village, &totals), "totals");
}

static void post_budget(struct village *village, const char *dir)
{
    static const char *const names[] = {"apbdes-2025.csv", "apbdes-2026.csv"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct bytes content;
        struct budget_file read;
        if (!file_read(&arena, file_path(&arena, dir, names[i]), BUDGET_FILE_BYTES_MAX, &content)) {
            continue; // a folder of notices alone
        }
        must(budget_file_read(&arena, content, NULL, NULL, &read), names[i]);
        must(budget_put(village, read.lines, read.count), names[i]);
    }
}

static void post_office(struct village *village, const char *dir)
{
    struct bytes content;
    if (file_read(&arena, file_path(&arena, dir, "office.json"), OFFICE_FILE_BYTES_MAX,
                  &content)) { // else a folder of notices alone
        Kt__Office *office = office_file_read(&arena, content, NULL, NULL);
        must(office != NULL && office_put(village, office, SETTING_LOCAL), "office.json");
    }
}

static void warn(struct village *village)
{
    Kt__Alert alert = KT__ALERT__INIT;
    alert.id = text("cuaca@bmkg.example,1");
    alert.sender = text("BMKG Jawa Barat");
    alert.sent_s = NOW_S - 1800;
    alert.severity = KT__SEVERITY__SEVERE;
    alert.category = text("Met");
    alert.event = text("Hujan sangat lebat disertai petir");
    alert.headline = text("Hujan sangat lebat disertai petir dan angin kencang di Jawa Barat");
    alert.description = text("Mulai pukul 09.30 WIB di Kabupaten Mekarsari: Cibadak, Cikembar, "
                             "Nagrak, dan sekitarnya.");
    alert.instruction = text("Jauhi tebing, tepi sungai, dan pohon besar. Cabut listrik kalau air "
                             "masuk rumah.");
    alert.area = text("Jawa Barat");
    alert.expires_s = NOW_S + 3 * 3600;
    alert.lang = text("id");
    must(alert_put(village, &alert), "alert");
    alert.id = text("gempa@bmkg.example,2");
    alert.status = KT__ALERT_STATUS__EXERCISE;
    alert.severity = KT__SEVERITY__EXTREME;
    alert.category = text("Geo");
    alert.event = text("Gempa bumi");
    alert.headline = text("Latihan evakuasi gempa bumi");
    alert.instruction = text("Lindungi kepala, keluar dengan tenang, berkumpul di lapangan.");
    alert.description = text("");
    alert.expires_s = NOW_S + 3600;
    must(alert_put(village, &alert), "exercise");
    must(setting_set(village, "alert_tests", "yes", SETTING_LOCAL), "alert_tests");
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr,
                "fixture DIR SAMPLES [bare|alert|register|keeper|copies|writer|setup|enrolled]\n");
        return 2;
    }
    log_name("fixture");
    secret_init();
    arena_init(&arena, ARENA_MAX);
    crypto_sign_keypair(root_public, root_secret);
    crypto_box_keypair(sealing_public, sealing_secret);
    must(village_create(argv[1]), argv[1]);
    struct village *village = village_open(argv[1], VILLAGE_TOOL);
    must(village != NULL, argv[1]);
    bool is_alert = argc > 3 && str_equal(argv[3], "alert");
    bool is_register = argc > 3 && str_equal(argv[3], "register");
    bool is_keeper = argc > 3 && str_equal(argv[3], "keeper");
    bool is_copies = argc > 3 && str_equal(argv[3], "copies");
    bool is_enrolled = argc > 3 && str_equal(argv[3], "enrolled");
    bool is_writer = argc > 3 && str_equal(argv[3], "writer");
    if (argc == 3 || is_alert || is_register || is_keeper || is_copies || is_writer) {
        must(village_time_learn(village, clock_now_s(), VILLAGE_TIME_SET), "time");
        enrol(village);
        staff_up(village);
        allow(village);
        speak_up(village);
        char *names[NAMES_MAX];
        size_t count = names_of(argv[2], names);
        for (size_t i = 0; i < count; i++) {
            post(village, argv[2], names[i], (int)i + 1);
        }
        post_board(village);
        post_office(village, argv[2]);
        post_budget(village, argv[2]);
        if (is_alert) {
            warn(village);
        }
        if (is_register) {
            register_up(village);
            lay(argv[1], "sticks/SIMPANAN/lagu.mp3", "x");
            lay(argv[1], "sticks/KABAR/lagu.mp3", "x");
        }
        must(round_add(village, &(struct round_report){.at_s = NOW_S - 3 * DAY_S,
                                                       .carrier = "https",
                                                       .result = "ok"}),
             "round");
        if (is_keeper) {
            keep_machine(village, argv[1]);
        }
        if (is_copies) {
            keep_machine(village, argv[1]);
            copy_elsewhere(village);
            leave_unopened(village, argv[1]);
        }
        if (is_writer) {
            bring_notices(village, argv[1], argv[2]);
        }
    } else {
        must(village_time_learn(village, clock_now_s() + 400 * DAY_S, VILLAGE_TIME_AT_LEAST),
             "time");
    }
    if (is_enrolled || (argc > 3 && str_equal(argv[3], "setup"))) {
        set_up(village, argv[1], is_enrolled);
    }
    village_close(village);
    arena_finish(&arena);
    return 0;
}
