/* The text timeline of one replication; see the header. */
#include "reports/cli/picture.h"

#include <inttypes.h>

#include "model/observe/measures.h"
#include "model/run/last_story.h"
#include "reports/cli/past.h"
#include "reports/cli/session.h"
#include "reports/render/chain.h"
#include "reports/render/course.h"
#include "reports/render/format.h"
#include "reports/render/headline.h"
#include "reports/render/ledger.h"
#include "reports/render/page.h"
#include "reports/render/timeline.h"
#include "sim/base/text.h"

enum {
    SMALL = 400,                      /* slices of a run that is drawn as a whole */
    WHY_ROWS = 18,
    COURSE_WAITS = 100,               /* fewer are told one by one */
    REPORT_EVENTS = 4000000,          /* of a replication, about half a second */
    STOP_WINDOW_NS = 100000000        /* what led to a stop began this long before it, or earlier */
};

/* 'TIMELINE  replication 0, the worst wait of nic.refill (451 ms), one column per 10 ms' */
static void add_heading(struct cli_session *s, struct sim_text *text, const struct cli_past *past,
                        const struct rpt_timeline *timeline)
{
    size_t begin = text->length;
    struct sim_text words;

    sim_text_init(&words);
    sim_text_print(&words, "replication %" PRIu32 ", ", past->replication);
    if (past->worst != NULL) {
        sim_text_print(&words, "the worst wait of %s (", past->worst);
        rpt_format_duration(&words, (double)past->worst_ns);
        sim_text_add(&words, "), ");
    }
    rpt_timeline_scale(&words, timeline);
    sim_text_add(text, "TIMELINE  ");
    rpt_page_words(text, words.data, 10, rpt_view_width(&s->view));
    rpt_page_line(text);
    rpt_page_fit(text, begin, rpt_view_width(&s->view));
    sim_text_deinit(&words);
}

static bool lay(struct cli_session *s, const struct mdl_chronicle *c, const struct cli_past *past,
                struct rpt_timeline *ret_timeline)
{
    const struct rpt_timeline_options options = {.width = rpt_view_width(&s->view),
                                                 .from_at = past->window.from_at,
                                                 .until_at = past->window.until_at};

    return rpt_timeline_lay(&s->arena, c, &options, ret_timeline);
}

static bool is_small(const struct mdl_chronicle *c)
{
    return c->slice_count <= SMALL && c->cut_at == SIM_INSTANT_NEVER;
}

/* Whose wait the report explains, or NULL. */
static const char *victim_of(const struct mdl_answer *answer)
{
    uint32_t victim = rpt_ledger_victim(answer);

    return victim == UINT32_MAX ? NULL : answer->series[victim].object;
}

/* Runs it, and draws all of it if it is short and nothing was asked for, else the worst wait. */
static int choose_and_run(struct cli_session *s, struct cli_past *past,
                          struct mdl_chronicle **ret_chronicle)
{
    int code = cli_past_choose(s, past);

    if (code == CLI_FINE) {
        code = cli_past_run(s, past, ret_chronicle);
    }
    if (code != CLI_FINE || s->options.window != NULL ||
        (!past->scenario.plan.is_random && is_small(*ret_chronicle)) ||
        !cli_past_worst(s, past, victim_of(&past->answer))) {
        return code;
    }
    mdl_chronicle_destroy(*ret_chronicle);
    return cli_past_run(s, past, ret_chronicle);
}

int cli_picture_run(struct cli_session *s, const struct scn_scenario *scenario,
                    const struct mdl_answer *answer)
{
    struct cli_past past = {.scenario = *scenario, .answer = *answer, .is_stored = true,
                            .seed = answer->seed};
    struct mdl_chronicle *c = NULL;
    struct rpt_timeline timeline;
    int code = choose_and_run(s, &past, &c);
    struct sim_text text;

    if (code != CLI_FINE) {
        return code;
    }
    sim_text_init(&text);
    sim_text_add_char(&text, '\n');
    if (lay(s, c, &past, &timeline)) {
        add_heading(s, &text, &past, &timeline);
        rpt_timeline_print(&text, &timeline, &s->view);
    } else {
        sim_text_add(&text, "TIMELINE  nothing runs or waits in that time\n");
    }
    mdl_chronicle_destroy(c);
    cli_session_write(s, &text);
    sim_text_deinit(&text);
    return CLI_FINE;
}

