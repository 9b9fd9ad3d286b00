// SPDX-License-Identifier: GPL-3.0-or-later
// A kiosk whose disk came out of another machine: the PIN of one member needs that machine's chip,
// the card that mirrors it is full, a backup lies on a stick, another stick was not opened, and a
// picture has not come yet.
// Included by fixture.c alone, whose hands it uses.
#ifndef FIXTURE_COPIES_H
#define FIXTURE_COPIES_H

#include "db/village/backup_stick.h"
#include "db/village/mirror_job.h"
#include "db/village/state.h"

static void promise_picture(struct village *village)
{
    uint8_t hash[HASH_LEN] = {4, 2};
    Kt__Picture picture = KT__PICTURE__INIT, *pictures[] = {&picture};
    picture.hash = record_data(bytes_of(hash, sizeof hash));
    picture.bytes = 240000;
    picture.width = 1200;
    picture.height = 800;
    picture.name = text("irigasi.jpg");
    Kt__Notice notice = KT__NOTICE__INIT;
    notice.id = text("R-90");
    notice.revision = 1;
    notice.posted_s = NOW_S - 600;
    notice.title = text("Pintu air irigasi Cikukulu diganti");
    notice.category = text("kegiatan");
    notice.publisher = text("Dinas PUPR Mekarsari");
    notice.body = text("Pintu air diganti tanggal 25 November. Air ke sawah berhenti satu hari, "
                       "lalu mengalir lagi seperti biasa.\n\n"
                       "![Pintu air yang lama, besinya sudah keropos](irigasi.jpg)\n\n"
                       "Yang sawahnya perlu air hari itu, kabari Dinas PUPR di kantor kecamatan.");
    notice.pictures = pictures;
    notice.n_pictures = COUNT_OF(pictures);
    must(notice_put(village, &notice), "R-90");
}

static void copy_elsewhere(struct village *village)
{
    static const uint8_t other[PEPPER_ID_LEN] = {9};
    must(sql_run(village->sql, "UPDATE staff SET pepper = $1 WHERE id = 1", "b",
                 bytes_of(other, sizeof other)),
         "pepper");
    promise_picture(village);
    village->test_now_s = NOW_S - 2 * DAY_S;
    must(state_set_int(village, "backup_s", NOW_S - 2 * DAY_S) &&
             probe_put(village, "backup", PROBE_WELL, 0, NULL) &&
             backup_stick_note(village, "CADANGAN") &&
             setting_set(village, "mirror", "/media/kartu", SETTING_LOCAL) &&
             probe_put(village, "mirror", PROBE_BAD, MIRROR_FULL, NULL),
         "copies");
}

// The only stick is one that the kernel lists and nobody has mounted.
static void leave_unopened(struct village *village, const char *dir)
{
    lay(dir, "machine/sys/class/block/sdb/dev", "8:16\n");
    lay(dir, "machine/sys/class/block/sdb/removable", "1\n");
    lay(dir, "machine/sys/class/block/sdb/size", "100\n");
    must(file_remove_tree(file_path(&arena, dir, "sticks")) &&
             setting_set(village, "media_dir", NULL, SETTING_LOCAL),
         "media_dir");
}

#endif
