// SPDX-License-Identifier: GPL-3.0-or-later
// The villager's own words. They stand in the locked draft and nowhere else.
#include "aspire.h"

#include "db/record/record.h"

#include <string.h>

enum {
    LOW_DP = 800, // landscape windows under this have no room for a button below the keys
    LETTERS_TOLD = 200,
};

struct text_page {
    struct aspire_arg arg;
    bool is_missing; // went on without a word: say so
};

static void enter(struct app *app, void *state, const void *arg)
{
    (void)app;
    struct text_page *page = state;
    memcpy(&page->arg, arg, sizeof page->arg);
}

// Who can open what is written here, as it is.
static const char *readers(int to)
{
    if (to == KT__ADDRESSEE__BPD) {
        return _("Tulisan ini dikunci begitu dikirim. Yang membuka: BPD dan petugas kabupaten.");
    }
    if (to == KT__ADDRESSEE__DESA) {
        return _("Tulisan ini dikunci begitu dikirim. Yang membuka: pemerintah desa dan petugas "
                 "kabupaten.");
    }
    return _("Tulisan ini dikunci begitu dikirim. Orang kantor desa tidak bisa membukanya.");
}

// Letters that may still be written, as far as that matters: -1 when there are plenty.
static int letters_left(const struct ui_field *field)
{
    int letters = 0;
    for (size_t i = 0; i < field->len; i++) {
        letters += ((unsigned char)field->text[i] & 0xC0) != 0x80;
    }
    int left = APP_TEXT_LETTERS_MAX - letters, room = (int)(field->cap - field->len) - 1;
    left = room < left ? room : left;
    return left > LETTERS_TOLD ? -1 : left < 0 ? 0 : left;
}

static void go_on(struct app *app, struct text_page *page)
{
    if (!aspire_has_text(app_draft(app))) {
        page->is_missing = true;
    } else if (page->arg.is_change) {
        app_pop(app);
    } else {
        aspire_next(app, &screen_aspire_how, page->arg.flow);
    }
}

static void show_next(struct app *app, struct ui *ui, struct text_page *page)
{
    struct ui_button look = {
        .look = aspire_has_text(app_draft(app)) ? UI_BUTTON_GO : UI_BUTTON_PLAIN,
        .icon_after = ICON_FORWARD,
        .is_big = true,
    };
    if (ui_button(ui, "aspire.next", look, page->arg.is_change ? _("Selesai") : _("Lanjut"))) {
        go_on(app, page);
    }
}

static void show_words(struct app *app, struct ui *ui, struct text_page *page)
{
    struct app_draft *draft = app_draft(app);
    struct ui_input input = {
        .id = "aspire.text",
        .hint = _("Apa yang terjadi, di mana, sejak kapan?"),
        .lines_min = 3,
        .grow = 1,
        .is_first = true,
    };
    ui_question(ui, _("Ceritakan"), NULL);
    if (ui_input(ui, input, &draft->text)) {
        page->is_missing = false;
    }
    int left = letters_left(&draft->text);
    if (page->is_missing) {
        ui_banner(ui, "aspire.missing", UI_TINT_BRICK, ICON_WARNING,
                  _("Belum ada tulisan. Ketik dulu yang ingin disampaikan."));
    } else if (left >= 0) {
        ui_note(ui, ICON_INFO,
                arena_printf(ui_arena(ui), i18n_count("Tinggal %d huruf lagi.", left), left));
    } else if (draft->text.len == 0 || !screens_is_tight(ui)) { // then the words need the room
        ui_note(ui, ICON_LOCK, readers(draft->to));
    }
}

static void build(struct app *app, struct ui *ui, void *state)
{
    struct text_page *page = state;
    bool is_wide = ui_is_wide(ui), is_low = ui_height(ui) < LOW_DP;
    ui_page_begin(ui);
    aspire_header(app, ui, page->arg.flow, 3);
    ui_split_begin(ui, 1, 1);
    show_words(app, ui, page);
    if (is_wide) {
        if (is_low) {
            show_next(app, ui, page);
        }
        ui_space(ui, 0, 0); // the gap before it is the page's margin below
        ui_split_next(ui);
        ui_space(ui, 0, 1);
        ui_keyboard(ui);
        if (!is_low) {
            show_next(app, ui, page);
        }
        ui_space(ui, 0, 0);
    }
    ui_split_end(ui);
    if (!is_wide) {
        ui_foot_begin(ui);
        ui_keyboard(ui);
        show_next(app, ui, page);
        ui_foot_end(ui);
    }
    ui_page_end(ui);
}

const struct screen screen_aspire_text = {
    .name = "aspire.text",
    .state_bytes = sizeof(struct text_page),
    .enter = enter,
    .build = build,
    .idle_ms = APP_IDLE_WRITING_MS,
    .is_private = true,
};
