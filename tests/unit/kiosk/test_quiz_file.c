// SPDX-License-Identifier: GPL-3.0-or-later
// Files of questions: the three that are shipped, and many that somebody edited badly.
#include "kiosk/quiz_file.h"
#include "tests/unit/arena_side.h"

#include "db/base/file.h"
#include "kiosk/asset.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

// Twelve good questions.
static char *good(void)
{
    struct buf buf;
    buf_init(&buf, 1 << 16);
    buf_add_str(&buf, "# Judul\n\n");
    for (int i = 0; i < QUIZ_QUESTIONS; i++) {
        buf_printf(&buf, "## Tanya %d?\n- [ ] salah\n- [x] benar %d\n- [ ] salah juga\n> Sebab.\n",
                   i, i);
    }
    char *text = arena_str(&arena, buf_str(&buf));
    buf_finish(&buf);
    return text;
}

static char *with(const char *old, const char *new)
{
    char *text = good(), *at = strstr(text, old);
    assert_non_null(at);
    return arena_printf(&arena, "%.*s%s%s", (int)(at - text), text, new, at + strlen(old));
}

static bool read(const char *text, struct quiz *quiz)
{
    return quiz_file_read(&arena, "quiz.md", bytes_of_str(text), quiz);
}

static void test_shipped(void **state)
{
    (void)state;
    static const char *const names[] = {"quiz/bpd.md", "quiz/desa.md", "quiz/youth.md"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct bytes content;
        struct quiz quiz;
        const char *path = asset_path(&arena, names[i]);
        assert_non_null(path);
        assert_true(file_read(&arena, path, QUIZ_FILE_BYTES_MAX, &content));
        if (!quiz_file_read(&arena, names[i], content, &quiz)) {
            fail_msg("%s", fault_text());
        }
        int places[QUIZ_ANSWERS] = {0};
        for (int q = 0; q < QUIZ_QUESTIONS; q++) {
            places[quiz.questions[q].right]++;
        }
        for (int a = 0; a < QUIZ_ANSWERS; a++) { // whoever touches always the same one fails
            assert_in_range(places[a], 2, 6);
        }
    }
}

static void test_good(void **state)
{
    (void)state;
    struct quiz quiz;
    assert_true(read(good(), &quiz));
    assert_string_equal(quiz.title, "Judul");
    assert_string_equal(quiz.questions[11].question, "Tanya 11?");
    assert_string_equal(quiz.questions[11].answers[1], "benar 11");
    assert_string_equal(quiz.questions[11].why, "Sebab.");
    assert_int_equal(quiz.questions[11].right, 1);
    assert_true(read(with("- [x] benar 3\n", "- [x]   benar 3  \r\n\n"), &quiz));
    assert_string_equal(quiz.questions[3].answers[1], "benar 3");
}

static void test_bad(void **state)
{
    (void)state;
    const struct {
        const char *text, *says;
    } rows[] = {
        {"", "0 questions and no title"},
        {"# Judul", "0 questions"},
        {with("# Judul\n", ""), "no title"},
        {with("## Tanya 2?", "# Tanya 2?"), "line 13: a second title"},
        {with("## Tanya 2?", "Tanya 2?"), "line 13: begins with none"},
        {with("## Tanya 2?", "##Tanya 2?"), "line 13: begins with none"},
        {with("## Tanya 2?", "## "), "line 13"},
        {with("- [x] benar 4", "- [ ] benar 4"), "no right answer"},
        {with("- [x] benar 4", "- [X] benar 4"), "line 25: begins with none"},
        {with("- [ ] salah juga", "- [x] salah juga"), "line 6: a second right"},
        {with("- [ ] salah juga\n", ""), "three answers"},
        {with("- [ ] salah juga\n", "- [ ] satu\n- [ ] dua\n"), "line 7: a fourth"},
        {with("> Sebab.\n", ""), "does not say why"},
        {with("> Sebab.\n", "> Sebab.\n> Dan.\n"), "why?"},
        {with("> Sebab.\n", "> Sebab.\n- [ ] lagi\n"), "without a question"},
        {with("# Judul\n", "# Judul\n- [x] ya\n"), "line 2: an answer without"},
        {with("# Judul\n", "# Judul\n> ya\n"), "line 2: why?"},
        {with("benar 4", "benar\x01 4"), "cannot be shown"},
        {with("benar 4", "benar\xff 4"), "is not UTF-8"},
        {arena_printf(&arena, "%s## Lagi?\n", good()), "thirteenth"},
        {with("## Tanya 11?\n- [ ] salah\n- [x] benar 11\n- [ ] salah juga\n> Sebab.\n", ""),
         "11 questions"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct quiz quiz;
        assert_false(read(rows[i].text, &quiz));
        if (!strstr(fault_text(), rows[i].says)) {
            fail_msg("row %zu: \"%s\" does not say \"%s\"", i, fault_text(), rows[i].says);
        }
    }
}

static void test_too_long(void **state)
{
    (void)state;
    struct quiz quiz;
    char *line = arena_alloc(&arena, QUIZ_LINE_LETTERS_MAX + 2);
    memset(line, 'a', QUIZ_LINE_LETTERS_MAX);
    assert_true(read(with("benar 4", line), &quiz));
    line[QUIZ_LINE_LETTERS_MAX] = 'a';
    assert_false(read(with("benar 4", line), &quiz));
    assert_non_null(strstr(fault_text(), "240"));
    struct bytes huge = {arena_alloc(&arena, QUIZ_FILE_BYTES_MAX + 1), QUIZ_FILE_BYTES_MAX + 1};
    assert_false(quiz_file_read(&arena, "quiz.md", huge, &quiz));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_shipped, arena_begin, arena_end),
        cmocka_unit_test_setup_teardown(test_good, arena_begin, arena_end),
        cmocka_unit_test_setup_teardown(test_bad, arena_begin, arena_end),
        cmocka_unit_test_setup_teardown(test_too_long, arena_begin, arena_end),
    };
    return cmocka_run_group_tests_name("quiz_file", tests, NULL, NULL);
}
