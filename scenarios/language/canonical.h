/*
 * The canonical form: every value that decides a run, flattened, with its origin.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_CANONICAL_H
#define WTSIM_SCENARIOS_LANGUAGE_CANONICAL_H

struct scn_build;
struct scn_node;
struct sim_arena;

/* The text of a value that equal values share: 0.5ms is 500us, 1/ms is 1000/s, keys of maps are
   sorted (what stands beside a verb after it). */
const char *scn_canonical_text(struct sim_arena *arena, const struct scn_node *node);

/* Sorts the parameters and digests them together with the seed, the bytes of data files, the
   expectations and the version of the model; order of keys, comments and the like do not
   matter. */
void scn_canonical_finish(struct scn_build *b);

#endif
