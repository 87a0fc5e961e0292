/*
 * wtsim check FILE...: every mistake of a scenario in one pass, without running anything.
 */
#include <inttypes.h>
#include <stdio.h>

#include "reports/cli/command.h"
#include "reports/cli/load.h"
#include "reports/cli/points.h"
#include "reports/cli/session.h"
#include "reports/render/format.h"
#include "reports/render/page.h"
#include "reports/render/view.h"
#include "scenarios/language/diags.h"
#include "scenarios/language/filled.h"
#include "scenarios/language/scenario.h"
#include "sim/base/text.h"

/* 'nic.yaml: fine. long-work-item: Windows 7 ..., 20 replications of 10 s' */
static void print_fine(struct cli_session *s, const char *path, const struct scn_diags *diags,
                       const struct scn_scenario *scenario)
{
    struct sim_text text;

    sim_text_init(&text);
    sim_text_print(&text, "%s: fine", path);
    if (diags->count > 0) {
        sim_text_print(&text, ", with %" PRIu32 " warning%s", diags->count,
                       diags->count == 1 ? "" : "s");
    }
    sim_text_print(&text, "\n   %s: %s\n   ", scenario->name, scenario->machine_line);
    if (scenario->stop_rule != SCN_STOP_FIXED) {
        sim_text_print(&text, "%" PRIu32 " to %" PRIu32 " replications of ",
                       scenario->replications, scenario->replications_max);
    } else if (scenario->plan.is_random) {
        sim_text_print(&text, "%" PRIu32 " replication%s of ", scenario->replications,
                       scenario->replications == 1 ? "" : "s");
    } else {
        sim_text_add(&text, "nothing is random: one replication of ");
    }
    rpt_format_given(&text, (double)scenario->plan.duration_ns);
    sim_text_print(&text, ", %" PRIu32 " expectation%s", scenario->expectation_count,
                   scenario->expectation_count == 1 ? "" : "s");
    if (scenario->point_count > 0) {
        sim_text_print(&text, ", a sweep of %" PRIu32 " point%s", scenario->point_count,
                       scenario->point_count == 1 ? "" : "s");
    }
    sim_text_add_char(&text, '\n');
    rpt_page_fit(&text, 0, rpt_view_width(&s->view));
    cli_session_write(s, &text);
    sim_text_deinit(&text);
}

static void print_csv(struct sim_text *text, struct scn_diags *diags, bool header)
{
    if (header) {
        sim_text_add(text, "number,severity,source,line,column,message\r\n");
    }
    scn_diags_sort(diags);
    for (uint32_t i = 0; i < diags->count; i++) {
        const struct scn_diag *one = &diags->items[i];

        sim_text_print(text, "S%03" PRIu32 ",%s,%" PRIu32 ",%" PRIu32 ",%" PRIu32 ",\"",
                       one->number, one->severity == SCN_ERROR ? "error" : "warning",
                       one->at.source, one->at.line, one->at.column);
        for (const char *c = one->message; *c != '\0'; c++) {
            sim_text_repeat(text, *c, *c == '"' ? 2 : 1);
        }
        sim_text_add(text, "\"\r\n");
    }
}

/* The scenario with every default; its mistakes go to stderr as always. */
static void print_canonical(struct cli_session *s, const struct scn_scenario *scenario)
{
    struct sim_text text;

    sim_text_init(&text);
    scn_filled_print(&text, &scenario->filled, scenario->parameters, scenario->parameter_count);
    cli_session_write(s, &text);
    sim_text_deinit(&text);
}

/* One FILE, its errors added up; returns its exit code. */
static int check_file(struct cli_session *s, uint32_t index, uint32_t *errors)
{
    const char *path = s->options.operands[index];
    struct scn_scenario scenario;
    struct scn_diags diags;
    struct sim_text text;
    int code = cli_load_scenario(s, path, &diags, &scenario);

    if (code != CLI_MISSING) {
        code = cli_points_check(s, &scenario, &diags);
    }
    *errors += diags.error_count;
    if (s->options.format == CLI_TEXT) {
        if (!s->options.quiet || code != CLI_FINE) {
            cli_load_print(s, &diags);
        }
        if (code == CLI_FINE && s->options.canonical) {
            print_canonical(s, &scenario);
        } else if (code == CLI_FINE) {
            print_fine(s, path, &diags, &scenario);
        }
        return code;
    }
    sim_text_init(&text);
    if (s->options.format == CLI_CSV) {
        print_csv(&text, &diags, index == 0);
    } else {
        sim_text_print(&text, "%s{\"file\": ", index == 0 ? "[\n" : ",\n");
        sim_text_json(&text, path);
        sim_text_print(&text, ", \"fine\": %s, \"diagnostics\": ",
                       code == CLI_FINE ? "true" : "false");
        scn_diags_json(&diags, &text);
        while (text.length > 0 && text.data[text.length - 1] == '\n') {
            text.data[--text.length] = '\0';
        }
        sim_text_add(&text, "}");
        if (index + 1 == s->options.operand_count) {
            sim_text_add(&text, "\n]\n");
        }
    }
    cli_session_write(s, &text);
    sim_text_deinit(&text);
    return code;
}

int cli_check_command(struct cli_session *s)
{
    int worst = CLI_FINE;
    uint32_t errors = 0, count = s->options.operand_count;

    if (!cli_session_operands(s, 1, UINT32_MAX, "FILE")) {
        return CLI_USAGE;
    }
    for (uint32_t i = 0; i < count; i++) {
        worst = cli_session_worse(worst, check_file(s, i, &errors));
    }
    if (errors > 0 && s->options.format == CLI_TEXT) {
        fprintf(stderr, "\n%" PRIu32 " error%s in %" PRIu32 " file%s.\n", errors,
                errors == 1 ? "" : "s", count, count == 1 ? "" : "s");
    }
    return worst;
}
