/*
 * What was asked and how it was decided; what nobody measured.
 */
#include "reports/render/judged.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "model/run/answer.h"
#include "reports/render/cell.h"
#include "reports/render/format.h"
#include "reports/render/lookup.h"
#include "reports/render/page.h"
#include "reports/render/table.h"
#include "reports/render/view.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"
#include "sim/statistics/interval.h"

enum { INDENT = 9, ASSUMED_MAX = 6 };

/* ---- EXPECT ------------------------------------------------------------------------------- */

/* What n clean replications prove: 'under 14 %' of runs break it, at 95 %. */
static const char *proved(struct sim_arena *arena, const struct mdl_answer *answer, uint32_t clean)
{
    double confidence = answer->looks_planned > 0 ? answer->confidence : 0.95;
    struct sim_interval share = sim_interval_share(0, clean, 2 * confidence - 1);

    return sim_arena_print(arena, "0 of %" PRIu32 " (%.3g %%: under %s)", clean, 100 * confidence,
                           rpt_cell_percent(arena, share.high));
}

/* The estimate that an expectation speaks of, or NULL. */
static const struct mdl_estimate *estimate_of(const struct mdl_answer *answer, const char *text,
                                              const struct mdl_series **ret_series)
{
    const char *statistic;
    uint32_t index = rpt_lookup_expected(answer, text, &statistic);

    if (index == RPT_LOOKUP_NONE) {
        return NULL;
    }
    *ret_series = &answer->series[index];
    for (uint32_t i = 0; i < (*ret_series)->estimate_count; i++) {
        const struct mdl_estimate *estimate = &(*ret_series)->estimates[i];
        size_t length = strlen(estimate->statistic);

        if (strncmp(estimate->statistic, statistic, length) == 0
            && strchr(" <>=!", statistic[length]) != NULL) {
            return estimate;
        }
    }
    return NULL;
}

/* The figure and what stands beside it, as in the tables. */
static const char *figure(struct sim_arena *arena, const struct mdl_answer *answer,
                          const struct mdl_verdict *verdict)
{
    const struct mdl_series *series = NULL;
    const struct mdl_estimate *estimate = estimate_of(answer, verdict->text, &series);
    const char *limits;

    if (isnan(verdict->value)) {
        return "";
    }
    limits = !answer->is_random ? ""
             : estimate != NULL && !(verdict->low < verdict->high)
                 ? rpt_cell_limits(arena, series, estimate)
                 : rpt_cell_interval(arena, verdict->value, verdict->low, verdict->high,
                                     verdict->unit);
    return sim_arena_print(arena, "%s%s%s%s", rpt_cell_is_lower_bound(estimate) ? ">= " : "",
                           rpt_cell_value(arena, verdict->value, verdict->unit),
                           limits[0] == '\0' ? "" : " ", limits);
}

const char *rpt_judged_evidence(struct sim_arena *arena, const struct mdl_answer *answer,
                                const struct mdl_verdict *verdict)
{
    uint32_t runs = answer->completed + answer->stopped;

    if (strcmp(verdict->scope, "every run") != 0 || !answer->is_random) {
        return figure(arena, answer, verdict);
    }
    if (verdict->violations > 0) {
        return sim_arena_print(arena, "broken in %" PRIu32 " of %" PRIu32, verdict->violations,
                               runs);
    }
    return strcmp(verdict->verdict, "pass") == 0 ? proved(arena, answer, runs) : "";
}

static void print_reasons(struct sim_text *text, const struct mdl_answer *answer,
                          const struct rpt_view *view)
{
    for (uint32_t i = 0; i < answer->verdict_count; i++) {
        const struct mdl_verdict *verdict = &answer->verdicts[i];

        if (verdict->reason[0] == '\0' || strcmp(verdict->verdict, "pass") == 0) {
            continue;
        }
        sim_text_repeat(text, ' ', INDENT);
        sim_text_print(text, "%s: ", verdict->text);
        rpt_page_words(text, verdict->reason, INDENT + 2, rpt_view_width(view));
        rpt_page_line(text);
    }
}

