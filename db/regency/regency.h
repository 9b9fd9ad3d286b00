// SPDX-License-Identifier: GPL-3.0-or-later
// The regency store: all that a regency keeps, in one folder.
//   DIR/regency.db   keys/   revoked   restored   bell   regency.lock   serve.lock
// keys/ is never part of a backup; `revoked` is written beside the store, so that a store brought
// back from an older copy still knows who was turned away, and `restored`, so that it gives no
// number again (regency_jump.h).
//
// Files of this room (each holds what its name says, functions carry the file's name):
//   keyring   root, sealing and signing keys; the chain of key lists
//   desa      villages: an id that never changes, the code is an attribute
//   registry  kiosks: tickets, certificates, revocations
//   ledger    logs: marks and event hashes, for ever; what was set aside
//   intake    what a kiosk offers: compared, applied, or set aside
//   part      recordings on their way up, closed, under media/;  picture  those of notices
//   case      cases, their signed entries, their steps
//   bulletin  notices;  change  the feed down;  rule  settings;  opd  the regency's agencies
//   kamus     dictionaries for bundles, learnt (kamus_learn) from what is public
#ifndef REGENCY_H
#define REGENCY_H

#include "db/record/record.h"
#include "db/sql/sql.h"

enum {
    REGENCY_NAME_BYTES_MAX = 200, // of a regency, village, kiosk, agency
    REGENCY_CODE_BYTES_MAX = 40,  // three times a Kemendagri code
};

struct regency {
    struct sql *sql; // owned; only db/ writes SQL
    char *dir;       // owned
    int lock_fd;     // shared by all who have the store open; `restore` wants it alone
    bool erased;     // words were erased, and regency_scrub has not been there yet
    uint64_t rung;   // of sql_commits: regency_close rings the bell for what came after
};

// Makes the store inside dir, which exists. False with a fault when there is one already.
MUST_USE bool regency_create(const char *dir, const char *code, const char *name,
                             const uint8_t root_key[static SIGN_PUBLIC_LEN]);
// NULL with a fault: missing (says `init`), damaged, newer, or being restored just now.
struct regency *regency_open(const char *dir);
// Takes NULL. Rings the bell where something was committed, for a server that runs beside.
void regency_close(struct regency *regency);
// After a commit, outside any transaction: where words were erased, SQLite's log is folded in and
// emptied, so that they do not lie there any longer. Costs nothing where none were.
void regency_scrub(struct regency *regency);
bool regency_exists(const char *dir);

// What is large leaves room for words: pictures stop first, then recordings. Both stay with their
// kiosk and are asked for again. False with a fault that says so.
enum { REGENCY_FREE_MB_PICTURE = 512, REGENCY_FREE_MB_SOUND = 128 };
MUST_USE bool regency_has_room(const struct regency *regency, int free_mb);

struct regency_about {
    const char *code, *name; // in the caller's arena
    uint8_t root_key[SIGN_PUBLIC_LEN];
    uint32_t feed; // id of the change feed, never 0; new after each restore
    int zone_min;  // minutes east of UTC, from the code's province
};
MUST_USE bool regency_about(struct regency *regency, struct arena *arena,
                            struct regency_about *out);

// Minutes east of UTC where a code lies (Presidential Decree 41/1987: WIB, WITA, WIT by province);
// 420 for a code that names no province.
int regency_zone_of(const char *code);

// "all", or the beginning of a code at a dot's boundary. False with a fault.
MUST_USE bool regency_scope_check(const char *scope);

#endif