void cli_picture_tell(struct cli_session *s, struct mdl_answer *answer, uint32_t series)
{
    struct cli_past past = {.answer = *answer, .is_stored = true, .silent = true,
                            .seed = answer->seed};
    const struct mdl_series *of = &answer->series[series];
    const struct mdl_story_sentence *told;
    struct mdl_worst *worst = NULL;
    struct mdl_replication end;
    uint32_t count;

    for (uint32_t i = 0; i < answer->worst_count; i++) {
        if (answer->worsts[i].series == series && answer->worsts[i].place == 1) {
            worst = &answer->worsts[i];
        }
    }
    if (worst == NULL || worst->line_count > 0 || strcmp(of->measure, "request_latency") != 0 ||
        !cli_past_again(s, &past)) {
        return;
    }
    past.replication = worst->replication;
    told = mdl_last_story_when(&s->arena, &past.scenario.plan, past.seed, past.replication,
                               of->object, MDL_MEASURE_REQUEST_LATENCY, worst->started_at_ns,
                               worst->wait_ns, &end, &count);
    if (told == NULL || cli_past_judge(s, &past, &end) != CLI_FINE) {
        return;
    }
    worst->lines = sim_arena_array(&s->arena, count, sizeof *worst->lines);
    worst->line_count = count;
    for (uint32_t i = 0; i < count; i++) {
        worst->lines[i] = (struct mdl_story_line){told[i].at, told[i].what, told[i].rule};
    }
}

void cli_picture_why(struct cli_session *s, const struct mdl_answer *answer, const char *object,
                     struct sim_text *text)
{
    struct cli_past past = {.answer = *answer, .is_stored = true, .silent = true,
                            .seed = answer->seed};
    struct mdl_chronicle *c = NULL;
    struct rpt_timeline timeline;

    if (cli_past_again(s, &past) &&
        cli_past_worst(s, &past, object) && cli_past_run(s, &past, &c) == CLI_FINE) {
        if (lay(s, c, &past, &timeline) && timeline.row_count <= WHY_ROWS &&
            timeline.rows_beyond == 0) {
            sim_text_add_char(text, '\n');
            add_heading(s, text, &past, &timeline);
            rpt_timeline_print(text, &timeline, &s->view);
        }
        mdl_chronicle_destroy(c);
    }
}

/* ---- the course, the stop ------------------------------------------------------------------ */

static bool is_same_history(const struct mdl_answer *answer, uint32_t replication,
                            uint64_t fingerprint)
{
    for (uint32_t i = 0; i < answer->replication_count; i++) {
        if (answer->replications[i].index == replication) {
            return answer->replications[i].fingerprint == fingerprint;
        }
    }
    return false;
}

static const struct mdl_worst *worst_of(const struct mdl_answer *answer, uint32_t series)
{
    const struct mdl_worst *worst = NULL;

    for (uint32_t i = 0; i < answer->worst_count; i++) {
        if (answer->worsts[i].series == series &&
            (worst == NULL || answer->worsts[i].wait_ns > worst->wait_ns)) {
            worst = &answer->worsts[i];
        }
    }
    return worst;
}

static void look_at_course(struct cli_session *s, struct cli_past *past)
{
    const struct mdl_answer *answer = &past->answer;
    uint32_t victim = rpt_ledger_victim(answer);
    const struct mdl_worst *worst = victim == UINT32_MAX ? NULL : worst_of(answer, victim);
    struct rpt_course *course = sim_arena_array(&s->arena, 1, sizeof(*course));
    struct mdl_replication end;

    if (worst == NULL) {
        return;
    }
    *course = (struct rpt_course){.object = answer->series[victim].object,
                                  .replication = worst->replication,
                                  .is_random = answer->is_random};
    if (mdl_course_of(&past->scenario.plan, past->seed, worst->replication, course->object,
                      answer->series[victim].measure, &course->of, &end) &&
        course->of.waits >= COURSE_WAITS &&
        is_same_history(answer, worst->replication, end.fingerprint)) {
        s->view.course = course;
    }
}

