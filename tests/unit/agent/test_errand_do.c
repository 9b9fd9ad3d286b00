// SPDX-License-Identifier: GPL-3.0-or-later
// The agent's hands: programs that hang, flood, die or are not there; what nmcli says; and sticks
// that are full, read-only, pulled in the middle, or filled by somebody who wishes us ill. Sticks
// are mounted in a namespace of this process alone; where that is not allowed, it is said.
#include "../db/kiosk_side.h"

#include "db/base/folder.h"
#include "db/village/setting.h"
#include "db/village/stick.h"
#include "sync/agent/errand_do.h"
#include "sync/agent/errand_wifi.h"
#include "sync/agent/tool.h"

#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>

// ---- other programs

static char *script(const char *name, const char *content)
{
    char *path = file_path(&arena, dir, name);
    assert_true(file_write(path, bytes_of_str(content), 0755));
    return path;
}

static struct tool_said run_script(const char *content, const char *input, int ms_max)
{
    struct tool tool = {.words = {script("tool", content), "a word; with $(signs)"},
                        .input = bytes_of(input, strlen(input)),
                        .ms_max = ms_max};
    return tool_run(&arena, &tool);
}

static void test_tool(void **state)
{
    (void)state;
    struct tool_said said =
        run_script("#!/bin/sh\necho \"$1\"; cat; echo no >&2; exit 3\n", "in\n", 0);
    assert_int_equal(said.end, TOOL_FAILED);
    assert_int_equal(said.status, 3);
    assert_string_equal(said.out, "a word; with $(signs)\nin\n"); // no shell has seen it
    assert_string_equal(said.err, "no");
    said = run_script("#!/bin/sh\necho \"$LC_ALL $TZ $HOME$SECRET\"\n", "", 0);
    assert_int_equal(said.end, TOOL_WELL);
    assert_string_equal(said.out, "C UTC0 \n");

    said = tool_run(&arena, &(struct tool){.words = {"kentongan-no-such-program"}});
    assert_int_equal(said.end, TOOL_MISSING);

    // Not a handle of ours goes along: the village file stays ours.
    said = run_script("#!/bin/sh\nls -l /proc/self/fd\n", "", 0);
    assert_int_equal(said.end, TOOL_WELL);
    assert_non_null(strstr(said.out, "0 -> "));
    assert_null(strstr(said.out, "village.db"));
}

static void test_tool_that_hangs(void **state)
{
    (void)state;
    int64_t begun_ms = clock_mono_ms();
    struct tool_said said = run_script("#!/bin/sh\ntrap '' TERM\nsleep 60 & sleep 60\n", "", 300);
    assert_int_equal(said.end, TOOL_LATE);
    assert_true(clock_mono_ms() - begun_ms < 5000);
    // More than is kept is read all the same; and it need not read what we have for it.
    said = run_script("#!/bin/sh\nhead -c 3000000 /dev/zero | tr '\\0' x\n", "unread", 0);
    assert_int_equal(said.end, TOOL_WELL);
    assert_int_equal(strlen(said.out), TOOL_SAID_MAX);
    said = run_script("#!/bin/sh\nkill -9 $$\n", "", 0);
    assert_int_equal(said.end, TOOL_FAILED);
    assert_int_equal(said.status, 128 + 9);
}

static void test_wifi_list(void **state)
{
    (void)state;
    const char *said = " :42:WPA2:Balai Desa\n"
                       "*:81:WPA1 WPA2:Kantor\\:Desa\n"
                       " :90:--:Warkop \\\\ Pojok\n"
                       " :55::Terbuka\n"
                       " :70:WPA2:\n"                                       // hidden
                       " :63:WPA2:Balai Desa\n"                             // another mast
                       " :63:WPA2:bad\xff\n"                                // not text
                       " :63:WPA2:this name has more than 32 bytes in it\n" // cannot be
                       "garbage\n";
    assert_string_equal(errand_wifi_read(&arena, said), "81\t1\t1\tKantor:Desa\n"
                                                        "90\t0\t0\tWarkop \\ Pojok\n"
                                                        "63\t1\t0\tBalai Desa\n"
                                                        "55\t0\t0\tTerbuka\n");
    assert_string_equal(errand_wifi_read(&arena, ""), "");
    struct buf many;
    buf_init(&many, 1 << 20);
    for (int i = 0; i < 5000; i++) {
        buf_printf(&many, " :%d:WPA2:network %d of a city\n", i % 100, i);
    }
    size_t lines = 0;
    for (const char *p = errand_wifi_read(&arena, buf_str(&many)); *p; p++) {
        lines += *p == '\n';
    }
    assert_int_equal(lines, 24);
    buf_finish(&many);
}

