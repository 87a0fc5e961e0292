/*
 * The page of a run: every section stands, hostile text stays text, the same run gives the same
 * bytes, guidelines stand in one place only.
 */
#include "reports/html/sheet.h"

#include "sim/base/arena.h"
#include "tests/reports/render/flagship.h"
#include "tests/reports/render/screen.h"

static struct flagship flagship;

static void page_of(struct sim_text *ret_text, uint32_t runs)
{
    const struct rpt_sheet_run both[] = {{.answer = &flagship.answer, .name = "base"},
                                         {.answer = &flagship.answer, .name = "run 2"}};
    const struct rpt_sheet sheet = {.runs = both, .run_count = runs};
    struct sim_arena arena;

    sim_arena_init(&arena);
    sim_text_init(ret_text);
    rpt_sheet_print(ret_text, &arena, &sheet);
    sim_arena_deinit(&arena);
}

static uint32_t count_of(const char *text, const char *part)
{
    uint32_t count = 0;

    for (; (text = strstr(text, part)) != NULL; text++) {
        count++;
    }
    return count;
}

TEST(a_page_begins_with_the_verdict_and_has_all_that_the_answer_holds)
{
    struct sim_text text;

    flagship_init(&flagship);
    page_of(&text, 1);
    CHECK_HAS(text.data, "<strong class=\"badge\">FAIL</strong>");
    CHECK_HAS(text.data, "<dd>2 replications of 10 s from seed 2026, all of it measured</dd>");
    CHECK_HAS(text.data, "<code>nic.rx.request_latency.p99 &lt; 5ms</code>");
    CHECK_HAS(text.data, "7c1e 90ab 55d2 e013");
    CHECK_HAS(text.data, "id=\"latency\"");
    CHECK_HAS(text.data, "id=\"ledger\"");
    CHECK_HAS(text.data, "id=\"episodes\"");
    CHECK_HAS(text.data, "<pre class=\"scroll\" tabindex=\"0\">wtsim: 1\n</pre>");
    CHECK_HAS(text.data, "85.0 %, matters");
    sim_text_deinit(&text);
}

TEST(hostile_names_stay_text)
{
    struct sim_text text;

    flagship_init(&flagship);
    flagship.answer.scenario_title = "</title></script><img src=x onerror=alert(1)>";
    flagship.answer.scenario_text = "# </pre><script>alert(2)</script>\n";
    flagship.charges[0].culprit = "\"><svg onload=alert(3)>";
    flagship.verdicts[0].text = "<b onclick='alert(4)'>";
    page_of(&text, 1);
    CHECK_LACKS(text.data, "<img");
    CHECK_LACKS(text.data, "<svg onload");
    CHECK_LACKS(text.data, "<b onclick");
    CHECK_INT(count_of(text.data, "<script"), ==, count_of(text.data, "</script>"));
    CHECK_LACKS(text.data, "<script>alert");
    sim_text_deinit(&text);
}

TEST(the_same_run_gives_the_same_bytes_whenever_it_was_executed)
{
    struct sim_text one, two;

    flagship_init(&flagship);
    page_of(&one, 1);
    flagship.answer.executed_at = "2027-01-01T00:00:00Z";
    flagship.answer.wall_ms = 7;
    flagship.answer.jobs = 64;
    page_of(&two, 1);
    CHECK_TEXT(one.data, two.data);
    sim_text_deinit(&one);
    sim_text_deinit(&two);
}

/* 3,920,000 us of nic.refill's 4,000,000 us are charged to indexer.ScanWorkItem: 98 %. */
TEST(the_map_charges_a_culprit_with_its_share_of_the_wait)
{
    struct sim_text text;

    flagship_init(&flagship);
    page_of(&text, 1);
    CHECK_HAS(text.data, "<td class=\"heat hot\" style=\"--v:98%\">98.0 %</td>");
    CHECK_HAS(text.data, "</i> <span class=\"dim\">indexer.</span><br/>ScanWorkItem</th>");
    sim_text_deinit(&text);
}

/* Without an ISR or a DPC nothing is said about how long they should run. */
TEST(guidelines_stand_beside_run_times_only)
{
    struct sim_text text;

    flagship_init(&flagship);
    page_of(&text, 1);
    CHECK_LACKS(text.data, "25 us");
    CHECK_LACKS(text.data, "guideline");
    flagship.series[SCAN].kind = "DPC";
    flagship.series[SCAN].measure = "run";
    sim_text_deinit(&text);
    page_of(&text, 1);
    CHECK_HAS(text.data, "DPC 100 us");
    CHECK_HAS(text.data, "Source: Guidelines for Writing DPC Routines");
    sim_text_deinit(&text);
}

TEST(what_still_waits_leaves_its_curve_open)
{
    struct sim_text text;

    flagship_init(&flagship);
    page_of(&text, 1);
    CHECK_LACKS(text.data, "open: some never ended");
    sim_text_deinit(&text);
    flagship.gaps[0] = 100;                      /* 100 in one bucket, 100 in the next but two */
    flagship.gaps[1] = 3;
    flagship.counts[0] = flagship.counts[1] = 100;
    flagship.series[REFILL].gaps = flagship.gaps;
    flagship.series[REFILL].counts = flagship.counts;
    flagship.series[REFILL].bucket_count = 2;
    flagship.series[REFILL].waiting = 20;        /* of 200: beyond 90 % nothing is sure */
    flagship.series[REFILL].waiting_max = 5e9;
    page_of(&text, 1);
    CHECK_HAS(text.data, "open: some never ended");
    CHECK_HAS(text.data, "20 still wait at the end, the oldest for 5.00 s");
    sim_text_deinit(&text);
}

TEST(two_runs_stand_side_by_side_with_what_changed)
{
    struct sim_text text;

    flagship_init(&flagship);
    page_of(&text, 2);
    CHECK_HAS(text.data, "id=\"changes\"");
    CHECK_HAS(text.data, "run 2 against base");
    CHECK_HAS(text.data, "<h3 class=\"who\">base</h3>");
    CHECK_HAS(text.data, "The same text.");
    sim_text_deinit(&text);
    page_of(&text, 1);
    CHECK_LACKS(text.data, "id=\"changes\"");
    sim_text_deinit(&text);
}

TESTS(ENTRY(a_page_begins_with_the_verdict_and_has_all_that_the_answer_holds),
      ENTRY(hostile_names_stay_text),
      ENTRY(the_same_run_gives_the_same_bytes_whenever_it_was_executed),
      ENTRY(the_map_charges_a_culprit_with_its_share_of_the_wait),
      ENTRY(guidelines_stand_beside_run_times_only),
      ENTRY(what_still_waits_leaves_its_curve_open),
      ENTRY(two_runs_stand_side_by_side_with_what_changed))
