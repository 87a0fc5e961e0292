/*
 * Whose fault, at length and in brief.
 */
#include "reports/render/why.h"

#include <string.h>

#include "reports/render/brief.h"
#include "reports/render/view.h"
#include "tests/reports/render/flagship.h"
#include "tests/reports/render/screen.h"

static struct flagship flagship;
static const struct rpt_view view = {.store = "./wtsim.db"};

TEST(a_brief_failure_is_verdict_cause_and_figure)
{
    struct sim_text text;
    struct flagship *s = &flagship;

    sim_text_init(&text);
    flagship_init(s);
    rpt_brief_print(&text, &s->answer, &view);
    CHECK_WIDTH(text.data, 80);
    CHECK_TEXT(text.data,
               "FAIL  1 in 8 requests of nic.rx takes longer than 5 ms (p99 311 ms), because\n"
               "      indexer.scan occupies the worker threads.\n"
               "nic.rx.request_latency  p50 42.9 us   p99 311 ms [280, 342]\n"
               "(99 of 100 requests are faster than the p99; [..] is its 95 % interval over 2\n"
               "independent replications)\n");
    sim_text_deinit(&text);
}

TEST(a_brief_pass_says_how_long_and_who_starves)
{
    struct sim_text text;
    struct flagship *s = &flagship;

    sim_text_init(&text);
    flagship_init(s);
    s->answer.verdicts = &s->verdicts[2];
    s->answer.verdict_count = 1;
    s->answer.series_count = STARVED;
    rpt_brief_print(&text, &s->answer, &view);
    CHECK_WIDTH(text.data, 80);
    CHECK_TEXT(text.data,
               "PASS  99 of 100 requests of nic.rx finish within 311 ms. Nobody starves.\n"
               "nic.rx.request_latency  p50 42.9 us   p99 311 ms [280, 342]\n"
               "(99 of 100 requests are faster than the p99; [..] is its 95 % interval over 2\n"
               "independent replications)\n");
    sim_text_deinit(&text);
}

/* A scenario that shows a case expects that somebody waits long: that passes, and the report says
   because of whom. */
TEST(a_pass_that_expects_a_long_wait_says_because_of_whom)
{
    struct sim_text text;
    struct flagship *s = &flagship;

    sim_text_init(&text);
    flagship_init(s);
    s->verdicts[0].text = "nic.rx.request_latency.p99 > 5ms";
    s->verdicts[0].verdict = "pass";
    s->answer.verdict_count = 1;
    rpt_brief_print(&text, &s->answer, &view);
    CHECK_WIDTH(text.data, 80);
    CHECK(strstr(text.data, "PASS  nic.rx.request_latency.p99 is 311 ms as expected, because "
                            "indexer.scan\n      occupies the worker threads.\n") != NULL);
    sim_text_deinit(&text);
}

/* Nothing is expected, so nothing passes or fails: that somebody starves is said all the same. */
TEST(a_run_without_expectations_says_who_starves)
{
    struct sim_text text;
    struct flagship *s = &flagship;

    sim_text_init(&text);
    flagship_init(s);
    s->answer.verdict_count = 0;
    rpt_brief_print(&text, &s->answer, &view);
    CHECK_WIDTH(text.data, 80);
    CHECK(strstr(text.data, "nic.rx finish within 311 ms. Starved:\n  nic.refill.\n") != NULL);
    sim_text_deinit(&text);
}

TEST(why_adds_up_parts_and_tells_the_story)
{
    struct sim_text text;
    struct flagship *s = &flagship;

    sim_text_init(&text);
    flagship_init(s);
    rpt_why_print(&text, &s->answer, REFILL, NULL, &view);
    CHECK_WIDTH(text.data, 80);
    CHECK_TEXT(text.data,
               "nic.refill: 200 calls waited 20.0 ms on average, 250 ms in the worst 1.2 % (over\n"
               "268 ms).\n"
               "\n"
               "WHAT THEY WAITED FOR, AND WHO HELD IT                mean  worst 1.2 %  longest\n"
               "no worker free (every worker holds an item)        81.5 %       75.0 %\n"
               "  indexer.ScanWorkItem   blocked                   80.0 %       75.0 %\n"
               "  nic.EvtRefill          computing                  1.5 %        0.0 %\n"
               "concurrency limit (as many items run as may run)   18.0 %       25.0 %\n"
               "  indexer.ScanWorkItem   computing                 18.0 %       25.0 %\n"
               "ready, not running (given to a worker)              0.5 %        0.0 %\n"
               "  overhead                                          0.5 %        0.0 %\n"
               "total, to the nanosecond                          20.0 ms       250 ms   451 ms\n"
               "\n"
               "Shares tell who held what was waited for. They do not tell what a fix would\n"
               "bring: others may take the place.\n"
               "\n"
               "THE WORST CALL   replication 1, began at 2.001 707 s, waited 451 ms         rule\n"
               " 2.000 000  KickDpc queues scan #1 to #8.                                    W11\n"
               " 2.001 707  nic's DPC enqueues refill. Five workers are idle, but 2 of\n"
               "            2 items are running: refill must wait.                           W16\n"
               " 2.452 832  EvtRefill enters.\n");
    sim_text_deinit(&text);
}

/* What has no story of its own is told by the longest wait meanwhile, of half its length or more;
   one in another replication, or that began before, is none. */
