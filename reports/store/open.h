/* Opening the file: is it ours, of our version, sound, and writable? Only store.c calls this. */
#ifndef WTSIM_REPORTS_STORE_OPEN_H
#define WTSIM_REPORTS_STORE_OPEN_H

#include "reports/store/query.h"
#include "reports/store/store.h"

/* Fills a zeroed session; on failure the session holds nothing that must be closed. */
bool rpt_open_session(const char *path, enum rpt_store_mode mode,
                      struct rpt_query_session *session, struct rpt_store_error *ret_error);
void rpt_open_close(struct rpt_query_session *session);

#endif
