// SPDX-License-Identifier: GPL-3.0-or-later
// The table of checks, and those that the village file alone can answer. Each says how it is, and
// where it is not well what to do next, as one would say it over the telephone.
#include "doctor_inside.h"

#include "db/base/file.h"
#include "db/base/moment.h"
#include "event_log.h"
#include "media.h"
#include "probe.h"
#include "setting.h"
#include "staff_pepper.h"

#include <inttypes.h>
#include <stdlib.h>

enum {
    FILE_OLD_DAYS = 30, // the agent looks through it every week
    ROUND_WARN_DAYS = 2,
    QUEUE_WARN_DAYS = 3,
    QUEUE_BAD_DAYS = 14,
    TOUCH_OLD_DAYS = 365,
};

// ---- the agent and its rounds

static bool check_agent(const struct doctor *doctor, struct doctor_row *row)
{
    if (village_agent_runs(doctor->village)) {
        doctor_says(row, DOCTOR_OK, phrase_bare(N_("Berjalan.")), NULL);
    } else {
        doctor_says(
            row, DOCTOR_BAD,
            phrase_bare(N_("Tidak berjalan. Tidak ada yang dikirim, stik dan Wi-Fi tidak bisa "
                           "dipakai.")),
            N_("Matikan kios, tunggu sebentar, nyalakan lagi. Kalau tetap begini, hubungi "
               "yang memasang kios."));
    }
    return true;
}

static bool check_enrolment(const struct doctor *doctor, struct doctor_row *row)
{
    const struct identity *self = &doctor->self;
    if (!doctor->is_whole) {
        doctor_says(row, DOCTOR_BAD, phrase_bare(N_("Surat pengenal kios ini rusak.")),
                    N_("Pulihkan dari cadangan, atau minta tiket baru kepada kabupaten."));
    } else if (!self->enrolled) {
        doctor_says(row, DOCTOR_BAD, round_words(ROUND_NOT_ENROLLED),
                    round_advice(ROUND_NOT_ENROLLED).text);
    } else if (doctor->has_round && doctor->last.why == ROUND_STRANGER) {
        doctor_says(row, DOCTOR_BAD, phrase_bare(N_("Kunci server kabupaten tidak cocok.")),
                    round_advice(ROUND_STRANGER).text);
    } else {
        doctor_says(row, DOCTOR_OK,
                    phrase_both(N_("Kios nomor %d, %s."), self->kiosk, self->village->name), NULL);
        row->detail = arena_printf(doctor->arena, "%s, key list %u, %zu TLS pins", self->url,
                                   self->keys->number, self->keys->n_tls_pins);
    }
    return true;
}

static struct phrase ago(const struct doctor *doctor, int64_t at_s)
{
    int64_t days = doctor_days(doctor, at_s), minutes = (doctor->now_s - at_s) / 60;
    if (days > 0) {
        return phrase_number(PLURAL_("Berhasil %d hari lalu."), days);
    }
    if (minutes >= 60) {
        return phrase_number(PLURAL_("Berhasil %d jam lalu."), minutes / 60);
    }
    return phrase_bare(N_("Baru saja berhasil."));
}

static bool check_round(const struct doctor *doctor, struct doctor_row *row)
{
    int64_t ok_s = round_last_ok_s(doctor->village);
    if (!doctor->self.enrolled) {
        return false; // said above
    }
    if (!doctor->has_round) {
        doctor_says(row, DOCTOR_WARN, phrase_bare(N_("Belum pernah tersambung ke kabupaten.")),
                    N_("Sambungkan jaringan, lalu sentuh Kirim sekarang."));
        return true;
    }
    if (doctor->last.why == ROUND_WELL) {
        bool is_old = doctor->is_sure && doctor_days(doctor, ok_s) >= ROUND_WARN_DAYS;
        doctor_says(row, is_old ? DOCTOR_WARN : DOCTOR_OK, ago(doctor, ok_s),
                    is_old ? N_("Periksa jaringan, lalu sentuh Kirim sekarang. Tanpa jaringan, "
                                "bawa kiriman dengan stik.")
                           : NULL);
        return true;
    }
    doctor_says(row, doctor->last.why == ROUND_OWN_FAULT ? DOCTOR_BAD : DOCTOR_WARN,
                round_words(doctor->last.why), round_advice(doctor->last.why).text);
    row->detail = doctor->last.result;
    return true;
}

