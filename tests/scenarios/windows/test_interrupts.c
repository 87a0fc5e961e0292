/*
 * Interrupts: levels, one instant, chains, messages, masks, moderation, capacity.
 *
 * No overheads unless a test says so; ticks of 15.625 ms.
 */
#include "tests/lab.h"
#include "tests/scenarios/windows/story.h"

#define COSTS(processors, costs)                                                            \
    "wtsim: 1\nscenario: story\nwindows: 11\n"                                               \
    "machine: {processors: " processors ", costs: " costs "}\n"                              \
    "run: {duration: 100ms}\n"
#define HEAD COSTS("1", "none")
#define DRIVER "drivers:\n  d:\n    framework: wdm\n"

TEST(i2_a_higher_interrupt_nests_and_a_lower_one_waits)
{
    struct story s;

    story_run(&s, HEAD DRIVER
              "    interrupts:\n"
              "      low: {irql: 4, arrivals: {at: [1500us]}, isr: [run: 10us]}\n"
              "      mid: {irql: 5, arrivals: {at: [1ms]}, isr: [run: 1ms]}\n"
              "      high: {irql: 7, arrivals: {at: [1500us]}, isr: [run: 100us]}\n");
    CHECK_INT(story_value(&s, "d.high.latency", 0), ==, 0);
    CHECK_INT(story_value(&s, "d.mid.isr.run", 0), ==, 1100 * US);            /* 1 + 0.1      */
    CHECK_INT(story_value(&s, "d.mid.isr.run_exclusive", 0), ==, 1 * MS);
    CHECK_INT(story_value(&s, "d.low.latency", 0), ==, 600 * US);             /* 2.1 - 1.5    */
    story_end(&s);
}

#define SEGMENT_END(first, second)                                                          \
    HEAD DRIVER                                                                             \
    "    variables: {stepped: 0}\n"                                                         \
    "    interrupts: {line: {irql: 5, arrivals: {at: [2ms]}, isr: Isr}}\n"                  \
    "    threads:\n" first second                                                           \
    "    callbacks:\n"                                                                      \
    "      Isr: [{if: stepped == 1, then: [run: 10us], else: [run: 20us]}]\n"
#define STEPPER "      t: {steps: [run: 2ms, set: stepped = 1, run: 1ms]}\n"
#define OTHER "      u: {priority: 5, steps: [run: 1ms]}\n"

TEST(i11_what_ends_at_an_instant_comes_before_an_interrupt_at_it)
{
    struct story s;

    story_run(&s, SEGMENT_END(STEPPER, OTHER));
    CHECK_INT(story_value(&s, "d.line.isr.run", 0), ==, 10 * US);
    CHECK_INT(story_value(&s, "d.u.ready", 0), ==, 3010 * US);   /* 2 + 0.01 + 1 */
    story_end(&s);
}

/* Two devices at one instant, and the clock at the same one. */
#define AT_ONCE(at, costs, first, second)                                                   \
    COSTS("1", costs) DRIVER "    interrupts:\n" first(at) second(at)
#define FIVE(at) "      five: {irql: 5, arrivals: {at: [" at "]}, isr: [run: 50us]}\n"
#define SEVEN(at) "      seven: {irql: 7, arrivals: {at: [" at "]}, isr: [run: 100us]}\n"

TEST(i6_of_two_interrupts_at_one_instant_the_higher_runs_first)
{
    struct story s;

    story_run(&s, AT_ONCE("1ms", "none", FIVE, SEVEN));
    CHECK_INT(story_value(&s, "d.seven.latency", 0), ==, 0);
    CHECK_INT(story_value(&s, "d.five.latency", 0), ==, 100 * US);
    story_end(&s);
}

TEST(i6_the_clock_precedes_the_devices_of_its_tick)
{
    struct story s;

    story_run(&s, AT_ONCE("15625us", "{interrupt: 0us, clock: 3us}", FIVE, SEVEN));
    CHECK_INT(story_value(&s, "d.seven.latency", 0), ==, 3 * US);
    CHECK_INT(story_value(&s, "d.five.latency", 0), ==, 103 * US);
    story_end(&s);
}

static uint64_t fingerprint(const char *text)
{
    struct story s;
    uint64_t fingerprint;

    story_run(&s, text);
    fingerprint = s.end.fingerprint;
    story_end(&s);
    return fingerprint;
}

