// SPDX-License-Identifier: GPL-3.0-or-later
// A backup as it lies on a stick: files one after the other, closed to a passphrase. Whoever finds
// the stick can neither read it nor put another in its place: making one needs what lies under
// keys/ of the kiosk, opening one needs the passphrase.
//
//   "KTBACKUP" 1 byte version (1) | opslimit 8 | memlimit 8 | salt 16 | public key 32
//   | sealed 80: crypto_box_seal(32 random bytes, public key) | secretstream header 24
//   | messages of crypto_secretstream_xchacha20poly1305, each 65,536 open bytes but the last,
//   FINAL.
// Numbers: little end first. All that stands before the messages is the first one's additional
// data. From the passphrase: Argon2id (opslimit, memlimit, salt) -> 64 bytes: the seed of the box
// key pair (crypto_box_seed_keypair), then the maker's key. The stream's key is BLAKE2b-32 of the
// random bytes, keyed with the maker's key. Open bytes: entries, each: name length 1 | name | size
// 8 | content; then a zero byte, the end.
#ifndef BACKUP_FILE_H
#define BACKUP_FILE_H

#include "db/base/secret.h"

enum {
    BACKUP_PIECE = 65536,
    BACKUP_NAME_MAX = 120,
    BACKUP_MAKER_LEN = 32,
    BACKUP_PASSPHRASE_MIN = 12, // letters: a stick may be tried at leisure
    BACKUP_PASSPHRASE_MAX = 200,
};

// What makes backups without anybody typing: kept under keys/, of no use to open one.
struct backup_maker {
    uint8_t salt[crypto_pwhash_SALTBYTES];
    uint64_t ops, mem; // of Argon2id
    uint8_t public_key[BOX_PUBLIC_LEN];
    uint8_t maker[BACKUP_MAKER_LEN];
};
// False with a fault: too short, too long, not text. Slow (Argon2id, 128 MiB).
MUST_USE bool backup_maker_make(const char *passphrase, struct backup_maker *out);

// Writing. On failure a fault is set, and every further call fails; the caller removes the file.
struct backup_writer;
struct backup_writer *backup_writer_open(int fd, const struct backup_maker *maker);
MUST_USE bool backup_writer_file(struct backup_writer *writer, const char *name, const char *path);
MUST_USE bool backup_writer_bytes(struct backup_writer *writer, const char *name,
                                  struct bytes content);
// Ends the file and syncs it. Frees the writer in any case; fd stays the caller's.
MUST_USE bool backup_writer_close(struct backup_writer *writer);

// Reading. NULL with a fault: no backup, of a newer version, or another passphrase.
struct backup_reader;
struct backup_reader *backup_reader_open(int fd, const char *passphrase);
// The maker that the passphrase gives: a restored kiosk goes on with it.
void backup_reader_maker(const struct backup_reader *reader, struct backup_maker *out);
enum backup_next { BACKUP_ENTRY, BACKUP_END, BACKUP_BROKEN };
// The next entry's name, valid until the next call. BROKEN: damaged or cut; the fault says so.
enum backup_next backup_reader_next(struct backup_reader *reader, const char **name,
                                    uint64_t *bytes);
// Its content into a new file; or passes over it (path NULL).
MUST_USE bool backup_reader_file(struct backup_reader *reader, const char *path, unsigned mode);
// A content of exactly `len` bytes into memory, for what may lie in no file.
MUST_USE bool backup_reader_bytes(struct backup_reader *reader, void *out, size_t len);
void backup_reader_close(struct backup_reader *reader); // takes NULL

#endif