// ---- errands, done by a real agent's hands on this thread

static struct village *agent;
static struct exchange exchange;
static struct errand_do *doing;
static char *media, *stick;
static char *pull; // what is pulled at the second question
static int asked_stop;

static bool is_set(void *ctx)
{
    (void)ctx;
    if (pull && ++asked_stop == 2) {
        assert_int_equal(umount2(pull, MNT_DETACH), 0);
    }
    return false;
}
static const struct stop never = {is_set, NULL};

static int begin(void **state)
{
    kiosk_begin(state);
    pull = NULL;
    asked_stop = 0;
    agent = village_open(dir, VILLAGE_AGENT);
    assert_non_null(agent);
    exchange_init(&exchange, agent, &never);
    doing = errand_do_open(agent, &exchange, &never);
    assert_non_null(doing);
    media = file_path(&arena, dir, "media-dir");
    stick = file_path(&arena, media, "STIK");
    assert_true(file_make_dir(stick, 0755));
    assert_true(setting_set(village, "media_dir", media, SETTING_LOCAL));
    return 0;
}

static int end(void **state)
{
    umount2(stick, MNT_DETACH);
    errand_do_close(doing);
    exchange_finish(&exchange);
    village_close(agent);
    return kiosk_end(state);
}

static struct errand done(const char *what, const char *argument, const char *secret)
{
    struct errand errand;
    int64_t id = errand_ask(village, what, argument, secret);
    if (id == 0) {
        fail_msg("%s: %s", what, fault_text());
    }
    assert_true(errand_do_next(doing));
    assert_false(errand_do_next(doing));
    assert_true(errand_get(village, &arena, id, &errand));
    return errand;
}

static void holds(const char *what, const char *argument, const char *secret,
                  enum errand_state state, const char *words)
{
    struct errand errand = done(what, argument, secret);
    const char *said = phrase_text(&arena, &errand.result);
    if (errand.state != state || !strstr(said, words)) {
        fail_msg("%s ended %d: \"%s\", not %d: \"%s\"", what, errand.state, said, state, words);
    }
}

static bool may_mount(void)
{
    static int may = -1;
    if (may < 0) {
        may = unshare(CLONE_NEWNS) == 0 && mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0;
    }
    if (!may) {
        print_message("skipped: this user may not mount\n");
    }
    return may;
}

static void mounted(const char *options)
{
    assert_int_equal(mount("none", stick, "tmpfs", 0, options), 0);
}

static void test_export(void **state)
{
    (void)state;
    holds("export", stick, NULL, ERRAND_DONE, "Tidak ada kiriman baru");
    filed("Saluran mampet.", (struct bytes){0});
    filed("Jembatan lapuk.", (struct bytes){0});
    holds("export", stick, NULL, ERRAND_DONE, "2 kiriman tersimpan di stik");
    assert_int_equal(stick_look(stick, 7).outgoing, 2);
    holds("export", file_path(&arena, media, "LAIN"), NULL, ERRAND_FAILED, "Stik tidak ada");
    holds("export", "/tmp", NULL, ERRAND_FAILED, "Stik tidak ada");
    holds("eject", stick, NULL, ERRAND_DONE, "aman dicabut");
    holds("eject", file_path(&arena, media, "LAIN"), NULL, ERRAND_DONE, "sudah dicabut");
}

static void test_full_stick(void **state)
{
    (void)state;
    if (!may_mount()) {
        skip();
    }
    mounted("size=8k");
    assert_true(file_write(file_path(&arena, stick, "foto.jpg"),
                           bytes_of(arena_alloc(&arena, 8192), 8192), 0644));
    filed("Saluran mampet.", (struct bytes){0});
    holds("export", stick, NULL, ERRAND_FAILED, "Stik penuh");
    holds("logs", stick, NULL, ERRAND_FAILED, "Stik penuh");
    struct stick_content content = stick_look(stick, 7);
    assert_int_equal(content.outgoing, 0);
    assert_int_equal(content.others, 1); // nothing half is left behind
    assert_int_equal(content.free_bytes, 0);
}

