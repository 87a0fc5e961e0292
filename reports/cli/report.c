/*
 * wtsim report RUN... -o FILE.html: one page that can be mailed; several runs side by side.
 *
 * For the timeline one replication is executed again and must give its fingerprint; else the page
 * has none, and says so. Unless the
 * command line says what to show, it is the worst wait that the report explains, or all of a run
 * in which little happens; further runs with the same seed show the same replication and time.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "model/run/answer.h"
#include "model/run/levels.h"
#include "reports/cli/command.h"
#include "reports/cli/past.h"
#include "reports/cli/picture.h"
#include "reports/cli/session.h"
#include "reports/html/sheet.h"
#include "reports/render/ledger.h"
#include "reports/render/lookup.h"
#include "sim/base/text.h"

enum {
    RUNS_MOST = 8,
    LITTLE = 1500,                    /* slices of a run that is drawn as a whole */
    AGAIN_EVENTS = 8000000            /* of all replications: about a second to run them again */
};

static int write_page(const struct cli_session *s, const char *name, const struct sim_text *page)
{
    FILE *file = strcmp(name, "-") == 0 ? stdout : fopen(name, "wb");
    bool good;

    if (file == NULL) {
        cli_session_say(s, "%s cannot be written: %s", name, strerror(errno));
        return CLI_CANNOT_CREATE;
    }
    good = fwrite(page->data, 1, page->length, file) == page->length;
    good = (file == stdout ? fflush(file) : fclose(file)) == 0 && good;
    if (!good) {
        cli_session_say(s, "%s could not be written to its end: %s", name, strerror(errno));
    }
    return good ? CLI_FINE : CLI_IO;
}

static const char *name_of(struct cli_session *s, const struct mdl_answer *answer)
{
    return answer->label != NULL && answer->label[0] != '\0'
               ? answer->label : sim_arena_print(&s->arena, "run %" PRId64, answer->run_id);
}

static const char *file_name(struct cli_session *s, const struct mdl_answer *answer)
{
    return s->options.output != NULL ? s->options.output
                                     : sim_arena_print(&s->arena, "%s.html",
                                                       answer->scenario_name);
}

/* ---- the timeline ---------------------------------------------------------------------------- */

struct reporting {
    struct cli_past pasts[RUNS_MOST];
    struct mdl_chronicle *wholes[RUNS_MOST], *closes[RUNS_MOST];
    struct rpt_sheet_run runs[RUNS_MOST];
    uint32_t count;
};

static bool is_told(const struct cli_options *options)
{
    return options->window != NULL || options->around != NULL || options->replication > 0;
}

/* The worst wait of whom the report explains, else the worst of all. */
static void choose_worst(struct cli_session *s, struct cli_past *past)
{
    uint32_t victim = rpt_ledger_victim(&past->answer);

    if (victim == RPT_LOOKUP_NONE
        || !cli_past_worst(s, past, past->answer.series[victim].object)) {
        (void)cli_past_worst(s, past, NULL);
    }
}

static int choose(struct cli_session *s, struct reporting *r, uint32_t i)
{
    const struct cli_past *first = &r->pasts[0];
    struct cli_past *past = &r->pasts[i];

    if (i > 0 && past->seed == first->seed && first->replication < past->answer.replication_count
        && past->answer.is_random == first->answer.is_random) {
        past->replication = first->replication;
        past->window = first->window;
        return CLI_FINE;
    }
    if (is_told(&s->options)) {
        return cli_past_choose(s, past);
    }
    choose_worst(s, past);
    return CLI_FINE;
}

/* What runs when Windows stops is not over: the picture reaches to the stop. */
static bool has_stopped(const struct cli_past *past)
{
    for (uint32_t i = 0; i < past->answer.replication_count; i++) {
        const struct mdl_answer_replication *one = &past->answer.replications[i];

        if (one->index == past->replication) {
            return one->bug_check != 0;
        }
    }
    return false;
}

/* The whole history, and of it the window: from it when it reaches so far. */
static int execute(struct cli_session *s, struct reporting *r, uint32_t i)
{
    struct cli_past *past = &r->pasts[i];
    const struct mdl_chronicle_options window = past->window;
    const struct mdl_chronicle *c;
    int code;

    past->window = (struct mdl_chronicle_options){0};
    code = cli_past_run(s, past, &r->wholes[i]);
    if (code != CLI_FINE) {
        return code;
    }
    c = r->wholes[i];
    if (c->cut_at == SIM_INSTANT_NEVER && c->slice_count <= LITTLE && !is_told(&s->options)) {
        past->worst = NULL;
        past->window.until_at = has_stopped(past) ? c->end_at + 1 : 0;
        return CLI_FINE;
    }
    past->window = window;
    if (c->cut_at == SIM_INSTANT_NEVER || past->window.until_at == 0
        || past->window.until_at <= c->cut_at) {
        return CLI_FINE;
    }
    return cli_past_run(s, past, &r->closes[i]);
}

