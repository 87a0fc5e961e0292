/*
 * A state: the machine at one instant as text, as JSON, as SVG (screens of 'wtsim step').
 *
 * Levels go down by IRQL, each processor has a column: '>' executes, '|' is interrupted
 * underneath, '.' nobody is at this level, '*' changed at this instant. Of more than two
 * processors the busiest are drawn in full and the others get a line each.
 */
#ifndef WTSIM_REPORTS_RENDER_STATE_H
#define WTSIM_REPORTS_RENDER_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "model/observe/story.h"
#include "model/run/scene.h"

struct rpt_view;
struct sim_text;

struct rpt_state {
    const struct mdl_plan *plan;
    const struct mdl_scene *scene;
    const struct mdl_story_sentence *news;
    uint32_t news_count;
    uint32_t replication;
    uint64_t event;
    sim_instant event_at;             /* of that event; scene->at is at or after it */
    sim_instant shown_at;             /* of the state shown before, NEVER: none     */
    mdl_processor_id selected;        /* drawn in full in any case; MDL_NONE: none  */
    bool brief;                       /* only what is in use or has changed         */
};

/* '2.001 681 810 s  (+4.500 us)', not ended. */
void rpt_state_clock(struct sim_text *text, const struct rpt_state *state);

/* What is below the clock. Every line is ended. */
void rpt_state_text(struct sim_text *text, const struct rpt_state *state,
                    const struct rpt_view *view);

/* The same without the ladder: queues, the other processors, pools, what happened. */
void rpt_state_below(struct sim_text *text, const struct rpt_state *state,
                     const struct rpt_view *view);

/* One object in one line. */
void rpt_state_json(struct sim_text *text, const struct rpt_state *state);

/* One <svg> element that stands alone. */
void rpt_state_svg(struct sim_text *text, const struct rpt_state *state, const char *title);

#endif
