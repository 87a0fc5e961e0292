/*
 * Which figures are compared.
 *
 * The family is chosen from the questions, never from the results, because the correction for
 * many rows is only honest for rows that were chosen before looking.
 */
#include "reports/compare/rows.h"

#include <string.h>

#include "model/run/answer.h"
#include "reports/compare/compare.h"
#include "reports/compare/inputs.h"
#include "sim/base/arena.h"

static bool is_text(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

static bool is_duration(const struct mdl_series *s)
{
    return is_text(s->shape, "duration");
}

/* ---- finding ---- */

static const struct mdl_series *find_series(const struct mdl_answer *a, const struct mdl_series *s)
{
    for (uint32_t i = 0; i < a->series_count; i++) {
        const struct mdl_series *other = &a->series[i];

        if (is_text(other->measure, s->measure) && is_text(other->object, s->object) &&
            is_text(other->phase, s->phase) && is_text(other->sample_of, s->sample_of)) {
            return other;
        }
    }
    return NULL;
}

/* The part of text after 'prefix' when it begins with it and a component ends there. */
static const char *after(const char *text, const char *prefix)
{
    size_t length = strlen(prefix);

    if (strncmp(text, prefix, length) != 0 || strchr(".@", text[length]) == NULL) {
        return NULL; /* strchr finds the terminating zero too: the end is fine */
    }
    return text + length + (text[length] == '.');
}

static bool is_statistic(const struct mdl_series *s, const char *text)
{
    static const char *const known[] = {"mean", "p50", "p90", "p99", "p99.9",
                                        "min",  "max", "count", "zero", NULL};

    if (is_text(s->shape, "count") && is_text(text, "rate")) {
        return true;
    }
    if (!is_duration(s)) {
        return is_text(text, "mean") || is_text(text, "max");
    }
    for (int i = 0; known[i] != NULL; i++) {
        if (is_text(known[i], text)) {
            return true;
        }
    }
    return false;
}

/* Does this series carry the figure of that name? The statistic is copied without its phase. */
static bool is_named(const struct mdl_series *s, const char *name, char ret_statistic[16])
{
    const char *measure = after(name, s->object);
    const char *statistic = measure == NULL ? NULL : after(measure, s->measure);
    size_t length = statistic == NULL ? 0 : strcspn(statistic, "@");

    if (statistic == NULL || length >= 16) {
        return false;
    }
    if (!is_text(s->phase, statistic[length] == '@' ? statistic + length + 1 : "all")) {
        return false;
    }
    memcpy(ret_statistic, statistic, length);
    ret_statistic[length] = '\0';
    if (length == 0 || (is_text(s->shape, "count") && is_text(ret_statistic, "count"))) {
        memcpy(ret_statistic, "mean", 5); /* of a count per run */
        return true;
    }
    return is_statistic(s, ret_statistic);
}

/* The statistic as a string that outlives everything. */
static const char *constant(const char *statistic)
{
    static const char *const known[] = {"p50", "p90",   "p99",  "p99.9", "min",
                                        "max", "count", "zero", "rate"};

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (is_text(known[i], statistic)) {
            return known[i];
        }
    }
    return "mean";
}

static const struct mdl_series *find_named(const struct mdl_answer *a, const char *name,
                                           const char **ret_statistic)
{
    char statistic[16];

    for (uint32_t i = 0; i < a->series_count; i++) {
        if (is_named(&a->series[i], name, statistic)) {
            *ret_statistic = constant(statistic);
            return &a->series[i];
        }
    }
    return NULL;
}

bool rpt_rows_find(const struct mdl_answer *base, const struct mdl_answer *changed,
                   const char *name, struct rpt_rows_item *ret_item)
{
    struct rpt_rows_item item = {0};

    item.base = find_named(base, name, &item.statistic);
    item.changed = find_named(changed, name, &item.statistic);
    if (item.base == NULL && item.changed == NULL) {
        return false;
    }
    *ret_item = item;
    return true;
}

/* ---- adding ---- */

static void add_item(struct rpt_rows *rows, struct rpt_rows_item item)
{
    for (uint32_t i = 0; i < rows->count; i++) {
        struct rpt_rows_item *known = &rows->items[i];

        if (known->base == item.base && known->changed == item.changed &&
            is_text(known->statistic, item.statistic)) {
            known->is_named = known->is_named || item.is_named;
            return;
        }
    }
    if (rows->count == rows->capacity) {
        struct rpt_rows_item *wider =
            sim_arena_array(rows->arena, 2 * (size_t)rows->capacity + 16, sizeof *wider);

        if (rows->count > 0) {
            memcpy(wider, rows->items, rows->count * sizeof *wider);
        }
        rows->items = wider;
        rows->capacity = 2 * rows->capacity + 16;
    }
    rows->items[rows->count++] = item;
}

/* The same figure of both runs, whichever run the series was found in. */
static void add_pair(struct rpt_rows *rows, const struct mdl_series *s, const char *statistic,
                     struct rpt_rows_item item)
{
    item.base = find_series(rows->base, s);
    item.changed = find_series(rows->changed, s);
    item.statistic = statistic;
    add_item(rows, item);
}

/* ---- the rows of one object ---- */

