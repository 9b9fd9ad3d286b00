// SPDX-License-Identifier: GPL-3.0-or-later
// Writes files that a script asked for. The kiosk itself never takes a picture of its screen.
#include "shot.h"

#include "kiosk/ui/codec.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

bool shot_picture(SDL_Surface *frame, const char *path)
{
    if (!codec_save_png(frame, SDL_RWFromFile(path, "wb"))) {
        fault_where("%s", path);
        return false;
    }
    return true;
}

static bool is_shown(const struct ui_element *element)
{
    const SDL_Rect *seen = &element->seen, *rect = &element->rect;
    bool is_whole = seen->w == rect->w && seen->h == rect->h;
    return seen->w > 0 && seen->h > 0 && (is_whole || !element->is_touch || element->is_clear);
}

static void write_element(FILE *file, const struct ui_element *element)
{
    fprintf(file, "%s%s\t%s\t", element->id ? "#" : "-", element->id ? element->id : "",
            ui_role_name(element->role));
    for (const char *at = element->label; *at; at++) {
        fputc(*at == '\t' || *at == '\n' || *at == '\r' ? ' ' : *at, file);
    }
    fprintf(file, "\t%d\t%d\t%d\t%d\n", element->seen.x, element->seen.y, element->seen.w,
            element->seen.h);
}

// What is on the screen may be a villager's words: the file's buffer is ours, and wiped.
bool shot_dump(struct ui *ui, const char *path)
{
    FILE *file = fopen(path, "we");
    if (!file) {
        fault_set("%s: cannot write the list: %s", path, strerror(errno));
        return false;
    }
    static char buffer[BUFSIZ];
    setvbuf(file, buffer, _IOFBF, sizeof buffer);
    struct arena arena;
    arena_init(&arena, SHOT_BYTES_MAX);
    struct ui_element *elements;
    size_t count = ui_elements(ui, &arena, &elements);
    for (size_t i = 0; i < count; i++) {
        if (is_shown(&elements[i])) {
            write_element(file, &elements[i]);
        }
    }
    arena_finish(&arena);
    bool failed = ferror(file) != 0;
    failed = fclose(file) != 0 || failed;
    sodium_memzero(buffer, sizeof buffer);
    if (failed) {
        fault_set("%s: cannot write the list: %s", path, strerror(errno));
    }
    return !failed;
}
