// SPDX-License-Identifier: GPL-3.0-or-later
// Many notices in one village file, one from each line of stdin: post_notices DIR < TEXTS
#include "db/village/notice.h"
#include "kit.h"

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: post_notices DIR < TEXTS\n");
        return 2;
    }
    secret_init();
    struct arena arena;
    arena_init(&arena, 64 << 20);
    struct village *village = kit_village(argv[1]);
    char line[KIT_LINE_MAX], title[64];
    sql_begin(village->sql);
    for (int i = 1; kit_line(line); i++) {
        Kt__Notice notice = KT__NOTICE__INIT;
        snprintf(title, sizeof title, "Kabar ke-%d", i);
        notice.title = title;
        notice.category = (char *)(uintptr_t) "pengumuman";
        notice.publisher = (char *)(uintptr_t) "Pemerintah Desa Sukamaju";
        notice.body = line;
        const char *id;
        if (!notice_post(village, &arena, &notice, &id)) {
            return log_fault();
        }
        arena_reset(&arena);
    }
    bool ok = sql_commit(village->sql);
    village_close(village);
    arena_finish(&arena);
    return ok ? 0 : log_fault();
}
