// SPDX-License-Identifier: GPL-3.0-or-later
// Files with notices that lie on a stick: they and then their pictures are read on another thread,
// judged and put up by this one.
#ifndef STAFF_FILES_H
#define STAFF_FILES_H

#include "screens.h"

#include "db/base/folder.h"
#include "db/record/notice_file.h"

enum {
    STAFF_FILES_MAX = 40, // a page that one scrolls through
    STAFF_FILES_BYTES_MAX = 96 << 20,
};

enum staff_file_state { STAFF_FILE_FINE, STAFF_FILE_POSTED, STAFF_FILE_BAD };
enum staff_file_fault {
    STAFF_FAULT_READ,     // it cannot be read: `why`, or the file itself
    STAFF_FAULT_OTHERS,   // it revises a notice that is not this office's, or not here
    STAFF_FAULT_PICTURES, // a picture beside it is missing or no picture
    STAFF_FAULT_WRITE,    // it could not be put up
};
struct staff_file {
    enum staff_file_state state;
    bool is_chosen;
    const char *name;  // below the folder
    const char *title; // "" where it could not be read
    const char *category;
    const char *id; // POSTED: its number; "": a second member is asked
    enum staff_file_fault fault;
    struct notice_file_why why; // READ; NOTICE_WHY_COUNT: not even opened
    struct bytes bytes;
    struct notice_file *notice; // NULL: bad
};
struct staff_files {
    char path[SCREENS_PATH_MAX];
    int zone_min;
    struct arena arena; // owned
    struct staff_file list[STAFF_FILES_MAX];
    size_t count;
    bool has_more;
    int asked; // put before a second member, instead of being put up
};

struct staff_files *staff_files_new(const char *path, int zone_min);
void staff_files_free(struct staff_files *files); // takes NULL
void staff_files_look(struct staff_files *files); // on any thread
// What only the village file knows: what was put up before, what may be revised here.
void staff_files_judge(struct app *app, struct staff_files *files);
// The pictures of the chosen ones, made fit for a notice, into the folder `data`; on any thread.
void staff_files_fetch(struct staff_files *files, const char *data);
// What is left there of them.
void staff_files_forget(struct staff_files *files, const char *data);
// The chosen ones, whose pictures were fetched, each by itself; what became of it is its state
// afterwards.
void staff_files_post(struct app *app, struct staff_files *files);
// What is the matter and what to do, in the language set.
const char *staff_files_why(struct arena *arena, const struct staff_file *file);

#endif
