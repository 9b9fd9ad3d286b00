// SPDX-License-Identifier: GPL-3.0-or-later
// Folders that somebody else filled, the kernel's list of mounts, and which of them is a stick:
// links, devices, dots, a hundred thousand names, and a machine that runs from a USB disk itself.
#include "kiosk_side.h"

#include "db/base/folder.h"
#include "db/base/mounts.h"
#include "db/village/setting.h"
#include "db/village/stick.h"

#include <sys/stat.h>
#include <sys/un.h>

enum { MANY = 100 * 1000 };

static void made(const char *path, const char *content)
{
    assert_true(file_write(path, bytes_of_str(content), 0644));
}

static char *folder(const char *name)
{
    char *path = file_path(&arena, dir, name);
    assert_true(file_make_dir(path, 0755));
    return path;
}

static size_t walk(const char *path, const char *const *endings, int depth,
                   struct folder_file out[16], struct folder_found *found)
{
    return folder_walk(&arena, path, &(struct folder_walk){.endings = endings, .depth = depth}, 16,
                       out, found);
}

// ---- folders

static void test_plain_files_only(void **state)
{
    (void)state;
    static const char *const endings[] = {".md", NULL};
    char *stick = folder("stick"), *inner = folder("stick/dalam");
    made(file_path(&arena, stick, "satu.md"), "1");
    made(file_path(&arena, stick, "DUA.MD"), "22");
    made(file_path(&arena, stick, "foto.jpg"), "x");
    made(file_path(&arena, stick, "..tiga.md"), "3");
    made(file_path(&arena, inner, "empat.md"), "4");
    made(file_path(&arena, dir, "luar.md"), "outside");
    assert_int_equal(symlink("../luar.md", file_path(&arena, stick, "tautan.md")), 0);
    assert_int_equal(symlink("..", file_path(&arena, stick, "atas")), 0);
    assert_int_equal(symlink("atas", file_path(&arena, inner, "lingkar.md")), 0);
    assert_int_equal(mkfifo(file_path(&arena, stick, "pipa.md"), 0600), 0);
    made(file_path(&arena, stick, "aneh\n.md"), "x");
    made(file_path(&arena, stick, "rusak\xff.md"), "x");

    struct folder_file files[16];
    struct folder_found found;
    assert_int_equal(walk(stick, endings, 0, files, &found), 3);
    assert_string_equal(files[0].path, "..tiga.md");
    assert_string_equal(files[1].path, "DUA.MD");
    assert_int_equal(files[1].bytes, 2);
    assert_string_equal(files[2].path, "satu.md");
    assert_int_equal(found.others, 1);
    assert_int_equal(found.strange, 5); // two links, a pipe, two names that are not text
    assert_int_equal(found.unread, 1);  // the folder inside
    assert_false(found.is_cut);

    assert_int_equal(walk(stick, endings, 1, files, &found), 4);
    assert_string_equal(files[2].path, "dalam/empat.md");
    assert_int_equal(found.strange, 6);
    assert_int_equal(walk(stick, NULL, 0, files, &found), 4);

    struct bytes bytes;
    assert_false(file_read_plain(&arena, file_path(&arena, stick, "tautan.md"), 100, &bytes));
    assert_false(file_read_plain(&arena, file_path(&arena, stick, "pipa.md"), 100, &bytes));
    assert_true(file_read_plain(&arena, file_path(&arena, stick, "satu.md"), 100, &bytes));
}

static void test_too_many(void **state)
{
    (void)state;
    static const char *const endings[] = {".ktb", NULL};
    char *stick = folder("penuh");
    for (int i = 0; i < MANY; i++) {
        char name[32];
        snprintf(name, sizeof name, "%06d%s", i, i % 1000 ? ".jpg" : ".ktb");
        assert_int_equal(mknod(file_path(&arena, stick, name), S_IFREG | 0600, 0), 0);
    }
    struct folder_file files[16];
    struct folder_found found;
    assert_int_equal(walk(stick, endings, 0, files, &found), 16);
    assert_int_equal(found.files, MANY / 1000); // those that did not fit are counted
    assert_int_equal(found.others, MANY - MANY / 1000);
    assert_false(found.is_cut);
    folder_walk(&arena, stick, &(struct folder_walk){.endings = endings, .entries_max = 500}, 16,
                files, &found);
    assert_true(found.is_cut);
    assert_true(found.files + found.others == 500);
    struct stick_content content = stick_look(stick, 7);
    assert_int_equal(content.outgoing, MANY / 1000);
    assert_false(content.is_cut);
    assert_int_equal(walk(file_path(&arena, dir, "tidak-ada"), NULL, 0, files, &found), 0);
    assert_true(found.is_missing);
}