/* The watchdog counts from when the processor rose: that was so many ticks before, and no more. */
static void look_at_rise(struct cli_session *s, const struct cli_past *past,
                         const struct mdl_answer_finding *stop, const struct mdl_chronicle *end,
                         struct rpt_chain *ret_chain)
{
    sim_duration tick = past->scenario.plan.profile.clock_period_ns;
    uint64_t ticks = stop->parameters[1] + 2;
    struct mdl_chronicle_options window = {.stops = true};
    struct mdl_chronicle *begin;

    window.from_at = stop->at_ns / tick > ticks ? stop->at_ns - ticks * tick : 0;
    window.until_at = window.from_at + 3 * tick;
    begin = mdl_chronicle_of(&past->scenario.plan, past->seed, past->replication, &window, NULL);
    rpt_chain_make_raised(&s->arena, begin, end, stop, ret_chain);
    mdl_chronicle_destroy(begin);
}

/* A run that began long before a tick found it: what led to it is looked for at its beginning. */
static void look_at_begin(struct cli_session *s, const struct cli_past *past,
                          const struct mdl_answer_finding *stop, struct rpt_chain *chain)
{
    struct mdl_answer_finding begin = *stop;
    struct mdl_chronicle_options window = {.stops = true};
    struct mdl_chronicle *c;

    if (chain->count == 0 || chain->lines[chain->count - 1].at >= past->window.from_at) {
        return;
    }
    begin.at_ns = chain->lines[chain->count - 1].at;
    window.until_at = begin.at_ns + 1;
    window.from_at = window.until_at > STOP_WINDOW_NS ? window.until_at - STOP_WINDOW_NS : 0;
    c = mdl_chronicle_of(&past->scenario.plan, past->seed, past->replication, &window, NULL);
    rpt_chain_make(&s->arena, c, &begin, chain);
    mdl_chronicle_destroy(c);
}

static void look_at_stop(struct cli_session *s, struct cli_past *past,
                         const struct mdl_answer_finding *stop)
{
    struct rpt_chain *chain = sim_arena_array(&s->arena, 1, sizeof(*chain));
    struct mdl_chronicle *c = NULL;

    past->replication = stop->replication;
    past->window = (struct mdl_chronicle_options){
        .from_at = stop->at_ns > STOP_WINDOW_NS ? stop->at_ns - STOP_WINDOW_NS : 0};
    if (cli_past_run(s, past, &c) == CLI_FINE) {
        if (rpt_chain_is_of_raised(stop)) {
            look_at_rise(s, past, stop, c, chain);
        } else {
            rpt_chain_make(&s->arena, c, stop, chain);
            look_at_begin(s, past, stop, chain);
        }
        s->view.chain = chain->count > 0 ? chain : NULL;
        mdl_chronicle_destroy(c);
    }
}

void cli_picture_report(struct cli_session *s, const struct scn_scenario *scenario,
                        const struct mdl_answer *answer)
{
    struct cli_past past = {.answer = *answer, .is_stored = true, .silent = true,
                            .seed = answer->seed};

    s->view.course = NULL;
    s->view.chain = NULL;
    if (answer->replication_count == 0 ||
        answer->events / answer->replication_count > REPORT_EVENTS) {
        return;
    }
    if (scenario != NULL) {
        past.scenario = *scenario;
    } else if (!cli_past_again(s, &past)) {
        return;
    }
    if (rpt_headline_stop(answer) != NULL) {
        look_at_stop(s, &past, rpt_headline_stop(answer));
    } else {
        look_at_course(s, &past);
    }
}
