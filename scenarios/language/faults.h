/*
 * Faults: steps that fail by chance.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_FAULTS_H
#define WTSIM_SCENARIOS_LANGUAGE_FAULTS_H

#include "scenarios/language/code.h"
#include "scenarios/language/view.h"

/* Reads `faults:`, before steps are compiled. */
void scn_faults_read(struct scn_build *b, const struct scn_view *root);

/* In front of a step that calls this DDI (or MDL_DDI_NONE, a word) and gives requests to a target
   or a queue (or NULL): what may fail it. Returns how many steps those are. */
uint32_t scn_faults_before(struct scn_code *c, uint16_t ddi, const struct scn_symbol *target,
                           const struct scn_node *at);

/* The step itself has been emitted; those in front of it jump behind it. */
void scn_faults_land(struct scn_code *c, uint32_t step, uint32_t count);

/* Faults that no step can have. */
void scn_faults_unused(struct scn_build *b);

#endif
