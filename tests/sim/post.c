// SPDX-License-Identifier: GPL-3.0-or-later
// Notices, posted, revised and withdrawn at kiosks and at the regency, with pictures now and then.
#include "world.h"

#include "db/regency/bulletin.h"
#include "db/regency/picture.h"
#include "db/village/notice.h"

#include <string.h>

enum { WORK_MAX = 32 << 20 };

static Kt__Notice a_notice(struct sim *sim, char text[static SIM_TEXT_MAX])
{
    snprintf(text, SIM_TEXT_MAX, "Kabar nomor %d.", sim->text_count++);
    Kt__Notice notice = KT__NOTICE__INIT;
    notice.title = text;
    notice.category = (char *)(uintptr_t) "pengumuman";
    notice.body = text;
    notice.publisher = (char *)(uintptr_t) "BPD Sukamaju";
    notice.scope = (char *)(uintptr_t) "all";
    return notice;
}

// The bones of a PNG, with pixels that nobody decodes: a file in `dir`.
static const char *a_picture(struct sim *sim, struct arena *arena, const char *dir)
{
    static const uint8_t head[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n', 0, 0, 0,
                                   13,   'I', 'H', 'D', 'R',  0,    0,    1,    0, 0, 0,
                                   1,    0,   8,   2,   0,    0,    0,    0,    0, 0, 0};
    static const uint8_t tail[12] = {0, 0, 0, 0, 'I', 'E', 'N', 'D'};
    uint32_t len = 1 + sim_below(sim, sim_chance(sim, 20) ? 200000 : 5000);
    uint8_t *file = arena_alloc(arena, sizeof head + 12 + len + sizeof tail);
    memcpy(file, head, sizeof head);
    uint8_t *chunk = file + sizeof head;
    const uint8_t chunk_head[8] = {
        0, (uint8_t)(len >> 16), (uint8_t)(len >> 8), (uint8_t)len, 'I', 'D', 'A', 'T'};
    memcpy(chunk, chunk_head, sizeof chunk_head);
    for (uint32_t i = 0; i < len; i++) {
        chunk[8 + i] = (uint8_t)sim_below(sim, 256);
    }
    memcpy(chunk + 12 + len, tail, sizeof tail);
    const char *path = file_path(arena, dir, "foto.png");
    bool ok = file_write(path, bytes_of(file, sizeof head + 12 + len + sizeof tail), 0600);
    return ok ? path : NULL;
}

struct pictured {
    Kt__Picture picture, *list;
};

// Now and then with a picture, kept where it is posted.
static void add_picture(struct sim *sim, struct arena *arena, int k, Kt__Notice *notice,
                        struct pictured *out)
{
    if (!sim_chance(sim, 40)) {
        return;
    }
    const char *path = a_picture(sim, arena, k < 0 ? sim->dir : sim->kiosks[k].dir);
    kt__picture__init(&out->picture);
    out->list = &out->picture;
    bool ok =
        path && (k < 0 ? picture_keep(sim->regency, arena, path, &out->picture)
                       : notice_picture_keep(sim->kiosks[k].village, arena, path, &out->picture));
    if (!ok) {
        die("sim: a picture: %s", fault_text());
    }
    out->picture.name = (char *)(uintptr_t) "foto.png";
    notice->pictures = &out->list;
    notice->n_pictures = 1;
    sim->picture_count++;
}

static void note(struct sim *sim, int k, const Kt__Notice *notice)
{
    if (sim->notice_count < SIM_NOTICES_MAX) {
        struct sim_notice *own = &sim->notices[sim->notice_count++];
        *own = (struct sim_notice){.kiosk = k, .birth = notice->birth};
        snprintf(own->text, sizeof own->text, "%s", notice->title);
    }
}

void sim_post_at_kiosk(struct sim *sim)
{
    char text[SIM_TEXT_MAX], id_text[40];
    int k = (int)sim_below(sim, SIM_KIOSKS);
    struct arena arena;
    arena_init(&arena, WORK_MAX);
    sim_as(sim, k);
    struct village *village = sim->kiosks[k].village;
    Kt__Notice notice = a_notice(sim, text);
    struct pictured pictured;
    add_picture(sim, &arena, k, &notice, &pictured);
    struct notice_row rows[8];
    size_t total,
        count = notice_list(village, &arena, NOTICE_CURRENT, NULL, NULL, "id", 0, 8, rows, &total);
    const char *id = "";
    bool ok;
    if (count > 0 && sim_chance(sim, 50)) {
        snprintf(id_text, sizeof id_text, "%s", rows[sim_below(sim, (uint32_t)count)].id);
        notice.id = id_text;
    }
    if (notice.id[0] && sim_chance(sim, 40)) {
        ok = notice_withdraw(village, id_text, "Sudah lewat.");
        id = id_text;
    } else {
        bool is_new = !notice.id[0];
        ok = notice_post(village, &arena, &notice, &id);
        if (ok && is_new) {
            note(sim, k, &notice);
        }
    }
    sim_trace(sim, "notice at k%d: %s %d", k, ok ? id : "refused", ok);
    arena_finish(&arena);
}

// Every other time one that a kiosk posted, perhaps while that kiosk revises it.
static void take_a_kiosks(struct sim *sim, struct arena *arena, char *id, size_t size)
{
    static const char from[] = " FROM bulletin WHERE gone_s IS NULL AND origin > 0";
    int64_t count =
        sql_int(sim->regency->sql, 0, arena_printf(arena, "SELECT count(*)%s", from), "");
    if (count > 0 && sim_chance(sim, 50)) {
        struct sql_rows rows =
            sql_rows(sim->regency->sql,
                     arena_printf(arena, "SELECT id%s ORDER BY id LIMIT 1 OFFSET $1", from), "i",
                     (int64_t)sim_below(sim, (uint32_t)count));
        if (sql_next(&rows)) {
            snprintf(id, size, "%s", sql_row_text(&rows, 0, arena));
        }
        sql_done(&rows);
    }
}

void sim_post_at_regency(struct sim *sim)
{
    char text[SIM_TEXT_MAX], id_text[40];
    struct arena arena;
    arena_init(&arena, WORK_MAX);
    sim_as(sim, -1);
    Kt__Notice notice = a_notice(sim, text);
    struct pictured pictured;
    add_picture(sim, &arena, -1, &notice, &pictured);
    static const char *const scopes[] = {"all", "32.15", "32.15.11.2005", "32.15.11.2006"};
    notice.scope = (char *)(uintptr_t)scopes[sim_below(sim, 4)];
    int64_t last = sql_int(sim->regency->sql, 0, "SELECT notice_last FROM regency", "");
    const char *id = "";
    bool ok;
    snprintf(id_text, sizeof id_text, "R-%lld",
             (long long)(last > 0 ? 1 + (int64_t)sim_below(sim, (uint32_t)last) : 1));
    uint32_t what = sim_below(sim, 10);
    if (what < 2) {
        take_a_kiosks(sim, &arena, id_text, sizeof id_text);
        ok = bulletin_withdraw(sim->regency, &arena, id_text, "Ditarik.");
    } else {
        notice.id = what < 4 ? id_text : notice.id;
        ok = bulletin_post(sim->regency, &arena, &notice, &id);
    }
    sim_trace(sim, "notice at the regency: %s %d", what < 2 ? id_text : id, ok);
    arena_finish(&arena);
}
