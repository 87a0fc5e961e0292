/*
 * The program: one command, its options, its exit code.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "reports/cli/command.h"
#include "reports/cli/help.h"
#include "reports/cli/session.h"
#include "sim/base/text.h"

static const char *command_name(uint32_t index)
{
    uint32_t count;

    return cli_command_rows(&count)[index].name;
}

static int print_help(struct cli_session *s, const struct cli_command *command)
{
    struct sim_text text;

    sim_text_init(&text);
    if (command == NULL) {
        cli_help_overview(&text);
    } else {
        cli_help_command(&text, command);
    }
    s->options.quiet = false;
    cli_session_write(s, &text);
    sim_text_deinit(&text);
    return CLI_FINE;
}

static int print_version(struct cli_session *s)
{
    struct sim_text text;

    sim_text_init(&text);
    sim_text_print(&text, "%s\n", cli_session_program(&s->arena));
    cli_session_write(s, &text);
    sim_text_deinit(&text);
    return CLI_FINE;
}

static int unknown_command(const char *name)
{
    uint32_t count;
    const char *near;

    cli_command_rows(&count);
    near = cli_options_nearest(name, command_name, count);
    if (near != NULL) {
        fprintf(stderr, "wtsim: there is no command '%.40s'; did you mean '%s'?\n", name, near);
    } else {
        fprintf(stderr, "wtsim: there is no command '%.40s'; wtsim --help lists them.\n", name);
    }
    return CLI_USAGE;
}

/* 'wtsim help run', 'wtsim --help', 'wtsim --version'. */
static int run_general(struct cli_session *s, int argc, char **argv)
{
    const struct cli_command *command = argc > 2 ? cli_command_find(argv[2]) : NULL;

    if (strcmp(argv[1], "--version") == 0) {
        return print_version(s);
    }
    if (argc > 2 && command == NULL) {
        return unknown_command(argv[2]);
    }
    return print_help(s, command);
}

static int run_command(struct cli_session *s, const struct cli_command *command, int argc,
                       char **argv)
{
    if (!cli_options_parse(&s->arena, command->name, command->groups, argc, argv, &s->options)) {
        return CLI_USAGE;
    }
    if (s->options.help) {
        return print_help(s, command);
    }
    cli_session_look(s);
    return command->handle(s);
}

int main(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "";
    const struct cli_command *command = cli_command_find(name);
    struct cli_session session;
    int code;

    signal(SIGPIPE, SIG_IGN);         /* a reader who went away is told by EPIPE */
    cli_session_init(&session, name);
    if (argc < 2) {
        fputs("wtsim: a command is missing; wtsim --help lists them.\n", stderr);
        code = CLI_USAGE;
    } else if (command != NULL) {
        code = run_command(&session, command, argc, argv);
    } else if (strcmp(name, "help") == 0 || strcmp(name, "--help") == 0
               || strcmp(name, "-h") == 0 || strcmp(name, "--version") == 0) {
        code = run_general(&session, argc, argv);
    } else {
        code = unknown_command(name);
    }
    if (session.out_failed) {
        code = cli_session_worse(code, CLI_IO);
    }
    cli_session_deinit(&session);
    return code;
}
