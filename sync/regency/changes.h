// SPDX-License-Identifier: GPL-3.0-or-later
// What goes down with an answer: signed bundles behind the acknowledgement, each of which the kiosk
// takes in by itself.
#ifndef CHANGES_H
#define CHANGES_H

#include "db/regency/registry.h"
#include "sync/bundle/bundle.h"

struct changes {
    struct bytes bundle[BUNDLES_IN_RESPONSE_MAX]; // in the arena, count of them
    size_t count, bytes;                          // bytes of changes, before they are packed
    bool more;                                    // changes that did not fit
    struct bytes words; // of the dictionary that the kiosk has; empty: the shipped one
};
// Changes after the round's cursors, within its budget, and of the pictures that it wants what
// still fits; `feed` is this store's. False with a fault when the store failed. Inside the caller's
// transaction.
MUST_USE bool changes_take(struct regency *regency, const struct keyring *keyring,
                           struct arena *arena, const struct registry_kiosk *kiosk, uint32_t feed,
                           const Kt__Round *round, struct changes *out);
// The whole response, in the arena.
struct bytes changes_join(struct arena *arena, struct bytes ack, const struct changes *changes);

#endif
