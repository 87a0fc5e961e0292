/*
 * wtsim new [TEMPLATE]: a scenario to start from.
 */
#include <string.h>

#include "reports/cli/command.h"
#include "reports/cli/session.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"

static const struct template {
    const char *name, *help, *scenario;
} templates[] = {
#define TEMPLATE(name, help, scenario) {name, help, scenario},
#include "reports/cli/templates.def"
#undef TEMPLATE
};

enum { TEMPLATE_COUNT = sizeof templates / sizeof templates[0] };

static void print_list(struct cli_session *s)
{
    struct sim_text text;

    sim_text_init(&text);
    for (size_t i = 0; i < TEMPLATE_COUNT; i++) {
        if (s->options.format == CLI_JSON) {
            sim_text_add(&text, i == 0 ? "[\n  {\"template\": " : ",\n  {\"template\": ");
            sim_text_json(&text, templates[i].name);
            sim_text_add(&text, ", \"about\": ");
            sim_text_json(&text, templates[i].help);
            sim_text_add(&text, "}");
        } else if (s->options.format == CLI_CSV) {
            sim_text_print(&text, "%s%s,\"%s\"\r\n", i == 0 ? "template,about\r\n" : "",
                           templates[i].name, templates[i].help);
        } else {
            sim_text_print(&text, "  %-12s %s\n", templates[i].name, templates[i].help);
        }
    }
    sim_text_add(&text, s->options.format == CLI_JSON ? "\n]\n" : "");
    cli_session_write(s, &text);
    sim_text_deinit(&text);
}

static int unknown(struct cli_session *s, const char *wanted)
{
    const char *names = templates[0].name;

    for (size_t i = 1; i < TEMPLATE_COUNT; i++) {
        names = sim_arena_print(&s->arena, "%s%s%s", names,
                                i + 1 < TEMPLATE_COUNT ? ", " : " and ", templates[i].name);
    }
    cli_session_say(s, "no template is called '%.40s'; there are %s; wtsim new --list says what "
                       "they show", wanted, names);
    return CLI_USAGE;
}

int cli_new_command(struct cli_session *s)
{
    const char *wanted = s->options.operand_count > 0 ? s->options.operands[0]
                                                      : templates[0].name;
    struct sim_text text;
    size_t i = 0;

    if (!cli_session_operands(s, 0, s->options.list ? 0 : 1, "TEMPLATE")) {
        return CLI_USAGE;
    }
    if (s->options.list) {
        print_list(s);
        return CLI_FINE;
    }
    while (i < TEMPLATE_COUNT && strcmp(templates[i].name, wanted) != 0) {
        i++;
    }
    if (i == TEMPLATE_COUNT) {
        return unknown(s, wanted);
    }
    sim_text_init(&text);
    sim_text_add(&text, templates[i].scenario);
    cli_session_write(s, &text);
    sim_text_deinit(&text);
    return CLI_FINE;
}
