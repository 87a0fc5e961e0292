/* The tables of commands and options as what is installed beside the program is made from them. */
#ifndef WTSIM_REPORTS_CLI_MANUAL_H
#define WTSIM_REPORTS_CLI_MANUAL_H

#include <stdbool.h>
#include <stddef.h>

#include "reports/cli/options.h"

struct cli_manual_row {               /* a command, or an action of 'db' */
    const char *name, *arguments, *help;
    unsigned groups;
    const char *examples[2], *meanings[2];
};

struct cli_manual_tables {
    const struct cli_manual_row *commands;  size_t command_count;
    const struct cli_option *options;       size_t option_count;
    const struct cli_manual_row *actions;   size_t action_count;
    const char *const *templates;           size_t template_count;
};

extern const struct cli_manual_tables cli_manual_tables;

/* Does the help of the command name it? */
bool cli_manual_takes(const struct cli_manual_row *command, const struct cli_option *option);

#endif
