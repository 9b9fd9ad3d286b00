// SPDX-License-Identifier: GPL-3.0-or-later
// Warnings that interrupt: what is extreme or severe stands over everything, sounds and speaks
// once, and goes when somebody touched "Saya sudah baca" or when it expires. The screen below and
// what is being written there stay as they are.
#include "screens.h"

#include "db/village/alert.h"
#include "words.h"

#include <stdio.h>

enum {
    OVER_BYTES_MAX = 4 << 20,
    OVER_ID_BYTES = 600,
    ICON_DP = 160,
    LOW_DP = 1200, // windows under this have no room for margins
    ICON_ROOM_DP = 800,
    LARGE_DP = 1500, // from here on it is to be read from afar
};

// What was read, and until when it holds. One window, one villager: one of these.
static struct {
    struct arena arena;
    struct alert_row rows[ALERTS_SHOWN_MAX];
    size_t count;
    uint64_t bell;
    int64_t due_s; // of the display clock; 0: nothing changes by itself
    bool is_known;
    char said[OVER_ID_BYTES]; // the one that was spoken
} over;

static void read(struct app *app)
{
    struct village *village = app_village_own(app);
    int64_t now_s = app_now_s(app);
    bool is_due = over.due_s > 0 && now_s >= over.due_s;
    if (over.is_known && over.bell == app_bell_count(app) && !is_due) {
        return;
    }
    if (over.arena.bytes_max == 0) {
        arena_init(&over.arena, OVER_BYTES_MAX);
    }
    arena_reset(&over.arena);
    over.is_known = true;
    over.bell = app_bell_count(app);
    over.count = alert_list(village, &over.arena, over.rows);
    int64_t next_s = alert_next_s(village);
    over.due_s = next_s < 0 ? 0 : now_s + (next_s > 0 ? next_s : 1);
}

// The worst one that was not acknowledged here, and how many there are.
static const Kt__Alert *worst(size_t *count)
{
    const Kt__Alert *first = NULL;
    *count = 0;
    for (size_t i = 0; i < over.count; i++) {
        const Kt__Alert *alert = over.rows[i].alert;
        if (!over.rows[i].acknowledged && alert->severity >= KT__SEVERITY__SEVERE) {
            first = first ? first : alert;
            ++*count;
        }
    }
    return first;
}

// Once for each, not for each build: sound, then what it says.
static void say(struct app *app, struct ui *ui, const Kt__Alert *alert, const char *status)
{
    char id[OVER_ID_BYTES];
    (void)snprintf(id, sizeof id, "%s", alert->id);
    if (str_equal(id, over.said)) {
        return;
    }
    (void)snprintf(over.said, sizeof over.said, "%s", id);
    app_chime(app);
    app_speak_text(app, arena_printf(ui_arena(ui), "%s%s%s. %s. %s", status ? status : "",
                                     status ? ". " : "", alert->headline, alert->area,
                                     alert->instruction));
}

static enum ui_icon icon_of(const Kt__Alert *alert)
{
    static const struct {
        const char *category;
        enum ui_icon icon;
    } rows[] = {
        {"Met", ICON_STORM},     {"Geo", ICON_DANGER},       {"Fire", ICON_FIRE},
        {"Health", ICON_HEALTH}, {"Rescue", ICON_AMBULANCE},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (str_equal(rows[i].category, alert->category)) {
            return rows[i].icon;
        }
    }
    return ICON_WARNING;
}

struct head {
    enum ui_color fill;
    enum ui_icon icon;
    const char *word, *second; // second NULL: what the warning is about
};

// Brick is for what is meant: what is not is blue and says so, in words and by its icon.
static struct head head_of(const Kt__Alert *alert)
{
    switch ((int)alert->status) {
    case KT__ALERT_STATUS__EXERCISE:
        return (struct head){UI_BLUE, ICON_WALK, _("LATIHAN"), _("bukan kejadian sungguhan")};
    case KT__ALERT_STATUS__TEST:
        return (struct head){UI_BLUE, ICON_TOOLS, _("UJI COBA"), _("bukan kejadian sungguhan")};
    default:
        return (struct head){UI_BRICK, icon_of(alert),
                             alert->severity == KT__SEVERITY__EXTREME ? _("BAHAYA") : _("AWAS"),
                             NULL};
    }
}

static int icon_dp(const struct ui *ui)
{
    bool is_low = ui_height(ui) < ICON_ROOM_DP;
    return screens_is_tight(ui) && (is_low || ui_is_narrow(ui)) ? DP_ICON_SMALL
           : is_low || ui_is_narrow(ui)                         ? DP_ICON_CHOICE
                                                                : ICON_DP;
}

