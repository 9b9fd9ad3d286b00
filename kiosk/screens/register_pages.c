// SPDX-License-Identifier: GPL-3.0-or-later
// Pieces that the pages of the register share. Words of villagers are opened for the rows that are
// on the screen, into memory that goes with the picture.
#include "register_pages.h"

#include "db/base/moment.h"
#include "words.h"

#include <string.h>

void register_list_open(struct register_list *list)
{
    *list = (struct register_list){.shelf = register_shelf_open()};
}

void register_list_close(struct register_list *list)
{
    register_shelf_close(list->shelf);
    *list = (struct register_list){0};
}

bool register_list_read(struct app *app, struct register_list *list)
{
    if (list->is_read && list->bell == app_bell_count(app)) {
        return false;
    }
    list->is_read = true;
    list->bell = app_bell_count(app);
    list->has_failed = !register_shelf_read(app_village(app), app_session(app), list->shelf);
    if (list->has_failed) {
        log_line("the register cannot be read: %s", fault_text());
    }
    list->rows = register_shelf_rows(list->shelf, &list->count);
    list->waits = 0;
    while (list->waits < list->count && list->rows[list->waits].waits) {
        list->waits++; // they stand first
    }
    return true;
}

const char *register_date(struct app *app, struct arena *arena, int64_t day)
{
    int64_t noon_s = moment_day_s(day) + DAY_S / 2 - (int64_t)app_offset_min(app) * 60;
    struct moment at = app_moment(app, noon_s);
    return at.year == app_now(app).year ? i18n_date(arena, at) : i18n_date_year(arena, at);
}

const char *register_above(struct app *app, struct ui *ui, const struct register_row *row)
{
    struct arena *arena = ui_arena(ui);
    int64_t day = moment_day(row->at_s, app_offset_min(app));
    return words_join(arena, row->number, register_date(app, arena, day));
}

const char *register_title(struct app *app, struct ui *ui, const struct register_row *row)
{
    if (row->mode == KT__MODE__RAHASIA) {
        return _("Hanya petugas yang membaca");
    }
    const char *text = register_excerpt(app_village(app), app_session(app), ui_arena(ui),
                                        row->case_id, REGISTER_EXCERPT_BYTES);
    return text[0] ? text : _("Rekaman suara");
}

// ---- choosing

static size_t place_of(const struct register_choice *choice, const uint8_t *case_id)
{
    size_t at = 0;
    while (at < choice->count && memcmp(choice->cases[at], case_id, RECEIPT_CASE_LEN) != 0) {
        at++;
    }
    return at;
}

bool register_is_chosen(const struct register_choice *choice, const uint8_t *case_id)
{
    return place_of(choice, case_id) < choice->count;
}

bool register_choose(struct register_choice *choice, const uint8_t *case_id)
{
    size_t at = place_of(choice, case_id);
    if (at < choice->count) {
        choice->count--;
        memmove(choice->cases[at], choice->cases[at + 1],
                (choice->count - at) * sizeof choice->cases[0]);
        return true;
    }
    if (choice->count == REGISTER_GROUP_MAX) {
        return false;
    }
    memcpy(choice->cases[choice->count++], case_id, RECEIPT_CASE_LEN);
    return true;
}

void register_show_choice(struct app *app, struct ui *ui, const char *id,
                          const struct register_row *row, const char *second,
                          struct register_choice *choice)
{
    bool is_on = register_is_chosen(choice, row->case_id);
    bool is_touched = ui_begin_button(ui, (struct ui_box){
                                              .id = id,
                                              .role = UI_ROLE_CHOICE,
                                              .flow = UI_ROW,
                                              .across = UI_CENTER,
                                              .gap = DP_GAP,
                                              .pad_x = 36,
                                              .pad_y = 20,
                                              .fill = is_on ? UI_TINT_GREEN : UI_CARD,
                                              .border = is_on ? UI_GREEN : UI_EDGE,
                                              .border_w = is_on ? DP_BORDER_STRONG : DP_BORDER,
                                              .radius = DP_RADIUS,
                                          });
    ui_icon(ui, words_category((int)row->category).icon, DP_ICON_SMALL, UI_GREEN);
    ui_begin(ui, (struct ui_box){.grow = 1, .gap = 4});
    ui_text(ui, (struct ui_text){.size = UI_SMALL, .color = UI_SOFT},
            words_join(ui_arena(ui), register_above(app, ui, row), second));
    ui_text(ui, (struct ui_text){.bold = true, .lines_max = 2, .is_private = true},
            register_title(app, ui, row));
    ui_end(ui);
    ui_icon(ui, is_on ? ICON_CHECK_CIRCLE : ICON_PLUS, DP_ICON_SMALL, is_on ? UI_GREEN : UI_EDGE);
    ui_end(ui);
    if (is_touched) {
        (void)register_choose(choice, row->case_id);
    }
}
