// SPDX-License-Identifier: GPL-3.0-or-later
// Errands about the machine itself: its clock, and its notes onto a stick.
// By the programs that every Debian has for it; where one is missing, that is said.
#include "errand_inside.h"

#include "db/base/file.h"
#include "db/base/moment.h"
#include "db/village/doctor.h"
#include "db/village/round.h"
#include "db/village/stick.h"

#include <inttypes.h>
#include <string.h>

enum {
    CLOCK_LATE_S_MAX = 3600, // after it was asked: then the village's own time is the better one
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
    const char *dir = work->errand->argument;
    if (!errand_stick_at(work, &(struct stick){0})) {
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
