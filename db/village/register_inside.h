// SPDX-License-Identifier: GPL-3.0-or-later
// What the files of register_*.c share.
#ifndef REGISTER_INSIDE_H
#define REGISTER_INSIDE_H

#include "register.h"

#include "db/record/seal_role.h"

enum { REGISTER_KEYS_MAX = 16, REGISTER_CASE_BYTES_MAX = 16 * 1024 * 1024 };

// The role's secrets that a session needed so far. In locked memory; freed by register_keys_free.
struct register_keys;
struct register_keys *register_keys_new(const struct staff_session *session);
void register_keys_free(struct register_keys *keys); // takes NULL
struct register_key {
    uint32_t number;
    uint8_t secret[BOX_SECRET_LEN], public_key[BOX_PUBLIC_LEN];
};
// NULL with a fault: not granted to this member.
const struct register_key *register_keys_find(struct village *village,
                                              const struct staff_session *session,
                                              struct register_keys *keys, uint32_t number);

// BPD or desa, signed in, still a member. False with a fault.
bool register_may_read(struct village *village, const struct staff_session *session);

// The copy of a case that is addressed to the session's role. NULL with a fault.
Kt__RoleCopy *register_copy(struct village *village, const struct staff_session *session,
                            struct register_keys *keys, struct arena *arena, struct bytes case_id);
// Its words, in the arena. NULL with a fault.
Kt__Words *register_words(struct arena *arena, const Kt__RoleCopy *copy);

// REVEALED: only after an ACT_OPEN of it was committed.
enum register_look { REGISTER_CLOSED, REGISTER_REVEALED };
bool register_item_read(struct village *village, const struct staff_session *session,
                        struct register_keys *keys, struct arena *arena, struct bytes case_id,
                        enum register_look look, struct register_item *out);

// Somebody of this role opened it on record.
bool register_was_opened(const struct register_item *item, enum staff_role role);

// An act of this role that is not seen back, in the arena.
struct register_done {
    uint32_t log;
    uint64_t seq;
    bool refused;
    Kt__Acting *acting;
};
// Of one case, by its tag, oldest first; at most max.
size_t register_done_of(struct village *village, const struct staff_session *session,
                        struct register_keys *keys, struct arena *arena, struct bytes tag,
                        size_t max, struct register_done *out);
// False: it is not there, or was done with a key that this member does not have.
bool register_done_get(struct village *village, const struct staff_session *session,
                       struct register_keys *keys, struct arena *arena, uint32_t log, uint64_t seq,
                       struct register_done *out);
// The view shows it.
bool register_shows(const Kt__CaseView *view, uint32_t log, uint64_t seq);

// How a case stands, by the copy alone; then with what was done here on top; then whose turn it is.
// today: in the village's zone, 0 while the clock is not sure.
struct register_stand {
    struct register_row row;
    bool is_routed_here; // by the regency, last of all
};
void register_stand_of(const Kt__RoleCopy *copy, enum staff_role role, struct register_stand *out);
void register_stand_act(struct register_stand *stand, const Kt__Acting *acting);
void register_stand_end(struct register_stand *stand, bool is_sent, int64_t today);
bool register_is_over(Kt__State state);

// The office as a villager calls it, in Indonesian.
const char *register_office(enum staff_role role);

// H("kt desk", receipt key), in the arena.
struct bytes register_tag(struct arena *arena, struct bytes receipt_key);

// Of words that are not sent yet (register_unsent.h): the case's tag; for OUTCOME that of its day.
struct bytes register_unsent_tag(struct arena *arena, Kt__Act what, struct bytes receipt_key,
                                 int64_t day);
bool register_unsent_drop(struct village *village, const struct staff_session *session,
                          struct bytes tag);

#endif
