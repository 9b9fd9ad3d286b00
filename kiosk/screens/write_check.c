// SPDX-License-Identifier: GPL-3.0-or-later
// Before it goes out: what a villager would still ask, a look at it as villagers see it, and the
// button that puts it up. What is found never stands in the way of that button.
#include "staff_parts.h"
#include "write.h"

#include "db/village/publish.h"
#include "kiosk/templates.h"
#include "words.h"
#include "write_findings.h"

#include <stdio.h>
#include <string.h>

enum { LOW_DP = 800 };

struct check {
    struct write_check_arg arg;
    struct arena arena; // owned
    int64_t version;    // of the file
    bool is_read, is_there, is_failed, is_untitled;
    struct draft draft;
    const Kt__Notice *notice;     // as it would be put up
    bool wants_second, is_second; // another member is asked; that member looks at it now
    bool is_given_back;
    struct editorial_finding findings[EDITORIAL_FINDINGS_MAX];
    size_t count;
};

static void enter(struct app *app, void *state, const void *arg)
{
    (void)app;
    struct check *check = state;
    memcpy(&check->arg, arg, sizeof check->arg);
    arena_init(&check->arena, WRITE_BYTES_MAX);
}

static void leave(struct app *app, void *state)
{
    (void)app;
    arena_finish(&((struct check *)state)->arena);
}

// What was filled in is judged apart from the words of its template.
static void find(struct app *app, struct check *check)
{
    const struct draft *draft = &check->draft;
    const struct template_file *form =
        templates_find(&check->arena, app_data(app), draft->form); // NULL: none, or it is gone
    struct blank blanks[BLANKS_MAX];
    for (size_t i = 0; i < draft->record->n_blanks; i++) {
        blanks[i] = (struct blank){draft->record->blanks[i]->key, draft->record->blanks[i]->value};
    }
    struct editorial_form filled = {draft->record->notice, blanks, draft->record->n_blanks,
                                    form ? form->says : 0};
    check->notice = draft_notice(&check->arena, draft);
    check->count = editorial_check(&check->arena, check->notice, &filled,
                                   village_sure_now_s(app_village(app)), check->findings);
}

static void read(struct app *app, struct check *check)
{
    if (check->is_read && check->version == village_version(app_village(app))) {
        return;
    }
    struct village *village = app_village(app);
    const struct staff_session *session = app_session(app);
    arena_reset(&check->arena);
    check->is_read = true;
    check->version = village_version(app_village(app));
    check->is_there = draft_get(village, &check->arena, session, check->arg.draft, &check->draft);
    if (check->is_there) {
        find(app, check);
        check->wants_second = publish_wants_second(village);
        check->is_second = check->draft.state == DRAFT_WAITS && check->draft.by != session->id;
    }
}

// ---- what was found

static void put_right(struct app *app, struct check *check, const struct editorial_finding *finding)
{
    struct write_jump *jump = check->arg.jump;
    jump->is_set = true;
    jump->field = finding->field;
    (void)snprintf(jump->blank, sizeof jump->blank, "%s", finding->blank);
    app_pop(app);
}

static void show_finding(struct app *app, struct ui *ui, struct check *check, size_t at)
{
    const struct editorial_finding *finding = &check->findings[at];
    struct write_finding words = write_finding_of(ui_arena(ui), finding);
    bool is_row = !screens_is_tight(ui);
    ui_begin(ui, (struct ui_box){.id = ui_id(ui, "check.%d", (int)at),
                                 .role = UI_ROLE_GROUP,
                                 .flow = is_row ? UI_ROW : UI_COLUMN,
                                 .across = is_row ? UI_CENTER : UI_START,
                                 .gap = DP_GAP,
                                 .pad_x = 32,
                                 .pad_y = DP_GAP,
                                 .fill = UI_CARD,
                                 .border = UI_LINE,
                                 .mark = UI_GOLD,
                                 .radius = DP_RADIUS});
    ui_begin(ui, (struct ui_box){.flow = UI_ROW, .gap = DP_GAP, .grow = is_row ? 1 : 0});
    ui_icon(ui, words.icon, DP_ICON_TEXT, UI_GREEN);
    ui_begin(ui, (struct ui_box){.grow = 1, .gap = 4});
    ui_text(ui, (struct ui_text){.bold = true}, words.text);
    ui_text(ui, (struct ui_text){.size = UI_SECOND, .color = UI_SOFT}, words.second);
    ui_end(ui);
    ui_end(ui);
    struct ui_button fix = {.icon = ICON_EDIT, .is_snug = true};
    if (check->arg.jump && ui_button(ui, ui_id(ui, "check.fix.%d", (int)at), fix, _("Perbaiki"))) {
        put_right(app, check, finding);
    }
    ui_end(ui);
}

