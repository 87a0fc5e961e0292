/*
 * The report of a run: exact text, at most 80 columns.
 */
#include "reports/render/run.h"

#include "reports/render/headline.h"
#include "reports/render/view.h"
#include "tests/reports/render/flagship.h"
#include "tests/reports/render/screen.h"

static struct flagship flagship;
static const struct rpt_view view = {.store = "./wtsim.db"};

static const struct mdl_answer_finding stop_finding = {
    .code = "F001", .rule = "V4 W172", .severity = "stop", .object = "toy.line.dpc",
    .object_kind = "DPC", .place = "dpc-waits.yaml:18:9",
    .step = "KeWaitForSingleObject: {event: ready, timeout: 5ms}", .at_ns = 15000,
    .occurrences = 1, .replications = 1, .bug_check = 0xB8, .message = "a DPC tries to wait"};

static const struct mdl_episode knot = {
    .kind = "deadlock", .object = "pool.delayed", .object_kind = "pool", .begin_ns = 3000000,
    .overdue_ns = 3000000, .end_ns = 2000000000, .victims = 3, .culprit = "",
    .sentence = "three work items wait for three others that no worker is left to run\n"
                "parent #1 waits for event done_1, which only child #1 sets\n"
                "all 3 workers are held by parent #1, parent #2, parent #3\n"
                "... which closes the circle (W150)\n"
                "2.000 000 s: a rescue thread takes child #1 (W26)"};

TEST(a_failed_run_says_because_of_whom)
{
    struct sim_text text;
    struct flagship *s = &flagship;

    sim_text_init(&text);
    flagship_init(s);
    rpt_run_print(&text, &s->answer, &view);
    CHECK_WIDTH(text.data, 80);
    CHECK_TEXT(text.data,
               "FAIL  1 in 8 requests of nic.rx takes longer than 5 ms (p99 311 ms), because\n"
               "      indexer.scan occupies the worker threads.\n"
               "\n"
               "long-work-item   Windows 7, x64, 2 processors; Delayed queue: 7 threads\n"
               "                 2 replications of 10 s from seed 2026, all of it measured\n"
               "\n"
               "WAITED                 count      p50     p99  [95 % interval]     max\n"
               "nic.refill    call       200  5.00 us  310 ms  [279, 341]       451 ms\n"
               "nic.rx        request  1,000  42.9 us  311 ms  [280, 342]       451 ms\n"
               "indexer.scan  call        64  54.3 ms  341 ms  [307, 375]       389 ms\n"
               "\n"
               "WHY nic.refill WAITED                              of the mean  worst 1.2 %\n"
               "                                                       20.0 ms       250 ms\n"
               "no worker free: indexer.ScanWorkItem blocked            80.0 %       75.0 %\n"
               "no worker free: nic.EvtRefill computing                  1.5 %        0.0 %\n"
               "concurrency limit: indexer.ScanWorkItem computing       18.0 %       25.0 %\n"
               "everything else                                          0.5 %        0.0 %\n"
               "\n"
               "STARVED  nic.refill  1 episode in each replication, 450 ms long; 20 calls\n"
               "         (10.0 %) waited over 100 ms. First at 2.000 s.\n"
               "BUSY     idle 91.14 %   threads 7.51 %   DPCs 1.12 %   ISRs 0.23 %\n"
               "         Starved with the processors idle: the queue is the bottleneck.\n"
               "\n"
               "EXPECT   fail  nic.rx.request_latency.p99 < 5ms  311 ms [297, 328]\n"
               "         fail  nic.refill.starved == 0           broken in 2 of 2\n"
               "         pass  bug_check == none                 0 of 2 (95 %: under 77.6 %)\n"
               "ASSUMED  pool.delayed.threads 7 (W22: observed)                          matters\n"
               "         costs.interrupt 0.5us, costs.dpc 0.3us (K7)                       0.1 %\n"
               "\n"
               "run 1 in ./wtsim.db, fingerprint 7c1e 90ab 55d2 e013; 1.0 M events in 400 ms\n");
    sim_text_deinit(&text);
}

