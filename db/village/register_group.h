// SPDX-License-Identifier: GPL-3.0-or-later
// Musyawarah: what belongs together, and the one outcome for all of it. For BPD.
#ifndef REGISTER_GROUP_H
#define REGISTER_GROUP_H

#include "register.h"
#include "register_act.h"

enum { REGISTER_SIMILAR_MAX = 8, REGISTER_CANDIDATES_MAX = 400 };

// Of rows, those whose words are like those of this case: indices in order of likeness, at most
// max. Words that only officers read are not compared. The newest REGISTER_CANDIDATES_MAX that are
// not over are looked at.
size_t register_similar(struct village *village, const struct staff_session *session,
                        const uint8_t case_id[static RECEIPT_CASE_LEN],
                        const struct register_row *rows, size_t count, size_t max, size_t *out);

struct register_outcome {
    const struct bytes *cases; // ids
    size_t count;
    Kt__State state; // DITINDAKLANJUTI, SELESAI, DITOLAK, BUKAN_KEWENANGAN
    const char *text;
    int64_t day;  // of the musyawarah
    bool is_told; // to the whole village, by a notice
};
struct register_told {
    const char *notice; // its id, in the arena; waiting: the mark by which publish_of finds it; ""
    bool waits;         // the setting `approve` wants another member to publish it
};
// What the musyawarah decided, for all of these cases: words and state to each receipt and to the
// regency, and where it is told a notice (hasil_musyawarah) to which each of them points; all or
// nothing. The notice names the numbers of those alone who chose to be named (terbuka), and how
// many the others are. The caller rings the bell.
MUST_USE bool register_decide(struct village *village, const struct staff_session *session,
                              struct arena *arena, const struct register_outcome *outcome,
                              struct register_told *told);
// The id of a notice that an act or entry names, by id or by mark, in the arena; NULL: it is not
// here (yet).
const char *register_notice(struct village *village, struct arena *arena, const char *named);
// The notice as it would be posted, for a look before it.
Kt__Notice *register_outcome_notice(struct village *village, const struct staff_session *session,
                                    struct arena *arena, const struct register_outcome *outcome);

#endif
