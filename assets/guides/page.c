// SPDX-License-Identifier: GPL-3.0-or-later
// A guide as one page of HTML with its pictures inside, to be printed or sent on: page NAME.md
// writes it to stdout (`make guides`). Names no other file than the pictures beside it.
#include "db/base/file.h"
#include "db/base/secret.h"

#include <cmark.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PAGE_BYTES_MAX = 1 << 20, PICTURE_BYTES_MAX = 1 << 20, ARENA_BYTES_MAX = 64 << 20 };

static const char head[] =
    "<!DOCTYPE html>\n<html lang=\"id\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width\">\n<title>%s</title>\n<style>\n"
    "body{margin:0 auto;max-width:42rem;padding:2rem 1.25rem;background:#fbf6ec;color:#1e1b16;"
    "font:1.125rem/1.5 'Noto Sans',sans-serif}\n"
    "h1{font-size:2.1rem;line-height:1.2;margin:0 0 1rem}\n"
    "h2{font-size:1.4rem;line-height:1.2;margin:2rem 0 .5rem;color:#0e4a38;break-after:avoid}\n"
    "p,ul,ol,pre{margin:.5rem 0}li{margin:.25rem 0}\n"
    "code{font:.95em monospace;background:#fff;border-radius:.25rem;padding:0 .2rem}\n"
    "pre{background:#fff;border:1px solid #d9cfbe;border-radius:.5rem;padding:.75rem;"
    "white-space:pre-wrap;break-inside:avoid}pre code{padding:0}\n"
    "img{display:block;max-width:100%%;max-height:34rem;border:1px solid #d9cfbe;"
    "border-radius:.75rem;break-inside:avoid}\n"
    "%s"
    "@media print{@page{size:A4;margin:14mm}body{max-width:none;padding:0;background:#fff;"
    "font-size:10.5pt}h1{font-size:20pt}h2{font-size:13pt;margin-top:1rem}a{color:inherit}}\n"
    "</style>\n</head>\n<body>\n";

// One page, four pictures: side by side, large.
static const char beside[] =
    "body{display:grid;grid-template-columns:1fr 1fr;gap:0 2rem;grid-auto-flow:row}\n"
    "h1,h1+p{grid-column:1/-1}section img{width:100%;max-height:none}\n"
    "section{break-inside:avoid}section h2{margin-top:1rem}\n"
    "@media print{section img{max-height:92mm;width:auto}}\n";

static struct arena arena;

static const char *data_of(const char *path)
{
    struct bytes content;
    if (!file_read(&arena, path, PICTURE_BYTES_MAX, &content)) {
        exit(log_fault());
    }
    size_t len = sodium_base64_ENCODED_LEN(content.len, sodium_base64_VARIANT_ORIGINAL);
    char *text = arena_alloc(&arena, len);
    sodium_bin2base64(text, len, content.data, content.len, sodium_base64_VARIANT_ORIGINAL);
    return arena_printf(&arena, "data:image/png;base64,%s", text);
}

// Pictures into the page, links to the other guides to their pages. Gives the first heading.
static const char *settle(cmark_node *document, const char *dir)
{
    const char *title = "";
    cmark_iter *iter = cmark_iter_new(document);
    for (cmark_event_type event; (event = cmark_iter_next(iter)) != CMARK_EVENT_DONE;) {
        cmark_node *node = cmark_iter_get_node(iter);
        cmark_node_type type = cmark_node_get_type(node);
        if (event != CMARK_EVENT_ENTER) {
            continue;
        }
        if (type == CMARK_NODE_IMAGE) {
            const char *path = file_path(&arena, dir, cmark_node_get_url(node));
            cmark_node_set_url(node, data_of(path));
        } else if (type == CMARK_NODE_LINK) {
            const char *url = cmark_node_get_url(node), *end = strstr(url, ".md");
            if (end && !strstr(url, "://") && !end[3]) {
                cmark_node_set_url(node, arena_printf(&arena, "%.*s.html", (int)(end - url), url));
            }
        } else if (type == CMARK_NODE_HEADING && !*title) {
            cmark_node *first = cmark_node_first_child(node);
            title = first ? arena_str(&arena, cmark_node_get_literal(first)) : "";
        }
    }
    cmark_iter_free(iter);
    return title;
}

// Where pictures stand side by side, each heading and what follows it is one piece.
static void write_pieces(const char *html)
{
    for (const char *at = html; *at;) {
        const char *next = strstr(at + 1, "<h2>");
        size_t len = next ? (size_t)(next - at) : strlen(at);
        bool is_piece = str_starts(at, "<h2>");
        printf("%s%.*s%s", is_piece ? "<section>\n" : "", (int)len, at,
               is_piece ? "</section>\n" : "");
        at += len;
    }
}

int main(int argc, char **argv)
{
    log_name("page");
    struct bytes content;
    arena_init(&arena, ARENA_BYTES_MAX);
    if (argc != 2 || !strrchr(argv[1], '/')) {
        fprintf(stderr, "page DIR/NAME.md\n");
        return 2;
    }
    if (!file_read(&arena, argv[1], PAGE_BYTES_MAX, &content)) {
        return log_fault();
    }
    const char *slash = strrchr(argv[1], '/');
    const char *dir = arena_str_of(&arena, bytes_of(argv[1], (size_t)(slash - argv[1])));
    cmark_node *document =
        cmark_parse_document((const char *)content.data, content.len, CMARK_OPT_DEFAULT);
    const char *title = settle(document, dir);
    char *html = cmark_render_html(document, CMARK_OPT_DEFAULT);
    bool is_beside = str_equal(slash, "/warga.md");
    printf(head, title, is_beside ? beside : "");
    if (is_beside) {
        write_pieces(html);
    } else {
        fputs(html, stdout);
    }
    puts("</body>\n</html>");
    free(html);
    cmark_node_free(document);
    arena_finish(&arena);
    return ferror(stdout) != 0;
}
