/*
 * The timeline: the picture of lesson 5 (screen 1.10), scales, several processors, SVG.
 */
#include "reports/render/timeline.h"

#include "reports/render/svg_timeline.h"
#include "reports/render/view.h"
#include "tests/reports/render/screen.h"
#include "tests/scenarios/windows/story.h"

#define HEAD(n) "wtsim: 1\nscenario: story\nwindows: 7\n"                                     \
    "machine: {processors: " n ", costs: none}\nrun: {duration: 1s}\n"
#define DEVICE(name, irql, at, isr, steps)                                                  \
    "  " name ":\n    framework: kmdf 1.9\n    interrupts: {line: {irql: " irql               \
    ", arrivals: {at: " at "}, isr: Isr, dpc: Dpc}}\n    callbacks:\n"                        \
    "      Isr: [run: " isr ", WdfInterruptQueueDpcForIsr: line]\n      Dpc: [" steps "]\n"

static const char lesson[] =
    HEAD("1") "drivers:\n" DEVICE("a", "5", "[0us]", "5us", "run: 60us")
    DEVICE("b", "6", "[10us]", "5us", "run: 20us") DEVICE("c", "7", "[20us]", "5us", "run: 10us");

struct picture {
    struct story story;
    struct mdl_chronicle *c;
    struct rpt_timeline t;
    struct sim_text text;
};

static const struct rpt_view ascii, unicode = {.unicode = true};

static void draw(struct picture *p, const char *text, struct rpt_timeline_options options,
                 const struct rpt_view *view)
{
    story_parse(&p->story, text);
    p->c = mdl_chronicle_of(&p->story.scenario.plan, 1, 0, NULL, NULL);
    sim_text_init(&p->text);
    if (rpt_timeline_lay(&p->story.arena, p->c, &options, &p->t)) {
        rpt_timeline_print(&p->text, &p->t, view);
    }
}

static void put_away(struct picture *p)
{
    sim_text_deinit(&p->text);
    mdl_chronicle_destroy(p->c);
    story_end(&p->story);
}

TEST(lesson_5_is_drawn_as_its_screen_says)
{
    struct picture p;

    /* 64 columns fit: 2 us would do, but 2.5 us is the first scale on which all of it is even. */
    draw(&p, lesson, (struct rpt_timeline_options){.width = 80}, &ascii);
    CHECK_WIDTH(p.text.data, 80);
    CHECK_HAS(p.text.data,
              "  us            0       20      40      60      80      100\n"
              "                |   |   |   |   |   |   |   |   |   |   |\n"
              "  7  ISR c              cc\n"
              "  6  ISR b          bb\n"
              "  5  ISR a      aa\n"
              "  2  DPC          aa  aa  aaaaaaaaaaaaaaaaaaaabbbbbbbbcccc\n"
              "  b waits             ........................\n"
              "  c waits                 ............................\n");
    put_away(&p);
}

TEST(no_line_is_wider_than_asked_for_and_columns_grow_instead)
{
    static const struct { unsigned width; uint64_t column; } scales[] = {
        /* 105 us: 200-16 columns at 1 us; 44 at 2.5; 24 columns at 5; 10 columns at 20 */
        {200, 1000}, {60, 2500}, {40, 5000}, {26, 20000}};
    struct picture p;

    for (size_t i = 0; i < sizeof scales / sizeof scales[0]; i++) {
        draw(&p, lesson, (struct rpt_timeline_options){.width = scales[i].width}, &ascii);
        CHECK_WIDTH(p.text.data, scales[i].width);
        CHECK_INT(p.t.column_ns, ==, scales[i].column);
        put_away(&p);
    }
}

TEST(a_terminal_that_can_gets_dots_and_lines_and_the_same_width)
{
    struct picture p;

    draw(&p, lesson, (struct rpt_timeline_options){.width = 80}, &unicode);
    CHECK_WIDTH(p.text.data, 80);
    CHECK_HAS(p.text.data, "\u2502   \u2502");
    CHECK_HAS(p.text.data, "\u00b7\u00b7\u00b7");
    CHECK_LACKS(p.text.data, "...");
    put_away(&p);
}

TEST(a_window_far_from_zero_counts_from_its_begin)
{
    struct picture p;

    draw(&p, HEAD("1") "drivers:\n" DEVICE("a", "5", "[900001us]", "5us", "run: 60us"),
         (struct rpt_timeline_options){.width = 80, .from_at = 900000 * (uint64_t)US,
                                       .until_at = 900100 * (uint64_t)US}, &ascii);
    CHECK_HAS(p.text.data, "  us            900000    900020");   /* six digits still stand */
    put_away(&p);
    draw(&p, HEAD("1") "drivers:\n" DEVICE("a", "5", "[900001us]", "200ns", "run: 600ns"),
         (struct rpt_timeline_options){.width = 80, .from_at = 900001 * (uint64_t)US,
                                       .until_at = 900002 * (uint64_t)US}, &ascii);
    CHECK_HAS(p.text.data, "ns after 0.900 001 000 s");
    CHECK_HAS(p.text.data, "ISR a");
    put_away(&p);
}

