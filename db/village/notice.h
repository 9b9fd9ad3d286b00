// SPDX-License-Identifier: GPL-3.0-or-later
// Notices in the village file: what is shown now, what is in the archive, what was withdrawn.
#ifndef NOTICE_H
#define NOTICE_H

#include "village.h"

enum {
    NOTICE_JUMP = 1000,          // chance keeps two restores of one backup apart
    NOTICE_EPOCH_S = 1767225600, // 2026-01-01: seconds since then are revisions after a restore,
    NOTICE_AGE_S_MAX = 50 * 366 * 86400, // for as long as the clock may be right
};

// A row for lists and the home panel, in the caller's arena.
struct notice_row {
    const char *id, *title, *category, *publisher, *place;
    const char *excerpt; // the first words of the body, Markdown taken off, <= 240 bytes
    int64_t posted_s, start_s, end_s, event_start_s;
    bool pinned, withdrawn;
    int urgency; // Kt__Urgency
};
enum notice_shelf { NOTICE_CURRENT, NOTICE_ARCHIVE };

// Rows in the order of the screen: urgent, pinned, then newest first. category, publisher_prefix:
// NULL for all. lang picks a translation's title where there is one. While the clock is not sure,
// nothing is hidden by date. Returns how many rows; *total how many there are.
size_t notice_list(struct village *village, struct arena *arena, enum notice_shelf shelf,
                   const char *category, const char *publisher_prefix, const char *lang,
                   size_t from, size_t max, struct notice_row *rows, size_t *total);
size_t notice_count(struct village *village, enum notice_shelf shelf);
// How many current ones were posted today.
size_t notice_count_today(struct village *village);

// Current notices whose event is not over at `from_s`, the one that begins first before the others;
// from_s 0 (while the clock is not sure): all of them.
size_t notice_agenda(struct village *village, struct arena *arena, const char *lang, int64_t from_s,
                     size_t max, struct notice_row *rows);
// The neighbours of a notice on its shelf, as notice_list would show it; NULL at an end.
struct notice_beside {
    const char *before, *after; // ids, in the arena
    size_t at, total;           // its place, from 1; 0: it does not stand on this shelf
};
struct notice_beside notice_beside(struct village *village, struct arena *arena, const char *id,
                                   enum notice_shelf shelf, const char *category,
                                   const char *publisher_prefix);

// The whole record; NULL when there is none. *gone is the withdrawal's reason, else NULL.
Kt__Notice *notice_get(struct village *village, struct arena *arena, const char *id,
                       const char **gone);

// Posts or revises at this kiosk (not what the regency withdrew: fault): gives id (K7-3; K-3 before
// the enrolment becomes its real number at the enrolment), revision and time, appends the event.
// *id in the arena.
MUST_USE bool notice_post(struct village *village, struct arena *arena, Kt__Notice *notice,
                          const char **id);
// One of this kiosk's own, to be revised or withdrawn here; sets no fault. Its newest revision,
// withdrawals counted; 0: there is none. Withdrawn by the regency, for good.
bool notice_is_own(struct village *village, const char *id);
uint32_t notice_revision(struct village *village, const char *id);
bool notice_is_far_gone(struct village *village, const char *id);
// Those posted here by BPD, or by anybody else: newest first, withdrawn ones among them.
size_t notice_own(struct village *village, struct arena *arena, bool is_bpd, size_t from,
                  size_t max, struct notice_row *rows, size_t *total);
// Inside the enrolment's transaction: what was posted before it gets its real id and its event.
MUST_USE bool notice_adopt(struct village *village, struct arena *arena);
// Withdraws one of this kiosk's own.
MUST_USE bool notice_withdraw(struct village *village, const char *id, const char *reason);
// Inside a transaction: this disk was put back, and has forgotten what it gave numbers to since.
// What is posted and revised from now on stands above all of that; `before` is the file that lay in
// its place, NULL for none. What the regency has comes down again as a whole, own notices included.
MUST_USE bool notice_jump(struct village *village, struct sql *before);
// Inside a transaction: the regency set this event aside, because a notice of another life of this
// disk has its numbers. It is posted again under others, as it stands by now.
MUST_USE bool notice_clash(struct village *village, uint32_t log, uint64_t seq);
// From the feed. An older revision than the one that is here changes nothing. Another notice with
// the id of one that is here (Notice.birth) takes its place; ours goes on under an id of its own.
MUST_USE bool notice_put(struct village *village, const Kt__Notice *notice);
MUST_USE bool notice_put_gone(struct village *village, const Kt__NoticeGone *gone);

// ---- for the rooms of db/village

// A row as lists show it; it borrows from the record. The excerpt is made in the arena.
struct notice_row notice_row_of(struct arena *arena, const Kt__Notice *notice, const char *lang);
// The body in that language, else the notice's own.
const char *notice_body_in(const Kt__Notice *notice, const char *lang);
// Schema step 2: the columns and the words of the notices that are here already.
MUST_USE bool notice_step_2(struct sql *sql);

// ---- pictures

// Keeps a picture under media/HASH, without what its camera wrote into it, and fills in hash and
// size. False with a fault: db/record/picture_file.h says what is refused.
MUST_USE bool notice_picture_keep(struct village *village, struct arena *arena, const char *path,
                                  Kt__Picture *picture);
// Path of a kept picture, in the arena; NULL when it is not here (yet).
char *notice_picture_path(struct village *village, struct arena *arena, ProtobufCBinaryData hash);

#endif
