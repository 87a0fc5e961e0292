/*
 * wtsim why RUN [OBJECT]: whose fault.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "model/run/answer.h"
#include "reports/cli/command.h"
#include "reports/cli/picture.h"
#include "reports/cli/session.h"
#include "reports/render/csv.h"
#include "reports/render/json.h"
#include "reports/render/why.h"
#include "sim/base/text.h"

/* Nobody waited, or not the one that was asked for. */
static int no_victim(const struct cli_session *s, const struct mdl_answer *answer,
                     const char *name)
{
    struct sim_text names;

    sim_text_init(&names);
    rpt_why_names(&names, answer);
    if (names.length == 0 && answer->completed == 0) {
        cli_session_say(s, "run %" PRId64 " ended in a simulated bug check before anything was "
                        "measured; 'wtsim show %" PRId64 "' tells where and why", answer->run_id,
                        answer->run_id);
    } else if (names.length == 0) {
        cli_session_say(s, "nothing waited in run %" PRId64 ": it has no ledger",
                        answer->run_id);
    } else {
        cli_session_say(s, "run %" PRId64 " has no ledger for '%.60s'; it has one for",
                        answer->run_id, name);
        fputs(names.data, stderr);
    }
    sim_text_deinit(&names);
    return name == NULL ? CLI_FINE : CLI_USAGE;
}

int cli_why_command(struct cli_session *s)
{
    struct mdl_answer answer;
    struct sim_text text;
    const char *name;
    uint32_t victim;
    int code;

    if (!cli_session_operands(s, 1, 2, "RUN")) {
        return CLI_USAGE;
    }
    code = cli_session_load(s, s->options.operands[0], &answer);
    if (code != CLI_FINE) {
        return code;
    }
    name = s->options.operand_count > 1 ? s->options.operands[1] : NULL;
    victim = rpt_why_victim(&answer, name);
    if (victim == UINT32_MAX) {
        return no_victim(s, &answer, name);
    }
    if (!s->options.brief && s->options.format != CLI_CSV) {
        cli_picture_tell(s, &answer, victim);
    }
    sim_text_init(&text);
    if (s->options.format == CLI_JSON) {
        rpt_json_why(&text, &answer, victim);
    } else if (s->options.format == CLI_CSV) {
        rpt_csv_ledger(&text, &answer, victim);
    } else if (s->options.brief) {
        rpt_why_brief(&text, &answer, victim, &s->view);
    } else {
        rpt_why_print(&text, &answer, victim, name, &s->view);
        if (strcmp(answer.series[victim].phase, "all") == 0) {   /* the worst of the whole run */
            cli_picture_why(s, &answer, answer.series[victim].object, &text);
        }
    }
    cli_session_write(s, &text);
    sim_text_deinit(&text);
    return CLI_FINE;
}
