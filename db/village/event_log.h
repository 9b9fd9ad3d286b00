// SPDX-License-Identifier: GPL-3.0-or-later
// The log up: events in order, each extending a running hash; what is confirmed, what is not; a new
// log when this file and the regency do not agree (a copied disk, a restore).
#ifndef EVENT_LOG_H
#define EVENT_LOG_H

#include "db/record/event.h"
#include "village.h"

struct event_log {
    uint32_t kiosk, log;
    uint64_t head, confirmed; // seq of the newest event, of the newest confirmed
    uint8_t head_hash[HASH_LEN], confirmed_hash[HASH_LEN];
    uint32_t numbers; // the counting part of the last public number given here
};

// The open log. False before the enrolment.
MUST_USE bool event_log_get(struct village *village, struct event_log *out);
// Inside the caller's transaction: sets event->day and appends. *seq and *log say where.
MUST_USE bool event_log_append(struct village *village, Kt__Event *event, uint32_t *log,
                               uint64_t *seq);
// The same for who has to know beforehand where it will stand (a seal names it): `log` as it is
// now, the event becomes log->head + 1; log->numbers is kept with it. case_id (16, or no data) is
// kept beside it while it waits.
MUST_USE bool event_log_append_to(struct village *village, const struct event_log *log,
                                  const struct village_moment *moment, Kt__Event *event,
                                  struct bytes case_id);
// Inside the caller's transaction: closes the open log, if any, and opens an empty one.
MUST_USE bool event_log_open_new(struct village *village);
// The same for a kiosk that was enrolled as another of its village: what is not confirmed goes over
// to the new log, but for notices, which get new ids (notice_adopt). Seals name the old kiosk; the
// regency knows by its key that it was this one.
MUST_USE bool event_log_carry_over(struct village *village);
// Unconfirmed events from `first` on, in order: as many as fit into budget_bytes, at least one if
// there is one. Bytes in the arena. Returns how many.
size_t event_log_slice(struct village *village, struct arena *arena, uint64_t first,
                       size_t budget_bytes, size_t max, struct bytes *events);
// The hash after event `seq` of the open log, false when that event is not here any more.
bool event_log_hash(struct village *village, uint64_t seq, uint8_t out[static HASH_LEN]);

// Something that was filed at this kiosk and is known from elsewhere (a mirror): appended to the
// open log, naming where it stood first, unless it is here already or was filed again before.
// Inside the caller's transaction, which begins with event_log_again_begin.
struct event_log_past {
    uint32_t log;
    uint64_t seq;
    uint8_t hash[HASH_LEN]; // of that log, after it
    struct bytes bytes, case_id;
    int64_t at_s;
    uint32_t numbers;
};
MUST_USE bool event_log_again_begin(struct village *village);
MUST_USE bool event_log_again(struct village *village, const struct event_log_past *past,
                              bool *is_new);

enum event_log_answer { EVENT_LOG_CONFIRMED, EVENT_LOG_FORKED, EVENT_LOG_FAILED };
// What the regency said: its mark, the hash there, and the last seq both have in common. When they
// agree, all up to the mark is confirmed; a mark below what was confirmed before means that the
// regency was put back to an older time: what it lost waits again, what lies in closed logs is
// appended again. When they do not, a new log is opened and whatever is not confirmed in common is
// appended to it again, each event naming its origin. One transaction. `common` must be of this
// file's own request; 0 where that is not known. A regency that was put back after it was told of a
// fork and before the new log's first event came shows it by its feed's id alone: PUT_BACK.
enum event_log_regency { EVENT_LOG_SAME, EVENT_LOG_PUT_BACK };
enum event_log_answer event_log_confirm(struct village *village, uint32_t log, uint64_t mark,
                                        const uint8_t mark_hash[static HASH_LEN], uint64_t common,
                                        enum event_log_regency regency);

// An answer on a stick may be an old one: whose life of the regency's store it is of (its feed),
// and when it was said by that one's clock.
struct event_log_said {
    uint32_t feed;
    int64_t at_s;
};
enum event_log_behind { EVENT_LOG_OLD, EVENT_LOG_ASKED, EVENT_LOG_PARTED, EVENT_LOG_BROKEN };
// A gap on a stick, with a mark below what is confirmed: the regency was put back and asks for what
// it lost (ASKED: the next stick begins there, and all of that waits again), or said so long ago
// (OLD). What is confirmed stays so: to send again costs room on a stick and nothing else. Where it
// has another past (is_gap or not), or where what was erased cannot be sent again, a new log is
// opened and all goes again (PARTED).
enum event_log_behind event_log_behind(struct village *village, uint32_t log, uint64_t mark,
                                       const uint8_t mark_hash[static HASH_LEN], bool is_gap,
                                       struct event_log_said said);
// Inside the caller's transaction: an answer about this log that confirms all that was confirmed
// before. What an older one asked for is not asked for any more. is_sure: it is the answer to this
// very state.
MUST_USE bool event_log_heard(struct village *village, uint32_t log, struct event_log_said said,
                              bool is_sure);
// What the regency surely keeps, by all that was heard: the next stick begins after it.
uint64_t event_log_kept(struct village *village, const struct event_log *log);

// Events waiting, of all kinds, with those that a stick asked for again.
int64_t event_log_waiting(struct village *village);
// The same, and when the oldest of them was filed (0: none waits).
int64_t event_log_waiting_since(struct village *village, int64_t *oldest_s);
// When the oldest that waits behind the seq `after` was filed; 0: none waits.
int64_t event_log_oldest_s(struct village *village, uint64_t after);

#endif
