// SPDX-License-Identifier: GPL-3.0-or-later
// Sticks, by udisks: opened when somebody asks or a backup is due, written out, and let go. One
// that was let go stays so until it was pulled: whoever was told that it is safe has it half in the
// hand.
#include "errand_inside.h"

#include "db/village/backup_stick.h"
#include "db/village/probe.h"
#include "db/village/stick.h"
#include "db/village/village_backup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { UNMOUNT_MS = 60 * 1000 }; // writing out what a slow stick still has to take

// ---- which one it was

// As it is plugged in now. Where the kernel does not count (plug 0) one that was plugged in again
// looks the same.
static struct stick_mark *mark_of(struct stick_mark marks[static STICKS_MAX],
                                  const struct stick *stick)
{
    for (size_t i = 0; i < STICKS_MAX; i++) {
        if (*marks[i].device && marks[i].plug == stick->plug &&
            str_equal(marks[i].device, stick->device)) {
            return &marks[i];
        }
    }
    return NULL;
}

// NULL: no room, or a name that no device has.
static struct stick_mark *mark(struct stick_mark marks[static STICKS_MAX],
                               const struct stick *stick)
{
    struct stick_mark *at = mark_of(marks, stick);
    for (size_t i = 0; !at && i < STICKS_MAX; i++) {
        if (!*marks[i].device && *stick->device && strlen(stick->device) < sizeof at->device) {
            at = &marks[i];
            *at = (struct stick_mark){.plug = stick->plug};
            (void)snprintf(at->device, sizeof at->device, "%s", stick->device);
        }
    }
    return at;
}

static void forget_pulled(struct stick_mark marks[static STICKS_MAX], const struct stick *sticks,
                          size_t count)
{
    for (size_t i = 0; i < STICKS_MAX; i++) {
        bool is_here = false;
        for (size_t k = 0; k < count; k++) {
            is_here = is_here || (marks[i].plug == sticks[k].plug &&
                                  str_equal(marks[i].device, sticks[k].device));
        }
        if (!is_here) {
            marks[i] = (struct stick_mark){0};
        }
    }
}

static size_t find(struct errand_do *doing, struct arena *arena,
                   struct stick sticks[static STICKS_MAX])
{
    size_t count = stick_find(doing->village, arena, NULL, sticks);
    forget_pulled(doing->let_go, sticks, count);
    forget_pulled(doing->seen, sticks, count);
    return count;
}

// Somebody uses it now: it is not ours to close any more.
static void give_up(struct errand_do *doing, const struct stick *stick)
{
    struct stick_mark *seen = mark_of(doing->seen, stick);
    if (seen) {
        seen->is_open = false;
    }
}

bool errand_stick_at(struct work *work, struct stick *stick)
{
    bool is_there = stick_at(work->village, work->arena, NULL, work->errand->argument, stick);
    if (is_there) {
        give_up(work->doing, stick);
    }
    return is_there;
}

