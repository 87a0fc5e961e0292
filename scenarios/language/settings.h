/*
 * Parameters that the timeline sets while the scenario runs: `set: {path: value}`.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_SETTINGS_H
#define WTSIM_SCENARIOS_LANGUAGE_SETTINGS_H

#include "scenarios/language/build.h"

/* Notes what an entry sets at a time; its happening refers to it until it is resolved. Returns how
   many. */
uint32_t scn_settings_read(struct scn_build *b, const struct scn_node *map, uint64_t at);

/* All parts are made, all names known: paths become changes. Pools are made as large as they ever
   get. */
void scn_settings_resolve(struct scn_build *b);

/* Does the timeline set anything whose path begins so? */
bool scn_settings_touch(const struct scn_build *b, const char *prefix);

#endif
