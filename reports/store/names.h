/* Runs by name: numbers, keys, labels, @last and @prev; and the list of them. */
#ifndef WTSIM_REPORTS_STORE_NAMES_H
#define WTSIM_REPORTS_STORE_NAMES_H

#include "reports/store/query.h"
#include "reports/store/store.h"

/* See rpt_store_find, rpt_store_label, rpt_store_list. A false return without a remembered
   failure of the session has said its reason in ret_error. */
bool rpt_names_find(struct rpt_query_session *session, const char *name, int64_t *ret_run_id,
                    struct rpt_store_error *ret_error);
bool rpt_names_label(struct rpt_query_session *session, int64_t run_id, const char *label,
                     struct rpt_store_error *ret_error);
void rpt_names_list(struct rpt_query_session *session, struct sim_arena *arena,
                    struct rpt_store_row **ret_rows, uint32_t *ret_count);

/* Fine as a label and free (or this run's own)? NULL and '' are. */
bool rpt_names_check_label(struct rpt_query_session *session, int64_t run_id, const char *label,
                           struct rpt_store_error *ret_error);

#endif