TEST(a_stop_names_the_bug_check_and_the_step)
{
    struct sim_text text;
    struct flagship *s = &flagship;

    sim_text_init(&text);
    flagship_init(s);
    s->finding = stop_finding;
    s->answer.findings = &s->finding;
    s->answer.finding_count = 1;
    s->answer.is_random = false;
    s->answer.completed = 0;
    s->answer.stopped = 1;
    s->answer.planned = 1;
    s->answer.series_count = 0;
    s->answer.charge_count = 0;
    s->answer.verdict_count = 1;
    s->answer.verdicts = &s->verdicts[2];
    s->verdicts[2].verdict = "fail";
    s->verdicts[2].violations = 1;
    s->answer.assumption_count = 0;
    rpt_run_print(&text, &s->answer, &view);
    CHECK_WIDTH(text.data, 80);
    CHECK_TEXT(text.data,
               "STOP  0xB8 ATTEMPTED_SWITCH_FROM_DPC at 15.0 us, toy.line.dpc: a DPC tries to\n"
               "      wait.\n"
               "\n"
               "long-work-item   Windows 7, x64, 2 processors; Delayed queue: 7 threads\n"
               "                 nothing is random: one replication of 10 s, all figures exact;\n"
               "                 all of it measured\n"
               "\n"
               "STOP     toy.line.dpc: a DPC tries to wait (F001)                        V4 W172\n"
               "         first at 0.000 015 000 s\n"
               "         Windows stops here: 0xB8 ATTEMPTED_SWITCH_FROM_DPC (0x0, 0x0, 0x0, 0x0)\n"
               "         dpc-waits.yaml:18:9  KeWaitForSingleObject: {event: ready, timeout:\n"
               "           5ms}\n"
               "         Legal instead: a time-out of 0 (a poll, T21), or wait in a work item\n"
               "         (W2).\n"
               "\n"
               "EXPECT   fail  bug_check == none\n"
               "\n"
               "run 1 in ./wtsim.db, fingerprint 7c1e 90ab 55d2 e013; 1.0 M events in 400 ms\n");
    sim_text_deinit(&text);
}

TEST(a_deadlock_is_told_as_a_chain)
{
    struct sim_text text;
    struct flagship *s = &flagship;

    sim_text_init(&text);
    flagship_init(s);
    s->episodes[0] = knot;
    s->answer.episode_count = 1;
    s->answer.verdict_count = 0;
    s->answer.is_random = false;
    s->answer.replication_count = 1;
    s->answer.completed = 1;
    s->answer.charge_count = 0;
    rpt_run_print(&text, &s->answer, &view);
    CHECK_WIDTH(text.data, 80);
    CHECK_TEXT(text.data,
               "FAIL  deadlock: three work items wait for three others that no worker is left to\n"
               "      run. Windows 7 breaks it after 2.00 s by adding a thread.\n"
               "\n"
               "long-work-item   Windows 7, x64, 2 processors; Delayed queue: 7 threads\n"
               "                 nothing is random: one replication of 10 s, all figures exact;\n"
               "                 all of it measured\n"
               "\n"
               "WAITED                 count      p50     p99     max\n"
               "nic.refill    call       200  5.00 us  310 ms  451 ms\n"
               "nic.rx        request  1,000  42.9 us  311 ms  451 ms\n"
               "indexer.scan  call        64  54.3 ms  341 ms  389 ms\n"
               "\n"
               "DEADLOCK  closed at 0.003 000 s\n"
               "   three work items wait for three others that no worker is left to run\n"
               "   parent #1 waits for event done_1, which only child #1 sets\n"
               "   all 3 workers are held by parent #1, parent #2, parent #3\n"
               "   ... which closes the circle                                              W150\n"
               "RESCUE    2.000 000 s: a rescue thread takes child #1                        W26\n"
               "          2.00 s after it closed: Windows looks once a second and adds a thread\n"
               "          when items waited at the look before and none was taken since.\n"
               "STARVED  nic.refill  20 calls (10.0 %) waited over 100 ms.\n"
               "BUSY     idle 91.14 %   threads 7.51 %   DPCs 1.12 %   ISRs 0.23 %\n"
               "         Starved with the processors idle: the queue is the bottleneck.\n"
               "\n"
               "ASSUMED  pool.delayed.threads 7 (W22: observed)                          matters\n"
               "         costs.interrupt 0.5us, costs.dpc 0.3us (K7)                       0.1 %\n"
               "\n"
               "run 1 in ./wtsim.db, fingerprint 7c1e 90ab 55d2 e013; 1.0 M events in 400 ms\n");
    sim_text_deinit(&text);
}

