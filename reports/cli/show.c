/*
 * wtsim show RUN: everything that is stored of a run.
 */
#include "model/run/answer.h"
#include "reports/cli/command.h"
#include "reports/cli/picture.h"
#include "reports/cli/session.h"
#include "reports/render/brief.h"
#include "reports/render/csv.h"
#include "reports/render/json.h"
#include "reports/render/show.h"
#include "sim/base/text.h"

int cli_show_command(struct cli_session *s)
{
    struct mdl_answer answer;
    struct sim_text text;
    int code;

    if (!cli_session_operands(s, 1, 1, "RUN")) {
        return CLI_USAGE;
    }
    code = cli_session_load(s, s->options.operands[0], &answer);
    if (code != CLI_FINE) {
        return code;
    }
    sim_text_init(&text);
    if (s->options.scenario) {
        sim_text_add(&text, answer.scenario_text);
    } else if (s->options.format == CLI_JSON) {
        rpt_json_answer(&text, &answer, &(struct rpt_json_options){.timing = true});
    } else if (s->options.format == CLI_CSV) {
        rpt_csv_metrics(&text, &answer, true);
    } else if (s->options.brief) {
        rpt_brief_print(&text, &answer, &s->view);
    } else {
        cli_picture_report(s, NULL, &answer);
        rpt_show_print(&text, &answer, &s->view);
    }
    cli_session_write(s, &text);
    sim_text_deinit(&text);
    return CLI_FINE;
}
