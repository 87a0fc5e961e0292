/* From a FILE operand to a checked scenario, with what the command line changed. */
#ifndef WTSIM_REPORTS_CLI_LOAD_H
#define WTSIM_REPORTS_CLI_LOAD_H

#include <stdbool.h>

struct cli_session;
struct mdl_answer;
struct scn_diags;
struct scn_scenario;

/* CLI_FINE, CLI_DATA or CLI_MISSING; the diagnostics (also warnings) are the caller's to print. */
int cli_load_scenario(struct cli_session *s, const char *path, struct scn_diags *ret_diags,
                      struct scn_scenario *ret_scenario);

/* The scenario of a stored run, read again with what was changed then. CLI_FINE, or CLI_DATA with
   the diagnostics told. */
int cli_load_again(struct cli_session *s, const struct mdl_answer *then, struct scn_diags *diags,
                   struct scn_scenario *ret_scenario);

/* Diagnostics to stderr; returns how many errors there were. */
unsigned cli_load_print(const struct cli_session *s, struct scn_diags *diags);

/* 'wtsim explain S041 tells more ...' to stderr, with the number of the first error. */
void cli_load_more(const struct scn_diags *diags);

#endif