/* A sentence that begins with a number is none of the instants of a rescue. */
TEST(a_chain_that_begins_with_a_number_is_no_rescue)
{
    struct sim_text text;
    struct flagship *s = &flagship;
    struct mdl_episode numbered = {
        .kind = "deadlock", .object = "pool.delayed", .object_kind = "pool", .overdue_ns = MS,
        .end_ns = UINT64_MAX, .culprit = "",
        .sentence = "21 work items wait for others\nall are held"};

    sim_text_init(&text);
    flagship_init(s);
    s->answer.episodes = &numbered;
    s->answer.episode_count = 1;
    rpt_run_print(&text, &s->answer, &view);
    CHECK(strstr(text.data, "   21 work items wait for others\n   all are held\n") != NULL);
    CHECK(strstr(text.data, "RESCUE ") == NULL);
    sim_text_deinit(&text);
}

TEST(an_undecided_run_shows_estimate_and_budget)
{
    struct sim_text text;
    struct flagship *s = &flagship;

    sim_text_init(&text);
    flagship_init(s);
    s->verdicts[0].verdict = "undecided";
    s->verdicts[0].value = 134.0 * MS;
    s->verdicts[0].low = 130.0 * MS;
    s->verdicts[0].high = 137.0 * MS;
    s->verdicts[0].bound = 131.0 * MS;
    s->verdicts[0].text = "nic.rx.request_latency.p99 < 131ms";
    s->answer.verdict_count = 1;
    s->answer.completed = 20;
    s->answer.series_count = 0;
    s->answer.charge_count = 0;
    s->answer.assumption_count = 0;
    rpt_run_print(&text, &s->answer, &view);
    CHECK_WIDTH(text.data, 80);
    CHECK_TEXT(text.data,
               "UNDECIDED  nic.rx.request_latency.p99 may or may not be below 131 ms.\n"
               "\n"
               "   estimate 134 ms [130, 137]\n"
               "\n"
               "               [===========*========]\n"
               "                  ^ budget 131 ms\n"
               "   126         130         134         138         142 ms\n"
               "\n"
               "20 replications are too few for a budget this close. With the spread seen here\n"
               "about 40 would decide. Two ways on:\n"
               "   --replications 40      a fixed number, chosen now               under 1 s\n"
               "   --until decided        up to 200, at most 7 looks               about 4 s\n"
               "Do not repeat the first way until it says what you hope: each new look at\n"
               "growing data adds an error of its own. --until accounts for that.\n"
               "\n"
               "long-work-item   Windows 7, x64, 2 processors; Delayed queue: 7 threads\n"
               "                 20 replications of 10 s from seed 2026, all of it measured\n"
               "\n"
               "EXPECT   undecided  nic.rx.request_latency.p99 < 131ms  134 ms [130, 137]\n"
               "\n"
               "run 1 in ./wtsim.db, fingerprint 7c1e 90ab 55d2 e013; 1.0 M events in 400 ms\n");
    sim_text_deinit(&text);
}

/* An undecided verdict whose replications were looked at as they grew. */
static void by_looks(struct flagship *s, struct mdl_look *looks, uint32_t count)
{
    flagship_init(s);
    s->verdicts[0].text = "nic.rx.request_latency.p99 < 131ms";
    s->verdicts[0].value = 134.0 * MS;
    s->verdicts[0].low = 130.0 * MS;
    s->verdicts[0].high = 138.0 * MS;
    s->verdicts[0].bound = 131.0 * MS;
    s->answer.verdict_count = 1;
    s->answer.series_count = s->answer.charge_count = s->answer.assumption_count = 0;
    s->answer.planned = 200;
    s->answer.completed = looks[count - 1].replications;
    s->answer.looks = looks;
    s->answer.look_count = count;
    s->answer.looks_planned = 7;
}

