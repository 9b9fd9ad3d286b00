// SPDX-License-Identifier: GPL-3.0-or-later
// Markdown as blocks: what notices use, and what somebody may send to break it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kiosk/screens/markdown.h"
#include "tests/unit/arena_side.h"

#include <stdlib.h>
#include <string.h>

static const char *words_of(const struct ui_run *runs, size_t count)
{
    struct buf buf;
    buf_init(&buf, 1 << 20);
    for (size_t i = 0; i < count; i++) {
        buf_add_str(&buf, runs[i].text);
    }
    const char *words = arena_str(&arena, buf_str(&buf));
    buf_finish(&buf);
    return words;
}

static const char *block_words(struct markdown md, size_t i)
{
    assert_true(i < md.count);
    return words_of(md.blocks[i].runs, md.blocks[i].run_count);
}

static const char *cell_words(const struct markdown_cell *cell)
{
    return words_of(cell->runs, cell->run_count);
}

static void test_words_and_looks(void **state)
{
    (void)state;
    struct markdown md =
        markdown_parse(&arena, "# Kerja bakti\n\nBawa **cangkul** dan\n*karung*.\n");
    assert_int_equal(md.count, 2);
    assert_int_equal(md.blocks[0].kind, MARKDOWN_HEADING);
    assert_int_equal(md.blocks[0].level, 1);
    assert_string_equal(block_words(md, 0), "Kerja bakti");
    assert_int_equal(md.blocks[1].kind, MARKDOWN_PARAGRAPH);
    assert_string_equal(block_words(md, 1), "Bawa cangkul dan karung.");
    assert_int_equal(md.blocks[1].run_count, 5);
    assert_true(md.blocks[1].runs[1].bold);
    assert_true(md.blocks[1].runs[3].italic);
    assert_false(md.blocks[1].runs[4].bold);
}

static void test_lists(void **state)
{
    (void)state;
    struct markdown md =
        markdown_parse(&arena, "3. KTP\n4. KK\n   - asli\n   - salinan\n\n   lagi\n");
    const char *const markers[] = {"3.", "4.", "•", "•", NULL};
    const int indents[] = {1, 1, 2, 2, 1};
    const char *const words[] = {"KTP", "KK", "asli", "salinan", "lagi"};
    assert_int_equal(md.count, COUNT_OF(words));
    for (size_t i = 0; i < md.count; i++) {
        assert_true(str_equal(md.blocks[i].marker, markers[i]));
        assert_int_equal(md.blocks[i].indent, indents[i]);
        assert_string_equal(block_words(md, i), words[i]);
    }
}

static void test_quotes_code_rule(void **state)
{
    (void)state;
    struct markdown md = markdown_parse(&arena, "> kata\n\n---\n\n```\na\n b\n```\n");
    assert_int_equal(md.count, 3);
    assert_int_equal(md.blocks[0].quote, 1);
    assert_int_equal(md.blocks[1].kind, MARKDOWN_RULE);
    assert_int_equal(md.blocks[1].quote, 0);
    assert_int_equal(md.blocks[2].kind, MARKDOWN_CODE);
    assert_string_equal(md.blocks[2].text, "a\n b");
}

static void test_html_is_text(void **state)
{
    (void)state;
    struct markdown md =
        markdown_parse(&arena, "<script>alert(1)</script>\n\nsebuah <b>tebal</b>\n");
    assert_int_equal(md.count, 2);
    assert_string_equal(block_words(md, 0), "<script>alert(1)</script>\n");
    assert_string_equal(block_words(md, 1), "sebuah <b>tebal</b>");
}

static void test_links_as_text(void **state)
{
    (void)state;
    struct markdown md = markdown_parse(
        &arena, "Lihat [di sini](https://desa.example/a) atau <https://desa.example/b>.\n");
    assert_string_equal(block_words(md, 0), "Lihat di sini (https://desa.example/a) atau "
                                            "https://desa.example/b.");
}

static void test_pictures_stand_alone(void **state)
{
    (void)state;
    struct markdown md = markdown_parse(&arena, "Sebelum ![pos *baru*](pos.jpg) sesudah\n");
    assert_int_equal(md.count, 3);
    assert_int_equal(md.blocks[1].kind, MARKDOWN_PICTURE);
    assert_string_equal(md.blocks[1].text, "pos.jpg");
    assert_string_equal(block_words(md, 1), "pos baru");
    assert_string_equal(block_words(md, 2), " sesudah");
}

