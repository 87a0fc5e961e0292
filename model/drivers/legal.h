/*
 * What is legal: a step at its IRQL, a routine's return (C tables, V tables, W158-W182).
 *
 * A mistake is a finding; where Windows would stop, a simulated bug check. With Driver Verifier
 * on, the verifier stops first, with its own code (bug check 0xC4).
 */
#ifndef WTSIM_MODEL_DRIVERS_LEGAL_H
#define WTSIM_MODEL_DRIVERS_LEGAL_H

#include "model/machine/machine.h"

/* Is the step legal at the context's IRQL? False: a simulated stop. */
bool mdl_legal_step(struct mdl_machine *m, mdl_context_id c, const struct mdl_step *step);

/* KeRaiseIrql and KeLowerIrql to this level (I5). False: it must not be done. */
bool mdl_legal_raise(struct mdl_machine *m, mdl_context_id c, unsigned irql);
bool mdl_legal_lower(struct mdl_machine *m, mdl_context_id c, unsigned irql);

/* The routine returns: at the level and with the locks it was entered with? False: a stop. */
bool mdl_legal_return(struct mdl_machine *m, mdl_context_id c);

#endif
