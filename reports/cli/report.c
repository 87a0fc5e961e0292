/*
 * wtsim report RUN... -o FILE.html: one page that can be mailed; several runs side by side.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "model/run/answer.h"
#include "reports/cli/command.h"
#include "reports/cli/session.h"
#include "reports/html/sheet.h"
#include "sim/base/text.h"

enum { RUNS_MOST = 8 };

static int write_page(const struct cli_session *s, const char *name, const struct sim_text *page)
{
    FILE *file = strcmp(name, "-") == 0 ? stdout : fopen(name, "wb");
    bool good;

    if (file == NULL) {
        cli_session_say(s, "%s cannot be written: %s", name, strerror(errno));
        return CLI_CANNOT_CREATE;
    }
    good = fwrite(page->data, 1, page->length, file) == page->length;
    good = (file == stdout ? fflush(file) : fclose(file)) == 0 && good;
    if (!good) {
        cli_session_say(s, "%s could not be written to its end: %s", name, strerror(errno));
    }
    return good ? CLI_FINE : CLI_IO;
}

static const char *name_of(struct cli_session *s, const struct mdl_answer *answer)
{
    return answer->label != NULL && answer->label[0] != '\0'
               ? answer->label : sim_arena_print(&s->arena, "run %" PRId64, answer->run_id);
}

static const char *file_name(struct cli_session *s, const struct mdl_answer *answer)
{
    return s->options.output != NULL ? s->options.output
                                     : sim_arena_print(&s->arena, "%s.html",
                                                       answer->scenario_name);
}

int cli_report_command(struct cli_session *s)
{
    struct mdl_answer answers[RUNS_MOST];
    struct rpt_sheet_run runs[RUNS_MOST] = {0};
    const struct rpt_sheet sheet = {.runs = runs, .run_count = s->options.operand_count};
    struct sim_text page;
    int code = CLI_FINE;

    if (!cli_session_operands(s, 1, RUNS_MOST, "RUN")) {
        return CLI_USAGE;
    }
    for (uint32_t i = 0; i < s->options.operand_count && code == CLI_FINE; i++) {
        code = cli_session_load(s, s->options.operands[i], &answers[i]);
        runs[i].answer = &answers[i];
        runs[i].name = code == CLI_FINE ? name_of(s, &answers[i]) : "";
    }
    if (code != CLI_FINE) {
        return code;
    }
    sim_text_init(&page);
    rpt_sheet_print(&page, &s->arena, &sheet);
    code = write_page(s, file_name(s, answers), &page);
    sim_text_deinit(&page);
    return code;
}
