/* What went wrong with the store, in plain words and with a way out. */
#ifndef WTSIM_REPORTS_STORE_ERROR_H
#define WTSIM_REPORTS_STORE_ERROR_H

#include "reports/store/store.h"

struct rpt_query_session;

/* Says one thing; always returns false. A NULL ret_error is fine. */
bool rpt_error_say(struct rpt_store_error *ret_error, enum rpt_store_exit exit_code,
                   const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Says what the session remembers about this file; always returns false. */
bool rpt_error_explain(struct rpt_store_error *ret_error, const char *path,
                       const struct rpt_query_session *session);

#endif
