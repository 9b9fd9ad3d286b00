// SPDX-License-Identifier: GPL-3.0-or-later
// Rounds over the network, one after the other, until nothing is left to send or to fetch. Each
// round that was tried leaves a row for the keeper.
#ifndef EXCHANGE_H
#define EXCHANGE_H

#include "agent.h"
#include "db/village/round.h"
#include "https.h"
#include "pace.h"

struct exchange {
    struct village *village; // not owned
    struct https *https;     // owned; made at the first round, kept open between rounds
    const struct stop *stop; // not owned, may be NULL: ends it within a second once set
    struct pace pace;
    uint8_t token[WAIT_TOKEN_MAX]; // of the last good answer: what to wait for news with
    size_t token_len;
    // Told after each round that went well, while exchange_all goes on; may be NULL.
    void (*moved)(void *ctx);
    void *moved_ctx;
    struct meter untold; // what connections that are gone have cost, in no row yet
    enum round_why why;  // of the last round
    int64_t changes;     // applied by the last exchange_all
    int64_t keys_ms;     // from when on whoever shows a strange key is asked for key lists
};

void exchange_init(struct exchange *exchange, struct village *village, const struct stop *stop);
void exchange_finish(struct exchange *exchange);

enum exchange_end {
    EXCHANGE_DONE,
    EXCHANGE_NO_LINK,  // nobody was reached, or the link broke: try again when there is one
    EXCHANGE_STRANGER, // somebody else answers: try again in a while
    EXCHANGE_REFUSED,  // an answer that does not help: not again at once
    EXCHANGE_WAIT,     // the regency is busy: not before *wait_s
};
// What is not DONE has set a fault. What was stopped leaves no report.
enum exchange_end exchange_all(struct exchange *exchange, uint32_t *wait_s);

// Is anybody there? every_ms as for https_probe. Also true when the kiosk is not enrolled:
// exchange_all then says so.
bool exchange_probe(struct exchange *exchange, int every_ms);

// So that two programs never plan or apply at once; *fd is the caller's to close.
MUST_USE bool exchange_lock(struct village *village, int *fd);

#endif
