/*
 * --fail-on: a gate on one figure of a comparison.
 *
 * A row says its change in the way that reads best (percent, times less, difference); here all of
 * them become one scale: relative to the base, or the plain difference.
 */
#include "reports/cli/fail_on.h"

#include <math.h>
#include <string.h>

#include "reports/compare/compare.h"

struct span {
    double low, high;                 /* of the change; equal when it is exact */
    bool known;
};

/* Digits with a point; moves the text on. Exact for what people type: at most 15 digits. */
static bool read_decimal(const char **text, double *ret_value)
{
    double value = 0, scale = 1;
    unsigned digits = 0;
    bool point = false;

    for (; (**text >= '0' && **text <= '9') || (**text == '.' && !point); (*text)++) {
        if (**text == '.') {
            point = true;
            continue;
        }
        value = 10 * value + (**text - '0');
        scale *= point ? 10 : 1;
        digits++;
    }
    *ret_value = value / scale;
    return digits > 0 && digits <= 15;
}

/* What follows the number: percent, a unit of time, or nothing. */
static bool read_unit(const char *unit, struct cli_fail_on *fail_on)
{
    static const struct { const char *name; double ns; } units[] = {
        {"ns", 1}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}, {"", 1}};

    unit += strspn(unit, " ");
    if (strcmp(unit, "%") == 0) {
        fail_on->relative = true;
        fail_on->limit /= 100;
        return true;
    }
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        if (strcmp(unit, units[i].name) == 0) {
            fail_on->limit *= units[i].ns;
            return true;
        }
    }
    return false;
}

bool cli_fail_on_parse(const char *text, struct cli_fail_on *ret_fail_on)
{
    struct cli_fail_on fail_on = {.text = text};
    size_t name = strcspn(text, " <>");
    const char *at = text + name;
    bool negative;

    at += strspn(at, " ");
    if (name == 0 || name >= sizeof(fail_on.metric) || (*at != '<' && *at != '>')) {
        return false;
    }
    memcpy(fail_on.metric, text, name);
    fail_on.above = *at++ == '>';
    at += strspn(at, " ");
    negative = *at == '-';
    at += *at == '-' || *at == '+' ? 1 : 0;
    if (!read_decimal(&at, &fail_on.limit) || !read_unit(at, &fail_on)) {
        return false;
    }
    fail_on.limit = negative ? -fail_on.limit : fail_on.limit;
    *ret_fail_on = fail_on;
    return true;
}

/* Both names of a figure: 'nic.refill.starved' and 'nic.refill.starved.mean'. */
static bool is_named(const struct rpt_compare_row *row, const char *metric)
{
    size_t length = strlen(row->name);

    return strcmp(row->name, metric) == 0
           || (strncmp(row->name, metric, length) == 0 && metric[length] == '.'
               && strcmp(metric + length + 1, row->statistic) == 0);
}

/* A change relative to the base (new / base - 1) from the scale that the row uses. */
static double relative_of(const struct rpt_compare_row *row, double change)
{
    switch (row->scale) {
    case RPT_COMPARE_PERCENT: return change;
    case RPT_COMPARE_LESS: return isinf(change) || change <= 0 ? -1 : 1 / change - 1;
    case RPT_COMPARE_MORE: return change - 1;
    default: return row->base == 0 ? (change > 0 ? HUGE_VAL : change < 0 ? -HUGE_VAL : 0)
                                   : change / row->base;
    }
}

static struct span span_of(const struct rpt_compare_row *row, bool relative)
{
    double low = row->low, high = row->high, scale = relative ? 1 : row->base;
    struct span span = {.known = true};

    if (row->mark == RPT_COMPARE_IDENTICAL) {
        return span;
    }
    if (row->is_exact || row->in_every_pair) {
        low = high = row->change;
    } else if (isnan(low) || isnan(high)) {
        return (struct span){0};
    }
    if (!relative && row->scale == RPT_COMPARE_DIFFERENCE) {
        return (struct span){low, high, true};
    }
    if (row->scale == RPT_COMPARE_LESS) {   /* more times less is a smaller change */
        span.low = relative_of(row, high) * scale;
        span.high = low <= 0 ? HUGE_VAL : relative_of(row, low) * scale;
        return span;
    }
    span.low = relative_of(row, low) * scale;
    span.high = relative_of(row, high) * scale;
    return span;
}

enum cli_fail_on_answer cli_fail_on_judge(const struct cli_fail_on *fail_on,
                                          const struct rpt_compare *compare)
{
    for (uint32_t i = 0; i < compare->row_count; i++) {
        const struct rpt_compare_row *row = &compare->rows[i];
        struct span span;

        if (!is_named(row, fail_on->metric)) {
            continue;
        }
        if (row->mark == RPT_COMPARE_INCOMPARABLE) {
            return CLI_FAIL_ON_INCOMPARABLE;
        }
        span = span_of(row, fail_on->relative);
        if (!span.known) {
            return CLI_FAIL_ON_UNCLEAR;
        }
        if (fail_on->above ? span.low > fail_on->limit : span.high < fail_on->limit) {
            return CLI_FAIL_ON_YES;
        }
        if (fail_on->above ? span.high <= fail_on->limit : span.low >= fail_on->limit) {
            return CLI_FAIL_ON_NO;
        }
        return CLI_FAIL_ON_UNCLEAR;
    }
    return CLI_FAIL_ON_NO_SUCH_METRIC;
}
