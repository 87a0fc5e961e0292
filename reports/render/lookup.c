/*
 * Finding things in an answer.
 */
#include "reports/render/lookup.h"

#include <math.h>
#include <string.h>

#include "model/observe/measures.h"
#include "model/run/answer.h"
#include "sim/statistics/histogram.h"

uint32_t rpt_lookup_series(const struct mdl_answer *answer, const char *object,
                           const char *measure)
{
    for (uint32_t i = 0; i < answer->series_count; i++) {
        const struct mdl_series *series = &answer->series[i];

        if (strcmp(series->object, object) == 0 && strcmp(series->measure, measure) == 0
            && strcmp(series->phase, "all") == 0) {
            return i;
        }
    }
    return RPT_LOOKUP_NONE;
}

/* What follows 'object.measure' in the text, NULL when it begins otherwise. */
static const char *after_name(const struct mdl_series *series, const char *text)
{
    size_t object = strlen(series->object), measure = strlen(series->measure);

    if (strncmp(text, series->object, object) != 0 || text[object] != '.') {
        return NULL;
    }
    text += object + 1;
    if (strncmp(text, series->measure, measure) != 0) {
        return NULL;
    }
    text += measure;
    if (*text == '.') {
        return text + 1;
    }
    return *text == ' ' || *text == '\0' || strchr("<>=!@", *text) != NULL ? text : NULL;
}

uint32_t rpt_lookup_expected(const struct mdl_answer *answer, const char *text,
                             const char **ret_statistic)
{
    for (uint32_t i = 0; i < answer->series_count; i++) {
        const char *rest = after_name(&answer->series[i], text);

        if (rest != NULL && strcmp(answer->series[i].phase, "all") == 0) {
            *ret_statistic = rest;
            return i;
        }
    }
    return RPT_LOOKUP_NONE;
}

const struct mdl_estimate *rpt_lookup_estimate(const struct mdl_series *series,
                                               const char *statistic)
{
    for (uint32_t i = 0; i < series->estimate_count; i++) {
        if (strcmp(series->estimates[i].statistic, statistic) == 0) {
            return &series->estimates[i];
        }
    }
    return NULL;
}

double rpt_lookup_value(const struct mdl_series *series, const char *statistic)
{
    const struct mdl_estimate *estimate = rpt_lookup_estimate(series, statistic);

    return estimate == NULL ? NAN : estimate->value;
}

const char *rpt_lookup_unit(const struct mdl_series *series, const char *statistic)
{
    return mdl_measures_unit(series->unit, statistic);
}

uint64_t rpt_lookup_count(const struct mdl_series *series)
{
    bool is_count = strcmp(series->shape, "count") == 0;
    uint64_t count = 0;

    for (uint32_t i = 0; i < series->outcome_count; i++) {
        count += is_count ? (uint64_t)series->outcomes[i].total : series->outcomes[i].n;
    }
    return count;
}

uint64_t rpt_lookup_above(const struct mdl_series *series, double ns, uint64_t *ret_all)
{
    uint64_t above = 0, all = 0;
    uint32_t index = 0;

    for (uint32_t i = 0; i < series->bucket_count; i++) {
        index += series->gaps[i];
        all += series->counts[i];
        if ((double)sim_histogram_bucket_low(index) >= ns) {
            above += series->counts[i];
        }
    }
    *ret_all = all;
    return above;
}

const struct mdl_tail *rpt_lookup_tail(const struct mdl_answer *answer, uint32_t series)
{
    for (uint32_t i = 0; i < answer->tail_count; i++) {
        if (answer->tails[i].series == series) {
            return &answer->tails[i];
        }
    }
    return NULL;
}

const char *rpt_lookup_parameter(const struct mdl_answer *answer, const char *path)
{
    for (uint32_t i = 0; i < answer->parameter_count; i++) {
        if (strcmp(answer->parameters[i].path, path) == 0) {
            return answer->parameters[i].value;
        }
    }
    return NULL;
}

bool rpt_lookup_same_driver(const char *a, const char *b)
{
    size_t length = strcspn(a, ".");

    return strcspn(b, ".") == length && strncmp(a, b, length) == 0;
}

bool rpt_lookup_is_expected(const struct mdl_answer *answer, const char *subject)
{
    size_t length = strlen(subject);

    for (uint32_t i = 0; i < answer->verdict_count; i++) {
        const struct mdl_verdict *verdict = &answer->verdicts[i];

        if (strncmp(verdict->text, subject, length) == 0
            && strcmp(verdict->verdict, "fail") != 0) {
            return true;
        }
    }
    return false;
}

bool rpt_lookup_is_about_waiting(const struct mdl_series *series)
{
    static const char *const measures[] = {"request_latency", "queue_latency", "latency",
                                           "response", "age_at_start", "interrupt_to_dpc",
                                           "interrupt_to_process", "ready", "wait", "starved",
                                           "overdue", "waiting", "flush", "delete",
                                           "remove", "d0exit"};

    for (size_t i = 0; i < sizeof(measures) / sizeof(measures[0]); i++) {
        if (strcmp(series->measure, measures[i]) == 0) {
            return true;
        }
    }
    return false;
}

const struct mdl_verdict *rpt_lookup_symptom(const struct mdl_answer *answer)
{
    for (uint32_t i = 0; i < answer->verdict_count; i++) {
        const struct mdl_verdict *verdict = &answer->verdicts[i];
        const char *statistic;
        uint32_t named = rpt_lookup_expected(answer, verdict->text, &statistic);

        if (named != RPT_LOOKUP_NONE && strcmp(verdict->verdict, "pass") == 0
            && strchr(verdict->text, '>') != NULL && strcmp(verdict->unit, "ns") == 0
            && rpt_lookup_is_about_waiting(&answer->series[named])) {
            return verdict;
        }
    }
    return NULL;
}
