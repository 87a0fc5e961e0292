/* One replication seen again; see the header. */
#include "reports/cli/past.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "model/observe/measures.h"
#include "model/observe/record.h"
#include "reports/cli/load.h"
#include "reports/cli/session.h"
#include "scenarios/language/diags.h"
#include "sim/base/text.h"

/* ---- the scenario ---------------------------------------------------------------------------- */

static bool is_file(const char *operand)
{
    return strchr(operand, '/') != NULL || strstr(operand, ".yaml") != NULL ||
           access(operand, R_OK) == 0;
}

static int load_file(struct cli_session *s, const char *path, struct cli_past *past)
{
    struct scn_diags diags;
    int code = cli_load_scenario(s, path, &diags, &past->scenario);

    if (code != CLI_FINE || !s->options.quiet) {
        cli_load_print(s, &diags);
    }
    past->seed = past->scenario.seed;
    return code;
}

int cli_past_load(struct cli_session *s, const char *operand, struct cli_past *ret_past)
{
    struct scn_diags diags;
    int code;

    *ret_past = (struct cli_past){0};
    if (is_file(operand)) {
        return load_file(s, operand, ret_past);
    }
    if (s->options.set_count > 0) {
        cli_session_say(s, "a stored run is seen as it was; to change a value name the scenario's "
                        "file in place of '%.60s'", operand);
        return CLI_USAGE;
    }
    code = cli_session_load(s, operand, &ret_past->answer);
    if (code == CLI_FINE) {
        ret_past->is_stored = true;
        ret_past->seed = ret_past->answer.seed;
        code = cli_load_again(s, &ret_past->answer, &diags, &ret_past->scenario);
    }
    return code;
}

bool cli_past_again(struct cli_session *s, struct cli_past *past)
{
    struct scn_diags diags;

    scn_diags_init(&diags, &s->arena);
    return scn_scenario_parse_stored(&s->arena, past->answer.scenario_path, &past->answer, &diags,
                                     &past->scenario);
}

/* ---- the worst wait -------------------------------------------------------------------------- */

/* The measures that are waits, those first that people mean by the wait of an object: of what
   requests come from, theirs. */
static unsigned rank_of(const char *measure)
{
    static const char *const measures[] = {"queue_latency", "request_latency", "latency", "ready"};
    unsigned rank = 0;

    while (rank < sizeof measures / sizeof measures[0] && strcmp(measures[rank], measure) != 0) {
        rank++;
    }
    return rank;
}

struct worst {
    const char *object;
    unsigned rank;
    uint32_t replication;
    sim_instant at;
    sim_duration ns;
};

/* One more candidate: of an object that was named the first of its measures counts. */
static void consider(struct worst *best, const char *wanted, const struct worst *one)
{
    if (one->rank > 3 || one->ns == 0 ||
        (wanted != NULL && strcmp(wanted, one->object) != 0)) {
        return;
    }
    if (best->object == NULL || (wanted != NULL && one->rank < best->rank) ||
        ((wanted == NULL || one->rank == best->rank) && one->ns > best->ns)) {
        *best = *one;
    }
}

static void look_stored(const struct mdl_answer *answer, const char *wanted, struct worst *best)
{
    for (uint32_t i = 0; i < answer->worst_count; i++) {
        const struct mdl_worst *w = &answer->worsts[i];
        const struct mdl_series *series = &answer->series[w->series];

        consider(best, wanted, &(struct worst){series->object, rank_of(series->measure),
                                               w->replication, w->started_at_ns, w->wait_ns});
    }
}

static void look_again(struct cli_session *s, const struct cli_past *past, const char *wanted,
                       struct worst *best)
{
    const struct mdl_plan *plan = &past->scenario.plan;
    struct mdl_workspace *w = mdl_replication_prepare(plan, NULL);
    const struct mdl_record_result *seen;

    (void)s;
    (void)mdl_replication_run(w, past->seed, past->replication);
    seen = mdl_record_read(mdl_replication_record(w));
    for (uint32_t i = 0; i < seen->series_count; i++) {
        const struct mdl_record_series *series = &seen->series[i];

        consider(best, wanted,
                 &(struct worst){plan->objects[series->object].path,
                                 rank_of(mdl_measures_row(series->measure)->name),
                                 past->replication, series->worst.started_at,
                                 series->worst.wait_ns});
    }
    mdl_replication_release(w);
}

bool cli_past_worst(struct cli_session *s, struct cli_past *past, const char *object)
{
    sim_instant end_at = past->scenario.plan.duration_ns + past->scenario.plan.drain_ns;
    struct worst best = {0};
    sim_duration margin;

    if (past->is_stored) {
        look_stored(&past->answer, object, &best);
    }
    if (best.object == NULL) {
        look_again(s, past, object, &best);
    }
    if (best.object == NULL) {
        return false;
    }
    margin = best.ns / 10u + 1u;
    past->replication = best.replication;
    past->worst = best.object;
    past->worst_at = best.at;
    past->worst_ns = best.ns;
    past->window.from_at = best.at > margin ? best.at - margin : 0;
    past->window.until_at = best.at + best.ns + margin;
    if (past->window.until_at > end_at) {
        past->window.until_at = end_at;   /* nothing happens after it */
    }
    return true;
}

/* ---- the window ------------------------------------------------------------------------------ */

