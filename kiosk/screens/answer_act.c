// SPDX-License-Identifier: GPL-3.0-or-later
// What the villager can do with an answer: rate, ask back, say that it is not finished, have it
// erased, hear the own recording. What cannot be done now says why instead of being dead.
#include "answer_inside.h"

// ---- the own recording

static void play(struct app *app, struct answer_page *page)
{
    bool is_on = recording_play(app, &page->recording, page->view.own->voice);
    page->ask = is_on ? ANSWER_ASK_NOTHING : ANSWER_ASK_NO_SOUND;
}

void answer_show_voice(struct app *app, struct ui *ui, struct answer_page *page)
{
    const Kt__Voice *voice = page->view.own->voice;
    if (voice && voice->bytes > 0 &&
        recording_button(app, ui, "answer.voice", &page->recording, _("Dengarkan rekaman saya"))) {
        page->ask = ANSWER_ASK_VOICE;
    }
}

// ---- what was done, and what can be

static const struct follow_pending *newest(const struct answer_page *page, Kt__Follow what)
{
    for (size_t i = page->pending_count; i > 0; i--) {
        if (page->pending[i - 1].what == what) {
            return &page->pending[i - 1];
        }
    }
    return NULL;
}

static void file(struct app *app, struct answer_page *page, Kt__Follow what, int rating)
{
    if (follow_file(app_village(app), page->arg.receipt, what, (uint32_t)rating, NULL)) {
        app_ring(app);
        page->bell = app_bell_count(app) - 1; // read again
        page->ask = what == KT__FOLLOW__ERASE ? ANSWER_ASK_ERASED : ANSWER_ASK_NOTHING;
        return;
    }
    log_line("what was done with an answer could not be kept: %s", fault_text());
    page->ask = ANSWER_ASK_FAILED;
}

static void write(struct app *app, struct answer_page *page, Kt__Follow what, int rating)
{
    struct answer_write_arg arg = {
        .receipt = page->arg.receipt, .what = (int)what, .rating = rating};
    app_push(app, &screen_answer_write, &arg, sizeof arg);
}

static int rating_of(const struct answer_page *page)
{
    const struct follow_pending *pending = newest(page, KT__FOLLOW__RATE);
    return pending ? (int)pending->rating : page->view.view ? (int)page->view.view->rating : 0;
}

void answer_show_rate(struct app *app, struct ui *ui, struct answer_page *page)
{
    int rating = rating_of(page);
    ui_panel_begin(ui, "answer.rate", UI_NONE);
    ui_text(ui, (struct ui_text){.role = UI_ROLE_HEADING, .bold = true},
            _("Bagaimana penyelesaiannya?"));
    int touched = ui_rate(ui, "answer.rate", rating);
    if (touched && touched != rating) {
        file(app, page, KT__FOLLOW__RATE, touched);
    }
    if (rating) {
        ui_begin(ui, (struct ui_box){
                         .flow = UI_ROW, .is_wrap = true, .across = UI_CENTER, .gap = DP_GAP});
        ui_chip(ui, "answer.rate.thanks", UI_TINT_GREEN, ICON_CHECK_CIRCLE,
                _("Terima kasih, nilai dicatat"));
        if (ui_button(ui, "answer.rate.words",
                      (struct ui_button){.icon = ICON_EDIT, .is_snug = true}, _("Tambah kata"))) {
            write(app, page, KT__FOLLOW__RATE, rating);
        }
        ui_end(ui);
    }
    ui_end(ui);
}

// "Belum selesai" may be said while the answer leaves it open; days count only by a sure clock.
static bool may_reopen(struct app *app, const struct answer_page *page)
{
    const Kt__CaseView *view = page->view.view;
    struct village *village = app_village(app);
    return view && view->reopen_until_day > 0 && !newest(page, KT__FOLLOW__REOPEN) &&
           (!village_clock_trusted(village) || village_today(village) <= view->reopen_until_day);
}

static void show_going_on(struct app *app, struct ui *ui, struct answer_page *page)
{
    const Kt__CaseView *view = page->view.view;
    bool is_over = answer_is_over(&page->view), can_reopen = may_reopen(app, page);
    if (ui_button(ui, "answer.ask", (struct ui_button){.icon = ICON_QUESTION},
                  _("Tanya atau tambah keterangan"))) {
        if (view) {
            write(app, page, KT__FOLLOW__ASK, 0);
        } else {
            page->ask = ANSWER_ASK_NO_ANSWER;
        }
    }
    if (ui_button(ui, "answer.reopen", (struct ui_button){.icon = ICON_UNDO},
                  _("Ini belum selesai"))) {
        if (can_reopen) {
            write(app, page, KT__FOLLOW__REOPEN, 0);
        } else {
            page->ask = ANSWER_ASK_NO_REOPEN;
        }
    }
    if (can_reopen) {
        ui_note(ui, ICON_CALENDAR,
                arena_printf(ui_arena(ui), _("bisa sampai %s"),
                             answer_date(app, ui_arena(ui), view->reopen_until_day)));
    }
    if (!is_over && ui_button(ui, "answer.rate.later", (struct ui_button){.icon = ICON_STAR},
                              _("Beri nilai"))) {
        page->ask = ANSWER_ASK_NO_RATE;
    }
}

