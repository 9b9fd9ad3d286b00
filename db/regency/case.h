// SPDX-License-Identifier: GPL-3.0-or-later
// Cases: one for each receipt key, an append-only row of signed entries, a state that moves by a
// table of steps. Each step makes a new revision, sealed to the receipt and put into the feed in
// the same transaction.
//
// An entry's signature is Ed25519 by the signing key over context "kt case entry" and
// case id (16) | revision (4 bytes, little end first) | content (a packed CaseEntry).
#ifndef CASE_H
#define CASE_H

#include "db/record/seal.h"
#include "keyring.h"

enum {
    CASE_ID_LEN = RECEIPT_CASE_LEN,
    CASE_TEXT_LETTERS_MAX = ASPIRATION_LETTERS_MAX,
    CASE_VERIFY_DAYS = 3, // working days from arrival, as the design promises
    CASE_FOLLOW_DAYS = 5, // working days from arrival to the first follow-up
    CASE_PREFIX_MIN = 4,  // hex letters of an id that are enough to ask by
    CASE_MATCHES_MAX = 5, // named when a number or prefix fits several
};

struct case_info {
    uint8_t id[CASE_ID_LEN];
    const char *number, *opd, *village_code,
        *village_name; // in the caller's arena; opd may be NULL
    Kt__State state;
    Kt__Mode mode;
    Kt__Addressee to;
    Kt__Category category;
    uint32_t kiosk, village, revision, seen_revision;
    int zone_min;
    int64_t day, filed_s, arrived_s, due_day;
    const char *text; // NULL while it lies in the seal alone
    uint32_t key;
    struct bytes sealed;
    uint8_t receipt_key[BOX_PUBLIC_LEN];
};

// What came out of a seal that was found to match its event.
struct case_new {
    uint32_t kiosk, village;
    const char *village_code;
    uint32_t slot; // of the kiosk in its village
    int64_t day;   // of filing, 0 when the kiosk's clock was not sure
    int zone_min;
    const Kt__Inside *inside;
    const char *text;
    struct bytes sealed;
    uint32_t key;
};
enum case_opened {
    CASE_OPENED,
    CASE_KNOWN,   // the same sealed words are here already
    CASE_REFUSED, // another text under a receipt key that has a case: the fault says so
    CASE_FAILED,
};
// Opens a case: first entry, number (a letter is added where a copied disk gave the same number
// twice), open text unless it is secret. Nothing is sent yet: that it arrived the kiosk knows.
enum case_opened case_open(struct regency *regency, struct arena *arena,
                           const struct keyring *keyring, const struct case_new *from);

// By id in hex, the beginning of one, or public number. False with a fault: unknown, or several.
MUST_USE bool case_find(struct regency *regency, struct arena *arena, const char *asked,
                        struct case_info *out);
MUST_USE bool case_get(struct regency *regency, struct arena *arena,
                       const uint8_t id[static CASE_ID_LEN], struct case_info *out);

// All, newest arrival last. each is called with an info in an arena that lives for that call.
MUST_USE bool case_each(struct regency *regency,
                        void (*each)(void *ctx, const struct case_info *info), void *ctx);

struct case_entry {
    uint32_t revision;
    bool public;
    bool signed_well; // the signature holds
    Kt__CaseEntry *entry;
};
// Entries, oldest first, in the arena. Returns how many.
size_t case_entries(struct regency *regency, struct arena *arena, const struct keyring *keyring,
                    const uint8_t id[static CASE_ID_LEN],
                    struct case_entry entries[static CASE_ENTRIES_MAX]);

// Opens the seal: text, name, contact. It is put on record first, and the villager's timeline says
// so; openings one after the other on the same day stand there once. NULL with a fault.
Kt__Words *case_words(struct regency *regency, struct arena *arena, const struct keyring *keyring,
                      const struct case_info *info, const char *by);

// The kiosk of this case says that a revision arrived.
MUST_USE bool case_arrived(struct regency *regency, struct bytes id, uint32_t revision);

// ---- steps (case_step.c)

enum case_verb { CASE_VERIFY, CASE_ROUTE, CASE_REPLY, CASE_CLOSE, CASE_REJECT, CASE_VERBS };
struct case_step {
    enum case_verb verb;
    const char *text; // reply, reject: required; close: may be NULL
    const char *opd;  // route: a known code
    bool public;      // the reply may stand on the board
};
// False with a fault that names the state and what is allowed from it.
MUST_USE bool case_take_step(struct regency *regency, struct arena *arena,
                             const struct keyring *keyring, const struct case_info *info,
                             const struct case_step *step);

// Appends an entry as the next revision and answers to the receipt. state STATE_NONE: unchanged.
// The case moves to `state` and `due_day`. Inside the caller's transaction.
MUST_USE bool case_append(struct regency *regency, struct arena *arena,
                          const struct keyring *keyring, const struct case_info *info,
                          const Kt__CaseEntry *entry, bool public, int64_t due_day);
// Signs and stores an entry under its revision; nothing else.
MUST_USE bool case_write_entry(struct regency *regency, struct arena *arena,
                               const struct keyring *keyring, const uint8_t id[static CASE_ID_LEN],
                               uint32_t revision, const Kt__CaseEntry *entry, bool public);

#endif
