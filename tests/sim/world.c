// SPDX-License-Identifier: GPL-3.0-or-later
// Making the world and taking it down; time and chance. Nothing here reads the machine's clock.
#include "world.h"

#include "db/regency/opd.h"
#include "db/regency/picture.h"
#include "db/regency/regency_backup.h"
#include "db/village/identity.h"
#include "db/village/media.h"
#include "db/village/setting.h"
#include "sync/bundle/bundle.h"
#include "sync/regency/exchange.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { START_S = 1780272000, WORK_MAX = 96 << 20 }; // 2026-06-01 UTC

// ---------------------------------------------------------------- chance

uint32_t sim_below(struct sim *sim, uint32_t limit)
{
    sim->state = sim->state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(sim->state >> 33) % limit;
}

bool sim_chance(struct sim *sim, uint32_t percent)
{
    return sim_below(sim, 100) < percent;
}

// All of libsodium's randomness too: a stream by the seed. One simulator a process.
static uint8_t stream_seed[randombytes_SEEDBYTES];
static uint64_t stream_at;

static void stream_buf(void *out, size_t len)
{
    uint8_t seed[randombytes_SEEDBYTES];
    memcpy(seed, stream_seed, sizeof seed);
    stream_at++;
    for (size_t i = 0; i < sizeof stream_at; i++) {
        seed[sizeof seed - 1 - i] ^= (uint8_t)(stream_at >> (8 * i));
    }
    randombytes_buf_deterministic(out, len, seed);
}

static uint32_t stream_u32(void)
{
    uint32_t out;
    stream_buf(&out, sizeof out);
    return out;
}

static const char *stream_name(void)
{
    return "seeded";
}

static struct randombytes_implementation stream = {
    .implementation_name = stream_name, .random = stream_u32, .buf = stream_buf};

// ---------------------------------------------------------------- time

static int64_t wall_ms(void *ctx)
{
    const struct sim *sim = ctx;
    return sim->wall_ms + (sim->at >= 0 ? sim->kiosks[sim->at].skew_ms : 0);
}

static int64_t mono_ms(void *ctx)
{
    return ((const struct sim *)ctx)->mono_ms;
}

static void random_buf(void *ctx, void *out, size_t len)
{
    (void)ctx;
    stream_buf(out, len);
}

void sim_as(struct sim *sim, int who)
{
    sim->at = who;
}

void sim_trace(struct sim *sim, const char *fmt, ...)
{
    char line[512];
    va_list args;
    va_start(args, fmt);
    int wrote = vsnprintf(line, sizeof line, fmt, args);
    va_end(args);
    size_t len = wrote < 0 ? 0 : (size_t)wrote < sizeof line ? (size_t)wrote : sizeof line - 1;
    crypto_generichash_update(&sim->trace, (const uint8_t *)line, len);
    if (sim->is_loud) {
        fprintf(stderr, "  %s\n", line);
    }
}

// ---------------------------------------------------------------- folders

static void must(bool ok, const char *what)
{
    if (!ok) {
        die("sim: %s: %s", what, fault_text());
    }
}

static void copy_file(const char *from, const char *to)
{
    struct arena arena;
    struct bytes content;
    struct stat st;
    arena_init(&arena, WORK_MAX);
    must(stat(from, &st) == 0 && file_read(&arena, from, WORK_MAX / 2, &content), from);
    int fd = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, st.st_mode & 0777);
    must(fd >= 0 && write(fd, content.data, content.len) == (ssize_t)content.len, to);
    close(fd);
    arena_finish(&arena);
}

static void remove_folder(const char *path)
{
    DIR *files = opendir(path);
    for (struct dirent *entry; files && (entry = readdir(files));) {
        char name[512];
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) {
            continue;
        }
        snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
        if (file_is_dir(name)) {
            remove_folder(name);
        } else {
            unlink(name);
        }
    }
    if (files) {
        closedir(files);
        rmdir(path);
    }
}

void sim_empty_folder(const char *path)
{
    remove_folder(path);
    must(file_make_dir(path, 0750), path);
}

