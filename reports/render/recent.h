/*
 * What an object waited for last, up to an instant: an interrupt to be taken, a DPC to be called, a
 * thread to run, a request to be finished. Read from a chronicle; work items have a story of their
 * own (model/run/last_story.h).
 */
#ifndef WTSIM_REPORTS_RENDER_RECENT_H
#define WTSIM_REPORTS_RENDER_RECENT_H

#include "model/machine/ids.h"
#include "reports/render/chain.h"

/* Has this kind of object such a story at all? */
bool rpt_recent_knows(enum mdl_object_kind kind);

/* The chronicle ends at the instant. False: nothing of the object is in it. */
bool rpt_recent_of(struct sim_arena *arena, const struct mdl_chronicle *c, mdl_object_id object,
                   struct rpt_chain *ret_chain);

#endif
