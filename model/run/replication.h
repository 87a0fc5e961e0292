/*
 * One replication: a machine built from a plan, run to its end, and what it left behind.
 */
#ifndef WTSIM_MODEL_RUN_REPLICATION_H
#define WTSIM_MODEL_RUN_REPLICATION_H

#include <stdbool.h>
#include <stdint.h>

#include "model/machine/plan.h"
#include "sim/engine/engine.h"

struct mdl_checkpoint;
struct mdl_deadlock_knot;
struct mdl_machine;
struct mdl_record;
struct mdl_tape;
struct mdl_workspace; /* one machine and its record, reused for replication after replication */

enum mdl_replication_end {
    MDL_REPLICATION_COMPLETE,
    MDL_REPLICATION_BUG_CHECK,    /* a simulated stop */
    MDL_REPLICATION_STUCK         /* steps that never let time advance: the author's mistake */
};

struct mdl_replication {
    enum mdl_replication_end end;
    uint32_t bug_check;           /* code, 0 unless the end is a bug check          */
    sim_instant end_at;
    uint64_t events, ties;
    uint64_t fingerprint;         /* of the history                                 */
    mdl_place_id stuck_place;     /* the last step executed when stuck              */
    const struct mdl_deadlock_knot *knots; /* valid until the next run              */
    uint32_t knot_count;
};

struct mdl_options {
    bool without_ledger;          /* measure what the ledger costs                  */
    bool without_metrics;
    bool with_tape;               /* a ring that nobody reads: measure what it costs */
    bool without_shapes;          /* all programs step by step: a test's            */
    bool without_judge;           /* nobody looks for deadlocks: for stepping       */
    uint64_t shuffle_ties;        /* 0: by sequence                                 */
    uint32_t observations;        /* keep the first n values of each duration       */
};

struct mdl_workspace *mdl_replication_prepare(const struct mdl_plan *plan,
                                              const struct mdl_options *options);
void mdl_replication_release(struct mdl_workspace *w); /* fine on NULL */

/* Runs it from its beginning; the record (below) then holds what was measured. */
struct mdl_replication mdl_replication_run(struct mdl_workspace *w, uint64_t seed,
                                           uint32_t replication);

/*
 * The same by hand, for tests and for stepping: begin, then sim_engine_run on the machine's engine
 * with this world, as often and as far as one likes. Nothing is closed: the record cannot be read.
 */
struct mdl_machine *mdl_replication_begin(struct mdl_workspace *w, uint64_t seed,
                                          uint32_t replication);
struct sim_engine_world mdl_replication_world(struct mdl_workspace *w);

/* Back to a checkpoint of this machine, where the history had this fingerprint. Only without
   metrics and without a judge: what they know is not in it. */
void mdl_replication_restore(struct mdl_workspace *w, const struct mdl_checkpoint *checkpoint,
                             uint64_t fingerprint);

/* The next run tells the story of this observation (story.h; series as in record.h): the one that
   began to wait at started_at and waited wait_ns. Same history, same fingerprint. False: no story
   of such a series can be told. */
bool mdl_replication_watch(struct mdl_workspace *w, uint32_t series, sim_instant started_at,
                           sim_duration wait_ns);

/* Runs from now on are taped (tape.h); NULL: no longer. Same history, same fingerprint. */
void mdl_replication_tape(struct mdl_workspace *w, struct mdl_tape *tape);

/* What was measured by the last run; valid until the next one. */
const struct mdl_record *mdl_replication_record(const struct mdl_workspace *w);

#endif
