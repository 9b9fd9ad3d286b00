// SPDX-License-Identifier: GPL-3.0-or-later
// A bad link, in user space: one TUN device in each of two network namespaces, and between them a
// queue, a rate, a delay, losses drawn from a seed, and outages. For kernels without netem. Never
// reorders, never doubles, never changes a byte; the same seed loses the same packets.
//
//   link --a NS --b NS [--delay-ms 300] [--rate-bit 100000] [--loss 0.03] [--queue 50]
//        [--up 6 --down 14] [--forget 60] [--seed 1]
//
// The delay and the rate hold for each direction, the queue counts packets, the rate counts whole
// IP packets. a has 10.77.0.1 and its default route over the link, b has 10.77.0.2. While the link
// is down every packet is lost and nobody is told, as with a dead backhaul behind a live router.
// --forget: a TCP connection that was silent for so many seconds is cut without a word, as by a
// router that forgets its translation.
// Says "ready", then does what a line on stdin asks (`commands` below) and answers with one line.
// Ends at SIGTERM, SIGINT, or when the pipe on stdin closes.
#include "ends.h"

#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
    FLOWS_MAX = 256,
    PACKET_MAX = 2048,    // the devices' MTU is 1500
    FLIGHT_MAX = 1 << 16, // packets in one direction, queued or on their way
    LINE_MAX_BYTES = 256,
};
static const int64_t second_ns = 1000 * 1000 * 1000;

static volatile sig_atomic_t stop;

static void on_signal(int signal)
{
    (void)signal;
    stop = 1;
}

static int64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * second_ns + t.tv_nsec;
}

// ---------------------------------------------------------------- the link

struct packet {
    int64_t due_ns;  // when it comes out at the other end
    int64_t sent_ns; // when its last bit has left the queue
    uint16_t len;
    bool lost;
    uint8_t data[];
};

struct flow { // a TCP connection, as a router remembers it
    uint16_t a_port, b_port;
    int64_t seen_ns; // 0: free
};

struct way { // one direction
    int in_fd, out_fd;
    struct packet *flight[FLIGHT_MAX]; // a ring, owned
    size_t first, count;
    int64_t busy_until_ns;
    uint64_t chance; // state of its own generator
    // Since the last `reset`: all that was sent into it, what came out (and what of it was inside
    // TCP), and where the rest went.
    uint64_t sent, sent_bytes, came, came_bytes, came_payload, lost, full, cut;
};

struct link {
    int64_t delay_ns, rate_bit; // rate 0: without limit
    double loss;
    size_t queue_max;
    int64_t up_ns, down_ns; // both 0: `steady_up` says
    int64_t pattern_ns;     // since when
    bool steady_up;
    int64_t forget_ns; // 0: never
    struct flow flows[FLOWS_MAX];
    struct way way[2]; // a to b, b to a
};

static bool is_up(const struct link *link, int64_t at_ns)
{
    int64_t cycle_ns = link->up_ns + link->down_ns;
    return cycle_ns > 0 ? (at_ns - link->pattern_ns) % cycle_ns < link->up_ns : link->steady_up;
}

// xorshift64*: the same losses on every machine.
static double chance(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return (double)((*state * 0x2545F4914F6CDD1DULL) >> 11) / (double)(1ULL << 53);
}

static void seed(struct link *link, uint64_t number)
{
    for (int i = 0; i < 2; i++) {
        link->way[i].chance = (number * 2 + (uint64_t)i + 1) * 0x9E3779B97F4A7C15ULL;
    }
}

static size_t queued(const struct way *way, int64_t now)
{
    size_t waiting = 0; // from the newest back: those behind have left the queue
    while (waiting < way->count &&
           way->flight[(way->first + way->count - 1 - waiting) % FLIGHT_MAX]->sent_ns > now) {
        waiting++;
    }
    return waiting;
}

// ---------------------------------------------------------------- a router that forgets

enum { IP_HEAD_MIN = 20, TCP_HEAD_MIN = 20, TCP = 6, SYN = 2 };

