// SPDX-License-Identifier: GPL-3.0-or-later
// Reports of rounds. They say what happened in words and never what was sent.
#include "round.h"

#include "db/base/moment.h"
#include "setting.h"
#include "state.h"

#include <stdio.h>

enum { ROUNDS_KEPT = 500, DAYS_KEPT = 800 };

static bool add_traffic(struct village *village, int64_t at_s, int64_t up, int64_t down,
                        int64_t rounds)
{
    int64_t day = moment_day(at_s, village_zone_min(village));
    return sql_run(village->sql,
                   "INSERT INTO traffic VALUES ($1, $2, $3, $4) ON CONFLICT (day) DO UPDATE SET"
                   " up = up + $2, down = down + $3, rounds = rounds + $4",
                   "iiii", day, up, down, rounds) &&
           sql_run(village->sql, "DELETE FROM traffic WHERE day < $1", "i", day - DAYS_KEPT);
}

bool round_spend(struct village *village, int64_t up, int64_t down)
{
    return add_traffic(village, village_now_s(village), up, down, 0);
}

static const struct {
    const char *text, *advice;
} whys[ROUND_WHY_COUNT] = {
    [ROUND_WELL] = {N_("Sambungan terakhir ke kabupaten berhasil."), NULL},
    [ROUND_NO_LINK] = {N_("Kabupaten tidak bisa dihubungi."),
                       N_("Periksa kabel atau Wi-Fi. Kalau jaringan memang mati, tidak apa-apa: "
                          "kiriman menunggu. Kalau berhari-hari, bawa dengan stik.")},
    [ROUND_BROKEN] = {N_("Jaringan putus di tengah jalan."),
                      N_("Tidak ada yang hilang. Kios mencoba lagi sendiri begitu jaringan ada.")},
    [ROUND_STRANGER] = {N_("Yang menjawab bukan server kabupaten."),
                        N_("Mungkin Wi-Fi ini meminta masuk dulu lewat halaman web: pakai jaringan "
                           "lain. Kalau di semua jaringan begini, hubungi kabupaten.")},
    [ROUND_REFUSED] = {N_("Kabupaten menolak kiriman."),
                       N_("Hubungi petugas kabupaten dan bacakan rinciannya. Kiriman tetap "
                          "tersimpan di kios.")},
    [ROUND_BUSY] = {N_("Server kabupaten sedang sibuk."),
                    N_("Tidak perlu apa-apa. Kios mencoba lagi sendiri.")},
    [ROUND_NOT_ENROLLED] = {N_("Kios ini belum terdaftar di kabupaten."),
                            N_("Minta tiket kepada petugas kabupaten, lalu daftarkan kios ini.")},
    [ROUND_OWN_FAULT] = {N_("Kios tidak bisa membaca atau menulis berkasnya sendiri."),
                         N_("Lihat bagian disk dan isi data. Jangan hapus apa pun dulu.")},
};

struct phrase round_words(enum round_why why)
{
    return phrase_bare(whys[why].text);
}

struct phrase round_advice(enum round_why why)
{
    return phrase_bare(whys[why].advice);
}

bool round_add(struct village *village, const struct round_report *report)
{
    sql_begin(village->sql);
    sql_run(village->sql, "INSERT INTO round VALUES (NULL, $1, $2, $3, $4, $5, $6, $7, $8, $9)",
            "ittiiiiii", report->at_s, report->carrier, report->result, report->bytes_up,
            report->bytes_down, report->events_up, report->changes_down, report->took_ms,
            (int64_t)report->why);
    sql_run(village->sql, "DELETE FROM round WHERE id <= (SELECT max(id) FROM round) - $1", "i",
            (int64_t)ROUNDS_KEPT);
    if (!str_equal(report->carrier, "stick")) {
        add_traffic(village, report->at_s, report->wire_up, report->wire_down, 1);
    }
    if (str_equal(report->result, "ok")) {
        state_set_int(village, "round_ok_s", report->at_s);
    }
    return sql_commit(village->sql);
}

static enum round_why why_of(int64_t kept)
{
    return kept >= 0 && kept < ROUND_WHY_COUNT ? (enum round_why)kept : ROUND_REFUSED;
}