static void test_table(void **state)
{
    (void)state;
    struct markdown md = markdown_parse(&arena, "Jadwal:\n"
                                                "| Hari | Tempat | Jam |\n"
                                                "|---|:-:|--:|\n"
                                                "| Senin | **Balai** | 08.00 |\n"
                                                "| Rabu \\| Kamis | `a|b` |\n"
                                                "| 1 | 2 | 3 | 4 |\n");
    assert_int_equal(md.count, 2);
    assert_string_equal(block_words(md, 0), "Jadwal: ");
    const struct markdown_block *table = &md.blocks[1];
    assert_int_equal(table->kind, MARKDOWN_TABLE);
    assert_int_equal(table->columns, 3);
    assert_int_equal(table->rows, 3);
    assert_string_equal(cell_words(&table->head[0]), "Hari");
    assert_string_equal(cell_words(&table->head[2]), "Jam");
    assert_string_equal(cell_words(&table->cells[1]), "Balai");
    assert_true(table->cells[1].runs[0].bold);
    assert_string_equal(cell_words(&table->cells[2]), "08.00");
    assert_string_equal(cell_words(&table->cells[3]), "Rabu | Kamis");
    assert_string_equal(cell_words(&table->cells[4]), "a|b");
    assert_int_equal(table->cells[5].run_count, 0);
    assert_string_equal(cell_words(&table->cells[8]), "3 | 4");
}

static void test_table_edges(void **state)
{
    (void)state;
    struct markdown md = markdown_parse(&arena, "|satu|\n|---|\n|a|\n||\n");
    assert_int_equal(md.blocks[0].columns, 1);
    assert_string_equal(cell_words(&md.blocks[0].head[0]), "satu");
    assert_string_equal(cell_words(&md.blocks[0].cells[0]), "a");
    md = markdown_parse(&arena, "a | b\n--- | ---\n");
    assert_int_equal(md.blocks[0].kind, MARKDOWN_TABLE);
    assert_int_equal(md.blocks[0].rows, 0);
    md = markdown_parse(&arena, "bukan | tabel\nsaja\n");
    assert_int_equal(md.blocks[0].kind, MARKDOWN_PARAGRAPH);
}

static char *repeated(const char *word, size_t times, const char *end)
{
    size_t len = strlen(word);
    char *out = arena_alloc(&arena, len * times + strlen(end) + 1);
    for (size_t i = 0; i < times; i++) {
        memcpy(out + i * len, word, len);
    }
    memcpy(out + len * times, end, strlen(end));
    return out;
}

static void test_nested_deep(void **state)
{
    (void)state;
    struct markdown md = markdown_parse(&arena, repeated("> ", 1000, "dalam"));
    assert_int_equal(md.count, 1);
    assert_int_equal(md.blocks[0].quote, MARKDOWN_QUOTE_MAX);
    md = markdown_parse(&arena, repeated("- ", 1000, "dalam"));
    assert_int_equal(md.blocks[md.count - 1].indent, MARKDOWN_INDENT_MAX);
    md = markdown_parse(&arena, repeated("*a **b ", 1000, "c"));
    assert_true(md.count >= 1);
    md = markdown_parse(&arena, repeated("![", 1000, "x"));
    assert_true(md.count >= 1);
}

// Nothing is cut: what does not fit into one block goes on in the next, letters whole.
static void test_long_is_continued(void **state)
{
    (void)state;
    const size_t letters = 20000;
    struct markdown md = markdown_parse(&arena, repeated("é", letters, ""));
    size_t bytes = 0;
    assert_true(md.count > 1);
    for (size_t i = 0; i < md.count; i++) {
        const char *words = block_words(md, i);
        assert_true(strlen(words) <= MARKDOWN_TEXT_MAX);
        assert_true(utf8_is_valid(bytes_of_str(words)));
        bytes += strlen(words);
    }
    assert_int_equal(bytes, letters * 2);

    md = markdown_parse(&arena, repeated("*a* b ", 1000, ""));
    size_t runs = 0;
    for (size_t i = 0; i < md.count; i++) {
        assert_true(md.blocks[i].run_count <= MARKDOWN_RUNS_MAX);
        runs += md.blocks[i].run_count;
    }
    assert_int_equal(runs, 2000);
}

