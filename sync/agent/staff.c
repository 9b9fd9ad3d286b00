// SPDX-License-Identifier: GPL-3.0-or-later
// `staff add`, `staff list`, `staff anew`, `staff pins`: who may sign in at the screen. Whoever may
// run this may as well read the disk; so what it does stands in the audit log and reaches the
// regency, and a member that it adds is let in by another member, at the screen.
#include "db/village/staff.h"
#include "agent.h"
#include "ask.h"
#include "db/base/moment.h"
#include "db/record/backup_file.h"

#include <stdio.h>
#include <string.h>

struct given {
    const char *name, *role, *pin_file;
};

static int usage(void)
{
    fprintf(stderr, "usage: kentongan-sync staff add NAME --role bpd|desa|youth [--pin-file F]\n"
                    "       kentongan-sync staff list\n"
                    "       kentongan-sync staff anew NAME --role bpd|desa|youth [--pin-file F]\n"
                    "       kentongan-sync staff pins BACKUP [--passphrase-file F]\n"
                    "add: the first of a role can sign in at once; a later one is let in by a "
                    "member, at the screen.\n"
                    "anew: every PIN of the role is forgotten. All of its members go, and NAME "
                    "begins with a new key. By touch: with a code from the regency.\n"
                    "pins: this disk was in another machine. Its PINs are good again, with a "
                    "backup of that machine.\n");
    return 2;
}

static bool take_words(int count, char **words, struct given *given)
{
    for (int i = 0; i < count; i++) {
        const char **to = str_equal(words[i], "--role")       ? &given->role
                          : str_equal(words[i], "--pin-file") ? &given->pin_file
                                                              : NULL;
        if (to && i + 1 < count) {
            *to = words[++i];
        } else if (!to && words[i][0] != '-' && !given->name) {
            given->name = words[i];
        } else {
            return false;
        }
    }
    return given->name && given->role;
}

// ---- what each does, with the PIN read and wrapped

static bool add(struct village *village, const struct given *given, enum staff_role role,
                const struct staff_wrapped *wrapped)
{
    int64_t id;
    enum staff_state state;
    if (!staff_add(village, given->name, role, wrapped, NULL, &id, &state)) {
        return false;
    }
    if (state == STAFF_MEMBER) {
        printf("%s is the first of %s and can sign in: on the first screen of the kiosk, hold the "
               "clock for 3 seconds.\n",
               given->name, given->role);
    } else {
        printf("%s is pending. Next: a member of %s signs in at the screen, opens Anggota, and "
               "touches Terima.\n",
               given->name, given->role);
    }
    return true;
}

static bool anew(struct village *village, const struct given *given, enum staff_role role,
                 const struct staff_wrapped *wrapped)
{
    int64_t id;
    if (!staff_begin_anew(village, given->name, role, wrapped, &id)) {
        return false;
    }
    printf("All members of %s are gone; %s begins anew and can sign in.\n", given->role,
           given->name);
    if (role != STAFF_YOUTH) {
        printf("What was addressed to %s before comes back from the regency with the next "
               "rounds.\n",
               given->role);
    }
    return true;
}

static bool change(struct village *village, const struct given *given,
                   bool (*what)(struct village *, const struct given *, enum staff_role,
                                const struct staff_wrapped *))
{
    enum staff_role role;
    if (!staff_role_find(given->role, &role)) {
        fault_set("there is no role \"%s\"; it is one of bpd, desa, youth", given->role);
        return false;
    }
    if (what == add && !staff_name_check(village, given->name, role)) {
        return false; // before anybody types a PIN twice
    }
    struct locked {
        struct staff_wrapped wrapped;
        char pin[STAFF_PIN_MAX + 4]; // with room to see that it is too long, and a line end
    } *locked = secret_alloc(sizeof *locked);
    const struct ask ask = {"PIN", "6 to 12 digits", given->pin_file, true};
    bool ok = ask_secret(&ask, locked->pin, sizeof locked->pin) &&
              staff_wrap_pin(locked->pin, &locked->wrapped) &&
              what(village, given, role, &locked->wrapped);
    secret_free(locked);
    return ok;
}

// ---- the list

static bool list(struct village *village)
{
    static const char *const states[] = {[STAFF_PENDING] = "pending", [STAFF_MEMBER] = "member"};
    struct arena arena;
    arena_init(&arena, COMMAND_ARENA_MAX);
    struct staff_row *rows = ARENA_ARRAY(&arena, struct staff_row, STAFF_MAX);
    size_t count = staff_list(village, &arena, STAFF_MAX, rows);
    int zone_min = village_zone_min(village);
    for (size_t i = 0; i < count; i++) {
        char iso[MOMENT_ISO_LEN];
        printf("%s\t%s\t%s\t%s\n", staff_role_slug(rows[i].role), rows[i].name,
               states[rows[i].state], moment_iso(rows[i].added_s, zone_min, iso));
    }
    if (count == 0) {
        printf("Nobody yet. Next: kentongan-sync --data %s staff add NAME --role bpd\n",
               village->dir);
    }
    arena_finish(&arena);
    return true;
}

// ---- PINs of another machine

static int pins(const char *dir, const char *path, const char *file)
{
    enum { PASSPHRASE_BYTES = BACKUP_PASSPHRASE_MAX + 2 }; // one too long is noticed
    char *passphrase = secret_alloc(PASSPHRASE_BYTES);
    const struct ask ask = {"passphrase", "of the backup", file, false};
    int64_t good = 0;
    struct village *village = village_open(dir, VILLAGE_TOOL);
    bool ok = village && ask_secret(&ask, passphrase, PASSPHRASE_BYTES) &&
              staff_pepper_take(village, path, passphrase, &good);
    secret_free(passphrase);
    village_close(village);
    if (!ok) {
        return log_fault();
    }
    printf("%lld members can sign in here again. Each PIN becomes this machine's when it is next "
           "typed.\n",
           (long long)good);
    return 0;
}

int staff_command(const char *dir, int count, char **words)
{
    bool is_pins = (count == 2 || (count == 4 && str_equal(words[2], "--passphrase-file"))) &&
                   str_equal(words[0], "pins");
    if (is_pins) {
        return pins(dir, words[1], count == 4 ? words[3] : NULL);
    }
    bool is_list = count == 1 && str_equal(words[0], "list");
    bool is_add = count > 1 && str_equal(words[0], "add");
    bool is_anew = count > 1 && str_equal(words[0], "anew");
    struct given given = {0};
    if (!is_list && (!(is_add || is_anew) || !take_words(count - 1, words + 1, &given))) {
        return usage();
    }
    struct village *village = village_open(dir, VILLAGE_TOOL);
    bool ok = village && (is_list ? list(village) : change(village, &given, is_add ? add : anew));
    int status = ok ? 0 : log_fault();
    village_close(village);
    return status;
}
