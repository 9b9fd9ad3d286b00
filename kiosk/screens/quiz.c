// SPDX-License-Identifier: GPL-3.0-or-later
// Twelve questions, one a page: an answer is touched, and the page says at once whether and why.
// Whoever goes away begins anew; nothing of it is kept but a certificate.
#include "screens.h"

#include "db/base/file.h"
#include "db/village/certificate.h"
#include "kiosk/asset.h"
#include "kiosk/quiz_run.h"

enum { QUIZ_BYTES_MAX = 1 << 20, NOT_CHOSEN = -1, LETTER_DP = 64 };

struct quiz_page {
    struct arena arena; // owned
    struct quiz quiz;
    struct quiz_run run;
    int chosen;      // which answer was touched, NOT_CHOSEN: none yet
    bool is_missing; // the file cannot be used
    bool has_failed; // the certificate could not be kept
};

static const char *const files[] = {
    [STAFF_BPD] = "quiz/bpd.md",
    [STAFF_DESA] = "quiz/desa.md",
    [STAFF_YOUTH] = "quiz/youth.md",
};

static void enter(struct app *app, void *state, const void *arg)
{
    (void)arg;
    struct quiz_page *page = state;
    struct bytes content;
    const struct staff_session *session = app_session(app);
    const char *name = files[session ? session->role : STAFF_BPD];
    arena_init(&page->arena, QUIZ_BYTES_MAX);
    const char *path = asset_path(&page->arena, name);
    page->is_missing = !path || !file_read(&page->arena, path, QUIZ_FILE_BYTES_MAX, &content) ||
                       !quiz_file_read(&page->arena, path, content, &page->quiz);
    if (page->is_missing) {
        log_line("%s", fault_text());
    }
    page->chosen = NOT_CHOSEN;
    quiz_run_begin(&page->run);
}

static void leave(struct app *app, void *state)
{
    (void)app;
    arena_finish(&((struct quiz_page *)state)->arena);
}

// ---- an answer

struct look {
    enum ui_color fill, border, ink;
    enum ui_icon icon;
    const char *word; // below the answer; NULL: none
};

// Plain before one was touched; then the right one says so, and the one that was touched instead.
static struct look look_of(bool is_asked, bool is_right, bool is_chosen)
{
    if (!is_asked && is_right) {
        return (struct look){UI_TINT_GREEN, UI_GREEN, UI_GREEN, ICON_CHECK_CIRCLE,
                             is_chosen ? _("Benar") : _("Ini yang benar")};
    }
    if (!is_asked && is_chosen) {
        return (struct look){UI_TINT_BRICK, UI_BRICK, UI_BRICK, ICON_CLOSE, _("Belum tepat")};
    }
    return (struct look){UI_CARD, UI_EDGE, UI_GREEN, ICON_NONE, NULL};
}

static void show_letter(struct ui *ui, int i, enum ui_color color)
{
    const char letter[] = {(char)('A' + i), '\0'};
    ui_begin(ui, (struct ui_box){.w = LETTER_DP,
                                 .h = LETTER_DP,
                                 .is_snug = true,
                                 .is_mute = true,
                                 .along = UI_CENTER,
                                 .fill = color,
                                 .radius = LETTER_DP / 2});
    ui_text(ui,
            (struct ui_text){.size_dp = 36, .bold = true, .color = UI_WHITE, .align = UI_CENTER},
            letter);
    ui_end(ui);
}

// Large, as far as the letters themselves are not.
static enum ui_size size_of(const struct ui *ui, enum ui_size roomy, enum ui_size tight)
{
    return screens_is_tight(ui) ? tight : roomy;
}

static void show_answer(struct ui *ui, struct quiz_page *page, int i)
{
    const struct quiz_question *question = &page->quiz.questions[quiz_run_question(&page->run)];
    int answer = quiz_run_answer_at(&page->run, i);
    bool is_asked = page->chosen == NOT_CHOSEN;
    struct look look = look_of(is_asked, answer == question->right, answer == page->chosen);
    if (ui_begin_button(ui, (struct ui_box){.id = ui_id(ui, "quiz.answer.%d", i),
                                            .role = UI_ROLE_CHOICE,
                                            .flow = UI_ROW,
                                            .across = UI_CENTER,
                                            .gap = DP_GAP,
                                            .pad = DP_GAP,
                                            .min_h = screens_is_tight(ui) ? 128 : 168,
                                            .fill = look.fill,
                                            .border = look.border,
                                            .border_w = look.word ? DP_BORDER_STRONG : DP_BORDER,
                                            .radius = DP_RADIUS}) &&
        is_asked) {
        page->chosen = answer;
        quiz_run_take(&page->run, answer == question->right);
    }
    show_letter(ui, i, look.ink);
    ui_begin(ui, (struct ui_box){.grow = 1, .gap = 4});
    ui_text(ui, (struct ui_text){.size = size_of(ui, UI_LARGE, UI_BODY)},
            question->answers[answer]);
    ui_text(ui, (struct ui_text){.size = UI_SECOND, .bold = true, .color = look.ink}, look.word);
    ui_end(ui);
    ui_icon(ui, look.icon, DP_ICON_SMALL, look.ink);
    ui_end(ui);
}

// ---- the pages

