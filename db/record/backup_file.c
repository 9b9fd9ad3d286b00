// SPDX-License-Identifier: GPL-3.0-or-later
// Files in, one closed stream out, and the way back. Nothing open is ever written on the way in;
// on the way out only where the caller names a path.
#include "backup_file.h"

#include "db/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define STREAM(name) crypto_secretstream_xchacha20poly1305_##name

enum {
    VERSION = 1,
    RANDOM_LEN = 32,
    AT_VERSION = 8,
    AT_OPS = 9,
    AT_MEM = 17,
    AT_SALT = 25,
    AT_PUBLIC = AT_SALT + crypto_pwhash_SALTBYTES,
    AT_SEALED = AT_PUBLIC + BOX_PUBLIC_LEN,
    AT_STREAM = AT_SEALED + RANDOM_LEN + SEAL_EXTRA_LEN,
    HEAD_LEN = AT_STREAM + STREAM(HEADERBYTES),
    CLOSED_PIECE = BACKUP_PIECE + STREAM(ABYTES),
    ENTRY_HEAD_MAX = 1 + BACKUP_NAME_MAX + 8,
    // Written out as it goes: a gigabyte that is left to one sync at the end keeps the disk busy
    // for seconds, and whoever files a word meanwhile waits for it.
    WINDOW = 8 << 20,
};
// Some 0.4 s here. A small machine has to be able to restore: no more memory than that.
enum { MAKE_OPS = 4 };
static const uint64_t make_mem = 128ull << 20;
static const uint64_t mem_max = 1024ull << 20; // a file that asks for more is refused
static const uint64_t ops_max = 16;
static const char magic[] = "KTBACKUP";

static void put_u64(uint8_t *out, uint64_t value)
{
    for (int i = 0; i < 8; i++) {
        out[i] = (uint8_t)(value >> (8 * i));
    }
}

static uint64_t get_u64(const uint8_t *in)
{
    uint64_t value = 0;
    for (int i = 7; i >= 0; i--) {
        value = value << 8 | in[i];
    }
    return value;
}

// ---------------------------------------------------------------- keys

// seed (32) and maker's key (32) into locked memory, the caller frees; NULL with a fault.
static uint8_t *derive(const char *passphrase, const uint8_t *salt, uint64_t ops, uint64_t mem)
{
    uint8_t *keys = secret_alloc(crypto_box_SEEDBYTES + BACKUP_MAKER_LEN);
    if (crypto_pwhash(keys, crypto_box_SEEDBYTES + BACKUP_MAKER_LEN, passphrase, strlen(passphrase),
                      salt, ops, (size_t)mem, crypto_pwhash_ALG_ARGON2ID13) != 0) {
        fault_set("this machine has no %llu MiB of memory free to turn a passphrase into a key",
                  (unsigned long long)(mem >> 20));
        secret_free(keys);
        return NULL;
    }
    return keys;
}

static bool check_passphrase(const char *passphrase)
{
    size_t len = strlen(passphrase);
    if (len < BACKUP_PASSPHRASE_MIN || len > BACKUP_PASSPHRASE_MAX) {
        fault_set("a passphrase has %d to %d letters; four or five words are easy to keep",
                  BACKUP_PASSPHRASE_MIN, BACKUP_PASSPHRASE_MAX);
        return false;
    }
    return true;
}

static void maker_fill(struct backup_maker *out, const uint8_t *keys, uint8_t *secret)
{
    crypto_box_seed_keypair(out->public_key, secret, keys);
    memcpy(out->maker, keys + crypto_box_SEEDBYTES, BACKUP_MAKER_LEN);
}

bool backup_maker_make(const char *passphrase, struct backup_maker *out)
{
    if (!check_passphrase(passphrase)) {
        return false;
    }
    randombytes_buf(out->salt, sizeof out->salt);
    out->ops = MAKE_OPS;
    out->mem = make_mem;
    uint8_t *keys = derive(passphrase, out->salt, out->ops, out->mem);
    if (!keys) {
        return false;
    }
    uint8_t *secret = secret_alloc(BOX_SECRET_LEN);
    maker_fill(out, keys, secret);
    secret_free(secret);
    secret_free(keys);
    return true;
}

// The stream's key, from the random bytes that only the passphrase opens, by who made the file.
static void stream_key(uint8_t out[static STREAM(KEYBYTES)], const uint8_t random[RANDOM_LEN],
                       const uint8_t maker[BACKUP_MAKER_LEN])
{
    crypto_generichash(out, STREAM(KEYBYTES), random, RANDOM_LEN, maker, BACKUP_MAKER_LEN);
}

