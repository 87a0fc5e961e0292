/*
 * Help, generated from the tables.
 */
#include "reports/cli/help.h"

#include <stdint.h>
#include <string.h>

#include "reports/cli/command.h"
#include "reports/cli/db.h"
#include "reports/cli/options.h"
#include "reports/render/page.h"
#include "sim/base/text.h"

enum { HELP_AT = 28, WIDTH = 80 };

/* On to the explanation: on the next line where the words before it leave no room. */
static void go_to_help(struct sim_text *text, size_t from)
{
    if (text->length - from >= HELP_AT) {
        sim_text_add_char(text, '\n');
    }
    rpt_page_column(text, HELP_AT);
}

void cli_help_overview(struct sim_text *text)
{
    uint32_t count;
    const struct cli_command *rows = cli_command_rows(&count);

    sim_text_add(text, "wtsim runs driver skeletons on simulated Windows worker threads and says\n"
                 "how long everything waited, who starved, and because of whom.\n\n");
    for (uint32_t i = 0; i < count; i++) {
        size_t from = text->length;

        sim_text_print(text, "  wtsim %s%s%s", rows[i].name, rows[i].arguments[0] ? " " : "",
                       rows[i].arguments);
        go_to_help(text, from);
        rpt_page_words(text, rows[i].help, HELP_AT, WIDTH);
        sim_text_add_char(text, '\n');
    }
    sim_text_add(text, "\n"
        "wtsim COMMAND --help   its options and two examples; wtsim --version\n"
        "RUN is a number, a label, the beginning of a key, @last or @prev.\n"
        "\n"
        "Exit codes: 0 fine, 1 the answer is negative, 2 undecided, 3 not comparable,\n"
        "64 usage, 65 mistakes in a scenario, 66 input missing, 70 internal error,\n"
        "73 cannot create, 74 input or output error, 75 store busy, 130 interrupted.\n");
}

static void print_option(struct sim_text *text, const struct cli_option *option)
{
    size_t from = text->length;

    sim_text_print(text, "  %s%s%s", option->name, option->argument == NULL ? "" : " ",
                   option->argument == NULL ? "" : option->argument);
    go_to_help(text, from);
    rpt_page_words(text, option->help, HELP_AT, WIDTH);
    sim_text_add_char(text, '\n');
}

void cli_help_command(struct sim_text *text, const struct cli_command *command)
{
    uint32_t count;
    const struct cli_option *options = cli_options_rows(&count);

    sim_text_print(text, "wtsim %s%s%s [options]\n%s\n\n", command->name,
                   command->arguments[0] ? " " : "", command->arguments, command->help);
    if (command->handle == cli_db_command) {
        cli_db_help(text);
        sim_text_add_char(text, '\n');
    }
    for (uint32_t i = 0; i < count; i++) {
        if ((options[i].groups & (command->groups | CLI_EVERY)) != 0
            && (options[i].groups & CLI_HIDDEN) == 0) {
            print_option(text, &options[i]);
        }
    }
    sim_text_add(text, "\nExamples\n");
    for (int i = 0; i < 2; i++) {
        sim_text_print(text, "  %s\n      %s\n", command->examples[i], command->meanings[i]);
    }
}
