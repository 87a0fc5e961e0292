/*
 * Devices of one driver: each with its own objects, all with the driver's code and what it shares.
 *
 * No overheads; one processor unless a test says so.
 */
#include "tests/lab.h"
#include "tests/scenarios/windows/story.h"

#define HEAD                                                                                \
    "wtsim: 1\nscenario: story\nwindows: 11\nmachine: {processors: 1, costs: none}\n"        \
    "run: {duration: 100ms}\n"

TEST(pin_37_two_devices_on_one_line_are_two_links_of_its_chain)
{
    struct story s;

    story_run(&s, HEAD "drivers:\n  disk:\n    framework: wdm\n    devices: [one, two]\n"
              "    interrupts:\n"
              "      line: {irql: 6, vector: 17, arrivals: {at: [1ms]}, isr: [run: 10us]}\n");
    /* I14: one claims (10 us); the line is still asserted: one again, in vain, then two. */
    CHECK_INT(story_value(&s, "disk.one.line.latency", 0), ==, 0);
    CHECK_INT(story_value(&s, "disk.two.line.latency", 0), ==, 20 * US);
    CHECK_INT(story_count(&s, "disk.one.line.isr.runs"), ==, 2);
    CHECK_INT(story_count(&s, "disk.two.line.isr.runs"), ==, 1);
    story_end(&s);
}

/* A DPC object for each device: the second is not coalesced into the first. */
TEST(pin_37_a_shared_object_coalesces_where_own_ones_do_not)
{
    static const char own[] = HEAD
        "drivers:\n  d:\n    framework: wdm\n    devices: [one, two]\n"
        "    interrupts: {line: {arrivals: {at: [1ms]}, isr: [run: 5us, KeInsertQueueDpc: work]}}\n"
        "    dpcs: {work: {callback: [run: 10us]}}\n";
    static const char shared[] = HEAD
        "drivers:\n  d:\n    framework: wdm\n    devices: [one, two]\n"
        "    interrupts: {line: {arrivals: {at: [1ms]}, isr: [run: 5us, KeInsertQueueDpc: work]}}\n"
        "    shared: {dpcs: {work: {callback: [run: 10us]}}}\n";
    struct story s;

    story_run(&s, own);
    CHECK_INT(story_count(&s, "d.one.work.runs"), ==, 1);
    CHECK_INT(story_count(&s, "d.two.work.runs"), ==, 1);
    CHECK_INT(story_value(&s, "d.one.line.request_latency", 0), ==, 20 * US);   /* 5 + 5 + 10 */
    CHECK_INT(story_value(&s, "d.two.line.request_latency", 0), ==, 30 * US);
    story_end(&s);
    story_run(&s, shared);
    CHECK_INT(story_count(&s, "d.work.runs"), ==, 1);
    CHECK_INT(story_count(&s, "d.work.coalesced"), ==, 1);
    CHECK_INT(story_value(&s, "d.one.line.request_latency", 0), ==, 20 * US);
    CHECK_INT(story_value(&s, "d.two.line.request_latency", 0), ==, 20 * US);
    story_end(&s);
}

TESTS(ENTRY(pin_37_two_devices_on_one_line_are_two_links_of_its_chain),
      ENTRY(pin_37_a_shared_object_coalesces_where_own_ones_do_not))