// What goes out, in short.
static void show_what(struct app *app, struct ui *ui, const struct check *check)
{
    struct arena *arena = ui_arena(ui);
    const Kt__Notice *notice = check->notice;
    ui_panel_begin(ui, "check.what", words_is_bpd(notice->publisher) ? UI_GOLD : UI_NONE);
    ui_text(ui, (struct ui_text){.size = UI_SMALL, .color = UI_SOFT},
            words_join(arena, notice->publisher, words_shelf(notice->category).text));
    ui_text(ui, (struct ui_text){.size = UI_LARGE, .bold = true},
            notice->title[0] ? notice->title : _("Belum berjudul"));
    if (notice->event_start_s) {
        screens_point(ui, ICON_CALENDAR,
                      words_span(app, arena, notice->event_start_s, notice->event_end_s));
    }
    if (notice->place[0]) {
        screens_point(ui, ICON_PLACE, notice->place);
    }
    if (notice->n_pictures) {
        int count = (int)notice->n_pictures;
        screens_point(ui, ICON_PICTURE, arena_printf(arena, i18n_count("%d foto", count), count));
    }
    screens_point(ui, ICON_EYE,
                  notice->end_s
                      ? arena_printf(arena, _("Tampil sampai %s"),
                                     i18n_date_year(arena, app_moment(app, notice->end_s - 1)))
                      : _("Tampil tanpa batas"));
    ui_end(ui);
}

// The foot of a low window has room for one button.
static bool is_low(const struct ui *ui)
{
    return ui_height(ui) < LOW_DP;
}

static void show_see(struct app *app, struct ui *ui, const struct check *check, int grow)
{
    struct ui_button see = {.icon = ICON_EYE, .is_big = true, .grow = grow};
    if (ui_button(ui, "check.preview", see, _("Lihat seperti warga"))) {
        struct notice_arg arg = {.draft = check->arg.draft};
        app_push(app, &screen_notice, &arg, sizeof arg);
    }
}

static void show_findings(struct app *app, struct ui *ui, struct check *check)
{
    for (size_t i = 0; i < check->count; i++) {
        show_finding(app, ui, check, i);
    }
    if (check->count == 0 && ui_is_wide(ui)) {
        show_what(app, ui, check);
    }
    if (is_low(ui)) {
        show_see(app, ui, check, 0);
    }
    struct ui_button rules = {.icon = ICON_RULES, .is_snug = true};
    if (ui_button(ui, "check.rules", rules, _("Aturan kabar: isi, sumber, waktu"))) {
        struct guide_arg arg = {"aturan-kabar"};
        app_push(app, &screen_guide, &arg, sizeof arg);
    }
}

// ---- putting it up

static void is_over(struct check *check)
{
    if (check->arg.jump) {
        check->arg.jump->is_over = true;
    }
}

static void publish(struct app *app, struct check *check)
{
    struct village *village = app_village(app);
    struct publish_told told;
    enum publish_end end =
        publish_draft(village, &check->arena, app_session(app), check->arg.draft, &told);
    check->is_untitled = end == PUBLISH_NO_TITLE;
    check->is_failed = end == PUBLISH_FAILED;
    if (end == PUBLISH_DONE) {
        struct notice_arg done = {0};
        (void)snprintf(done.id, sizeof done.id, "%s", told.id);
        is_over(check);
        app_ring(app);
        app_replace(app, &screen_write_done, &done, sizeof done);
    } else if (end == PUBLISH_OUTDATED || end == PUBLISH_GONE) {
        struct write_clash_arg arg = {.draft = check->arg.draft, .jump = check->arg.jump};
        app_push(app, &screen_write_clash, &arg, sizeof arg);
    } else if (end == PUBLISH_NEEDS_SECOND) {
        check->is_read = false; // the setting has changed meanwhile
    } else if (end == PUBLISH_FAILED) {
        log_line("%s", fault_text());
    }
}

static void ask_second(struct app *app, struct check *check)
{
    check->is_failed = !draft_ask(app_village(app), app_session(app), check->arg.draft);
    if (!check->is_failed) {
        is_over(check);
        app_ring(app);
        app_replace(app, &screen_write_done, &(struct notice_arg){0}, sizeof(struct notice_arg));
    }
}

static void show_go(struct app *app, struct ui *ui, struct check *check, bool is_row)
{
    bool is_asking = check->wants_second && !check->is_second;
    struct ui_button go = {.look = UI_BUTTON_GO,
                           .icon = is_asking ? ICON_SEND : ICON_CHECK,
                           .is_big = true,
                           .grow = is_row};
    const char *word = is_asking           ? _("Minta persetujuan")
                       : check->is_second  ? _("Setujui dan pasang")
                       : check->draft.base ? _("Pasang perubahannya")
                                           : _("Pasang sekarang");
    if (ui_button(ui, "check.publish", go, word)) {
        (is_asking ? ask_second : publish)(app, check);
    }
}

