/*
 * The editor's schema: how its JSON is written, and the definitions of values with units.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_EDITOR_VALUES_H
#define WTSIM_SCENARIOS_LANGUAGE_EDITOR_VALUES_H

#include <stdint.h>

#include "scenarios/language/schema.h"

struct sim_text;

/* A comma where one is needed: the next element, or a key with its colon. */
void scn_editor_values_item(struct sim_text *text);
void scn_editor_values_key(struct sim_text *text, const char *key);
/* The same on a line of its own. */
void scn_editor_values_line(struct sim_text *text, const char *key);
void scn_editor_values_string(struct sim_text *text, const char *key, const char *value);

/* A scalar as YAML would read it: 4, true, "none". */
void scn_editor_values_scalar(struct sim_text *text, const char *written);

/* {"enum": [...]} of words. */
void scn_editor_values_words(struct sim_text *text, const char *const *words, uint32_t count);

/* {"$ref": "#/definitions/NAME"}, and that of a plain type of the schema table. */
void scn_editor_values_ref(struct sim_text *text, const char *name);
void scn_editor_values_type(struct sim_text *text, enum scn_type type);

/* The definitions of all plain types, of distributions and of arrivals. */
void scn_editor_values_define(struct sim_text *text);

#endif