// Folders in folders cost no memory: only what is kept does.
static void test_too_many_folders(void **state)
{
    (void)state;
    enum { FOLDERS = 2000, LONG = 250, LITTLE = 64 * 1024 };
    char *stick = folder("bersarang"), name[LONG + 1];
    memset(name, 'x', LONG);
    name[LONG] = '\0';
    char *inner = file_path(&arena, stick, name);
    for (int i = 0; i < FOLDERS; i++) {
        snprintf(name, sizeof name, "%0*d", LONG, i);
        assert_true(file_make_dir(file_path(&arena, inner, name), 0755));
    }
    made(file_path(&arena, file_path(&arena, inner, name), "foto.jpg"), "x");
    struct arena little;
    arena_init(&little, LITTLE);
    struct folder_file files[16];
    struct folder_found found;
    assert_int_equal(
        folder_walk(&little, stick, &(struct folder_walk){.depth = 4}, 16, files, &found), 1);
    assert_int_equal(strlen(files[0].path), 2 * (LONG + 1) + strlen("foto.jpg"));
    assert_int_equal(found.unread, 0);
    arena_finish(&little);
}

// ---- mounts

static const char mountinfo[] =
    "22 27 0:21 / /proc rw,relatime - proc proc rw\n"
    "27 1 179:2 / / rw,relatime shared:1 - ext4 /dev/mmcblk0p2 rw\n"
    "61 27 8:17 / /media/kios/DATA\\040SAYA rw,nosuid,nodev shared:2 - vfat /dev/sdb1 rw,fmask=22\n"
    "62 27 8:33 / /run/media/kios/KUNCI rw - vfat /dev/sdc1 ro\n"
    "63 27 8:49 / /mediaku rw - vfat /dev/sdd1 rw\n"
    "64 27 8:50 / /media rw - tmpfs tmpfs rw\n"
    "65 27 8:51 / /media/\\377\\376 rw - vfat /dev/sde1 rw\n"
    "no line at all\n"
    "66 27 8:52\n";

static void test_mounts(void **state)
{
    (void)state;
    struct mount mounts[16];
    assert_int_equal(mounts_read(&arena, mountinfo, 16, mounts), 6);
    assert_string_equal(mounts[2].point, "/media/kios/DATA SAYA");
    assert_string_equal(mounts[2].source, "/dev/sdb1");
    assert_string_equal(mounts[2].kind, "vfat");
    assert_string_equal(mounts[2].device, "8:17");
    assert_false(mounts[2].is_read_only);
    assert_true(mounts[3].is_read_only); // by the file system, not by the mount
    assert_int_equal(mounts_read(&arena, mountinfo, 2, mounts), 2);
    assert_int_equal(mounts_read(&arena, "", 2, mounts), 0);
    assert_true(mounts_of(&arena, "/proc/self/mountinfo", 16, mounts) > 0);
    assert_int_equal(mounts_of(&arena, "/proc/self/nothing", 16, mounts), 0);
}

// ---- a machine of our own: /sys/class/block as the kernel lays it out

static char *sys_dir;

static void device(const char *name, const char *place, const char *number, bool is_part,
                   bool is_removable, const char *size)
{
    char *real = arena_printf(&arena, "%s/devices/%s/%s", sys_dir, place, name);
    assert_true(file_make_dir(real, 0755));
    made(file_path(&arena, real, "dev"), number);
    made(file_path(&arena, real, "size"), size);
    if (is_part) {
        made(file_path(&arena, real, "partition"), "1");
    } else {
        made(file_path(&arena, real, "removable"), is_removable ? "1" : "0");
    }
    assert_true(file_make_dir(arena_printf(&arena, "%s/class/block", sys_dir), 0755));
    assert_int_equal(symlink(arena_printf(&arena, "../../devices/%s/%s", place, name),
                             arena_printf(&arena, "%s/class/block/%s", sys_dir, name)),
                     0);
}

static size_t found(const char *mounts, struct stick sticks[static STICKS_MAX])
{
    char *path = file_path(&arena, dir, "mountinfo");
    made(path, mounts);
    return stick_find(village, &arena, &(struct stick_places){path, sys_dir}, sticks);
}