static void test_parts(void **state)
{
    (void)state;
    struct markdown md = markdown_parse(&arena, repeated("kata\n\n", 2000, ""));
    assert_int_equal(md.count, 2000);
    size_t at = 0, parts = 0;
    while (at < md.count) {
        size_t to = markdown_part(&md, at);
        assert_true(to > at && to - at <= MARKDOWN_PART_WEIGHT);
        at = to;
        parts++;
    }
    assert_true(parts > 1);
}

static void test_plain(void **state)
{
    (void)state;
    struct markdown md = markdown_parse(&arena, "# Judul\n\n- satu **dua**\n- tiga\n");
    assert_string_equal(markdown_plain(&arena, &md, 100), "Judul\n• satu dua\n• tiga");
    assert_string_equal(markdown_plain(&arena, &md, 16), "Judul\n• satu ...");
    md = markdown_parse(&arena, "");
    assert_string_equal(markdown_plain(&arena, &md, 100), "");
}

// What steers other letters and is not seen itself is left out; what the font lacks stays.
static void test_unseen_letters(void **state)
{
    (void)state;
    struct markdown md = markdown_parse(&arena, "bo\u202eleh\u200b \u2067x\u2069\ufeff");
    assert_string_equal(block_words(md, 0), "boleh x");
    md = markdown_parse(&arena, "a\x01"
                                "b\x1f"
                                "c\x7f"
                                "d|e\r\nf");
    assert_string_equal(block_words(md, 0), "abcd|e f");
    md = markdown_parse(&arena, "\u0645\u0631 \u65e5\u672c \U0001f600 \ua9b2");
    assert_string_equal(block_words(md, 0), "\u0645\u0631 \u65e5\u672c \U0001f600 \ua9b2");
    md = markdown_parse(&arena, "\U0001f468\u200d\U0001f33e \u2764\ufe0f");
    assert_string_equal(block_words(md, 0), "\U0001f468\U0001f33e \u2764");
    md = markdown_parse(&arena, "a\\|b\\\\|c \\\u202e");
    assert_string_equal(block_words(md, 0), "a|b\\|c \\");
}

// Ten thousand letters without a space are one block, and every one of them is in it.
static void test_one_long_word(void **state)
{
    (void)state;
    enum { LETTERS = 10000 };
    char *word = malloc(LETTERS + 1);
    memset(word, 'a', LETTERS);
    word[LETTERS] = '\0';
    struct markdown md = markdown_parse(&arena, word);
    assert_int_equal(md.count, 1);
    assert_int_equal(strlen(block_words(md, 0)), LETTERS);
    assert_int_equal(strlen(markdown_plain(&arena, &md, 100)), 103);
    free(word);
}

// Twenty columns in a screen of twelve: the rest stands in the last one, nothing is lost.
static void test_wide_table(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, 1 << 16);
    for (int row = 0; row < 3; row++) {
        for (int i = 0; i < 20; i++) {
            if (row == 1) {
                buf_add_str(&buf, "|---");
            } else {
                buf_printf(&buf, "|k%d", i);
            }
        }
        buf_add_str(&buf, "|\n");
    }
    struct markdown md = markdown_parse(&arena, buf_str(&buf));
    buf_finish(&buf);
    assert_int_equal(md.count, 1);
    assert_int_equal(md.blocks[0].kind, MARKDOWN_TABLE);
    assert_int_equal(md.blocks[0].columns, UI_COLUMNS_MAX);
    assert_string_equal(cell_words(&md.blocks[0].cells[0]), "k0");
    const char *last = cell_words(&md.blocks[0].cells[UI_COLUMNS_MAX - 1]);
    assert_non_null(strstr(last, "k11"));
    assert_non_null(strstr(last, "k19"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words_and_looks),
        cmocka_unit_test(test_lists),
        cmocka_unit_test(test_quotes_code_rule),
        cmocka_unit_test(test_html_is_text),
        cmocka_unit_test(test_links_as_text),
        cmocka_unit_test(test_pictures_stand_alone),
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_table_edges),
        cmocka_unit_test(test_nested_deep),
        cmocka_unit_test(test_long_is_continued),
        cmocka_unit_test(test_parts),
        cmocka_unit_test(test_plain),
        cmocka_unit_test(test_unseen_letters),
        cmocka_unit_test(test_one_long_word),
        cmocka_unit_test(test_wide_table),
    };
    return cmocka_run_group_tests(tests, arena_begin, arena_end);
}