static void add_usual(struct rpt_rows *rows, const struct mdl_series *s)
{
    static const char *const request[] = {"mean", "p50", "p99", "p99.9", NULL};
    struct rpt_rows_item item = {0};

    if (!is_text(s->phase, "all")) {
        return;
    }
    if (is_text(s->measure, "request_latency")) {
        for (int i = 0; request[i] != NULL; i++) {
            add_pair(rows, s, request[i], item);
        }
    } else if (is_text(s->measure, "queue_latency")) {
        add_pair(rows, s, "p99", item);
    } else if (is_text(s->measure, "response") || is_text(s->measure, "starved") ||
               is_text(s->measure, "coalesced")) {
        add_pair(rows, s, "mean", item);
    }
}

static void add_object(struct rpt_rows *rows, const char *object)
{
    const struct mdl_answer *sides[] = {rows->base, rows->changed};

    for (int side = 0; side < 2; side++) {
        for (uint32_t i = 0; i < sides[side]->series_count; i++) {
            if (is_text(sides[side]->series[i].object, object)) {
                add_usual(rows, &sides[side]->series[i]);
            }
        }
    }
}

/* ---- the family ---- */

/* 'nic.rx.request_latency.p99' of 'nic.rx.request_latency.p99 < 5ms'. */
static const char *expectation_name(struct sim_arena *arena, const char *text)
{
    return sim_arena_copy(arena, text, strcspn(text, " \t<>=!"));
}

static void add_named(struct rpt_rows *rows, const struct mdl_answer *a)
{
    for (uint32_t i = 0; i < a->verdict_count; i++) {
        const char *name = expectation_name(rows->arena, a->verdicts[i].text);
        struct rpt_rows_item item;

        if (rpt_rows_find(rows->base, rows->changed, name, &item)) {
            item.is_named = true;
            add_item(rows, item);
            add_object(rows, item.base != NULL ? item.base->object : item.changed->object);
        }
    }
}

static void add_touched(struct rpt_rows *rows, const struct mdl_answer *a,
                        const struct rpt_compare_input *inputs, uint32_t input_count)
{
    for (uint32_t i = 0; i < a->series_count; i++) {
        if (rpt_inputs_touch(inputs, input_count, a->series[i].object)) {
            add_usual(rows, &a->series[i]);
        }
    }
}

static void add_default(struct rpt_rows *rows, const struct mdl_answer *a)
{
    struct rpt_rows_item item = {0};

    for (uint32_t i = 0; i < a->series_count; i++) {
        const struct mdl_series *s = &a->series[i];

        if (!is_text(s->phase, "all")) {
            continue;
        }
        if (is_text(s->measure, "request_latency")) {
            add_pair(rows, s, "p50", item);
            add_pair(rows, s, "p99", item);
        } else if (is_text(s->measure, "queue_latency") && is_text(s->kind, "work item")) {
            add_pair(rows, s, "p99", item);
        } else if (is_text(s->measure, "starved")) {
            add_pair(rows, s, "mean", item);
        }
    }
}

static bool is_idle_count(const struct mdl_series *s)
{
    for (uint32_t i = 0; s != NULL && i < s->outcome_count; i++) {
        if (s->outcomes[i].total != 0) {
            return false;
        }
    }
    return s == NULL || !is_duration(s);
}

/* A count that is 0 in every replication of both runs says nothing, unless it was asked for. */
static void drop_idle(struct rpt_rows *rows)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < rows->count; i++) {
        const struct rpt_rows_item *item = &rows->items[i];

        if (item->is_named || !is_idle_count(item->base) || !is_idle_count(item->changed)) {
            rows->items[kept++] = *item;
        }
    }
    rows->count = kept;
}

static void add_prices(struct rpt_rows *rows, const struct mdl_answer *a)
{
    struct rpt_rows_item item = {.is_price = true};

    for (uint32_t i = 0; i < a->series_count; i++) {
        if (is_text(a->series[i].measure, "threads") && is_text(a->series[i].phase, "all")) {
            add_pair(rows, &a->series[i], "mean", item);
        }
    }
}

static void add_rest(struct rpt_rows *rows, const struct mdl_answer *a)
{
    static const char *const statistics[] = {"mean", "p50", "p90", "p99", "p99.9", "max", NULL};
    struct rpt_rows_item item = {.is_exploratory = true};

    for (uint32_t i = 0; i < a->series_count; i++) {
        for (int k = 0; statistics[k] != NULL && (k == 0 || is_duration(&a->series[i])); k++) {
            add_pair(rows, &a->series[i], statistics[k], item);
        }
    }
}

void rpt_rows_choose(struct rpt_rows *rows, struct sim_arena *arena, const struct mdl_answer *base,
                     const struct mdl_answer *changed, const struct rpt_compare_input *inputs,
                     uint32_t input_count, bool all)
{
    *rows = (struct rpt_rows){.arena = arena, .base = base, .changed = changed};
    add_named(rows, base);
    add_named(rows, changed);
    add_touched(rows, base, inputs, input_count);
    add_touched(rows, changed, inputs, input_count);
    drop_idle(rows);
    if (rows->count == 0) {
        add_default(rows, base);
        add_default(rows, changed);
        drop_idle(rows);
    }
    add_prices(rows, base);
    add_prices(rows, changed);
    if (all) {
        add_rest(rows, base);
        add_rest(rows, changed);
    }
}
