/* What an open store is, and the transactions around everything done to it. Only files of this
   room that offer operations on a store use this. */
#ifndef WTSIM_REPORTS_STORE_TRANSACTION_H
#define WTSIM_REPORTS_STORE_TRANSACTION_H

#include <stdbool.h>

#include "reports/store/query.h"
#include "reports/store/store.h"

struct rpt_store {
    struct rpt_query_session session;
    char *path;
};

/* An operation starts afresh: what failed before is forgotten. False: said why. */
bool rpt_transaction_read(struct rpt_store *store, struct rpt_store_error *ret_error);
bool rpt_transaction_write(struct rpt_store *store, struct rpt_store_error *ret_error);

/* Commits what was done, or takes it back when anything failed on the way, and says what. */
bool rpt_transaction_end(struct rpt_store *store, struct rpt_store_error *ret_error);

/* Takes it back. */
void rpt_transaction_give_up(struct rpt_store *store);

#endif
