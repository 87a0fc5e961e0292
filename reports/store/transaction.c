/*
 * Transactions: BEGIN IMMEDIATE where something will be written, so that two writers wait for
 * each other at the start and never in the middle.
 */
#include "reports/store/transaction.h"

#include <sqlite3.h>

#include "reports/store/error.h"

static bool begin(struct rpt_store *store, const char *how, struct rpt_store_error *ret_error)
{
    store->session.failure = 0;
    store->session.system = 0;
    return rpt_query_execute(&store->session, how) ||
           rpt_error_explain(ret_error, store->path, &store->session);
}

bool rpt_transaction_read(struct rpt_store *store, struct rpt_store_error *ret_error)
{
    return begin(store, "BEGIN", ret_error);
}

bool rpt_transaction_write(struct rpt_store *store, struct rpt_store_error *ret_error)
{
    return begin(store, "BEGIN IMMEDIATE", ret_error);
}

void rpt_transaction_give_up(struct rpt_store *store)
{
    sqlite3_exec(store->session.db, "ROLLBACK", NULL, NULL, NULL);
}

bool rpt_transaction_end(struct rpt_store *store, struct rpt_store_error *ret_error)
{
    if (rpt_query_execute(&store->session, "COMMIT")) {
        return true;
    }
    rpt_transaction_give_up(store);
    return rpt_error_explain(ret_error, store->path, &store->session);
}
