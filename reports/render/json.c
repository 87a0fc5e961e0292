/*
 * The stable form for programs.
 */
#include "reports/render/json.h"

#include <inttypes.h>
#include <string.h>

#include "model/run/answer.h"
#include "reports/render/lookup.h"
#include "reports/render/member.h"
#include "sim/base/text.h"

/* 'nic.refill.queue_latency' as a key. */
static void name_key(struct sim_text *text, const char *object, const char *measure)
{
    struct sim_text name;

    sim_text_init(&name);
    sim_text_print(&name, "%s.%s", object, measure);
    rpt_member_key(text, name.data);
    sim_text_deinit(&name);
}

/* The same as a value. */
static bool is_whole(const struct mdl_series *series)
{
    return strcmp(series->phase, "all") == 0;
}

static void add_victim(struct sim_text *text, const char *key, const struct mdl_series *series)
{
    struct sim_text name;

    sim_text_init(&name);
    sim_text_print(&name, "%s.%s%s%s", series->object, series->measure,
                   is_whole(series) ? "" : "@", is_whole(series) ? "" : series->phase);
    rpt_member_string(text, key, name.data);
    sim_text_deinit(&name);
}

/* ---- sections ----------------------------------------------------------------------------- */

static void add_estimate(struct sim_text *text, const struct mdl_series *series,
                         const struct mdl_estimate *estimate)
{
    struct sim_text name;

    sim_text_init(&name);
    sim_text_print(&name, "%s.%s.%s%s%s", series->object, series->measure, estimate->statistic,
                   is_whole(series) ? "" : "@", is_whole(series) ? "" : series->phase);
    rpt_member_key(text, name.data);
    sim_text_deinit(&name);
    sim_text_add_char(text, '{');
    rpt_member_real(text, "value", estimate->value);
    rpt_member_string(text, "unit", rpt_lookup_unit(series, estimate->statistic));
    rpt_member_real(text, "ci_low", estimate->low);
    rpt_member_real(text, "ci_high", estimate->high);
    rpt_member_whole(text, "n", estimate->n);
    rpt_member_string(text, "method", estimate->method);
    if (estimate->note != NULL && estimate->note[0] != '\0') {
        rpt_member_string(text, "note", estimate->note);
    }
    sim_text_add_char(text, '}');
}

/* Exact integers that belong to a series rather than to a statistic. */
static void add_populations(struct sim_text *text, const struct mdl_answer *answer)
{
    uint32_t count = 0;

    rpt_member_key(text, "series");
    sim_text_add_char(text, '{');
    for (uint32_t i = 0; i < answer->series_count; i++) {
        const struct mdl_series *series = &answer->series[i];

        if (!is_whole(series)) {
            continue;
        }
        rpt_member_next(text, &count);
        name_key(text, series->object, series->measure);
        sim_text_add_char(text, '{');
        rpt_member_string(text, "kind", series->kind);
        rpt_member_string(text, "shape", series->shape);
        rpt_member_string(text, "sample_of", series->sample_of);
        rpt_member_whole(text, "observations", rpt_lookup_count(series));
        rpt_member_whole(text, "waiting", series->waiting);
        rpt_member_whole(text, "lost", series->lost);
        sim_text_add_char(text, '}');
    }
    rpt_member_finish(text, count, '}');
}

static void add_metrics(struct sim_text *text, const struct mdl_answer *answer)
{
    uint32_t count = 0;

    rpt_member_key(text, "metrics");
    sim_text_add_char(text, '{');
    for (uint32_t i = 0; i < answer->series_count; i++) {
        for (uint32_t k = 0; k < answer->series[i].estimate_count; k++) {
            rpt_member_next(text, &count);
            add_estimate(text, &answer->series[i], &answer->series[i].estimates[k]);
        }
    }
    rpt_member_finish(text, count, '}');
}

