// SPDX-License-Identifier: GPL-3.0-or-later
// `status`: how it stands, for a person or as JSON. Never a word or a state of anybody's case.
#include "agent.h"
#include "db/base/clock.h"
#include "db/base/file.h"
#include "db/base/moment.h"
#include "db/village/answer.h"
#include "db/village/aspiration.h"
#include "db/village/event_log.h"
#include "db/village/media.h"
#include "db/village/notice.h"
#include "db/village/round.h"
#include "db/village/village_backup.h"
#include "db/village/voice.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

struct status {
    struct identity self;
    int64_t waiting, events_waiting, recordings_waiting, last_ok_s, answers_unopened, aside,
        notices;
    bool has_round, clock_trusted;
    struct round_report last;
    struct round_traffic traffic;
    struct media_state pictures;
    int64_t oldest_s, backup_s, free_mb;
    int64_t ahead_s; // the machine's clock before the village's time
    const char *version;
    int zone_min;
};

static bool gather(struct village *village, struct arena *arena, struct status *out)
{
    int64_t oldest_s;
    int64_t waiting = aspiration_waiting(village, &oldest_s);
    *out = (struct status){
        .waiting = waiting,
        .oldest_s = oldest_s,
        .traffic = round_traffic(village),
        .backup_s = village_backup_last_s(village),
        .events_waiting = event_log_waiting(village),
        .recordings_waiting = voice_waiting(village),
        .pictures = media_state(village),
        .last_ok_s = round_last_ok_s(village),
        .answers_unopened = answer_unopened(village),
        .clock_trusted = village_clock_trusted(village),
        .aside = round_aside_count(village),
        .notices = (int64_t)notice_count(village, NOTICE_CURRENT),
        .zone_min = village_zone_min(village),
        .free_mb = file_free_bytes(village->dir) / 1000 / 1000,
        .ahead_s = clock_now_s() - village_now_s(village),
        .version = arena_printf(arena, "%d.%d", AGENT_VERSION / 100, AGENT_VERSION % 100),
    };
    out->has_round = round_last(village, arena, &out->last);
    return identity_get(village, arena, &out->self);
}

static json_t *text_or_null(const char *text)
{
    return text ? json_string(text) : json_null();
}

static json_t *time_or_null(int64_t at_s, int zone_min)
{
    char iso[MOMENT_ISO_LEN];
    return at_s > 0 ? json_string(moment_iso(at_s, zone_min, iso)) : json_null();
}

static void print_json(const struct status *s)
{
    const Kt__Village *village = s->self.village;
    json_t *all = json_object();
    struct {
        const char *key;
        json_t *value;
    } rows[] = {
        {"kiosk", s->self.kiosk ? json_integer(s->self.kiosk) : json_null()},
        {"village", text_or_null(village ? village->name : NULL)},
        {"village_code", text_or_null(village ? village->code : NULL)},
        {"enrolled", json_boolean(s->self.enrolled)},
        {"waiting", json_integer(s->waiting)},
        {"events_waiting", json_integer(s->events_waiting)},
        {"recordings_waiting", json_integer(s->recordings_waiting)},
        {"pictures_missing", json_integer(s->pictures.missing)},
        {"pictures_aside", json_integer(s->pictures.aside)},
        {"pictures_to_send", json_integer(s->pictures.to_send)},
        {"oldest_waiting", time_or_null(s->oldest_s, s->zone_min)},
        {"last_ok", time_or_null(s->last_ok_s, s->zone_min)},
        {"last_backup", time_or_null(s->backup_s, s->zone_min)},
        {"bytes_today", json_integer(s->traffic.today)},
        {"bytes_month", json_integer(s->traffic.month)},
        {"last_result", text_or_null(s->has_round ? s->last.result : NULL)},
        {"answers_unopened", json_integer(s->answers_unopened)},
        {"clock_trusted", json_boolean(s->clock_trusted)},
        {"clock_ahead_s", json_integer(s->ahead_s)},
        {"disk_free_mb", json_integer(s->free_mb)},
        {"version", json_string(s->version)},
        {"aside", json_integer(s->aside)},
        {"notices", json_integer(s->notices)},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        json_object_set_new(all, rows[i].key, rows[i].value);
    }
    char *text = json_dumps(all, JSON_INDENT(2));
    puts(text ? text : "{}");
    free(text);
    json_decref(all);
}

static void print_text(const struct status *s)
{
    char iso[MOMENT_ISO_LEN];
    if (s->self.enrolled) {
        printf("kiosk %u of %s (%s)\n", s->self.kiosk, s->self.village->name,
               s->self.village->code);
    } else {
        printf("not enrolled yet\n");
    }
    printf("%" PRId64 " wishes or complaints wait, %" PRId64 " events in all\n", s->waiting,
           s->events_waiting);
    if (s->recordings_waiting > 0) {
        printf("%" PRId64 " recordings are not wholly with the regency yet\n",
               s->recordings_waiting);
    }
    if (s->pictures.missing + s->pictures.to_send > 0) {
        printf("%" PRId64 " pictures are still to come, %" PRId64 " to go\n", s->pictures.missing,
               s->pictures.to_send);
    }
    if (s->pictures.aside > 0) {
        printf("%" PRId64 " pictures came damaged again and again: ask the regency to post them "
               "anew\n",
               s->pictures.aside);
    }
    printf("%" PRId64 " answers that nobody opened yet, %" PRId64 " notices on show\n",
           s->answers_unopened, s->notices);
    printf("last good round: %s\n",
           s->last_ok_s ? moment_iso(s->last_ok_s, s->zone_min, iso) : "never");
    if (s->has_round) {
        printf("last round: %s\n", s->last.result);
    }
    printf("network: %" PRId64 " bytes today, %" PRId64 " this month\n", s->traffic.today,
           s->traffic.month);
    if (s->aside > 0) {
        printf("%" PRId64 " events were set aside by the regency\n", s->aside);
    }
    if (!s->clock_trusted) {
        printf("the clock is not sure\n");
    }
}

int status_command(const char *dir, int count, char **words)
{
    if (count == 1 && !str_equal(words[0], "--json")) {
        log_line("status takes --json and nothing else");
        return 2;
    }
    struct arena arena;
    arena_init(&arena, COMMAND_ARENA_MAX);
    struct village *village = village_open(dir, VILLAGE_TOOL);
    struct status status;
    bool ok = village && gather(village, &arena, &status);
    if (ok) {
        (count == 1 ? print_json : print_text)(&status);
    }
    int result = ok ? 0 : log_fault();
    village_close(village);
    arena_finish(&arena);
    return result;
}
