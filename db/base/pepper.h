// SPDX-License-Identifier: GPL-3.0-or-later
// The pepper of this machine: 32 random bytes that only its TPM2 chip opens. A PIN has six digits,
// and who has the disk can try them all; with the pepper in it (staff_pepper.h), not without the
// chip. It is made and opened by systemd-creds (kentongan-pepper.service) and given to the programs
// as a credential; it lies on no disk in the open. A machine without a chip has none, and works.
//
// It is bound to the chip alone and to nothing that was started (PCR 16, which nobody measures
// into): an upgrade of kernel or firmware must not lock a village out. So it guards a disk that was
// taken, copied or thrown away, and not a whole machine that was carried off.
//
// One for the process, opened before there are threads, read by all of them.
#ifndef PEPPER_H
#define PEPPER_H

#include "secret.h"

enum { PEPPER_LEN = 32, PEPPER_ID_LEN = 8 };
#define PEPPER_NAME "kentongan-pepper" // of the credential

struct pepper {
    uint8_t id[PEPPER_ID_LEN]; // the beginning of secret_hash("kt pepper id", secret)
    uint8_t secret[PEPPER_LEN];
};

// From $CREDENTIALS_DIRECTORY, where there is one. One that cannot be read is said, and is none.
void pepper_open(void);
// The same from bytes that somebody else opened.
void pepper_use(const uint8_t secret[static PEPPER_LEN]);
// NULL: this machine has none, or its chip did not open it. Locked memory, until pepper_close.
const struct pepper *pepper_here(void);
void pepper_close(void); // wipes it; also where there is none

void pepper_fill(struct pepper *out, const uint8_t secret[static PEPPER_LEN]);

#endif