static void show_question(struct ui *ui, struct quiz_page *page)
{
    const struct quiz_run *run = &page->run;
    const struct quiz_question *question = &page->quiz.questions[quiz_run_question(run)];
    ui_split_begin(ui, 1, 1);
    ui_text(
        ui, (struct ui_text){.size = UI_SMALL, .color = UI_SOFT},
        arena_printf(ui_arena(ui),
                     run->is_again ? _("Yang tadi keliru, %d dari %d") : _("Pertanyaan %d dari %d"),
                     run->at + 1, run->count));
    ui_text(ui,
            (struct ui_text){.id = "quiz.question",
                             .role = UI_ROLE_HEADING,
                             .size = size_of(ui, UI_HEADLINE, UI_LARGE),
                             .bold = true},
            question->question);
    if (i18n_lang() != I18N_ID && run->at == 0) {
        ui_note(ui, ICON_LANGUAGE, _("Pertanyaan ini hanya ada dalam bahasa Indonesia."));
    }
    ui_split_next(ui);
    for (int i = 0; i < QUIZ_ANSWERS; i++) {
        show_answer(ui, page, i);
    }
    ui_split_end(ui);
}

static void show_next(struct app *app, struct ui *ui, struct quiz_page *page)
{
    (void)app;
    bool is_asked = page->chosen == NOT_CHOSEN;
    if (!is_asked) { // where it is seen without scrolling
        const struct quiz_question *question = &page->quiz.questions[quiz_run_question(&page->run)];
        ui_banner(ui, "quiz.why", page->chosen == question->right ? UI_TINT_GREEN : UI_TINT_GOLD,
                  ICON_INFO, question->why);
    }
    struct ui_button look = {.look = UI_BUTTON_GO,
                             .icon_after = is_asked ? ICON_NONE : ICON_FORWARD,
                             .is_big = true,
                             .is_off = is_asked};
    if (ui_button(ui, "quiz.next", look, is_asked ? _("Sentuh satu jawaban") : _("Lanjut"))) {
        quiz_run_next(&page->run);
        page->chosen = NOT_CHOSEN;
        ui_scroll_top(ui, "quiz");
    }
}

static void keep(struct app *app, struct quiz_page *page)
{
    const struct staff_session *session = app_session(app);
    page->has_failed = session && !certificate_add(app_village(app), session, page->run.right,
                                                   CERTIFICATE_QUESTIONS);
    if (page->has_failed) {
        log_line("a certificate could not be kept: %s", fault_text());
    } else if (session) {
        app_ring(app);
        app_replace(app, &screen_certificate, NULL, 0);
    }
}

static void show_end(struct app *app, struct ui *ui, struct quiz_page *page)
{
    bool is_enough = page->run.right >= CERTIFICATE_RIGHT_MIN;
    if (is_enough && !page->has_failed) {
        keep(app, page);
    }
    ui_question(
        ui,
        arena_printf(ui_arena(ui), _("%d dari %d benar"), page->run.right, CERTIFICATE_QUESTIONS),
        NULL);
    if (is_enough) {
        ui_banner(ui, "quiz.failed", UI_TINT_BRICK, ICON_WARNING,
                  _("Anda lulus, tetapi sertifikatnya belum bisa disimpan. Jangan tutup halaman "
                    "ini. Coba sentuh Simpan lagi; kalau tetap tidak bisa, beri tahu penjaga "
                    "kios."));
    } else {
        ui_text(ui, (struct ui_text){0},
                _("Belum cukup: yang dihitung jawaban pertama, dan sepuluh harus benar. Yang "
                  "keliru tadi sudah Anda jawab lagi. Sekali lagi pasti lebih baik."));
    }
}

static void show_end_foot(struct app *app, struct ui *ui, struct quiz_page *page)
{
    bool is_enough = page->run.right >= CERTIFICATE_RIGHT_MIN;
    struct ui_button look = {.look = UI_BUTTON_GO, .icon = ICON_UNDO, .is_big = true};
    if (ui_button(ui, "quiz.again", look, is_enough ? _("Simpan") : _("Ulangi"))) {
        if (is_enough) {
            keep(app, page);
        } else {
            quiz_run_begin(&page->run);
            page->chosen = NOT_CHOSEN;
        }
    }
    if (!is_enough && ui_button(ui, "quiz.later", (struct ui_button){0}, _("Nanti saja"))) {
        app_pop(app);
    }
}

static void show_header(struct app *app, struct ui *ui, const struct quiz_page *page)
{
    bool is_first = !page->run.is_again && !page->is_missing;
    struct ui_header header = {.has_home = true,
                               .is_signed_in = app_session(app) != NULL,
                               .speak_id = "quiz.speak",
                               .step = is_first ? page->run.at + 1 : 0,
                               .steps = is_first ? CERTIFICATE_QUESTIONS : 0};
    if (screens_header_back(app, ui, header)) {
        app_pop(app);
    }
}

static void build(struct app *app, struct ui *ui, void *state)
{
    struct quiz_page *page = state;
    bool is_over = page->run.is_over;
    ui_page_begin(ui);
    show_header(app, ui, page);
    ui_body_begin(ui, "quiz");
    if (page->is_missing) {
        ui_banner(ui, "quiz.missing", UI_TINT_BRICK, ICON_WARNING,
                  _("Pertanyaannya belum terpasang di mesin ini. Beri tahu penjaga kios."));
    } else {
        is_over ? show_end(app, ui, page) : show_question(ui, page);
    }
    ui_body_end(ui);
    if (!page->is_missing) {
        ui_foot_begin(ui);
        (is_over ? show_end_foot : show_next)(app, ui, page);
        ui_foot_end(ui);
    }
    ui_page_end(ui);
}

const struct screen screen_quiz = {
    .name = "quiz",
    .state_bytes = sizeof(struct quiz_page),
    .enter = enter,
    .build = build,
    .leave = leave,
};
