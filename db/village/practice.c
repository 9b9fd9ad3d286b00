// SPDX-License-Identifier: GPL-3.0-or-later
// Making a village that nobody lives in, and removing it. The real file is read for its clock and
// its settings and must never be written; what is made must never be found by an agent.
#include "practice.h"

#include "answer.h"
#include "db/base/clock.h"
#include "db/base/file.h"
#include "db/base/moment.h"
#include "db/record/notice_file.h"
#include "event_log.h"
#include "identity.h"
#include "notice.h"
#include "round.h"
#include "setting.h"
#include "staff_inside.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

enum {
    EVENTS_MAX = 256,       // answered at a time
    SAMPLES_MONDAY = 20458, // 2026-01-05, as days since 1970
    KIOSK = 1,              // of a village of its own: no other can have these
    VILLAGE = 1,
    POSTED_APART_S = 5 * 3600,
};

#define FOLDER "practice"

static char *text(const char *str)
{
    return (char *)(uintptr_t)str;
}

// ---- an identity of its own

static bool enrol(struct practice *practice, struct arena *arena, int zone_min)
{
    uint8_t root[SIGN_PUBLIC_LEN], kiosk_key[SIGN_PUBLIC_LEN], salt[RECEIPT_SALT_LEN];
    uint8_t pin[TLS_PIN_LEN] = {0};
    uint8_t *secret = identity_secret(practice->village, kiosk_key);
    if (!secret) {
        return false;
    }
    crypto_sign_keypair(root, secret); // the kiosk's own lies in its file by now
    randombytes_buf(salt, sizeof salt);
    crypto_box_keypair(practice->sealing_public, practice->sealing_secret);
    Kt__Certificate certificate = KT__CERTIFICATE__INIT;
    certificate.kiosk = KIOSK;
    certificate.village = VILLAGE;
    certificate.kiosk_key = record_data(bytes_of(kiosk_key, sizeof kiosk_key));
    ProtobufCBinaryData pins[] = {record_data(bytes_of(pin, sizeof pin))};
    Kt__KeyList list = KT__KEY_LIST__INIT;
    list.number = 1;
    list.sealing_key = record_data(bytes_of(practice->sealing_public, BOX_PUBLIC_LEN));
    list.signing_key = record_data(bytes_of(root, sizeof root));
    list.n_tls_pins = 1;
    list.tls_pins = pins;
    Kt__Village record = KT__VILLAGE__INIT;
    record.id = VILLAGE;
    record.code = text("00.00.00.0000");
    record.name = text("Latihan");
    record.kecamatan = text("Latihan");
    record.regency = text("Latihan");
    record.receipt_salt = record_data(bytes_of(salt, sizeof salt));
    record.zone_min = zone_min;
    struct bytes signed_list = trust_sign_key_list(arena, &list, secret);
    struct bytes signed_certificate = trust_sign_certificate(arena, &certificate, secret);
    secret_free(secret);
    return identity_enrol(practice->village, root, "https://latihan.invalid", signed_certificate,
                          &signed_list, 1, &record);
}

// The screen is to look as it does, in letters, language and light. What leads out of the kiosk
// leads nowhere, and one member is enough to see a notice through.
static bool take_settings(struct village *village, struct village *real, struct arena *arena)
{
    static const char *const left_out[] = {"printer", "media_dir", "approve", "zone"};
    for (size_t i = 0; i < setting_def_count; i++) {
        const struct setting_def *def = &setting_defs[i];
        bool is_taken = !str_equal(setting_set_by(real, arena, def->key), "default");
        for (size_t j = 0; j < COUNT_OF(left_out); j++) {
            is_taken = is_taken && !str_equal(def->key, left_out[j]);
        }
        enum setting_by by = def->kind == SETTING_DEVICE ? SETTING_LOCAL : SETTING_REGENCY;
        if (is_taken && !setting_set(village, def->key, setting_get(real, arena, def->key), by)) {
            return false;
        }
    }
    const char *no_stick = file_path(arena, village->dir, "stick"); // there is no such folder
    return setting_set(village, "media_dir", no_stick, SETTING_LOCAL);
}