// ---------------------------------------------------------------- writing

struct backup_writer { // in locked memory: the stream's state is a key
    STREAM(state) stream;
    int fd;
    bool is_failed, is_begun;
    size_t used;
    off_t written, handed; // handed: up to here the disk was told to write
    uint8_t head[HEAD_LEN];
    uint8_t open[BACKUP_PIECE], closed[CLOSED_PIECE];
};

static bool write_all(int fd, const uint8_t *data, size_t len)
{
    for (size_t at = 0; at < len;) {
        ssize_t put = write(fd, data + at, len - at);
        if (put < 0 && errno != EINTR) {
            fault_set("the backup cannot be written: %s", strerror(errno));
            return false;
        }
        at += put > 0 ? (size_t)put : 0;
    }
    return true;
}

struct backup_writer *backup_writer_open(int fd, const struct backup_maker *maker)
{
    struct backup_writer *writer = secret_alloc(sizeof *writer);
    writer->fd = fd;
    writer->is_begun = writer->is_failed = false;
    writer->used = 0;
    writer->written = writer->handed = 0;
    uint8_t *head = writer->head, random[RANDOM_LEN], key[STREAM(KEYBYTES)];
    memcpy(head, magic, AT_VERSION);
    head[AT_VERSION] = VERSION;
    put_u64(head + AT_OPS, maker->ops);
    put_u64(head + AT_MEM, maker->mem);
    memcpy(head + AT_SALT, maker->salt, sizeof maker->salt);
    memcpy(head + AT_PUBLIC, maker->public_key, BOX_PUBLIC_LEN);
    randombytes_buf(random, sizeof random);
    if (crypto_box_seal(head + AT_SEALED, random, sizeof random, maker->public_key) != 0) {
        die("the key of the backups is none");
    }
    stream_key(key, random, maker->maker);
    STREAM(init_push)(&writer->stream, head + AT_STREAM, key);
    sodium_memzero(random, sizeof random);
    sodium_memzero(key, sizeof key);
    writer->is_failed = !write_all(fd, head, HEAD_LEN);
    return writer;
}

// At most two windows are under way; what is out need not stay in memory. What cannot be written
// shows at the sync in the end.
static void hand_on(struct backup_writer *writer)
{
    if (writer->written - writer->handed < WINDOW) {
        return;
    }
    off_t last = writer->handed - WINDOW;
    (void)sync_file_range(writer->fd, writer->handed, WINDOW, SYNC_FILE_RANGE_WRITE);
    if (last >= 0) {
        (void)sync_file_range(writer->fd, last, WINDOW,
                              SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE |
                                  SYNC_FILE_RANGE_WAIT_AFTER);
        (void)posix_fadvise(writer->fd, last, WINDOW, POSIX_FADV_DONTNEED);
    }
    writer->handed += WINDOW;
}

static bool flush(struct backup_writer *writer, bool is_last)
{
    STREAM(push)
    (&writer->stream, writer->closed, NULL, writer->open, writer->used,
     writer->is_begun ? NULL : writer->head, writer->is_begun ? 0 : HEAD_LEN,
     is_last ? STREAM(TAG_FINAL) : STREAM(TAG_MESSAGE));
    writer->is_begun = true;
    bool ok = write_all(writer->fd, writer->closed, writer->used + STREAM(ABYTES));
    writer->written += (off_t)(writer->used + STREAM(ABYTES));
    hand_on(writer);
    writer->used = 0;
    writer->is_failed = !ok;
    return ok;
}

static bool add(struct backup_writer *writer, const uint8_t *data, size_t len)
{
    while (len > 0 && !writer->is_failed) {
        size_t room = BACKUP_PIECE - writer->used, piece = len < room ? len : room;
        memcpy(writer->open + writer->used, data, piece);
        writer->used += piece;
        data += piece;
        len -= piece;
        if (writer->used == BACKUP_PIECE && !flush(writer, false)) {
            return false;
        }
    }
    return !writer->is_failed;
}

static bool add_head(struct backup_writer *writer, const char *name, uint64_t bytes)
{
    size_t len = strlen(name);
    uint8_t head[ENTRY_HEAD_MAX];
    if (len == 0 || len > BACKUP_NAME_MAX) {
        die("%s: is no name for a file in a backup", name);
    }
    head[0] = (uint8_t)len;
    memcpy(head + 1, name, len);
    put_u64(head + 1 + len, bytes);
    return add(writer, head, 1 + len + 8);
}