TEST(processors_have_headings_and_threads_rows_of_their_own)
{
    struct picture p;

    /* Both threads run at once; low is ready while high runs on its processor, then goes on. */
    draw(&p, HEAD("2") "threads:\n"
         "  low: {priority: 8, processors: [0], steps: [run: 30us]}\n"
         "  high: {priority: 9, processors: [0], arrivals: {at: [10us]}, steps: [run: 20us]}\n"
         "  other: {priority: 8, processors: [1], steps: [run: 10us, wait: 20us, run: 10us]}\n",
         (struct rpt_timeline_options){.width = 80}, &ascii);
    CHECK_HAS(p.text.data,
              "  processor 0\n"
              "  0  low        llllllllll                    llllllllllllllllllll\n"
              "  0  high                 hhhhhhhhhhhhhhhhhhhh\n"
              "  processor 1\n"
              "  0  other      oooooooooo                    oooooooooo\n"
              "  low waits               --------------------\n");
    CHECK_HAS(p.text.data, "  other blocked           ::::::::::::::::::::\n");
    CHECK_HAS(p.text.data, "-=ready, no processor");
    put_away(&p);
}

TEST(what_takes_no_time_is_seen_and_the_longest_of_a_column_wins)
{
    struct picture p;

    /* 1 ms in 64 columns of 20 us: a's ISR of 1 us is seen; of two DPCs in a column the longer. */
    draw(&p, HEAD("1") "drivers:\n" DEVICE("a", "5", "[100us]", "1us", "run: 2us")
         DEVICE("b", "6", "[105us]", "1us", "run: 9us") DEVICE("z", "7", "[990us]", "1us",
                                                              "run: 9us"),
         (struct rpt_timeline_options){.width = 80, .until_at = 1 * MS}, &ascii);
    CHECK_INT(p.t.column_ns, ==, 20 * US);
    CHECK_HAS(p.text.data, "  5  ISR a           a\n");
    CHECK_HAS(p.text.data, "  2  DPC             b                                           z\n");
    CHECK_HAS(p.text.data, "however briefly");
    put_away(&p);
}

TEST(a_wait_that_never_ends_is_drawn_to_the_end)
{
    struct picture p;

    /* The callback takes no time before it waits for itself; nothing else happens in 1 s. */
    draw(&p, HEAD("1") "drivers:\n  d:\n    framework: wdm\n    events: {done: notification}\n"
         "    work_items: {self: {callback: Work, queue: DelayedWorkQueue}}\n"
         "    sources: {go: {arrivals: {at: [0ms]}, steps: [IoQueueWorkItem: self]}}\n"
         "    callbacks: {Work: [KeWaitForSingleObject: done]}\n",
         (struct rpt_timeline_options){.width = 80}, &ascii);
    CHECK_INT(p.t.until_at, ==, 1 * (uint64_t)S);
    CHECK_HAS(p.text.data, "  d blocked     ::::::::::::::::::::::::::::::::::::::::::::::::::\n");
    put_away(&p);
}

TEST(names_are_as_short_as_they_can_be_and_letters_are_not_shared)
{
    struct picture p;

    draw(&p, HEAD("1") "drivers:\n  nic:\n    framework: wdm\n    dpcs: {rx: {callback: Rx}, "
         "rest: {callback: Rest}}\n    sources: {go: {arrivals: {at: [1us]}, steps: "
         "[KeInsertQueueDpc: rx, KeInsertQueueDpc: rest]}}\n"
         "    callbacks: {Rx: [run: 5us], Rest: [run: 5us]}\n",
         (struct rpt_timeline_options){.width = 80}, &ascii);
    CHECK_INT(p.t.thing_count, ==, 2);
    /* rx leaves the queue at once; rest, which waits, is seen first and has the letter r */
    CHECK(strcmp(p.t.things[0].name, "rest") == 0 && p.t.things[0].letter == 'r');
    CHECK(strcmp(p.t.things[1].name, "rx") == 0 && p.t.things[1].letter == 'x');
    CHECK_HAS(p.text.data, "r=nic.rest x=nic.rx");
    put_away(&p);
}

TEST(an_svg_holds_every_bar_with_a_title_and_escapes_what_it_must)
{
    struct picture p;
    struct sim_text svg;
    const char *at;
    uint32_t bars = 0, rects = 0;

    draw(&p, lesson, (struct rpt_timeline_options){.width = 80}, &ascii);
    sim_text_init(&svg);
    rpt_svg_timeline(&svg, &p.t, &(struct rpt_svg_timeline_options){.title = "<5> & \"6\""});
    for (uint32_t i = 0; i < p.t.row_count; i++) {
        bars += p.t.rows[i].bar_count;
    }
    for (at = strstr(svg.data, "<g><rect"); at != NULL; at = strstr(at + 1, "<g><rect")) {
        rects++;
    }
    CHECK_INT(bars, ==, 10);   /* 3 ISRs, 5 pieces of DPCs, 2 waits */
    CHECK_INT(rects, ==, bars);
    CHECK_HAS(svg.data, "&lt;5&gt; &amp; &quot;6&quot;");
    CHECK_HAS(svg.data, "c.line waits, 0.000 025 000 s, 70 us");
    sim_text_deinit(&svg);
    put_away(&p);
}

TESTS(ENTRY(lesson_5_is_drawn_as_its_screen_says),
      ENTRY(no_line_is_wider_than_asked_for_and_columns_grow_instead),
      ENTRY(a_terminal_that_can_gets_dots_and_lines_and_the_same_width),
      ENTRY(a_window_far_from_zero_counts_from_its_begin),
      ENTRY(processors_have_headings_and_threads_rows_of_their_own),
      ENTRY(what_takes_no_time_is_seen_and_the_longest_of_a_column_wins),
      ENTRY(a_wait_that_never_ends_is_drawn_to_the_end),
      ENTRY(names_are_as_short_as_they_can_be_and_letters_are_not_shared),
      ENTRY(an_svg_holds_every_bar_with_a_title_and_escapes_what_it_must))
