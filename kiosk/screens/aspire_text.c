// SPDX-License-Identifier: GPL-3.0-or-later
// The villager's own words, written or spoken. They stand in the locked draft and nowhere else.
#include "aspire.h"

#include "db/record/record.h"

#include <string.h>

enum {
    LOW_DP = 800,   // landscape windows under this have no room for a button below the keys
    TALL_DP = 1500, // room for the words and for all that is like them
    LETTERS_TOLD = 200,
};

struct text_page {
    struct aspire_arg arg;
    bool is_missing; // went on without a word: say so
    struct aspire_similar similar;
};

static void enter(struct app *app, void *state, const void *arg)
{
    (void)app;
    struct text_page *page = state;
    memcpy(&page->arg, arg, sizeof page->arg);
}

static void leave(struct app *app, void *state)
{
    struct text_page *page = state;
    aspire_sound_stop(app, page->arg.flow);
    aspire_similar_finish(&page->similar);
}

// Who can open what is written here, as it is.
static const char *readers(int to)
{
    if (to == KT__ADDRESSEE__BPD) {
        return _("Dikunci begitu dikirim. Yang membuka: BPD dan petugas kabupaten.");
    }
    if (to == KT__ADDRESSEE__DESA) {
        return _("Dikunci begitu dikirim. Yang membuka: pemerintah desa dan petugas kabupaten.");
    }
    return _("Dikunci begitu dikirim. Orang kantor desa tidak bisa membukanya.");
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

// As many as leave the words their room.
static size_t similar_max(const struct ui *ui)
{
    return ui_height(ui) < TALL_DP || screens_is_tight(ui) ? 1 : ASPIRE_SIMILAR_MAX;
}

static void go_on(struct app *app, struct text_page *page)
{
    aspire_sound_stop(app, page->arg.flow);
    if (!aspire_has_words(app_draft(app))) {
        page->is_missing = page->arg.flow->sound.said != ASPIRE_SAID_SILENT;
    } else if (page->arg.is_change) {
        app_pop(app);
    } else {
        aspire_next(app, &screen_aspire_how, page->arg.flow);
    }
}

static void show_next(struct app *app, struct ui *ui, struct text_page *page)
{
    struct ui_button look = {
        .look = aspire_has_words(app_draft(app)) ? UI_BUTTON_GO : UI_BUTTON_PLAIN,
        .icon_after = ICON_FORWARD,
        .is_big = true,
    };
    if (ui_button(ui, "aspire.next", look, page->arg.is_change ? _("Selesai") : _("Lanjut"))) {
        go_on(app, page);
    }
}

// Write or speak: one of them is on, both may be sent.
static void show_ways(struct app *app, struct ui *ui, struct text_page *page)
{
    static const struct {
        const char *id, *text;
        enum ui_icon icon;
        bool is_spoken;
    } rows[] = {
        {"aspire.write", N_("Tulis"), ICON_TYPE, false},
        {"aspire.voice", N_("Bicara"), ICON_MIC, true},
    };
    struct aspire *flow = page->arg.flow;
    ui_begin(ui, (struct ui_box){.flow = UI_GRID, .columns = 2, .gap = DP_GAP});
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        bool is_on = flow->is_spoken == rows[i].is_spoken;
        struct ui_button look = {.look = is_on ? UI_BUTTON_ON : UI_BUTTON_PLAIN,
                                 .icon = rows[i].icon};
        if (ui_button(ui, rows[i].id, look, _(rows[i].text)) && !is_on) {
            aspire_sound_stop(app, flow);
            flow->is_spoken = rows[i].is_spoken;
            flow->sound.said = ASPIRE_SAID_NOTHING;
            page->is_missing = false;
        }
    }
    ui_end(ui);
}

// One line below: what is missing, how much still fits, what else will be sent, who reads it.
static void show_below(struct app *app, struct ui *ui, struct text_page *page)
{
    struct app_draft *draft = app_draft(app);
    bool is_spoken = page->arg.flow->is_spoken;
    int left = letters_left(&draft->text);
    if (page->is_missing && !is_spoken && screens_is_tight(ui)) {
        ui_banner_line(ui, "aspire.missing", UI_TINT_BRICK, ICON_WARNING, _("Belum ada tulisan."));
    } else if (page->is_missing) {
        ui_banner(ui, "aspire.missing", UI_TINT_BRICK, ICON_WARNING,
                  is_spoken ? _("Belum ada rekaman. Sentuh Rekam, lalu bicara.")
                            : _("Belum ada tulisan. Ketik dulu yang ingin disampaikan."));
    } else if (left >= 0 && !is_spoken) {
        ui_note(ui, ICON_INFO,
                arena_printf(ui_arena(ui), i18n_count("Tinggal %d huruf lagi.", left), left));
    } else if (is_spoken && app_draft_has_text(draft)) {
        ui_note(ui, ICON_TYPE, _("Tulisan Anda juga ikut dikirim."));
    } else if (!is_spoken && draft->voice.len > 0) {
        ui_note(ui, ICON_MIC, _("Rekaman suara Anda juga ikut dikirim."));
    } else if (!screens_is_tight(ui) || // else the words need the room
               (ui_height(ui) >= TALL_DP && draft->text.len == 0)) {
        ui_note(ui, ICON_LOCK, readers(draft->to));
    }
}