static void add_charge(struct sim_text *text, const struct mdl_answer *answer,
                       const struct mdl_charge *charge)
{
    sim_text_add_char(text, '{');
    add_victim(text, "victim", &answer->series[charge->series]);
    rpt_member_string(text, "population", charge->tail ? "tail" : "all");
    rpt_member_string(text, "part", charge->part);
    rpt_member_string(text, "culprit", charge->culprit);
    rpt_member_string(text, "culprit_object", charge->culprit_object);
    rpt_member_string(text, "state", charge->state);
    rpt_member_whole(text, "ns", charge->ns);
    rpt_member_whole(text, "observations", charge->observations);
    rpt_member_whole(text, "worst_ns", charge->worst_ns);
    sim_text_add_char(text, '}');
}

/* victim: RPT_LOOKUP_NONE for all of them. */
static void add_ledger(struct sim_text *text, const struct mdl_answer *answer, uint32_t victim)
{
    uint32_t count = 0;

    rpt_member_key(text, "ledger");
    sim_text_add_char(text, '[');
    for (uint32_t i = 0; i < answer->charge_count; i++) {
        if (victim == RPT_LOOKUP_NONE || answer->charges[i].series == victim) {
            rpt_member_next(text, &count);
            add_charge(text, answer, &answer->charges[i]);
        }
    }
    rpt_member_finish(text, count, ']');
}

static void add_tails(struct sim_text *text, const struct mdl_answer *answer, uint32_t victim)
{
    uint32_t count = 0;

    rpt_member_key(text, "tails");
    sim_text_add_char(text, '[');
    for (uint32_t i = 0; i < answer->tail_count; i++) {
        const struct mdl_tail *tail = &answer->tails[i];

        if (victim != RPT_LOOKUP_NONE && tail->series != victim) {
            continue;
        }
        rpt_member_next(text, &count);
        sim_text_add_char(text, '{');
        add_victim(text, "victim", &answer->series[tail->series]);
        rpt_member_real(text, "share", tail->share);
        rpt_member_whole(text, "over_ns", tail->over_ns);
        rpt_member_whole(text, "observations", tail->observations);
        rpt_member_whole(text, "total_ns", tail->total_ns);
        sim_text_add_char(text, '}');
    }
    rpt_member_finish(text, count, ']');
}

static void add_story(struct sim_text *text, const struct mdl_worst *worst)
{
    rpt_member_key(text, "story");
    sim_text_add_char(text, '[');
    for (uint32_t i = 0; i < worst->line_count; i++) {
        sim_text_add(text, i == 0 ? "{" : ", {");
        rpt_member_whole(text, "at", worst->lines[i].at_ns);
        rpt_member_string(text, "what", worst->lines[i].what);
        rpt_member_string(text, "rule", worst->lines[i].rule == NULL ? "" : worst->lines[i].rule);
        sim_text_add_char(text, '}');
    }
    sim_text_add_char(text, ']');
}

static void add_worsts(struct sim_text *text, const struct mdl_answer *answer, uint32_t victim)
{
    uint32_t count = 0;

    rpt_member_key(text, "worst");
    sim_text_add_char(text, '[');
    for (uint32_t i = 0; i < answer->worst_count; i++) {
        const struct mdl_worst *worst = &answer->worsts[i];

        if (victim != RPT_LOOKUP_NONE && worst->series != victim) {
            continue;
        }
        rpt_member_next(text, &count);
        sim_text_add_char(text, '{');
        add_victim(text, "victim", &answer->series[worst->series]);
        rpt_member_whole(text, "place", worst->place);
        rpt_member_whole(text, "replication", worst->replication);
        rpt_member_whole(text, "started_at_ns", worst->started_at_ns);
        rpt_member_whole(text, "wait_ns", worst->wait_ns);
        add_story(text, worst);
        sim_text_add_char(text, '}');
    }
    rpt_member_finish(text, count, ']');
}

