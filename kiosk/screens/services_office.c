// SPDX-License-Identifier: GPL-3.0-or-later
// The sections of the office's screen: who is in, when it is open, whom to call. Words and figures
// as they were written down; today is today only while the clock is sure.
#include "services_inside.h"

#include "db/village/notice.h"
#include "words.h"

#include <string.h>

enum { CLOSED_SHOWN_MAX = 5, WEEK = 7, NEAR_DAYS = 7 };

static const char *clock_of(struct arena *arena, int minute)
{
    return i18n_clock(arena, (struct moment){.hour = minute / 60, .minute = minute % 60});
}

// ---- open or closed

static const char *opens_again(struct app *app, struct arena *arena, const struct office_now *now)
{
    const char *clock = clock_of(arena, now->opens_min);
    if (now->opens_in_days == 0) {
        return arena_printf(arena, _("Tutup. Buka lagi nanti pukul %s"), clock);
    }
    if (now->opens_in_days == 1) {
        return arena_printf(arena, _("Tutup. Buka lagi besok pukul %s"), clock);
    }
    struct moment day = app_moment(app, app_now_s(app) + (int64_t)now->opens_in_days * DAY_S);
    const char *date =
        now->opens_in_days < NEAR_DAYS ? i18n_weekday(day.weekday) : i18n_date(arena, day);
    return arena_printf(arena, _("Tutup. Buka lagi %s pukul %s"), date, clock);
}

void services_open(struct app *app, struct ui *ui, const Kt__Office *office, bool is_clock_sure)
{
    if (!is_clock_sure) {
        return;
    }
    struct arena *arena = ui_arena(ui);
    struct moment at = app_now(app);
    struct office_now now = office_now(office, moment_day(app_now_s(app), app_offset_min(app)),
                                       at.hour * 60 + at.minute);
    if (now.open == OFFICE_UNKNOWN) {
        return;
    }
    bool is_open = now.open == OFFICE_OPEN;
    const char *text = is_open                 ? arena_printf(arena, _("Buka sekarang, sampai %s"),
                                                              clock_of(arena, now.closes_min))
                       : now.opens_in_days < 0 ? _("Tutup")
                                               : opens_again(app, arena, &now);
    if (!is_open && now.is_closed_day) {
        text = arena_printf(arena, "%s %s", _("Hari ini libur."), text);
    }
    ui_begin(ui, (struct ui_box){.id = "services.open",
                                 .role = UI_ROLE_TEXT,
                                 .label = text,
                                 .flow = UI_ROW,
                                 .across = UI_CENTER,
                                 .gap = DP_GAP,
                                 .pad = DP_GAP,
                                 .fill = is_open ? UI_TINT_GREEN : UI_TINT_GOLD,
                                 .radius = DP_RADIUS});
    ui_icon(ui, is_open ? ICON_CHECK_CIRCLE : ICON_LOCK, DP_ICON_LINE, UI_INK);
    ui_text(ui, (struct ui_text){.size = UI_LARGE, .bold = true, .grow = 1}, text);
    ui_end(ui);
}

// ---- who is in

enum { PHOTO_DP = 120 };

// NULL: none is here (yet).
static const char *photo_of(struct app *app, struct ui *ui, const Kt__Official *official)
{
    uint8_t hash[HASH_LEN];
    size_t len = 0;
    const char *end;
    bool is_one = sodium_hex2bin(hash, sizeof hash, official->photo, strlen(official->photo), NULL,
                                 &len, &end) == 0 &&
                  len == HASH_LEN && !*end;
    return is_one ? notice_picture_path(app_village(app), ui_arena(ui),
                                        record_data(bytes_of(hash, sizeof hash)))
                  : NULL;
}

