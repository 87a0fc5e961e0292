/* Stopping; see the header. */
#include "scenarios/experiment/stopping.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "scenarios/language/scenario.h"
#include "scenarios/language/stopping.h"
#include "sim/base/arena.h"
#include "sim/base/check.h"

#define USUAL 0.95
#define NOTHING ((double)NAN)

void scn_stopping_init(struct scn_stopping *s, struct sim_arena *arena,
                       const struct scn_scenario *scenario, bool fixed)
{
    *s = (struct scn_stopping){.scenario = scenario, .arena = arena, .confidence = USUAL};
    if (fixed || scenario->stop_rule == SCN_STOP_FIXED) {
        return;
    }
    s->look_count = sim_looks_plan(
        scenario->replications, scenario->replications_max,
        scenario->stop_rule == SCN_STOP_DECIDED ? SIM_LOOKS_DECIDE : SIM_LOOKS_MAX, s->looks);
    if (scenario->stop_rule == SCN_STOP_DECIDED) {
        s->confidence = sim_looks_confidence(s->look_count);
    }
    s->rows = sim_arena_array(arena, (size_t)s->look_count * scenario->expectation_count,
                              sizeof *s->rows);
}

/* A figure without an interval that is decided all the same is the same in every replication. */
static double precision_of(const struct mdl_verdict *v)
{
    struct sim_interval interval = {.value = v->value, .low = v->low, .high = v->high};

    if (isnan(v->low) || isnan(v->high)) {
        return strcmp(v->verdict, "undecided") == 0 ? HUGE_VAL : 0.0;
    }
    return sim_looks_precision(interval);
}

static bool is_precise(const struct scn_stopping *s, const struct mdl_look *row)
{
    return isnan(row->precision) || row->precision <= s->scenario->precision;
}

bool scn_stopping_look(struct scn_stopping *s, const struct mdl_answer *at)
{
    bool by_precision = s->scenario->stop_rule == SCN_STOP_PRECISION;
    bool precise = true;

    SIM_ASSERT(s->taken < s->look_count);
    s->taken++;
    for (uint32_t i = 0; i < s->scenario->expectation_count; i++) {
        const struct mdl_verdict *v = &at->verdicts[i];
        struct mdl_look *row = &s->rows[s->row_count++];

        *row = (struct mdl_look){.number = s->taken, .replications = s->looks[s->taken - 1],
                                 .verdict = i, .value = v->value, .low = v->low,
                                 .high = v->high, .precision = NOTHING, .result = v->verdict};
        if (by_precision && scn_stopping_is_average(&s->scenario->expectations[i])) {
            row->precision = precision_of(v);
        }
        precise = precise && is_precise(s, row);
    }
    return s->taken == s->look_count ||
           (by_precision ? precise : strcmp(at->verdict, "undecided") != 0);
}

/* ---- the precision as an expectation -------------------------------------------------------- */

static bool is_same_figure(const struct scn_expectation *a, const struct scn_expectation *b)
{
    return strcmp(a->object, b->object) == 0 && strcmp(a->measure, b->measure) == 0 &&
           strcmp(a->statistic, b->statistic) == 0 && strcmp(a->phase, b->phase) == 0;
}

/* Figures that several expectations name are told once. */
static bool is_first(const struct scn_scenario *scenario, uint32_t index)
{
    for (uint32_t i = 0; i < index; i++) {
        if (scn_stopping_is_average(&scenario->expectations[i]) &&
            is_same_figure(&scenario->expectations[i], &scenario->expectations[index])) {
            return false;
        }
    }
    return true;
}

static const char *shortfall(const struct scn_stopping *s, const struct mdl_look *row)
{
    double asked = 100 * s->scenario->precision;

    if (row->precision == HUGE_VAL) {
        return sim_arena_print(s->arena, "asked %.3g %%, reached none", asked);
    }
    return sim_arena_print(s->arena, "asked %.3g %%, reached %.3g %%", asked,
                           100 * row->precision);
}

static struct mdl_verdict known(const struct scn_stopping *s, const struct mdl_verdict *of,
                                const struct mdl_look *row)
{
    struct mdl_verdict v = *of;
    size_t length = strcspn(of->text, " \t<>=!");
    bool precise = is_precise(s, row);

    v.text = sim_arena_print(s->arena, "%.*s known to %.3g%%", (int)length, of->text,
                             100 * s->scenario->precision);
    v.bound = NOTHING;
    v.verdict = precise ? "pass" : "undecided";
    v.reason = precise ? "" : shortfall(s, row);
    return v;
}

static void add_precisions(const struct scn_stopping *s, struct mdl_answer *answer)
{
    uint32_t count = answer->verdict_count;
    const struct mdl_look *last = s->row_count < count ? NULL : &s->rows[s->row_count - count];
    struct mdl_verdict *all = sim_arena_array(s->arena, 2 * (size_t)count, sizeof *all);

    for (uint32_t i = 0; i < count; i++) {
        all[i] = answer->verdicts[i];
    }
    for (uint32_t i = 0; i < count && last != NULL; i++) {
        if (isnan(last[i].precision) || !is_first(s->scenario, i)) {
            continue;
        }
        all[answer->verdict_count++] = known(s, &answer->verdicts[i], &last[i]);
        if (!is_precise(s, &last[i]) && strcmp(answer->verdict, "fail") != 0) {
            answer->verdict = "undecided";
        }
    }
    answer->verdicts = all;
}

void scn_stopping_fill(const struct scn_stopping *s, struct mdl_answer *answer)
{
    if (s->look_count == 0) {
        return;
    }
    answer->stop_rule = s->scenario->stop_rule == SCN_STOP_DECIDED ? "decided" : "precision";
    answer->looks_planned = s->look_count;
    answer->looks = s->rows;
    answer->look_count = s->row_count;
    if (s->scenario->stop_rule == SCN_STOP_PRECISION) {
        answer->precision = s->scenario->precision;
        add_precisions(s, answer);
    }
}