TEST(the_order_of_declarations_does_not_change_a_history)
{
    CHECK(fingerprint(AT_ONCE("1ms", "none", FIVE, SEVEN)) ==
          fingerprint(AT_ONCE("1ms", "none", SEVEN, FIVE)));
    CHECK(fingerprint(AT_ONCE("15625us", "{clock: 3us}", FIVE, SEVEN)) ==
          fingerprint(AT_ONCE("15625us", "{clock: 3us}", SEVEN, FIVE)));
    CHECK(fingerprint(SEGMENT_END(STEPPER, OTHER)) == fingerprint(SEGMENT_END(OTHER, STEPPER)));
    CHECK(fingerprint(AT_ONCE("1ms", "none", FIVE, SEVEN)) !=
          fingerprint(AT_ONCE("2ms", "none", FIVE, SEVEN)));
}

TEST(i12_one_interrupt_object_never_runs_twice_at_once)
{
    struct story s;

    story_run(&s, COSTS("2", "none") DRIVER
              "    interrupts:\n"
              "      m: {irql: 5, trigger: message, affinity: round_robin, arrivals: {at: ["
              "1ms, 1200us]}, isr: [run: 500us]}\n");
    CHECK_INT(story_count(&s, "d.m.isr.runs"), ==, 2);
    CHECK_INT(story_value(&s, "d.m.latency", 1), ==, 300 * US);   /* 1.5 - 1.2 */
    story_end(&s);
}

#define SHARED(trigger, at_a, at_b, isr_a)                                                  \
    HEAD DRIVER                                                                             \
    "    interrupts:\n"                                                                     \
    "      a: {irql: 5, vector: 17, trigger: " trigger ", arrivals: {at: [" at_a "]}, "       \
    "isr: " isr_a "}\n"                                                                     \
    "      b: {irql: 5, vector: 17, trigger: " trigger ", arrivals: {at: [" at_b "]}, "       \
    "isr: [run: 10us]}\n"

TEST(i14_on_a_level_line_the_second_driver_pays_for_the_first)
{
    struct story s;

    story_run(&s, SHARED("level", "1s", "1ms", "[run: 7us]"));
    CHECK_INT(story_value(&s, "d.b.latency", 0), ==, 7 * US);
    CHECK_INT(story_count(&s, "d.a.isr.runs"), ==, 1);
    CHECK_INT(story_count(&s, "d.a.spurious"), ==, 1);
    story_end(&s);
}

TEST(i14_a_level_chain_stops_at_the_first_that_claims)
{
    struct story s;

    story_run(&s, SHARED("level", "1ms", "1s", "[run: 7us]"));
    CHECK_INT(story_count(&s, "d.a.isr.runs"), ==, 1);
    CHECK_INT(story_count(&s, "d.b.isr.runs"), ==, 0);
    story_end(&s);
}

TEST(i14_a_level_line_still_asserted_fires_again)
{
    struct story s;

    story_run(&s, SHARED("level", "1ms", "1ms", "[run: 7us]"));
    /* a claims (7 us); then a again, which does not (7 us), and b. */
    CHECK_INT(story_value(&s, "d.b.latency", 0), ==, 14 * US);
    CHECK_INT(story_count(&s, "d.a.isr.runs"), ==, 2);
    CHECK_INT(story_count(&s, "d.b.isr.runs"), ==, 1);
    story_end(&s);
}

TEST(i14_a_latched_chain_is_walked_until_a_whole_pass_claims_nothing)
{
    struct story s;

    story_run(&s, SHARED("latched", "1ms", "1s", "[run: 7us]"));
    CHECK_INT(story_count(&s, "d.a.isr.runs"), ==, 2);
    CHECK_INT(story_count(&s, "d.b.isr.runs"), ==, 2);   /* each is called in each pass */
    story_end(&s);
}

TEST(i26_a_driver_that_claims_for_others_starves_the_next)
{
    struct story s;

    story_run(&s, SHARED("level", "1s", "1ms", "[run: 7us, return: true]"));
    CHECK_INT(story_count(&s, "d.b.isr.runs"), ==, 0);
    /* From 1 ms to 100 ms nothing else runs: 99 ms / 7 us = 14142 runs that ended, one open. */
    CHECK_INT(story_count(&s, "d.a.isr.runs"), ==, 14143);
    CHECK_INT(s.seen->irql_ns[0][5], ==, 99 * MS);
    story_end(&s);
}

