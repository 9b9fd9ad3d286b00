// SPDX-License-Identifier: GPL-3.0-or-later
// A page that puts files onto the stick, the same on every page that does: made on this thread, put
// there on another, because a stick may hang; then their names, and letting the stick go.
#ifndef STICK_PUT_H
#define STICK_PUT_H

#include "stick_pick.h"

enum { STICK_PUT_FILES_MAX = 8, STICK_PUT_NAME_BYTES = 128 };

// The first thing in a page's state; zeroed memory has put nothing yet.
struct stick_put {
    struct stick_pick pick;
    bool is_writing, is_done, has_failed;
    char path[STICK_PATH_BYTES]; // of the stick, when done
    struct {
        char name[STICK_PUT_NAME_BYTES];
        enum ui_icon icon;
    } files[STICK_PUT_FILES_MAX];
    size_t count;
};

// What a page puts there: `files` is its own, zeroed, and lives until end() returns.
struct stick_put_way {
    size_t files_bytes, arena_bytes_max;
    // In the arena, out of the page's state. False with a fault.
    bool (*make)(struct app *app, struct arena *arena, void *page, void *files);
    // Into the folder, on another thread. False with a fault.
    bool (*put)(const void *files, const char *dir);
    // How it went, always called: gives back what is not the arena's, and names what is there
    // (stick_put_name). page NULL: it was left.
    void (*end)(struct app *app, void *page, void *files, bool is_put);
};
void stick_put_name(struct stick_put *put, const char *name, enum ui_icon icon);

// The parts are #PREFIX.done, .name.N, .failed and .close; the button that begins is #GO_ID.
struct stick_put_words {
    const char *prefix, *done;
    const char *go_id, *go;
};
// How far it is: no stick yet, which one, writing, what is there, what went wrong.
void stick_put_show(struct app *app, struct ui *ui, struct stick_put *put,
                    const struct stick_put_words *words);
// The button at the foot: it begins, lets the stick go, closes the page. `put` is the page's state.
void stick_put_foot(struct app *app, struct ui *ui, struct stick_put *put,
                    const struct stick_put_words *words, const struct stick_put_way *way);

#endif
