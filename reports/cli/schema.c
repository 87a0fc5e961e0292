/*
 * wtsim schema: the JSON Schema of the language, for editors.
 */
#include <stdio.h>

#include "reports/cli/command.h"
#include "reports/cli/session.h"
#include "scenarios/language/editor.h"
#include "sim/base/text.h"

int cli_schema_command(struct cli_session *s)
{
    struct sim_text text;

    if (!cli_session_operands(s, 0, 0, "")) {
        return CLI_USAGE;
    }
    sim_text_init(&text);
    scn_editor_schema(&text);
    cli_session_write(s, &text);
    sim_text_deinit(&text);
    return CLI_FINE;
}
