// SPDX-License-Identifier: GPL-3.0-or-later
// The on-screen keyboard: QWERTY where its keys can be 20 mm wide, else the letters in the order of
// the alphabet, six in a row; the other one by choice. A key types through the same event as a real
// keyboard, so that an input knows only one way.
#include "i18n.h"
#include "node.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <utf8proc.h>

enum { GAP = 10, GAP_TIGHT = 6, GAP_ROW = 12, KEY_H = 112 };

// A row of keys is its letters; below 0x20 stand the keys that do something.
enum { K_SHIFT = 1, K_ERASE, K_SIGNS, K_SPACE, K_ORDER, K_ENTER, K_END = 0 };

static const char *const qwerty[] = {"qwertyuiop", "asdfghjkl", "\1zxcvbnm\2", "\3\5\4,.", NULL};
static const char *const alphabet[] = {"abcdef",   "ghijkl", "mnopqr", "stuvwx",
                                       "yz,.\1\2", "\3\5\4", NULL};
static const char *const signs[] = {"1234567890", "-/:;()&@#%", "?!'\"+=*_\2", "\3\4,.", NULL};
static const char *const signs_grid[] = {"123456",  "7890,.", "?!-/:;", "()'\"%&",
                                         "@#+=*\2", "\3_\4",  NULL};

struct accents {
    char of;
    const char *letters[8];
};

static const struct accents accents[] = {
    {'a', {"á", "à", "â", "ä", "å"}},
    {'e', {"é", "è", "ê", "ë"}},
    {'i', {"í", "ì", "î", "ï"}},
    {'o', {"ó", "ò", "ô", "ö"}},
    {'u', {"ú", "ù", "û", "ü"}},
    {'c', {"ç"}},
    {'n', {"ñ"}},
    {'d', {"ḍ"}},
    {'t', {"ṭ"}},
};

static const struct accents *accents_of(uint32_t letter)
{
    for (size_t i = 0; i < COUNT_OF(accents); i++) {
        if (letter && (uint32_t)accents[i].of == letter) {
            return &accents[i];
        }
    }
    return NULL;
}

static void capital(const char *letter, char out[static 5])
{
    utf8proc_int32_t code = 0;
    utf8proc_iterate((const uint8_t *)letter, (utf8proc_ssize_t)strlen(letter), &code);
    text_utf8((uint32_t)utf8proc_toupper(code), out);
}

// A key's face; letters are as large as it holds, at every text size.
static bool key(struct ui *ui, struct ui_box box, enum ui_icon icon, const char *face, bool is_on)
{
    box.role = UI_ROLE_KEY;
    box.label = face;
    box.flow = UI_ROW;
    box.along = box.across = UI_CENTER;
    box.fill = is_on ? UI_TINT_GREEN : UI_CARD;
    box.border = is_on ? UI_GREEN : UI_EDGE;
    box.border_w = is_on ? DP_BORDER_STRONG : DP_BORDER;
    box.radius = DP_RADIUS_KEY;
    bool tapped = ui_begin_button(ui, box);
    if (icon) {
        ui_icon(ui, icon, DP_ICON_SMALL * 3 / 4, UI_INK);
    } else {
        int size_dp = strlen(face) > 4 ? 34 : 48;
        ui_text(ui, (struct ui_text){.size_dp = size_dp, .is_fit = true, .align = UI_CENTER}, face);
    }
    ui_end(ui);
    return tapped;
}

static void type_letter(struct ui *ui, const char *letter)
{
    ui_type(ui, letter);
    ui->is_shift = false;
    ui->accent_of = 0;
}

static void letter_key(struct ui *ui, struct ui_box box, const char *letter, bool has_accents)
{
    char shown[5];
    memcpy(shown, letter, strlen(letter) + 1);
    if (ui->is_shift && ui->page == KEYBOARD_LETTERS) {
        capital(letter, shown);
    }
    box.id = ui_id(ui, "key.%s", letter);
    box.hold_ms = has_accents ? UI_KEY_HOLD_MS : 0;
    if (ui_held(ui, box.id)) {
        ui->accent_of = (uint32_t)(uint8_t)letter[0];
    }
    if (key(ui, box, ICON_NONE, shown, false)) {
        type_letter(ui, shown);
    }
}

static void key_shift(struct ui *ui, struct ui_box box)
{
    box.id = "key.shift";
    if (key(ui, box, ICON_NONE, ui->is_shift ? "A" : "A/a", ui->is_shift)) {
        ui->is_shift = !ui->is_shift;
    }
}

static void key_erase(struct ui *ui, struct ui_box box)
{
    box.id = "key.erase";
    if (key(ui, box, ICON_ERASE, _("hapus"), false)) {
        ui_press(ui, UI_PRESS_ERASE);
    }
}

static void key_signs(struct ui *ui, struct ui_box box)
{
    bool is_letters = ui->page == KEYBOARD_LETTERS;
    box.id = "key.more";
    if (key(ui, box, ICON_NONE, is_letters ? "123" : "abc", false)) {
        ui->page = is_letters ? KEYBOARD_SIGNS : KEYBOARD_LETTERS;
    }
}

