// SPDX-License-Identifier: GPL-3.0-or-later
// Villages. The id never changes; the Kemendagri code, the name and the kecamatan may.
#ifndef DESA_H
#define DESA_H

#include "db/record/receipt.h"
#include "regency.h"

enum { DESA_FILE_BYTES_MAX = 8 * 1024 * 1024, DESA_LINES_MAX = 100000 }; // Indonesia has 84,000

struct desa {
    uint32_t id;
    const char *code, *name, *kecamatan; // in the caller's arena
    uint8_t receipt_salt[RECEIPT_SALT_LEN];
    int zone_min;
    uint64_t whole_after; // cursors below this change were of another code
};

// False with a fault when unknown.
MUST_USE bool desa_get(struct regency *regency, struct arena *arena, uint32_t id, struct desa *out);
bool desa_find(struct regency *regency, struct arena *arena, const char *code, struct desa *out);
// The village of this code, made when it is new: unknown codes work under their code. name may be
// NULL: the code then stands for it.
MUST_USE bool desa_need(struct regency *regency, struct arena *arena, const char *code,
                        const char *name, struct desa *out);

// As a kiosk keeps it that was enrolled before this store was put back to a time before its
// village: made again under its id, with its salt, so that old receipts open. One that was made of
// that code since and has neither kiosk nor case becomes it. False with a fault that says what to
// do.
MUST_USE bool desa_put_again(struct regency *regency, struct arena *arena,
                             const Kt__Village *record);

// The record as a kiosk keeps it.
Kt__Village *desa_record(struct regency *regency, struct arena *arena, const struct desa *desa,
                         uint32_t kiosk_slot);

// "code,desa,kecamatan,lat,lon[,formerly]": the whole file or none of it. *count: lines taken.
// False with a fault that names file, line and remedy.
MUST_USE bool desa_import(struct regency *regency, const char *name, struct bytes text,
                          size_t *count);

#endif
