// SPDX-License-Identifier: GPL-3.0-or-later
// Holds the pepper in one locked block. Must never write it anywhere.
#include "pepper.h"

#include "file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NONE_LEN = sizeof "none" - 1 }; // the units' word where there is none

static struct pepper *here; // secret_alloc, read-only once it is filled

void pepper_fill(struct pepper *out, const uint8_t secret[static PEPPER_LEN])
{
    const struct bytes part = bytes_of(secret, PEPPER_LEN);
    uint8_t hash[HASH_LEN];
    secret_hash(hash, "kt pepper id", &part, 1);
    memcpy(out->id, hash, PEPPER_ID_LEN);
    memcpy(out->secret, secret, PEPPER_LEN);
}

void pepper_use(const uint8_t secret[static PEPPER_LEN])
{
    pepper_close();
    here = secret_alloc(sizeof *here);
    pepper_fill(here, secret);
    sodium_mprotect_readonly(here);
}

void pepper_open(void)
{
    const char *folder = getenv("CREDENTIALS_DIRECTORY");
    char path[FILE_PATH_MAX];
    if (!folder || snprintf(path, sizeof path, "%s/" PEPPER_NAME, folder) >= (int)sizeof path ||
        file_size(path) <= 0) { // the unit's word for none is an empty one
        return;
    }
    uint8_t *secret = secret_alloc(PEPPER_LEN);
    if (secret_load(path, secret, PEPPER_LEN)) {
        pepper_use(secret);
    } else {
        log_line("the pepper of this machine is passed over: %s", fault_text());
    }
    secret_free(secret);
}

const struct pepper *pepper_here(void)
{
    return here;
}

void pepper_close(void)
{
    secret_free(here); // sodium_free makes it writable, and wipes it
    here = NULL;
}
