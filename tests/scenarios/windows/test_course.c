/*
 * The course: what the slices of a run say of one object's waits, worked out by hand. No
 * overheads; times in us.
 */
#include "model/run/course.h"
#include "tests/lab.h"
#include "tests/scenarios/windows/story.h"

/*
 * Three devices on one processor; a slice is 1000/40 = 25 us. a's ISR runs 0-5, its DPC 5-10,
 * 15-20, 25-75; b's ISR 10-15, its DPC 75-95; c's ISR 20-25, its DPC 95-105.
 */
#define DEVICE(name, irql, at, steps)                                                       \
    "  " name ":\n    framework: kmdf 1.9\n    interrupts: {line: {irql: " irql                \
    ", arrivals: {at: [" at "]}, isr: Isr, dpc: Dpc}}\n    callbacks:\n"                  \
    "      Isr: [run: 5us, WdfInterruptQueueDpcForIsr: line]\n      Dpc: [" steps "]\n"
#define THREE                                                                               \
    "wtsim: 1\nscenario: story\nwindows: 7\nmachine: {processors: 1, costs: none}\n"       \
    "run: {duration: 1ms}\ndrivers:\n" DEVICE("a", "5", "0us", "run: 60us")                 \
    DEVICE("b", "6", "10us", "run: 20us") DEVICE("c", "7", "20us", "run: 10us")

#define US 1000u

static bool course_of(const char *text, const char *path, const char *measure,
                      struct mdl_course *ret_course)
{
    struct mdl_replication end;
    struct story story;
    bool found;

    story_parse(&story, text);
    found = mdl_course_of(&story.scenario.plan, 1, 0, path, measure, ret_course,
                          &end);
    story_end(&story);
    return found;
}

/* The first slices as given, nothing in the others. */
static void check_course(void **lab_state, const struct mdl_course *course,
                         const sim_duration *longest, unsigned count)
{
    for (unsigned i = 0; i < MDL_COURSE_SLICES; i++) {
        CHECK_INT(course->longest[i], ==, i < count ? longest[i] * US : 0);
    }
}

TEST(a_wait_counts_in_each_slice_that_it_has_an_instant_of)
{
    struct mdl_course course;

    /* c's DPC waits 25-95 = 70: not in slice 0, which ends at 25 */
    CHECK(course_of(THREE, "c.line.dpc", "queue_latency", &course));
    check_course(lab_state, &course, (const sim_duration[]){0, 70, 70, 70}, 4);
    CHECK_INT(course.waits, ==, 1);
}

TEST(a_wait_that_ends_where_a_slice_begins_is_not_in_it)
{
    struct mdl_course course;

    /* b's DPC waits 15-75 = 60; slice 3 is [75, 100) */
    CHECK(course_of(THREE, "b.line.dpc", "queue_latency", &course));
    check_course(lab_state, &course, (const sim_duration[]){60, 60, 60}, 3);
}

TEST(an_interrupt_waits_until_its_isr)
{
    struct mdl_course course;

    /* 7 > 2: at once */
    CHECK(course_of(THREE, "c.line", "latency", &course));
    check_course(lab_state, &course, NULL, 0);
    CHECK_INT(course.waits, ==, 1);
}

TEST(an_item_waits_from_its_call_to_its_callback_and_at_the_end_at_its_age)
{
    static const char text[] =
        "wtsim: 1\nscenario: story\nwindows: 7\nmachine: {processors: 1, costs: none}\n"
        "pool: {delayed: {threads: 1}}\nrun: {duration: 400us}\n"
        "drivers:\n  d:\n    framework: wdm\n"
        "    interrupts: {line: {irql: 5, arrivals: {at: [100us]}, isr: Isr, dpc: Dpc}}\n"
        "    work_items: {x: {callback: X, queue: DelayedWorkQueue}, "
        "y: {callback: Y, queue: DelayedWorkQueue}}\n"
        "    callbacks:\n      Isr: [run: 0us, IoRequestDpc: line]\n"
        "      Dpc: [run: 10us, IoQueueWorkItemEx: x, IoQueueWorkItemEx: y, run: 5us]\n"
        "      X: [wait: 1s]\n      Y: [run: 1us]\n";
    sim_duration longest[MDL_COURSE_SLICES] = {0};
    struct mdl_course course;

    /* queued at 110, entered when the DPC ends at 115: 5 us in slice 11 of 10 us, which is
       [110, 120). y finds the only worker taken: it waits 110-400 = 290, still at the end. */
    longest[11] = 5;
    CHECK(course_of(text, "d.x", "queue_latency", &course));
    check_course(lab_state, &course, longest, 12);
    for (unsigned i = 11; i < MDL_COURSE_SLICES; i++) {
        longest[i] = 290;
    }
    CHECK(course_of(text, "d.y", "queue_latency", &course));
    check_course(lab_state, &course, longest, MDL_COURSE_SLICES);
}

TEST(a_request_is_followed_from_its_arrival_to_its_end)
{
    struct mdl_course course;

    /* c's interrupt arrives at 20 and finishes with its DPC at 105 = 85: slices 0 to 4 */
    CHECK(course_of(THREE, "c.line", "request_latency", &course));
    check_course(lab_state, &course, (const sim_duration[]){85, 85, 85, 85, 85}, 5);
    CHECK_INT(course.waits, ==, 1);
}

TEST(what_does_not_wait_in_a_queue_has_no_course)
{
    struct mdl_course course;

    CHECK(!course_of(THREE, "processor.0", "queue_latency", &course));
    CHECK(!course_of(THREE, "nobody", "request_latency", &course));
}

TESTS(ENTRY(a_wait_counts_in_each_slice_that_it_has_an_instant_of),
      ENTRY(a_wait_that_ends_where_a_slice_begins_is_not_in_it),
      ENTRY(an_interrupt_waits_until_its_isr),
      ENTRY(an_item_waits_from_its_call_to_its_callback_and_at_the_end_at_its_age),
      ENTRY(a_request_is_followed_from_its_arrival_to_its_end),
      ENTRY(what_does_not_wait_in_a_queue_has_no_course))
