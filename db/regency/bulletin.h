// SPDX-License-Identifier: GPL-3.0-or-later
// Notices at the regency: its own, and those of kiosks (K7-3), which go to all kiosks of
// their village. Only the origin revises; the regency may withdraw any, with a reason that shows.
#ifndef BULLETIN_H
#define BULLETIN_H

#include "registry.h"

enum { BULLETIN_REASON_LETTERS_MAX = 500 };

// Posts, or revises when notice->id names one of the regency's. Gives id, revision and time;
// notice->scope is the audience. *id in the arena.
MUST_USE bool bulletin_post(struct regency *regency, struct arena *arena, Kt__Notice *notice,
                            const char **id);
MUST_USE bool bulletin_withdraw(struct regency *regency, struct arena *arena, const char *id,
                                const char *reason);

// Of all that this kiosk posted (record_notice_mark); 0: nothing.
uint32_t bulletin_mark(struct regency *regency, uint32_t kiosk);

enum bulletin_end {
    BULLETIN_TAKEN,
    BULLETIN_REFUSED, // the fault says why
    BULLETIN_CLASH,   // REFUSED: another notice has its id, or its id and revision
    BULLETIN_FAILED
};
// From a kiosk's log. Older than what is here: taken, nothing changes. That and a clash tell of a
// kiosk whose disk was put back: what stands here goes down to it as well.
enum bulletin_end bulletin_from_kiosk(struct regency *regency, struct arena *arena,
                                      const struct registry_kiosk *kiosk, Kt__Notice *notice);
enum bulletin_end bulletin_gone_from_kiosk(struct regency *regency, struct arena *arena,
                                           const struct registry_kiosk *kiosk,
                                           Kt__NoticeGone *gone);

#endif