static void test_read_only_stick(void **state)
{
    (void)state;
    if (!may_mount()) {
        skip();
    }
    mounted("size=1m,ro");
    filed("Saluran mampet.", (struct bytes){0});
    holds("export", stick, NULL, ERRAND_FAILED, "hanya bisa dibaca");
    assert_true(stick_look(stick, 7).is_read_only);
    holds("import", stick, NULL, ERRAND_FAILED, "Tidak ada jawaban");
    holds("eject", stick, NULL, ERRAND_DONE, "dicabut");
}

static void test_pulled_stick(void **state)
{
    (void)state;
    if (!may_mount()) {
        skip();
    }
    mounted("size=1m");
    filed("Saluran mampet.", (struct bytes){0});
    pull = stick;
    holds("export", stick, NULL, ERRAND_FAILED, "tercabut");
    pull = NULL;
    assert_true(event_log_waiting(village) > 0); // and nothing was taken for sent
    mounted("size=1m");
    holds("export", stick, NULL, ERRAND_DONE, "1 kiriman");
}

// FAT12 of 256 KiB by hand: 512 sectors, one a cluster; `dirty`: it was pulled without a word,
// which Windows and Linux note in the boot sector and in the second entry of the table.
static void write_fat(const char *path, bool dirty)
{
    enum { SECTOR = 512, SECTORS = 512, FAT_SECTORS = 2, ROOT_SECTORS = 7 };
    static const uint8_t boot[] = {
        0xEB,        0x3C, 0x90, 'M', 'S', 'D', 'O', 'S', '5', '.', '0', // jump, name
        0x00,        0x02,                                               // bytes a sector
        1,                                                               // sectors a cluster
        1,           0,                                                  // reserved
        2,                                                               // tables
        112,         0,                                                  // entries of the root
        0x00,        0x02,                                               // sectors
        0xF8,                                                            // a disk
        FAT_SECTORS, 0,                                                  // sectors a table
        32,          0,    2,    0,   0,   0,   0,   0,   0,   0,   0,
        0,                                         // tracks, heads, hidden, large
        0x80,        0x00, 0x29, 1,   2,   3,   4, // drive, state, serial
        'K',         'I',  'R',  'I', 'M', ' ', ' ', ' ', ' ', ' ', ' ', // label
        'F',         'A',  'T',  '1', '2', ' ', ' ', ' ',
    };
    uint8_t *image = arena_alloc(&arena, SECTORS * SECTOR);
    memcpy(image, boot, sizeof boot);
    image[37] = dirty;
    image[510] = 0x55;
    image[511] = 0xAA;
    for (int i = 0; i < 2; i++) {
        uint8_t *table = image + SECTOR * (1 + i * FAT_SECTORS);
        table[0] = 0xF8;
        table[1] = 0xFF;
        table[2] = dirty ? 0x7F : 0xFF;
    }
    assert_true(file_write(path, bytes_of(image, SECTORS * SECTOR), 0600));
}

// By the kernel, or by fuse where that has no FAT.
static bool mount_fat(const char *image)
{
    for (int by_fuse = 0; by_fuse < 2; by_fuse++) {
        char command[512];
        snprintf(command, sizeof command,
                 by_fuse ? "fusefat '%s' '%s' -o rw+ >/dev/null 2>&1"
                         : "mount -t vfat -o loop '%s' '%s' 2>/dev/null",
                 image, stick);
        if (system(command) == 0) {
            return true;
        }
    }
    print_message("skipped: this machine mounts no FAT\n");
    return false;
}

static void test_dirty_fat(void **state)
{
    (void)state;
    char *image = file_path(&arena, dir, "fat.img");
    write_fat(image, true);
    if (!may_mount() || !mount_fat(image)) {
        skip();
    }
    filed("Saluran mampet.", (struct bytes){0});
    holds("export", stick, NULL, ERRAND_DONE, "1 kiriman tersimpan");
    holds("import", stick, NULL, ERRAND_FAILED, "Tidak ada jawaban");
    assert_int_equal(umount2(stick, 0), 0);
    assert_true(mount_fat(image)); // it is all there when the stick comes to the regency
    assert_int_equal(stick_look(stick, 7).outgoing, 1);
}

