/*
 * Run while wtsim is built: the tables of commands and options as a manual page or as the
 * completions of a shell, on stdout.
 *
 *     manual man | bash | zsh
 *
 * It stands alone, so that it can be built for the machine that builds.
 */
#include "reports/cli/manual.h"

#include <stdio.h>
#include <string.h>

#include "reports/cli/completion.h"

static const struct cli_manual_row commands[] = {
#define COMMAND(name, arguments, help, groups, e1, m1, e2, m2) \
    {#name, arguments, help, groups, {e1, e2}, {m1, m2}},
#include "reports/cli/commands.def"
#undef COMMAND
};

static const struct cli_option options[] = {
#define OPTION(id, name, argument, groups, help) {name, argument, groups, help},
#include "reports/cli/options.def"
#undef OPTION
};

static const struct cli_manual_row actions[] = {
#define DB(name, arguments, help) {#name, arguments, help, 0, {NULL, NULL}, {NULL, NULL}},
#include "reports/cli/db.def"
#undef DB
};

static const char *const templates[] = {
#define TEMPLATE(name, help, scenario) name,
#include "reports/cli/templates.def"
#undef TEMPLATE
};

const struct cli_manual_tables cli_manual_tables = {
    commands, sizeof(commands) / sizeof(commands[0]), options,
    sizeof(options) / sizeof(options[0]), actions, sizeof(actions) / sizeof(actions[0]),
    templates, sizeof(templates) / sizeof(templates[0])};

bool cli_manual_takes(const struct cli_manual_row *command, const struct cli_option *option)
{
    return (option->groups & CLI_HIDDEN) == 0 &&
           (option->groups & (command->groups | CLI_EVERY)) != 0;
}

/* ---- the manual page ----------------------------------------------------------------------- */

/* Text of a page: what roff would take for its own is written so that it stays text. */
static void put(const char *text)
{
    if (*text == '.' || *text == '\'') {
        fputs("\\&", stdout);
    }
    for (; *text != '\0'; text++) {
        switch (*text) {
        case '\\': fputs("\\e", stdout); break;
        case '-': fputs("\\-", stdout); break;
        case '\'': fputs("\\(aq", stdout); break;
        case '~': fputs("\\(ti", stdout); break;
        case '^': fputs("\\(ha", stdout); break;
        case '`': fputs("\\(ga", stdout); break;
        default: putchar(*text);
        }
    }
}

/* A line of bold and italic text; the second may be ''. */
static void put_term(const char *bold, const char *italic)
{
    fputs("\\fB", stdout);
    put(bold);
    fputs("\\fR", stdout);
    if (italic[0] != '\0') {
        fputs(" \\fI", stdout);
        put(italic);
        fputs("\\fR", stdout);
    }
    putchar('\n');
}

static void put_item(const char *bold, const char *italic, const char *text)
{
    puts(".TP");
    put_term(bold, italic);
    put(text);
    putchar('\n');
}

static void put_commands(void)
{
    puts(".SH COMMANDS");
    for (size_t i = 0; i < cli_manual_tables.command_count; i++) {
        const struct cli_manual_row *command = &cli_manual_tables.commands[i];

        puts(".TP");
        fputs("\\fBwtsim ", stdout);
        put(command->name);
        fputs("\\fR \\fI", stdout);
        put(command->arguments);
        puts("\\fR");
        put(command->help);
        puts(".");
        for (int k = 0; k < 2; k++) {
            puts(".RS\n.PP");
            put_term(command->examples[k], "");
            puts(".br");
            put(command->meanings[k]);
            puts("\n.RE");
        }
    }
    puts(".SS Actions of wtsim db");
    for (size_t i = 0; i < cli_manual_tables.action_count; i++) {
        const struct cli_manual_row *action = &cli_manual_tables.actions[i];

        put_item(action->name, action->arguments, action->help);
    }
}

/* 'Of run, sweep and compare.' */
static void put_users(const struct cli_option *option)
{
    size_t count = 0, said = 0;

    for (size_t i = 0; i < cli_manual_tables.command_count; i++) {
        count += cli_manual_takes(&cli_manual_tables.commands[i], option);
    }
    if (count == cli_manual_tables.command_count) {
        puts("Of every command.");
        return;
    }
    fputs("Of ", stdout);
    for (size_t i = 0; i < cli_manual_tables.command_count; i++) {
        if (cli_manual_takes(&cli_manual_tables.commands[i], option)) {
            fputs(said == 0 ? "" : said + 1 == count ? " and " : ", ", stdout);
            put(cli_manual_tables.commands[i].name);
            said++;
        }
    }
    puts(".");
}

static void put_options(void)
{
    puts(".SH OPTIONS\nThey may stand before or behind the operands.");
    for (size_t i = 0; i < cli_manual_tables.option_count; i++) {
        const struct cli_option *option = &cli_manual_tables.options[i];

        if ((option->groups & CLI_HIDDEN) == 0) {
            put_item(option->name, option->argument == NULL ? "" : option->argument,
                     option->help);
            puts(".br");
            put_users(option);
        }
    }
}

static void put_codes(void)
{
    static const char *const codes[][2] = {
        {"0", "fine"},
        {"1", "the answer is negative: an expectation failed, something got worse, a simulated bug "
              "check or deadlock that was not expected"},
        {"2", "undecided: too few replications for what was asked"},
        {"3", "not comparable"}, {"64", "a mistake in the command"},
        {"65", "mistakes in a scenario, or data that cannot be read"},
        {"66", "a file or run that is not there"}, {"70", "a mistake of wtsim itself"},
        {"73", "cannot create the output"}, {"74", "input or output error"},
        {"75", "the store is busy"}, {"130", "interrupted; what was complete is stored"}};

    puts(".SH EXIT STATUS");
    for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
        put_item(codes[i][0], "", codes[i][1]);
    }
}

