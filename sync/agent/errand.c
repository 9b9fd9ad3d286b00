// SPDX-License-Identifier: GPL-3.0-or-later
// What the screen wants done outside: a kind and a function a row. Each returns a sentence in
// Indonesian, never the words of another program.
//
// The other programs that are run, and what polkit must allow the agent's user for it, no more:
//
//   program, words                                     polkit action
//   timedatectl show                                   (none)
//   timedatectl set-ntp, set-time                      org.freedesktop.timedate1.set-ntp
//                                                      org.freedesktop.timedate1.set-time
//   udisksctl mount -b DEV                             org.freedesktop.udisks2.filesystem-mount
//     (of a service that sits at no seat) org.freedesktop.udisks2.filesystem-mount-other-seat
//   udisksctl unmount -b DEV org.freedesktop.udisks2.filesystem-unmount-others udisksctl power-off
//   -b DEV                         org.freedesktop.udisks2.power-off-drive
//                                                      org.freedesktop.udisks2.power-off-drive-other-seat
//   nmcli device wifi list                             org.freedesktop.NetworkManager.wifi.scan
//   nmcli connection add, delete org.freedesktop.NetworkManager.settings.modify.system nmcli
//   connection up                                org.freedesktop.NetworkManager.network-control
//   journalctl -t kentongan-kiosk -t kentongan-sync    (none: membership of systemd-journal)
#include "errand_inside.h"

#include "carry.h"
#include "db/base/secret.h"
#include "db/village/event_log.h"
#include "db/village/identity.h"
#include "db/village/stick.h"
#include "doctor.h"
#include "enrol.h"

#include <stdlib.h>
#include <string.h>

// ---- to and from the regency

static void tell_moved(void *ctx)
{
    struct errand_do *doing = ctx;
    int64_t left = event_log_waiting(doing->village);
    int64_t all = left > doing->waiting ? left : doing->waiting;
    errand_progress(doing->village, doing->desk, doing->running, all - left, all);
}

static bool do_round(struct work *work)
{
    struct errand_do *doing = work->doing;
    struct exchange *exchange = doing->exchange;
    uint32_t wait_s;
    doing->waiting = event_log_waiting(work->village);
    errand_progress(work->village, doing->desk, doing->running, 0, doing->waiting);
    exchange->moved = tell_moved;
    exchange->moved_ctx = doing;
    bool ok = exchange_all(exchange, &wait_s) == EXCHANGE_DONE;
    exchange->moved = NULL;
    if (!ok) {
        log_line("asked for at the screen: %s", fault_text());
        return errand_says(work, false, round_words(exchange->why));
    }
    if (doing->waiting > 0) {
        return errand_says(
            work, true,
            phrase_number(PLURAL_("%d kiriman sudah sampai di kabupaten."), doing->waiting));
    }
    return errand_says(
        work, true,
        exchange->changes > 0
            ? phrase_number(PLURAL_("%d kabar dan jawaban baru sudah masuk."), exchange->changes)
            : phrase_bare(N_("Tersambung. Tidak ada yang menunggu, dan tidak ada yang baru.")));
}

static bool do_enrol(struct work *work)
{
    // Never the name of a file: that is for the command line.
    bool is_ticket = trust_ticket_read(work->arena, work->secret) != NULL;
    enum enrol_end end =
        is_ticket ? enrol_with(work->village, work->arena, work->secret) : ENROL_FAILED;
    if (end == ENROL_DONE) {
        return errand_says(work, true, phrase_bare(N_("Kios ini sudah terdaftar.")));
    }
    log_fault();
    if (end == ENROL_KEPT) {
        return errand_says(work, false,
                           phrase_bare(N_("Belum bisa mendaftar: kabupaten tidak menjawab. "
                                          "Tiketnya sudah disimpan: coba lagi kalau ada jaringan, "
                                          "atau antar dengan stik.")));
    }
    return errand_says(
        work, false,
        is_ticket ? phrase_bare(N_("Belum bisa mendaftar: kabupaten tidak menjawab, atau tiket ini "
                                   "sudah dipakai. Periksa jaringan, lalu coba lagi."))
                  : phrase_bare(N_("Ini bukan tiket, atau ada huruf yang salah ketik. Periksa "
                                   "lagi.")));
}

static bool do_check(struct work *work)
{
    doctor_probe(work->village, work->doing->exchange);
    doctor_mirror_look(work->village);
    return probe_file(work->village)
               ? errand_says(work, true, phrase_bare(N_("Sudah diperiksa. Isi data utuh.")))
               : errand_says(
                     work, false,
                     phrase_bare(N_(
                         "Berkas data rusak. Jangan hapus apa pun; hubungi yang memasang kios.")));
}

// ---- onto a stick and back

static void tell_carried(void *ctx, int64_t step, int64_t steps)
{
    struct errand_do *doing = ctx;
    errand_progress(doing->village, doing->desk, doing->running, step, steps);
}

static bool is_stick(struct work *work)
{
    if (errand_stick_at(work, &(struct stick){0})) {
        work->stick_device = errand_stick_device(work);
        return true;
    }
    work->result = phrase_bare(N_("Stik tidak ada. Tancapkan dan tunggu sebentar."));
    return false;
}

