// SPDX-License-Identifier: GPL-3.0-or-later
// The agencies that nearly every regency has, carried inside the program so that `init` works
// wherever the program lies. The list itself is assets/regency/opd.csv.
#include "usual.h"

__asm__(".pushsection .rodata\n"
        ".global usual_opd_begin\n"
        ".global usual_opd_end\n"
        "usual_opd_begin:\n"
        ".incbin \"assets/regency/opd.csv\"\n"
        "usual_opd_end:\n"
        ".popsection\n");

extern const uint8_t usual_opd_begin[], usual_opd_end[];

struct bytes usual_opd(void)
{
    return bytes_of(usual_opd_begin, (size_t)(usual_opd_end - usual_opd_begin));
}
