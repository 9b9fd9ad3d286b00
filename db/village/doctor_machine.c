// SPDX-License-Identifier: GPL-3.0-or-later
// Checks of the machine, by what the kernel lists under /proc and /sys. What it does not tell is
// not guessed: then nothing is wrong.
#include "doctor_inside.h"

#include "db/base/file.h"
#include "probe.h"
#include "setting.h"
#include "stick.h"

#include <ctype.h>
#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

enum {
    LINE_BYTES = 256,
    MEGA = 1000 * 1000,
    FREE_WARN_MB = 500,
    EMMC_WORN = 9, // of 11 in steps of ten percent: 80 to 90 % of its life is used (JEDEC eMMC 5.0)
};
static bool read_line(const char *path, char out[static LINE_BYTES])
{
    return file_line(path, out, LINE_BYTES);
}

// ---- the disk

static const char *size_text(struct arena *arena, int64_t bytes)
{
    int64_t mega = bytes / MEGA;
    return mega >= 1000 ? arena_printf(arena, "%" PRId64 " GB", mega / 1000)
                        : arena_printf(arena, "%" PRId64 " MB", mega);
}

bool doctor_disk(const struct doctor *doctor, struct doctor_row *row)
{
    int64_t free_bytes = doctor->free_bytes;
    struct phrase left =
        phrase_word(N_("Masih ada ruang %s."), size_text(doctor->arena, free_bytes));
    if (free_bytes < 0) {
        return false;
    }
    if (free_bytes < VILLAGE_DISK_FREE_MIN) {
        doctor_says(
            row, DOCTOR_BAD,
            phrase_word(N_("Disk penuh: tinggal %s. Usul baru tidak bisa diterima."), left.word),
            N_("Yang menunggu tetap dikirim. Hubungi yang memasang kios: disk perlu "
               "dibersihkan atau diganti."));
    } else if (free_bytes / MEGA < FREE_WARN_MB) {
        doctor_says(row, DOCTOR_WARN, phrase_word(N_("Disk hampir penuh: tinggal %s."), left.word),
                    N_("Hubungi yang memasang kios sebelum penuh."));
    } else {
        doctor_says(row, DOCTOR_OK, left, NULL);
    }
    return true;
}

// "mmcblk0p2" of the folder's disk; "" where the kernel does not say.
static const char *device_of(const struct doctor *doctor)
{
    char link[FILE_PATH_MAX];
    struct stat st;
    if (stat(doctor->village->dir, &st) != 0) {
        return "";
    }
    char *path = arena_printf(doctor->arena, "%s/dev/block/%u:%u", doctor->sys, major(st.st_dev),
                              minor(st.st_dev));
    ssize_t len = readlink(path, link, sizeof link - 1);
    link[len > 0 ? len : 0] = '\0';
    const char *slash = strrchr(link, '/');
    return slash ? arena_str(doctor->arena, slash + 1) : "";
}

// Faults that ext4 has met since it was made, and how worn a soldered card says it is.
bool doctor_disk_health(const struct doctor *doctor, struct doctor_row *row)
{
    char line[LINE_BYTES];
    const char *device = device_of(doctor);
    int64_t faults = 0, worn = 0;
    if (read_line(arena_printf(doctor->arena, "%s/fs/ext4/%s/errors_count", doctor->sys, device),
                  line)) {
        faults = strtoll(line, NULL, 10);
    }
    if (str_starts(device, "mmcblk")) {
        const char *disk = arena_printf(doctor->arena, "%.*s", (int)strcspn(device, "p"), device);
        if (read_line(arena_printf(doctor->arena, "%s/class/block/%s/device/life_time", doctor->sys,
                                   disk),
                      line)) {
            worn = strtoll(line, NULL, 16);
        }
    }
    static const char *const replace =
        N_("Kirim semua yang menunggu, lalu ganti disk. Pesan disk baru sekarang.");
    if (faults > 0) {
        doctor_says(row, DOCTOR_BAD, phrase_number(PLURAL_("Disk pernah salah %d kali."), faults),
                    replace);
    } else if (worn >= EMMC_WORN) {
        doctor_says(row, DOCTOR_WARN, phrase_bare(N_("Disk hampir aus.")), replace);
    } else {
        doctor_says(row, DOCTOR_OK, phrase_bare(N_("Tidak ada tanda rusak.")), NULL);
    }
    return true;
}

