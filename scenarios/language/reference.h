/*
 * The reference of the language, out of the tables that the loader reads.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_REFERENCE_H
#define WTSIM_SCENARIOS_LANGUAGE_REFERENCE_H

#include "scenarios/language/schema.h"

struct sim_text;

/* Sections with their keys, words, DDIs, as Markdown: the second half of scenarios/README.md. */
void scn_reference_markdown(struct sim_text *text);

/* How the type of a key is called: 'whole number'. */
const char *scn_reference_type(enum scn_type type);

#endif
