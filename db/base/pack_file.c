// SPDX-License-Identifier: GPL-3.0-or-later
// One piece at a time, in and out.
#include "pack_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 1 << 18, HASH_BYTES = 32, HEAD_MAX = 1 + PACK_NAME_MAX + 8 };

static bool write_all(int fd, const uint8_t *data, size_t len)
{
    for (size_t at = 0; at < len;) {
        ssize_t put = write(fd, data + at, len - at);
        if (put < 0 && errno != EINTR) {
            fault_set("cannot be written: %s; free some room or check the disk", strerror(errno));
            return false;
        }
        at += put > 0 ? (size_t)put : 0;
    }
    return true;
}

// ---------------------------------------------------------------- writing

struct pack_writer {
    crypto_generichash_state hash;
    int fd;
    bool is_failed;
    uint8_t piece[PIECE];
};

static bool add(struct pack_writer *writer, const uint8_t *data, size_t len)
{
    crypto_generichash_update(&writer->hash, data, len);
    writer->is_failed = writer->is_failed || !write_all(writer->fd, data, len);
    return !writer->is_failed;
}

struct pack_writer *pack_writer_open(int fd, const char magic[static PACK_MAGIC_LEN])
{
    struct pack_writer *writer = die_if_null(calloc(1, sizeof *writer));
    writer->fd = fd;
    crypto_generichash_init(&writer->hash, NULL, 0, HASH_BYTES);
    (void)add(writer, (const uint8_t *)magic, PACK_MAGIC_LEN);
    return writer;
}

static bool add_head(struct pack_writer *writer, const char *name, uint64_t bytes)
{
    uint8_t head[HEAD_MAX];
    size_t len = strlen(name);
    if (len == 0 || len > PACK_NAME_MAX) {
        die("%s: is no name for a file in a backup", name);
    }
    head[0] = (uint8_t)len;
    memcpy(head + 1, name, len);
    for (int i = 0; i < 8; i++) {
        head[1 + len + (size_t)i] = (uint8_t)(bytes >> (8 * i));
    }
    return add(writer, head, 1 + len + 8);
}

static bool add_content(struct pack_writer *writer, int fd, uint64_t bytes, const char *path)
{
    while (bytes > 0) {
        ssize_t got = read(fd, writer->piece, bytes < PIECE ? (size_t)bytes : PIECE);
        if (got <= 0) {
            fault_set("%s: cannot be read for the backup: %s", path,
                      got < 0 ? strerror(errno) : "it became shorter meanwhile");
            return false;
        }
        if (!add(writer, writer->piece, (size_t)got)) {
            return false;
        }
        bytes -= (uint64_t)got;
    }
    return true;
}

bool pack_writer_file(struct pack_writer *writer, const char *name, const char *path)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    bool ok = fd >= 0 && fstat(fd, &st) == 0;
    if (!ok) {
        fault_set("%s: cannot be read for the backup: %s", path, strerror(errno));
    }
    ok = ok && !writer->is_failed && add_head(writer, name, (uint64_t)st.st_size) &&
         add_content(writer, fd, (uint64_t)st.st_size, path);
    writer->is_failed = !ok;
    if (fd >= 0) {
        close(fd);
    }
    return ok;
}

bool pack_writer_close(struct pack_writer *writer)
{
    static const uint8_t end = 0;
    uint8_t hash[HASH_BYTES];
    bool ok = add(writer, &end, 1);
    crypto_generichash_final(&writer->hash, hash, sizeof hash);
    ok = ok && write_all(writer->fd, hash, sizeof hash);
    if (ok && fsync(writer->fd) != 0) {
        fault_set("cannot be written to its disk: %s", strerror(errno));
        ok = false;
    }
    free(writer);
    return ok;
}

// ---------------------------------------------------------------- reading

struct pack_reader {
    crypto_generichash_state hash;
    int fd;
    uint64_t left; // of the entry
    char name[PACK_NAME_MAX + 1];
    uint8_t piece[PIECE];
};

static bool take(struct pack_reader *reader, uint8_t *out, size_t len)
{
    size_t done = 0;
    ssize_t got;
    while (done < len && (got = read(reader->fd, out + done, len - done)) != 0) {
        if (got < 0 && errno != EINTR) {
            break;
        }
        done += got > 0 ? (size_t)got : 0;
    }
    if (done < len) {
        fault_set("is damaged, or was cut short");
        return false;
    }
    crypto_generichash_update(&reader->hash, out, len);
    return true;
}

struct pack_reader *pack_reader_open(int fd, const char magic[static PACK_MAGIC_LEN])
{
    struct pack_reader *reader = die_if_null(calloc(1, sizeof *reader));
    uint8_t begins[PACK_MAGIC_LEN];
    reader->fd = fd;
    crypto_generichash_init(&reader->hash, NULL, 0, HASH_BYTES);
    if (take(reader, begins, sizeof begins) && memcmp(begins, magic, sizeof begins) == 0) {
        return reader;
    }
    fault_set("is no such backup");
    free(reader);
    return NULL;
}

// The content, to fd or nowhere (-1).
static bool take_content(struct pack_reader *reader, int fd)
{
    while (reader->left > 0) {
        size_t len = reader->left < PIECE ? (size_t)reader->left : PIECE;
        if (!take(reader, reader->piece, len) || (fd >= 0 && !write_all(fd, reader->piece, len))) {
            return false;
        }
        reader->left -= len;
    }
    return true;
}

static enum pack_next check_end(struct pack_reader *reader)
{
    uint8_t right[HASH_BYTES], there[HASH_BYTES], more;
    crypto_generichash_state hash = reader->hash;
    crypto_generichash_final(&hash, right, sizeof right);
    if (!take(reader, there, sizeof there)) {
        return PACK_BROKEN;
    }
    if (sodium_memcmp(right, there, sizeof right) != 0 || read(reader->fd, &more, 1) != 0) {
        fault_set("is damaged");
        return PACK_BROKEN;
    }
    return PACK_END;
}

enum pack_next pack_reader_next(struct pack_reader *reader, const char **name, uint64_t *bytes)
{
    uint8_t len, size[8];
    if (!take_content(reader, -1) || !take(reader, &len, 1)) {
        return PACK_BROKEN;
    }
    if (len == 0) {
        return check_end(reader);
    }
    if (len > PACK_NAME_MAX) {
        fault_set("is damaged");
        return PACK_BROKEN;
    }
    if (!take(reader, (uint8_t *)reader->name, len) || !take(reader, size, sizeof size)) {
        return PACK_BROKEN;
    }
    reader->name[len] = '\0';
    for (int i = 7; i >= 0; i--) {
        reader->left = reader->left << 8 | size[i];
    }
    *name = reader->name;
    *bytes = reader->left;
    return PACK_ENTRY;
}

bool pack_reader_file(struct pack_reader *reader, const char *path, unsigned mode)
{
    if (!path) {
        return take_content(reader, -1);
    }
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
    if (fd < 0) {
        fault_set("%s: cannot be made: %s", path, strerror(errno));
        return false;
    }
    bool ok = take_content(reader, fd);
    if (ok && fsync(fd) != 0) {
        fault_set("%s: cannot be written to its disk: %s", path, strerror(errno));
        ok = false;
    }
    close(fd);
    return ok;
}

void pack_reader_close(struct pack_reader *reader)
{
    free(reader);
}
