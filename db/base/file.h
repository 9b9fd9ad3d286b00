// SPDX-License-Identifier: GPL-3.0-or-later
// The only way to files outside SQLite: read with a cap, replace in one step, lock, ring the bell.
#ifndef FILE_H
#define FILE_H

#include "arena.h"

enum { FILE_PATH_MAX = 4096 };

// "dir/name" in the arena.
char *file_path(struct arena *arena, const char *dir, const char *name);
bool file_exists(const char *path);
bool file_is_dir(const char *path);
// Size in bytes, -1 when there is none.
int64_t file_size(const char *path);
// Makes the folder and those above it; one that is there already is fine.
MUST_USE bool file_make_dir(const char *path, unsigned mode);
// The whole file into the arena; larger than max_bytes is refused, not cut.
MUST_USE bool file_read(struct arena *arena, const char *path, size_t max_bytes, struct bytes *out);
// The same of what somebody else laid there: never through a link.
MUST_USE bool file_read_plain(struct arena *arena, const char *path, size_t max_bytes,
                              struct bytes *out);
// The first line of a file of the kernel's (/proc, /sys), cut at cap, without its end. False (no
// fault text), and "" in out, when there is none.
bool file_line(const char *path, char *out, size_t cap);
// Writes beside it (PATH.NUMBER.tmp), syncs, renames over it, syncs the folder: the old or the new,
// never a half.
MUST_USE bool file_write(const char *path, struct bytes content, unsigned mode);
// The same where there is none yet. FILE_SECOND: there is one, also one made at this very moment;
// it stays as it is. Only the failure sets a fault that is worth telling.
enum file_first { FILE_FIRST, FILE_SECOND, FILE_FIRST_FAILED };
enum file_first file_write_first(const char *path, struct bytes content, unsigned mode);
// Exactly len bytes from offset on into out. False with a fault when there are fewer.
MUST_USE bool file_read_at(const char *path, uint64_t offset, void *out, size_t len);
// Puts content at offset, syncs; makes the file and its name's folder entry when it is not there.
MUST_USE bool file_write_at(const char *path, uint64_t offset, struct bytes content, unsigned mode);
// Gives a whole, synced file its last name; syncs the folder.
MUST_USE bool file_rename(const char *from, const char *to);
// It was written just now, as far as its time tells. What fails is no matter.
void file_touch(const char *path);
// True also when there was none.
MUST_USE bool file_remove(const char *path);
// A folder and all in it; a link is removed and not followed. True also when there was none.
MUST_USE bool file_remove_tree(const char *path);

enum file_lock { FILE_LOCK_TAKEN, FILE_LOCK_BUSY, FILE_LOCK_FAILED };
// A lock that ends with the process. *fd is the caller's to close, -1 where it was not taken;
// wait_ms 0 asks once.
enum file_lock file_lock(const char *path, int wait_ms, int *fd);
// Some program holds that lock now. Asking takes it for a moment: whoever takes a lock waits so
// long.
bool file_lock_is_held(const char *path);

// The kernel's name for this boot, "" when it gives none. It cannot change while we run.
const char *file_boot(void);
// Bytes that may still be written where path lies; -1 when that cannot be told.
int64_t file_free_bytes(const char *path);

// Touches DIR/bell: whoever committed calls it, the other program looks at the file then.
void file_ring(const char *dir);

#endif
