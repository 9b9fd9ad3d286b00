// SPDX-License-Identifier: GPL-3.0-or-later
// Cases: one for each receipt key, an append-only row of signed entries, a state that moves by a
// table of steps. Each step makes a new revision, sealed to the receipt and put into the feed in
// the same transaction.
//
// An entry's signature is Ed25519 by the signing key over context "kt case entry" and
// case id (16) | revision (4 bytes, little end first) | content (a packed CaseEntry). Entries are
// never changed, and a villager may have their words erased: so of a villager's own step the entry
// holds H("kt said", salt, text) alone; text and salt stand in the table `follow` and can go. There
// they lie open or sealed as the case's own text does.
//
// Files: case.c (opened, found, looked into), case_entry.c (entries and answers), case_step.c (what
// an office does), case_follow.c (what the villager does), case_act.c (what BPD or desa do at their
// kiosk), case_merge.c (what those read whose case went on in another).
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

    // The villager's days to say "belum selesai": working days from the day on which a kiosk
    // reported that the finishing answer arrived.
    CASE_REOPEN_DAYS = 10,
    // What a villager adds leaves room for the office to answer: entries, and bytes of words.
    CASE_FOLLOW_ENTRIES_MAX = CASE_ENTRIES_MAX / 2,
    CASE_FOLLOW_BYTES_MAX = 96 * 1024,
    CASE_VOICE_MS_MAX = 120 * 1000, // kiosks stop at 90 s
    // The same for what a role adds at its kiosk: the regency must still be able to end it.
    CASE_ACT_ENTRIES_MAX = CASE_ENTRIES_MAX * 3 / 4,
    CASE_ACT_BYTES_MAX = 96 * 1024,
    CASE_TABLE_DAYS_MAX = 366, // a musyawarah may lie so far ahead
    CASE_NOTICE_ID_MAX = 40,
};

bool case_is_finished(Kt__State state); // an end, good or bad
bool case_is_answered(Kt__State state); // a first follow-up, or an end

struct case_voice {
    struct bytes hash; // of the closed file; empty: there is no recording
    uint32_t ms, bytes;
};

struct case_info {
    uint8_t id[CASE_ID_LEN];
    const char *number, *opd, *village_code,
        *village_name; // in the caller's arena; opd may be NULL
    Kt__State state;
    Kt__Mode mode;
    Kt__Addressee to;
    Kt__Category category;
    Kt__Role role; // at the village that reads it
    uint32_t kiosk, village, revision, seen_revision;
    int zone_min;
    int64_t day, filed_s, arrived_s, due_day;
    const char *text; // NULL while it lies in the seal alone
    uint32_t key;
    struct bytes sealed; // empty once erased
    uint8_t receipt_key[BOX_PUBLIC_LEN];
    struct case_voice voice;
    uint32_t rating; // 0: none yet
    bool erased;
    const char *merged_into; // public number of the case that goes on, or NULL
    int64_t clock_s;         // deadlines count from here
    int64_t answered_s;      // first follow-up or end, 0: none yet
    int64_t finished_s;      // 0: under way
    int64_t finished_seen_s; // a kiosk reported that answer; 0: not yet
    uint32_t finished_revision;
    bool opened; // its seal was opened on record, at the regency
};
// The last day on which "belum selesai" may be said, 0: not now. Before a kiosk reported the
// answer it counts from the finish, which is the earliest that it can come to.
int64_t case_reopen_until(const struct case_info *info);

