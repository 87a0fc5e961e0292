/*
 * The stopping rule.
 *
 * Where nothing is random there is one replication, and every rule is met by it.
 */
#include "scenarios/language/stopping.h"

#include <inttypes.h>
#include <string.h>

#include "scenarios/language/diags.h"
#include "scenarios/language/view.h"
#include "sim/base/arena.h"
#include "sim/statistics/looks.h"

#define REPLICATIONS_MAX 1000000

bool scn_stopping_is_average(const struct scn_expectation *e)
{
    return e->subject == SCN_SUBJECT_METRIC && e->share_of_runs >= 1
           && strcmp(e->statistic, "max") != 0 && strcmp(e->statistic, "min") != 0
           && e->comparison != MDL_EQUAL && e->comparison != MDL_NOT_EQUAL;
}

static bool has_average(struct scn_build *b)
{
    for (uint32_t i = 0; i < b->expectations.count; i++) {
        if (scn_stopping_is_average(SCN_AT(struct scn_expectation, b->expectations, i))) {
            return true;
        }
    }
    return false;
}

/* '5%', as a share. */
static bool read_precision(struct scn_build *b, const struct scn_node *node, double *ret_share)
{
    size_t length = node->kind == SCN_TREE_SCALAR ? strlen(node->text) : 0;
    struct scn_node number = *node;

    if (length < 2 || node->text[length - 1] != '%') {
        scn_diags_add(b->diags, SCN_S_PRECISION, node->at, NULL,
                      "a precision is a share of the figure, as in 5%%");
        return false;
    }
    number.text = sim_arena_copy(b->arena, node->text, length - 1);
    if (!scn_values_real(&b->values, &number, 0.1, 50, ret_share)) {
        return false;
    }
    *ret_share /= 100;
    return true;
}

static void check_goal(struct scn_build *b, const struct scn_node *node,
                       enum scn_stop_rule rule)
{
    if (b->diags->error_count > 0) {
        return; /* an expectation with a mistake may be what is missing */
    }
    if (rule == SCN_STOP_DECIDED && b->expectations.count == 0) {
        scn_diags_add(b->diags, SCN_S_STOPPING, node->at, NULL,
                      "until what is decided? There is no expectation");
        scn_diags_hint(b->diags, "write it under 'expect:', or with --expect "
                                 "'nic.rx.request_latency.p99 < 5ms'");
    } else if (rule == SCN_STOP_PRECISION && !has_average(b)) {
        scn_diags_add(b->diags, SCN_S_STOPPING, node->at, NULL,
                      "the precision of what? No expectation names an average");
        scn_diags_hint(b->diags, "a mean, a quantile, a share or a count per run, compared with "
                                 "< or >: 'nic.rx.request_latency.p99 < 5ms'");
    }
}

/* 'none' takes back what the file says: --set run.until=none. */
static const struct scn_node *rule_node(const struct scn_view *run, enum scn_key key)
{
    const struct scn_node *node = scn_view_node(run, key);

    return node != NULL && node->kind == SCN_TREE_SCALAR && strcmp(node->text, "none") == 0
               ? NULL : node;
}

void scn_stopping_read(const struct scn_view *run)
{
    const struct scn_node *until = rule_node(run, SCN_KEY_RUN_until);
    const struct scn_node *precision = rule_node(run, SCN_KEY_RUN_precision);
    const struct scn_node *max = scn_view_node(run, SCN_KEY_RUN_max);
    struct scn_build *b = run->build;
    struct scn_scenario *s = b->scenario;
    int64_t most = SIM_LOOKS_LAST;
    uint32_t word;

    b->stopping = until != NULL ? until : precision;
    if (b->stopping == NULL && max != NULL) {
        scn_diags_add(b->diags, SCN_S_NO_EFFECT, max->at, NULL,
                      "'max' is for 'until' and 'precision'; 'replications' is a fixed number");
    }
    if (until != NULL && precision != NULL) {
        scn_diags_add(b->diags, SCN_S_LOOKS, precision->at, NULL,
                      "'until' and 'precision' are two rules; choose one");
    }
    if (until != NULL && scn_view_word(run, SCN_KEY_RUN_until, &word)) {
        s->stop_rule = SCN_STOP_DECIDED;
    } else if (precision != NULL && read_precision(b, precision, &s->precision)) {
        scn_view_record(run, SCN_KEY_RUN_precision);
        s->stop_rule = SCN_STOP_PRECISION;
    }
    if (max != NULL) {
        scn_view_whole_or(run, SCN_KEY_RUN_max, 1, REPLICATIONS_MAX, SIM_LOOKS_LAST, &most);
        b->max_written = max;
    }
    s->replications_max = (uint32_t)most;
}

/* Looks begin at 20, or where 'replications' says, if that is later. */
static void decide_looks(struct scn_build *b)
{
    struct scn_scenario *s = b->scenario;

    s->replications = s->replications < SIM_LOOKS_FIRST ? SIM_LOOKS_FIRST : s->replications;
    if (b->max_written == NULL) {
        s->replications_max = s->replications > SIM_LOOKS_LAST ? s->replications : SIM_LOOKS_LAST;
        scn_build_parameter(b, "run.max",
                            sim_arena_print(b->arena, "%" PRIu32, s->replications_max),
                            "default");
    } else if (s->replications_max < s->replications) {
        scn_diags_add(b->diags, SCN_S_LOOKS, b->max_written->at, NULL,
                      "the first look is after %" PRIu32 " replications, and %" PRIu32
                      " are the most", s->replications, s->replications_max);
        scn_diags_hint(b->diags, "looks begin at %u, or at 'replications' if that is more",
                       SIM_LOOKS_FIRST);
    }
}

void scn_stopping_decide(struct scn_build *b)
{
    if (b->stopping == NULL) {
        return;
    }
    check_goal(b, b->stopping, b->scenario->stop_rule);
    if (b->scenario->plan.is_random) {
        decide_looks(b);
    } else {
        b->scenario->stop_rule = SCN_STOP_FIXED;
    }
}