static void add_finding(struct sim_text *text, const struct mdl_answer_finding *finding)
{
    sim_text_add_char(text, '{');
    rpt_member_string(text, "code", finding->code);
    rpt_member_string(text, "rule", finding->rule);
    rpt_member_string(text, "severity", finding->severity);
    rpt_member_string(text, "object", finding->object);
    rpt_member_string(text, "object_kind", finding->object_kind);
    rpt_member_string(text, "place", finding->place);
    rpt_member_string(text, "step", finding->step);
    rpt_member_whole(text, "replication", finding->replication);
    rpt_member_whole(text, "at_ns", finding->at_ns);
    rpt_member_whole(text, "occurrences", finding->occurrences);
    rpt_member_whole(text, "replications", finding->replications);
    if (finding->bug_check == 0) {
        rpt_member_string(text, "bug_check", NULL);
    } else {
        rpt_member_whole(text, "bug_check", finding->bug_check);
    }
    rpt_member_key(text, "parameters");
    sim_text_print(text, "[%" PRIu64 ", %" PRIu64 ", %" PRIu64 ", %" PRIu64 "]",
                   finding->parameters[0], finding->parameters[1], finding->parameters[2],
                   finding->parameters[3]);
    rpt_member_string(text, "message", finding->message);
    sim_text_add_char(text, '}');
}

static void add_findings(struct sim_text *text, const struct mdl_answer *answer)
{
    uint32_t count = 0;

    rpt_member_key(text, "findings");
    sim_text_add_char(text, '[');
    for (uint32_t i = 0; i < answer->finding_count; i++) {
        rpt_member_next(text, &count);
        add_finding(text, &answer->findings[i]);
    }
    rpt_member_finish(text, count, ']');
}

static void add_episodes(struct sim_text *text, const struct mdl_answer *answer)
{
    uint32_t count = 0;

    rpt_member_key(text, "episodes");
    sim_text_add_char(text, '[');
    for (uint32_t i = 0; i < answer->episode_count; i++) {
        const struct mdl_episode *episode = &answer->episodes[i];

        rpt_member_next(text, &count);
        sim_text_add_char(text, '{');
        rpt_member_whole(text, "replication", episode->replication);
        rpt_member_string(text, "kind", episode->kind);
        rpt_member_string(text, "object", episode->object);
        rpt_member_whole(text, "begin_ns", episode->begin_ns);
        rpt_member_whole(text, "overdue_ns", episode->overdue_ns);
        if (episode->end_ns == UINT64_MAX) {
            rpt_member_string(text, "end_ns", NULL);
        } else {
            rpt_member_whole(text, "end_ns", episode->end_ns);
        }
        rpt_member_whole(text, "victims", episode->victims);
        rpt_member_whole(text, "worst_ns", episode->worst_ns);
        rpt_member_string(text, "culprit", episode->culprit);
        rpt_member_string(text, "sentence", episode->sentence);
        sim_text_add_char(text, '}');
    }
    rpt_member_finish(text, count, ']');
}

static void add_verdicts(struct sim_text *text, const struct mdl_answer *answer)
{
    uint32_t count = 0;

    rpt_member_key(text, "verdicts");
    sim_text_add_char(text, '[');
    for (uint32_t i = 0; i < answer->verdict_count; i++) {
        const struct mdl_verdict *verdict = &answer->verdicts[i];

        rpt_member_next(text, &count);
        sim_text_add_char(text, '{');
        rpt_member_string(text, "text", verdict->text);
        rpt_member_string(text, "scope", verdict->scope);
        rpt_member_string(text, "verdict", verdict->verdict);
        rpt_member_real(text, "value", verdict->value);
        rpt_member_real(text, "ci_low", verdict->low);
        rpt_member_real(text, "ci_high", verdict->high);
        rpt_member_real(text, "bound", verdict->bound);
        rpt_member_string(text, "unit", verdict->unit);
        rpt_member_whole(text, "violations", verdict->violations);
        if (verdict->violations == 0) {
            rpt_member_string(text, "first_violation", NULL);
        } else {
            rpt_member_whole(text, "first_violation", verdict->first_violation);
        }
        rpt_member_string(text, "reason", verdict->reason);
        sim_text_add_char(text, '}');
    }
    rpt_member_finish(text, count, ']');
}

static void add_look(struct sim_text *text, const struct mdl_answer *answer,
                     const struct mdl_look *look)
{
    sim_text_add_char(text, '{');
    rpt_member_whole(text, "number", look->number);
    rpt_member_whole(text, "replications", look->replications);
    rpt_member_string(text, "expectation", answer->verdicts[look->verdict].text);
    rpt_member_real(text, "value", look->value);
    rpt_member_real(text, "ci_low", look->low);
    rpt_member_real(text, "ci_high", look->high);
    rpt_member_real(text, "precision", look->precision);
    rpt_member_string(text, "result", look->result);
    sim_text_add_char(text, '}');
}

