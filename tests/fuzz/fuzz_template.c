// SPDX-License-Identifier: GPL-3.0-or-later
// A template as somebody edited it, filled in, checked, and its lines typed over.
#include "fuzz.h"

#include "db/record/editorial.h"
#include "db/record/lines.h"
#include "db/record/template_file.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct arena arena;
    arena_init(&arena, 64 << 20);
    struct template_file *form = template_file_read(&arena, "x", "x.md", bytes_of(data, len));
    if (form) {
        Kt__Notice notice = *form->notice;
        struct blank blanks[BLANKS_MAX];
        for (size_t i = 0; i < form->ask_count; i++) {
            blanks[i] = (struct blank){form->asks[i].blank, form->asks[i].example};
        }
        notice.title = blank_fill(&arena, notice.title, blanks, form->ask_count);
        notice.body = blank_fill(&arena, notice.body, blanks, form->ask_count);
        struct editorial_form filled = {form->notice, blanks, form->ask_count, form->says};
        struct editorial_finding found[EDITORIAL_FINDINGS_MAX];
        size_t count = editorial_check(&arena, &notice, &filled, 1795401660, found);
        for (size_t i = 0; i < count; i++) {
            if (!utf8_is_valid(bytes_of_str(found[i].detail))) {
                abort();
            }
        }
        // What was typed comes back as it was, once blanks at the ends of lines have gone.
        char *typed = lines_from_markdown(&arena, notice.body);
        typed = lines_from_markdown(&arena, lines_to_markdown(&arena, typed));
        char *again = lines_from_markdown(&arena, lines_to_markdown(&arena, typed));
        if (strcmp(typed, again) != 0) {
            abort();
        }
    }
    arena_finish(&arena);
    return 0;
}
