/*
 * The first lines of every report.
 */
#include "reports/render/headline.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "model/rules/stops.h"
#include "model/run/answer.h"
#include "reports/render/cell.h"
#include "reports/render/format.h"
#include "reports/render/ledger.h"
#include "reports/render/lookup.h"
#include "reports/render/page.h"
#include "reports/render/view.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"
#include "sim/statistics/interval.h"

static const struct {
    const char *word;
    int colour, exit_code;
} kinds[] = {
    [RPT_HEADLINE_FACT] = {"", 0, 0},
    [RPT_HEADLINE_PASS] = {"PASS", 2, 0},
    [RPT_HEADLINE_FAIL] = {"FAIL", 1, 1},
    [RPT_HEADLINE_UNDECIDED] = {"UNDECIDED", 3, 2},
    [RPT_HEADLINE_STOP] = {"STOP", 1, 1},
};

static const struct mdl_verdict *first_verdict(const struct mdl_answer *answer, const char *word)
{
    for (uint32_t i = 0; i < answer->verdict_count; i++) {
        if (strcmp(answer->verdicts[i].verdict, word) == 0) {
            return &answer->verdicts[i];
        }
    }
    return NULL;
}

const struct mdl_verdict *rpt_headline_unmet(const struct mdl_answer *answer)
{
    const struct mdl_verdict *failed = first_verdict(answer, "fail");

    return failed != NULL ? failed : first_verdict(answer, "undecided");
}

/* The deadlock that closed first, or NULL. */
static const struct mdl_episode *first_deadlock(const struct mdl_answer *answer)
{
    const struct mdl_episode *first = NULL;

    for (uint32_t i = 0; i < answer->episode_count; i++) {
        const struct mdl_episode *episode = &answer->episodes[i];

        if (strcmp(episode->kind, "deadlock") == 0
            && (first == NULL || episode->overdue_ns < first->overdue_ns)) {
            first = episode;
        }
    }
    return first;
}

const struct mdl_answer_finding *rpt_headline_stop(const struct mdl_answer *answer)
{
    const struct mdl_answer_finding *first = NULL;

    for (uint32_t i = 0; i < answer->finding_count; i++) {
        const struct mdl_answer_finding *finding = &answer->findings[i];

        if (strcmp(finding->severity, "stop") == 0
            && (first == NULL || finding->at_ns < first->at_ns)) {
            first = finding;
        }
    }
    return first;
}

enum rpt_headline rpt_headline_kind(const struct mdl_answer *answer)
{
    if (answer->stopped > 0 && !rpt_lookup_is_expected(answer, "bug_check")) {
        return RPT_HEADLINE_STOP;
    }
    if (first_verdict(answer, "fail") != NULL
        || (first_deadlock(answer) != NULL && !rpt_lookup_is_expected(answer, "deadlock"))) {
        return RPT_HEADLINE_FAIL;
    }
    if (first_verdict(answer, "undecided") != NULL) {
        return RPT_HEADLINE_UNDECIDED;
    }
    return answer->verdict_count > 0 ? RPT_HEADLINE_PASS : RPT_HEADLINE_FACT;
}

int rpt_headline_exit(const struct mdl_answer *answer)
{
    return kinds[rpt_headline_kind(answer)].exit_code;
}

/* ---- what speaks for the run ------------------------------------------------------------- */

static const char *const speaking_measures[] = {"request_latency", "queue_latency", "latency",
                                                "ready", "run"};

static bool speaks(const struct mdl_series *series, const char *measure)
{
    return strcmp(series->measure, measure) == 0 && strcmp(series->phase, "all") == 0
           && strcmp(series->shape, "duration") == 0
           && rpt_lookup_count(series) + series->waiting > 0;
}

