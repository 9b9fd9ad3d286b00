// SPDX-License-Identifier: GPL-3.0-or-later
// What pack.c and unpack.c share about the bundle's bytes; bundle.h is the description.
#ifndef WIRE_H
#define WIRE_H

#include "varint.h"

#define WIRE_MAGIC   "KT"
#define WIRE_CONTEXT "kt bundle"

enum {
    WIRE_MAGIC_LEN = 2,
    WIRE_DEFLATED = 1,       // the only flag of version 1
    WIRE_DEFLATED_EXTRA = 6, // dictionary and a second length, which a plain body does not need
};

#endif
