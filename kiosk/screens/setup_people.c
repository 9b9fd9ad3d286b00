// SPDX-License-Identifier: GPL-3.0-or-later
// The first start: who can sign in first, one of each role. More of a role are added by its own
// member, signed in. Nobody goes on without one: a kiosk that is nobody's can be taken by anybody.
#include "setup_inside.h"

#include "words.h"

// Each with what they will do here.
static const struct {
    enum staff_role role;
    const char *id, *does;
} roles[] = {
    {STAFF_YOUTH, "setup.role.youth", N_("Merawat mesin: jaringan, jam, stik.")},
    {STAFF_BPD, "setup.role.bpd", N_("Menulis kabar, menjawab usul warga.")},
    {STAFF_DESA, "setup.role.desa", N_("Menulis kabar, menjawab usul untuk desa.")},
};

static const char *name_of(const struct setup *setup, enum staff_role role)
{
    for (size_t i = 0; i < setup->people_count; i++) {
        if (setup->people[i].role == role) {
            return setup->people[i].name;
        }
    }
    return NULL;
}

static void add(struct app *app, struct setup *setup, enum staff_role role)
{
    struct staff_new_arg arg = {.why = STAFF_NEW_FIRST, .role = role};
    setup->has_failed = !setup_hold(app_village(app));
    if (setup->has_failed) {
        log_fault();
    } else {
        app_push(app, &screen_staff_new, &arg, sizeof arg);
    }
}

void setup_show_people(struct app *app, struct ui *ui, struct setup *setup)
{
    bool has_any = staff_any(app_village(app));
    setup_page_begin(ui, _("Siapa yang bisa masuk?"),
                     has_any ? _("Bisa ditambah sekarang. Anggota berikutnya ditambahkan oleh yang "
                                 "sudah bisa masuk.")
                             : _("Sentuh peran Anda, tulis nama, lalu pilih PIN. Paling sedikit "
                                 "satu orang."));
    if (setup->has_failed) {
        ui_banner(ui, "setup.failed", UI_TINT_BRICK, ICON_WARNING,
                  _("Belum bisa disimpan. Coba sekali lagi."));
    }
    setup_page_next(ui);
    for (size_t i = 0; i < COUNT_OF(roles); i++) {
        const char *name = name_of(setup, roles[i].role);
        struct word word = words_role((int)roles[i].role);
        if (ui_option(ui, roles[i].id, word.icon, word.text, name ? name : _(roles[i].does),
                      name != NULL) &&
            !name) {
            add(app, setup, roles[i].role);
        }
    }
    setup_page_end(ui);
    if (setup_foot(ui, has_any, _("Lanjut"))) {
        setup_next(app, ui, setup);
    }
}
