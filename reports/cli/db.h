/* The actions of 'wtsim db'. */
#ifndef WTSIM_REPORTS_CLI_DB_H
#define WTSIM_REPORTS_CLI_DB_H

struct cli_session;
struct sim_text;

#define DB(name, arguments, help) int cli_db_##name(struct cli_session *s);
#include "reports/cli/db.def"
#undef DB

/* One line for each. */
void cli_db_help(struct sim_text *text);

#endif