static void show_head(struct ui *ui, const Kt__Alert *alert, const struct head *head)
{
    bool is_wide = ui_is_wide(ui);
    enum ui_align align = is_wide ? UI_CENTER : UI_START;
    ui_begin(ui, (struct ui_box){.flow = is_wide ? UI_COLUMN : UI_ROW,
                                 .along = align,
                                 .across = UI_CENTER,
                                 .gap = DP_GAP,
                                 .pad = DP_GAP,
                                 .w = is_wide ? ui_width(ui) / 4 : 0,
                                 .fill = head->fill,
                                 .radius = DP_RADIUS});
    ui_icon(ui, head->icon, icon_dp(ui), UI_WHITE);
    ui_begin(ui, (struct ui_box){.grow = is_wide ? 0 : 1, .across = align});
    ui_text(ui,
            (struct ui_text){.size = UI_HEADLINE, .bold = true, .color = UI_WHITE, .align = align},
            head->word);
    bool is_tight = screens_is_tight(ui);
    if (head->second || !is_tight) { // else the headline has it
        ui_text(ui,
                (struct ui_text){.id = head->second ? "alert.status" : "alert.event",
                                 .size = is_tight ? UI_SMALL : UI_BODY,
                                 .color = UI_WHITE,
                                 .align = align},
                head->second ? head->second : alert->event);
    }
    ui_end(ui);
    ui_end(ui);
}

static void show_words(struct app *app, struct ui *ui, const Kt__Alert *alert)
{
    struct arena *arena = ui_arena(ui);
    bool is_large = ui_height(ui) >= LARGE_DP && !screens_is_tight(ui);
    ui_text(ui,
            (struct ui_text){.id = "alert.headline",
                             .role = UI_ROLE_HEADING,
                             .size = is_large ? UI_QUESTION : UI_HEADLINE,
                             .bold = true},
            alert->headline[0] ? alert->headline : alert->event);
    if (alert->area[0]) {
        screens_point(ui, ICON_PLACE, alert->area);
    }
    ui_text(ui,
            (struct ui_text){
                .id = "alert.instruction", .size = is_large ? UI_HEADLINE : UI_LARGE, .bold = true},
            alert->instruction);
    ui_text(ui, (struct ui_text){.size = is_large ? UI_LARGE : UI_BODY}, alert->description);
    if (alert->onset_s > 0) {
        screens_point(ui, ICON_CLOCK,
                      arena_printf(arena, _("Mulai %s"), words_when(app, arena, alert->onset_s)));
    }
    screens_point(
        ui, ICON_CALENDAR,
        arena_printf(arena, _("Berlaku sampai %s"), words_when(app, arena, alert->expires_s)));
    const char *data = arena_printf(arena, _("data per %s"), words_when(app, arena, alert->sent_s));
    ui_text(ui, (struct ui_text){.id = "alert.data", .size = UI_SECOND, .color = UI_SOFT},
            words_join(arena, alert->sender, data));
}

static void acknowledge(struct app *app, const Kt__Alert *alert)
{
    app_speak_stop(app);
    if (!alert_acknowledge(app_village_own(app), alert->id)) {
        log_line("a warning that was read could not be noted: %s", fault_text());
    }
    for (size_t i = 0; i < over.count; i++) { // never twice, also when the disk is full
        over.rows[i].acknowledged = over.rows[i].acknowledged || over.rows[i].alert == alert;
    }
}

void screens_alert_over(struct app *app, struct ui *ui)
{
    size_t count;
    if (!app_village_own(app)) {
        return;
    }
    read(app);
    if (over.due_s > 0) {
        int64_t left_s = over.due_s - app_now_s(app);
        ui_wake_in(ui, (left_s > 0 ? left_s : 1) * 1000);
    }
    const Kt__Alert *alert = worst(&count);
    if (!alert) {
        return;
    }
    struct head head = head_of(alert);
    bool is_meant = head.second == NULL;
    say(app, ui, alert, is_meant ? NULL : head.word);
    bool is_small = ui_is_narrow(ui) || ui_height(ui) < LOW_DP;
    int margin = is_small ? DP_GAP : ui_margin(ui);
    ui_begin_dialog(ui, (struct ui_box){.id = "alert",
                                        .w = ui_width(ui) - 2 * margin,
                                        .h = ui_height(ui) - 2 * margin,
                                        .pad = is_small ? DP_GAP : 2 * DP_GAP,
                                        .gap = DP_GAP,
                                        .fill = UI_CARD,
                                        .border = head.fill,
                                        .border_w = DP_BORDER_STRONG,
                                        .radius = DP_RADIUS_LARGE});
    ui_begin(ui, (struct ui_box){.flow = ui_is_wide(ui) ? UI_ROW : UI_COLUMN,
                                 .is_even = true,
                                 .gap = DP_GAP,
                                 .grow = 1});
    show_head(ui, alert, &head);
    ui_begin(ui, (struct ui_box){.id = "alert.words",
                                 .is_scroll = true,
                                 .fill = UI_CARD,
                                 .grow = 1,
                                 .gap = DP_GAP,
                                 .pad_x = DP_GAP_SMALL});
    show_words(app, ui, alert);
    ui_end(ui);
    ui_end(ui);
    if (count > 1) {
        ui_note(ui, ICON_MORE,
                arena_printf(ui_arena(ui),
                             i18n_count("Masih ada %d peringatan lagi.", (int64_t)count - 1),
                             (int)count - 1));
    }
    struct ui_button look = {
        .look = is_meant ? UI_BUTTON_STOP : UI_BUTTON_GO, .icon = ICON_CHECK, .is_big = true};
    if (ui_button(ui, "alert.read", look, _("Saya sudah baca"))) {
        acknowledge(app, alert);
    }
    ui_end(ui);
}