// ---- something to read

static int64_t moved(int64_t at_s, int64_t by_s)
{
    return at_s ? at_s + by_s : 0;
}

static bool post(struct village *village, struct arena *arena, const char *samples,
                 const char *name, int number)
{
    struct bytes content;
    struct notice_file *file = NULL;
    if (file_read(arena, file_path(arena, samples, name), NOTICE_FILE_BYTES_MAX, &content)) {
        file = notice_file_read(arena, name, content, village_zone_min(village));
    }
    if (!file) {
        return false;
    }
    int64_t today = village_today(village), monday = today - (today + 3) % 7; // 1970 began so
    int64_t by_s = (monday - SAMPLES_MONDAY) * DAY_S;
    Kt__Notice *notice = &file->notice;
    notice->id = arena_printf(arena, "R-%d", number);
    notice->revision = 1;
    notice->posted_s = village_now_s(village) - (int64_t)number * POSTED_APART_S;
    notice->start_s = moved(notice->start_s, by_s);
    notice->end_s = moved(notice->end_s, by_s);
    notice->event_start_s = moved(notice->event_start_s, by_s);
    notice->event_end_s = moved(notice->event_end_s, by_s);
    return notice_put(village, notice);
}

static int is_notice(const struct dirent *entry)
{
    size_t len = strlen(entry->d_name);
    return len > 3 && strcmp(entry->d_name + len - 3, ".md") == 0;
}

static bool post_all(struct village *village, struct arena *arena, const char *samples)
{
    struct dirent **files;
    int count = scandir(samples, &files, is_notice, alphasort);
    if (count < 0) {
        fault_set("%s: the samples are missing; install the kiosk again", samples);
        return false;
    }
    bool ok = true;
    for (int i = 0; i < count; i++) {
        ok = ok && post(village, arena, samples, files[i]->d_name, i + 1);
        free(files[i]);
    }
    free(files);
    return ok;
}

// ---- somebody to sign in as

// A PIN that the screen itself tells needs no slow way to try it.
static bool add_staff(struct village *village)
{
    static const struct {
        const char *name;
        enum staff_role role;
    } members[] = {
        {"Anggota BPD (latihan)", STAFF_BPD},
        {"Perangkat desa (latihan)", STAFF_DESA},
    };
    bool ok = true;
    struct staff_wrapped *wrapped = secret_alloc(sizeof *wrapped);
    for (size_t i = 0; ok && i < COUNT_OF(members); i++) {
        int64_t id;
        enum staff_state state;
        ok = staff_wrap_pin_at(PRACTICE_PIN, crypto_pwhash_OPSLIMIT_MIN, crypto_pwhash_MEMLIMIT_MIN,
                               wrapped) &&
             staff_add(village, members[i].name, members[i].role, wrapped, NULL, &id, &state);
    }
    secret_free(wrapped);
    return ok;
}

// ---- opening and closing

static bool fill(struct practice *practice, struct village *real, const char *samples)
{
    struct village *village = practice->village;
    struct arena arena;
    arena_init(&arena, VILLAGE_WORK_BYTES_MAX);
    struct village_moment moment = village_moment(real);
    village->test_now_s = real->test_now_s;
    sql_begin(village->sql);
    bool ok =
        (!moment.trusted || village_time_learn(village, village_now_s(real), VILLAGE_TIME_SET)) &&
        enrol(practice, &arena, moment.zone_min) && take_settings(village, real, &arena) &&
        post_all(village, &arena, samples) && add_staff(village) &&
        round_add(village,
                  &(struct round_report){.at_s = moment.now_s, .carrier = "https", .result = "ok"});
    if (!ok) {
        sql_fail(village->sql);
    }
    ok = sql_commit(village->sql) && ok;
    arena_finish(&arena);
    return ok;
}

