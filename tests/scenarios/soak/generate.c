/* Random scenarios; see the header. */
#include "tests/scenarios/soak/generate.h"

#include <stdbool.h>
#include <string.h>

#include "scenarios/language/diags.h"
#include "sim/base/digest.h"
#include "tests/lab.h"

enum { DEPTH_MAX = 2, LETTERS = 26 };

enum era { LEGACY, WIN8, MODERN };    /* which queues and timers there are */

struct words {
    const char *where;
    unsigned weight;
    const char *template;
};

static const struct words words[] = {
#define WORDS(where, weight, template) {where, weight, template},
#include "tests/scenarios/soak/words.def"
#undef WORDS
};

struct writer {
    struct sim_text *text;
    uint64_t seed, drawn;
    unsigned counts[LETTERS];         /* objects of the driver by their letter */
};

/* A number below `below`. */
static unsigned draw(struct writer *w, unsigned below)
{
    return (unsigned)(sim_digest_add(sim_digest_add(SIM_DIGEST_START, w->seed), w->drawn++) >> 11) %
           below;
}

static const char *pick(struct writer *w, const char *const choices[], unsigned count)
{
    return choices[draw(w, count)];
}

#define PICK(w, ...)                                                                        \
    pick(w, (const char *const[]){__VA_ARGS__},                                             \
         sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

/* ---- steps ---------------------------------------------------------------------------------- */

static void write_steps(struct writer *w, char where, unsigned depth);

static void write_time(struct writer *w, unsigned low_us, unsigned span_us)
{
    unsigned us = low_us + draw(w, span_us);

    if (draw(w, 3) == 0) {
        sim_text_print(w->text, "{exponential: {mean: %uus}}", us);
    } else {
        sim_text_print(w->text, "%uus", us);
    }
}

static void write_letter(struct writer *w, char where, unsigned depth, char letter,
                         unsigned chosen[LETTERS])
{
    unsigned *number = &chosen[letter - 'a'];

    switch (letter) {
    case 'b':
        write_steps(w, where, depth + 1);
        return;
    case 'k':
        sim_text_print(w->text, "%u", 1 + draw(w, 3));
        return;
    case 'u':
        write_time(w, 1, 40);
        return;
    case 'm':
        sim_text_print(w->text, "%uus", 50 + draw(w, 30000));
        return;
    default:
        if (*number == 0) {
            *number = 1 + draw(w, w->counts[letter - 'a']);
        }
        sim_text_print(w->text, "%c%u", letter, *number - 1);
    }
}

static void write_sentence(struct writer *w, char where, unsigned depth, const char *template)
{
    unsigned chosen[LETTERS] = {0};

    for (const char *c = template; *c != '\0'; c++) {
        if (*c == '%') {
            write_letter(w, where, depth, *++c, chosen);
        } else {
            sim_text_print(w->text, "%c", *c);
        }
    }
}

static bool fits(const struct words *row, char where, unsigned depth)
{
    return strchr(row->where, where) != NULL &&
           (depth < DEPTH_MAX || strstr(row->template, "%b") == NULL);
}

static const char *choose_sentence(struct writer *w, char where, unsigned depth)
{
    unsigned total = 0, at;

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        total += fits(&words[i], where, depth) ? words[i].weight : 0;
    }
    at = draw(w, total);
    for (size_t i = 0;; i++) {
        if (!fits(&words[i], where, depth)) {
            continue;
        }
        if (at < words[i].weight) {
            return words[i].template;
        }
        at -= words[i].weight;
    }
}

static void write_steps(struct writer *w, char where, unsigned depth)
{
    unsigned count = 1 + draw(w, depth == 0 ? 4 : 2);

    for (unsigned i = 0; i < count; i++) {
        sim_text_print(w->text, "%s", i == 0 ? "" : ", ");
        write_sentence(w, where, depth, choose_sentence(w, where, depth));
    }
}

/* ---- objects -------------------------------------------------------------------------------- */

