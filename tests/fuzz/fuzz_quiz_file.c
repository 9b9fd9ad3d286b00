// SPDX-License-Identifier: GPL-3.0-or-later
// Questions for a certificate, as somebody wrote them.
#include "fuzz.h"

#include "kiosk/quiz_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct arena arena;
    arena_init(&arena, 4 << 20);
    struct quiz quiz;
    if (quiz_file_read(&arena, "x.md", bytes_of(data, len), &quiz)) {
        fuzz_touch(bytes_of_str(quiz.title));
        for (size_t i = 0; i < QUIZ_QUESTIONS; i++) {
            const struct quiz_question *one = &quiz.questions[i];
            fuzz_touch(bytes_of_str(one->question));
            fuzz_touch(bytes_of_str(one->why));
            for (size_t k = 0; k < QUIZ_ANSWERS; k++) {
                fuzz_touch(bytes_of_str(one->answers[k]));
            }
            if (one->right < 0 || one->right >= QUIZ_ANSWERS) {
                abort();
            }
        }
    }
    arena_finish(&arena);
    return 0;
}
