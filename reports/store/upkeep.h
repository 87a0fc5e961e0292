/*
 * Upkeep of a store: is it sound, what may go, what another store has.
 */
#ifndef WTSIM_REPORTS_STORE_UPKEEP_H
#define WTSIM_REPORTS_STORE_UPKEEP_H

#include <stdbool.h>
#include <stdint.h>

#include "reports/store/store.h"

/* ---- check ---- */

struct rpt_upkeep_trouble {
    const char *what;                 /* a sentence: what is wrong and what to do */
};

struct rpt_upkeep_state {
    uint32_t runs, incomplete, scenarios, parts;
    uint64_t bytes;                   /* of the file */
    int64_t version;                  /* of the schema */
    struct rpt_upkeep_trouble *troubles;
    uint32_t trouble_count;
};

/* Reads all of it: the file's own structure, rows whose run is gone, runs that lack rows, and
   questions with two answers (which would be a broken promise of wtsim). */
bool rpt_upkeep_check(struct rpt_store *store, struct sim_arena *arena,
                      struct rpt_upkeep_state *ret_state, struct rpt_store_error *ret_error);

/* ---- prune ---- */

struct rpt_upkeep_pruned {
    uint32_t runs, rows, parts;       /* runs; rows that belonged to nothing; parts of known runs */
    uint64_t bytes_before, bytes_after;
};

/*
 * Removes these runs, then everything that belongs to no run, then gives the space back to the
 * disk. With dry_run it only counts.
 */
bool rpt_upkeep_prune(struct rpt_store *store, const int64_t *run_ids, uint32_t count,
                      bool dry_run, struct rpt_upkeep_pruned *ret_pruned,
                      struct rpt_store_error *ret_error);

/* The runs that 'keep the newest so many' gives up: those without label, tag and note, beyond
   the first `keep` of all runs from @last backwards. */
bool rpt_upkeep_beyond(struct rpt_store *store, struct sim_arena *arena, uint32_t keep,
                       int64_t **ret_run_ids, uint32_t *ret_count,
                       struct rpt_store_error *ret_error);

/* ---- merge ---- */

struct rpt_upkeep_merged {
    uint32_t runs, known, parts;      /* new here; here already; parts of shards that are new */
    uint32_t labels_lost;             /* labels that another run has here                     */
};

/*
 * Copies every run of another store that is not here, with its executions, label, tags and notes;
 * to those that are here what they lack of these. Doing it twice changes nothing.
 */
bool rpt_upkeep_merge(struct rpt_store *to, struct rpt_store *from,
                      struct rpt_upkeep_merged *ret_merged, struct rpt_store_error *ret_error);

#endif
