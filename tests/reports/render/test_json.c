/*
 * The stable form for programs: exact numbers, nothing of the wall clock unless asked for.
 */
#include "reports/render/json.h"

#include "reports/render/csv.h"
#include "tests/reports/render/flagship.h"
#include "tests/reports/render/screen.h"

static struct flagship flagship;

static void json_of(const struct rpt_json_options *options, struct sim_text *ret_text)
{
    sim_text_init(ret_text);
    rpt_json_answer(ret_text, &flagship.answer, options);
}

/* Brackets outside strings are balanced, and every ',' is followed by something. */
static bool is_balanced(const char *at)
{
    int depth = 0;

    for (bool quoted = false; *at != '\0'; at++) {
        if (quoted) {
            at += *at == '\\' ? 1 : 0;
            quoted = *at != '"';
            continue;
        }
        quoted = *at == '"';
        depth += *at == '{' || *at == '[' ? 1 : *at == '}' || *at == ']' ? -1 : 0;
        if (*at == ',' && (at[1] == '}' || at[1] == ']' || at[1] == ',')) {
            return false;
        }
    }
    return depth == 0;
}

TEST(a_metric_is_named_by_path_measure_and_statistic)
{
    struct sim_text text;

    flagship_init(&flagship);
    json_of(NULL, &text);
    CHECK(is_balanced(text.data));
    CHECK_HAS(text.data, "\"wtsim\": \"0.1.0\",\n");
    CHECK_HAS(text.data, "\"scenario\": \"long-work-item\",\n");
    CHECK_HAS(text.data, "\"seed\": 2026,\n");
    CHECK_HAS(text.data, "\"replications\": 2,\n");
    CHECK_HAS(text.data, "\"fingerprint\": \"7c1e90ab55d2e013\",\n");
    CHECK_HAS(text.data, "\"nic.rx.request_latency.p99\": {\"value\": 311000000, \"unit\": "
                         "\"ns\", \"ci_low\": 279900000, \"ci_high\": 342100000, ");
    CHECK_HAS(text.data, "\"processor.0.idle.mean\": {\"value\": 0.9114, \"unit\": \"share\", "
                         "\"ci_low\": null, \"ci_high\": null, ");
    sim_text_deinit(&text);
}

TEST(ledger_cells_are_whole_nanoseconds)
{
    struct sim_text text;

    flagship_init(&flagship);
    flagship.charges[0].ns = UINT64_C(9007199254740993);   /* 2^53 + 1: no double holds it */
    json_of(NULL, &text);
    CHECK_HAS(text.data, "\"state\": \"running\", \"ns\": 9007199254740993, \"observations\": 3");
    sim_text_deinit(&text);
}

TEST(an_open_limit_is_null_beside_a_known_one)
{
    struct sim_text text;

    flagship_init(&flagship);
    flagship.estimates[REQUEST][1].high = HUGE_VAL;
    json_of(NULL, &text);
    CHECK_HAS(text.data, "\"ci_low\": 279900000, \"ci_high\": null");
    CHECK_LACKS(text.data, "inf");
    CHECK_LACKS(text.data, "nan");
    sim_text_deinit(&text);
}

TEST(the_wall_clock_appears_only_when_asked_for)
{
    const struct rpt_json_options timed = {.timing = true};
    struct sim_text text;

    flagship_init(&flagship);
    json_of(NULL, &text);
    CHECK_LACKS(text.data, "wall_ms");
    CHECK_LACKS(text.data, "gcc");
    sim_text_deinit(&text);
    json_of(&timed, &text);
    CHECK(is_balanced(text.data));
    CHECK_HAS(text.data, "\"wall_ms\": 400,\n");
    sim_text_deinit(&text);
}

TEST(observations_are_listed_by_series)
{
    static const uint64_t values[] = {5000, 0, 451125870};
    const struct rpt_json_options options = {.observations = true};
    struct sim_text text;

    flagship_init(&flagship);
    for (uint32_t i = 0; i < flagship.answer.series_count; i++) {
        struct mdl_series *series = &flagship.answer.series[i];

        if (strcmp(series->object, "nic.refill") == 0 &&
            strcmp(series->measure, "queue_latency") == 0) {
            series->observations = values;
            series->observation_count = 3;
        }
    }
    json_of(&options, &text);
    CHECK(is_balanced(text.data));
    CHECK_HAS(text.data, "\"nic.refill.queue_latency\": [5000, 0, 451125870]");
    sim_text_deinit(&text);
}

TEST(text_of_a_scenario_is_escaped)
{
    struct sim_text text;

    flagship_init(&flagship);
    flagship.answer.scenario_title = "a \"quote\"\n\\ and {";
    json_of(NULL, &text);
    CHECK(is_balanced(text.data));
    CHECK_HAS(text.data, "\"title\": \"a \\\"quote\\\"\\n\\\\ and {\"");
    sim_text_deinit(&text);
}

TEST(csv_has_a_header_and_one_line_a_figure)
{
    struct sim_text text;

    flagship_init(&flagship);
    flagship.estimates[REFILL][0].note = "4 observations, above";
    sim_text_init(&text);
    rpt_csv_metrics(&text, &flagship.answer, true);
    CHECK_HAS(text.data, "scenario,name,value,unit,ci_low,ci_high,n,method,note\r\n"
                         "long-work-item,nic.refill.queue_latency.p50,5000,ns,4500,5500,2,share,"
                         "\"4 observations, above\"\r\n");
    CHECK_HAS(text.data, "\r\nlong-work-item,nic.rx.request_latency.max,451000000,ns,,,2,share,"
                         "\r\n");
    sim_text_deinit(&text);
}

TESTS(ENTRY(a_metric_is_named_by_path_measure_and_statistic),
      ENTRY(ledger_cells_are_whole_nanoseconds), ENTRY(an_open_limit_is_null_beside_a_known_one),
      ENTRY(the_wall_clock_appears_only_when_asked_for), ENTRY(observations_are_listed_by_series),
      ENTRY(text_of_a_scenario_is_escaped), ENTRY(csv_has_a_header_and_one_line_a_figure))