void sim_copy_folder(const char *from, const char *to)
{
    sim_empty_folder(to);
    DIR *files = opendir(from);
    for (struct dirent *entry; files && (entry = readdir(files));) {
        char a[512], b[512];
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) {
            continue;
        }
        snprintf(a, sizeof a, "%s/%s", from, entry->d_name);
        snprintf(b, sizeof b, "%s/%s", to, entry->d_name);
        if (file_is_dir(a)) {
            sim_copy_folder(a, b);
        } else {
            copy_file(a, b);
        }
    }
    if (files) {
        closedir(files);
    }
}

// ---------------------------------------------------------------- programs

void sim_open_kiosk(struct sim *sim, int k)
{
    sim_as(sim, k);
    sim->kiosks[k].village = village_open(sim->kiosks[k].dir, VILLAGE_TOOL);
    must(sim->kiosks[k].village != NULL, "kiosk");
    media_sweep(sim->kiosks[k].village); // as the agent does when it starts
    sim->kiosks[k].village->is_mirror_near = true;
}

void sim_close_kiosk(struct sim *sim, int k)
{
    sim_as(sim, k);
    village_close(sim->kiosks[k].village);
    sim->kiosks[k].village = NULL;
}

void sim_reopen_kiosk(struct sim *sim, int k)
{
    sim_close_kiosk(sim, k);
    sim_open_kiosk(sim, k);
}

void sim_open_regency(struct sim *sim)
{
    sim_as(sim, -1);
    sim->regency = regency_open(sim->dir);
    must(sim->regency != NULL, "regency");
    sim->keyring = keyring_open(sim->regency);
    must(sim->keyring != NULL, "keys");
    picture_look(sim->regency); // as the server does
}

void sim_close_regency(struct sim *sim)
{
    sim_as(sim, -1);
    keyring_close(sim->keyring);
    regency_close(sim->regency);
    sim->keyring = NULL;
    sim->regency = NULL;
}

static void make_regency(struct sim *sim)
{
    static const uint8_t pins[2][TLS_PIN_LEN] = {{1}, {2}};
    uint8_t root[SIGN_PUBLIC_LEN];
    sim_as(sim, -1);
    must(file_make_dir(sim->dir, 0700) && keyring_make(sim->dir, root) &&
             regency_create(sim->dir, "32.15", "Kabupaten", root),
         "regency");
    struct regency *regency = regency_open(sim->dir);
    must(regency && keyring_begin(regency, pins, 2), "key list");
    must(opd_add(regency, "PUPR", "Dinas PUPR") && opd_add(regency, "DINKES", "Dinas Kesehatan"),
         "opd");
    regency_close(regency);
    sim_open_regency(sim);
}

// The real way in: a token, an Enrol bundle through the exchange, an identity out of its answer.
static void enrol(struct sim *sim, struct arena *arena, int k, const char *code)
{
    struct desa desa;
    uint8_t token[TOKEN_LEN], kiosk_key[SIGN_PUBLIC_LEN];
    uint32_t id;
    sim_as(sim, -1);
    must(desa_need(sim->regency, arena, code, "Sukamaju", &desa) &&
             registry_add(sim->regency, desa.id, "Balai desa", token, &id),
         "ticket");
    sim_as(sim, k);
    must(village_create(sim->kiosks[k].dir), "kiosk");
    sim_open_kiosk(sim, k);
    struct village *village = sim->kiosks[k].village;
    uint8_t *secret = identity_secret(village, kiosk_key);
    Kt__Enrol enrol = KT__ENROL__INIT;
    enrol.token = record_data(bytes_of(token, sizeof token));
    enrol.kiosk_key = record_data(bytes_of(kiosk_key, sizeof kiosk_key));
    struct bytes request, body;
    must(secret &&
             bundle_pack(arena, 0, BUNDLE_REGENCY, BUNDLE_PLAIN, &enrol.base, secret, &request),
         "enrol");
    secret_free(secret);
    struct exchange_end end;
    struct bundle bundle;
    sim_as(sim, -1);
    sql_begin(sim->regency->sql);
    exchange_enrol(sim->regency, sim->keyring, arena, request, &end);
    must(sql_commit(sim->regency->sql) && end.status == EXCHANGE_OK, "enrolled");
    must(bundle_read(end.answer, &bundle) && bundle_peek(&bundle, &body), "enrolled");
    Kt__Enrolled *enrolled = bundle_message(arena, &kt__enrolled__descriptor, body);
    must(enrolled && enrolled->n_key_lists == 1, "enrolled");
    struct bytes list = record_view(enrolled->key_lists[0]);
    sim_as(sim, k);
    must(identity_enrol(village, sim->keyring->root_public, "https://127.0.0.1:1",
                        record_view(enrolled->certificate), &list, 1, enrolled->village) &&
             village_time_learn(village, clock_now_s(), VILLAGE_TIME_SET),
         "identity");
    must(file_make_dir(sim->kiosks[k].card, 0750) &&
             setting_set(village, "mirror", sim->kiosks[k].card, SETTING_LOCAL),
         "mirror");
}