// ---- the network

// Some cable or Wi-Fi, and a way out of here.
static bool has_network(const struct doctor *doctor)
{
    char line[LINE_BYTES];
    char *folder = arena_printf(doctor->arena, "%s/class/net", doctor->sys);
    DIR *names = opendir(folder);
    bool has = false;
    for (struct dirent *entry; names && !has && (entry = readdir(names));) {
        if (entry->d_name[0] == '.' || str_equal(entry->d_name, "lo")) {
            continue;
        }
        char *path = arena_printf(doctor->arena, "%s/%s/operstate", folder, entry->d_name);
        has = read_line(path, line) && (str_equal(line, "up") || str_equal(line, "unknown"));
    }
    if (names) {
        closedir(names);
    }
    return has;
}

bool doctor_network(const struct doctor *doctor, struct doctor_row *row)
{
    struct probe link = probe_get(doctor->village, doctor->arena, "link");
    if (!has_network(doctor)) {
        doctor_says(row, DOCTOR_WARN,
                    phrase_bare(N_("Tidak ada kabel atau Wi-Fi yang tersambung.")),
                    N_("Periksa kabel, atau pilih Wi-Fi. Kalau memang tidak ada jaringan, kiriman "
                       "bisa dibawa dengan stik."));
    } else if (link.state == PROBE_BAD) {
        doctor_says(row, DOCTOR_WARN,
                    phrase_bare(N_("Ada jaringan di kios, tetapi kabupaten tidak bisa dihubungi.")),
                    N_("Coba lagi nanti. Kalau berhari-hari begini, tanyakan kepada yang "
                       "memasang internet."));
        row->detail = link.word[0] ? link.word : NULL;
    } else if (link.state == PROBE_WELL) {
        doctor_says(row, DOCTOR_OK, phrase_bare(N_("Kabupaten bisa dihubungi.")), NULL);
    } else {
        doctor_says(row, DOCTOR_OK, phrase_bare(N_("Ada jaringan.")), NULL);
    }
    return true;
}

// ---- sound, printer, stick

// "--- no soundcards ---" is how an empty list is written.
static bool has_sound_card(const struct doctor *doctor)
{
    char line[LINE_BYTES];
    char *path = arena_printf(doctor->arena, "%s/asound/cards", doctor->proc);
    return read_line(path, line) && isdigit((unsigned char)line[strspn(line, " ")]);
}

bool doctor_sound(const struct doctor *doctor, struct doctor_row *row)
{
    static const char *const try_it = N_("Sentuh Coba suara dan dengarkan.");
    struct arena *arena = doctor->arena;
    bool is_off = str_equal(setting_get(doctor->village, arena, "speech"), "off") ||
                  setting_int(doctor->village, "volume") == 0;
    struct probe probe = probe_get(doctor->village, arena, "sound");
    if (is_off) {
        doctor_says(row, DOCTOR_OK, phrase_bare(N_("Dimatikan di Pengaturan.")), NULL);
    } else if (!has_sound_card(doctor)) {
        doctor_says(row, DOCTOR_WARN, phrase_bare(N_("Pengeras suara tidak ditemukan.")),
                    N_("Periksa kabel pengeras suara, lalu matikan kios dan nyalakan lagi."));
    } else if (access(doctor->voice, X_OK) != 0) {
        doctor_says(row, DOCTOR_WARN,
                    phrase_bare(N_("Program pembaca (espeak-ng) tidak terpasang.")),
                    N_("Hubungi yang memasang kios."));
    } else if (probe.state == PROBE_BAD) {
        doctor_says(row, DOCTOR_WARN, phrase_bare(N_("Tidak terdengar waktu dicoba.")),
                    N_("Besarkan suara di Pengaturan, periksa kabelnya, lalu coba lagi."));
    } else if (probe.state == PROBE_NEVER) {
        doctor_says(row, DOCTOR_WARN, phrase_bare(N_("Suara belum pernah dicoba.")), try_it);
    } else {
        doctor_says(row, DOCTOR_OK, phrase_bare(N_("Terdengar waktu dicoba.")), NULL);
    }
    return true;
}

