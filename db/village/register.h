// SPDX-License-Identifier: GPL-3.0-or-later
// The register of a role: what was addressed to BPD or desa, for those of them who are signed in.
// Each copy is sealed to the role's key; nobody reads another role's. Names, contacts and words
// that only officers may read come out one case at a time, and never without being on record.
#ifndef REGISTER_H
#define REGISTER_H

#include "identity.h"
#include "staff.h"

enum {
    REGISTER_ROWS_MAX = 100000, // some hundred years of a busy village
    REGISTER_PENDING_MAX = 32,  // of one case, shown at once
    REGISTER_NUMBER_MAX = 40,
};

// ---- what comes in; inside the caller's transaction

// With the filing: a copy for the role that it is addressed to, where that role has a key. False
// with a fault.
MUST_USE bool register_keep(struct village *village, struct arena *arena, const Kt__RoleCopy *copy);
// From the feed. An older revision than the one that is here changes nothing.
MUST_USE bool register_put(struct village *village, const Kt__RoleItem *item);
MUST_USE bool register_put_gone(struct village *village, const Kt__RoleItemGone *gone);
// The villager erased: copies, what was done and not seen back, notes.
MUST_USE bool register_forget(struct village *village, struct arena *arena,
                              const struct receipt *receipt);

// ---- the list

struct register_row {
    uint8_t case_id[RECEIPT_CASE_LEN];
    char number[REGISTER_NUMBER_MAX];
    Kt__Category category;
    Kt__Mode mode;
    Kt__State state;  // with what was done here; MENUNGGU and TERKIRIM while nothing else is known
    int64_t at_s;     // of filing
    int64_t due_day;  // 0: nothing is due
    int64_t talk_day; // DIBAHAS_BPD: of the musyawarah
    bool waits;       // this role is to do something
    bool is_asking;   // the villager asked, added or reopened, and nobody answered yet
    bool is_pending;  // something was done here that the regency has not shown yet: belum sampai
};
// Rows as they were read last; what did not change is not opened again. In memory that is wiped.
struct register_shelf;
struct register_shelf *register_shelf_open(void);
void register_shelf_close(struct register_shelf *shelf); // takes NULL
// Reads what changed; takes what the regency has shown off the list of acts. False with a fault:
// the session has no register, or does not stand any more.
MUST_USE bool register_shelf_read(struct village *village, const struct staff_session *session,
                                  struct register_shelf *shelf);
// What waits first, then newest filing first. The shelf's, until it is read or closed.
const struct register_row *register_shelf_rows(const struct register_shelf *shelf, size_t *count);
// Cases that this member cannot read yet: sealed to a key that was not granted to them. The regency
// seals them again.
size_t register_shelf_closed(const struct register_shelf *shelf);
// The beginning of the words on one line, in the arena, at most max_bytes; "" where only officers
// read them, or nothing is written.
const char *register_excerpt(struct village *village, const struct staff_session *session,
                             struct arena *arena, const uint8_t case_id[static RECEIPT_CASE_LEN],
                             size_t max_bytes);

// ---- one case

struct register_act_row { // done here, not seen back
    Kt__Acting *acting;
    bool refused; // the regency has it and set it aside
};
struct register_item {
    struct register_row row;
    const char *text;   // NULL: only officers read it, and it was not opened in this call
    bool has_name;      // there is a name or a contact to be asked for
    Kt__Voice *voice;   // NULL: none, or as text
    Kt__CaseView *view; // NULL: the regency has not sent it yet. A villager's later words are
                        // empty where text is NULL
    struct register_act_row acts[REGISTER_PENDING_MAX]; // oldest first
    size_t act_count;
    const char *name, *contact; // NULL but after register_reveal
};
// In the arena. False with a fault: not addressed to this role, gone, does not open.
MUST_USE bool register_get(struct village *village, const struct staff_session *session,
                           struct arena *arena, const uint8_t case_id[static RECEIPT_CASE_LEN],
                           struct register_item *out);
// The same with everything in it. Committed before: an event that stands in the villager's
// timeline, and a line of the audit log. The caller rings the bell.
MUST_USE bool register_reveal(struct village *village, const struct staff_session *session,
                              struct arena *arena, const uint8_t case_id[static RECEIPT_CASE_LEN],
                              struct register_item *out);
// Once more, for a page that revealed it, is still there, and heard that something changed. False
// also where this role never opened it on record.
MUST_USE bool register_again(struct village *village, const struct staff_session *session,
                             struct arena *arena, const uint8_t case_id[static RECEIPT_CASE_LEN],
                             struct register_item *out);

#endif
