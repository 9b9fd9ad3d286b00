// SPDX-License-Identifier: GPL-3.0-or-later
// Who this kiosk is and whom it trusts: ticket, certificate, village, the chain of key lists.
#ifndef IDENTITY_H
#define IDENTITY_H

#include "db/record/seal.h"
#include "db/record/trust.h"
#include "village.h"

// Empty pointers and zero ids before the enrolment. All in the caller's arena.
struct identity {
    bool enrolled;
    uint32_t kiosk;
    Kt__Village *village; // NULL before the enrolment
    Kt__KeyList *keys;    // the newest list, NULL before
    char *url;            // of the regency
    uint8_t root_key[SIGN_PUBLIC_LEN];
    uint8_t kiosk_key[SIGN_PUBLIC_LEN];
    struct bytes certificate; // packed Signed
};
MUST_USE bool identity_get(struct village *village, struct arena *arena, struct identity *out);

// The kiosk's secret key into locked memory (secret_alloc, caller frees); made at the first call.
// NULL with a fault.
uint8_t *identity_secret(struct village *village, uint8_t public_key[static SIGN_PUBLIC_LEN]);

// ---- a machine that was restored from a backup makes a new key (keys/kiosk.next), which takes the
// place of the old one as soon as the regency has certified it
// For a folder whose village is closed; one that is there already stays.
MUST_USE bool identity_next_make(const char *dir);
// Its secret (secret_alloc, caller frees), NULL when none is under way.
uint8_t *identity_next_secret(struct village *village, uint8_t public_key[static SIGN_PUBLIC_LEN]);
// The key to sign with: the old one, until a regency refused it while a next one is under way (it
// may have been certified in an answer that was lost). NULL with a fault.
uint8_t *identity_sign_secret(struct village *village, uint8_t public_key[static SIGN_PUBLIC_LEN]);
MUST_USE bool identity_was_refused(struct village *village);
// Until a regency hears this kiosk again, its certificate goes along.
bool identity_is_refused(struct village *village);
void identity_was_heard(struct village *village);
// The certificate for the next key: from now on it is the kiosk's. False with a fault.
MUST_USE bool identity_rekeyed(struct village *village, struct bytes certificate);

// False with a fault when this file is another regency's.
MUST_USE bool identity_may_enrol(const struct identity *now,
                                 const uint8_t root_key[static SIGN_PUBLIC_LEN]);
// Until the answer: what the ticket said, kept so that an interrupted enrolment goes on, by stick
// as well. A kiosk that is enrolled already stays who it is meanwhile.
MUST_USE bool identity_ticket(struct village *village, struct bytes ticket, const char *url);
bool identity_keeps_ticket(struct village *village);
// What was kept. NULL with a fault: no ticket was taken, or the enrolment is over.
Kt__Ticket *identity_kept_ticket(struct village *village, struct arena *arena);
// What the regency answered: all of it checked against the root key, in one transaction with the
// feed's cursors set to nothing and a first log opened. Idempotent. Another regency's is refused:
// only the one before opens what was sealed here, and its answers only by its keys. Another
// village's too, as long as something waits to be sent.
MUST_USE bool identity_enrol(struct village *village,
                             const uint8_t root_key[static SIGN_PUBLIC_LEN], const char *url,
                             struct bytes certificate, const struct bytes *key_lists,
                             size_t key_list_count, const Kt__Village *record);
// The next key list of the chain, from the feed. Lists that are known are passed over.
MUST_USE bool identity_key_list(struct village *village, struct bytes signed_list);
MUST_USE bool identity_village(struct village *village, const Kt__Village *record);
// A key list by its number, for answers made under an older one. NULL when unknown.
Kt__KeyList *identity_keys(struct village *village, struct arena *arena, uint32_t number);

#endif
