/* Commands of a walk that look and do not move: the story, the timeline, the picture. */
#include "reports/cli/stepping.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "model/run/chronicle.h"
#include "model/run/condition.h"
#include "model/run/last_story.h"
#include "reports/cli/session.h"
#include "reports/render/format.h"
#include "reports/render/page.h"
#include "reports/render/recent.h"
#include "reports/render/state.h"
#include "reports/render/timeline.h"
#include "sim/base/text.h"

enum {
    EVENTS = 40,                      /* of a timeline whose length was not said */
    RECENT_NS = 100000000
};

static enum cli_stepping_result mistake(struct cli_stepping *p, struct sim_text *text,
                                        const char *sentence)
{
    sim_text_add(text, sentence);
    p->code = cli_session_worse(p->code, CLI_USAGE);
    return CLI_STEPPING_MISTAKE;
}

/* ---- why ------------------------------------------------------------------------------------- */

static void add_story(struct cli_stepping *p, struct sim_text *text,
                      const struct mdl_story_sentence *story, uint32_t count)
{
    unsigned width = rpt_view_width(&p->session->view);

    for (uint32_t i = 0; i < count; i++) {
        sim_text_add(text, "  ");
        if (i == 0 || story[i].at != story[i - 1].at) {
            rpt_format_instant(text, story[i].at, 9);
        }
        rpt_page_column(text, 18);
        rpt_page_words(text, story[i].what, 18, width - 8);
        rpt_page_edge(text, story[i].rule, width);
    }
}

/* Of what is no work item: from the last tenth of a second, or else from all there was. */
static bool recent(struct cli_stepping *p, mdl_object_id object, struct rpt_chain *ret_chain)
{
    struct mdl_chronicle_options window = {.until_at = mdl_stepper_now(p->stepper) + 1u,
                                           .stops = true};
    bool found = false;

    window.from_at = window.until_at > RECENT_NS ? window.until_at - RECENT_NS : 0;
    for (;;) {
        struct mdl_chronicle *c = mdl_chronicle_of(&p->past->scenario.plan, p->past->seed,
                                                   mdl_stepper_replication(p->stepper), &window,
                                                   NULL);

        found = rpt_recent_of(&p->session->arena, c, object, ret_chain);
        mdl_chronicle_destroy(c);
        if (found || window.from_at == 0) {
            return found;
        }
        window.from_at = 0;
    }
}

static enum cli_stepping_result why_recent(struct cli_stepping *p, mdl_object_id object,
                                           struct sim_text *text)
{
    const struct mdl_object *about = &p->past->scenario.plan.objects[object];
    struct rpt_chain chain;

    if (!rpt_recent_knows(about->kind)) {
        return mistake(p, text, sim_arena_print(&p->session->arena, "%s waits for nothing: work "
                                                "items, interrupts, DPCs, timers and threads do. "
                                                "'timeline' shows what it did", about->path));
    }
    if (!recent(p, object, &chain)) {
        sim_text_print(text, "%s has not waited yet.\n", about->path);
    } else {
        sim_text_print(text, "  %s, what happened to it last, up to now:\n", about->path);
        for (uint32_t i = 0; i < chain.count; i++) {
            const struct mdl_story_sentence line = {chain.lines[i].at, chain.lines[i].what,
                                                    chain.lines[i].rule};

            add_story(p, text, &line, 1);
        }
    }
    return CLI_STEPPING_TEXT;
}

enum cli_stepping_result cli_stepping_why(struct cli_stepping *p, const char *rest,
                                          struct sim_text *text)
{
    struct sim_arena *arena = &p->session->arena;
    const struct mdl_plan *plan = &p->past->scenario.plan;
    const struct mdl_story_sentence *story;
    const char *what = "";
    mdl_object_id object;
    uint32_t count;

    if (*rest == '\0') {
        return mistake(p, text, "'why' needs an object, as in 'why nic.refill'");
    }
    object = mdl_condition_object(arena, plan, rest, &what);
    if (object == MDL_NONE) {
        return mistake(p, text, what);
    }
    if (plan->objects[object].kind != MDL_OBJECT_WORK_ITEM) {
        return why_recent(p, object, text);
    }
    story = mdl_last_story_of(arena, plan, p->past->seed, mdl_stepper_replication(p->stepper),
                              object, mdl_stepper_now(p->stepper), &count);
    if (story == NULL || count == 0) {
        sim_text_print(text, "%s has not been queued yet.\n", plan->objects[object].path);
    } else {
        sim_text_print(text, "  The last call of %s that queued it, up to now:\n",
                       plan->objects[object].path);
        add_story(p, text, story, count);
    }
    return CLI_STEPPING_TEXT;
}

