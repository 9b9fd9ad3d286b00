// SPDX-License-Identifier: GPL-3.0-or-later
// A small regency, three kiosks in two villages and a stick, in one process, on one clock that only
// the simulator moves, with chance that only the seed decides. The code is the real one; what is
// simulated is time, randomness, the network, and what people do.
#ifndef SIM_WORLD_H
#define SIM_WORLD_H

#include "db/base/clock.h"
#include "db/base/file.h"
#include "db/regency/case.h"
#include "db/regency/registry.h"
#include "db/village/village.h"

#include <stdio.h>

enum {
    SIM_KIOSKS = 3, // 0 and 1 in one village, 2 in another
    SIM_WORDS_MAX = 400,
    SIM_NOTICES_MAX = 100,
    SIM_PARCELS_MAX = 48,
    SIM_LATE_MAX = 16,
    SIM_TEXT_MAX = 96,
};

// What somebody filed, and what became of it as far as people know.
struct sim_word {
    char text[SIM_TEXT_MAX];
    struct receipt receipt;
    int kiosk;
    Kt__Mode mode;
    bool is_unsure; // its disk was put back to a time before it: 0 or 1 of it may be left
    bool is_erased;
    bool is_follow_unsure; // the same of what was done with it
    bool is_mirrored;      // lies on the second medium
    bool is_follow_missed; // something that was done with it does not
    int asks, rates;       // accepted by a kiosk
};

// What was posted at a kiosk for the first time.
struct sim_notice {
    char text[SIM_TEXT_MAX];
    uint32_t birth;
    int kiosk;
    bool is_unsure; // its disk was put back to a time before it
};

// Bytes that are under way by hand, or late in a network.
struct sim_parcel {
    struct bytes bytes; // owned (malloc)
    bool is_answer;
};

struct sim_kiosk {
    char dir[64], copy[64];  // copy: of an older state of its disk
    char card[64], away[64]; // its second medium, and where that is while it is pulled
    char stick[64];          // what goes to the regency and back where there is no network
    struct village *village;
    int64_t skew_ms; // of its clock
    bool is_far;     // no network ever reaches it, not even in the end
    bool has_copy, is_rekeyed, is_card_away;
    int copy_words, copy_notices; // how many words and notices the world had then
};

struct sim {
    uint64_t seed, state; // of the generator that chooses what happens
    int64_t wall_ms, mono_ms;
    int at; // whose clock is read: a kiosk, or -1 the regency
    char dir[64], backup[64];
    bool has_backup, was_restored, lost_disk;
    int picture_count; // posted by anybody
    int picture_shown; // and seen whole at kiosks, by the check
    struct regency *regency;
    struct keyring *keyring;
    struct sim_kiosk kiosks[SIM_KIOSKS];
    struct sim_word words[SIM_WORDS_MAX];
    struct sim_notice notices[SIM_NOTICES_MAX];
    int word_count, text_count, notice_count;
    struct sim_parcel stick[SIM_PARCELS_MAX], late[SIM_LATE_MAX];
    int stick_count, late_count;
    crypto_generichash_state trace; // of all that happened: two runs of a seed have the same
    int64_t counts[32];             // how often each act was done (act.c)
    int64_t journeys;               // of a stick for a kiosk that no network reaches
    int64_t trained, unread;        // bundles under trained dictionaries; of them not to be read
    bool is_loud;
};

// Everything is made below `root`, which is removed at the end. Ends the program when it cannot.
void sim_begin(struct sim *sim, const char *root, uint64_t seed);
void sim_end(struct sim *sim);

uint32_t sim_below(struct sim *sim, uint32_t limit);
bool sim_chance(struct sim *sim, uint32_t percent);
void sim_as(struct sim *sim, int who); // whose clock is read from here on; -1: the regency's
void sim_trace(struct sim *sim, const char *fmt, ...) PRINTF(2, 3);

// A restart: closed, opened again.
void sim_reopen_kiosk(struct sim *sim, int k);
void sim_close_kiosk(struct sim *sim, int k);
void sim_open_kiosk(struct sim *sim, int k);
void sim_open_regency(struct sim *sim);
void sim_close_regency(struct sim *sim);
// All files of a closed kiosk's folder; what was in `to` goes.
void sim_copy_folder(const char *from, const char *to);
void sim_empty_folder(const char *path); // is made where it is not

// ---- act.c: one thing happens
void sim_act(struct sim *sim);
bool sim_readmit(struct sim *sim, int k); // an operator lets a machine with a new key in again
const char *sim_act_name(int at);
extern const int sim_act_count;

// ---- post.c
void sim_post_at_kiosk(struct sim *sim);
void sim_post_at_regency(struct sim *sim);

// ---- carry.c
enum sim_fault {
    SIM_GOOD,
    SIM_REQUEST_LOST,
    SIM_ANSWER_LOST,
    SIM_ANSWER_CUT,
    SIM_REQUEST_BENT,
    SIM_ANSWER_BENT,
    SIM_REQUEST_LATE, // lost for now: it comes another day
    SIM_FAULTS
};
// One round of a kiosk. *again: the regency has more. False: nothing came back, or it was refused.
bool sim_round(struct sim *sim, int k, enum sim_fault fault, bool *again);
void sim_late(struct sim *sim); // a late request comes, its answer goes nowhere
void sim_export(struct sim *sim, int k);
void sim_import_regency(struct sim *sim);
void sim_import_kiosk(struct sim *sim, int k);
// At the regency: what is in a parcel, and the parcel of the answer to it. False: it has none.
bool sim_answer_parcel(struct sim *sim, struct arena *arena, struct bytes parcel,
                       struct bytes *answer);
struct bytes sim_bent(struct sim *sim, struct arena *arena, struct bytes from); // one bit of it

// ---- journey.c: a stick there and back, by the agent's own export and import
// Nothing goes wrong. True: it moved something, on either side.
bool sim_journey(struct sim *sim, int k);
void sim_some_journey(struct sim *sim, int k);

// ---- check.c: network and stick are good for a while; then what must be true is. False: said on
// stderr.
bool sim_heal(struct sim *sim);
bool sim_check(struct sim *sim);
bool sim_check_own(struct sim *sim); // check_own.c
bool sim_wrong(const struct sim *sim, const char *fmt, ...) PRINTF(2, 3);

#endif
