/*
 * Further files: `include: [drivers/nic.yaml]`, each with drivers that join those of the scenario.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_INCLUDE_H
#define WTSIM_SCENARIOS_LANGUAGE_INCLUDE_H

#include "scenarios/language/tree.h"

struct scn_files;

/*
 * The root with the drivers of all files that it includes, and that those include. Paths are
 * relative to the file that names them; their positions are in their own files, which are sources
 * from 1 on. What was read is kept.
 */
const struct scn_node *scn_include_files(struct sim_arena *arena, const struct scn_node *root,
                                         struct scn_diags *diags, struct scn_files *files);

/* The directory of a file as its own path says it; NULL: where we are. */
const char *scn_include_directory(struct sim_arena *arena, const char *path);

#endif
