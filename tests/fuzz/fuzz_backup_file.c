// SPDX-License-Identifier: GPL-3.0-or-later
// A backup from anywhere: the bytes as the file itself, as what stands behind an honest head, and
// as what lies inside pieces that open (who knows the passphrase can make any).
#include "fuzz.h"

#include "db/record/backup_file.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define STREAM(name) crypto_secretstream_xchacha20poly1305_##name
enum { RANDOM_LEN = 32 };
static const char passphrase[] = "empat ekor ayam hitam";

static void put(int fd, const void *data, size_t len)
{
    if (write(fd, data, len) != (ssize_t)len) {
        abort();
    }
}

// At the least cost, so that many are tried.
static void make_maker(struct backup_maker *out, uint8_t keys[static 64])
{
    *out =
        (struct backup_maker){.ops = crypto_pwhash_OPSLIMIT_MIN, .mem = crypto_pwhash_MEMLIMIT_MIN};
    uint8_t secret[BOX_SECRET_LEN];
    if (crypto_pwhash(keys, 64, passphrase, strlen(passphrase), out->salt, out->ops,
                      (size_t)out->mem, crypto_pwhash_ALG_ARGON2ID13) != 0) {
        abort();
    }
    crypto_box_seed_keypair(out->public_key, secret, keys);
    memcpy(out->maker, keys + crypto_box_SEEDBYTES, BACKUP_MAKER_LEN);
}

// The head by the program's own writer, whose own pieces are cut off.
static size_t put_head(int fd)
{
    struct backup_maker maker;
    uint8_t keys[64];
    make_maker(&maker, keys);
    struct backup_writer *writer = backup_writer_open(fd, &maker);
    off_t len = lseek(fd, 0, SEEK_CUR);
    if (!backup_writer_close(writer) || ftruncate(fd, len) != 0 ||
        lseek(fd, len, SEEK_SET) != len) {
        abort();
    }
    return (size_t)len;
}

// As backup_file.h says how: another implementation.
static void put_pieces(int fd, size_t head_len, const uint8_t *data, size_t len)
{
    struct backup_maker maker;
    uint8_t keys[64], secret[BOX_SECRET_LEN], head[512], random[RANDOM_LEN], key[STREAM(KEYBYTES)];
    uint8_t *closed = malloc(len + STREAM(ABYTES));
    make_maker(&maker, keys);
    crypto_box_seed_keypair(maker.public_key, secret, keys);
    if (!closed || pread(fd, head, head_len, 0) != (ssize_t)head_len) {
        abort();
    }
    size_t at_stream = head_len - STREAM(HEADERBYTES);
    size_t at_sealed = at_stream - RANDOM_LEN - crypto_box_SEALBYTES;
    if (crypto_box_seal_open(random, head + at_sealed, RANDOM_LEN + crypto_box_SEALBYTES,
                             maker.public_key, secret) != 0) {
        abort();
    }
    crypto_generichash(key, sizeof key, random, sizeof random, maker.maker, BACKUP_MAKER_LEN);
    STREAM(state) state;
    STREAM(init_push)(&state, head + at_stream, key);
    if (pwrite(fd, head + at_stream, STREAM(HEADERBYTES), (off_t)at_stream) < 0) {
        abort();
    }
    STREAM(push)(&state, closed, NULL, data, len, head, head_len, STREAM(TAG_FINAL));
    put(fd, closed, len + STREAM(ABYTES));
    free(closed);
}

static void read_all(int fd)
{
    const char *name;
    uint64_t bytes;
    lseek(fd, 0, SEEK_SET);
    struct backup_reader *reader = backup_reader_open(fd, passphrase);
    while (reader && backup_reader_next(reader, &name, &bytes) == BACKUP_ENTRY) {
        fuzz_touch(bytes_of_str(name));
        if (bytes % 2 == 0 && !backup_reader_file(reader, NULL, 0)) {
            break;
        }
    }
    backup_reader_close(reader);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    int fd = memfd_create("backup", MFD_CLOEXEC);
    if (fd < 0 || len == 0) {
        return 0;
    }
    size_t head_len = data[0] % 3 ? put_head(fd) : 0;
    if (data[0] % 3 == 2) {
        put_pieces(fd, head_len, data + 1, len - 1);
    } else {
        put(fd, data + 1, len - 1);
    }
    read_all(fd);
    close(fd);
    return 0;
}