size_t round_list(struct village *village, struct arena *arena, size_t max,
                  struct round_report *out)
{
    size_t count = 0;
    struct sql_rows rows =
        sql_rows(village->sql,
                 "SELECT at_s, carrier, result, bytes_up, bytes_down, events_up, changes_down,"
                 " took_ms, why FROM round ORDER BY id DESC LIMIT $1",
                 "i", (int64_t)max);
    while (sql_next(&rows)) {
        struct round_report *report = &out[count++];
        *report = (struct round_report){
            .at_s = sql_row_int(&rows, 0),
            .carrier = sql_row_text(&rows, 1, arena),
            .result = sql_row_text(&rows, 2, arena),
            .bytes_up = sql_row_int(&rows, 3),
            .bytes_down = sql_row_int(&rows, 4),
            .events_up = sql_row_int(&rows, 5),
            .changes_down = sql_row_int(&rows, 6),
            .took_ms = sql_row_int(&rows, 7),
            .why = why_of(sql_row_int(&rows, 8)),
        };
        if (report->why == ROUND_WELL && !str_equal(report->result, "ok")) {
            report->why = ROUND_REFUSED; // from before reasons were kept
        }
    }
    sql_done(&rows);
    return count;
}

bool round_last(struct village *village, struct arena *arena, struct round_report *out)
{
    return round_list(village, arena, 1, out) == 1;
}

int64_t round_last_ok_s(struct village *village)
{
    return state_int(village, "round_ok_s", 0);
}

struct round_traffic round_traffic(struct village *village)
{
    struct village_moment now = village_moment(village);
    int64_t month_day = now.day - moment_at(now.now_s, now.zone_min).day + 1;
    struct round_traffic traffic = {
        .month = sql_int(village->sql, 0,
                         "SELECT sum(up + down) FROM traffic WHERE day BETWEEN $1 AND $2", "ii",
                         month_day, now.day),
        .limit = setting_int(village, "month_limit") * 1000 * 1000,
    };
    struct sql_rows rows =
        sql_rows(village->sql, "SELECT up, down, rounds FROM traffic WHERE day = $1", "i", now.day);
    if (sql_next(&rows)) {
        traffic.today_up = sql_row_int(&rows, 0);
        traffic.today_down = sql_row_int(&rows, 1);
        traffic.today_rounds = sql_row_int(&rows, 2);
        traffic.today = traffic.today_up + traffic.today_down;
    }
    sql_done(&rows);
    return traffic;
}

// "22-05" goes over midnight. What is not such a pair is checked where it is set.
static bool is_in_hours(const char *hours, int hour)
{
    int from, to;
    if (sscanf(hours, "%d-%d", &from, &to) != 2) {
        return true;
    }
    return from <= to ? hour >= from && hour < to : hour >= from || hour < to;
}

bool round_parts_allowed(struct village *village, enum round_parts what)
{
    struct round_traffic traffic = round_traffic(village);
    struct village_moment now = village_moment(village);
    struct arena arena;
    arena_init(&arena, 1 << 16);
    // While the clock is not sure its hours are not either.
    const char *key = what == ROUND_SOUND ? "sound_hours" : "picture_hours";
    bool in_hours = !now.trusted || is_in_hours(setting_get(village, &arena, key),
                                                moment_at(now.now_s, now.zone_min).hour);
    arena_finish(&arena);
    return in_hours && (traffic.limit == 0 || traffic.month < traffic.limit);
}

bool round_aside(struct village *village, uint32_t log, uint64_t seq, const char *why)
{
    return sql_run(village->sql, "INSERT OR IGNORE INTO aside VALUES ($1, $2, $3, $4)", "iiti",
                   (int64_t)log, (int64_t)seq, why, village_now_s(village));
}

bool round_aside_taken(struct village *village, uint32_t log, uint64_t seq)
{
    return sql_run(village->sql, "DELETE FROM aside WHERE log = $1 AND seq = $2", "ii",
                   (int64_t)log, (int64_t)seq);
}

int64_t round_aside_count(struct village *village)
{
    return sql_int(village->sql, 0, "SELECT count(*) FROM aside", "");
}

const char *round_aside_why(struct village *village, struct arena *arena)
{
    const char *why = sql_text(village->sql, arena,
                               "SELECT why FROM aside ORDER BY at_s DESC, seq DESC LIMIT 1", "");
    return why ? why : "";
}