uint32_t rpt_headline_series(const struct mdl_answer *answer)
{
    for (uint32_t i = 0; i < answer->verdict_count; i++) {
        const char *statistic;
        uint32_t named = rpt_lookup_expected(answer, answer->verdicts[i].text, &statistic);

        if (named != RPT_LOOKUP_NONE
            && speaks(&answer->series[named], answer->series[named].measure)) {
            return named;
        }
    }
    for (size_t m = 0; m < sizeof(speaking_measures) / sizeof(speaking_measures[0]); m++) {
        for (uint32_t i = 0; i < answer->series_count; i++) {
            if (speaks(&answer->series[i], speaking_measures[m])) {
                return i;
            }
        }
    }
    return RPT_LOOKUP_NONE;
}

uint64_t rpt_headline_starved(const struct mdl_answer *answer)
{
    uint64_t starved = 0;

    for (uint32_t i = 0; i < answer->series_count; i++) {
        if (strcmp(answer->series[i].measure, "starved") == 0
            && strcmp(answer->series[i].phase, "all") == 0) {
            starved += rpt_lookup_count(&answer->series[i]);
        }
    }
    return starved;
}

/* ---- sentences ---------------------------------------------------------------------------- */

/* It takes a time from end to end; all others are waits for something to begin. */
static bool takes_time(const struct mdl_series *series)
{
    static const char *const measures[] = {"request_latency", "response", "run", "run_exclusive",
                                           "hold"};

    for (size_t i = 0; i < sizeof(measures) / sizeof(measures[0]); i++) {
        if (strcmp(series->measure, measures[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* What one observation of a latency does: a request finishes, a call or an expiry waits. */
static const char *verb(const struct mdl_series *series)
{
    if (strcmp(series->measure, "request_latency") == 0) {
        return "finish";
    }
    return takes_time(series) ? "end" : "are served";
}

/* What has not ended at the stop is more than a tail: it is the fact. */
static const char *unfinished(struct sim_arena *arena, const struct mdl_series *series,
                              uint64_t count)
{
    const char *waiting = rpt_cell_waiting(arena, series);

    return count == 1 ? sim_arena_print(arena, "the one %s of %s%s.", series->sample_of,
                                        series->object, strchr(waiting, ' '))
                      : sim_arena_print(arena, "of %s %ss of %s %s.",
                                        rpt_cell_count(arena, count), series->sample_of,
                                        series->object, waiting);
}

/* 'within 5.02 us', or 'at once' where nothing waited. */
static const char *within(struct sim_arena *arena, double ns, const char *length)
{
    return ns == 0 ? "at once" : sim_arena_print(arena, "within %s", length);
}

/* Too few for a p99: the slowest of them. */
static const char *slowest(struct sim_arena *arena, const struct mdl_series *series,
                           uint64_t count)
{
    bool request = strcmp(series->measure, "request_latency") == 0;
    double ns = rpt_lookup_value(series, "max");
    const char *max = within(arena, ns, rpt_cell_duration(arena, ns));

    if (count == 1) {
        return sim_arena_print(arena, "the one %s of %s %s %s.", series->sample_of,
                               series->object, request ? "finishes" : "is served", max);
    }
    return sim_arena_print(arena, "all %s %ss of %s %s %s.", rpt_cell_count(arena, count),
                           series->sample_of, series->object, verb(series), max);
}

/* Lost ones never finish: too many for a p99, or too few requests to have one. */
static const char *lost(struct sim_arena *arena, const struct mdl_series *series, uint64_t count)
{
    return sim_arena_print(arena, "%s of %s %ss of %s %s lost and never finish%s.",
                           rpt_cell_count(arena, series->lost),
                           rpt_cell_count(arena, count + series->lost), series->sample_of,
                           series->object, series->lost == 1 ? "is" : "are",
                           series->lost == 1 ? "es" : "");
}

/* What 99 of 100 of them do: of a figure that can only grow, its upper limit; where it has none,
   what 1 of 100 does at least. */
static const char *most(struct sim_arena *arena, const struct mdl_series *series)
{
    const struct mdl_estimate *p99 = rpt_lookup_estimate(series, "p99");
    const char *value = rpt_cell_duration(arena, p99->value);
    const char *waiting = "";

    if (series->waiting > 0) {
        waiting = sim_arena_print(arena, "; %s still wait%s at the end",
                                  rpt_cell_count(arena, series->waiting),
                                  series->waiting == 1 ? "s" : "");
    }
    if (rpt_cell_is_lower_bound(p99) && isfinite(p99->high)) {
        value = sim_arena_print(arena, "%s (the upper limit)",
                                rpt_cell_duration(arena, p99->high));
    } else if (rpt_cell_is_lower_bound(p99)) {
        return sim_arena_print(arena, "at least 1 in 100 %ss of %s %s %s or longer%s.",
                               series->sample_of, series->object,
                               takes_time(series) ? "takes" : "waits", value, waiting);
    }
    return sim_arena_print(arena, "99 of 100 %ss of %s %s %s%s.", series->sample_of,
                           series->object, verb(series),
                           within(arena, rpt_cell_is_lower_bound(p99) ? p99->high : p99->value,
                                  value), waiting);
}

static const char *fact(struct sim_arena *arena, const struct mdl_answer *answer)
{
    uint32_t index = rpt_headline_series(answer);
    const struct mdl_series *series;
    uint64_t count;
    double p99;

    if (index == RPT_LOOKUP_NONE) {
        return sim_arena_print(arena, "nothing arrived, was queued or ran in %s.",
                               rpt_cell_given(arena, (double)answer->duration_ns));
    }
    series = &answer->series[index];
    count = rpt_lookup_count(series);
    p99 = rpt_lookup_value(series, "p99");
    if (series->waiting > 0 && (count < 100 || 100 * series->waiting >= count)) {
        return unfinished(arena, series, count);
    }
    if (series->lost > 0 && (count < 100 || isinf(p99))) {
        return lost(arena, series, count);
    }
    return count < 100 || isnan(p99) ? slowest(arena, series, count) : most(arena, series);
}

/* 'Nobody starves.', or who does, the first two by name. */
static const char *who_starves(struct sim_arena *arena, const struct mdl_answer *answer,
                               const char *otherwise)
{
    const char *names = "";
    uint32_t count = 0;

    for (uint32_t i = 0; i < answer->series_count; i++) {
        const struct mdl_series *series = &answer->series[i];

        if (strcmp(series->measure, "starved") != 0 || strcmp(series->phase, "all") != 0
            || rpt_lookup_count(series) == 0) {
            continue;
        }
        if (count++ < 2) {
            names = sim_arena_print(arena, "%s%s%s", names, names[0] == '\0' ? "" : ", ",
                                    series->object);
        }
    }
    if (count == 0) {
        return "Nobody starves.";
    }
    if (count > 2) {
        names = sim_arena_print(arena, "%s and %" PRIu32 " more", names, count - 2);
    }
    return sim_arena_print(arena, "%s: %s.", otherwise, names);
}

/* Time that the callbacks of a driver took, per request that came to it. */
static double own_time(const struct mdl_answer *answer, const char *object)
{
    double total = 0, requests = 0;

    for (uint32_t i = 0; i < answer->series_count; i++) {
        const struct mdl_series *series = &answer->series[i];

        if (strcmp(series->phase, "all") != 0 || !rpt_lookup_same_driver(series->object, object)) {
            continue;
        }
        if (strcmp(series->measure, "run") == 0) {
            total += rpt_lookup_value(series, "mean") * (double)rpt_lookup_count(series);
        } else if (strcmp(series->measure, "request_latency") == 0) {
            requests += (double)rpt_lookup_count(series);
        }
    }
    return requests > 0 ? total / requests : 0;
}

/* What the culprit held of the victim's mean wait, in the population that the figure is about. */
static double held(const struct rpt_ledger *ledger, const struct rpt_ledger_culprit *culprit)
{
    uint64_t count = culprit->is_tail ? ledger->tail->observations
                                      : rpt_lookup_count(ledger->series);
    uint64_t total = culprit->is_tail ? ledger->tail_ns : ledger->all_ns;

    return count == 0 ? 0 : culprit->share * (double)total / (double)count;
}

/* The share that no callback is charged with: overhead. */
static double nobodys(const struct rpt_ledger *ledger, bool tail)
{
    uint64_t sum = 0;

    for (uint32_t i = 0; i < ledger->count; i++) {
        const struct rpt_ledger_row *row = &ledger->rows[i];

        sum += row->culprit[0] != '\0' ? 0 : tail ? row->tail_ns : row->all_ns;
    }
    return (double)sum / (double)(tail ? ledger->tail_ns : ledger->all_ns);
}

/* Most of it is charged to nobody: overhead, or what only Windows could have done earlier. */
static const char *nobody(struct sim_arena *arena, const struct rpt_ledger *ledger)
{
    const struct rpt_ledger_row *most = NULL;

    for (uint32_t i = 0; i < ledger->count; i++) {
        const struct rpt_ledger_row *row = &ledger->rows[i];

        if (row->culprit[0] == '\0' && (most == NULL || row->all_ns > most->all_ns)) {
            most = row;
        }
    }
    if (most == NULL || strcmp(most->part, "overhead") == 0) {
        return sim_arena_print(arena, "; most of what %s waited for is nobody's: assumed costs",
                               ledger->series->object);
    }
    return sim_arena_print(arena, ": %s (%s)", rpt_ledger_words(most->part),
                           rpt_ledger_about(most->part));
}

/* ', because indexer.scan occupies the worker threads'. */
static const char *blame(struct sim_arena *arena, const struct rpt_ledger *ledger,
                         const struct rpt_ledger_culprit *culprit)
{
    if (culprit->share < nobodys(ledger, culprit->is_tail)) {
        return nobody(arena, ledger);
    }
    if (culprit->share < 0.5) {
        return sim_arena_print(arena, "; nobody alone: of what %s waited for, %s held the most, "
                               "%s", ledger->series->object, culprit->object,
                               rpt_cell_percent(arena, culprit->share));
    }
    return sim_arena_print(arena, ", because %s%s %s", culprit->object,
                           culprit->is_victim ? " itself" : "", rpt_ledger_doing(culprit->part));
}

/* What the driver of a request waited for and has a ledger of, in the statistic that is asked for:
   more than any one request did. */
static double followed(const struct mdl_answer *answer, const char *object, const char *statistic)
{
    double sum = 0;

    for (uint32_t i = 0; i < answer->series_count; i++) {
        const struct mdl_series *series = &answer->series[i];
        double value;

        if (strcmp(series->phase, "all") == 0 && rpt_ledger_has(answer, i)
            && rpt_lookup_same_driver(series->object, object)) {
            value = rpt_lookup_value(series, statistic);
            sum += isnan(value) ? 0 : value;
        }
    }
    return sum;
}

/* Is an expectation about how many took no time at all? Then nobody is to blame. */
static bool is_about_zero(const char *statistic)
{
    return strncmp(statistic, "zero", 4) == 0 && strchr(" <>=!@", statistic[4]) != NULL;
}

/* Who made an unmet (or, in a case that is shown, expected) latency long: the worst culprit of the
   worst victim, or for a request its own callbacks where they took longer than the culprit kept it
   and most of the figure (of a maximum they may be little); '' when it is no latency. */
static const char *because(struct sim_arena *arena, const struct mdl_answer *answer,
                           const struct mdl_verdict *verdict)
{
    const char *statistic;
    uint32_t named = rpt_lookup_expected(answer, verdict->text, &statistic);
    uint32_t victim = rpt_ledger_victim(answer);
    const struct mdl_series *series;
    struct rpt_ledger ledger;
    struct rpt_ledger_culprit culprit;
    bool found, is_request;
    double own;

    if (named == RPT_LOOKUP_NONE || is_about_zero(statistic)
        || (strchr(verdict->text, '>') != NULL     /* too short a wait is nobody's fault */
            && strcmp(verdict->verdict, "pass") != 0)) {
        return "";
    }
    series = &answer->series[named];
    is_request = strcmp(series->measure, "request_latency") == 0;
    own = is_request ? own_time(answer, series->object) : 0;
    if (is_request
        && own + followed(answer, series->object,
                          sim_arena_copy(arena, statistic, strcspn(statistic, " <>=!@")))
               < verdict->value / 2) {
        return "; little of that is spent waiting for a processor, a worker or a lock: look at the "
               "device, at targets and at waits of its own";
    }
    if (victim == RPT_LOOKUP_NONE) {
        return "";
    }
    rpt_ledger_make(arena, answer, victim, &ledger);
    if (!rpt_lookup_is_about_waiting(series)
        || !rpt_lookup_same_driver(series->object, ledger.series->object)) {
        return "";
    }
    if (strncmp(statistic, "mean", 4) == 0 || strncmp(statistic, "p50", 3) == 0) {
        ledger.tail_ns = 0;
    }
    found = rpt_ledger_culprit(&ledger, &culprit);
    if (2 * own > verdict->value && (!found || own > held(&ledger, &culprit))) {
        return sim_arena_print(arena, "; the largest part is its own: the callbacks of %.*s take "
                               "%s per request", (int)strcspn(series->object, "."),
                               series->object, rpt_cell_duration(arena, own));
    }
    return found ? blame(arena, &ledger, &culprit) : nobody(arena, &ledger);
}

/* '< 5ms' of 'nic.rx.request_latency.p99 < 5ms'. */
static const char *bound_text(const char *text)
{
    const char *space = strpbrk(text, "<>=!");

    return space == NULL ? "" : space;
}

/* '1 in 8', '63 of 100', 'all 40', 'the one'; of fewer than 100 what was counted: '9 of 12'. */
static const char *how_many(struct sim_arena *arena, uint64_t some, uint64_t all)
{
    if (some == all) {
        return all == 1 ? "the one" : sim_arena_print(arena, "all %s", rpt_cell_count(arena, all));
    }
    if (2 * some > all) {
        return all < 100 ? sim_arena_print(arena, "%s of %s", rpt_cell_count(arena, some),
                                           rpt_cell_count(arena, all))
                         : sim_arena_print(arena, "%.0f of 100",
                                           floor(100.0 * (double)some / (double)all));
    }
    return sim_arena_print(arena, "1 in %s",
                           rpt_cell_count(arena, (uint64_t)((double)all / (double)some + 0.5)));
}

/* '12 calls of nic.refill wait for exactly 0 ns, not == 0'. */
static const char *zero(struct sim_arena *arena, const struct mdl_series *series,
                        const struct mdl_verdict *verdict, bool is_random)
{
    double mean = rpt_lookup_value(series, "zero");
    const char *s = mean == 1 ? "" : "s";

    return sim_arena_print(arena, "%s%s %s%s of %s %s%s exactly 0 ns, not %s",
                           is_random && mean > 0 ? "on average " : "", rpt_cell_number(arena, mean),
                           series->sample_of, s, series->object,
                           takes_time(series) ? "take" : "wait", mean == 1 ? "s" : "",
                           bound_text(verdict->text));
}

/* An upper budget of a latency: how many of its observations are above it. */
static const char *over_budget(struct sim_arena *arena, const struct mdl_series *series,
                               const struct mdl_verdict *verdict, const char *statistic)
{
    uint64_t all, above = rpt_lookup_above(series, verdict->bound, &all);
    size_t length = strcspn(statistic, " <");
    bool is_one;
    const struct mdl_estimate *estimate = rpt_lookup_estimate(
        series, sim_arena_copy(arena, statistic, length));

    if (above == 0 || all == 0 || strchr(verdict->text, '<') == NULL) {
        return NULL;
    }
    is_one = above == all ? all == 1 : 2 * above <= all;
    return sim_arena_print(arena, "%s %s%s of %s %s%s longer than %s (%.*s %s%s)",
                           how_many(arena, above, all), series->sample_of, all == 1 ? "" : "s",
                           series->object,
                           takes_time(series) ? "take" : "wait", is_one ? "s" : "",
                           rpt_cell_given(arena, verdict->bound), (int)length, statistic,
                           rpt_cell_is_lower_bound(estimate) ? ">= " : "",
                           rpt_cell_duration(arena, verdict->value));
}

/* What an unmet expectation says, without the cause. */
static const char *unmet(struct sim_arena *arena, const struct mdl_answer *answer,
                         const struct mdl_verdict *verdict)
{
    const char *statistic, *sentence = NULL;
    uint32_t index = rpt_lookup_expected(answer, verdict->text, &statistic);
    size_t name = strcspn(verdict->text, " <>=!");

    if (index != RPT_LOOKUP_NONE && strcmp(verdict->scope, "average") == 0
        && answer->series[index].bucket_count > 0 && strcmp(verdict->unit, "ns") == 0) {
        sentence = over_budget(arena, &answer->series[index], verdict, statistic);
    }
    if (index != RPT_LOOKUP_NONE && is_about_zero(statistic)) {
        sentence = zero(arena, &answer->series[index], verdict, answer->is_random);
    }
    if (sentence != NULL) {
        return sentence;
    }
    if (strcmp(verdict->scope, "every run") == 0 && verdict->violations > 0) {
        return sim_arena_print(arena, "%s is broken in %" PRIu32 " of %" PRIu32 " replication%s",
                               verdict->text, verdict->violations, answer->completed
                               + answer->stopped,
                               answer->completed + answer->stopped == 1 ? "" : "s");
    }
    if (isnan(verdict->value)) {
        return sim_arena_print(arena, "%s is not met%s%s", verdict->text,
                               verdict->reason[0] == '\0' ? "" : ": ", verdict->reason);
    }
    return sim_arena_print(arena, "%.*s is %s, not %s", (int)name, verdict->text,
                           rpt_cell_value(arena, verdict->value, verdict->unit),
                           bound_text(verdict->text));
}

/* The episode's first line of sentences. */
static const char *first_line(struct sim_arena *arena, const char *sentence)
{
    size_t length = strcspn(sentence, "\n");

    while (length > 0 && (sentence[length - 1] == '.' || sentence[length - 1] == ' ')) {
        length--;
    }
    return sim_arena_copy(arena, sentence, length);
}

/* 'Windows 7 breaks it after 1.98 s by adding a thread.' */
static const char *how_it_ends(struct sim_arena *arena, const struct mdl_answer *answer,
                               const struct mdl_episode *episode)
{
    const char *length;

    if (episode->end_ns == UINT64_MAX) {
        return "It is never dissolved.";
    }
    length = rpt_cell_duration(arena, (double)(episode->end_ns - episode->overdue_ns));
    if (strstr(episode->sentence, "a rescue thread ") != NULL) {
        return sim_arena_print(arena, "%.*s breaks it after %s by adding a thread.",
                               (int)strcspn(answer->machine_line, ","), answer->machine_line,
                               length);
    }
    return sim_arena_print(arena, "It dissolves after %s.", length);
}

static const char *deadlock(struct sim_arena *arena, const struct mdl_answer *answer,
                            const struct mdl_episode *episode)
{
    const char *end = how_it_ends(arena, answer, episode);
    uint32_t count = 0;
    const char *where;

    for (uint32_t i = 0; i < answer->episode_count; i++) {
        bool is_new = strcmp(answer->episodes[i].kind, "deadlock") == 0;

        for (uint32_t k = 0; is_new && k < i; k++) {
            is_new = strcmp(answer->episodes[k].kind, "deadlock") != 0
                     || answer->episodes[k].replication != answer->episodes[i].replication;
        }
        count += is_new ? 1 : 0;
    }
    where = answer->is_random ? sim_arena_print(arena, " in %" PRIu32 " of %" PRIu32
                                                " replication%s", count, answer->completed
                                                + answer->stopped,
                                                answer->completed + answer->stopped == 1
                                                    ? "" : "s") : "";
    return sim_arena_print(arena, "deadlock%s: %s. %s", where,
                           first_line(arena, episode->sentence), end);
}

/* ', nic.rx.dpc', '' where nobody is to be named. */
static const char *whose(struct sim_arena *arena, const struct mdl_answer_finding *finding)
{
    return finding->object[0] == '\0' ? ""
                                      : sim_arena_print(arena, ", %s", finding->object);
}

/* A case that is shown: 'victim.short.queue_latency.max is 9 ms as expected, because ...'. */
static const char *shown(struct sim_arena *arena, const struct mdl_answer *answer,
                         const struct mdl_verdict *verdict)
{
    const char *statistic;
    const struct mdl_series *series = &answer->series[rpt_lookup_expected(answer, verdict->text,
                                                                          &statistic)];
    const char *name = sim_arena_copy(arena, statistic, strcspn(statistic, " <>=!@"));
    const struct mdl_estimate *estimate = rpt_lookup_estimate(series, name);

    return sim_arena_print(arena, "%.*s is %s%s as expected%s.",
                           (int)strcspn(verdict->text, " <>=!"), verdict->text,
                           estimate != NULL && rpt_cell_is_lower_bound(estimate) ? ">= " : "",
                           rpt_cell_value(arena, verdict->value, verdict->unit),
                           because(arena, answer, verdict));
}

static const char *pass(struct sim_arena *arena, const struct mdl_answer *answer)
{
    const struct mdl_answer_finding *finding = rpt_headline_stop(answer);
    const struct mdl_verdict *symptom = rpt_lookup_symptom(answer);

    if (answer->stopped > 0 && finding != NULL) {
        return sim_arena_print(arena,
                               "it stops with 0x%" PRIX32 " %s as expected, at %s%s: %s.%s%s",
                               finding->bug_check, mdl_stops_name(finding->bug_check),
                               rpt_cell_duration(arena, (double)finding->at_ns),
                               whose(arena, finding), finding->message,
                               symptom == NULL ? "" : " ",
                               symptom == NULL ? "" : shown(arena, answer, symptom));
    }
    if (first_deadlock(answer) != NULL) {
        return sim_arena_print(arena, "as expected, %s",
                               deadlock(arena, answer, first_deadlock(answer)));
    }
    if (symptom != NULL) {
        return shown(arena, answer, symptom);
    }
    return sim_arena_print(arena, "%s %s", fact(arena, answer),
                           who_starves(arena, answer, "Starved all the same"));
}

static const char *fail(struct sim_arena *arena, const struct mdl_answer *answer)
{
    const struct mdl_episode *knot = first_deadlock(answer);
    const struct mdl_verdict *verdict = rpt_headline_unmet(answer);

    if (knot != NULL && !rpt_lookup_is_expected(answer, "deadlock")) {
        return deadlock(arena, answer, knot);
    }
    return sim_arena_print(arena, "%s%s.", unmet(arena, answer, verdict),
                           because(arena, answer, verdict));
}

static const char *undecided(struct sim_arena *arena, const struct mdl_answer *answer)
{
    const struct mdl_verdict *verdict = rpt_headline_unmet(answer);
    size_t name = strcspn(verdict->text, " <>=!");
    const char *bound = rpt_cell_given(arena, verdict->bound);
    const char *known = strstr(verdict->text, " known to ");

    if (known != NULL) {
        return sim_arena_print(arena, "the precision of %.*s was not reached: %s.",
                               (int)(known - verdict->text), verdict->text, verdict->reason);
    }
    if (isnan(verdict->value) || isnan(verdict->low) || isnan(verdict->bound)) {
        return sim_arena_print(arena, "%s cannot be decided%s%s.", verdict->text,
                               verdict->reason[0] == '\0' ? "" : ": ", verdict->reason);
    }
    if (strcmp(verdict->unit, "ns") != 0) {
        bound = rpt_cell_value(arena, verdict->bound, verdict->unit);
    }
    return sim_arena_print(arena, "%.*s may or may not be %s %s.", (int)name, verdict->text,
                           strchr(verdict->text, '>') != NULL ? "above" : "below", bound);
}

/* ' (in 3 of 20 replications, 95 %: 3.2 % to 37.9 %)'; one replication shows nothing more. */
static const char *stopped_share(struct sim_arena *arena, uint32_t stopped, uint32_t all)
{
    struct sim_interval share = sim_interval_share(stopped, all, 0.95);

    if (all == 1) {
        return " (in the one replication)";
    }
    return sim_arena_print(arena, " (in %" PRIu32 " of %" PRIu32 " replications, 95 %%: %s to %s)",
                           stopped, all, rpt_cell_percent(arena, share.low),
                           rpt_cell_percent(arena, share.high));
}

static const char *stop(struct sim_arena *arena, const struct mdl_answer *answer)
{
    const struct mdl_answer_finding *finding = rpt_headline_stop(answer);
    const char *share = "";

    if (answer->is_random) {
        share = stopped_share(arena, answer->stopped, answer->completed + answer->stopped);
    }
    if (finding == NULL) {
        return sim_arena_print(arena, "a simulated bug check%s.", share);
    }
    return sim_arena_print(arena, "0x%" PRIX32 " %s at %s%s%s: %s.", finding->bug_check,
                           mdl_stops_name(finding->bug_check),
                           rpt_cell_duration(arena, (double)finding->at_ns), share,
                           whose(arena, finding), finding->message);
}

void rpt_headline_print(struct sim_text *text, struct sim_arena *arena,
                        const struct mdl_answer *answer, const struct rpt_view *view)
{
    enum rpt_headline kind = rpt_headline_kind(answer);
    const char *sentence;

    switch (kind) {
    case RPT_HEADLINE_STOP: sentence = stop(arena, answer); break;
    case RPT_HEADLINE_FAIL: sentence = fail(arena, answer); break;
    case RPT_HEADLINE_UNDECIDED: sentence = undecided(arena, answer); break;
    case RPT_HEADLINE_PASS: sentence = pass(arena, answer); break;
    default:
        sentence = rpt_headline_starved(answer) == 0
                       ? fact(arena, answer)
                       : sim_arena_print(arena, "%s %s", fact(arena, answer),
                                         who_starves(arena, answer, "Starved"));
    }
    if (kind == RPT_HEADLINE_FACT) {
        sim_text_print(text, "%s: ", answer->scenario_name);
        rpt_page_words(text, sentence, 2, rpt_view_width(view));
    } else {
        rpt_page_verdict(text, kinds[kind].word, view->colour ? kinds[kind].colour : 0);
        sim_text_add(text, "  ");
        rpt_page_words(text, sentence, (unsigned)strlen(kinds[kind].word) + 2,
                       rpt_view_width(view));
    }
    rpt_page_line(text);
    if (strcmp(answer->status, "incomplete") == 0) {
        sim_text_print(text, "INCOMPLETE  interrupted: %" PRIu32 " of %" PRIu32
                       " replications, all of them whole.\n",
                       answer->completed + answer->stopped, answer->planned);
    }
}
