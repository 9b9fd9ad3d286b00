// SPDX-License-Identifier: GPL-3.0-or-later
// The audit log in words, newest first, a page at a time. What a role did with villagers' words is
// named, whose words they were is not shown to other roles (db/village/staff_audit.c).
#include "keeper_parts.h"
#include "staff_parts.h"

#include "words.h"

enum {
    ROWS = 12,       // of a page
    PAGES_MAX = 500, // back in time; who needs more reads the village file
    AUDIT_BYTES_MAX = 1 << 18,
};

struct audit {
    struct arena arena; // owned
    uint64_t bell;
    bool is_read;
    struct staff_audit_row rows[ROWS + 1]; // one more tells that there is a next page
    size_t count;
    int64_t before[PAGES_MAX]; // the id from which each page goes back; 0 first
    int at;
};

// ---- an act as a sentence: who, then where there is one, on what

struct act {
    const char *what;
    enum ui_icon icon;
    const char *alone; // one %s: who
    const char *named; // two: who, and what it was done to; NULL where there is none
};

static const struct act acts[] = {
    {"sign-in", ICON_KEY, N_("%s masuk"), NULL},
    {"sign-out", ICON_SIGN_OUT, N_("%s keluar"), NULL},
    {"wrong-pin", ICON_WARNING, N_("PIN %s beberapa kali keliru"), NULL},
    {"add-member", ICON_PERSON_ADD, N_("%s menambah anggota"), N_("%s menambah anggota %s")},
    {"admit-member", ICON_CHECK, N_("%s menerima anggota"), N_("%s menerima %s sebagai anggota")},
    {"refuse-member", ICON_CLOSE, N_("%s menolak calon anggota"),
     N_("%s menolak calon anggota %s")},
    {"reset-pin", ICON_KEY, N_("%s memberi PIN baru"), N_("%s memberi PIN baru kepada %s")},
    {"change-pin", ICON_KEY, N_("%s mengganti PIN-nya sendiri"), NULL},
    {"leave", ICON_PERSON_OUT, N_("%s mencatat anggota berhenti"),
     N_("%s mencatat anggota berhenti: %s")},
    {"begin-anew", ICON_UNDO, N_("%s memulai satu peran dari awal"),
     N_("%s memulai peran %s dari awal: semua anggotanya berhenti")},
    {"anew-allowed", ICON_KEY, N_("Kabupaten memberi kode untuk memulai peran %s dari awal"), NULL},
    {"anew-over", ICON_CLOSE, N_("Kode untuk memulai peran %s dari awal tidak berlaku lagi"), NULL},
    {"wrong-code", ICON_WARNING, N_("Kode untuk memulai peran %s beberapa kali keliru"), NULL},
    {"anew-by-code", ICON_UNDO,
     N_("Dengan kode dari kabupaten peran %s dimulai dari awal: semua anggotanya berhenti"), NULL},
    {"first-member", ICON_PERSON_ADD, N_("%s menjadi anggota pertama sesudah itu"), NULL},
    {"post", ICON_ANNOUNCE, N_("%s memasang kabar"), N_("%s memasang kabar %s")},
    {"revise", ICON_EDIT, N_("%s memperbarui kabar"), N_("%s memperbarui kabar %s")},
    {"withdraw", ICON_TRASH, N_("%s menarik kabar"), N_("%s menarik kabar %s")},
    {"approve", ICON_CHECK, N_("%s menyetujui kabar"), N_("%s menyetujui kabar %s")},
    {"ask-approval", ICON_SEND, N_("%s minta persetujuan untuk kabar"), NULL},
    {"give-back", ICON_UNDO, N_("%s mengembalikan tulisan kabar"), NULL},
    {"drop-draft", ICON_TRASH, N_("%s menghapus tulisan kabar"),
     N_("%s menghapus tulisan kabar %s")},
    {"share", ICON_PICTURE, N_("%s membuat kartu gambar"), N_("%s membuat kartu gambar %s")},
    {"open-name", ICON_EYE, N_("%s membuka nama pengirim"), N_("%s membuka nama pengirim %s")},
    {"answer", ICON_ANSWER, N_("%s menjawab usul warga"), N_("%s menjawab usul %s")},
    {"table", ICON_PEOPLE, N_("%s membawa usul ke musyawarah"),
     N_("%s membawa usul %s ke musyawarah")},
    {"outcome", ICON_RULES, N_("%s mencatat hasil musyawarah"),
     N_("%s mencatat hasil musyawarah untuk usul %s")},
    {"export", ICON_USB, N_("%s menyimpan data ke stik"), NULL},
    {"import", ICON_USB, N_("%s mengambil data dari stik"), NULL},
    {"export-log", ICON_USB, N_("%s menyimpan catatan mesin ke stik"), NULL},
    {"send-now", ICON_SEND, N_("%s menyuruh kios mengirim"), NULL},
    {"set-clock", ICON_CLOCK, N_("%s mengatur jam"), NULL},
    {"set", ICON_TOOLS, N_("%s mengubah pengaturan"), N_("%s mengubah pengaturan: %s")},
    {"join-wifi", ICON_ONLINE, N_("%s menyambungkan Wi-Fi"), N_("%s menyambungkan Wi-Fi %s")},
    {"office", ICON_PERSON_IN, N_("%s memperbarui siapa yang masuk hari ini"),
     N_("%s memperbarui siapa yang masuk hari ini: %s")},
    {"certified", ICON_TROPHY, N_("%s lulus ujian"), NULL},
};
static const struct act unknown_act = {"", ICON_INFO, N_("%s melakukan sesuatu"), NULL};

