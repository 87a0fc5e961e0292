/*
 * Plug and Play: the callbacks under `pnp:`, and the program of the thread that calls them.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_PNP_H
#define WTSIM_SCENARIOS_LANGUAGE_PNP_H

#include "scenarios/language/code.h"
#include "scenarios/language/view.h"

/* Reads `pnp:` of a driver. */
void scn_pnp_read(const struct scn_view *v, uint32_t driver);

/* Has the driver a callback for the start of its devices? */
bool scn_pnp_starts(const struct scn_driver *driver);

/* A thread for each device that the timeline does something to, or whose driver has callbacks. */
void scn_pnp_make(struct scn_build *b, const struct scn_view *root);

/* The program of such a thread. */
void scn_pnp_compile(struct scn_code *c);

#endif
