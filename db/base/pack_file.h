// SPDX-License-Identifier: GPL-3.0-or-later
// Files one after the other in one file, open, with a hash over all at its end: nothing is held in
// memory, and what was cut or damaged is noticed before it takes anything's place.
//
//   magic 8 | entries, each: name length 1 | name | size 8 | content | a zero byte
//   | BLAKE2b-32 of all before
// Numbers: little end first.
#ifndef PACK_FILE_H
#define PACK_FILE_H

#include "base.h"

enum { PACK_MAGIC_LEN = 8, PACK_NAME_MAX = 120 };

// Writing. After a failure (fault set) every further call fails; the caller removes the file.
struct pack_writer;
struct pack_writer *pack_writer_open(int fd, const char magic[static PACK_MAGIC_LEN]);
MUST_USE bool pack_writer_file(struct pack_writer *writer, const char *name, const char *path);
// Ends the file and syncs it. Frees the writer in any case; fd stays the caller's.
MUST_USE bool pack_writer_close(struct pack_writer *writer);

// Reading. NULL with a fault when it does not begin so.
struct pack_reader;
struct pack_reader *pack_reader_open(int fd, const char magic[static PACK_MAGIC_LEN]);
enum pack_next { PACK_ENTRY, PACK_END, PACK_BROKEN };
// The next entry's name, valid until the next call. END: the hash was right. BROKEN: damaged or
// cut; the fault says so.
enum pack_next pack_reader_next(struct pack_reader *reader, const char **name, uint64_t *bytes);
// Its content into a new file, synced; or passes over it (path NULL).
MUST_USE bool pack_reader_file(struct pack_reader *reader, const char *path, unsigned mode);
void pack_reader_close(struct pack_reader *reader); // takes NULL

#endif
