/*
 * Commands: the table.
 */
#include "reports/cli/command.h"

#include <stddef.h>
#include <string.h>

#include "reports/cli/options.h"

static const struct cli_command rows[] = {
#define COMMAND(name, arguments, help, groups, e1, m1, e2, m2) \
    {#name, arguments, help, groups, cli_##name##_command, {e1, e2}, {m1, m2}},
#include "reports/cli/commands.def"
#undef COMMAND
};

const struct cli_command *cli_command_rows(uint32_t *ret_count)
{
    *ret_count = sizeof(rows) / sizeof(rows[0]);
    return rows;
}

const struct cli_command *cli_command_find(const char *name)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (strcmp(rows[i].name, name) == 0) {
            return &rows[i];
        }
    }
    return NULL;
}
