// SPDX-License-Identifier: GPL-3.0-or-later
// What to send in one round: the request's bytes, made from the village file alone. No carrier is
// known here, nothing is written.
#ifndef PLAN_H
#define PLAN_H

#include "db/village/identity.h"
#include "sync/bundle/bundle.h"

// All of it in the caller's arena.
struct plan {
    uint32_t kiosk, log;
    uint64_t first_seq;
    size_t event_count;
    size_t part_count;    // pieces of recordings
    size_t picture_count; // pieces of pictures
    size_t want_count;    // pictures that were asked for
    size_t want_bytes;    // as many of them at most
    int64_t waiting;      // events that do not fit into this round
    struct bytes request; // one bundle
    uint8_t request_hash[HASH_LEN];
    uint32_t wanted; // the dictionary that it asks for; 0: none
};

// How the request is packed. A stick is read whenever it arrives, perhaps by a store that was put
// back to a time before the newest dictionary, or before this kiosk: it goes open, not deflated,
// with the certificate in it.
enum plan_words { PLAN_NEWEST_WORDS, PLAN_OPEN };
// A round over the network carries what may go now. On a stick a file is one thing or another, and
// whatever may be lacking at the other end goes along.
enum plan_load { PLAN_NETWORK, PLAN_WORDS_AND_SOUND, PLAN_PICTURES };

struct plan_limits {
    enum plan_load load;
    uint64_t first_seq;      // 0: the one after the newest that the regency keeps
    size_t up_bytes_max;     // of events; one event always fits
    uint32_t down_bytes_max; // of the answer
    size_t parts_bytes_max;  // of recordings; 0: PARTS_BYTES_MAX, and no more than events
    size_t parts_skip;       // recordings that another file of the same stick holds
    enum plan_words words;
    size_t pictures_skip;   // pictures, in the same way
    size_t wants_skip;      // pictures that another file asks for
    size_t wants_bytes_max; // 0: as parts_bytes_max
};

// secret: the kiosk's signing key. False with a fault: not enrolled, or the file cannot be read.
MUST_USE bool plan_round(struct village *village, struct arena *arena, const struct identity *self,
                         const uint8_t secret[static SIGN_SECRET_LEN], struct plan_limits limits,
                         struct plan *out);

#endif