static void write_arrivals(struct writer *w)
{
    switch (draw(w, 3)) {
    case 0:
        sim_text_print(w->text, "arrivals: {periodic: {period: %uus, phase: %uus}}",
                       200 + draw(w, 5000), draw(w, 100));
        break;
    case 1:
        sim_text_print(w->text, "arrivals: {at: [%uus, %uus]}", draw(w, 1000),
                       1000 + draw(w, 9000));
        break;
    default:
        sim_text_print(w->text, "arrivals: {poisson: %u/s}", 50 + draw(w, 3000));
    }
}

static void write_interrupts(struct writer *w, unsigned count)
{
    sim_text_print(w->text, "    interrupts:\n");
    for (unsigned i = 0; i < count; i++) {
        sim_text_print(w->text, "      i%u: {irql: %u, trigger: %s, isr: Isr%u, dpc: ", i,
                       3 + draw(w, 9), PICK(w, "level", "latched", "message"), i);
        sim_text_print(w->text, "{callback: Dpc%u, importance: %s}, ", i,
                       PICK(w, "low", "medium", "medium_high", "high"));
        write_arrivals(w);
        sim_text_print(w->text, "}\n");
    }
}

static void write_queued(struct writer *w, unsigned dpcs, unsigned timers, unsigned items,
                         enum era era)
{
    for (unsigned i = 0; i < dpcs; i++) {
        sim_text_print(w->text, "%s      d%u: {callback: Extra%u, importance: %s, carries: %s%s}\n",
                       i == 0 ? "    dpcs:\n" : "", i, i,
                       PICK(w, "low", "medium", "medium_high", "high"),
                       PICK(w, "all", "first", "last"), PICK(w, "", "", ", threaded: true"));
    }
    for (unsigned i = 0; i < timers; i++) {
        sim_text_print(w->text, "%s      t%u: {callback: Tick%u, due: %ums%s}\n",
                       i == 0 ? "    timers:\n" : "", i, i, 1 + draw(w, 30),
                       PICK(w, "", ", period: 5ms",
                            era == MODERN ? ", period: 31ms, high_resolution: true"
                                          : ", period: 31ms"));
    }
    for (unsigned i = 0; i < items; i++) {
        const char *queue = era == LEGACY ? PICK(w, "DelayedWorkQueue", "CriticalWorkQueue")
                                   : PICK(w, "DelayedWorkQueue", "CriticalWorkQueue",
                                          "NormalWorkQueue", "RealTimeWorkQueue");

        sim_text_print(w->text,
                       "%s      w%u: {callback: Work%u, queue: %s, instances: 400}\n",
                       i == 0 ? "    work_items:\n" : "", i, i, queue);
    }
}

static void write_callbacks(struct writer *w, const char *name, unsigned count, char where)
{
    for (unsigned i = 0; i < count; i++) {
        sim_text_print(w->text, "      %s%u: [run: 1us, ", name, i);   /* time must move */
        write_steps(w, where, 0);
        sim_text_print(w->text, "]\n");
    }
}

static void write_threads(struct writer *w, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        sim_text_print(w->text, "%s      h%u: {count: %u, priority: %u, ",
                       i == 0 ? "    threads:\n" : "", i, 1 + draw(w, 2), 4 + draw(w, 14));
        if (draw(w, 2) == 0) {
            write_arrivals(w);
            sim_text_print(w->text, ", ");
        }
        sim_text_print(w->text, "steps: [run: 1us, ");
        write_steps(w, 'W', 0);
        sim_text_print(w->text, "]}\n");
    }
}

