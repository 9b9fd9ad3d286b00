// SPDX-License-Identifier: GPL-3.0-or-later
// Widgets that ask: the keypad, a rating, rows of buttons, a question over everything, a list to
// choose from.
#include "i18n.h"
#include "node.h"
#include "widgets.h"

enum { KEYPAD_COLUMNS = 3 };

static bool digit_key(struct ui *ui, const char *prefix, int digit)
{
    char face[2] = {(char)('0' + digit), '\0'};
    bool tapped = ui_begin_button(ui, (struct ui_box){
                                          .id = ui_id(ui, "%s.key.%d", prefix, digit),
                                          .role = UI_ROLE_KEY,
                                          .label = face,
                                          .min_h = ui_height(ui) < 1000   ? DP_TARGET
                                                   : ui_height(ui) < 1400 ? 88
                                                                          : 116,
                                          .min_w = DP_TARGET,
                                          .along = UI_CENTER,
                                          .fill = UI_CARD,
                                          .border = UI_EDGE,
                                          .radius = DP_RADIUS,
                                      });
    ui_text(ui,
            (struct ui_text){.size = UI_QUESTION, .size_dp = 60, .bold = true, .align = UI_CENTER},
            face);
    ui_end(ui);
    return tapped;
}

int ui_keypad(struct ui *ui, const char *prefix)
{
    int touched = UI_KEYPAD_NONE;
    ui_begin(ui, (struct ui_box){.flow = UI_GRID, .columns = KEYPAD_COLUMNS, .gap = 14});
    for (int digit = 1; digit <= 9; digit++) {
        if (digit_key(ui, prefix, digit)) {
            touched = digit;
        }
    }
    ui_begin(ui, (struct ui_box){0});
    ui_end(ui);
    if (digit_key(ui, prefix, 0)) {
        touched = 0;
    }
    if (ui_begin_button(ui, (struct ui_box){
                                .id = ui_id(ui, "%s.erase", prefix),
                                .role = UI_ROLE_KEY,
                                .label = _("hapus"),
                                .flow = UI_ROW,
                                .min_h = DP_TARGET,
                                .min_w = DP_TARGET,
                                .along = UI_CENTER,
                                .across = UI_CENTER,
                                .gap = DP_GAP_SMALL,
                                .fill = UI_CARD,
                                .border = UI_EDGE,
                                .radius = DP_RADIUS,
                            })) {
        touched = UI_KEYPAD_ERASE;
    }
    ui_icon(ui, ICON_ERASE, DP_ICON_TEXT + 12, UI_INK);
    ui_text(ui, (struct ui_text){.size = UI_SMALL, .is_fit = true}, _("hapus"));
    ui_end(ui);
    ui_end(ui);
    return touched;
}

// ---- ratings

enum { RATINGS = 5, DIALOG_DP = 860 };

static const char *const rate_words[RATINGS] = {N_("Buruk"), N_("Kurang"), N_("Cukup"), N_("Baik"),
                                                N_("Baik sekali")};

const char *ui_rate_word(int rating)
{
    return rating >= 1 && rating <= RATINGS ? _(rate_words[rating - 1]) : "";
}

static void add_face(struct ui *ui, int rating, int size_dp, enum ui_color color)
{
    struct node *node = node_add(ui, NODE_FACE);
    node->box.w = node->box.h = ui_px(ui, size_dp);
    node->side = rating;
    node->color = color;
}