static void key_space(struct ui *ui, struct ui_box box)
{
    box.id = "key.space";
    box.grow = 4 * box.grow;
    if (key(ui, box, ICON_NONE, _("spasi"), false)) {
        ui_type(ui, " ");
    }
}

static void key_order(struct ui *ui, struct ui_box box)
{
    box.id = "key.order";
    if (key(ui, box, ICON_KEYBOARD, _("papan ketik lain"), false)) {
        ui->is_grid = !ui->is_grid;
    }
}

static void key_enter(struct ui *ui, struct ui_box box)
{
    box.id = "key.enter";
    if (key(ui, box, ICON_ENTER, _("baris baru"), false)) {
        ui_press(ui, UI_PRESS_ENTER);
    }
}

static void (*const doing[])(struct ui *ui, struct ui_box box) = {
    [K_SHIFT] = key_shift, [K_ERASE] = key_erase, [K_SIGNS] = key_signs,
    [K_SPACE] = key_space, [K_ORDER] = key_order, [K_ENTER] = key_enter,
};

static const char *sign_name(char sign)
{
    return sign == ',' ? "comma" : sign == '.' ? "dot" : NULL;
}

static void one_key(struct ui *ui, struct ui_box box, char letter, bool is_grid)
{
    if ((uint8_t)letter < COUNT_OF(doing)) {
        box.grow = letter == K_SPACE || is_grid ? box.grow : box.grow * 13 / 10;
        doing[(uint8_t)letter](ui, box);
        return;
    }
    char str[5] = {letter};
    const char *name = sign_name(letter);
    if (name) {
        box.id = ui_id(ui, "key.%s", name);
        if (key(ui, box, ICON_NONE, str, false)) {
            type_letter(ui, str);
        }
        return;
    }
    letter_key(ui, box, str, ui->page == KEYBOARD_LETTERS && accents_of((uint8_t)letter));
}

static void accent_row(struct ui *ui, struct ui_box box)
{
    const struct accents *row = accents_of(ui->accent_of);
    char plain[5] = {(char)ui->accent_of};
    letter_key(ui, box, plain, false);
    for (size_t i = 0; i < COUNT_OF(row->letters) && row->letters[i]; i++) {
        letter_key(ui, box, row->letters[i], false);
    }
    box.id = "key.back";
    if (key(ui, box, ICON_CLOSE, _("tutup"), false)) {
        ui->accent_of = 0;
    }
}

// The nine of the second row stand between the ten of the first.
static void key_row(struct ui *ui, const char *letters, bool is_grid, int gap, int key_h)
{
    size_t count = strlen(letters);
    bool is_inset = !is_grid && count == 9 && letters[0] == 'a';
    ui_begin(ui, (struct ui_box){.flow = UI_ROW, .gap = gap});
    if (is_inset) {
        ui_space(ui, 0, 5);
    }
    for (size_t i = 0; i < count; i++) {
        one_key(ui, (struct ui_box){.grow = 10, .h = key_h}, letters[i], is_grid);
    }
    if (is_inset) {
        ui_space(ui, 0, 5);
    }
    ui_end(ui);
}

// Dp that the keyboard has: what is left of the window by a split, or its whole width.
static int room(const struct ui *ui)
{
    int inner = ui_width(ui) - 2 * ui_margin(ui);
    return ui->is_split ? (inner - 2 * DP_GAP) / 2 : inner;
}

static void keyboard(struct ui *ui, bool has_enter)
{
    int w = room(ui), gap = w < 10 * DP_TARGET + 9 * GAP ? GAP_TIGHT : GAP;
    bool is_tight = w < 10 * DP_TARGET + 9 * GAP_TIGHT;
    bool is_grid = is_tight != ui->is_grid, is_letters = ui->page == KEYBOARD_LETTERS;
    const char *const *rows =
        is_letters ? (is_grid ? alphabet : qwerty) : (is_grid ? signs_grid : signs);
    int h = ui_height(ui), key_h = h < 1400 ? DP_TARGET : KEY_H;
    int gap_row = h < 1400 ? GAP_TIGHT : GAP_ROW;
    if (is_grid && h < 1400) {
        key_h = DP_TARGET_ABC; // six rows of them must leave room for the words
    }
    ui_begin(ui, (struct ui_box){.role = UI_ROLE_GROUP, .id = "key", .gap = gap_row});
    for (size_t i = 0; rows[i]; i++) {
        bool is_last = !rows[i + 1];
        char row[16];
        (void)snprintf(row, sizeof row, "%s%s", rows[i], is_last && has_enter ? "\6" : "");
        if (i == 0 && is_letters && accents_of(ui->accent_of)) {
            ui_begin(ui, (struct ui_box){.flow = UI_ROW, .gap = gap});
            accent_row(ui, (struct ui_box){.grow = 10, .h = key_h});
            ui_end(ui);
        } else {
            key_row(ui, row, is_grid, gap, key_h);
        }
    }
    ui_end(ui);
}

void ui_keyboard(struct ui *ui)
{
    keyboard(ui, false);
}

void ui_keyboard_lines(struct ui *ui)
{
    keyboard(ui, true);
}