void rpt_judged_expectations(struct sim_text *text, struct sim_arena *arena,
                             const struct mdl_answer *answer, const struct rpt_view *view)
{
    struct rpt_table table;

    if (answer->verdict_count == 0) {
        return;
    }
    rpt_table_init(&table, arena, "lll");
    for (uint32_t i = 0; i < answer->verdict_count; i++) {
        const struct mdl_verdict *verdict = &answer->verdicts[i];
        const char *cells[] = {sim_arena_print(arena, "%-9s%s", i == 0 ? "EXPECT" : "",
                                               verdict->verdict),
                               verdict->text, rpt_judged_evidence(arena, answer, verdict)};

        rpt_table_add(&table, cells);
    }
    rpt_table_print(&table, text, 0, rpt_view_width(view));
    print_reasons(text, answer, view);
}

/* ---- ASSUMED ------------------------------------------------------------------------------ */

/* An assumption that carried more than 1 % of a printed latency is named with 'matters'. */
static bool matters(const struct mdl_answer_assumption *assumption)
{
    return assumption->share > 0.01;
}

static void print_assumption(struct sim_text *text, struct sim_arena *arena, const char *head,
                             const char *what, double share, unsigned width)
{
    const char *weight = isnan(share)   ? ""
                         : share > 0.01 ? "matters" : rpt_cell_percent(arena, share);

    sim_text_print(text, "%-9s", head);
    rpt_page_words(text, what, INDENT, width - 10);
    rpt_page_edge(text, weight, width);
}

/* Too light to print, and known to be. */
static bool is_dust(const struct mdl_answer_assumption *assumption)
{
    return assumption->share < 0.0005;
}

/* A choice that no cost stands for: nobody can say how much of a latency it is. */
static bool is_choice(const struct mdl_answer_assumption *assumption)
{
    return isnan(assumption->share);
}

/* Choices, each with its rule. */
static const char *choices(struct sim_arena *arena, const struct mdl_answer *answer, bool *told)
{
    const char *words = "";

    for (uint32_t i = 0; i < answer->assumption_count; i++) {
        const struct mdl_answer_assumption *one = &answer->assumptions[i];

        if (!told[i] && is_choice(one)) {
            told[i] = true;
            words = sim_arena_print(arena, "%s%s%s %s (%s)", words, words[0] == '\0' ? "" : ", ",
                                    one->parameter, one->value, one->rule);
        }
    }
    return words;
}

/* Those of one rule that do not matter, in one paragraph. */
static const char *group(struct sim_arena *arena, const struct mdl_answer *answer, uint32_t first,
                         bool *told, double *ret_share)
{
    const struct mdl_answer_assumption *head = &answer->assumptions[first];
    const char *words = "";

    *ret_share = NAN;
    for (uint32_t i = first; i < answer->assumption_count; i++) {
        const struct mdl_answer_assumption *one = &answer->assumptions[i];

        if (told[i] || matters(one) || is_dust(one) || is_choice(one) ||
            strcmp(one->rule, head->rule) != 0) {
            continue;
        }
        told[i] = true;
        words = sim_arena_print(arena, "%s%s%s %s", words, words[0] == '\0' ? "" : ", ",
                                one->parameter, one->value);
        if (!(*ret_share > one->share)) {
            *ret_share = one->share;
        }
    }
    return sim_arena_print(arena, "%s (%s)", words, head->rule);
}

void rpt_judged_assumptions(struct sim_text *text, struct sim_arena *arena,
                            const struct mdl_answer *answer, const struct rpt_view *view)
{
    bool *told = sim_arena_array(arena, (size_t)answer->assumption_count + 1, sizeof(*told));
    unsigned width = rpt_view_width(view);
    const char *head = "ASSUMED";
    uint32_t dust = 0;

    for (uint32_t i = 0; i < answer->assumption_count; i++) {
        const struct mdl_answer_assumption *one = &answer->assumptions[i];

        dust += is_dust(one) ? 1 : 0;
        if (matters(one)) {
            told[i] = true;
            print_assumption(text, arena, head,
                             sim_arena_print(arena, "%s %s (%s: %s)", one->parameter, one->value,
                                             one->rule, one->confidence), one->share, width);
            head = "";
        }
    }
    for (uint32_t i = 0; i < answer->assumption_count; i++) {
        if (!told[i] && !is_dust(&answer->assumptions[i])) {
            double share = NAN;
            const char *words = is_choice(&answer->assumptions[i])
                                    ? choices(arena, answer, told)
                                    : group(arena, answer, i, told, &share);

            print_assumption(text, arena, head, words, share, width);
            head = "";
        }
    }
    if (dust > 0) {
        print_assumption(text, arena, head,
                         sim_arena_print(arena, "%" PRIu32 "%s carried next to nothing", dust,
                                         head[0] == '\0' ? " more" : " values"), NAN, width);
    }
}
