/* What of a state is drawn: which processors in full, which levels. Text and SVG share it. */
#ifndef WTSIM_REPORTS_RENDER_STATE_LAYOUT_H
#define WTSIM_REPORTS_RENDER_STATE_LAYOUT_H

#include "reports/render/state.h"

enum { RPT_STATE_LAYOUT_FULL = 2, RPT_STATE_LAYOUT_LEVELS = 64 };

struct rpt_state_layout {
    mdl_processor_id full[RPT_STATE_LAYOUT_FULL]; uint32_t full_count;
    uint8_t levels[RPT_STATE_LAYOUT_LEVELS];      uint32_t level_count; /* highest first */
};

struct rpt_state_layout rpt_state_layout_of(const struct rpt_state *state);

/* Is this processor among those in full? */
bool rpt_state_layout_is_full(const struct rpt_state_layout *layout, mdl_processor_id p);

/* The nth frame of a processor at a level (n from 0), highest first, or NULL. */
const struct mdl_scene_frame *rpt_state_layout_frame(const struct mdl_scene_processor *p,
                                                     unsigned level, uint32_t n);

/* 'DISPATCH' */
const char *rpt_state_layout_level(struct sim_arena *arena, const struct mdl_plan *plan,
                                   unsigned level);

/* '1.68 ms done, interrupted', 'worker start', '' when there is nothing to add. */
const char *rpt_state_layout_remark(struct sim_arena *arena, const struct mdl_plan *plan,
                                    const struct mdl_scene_frame *frame);

#endif