bool backup_writer_bytes(struct backup_writer *writer, const char *name, struct bytes content)
{
    return add_head(writer, name, content.len) && add(writer, content.data, content.len);
}

// Straight into the stream's own memory: no copy lies anywhere else.
static bool add_from(struct backup_writer *writer, int fd, uint64_t bytes, const char *path)
{
    while (bytes > 0 && !writer->is_failed) {
        size_t room = BACKUP_PIECE - writer->used, want = bytes < room ? (size_t)bytes : room;
        ssize_t got = read(fd, writer->open + writer->used, want);
        if (got <= 0) {
            fault_set("%s: cannot be read for the backup: %s", path,
                      got < 0 ? strerror(errno) : "it became shorter meanwhile");
            writer->is_failed = true;
            return false;
        }
        writer->used += (size_t)got;
        bytes -= (uint64_t)got;
        if (writer->used == BACKUP_PIECE && !flush(writer, false)) {
            return false;
        }
    }
    return !writer->is_failed;
}

bool backup_writer_file(struct backup_writer *writer, const char *name, const char *path)
{
    int64_t bytes = file_size(path);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0 || bytes < 0) {
        fault_set("%s: cannot be read for the backup: %s", path, strerror(errno));
        writer->is_failed = true;
        if (fd >= 0) {
            close(fd);
        }
        return false;
    }
    bool ok =
        add_head(writer, name, (uint64_t)bytes) && add_from(writer, fd, (uint64_t)bytes, path);
    close(fd);
    return ok;
}

bool backup_writer_close(struct backup_writer *writer)
{
    static const uint8_t end = 0;
    bool ok = add(writer, &end, 1) && flush(writer, true);
    if (ok && fsync(writer->fd) != 0) {
        fault_set("the backup cannot be written to its disk: %s", strerror(errno));
        ok = false;
    }
    secret_free(writer);
    return ok;
}

// ---------------------------------------------------------------- reading

struct backup_reader { // in locked memory
    STREAM(state) stream;
    int fd;
    bool is_begun, is_final, is_broken;
    size_t at, used;
    uint64_t left; // of the entry
    struct backup_maker maker;
    char name[BACKUP_NAME_MAX + 1];
    uint8_t head[HEAD_LEN];
    uint8_t open[BACKUP_PIECE], closed[CLOSED_PIECE];
};

static size_t read_all(int fd, uint8_t *out, size_t len)
{
    size_t done = 0;
    for (ssize_t got; done < len && (got = read(fd, out + done, len - done)) != 0;) {
        if (got < 0 && errno != EINTR) {
            break;
        }
        done += got > 0 ? (size_t)got : 0;
    }
    return done;
}

// The head as this version writes it. False with a fault.
static bool read_head(struct backup_reader *reader)
{
    const uint8_t *head = reader->head;
    if (read_all(reader->fd, reader->head, HEAD_LEN) < HEAD_LEN ||
        memcmp(head, magic, AT_VERSION) != 0) {
        fault_set("is no backup of a kiosk");
        return false;
    }
    if (head[AT_VERSION] != VERSION) {
        fault_set("was made by a newer version; update this program");
        return false;
    }
    struct backup_maker *maker = &reader->maker;
    maker->ops = get_u64(head + AT_OPS);
    maker->mem = get_u64(head + AT_MEM);
    memcpy(maker->salt, head + AT_SALT, sizeof maker->salt);
    if (maker->ops < crypto_pwhash_OPSLIMIT_MIN || maker->ops > ops_max ||
        maker->mem < crypto_pwhash_MEMLIMIT_MIN || maker->mem > mem_max) {
        fault_set("is damaged: its head asks for what no backup needs");
        return false;
    }
    return true;
}

static bool unlock(struct backup_reader *reader, const char *passphrase)
{
    struct backup_maker *maker = &reader->maker;
    uint8_t *keys = derive(passphrase, maker->salt, maker->ops, maker->mem);
    if (!keys) {
        return false;
    }
    uint8_t *secret = secret_alloc(BOX_SECRET_LEN), *random = secret_alloc(RANDOM_LEN),
            *key = secret_alloc(STREAM(KEYBYTES));
    maker_fill(maker, keys, secret);
    bool ok = sodium_memcmp(maker->public_key, reader->head + AT_PUBLIC, BOX_PUBLIC_LEN) == 0 &&
              crypto_box_seal_open(random, reader->head + AT_SEALED, RANDOM_LEN + SEAL_EXTRA_LEN,
                                   maker->public_key, secret) == 0;
    if (ok) {
        stream_key(key, random, maker->maker);
        ok = STREAM(init_pull)(&reader->stream, reader->head + AT_STREAM, key) == 0;
    }
    if (!ok) {
        fault_set("does not open with this passphrase; mind capitals and spaces");
    }
    secret_free(key);
    secret_free(random);
    secret_free(secret);
    secret_free(keys);
    return ok;
}