static void write_driver(struct writer *w, unsigned index, enum era era)
{
    unsigned interrupts = 1 + draw(w, 3), dpcs = 1 + draw(w, 2), timers = 1 + draw(w, 2);
    unsigned items = 1 + draw(w, 3);

    w->counts['i' - 'a'] = interrupts;
    w->counts['d' - 'a'] = dpcs;
    w->counts['t' - 'a'] = timers;
    w->counts['w' - 'a'] = items;
    sim_text_print(w->text, "  drv%u:\n    framework: wdm\n", index);
    sim_text_print(w->text, "    locks: {l0: spin_lock, l1: spin_lock, q0: queued_spin_lock, "
                            "f0: fast_mutex, r0: resource, x0: mutex, g0: guarded_mutex, "
                            "p0: push_lock, a0: reader_writer_spin_lock, y0: rundown}\n");
    sim_text_print(w->text, "    queues: {j0: {capacity: %u}, z0: {dispatch: %s, callback: Io}}\n",
                   1 + draw(w, 5), PICK(w, "sequential", "parallel"));
    sim_text_print(w->text, "    targets: {o0: {service: {exponential: 300us}, servers: %u%s}, "
                            "o1: {service: 200us}}\n", 1 + draw(w, 2),
                   PICK(w, "", ", interrupt: i0"));
    sim_text_print(w->text, "    events: {e0: %s, e1: notification, n0: {semaphore: %u}}\n",
                   PICK(w, "synchronization", "notification"), draw(w, 3));
    sim_text_print(w->text, "    variables: {v0: 0, v1: %u}\n", draw(w, 4));
    write_interrupts(w, interrupts);
    write_queued(w, dpcs, timers, items, era);
    write_threads(w, draw(w, 3));
    sim_text_print(w->text, "    sources:\n      s0: {");
    write_arrivals(w);
    sim_text_print(w->text, ", steps: [");
    write_steps(w, 'S', 0);
    sim_text_print(w->text, "]}\n    callbacks:\n");
    sim_text_print(w->text, "      Synch: [run: 2us]\n");
    sim_text_print(w->text, "      Io: [run: 3us%s, %s: all]\n",
                   PICK(w, "", ", run: 40us"), "IoCompleteRequest");
    write_callbacks(w, "Isr", interrupts, 'I');
    write_callbacks(w, "Dpc", interrupts, 'D');
    write_callbacks(w, "Extra", dpcs, 'D');
    write_callbacks(w, "Tick", timers, 'D');
    write_callbacks(w, "Work", items, 'W');
}

void generate_scenario(uint64_t seed, struct sim_text *text)
{
    struct writer w = {.text = text, .seed = seed};
    const char *windows = PICK(&w, "xp", "7", "8", "8.1", "11");
    enum era era = strcmp(windows, "8.1") == 0 || strcmp(windows, "11") == 0 ? MODERN
                   : strcmp(windows, "8") == 0                               ? WIN8
                                                                            : LEGACY;
    unsigned drivers, processors;

    w.counts['l' - 'a'] = w.counts['e' - 'a'] = w.counts['v' - 'a'] = w.counts['o' - 'a'] = 2;
    for (const char *c = "agfjnpqrxyz"; *c != '\0'; c++) {
        w.counts[*c - 'a'] = 1;
    }
    sim_text_print(text, "wtsim: 1\nscenario: soak\nwindows: %s\n", windows);
    processors = 1 + draw(&w, 4);
    sim_text_print(text, "machine: {processors: %u%s%s%s}\n", processors,
                   processors % 2 == 0 && era != LEGACY ? PICK(&w, "", ", numa_nodes: 2") : "",
                   PICK(&w, "", ", costs: none"),
                   PICK(&w, "", ", placement: global", ", dpc: {maximum_depth: 1}"));
    sim_text_print(text, "balance: {period: 16ms}\npool: {%s: {%s: %u}}\n",
                   era == MODERN ? "modern" : "legacy",
                   era == MODERN ? "max_threads" : "dynamic_max",
                   1 + draw(&w, 24));
    sim_text_print(text, "run: {duration: %ums, seed: %u, replications: 1, "
                         "starvation_after: 20ms}\n", 10 + draw(&w, 50), draw(&w, 1000));
    sim_text_print(text, "drivers:\n");
    drivers = 1 + draw(&w, 3);
    for (unsigned i = 0; i < drivers; i++) {
        write_driver(&w, i, era);
    }
}

void generate_parsed(uint64_t seed, struct sim_arena *arena, struct scn_scenario *ret_scenario)
{
    struct sim_text text, printed;
    struct scn_diags diags;

    sim_text_init(&text);
    generate_scenario(seed, &text);
    sim_arena_init(arena);
    scn_diags_init(&diags, arena);
    if (!scn_scenario_parse(arena, "soak.yaml", text.data, strlen(text.data), NULL, 0, &diags,
                            ret_scenario)) {
        sim_text_init(&printed);
        scn_diags_print(&diags, &printed, false);
        fail_msg("seed %llu is no scenario:\n%s\n%s", (unsigned long long)seed, printed.data,
                 text.data);
    }
    sim_text_deinit(&text);
}
