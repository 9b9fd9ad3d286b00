// SPDX-License-Identifier: GPL-3.0-or-later
// Who may sign in at this kiosk, and the keys of the roles. A member has a key pair of their own,
// its secret half wrapped by Argon2id(PIN); a role has one too, its secret half sealed to each
// member's key (a grant). So a member is let in, leaves, or gets a new PIN without anybody else's.
// The public half of a role's key goes up as an event; what is addressed to the role is sealed to
// it (register.h). Youth has no register and no key: its members' PINs prove themselves.
//
// Where the machine has a TPM2 chip, a PIN opens nothing without it (staff_pepper.h).
//
// A PIN is in the caller's locked memory and never written. Nobody is told whether a PIN was nearly
// right. Every function that changes something writes its own line of the audit log.
#ifndef STAFF_H
#define STAFF_H

#include "staff_pepper.h"

enum {
    STAFF_MAX = 64, // members of all roles, the ones that left not counted
    STAFF_NAME_LETTERS_MAX = 60,
    STAFF_PIN_MIN = 6, // digits
    STAFF_PIN_MAX = 12,
    STAFF_WRAPPED_LEN =
        crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + BOX_SECRET_LEN, // 72
    STAFF_SESSION_IDLE_MS = 120 * 1000,
    STAFF_AUDIT_ROWS_MAX = 200, // in one reading
    STAFF_AUDIT_OBJECT_BYTES_MAX = 400,
};

// Numbers as in record.proto (Role); BPD and desa are those of Addressee too.
enum staff_role { STAFF_BPD = 1, STAFF_DESA = 2, STAFF_YOUTH = 3 };
const char *staff_role_slug(enum staff_role role); // bpd, desa, youth
// False when there is no such role.
bool staff_role_find(const char *slug, enum staff_role *out);
enum staff_state {
    STAFF_PENDING = 1, // added by command: a signed-in member of the same role admits them
    STAFF_MEMBER = 2,
    STAFF_LEFT = 3, // their keys are gone from the file
};
struct staff_row {
    int64_t id;
    const char *name; // in the caller's arena
    enum staff_role role;
    enum staff_state state;
    int64_t added_s;
};
// Members and pending ones, by role, then name. Returns how many.
size_t staff_list(struct village *village, struct arena *arena, size_t max, struct staff_row *rows);
bool staff_any(struct village *village); // somebody can sign in
// Members of the role, pending ones not counted.
int64_t staff_count(struct village *village, enum staff_role role);

// Somebody who is signed in. One block of locked memory (secret_alloc), freed by staff_sign_out.
struct staff_session {
    int64_t id;
    enum staff_role role;
    char name[4 * STAFF_NAME_LETTERS_MAX + 1];
    uint32_t key_number; // of the role's newest key that is granted; 0: none (youth)
    uint8_t role_secret[BOX_SECRET_LEN]; // of it
    uint8_t role_public[BOX_PUBLIC_LEN];
    uint8_t member_secret[BOX_SECRET_LEN];
};

enum staff_end {
    STAFF_OK,
    STAFF_WRONG,      // this PIN is not theirs
    STAFF_WAIT,       // too many tries: staff_wait_ms says how long
    STAFF_IS_PENDING, // the PIN is right, but nobody has admitted them yet
    STAFF_ELSEWHERE,  // cannot be tried here, and was not: staff_is_elsewhere
    STAFF_FAILED,     // the fault says why
};
// Slow by choice (Argon2id, 300 to 600 ms): for a thread of its own. It touches no SQL. In locked
// memory (secret_alloc), freed by its owner.
struct staff_try {
    int64_t id;
    char pin[STAFF_PIN_MAX + 1];
    uint8_t public_key[BOX_PUBLIC_LEN]; // filled by staff_try_begin ...
    uint8_t salt[crypto_pwhash_SALTBYTES];
    uint8_t wrapped[STAFF_WRAPPED_LEN];
    uint64_t ops, mem;
    struct staff_pepper_id with;           // closed with it ...
    struct pepper pepper;                  // ... which is this one
    bool is_right, is_failed;              // ... by staff_try_run; failed: no memory for Argon2id
    uint8_t member_secret[BOX_SECRET_LEN]; // when right
    bool is_anew; // when right, and it is to be closed with another pepper, or with none:
    struct staff_pepper_id anew_with;
    uint8_t anew[STAFF_WRAPPED_LEN];
};
// On the loop's thread: counts the try before it is made (a power cut does not give it back), and
// reads what the run needs. STAFF_OK: run it. What is no PIN at all is STAFF_WRONG, uncounted.
enum staff_end staff_try_begin(struct village *village, struct staff_try *try);
void staff_try_run(struct staff_try *try); // on any thread
// On the loop's thread: STAFF_OK gives *out, to be freed by staff_sign_out. out NULL: the PIN is
// only asked for again, nobody signs in. Wipes the try.
enum staff_end staff_try_end(struct village *village, struct staff_try *try,
                             struct staff_session **out);