// As it stands on a telephone's bill. In the arena.
static const char *megabytes(struct arena *arena, int64_t bytes)
{
    return bytes < 1000 * 1000 ? arena_printf(arena, "%" PRId64 " kB", (bytes + 999) / 1000)
                               : arena_printf(arena, "%" PRId64 " MB", (bytes + 500000) / 1000000);
}

static bool check_traffic(const struct doctor *doctor, struct doctor_row *row)
{
    struct arena *arena = doctor->arena;
    struct round_traffic traffic = round_traffic(doctor->village);
    int64_t month_mb = (traffic.month + 999999) / 1000000;
    if (traffic.limit == 0) {
        doctor_says(row, DOCTOR_OK,
                    phrase_both(N_("Bulan ini %d MB, hari ini %s."), month_mb,
                                megabytes(arena, traffic.today)),
                    NULL);
    } else if (traffic.month < traffic.limit) {
        doctor_says(row, DOCTOR_OK,
                    phrase_both(N_("Bulan ini %d MB dari batas %s."), month_mb,
                                megabytes(arena, traffic.limit)),
                    NULL);
    } else {
        doctor_says(
            row, DOCTOR_WARN,
            phrase_word(N_("Batas bulan ini %s sudah terpakai."), megabytes(arena, traffic.limit)),
            N_("Tulisan tetap dikirim. Suara dan gambar menunggu sampai bulan depan; kalau "
               "perlu sekarang, naikkan batasnya di Pengaturan."));
    }
    row->detail = arena_printf(arena, "%" PRId64 " x, up %" PRId64 ", down %" PRId64,
                               traffic.today_rounds, traffic.today_up, traffic.today_down);
    return true;
}

static bool check_queue(const struct doctor *doctor, struct doctor_row *row)
{
    int64_t oldest_s, waiting = event_log_waiting_since(doctor->village, &oldest_s);
    int64_t days = doctor->is_sure && oldest_s > 0 ? doctor_days(doctor, oldest_s) : 0;
    if (waiting == 0) {
        doctor_says(row, DOCTOR_OK, phrase_bare(N_("Tidak ada yang menunggu dikirim.")), NULL);
    } else if (days < QUEUE_WARN_DAYS) {
        doctor_says(row, DOCTOR_OK, phrase_number(PLURAL_("%d kiriman menunggu."), waiting), NULL);
    } else {
        doctor_says(row, days < QUEUE_BAD_DAYS ? DOCTOR_WARN : DOCTOR_BAD,
                    phrase_both(PLURAL_("%d kiriman menunggu, yang tertua sudah %s hari."), waiting,
                                arena_printf(doctor->arena, "%d", (int)days)),
                    N_("Sentuh Kirim sekarang. Kalau tidak ada jaringan, bawa kiriman dengan stik "
                       "ke kabupaten."));
    }
    return true;
}

static bool check_aside(const struct doctor *doctor, struct doctor_row *row)
{
    int64_t count = round_aside_count(doctor->village);
    if (count == 0) {
        doctor_says(row, DOCTOR_OK, phrase_bare(N_("Semua kiriman diterima kabupaten.")), NULL);
    } else {
        doctor_says(row, DOCTOR_WARN,
                    phrase_number(PLURAL_("%d kiriman disisihkan kabupaten."), count),
                    N_("Beri tahu petugas kabupaten dan bacakan rinciannya. Kiriman itu tidak "
                       "hilang."));
        row->detail = round_aside_why(doctor->village, doctor->arena);
    }
    return true;
}

// Only where something is wrong with them: that pictures are still to come is nobody's to mend.
static bool check_pictures(const struct doctor *doctor, struct doctor_row *row)
{
    struct media_state pictures = media_state(doctor->village);
    if (pictures.aside == 0) {
        return false;
    }
    doctor_says(row, DOCTOR_WARN,
                phrase_number(PLURAL_("%d gambar dari kabupaten rusak terus."), pictures.aside),
                N_("Minta petugas kabupaten memasang lagi kabar itu dengan gambarnya. Kabarnya "
                   "sendiri sudah tampil."));
    return true;
}