static void test_stick_of_ill_will(void **state)
{
    (void)state;
    char *name = "kentongan-K7-00000001-1-1.answer.ktb",
         *secret = file_path(&arena, dir, "keys/kiosk");
    assert_int_equal(symlink(secret, file_path(&arena, stick, name)), 0);
    assert_int_equal(mkfifo(file_path(&arena, stick, "kentongan-K7-2.answer.ktb"), 0600), 0);
    assert_int_equal(symlink("/", file_path(&arena, stick, "akar")), 0);
    holds("import", stick, NULL, ERRAND_FAILED, "Tidak ada jawaban");
    assert_true(file_write(file_path(&arena, stick, "kentongan-K9-1.answer.ktb"),
                           bytes_of_str("of another kiosk"), 0644));
    holds("import", stick, NULL, ERRAND_DONE, "Tidak ada jawaban untuk kios ini");
    assert_true(file_write(file_path(&arena, stick, "..kentongan.answer.ktb"),
                           bytes_of_str("garbage"), 0644));
    holds("import", stick, NULL, ERRAND_FAILED, "1 berkas di stik tidak bisa dibaca");

    // A link of the name that we write: it is replaced, what it pointed to is not touched.
    filed("Saluran mampet.", (struct bytes){0});
    struct event_log log;
    assert_true(event_log_get(village, &log));
    char *ours = arena_printf(&arena, "kentongan-K7-%08x-1-1.ktb", log.log);
    assert_int_equal(symlink(secret, file_path(&arena, stick, ours)), 0);
    assert_int_equal(
        symlink(secret, file_path(&arena, stick, arena_printf(&arena, "%s.tmp", ours))), 0);
    int64_t before = file_size(secret);
    holds("export", stick, NULL, ERRAND_DONE, "1 kiriman");
    assert_int_equal(file_size(secret), before);
    struct stat st;
    assert_int_equal(lstat(file_path(&arena, stick, ours), &st), 0);
    assert_true(S_ISREG(st.st_mode));
}

// What is missing on this machine is said in words, and leaves nothing half.
static void test_programs_that_are_missing(void **state)
{
    (void)state;
    char *kept = strdup(getenv("PATH"));
    setenv("PATH", "/nowhere", 1);
    holds("wifi-list", "", NULL, ERRAND_FAILED, "network-manager");
    holds("wifi-join", "Warkop", "12345678", ERRAND_FAILED, "network-manager");
    holds("wifi-join", "Warkop", "short", ERRAND_FAILED, "8 sampai 63");
    holds("clock", "2026-11-23T10:00:00Z", NULL, ERRAND_FAILED, "timedatectl");
    holds("mount", "/dev/kt9", NULL, ERRAND_FAILED, "Stik tidak ada");
    holds("logs", stick, NULL, ERRAND_DONE, "kentongan-catatan-");
    setenv("PATH", kept, 1);
    free(kept);
}

// The password goes in by standard input and stands among no words.
static void test_wifi_join(void **state)
{
    (void)state;
    char *bin = file_path(&arena, dir, "bin"), *kept = strdup(getenv("PATH"));
    assert_true(file_make_dir(bin, 0755));
    script(
        "bin/nmcli",
        "#!/bin/sh\n"
        "echo \"$*\" >>\"${0%/*}/words\"\n"
        "case \"$*\" in\n"
        "*' up '*'/dev/stdin') IFS= read -r line; printf '%s\\n' \"$line\" >\"${0%/*}/input\";;\n"
        "*' delete '*) exit 10;;\n"
        "esac\n"
        "case \"$*\" in *' up '*) exit \"$(cat \"${0%/*}/exit\" || echo 0)\";; esac\n");
    setenv("PATH", arena_printf(&arena, "%s:%s", bin, kept), 1);
    struct bytes words, input;
    script("bin/exit", "0\n");
    holds("wifi-join", "Warkop $HOME; ls", " kopi\\n 'enak' ", ERRAND_DONE,
          "Tersambung ke Warkop $HOME; ls.");
    assert_true(file_read(&arena, file_path(&arena, bin, "words"), 4096, &words));
    assert_true(file_read(&arena, file_path(&arena, bin, "input"), 4096, &input));
    const char *said = arena_str_of(&arena, words);
    assert_non_null(strstr(said, "ssid Warkop $HOME; ls wifi-sec.key-mgmt wpa-psk"));
    assert_null(strstr(said, "kopi"));
    assert_string_equal(arena_str_of(&arena, input),
                        "802-11-wireless-security.psk:\\040kopi\\134n\\040'enak'\\040\n");
    static const struct {
        const char *status, *words;
    } ends[] = {{"4\n", "sandinya salah"},
                {"10\n", "tidak ada di dekat sini"},
                {"8\n", "tidak berjalan"},
                {"3\n", "tidak menjawab"}};
    for (size_t i = 0; i < COUNT_OF(ends); i++) {
        script("bin/exit", ends[i].status);
        holds("wifi-join", "Warkop", "12345678", ERRAND_FAILED, ends[i].words);
    }
    assert_int_equal(unlink(file_path(&arena, bin, "words")), 0);
    script("bin/exit", "0\n");
    holds("wifi-join", "Terbuka", NULL, ERRAND_DONE, "Tersambung ke Terbuka");
    assert_true(file_read(&arena, file_path(&arena, bin, "words"), 4096, &words));
    assert_null(strstr(arena_str_of(&arena, words), "wpa"));
    assert_null(strstr(arena_str_of(&arena, words), "passwd"));
    setenv("PATH", kept, 1);
    free(kept);
}

