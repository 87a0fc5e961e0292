/*
 * What is in the store: one line a run, and the same for programs.
 */
#include "reports/render/list.h"

#include "reports/render/view.h"
#include "reports/store/store.h"
#include "tests/reports/render/screen.h"

static const struct rpt_view view = {.store = "./wtsim.db"};

static const struct rpt_store_row rows[] = {
    {.run_id = 5, .label = "w16", .key = "00000000000000ab", .scenario = "long-work-item",
     .changed = "pool.delayed.threads=16", .tags = "keep, night", .planned = 20,
     .completed = 20, .is_random = true,
     .verdict = "fail", .status = "complete", .executed_at = "2026-11-20T09:05:11Z",
     .times_executed = 1, .seed = 2026, .duration_ns = 10, .model = "1", .fingerprint = "ff"},
    {.run_id = 2, .label = "own, \"quoted\"", .key = "00000000000000cd",
     .scenario = "long-work-item-own-threads-with-a-name-that-is-very-long",
     .changed = "", .tags = "",
     .planned = 20, .completed = 19, .is_random = true, .verdict = "none",
     .status = "incomplete", .executed_at = "2026-11-20T09:02:11Z", .times_executed = 2,
     .seed = 2026, .duration_ns = 10, .model = "1", .fingerprint = "ee"}};

TEST(a_run_is_a_line_and_what_was_changed_stands_below)
{
    struct sim_text text;

    sim_text_init(&text);
    rpt_list_print(&text, rows, 2, &view);
    CHECK_WIDTH(text.data, 80);
    CHECK_TEXT(text.data,
               " run  label          scenario, what --set changed     n   verdict    when, UTC\n"
               "   5  w16            long-work-item                 20   fail       11-20 09:05\n"
               "                     pool.delayed.threads=16\n"
               "                     tagged keep, night\n"
               "   2  own, \"quoted\"  long-work-item-own-thread..    19!  -          11-20 09:02\n"
               "! interrupted: fewer replications than were planned\n");
    sim_text_deinit(&text);
}

TEST(an_empty_store_says_what_to_do)
{
    struct sim_text text;

    sim_text_init(&text);
    rpt_list_print(&text, rows, 0, &view);
    CHECK_WIDTH(text.data, 80);
    CHECK_TEXT(text.data,
               "No runs yet: wtsim run FILE stores the first.\n");
    sim_text_deinit(&text);
}

TEST(the_list_for_programs_is_whole)
{
    struct sim_text text;

    sim_text_init(&text);
    rpt_list_json(&text, rows, 2);
    CHECK_HAS(text.data, "\"scenario\": \"long-work-item-own-threads-with-a-name-that-is-very-"
                         "long\"");
    CHECK_HAS(text.data, "\"label\": \"own, \\\"quoted\\\"\"");
    CHECK_HAS(text.data, "\"planned\": 20, \"completed\": 19");
    sim_text_clear(&text);
    rpt_list_csv(&text, rows, 2);
    CHECK_HAS(text.data, "2,00000000000000cd,\"own, \"\"quoted\"\"\",long-work-item-own");
    sim_text_deinit(&text);
}

TESTS(ENTRY(a_run_is_a_line_and_what_was_changed_stands_below),
      ENTRY(an_empty_store_says_what_to_do),
      ENTRY(the_list_for_programs_is_whole))
