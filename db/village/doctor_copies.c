// SPDX-License-Identifier: GPL-3.0-or-later
// Is there a copy of this kiosk anywhere else than on its own disk: the backup on a stick, the
// mirror on a card.
#include "doctor_inside.h"

#include "backup_stick.h"
#include "mirror.h"
#include "probe.h"

enum { BACKUP_OLD_DAYS = 7 };

static const char *const stick_advice =
    N_("Buat folder bernama cadangan di sebuah stik, lalu tancapkan: cadangan disalin sendiri. "
       "Simpan stiknya di tempat lain.");

// Where the newest lies; by whether a day has gone by since.
static const char *const where[][2] = {
    {N_("Baru dibuat, tetapi hanya di disk kios sendiri."),
     PLURAL_("Dibuat %d hari lalu, tetapi hanya di disk kios sendiri.")},
    {N_("Baru dibuat, ada di stik \"%s\"."), PLURAL_("Dibuat %d hari lalu, ada di stik \"%s\".")},
    {N_("Baru dibuat, di luar disk kios."), PLURAL_("Dibuat %d hari lalu, di luar disk kios.")},
};
enum { ON_OWN_DISK, ON_STICK, ELSEWHERE };

// Made well, and not long ago.
static void say_where(const struct doctor *doctor, struct doctor_row *row, int64_t days)
{
    const char *stick;
    int64_t out_s = backup_stick_last_s(doctor->village, doctor->arena, &stick);
    bool is_out = out_s > 0 && (!doctor->is_sure || doctor_days(doctor, out_s) < BACKUP_OLD_DAYS);
    int place = !is_out ? ON_OWN_DISK : *stick ? ON_STICK : ELSEWHERE;
    int64_t age = is_out ? doctor_days(doctor, out_s) : days;
    doctor_says(row, is_out ? DOCTOR_OK : DOCTOR_WARN,
                phrase_both(where[place][age > 0], age, stick), is_out ? NULL : stick_advice);
}

static bool say_stick(const struct doctor *doctor, struct doctor_row *row)
{
    struct probe probe = probe_get(doctor->village, doctor->arena, "backup-stick");
    if (probe.state != PROBE_BAD) {
        return false;
    }
    if (probe.number == BACKUP_STICK_FULL) {
        doctor_says(
            row, DOCTOR_WARN, phrase_bare(N_("Stik cadangan penuh.")),
            N_("Kosongkan stik itu, atau pakai stik yang lebih besar, dan tancapkan lagi."));
    } else {
        doctor_says(row, DOCTOR_WARN, phrase_bare(N_("Cadangan tidak bisa ditulis ke stik.")),
                    N_("Geser kuncinya kalau ada, atau pakai stik lain."));
    }
    row->detail = probe.word[0] ? probe.word : NULL;
    return true;
}

// Every night by itself, once a passphrase was chosen with the first one.
bool doctor_backup(const struct doctor *doctor, struct doctor_row *row)
{
    struct probe probe = probe_get(doctor->village, doctor->arena, "backup");
    int64_t days = doctor_days(doctor, probe.at_s);
    if (probe.state == PROBE_NEVER) {
        doctor_says(
            row, DOCTOR_WARN, phrase_bare(N_("Belum pernah dibuat.")),
            N_("Buat yang pertama di mesin: kentongan-sync backup NAMA-BERKAS, dan pilih kata "
               "sandinya. Sesudah itu dibuat sendiri tiap malam."));
    } else if (probe.state == PROBE_BAD) {
        doctor_says(row, DOCTOR_WARN, phrase_bare(N_("Yang terakhir gagal dibuat.")),
                    N_("Buat cadangan baru di tempat lain selain disk kios."));
        row->detail = probe.word[0] ? probe.word : NULL;
    } else if (probe.number > 0) { // the agent had not the pepper
        doctor_says(
            row, DOCTOR_WARN,
            phrase_number(PLURAL_("Dibuat, tetapi PIN %d anggota tidak ikut."), probe.number),
            N_("Nyalakan ulang kios. Kalau tetap begini, sesudah cadangan itu dipulihkan "
               "anggota memerlukan PIN baru."));
    } else if (doctor->is_sure && days >= BACKUP_OLD_DAYS) {
        doctor_says(row, DOCTOR_WARN, phrase_number(PLURAL_("Dibuat %d hari lalu."), days),
                    N_("Biarkan kios menyala semalam. Kalau besok tetap begini, hubungi yang "
                       "memasang kios."));
    } else if (!say_stick(doctor, row)) {
        say_where(doctor, row, days);
    }
    return true;
}

// ---- the mirror

static const struct {
    const char *text, *advice;
} ill[] = {
    [MIRROR_GONE] = {PLURAL_("Tidak ada. %d kiriman belum tersalin."),
                     N_("Tancapkan kartu salinan. Usul tetap diterima, dan yang belum tersalin "
                        "menyusul sendiri.")},
    [MIRROR_READ_ONLY] = {PLURAL_("Hanya bisa dibaca. %d kiriman belum tersalin."),
                          N_("Geser kunci kecil di sisi kartu. Kalau tidak ada atau tetap begini, "
                             "ganti kartunya.")},
    [MIRROR_FULL] = {PLURAL_("Penuh. %d kiriman belum tersalin."),
                     N_("Ganti dengan kartu yang lebih besar: semuanya disalin lagi ke situ.")},
    [MIRROR_SLOW] = {PLURAL_("Terlalu lambat. %d kiriman belum tersalin."),
                     N_("Kartu ini mungkin hampir rusak. Ganti kartunya: semuanya disalin lagi.")},
    [MIRROR_BROKEN] = {PLURAL_("Tidak bisa ditulis. %d kiriman belum tersalin."),
                       N_("Cabut dan tancapkan lagi kartunya. Kalau tetap begini, ganti.")},
};

bool doctor_mirror(const struct doctor *doctor, struct doctor_row *row)
{
    if (!mirror_is_set(doctor->village)) {
        return false;
    }
    struct probe probe = probe_get(doctor->village, doctor->arena, "mirror");
    int64_t missing = mirror_missing(doctor->village);
    bool is_ill = probe.state == PROBE_BAD && probe.number > MIRROR_WELL &&
                  probe.number < (int64_t)COUNT_OF(ill);
    if (is_ill) {
        doctor_says(row, DOCTOR_WARN, phrase_number(ill[probe.number].text, missing),
                    ill[probe.number].advice);
        row->detail = probe.word[0] ? probe.word : NULL;
    } else if (probe.state == PROBE_NEVER || missing > 0) {
        doctor_says(row, DOCTOR_OK, phrase_number(PLURAL_("%d kiriman sedang disalin."), missing),
                    NULL);
    } else {
        doctor_says(row, DOCTOR_OK, phrase_bare(N_("Semua kiriman tersalin di situ.")), NULL);
    }
    return true;
}
