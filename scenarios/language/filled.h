/*
 * The scenario written out: what the author wrote and every default beside it, as a scenario that
 * means the same.
 *
 * While sections are read, each value that nobody wrote is noted with its map; a section that is
 * not there becomes one. What has no place of its own (a value inside a short form, one that
 * depends on others) stands in comments at the end. Its input digest is that of the original.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_FILLED_H
#define WTSIM_SCENARIOS_LANGUAGE_FILLED_H

#include <stdint.h>

struct mdl_parameter;
struct scn_build;
struct scn_node;
struct sim_text;

struct scn_fill {                     /* a value that is not written */
    const struct scn_node *map;       /* where it would stand                 */
    const char *key, *path;
    const char *value, *origin;       /* NULL both: a section, see inner      */
    const struct scn_node *inner;     /* the section's map, with fills of its own */
};

struct scn_filled {
    const struct scn_node *root;
    const struct scn_fill *fills;
    uint32_t fill_count;
    uint32_t file_count;              /* sources below are files, of which the first is its own */
};

/* Notes a value that stands at no place in the file: map may be NULL, then it has none. */
void scn_filled_note(struct scn_build *b, const struct scn_node *map, const char *key,
                     const char *path, const char *value, const char *origin);

/* The map of a section that is not written, in the map where it would stand. */
const struct scn_node *scn_filled_section(struct scn_build *b, const struct scn_node *map,
                                          const char *key);

/* Appends it as a file; parameters: those of the scenario, for what has no place. */
void scn_filled_print(struct sim_text *text, const struct scn_filled *filled,
                      const struct mdl_parameter *parameters, uint32_t parameter_count);

#endif
