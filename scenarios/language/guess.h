/*
 * Which unit was meant: a guess from the load that each would be.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_GUESS_H
#define WTSIM_SCENARIOS_LANGUAGE_GUESS_H

struct scn_code;
struct scn_node;

/* The last diagnostic says that the duration at this node, of a run, has no unit: where its driver
   has one stream of arrivals, says what each unit would mean. */
void scn_guess_unit(const struct scn_code *c, const struct scn_node *duration);

#endif