int ui_rate(struct ui *ui, const char *prefix, int rating)
{
    int touched = 0;
    bool is_narrow = ui_is_narrow(ui);
    ui_begin(ui, (struct ui_box){.flow = UI_GRID,
                                 .columns = RATINGS,
                                 .is_even = true,
                                 .gap = is_narrow ? 8 : DP_GAP_SMALL});
    for (int i = 1; i <= RATINGS; i++) {
        bool is_on = i == rating;
        if (ui_begin_button(ui, (struct ui_box){
                                    .id = ui_id(ui, "%s.%d", prefix, i),
                                    .role = UI_ROLE_CHOICE,
                                    .along = UI_START,
                                    .across = UI_CENTER,
                                    .gap = 4,
                                    .pad_x = 6,
                                    .pad_y = 16,
                                    .fill = is_on ? UI_TINT_GREEN : UI_CARD,
                                    .border = is_on ? UI_GREEN : UI_EDGE,
                                    .border_w = is_on ? DP_BORDER_STRONG : DP_BORDER,
                                    .radius = DP_RADIUS,
                                })) {
            touched = i;
        }
        add_face(ui, i, is_narrow ? 84 : 104, UI_GREEN);
        ui_textf(ui, (struct ui_text){.size = UI_LARGE, .bold = true, .align = UI_CENTER}, "%d", i);
        ui_text(ui, (struct ui_text){.size = UI_SMALL, .align = UI_CENTER, .is_balanced = true},
                ui_rate_word(i));
        ui_end(ui);
    }
    ui_end(ui);
    return touched;
}

void ui_faces(struct ui *ui, const char *id, int rating)
{
    if (rating < 1 || rating > RATINGS) {
        return;
    }
    ui_begin(
        ui,
        (struct ui_box){
            .id = id, .role = UI_ROLE_TEXT, .flow = UI_ROW, .across = UI_CENTER, .gap = DP_GAP});
    add_face(ui, rating, DP_ICON_SMALL, UI_GREEN);
    ui_textf(ui, (struct ui_text){.size = UI_LARGE, .bold = true}, "%d", rating);
    ui_text(ui, (struct ui_text){.grow = 1}, ui_rate_word(rating));
    ui_end(ui);
}

// ---- rows of buttons

int ui_prev_next(struct ui *ui, const char *prefix, bool has_prev, bool has_next)
{
    int way = 0;
    ui_begin(ui, (struct ui_box){.flow = UI_ROW, .gap = DP_GAP, .is_even = true});
    struct ui_button prev = {.icon = ICON_BACK, .is_off = !has_prev, .grow = 1};
    struct ui_button next = {.icon_after = ICON_RIGHT, .is_off = !has_next, .grow = 1};
    if (ui_button(ui, ui_id(ui, "%s.prev", prefix), prev, _("Sebelumnya"))) {
        way = -1;
    }
    if (ui_button(ui, ui_id(ui, "%s.next", prefix), next, _("Berikutnya"))) {
        way = 1;
    }
    ui_end(ui);
    return way;
}

int ui_segments(struct ui *ui, const char *id, const char *const *names, int count, int chosen)
{
    int touched = -1;
    ui_begin(ui, (struct ui_box){
                     .id = id, .role = UI_ROLE_GROUP, .flow = UI_ROW, .is_wrap = true, .gap = 8});
    for (int i = 0; i < count; i++) {
        bool is_on = i == chosen;
        if (ui_begin_button(ui, (struct ui_box){
                                    .id = ui_id(ui, "%s.%d", id, i),
                                    .role = UI_ROLE_CHOICE,
                                    .flow = UI_ROW,
                                    .along = UI_CENTER,
                                    .across = UI_CENTER,
                                    .gap = DP_GAP_SMALL,
                                    .pad_x = 28,
                                    .fill = is_on ? UI_TINT_GREEN : UI_CARD,
                                    .border = is_on ? UI_GREEN : UI_EDGE,
                                    .border_w = is_on ? DP_BORDER_STRONG : DP_BORDER,
                                    .radius = DP_RADIUS,
                                    .is_snug = true,
                                })) {
            touched = i;
        }
        ui_icon(ui, is_on ? ICON_CHECK : ICON_NONE, DP_ICON_TEXT, UI_GREEN);
        ui_text(ui, (struct ui_text){.bold = true, .align = UI_CENTER}, names[i]);
        ui_end(ui);
    }
    ui_end(ui);
    return touched;
}