/* The rule by which it stopped, and what each look saw. */
static void add_stopping(struct sim_text *text, const struct mdl_answer *answer)
{
    uint32_t count = 0;

    rpt_member_key(text, "stopping");
    sim_text_add_char(text, '{');
    rpt_member_string(text, "rule", answer->stop_rule);
    rpt_member_real(text, "confidence", answer->confidence);
    rpt_member_real(text, "precision", answer->precision);
    rpt_member_whole(text, "looks_planned", answer->looks_planned);
    rpt_member_key(text, "looks");
    sim_text_add_char(text, '[');
    for (uint32_t i = 0; i < answer->look_count; i++) {
        rpt_member_next(text, &count);
        add_look(text, answer, &answer->looks[i]);
    }
    rpt_member_finish(text, count, ']');
    sim_text_add_char(text, '}');
}

static void add_assumed(struct sim_text *text, const struct mdl_answer *answer)
{
    uint32_t count = 0;

    rpt_member_key(text, "assumed");
    sim_text_add_char(text, '[');
    for (uint32_t i = 0; i < answer->assumption_count; i++) {
        const struct mdl_answer_assumption *one = &answer->assumptions[i];

        rpt_member_next(text, &count);
        sim_text_add_char(text, '{');
        rpt_member_string(text, "rule", one->rule);
        rpt_member_string(text, "parameter", one->parameter);
        rpt_member_string(text, "value", one->value);
        rpt_member_string(text, "confidence", one->confidence);
        rpt_member_real(text, "share", one->share);
        sim_text_add_char(text, '}');
    }
    rpt_member_finish(text, count, ']');
}

static void add_histories(struct sim_text *text, const struct mdl_answer *answer)
{
    uint32_t count = 0;

    rpt_member_key(text, "histories");
    sim_text_add_char(text, '[');
    for (uint32_t i = 0; i < answer->replication_count; i++) {
        const struct mdl_answer_replication *one = &answer->replications[i];

        rpt_member_next(text, &count);
        sim_text_add_char(text, '{');
        rpt_member_whole(text, "replication", one->index);
        rpt_member_hex(text, "fingerprint", one->fingerprint);
        rpt_member_whole(text, "events", one->events);
        rpt_member_whole(text, "end_ns", one->end_ns);
        if (one->bug_check == 0) {
            rpt_member_string(text, "bug_check", NULL);
        } else {
            rpt_member_whole(text, "bug_check", one->bug_check);
        }
        sim_text_add_char(text, '}');
    }
    rpt_member_finish(text, count, ']');
}

static void add_observations(struct sim_text *text, const struct mdl_answer *answer)
{
    uint32_t count = 0;

    rpt_member_key(text, "observations");
    sim_text_add_char(text, '{');
    for (uint32_t i = 0; i < answer->series_count; i++) {
        const struct mdl_series *one = &answer->series[i];

        if (strcmp(one->shape, "duration") != 0) {
            continue;
        }
        rpt_member_next(text, &count);
        name_key(text, one->object, one->measure);
        sim_text_add_char(text, '[');
        for (uint32_t k = 0; k < one->observation_count; k++) {
            sim_text_print(text, "%s%" PRIu64, k == 0 ? "" : ", ", one->observations[k]);
        }
        sim_text_add_char(text, ']');
    }
    rpt_member_finish(text, count, '}');
}

/* ---- the whole ---------------------------------------------------------------------------- */

static void add_overrides(struct sim_text *text, const struct mdl_answer *answer)
{
    rpt_member_key(text, "overrides");
    sim_text_add_char(text, '[');
    for (uint32_t i = 0; i < answer->override_count; i++) {
        sim_text_add(text, i == 0 ? "" : ", ");
        sim_text_json(text, answer->overrides[i]);
    }
    sim_text_add_char(text, ']');
}

