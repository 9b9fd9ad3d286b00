// SPDX-License-Identifier: GPL-3.0-or-later
// From the tap on "Kirim" to durable on disk: seals, own copy and event in one synced commit,
// beside a plain write of the same bytes to a growing file with fdatasync, in turns, on the same
// disk.
//   file_aspiration DIR < TEXTS       one text a line; prints microseconds and the ratio
#include "db/base/clock.h"
#include "db/base/file.h"
#include "db/village/aspiration.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { RUNS_MAX = 2000, LINE_MAX_BYTES = 4096 };

static double now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double at(double *sorted, size_t count, double share)
{
    return sorted[(size_t)(share * (double)(count - 1))];
}

// A kiosk that was enrolled by a root key of our own.
static void enrol(struct village *village, struct arena *arena)
{
    uint8_t root[SIGN_PUBLIC_LEN], root_secret[SIGN_SECRET_LEN], kiosk[SIGN_PUBLIC_LEN];
    uint8_t sealing[BOX_PUBLIC_LEN], sealing_secret[BOX_SECRET_LEN], pin[TLS_PIN_LEN] = {1};
    crypto_sign_keypair(root, root_secret);
    crypto_box_keypair(sealing, sealing_secret);
    uint8_t *secret = identity_secret(village, kiosk);
    Kt__Certificate certificate = KT__CERTIFICATE__INIT;
    certificate.kiosk = 1;
    certificate.village = 1;
    certificate.kiosk_key = record_data(bytes_of(kiosk, sizeof kiosk));
    ProtobufCBinaryData pins[] = {{.len = sizeof pin, .data = pin}};
    Kt__KeyList list = KT__KEY_LIST__INIT;
    list.number = 1;
    list.sealing_key = record_data(bytes_of(sealing, sizeof sealing));
    list.signing_key = record_data(bytes_of(root, sizeof root));
    list.n_tls_pins = 1;
    list.tls_pins = pins;
    Kt__Village record = KT__VILLAGE__INIT;
    record.id = 1;
    record.code = (char *)(uintptr_t) "32.15.11.2005";
    record.name = (char *)(uintptr_t) "Sukamaju";
    record.receipt_salt = record_data(bytes_of(pin, RECEIPT_SALT_LEN));
    record.zone_min = 420;
    struct bytes lists[] = {trust_sign_key_list(arena, &list, root_secret)};
    if (!secret || !identity_enrol(village, root, "https://127.0.0.1:1",
                                   trust_sign_certificate(arena, &certificate, root_secret), lists,
                                   1, &record)) {
        die("%s", fault_text());
    }
    secret_free(secret);
}

// What Argon2id gives, without its 80 ms: it is done before the tap.
static void receipt_at_once(struct receipt *receipt)
{
    crypto_box_keypair(receipt->public_key, receipt->secret_key);
    randombytes_buf(receipt->own_key, sizeof receipt->own_key);
    receipt_case_id(receipt->case_id, receipt->public_key);
}

static double file_once(struct village *village, struct arena *arena, const char *text)
{
    struct receipt receipt;
    receipt_at_once(&receipt);
    struct aspiration_draft draft = {.text = text,
                                     .category = KT__CATEGORY__JALAN,
                                     .mode = KT__MODE__ANONIM,
                                     .to = KT__ADDRESSEE__DESA};
    const char *number;
    double from = now_us();
    if (!aspiration_file(village, arena, &draft, &receipt, &number)) {
        die("%s", fault_text());
    }
    return now_us() - from;
}

static double write_once(int fd, const uint8_t *bytes, size_t len)
{
    double from = now_us();
    if (write(fd, bytes, len) != (ssize_t)len || fdatasync(fd) != 0) {
        die("the plain file cannot be written");
    }
    return now_us() - from;
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: file_aspiration DIR < TEXTS\n");
        return 2;
    }
    secret_init();
    struct arena arena;
    arena_init(&arena, 256 << 20);
    struct village *village = village_create(argv[1]) ? village_open(argv[1], VILLAGE_TOOL) : NULL;
    if (!village) {
        return log_fault();
    }
    enrol(village, &arena);
    int fd = open(file_path(&arena, argv[1], "plain"), O_WRONLY | O_CREAT | O_APPEND, 0600);
    static double ours[RUNS_MAX], floor_us[RUNS_MAX];
    static uint8_t noise[1 << 16];
    randombytes_buf(noise, sizeof noise);
    size_t runs = 0, bytes = 0;
    char line[LINE_MAX_BYTES];
    while (runs < RUNS_MAX && fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = '\0';
        ours[runs] = file_once(village, &arena, line);
        size_t len = (size_t)sql_int(village->sql, 0,
                                     "SELECT (SELECT length(bytes) FROM event ORDER BY seq DESC"
                                     " LIMIT 1) + (SELECT length(own) FROM aspiration LIMIT 1)",
                                     "");
        floor_us[runs++] = write_once(fd, noise, len);
        bytes += len;
    }
    qsort(ours, runs, sizeof *ours, by_size);
    qsort(floor_us, runs, sizeof *floor_us, by_size);
    printf("%zu %.0f %.0f %.0f %.0f %zu\n", runs, at(ours, runs, 0.5), at(ours, runs, 0.99),
           at(floor_us, runs, 0.5), at(floor_us, runs, 0.99), bytes / (runs ? runs : 1));
    close(fd);
    village_close(village);
    arena_finish(&arena);
    return 0;
}