// Where TCP begins; 0 for whatever else it is.
static size_t tcp_at(const uint8_t *ip, size_t len)
{
    size_t head = (size_t)(ip[0] & 15) * 4;
    bool is_tcp = len >= IP_HEAD_MIN + TCP_HEAD_MIN && ip[0] >> 4 == 4 && ip[9] == TCP &&
                  head >= IP_HEAD_MIN && head + TCP_HEAD_MIN <= len;
    return is_tcp ? head : 0;
}

static struct flow *flow_of(struct link *link, uint16_t a_port, uint16_t b_port)
{
    struct flow *oldest = &link->flows[0];
    for (size_t i = 0; i < FLOWS_MAX; i++) {
        struct flow *flow = &link->flows[i];
        if (flow->a_port == a_port && flow->b_port == b_port) {
            return flow;
        }
        oldest = flow->seen_ns < oldest->seen_ns ? flow : oldest;
    }
    *oldest = (struct flow){.a_port = a_port, .b_port = b_port};
    return oldest;
}

// Only what a opens is remembered, and only while something goes over it.
static bool is_remembered(struct link *link, const struct way *way, const uint8_t *ip, size_t len)
{
    size_t tcp = tcp_at(ip, len);
    if (link->forget_ns == 0 || tcp == 0) {
        return true;
    }
    int64_t now = now_ns();
    uint16_t from = (uint16_t)(ip[tcp] << 8 | ip[tcp + 1]);
    uint16_t to = (uint16_t)(ip[tcp + 2] << 8 | ip[tcp + 3]);
    bool outward = way == &link->way[0];
    struct flow *flow = outward ? flow_of(link, from, to) : flow_of(link, to, from);
    bool opens = outward && (ip[tcp + 13] & SYN);
    if (!opens && (flow->seen_ns == 0 || now - flow->seen_ns > link->forget_ns)) {
        return false;
    }
    flow->seen_ns = now;
    return true;
}

// ---------------------------------------------------------------- in and out

static void take_in(struct link *link, struct way *way, const uint8_t *data, size_t len)
{
    int64_t now = now_ns();
    way->sent++;
    way->sent_bytes += len;
    bool lost = chance(&way->chance) < link->loss; // drawn for each, so that the seed decides
    if (!is_up(link, now) || !is_remembered(link, way, data, len)) {
        way->cut++;
        return;
    }
    if (way->count == FLIGHT_MAX || queued(way, now) >= link->queue_max) {
        way->full++;
        return;
    }
    struct packet *packet = malloc(sizeof *packet + len);
    if (!packet) {
        fail("no memory for", "a packet");
    }
    int64_t begin = way->busy_until_ns > now ? way->busy_until_ns : now;
    int64_t takes = link->rate_bit ? (int64_t)len * 8 * second_ns / link->rate_bit : 0;
    *packet = (struct packet){.sent_ns = begin + takes,
                              .due_ns = begin + takes + link->delay_ns,
                              .len = (uint16_t)len,
                              .lost = lost};
    memcpy(packet->data, data, len);
    way->busy_until_ns = packet->sent_ns;
    way->flight[(way->first + way->count++) % FLIGHT_MAX] = packet;
}

static void read_all(struct link *link, struct way *way)
{
    uint8_t data[PACKET_MAX];
    ssize_t len;
    while ((len = read(way->in_fd, data, sizeof data)) > 0) {
        take_in(link, way, data, (size_t)len);
    }
}

// Bytes inside TCP; 0 for whatever else it is.
static size_t payload_of(const struct packet *packet)
{
    size_t tcp = tcp_at(packet->data, packet->len);
    size_t head = tcp ? tcp + (size_t)(packet->data[tcp + 12] >> 4) * 4 : packet->len;
    return packet->len > head ? packet->len - head : 0;
}

