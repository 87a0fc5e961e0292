/*
 * Yardsticks: what a workload costs in a program that can do nothing else.
 *
 *     yardstick w1 EVENTS SEED            M/M/1, two next-event times
 *     yardstick w2 EVENTS SEED            M/M/8, eight departure times in one array
 *     yardstick w3 EVENTS SEED            three pre-emptive levels, three remaining times
 *     yardstick w4 EVENTS SEED PENDING    hold model on a plain tournament tree of 64-bit keys
 *
 * An event is one arrival or one completion. Prints "events nanoseconds check"; the check is a
 * figure that queueing theory knows, so that nobody measures a loop that computes nonsense.
 * Variates are drawn in blocks with the logarithm of the simulator, as the simulator does it.
 */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "sim/base/check.h"
#include "sim/random/elementary.h"

#define NEVER UINT64_MAX

enum { BLOCK = 64, SERVERS = 8, LEVELS = 3, PENDING_MAX = 1024 };

/* Exponential variates in whole nanoseconds, a block at a time. */
struct draws {
    uint64_t state;
    double mean_ns;
    unsigned left;
    uint64_t value[BLOCK];
};

static struct draws draws_of(uint64_t seed, uint64_t stream, double mean_ns)
{
    return (struct draws){.state = seed * 0x9e3779b97f4a7c15u + (stream << 32),
                          .mean_ns = mean_ns};
}

/* A counter and a finalizer (splitmix64): each number on its own, so the loop can be vectorised. */
static void draws_refill(struct draws *d)
{
    double unit[BLOCK], logs[BLOCK];

    for (unsigned i = 0; i < BLOCK; i++) {
        uint64_t z = d->state + (i + 1) * 0x9e3779b97f4a7c15u;

        z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
        z = (z ^ z >> 27) * 0x94d049bb133111ebu;
        z ^= z >> 31;
        unit[i] = ((double)(int64_t)(z >> 12) + 0.5) * (1.0 / 4503599627370496.0);
    }
    d->state += BLOCK * 0x9e3779b97f4a7c15u;
    sim_elementary_log_block(unit, logs, BLOCK);
    for (unsigned i = 0; i < BLOCK; i++) {
        d->value[i] = (uint64_t)(int64_t)(-d->mean_ns * logs[i] + 0.5);
    }
    d->left = BLOCK;
}

static inline uint64_t draw(struct draws *d)
{
    if (d->left == 0) {
        draws_refill(d);
    }
    return d->value[--d->left];
}

/* By way of signed numbers, which the processor can convert without a detour. */
static inline double area_of(uint64_t in_system, uint64_t length_ns)
{
    return (double)(int64_t)in_system * (double)(int64_t)length_ns;
}

/* Mean number in the system: load / (1 - load) = 4 at load 0.8. */
static double run_w1(uint64_t events, uint64_t seed)
{
    struct draws gaps = draws_of(seed, 1, 12500.0), services = draws_of(seed, 2, 10000.0);
    uint64_t now = 0, arrival_at = draw(&gaps), departure_at = NEVER, in_system = 0;
    double area = 0.0;

    for (uint64_t i = 0; i < events; i++) {
        uint64_t before = now;

        if (arrival_at < departure_at) {
            now = arrival_at;
            area += area_of(in_system, now - before);
            arrival_at = now + draw(&gaps);
            if (in_system++ == 0) {
                departure_at = now + draw(&services);
            }
        } else {
            now = departure_at;
            area += area_of(in_system, now - before);
            departure_at = --in_system > 0 ? now + draw(&services) : NEVER;
        }
    }
    return area / (double)now;
}

static inline uint64_t least(uint64_t a, uint64_t b)
{
    return b < a ? b : a;
}

/*
 * Mean number in the system, M/M/8 at load 0.9: 7.2 in service and 6.3138 waiting (Erlang C).
 * The server's number lies in the low three bits of its departure time; those in use are the
 * first ones of the array. Only a departure makes the array be searched.
 */
static double run_w2(uint64_t events, uint64_t seed)
{
    struct draws gaps = draws_of(seed, 1, 10000.0 / 7.2), services = draws_of(seed, 2, 10000.0);
    uint64_t now = 0, arrival_at = draw(&gaps), in_system = 0, first = NEVER;
    uint64_t d[SERVERS];
    double area = 0.0;

    memset(d, 0xff, sizeof(d));
    for (uint64_t i = 0; i < events; i++) {
        uint64_t before = now;

        if (arrival_at < first >> 3) {
            now = arrival_at;
            area += area_of(in_system, now - before);
            arrival_at = now + draw(&gaps);
            if (in_system < SERVERS) {
                d[in_system] = (now + draw(&services)) << 3 | in_system;
                first = least(first, d[in_system]);
            }
            in_system++;
        } else {
            uint64_t server = first % SERVERS;

            now = first >> 3;
            area += area_of(in_system, now - before);
            in_system--;
            if (in_system >= SERVERS) {
                d[server] = (now + draw(&services)) << 3 | server;
            } else {
                d[server] = d[in_system] >> 3 << 3 | server;
                d[in_system] = NEVER;
            }
            first = least(least(least(d[0], d[1]), least(d[2], d[3])),
                          least(least(d[4], d[5]), least(d[6], d[7])));
        }
    }
    return area / (double)now;
}