static bool shows(const struct sim_text *text, const char *lines)
{
    return strstr(text->data, lines) != NULL;
}

TEST(looks_are_shown_with_what_each_of_them_saw)
{
    struct mdl_look looks[] = {
        {1, 20, 0, 134.0 * MS, 128.0 * MS, 139.0 * MS, NAN, "undecided"},
        {2, 30, 0, 133.0 * MS, 128.0 * MS, 138.0 * MS, NAN, "undecided"},
        {3, 45, 0, 134.0 * MS, 130.0 * MS, 138.0 * MS, NAN, "undecided"},
        {4, 68, 0, 134.0 * MS, 131.0 * MS, HUGE_VAL, NAN, "fail"}};
    struct flagship *s = &flagship;
    struct sim_text text;

    sim_text_init(&text);
    by_looks(s, looks, 4);
    s->answer.stop_rule = "decided";
    s->answer.confidence = 1 - 0.05 / 7;
    s->answer.precision = NAN;
    s->verdicts[0].verdict = "fail";
    rpt_run_print(&text, &s->answer, &view);
    CHECK_WIDTH(text.data, 80);
    CHECK(shows(&text,
                      "      look   replications   estimate and 99.3 % interval\n"
                      "       1          20        134 ms [128, 139]              undecided\n"
                      "       2          30        133 ms [128, 138]              undecided\n"
                      "       3          45        134 ms [130, 138]              undecided\n"
                      "       4          68        134 ms [131, -)                fail\n"
                      "      Seven looks were planned, each at 99.3 %, so that the verdict as a "
                      "whole\n"
                      "      is wrong in about 5 of 100 experiments.\n\n"));
    sim_text_deinit(&text);
}

/* Known to 5 %: the longer side is at most 0.05 / 1.05 = 4.76 % of the figure. The one look says
 * nothing, and the bound stays open: 45 x (4 / 3)^2 x 1.1 = 88 would decide it. */
TEST(a_precision_that_was_not_reached_is_undecided)
{
    struct mdl_look looks[] = {{1, 45, 0, 134.0 * MS, NAN, NAN, HUGE_VAL, "undecided"},
                               {1, 45, 1, NAN, NAN, NAN, NAN, "pass"}};
    struct flagship *s = &flagship;
    struct sim_text text;

    sim_text_init(&text);
    by_looks(s, looks, 2);
    s->answer.stop_rule = "precision";
    s->answer.confidence = 0.95;
    s->answer.precision = 0.05;
    s->answer.looks_planned = 1;
    s->verdicts[0].verdict = "undecided";
    s->verdicts[0].text = "nic.rx.request_latency.p99 known to 5%";
    s->verdicts[0].bound = NAN;
    s->verdicts[0].reason = "asked 5 %, reached none";
    rpt_run_print(&text, &s->answer, &view);
    CHECK_WIDTH(text.data, 80);
    CHECK(shows(&text,
                      "UNDECIDED  the precision of nic.rx.request_latency.p99 was not reached: "
                      "asked\n"
                      "           5 %, reached none.\n\n"
                      "      look   replications   estimate and 95 % interval\n"
                      "       1          45        134 ms                         not known\n"
                      "      One look was planned, until the figure is known to 5 %: the longer "
                      "side of\n"
                      "      its interval at most 4.76 % of it.\n\n"));
    CHECK_INT(rpt_headline_exit(&s->answer), ==, 2);
    sim_text_deinit(&text);
}

/* 200 were planned: (4 / 3)^2 x 200 x 1.1 = 392 would decide; twice that leaves room for looks. */
TEST(looks_that_are_used_up_are_not_simply_continued)
{
    struct mdl_look looks[] = {
        {1, 200, 0, 134.0 * MS, 130.0 * MS, 138.0 * MS, NAN, "undecided"}};
    struct flagship *s = &flagship;
    struct sim_text text;

    sim_text_init(&text);
    by_looks(s, looks, 1);
    s->answer.stop_rule = "decided";
    s->answer.confidence = 0.99;
    s->answer.precision = NAN;
    s->verdicts[0].verdict = "undecided";
    rpt_run_print(&text, &s->answer, &view);
    CHECK_WIDTH(text.data, 80);
    CHECK(shows(&text,
                 "200 replications were the most that was planned. With the spread seen here "
                 "about\n392 would decide: --set run.max=784, planned anew from another "
                 "--seed.\n"));
    CHECK(!shows(&text, "--replications"));
    sim_text_deinit(&text);
}

