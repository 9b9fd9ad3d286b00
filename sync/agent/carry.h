// SPDX-License-Identifier: GPL-3.0-or-later
// The carrier in somebody's pocket. Export remembers nothing, so a stick that is lost costs
// nothing; what comes back is checked as if it had come over the network.
#ifndef CARRY_H
#define CARRY_H

#include "agent.h"
#include "db/village/village.h"

// What went onto a stick or came from one.
struct carried {
    size_t files;     // written, or taken in
    size_t failed;    // not taken in, each said in one line
    size_t strangers; // passed over: answers for other kiosks
    bool enrols;      // what was written asks for the enrolment
    bool enrolled;    // what was taken in is the answer to that, for the first time
    bool asked;       // the regency was put back: what it lost goes with the next stick
    int64_t events;   // written
    int64_t changes;  // applied, of files that brought anything new
};

struct carry {
    // After each file; changes: of an answer. word: what the regency says, or NULL. May be NULL.
    void (*file)(void *ctx, const char *path, int64_t changes, const char *word);
    void (*progress)(void *ctx, int64_t step, int64_t steps); // events or files; may be NULL
    void *ctx;
    const struct stop *stop; // may be NULL; between two files
};

// Writes what is unsent into the folder. Without anything unsent one file is written all the same:
// it asks for what is new. Before the enrolment the one file asks for that, with the ticket that
// was kept. False with a fault; *out says what was whole before that.
MUST_USE bool carry_export(struct village *village, const char *to, const struct carry *carry,
                           struct carried *out);
// Takes in one answer.
MUST_USE bool carry_import_file(struct village *village, const char *path,
                                const struct carry *carry, struct carried *out);
// Takes in the answers for this kiosk that lie in the folder, in the order of their names. False
// with a fault when the folder cannot be read or one of them could not be taken in.
MUST_USE bool carry_import_folder(struct village *village, const char *path,
                                  const struct carry *carry, struct carried *out);

#endif
