/* The hint after a run without a warm-up: would cutting one change a headline figure? */
#ifndef WTSIM_REPORTS_CLI_SETTLE_H
#define WTSIM_REPORTS_CLI_SETTLE_H

struct cli_job;
struct cli_session;

/* Says so on stderr where it would; nothing where the scenario has no steady state, where nothing
   need be cut, or where finding out would take long. */
void cli_settle_hint(struct cli_session *s, struct cli_job *job);

#endif