static void show_official(struct app *app, struct ui *ui, const Kt__Official *official)
{
    ui_begin(ui, (struct ui_box){.flow = UI_ROW,
                                 .gap = DP_GAP,
                                 .pad = DP_GAP,
                                 .fill = UI_CARD,
                                 .border = UI_LINE,
                                 .radius = DP_RADIUS});
    const char *photo = photo_of(app, ui, official);
    if (photo) {
        ui_begin(ui, (struct ui_box){.w = PHOTO_DP});
        ui_picture(ui, NULL, photo, PHOTO_DP * 4 / 3, official->name);
        ui_end(ui);
    } else {
        ui_icon(ui, official->in_today ? ICON_PERSON_IN : ICON_PERSON, DP_ICON_SMALL,
                official->in_today ? UI_GREEN : UI_SOFT);
    }
    ui_begin(ui, (struct ui_box){.grow = 1, .gap = 4});
    ui_text(ui, (struct ui_text){.bold = true}, official->name);
    ui_text(ui, (struct ui_text){.size = UI_SMALL, .color = UI_SOFT}, official->role);
    ui_space(ui, 4, 0);
    ui_chip(ui, NULL, official->in_today ? UI_TINT_GREEN : UI_TINT_GOLD,
            official->in_today ? ICON_CHECK : ICON_CLOSE,
            official->in_today ? _("Ada hari ini") : _("Tidak ada hari ini"));
    ui_end(ui);
    ui_end(ui);
}

void services_officials(struct app *app, struct ui *ui, const Kt__Office *office)
{
    if (office->n_officials == 0) {
        screens_empty(ui, "services.none", ICON_PEOPLE, _("Daftarnya belum ada"),
                      _("Tanyakan di loket siapa yang bertugas hari ini."));
        return;
    }
    ui_begin(ui, (struct ui_box){.flow = UI_GRID,
                                 .columns = screens_is_tight(ui) ? 1 : 2,
                                 .gap = DP_GAP_SMALL});
    // Those who are in come first.
    for (int is_out = 0; is_out < 2; is_out++) {
        for (size_t i = 0; i < office->n_officials; i++) {
            if (office->officials[i]->in_today == (is_out == 0)) {
                show_official(app, ui, office->officials[i]);
            }
        }
    }
    ui_end(ui);
    if (office->at_s > 0) {
        ui_note(ui, ICON_INFO,
                arena_printf(ui_arena(ui), _("Ditulis petugas %s."),
                             words_since(app, ui_arena(ui), office->at_s)));
    }
}

// ---- hours

// "08.00 - 12.00, 13.00 - 15.00", in the order of the file; NULL: closed on that day.
static const char *spans_of(struct arena *arena, const Kt__Office *office, int weekday,
                            const char *between)
{
    const char *spans = NULL;
    for (size_t i = 0; i < office->n_hours; i++) {
        const Kt__Hours *hours = office->hours[i];
        int open, close;
        if ((int)hours->day == weekday && office_minute(hours->open, &open) &&
            office_minute(hours->close, &close)) {
            spans = arena_printf(arena, "%s%s%s - %s", spans ? spans : "", spans ? between : "",
                                 clock_of(arena, open), clock_of(arena, close));
        }
    }
    return spans;
}

static void show_weekday(struct ui *ui, const Kt__Office *office, int weekday, bool is_today)
{
    struct arena *arena = ui_arena(ui);
    // No span is broken in two where the letters are large.
    const char *spans = spans_of(arena, office, weekday, screens_is_tight(ui) ? "\n" : ", ");
    const char *day = i18n_weekday(weekday);
    ui_begin(ui, (struct ui_box){.flow = UI_ROW,
                                 .across = UI_CENTER,
                                 .gap = DP_GAP,
                                 .pad_x = DP_GAP,
                                 .pad_y = 14,
                                 .fill = is_today ? UI_TINT_GREEN : UI_CARD,
                                 .border = is_today ? UI_GREEN : UI_LINE,
                                 .radius = DP_RADIUS_KEY});
    ui_text(ui, (struct ui_text){.bold = true, .grow = 2},
            is_today ? arena_printf(arena, _("%s, hari ini"), day) : day);
    ui_text(ui,
            (struct ui_text){
                .bold = is_today, .grow = 3, .color = spans ? UI_INK : UI_SOFT, .align = UI_FINISH},
            spans ? spans : _("tutup"));
    ui_end(ui);
}