static const struct act *act_of(const char *what)
{
    for (size_t i = 0; i < COUNT_OF(acts); i++) {
        if (str_equal(acts[i].what, what)) {
            return &acts[i];
        }
    }
    return &unknown_act;
}

// A role's slug and a setting's key as the screen calls them elsewhere.
static const char *object_of(const struct staff_audit_row *row)
{
    static const char *const of_roles[] = {"begin-anew", "anew-allowed", "anew-over", "wrong-code",
                                           "anew-by-code"};
    enum staff_role role;
    for (size_t i = 0; i < COUNT_OF(of_roles); i++) {
        if (str_equal(row->what, of_roles[i]) && staff_role_find(row->object, &role)) {
            return words_role((int)role).text;
        }
    }
    const char *setting = str_equal(row->what, "set") ? keeper_setting_name(row->object) : NULL;
    return setting ? setting : row->object;
}

// Acts that nobody here did: whom or what they are about stands in the object.
static bool is_nobodys(const struct staff_audit_row *row)
{
    static const char *const acts_of_nobody[] = {"wrong-pin",  "anew-allowed", "anew-over",
                                                 "wrong-code", "anew-by-code", "first-member"};
    for (size_t i = 0; i < COUNT_OF(acts_of_nobody); i++) {
        if (str_equal(row->what, acts_of_nobody[i])) {
            return true;
        }
    }
    return false;
}

const char *staff_audit_sentence(struct arena *arena, const struct staff_audit_row *row)
{
    const struct act *act = act_of(row->what);
    const char *who = is_nobodys(row) ? object_of(row)
                      : row->who[0]   ? row->who
                                      : _("Perintah di mesin");
    return act->named && row->object[0] ? arena_printf(arena, _(act->named), who, object_of(row))
                                        : arena_printf(arena, _(act->alone), who);
}

// ---- the page

static void enter(struct app *app, void *state, const void *arg)
{
    (void)app;
    (void)arg;
    arena_init(&((struct audit *)state)->arena, AUDIT_BYTES_MAX);
}

static void leave(struct app *app, void *state)
{
    (void)app;
    arena_finish(&((struct audit *)state)->arena);
}