/* Who asked what, and how much was done. */
static void add_identity(struct sim_text *text, const struct mdl_answer *answer)
{
    rpt_member_version(text, answer->program);
    rpt_member_line(text);
    rpt_member_string(text, "model", answer->model);
    rpt_member_line(text);
    rpt_member_string(text, "scenario", answer->scenario_name);
    rpt_member_line(text);
    rpt_member_string(text, "title", answer->scenario_title);
    rpt_member_line(text);
    rpt_member_string(text, "machine", answer->machine_line);
    rpt_member_line(text);
    add_overrides(text, answer);
    rpt_member_line(text);
    rpt_member_whole(text, "seed", answer->seed);
    rpt_member_line(text);
    rpt_member_whole(text, "replications", answer->completed + answer->stopped);
    rpt_member_line(text);
    rpt_member_whole(text, "planned", answer->planned);
    rpt_member_line(text);
    rpt_member_whole(text, "stopped", answer->stopped);
    rpt_member_line(text);
    rpt_member_string(text, "status", answer->status);
    rpt_member_line(text);
    rpt_member_truth(text, "is_random", answer->is_random);
    rpt_member_line(text);
    rpt_member_whole(text, "duration_ns", answer->duration_ns);
    rpt_member_line(text);
    rpt_member_whole(text, "from_ns", answer->from_ns);
    rpt_member_line(text);
    rpt_member_hex(text, "fingerprint", answer->fingerprint);
    rpt_member_line(text);
    rpt_member_whole(text, "events", answer->events);
    rpt_member_line(text);
    rpt_member_whole(text, "ties", answer->ties);
    rpt_member_line(text);
    rpt_member_string(text, "verdict", answer->verdict);
}

/* What depends on the wall clock or on the store. */
static void add_timing(struct sim_text *text, const struct mdl_answer *answer)
{
    rpt_member_whole(text, "wall_ms", answer->wall_ms);
    rpt_member_line(text);
    rpt_member_whole(text, "jobs", answer->jobs);
    rpt_member_line(text);
    rpt_member_string(text, "program", answer->program);
    rpt_member_line(text);
    rpt_member_string(text, "executed_at", answer->executed_at);
    rpt_member_line(text);
}

void rpt_json_answer(struct sim_text *text, const struct mdl_answer *answer,
                     const struct rpt_json_options *options)
{
    sim_text_add(text, "{\n  ");
    add_identity(text, answer);
    rpt_member_line(text);
    if (options != NULL && options->timing) {
        add_timing(text, answer);
    }
    add_metrics(text, answer);
    rpt_member_line(text);
    add_populations(text, answer);
    rpt_member_line(text);
    add_ledger(text, answer, RPT_LOOKUP_NONE);
    rpt_member_line(text);
    add_tails(text, answer, RPT_LOOKUP_NONE);
    rpt_member_line(text);
    add_worsts(text, answer, RPT_LOOKUP_NONE);
    rpt_member_line(text);
    add_episodes(text, answer);
    rpt_member_line(text);
    add_findings(text, answer);
    rpt_member_line(text);
    add_verdicts(text, answer);
    rpt_member_line(text);
    if (answer->look_count > 0) {
        add_stopping(text, answer);
        rpt_member_line(text);
    }
    add_assumed(text, answer);
    rpt_member_line(text);
    add_histories(text, answer);
    if (options != NULL && options->observations) {
        rpt_member_line(text);
        add_observations(text, answer);
    }
    sim_text_add(text, "\n}\n");
}

void rpt_json_why(struct sim_text *text, const struct mdl_answer *answer, uint32_t victim)
{
    sim_text_add(text, "{\n  ");
    rpt_member_version(text, answer->program);
    rpt_member_line(text);
    add_victim(text, "victim", &answer->series[victim]);
    rpt_member_line(text);
    rpt_member_whole(text, "observations", rpt_lookup_count(&answer->series[victim]));
    rpt_member_line(text);
    add_ledger(text, answer, victim);
    rpt_member_line(text);
    add_tails(text, answer, victim);
    rpt_member_line(text);
    add_worsts(text, answer, victim);
    sim_text_add(text, "\n}\n");
}
