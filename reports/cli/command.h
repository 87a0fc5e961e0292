/*
 * Commands: what main dispatches on and help prints, all from commands.def.
 *
 * A handler gets a session with its options read; it returns the exit code.
 */
#ifndef WTSIM_REPORTS_CLI_COMMAND_H
#define WTSIM_REPORTS_CLI_COMMAND_H

#include <stdbool.h>
#include <stdint.h>

struct cli_session;

struct cli_command {
    const char *name, *arguments, *help;
    unsigned groups;
    int (*handle)(struct cli_session *s);
    const char *examples[2], *meanings[2];
};

/* NULL when there is none of that name. */
const struct cli_command *cli_command_find(const char *name);
const struct cli_command *cli_command_rows(uint32_t *ret_count);

#define COMMAND(name, arguments, help, groups, e1, m1, e2, m2) \
    int cli_##name##_command(struct cli_session *s);
#include "reports/cli/commands.def"
#undef COMMAND

#endif