#define THREE_EDGES(trigger)                                                                \
    HEAD DRIVER                                                                             \
    "    interrupts:\n"                                                                     \
    "      m: {irql: 5, trigger: " trigger ", arrivals: {at: [1100us, 1200us, 1300us]}, isr: [" \
        "each_request: [run: 10us]]}\n"                                                     \
    "      high: {irql: 9, arrivals: {at: [1ms]}, isr: [run: 1ms]}\n"

TEST(i16_messages_that_find_one_pending_are_merged)
{
    struct story s;

    story_run(&s, THREE_EDGES("message"));
    CHECK_INT(story_count(&s, "d.m.isr.runs"), ==, 1);
    CHECK_INT(story_count(&s, "d.m.merged"), ==, 2);
    /* The one run from 2 ms serves all three: 2.01 - 1.1, 2.02 - 1.2, 2.03 - 1.3. */
    CHECK_INT(story_value(&s, "d.m.request_latency", 0), ==, 910 * US);
    CHECK_INT(story_value(&s, "d.m.request_latency", 1), ==, 820 * US);
    CHECK_INT(story_value(&s, "d.m.request_latency", 2), ==, 730 * US);
    story_end(&s);
}

/* pin 16: the high ISR masks m while it is pending; a thread unmasks it at 5 ms. */
#define MASKED(trigger)                                                                     \
    HEAD DRIVER                                                                             \
    "    interrupts:\n"                                                                     \
    "      m: {irql: 5, trigger: " trigger ", arrivals: {at: [1100us]}, isr: [run: 10us]}\n" \
    "      high: {irql: 9, arrivals: {at: [1ms]}, isr: [run: 200us, mask: m, run: 100us]}\n" \
    "    threads: {t: {steps: [run: 4700us, unmask: m]}}\n"

TEST(pin_16_a_mask_withdraws_a_pending_level)
{
    struct story s;

    story_run(&s, MASKED("level"));
    CHECK_INT(story_count(&s, "d.m.isr.runs"), ==, 1);
    CHECK_INT(story_count(&s, "d.m.spurious"), ==, 0);
    /* The thread runs 0-1 and 1.3-5: unmasked at 5 ms; served 10 us later. */
    CHECK_INT(story_value(&s, "d.m.request_latency", 0), ==, 3910 * US);
    story_end(&s);
}

TEST(pin_16_a_mask_does_not_withdraw_a_message)
{
    struct story s;

    story_run(&s, MASKED("message"));
    /* The message sent is delivered at 1.3 ms and finds nothing; 10 us more for the thread. */
    CHECK_INT(story_count(&s, "d.m.isr.runs"), ==, 2);
    CHECK_INT(story_count(&s, "d.m.spurious"), ==, 1);
    CHECK_INT(story_value(&s, "d.m.request_latency", 0), ==, 3920 * US);
    story_end(&s);
}

TEST(pin_16_the_mask_of_one_device_leaves_the_other_of_its_line_pending)
{
    struct story s;

    story_run(&s, HEAD DRIVER
              "    interrupts:\n"
              "      a: {irql: 5, vector: 17, arrivals: {at: [1s]}, isr: [run: 7us]}\n"
              "      b: {irql: 5, vector: 17, arrivals: {at: [1100us]}, isr: [run: 10us]}\n"
              "      high: {irql: 9, arrivals: {at: [1ms]}, isr: [run: 200us, mask: a, "
              "run: 100us]}\n");
    CHECK_INT(story_count(&s, "d.b.isr.runs"), ==, 1);
    CHECK_INT(story_value(&s, "d.b.latency", 0), ==, 207 * US);   /* 1.3 - 1.1 + 7 us */
    story_end(&s);
}

