/*
 * Figures as strings of an arena.
 */
#include "reports/render/cell.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "model/run/answer.h"
#include "reports/render/format.h"
#include "reports/render/lookup.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"
#include "sim/statistics/histogram.h"

/* The text's content, kept in the arena; the text is emptied. */
static const char *keep(struct sim_arena *arena, struct sim_text *text)
{
    const char *kept = sim_arena_copy(arena, text->data, text->length);

    sim_text_deinit(text);
    return kept;
}

const char *rpt_cell_duration(struct sim_arena *arena, double ns)
{
    struct sim_text text;

    sim_text_init(&text);
    rpt_format_duration(&text, ns);
    return keep(arena, &text);
}

const char *rpt_cell_given(struct sim_arena *arena, double ns)
{
    struct sim_text text;

    sim_text_init(&text);
    rpt_format_given(&text, ns);
    return keep(arena, &text);
}

const char *rpt_cell_count(struct sim_arena *arena, uint64_t count)
{
    struct sim_text text;

    sim_text_init(&text);
    rpt_format_count(&text, count);
    return keep(arena, &text);
}

const char *rpt_cell_number(struct sim_arena *arena, double value)
{
    struct sim_text text;

    sim_text_init(&text);
    rpt_format_number(&text, value);
    return keep(arena, &text);
}

const char *rpt_cell_percent(struct sim_arena *arena, double share)
{
    struct sim_text text;

    sim_text_init(&text);
    rpt_format_percent(&text, share);
    return keep(arena, &text);
}

const char *rpt_cell_value(struct sim_arena *arena, double value, const char *unit)
{
    struct sim_text text;

    sim_text_init(&text);
    rpt_format_value(&text, value, unit);
    return keep(arena, &text);
}

const char *rpt_cell_interval(struct sim_arena *arena, double value, double low, double high,
                              const char *unit)
{
    struct sim_text text;

    sim_text_init(&text);
    rpt_format_interval(&text, value, low, high, unit);
    return keep(arena, &text);
}

const char *rpt_cell_instant(struct sim_arena *arena, uint64_t at_ns, unsigned decimals)
{
    struct sim_text text;

    sim_text_init(&text);
    rpt_format_instant(&text, at_ns, decimals);
    return keep(arena, &text);
}

bool rpt_cell_is_lower_bound(const struct mdl_estimate *estimate)
{
    return estimate != NULL && !isnan(estimate->value)
           && (strstr(estimate->note, "censored") != NULL
               || strstr(estimate->note, "lower bound") != NULL);
}

const char *rpt_cell_estimate(struct sim_arena *arena, const struct mdl_estimate *estimate,
                              const char *unit)
{
    struct sim_text text;

    if (estimate == NULL) {
        return "-";
    }
    sim_text_init(&text);
    if (rpt_cell_is_lower_bound(estimate)) {
        sim_text_add(&text, ">= ");
    }
    rpt_format_value(&text, estimate->value, unit);
    return keep(arena, &text);
}

/* The figure in one replication; NAN for statistics that are no quantile. */
static double figure_in(const struct mdl_sample *outcome, const char *statistic)
{
    return strcmp(statistic, "p50") == 0     ? outcome->p50
           : strcmp(statistic, "p90") == 0   ? outcome->p90
           : strcmp(statistic, "p99") == 0   ? outcome->p99
           : strcmp(statistic, "p99.9") == 0 ? outcome->p999 : NAN;
}

static bool is_the_same_in_each(const struct mdl_series *series,
                                const struct mdl_estimate *estimate)
{
    for (uint32_t i = 0; i < series->outcome_count; i++) {
        if (figure_in(&series->outcomes[i], estimate->statistic) != estimate->value) {
            return false;
        }
    }
    return series->outcome_count > 1;
}

/* Both limits in one bucket of the histogram: what is known is the bucket. */
static const char *limits_of_bucket(struct sim_arena *arena, const struct mdl_series *series,
                                    const struct mdl_estimate *estimate, const char *unit)
{
    uint32_t bucket;

    if (is_the_same_in_each(series, estimate)) {
        return sim_arena_print(arena, "in each of %" PRIu32, series->outcome_count);
    }
    if (strcmp(unit, "ns") != 0 || !(estimate->value >= 0) || isinf(estimate->value)) {
        return "all equal";
    }
    bucket = sim_histogram_index((uint64_t)estimate->value);
    return rpt_cell_interval(arena, estimate->value, (double)sim_histogram_bucket_low(bucket),
                             (double)sim_histogram_bucket_high(bucket), unit);
}

/* Why there is no interval, where the reason is short: what follows the last ';'. */
static const char *limits_missing(struct sim_arena *arena, const char *note)
{
    const char *last = strrchr(note, ';'), *each = strstr(note, "in each of ");
    const char *end;

    if (each != NULL) {
        return sim_arena_copy(arena, each, strcspn(each, ";"));
    }
    last = last == NULL ? note : last + 2;
    end = strstr(last, ", ");
    return strncmp(last, "from ", 5) == 0 || strncmp(last, "needs ", 6) == 0
               ? sim_arena_copy(arena, last, end == NULL ? strlen(last) : (size_t)(end - last))
               : "";
}

const char *rpt_cell_limits(struct sim_arena *arena, const struct mdl_series *series,
                            const struct mdl_estimate *estimate)
{
    const char *unit;

    if (estimate == NULL) {
        return "";
    }
    unit = rpt_lookup_unit(series, estimate->statistic);
    if (strcmp(estimate->method, "exact") == 0) {
        return isnan(estimate->value) ? "" : "=";
    }
    if (isnan(estimate->low) || isnan(estimate->high)) {
        return limits_missing(arena, estimate->note);
    }
    return estimate->low == estimate->high
               ? limits_of_bucket(arena, series, estimate, unit)
               : rpt_cell_interval(arena, estimate->value, estimate->low, estimate->high, unit);
}

const char *rpt_cell_waiting(struct sim_arena *arena, const struct mdl_series *series)
{
    const char *age = rpt_cell_duration(arena, series->waiting_max);

    return series->waiting == 1
               ? sim_arena_print(arena, "1 still waits at the end, for %s", age)
               : sim_arena_print(arena, "%s still wait at the end, the oldest for %s",
                                 rpt_cell_count(arena, series->waiting), age);
}
