/*
 * Drivers: framework, objects by section, callbacks; and the threads of applications.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_DRIVERS_H
#define WTSIM_SCENARIOS_LANGUAGE_DRIVERS_H

struct scn_build;
struct scn_view;

/* Declares everything that has a name; step lists are compiled later. */
void scn_drivers_read(struct scn_build *b, const struct scn_view *root);

#endif