static void show_foot(struct app *app, struct ui *ui, struct check *check)
{
    if (check->is_failed) {
        ui_banner(ui, "check.failed", UI_TINT_BRICK, ICON_WARNING,
                  _("Belum bisa dipasang. Tulisan Anda tersimpan. Panggil penjaga kios."));
    }
    if (check->is_untitled) {
        ui_banner(ui, "check.untitled", UI_TINT_BRICK, ICON_WARNING,
                  _("Isi judulnya dulu. Tanpa judul, warga tidak bisa menemukannya."));
    }
    bool is_row = ui_is_wide(ui) && !screens_is_tight(ui);
    ui_begin(ui, (struct ui_box){.flow = is_row ? UI_ROW : UI_COLUMN, .gap = DP_GAP_SMALL});
    if (!is_low(ui)) {
        show_see(app, ui, check, is_row);
    }
    show_go(app, ui, check, is_row);
    ui_end(ui);
}

// What was looked for in a notice of this kind, and found.
static const char *praise(struct arena *arena, const char *category)
{
    static const struct {
        int need;
        const char *word;
    } rows[] = {{EDITORIAL_NEEDS_WHO, N_("untuk siapa")},
                {EDITORIAL_NEEDS_WHEN, N_("kapan")},
                {EDITORIAL_NEEDS_WHERE, N_("di mana")},
                {EDITORIAL_NEEDS_HOW, N_("warga harus bagaimana")},
                {EDITORIAL_NEEDS_CONTACT, N_("bertanya kepada siapa")},
                {EDITORIAL_NEEDS_SOURCE, N_("kata siapa")}};
    const char *list = "";
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (editorial_needs(category) & rows[i].need) {
            list = arena_printf(arena, "%s%s%s", list, *list ? ", " : "", _(rows[i].word));
        }
    }
    return *list ? arena_printf(arena, _("Sudah disebut: %s."), list)
                 : _("Judul dan isinya sudah ada.");
}

static void show_head(struct app *app, struct ui *ui, struct check *check)
{
    struct arena *arena = ui_arena(ui);
    int count = (int)check->count;
    const char *title =
        count == 0
            ? _("Siap dipasang")
            : arena_printf(arena, i18n_count("Ada %d hal yang bisa diperbaiki", count), count);
    ui_question(ui, title,
                count == 0 ? praise(arena, check->notice->category)
                           : _("Ini hanya mengingatkan. Boleh dipasang apa adanya."));
    if (check->count > 0 || !ui_is_wide(ui)) {
        show_what(app, ui, check);
    }
    if (check->is_second) {
        ui_note(ui, ICON_PERSON,
                arena_printf(arena, _("Ditulis oleh %s, %s."), check->draft.who,
                             words_since(app, arena, check->draft.saved_s)));
        struct ui_button back = {.icon = ICON_UNDO, .is_snug = true};
        if (ui_button(ui, "check.return", back, _("Kembalikan kepada penulis"))) {
            struct write_return_arg arg = {.draft = check->arg.draft,
                                           .is_over = &check->is_given_back};
            app_push(app, &screen_write_return, &arg, sizeof arg);
        }
    } else if (check->wants_second) {
        ui_note(ui, ICON_PEOPLE,
                _("Di desa ini kabar dipasang setelah disetujui satu anggota lain."));
    }
}

static void build(struct app *app, struct ui *ui, void *state)
{
    struct check *check = state;
    if (check->is_given_back) {
        app_pop(app);
    }
    read(app, check);
    ui_page_begin(ui);
    if (staff_is_out(app)) {
        ui_page_end(ui);
        return;
    }
    screens_header_speak(app, ui, "check.speak");
    ui_body_begin(ui, "check");
    if (check->is_there) {
        ui_split_begin(ui, 2, 3);
        show_head(app, ui, check);
        ui_split_next(ui);
        show_findings(app, ui, check);
        ui_split_end(ui);
    } else {
        screens_empty(ui, "check.lost", ICON_INFO, _("Tulisan ini tidak ada lagi"),
                      _("Mungkin sudah dipasang atau dihapus. Kembali, lalu lihat daftarnya."));
    }
    ui_body_end(ui);
    if (check->is_there) {
        ui_foot_begin(ui);
        show_foot(app, ui, check);
        ui_foot_end(ui);
    }
    ui_page_end(ui);
}

const struct screen screen_write_check = {
    .name = "write.check",
    .state_bytes = sizeof(struct check),
    .enter = enter,
    .build = build,
    .leave = leave,
};