// What is due comes out. Returns when the next one will be, or 0.
static int64_t deliver(struct link *link, struct way *way)
{
    while (way->count > 0) {
        struct packet *packet = way->flight[way->first];
        if (packet->due_ns > now_ns()) {
            return packet->due_ns;
        }
        way->first = (way->first + 1) % FLIGHT_MAX;
        way->count--;
        if (!is_up(link, packet->sent_ns)) {
            way->cut++;
        } else if (packet->lost) {
            way->lost++;
        } else if (write(way->out_fd, packet->data, packet->len) == packet->len) {
            way->came++;
            way->came_bytes += packet->len;
            way->came_payload += payload_of(packet);
        }
        free(packet);
    }
    return 0;
}

// ---------------------------------------------------------------- what stdin asks

static void print_stats(const struct link *link)
{
    static const char *const names[] = {"up", "down"}; // as the kiosk, which is a, sees it
    for (int i = 0; i < 2; i++) {
        const struct way *way = &link->way[i];
        printf("%s\"%s\": {\"sent\": %llu, \"sent_bytes\": %llu, \"came\": %llu, \"came_bytes\": "
               "%llu, \"came_payload\": %llu, \"lost\": %llu, \"full\": %llu, \"cut\": %llu}",
               i ? ", " : "{", names[i], (unsigned long long)way->sent,
               (unsigned long long)way->sent_bytes, (unsigned long long)way->came,
               (unsigned long long)way->came_bytes, (unsigned long long)way->came_payload,
               (unsigned long long)way->lost, (unsigned long long)way->full,
               (unsigned long long)way->cut);
    }
    printf("}\n");
}

static void reset(struct link *link)
{
    for (int i = 0; i < 2; i++) {
        struct way *way = &link->way[i];
        way->sent = way->sent_bytes = way->came = way->came_bytes = way->came_payload = 0;
        way->lost = way->full = way->cut = 0;
    }
}

static void steady(struct link *link, bool up)
{
    link->up_ns = link->down_ns = 0;
    link->steady_up = up;
}

// From now on, up first.
static void pattern(struct link *link, double up_s, double down_s)
{
    link->up_ns = (int64_t)(up_s * (double)second_ns);
    link->down_ns = (int64_t)(down_s * (double)second_ns);
    link->pattern_ns = now_ns();
}

// stats | reset | up | down | pattern UP DOWN (seconds, from now, up first) | seed N | loss SHARE
static void obey(struct link *link, const char *line)
{
    double first, second;
    if (strcmp(line, "stats") == 0) {
        print_stats(link);
        return;
    }
    if (strcmp(line, "reset") == 0) {
        reset(link);
    } else if (strcmp(line, "up") == 0 || strcmp(line, "down") == 0) {
        steady(link, line[0] == 'u');
    } else if (sscanf(line, "pattern %lf %lf", &first, &second) == 2 && first + second > 0) {
        pattern(link, first, second);
    } else if (sscanf(line, "seed %lf", &first) == 1) {
        seed(link, (uint64_t)first);
    } else if (sscanf(line, "loss %lf", &first) == 1) {
        link->loss = first;
    } else {
        printf("unknown: %s\n", line);
        return;
    }
    printf("ok\n");
}

// False when the pipe is closed.
static bool read_commands(struct link *link)
{
    static char lines[LINE_MAX_BYTES];
    static size_t len;
    ssize_t got = read(STDIN_FILENO, lines + len, sizeof lines - 1 - len);
    len += got > 0 ? (size_t)got : 0;
    lines[len] = '\0';
    for (char *end; (end = strchr(lines, '\n'));) {
        *end = '\0';
        obey(link, lines);
        len -= (size_t)(end + 1 - lines);
        memmove(lines, end + 1, len + 1);
    }
    len = len < sizeof lines - 1 ? len : 0; // a line that long is none
    return got != 0;
}

// ---------------------------------------------------------------- main

