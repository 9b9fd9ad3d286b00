// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as a notice's Markdown and as a query: folded, searched for, marked; and as an office.
#include "fuzz.h"

#include "db/record/office_file.h"
#include "db/village/fold.h"
#include "db/village/plain.h"
#include "db/village/search_words.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct arena arena;
    arena_init(&arena, 32 << 20);
    char *text = arena_str_of(&arena, bytes_of(data, len));
    size_t query_len = strcspn(text, "\n");
    struct search_words words;
    search_words_read(&arena, arena_str_of(&arena, bytes_of(text, query_len)), &words);
    if (words.count > 0 && strlen(search_words_match(&arena, &words)) < words.letters) {
        abort();
    }
    char *plain = plain_text(&arena, text);
    if (strlen(plain) > strlen(text)) {
        abort();
    }
    fuzz_touch(bytes_of_str(search_words_mark(&arena, plain, &words)));
    char *excerpt = search_words_excerpt(&arena, plain, 240, &words);
    if (utf8_is_valid(bytes_of_str(text)) && !utf8_is_valid(bytes_of_str(excerpt))) {
        abort();
    }
    Kt__Office *office = office_file_read(&arena, bytes_of(data, len), NULL, NULL);
    if (office) {
        fuzz_touch(record_pack(&arena, &office->base));
    }
    arena_finish(&arena);
    return 0;
}