// ---- the file and the clock

static bool check_file(const struct doctor *doctor, struct doctor_row *row)
{
    static const char *const look = N_("Sentuh Periksa sekarang. Kios boleh terus dipakai.");
    struct probe probe = probe_get(doctor->village, doctor->arena, "file");
    int64_t days = doctor_days(doctor, probe.at_s);
    if (probe.state == PROBE_NEVER) {
        doctor_says(row, DOCTOR_WARN, phrase_bare(N_("Belum pernah diperiksa.")), look);
    } else if (probe.state == PROBE_BAD) {
        doctor_says(row, DOCTOR_BAD, phrase_bare(N_("Berkas data rusak.")),
                    N_("Jangan hapus apa pun. Hubungi yang memasang kios: data dipulihkan dari "
                       "cadangan, atau disk diganti."));
        row->detail = probe.word;
    } else if (doctor->is_sure && days >= FILE_OLD_DAYS) {
        doctor_says(row, DOCTOR_WARN,
                    phrase_number(PLURAL_("Utuh, tetapi diperiksa %d hari lalu."), days), look);
    } else {
        doctor_says(row, DOCTOR_OK, phrase_bare(N_("Utuh.")), NULL);
    }
    return true;
}

static bool check_clock(const struct doctor *doctor, struct doctor_row *row)
{
    if (doctor->is_sure) {
        doctor_says(row, DOCTOR_OK, phrase_bare(N_("Bisa dipercaya.")), NULL);
    } else {
        doctor_says(
            row, DOCTOR_WARN,
            phrase_bare(N_("Jam belum pasti. Kabar belum bisa disembunyikan menurut tanggalnya.")),
            N_("Atur jam di Pengaturan. Kalau kios tersambung ke kabupaten, jam dibetulkan "
               "sendiri."));
    }
    return true;
}

static const char *version_text(struct arena *arena, int64_t version)
{
    return version > 0 ? arena_printf(arena, "%d.%d", (int)(version / 100), (int)(version % 100))
                       : "?";
}

static bool check_versions(const struct doctor *doctor, struct doctor_row *row)
{
    int64_t kiosk = probe_version(doctor->village, "kiosk");
    int64_t agent = probe_version(doctor->village, "agent");
    const char *both = arena_printf(doctor->arena, "%s / %s", version_text(doctor->arena, kiosk),
                                    version_text(doctor->arena, agent));
    if (kiosk > 0 && agent > 0 && kiosk != agent) {
        doctor_says(row, DOCTOR_WARN, phrase_word(N_("Layar dan pengirim tidak sama: %s."), both),
                    N_("Matikan kios dan nyalakan lagi, supaya keduanya memakai yang baru."));
    } else {
        int64_t newest = kiosk > agent ? kiosk : agent;
        doctor_says(row, DOCTOR_OK,
                    phrase_word(N_("Versi %s."), version_text(doctor->arena, newest)), NULL);
    }
    return true;
}

// ---- what was tried by hand

static bool check_touch(const struct doctor *doctor, struct doctor_row *row)
{
    static const char *const again = N_("Sentuh Uji layar, lalu sentuh setiap kotak.");
    struct probe probe = probe_get(doctor->village, doctor->arena, "touch");
    if (probe.state == PROBE_NEVER) {
        doctor_says(row, DOCTOR_WARN, phrase_bare(N_("Layar sentuh belum pernah diuji.")), again);
    } else if (probe.state == PROBE_BAD) {
        doctor_says(row, DOCTOR_BAD,
                    phrase_number(PLURAL_("%d kotak tidak terasa waktu disentuh."), probe.number),
                    N_("Lap layar sampai kering dan uji lagi. Kalau tetap begini, layarnya perlu "
                       "diganti."));
    } else {
        bool is_old = doctor->is_sure && doctor_days(doctor, probe.at_s) >= TOUCH_OLD_DAYS;
        doctor_says(row, is_old ? DOCTOR_WARN : DOCTOR_OK,
                    is_old ? phrase_bare(N_("Sudah lebih dari setahun tidak diuji."))
                           : phrase_bare(N_("Terasa di semua tempat.")),
                    is_old ? again : NULL);
    }
    return true;
}

