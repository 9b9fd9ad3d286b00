// SPDX-License-Identifier: GPL-3.0-or-later
// A village that no network reaches: a stick goes to the regency and comes back, written and read
// by the agent's own export and import. What lies on it stays there, so that it comes again later.
#include "world.h"

#include "db/base/folder.h"
#include "sync/agent/carry.h"
#include "sync/bundle/parcel.h"

#include <string.h>
#include <unistd.h>

enum { WORK_MAX = 96 << 20, FILES_MAX = 400 };
static const char parcel_end[] = ".ktb", answer_end[] = ".answer.ktb";

static size_t files_of(struct arena *arena, const char *stick, struct folder_file *out)
{
    static const char *const endings[] = {parcel_end, NULL};
    struct folder_found found;
    return folder_walk(arena, stick, &(struct folder_walk){.endings = endings}, FILES_MAX, out,
                       &found);
}

// One file of it is gone, or has a bit that is another.
static void harm(struct sim *sim, const char *stick)
{
    struct arena arena;
    arena_init(&arena, WORK_MAX);
    struct folder_file *files = ARENA_ARRAY(&arena, struct folder_file, FILES_MAX);
    size_t count = files_of(&arena, stick, files);
    if (count > 0) {
        const char *path = file_path(&arena, stick, files[sim_below(sim, (uint32_t)count)].path);
        struct bytes content;
        bool is_lost = sim_chance(sim, 60) || !file_read(&arena, path, PARCEL_MAX, &content);
        if (is_lost ? unlink(path) != 0 : !file_write(path, sim_bent(sim, &arena, content), 0644)) {
            die("sim: %s: the stick", path);
        }
        sim_trace(sim, "on the stick: %s", is_lost ? "a file is lost" : "a file is bent");
    }
    arena_finish(&arena);
}

// As the regency's `import` of a folder does it.
static void import_at_regency(struct sim *sim, const char *stick)
{
    struct arena names;
    arena_init(&names, WORK_MAX);
    struct folder_file *files = ARENA_ARRAY(&names, struct folder_file, FILES_MAX);
    size_t count = files_of(&names, stick, files);
    for (size_t i = 0; i < count; i++) {
        if (folder_ends_with(files[i].path, answer_end)) {
            continue;
        }
        struct arena work;
        arena_init(&work, WORK_MAX);
        struct bytes parcel, answer;
        const char *path = file_path(&work, stick, files[i].path);
        bool ok = file_read(&work, path, PARCEL_MAX, &parcel) &&
                  sim_answer_parcel(sim, &work, parcel, &answer);
        int stem = (int)(strlen(path) - strlen(parcel_end));
        if (ok &&
            !file_write(arena_printf(&work, "%.*s%s", stem, path, answer_end), answer, 0644)) {
            die("sim: %s: %s", path, fault_text());
        }
        arena_finish(&work);
    }
    arena_finish(&names);
}

static void import_at_kiosk(struct sim *sim, int k, struct carried *carried)
{
    struct sim_kiosk *kiosk = &sim->kiosks[k];
    sim_as(sim, k);
    bool ok = carry_import_folder(kiosk->village, kiosk->stick, &(struct carry){0}, carried);
    sim_trace(sim, "stick of k%d is back: %d, %zu taken, %zu failed, %lld changes", k, ok,
              carried->files, carried->failed, (long long)carried->changes);
}

static void export_at_kiosk(struct sim *sim, int k, struct carried *carried)
{
    struct sim_kiosk *kiosk = &sim->kiosks[k];
    sim_as(sim, k);
    if (!carry_export(kiosk->village, kiosk->stick, &(struct carry){0}, carried)) {
        die("sim: export: %s", fault_text());
    }
    sim_trace(sim, "stick of k%d: %zu files, %lld events", k, carried->files,
              (long long)carried->events);
}

bool sim_journey(struct sim *sim, int k)
{
    const char *stick = sim->kiosks[k].stick;
    struct carried up, down;
    sim->journeys++;
    sim_empty_folder(stick);
    export_at_kiosk(sim, k, &up);
    import_at_regency(sim, stick);
    import_at_kiosk(sim, k, &down);
    return up.events > 0 || down.changes > 0 || down.failed > 0 || down.asked;
}

// Any part of the way may be left out, for that day.
void sim_some_journey(struct sim *sim, int k)
{
    const char *stick = sim->kiosks[k].stick;
    struct carried carried;
    sim->journeys++;
    if (sim_chance(sim, 20)) {
        sim_empty_folder(stick);
    }
    if (sim_chance(sim, 80)) {
        export_at_kiosk(sim, k, &carried);
    }
    if (sim_chance(sim, 15)) {
        harm(sim, stick);
    }
    if (sim_chance(sim, 80)) {
        import_at_regency(sim, stick);
    }
    if (sim_chance(sim, 15)) {
        harm(sim, stick);
    }
    if (sim_chance(sim, 80)) {
        import_at_kiosk(sim, k, &carried);
    }
}
