// SPDX-License-Identifier: GPL-3.0-or-later
// The panel of home: a notice a page, and last what one can do here, for who passes by for the
// first time. It turns by page, stops at a touch, and rests after two rounds by itself.
#include "home_inside.h"

#include "words.h"

#include <stdio.h>

enum {
    TURN_MS = 12000,
    ROUNDS = 2, // then it rests: moving things stop by themselves
};

static const struct notice_row *page_row(const struct home *home, size_t at)
{
    return &home->rows[home->urgent_count + at];
}

static size_t notice_pages(const struct home *home)
{
    size_t rows = home->row_count - home->urgent_count;
    return rows < HOME_PAGES_MAX ? rows : HOME_PAGES_MAX;
}

static size_t pages(const struct home *home)
{
    return notice_pages(home) + 1;
}

static void turn(struct home *home, int64_t now_ms)
{
    home->at = (home->at + 1) % pages(home);
    home->turned_ms = now_ms;
    home->turns++;
}

static void turn_by_itself(struct ui *ui, struct home *home)
{
    int64_t now_ms = ui_now_ms(ui);
    home->at = home->at < pages(home) ? home->at : 0;
    if (home->is_still || pages(home) < 2 || home->turns >= ROUNDS * pages(home)) {
        return;
    }
    if (!home->is_begun) {
        home->is_begun = true;
        home->turned_ms = now_ms;
    } else if (now_ms - home->turned_ms >= TURN_MS) {
        turn(home, now_ms);
    }
    ui_wake_in(ui, TURN_MS - (now_ms - home->turned_ms));
}

void home_open_notice(struct app *app, struct home *home, const char *id)
{
    struct notice_arg arg = {0};
    (void)snprintf(arg.id, sizeof arg.id, "%s", id);
    home_rest(home);
    app_push(app, &screen_notice, &arg, sizeof arg);
}

// Who says it, and what kind it is.
static void show_source(struct ui *ui, const struct notice_row *row)
{
    struct arena *arena = ui_arena(ui);
    struct word shelf = words_shelf(row->category);
    bool is_urgent = row->urgency != KT__URGENCY__BIASA;
    ui_begin(ui, (struct ui_box){.flow = UI_ROW, .across = UI_CENTER, .gap = DP_GAP_SMALL});
    ui_icon(ui,
            is_urgent     ? ICON_WARNING
            : row->pinned ? ICON_PIN
                          : shelf.icon,
            DP_ICON_TEXT, is_urgent ? UI_BRICK : UI_SOFT);
    ui_text(ui, (struct ui_text){.size = UI_SMALL, .color = UI_SOFT, .grow = 1, .lines_max = 1},
            words_join(arena, is_urgent ? _("Penting") : "",
                       words_join(arena, row->publisher, shelf.text)));
    ui_end(ui);
}

// The three tiles come first: where room is short the headline and the day are enough.
static void show_notice(struct app *app, struct ui *ui, const struct home *home,
                        const struct notice_row *row)
{
    bool is_tight = screens_is_tight(ui), is_wide = ui_is_wide(ui);
    bool is_roomy = is_wide && !home->has_banner;
    bool has_event = row->event_start_s > 0;
    if (!is_tight) {
        show_source(ui, row);
    }
    ui_text(ui,
            (struct ui_text){.role = UI_ROLE_HEADING,
                             .size = is_tight ? UI_LARGE : UI_HEADLINE,
                             .bold = true,
                             .lines_max = is_roomy ? 4 : 2},
            row->title);
    if (has_event) {
        const char *when = words_when(app, ui_arena(ui), row->event_start_s);
        ui_text(ui,
                (struct ui_text){.bold = true, .lines_max = is_tight || home->has_banner ? 1 : 2},
                is_tight ? i18n_day_month(ui_arena(ui), app_moment(app, row->event_start_s))
                : home->has_banner ? when
                                   : words_join(ui_arena(ui), when, row->place));
    }
    if (!is_tight && (is_roomy || !has_event)) {
        ui_text(ui, (struct ui_text){.lines_max = home->has_banner ? 1 : 2}, row->excerpt);
    }
}

static void show_about(struct ui *ui, const struct home *home)
{
    static const struct {
        enum ui_icon icon;
        const char *text;
    } points[] = {
        {ICON_NEWS, N_("Baca kabar dan lihat uang desa.")},
        {ICON_ASPIRE, N_("Sampaikan usul atau keluhan. Tanpa KTP.")},
        {ICON_ANSWER, N_("Baca jawabannya di layar ini juga.")},
    };
    if (notice_pages(home) == 0 && home->urgent_count == 0) {
        ui_text(ui, (struct ui_text){.size = UI_SMALL, .color = UI_SOFT},
                _("Kabar dari desa dan BPD akan tampil di sini."));
    }
    ui_text(ui, (struct ui_text){.role = UI_ROLE_HEADING, .size = UI_HEADLINE, .bold = true},
            _("Di layar ini Anda bisa"));
    for (size_t i = 0; i < COUNT_OF(points); i++) {
        ui_begin(ui, (struct ui_box){.flow = UI_ROW, .across = UI_CENTER, .gap = DP_GAP});
        ui_icon(ui, points[i].icon, DP_ICON_TEXT, UI_GREEN);
        ui_text(ui, (struct ui_text){.grow = 1}, _(points[i].text));
        ui_end(ui);
    }
}

// Which page it is, and on to the next by a touch: then it turns no more by itself.
static void show_turner(struct ui *ui, struct home *home)
{
    bool is_tight = screens_is_tight(ui);
    ui_begin(ui, (struct ui_box){.flow = UI_ROW, .across = UI_CENTER, .gap = DP_GAP});
    if (is_tight) {
        ui_space(ui, 0, 1);
    } else {
        ui_textf(ui, (struct ui_text){.size = UI_SMALL, .color = UI_SOFT, .grow = 1},
                 _("%d dari %d"), (int)home->at + 1, (int)pages(home));
    }
    if (!is_tight) {
        ui_dots(ui, (int)pages(home), (int)home->at);
    }
    struct ui_button look = {.icon_after = ICON_FORWARD, .is_snug = true};
    if (ui_button(ui, "home.panel.next", look, _("Berikutnya"))) {
        home->is_still = true;
        turn(home, ui_now_ms(ui));
    }
    ui_end(ui);
}

static enum ui_color mark_of(const struct notice_row *row)
{
    return !row                                          ? UI_NONE
           : row->urgency != KT__URGENCY__BIASA          ? UI_BRICK
           : row->pinned || words_is_bpd(row->publisher) ? UI_GOLD
                                                         : UI_NONE;
}

void home_panel(struct app *app, struct ui *ui, struct home *home)
{
    turn_by_itself(ui, home);
    const struct notice_row *row = home->at < notice_pages(home) ? page_row(home, home->at) : NULL;
    ui_panel_begin(ui, NULL, mark_of(row));
    bool is_opened =
        ui_begin_button(ui, (struct ui_box){.id = "home.panel", .gap = DP_GAP_SMALL, .grow = 1});
    if (row) {
        show_notice(app, ui, home, row);
    } else {
        show_about(ui, home);
    }
    ui_space(ui, 0, 1);
    ui_end(ui);
    if (pages(home) > 1) {
        show_turner(ui, home);
    }
    ui_end(ui);
    if (is_opened && row) {
        home_open_notice(app, home, row->id);
    } else if (is_opened) {
        home_rest(home);
        app_push(app, &screen_help, NULL, 0);
    }
}
