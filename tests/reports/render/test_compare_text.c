/*
 * A comparison as people read it.
 */
#include "reports/render/compare_text.h"

#include <string.h>

#include "reports/compare/compare.h"
#include "reports/render/view.h"
#include "tests/reports/render/flagship.h"
#include "tests/reports/render/screen.h"

static struct flagship flagship;
static const struct rpt_view view = {.store = "./wtsim.db"};

#define ROW(stat, from, to) \
    .name = "nic.rx.request_latency." stat, .object = "nic.rx", .kind = "stream", \
    .measure = "request_latency", .statistic = stat, .phase = "all", .shape = "duration", \
    .unit = "ns", .better = "lower", .sample_of = "request", .n = 20, .note = "", \
    .base = from, .changed = to

static struct rpt_compare_row compared[] = {
    {ROW("p50", 42900, 40500), .scale = RPT_COMPARE_PERCENT, .change = -0.055, .low = -0.058,
     .high = -0.053, .p = 1e-9, .p_corrected = 1e-9, .correlation = 0.99,
     .variance_factor = 121, .mark = RPT_COMPARE_BETTER},
    {ROW("p99", 311e6, 107e3), .scale = RPT_COMPARE_LESS, .change = 2908, .low = 2787,
     .high = 3058, .p = 1e-9, .p_corrected = 1e-9, .correlation = NAN, .variance_factor = NAN,
     .mark = RPT_COMPARE_BETTER},
    {ROW("p99.9", 380e6, 160e3), .scale = RPT_COMPARE_LESS, .change = 2385, .low = 2273,
     .high = HUGE_VAL, .p = 0.012, .p_corrected = 0.0123, .correlation = NAN,
     .variance_factor = NAN, .mark = RPT_COMPARE_UNCLEAR},
    {.name = "nic.refill.starved", .object = "nic.refill", .kind = "work item",
     .measure = "starved", .statistic = "mean", .phase = "all", .shape = "count", .unit = "1",
     .better = "lower", .sample_of = "call", .n = 20, .note = "", .base = 849, .changed = 0,
     .scale = RPT_COMPARE_DIFFERENCE, .change = -849, .low = -890, .high = -808, .p = 1e-9,
     .p_corrected = 1e-9, .correlation = NAN, .variance_factor = NAN,
     .mark = RPT_COMPARE_BETTER},
    {.name = "machine.threads", .object = "machine", .kind = "machine", .measure = "threads",
     .statistic = "max", .phase = "all", .shape = "level", .unit = "1", .better = "neither",
     .sample_of = "time", .n = 20, .note = "", .base = 7, .changed = 15,
     .scale = RPT_COMPARE_DIFFERENCE, .change = 8, .low = NAN, .high = NAN,
     .in_every_pair = true, .p = NAN, .p_corrected = NAN, .correlation = NAN,
     .variance_factor = NAN, .mark = RPT_COMPARE_CHANGED, .is_price = true}};

static struct rpt_compare_input inputs[] = {
    {"indexer.scan.queue", "system workers", "8 threads of its own, priority 8", "file", "file"}};

static const struct rpt_compare comparison = {
    .is_paired = true, .is_random = true, .pairs = 20, .base_count = 20, .changed_count = 20,
    .alpha = 0.05, .threshold = 0.05, .family = 5, .inputs = inputs, .input_count = 1,
    .rows = compared, .row_count = 5, .stopped_p = NAN, .verdict = RPT_COMPARE_IS_BETTER,
    .refusal = "", .word = "BETTER",
    .sentence = "own-threads: p99 of nic.rx falls from 311 ms to 0.107 ms, and nothing gets "
                "worse by more than 5 %. Price: 8 more kernel threads."};

TEST(a_comparison_shows_inputs_figures_and_one_sentence)
{
    struct sim_text text;
    struct flagship *s = &flagship;

    sim_text_init(&text);
    flagship_init(s);
    static struct mdl_answer changed;
    changed = s->answer;
    changed.run_id = 2;
    changed.label = "own-threads";
    rpt_compare_text_print(&text, &comparison, &s->answer, &changed, false, &view);
    CHECK_WIDTH(text.data, 80);
    CHECK_TEXT(text.data,
               "                    base            new\n"
               "run                 1 base          2 own-threads\n"
               "indexer.scan.queue  system workers  8 threads of its own, priority 8\n"
               "all else            equal\n"
               "\n"
               "20 pairs of replications with the same arrivals and callback times.\n"
               "[ ] 95 %; differences under 5 % or 1 us count as none.\n"
               "\n"
               "                       base      new  change                        p\n"
               "nic.rx.request_latency\n"
               "  p50               42.9 us  40.5 us  -5.5 % [-5.8, -5.3]       <.001  +\n"
               "  p99                311 ms   107 us  2,908x less [2787, 3058]  <.001  +\n"
               "  p99.9              380 ms   160 us  2,385x less [2273, -)      .012  ~\n"
               "nic.refill\n"
               "  starved, per run      849        0  -849 [-890, -808]         <.001  +\n"
               "machine\n"
               "  threads, max            7       15  +8 in every pair\n"
               "\n"
               "+ better   ~ cannot tell\n"
               "p: corrected for 5 rows (Holm). Pairing made the interval of\n"
               "nic.rx.request_latency.p50 11 times narrower (correlation 0.99).\n"
               "\n"
               "BETTER  own-threads: p99 of nic.rx falls from 311 ms to 0.107 ms, and nothing\n"
               "        gets worse by more than 5 %. Price: 8 more kernel threads.\n");
    sim_text_deinit(&text);
}

TEST(one_replication_on_a_side_is_no_pair)
{
    struct sim_text text;
    struct flagship *s = &flagship;
    struct rpt_compare one = comparison;

    sim_text_init(&text);
    flagship_init(s);
    one.base_count = 20;
    one.changed_count = one.pairs = 1;
    rpt_compare_text_print(&text, &one, &s->answer, &s->answer, false, &view);
    CHECK_WIDTH(text.data, 80);
    CHECK(strstr(text.data, "20 and 1 replications: too few for pairs.\n") != NULL);
    CHECK(strstr(text.data, "pairs of replications") == NULL);
    sim_text_deinit(&text);
}

TEST(a_brief_comparison_is_the_headline_row)
{
    struct sim_text text;
    struct flagship *s = &flagship;

    sim_text_init(&text);
    flagship_init(s);
    rpt_compare_text_brief(&text, &comparison, &view);
    CHECK_WIDTH(text.data, 80);
    CHECK_TEXT(text.data,
               "better  nic.rx.request_latency.p99  311 ms -> 107 us\n"
               "        2,908x less [2787, 3058], 20 paired replications\n");
    sim_text_deinit(&text);
}

TESTS(ENTRY(a_comparison_shows_inputs_figures_and_one_sentence),
      ENTRY(one_replication_on_a_side_is_no_pair),
      ENTRY(a_brief_comparison_is_the_headline_row))