// Their PIN was made on another machine, or the chip of this one does not answer: no PIN can be
// checked, whichever it is. A backup of that machine helps, or a new PIN.
bool staff_is_elsewhere(struct village *village, int64_t id);
// By the machine's running time alone, never a test clock, nor one that somebody can set; a wait
// begins once more after a restart of the machine. Each member's tries count, and those of all
// together: names do not multiply guesses. 0: try now.
int64_t staff_wait_ms(struct village *village, int64_t id);
// Whether it is still so: the member did not leave, nor got another PIN from somebody else.
bool staff_session_stands(struct village *village, const struct staff_session *session);
void staff_sign_out(struct village *village, struct staff_session *session); // takes NULL

// ---- changing who there is. `by` NULL: from the command line, or the wizard's first member.
// The first of a role is a member at once and makes the role's key; later ones added without `by`
// are pending; added by a member of the role they are members at once. Slow (Argon2id): at a
// command, or on another thread while no other statement runs (staff_wrap_pin does the slow part).
struct staff_wrapped { // in locked memory where a PIN is changed at the screen; wiped by its owner
    uint8_t public_key[BOX_PUBLIC_LEN], salt[crypto_pwhash_SALTBYTES];
    uint8_t wrapped[STAFF_WRAPPED_LEN];
    uint64_t ops, mem;
    struct staff_pepper_id with;
    uint8_t member_secret[BOX_SECRET_LEN]; // for the session that changes its own PIN
};
// False with a fault: not 6 to 12 digits, or one that everybody tries first (123456, 000000 ...).
MUST_USE bool staff_pin_check(const char *pin);
// A new member key, closed with the PIN; on any thread. False with a fault: the PIN is none, or
// there is no memory for it.
MUST_USE bool staff_wrap_pin(const char *pin, struct staff_wrapped *out);
// What may stand as a name: one line, up to 60 letters. False with a fault.
MUST_USE bool staff_name_is_fit(const char *name);
// Fit, and not taken in this role. False with a fault.
MUST_USE bool staff_name_check(struct village *village, const char *name, enum staff_role role);
MUST_USE bool staff_add(struct village *village, const char *name, enum staff_role role,
                        const struct staff_wrapped *wrapped, const struct staff_session *by,
                        int64_t *id, enum staff_state *state);
MUST_USE bool staff_admit(struct village *village, int64_t id, const struct staff_session *by);
// A forgotten PIN, by another member of the role: a new member key, granted again. On the record.
MUST_USE bool staff_reset(struct village *village, int64_t id, const struct staff_wrapped *wrapped,
                          const struct staff_session *by);
// The session goes on with the new member key.
MUST_USE bool staff_change_pin(struct village *village, const struct staff_wrapped *wrapped,
                               struct staff_session *self);
// Leaves, or is made to: the role gets a new key, granted to those who stay (`by` has it at once);
// the regency is told. A pending one only goes. Who made themselves leave must sign out.
MUST_USE bool staff_leave(struct village *village, int64_t id, struct staff_session *by);
// The last PIN of a role is forgotten: everybody of it goes, a first member begins anew with a new
// key, and the regency seals the register to that one. Whoever stands there can do it: on the
// record, and the regency sees it. Only from the command line (root of the machine); by touch it
// needs the regency's word (staff_anew.h).
MUST_USE bool staff_begin_anew(struct village *village, const char *name, enum staff_role role,
                               const struct staff_wrapped *wrapped, int64_t *id);

// ---- keys of a role
// The newest public key; 0 when the role has none yet. Number of it.
uint32_t staff_role_key(struct village *village, enum staff_role role,
                        uint8_t public_key[static BOX_PUBLIC_LEN]);
// An older secret that was granted to this session's member; false when it was not.
MUST_USE bool staff_role_secret(struct village *village, const struct staff_session *session,
                                uint32_t number, uint8_t secret[static BOX_SECRET_LEN]);
// Something was sealed to this number of the role's key, and no key here opens it: this file was
// put back to a time before that key. The next member who signs in makes one that is newer still,
// and the regency seals again. A number below the newest one here changes nothing.
MUST_USE bool staff_key_lost(struct village *village, enum staff_role role, uint32_t number);
// Inside the enrolment's transaction: the keys made before it get their events.
MUST_USE bool staff_adopt(struct village *village);

// ---- the audit log: who did what. Never a villager's word, never a PIN, never a case's state.
// what: a slug (sign-in, post, withdraw, answer, open-name, add-member ...); object: a notice id, a
// public number, a member's name, or "". A line is kept for ever. by NULL: the command line. False
// with a fault: too long, the disk, or a slug that staff_audit_act does not know: each has a
// sentence on the screen.
MUST_USE bool staff_audit(struct village *village, const struct staff_session *by, const char *what,
                          const char *object);
// The slugs there are, from 0; NULL behind the last.
const char *staff_audit_act(size_t at);
struct staff_audit_row {
    int64_t id, at_s;
    const char *who, *what, *object; // in the arena; who is "" for the command line
    enum staff_role role;            // 0 with who ""
};
// Newest first, those before before_id (0: from the newest). `viewer` sees every act of every role,
// but of another role's work with villagers' cases not which case it was.
size_t staff_audit_list(struct village *village, struct arena *arena, enum staff_role viewer,
                        int64_t before_id, size_t max, struct staff_audit_row *rows);

#endif