// What is done meanwhile stands on the first page: the others stay where they are.
static void read(struct app *app, struct audit *page)
{
    if (page->is_read && page->bell == app_bell_count(app)) {
        return;
    }
    arena_reset(&page->arena);
    page->is_read = true;
    page->bell = app_bell_count(app);
    page->count = staff_audit_list(app_village(app), &page->arena, app_session(app)->role,
                                   page->before[page->at], ROWS + 1, page->rows);
}

static void turn(struct ui *ui, struct audit *page, int way)
{
    if (way > 0) {
        page->before[page->at + 1] = page->rows[ROWS - 1].id;
    }
    page->at += way;
    page->is_read = page->is_read && way == 0;
    if (way != 0) {
        ui_scroll_top(ui, "audit");
    }
}

static bool is_same_day(struct app *app, const struct staff_audit_row *a,
                        const struct staff_audit_row *b)
{
    struct moment x = app_moment(app, a->at_s), y = app_moment(app, b->at_s);
    return x.year == y.year && x.month == y.month && x.day == y.day;
}

static void show_row(struct app *app, struct ui *ui, const struct staff_audit_row *row, size_t at)
{
    struct arena *arena = ui_arena(ui);
    ui_begin(ui, (struct ui_box){.id = ui_id(ui, "audit.%d", (int)at),
                                 .flow = UI_ROW,
                                 .gap = DP_GAP,
                                 .pad_x = DP_GAP,
                                 .pad_y = DP_GAP_SMALL,
                                 .fill = UI_CARD,
                                 .border = UI_LINE,
                                 .radius = DP_RADIUS_KEY});
    ui_icon(ui, act_of(row->what)->icon, DP_ICON_TEXT, UI_GREEN);
    ui_begin(ui, (struct ui_box){.grow = 1});
    ui_text(ui, (struct ui_text){.size = UI_SECOND}, staff_audit_sentence(arena, row));
    ui_text(ui, (struct ui_text){.size = UI_SMALL, .color = UI_SOFT},
            words_join(arena, i18n_clock(arena, app_moment(app, row->at_s)),
                       row->role ? words_role((int)row->role).text : NULL));
    ui_end(ui);
    ui_end(ui);
}

static void show_rows(struct app *app, struct ui *ui, const struct audit *page)
{
    for (size_t i = 0; i < page->count && i < ROWS; i++) {
        const struct staff_audit_row *row = &page->rows[i];
        if (i == 0 || !is_same_day(app, row, row - 1)) {
            ui_text(ui, (struct ui_text){.role = UI_ROLE_HEADING, .size = UI_BODY, .bold = true},
                    i18n_date_year(ui_arena(ui), app_moment(app, row->at_s)));
        }
        show_row(app, ui, row, i);
    }
}

static void build(struct app *app, struct ui *ui, void *state)
{
    struct audit *page = state;
    ui_page_begin(ui);
    if (staff_is_out(app)) {
        ui_page_end(ui);
        return;
    }
    read(app, page);
    screens_header_speak(app, ui, "audit.speak");
    ui_body_begin(ui, "audit");
    ui_split_begin(ui, 2, 3);
    ui_question(ui, _("Catatan petugas"),
                _("Apa yang dilakukan petugas di layar ini. Tidak bisa diubah dan tidak dihapus. "
                  "Isi usul warga tidak ada di sini."));
    ui_split_next(ui);
    show_rows(app, ui, page);
    ui_split_end(ui);
    ui_body_end(ui);
    ui_foot_begin(ui);
    bool has_next = page->count > ROWS && page->at + 1 < PAGES_MAX;
    turn(ui, page, ui_prev_next(ui, "audit", page->at > 0, has_next));
    ui_foot_end(ui);
    ui_page_end(ui);
}

const struct screen screen_staff_audit = {
    .name = "audit",
    .state_bytes = sizeof(struct audit),
    .enter = enter,
    .build = build,
    .leave = leave,
    .is_private = true,
};
