/*
 * wtsim list: the runs in the store, the one executed last first.
 */
#include "reports/cli/command.h"
#include "reports/cli/session.h"
#include "reports/render/list.h"
#include "reports/store/store.h"
#include "sim/base/text.h"

int cli_list_command(struct cli_session *s)
{
    struct rpt_store_error error;
    struct rpt_store_row *rows;
    struct sim_text text;
    uint32_t count;
    int code;

    if (!cli_session_operands(s, 0, 0, "")) {
        return CLI_USAGE;
    }
    code = cli_session_open(s, false);
    if (code != CLI_FINE) {
        return code;
    }
    if (!rpt_store_list(s->store, &s->arena, &rows, &count, &error)) {
        return cli_session_store_error(s, &error);
    }
    sim_text_init(&text);
    if (s->options.format == CLI_JSON) {
        rpt_list_json(&text, rows, count);
    } else if (s->options.format == CLI_CSV) {
        rpt_list_csv(&text, rows, count);
    } else {
        rpt_list_print(&text, rows, count, &s->view);
    }
    cli_session_write(s, &text);
    sim_text_deinit(&text);
    return CLI_FINE;
}
