// SPDX-License-Identifier: GPL-3.0-or-later
// Wi-Fi by NetworkManager. The password goes to nmcli on its standard input, never among its words,
// which every user of the machine can read.
#include "errand_wifi.h"
#include "errand_inside.h"

#include "db/base/secret.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    NETWORKS_MAX = 24, // more than anybody looks through
    SCAN_MS = 25 * 1000,
    JOIN_MS = 60 * 1000,
    FIELDS = 4,
    PASSWORD_MIN = 8, // of WPA
    PASSWORD_MAX = 63,
    // nmcli's exits, nmcli(1)
    EXIT_TIMEOUT = 3,
    EXIT_ACTIVATION = 4,
    EXIT_NOT_RUNNING = 8,
    EXIT_NOT_FOUND = 10,
};
// One connection of ours: joining another network takes its place.
static const char connection[] = "kentongan-wifi";

// ---- the list

struct network {
    const char *name;
    int signal;
    bool is_locked, is_ours;
};

// A field up to an unescaped ':'; "\:" and "\\" are the letters themselves.
static char *next_field(char **line)
{
    char *field = *line, *out = *line, *in = *line;
    while (*in && *in != ':') {
        in += in[0] == '\\' && in[1];
        *out++ = *in++;
    }
    *line = *in ? in + 1 : in;
    *out = '\0';
    return field;
}

static bool read_network(char *line, struct network *out)
{
    char *fields[FIELDS];
    for (int i = 0; i < FIELDS; i++) {
        fields[i] = next_field(&line);
    }
    const char *name = fields[3];
    size_t len = strlen(name);
    *out = (struct network){
        .name = name,
        .signal = (int)strtol(fields[1], NULL, 10),
        .is_locked = *fields[2] && !str_equal(fields[2], "--"),
        .is_ours = fields[0][0] == '*',
    };
    for (const char *p = name; *p; p++) {
        if ((unsigned char)*p < ' ' || *p == 0x7f) {
            return false;
        }
    }
    return len > 0 && len <= ERRAND_SSID_MAX && utf8_is_valid(bytes_of_str(name));
}

static int by_signal(const void *a, const void *b)
{
    const struct network *left = a, *right = b;
    return left->is_ours != right->is_ours ? (right->is_ours ? 1 : -1)
                                           : right->signal - left->signal;
}

// The same network from two masts is one: the stronger.
static size_t keep(struct network *networks, size_t count, const struct network *found)
{
    for (size_t i = 0; i < count; i++) {
        if (str_equal(networks[i].name, found->name)) {
            networks[i].signal =
                found->signal > networks[i].signal ? found->signal : networks[i].signal;
            networks[i].is_ours = networks[i].is_ours || found->is_ours;
            return count;
        }
    }
    if (count < 4 * NETWORKS_MAX) {
        networks[count++] = *found;
    }
    return count;
}

char *errand_wifi_read(struct arena *arena, const char *said)
{
    struct network networks[4 * NETWORKS_MAX], found;
    size_t count = 0;
    char *rest = arena_str(arena, said);
    for (char *line; (line = strsep(&rest, "\n"));) {
        if (*line && read_network(line, &found)) {
            count = keep(networks, count, &found);
        }
    }
    qsort(networks, count, sizeof *networks, by_signal);
    struct buf out;
    buf_init(&out, ERRAND_LIST_MAX);
    for (size_t i = 0; i < count && i < NETWORKS_MAX; i++) {
        buf_printf(&out, "%d\t%d\t%d\t%s\n", networks[i].signal, networks[i].is_locked,
                   networks[i].is_ours, networks[i].name);
    }
    char *list = arena_str(arena, buf_str(&out));
    buf_finish(&out);
    return list;
}

// ---- nmcli

static struct phrase why(const struct tool_said *said, bool is_join)
{
    if (said->end == TOOL_MISSING) {
        return phrase_bare(N_("Program Wi-Fi (network-manager) tidak terpasang. Hubungi yang "
                              "memasang kios, atau pakai kabel."));
    }
    if (said->end == TOOL_FAILED && said->status == EXIT_NOT_RUNNING) {
        return phrase_bare(N_("Program Wi-Fi tidak berjalan. Matikan kios dan nyalakan lagi."));
    }
    if (!is_join) {
        return phrase_bare(N_("Wi-Fi tidak bisa dilihat. Periksa apakah kios ini punya Wi-Fi dan "
                              "tidak dimatikan."));
    }
    if (said->end == TOOL_FAILED && said->status == EXIT_NOT_FOUND) {
        return phrase_bare(N_("Wi-Fi itu tidak ada di dekat sini sekarang."));
    }
    if (said->end == TOOL_FAILED && said->status == EXIT_ACTIVATION) {
        return phrase_bare(
            N_("Tidak bisa tersambung. Biasanya sandinya salah: ketik sekali lagi."));
    }
    return phrase_bare(N_("Wi-Fi itu tidak menjawab. Dekatkan, atau coba lagi nanti."));
}

