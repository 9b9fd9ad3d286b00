// SPDX-License-Identifier: GPL-3.0-or-later
// A pair of moments, by touch alone: when an event begins and ends, or from which day to which a
// notice is shown. A leaf of the calendar, and the hour in steps; what is likely is a touch away.
#include "write.h"

#include "kiosk/ui/i18n.h"

enum {
    MINUTE_STEP = 15,
    CELL_DP = 84,
    FACE_DP = 112, // of a figure between its two keys
    WEEK = 7,
};

// ---- the pair

struct pair {
    int64_t *at;  // the one being chosen; 0: not said
    int64_t from; // the first of the two
    bool has_time, is_until;
};

static struct pair pair_of(struct write *write)
{
    Kt__Notice *notice = write->draft.record->notice;
    bool is_event = write->page == WRITE_WHEN, is_until = write->when.is_until;
    int64_t *first = is_event ? &notice->event_start_s : &notice->start_s;
    int64_t *second = is_event ? &notice->event_end_s : &notice->end_s;
    return (struct pair){
        .at = is_until ? second : first,
        .from = *first,
        .has_time = is_event,
        .is_until = is_until,
    };
}

// Of today's date.
static bool is_sure(struct app *app)
{
    return village_sure_now_s(app_village(app)) != 0;
}

static int64_t midnight(struct app *app, int64_t unix_s)
{
    int64_t zone_s = (int64_t)app_offset_min(app) * 60;
    return moment_day(unix_s, app_offset_min(app)) * DAY_S - zone_s;
}

// At 24.00, of the day that ends then; beside a day without an hour it is one as a whole.
static bool is_at_24(struct app *app, int64_t from_s, int64_t until_s)
{
    return from_s != midnight(app, from_s) && until_s == midnight(app, until_s);
}

int64_t write_end_after(struct app *app, const Kt__Notice *notice)
{
    int64_t from_s = notice->event_start_s, until_s = notice->event_end_s;
    int64_t over_s = until_s > from_s ? until_s - is_at_24(app, from_s, until_s) : from_s;
    return over_s ? midnight(app, over_s) + DAY_S : 0;
}

// An event as chosen. A notice that is shown until its event is over goes on doing so.
static void set_event(struct app *app, struct write *write, int64_t from_s, int64_t until_s)
{
    Kt__Notice *notice = write->draft.record->notice;
    bool is_following = notice->end_s == write_end_after(app, notice);
    notice->event_start_s = from_s;
    notice->event_end_s = until_s;
    if (is_following) {
        notice->end_s = write_end_after(app, notice);
    }
    write_keep(app, write);
}

// The moment as chosen; an event that moves keeps its length.
static void set(struct app *app, struct write *write, int64_t unix_s)
{
    const Kt__Notice *notice = write->draft.record->notice;
    struct pair pair = pair_of(write);
    int64_t length_s = notice->event_start_s && notice->event_end_s > notice->event_start_s
                           ? notice->event_end_s - notice->event_start_s
                           : 0;
    if (write->page == WRITE_SHOWN) {
        *pair.at = unix_s;
        write_keep(app, write);
    } else if (pair.is_until) {
        set_event(app, write, notice->event_start_s, unix_s);
    } else {
        set_event(app, write, unix_s, unix_s && length_s ? unix_s + length_s : 0);
    }
}

static bool ends_at_24(struct app *app, const struct pair *pair)
{
    return pair->has_time && pair->is_until && *pair->at && is_at_24(app, pair->from, *pair->at);
}

// The last day that is shown is kept as the midnight after it, as is an end at 24.00.
static int64_t shown_day(struct app *app, const struct write *write, const struct pair *pair)
{
    bool is_last_day = (write->page == WRITE_SHOWN && pair->is_until) || ends_at_24(app, pair);
    return *pair->at && is_last_day ? *pair->at - 1 : *pair->at;
}

static void set_day(struct app *app, struct write *write, int64_t day_s)
{
    struct pair pair = pair_of(write);
    const struct template_file *form = write->form;
    int64_t minutes = 0;
    if (ends_at_24(app, &pair)) {
        minutes = 24 * 60;
    } else if (pair.has_time && *pair.at) {
        minutes = (*pair.at - midnight(app, *pair.at)) / 60;
    } else if (pair.has_time && !pair.is_until && form && form->from_min >= 0) {
        minutes = form->from_min;
    } else if (pair.has_time && pair.is_until && pair.from) {
        minutes = (pair.from - midnight(app, pair.from)) / 60 + 60;
    }
    if (write->page == WRITE_SHOWN && pair.is_until) {
        set(app, write, day_s + DAY_S);
        return;
    }
    bool is_first = pair.has_time && !pair.is_until && *pair.at == 0;
    if (is_first && form && form->until_min > form->from_min) {
        set_event(app, write, day_s + minutes * 60, day_s + (int64_t)form->until_min * 60);
    } else {
        set(app, write, day_s + minutes * 60);
    }
}