// The next few days on which it stays closed.
static void show_closed(struct app *app, struct ui *ui, const Kt__Office *office)
{
    int64_t today = moment_day(app_now_s(app), app_offset_min(app)), at_s;
    int shown = 0;
    for (size_t i = 0; i < office->n_closed && shown < CLOSED_SHOWN_MAX; i++) {
        if (!moment_parse(office->closed[i], 0, &at_s) || at_s / DAY_S < today) {
            continue;
        }
        if (shown++ == 0) {
            ui_space(ui, DP_GAP_SMALL, 0);
            ui_text(ui, (struct ui_text){.role = UI_ROLE_HEADING, .bold = true},
                    _("Hari libur yang dekat"));
        }
        struct moment at = moment_at(at_s, 0);
        ui_text(ui, (struct ui_text){.size = UI_SECOND},
                at.year == app_now(app).year ? i18n_date(ui_arena(ui), at)
                                             : i18n_date_year(ui_arena(ui), at));
    }
}

void services_hours(struct app *app, struct ui *ui, const Kt__Office *office, bool is_clock_sure)
{
    if (office->n_hours == 0) {
        screens_empty(ui, "services.none", ICON_CLOCK, _("Jam buka belum ditulis"),
                      _("Biasanya kantor buka pada pagi hari kerja."));
        return;
    }
    int today = app_now(app).weekday;
    ui_begin(ui, (struct ui_box){.gap = 6});
    for (int weekday = 1; weekday <= WEEK; weekday++) {
        show_weekday(ui, office, weekday, is_clock_sure && weekday == today);
    }
    ui_end(ui);
    if (is_clock_sure) {
        show_closed(app, ui, office);
    }
}

// ---- emergency

static enum ui_icon icon_of(const char *name)
{
    static const struct {
        const char *part;
        enum ui_icon icon;
    } rows[] = {
        {"ambulan", ICON_AMBULANCE}, {"medis", ICON_AMBULANCE}, {"bakar", ICON_FIRE},
        {"polisi", ICON_SHIELD},     {"polsek", ICON_SHIELD},   {"listrik", ICON_STORM},
        {"puskesmas", ICON_HEALTH},  {"bidan", ICON_HEALTH},    {"rumah sakit", ICON_HEALTH},
        {"sar", ICON_PEOPLE},        {"banjir", ICON_WATER},    {"air", ICON_WATER},
        {"desa", ICON_OFFICE},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (strcasestr(name, rows[i].part)) {
            return rows[i].icon;
        }
    }
    return ICON_PHONE;
}

void services_emergency(struct ui *ui, const Kt__Office *office)
{
    if (office->n_emergency == 0) {
        screens_empty(ui, "services.none", ICON_PHONE, _("Nomornya belum ditulis"),
                      _("Dalam keadaan darurat, telepon 112."));
        return;
    }
    ui_begin(ui, (struct ui_box){.flow = UI_GRID,
                                 .columns = screens_is_tight(ui) ? 1 : 2,
                                 .is_even = true,
                                 .gap = DP_GAP_SMALL});
    for (size_t i = 0; i < office->n_emergency; i++) {
        const Kt__Emergency *row = office->emergency[i];
        ui_begin(ui, (struct ui_box){.id = ui_id(ui, "services.emergency.%d", (int)i),
                                     .role = UI_ROLE_GROUP,
                                     .flow = UI_ROW,
                                     .across = UI_CENTER,
                                     .gap = DP_GAP,
                                     .pad = DP_GAP,
                                     .pad_x = DP_GAP_SMALL,
                                     .fill = UI_CARD,
                                     .border = UI_LINE,
                                     .mark = UI_BRICK,
                                     .radius = DP_RADIUS});
        ui_icon(ui, icon_of(row->name), DP_ICON_SMALL, UI_BRICK);
        ui_begin(ui, (struct ui_box){.grow = 1});
        ui_text(ui, (struct ui_text){.size = UI_SECOND}, row->name);
        ui_text(ui, (struct ui_text){.size = UI_QUESTION, .bold = true}, row->number);
        ui_end(ui);
        ui_end(ui);
    }
    ui_end(ui);
}
