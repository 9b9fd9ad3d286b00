// SPDX-License-Identifier: GPL-3.0-or-later
// Notices being written by BPD or desa: kept row by row, so that a power cut takes at most the
// letters of the last pause. A draft is its role's: no other role sees it, and youth has none.
// Publishing it is publish.h's.
#ifndef DRAFT_H
#define DRAFT_H

#include "db/record/template_file.h"
#include "staff.h"

enum {
    DRAFTS_MAX = 100,               // of a role; more are nobody's work in progress
    DRAFT_VALUE_LETTERS_MAX = 2000, // in one blank
    DRAFT_NOTE_BYTES_MAX = 1000,
};

enum draft_state {
    DRAFT_OPEN = 1,
    DRAFT_WAITS = 2, // for a second member of the role (setting `approve`)
};

struct draft {
    int64_t id; // 0: never saved
    enum staff_role role;
    int64_t by;      // the member who wrote last
    const char *who; // their name, in the arena like all texts here
    enum draft_state state;
    const char *form; // slug; "": none
    const char *base; // id of the notice that it revises; NULL: a new one
    uint32_t base_revision;
    const char *about; // the caller's own mark, kept with what is published; "": none
    const char *note;  // said by who gave it back; ""
    int64_t saved_s;
    Kt__Draft *record; // the arena's; change it and call draft_save
};

// The publisher as a villager reads it: "BPD Sukamaju", "Pemerintah Desa Sukamaju".
const char *draft_publisher(struct village *village, struct arena *arena, enum staff_role role);

// A new one from a template (NULL: empty, of `pengumuman`), not saved yet: blanks that are kept
// have their last words, [desa] the village's name; `days` count from today, and while the clock is
// not sure it has no end. False with a fault: this role writes nothing.
MUST_USE bool draft_new(struct village *village, struct arena *arena,
                        const struct staff_session *session, const struct template_file *from,
                        struct draft *out);
// A revision of a notice of this kiosk and role; the draft that the member has of it already, if
// there is one. False with a fault.
MUST_USE bool draft_revise(struct village *village, struct arena *arena,
                           const struct staff_session *session, const char *notice,
                           struct draft *out);
// False with a fault: there is none, or it is another role's.
MUST_USE bool draft_get(struct village *village, struct arena *arena,
                        const struct staff_session *session, int64_t id, struct draft *out);
// Saved and synced; gives a new one its id. From now on it is the session's and open again: what
// waited for approval was other words.
MUST_USE bool draft_save(struct village *village, struct arena *arena,
                         const struct staff_session *session, struct draft *draft);
MUST_USE bool draft_delete(struct village *village, const struct staff_session *session,
                           int64_t id);
// The same because a member wants it gone: on the record, for it was the whole role's.
MUST_USE bool draft_drop(struct village *village, const struct staff_session *session,
                         const struct draft *draft);
// Newest first; records are not read but for title. Returns how many.
struct draft_row {
    int64_t id, by, saved_s;
    const char *who, *title, *category, *base, *note;
    enum draft_state state;
};
size_t draft_list(struct village *village, struct arena *arena, enum staff_role role, size_t max,
                  struct draft_row *rows);

// Asks a second member; gives it back to who wrote it, with a word. On the record.
MUST_USE bool draft_ask(struct village *village, const struct staff_session *session, int64_t id);
MUST_USE bool draft_return(struct village *village, const struct staff_session *session, int64_t id,
                           const char *note);
// What was published meanwhile has been seen: this one goes over it, or becomes a new notice.
MUST_USE bool draft_rebase(struct village *village, const struct staff_session *session, int64_t id,
                           uint32_t revision);
MUST_USE bool draft_detach(struct village *village, const struct staff_session *session,
                           int64_t id);

// As it would be published: blanks filled, the others still in brackets. In the arena.
Kt__Notice *draft_notice(struct arena *arena, const struct draft *draft);
// What fills a blank, "" for nothing yet; and filling it (letters beyond the limit are refused with
// a fault).
const char *draft_blank(const struct draft *draft, const char *name);
MUST_USE bool draft_fill(struct arena *arena, struct draft *draft, const char *name,
                         const char *value);
// Fills the blanks for good: the body becomes plain words that may be changed as a whole.
void draft_settle(struct arena *arena, struct draft *draft);

#endif