void answer_show_acts(struct app *app, struct ui *ui, struct answer_page *page)
{
    ui_text(ui, (struct ui_text){.role = UI_ROLE_HEADING, .bold = true}, _("Yang bisa dilakukan"));
    ui_begin(ui, (struct ui_box){.gap = DP_GAP_SMALL});
    if (!page->view.refused) {
        show_going_on(app, ui, page);
    }
    if (ui_button(ui, "answer.erase", (struct ui_button){.icon = ICON_TRASH},
                  _("Hapus data saya"))) {
        page->ask = ANSWER_ASK_ERASE;
    }
    ui_end(ui);
}

// ---- the question that is open

static const char *why_no_reopen(struct app *app, struct ui *ui, const struct answer_page *page)
{
    const Kt__CaseView *view = page->view.view;
    if (newest(page, KT__FOLLOW__REOPEN)) {
        return _("Sudah Anda sampaikan. Kabarnya menyusul.");
    }
    if (view && view->going_on && answer_is_over(&page->view)) {
        return arena_printf(ui_arena(ui),
                            _("Usul ini digabung dengan nomor %s. Kalau menurut Anda belum "
                              "selesai, sampaikan sebagai usul baru dan sebut nomor itu."),
                            view->merged_into);
    }
    if (view && view->reopen_until_day > 0) {
        return arena_printf(ui_arena(ui),
                            _("Waktunya sampai %s, sudah lewat. Kalau masih ada masalah, sampaikan "
                              "sebagai usul baru."),
                            answer_date(app, ui_arena(ui), view->reopen_until_day));
    }
    return answer_is_over(&page->view)
               ? _("Waktunya sudah lewat. Kalau masih ada masalah, sampaikan sebagai usul baru.")
               : _("Usul ini memang masih berjalan. Kalau nanti dinyatakan selesai dan menurut "
                   "Anda belum, sentuh ini lagi.");
}

static void explain(struct ui *ui, struct answer_page *page, const char *title, const char *text)
{
    if (ui_ask(ui, "answer.why", title, text, _("Mengerti"), NULL)) {
        page->ask = ANSWER_ASK_NOTHING;
    }
}

static void ask_voice(struct app *app, struct ui *ui, struct answer_page *page)
{
    switch (ui_ask(ui, "answer.voice.ask", _("Diputar keras?"),
                   _("Orang di dekat sini bisa mendengar."), _("Ya, putar"), _("Tidak jadi"))) {
    case 1:
        play(app, page);
        break;
    case 2:
        page->ask = ANSWER_ASK_NOTHING;
        break;
    }
}

static void ask_erase(struct app *app, struct ui *ui, struct answer_page *page)
{
    switch (ui_ask(ui, "answer.erase.ask", _("Hapus data saya?"),
                   _("Yang dihapus: tulisan, rekaman, nama, nomor HP, dan jawabannya. Yang tinggal "
                     "hanya nomor usul dan tanggalnya. Tidak bisa dikembalikan."),
                   _("Tidak jadi"), _("Ya, hapus"))) {
    case 1:
        page->ask = ANSWER_ASK_NOTHING;
        break;
    case 2:
        recording_stop(app, &page->recording);
        file(app, page, KT__FOLLOW__ERASE, 0);
        break;
    }
}

void answer_show_ask(struct app *app, struct ui *ui, struct answer_page *page)
{
    switch (page->ask) {
    case ANSWER_ASK_NOTHING:
        break;
    case ANSWER_ASK_VOICE:
        ask_voice(app, ui, page);
        break;
    case ANSWER_ASK_ERASE:
        ask_erase(app, ui, page);
        break;
    case ANSWER_ASK_ERASED:
        if (ui_ask(ui, "answer.erase.done", _("Sudah dihapus dari kios ini"),
                   _("Di kabupaten dihapus begitu kios tersambung."), _("Mengerti"), NULL)) {
            app_home(app);
        }
        break;
    case ANSWER_ASK_NO_RATE:
        explain(ui, page, _("Belum bisa dinilai"),
                _("Nilai diberikan sesudah ada penyelesaian. Lihat lagi nanti."));
        break;
    case ANSWER_ASK_NO_REOPEN:
        explain(ui, page, _("Belum bisa sekarang"), why_no_reopen(app, ui, page));
        break;
    case ANSWER_ASK_NO_ANSWER:
        explain(
            ui, page, _("Belum bisa bertanya"),
            _("Usul ini belum dibaca petugas. Sesudah ada kabar dari mereka, Anda bisa bertanya "
              "di sini."));
        break;
    case ANSWER_ASK_NO_SOUND:
        explain(ui, page, _("Tidak bisa diputar"),
                _("Rekamannya tidak ada di kios ini, atau pengeras suaranya mati."));
        break;
    case ANSWER_ASK_FAILED:
        explain(ui, page, _("Belum bisa disimpan"),
                _("Coba sekali lagi. Kalau tetap tidak bisa, beri tahu penjaga kios."));
        break;
    }
}
