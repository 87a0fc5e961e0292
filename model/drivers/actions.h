/*
 * What the DDIs do: one handler per kind of step that acts on the machine.
 *
 * A handler gets a context whose `step` already points behind the step it executes. It returns
 * MDL_RUNS when it is done (or when left_ns was set), or why the context cannot go on.
 */
#ifndef WTSIM_MODEL_DRIVERS_ACTIONS_H
#define WTSIM_MODEL_DRIVERS_ACTIONS_H

#include "model/machine/machine.h"
#include "sim/random/law.h"

/* The step's draw for this cause: whole ns or a count. */
static inline uint64_t mdl_actions_draw(struct mdl_machine *m, const struct mdl_run *run,
                                        mdl_draw_id draw)
{
    return sim_law_draw(&m->laws[draw], &m->draws[draw], run->ordinal,
                        run->iteration);
}

enum mdl_outcome mdl_actions_perform(struct mdl_machine *m, mdl_context_id c,
                                     const struct mdl_step *step);

#endif