bool ui_filter(struct ui *ui, const char *id, enum ui_icon icon, const char *text, bool is_on)
{
    bool is_touched = ui_begin_button(ui, (struct ui_box){
                                              .id = id,
                                              .role = UI_ROLE_CHOICE,
                                              .flow = UI_ROW,
                                              .across = UI_CENTER,
                                              .gap = DP_GAP_SMALL,
                                              .pad_x = DP_GAP,
                                              .fill = is_on ? UI_TINT_GREEN : UI_CARD,
                                              .border = is_on ? UI_GREEN : UI_EDGE,
                                              .border_w = is_on ? DP_BORDER_STRONG : DP_BORDER,
                                              .radius = DP_TARGET / 2,
                                              .is_snug = true,
                                          });
    ui_icon(ui, icon, DP_ICON_TEXT, UI_GREEN);
    ui_text(ui, (struct ui_text){.size = UI_SMALL, .bold = is_on}, text);
    ui_end(ui);
    return is_touched;
}

// ---- over everything

void ui_dialog_begin(struct ui *ui, const char *id, enum ui_color mark)
{
    ui_begin_dialog(ui, (struct ui_box){.id = id,
                                        .max_w = 860,
                                        .min_w = 560,
                                        .pad = ui_is_narrow(ui) ? 32 : 48,
                                        .gap = DP_GAP,
                                        .fill = UI_CARD,
                                        .border = mark ? mark : UI_EDGE,
                                        .mark = mark,
                                        .radius = DP_RADIUS_LARGE,
                                        .is_scroll = true});
}

// What is between the title and the answers scrolls where a long language in large letters leaves
// no room: the answers stay in reach. dialog_foot() ends that part.
static void dialog_begin(struct ui *ui, const char *id, const char *title)
{
    ui_begin_dialog(ui,
                    (struct ui_box){
                        .id = id,
                        .max_w = ui_is_wide(ui) ? DIALOG_DP * ui_text_percent(ui) / 100 : DIALOG_DP,
                        .min_w = 560,
                        .pad = ui_is_narrow(ui) ? 32 : 48,
                        .gap = DP_GAP,
                        .fill = UI_CARD,
                        .border = UI_EDGE,
                        .radius = DP_RADIUS_LARGE,
                        .is_pliant = true,
                    });
    ui_text(ui, (struct ui_text){.role = UI_ROLE_HEADING, .size = UI_HEADLINE, .bold = true},
            title);
    ui_begin(ui, (struct ui_box){.id = ui_id(ui, "%s.words", id),
                                 .is_scroll = true,
                                 .fill = UI_CARD,
                                 .gap = DP_GAP});
}

static void dialog_foot(struct ui *ui)
{
    ui_end(ui);
}

int ui_ask(struct ui *ui, const char *id, const char *title, const char *text, const char *yes,
           const char *no)
{
    int touched = 0;
    dialog_begin(ui, id, title);
    ui_text(ui, (struct ui_text){0}, text);
    dialog_foot(ui);
    struct ui_button look = {.look = UI_BUTTON_GO, .is_big = true};
    if (ui_button(ui, ui_id(ui, "%s.1", id), look, yes)) {
        touched = 1;
    }
    if (no && ui_button(ui, ui_id(ui, "%s.2", id), (struct ui_button){.is_big = true}, no)) {
        touched = 2;
    }
    ui_end(ui);
    return touched;
}

int ui_menu(struct ui *ui, const char *id, const char *title, const char *const *names, int count,
            int chosen)
{
    int touched = -1;
    dialog_begin(ui, id, title);
    for (int i = 0; i < count; i++) {
        struct ui_button look = {
            .look = i == chosen ? UI_BUTTON_ON : UI_BUTTON_PLAIN,
            .icon_after = i == chosen ? ICON_CHECK : ICON_NONE,
        };
        if (ui_button(ui, ui_id(ui, "%s.%d", id, i), look, names[i])) {
            touched = i;
        }
    }
    dialog_foot(ui);
    if (ui_button(ui, ui_id(ui, "%s.close", id), (struct ui_button){.icon = ICON_CLOSE},
                  _("Tutup"))) {
        touched = count;
    }
    ui_end(ui);
    return touched;
}