TEST(pin_14_what_an_each_request_takes_from_the_device_stays_there_until_then)
{
    struct story s;

    story_run(&s, HEAD DRIVER
              "    interrupts: {rx: {irql: 5, arrivals: {at: [1ms, 1ms, 1ms]}, isr: Isr, "
              "dpc: Dpc}}\n"
              "    callbacks:\n"
              "      Isr: [run: 0us, mask: rx, IoRequestDpc: rx]\n"
              "      Dpc:\n"
              "        - each_request: {from: rx, up_to: 2}\n"
              "          steps: [run: 100us]\n"
              "        - unmask: rx\n");
    /* Two in the first DPC, then unmask raises the interrupt again for the third. */
    CHECK_INT(story_count(&s, "d.rx.isr.runs"), ==, 2);
    CHECK_INT(story_count(&s, "d.rx.dpc.runs"), ==, 2);
    for (uint32_t k = 0; k < 3; k++) {
        CHECK_INT(story_value(&s, "d.rx.request_latency", k), ==, (k + 1) * 100 * US);
    }
    story_end(&s);
}

TEST(pin_15_an_arrival_during_the_isr_that_masks_is_served_after_the_unmask)
{
    struct story s;

    story_run(&s, HEAD DRIVER
              "    interrupts: {rx: {irql: 5, arrivals: {at: [1ms, 1010us]}, isr: Isr, dpc: Dpc}}\n"
              "    callbacks:\n"
              "      Isr: [run: 20us, mask: rx, IoRequestDpc: rx]\n"
              "      Dpc: [run: 30us, unmask: rx]\n");
    /* ISR 1.00-1.02, DPC to 1.05, where unmask lets the ISR in, to 1.07; then the DPC returns. The
       second DPC: 1.07-1.10. */
    CHECK_INT(story_count(&s, "d.rx.isr.runs"), ==, 2);
    CHECK_INT(story_value(&s, "d.rx.request_latency", 0), ==, 70 * US);
    CHECK_INT(story_value(&s, "d.rx.request_latency", 1), ==, 90 * US);
    story_end(&s);
}

#define MODERATED(at, rule)                                                                 \
    HEAD DRIVER                                                                             \
    "    interrupts:\n"                                                                     \
    "      rx: {irql: 5, isr: [run: 0us], arrivals: {at: [" at "], moderation: {" rule "}}}\n"

TEST(pin_17_moderation_by_count)
{
    struct story s;

    story_run(&s, MODERATED("1ms, 2ms, 4ms, 5ms", "count: 3"));
    CHECK_INT(story_count(&s, "d.rx.isr.runs"), ==, 1);
    CHECK_INT(story_value(&s, "d.rx.request_latency", 0), ==, 3 * MS);   /* at 4 ms */
    CHECK_INT(story_value(&s, "d.rx.request_latency", 1), ==, 2 * MS);
    CHECK_INT(story_value(&s, "d.rx.request_latency", 2), ==, 0);
    CHECK_INT(story_waiting(&s, "d.rx.request_latency"), ==, 1);         /* that of 5 ms */
    story_end(&s);
}

TEST(pin_17_moderation_after_the_oldest_and_idle_since_the_newest)
{
    CHECK_INT(story_only(MODERATED("1ms, 1300us", "after: 500us"), "d.rx.request_latency", 0),
              ==, 500 * US);
    CHECK_INT(story_only(MODERATED("1ms, 1300us", "after: 500us"), "d.rx.request_latency", 1),
              ==, 200 * US);
    CHECK_INT(story_only(MODERATED("1ms, 1300us", "idle: 500us"), "d.rx.request_latency", 0),
              ==, 800 * US);                                      /* at 1.8 ms */
    CHECK_INT(story_only(MODERATED("1ms, 1300us", "idle: 500us, after: 600us"),
                         "d.rx.request_latency", 0), ==, 600 * US);   /* whichever is first */
    /* Emptied at 1.5 ms: the one of 1.6 ms begins anew. */
    CHECK_INT(story_only(MODERATED("1ms, 1600us", "after: 500us"), "d.rx.request_latency", 1),
              ==, 500 * US);
}

TEST(pin_17_moderation_goes_on_while_masked)
{
    /* Arrived at 2 ms, masked until 2.2 ms: 2.5 ms all the same. */
    CHECK_INT(story_only(HEAD DRIVER
              "    interrupts:\n"
              "      rx: {irql: 5, isr: [run: 0us], arrivals: {at: [2ms], "
              "moderation: {after: 500us}}}\n"
              "    threads: {t: {steps: [run: 1ms, mask: rx, run: 1200us, unmask: rx]}}\n",
              "d.rx.request_latency", 0), ==, 500 * US);
}