// ---- the calendar

static const char *const week[WEEK] = {N_("Sen"), N_("Sel"), N_("Rab"), N_("Kam"),
                                       N_("Jum"), N_("Sab"), N_("Min")};

static void turn_leaf(struct write_when *when, int months)
{
    int month = when->year * 12 + when->month - 1 + months;
    when->year = month / 12;
    when->month = month % 12 + 1;
}

static void open_leaf(struct app *app, struct write *write)
{
    struct pair pair = pair_of(write);
    int64_t day_s = shown_day(app, write, &pair);
    day_s = day_s ? day_s : pair.is_until && pair.from ? pair.from : app_now_s(app);
    struct moment at = app_moment(app, day_s);
    write->when.year = at.year;
    write->when.month = at.month;
}

// What turns the leaf; where it ends the arrow is drawn as a line.
static bool show_arrow(struct ui *ui, const char *id, const char *word, enum ui_icon icon,
                       bool is_off)
{
    bool is_touched = ui_begin_button(ui, (struct ui_box){.id = id,
                                                          .label = word,
                                                          .along = UI_CENTER,
                                                          .across = UI_CENTER,
                                                          .fill = is_off ? UI_NONE : UI_CARD,
                                                          .border = is_off ? UI_LINE : UI_EDGE,
                                                          .radius = DP_RADIUS_KEY});
    ui_icon(ui, icon, DP_ICON_TEXT, is_off ? UI_LINE : UI_GREEN);
    ui_end(ui);
    return is_touched && !is_off;
}

static void show_month(struct app *app, struct ui *ui, struct write *write)
{
    struct write_when *when = &write->when;
    int ahead = (when->year - app_now(app).year) * 12 + when->month - app_now(app).month;
    ui_begin(ui, (struct ui_box){.flow = UI_ROW, .across = UI_CENTER, .gap = DP_GAP_SMALL});
    if (show_arrow(ui, "write.month.prev", _("Bulan sebelumnya"), ICON_LEFT,
                   ahead <= -12 * WRITE_CALENDAR_YEARS)) {
        turn_leaf(when, -1);
    }
    ui_textf(
        ui,
        (struct ui_text){
            .id = "write.month", .size = UI_LARGE, .bold = true, .align = UI_CENTER, .grow = 1},
        "%s %d", i18n_month(when->month), when->year);
    if (show_arrow(ui, "write.month.next", _("Bulan berikutnya"), ICON_RIGHT,
                   ahead >= 12 * WRITE_CALENDAR_YEARS)) {
        turn_leaf(when, 1);
    }
    ui_end(ui);
}

static bool show_day(struct ui *ui, int day, bool is_on, bool is_today, bool is_past)
{
    bool is_touched = ui_begin_button(ui, (struct ui_box){
                                              .id = ui_id(ui, "write.day.%d", day),
                                              .role = UI_ROLE_KEY,
                                              .along = UI_CENTER,
                                              .across = UI_CENTER,
                                              .h = CELL_DP,
                                              .fill = is_on     ? UI_GREEN
                                                      : is_past ? UI_NONE
                                                                : UI_CARD,
                                              .border = is_on      ? UI_GREEN
                                                        : is_today ? UI_GREEN
                                                        : is_past  ? UI_LINE
                                                                   : UI_EDGE,
                                              .border_w = is_today ? DP_BORDER_STRONG : DP_BORDER,
                                              .radius = DP_RADIUS_KEY,
                                          });
    ui_textf(ui,
             (struct ui_text){.size_dp = 38,
                              .bold = is_on || is_today,
                              .color = is_on     ? UI_WHITE
                                       : is_past ? UI_SOFT
                                                 : UI_INK,
                              .align = UI_CENTER},
             "%d", day);
    ui_end(ui);
    return is_touched;
}

