/*
 * The language for editors: a JSON Schema (draft-07, which the YAML language server of VS Code
 * knows best), out of the tables that the loader reads.
 *
 * It is a little wider than the language: names, conditions and what depends on other keys are
 * left to `wtsim check`. What it refuses, the loader refuses too.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_EDITOR_H
#define WTSIM_SCENARIOS_LANGUAGE_EDITOR_H

struct sim_text;

void scn_editor_schema(struct sim_text *text);

#endif