TEST(a_deterministic_run_shows_no_interval)
{
    struct sim_text text;
    struct flagship *s = &flagship;

    sim_text_init(&text);
    flagship_init(s);
    s->answer.is_random = false;
    s->answer.verdict_count = 0;
    s->answer.completed = 1;
    s->answer.replication_count = 1;
    s->answer.charge_count = 0;
    s->answer.episode_count = 0;
    s->answer.run_id = 0;
    s->answer.series_count = SCAN + 1;
    rpt_run_print(&text, &s->answer, &view);
    CHECK_WIDTH(text.data, 80);
    CHECK_TEXT(text.data,
               "long-work-item: 99 of 100 requests of nic.rx finish within 311 ms.\n"
               "\n"
               "long-work-item   Windows 7, x64, 2 processors; Delayed queue: 7 threads\n"
               "                 nothing is random: one replication of 10 s, all figures exact;\n"
               "                 all of it measured\n"
               "\n"
               "WAITED                 count      p50     p99     max\n"
               "nic.refill    call       200  5.00 us  310 ms  451 ms\n"
               "nic.rx        request  1,000  42.9 us  311 ms  451 ms\n"
               "indexer.scan  call        64  54.3 ms  341 ms  389 ms\n"
               "\n"
               "ASSUMED  pool.delayed.threads 7 (W22: observed)                          matters\n"
               "         costs.interrupt 0.5us, costs.dpc 0.3us (K7)                       0.1 %\n"
               "\n"
               "not stored, fingerprint 7c1e 90ab 55d2 e013; 1.0 M events in 400 ms\n");
    sim_text_deinit(&text);
}

TEST(a_lower_bound_is_promised_to_nobody)
{
    struct sim_text text;
    struct flagship *s = &flagship;

    sim_text_init(&text);
    flagship_init(s);
    s->answer.verdict_count = 0;
    s->series[REQUEST].waiting = 3;
    s->series[REQUEST].waiting_max = 1.32 * MS;
    s->estimates[REQUEST][1] = (struct mdl_estimate){
        .statistic = "p99", .value = 578000, .low = 502000, .high = HUGE_VAL, .n = 2,
        .method = "share", .note = "censored"};
    rpt_run_print(&text, &s->answer, &view);
    CHECK_HAS(text.data, "at least 1 in 100 requests of nic.rx takes 578 us or longer; 3\n"
                         "  still wait at the end. Starved: nic.refill.\n");
    CHECK_HAS(text.data, ">= 578 us  [502, -)");
    CHECK_HAS(text.data, "nic.rx: 3 still wait at the end, the oldest for 1.32 ms.\n"
                         ">= takes what still waits at its age so far; the interval holds");
    CHECK_LACKS(text.data, "99 of 100");
    sim_text_clear(&text);
    s->estimates[REQUEST][1].high = 831000; /* closed, whatever becomes of the three */
    rpt_run_print(&text, &s->answer, &view);
    CHECK_HAS(text.data, "99 of 100 requests of nic.rx finish within 831 us (the upper\n"
                         "  limit); 3 still wait at the end. Starved: nic.refill.\n");
    CHECK_HAS(text.data, ">= 578 us  [502, 831]");
    sim_text_deinit(&text);
}