static void show_leaf(struct app *app, struct ui *ui, struct write *write)
{
    struct pair pair = pair_of(write);
    int zone_min = app_offset_min(app);
    struct moment first = {.year = write->when.year, .month = write->when.month, .day = 1};
    int64_t first_s = moment_unix_s(first, zone_min), today_s = midnight(app, app_now_s(app));
    int64_t chosen_s = shown_day(app, write, &pair);
    int weekday = moment_at(first_s, zone_min).weekday;
    ui_begin(ui, (struct ui_box){.id = "write.days", .flow = UI_GRID, .columns = WEEK, .gap = 8});
    for (int i = 0; i < WEEK; i++) {
        ui_text(ui,
                (struct ui_text){.size = UI_SMALL,
                                 .size_dp = theme_size_dp(UI_SMALL),
                                 .color = UI_SOFT,
                                 .align = UI_CENTER,
                                 .is_fit = true},
                _(week[i]));
    }
    for (int i = 1; i < weekday; i++) {
        ui_space(ui, 0, 0);
    }
    for (int day = 1; day <= 31; day++) {
        int64_t day_s = first_s + (int64_t)(day - 1) * DAY_S;
        if (moment_at(day_s, zone_min).month != first.month) {
            break;
        }
        bool is_on = chosen_s && midnight(app, chosen_s) == day_s;
        if (show_day(ui, day, is_on, day_s == today_s, day_s < today_s)) {
            set_day(app, write, day_s);
            pair = pair_of(write);
        }
    }
    ui_end(ui);
}

// ---- the hour

static bool step_key(struct ui *ui, const char *id, enum ui_icon icon, const char *word)
{
    bool is_touched = ui_begin_button(ui, (struct ui_box){.id = id,
                                                          .label = word,
                                                          .along = UI_CENTER,
                                                          .across = UI_CENTER,
                                                          .fill = UI_CARD,
                                                          .border = UI_EDGE,
                                                          .radius = DP_RADIUS_KEY,
                                                          .is_snug = true});
    ui_icon(ui, icon, DP_ICON_TEXT, UI_GREEN);
    ui_end(ui);
    return is_touched;
}

// A figure between less and more. Returns -1, 1, or 0 for no touch.
static int show_steps(struct ui *ui, const char *prefix, const char *less, const char *more,
                      int figure)
{
    int step = 0;
    ui_begin(ui, (struct ui_box){.flow = UI_ROW, .across = UI_CENTER, .is_snug = true});
    if (step_key(ui, ui_id(ui, "%s.less", prefix), ICON_MINUS, less)) {
        step = -1;
    }
    ui_begin(ui, (struct ui_box){.w = FACE_DP, .is_snug = true});
    ui_textf(ui, (struct ui_text){.size_dp = 60, .bold = true, .align = UI_CENTER}, "%02d", figure);
    ui_end(ui);
    if (step_key(ui, ui_id(ui, "%s.more", prefix), ICON_PLUS, more)) {
        step = 1;
    }
    ui_end(ui);
    return step;
}

static void show_time(struct app *app, struct ui *ui, struct write *write)
{
    struct pair pair = pair_of(write);
    if (!pair.has_time || *pair.at == 0) {
        return;
    }
    struct moment at = app_moment(app, *pair.at);
    int minutes = 0, hour = ends_at_24(app, &pair) ? 24 : at.hour;
    ui_begin(ui, (struct ui_box){.id = "write.time",
                                 .flow = UI_ROW,
                                 .is_wrap = true,
                                 .across = UI_CENTER,
                                 .gap = DP_GAP});
    minutes += 60 * show_steps(ui, "write.hour", _("Satu jam lebih awal"),
                               _("Satu jam lebih lambat"), hour);
    minutes += MINUTE_STEP * show_steps(ui, "write.minute", _("Seperempat jam lebih awal"),
                                        _("Seperempat jam lebih lambat"), at.minute);
    ui_end(ui);
    if (minutes != 0) { // past midnight it is another day
        set(app, write, *pair.at + (int64_t)minutes * 60);
        open_leaf(app, write);
    }
}

// ---- what is likely

static void show_likely_times(struct app *app, struct ui *ui, struct write *write)
{
    static const struct {
        const char *name;
        int minutes;
    } likely[] = {{"08.00", 480}, {"09.00", 540}, {"13.00", 780}, {"16.00", 960}, {"19.30", 1170}};
    struct pair pair = pair_of(write);
    const char *names[COUNT_OF(likely) + 1];
    int chosen = -1;
    if (*pair.at == 0 || pair.is_until) {
        return;
    }
    int64_t day_s = midnight(app, *pair.at);
    for (size_t i = 0; i < COUNT_OF(likely); i++) {
        names[i] = i18n_clock(ui_arena(ui), (struct moment){.hour = likely[i].minutes / 60,
                                                            .minute = likely[i].minutes % 60});
        chosen = *pair.at - day_s == likely[i].minutes * 60 ? (int)i : chosen;
    }
    names[COUNT_OF(likely)] = _("Tanpa jam");
    chosen = *pair.at == day_s ? (int)COUNT_OF(likely) : chosen;
    int touched = ui_segments(ui, "write.likely", names, (int)COUNT_OF(names), chosen);
    if (touched >= 0) {
        bool has_time = (size_t)touched < COUNT_OF(likely);
        set(app, write, day_s + (has_time ? likely[touched].minutes * 60 : 0));
    }
}

