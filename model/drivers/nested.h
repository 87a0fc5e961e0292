/*
 * Nested calls: a routine executed by a context that was executing another one.
 */
#ifndef WTSIM_MODEL_DRIVERS_NESTED_H
#define WTSIM_MODEL_DRIVERS_NESTED_H

#include "model/machine/cause.h"

/*
 * The context executes this program next, carrying what the bag holds (empty then), and afterwards
 * goes on behind its present step; again: executes that step a second time, as after a wait.
 * Its draws are those of the first request carried, or of the call.
 */
void mdl_nested_call(struct mdl_machine *m, mdl_context_id c, mdl_program_id program,
                     mdl_label_id label, struct mdl_bag *carried, bool again);

/* The call is the routine of a request that has been back so often before: it draws anew. */
static inline void mdl_nested_visit(struct mdl_machine *m, mdl_context_id c, uint32_t before)
{
    m->runs[c].ordinal += before * MDL_CAUSE_AGAIN;
}

/* END: the program of the innermost nested call is over. */
void mdl_nested_return(struct mdl_machine *m, mdl_context_id c);

static inline bool mdl_nested_is_inside(const struct mdl_machine *m, mdl_context_id c)
{
    return m->runs[c].nested != 0;
}

#endif
