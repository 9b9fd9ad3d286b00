// SPDX-License-Identifier: GPL-3.0-or-later
// A template: a notice file (notice_file.h) whose title, place and text hold blanks (blank.h), and
// whose front matter says as well
//   name: Undangan musyawarah           what it is called where one chooses (required)
//   when: 19:30-22:00 | 08:00 | ya      it has a date; from and until when, if nothing else is said
//   days: 30                            shown for so many days, when it has no date of its own
//   says: siapa, cara                   what its own words tell a villager, whatever is filled in:
//   of
//                                       siapa, kapan, tempat, cara, kontak, sumber
//   ask: kontak* | Bertanya kepada siapa? | contoh: Sekretaris BPD
//                                       a blank, how to ask for it, an example; with a star what
//                                       was filled in last stands there the next time
#ifndef TEMPLATE_FILE_H
#define TEMPLATE_FILE_H

#include "blank.h"
#include "notice_file.h"

enum {
    TEMPLATE_BYTES_MAX = 32 * 1024,
    TEMPLATE_DAYS_MAX = 3650,
};

struct template_ask {
    const char *blank, *question, *example; // example "": none
    bool is_kept;
};

struct template_file {
    const char *slug; // of its file: "undangan"
    const char *name;
    Kt__Notice *notice; // with its blanks; no dates
    bool has_when;
    int from_min, until_min; // of the day; -1: not said
    int days;                // 0: not said
    int says;                // enum editorial_need
    struct template_ask asks[BLANKS_MAX];
    size_t ask_count;
};

// NULL with a fault that names line and remedy. slug is kept, not copied; name: for messages.
struct template_file *template_file_read(struct arena *arena, const char *slug, const char *name,
                                         struct bytes text);

#endif
