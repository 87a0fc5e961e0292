/*
 * Interrupts of UMDF drivers (I23a, W118-W120): in the kernel a reflector has the ISR and a DPC;
 * the driver's own callbacks run in its host process, at PASSIVE_LEVEL.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_REFLECTOR_H
#define WTSIM_SCENARIOS_LANGUAGE_REFLECTOR_H

#include "scenarios/language/code.h"
#include "scenarios/language/objects.h"

/* Makes the ISR, the DPC and the items of a line that will be the next one of the plan. */
void scn_reflector_read(const struct scn_objects_entry *e, const struct scn_view *v,
                        struct mdl_line *line, struct scn_line_needs *needs);

/* Finds the locks that interrupts name, once all are declared: their ISRs run under them. */
void scn_reflector_resolve(struct scn_build *b);

/* The lock of such an interrupt: the driver's ISR holds it. */
mdl_lock_id scn_reflector_lock(struct scn_build *b, mdl_line_id line);

/* All lines are read: the ISRs get their locks. */
void scn_reflector_finish(struct scn_build *b);

/* The program of the reflector's ISR or DPC. */
void scn_reflector_routine(struct scn_code *c);

/* How many interrupts the device of this driver entry has. */
uint32_t scn_reflector_count(const struct scn_build *b, uint32_t driver);

#endif