static bool do_export(struct work *work)
{
    struct carried carried = {0};
    const struct carry carry = {
        .progress = tell_carried, .ctx = work->doing, .stop = work->doing->stop};
    if (!is_stick(work)) {
        return false;
    }
    struct identity self;
    bool is_known = identity_get(work->village, work->arena, &self);
    if (is_known && !self.enrolled && !identity_kept_ticket(work->village, work->arena)) {
        return errand_says(work, false,
                           phrase_bare(N_("Kios ini belum terdaftar. Ambil dulu tiket dari "
                                          "kabupaten.")));
    }
    bool ok = carry_export(work->village, work->errand->argument, &carry, &carried) &&
              errand_stick_sync(work->errand->argument);
    if (!ok || errand_stick_device(work) != work->stick_device) {
        log_line("%s: %s", work->errand->argument, ok ? "was pulled" : fault_text());
        return errand_says(work, false, errand_stick_why(work));
    }
    if (carried.enrols) {
        return errand_says(work, true,
                           phrase_bare(N_("Permintaan mendaftar tersimpan di stik. Bawa ke "
                                          "kabupaten, lalu tancapkan lagi di sini.")));
    }
    if (carried.events == 0) {
        return errand_says(work, true,
                           phrase_bare(N_("Tidak ada kiriman baru. Lewat stik ini kabupaten bisa "
                                          "mengirim kabar dan jawaban.")));
    }
    return errand_says(
        work, true,
        phrase_number(PLURAL_("%d kiriman tersimpan di stik. Bawa ke kabupaten."), carried.events));
}

static bool do_import(struct work *work)
{
    struct carried carried = {0};
    const struct carry carry = {
        .progress = tell_carried, .ctx = work->doing, .stop = work->doing->stop};
    if (!is_stick(work)) {
        return false;
    }
    bool ok = carry_import_folder(work->village, work->errand->argument, &carry, &carried);
    if (!ok) {
        log_fault();
    }
    if (carried.failed > 0 && carried.files > 0) {
        return errand_says(work, false,
                           phrase_number(PLURAL_("Sebagian masuk. %d berkas tidak bisa dibaca: "
                                                 "minta yang baru ke kabupaten."),
                                         (int64_t)carried.failed));
    }
    if (carried.failed > 0) {
        return errand_says(work, false,
                           phrase_number(PLURAL_("%d berkas di stik tidak bisa dibaca: minta yang "
                                                 "baru ke kabupaten."),
                                         (int64_t)carried.failed));
    }
    if (carried.enrolled) {
        return errand_says(work, true, phrase_bare(N_("Kios ini sudah terdaftar.")));
    }
    if (carried.asked && event_log_waiting(work->village) > 0) {
        return errand_says(work, true,
                           phrase_bare(N_("Kabupaten kehilangan sebagian kiriman dari kios ini. "
                                          "Simpan sekali lagi ke stik, lalu bawa ke kabupaten.")));
    }
    if (carried.files == 0) {
        struct stick stick;
        bool is_there = stick_at(work->village, work->arena, NULL, work->errand->argument, &stick);
        return errand_says(work, is_there && (ok || carried.strangers > 0),
                           !is_there
                               ? errand_stick_why(work)
                               : phrase_bare(N_("Tidak ada jawaban untuk kios ini di stik.")));
    }
    return errand_says(
        work, true,
        carried.changes > 0
            ? phrase_number(PLURAL_("%d kabar dan jawaban baru sudah masuk."), carried.changes)
            : phrase_bare(N_("Sudah dibaca. Isinya sudah pernah masuk.")));
}

// ---- the table

static const struct {
    const char *what;
    bool (*run)(struct work *work);
} rows[] = {
    {"round", do_round},
    {"export", do_export},
    {"import", do_import},
    {"enrol", do_enrol},
    {"check", do_check},
    {"clock", errand_clock},
    {"mount", errand_mount},
    {"eject", errand_eject},
    {"logs", errand_logs},
    {"wifi-list", errand_wifi_list},
    {"wifi-join", errand_wifi_join},
};

struct errand_do *errand_do_open(struct village *village, struct exchange *exchange,
                                 const struct stop *stop)
{
    struct errand_desk *desk = errand_open(village);
    if (!desk) {
        return NULL;
    }
    struct errand_do *doing = die_if_null(calloc(1, sizeof *doing));
    *doing =
        (struct errand_do){.village = village, .exchange = exchange, .stop = stop, .desk = desk};
    return doing;
}

void errand_do_close(struct errand_do *doing)
{
    if (doing) {
        errand_close(doing->village, doing->desk);
        free(doing);
    }
}

bool errand_do_presses(const struct errand_do *doing)
{
    return doing && (doing->running ? errand_is_unwanted(doing->village, doing->running)
                                    : errand_is_waiting(doing->village));
}

static bool run(struct work *work)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (str_equal(rows[i].what, work->errand->what)) {
            return rows[i].run(work);
        }
    }
    return errand_says(work, false,
                       phrase_bare(N_("Program pengirim belum mengenal permintaan ini. Perbarui "
                                      "programnya.")));
}

bool errand_do_next(struct errand_do *doing)
{
    struct arena arena;
    arena_init(&arena, COMMAND_ARENA_MAX);
    struct errand errand;
    char *secret;
    bool is_taken = errand_take(doing->village, &arena, doing->desk, &errand, &secret);
    if (is_taken) {
        struct work work = {.doing = doing,
                            .village = doing->village,
                            .arena = &arena,
                            .errand = &errand,
                            .secret = secret};
        doing->running = errand.id;
        bool is_well = run(&work);
        bool is_unwanted = !is_well && errand_is_unwanted(doing->village, errand.id);
        doing->running = 0;
        enum errand_state state = is_well       ? ERRAND_DONE
                                  : is_unwanted ? ERRAND_CANCELLED
                                                : ERRAND_FAILED;
        if (!errand_finish(doing->village, errand.id, state, &work.result, work.list)) {
            log_fault();
        }
        secret_free(secret);
    }
    arena_finish(&arena);
    return is_taken;
}