static void test_which_is_a_stick(void **state)
{
    (void)state;
    struct stick sticks[STICKS_MAX];
    sys_dir = file_path(&arena, dir, "sys");
    device("mmcblk0", "platform/mmc", "179:0", false, false, "100");
    device("mmcblk0p2", "platform/mmc/mmcblk0", "179:2", true, false, "100");
    device("loop0", "virtual", "7:0", false, true, "100");
    device("sr0", "pci/ata", "11:0", false, true, "100");
    device("sdb", "pci/usb1/1-1", "8:16", false, true, "100");
    device("sdb1", "pci/usb1/1-1/sdb", "8:17", true, false, "90");
    device("sdc", "pci/usb1/1-2", "8:32", false, true, "0"); // a reader without a card
    device("sdf", "pci/usb1/1-3", "8:80", false, false, "100");
    device("sdf1", "pci/usb1/1-3/sdf", "8:81", true, false, "50");
    device("sdf2", "pci/usb1/1-3/sdf", "8:82", true, false, "50");

    assert_int_equal(found("", sticks), 2);
    assert_null(sticks[0].path);
    assert_string_equal(sticks[0].device, "/dev/sdb1");
    assert_string_equal(sticks[1].device, "/dev/sdf1");

    // Mounted: named by where, and not found a second time as a device.
    assert_int_equal(found(mountinfo, sticks), 3);
    assert_string_equal(sticks[0].path, "/media/kios/DATA SAYA");
    assert_string_equal(sticks[0].name, "DATA SAYA");
    assert_false(sticks[0].is_read_only);
    assert_string_equal(sticks[1].name, "KUNCI");
    assert_true(sticks[1].is_read_only);
    assert_string_equal(sticks[2].device, "/dev/sdf1");

    // The disk that the machine runs from is no stick, neither is its other half.
    assert_int_equal(found("27 1 8:82 / / rw - ext4 /dev/sdf2 rw\n", sticks), 1);
    assert_string_equal(sticks[0].device, "/dev/sdb1");

    // By hand: folders count, whatever put them there.
    char *media = folder("media");
    folder("media/STIK-A");
    folder("media/.hidden");
    made(file_path(&arena, media, "file"), "x");
    assert_true(setting_set(village, "media_dir", media, SETTING_LOCAL));
    assert_int_equal(found("", sticks), 3);
    assert_string_equal(sticks[0].name, "STIK-A");
    assert_string_equal(sticks[0].path, file_path(&arena, media, "STIK-A"));
    struct stick stick;
    char *list = file_path(&arena, dir, "mountinfo");
    const struct stick_places places = {list, sys_dir};
    assert_true(stick_at(village, &arena, &places, sticks[0].path, &stick));
    assert_false(stick_at(village, &arena, &places, file_path(&arena, media, "STIK-B"), &stick));
    assert_false(stick_at(village, &arena, &places, media, &stick));
}

static void test_what_lies_on_it(void **state)
{
    (void)state;
    char *stick = folder("stik");
    static const char *const names[] = {
        "kentongan-K7-0000000a-1-3.ktb",
        "kentongan-K7-0000000a-1-3.answer.ktb",
        "kentongan-K9-0000000b-1-1.answer.ktb",
        "kentongan-K70-0000000b-1-1.answer.ktb",
        "undangan.md",
        "foto.jpg",
        "lagu.mp3",
    };
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        made(file_path(&arena, stick, names[i]), "x");
    }
    struct stick_content content = stick_look(stick, 7);
    assert_int_equal(content.outgoing, 1);
    assert_int_equal(content.answers, 1);
    assert_int_equal(content.strangers, 2);
    assert_int_equal(content.notices, 1);
    assert_int_equal(content.others, 2);
    assert_true(content.free_bytes > 0 && content.total_bytes >= content.free_bytes);
    assert_false(content.is_read_only);
    assert_true(stick_look(file_path(&arena, dir, "pulled"), 7).is_gone);
    // Before the enrolment there is one answer that can be for this kiosk.
    made(file_path(&arena, stick, "kentongan-enrol-8a41d0c2.answer.ktb"), "x");
    content = stick_look(stick, 0);
    assert_int_equal(content.answers, 1);
    assert_int_equal(content.strangers, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_at_kiosk(test_plain_files_only), test_at_kiosk(test_too_many),
        test_at_kiosk(test_too_many_folders), test_at_kiosk(test_mounts),
        test_at_kiosk(test_which_is_a_stick), test_at_kiosk(test_what_lies_on_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
