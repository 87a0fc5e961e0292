/*
 * Phases: named parts of a run, each measured by itself beside the whole.
 *
 * A phase has a gathering of its own, fed from windows (model/run/window.h); its series join those
 * of the answer under its name. Scenarios without phases and without a drain pay nothing.
 */
#ifndef WTSIM_SCENARIOS_EXPERIMENT_PHASES_H
#define WTSIM_SCENARIOS_EXPERIMENT_PHASES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/machine/plan.h"
#include "model/run/answer.h"
#include "model/run/replication.h"

struct mdl_gather;
struct mdl_window;
struct sim_arena;
struct sim_text;

struct scn_phases {
    const struct mdl_plan *plan;
    struct mdl_options options, plain; /* of the whole; of a phase: without the ledger      */
    struct mdl_gather **gathers;       /* by phase                                          */
    struct mdl_window **windows;       /* by worker: each phase, then the drained whole     */
    uint32_t count;                    /* phases                                            */
    unsigned jobs;
};

void scn_phases_init(struct scn_phases *p, const struct mdl_plan *plan,
                     const struct mdl_options *options, uint32_t replications, unsigned jobs,
                     bool keep_stopped);
void scn_phases_deinit(struct scn_phases *p);

/* What each phase saw of a replication; different ones may be put by different workers. */
void scn_phases_put(struct scn_phases *p, uint64_t seed, uint32_t replication, unsigned worker);

/* The whole run of a scenario that is drained, into its gathering. */
struct mdl_replication scn_phases_put_drained(struct scn_phases *p, uint64_t seed,
                                              uint32_t replication, unsigned worker,
                                              struct mdl_gather *whole);

/* The series of all phases join the answer, which has those of the whole. */
void scn_phases_answer(const struct scn_phases *p, uint32_t count, double confidence,
                       struct sim_arena *arena, struct mdl_answer *answer);

/* The bytes of a part: behind those of the whole, if there are phases; and back. */
void scn_phases_write(const struct scn_phases *p, uint32_t replication, struct sim_text *into);
bool scn_phases_read(struct scn_phases *p, struct mdl_gather *whole, uint32_t replication,
                     const void *bytes, size_t length);

#endif
