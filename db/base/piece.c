// SPDX-License-Identifier: GPL-3.0-or-later
// The row that notes how much is there is its caller's: a file may end in what a power cut left.
#include "piece.h"

#include "file.h"

#include <unistd.h>

uint32_t piece_kept(const char *growing, int64_t noted)
{
    int64_t on_disk = file_size(growing), least = on_disk < noted ? on_disk : noted;
    return least < 0 ? 0 : (uint32_t)least;
}

// The last byte came: is it what its name says? Then it gets that name.
static enum piece_end finish(const struct piece_file *file, struct arena *work)
{
    uint8_t *data = arena_alloc(work, file->total), hash[HASH_LEN];
    struct bytes whole = bytes_of(data, file->total);
    bool is_right = file_read_at(file->growing, 0, data, file->total);
    if (is_right) {
        file->hash(hash, whole);
        is_right = bytes_equal(bytes_of(hash, HASH_LEN), file->name);
        if (!is_right) {
            fault_set("a file of %u bytes came whole but is not what it says; it starts again",
                      file->total);
        }
    }
    if (!is_right) {
        unlink(file->growing);
        return PIECE_WRONG;
    }
    bool exact =
        file_size(file->growing) == file->total || file_write(file->growing, whole, file->mode);
    return exact && file_rename(file->growing, file->whole) ? PIECE_WHOLE : PIECE_DISK;
}

enum piece_end piece_add(const struct piece_file *file, uint32_t offset, struct bytes bytes)
{
    if (!file_write_at(file->growing, offset, bytes, file->mode)) {
        return PIECE_DISK;
    }
    if (offset + bytes.len < file->total) {
        return PIECE_ADDED;
    }
    struct arena work;
    arena_init(&work, (size_t)file->total + 65536);
    enum piece_end end = finish(file, &work);
    arena_finish(&work);
    return end;
}