struct backup_reader *backup_reader_open(int fd, const char *passphrase)
{
    struct backup_reader *reader = secret_alloc(sizeof *reader);
    memset(reader, 0, sizeof *reader);
    reader->fd = fd;
    if (strlen(passphrase) <= BACKUP_PASSPHRASE_MAX && read_head(reader) &&
        unlock(reader, passphrase)) {
        return reader;
    }
    secret_free(reader);
    return NULL;
}

void backup_reader_maker(const struct backup_reader *reader, struct backup_maker *out)
{
    *out = reader->maker;
}

static bool broken(struct backup_reader *reader)
{
    if (!reader->is_broken) {
        fault_set("is damaged or cut short");
    }
    reader->is_broken = true;
    return false;
}

// The next piece. FINAL stands on the last one and on no other.
static bool fill(struct backup_reader *reader)
{
    if (reader->is_broken || reader->is_final) {
        return broken(reader);
    }
    size_t got = read_all(reader->fd, reader->closed, CLOSED_PIECE);
    unsigned long long used;
    uint8_t tag;
    if (got < STREAM(ABYTES) ||
        STREAM(pull)(&reader->stream, reader->open, &used, &tag, reader->closed, got,
                     reader->is_begun ? NULL : reader->head,
                     reader->is_begun ? 0 : HEAD_LEN) != 0) {
        return broken(reader);
    }
    reader->is_begun = true;
    reader->is_final = tag == STREAM(TAG_FINAL);
    reader->at = 0;
    reader->used = (size_t)used;
    return used > 0 || broken(reader);
}

static bool take(struct backup_reader *reader, uint8_t *out, size_t len)
{
    while (len > 0) {
        if (reader->at == reader->used && !fill(reader)) {
            return false;
        }
        size_t have = reader->used - reader->at, piece = len < have ? len : have;
        memcpy(out, reader->open + reader->at, piece);
        reader->at += piece;
        out += piece;
        len -= piece;
    }
    return true;
}

enum backup_next backup_reader_next(struct backup_reader *reader, const char **name,
                                    uint64_t *bytes)
{
    uint8_t len, size[8];
    if ((reader->left > 0 && !backup_reader_file(reader, NULL, 0)) || !take(reader, &len, 1)) {
        return BACKUP_BROKEN;
    }
    if (len == 0) {
        bool is_end = reader->is_final && reader->at == reader->used &&
                      read_all(reader->fd, reader->closed, 1) == 0;
        return is_end || broken(reader) ? BACKUP_END : BACKUP_BROKEN;
    }
    if (len > BACKUP_NAME_MAX) {
        broken(reader);
        return BACKUP_BROKEN;
    }
    if (!take(reader, (uint8_t *)reader->name, len) || !take(reader, size, sizeof size)) {
        return BACKUP_BROKEN;
    }
    reader->name[len] = '\0';
    reader->left = get_u64(size);
    *name = reader->name;
    *bytes = reader->left;
    return BACKUP_ENTRY;
}

// fd -1: passed over.
static bool pour(struct backup_reader *reader, int fd)
{
    while (reader->left > 0) {
        if (reader->at == reader->used && !fill(reader)) {
            return false;
        }
        size_t have = reader->used - reader->at;
        size_t piece = reader->left < have ? (size_t)reader->left : have;
        if (fd >= 0 && !write_all(fd, reader->open + reader->at, piece)) {
            return false;
        }
        reader->at += piece;
        reader->left -= piece;
    }
    return true;
}

bool backup_reader_file(struct backup_reader *reader, const char *path, unsigned mode)
{
    if (!path) {
        return pour(reader, -1);
    }
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
    bool ok = fd >= 0;
    if (!ok) {
        fault_set("%s: cannot be written: %s", path, strerror(errno));
        return false;
    }
    ok = pour(reader, fd);
    if (ok && fsync(fd) != 0) {
        fault_set("%s: cannot be written to its disk: %s", path, strerror(errno));
        ok = false;
    }
    close(fd);
    return ok;
}

bool backup_reader_bytes(struct backup_reader *reader, void *out, size_t len)
{
    if (reader->left != len || !take(reader, out, len)) {
        return broken(reader);
    }
    reader->left = 0;
    return true;
}

void backup_reader_close(struct backup_reader *reader)
{
    secret_free(reader);
}