// ---- how it stands

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
    if (is_other || !errand_stick_at(work, &stick)) {
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

// ---- opening and closing

static struct tool_said udisksctl(struct arena *arena, const char *verb, const char *device,
                                  int ms_max)
{
    struct tool tool = {.words = {"udisksctl", verb, "-b", device, "--no-user-interaction"},
                        .ms_max = ms_max};
    if (str_equal(verb, "mount")) {
        tool.words[5] = "--options";
        tool.words[6] = "noexec";
    }
    struct tool_said said = tool_run(arena, &tool);
    if (said.end != TOOL_WELL) {
        log_fault();
    }
    return said;
}

// How it went is kept for the keeper: which stick, as it is plugged in now.
static enum tool_end open_stick(struct errand_do *doing, struct arena *arena,
                                const struct stick *stick)
{
    struct tool_said said = udisksctl(arena, "mount", stick->device, 0);
    bool is_well = said.end == TOOL_WELL;
    bool is_news = !is_well || probe_get(doing->village, arena, "stick").state == PROBE_BAD;
    if (is_news && said.end != TOOL_MISSING &&
        !probe_put(doing->village, "stick", is_well ? PROBE_WELL : PROBE_BAD, (int64_t)stick->plug,
                   stick->device)) {
        log_fault();
    }
    return said.end;
}

static bool mount_one(struct work *work, const struct stick *stick)
{
    if (stick->path) { // for the backup, a moment ago
        give_up(work->doing, stick);
        return errand_says(work, true, phrase_bare(N_("Stik terbaca.")));
    }
    if (stick->plug && mark_of(work->doing->let_go, stick)) {
        return errand_says(
            work, false,
            phrase_bare(N_("Stik ini sudah dilepas. Cabut dulu, lalu tancapkan lagi.")));
    }
    enum tool_end end = open_stick(work->doing, work->arena, stick);
    if (end == TOOL_WELL) {
        return errand_says(work, true, phrase_bare(N_("Stik terbaca.")));
    }
    return errand_says(work, false,
                       phrase_bare(end == TOOL_MISSING
                                       ? no_udisks
                                       : N_("Stik tidak terbaca. Mungkin rusak, atau formatnya "
                                            "tidak dikenal: pakai FAT32 atau exFAT.")));
}

// Only a device that is a stick.
bool errand_mount(struct work *work)
{
    struct stick sticks[STICKS_MAX];
    size_t count = find(work->doing, work->arena, sticks);
    for (size_t i = 0; i < count; i++) {
        if (*sticks[i].device && str_equal(sticks[i].device, work->errand->argument)) {
            return mount_one(work, &sticks[i]);
        }
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
    if (!errand_stick_at(work, &stick)) {
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
    struct tool_said said = udisksctl(work->arena, "unmount", stick.device, UNMOUNT_MS);
    if (said.end == TOOL_MISSING) {
        return errand_says(work, true,
                           phrase_bare(N_("Semua sudah tertulis. Stik boleh dicabut.")));
    }
    if (said.end != TOOL_WELL) {
        return errand_says(work, false,
                           phrase_bare(N_("Stik masih dipakai. Tunggu sebentar, lalu coba lagi.")));
    }
    (void)mark(work->doing->let_go, &stick);
    udisksctl(work->arena, "power-off", stick.device, 0); // a card reader has no such thing
    return errand_says(work, true, phrase_bare(safe));
}

// ---- the nightly backup

static bool has_folder(struct arena *arena, const struct stick *sticks, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (backup_stick_folder(arena, &sticks[i])) {
            return true;
        }
    }
    return false;
}

static bool is_stopped(const struct backup_stick_stop *stop)
{
    return stop && stop->is_set && stop->is_set(stop->ctx);
}

// Once for each backup and each time it is plugged in: what is on it cannot be told from outside.
static bool is_due(struct errand_do *doing, const struct stick *stick, int64_t made_s)
{
    const struct stick_mark *seen = mark_of(doing->seen, stick);
    return !stick->path && made_s > 0 && !mark_of(doing->let_go, stick) &&
           (!seen || seen->made_s < made_s);
}

// Opened by us and nobody else's by now: closed, so that it may be pulled at any time.
static void close_ours(struct errand_do *doing, struct arena *arena)
{
    for (size_t i = 0; i < STICKS_MAX; i++) {
        struct stick_mark *seen = &doing->seen[i];
        if (*seen->device && seen->is_open &&
            udisksctl(arena, "unmount", seen->device, UNMOUNT_MS).end == TOOL_WELL) {
            seen->is_open = false;
        }
    }
}

static bool is_opened(struct errand_do *doing, struct arena *arena, const struct stick *stick,
                      int64_t made_s)
{
    struct stick_mark *seen = mark(doing->seen, stick);
    if (!seen) {
        return false;
    }
    seen->made_s = made_s;
    seen->is_open = open_stick(doing, arena, stick) == TOOL_WELL;
    return seen->is_open;
}

bool errand_do_backup(struct errand_do *doing, const struct backup_stick_stop *stop, bool *made)
{
    struct stick sticks[STICKS_MAX], now[STICKS_MAX];
    struct arena arena;
    arena_init(&arena, COMMAND_ARENA_MAX);
    size_t count = find(doing, &arena, sticks);
    int64_t made_s = village_backup_newest_s(doing->village);
    bool is_found = has_folder(&arena, sticks, count);
    *made = false;
    bool ok = !is_found || backup_stick_keep(doing->village, stop, made);
    for (size_t i = 0; i < count && !is_found && !is_stopped(stop); i++) {
        if (!is_due(doing, &sticks[i], made_s) || !is_opened(doing, &arena, &sticks[i], made_s)) {
            continue;
        }
        is_found = has_folder(&arena, now, find(doing, &arena, now));
        ok = !is_found || backup_stick_keep(doing->village, stop, made);
        struct stick_mark *seen = mark_of(doing->seen, &sticks[i]);
        if (seen && is_stopped(stop)) {
            seen->made_s = 0; // the next time
        } else {
            close_ours(doing, &arena);
        }
    }
    if (!is_stopped(stop)) {
        close_ours(doing, &arena); // what was busy, or put off
    }
    arena_finish(&arena);
    return ok;
}