struct practice *practice_open(struct village *real, const char *samples)
{
    struct arena arena;
    arena_init(&arena, 1 << 16);
    const char *dir = file_path(&arena, real->dir, FOLDER);
    struct practice *practice = secret_alloc(sizeof *practice);
    *practice = (struct practice){0};
    bool ok = file_remove_tree(dir) && village_create(dir);
    practice->village = ok ? village_open(dir, VILLAGE_KIOSK) : NULL;
    ok = practice->village && fill(practice, real, samples);
    if (!ok) {
        char why[FAULT_LEN_MAX];
        memcpy(why, fault_text(), strlen(fault_text()) + 1);
        practice_close(practice);
        practice_sweep(real->dir);
        practice = NULL;
        fault_set("%s", why);
    }
    arena_finish(&arena);
    return practice;
}

void practice_close(struct practice *practice)
{
    if (!practice) {
        return;
    }
    if (practice->village) {
        struct arena arena;
        arena_init(&arena, 1 << 16);
        const char *dir = arena_str(&arena, practice->village->dir);
        village_close(practice->village);
        if (!file_remove_tree(dir)) {
            log_line("%s", fault_text());
        }
        arena_finish(&arena);
    }
    secret_free(practice);
}

void practice_sweep(const char *dir)
{
    struct arena arena;
    arena_init(&arena, 1 << 16);
    if (!file_remove_tree(file_path(&arena, dir, FOLDER))) {
        log_line("%s", fault_text());
    }
    arena_finish(&arena);
}

// ---- the answer

static bool answer(struct practice *practice, struct arena *arena, const Kt__Filed *filed,
                   const char *words)
{
    struct bytes sealed = {filed->sealed.data, filed->sealed.len};
    Kt__Inside *inside =
        seal_open(arena, sealed, practice->sealing_public, practice->sealing_secret);
    if (!inside) {
        return false;
    }
    uint8_t case_id[RECEIPT_CASE_LEN];
    receipt_case_id(case_id, inside->receipt_key.data);
    Kt__CaseEntry read = KT__CASE_ENTRY__INIT, said = KT__CASE_ENTRY__INIT;
    Kt__CaseEntry *entries[] = {&read, &said};
    read.state = KT__STATE__TERVERIFIKASI;
    said.state = KT__STATE__DITINDAKLANJUTI;
    read.at_s = said.at_s = village_now_s(practice->village);
    read.by = said.by = text("petugas kabupaten");
    said.text = text(words);
    Kt__CaseView view = KT__CASE_VIEW__INIT;
    view.case_ = record_data(bytes_of(case_id, sizeof case_id));
    view.revision = 1;
    view.number = arena_printf(arena, "0000-%04u", inside->number);
    view.state = said.state;
    view.entries = entries;
    view.n_entries = COUNT_OF(entries);
    Kt__Answer *closed =
        seal_answer_close(arena, &view, 1, inside->receipt_key.data, practice->sealing_secret);
    return closed && answer_put(practice->village, closed);
}

static bool confirm(struct village *village)
{
    struct event_log log;
    return event_log_get(village, &log) &&
           event_log_confirm(village, log.log, log.head, log.head_hash, log.head, EVENT_LOG_SAME) ==
               EVENT_LOG_CONFIRMED;
}

bool practice_answer(struct practice *practice, const char *words)
{
    struct village *village = practice->village;
    struct arena arena;
    struct event_log log;
    struct bytes events[EVENTS_MAX];
    arena_init(&arena, VILLAGE_WORK_BYTES_MAX);
    bool ok = event_log_get(village, &log);
    size_t count =
        ok ? event_log_slice(village, &arena, log.confirmed + 1, SIZE_MAX / 2, EVENTS_MAX, events)
           : 0;
    for (size_t i = 0; ok && i < count; i++) {
        Kt__Event *event = record_unpack(&arena, &kt__event__descriptor, events[i]);
        ok = event && (event->what_case != KT__EVENT__WHAT_FILED ||
                       answer(practice, &arena, event->filed, words));
    }
    ok = ok && confirm(village);
    arena_finish(&arena);
    return ok;
}
