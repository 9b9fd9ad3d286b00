// SPDX-License-Identifier: GPL-3.0-or-later
// Errands about the machine itself: its clock, a stick that is plugged in or pulled, its notes.
// By the programs that every Debian has for it; where one is missing, that is said.
#include "errand_inside.h"

#include "db/base/file.h"
#include "db/base/moment.h"
#include "db/village/doctor.h"
#include "db/village/round.h"
#include "db/village/stick.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    CLOCK_LATE_S_MAX = 3600, // after it was asked: then the village's own time is the better one
    UNMOUNT_MS = 60 * 1000,  // writing out what a slow stick still has to take
    JOURNAL_MS = 30 * 1000,
    NOTES_BYTES_MAX = 2 << 20,
    ROUNDS_NOTED = 200,
};

// ---- the clock

static bool timedatectl(struct work *work, const char *verb, const char *value,
                        struct tool_said *said)
{
    *said = tool_run(work->arena, &(struct tool){.words = {"timedatectl", verb, value}});
    if (said->end != TOOL_WELL) {
        log_fault();
    }
    return said->end == TOOL_WELL;
}

// When the errand had to wait, what the village's clock says by now is nearer to the truth.
static int64_t target_s(struct work *work)
{
    int64_t asked_s = 0, now_s = village_now_s(work->village);
    if (!moment_parse(work->errand->argument, 0, &asked_s)) {
        return now_s;
    }
    return now_s >= asked_s && now_s - asked_s < CLOCK_LATE_S_MAX ? now_s : asked_s;
}

static bool set_machine(struct work *work, int64_t unix_s, struct tool_said *said)
{
    char iso[MOMENT_ISO_LEN];
    moment_iso(unix_s, 0, iso);
    iso[10] = ' '; // "2026-11-23 02:41:00", in UTC: that is the tool's zone
    iso[19] = '\0';
    // While it is set from the network, systemd lets nobody else set it.
    bool by_network =
        timedatectl(work, "show", "--property=NTP", said) && str_starts(said->out, "NTP=yes");
    struct tool_said other;
    bool ok = (!by_network || timedatectl(work, "set-ntp", "false", said)) &&
              timedatectl(work, "set-time", iso, said);
    if (by_network && !timedatectl(work, "set-ntp", "true", &other)) {
        log_line("the clock is not set from the network any more: timedatectl set-ntp true");
    }
    return ok;
}

bool errand_clock(struct work *work)
{
    int64_t unix_s = target_s(work);
    struct tool_said said;
    if (set_machine(work, unix_s, &said)) {
        if (!village_time_learn(work->village, unix_s, VILLAGE_TIME_SET)) {
            log_fault();
        }
        return errand_says(work, true, phrase_bare(N_("Jam sudah diatur.")));
    }
    return errand_says(
        work, false,
        said.end == TOOL_MISSING
            ? phrase_bare(N_("Jam layar sudah diatur. Jam mesin tidak bisa: program timedatectl "
                             "tidak terpasang."))
            : phrase_bare(N_("Jam layar sudah diatur. Jam mesin tidak bisa diatur: sesudah listrik "
                             "mati, atur lagi.")));
}

// ---- sticks

static const char *const no_udisks =
    N_("Program untuk stik (udisks2) tidak terpasang. Hubungi yang memasang kios.");

uint64_t errand_stick_device(struct work *work)
{
    struct stat st;
    return stat(work->errand->argument, &st) == 0 ? (uint64_t)st.st_dev : 0;
}

struct phrase errand_stick_why(struct work *work)
{
    struct stick stick;
    bool is_other = work->stick_device && errand_stick_device(work) != work->stick_device;
    if (is_other || !stick_at(work->village, work->arena, NULL, work->errand->argument, &stick)) {
        return phrase_bare(N_("Stik tercabut sebelum selesai. Tancapkan lagi, lalu ulangi. Tidak "
                              "ada yang hilang."));
    }
    struct stick_content content = stick_look(stick.path, 0);
    if (content.is_gone) {
        return phrase_bare(N_("Stik tidak bisa dibaca lagi. Cabut, tancapkan lagi, lalu ulangi."));
    }
    if (content.is_read_only || stick.is_read_only) {
        return phrase_bare(N_("Stik hanya bisa dibaca. Geser kuncinya kalau ada, atau pakai stik "
                              "lain."));
    }
    if (content.free_bytes >= 0 && content.free_bytes < STICK_FREE_MIN) {
        return phrase_bare(N_("Stik penuh. Pakai stik lain, atau kosongkan dulu di komputer."));
    }
    return phrase_bare(N_("Stik tidak mau ditulisi. Pakai stik lain."));
}

bool errand_stick_sync(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool ok = fd >= 0 && syncfs(fd) == 0;
    if (!ok) {
        fault_set("%s: could not be written out: %s", path, strerror(errno));
    }
    if (fd >= 0) {
        close(fd);
    }
    return ok;
}

static struct tool_said udisksctl(struct work *work, const char *verb, const char *device,
                                  int ms_max)
{
    struct tool tool = {.words = {"udisksctl", verb, "-b", device, "--no-user-interaction"},
                        .ms_max = ms_max};
    if (str_equal(verb, "mount")) {
        tool.words[5] = "--options";
        tool.words[6] = "noexec";
    }
    struct tool_said said = tool_run(work->arena, &tool);
    if (said.end != TOOL_WELL) {
        log_fault();
    }
    return said;
}

