/*
 * What only the command line may look at, as topics: the language, diagnostics, commands.
 */
#ifndef WTSIM_REPORTS_CLI_EXPLAIN_H
#define WTSIM_REPORTS_CLI_EXPLAIN_H

struct rpt_topics;

void cli_explain_language(struct rpt_topics *topics);  /* keys, words, diagnostics */
void cli_explain_commands(struct rpt_topics *topics);  /* commands and options                 */

#endif