static void run(struct link *link)
{
    struct stat in;
    bool listen = fstat(STDIN_FILENO, &in) == 0 && S_ISFIFO(in.st_mode);
    sigset_t blocked, before;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGTERM);
    sigaddset(&blocked, SIGINT);
    sigprocmask(SIG_BLOCK, &blocked, &before);
    while (!stop) {
        int64_t next = 0;
        for (int i = 0; i < 2; i++) {
            int64_t due = deliver(link, &link->way[i]);
            next = due && (!next || due < next) ? due : next;
        }
        int64_t left = next - now_ns();
        left = left > 0 ? left : 0;
        struct timespec limit = {.tv_sec = left / second_ns, .tv_nsec = left % second_ns};
        struct pollfd fds[] = {{.fd = link->way[0].in_fd, .events = POLLIN},
                               {.fd = link->way[1].in_fd, .events = POLLIN},
                               {.fd = listen ? STDIN_FILENO : -1, .events = POLLIN}};
        if (ppoll(fds, 3, next ? &limit : NULL, &before) <= 0) {
            continue;
        }
        for (int i = 0; i < 2; i++) {
            read_all(link, &link->way[i]);
        }
        if (fds[2].revents && !read_commands(link)) {
            stop = 1;
        }
    }
}

static int usage(void)
{
    fprintf(stderr, "usage: link --a NS --b NS [--delay-ms N] [--rate-bit N] [--loss 0.03] "
                    "[--queue N] [--up S --down S] [--forget S] [--seed N]\n");
    return 2;
}

enum { DELAY_MS, RATE_BIT, LOSS, QUEUE, UP_S, DOWN_S, FORGET_S, SEED, NUMBERS, A = NUMBERS, B };
static const struct option options[] = {{"delay-ms", required_argument, NULL, DELAY_MS},
                                        {"rate-bit", required_argument, NULL, RATE_BIT},
                                        {"loss", required_argument, NULL, LOSS},
                                        {"queue", required_argument, NULL, QUEUE},
                                        {"up", required_argument, NULL, UP_S},
                                        {"down", required_argument, NULL, DOWN_S},
                                        {"forget", required_argument, NULL, FORGET_S},
                                        {"seed", required_argument, NULL, SEED},
                                        {"a", required_argument, NULL, A},
                                        {"b", required_argument, NULL, B},
                                        {0}};

// False for a word that is no option, or no number.
static bool read_options(int argc, char **argv, double *numbers, const char **a, const char **b)
{
    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        if (option == '?') {
            return false;
        }
        if (option >= NUMBERS) {
            *(option == A ? a : b) = optarg;
            continue;
        }
        char *end;
        numbers[option] = strtod(optarg, &end);
        if (end == optarg || *end || !(numbers[option] >= 0)) {
            return false;
        }
    }
    return optind == argc && *a && *b;
}

int main(int argc, char **argv)
{
    const char *a = NULL, *b = NULL;
    double numbers[NUMBERS] = {[QUEUE] = 50, [SEED] = 1};
    if (!read_options(argc, argv, numbers, &a, &b) ||
        (numbers[UP_S] > 0) != (numbers[DOWN_S] > 0)) {
        return usage();
    }
    if (geteuid() != 0) {
        fprintf(stderr, "link: needs root, for namespaces and TUN devices\n");
        return 1;
    }
    struct sigaction action = {.sa_handler = on_signal};
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    setvbuf(stdout, NULL, _IOLBF, 0);
    static struct link link; // its rings are large
    link.delay_ns = (int64_t)(numbers[DELAY_MS] * 1e6);
    link.rate_bit = (int64_t)numbers[RATE_BIT];
    link.loss = numbers[LOSS];
    link.queue_max = (size_t)numbers[QUEUE];
    link.steady_up = true;
    link.forget_ns = (int64_t)(numbers[FORGET_S] * (double)second_ns);
    seed(&link, (uint64_t)numbers[SEED]);
    allow_cubic();
    int a_fd = open_end(a, "10.77.0.1", "10.77.0.2", true);
    int b_fd = open_end(b, "10.77.0.2", "10.77.0.1", false);
    link.way[0].in_fd = link.way[1].out_fd = a_fd;
    link.way[0].out_fd = link.way[1].in_fd = b_fd;
    if (numbers[UP_S] > 0) {
        pattern(&link, numbers[UP_S], numbers[DOWN_S]);
    }
    printf("ready\n");
    run(&link);
    return 0;
}
