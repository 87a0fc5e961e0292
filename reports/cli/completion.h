/* The completions of a shell, on stdout; where files are what can follow, the shell offers them. */
#ifndef WTSIM_REPORTS_CLI_COMPLETION_H
#define WTSIM_REPORTS_CLI_COMPLETION_H

void cli_completion_bash(void);
void cli_completion_zsh(void);

#endif
