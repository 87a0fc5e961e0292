/* Help, generated from the tables of commands and options. */
#ifndef WTSIM_REPORTS_CLI_HELP_H
#define WTSIM_REPORTS_CLI_HELP_H

struct cli_command;
struct sim_text;

void cli_help_overview(struct sim_text *text);
void cli_help_command(struct sim_text *text, const struct cli_command *command);

#endif