static void show_likely_ends(struct app *app, struct ui *ui, struct write *write)
{
    Kt__Notice *notice = write->draft.record->notice;
    int64_t today_s = midnight(app, app_now_s(app)), after_s = write_end_after(app, notice);
    const char *names[4];
    int64_t ends[4];
    int count = 0, chosen = -1;
    if (after_s) {
        names[count] = _("Sampai acara selesai");
        ends[count++] = after_s;
    }
    if (is_sure(app)) { // from a guess they would end anywhere
        names[count] = _("7 hari");
        ends[count++] = today_s + 8 * DAY_S;
        names[count] = _("30 hari");
        ends[count++] = today_s + 31 * DAY_S;
    }
    names[count] = _("Tanpa batas");
    ends[count++] = 0;
    for (int i = 0; i < count; i++) {
        chosen = notice->end_s == ends[i] && chosen < 0 ? i : chosen;
    }
    int touched = ui_segments(ui, "write.ends", names, count, chosen);
    if (touched >= 0) {
        set(app, write, ends[touched]);
    }
}

// The one of the pair may be left out, or taken back.
static void show_none(struct app *app, struct ui *ui, struct write *write)
{
    struct pair pair = pair_of(write);
    bool is_event = write->page == WRITE_WHEN;
    if (*pair.at == 0) {
        ui_note(ui, ICON_INFO,
                pair.is_until ? _("Belum ditentukan. Sentuh harinya, atau biarkan.")
                : is_event    ? _("Sentuh harinya.")
                              : _("Tampil begitu dipasang. Sentuh harinya kalau mau nanti."));
        return;
    }
    struct ui_button look = {.icon = ICON_CLOSE, .is_snug = true};
    if (ui_button(ui, "write.none", look,
                  pair.is_until ? _("Tidak ditentukan")
                  : is_event    ? _("Tanpa tanggal")
                                : _("Tampil begitu dipasang"))) {
        set(app, write, 0);
    }
}

// ---- the page

static void show_left(struct app *app, struct ui *ui, struct write *write,
                      const struct write_item *item)
{
    bool is_event = write->page == WRITE_WHEN;
    const char *names[] = {is_event ? _("Mulai") : _("Mulai tampil"),
                           is_event ? _("Selesai") : _("Terakhir tampil")};
    ui_question(ui, item->question, *item->value ? item->value : NULL);
    if (!is_sure(app)) {
        ui_banner(ui, "write.unsure", UI_TINT_GOLD, ICON_CLOCK,
                  _("Jam kios belum pasti. Tanggal hari ini di layar bisa keliru."));
    }
    int touched = ui_segments(ui, "write.side", names, 2, write->when.is_until);
    if (touched >= 0) {
        write->when.is_until = touched == 1;
        open_leaf(app, write);
    }
}

static void show_hours(struct app *app, struct ui *ui, struct write *write)
{
    bool is_event = write->page == WRITE_WHEN;
    show_time(app, ui, write);
    if (is_event) {
        show_likely_times(app, ui, write);
    } else if (write->when.is_until) {
        show_likely_ends(app, ui, write);
    }
    if (is_event || !write->when.is_until) {
        show_none(app, ui, write);
    }
}

void write_when_page(struct app *app, struct ui *ui, struct write *write,
                     const struct write_item *item)
{
    if (write->when.month == 0) {
        open_leaf(app, write);
    }
    ui_body_begin(ui, "write");
    ui_split_begin(ui, 2, 3);
    show_left(app, ui, write, item);
    if (ui_is_wide(ui)) {
        show_hours(app, ui, write);
    }
    ui_split_next(ui);
    show_month(app, ui, write);
    show_leaf(app, ui, write);
    if (!ui_is_wide(ui)) {
        show_hours(app, ui, write);
    }
    ui_split_end(ui);
    ui_body_end(ui);
    ui_foot_begin(ui);
    write_foot(app, ui, write);
    ui_foot_end(ui);
}