static struct tool_said nmcli(struct work *work, struct tool tool)
{
    tool.words[0] = "nmcli";
    struct tool_said said = tool_run(work->arena, &tool);
    if (said.end == TOOL_FAILED) { // not its words: they may hold what it was given
        log_line("nmcli %s %s: exit %d", tool.words[1], tool.words[2], said.status);
    } else if (said.end != TOOL_WELL) {
        log_fault();
    }
    return said;
}

bool errand_wifi_list(struct work *work)
{
    struct tool_said said =
        nmcli(work, (struct tool){.words = {NULL, "-t", "-f", "IN-USE,SIGNAL,SECURITY,SSID",
                                            "device", "wifi", "list", "--rescan", "auto"},
                                  .ms_max = SCAN_MS,
                                  .stop = work->doing->stop});
    if (said.end != TOOL_WELL) {
        return errand_says(work, false, why(&said, false));
    }
    work->list = errand_wifi_read(work->arena, said.out);
    return errand_says(work, true,
                       *work->list ? phrase_bare(N_("Pilih Wi-Fi."))
                                   : phrase_bare(N_("Tidak ada Wi-Fi yang terlihat dari sini.")));
}

static bool fits(const char *password)
{
    size_t len = strlen(password);
    return len >= PASSWORD_MIN && len <= PASSWORD_MAX && !strpbrk(password, "\n\r");
}

static struct tool_said add_connection(struct work *work, bool is_locked)
{
    nmcli(work, (struct tool){.words = {NULL, "connection", "delete", "id", connection}});
    struct tool tool = {.words = {NULL, "connection", "add", "type", "wifi", "con-name", connection,
                                  "ifname", "*", "ssid", work->errand->argument}};
    if (is_locked) {
        tool.words[11] = "wifi-sec.key-mgmt";
        tool.words[12] = "wpa-psk";
    }
    return nmcli(work, tool);
}

// nmcli takes blanks off both ends and reads backslashes as C does: both are written as octal.
static size_t secret_line(char *out, size_t cap, const char *password)
{
    static const char property[] = "802-11-wireless-security.psk:";
    size_t len = strlen(property);
    memcpy(out, property, len);
    for (const char *p = password; *p; p++) {
        bool is_plain = *p != ' ' && *p != '\\';
        len +=
            (size_t)snprintf(out + len, cap - len, is_plain ? "%c" : "\\%03o", (unsigned char)*p);
    }
    out[len++] = '\n';
    return len;
}

static struct tool_said bring_up(struct work *work)
{
    enum { LINE_MAX_BYTES = 64 + 4 * PASSWORD_MAX };
    char *line = secret_alloc(LINE_MAX_BYTES);
    size_t len = work->secret ? secret_line(line, LINE_MAX_BYTES, work->secret) : 0;
    struct tool tool = {.words = {NULL, "--wait", "45", "connection", "up", "id", connection},
                        .input = bytes_of(line, len),
                        .ms_max = JOIN_MS,
                        .stop = work->doing->stop};
    if (work->secret) {
        tool.words[7] = "passwd-file";
        tool.words[8] = "/dev/stdin";
    }
    struct tool_said said = nmcli(work, tool);
    secret_free(line);
    return said;
}

// One that did not come up is taken away again: the machine would try it for ever.
bool errand_wifi_join(struct work *work)
{
    if (work->secret && !fits(work->secret)) {
        return errand_says(work, false,
                           phrase_bare(N_("Sandi Wi-Fi panjangnya 8 sampai 63 huruf. Ketik sekali "
                                          "lagi.")));
    }
    struct tool_said said = add_connection(work, work->secret != NULL);
    said = said.end == TOOL_WELL ? bring_up(work) : said;
    if (said.end == TOOL_WELL) {
        return errand_says(work, true,
                           phrase_word(N_("Tersambung ke %s."), work->errand->argument));
    }
    if (said.end != TOOL_MISSING) {
        nmcli(work, (struct tool){.words = {NULL, "connection", "delete", "id", connection}});
    }
    return errand_says(work, false, why(&said, true));
}