/* Share of time busy: 0.7. */
static double run_w3(uint64_t events, uint64_t seed)
{
    static const uint64_t service_ns[LEVELS] = {5000, 20000, 160000};
    uint64_t now = 0, busy_ns = 0, arrival_at[LEVELS], in_system[LEVELS] = {0};
    uint64_t left_ns[LEVELS] = {0};
    struct draws gaps[LEVELS];

    for (unsigned k = 0; k < LEVELS; k++) {
        gaps[k] = draws_of(seed, k + 1, (double)service_ns[k] * (LEVELS / 0.7));
        arrival_at[k] = draw(&gaps[k]);
    }
    for (uint64_t i = 0; i < events; i++) {
        unsigned next = arrival_at[1] < arrival_at[0] ? 1 : 0;
        unsigned level = in_system[0] > 0 ? 0 : in_system[1] > 0 ? 1 : 2;

        next = arrival_at[2] < arrival_at[next] ? 2 : next;
        if (in_system[level] > 0 && now + left_ns[level] <= arrival_at[next]) {
            now += left_ns[level];
            busy_ns += left_ns[level];
            in_system[level]--;
            left_ns[level] = service_ns[level];
        } else {
            uint64_t passed_ns = arrival_at[next] - now;

            if (in_system[level] > 0) {
                left_ns[level] -= passed_ns;
                busy_ns += passed_ns;
            }
            now = arrival_at[next];
            if (in_system[next]++ == 0) {
                left_ns[next] = service_ns[next];
            }
            arrival_at[next] = now + draw(&gaps[next]);
        }
    }
    return (double)busy_ns / (double)now;
}

/* Events per pending one and mean gap: 1. The slot lies in the low ten bits of the key. */
static double run_w4(uint64_t events, uint64_t seed, uint32_t pending)
{
    static uint64_t tree[2 * PENDING_MAX];
    struct draws gaps = draws_of(seed, 1, 1000000.0);
    uint64_t now = 0;
    uint32_t leaves = 1;

    while (leaves < pending) {
        leaves *= 2;
    }
    memset(tree, 0xff, sizeof(tree));
    for (uint32_t slot = 0; slot < pending; slot++) {
        tree[leaves + slot] = draw(&gaps) << 10 | slot;
    }
    for (uint32_t i = leaves - 1; i > 0; i--) {
        tree[i] = tree[2 * i] < tree[2 * i + 1] ? tree[2 * i] : tree[2 * i + 1];
    }
    for (uint64_t i = 0; i < events; i++) {
        uint32_t leaf = leaves + (uint32_t)(tree[1] % PENDING_MAX);
        uint64_t key;

        now = tree[1] >> 10;
        key = (now + draw(&gaps)) << 10 | (leaf - leaves);
        tree[leaf] = key;
        for (; leaf > 1; leaf >>= 1) {
            uint64_t other = tree[leaf ^ 1];

            key = other < key ? other : key;
            tree[leaf >> 1] = key;
        }
    }
    return (double)events * 1000000.0 / (double)pending / (double)now;
}

static uint64_t clock_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static uint64_t number_of(const char *text)
{
    return strtoull(text, NULL, 10);
}

int main(int argc, char **argv)
{
    uint64_t events = argc > 3 ? number_of(argv[2]) : 0, seed = argc > 3 ? number_of(argv[3]) : 0;
    uint64_t pending = argc > 4 ? number_of(argv[4]) : 10, began_at = clock_ns();
    double check;

    if (events == 0 || pending == 0 || pending > PENDING_MAX) {
        fprintf(stderr, "usage: yardstick w1|w2|w3|w4 EVENTS SEED [PENDING]\n");
        return 64;
    }
    if (strcmp(argv[1], "w1") == 0) {
        check = run_w1(events, seed);
    } else if (strcmp(argv[1], "w2") == 0) {
        check = run_w2(events, seed);
    } else if (strcmp(argv[1], "w3") == 0) {
        check = run_w3(events, seed);
    } else {
        SIM_ASSERT(strcmp(argv[1], "w4") == 0);
        check = run_w4(events, seed, (uint32_t)pending);
    }
    printf("%" PRIu64 " %" PRIu64 " %.6g\n", events, clock_ns() - began_at, check);
    return 0;
}
