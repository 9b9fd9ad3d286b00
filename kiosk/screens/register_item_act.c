// SPDX-License-Identifier: GPL-3.0-or-later
// What a role can do with a case: answer, ask back, take it to a musyawarah, end it; look at what
// is closed, hear a recording. Each is a row of a table; what is not possible now is not shown.
#include "register_item.h"

#include "words.h"

#include <string.h>

// ---- the recording

static void play(struct app *app, struct item_page *page)
{
    bool is_on = recording_play(app, &page->recording, page->item.voice);
    page->ask = is_on ? ITEM_ASK_NOTHING : ITEM_ASK_NO_SOUND;
}

void item_show_voice(struct app *app, struct ui *ui, struct item_page *page)
{
    const Kt__Voice *voice = page->item.voice;
    if (voice && voice->bytes > 0 &&
        recording_button(app, ui, "item.voice", &page->recording, _("Dengarkan rekamannya"))) {
        page->ask = ITEM_ASK_VOICE;
    }
}

// ---- what can be done

static bool is_over(const struct register_row *row)
{
    return row->state >= KT__STATE__SELESAI;
}

// The first one is the green one, and also possible with a case that has ended.
static const struct deed {
    const char *id, *word;
    enum ui_icon icon;
    Kt__State state;
    bool is_first, only_bpd, is_talk;
} deeds[] = {
    {"item.answer", N_("Jawab"), ICON_ANSWER, KT__STATE__DITINDAKLANJUTI, true, false, false},
    {"item.ask", N_("Minta keterangan"), ICON_QUESTION, KT__STATE__BUTUH_KETERANGAN, false, false,
     false},
    {"item.talk", N_("Bawa ke musyawarah"), ICON_TALK, KT__STATE__DIBAHAS_BPD, false, true, true},
    {"item.done", N_("Sudah selesai"), ICON_CHECK_CIRCLE, KT__STATE__SELESAI, false, false, false},
    {"item.refuse", N_("Tidak bisa dikabulkan"), ICON_CLOSE, KT__STATE__DITOLAK, false, false,
     false},
    {"item.other", N_("Bukan wewenang kita"), ICON_ROUTE, KT__STATE__BUKAN_KEWENANGAN, false, false,
     false},
};

static void go(struct app *app, const struct item_page *page, const struct deed *deed)
{
    if (deed->is_talk) {
        struct register_table_arg arg = {.has_case = true};
        memcpy(arg.case_id, page->arg.case_id, RECEIPT_CASE_LEN);
        app_push(app, &screen_register_table, &arg, sizeof arg);
        return;
    }
    struct register_write_arg arg = {.what = KT__ACT__ACT_SAY, .count = 1};
    arg.state = is_over(&page->item.row) ? KT__STATE__STATE_NONE : (int)deed->state;
    memcpy(arg.cases[0], page->arg.case_id, RECEIPT_CASE_LEN);
    app_push(app, &screen_register_write, &arg, sizeof arg);
}

static bool show_deed(struct ui *ui, const struct deed *deed)
{
    struct ui_button look = {.look = deed->is_first ? UI_BUTTON_GO : UI_BUTTON_PLAIN,
                             .icon = deed->icon,
                             .is_big = deed->is_first};
    return ui_button(ui, deed->id, look, _(deed->word));
}

void item_show_acts(struct app *app, struct ui *ui, struct item_page *page)
{
    bool is_bpd = app_session(app)->role == STAFF_BPD;
    int columns = ui_is_wide(ui) || screens_is_tight(ui) ? 1 : 2;
    if (show_deed(ui, &deeds[0])) {
        go(app, page, &deeds[0]);
    }
    ui_begin(ui, (struct ui_box){
                     .flow = UI_GRID, .columns = columns, .is_even = true, .gap = DP_GAP_SMALL});
    for (size_t i = 1; i < COUNT_OF(deeds); i++) {
        const struct deed *deed = &deeds[i];
        bool is_shown = (!deed->only_bpd || is_bpd) && !is_over(&page->item.row);
        if (is_shown && show_deed(ui, deed)) {
            go(app, page, deed);
        }
    }
    ui_end(ui);
}

// ---- the question that is open

static void reveal(struct app *app, struct item_page *page)
{
    struct register_item item;
    arena_reset(&page->arena);
    page->ask = ITEM_ASK_NOTHING;
    if (register_reveal(app_village(app), app_session(app), &page->arena, page->arg.case_id,
                        &item)) {
        page->is_revealed = true;
        app_ring(app);
    } else {
        log_line("a case could not be opened on record: %s", fault_text());
        page->ask = ITEM_ASK_FAILED;
    }
    page->item = (struct register_item){0};
    page->is_found = false;
    page->bell = app_bell_count(app) - 1; // read again, in the next pass
}

static void explain(struct ui *ui, struct item_page *page, const char *title, const char *text)
{
    if (ui_ask(ui, "item.why", title, text, _("Baik"), NULL)) {
        page->ask = ITEM_ASK_NOTHING;
    }
}

static void ask_reveal(struct app *app, struct ui *ui, struct item_page *page)
{
    int touched =
        ui_ask(ui, "item.reveal.ask", _("Dibuka?"),
               _("Ini dicatat atas nama Anda, dan pengirimnya bisa melihat bahwa petugas sudah "
                 "membukanya."),
               _("Ya, buka"), _("Tidak jadi"));
    if (touched == 1) {
        reveal(app, page);
    } else if (touched) {
        page->ask = ITEM_ASK_NOTHING;
    }
}

static void ask_voice(struct app *app, struct ui *ui, struct item_page *page)
{
    int touched = ui_ask(ui, "item.voice.ask", _("Diputar keras?"),
                         _("Orang di dekat sini bisa mendengar."), _("Ya, putar"), _("Tidak jadi"));
    if (touched == 1) {
        play(app, page);
    } else if (touched) {
        page->ask = ITEM_ASK_NOTHING;
    }
}

void item_show_ask(struct app *app, struct ui *ui, struct item_page *page)
{
    switch (page->ask) {
    case ITEM_ASK_NOTHING:
        break;
    case ITEM_ASK_REVEAL:
        ask_reveal(app, ui, page);
        break;
    case ITEM_ASK_VOICE:
        ask_voice(app, ui, page);
        break;
    case ITEM_ASK_NO_SOUND:
        explain(ui, page, _("Tidak bisa diputar"),
                _("Rekamannya tidak ada di kios ini, atau pengeras suaranya mati."));
        break;
    case ITEM_ASK_FAILED:
        explain(ui, page, _("Belum bisa dibuka"),
                _("Pembukaannya tidak bisa dicatat, jadi tidak dibuka. Coba sekali lagi."));
        break;
    }
}