/* Of a long run the one replication of the timeline has to do. */
static void look_at_levels(struct cli_session *s, struct reporting *r, uint32_t i)
{
    const struct cli_past *past = &r->pasts[i];
    struct mdl_levels *levels = sim_arena_alloc(&s->arena, sizeof *levels);

    if (past->answer.replication_count > 0 && past->answer.events <= AGAIN_EVENTS &&
        mdl_levels_of(&s->arena, &past->scenario.plan, &past->answer, levels)) {
        r->runs[i].levels = levels;
    }
}

/* The worst wait that is drawn gets its story, if it is a request's. */
static void tell_worst(struct cli_session *s, struct cli_past *past)
{
    for (uint32_t i = 0; i < past->answer.worst_count && past->worst != NULL; i++) {
        const struct mdl_worst *worst = &past->answer.worsts[i];

        if (worst->place == 1 && worst->replication == past->replication &&
            worst->started_at_ns == past->worst_at &&
            strcmp(past->answer.series[worst->series].object, past->worst) == 0) {
            cli_picture_tell(s, &past->answer, worst->series);
        }
    }
}

static void show(struct reporting *r, uint32_t i)
{
    const struct cli_past *past = &r->pasts[i];
    struct rpt_sheet_run *run = &r->runs[i];

    run->whole = r->wholes[i];
    run->close = r->closes[i] != NULL ? r->closes[i] : r->wholes[i];
    run->replication = past->replication;
    run->worst = past->worst;
    run->worst_at = past->worst_at;
    run->worst_ns = past->worst_ns;
    run->from_at = past->window.from_at;
    run->until_at = past->window.until_at;
}

/* ---- the runs -------------------------------------------------------------------------------- */

/* Without its timeline a page still holds what was measured; who asked for a part of the timeline
   gets none. */
static int refuse(struct cli_session *s, struct reporting *r, uint32_t i, int code)
{
    if (is_told(&s->options)) {
        return code;
    }
    cli_session_say(s, "run %" PRId64 ": the page has no timeline", r->pasts[i].answer.run_id);
    return CLI_FINE;
}

static int look_at(struct cli_session *s, struct reporting *r, uint32_t i)
{
    struct cli_past *past = &r->pasts[i];
    int code = cli_session_load(s, s->options.operands[i], &past->answer);

    if (code != CLI_FINE) {
        return code;
    }
    past->is_stored = true;
    past->seed = past->answer.seed;
    r->runs[i] = (struct rpt_sheet_run){.answer = &past->answer,
                                        .name = name_of(s, &past->answer)};
    if (!cli_past_again(s, past)) {
        r->runs[i].no_timeline = "This version no longer reads the scenario, so there is no "
                                 "timeline.";
        return refuse(s, r, i, CLI_DATA);
    }
    code = choose(s, r, i);
    if (code != CLI_FINE) {
        return code;
    }
    code = execute(s, r, i);
    if (code == CLI_INTERNAL) {
        r->runs[i].no_timeline = "This version simulates the scenario differently from the one "
                                 "that stored the run, so there is no timeline of what was "
                                 "measured.";
        return refuse(s, r, i, code);
    }
    if (code == CLI_FINE) {
        tell_worst(s, past);
        show(r, i);
        look_at_levels(s, r, i);
    }
    return code;
}

int cli_report_command(struct cli_session *s)
{
    struct reporting *r = sim_arena_alloc(&s->arena, sizeof(*r));
    struct rpt_sheet sheet = {.runs = r->runs};
    struct sim_text page;
    int code = CLI_FINE;

    if (!cli_session_operands(s, 1, RUNS_MOST, "RUN")) {
        return CLI_USAGE;
    }
    for (; r->count < s->options.operand_count && code == CLI_FINE; r->count++) {
        code = look_at(s, r, r->count);
    }
    if (code == CLI_FINE) {
        sheet.run_count = r->count;
        sim_text_init(&page);
        rpt_sheet_print(&page, &s->arena, &sheet);
        code = write_page(s, file_name(s, r->runs[0].answer), &page);
        sim_text_deinit(&page);
    }
    for (uint32_t i = 0; i < r->count; i++) {
        mdl_chronicle_destroy(r->wholes[i]);
        mdl_chronicle_destroy(r->closes[i]);
    }
    return code;
}