static void put_rest(void)
{
    puts(".SH RUNS\nA stored run is named by its number, its label, the beginning of its key,\n"
         "\\fB@last\\fR or \\fB@prev\\fR.");
    put_codes();
    puts(".SH ENVIRONMENT");
    put_item("WTSIM_DB", "", "the store, where --db names none");
    put_item("XDG_DATA_HOME", "", "wtsim/runs.db below it is the store, where neither --db nor "
             "WTSIM_DB names one and the folder has no wtsim.db");
    put_item("XDG_STATE_HOME", "", "wtsim below it remembers which lessons were done");
    put_item("NO_COLOR", "", "set to anything: no colour");
    put_item("LC_ALL, LC_CTYPE, LANG", "", "whether a terminal can show more than ASCII; figures "
             "are the same in every locale");
    puts(".SH FILES");
    put_item("wtsim.db", "", "the store, where the folder has one");
    puts(".SH SEE ALSO\n.BR sqlite3 (1)\n.PP");
    puts("\\fBwtsim explain\\fR tells what a rule, a call of Windows, a key of a scenario, a "
         "measure or a\nterm means; \\fBwtsim lesson\\fR is a course.");
}

static void put_page(const char *version)
{
    printf(".TH WTSIM 1 \"\" \"wtsim %s\" \"User Commands\"\n", version);
    puts(".SH NAME\nwtsim \\- simulate how Windows runs driver code\n.SH SYNOPSIS");
    puts(".B wtsim\n.I command\n.RI [ options ]\n.RI [ operands ]\n.SH DESCRIPTION");
    puts("wtsim runs skeletons of drivers, written in YAML, on simulated interrupts, DPCs and\n"
         "system worker threads of Windows. It says how long everything waited, who starved,\n"
         "and because of whom.\n.PP\nResults go to standard output; progress, warnings and hints "
         "go to standard error.");
    put_commands();
    put_options();
    put_rest();
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";

    if (strcmp(what, "man") == 0) {
        put_page(WTSIM_VERSION);
    } else if (strcmp(what, "bash") == 0) {
        cli_completion_bash();
    } else if (strcmp(what, "zsh") == 0) {
        cli_completion_zsh();
    } else {
        fputs("manual man | bash | zsh\n", stderr);
        return 64;
    }
    return fflush(stdout) == 0 ? 0 : 74;
}