TEST(pin_19_what_overflows_the_device_is_lost)
{
    struct story s;

    story_run(&s, HEAD DRIVER
              "    interrupts:\n"
              "      rx: {irql: 5, isr: [run: 0us], arrivals: {at: [2ms, 3ms, 4ms, 5ms, 7ms], "
              "capacity: 2}}\n"
              "    threads: {t: {steps: [run: 1ms, mask: rx, run: 5ms, unmask: rx]}}\n");
    CHECK_INT(story_count(&s, "d.rx.offered"), ==, 5);
    CHECK_INT(story_count(&s, "d.rx.lost"), ==, 2);            /* those of 4 and 5 ms */
    CHECK_INT(story_count(&s, "d.rx.finished"), ==, 3);
    CHECK_INT(story_value(&s, "d.rx.request_latency", 0), ==, 4 * MS);   /* at 6 ms */
    CHECK_INT(story_value(&s, "d.rx.request_latency", 2), ==, 0);
    story_end(&s);
}

TEST(w110_the_item_of_an_interrupt_comes_by_way_of_the_frameworks_dpc)
{
    struct story s;

    story_run(&s, "wtsim: 1\nscenario: story\nwindows: 10\n"
              "machine: {processors: 2, costs: none}\n"
              "drivers:\n"
              "  d:\n"
              "    framework: kmdf 1.15\n"
              "    interrupts:\n"
              "      rx: {irql: 5, arrivals: {at: [1ms]}, isr: Isr, work_item: Later}\n"
              "    callbacks:\n"
              "      Isr: [WdfInterruptQueueWorkItemForIsr: rx, run: 10us]\n"
              "      Later: [each_request: [run: 5us]]\n"
              "run: {duration: 10ms}\n");
    /* The ISR queues the DPC at 1.000 ms and runs 10 us; only then the DPC enqueues the item, which
       starts on an idle processor at once: 10 + 5 = 15 us after the arrival. */
    CHECK_INT(story_count(&s, "d.rx.dpc.runs"), ==, 1);
    CHECK_INT(story_value(&s, "d.rx.dpc.queue_latency", 0), ==, 10 * US);
    CHECK_INT(story_value(&s, "d.rx.request_latency", 0), ==, 15 * US);
    story_end(&s);
}

TESTS(ENTRY(w110_the_item_of_an_interrupt_comes_by_way_of_the_frameworks_dpc),
      ENTRY(i2_a_higher_interrupt_nests_and_a_lower_one_waits),
      ENTRY(i11_what_ends_at_an_instant_comes_before_an_interrupt_at_it),
      ENTRY(i6_of_two_interrupts_at_one_instant_the_higher_runs_first),
      ENTRY(i6_the_clock_precedes_the_devices_of_its_tick),
      ENTRY(the_order_of_declarations_does_not_change_a_history),
      ENTRY(i12_one_interrupt_object_never_runs_twice_at_once),
      ENTRY(i14_on_a_level_line_the_second_driver_pays_for_the_first),
      ENTRY(i14_a_level_chain_stops_at_the_first_that_claims),
      ENTRY(i14_a_level_line_still_asserted_fires_again),
      ENTRY(i14_a_latched_chain_is_walked_until_a_whole_pass_claims_nothing),
      ENTRY(i26_a_driver_that_claims_for_others_starves_the_next),
      ENTRY(i16_messages_that_find_one_pending_are_merged),
      ENTRY(pin_16_a_mask_withdraws_a_pending_level),
      ENTRY(pin_16_a_mask_does_not_withdraw_a_message),
      ENTRY(pin_16_the_mask_of_one_device_leaves_the_other_of_its_line_pending),
      ENTRY(pin_14_what_an_each_request_takes_from_the_device_stays_there_until_then),
      ENTRY(pin_15_an_arrival_during_the_isr_that_masks_is_served_after_the_unmask),
      ENTRY(pin_17_moderation_by_count), ENTRY(pin_17_moderation_goes_on_while_masked),
      ENTRY(pin_17_moderation_after_the_oldest_and_idle_since_the_newest),
      ENTRY(pin_19_what_overflows_the_device_is_lost))