TEST(equal_only_means_exact)
{
    struct sim_text text;
    struct flagship *s = &flagship;
    uint32_t bucket = sim_histogram_index(453000);

    sim_text_init(&text);
    flagship_init(s);
    s->estimates[REQUEST][1] = flagship_estimate("p99", 311.0 * MS, 311.0 * MS, 311.0 * MS);
    s->outcomes[REQUEST][0].p99 = s->outcomes[REQUEST][1].p99 = 311.0 * MS;
    /* both limits in one bucket, but not the replications: 451 to 455 us is known */
    s->estimates[SCAN][1] = flagship_estimate("p99", 453000, 453000, 453000);
    s->outcomes[SCAN][0].p99 = 453000;
    s->estimates[REFILL][1] = flagship_estimate("p99", 5000, NAN, NAN);
    s->estimates[REFILL][1].method = "none";
    s->estimates[REFILL][1].note = "censored; from 4 observations";
    CHECK_INT(sim_histogram_bucket_low(bucket), ==, 450560);   /* 2^18 x (1 + 46 / 64) */
    CHECK_INT(sim_histogram_bucket_high(bucket), ==, 454656);  /* 2^18 x (1 + 47 / 64) */
    rpt_run_print(&text, &s->answer, &view);
    CHECK_WIDTH(text.data, 80);
    CHECK_HAS(text.data, " 311 ms  in each of 2 ");
    CHECK_HAS(text.data, " 453 us  [451, 455] ");
    CHECK_HAS(text.data, ">= 5.00 us  from 4 observations ");
    CHECK_LACKS(text.data, " = ");
    sim_text_deinit(&text);
}

TEST(a_request_that_is_slow_by_itself_blames_nobody_else)
{
    struct sim_text text;
    struct flagship *s = &flagship;

    sim_text_init(&text);
    flagship_init(s);
    /* 100 runs of 1 s: 100 s / 1,000 requests = 100 ms each; in the tail a call waited
       1,000 ms / 4 = 250 ms for indexer.scan: 250 > 100, then 3 x 100 > 250 */
    flagship_durations(s, STARVED, "nic.refill", "work item", "run", "run", 100, 1e9, 1e9, 1e9);
    s->estimates[STARVED][0] = flagship_estimate("mean", 1e9, NAN, NAN);
    rpt_run_print(&text, &s->answer, &view);
    CHECK_HAS(text.data, "because\n      indexer.scan occupies the worker threads.");
    sim_text_clear(&text);
    s->estimates[STARVED][0].value = 3e9;
    rpt_run_print(&text, &s->answer, &view);
    CHECK_HAS(text.data, "; the largest\n      part is its own: the callbacks of nic take "
                         "300 ms per request.");
    sim_text_deinit(&text);
}

TEST(a_report_names_three_that_starved_and_show_names_all)
{
    static const char *const objects[] = {"a.one", "b.two", "c.three"};
    struct rpt_view all = view;
    struct sim_text text;
    struct flagship *s = &flagship;

    sim_text_init(&text);
    flagship_init(s);
    for (int i = 0; i < 3; i++) {
        flagship_plain(s, IDLE + i, objects[i], "work item", "starved", "count", "call", 3 - i);
    }
    rpt_run_print(&text, &s->answer, &view);
    CHECK_HAS(text.data, "         1 more: wtsim show tells who\n");
    CHECK_LACKS(text.data, "c.three");
    sim_text_clear(&text);
    all.all = true;
    rpt_run_print(&text, &s->answer, &all);
    CHECK_LACKS(text.data, "wtsim show");
    CHECK_HAS(text.data, "         c.three  2 calls waited over 100 ms.\n"); /* 1 in each of 2 */
    sim_text_deinit(&text);
}

TESTS(ENTRY(a_failed_run_says_because_of_whom),
      ENTRY(a_stop_names_the_bug_check_and_the_step),
      ENTRY(a_deadlock_is_told_as_a_chain),
      ENTRY(a_chain_that_begins_with_a_number_is_no_rescue),
      ENTRY(an_undecided_run_shows_estimate_and_budget),
      ENTRY(looks_are_shown_with_what_each_of_them_saw),
      ENTRY(a_precision_that_was_not_reached_is_undecided),
      ENTRY(looks_that_are_used_up_are_not_simply_continued),
      ENTRY(a_deterministic_run_shows_no_interval),
      ENTRY(a_lower_bound_is_promised_to_nobody), ENTRY(equal_only_means_exact),
      ENTRY(a_request_that_is_slow_by_itself_blames_nobody_else),
      ENTRY(a_report_names_three_that_starved_and_show_names_all))