static struct clock_source source = {wall_ms, mono_ms, random_buf, NULL};

void sim_begin(struct sim *sim, const char *root, uint64_t seed)
{
    bool is_loud = sim->is_loud;
    memset(sim, 0, sizeof *sim);
    sim->seed = sim->state = seed;
    sim->wall_ms = (int64_t)START_S * 1000;
    sim->mono_ms = 1000;
    sim->is_loud = is_loud;
    memset(stream_seed, 0, sizeof stream_seed);
    memcpy(stream_seed, &seed, sizeof seed);
    randombytes_set_implementation(&stream);
    secret_init(); // draws its canaries once a process
    stream_at = 0;
    source.ctx = sim;
    clock_use(&source);
    crypto_generichash_init(&sim->trace, NULL, 0, HASH_LEN);
    snprintf(sim->dir, sizeof sim->dir, "%s/regency", root);
    snprintf(sim->backup, sizeof sim->backup, "%s/regency.copy", root);
    make_regency(sim);
    struct arena arena;
    arena_init(&arena, WORK_MAX);
    for (int k = 0; k < SIM_KIOSKS; k++) {
        snprintf(sim->kiosks[k].dir, sizeof sim->kiosks[k].dir, "%s/k%d", root, k);
        snprintf(sim->kiosks[k].copy, sizeof sim->kiosks[k].copy, "%s/k%d.copy", root, k);
        snprintf(sim->kiosks[k].card, sizeof sim->kiosks[k].card, "%s/k%d.card", root, k);
        snprintf(sim->kiosks[k].away, sizeof sim->kiosks[k].away, "%s/k%d.away", root, k);
        snprintf(sim->kiosks[k].stick, sizeof sim->kiosks[k].stick, "%s/k%d.stick", root, k);
        sim_empty_folder(sim->kiosks[k].stick);
        sim->kiosks[k].is_far = seed % 3 == 1 && seed / 3 % SIM_KIOSKS == (uint64_t)k;
        // In some worlds the oldest backup is from before this kiosk was there.
        if (seed % 4 == 1 && seed / 4 % SIM_KIOSKS == (uint64_t)k) {
            sim_as(sim, -1);
            sim->has_backup = regency_backup(sim->regency, sim->backup);
            must(sim->has_backup, "backup");
        }
        enrol(sim, &arena, k, k < 2 ? "32.15.11.2005" : "32.15.11.2006");
    }
    arena_finish(&arena);
}

void sim_end(struct sim *sim)
{
    for (int k = 0; k < SIM_KIOSKS; k++) {
        sim_close_kiosk(sim, k);
        remove_folder(sim->kiosks[k].dir);
        remove_folder(sim->kiosks[k].copy);
        remove_folder(sim->kiosks[k].card);
        remove_folder(sim->kiosks[k].away);
        remove_folder(sim->kiosks[k].stick);
    }
    sim_close_regency(sim);
    remove_folder(sim->dir);
    unlink(sim->backup);
    for (int i = 0; i < sim->stick_count; i++) {
        free((void *)(uintptr_t)sim->stick[i].bytes.data);
    }
    for (int i = 0; i < sim->late_count; i++) {
        free((void *)(uintptr_t)sim->late[i].bytes.data);
    }
    clock_use(NULL);
}
