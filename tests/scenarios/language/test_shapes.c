/*
 * Every step in every shape: whatever is written beside a verb, it is read or answered.
 *
 * All words of steps and all DDIs, in each framework, with arguments that some of them take and
 * others do not. Nothing is asserted about what is said; a loader that trusts the shape of an
 * argument falls over here.
 */
#include "model/rules/ddi.h"
#include "scenarios/language/steps.h"
#include "tests/scenarios/language/bench.h"

enum { AT_ONCE = 40 };

static const char *const shapes[] = {
    "%s", "%s: ", "%s: q", "%s: nothing", "%s: -1", "%s: {}", "%s: [q, e]",
    "%s: {objects: [e]}", "%s: {event: e, timeout: 1ms}", "%s: {interrupt: i, callback: W}",
    "{%s: e, requests: none, on_success: [run: 1us]}"};

static const char *const frameworks[] = {"kmdf 1.33", "umdf 2.33", "umdf 1.11", "wdm", "ndis",
                                         "storport"};

/* The verb of this number, words first; NULL: there are no more. */
static const char *verb_of(uint32_t number)
{
    uint32_t words = 0;
    const char *help;

    while (scn_steps_word(words, &help) != NULL) {
        words++;
    }
    return number < words ? scn_steps_word(number, &help)
           : number - words < mdl_ddi_count()
               ? mdl_ddi_row((uint16_t)(number - words))->name
               : NULL;
}

static void add_verbs(struct sim_text *text, const char *shape, uint32_t first)
{
    const char *verb;

    for (uint32_t i = 0; i < AT_ONCE && (verb = verb_of(first + i)) != NULL; i++) {
        const char *place = strstr(shape, "%s");

        sim_text_add(text, i == 0 ? "" : ", ");
        sim_text_add_bytes(text, shape, (size_t)(place - shape));
        sim_text_add(text, verb);
        sim_text_add(text, place + 2);
    }
}

static void read_verbs(const char *framework, const char *shape, uint32_t first)
{
    struct sim_text text;
    struct bench b;

    sim_text_init(&text);
    sim_text_print(&text, "wtsim: 1\nscenario: x\nwindows: 11\ndrivers:\n  d:\n"
                   "    framework: %s\n"
                   "    interrupts: {i: {irql: 5, arrivals: {poisson: 10/s}, isr: I, dpc: D}}\n"
                   "    timers: {t: {due: 1ms, callback: T}}\n"
                   "    work_items: {w: {callback: W}}\n"
                   "    events: {e: synchronization}\n    locks: {l: spin_lock}\n"
                   "    queues: {q: {}}\n    targets: {g: {service: 1ms}}\n"
                   "    callbacks:\n      I: [run: 1us]\n      D: [run: 1us]\n"
                   "      T: [run: 1us]\n      W: [", framework);
    add_verbs(&text, shape, first);
    sim_text_add(&text, "]\n");
    bench_read(&b, text.data);
    bench_done(&b);
    sim_text_deinit(&text);
}

TEST(every_step_in_every_shape_is_read_or_answered)
{
    uint32_t first = 0;

    (void)lab_state;
    for (; verb_of(first) != NULL; first += AT_ONCE) {
        for (size_t f = 0; f < sizeof frameworks / sizeof frameworks[0]; f++) {
            for (size_t s = 0; s < sizeof shapes / sizeof shapes[0]; s++) {
                read_verbs(frameworks[f], shapes[s], first);
            }
        }
    }
    CHECK_INT(first, >, 1000);   /* there were as many */
}

TESTS(ENTRY(every_step_in_every_shape_is_read_or_answered))
