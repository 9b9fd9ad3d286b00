// SPDX-License-Identifier: GPL-3.0-or-later
// Warnings that go to every village: put, replaced by an update, taken back by a cancel. What came
// once changes nothing when it comes again; what was cancelled does not come back.
#ifndef WARNING_H
#define WARNING_H

#include "regency.h"

enum { WARNING_REFERENCES_MAX = 64 };

enum warning_kind {
    WARNING_NEW,
    WARNING_UPDATE, // takes back what it refers to, and stands in its place
    WARNING_CANCEL, // takes back what it refers to; of alert only id and sent_s count
};
struct warning {
    enum warning_kind kind;
    Kt__Alert alert;                                // texts are the maker's; expires_s is never 0
    const char *references[WARNING_REFERENCES_MAX]; // ids as Alert.id
    size_t reference_count;
};

enum warning_end {
    WARNING_SENT,
    WARNING_KNOWN,   // the same is here already: nothing was changed
    WARNING_REFUSED, // expired, cancelled before, older than what is here: the fault says which
    WARNING_FAILED,
};
// Into the feed for all, class alert. What has expired leaves the feed with it.
enum warning_end warning_put(struct regency *regency, struct arena *arena,
                             const struct warning *warning);

#endif