static void show_text(struct app *app, struct ui *ui, struct text_page *page)
{
    struct ui_input input = {
        .id = "aspire.text",
        .hint = _("Apa yang terjadi, di mana, sejak kapan?"),
        .lines_min = screens_is_tight(ui) ? 1 : 2,
        .grow = 1,
        .is_first = true,
    };
    if (ui_input(ui, input, &app_draft(app)->text)) {
        page->is_missing = false;
        page->similar.is_known = false;
        page->arg.flow->sound.said = ASPIRE_SAID_NOTHING;
    }
    if (page->is_missing || !aspire_sound_show_said(ui, page->arg.flow)) {
        show_below(app, ui, page);
    }
    if (!page->is_missing) {
        aspire_similar_show(app, ui, page->arg.flow, &page->similar, similar_max(ui));
    }
}

// The microphone's page scrolls like any other: large letters leave no room for all of it.
static void build_spoken(struct app *app, struct ui *ui, struct text_page *page)
{
    ui_body_begin(ui, "aspire.spoken");
    ui_split_begin(ui, 1, 1);
    if (!screens_is_tight(ui)) {
        ui_question(ui, _("Ceritakan"), NULL);
    }
    show_ways(app, ui, page);
    if (ui_is_wide(ui)) {
        show_below(app, ui, page);
        ui_split_next(ui);
    }
    aspire_sound_show(app, ui, page->arg.flow);
    if (!ui_is_wide(ui)) {
        show_below(app, ui, page);
        ui_split_next(ui);
    }
    ui_split_end(ui);
    ui_body_end(ui);
    ui_foot_begin(ui);
    show_next(app, ui, page);
    ui_foot_end(ui);
}

static void show_written(struct app *app, struct ui *ui, struct text_page *page)
{
    if (!screens_is_tight(ui)) {
        ui_question(ui, _("Ceritakan"), NULL);
    }
    show_ways(app, ui, page);
    show_text(app, ui, page);
}

static void build_wide(struct app *app, struct ui *ui, struct text_page *page)
{
    bool is_low = ui_height(ui) < LOW_DP;
    ui_split_begin(ui, 1, 1);
    show_written(app, ui, page);
    if (is_low) {
        show_next(app, ui, page);
    }
    ui_space(ui, 0, 0); // the gap before it is the page's margin below
    ui_split_next(ui);
    ui_begin(ui, (struct ui_box){.grow = 1, .along = UI_FINISH});
    ui_keyboard(ui);
    ui_end(ui);
    if (!is_low) {
        show_next(app, ui, page);
    }
    ui_space(ui, 0, 0);
    ui_split_end(ui);
}

static void build_tall(struct app *app, struct ui *ui, struct text_page *page)
{
    ui_split_begin(ui, 1, 1);
    show_written(app, ui, page);
    ui_split_end(ui);
    ui_foot_begin(ui);
    ui_keyboard(ui);
    show_next(app, ui, page);
    ui_foot_end(ui);
}

static void build(struct app *app, struct ui *ui, void *state)
{
    struct text_page *page = state;
    aspire_sound_turn(app, page->arg.flow);
    ui_page_begin(ui);
    aspire_header(app, ui, page->arg.flow, 3, "aspire.text.speak");
    if (page->arg.flow->is_spoken) {
        build_spoken(app, ui, page);
    } else if (ui_is_wide(ui)) {
        build_wide(app, ui, page);
    } else {
        build_tall(app, ui, page);
    }
    ui_page_end(ui);
}

const struct screen screen_aspire_text = {
    .name = "aspire.text",
    .state_bytes = sizeof(struct text_page),
    .enter = enter,
    .build = build,
    .leave = leave,
    .idle_ms = APP_IDLE_WRITING_MS,
    .is_private = true,
};
