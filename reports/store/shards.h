/*
 * Shards: replications of one run, computed at different times or places, until they are joined.
 *
 * A set is what is there of one run: one question and how many replications it wants. Bytes are
 * opaque here; scenarios/experiment makes them and joins them. Joining stores an ordinary run and
 * drops the set.
 */
#ifndef WTSIM_REPORTS_STORE_SHARDS_H
#define WTSIM_REPORTS_STORE_SHARDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "reports/store/store.h"

struct rpt_query_session;

struct rpt_shards_part {
    uint32_t replication;
    const void *bytes;
    size_t length;
};

struct rpt_shards_set {
    int64_t input_id;
    uint32_t planned, present;        /* replications wanted, and there           */
    int64_t run_id;                   /* the complete run that answers it, 0: none */
    const char *scenario_name, *changed, *program;
};

/* Adds parts of a run of answer->planned replications; what is there already stays. The answer
   says what was asked, of what program and where the scenario was read. */
bool rpt_shards_save(struct rpt_store *store, const struct mdl_answer *answer,
                     const struct rpt_shards_part *parts, uint32_t count,
                     struct rpt_store_error *ret_error);

/* All sets, in the order of their inputs. */
bool rpt_shards_list(struct rpt_store *store, struct sim_arena *arena,
                     struct rpt_shards_set **ret_sets, uint32_t *ret_count,
                     struct rpt_store_error *ret_error);

/* The parts of a set by replication, and what was asked, as scn_scenario_parse_stored needs it. */
bool rpt_shards_load(struct rpt_store *store, const struct rpt_shards_set *set,
                     struct sim_arena *arena, struct mdl_answer *ret_answer,
                     struct rpt_shards_part **ret_parts, struct rpt_store_error *ret_error);

bool rpt_shards_drop(struct rpt_store *store, const struct rpt_shards_set *set,
                     struct rpt_store_error *ret_error);

/* Has this store the table of parts? One of an earlier version has not. */
bool rpt_shards_are_known(struct rpt_query_session *session);

/* Inside a write transaction of both: copies every part that the other store has and this one
   has not, but for runs that are complete here. How many. */
uint32_t rpt_shards_copy(struct rpt_store *to, struct rpt_store *from, struct sim_arena *arena);

#endif
