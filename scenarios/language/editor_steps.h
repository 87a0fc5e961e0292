/*
 * The editor's schema: steps, plain words, DDIs.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_EDITOR_STEPS_H
#define WTSIM_SCENARIOS_LANGUAGE_EDITOR_STEPS_H

struct sim_text;

/* The definitions of 'steps' and 'step', and of what stands beside each kind of DDI. */
void scn_editor_steps_define(struct sim_text *text);

#endif
