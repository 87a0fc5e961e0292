/*
 * One instant: what ends, then what arrives, then what starts (architecture of the model).
 *
 * Ranks order events of one nanosecond. Settle runs after the last rank below MDL_RANK_SETTLED:
 * whatever starts sees the whole instant.
 */
#ifndef WTSIM_MODEL_HARDWARE_RANKS_H
#define WTSIM_MODEL_HARDWARE_RANKS_H

enum mdl_rank {
    MDL_RANK_BOUNDARY,  /* end of a warm-up                                               */
    MDL_RANK_END,       /* end of a run segment, with the steps up to the next one        */
    MDL_RANK_TIMELINE,  /* parameters, removal, unload                                    */
    MDL_RANK_OUTSIDE,   /* arrivals, completions, sleepers: a signal beats a time-out     */
    MDL_RANK_ASSERT,    /* interrupt lines: only sets pending                             */
    MDL_RANK_CLOCK,     /* the clock of all processors: only sets pending                 */
    MDL_RANK_IPI,       /* after everything that could send one with zero delay           */
    MDL_RANK_SETTLED    /* samples and conditions: they see the settled machine           */
};

#endif