// What came out of a seal that was found to match its event.
struct case_new {
    uint32_t kiosk, village;
    const char *village_code;
    uint32_t slot; // of the kiosk in its village
    int64_t day;   // of filing, 0 when the kiosk's clock was not sure
    int zone_min;
    const Kt__Inside *inside;
    const char *text;
    struct case_voice voice;
    struct bytes sealed;
    uint32_t key;
};
enum case_opened {
    CASE_OPENED,
    CASE_KNOWN,   // the same sealed words are here already, or were and are erased
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
    bool signed_well; // the signature holds, and the villager's words are those that it is over
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

// A kiosk of the case's village says that a revision arrived: with the one that finished the case
// the days to reopen begin. *is_theirs false: the case is another village's, nothing was changed.
MUST_USE bool case_arrived(struct regency *regency, struct arena *arena,
                           const struct keyring *keyring, uint32_t village, struct bytes id,
                           uint32_t revision, bool *is_theirs);

// ---- steps (case_step.c)

enum case_verb {
    CASE_VERIFY,
    CASE_ASK, // something is missing: the villager's answer moves it back to where it was
    CASE_HOLD,
    CASE_ROUTE,
    CASE_REPLY,
    CASE_CLOSE,
    CASE_REJECT,
    CASE_ARCHIVE,
    CASE_MERGE,
    CASE_VERBS
};
struct case_step {
    enum case_verb verb;
    const char *text; // ask, reply, reject: required; others: may be NULL
    const char *opd;  // route: a known code, or BPD for one that is addressed to nobody yet
    const char *into; // merge: the case that goes on, as case_find takes it
    bool public;      // the words may stand on the board
};
// False with a fault that names the state and what is allowed from it.
MUST_USE bool case_take_step(struct regency *regency, struct arena *arena,
                             const struct keyring *keyring, const struct case_info *info,
                             const struct case_step *step);

// The case as it stands, whole, in the arena; it borrows from info.
Kt__CaseView *case_view(struct regency *regency, struct arena *arena, const struct keyring *keyring,
                        const struct case_info *info);
// Appends an entry as the next revision and answers to the receipt. state STATE_NONE: unchanged.
// The case moves to `state` and `due_day`. Inside the caller's transaction.
MUST_USE bool case_append(struct regency *regency, struct arena *arena,
                          const struct keyring *keyring, const struct case_info *info,
                          const Kt__CaseEntry *entry, bool public, int64_t due_day);
// The case as it is now to its receipt, as a revision of its own without an entry.
MUST_USE bool case_tell(struct regency *regency, struct arena *arena, const struct keyring *keyring,
                        const struct case_info *info);
// Of a case that was merged: the one that goes on at the end of the chain. False with a fault.
MUST_USE bool case_merge_end(struct regency *regency, struct arena *arena,
                             const struct case_info *info, struct case_info *out);
// How that one stands, for the receipt of one that was merged into it at merged_s; in the arena.
Kt__GoingOn *case_merge_view(struct regency *regency, struct arena *arena,
                             const struct keyring *keyring, const struct case_info *on,
                             int64_t merged_s);
// How many cases were merged into this one, by way of others too.
int64_t case_merge_count(struct regency *regency, const struct case_info *info);
// Tells all that were merged into this case, where the entry holds something for them. info: the
// case as it was before that entry. Inside the caller's transaction.
MUST_USE bool case_merge_tell(struct regency *regency, const struct keyring *keyring,
                              const struct case_info *info, const Kt__CaseEntry *entry,
                              bool public);
// Signs and stores an entry under its revision; nothing else.
MUST_USE bool case_write_entry(struct regency *regency, struct arena *arena,
                               const struct keyring *keyring, const uint8_t id[static CASE_ID_LEN],
                               uint32_t revision, const Kt__CaseEntry *entry, bool public);
// H("kt said", salt, text)
void case_said_hash(uint8_t out[static HASH_LEN], struct bytes salt, const char *text);
// A secret case's follow-up words as they are kept: to the newest sealing key, in the arena.
struct bytes case_said_seal(struct arena *arena, const struct keyring *keyring, const char *text);

// ---- what the villager does (case_follow.c)

struct case_following {
    uint32_t kiosk, log; // where it was first filed: it counts once
    uint64_t seq;
    Kt__Follow what;
    uint32_t rating;
    const char *text; // "" or NULL: none
    int64_t day;      // on which it was said; 0: that kiosk's clock was not sure
    int64_t at_s;
    bool late; // it lay aside: said of what the case was then, and of nothing that came since
};
enum case_followed {
    CASE_FOLLOWED,       // or known already
    CASE_FOLLOW_REFUSED, // the fault says why
    CASE_FOLLOW_FAILED,
};
// Inside the caller's transaction. RATE: a finished case, the newest one counts, all are kept. ASK:
// answers butuh_keterangan, or is a question; either makes a day due. REOPEN: within its days; back
// to ditindaklanjuti. ERASE: words, seal, recording and the board's item go; number, state and the
// office's own words stay.
enum case_followed case_follow(struct regency *regency, struct arena *arena,
                               const struct keyring *keyring, const uint8_t id[static CASE_ID_LEN],
                               const struct case_following *following);

// ---- what a role does at its kiosk (case_act.c)

struct case_acting {
    uint32_t kiosk, log; // where it was first filed: it counts once
    uint64_t seq;
    Kt__Role role;
    Kt__Act what;
    Kt__State state;
    const char *text, *notice; // "": none
    int64_t musyawarah_day;
    int64_t day; // on which it was done; 0: that kiosk's clock was not sure
    int64_t at_s;
    bool late; // it lay aside: a state that came since stays
};
enum case_acted {
    CASE_ACTED,       // or known already
    CASE_ACT_REFUSED, // the fault says why
    CASE_ACT_FAILED,
};
// Inside the caller's transaction. Only a case that this role reads. The words reach the villager
// also where the case has been ended meanwhile; its state then stays as the regency ordered it.
enum case_acted case_act(struct regency *regency, struct arena *arena,
                         const struct keyring *keyring, const uint8_t id[static CASE_ID_LEN],
                         const struct case_acting *acting);

#endif