bool doctor_printer(const struct doctor *doctor, struct doctor_row *row)
{
    const char *device = setting_get(doctor->village, doctor->arena, "printer");
    struct probe probe = probe_get(doctor->village, doctor->arena, "printer");
    if (!*device) {
        doctor_says(row, DOCTOR_OK, phrase_bare(N_("Tidak dipakai.")), NULL);
    } else if (!file_exists(device)) {
        doctor_says(row, DOCTOR_WARN, phrase_bare(N_("Printer tidak tersambung.")),
                    N_("Nyalakan printer dan periksa kabelnya. Kalau tidak dipakai lagi, pilih "
                       "Tanpa printer di Pengaturan."));
        row->detail = device;
    } else if (probe.state == PROBE_BAD) {
        doctor_says(row, DOCTOR_WARN, phrase_bare(N_("Cetakan percobaan gagal.")),
                    N_("Periksa kertas dan kabel, lalu sentuh Cetak percobaan."));
    } else if (probe.state == PROBE_NEVER) {
        doctor_says(row, DOCTOR_WARN, phrase_bare(N_("Tersambung, belum pernah dicoba.")),
                    N_("Sentuh Cetak percobaan."));
    } else {
        doctor_says(row, DOCTOR_OK, phrase_bare(N_("Cetakan percobaan berhasil.")), NULL);
    }
    return true;
}

// The agent could not open it, as it is plugged in now.
static bool is_unreadable(const struct doctor *doctor, const struct stick *stick)
{
    struct probe probe = probe_get(doctor->village, doctor->arena, "stick");
    return probe.state == PROBE_BAD && probe.number == (int64_t)stick->plug &&
           str_equal(probe.word, stick->device);
}

bool doctor_stick(const struct doctor *doctor, struct doctor_row *row)
{
    struct stick sticks[STICKS_MAX];
    const struct stick_places places = {
        .mountinfo = arena_printf(doctor->arena, "%s/self/mountinfo", doctor->proc),
        .sys = doctor->sys,
    };
    size_t count = stick_find(doctor->village, doctor->arena, &places, sticks);
    if (count == 0) {
        doctor_says(row, DOCTOR_OK, phrase_bare(N_("Tidak ada yang tertancap.")), NULL);
    } else if (!sticks[0].path && is_unreadable(doctor, &sticks[0])) {
        doctor_says(row, DOCTOR_WARN, phrase_bare(N_("Stik yang tertancap tidak terbaca.")),
                    N_("Pakai stik berformat FAT32 atau exFAT. Yang ini boleh dicabut."));
        row->detail = sticks[0].name;
    } else if (!sticks[0].path) { // the page that needs it opens it
        doctor_says(row, DOCTOR_OK, phrase_bare(N_("Stik tertancap, belum dibuka.")), NULL);
    } else if (sticks[0].is_read_only) {
        doctor_says(row, DOCTOR_WARN,
                    phrase_word(N_("Stik \"%s\" hanya bisa dibaca."), sticks[0].name),
                    N_("Geser kuncinya kalau ada, atau pakai stik lain."));
    } else {
        doctor_says(row, DOCTOR_OK, phrase_word(N_("Stik \"%s\" tertancap."), sticks[0].name),
                    NULL);
    }
    return true;
}
