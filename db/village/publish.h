// SPDX-License-Identifier: GPL-3.0-or-later
// Publishing what was written, by who has signed in: each act is one transaction with its line in
// the audit log. BPD and desa change only what is theirs: what BPD announces cannot be taken down
// by the office that it may be about.
#ifndef PUBLISH_H
#define PUBLISH_H

#include "draft.h"

enum publish_end {
    PUBLISH_DONE,
    PUBLISH_NO_TITLE,
    PUBLISH_NEEDS_SECOND, // the setting `approve` wants another member to do it
    PUBLISH_OUTDATED,     // another revision was published since the draft was begun
    PUBLISH_GONE,         // the notice that it revises was withdrawn
    PUBLISH_FAILED,       // the fault says why
};
struct publish_told { // texts in the arena
    const char *id;   // DONE: of the notice
    // OUTDATED and GONE: what stands there now, and who did it ("" when that is not known here).
    uint32_t revision;
    const char *who, *reason;
    int64_t at_s;
    bool is_far; // GONE: by the regency
};
// In every end but DONE the draft stays as it is. A draft that waits is published by another member
// than its writer: that is the approval.
enum publish_end publish_draft(struct village *village, struct arena *arena,
                               const struct staff_session *session, int64_t id,
                               struct publish_told *told);
bool publish_wants_second(struct village *village);
// Whether that role may change what this publisher announced.
bool publish_is_ours(enum staff_role role, const char *publisher);
MUST_USE bool publish_withdraw(struct village *village, struct arena *arena,
                               const struct staff_session *session, const char *notice,
                               const char *reason);
// Who published a revision here and when; "" when it was no member of the staff.
const char *publish_hand(struct village *village, struct arena *arena, const char *notice,
                         uint32_t revision, int64_t *at_s);
// The notice that was published from a draft with that mark; NULL: none yet.
const char *publish_of(struct village *village, struct arena *arena, const char *about);

// ---- by command, for whoever owns the machine: any notice of this kiosk, on the record
MUST_USE bool publish_withdraw_by_command(struct village *village, const char *notice,
                                          const char *reason);
// A notice from a file whose bytes are remembered: in a folder, the same ones again are no second
// notice.
MUST_USE bool publish_file(struct village *village, struct arena *arena, struct bytes file,
                           Kt__Notice *notice, const char **id);
// The id under which a file was posted, NULL: it was not. Remembering one that was posted
// otherwise.
const char *publish_file_known(struct village *village, struct arena *arena, struct bytes file);
MUST_USE bool publish_file_keep(struct village *village, struct bytes file, const char *notice);

#endif