// Nothing to tell while all can be checked here.
static bool check_pins(const struct doctor *doctor, struct doctor_row *row)
{
    int64_t lost = staff_pepper_lost(doctor->village);
    doctor_says(row, DOCTOR_WARN,
                phrase_number(PLURAL_("PIN %d anggota tidak bisa diperiksa di mesin ini."), lost),
                N_("Nyalakan ulang kios. Kalau tetap begini, PIN itu dari mesin lain: ambil dari "
                   "cadangannya dengan kentongan-sync staff pins, atau buat baru dengan "
                   "kentongan-sync staff anew."));
    return lost > 0;
}

// ---- the table

static const struct check {
    const char *name, *title;
    bool (*look)(const struct doctor *doctor, struct doctor_row *row);
} checks[] = {
    {"file", N_("Isi data"), check_file},
    {"disk", N_("Ruang disk"), doctor_disk},
    {"disk-health", N_("Kesehatan disk"), doctor_disk_health},
    {"agent", N_("Program pengirim"), check_agent},
    {"enrolment", N_("Pendaftaran"), check_enrolment},
    {"clock", N_("Jam"), check_clock},
    {"network", N_("Jaringan"), doctor_network},
    {"round", N_("Sambungan ke kabupaten"), check_round},
    {"traffic", N_("Kuota internet"), check_traffic},
    {"queue", N_("Kiriman menunggu"), check_queue},
    {"aside", N_("Kiriman disisihkan"), check_aside},
    {"pictures", N_("Gambar"), check_pictures},
    {"touch", N_("Layar sentuh"), check_touch},
    {"sound", N_("Suara"), doctor_sound},
    {"printer", N_("Printer"), doctor_printer},
    {"stick", N_("Stik"), doctor_stick},
    {"versions", N_("Versi program"), check_versions},
    {"backup", N_("Cadangan"), doctor_backup},
    {"mirror", N_("Kartu salinan"), doctor_mirror},
    {"pins", N_("PIN anggota"), check_pins},
};
_Static_assert(COUNT_OF(checks) <= DOCTOR_ROWS_MAX, "one row each");

static struct doctor begin(struct village *village, struct arena *arena,
                           const struct doctor_places *places)
{
    const struct doctor_places none = {0}, *at = places ? places : &none;
    struct village_moment moment = village_moment(village);
    struct doctor doctor = {
        .village = village,
        .arena = arena,
        .proc = at->proc ? at->proc : "/proc",
        .sys = at->sys ? at->sys : "/sys",
        .voice = at->voice ? at->voice : "/usr/bin/espeak-ng",
        .free_bytes = at->free_bytes ? at->free_bytes : file_free_bytes(village->dir),
        .now_s = moment.now_s,
        .is_sure = moment.trusted,
    };
    doctor.is_whole = identity_get(village, arena, &doctor.self);
    doctor.has_round = round_last(village, arena, &doctor.last);
    return doctor;
}

size_t doctor_look(struct village *village, struct arena *arena, const struct doctor_places *places,
                   struct doctor_row out[static DOCTOR_ROWS_MAX])
{
    struct doctor doctor = begin(village, arena, places);
    struct doctor_row rows[COUNT_OF(checks)];
    size_t count = 0, sorted = 0;
    for (size_t i = 0; i < COUNT_OF(checks); i++) {
        rows[count] = (struct doctor_row){.name = checks[i].name, .title = checks[i].title};
        count += checks[i].look(&doctor, &rows[count]);
    }
    for (int state = DOCTOR_BAD; state >= DOCTOR_OK; state--) {
        for (size_t i = 0; i < count; i++) {
            if (rows[i].state == (enum doctor_state)state) {
                out[sorted++] = rows[i];
            }
        }
    }
    return sorted;
}

const char *doctor_state_name(enum doctor_state state)
{
    static const char *const names[] = {
        [DOCTOR_OK] = "ok", [DOCTOR_WARN] = "warn", [DOCTOR_BAD] = "bad"};
    return names[state];
}
