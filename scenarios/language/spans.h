/*
 * How long a program takes on average.
 *
 * Means are lower bounds: of two branches the cheaper one counts, and what only a condition leads
 * to does not.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_SPANS_H
#define WTSIM_SCENARIOS_LANGUAGE_SPANS_H

#include <stdbool.h>
#include <stdint.h>

#include "model/machine/plan.h"

struct scn_build;

/* In ns. each: what each_request does for one request; held: with the time that it waits for a
   given time, when a worker or thread is not free either. */
struct scn_span {
    double all, each, held, held_each;
};

struct scn_span scn_spans_of(const struct scn_build *b, mdl_program_id id);

/* Does a program reach a step of this kind whatever happens? */
bool scn_spans_always(const struct scn_build *b, mdl_program_id id, enum mdl_step_kind kind,
                      uint32_t *ret_object);

#endif