TEST(a_worst_without_a_story_is_told_by_what_waited_meanwhile)
{
    struct flagship *s = &flagship;
    struct mdl_worst worsts[4];
    struct sim_text text;

    flagship_init(s);
    worsts[0] = worsts[1] = worsts[2] = worsts[3] = s->worst;
    worsts[0].line_count = 0;                                   /* 451 ms from 2.001 707 s */
    worsts[1].replication++;
    worsts[2].started_at_ns--;
    worsts[3].series = SCAN;
    worsts[3].wait_ns = worsts[0].wait_ns / 2 - 1;
    s->answer.worsts = worsts;
    s->answer.worst_count = 4;
    sim_text_init(&text);
    rpt_why_print(&text, &s->answer, REFILL, NULL, &view);
    CHECK(strstr(text.data, "THE WORST CALL   replication 1, began at 2.001 707 s, waited 451 ms\n")
          != NULL);
    CHECK(strstr(text.data, "KickDpc") == NULL);
    worsts[3].wait_ns++;
    sim_text_clear(&text);
    rpt_why_print(&text, &s->answer, REFILL, NULL, &view);
    CHECK_WIDTH(text.data, 80);
    CHECK(strstr(text.data,
                 "waited 451 ms         rule\n"
                 "Meanwhile a call of indexer.scan waited 226 ms:\n"
                 " 2.000 000  KickDpc queues scan #1 to #8.   ") != NULL);
    sim_text_deinit(&text);
}

TEST(two_that_share_a_callback_are_named)
{
    struct sim_text text;
    struct flagship *s = &flagship;

    sim_text_init(&text);
    flagship_init(s);
    s->charges[2].culprit = "indexer.ScanWorkItem";
    s->charges[2].culprit_object = "indexer.index";
    s->charges[2].state = "blocked";
    rpt_why_print(&text, &s->answer, REFILL, NULL, &view);
    CHECK_WIDTH(text.data, 80);
    CHECK_HAS(text.data, "  indexer.ScanWorkItem (scan) blocked              80.0 %");
    CHECK_HAS(text.data, "  indexer.ScanWorkItem (index) blocked              1.5 %");
    CHECK_LACKS(text.data, "  indexer.ScanWorkItem   blocked");
    sim_text_deinit(&text);
}

TEST(why_in_brief_names_parts_and_holders)
{
    struct sim_text text;
    struct flagship *s = &flagship;

    sim_text_init(&text);
    flagship_init(s);
    rpt_why_brief(&text, &s->answer, REFILL, &view);
    CHECK_WIDTH(text.data, 80);
    CHECK_TEXT(text.data,
               "81.5 %  no worker free     indexer.scan held 98.2 % of it\n"
               "18.0 %  concurrency limit  indexer.scan held 100 % of it\n"
               " 0.5 %  everything else\n");
    sim_text_deinit(&text);
}

TEST(an_object_without_a_ledger_leads_to_its_driver)
{
    struct sim_text text;
    struct flagship *s = &flagship;

    sim_text_init(&text);
    flagship_init(s);
    rpt_why_print(&text, &s->answer, rpt_why_victim(&s->answer, "nic.rx"), "nic.rx", &view);
    CHECK_WIDTH(text.data, 80);
    CHECK_TEXT(text.data,
               "nic.rx itself has no ledger; of its driver, nic.refill waited most.\n"
               "nic.refill: 200 calls waited 20.0 ms on average, 250 ms in the worst 1.2 % (over\n"
               "268 ms).\n"
               "\n"
               "WHAT THEY WAITED FOR, AND WHO HELD IT                mean  worst 1.2 %  longest\n"
               "no worker free (every worker holds an item)        81.5 %       75.0 %\n"
               "  indexer.ScanWorkItem   blocked                   80.0 %       75.0 %\n"
               "  nic.EvtRefill          computing                  1.5 %        0.0 %\n"
               "concurrency limit (as many items run as may run)   18.0 %       25.0 %\n"
               "  indexer.ScanWorkItem   computing                 18.0 %       25.0 %\n"
               "ready, not running (given to a worker)              0.5 %        0.0 %\n"
               "  overhead                                          0.5 %        0.0 %\n"
               "total, to the nanosecond                          20.0 ms       250 ms   451 ms\n"
               "\n"
               "Shares tell who held what was waited for. They do not tell what a fix would\n"
               "bring: others may take the place.\n"
               "\n"
               "THE WORST CALL   replication 1, began at 2.001 707 s, waited 451 ms         rule\n"
               " 2.000 000  KickDpc queues scan #1 to #8.                                    W11\n"
               " 2.001 707  nic's DPC enqueues refill. Five workers are idle, but 2 of\n"
               "            2 items are running: refill must wait.                           W16\n"
               " 2.452 832  EvtRefill enters.\n");
    sim_text_deinit(&text);
}

TEST(the_worst_victim_is_what_an_unmet_expectation_names)
{
    flagship_init(&flagship);
    CHECK_INT(rpt_why_victim(&flagship.answer, NULL), ==, REFILL);
    CHECK_INT(rpt_why_victim(&flagship.answer, "nic.refill"), ==, REFILL);
    CHECK_INT(rpt_why_victim(&flagship.answer, "nic.refill.queue_latency"), ==, REFILL);
    CHECK_INT(rpt_why_victim(&flagship.answer, "gpu.vsync"), ==, UINT32_MAX);
}

TESTS(ENTRY(a_brief_failure_is_verdict_cause_and_figure),
      ENTRY(a_brief_pass_says_how_long_and_who_starves),
      ENTRY(a_pass_that_expects_a_long_wait_says_because_of_whom),
      ENTRY(a_run_without_expectations_says_who_starves),
      ENTRY(why_adds_up_parts_and_tells_the_story),
      ENTRY(a_worst_without_a_story_is_told_by_what_waited_meanwhile),
      ENTRY(two_that_share_a_callback_are_named),
      ENTRY(why_in_brief_names_parts_and_holders),
      ENTRY(an_object_without_a_ledger_leads_to_its_driver),
      ENTRY(the_worst_victim_is_what_an_unmet_expectation_names))