// Only a device that is a stick and not mounted yet.
bool errand_mount(struct work *work)
{
    struct stick sticks[STICKS_MAX];
    size_t count = stick_find(work->village, work->arena, NULL, sticks);
    for (size_t i = 0; i < count; i++) {
        if (sticks[i].path || !str_equal(sticks[i].device, work->errand->argument)) {
            continue;
        }
        struct tool_said said = udisksctl(work, "mount", sticks[i].device, 0);
        if (said.end == TOOL_WELL) {
            return errand_says(work, true, phrase_bare(N_("Stik terbaca.")));
        }
        return errand_says(work, false,
                           phrase_bare(said.end == TOOL_MISSING
                                           ? no_udisks
                                           : N_("Stik tidak terbaca. Mungkin rusak, atau formatnya "
                                                "tidak dikenal: pakai FAT32 atau exFAT.")));
    }
    return errand_says(work, false,
                       phrase_bare(N_("Stik tidak ada. Tancapkan dan tunggu "
                                      "sebentar.")));
}

// What we wrote lies on it before anything else is tried: without udisks it may be pulled as well.
bool errand_eject(struct work *work)
{
    static const char *const safe = N_("Sekarang aman dicabut.");
    struct stick stick;
    if (!stick_at(work->village, work->arena, NULL, work->errand->argument, &stick)) {
        return errand_says(work, true, phrase_bare(N_("Stik sudah dicabut.")));
    }
    bool is_written = stick.is_read_only || errand_stick_sync(stick.path);
    if (!is_written) {
        log_fault();
        return errand_says(work, false, errand_stick_why(work));
    }
    if (!*stick.device) {
        return errand_says(work, true, phrase_bare(safe));
    }
    struct tool_said said = udisksctl(work, "unmount", stick.device, UNMOUNT_MS);
    if (said.end == TOOL_MISSING) {
        return errand_says(work, true,
                           phrase_bare(N_("Semua sudah tertulis. Stik boleh dicabut.")));
    }
    if (said.end != TOOL_WELL) {
        return errand_says(work, false,
                           phrase_bare(N_("Stik masih dipakai. Tunggu sebentar, lalu coba lagi.")));
    }
    udisksctl(work, "power-off", stick.device, 0); // a card reader has no such thing
    return errand_says(work, true, phrase_bare(safe));
}

// ---- notes for whoever repairs it

static void note_checks(struct work *work, struct buf *out)
{
    struct doctor_row rows[DOCTOR_ROWS_MAX];
    size_t count = doctor_look(work->village, work->arena, NULL, rows);
    buf_add_str(out, "\n== keadaan\n");
    for (size_t i = 0; i < count; i++) {
        buf_printf(out, "%s\t%s\t%s\t%s\n", doctor_state_name(rows[i].state), rows[i].name,
                   phrase_text(work->arena, &rows[i].text), rows[i].detail ? rows[i].detail : "");
    }
}

static void note_rounds(struct work *work, struct buf *out)
{
    struct round_report *rows = ARENA_ARRAY(work->arena, struct round_report, ROUNDS_NOTED);
    size_t count = round_list(work->village, work->arena, ROUNDS_NOTED, rows);
    buf_add_str(out, "\n== sambungan: waktu, lewat, hasil, bita naik, bita turun, kiriman, "
                     "perubahan, ms\n");
    for (size_t i = 0; i < count; i++) {
        char iso[MOMENT_ISO_LEN];
        buf_printf(out,
                   "%s\t%s\t%s\t%" PRId64 "\t%" PRId64 "\t%" PRId64 "\t%" PRId64 "\t%" PRId64 "\n",
                   moment_iso(rows[i].at_s, village_zone_min(work->village), iso), rows[i].carrier,
                   rows[i].result, rows[i].bytes_up, rows[i].bytes_down, rows[i].events_up,
                   rows[i].changes_down, rows[i].took_ms);
    }
}

static void note_journal(struct work *work, struct buf *out)
{
    struct tool_said said =
        tool_run(work->arena, &(struct tool){.words = {"journalctl", "-t", "kentongan-kiosk", "-t",
                                                       "kentongan-sync", "--since=-14days", "-o",
                                                       "short-iso", "-n", "600", "--no-pager"},
                                             .ms_max = JOURNAL_MS});
    buf_printf(out, "\n== catatan sistem\n%s\n", said.end == TOOL_WELL ? said.out : fault_text());
}

// Nothing here was ever a villager's word: the checks, the rounds, and what our programs log.
bool errand_logs(struct work *work)
{
    struct stick stick;
    const char *dir = work->errand->argument;
    if (!stick_at(work->village, work->arena, NULL, dir, &stick)) {
        return errand_says(work, false,
                           phrase_bare(N_("Stik tidak ada. Tancapkan dan tunggu "
                                          "sebentar.")));
    }
    char iso[MOMENT_ISO_LEN];
    struct village_moment now = village_moment(work->village);
    moment_iso(now.now_s, now.zone_min, iso);
    struct buf out;
    buf_init(&out, NOTES_BYTES_MAX);
    buf_printf(&out, "kentongan %d.%d, %s%s\n", AGENT_VERSION / 100, AGENT_VERSION % 100, iso,
               now.trusted ? "" : " (jam belum pasti)");
    note_checks(work, &out);
    note_rounds(work, &out);
    note_journal(work, &out);
    iso[10] = '\0';
    char *name = arena_printf(work->arena, "kentongan-catatan-%s.txt", iso);
    bool ok = file_write(file_path(work->arena, dir, name), buf_bytes(&out), 0644) &&
              errand_stick_sync(dir);
    buf_finish(&out);
    if (!ok) {
        log_fault();
        return errand_says(work, false, errand_stick_why(work));
    }
    return errand_says(work, true, phrase_word(N_("Tersimpan di stik: %s"), name));
}
