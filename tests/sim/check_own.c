// SPDX-License-Identifier: GPL-3.0-or-later
// What kiosks post: each notice is at the regency, once, whatever numbers it has by now.
#include "world.h"

#include "db/record/record.h"

static int64_t count_of(struct sql *sql, struct arena *arena, const char *rows, uint32_t birth)
{
    int64_t count = 0;
    struct sql_rows found = sql_rows(sql, arena_printf(arena, "SELECT record FROM %s", rows), "");
    while (sql_next(&found)) {
        Kt__Notice *notice =
            record_unpack(arena, &kt__notice__descriptor, sql_row_bytes(&found, 0, arena));
        count += notice && notice->birth == birth;
    }
    sql_done(&found);
    return count;
}

bool sim_check_own(struct sim *sim)
{
    bool ok = true;
    for (int i = 0; i < sim->notice_count; i++) {
        const struct sim_notice *own = &sim->notices[i];
        struct arena arena;
        arena_init(&arena, 64 << 20);
        sim_as(sim, -1);
        int64_t there = count_of(sim->regency->sql, &arena, "bulletin", own->birth);
        sim_as(sim, own->kiosk);
        // One that was withdrawn before the regency heard of it never comes.
        bool is_gone = count_of(sim->kiosks[own->kiosk].village->sql, &arena,
                                "notice WHERE gone IS NOT NULL", own->birth) > 0;
        arena_finish(&arena);
        if (there == 0 && !own->is_unsure && !is_gone) {
            ok = sim_wrong(sim, "%s of k%d is not at the regency", own->text, own->kiosk);
        }
        if (there > 1) {
            ok = sim_wrong(sim, "%s of k%d is there %lld times", own->text, own->kiosk,
                           (long long)there);
        }
    }
    return ok;
}