// The clock is set in UTC, and given back to the network where that had it.
static void test_clock(void **state)
{
    (void)state;
    char *bin = file_path(&arena, dir, "bin"), *kept = strdup(getenv("PATH"));
    assert_true(file_make_dir(bin, 0755));
    script("bin/timedatectl", "#!/bin/sh\necho \"$*\" >>\"${0%/*}/words\"\n"
                              "[ \"$1\" = show ] && echo NTP=yes\nexit 0\n");
    setenv("PATH", arena_printf(&arena, "%s:%s", bin, kept), 1);
    holds("clock", "2031-02-03T10:00:00+07:00", NULL, ERRAND_DONE, "Jam sudah diatur");
    struct bytes words;
    assert_true(file_read(&arena, file_path(&arena, bin, "words"), 4096, &words));
    assert_string_equal(arena_str_of(&arena, words),
                        "show --property=NTP\nset-ntp false\nset-time 2031-02-03 03:00:00\n"
                        "set-ntp true\n");
    assert_true(village_now_s(village) - 1927854000 < 60); // 2031-02-03 03:00 UTC
    setenv("PATH", kept, 1);
    free(kept);
}

static void test_round_and_check(void **state)
{
    (void)state;
    holds("round", "", NULL, ERRAND_FAILED, "tidak bisa dihubungi"); // https://127.0.0.1:1
    holds("check", "", NULL, ERRAND_DONE, "Isi data utuh");
    holds("enrol", "", "kt1:bukan-tiket", ERRAND_FAILED, "bukan tiket");
    holds("enrol", "", "/etc/passwd", ERRAND_FAILED, "bukan tiket");
}

// Words, names and codes of villagers are in no note for whoever repairs the machine.
static void test_notes(void **state)
{
    (void)state;
    filed("Bantuan dipotong petugas.", (struct bytes){0});
    holds("logs", stick, NULL, ERRAND_DONE, "Tersimpan di stik");
    struct folder_file files[4];
    struct folder_found found;
    static const char *const endings[] = {".txt", NULL};
    assert_int_equal(
        folder_walk(&arena, stick, &(struct folder_walk){.endings = endings}, 4, files, &found), 1);
    struct bytes notes;
    assert_true(file_read(&arena, file_path(&arena, stick, files[0].path), 1 << 20, &notes));
    const char *text = arena_str_of(&arena, notes);
    assert_non_null(strstr(text, "== keadaan"));
    assert_non_null(strstr(text, "1 kiriman menunggu"));
    assert_null(strstr(text, "Bantuan"));
}

#define test_with_agent(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_at_kiosk(test_tool),
        test_at_kiosk(test_tool_that_hangs),
        test_at_kiosk(test_wifi_list),
        test_with_agent(test_export),
        test_with_agent(test_full_stick),
        test_with_agent(test_read_only_stick),
        test_with_agent(test_pulled_stick),
        test_with_agent(test_dirty_fat),
        test_with_agent(test_stick_of_ill_will),
        test_with_agent(test_programs_that_are_missing),
        test_with_agent(test_wifi_join),
        test_with_agent(test_clock),
        test_with_agent(test_round_and_check),
        test_with_agent(test_notes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