/* '2.5ms': digits, at most one point, a unit; exact. Returns what follows, NULL: no time. */
static const char *read_time(const char *at, uint64_t *ret_ns)
{
    static const struct { const char *name; uint64_t ns; } units[] = {
        {"ns", 1}, {"us", 1000}, {"ms", 1000000}, {"s", 1000000000}};
    uint64_t value = 0, scale = 1;
    bool point = false, any = false;

    for (; (*at >= '0' && *at <= '9') || (*at == '.' && at[1] != '.' && !point); at++) {
        if (*at == '.') {
            point = true;
        } else {
            if (value > 1000000000000000u || scale > 100000000u) {
                return NULL;
            }
            value = 10u * value + (uint64_t)(*at - '0');
            scale *= point ? 10u : 1u;
            any = true;
        }
    }
    for (size_t i = 0; any && i < sizeof units / sizeof units[0]; i++) {
        size_t length = strlen(units[i].name);

        if (strncmp(at, units[i].name, length) == 0 && value <= UINT64_MAX / 2 / units[i].ns &&
            value * units[i].ns % scale == 0) {
            *ret_ns = value * units[i].ns / scale;
            return at + length;
        }
    }
    return NULL;
}

bool cli_past_window(const struct cli_session *s, const char *text,
                     struct mdl_chronicle_options *ret_window)
{
    const char *at = *text == '.' ? text : read_time(text, &ret_window->from_at);

    if (at != NULL && strncmp(at, "..", 2) == 0) {
        at += 2;
        if (*at == '\0' && at - 2 != text) {
            ret_window->until_at = 0;
            return true;
        }
        at = read_time(at, &ret_window->until_at);
        if (at != NULL && *at == '\0' && ret_window->until_at > ret_window->from_at) {
            return true;
        }
    }
    cli_session_say(s, "--window '%.60s' is not two times with '..' between them, the later one "
                    "last; write 2.4s..2.5s, or 2.4s.. for all that follows", text);
    return false;
}

static int choose_worst(struct cli_session *s, struct cli_past *past)
{
    const char *around = s->options.around;
    const char *object;

    if (strncmp(around, "worst", 5) != 0 || (around[5] != '\0' && around[5] != ':')) {
        cli_session_say(s, "--around '%.60s' is not worst:OBJECT, as in worst:nic.refill", around);
        return CLI_USAGE;
    }
    object = around[5] == '\0' ? NULL : around + 6;
    if (cli_past_worst(s, past, object)) {
        return CLI_FINE;
    }
    if (object == NULL) {
        cli_session_say(s, "nothing has waited in this replication");
    } else {
        cli_session_say(s, "no wait of '%.60s' was measured; 'wtsim why RUN' and the report name "
                        "the objects that wait", object);
    }
    return CLI_USAGE;
}

uint32_t cli_past_replications(const struct cli_past *past)
{
    return past->is_stored ? past->answer.replication_count
                           : past->scenario.plan.is_random ? UINT32_MAX : 1;
}

int cli_past_choose(struct cli_session *s, struct cli_past *past)
{
    const struct cli_options *options = &s->options;

    past->replication = options->replication;
    if (past->replication >= cli_past_replications(past)) {
        cli_session_say(s, "there is no replication %" PRIu32 ": %s", past->replication,
                        past->is_stored ? "the run has fewer, counted from 0"
                                        : "nothing is random, so there is only number 0");
        return CLI_USAGE;
    }
    if (options->around != NULL) {
        int code = choose_worst(s, past);

        if (code != CLI_FINE) {
            return code;
        }
    }
    return options->window == NULL || cli_past_window(s, options->window, &past->window)
               ? CLI_FINE
               : CLI_USAGE;
}

/* ---- running --------------------------------------------------------------------------------- */

/* The fingerprint that the replication had when it was stored; false: it is not known. */
static bool stored_print(const struct cli_past *past, uint64_t *ret_print)
{
    for (uint32_t i = 0; past->is_stored && i < past->answer.replication_count; i++) {
        if (past->answer.replications[i].index == past->replication) {
            *ret_print = past->answer.replications[i].fingerprint;
            return true;
        }
    }
    return false;
}

static void say_different(struct cli_session *s, const struct cli_past *past, uint64_t then,
                          uint64_t now)
{
    cli_session_say(s, "replication %" PRIu32 " of run %" PRId64 " had fingerprint %016" PRIx64
                    ", now it has %016" PRIx64 ": this version (%s) simulates it differently "
                    "from the one that stored it (%s), so what it would show is not what was "
                    "measured. Run the scenario again and look at the new run.",
                    past->replication, past->answer.run_id, then, now,
                    cli_session_program(&s->arena), past->answer.program);
}

int cli_past_judge(struct cli_session *s, const struct cli_past *past,
                   const struct mdl_replication *end)
{
    uint64_t then = 0;

    if (end->end == MDL_REPLICATION_STUCK) {
        if (!past->silent) {
            cli_session_say(s, "steps that never let time advance: 'wtsim run' tells where");
        }
        return CLI_DATA;
    }
    if (!stored_print(past, &then) || then == end->fingerprint) {
        return CLI_FINE;
    }
    if (!past->silent) {
        say_different(s, past, then, end->fingerprint);
    }
    return CLI_INTERNAL;
}

int cli_past_run(struct cli_session *s, const struct cli_past *past,
                 struct mdl_chronicle **ret_chronicle)
{
    struct mdl_replication end;
    int code;

    *ret_chronicle = mdl_chronicle_of(&past->scenario.plan, past->seed, past->replication,
                                      &past->window, &end);
    code = cli_past_judge(s, past, &end);
    if (code != CLI_FINE) {
        mdl_chronicle_destroy(*ret_chronicle);
        *ret_chronicle = NULL;
    }
    return code;
}