/* ---- timeline -------------------------------------------------------------------------------- */

/* 'A..B', or a length that ends now; false: neither. */
static bool window_of(const struct cli_stepping *p, const char *rest,
                      struct mdl_chronicle_options *ret_window)
{
    sim_instant now = mdl_stepper_now(p->stepper);
    const char *dots = strstr(rest, "..");
    sim_duration length;

    ret_window->until_at = now + 1u;
    if (*rest == '\0') {
        ret_window->from_at = mdl_stepper_past(p->stepper, EVENTS);
        return true;
    }
    if (dots == NULL) {
        if (!mdl_condition_time(rest, &length)) {
            return false;
        }
        ret_window->from_at = now > length ? now - length : 0;
        return length > 0;
    }
    return mdl_condition_time(sim_arena_copy(&p->session->arena, rest, (size_t)(dots - rest)),
                              &ret_window->from_at) &&
           mdl_condition_time(dots + 2, &ret_window->until_at) &&
           ret_window->until_at > ret_window->from_at;
}

enum cli_stepping_result cli_stepping_timeline(struct cli_stepping *p, const char *rest,
                                               struct sim_text *text)
{
    struct mdl_chronicle_options window = {0};
    struct rpt_timeline timeline;
    struct mdl_chronicle *c;

    if (!window_of(p, rest, &window)) {
        return mistake(p, text, "'timeline' takes a length or two times: 100us, 2.4s..2.5s");
    }
    c = mdl_chronicle_of(&p->past->scenario.plan, p->past->seed,
                         mdl_stepper_replication(p->stepper), &window, NULL);
    if (rpt_timeline_lay(&p->session->arena, c,
                         &(struct rpt_timeline_options){.width = rpt_view_width(&p->session->view),
                                                        .from_at = window.from_at,
                                                        .until_at = window.until_at},
                         &timeline)) {
        sim_text_add(text, "  ");
        rpt_timeline_scale(text, &timeline);
        rpt_page_line(text);
        rpt_timeline_print(text, &timeline, &p->session->view);
    } else {
        sim_text_add(text, "Nothing ran or waited then.\n");
    }
    mdl_chronicle_destroy(c);
    return CLI_STEPPING_TEXT;
}

/* ---- svg ------------------------------------------------------------------------------------- */

static bool write_file(const char *path, const struct sim_text *text)
{
    FILE *file = fopen(path, "wb");
    bool good = file != NULL && fwrite(text->data, 1, text->length, file) == text->length;

    return file != NULL && fclose(file) == 0 && good;
}

enum cli_stepping_result cli_stepping_svg(struct cli_stepping *p, const char *rest,
                                          struct sim_text *text)
{
    struct rpt_state state = {
        .plan = &p->past->scenario.plan, .scene = mdl_stepper_scene(p->stepper),
        .replication = mdl_stepper_replication(p->stepper),
        .event = mdl_stepper_event(p->stepper), .event_at = mdl_stepper_event_at(p->stepper),
        .shown_at = SIM_INSTANT_NEVER, .selected = p->selected};
    struct sim_text svg;
    bool good;

    if (*rest == '\0') {
        return mistake(p, text, "'svg' needs the name of a file");
    }
    state.news = mdl_stepper_news(p->stepper, &state.news_count);
    sim_text_init(&svg);
    rpt_state_svg(&svg, &state, sim_arena_print(&p->session->arena, "%s, replication %" PRIu32,
                                                p->past->scenario.name, state.replication));
    good = write_file(rest, &svg);
    sim_text_deinit(&svg);
    if (!good) {
        sim_text_print(text, "cannot write '%.200s': %s", rest, strerror(errno));
        p->code = cli_session_worse(p->code, CLI_CANNOT_CREATE);
        return CLI_STEPPING_STAYED;
    }
    sim_text_print(text, "written to %s\n", rest);
    return CLI_STEPPING_TEXT;
}
