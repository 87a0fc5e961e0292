/*
 * Completions of shells: commands, then their options, the words that an option takes, the names
 * that an operand can have. Where neither is known, the shell offers files.
 */
#include "reports/cli/completion.h"

#include <stdio.h>
#include <string.h>

#include "reports/cli/manual.h"

/* ---- what an operand can be ---------------------------------------------------------------- */

/* Names that the first operand can have, a blank before each; files are always offered. */
static void put_names(const struct cli_manual_row *command)
{
    const struct cli_manual_tables *t = &cli_manual_tables;

    if (strcmp(command->name, "db") == 0) {
        for (size_t i = 0; i < t->action_count; i++) {
            printf(" %s", t->actions[i].name);
        }
    } else if (strcmp(command->name, "new") == 0) {
        for (size_t i = 0; i < t->template_count; i++) {
            printf(" %s", t->templates[i]);
        }
    } else if (strstr(command->arguments, "RUN") != NULL ||
               strstr(command->arguments, "BASE") != NULL) {
        fputs(" @last @prev", stdout);
    }
}

/* 'text|json' are words; 'I/N' and 'A..B' are not. */
static bool is_choice(const struct cli_option *option)
{
    return option->argument != NULL && (strchr(option->argument, '|') != NULL ||
                                        strcmp(option->argument, "decided") == 0);
}

/* 'a|b' as 'a b'. */
static void put_words(const char *choice)
{
    for (; *choice != '\0'; choice++) {
        putchar(*choice == '|' ? ' ' : *choice);
    }
}

/* ---- bash ---------------------------------------------------------------------------------- */

static void put_bash_command(const struct cli_manual_row *command)
{
    const struct cli_manual_tables *t = &cli_manual_tables;

    printf("    %s)\n        options='", command->name);
    for (size_t i = 0; i < t->option_count; i++) {
        if (cli_manual_takes(command, &t->options[i])) {
            printf(" %s", t->options[i].name);
        }
    }
    fputs("'\n        names='", stdout);
    put_names(command);
    fputs("'\n        case $before in\n", stdout);
    for (size_t i = 0; i < t->option_count; i++) {
        const struct cli_option *option = &t->options[i];

        if (!cli_manual_takes(command, option) || option->argument == NULL) {
            continue;
        }
        printf("        %s) is_value=1 words='", option->name);
        if (is_choice(option)) {
            put_words(option->argument);
        }
        fputs("' ;;\n", stdout);
    }
    fputs("        esac ;;\n", stdout);
}

void cli_completion_bash(void)
{
    const struct cli_manual_tables *t = &cli_manual_tables;

    fputs("# bash completion of wtsim, made from its tables\n_wtsim() {\n"
          "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
          "    local options='' names='' words='' is_value=\n"
          "    if [ \"$word\" = = ]; then word=; fi\n"
          "    if [ \"$before\" = = ]; then before=${COMP_WORDS[COMP_CWORD-2]}; fi\n"
          "    COMPREPLY=()\n"
          "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
          "        COMPREPLY=($(compgen -W '", stdout);
    for (size_t i = 0; i < t->command_count; i++) {
        printf("%s ", t->commands[i].name);
    }
    fputs("help --help --version' -- \"$word\"))\n        return\n    fi\n"
          "    case ${COMP_WORDS[1]} in\n", stdout);
    for (size_t i = 0; i < t->command_count; i++) {
        put_bash_command(&t->commands[i]);
    }
    fputs("    esac\n"
          "    if [ -z \"$is_value\" ]; then\n"
          "        words=$names\n"
          "        case $word in -*) words=$options ;; esac\n"
          "    fi\n"
          "    COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
          "}\n"
          "complete -o bashdefault -o default -F _wtsim wtsim\n", stdout);
}

/* ---- zsh ----------------------------------------------------------------------------------- */

/* Text within '...' of an _arguments or _describe specification. */
static void put_zsh(const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '\'') {
            fputs("'\\''", stdout);
            continue;
        }
        if (strchr(":[]\\", *text) != NULL) {
            putchar('\\');
        }
        putchar(*text);
    }
}

static bool is_repeatable(const struct cli_option *option)
{
    return strstr(option->help, "repeatable") != NULL;
}

static void put_zsh_option(const struct cli_option *option)
{
    printf("            '%s%s[", is_repeatable(option) ? "*" : "", option->name);
    put_zsh(option->help);
    putchar(']');
    if (option->argument != NULL) {
        putchar(':');
        put_zsh(option->argument);
        putchar(':');
        if (is_choice(option)) {
            putchar('(');
            put_words(option->argument);
            putchar(')');
        } else if (strstr(option->argument, "FILE") != NULL) {
            fputs("_files", stdout);
        }
    }
    fputs("' \\\n", stdout);
}

static void put_zsh_command(const struct cli_manual_row *command)
{
    const struct cli_manual_tables *t = &cli_manual_tables;

    printf("    %s)\n        names=(", command->name);
    put_names(command);
    fputs(" )\n        _arguments \\\n", stdout);
    for (size_t i = 0; i < t->option_count; i++) {
        if (cli_manual_takes(command, &t->options[i])) {
            put_zsh_option(&t->options[i]);
        }
    }
    fputs("            '*:operand:->operands' ;;\n", stdout);
}

void cli_completion_zsh(void)
{
    const struct cli_manual_tables *t = &cli_manual_tables;

    fputs("#compdef wtsim\n# zsh completion of wtsim, made from its tables\n_wtsim() {\n"
          "    local context state line\n    typeset -A opt_args\n    local -a commands names\n"
          "    commands=(\n", stdout);
    for (size_t i = 0; i < t->command_count; i++) {
        fputs("        '", stdout);
        put_zsh(t->commands[i].name);
        putchar(':');
        put_zsh(t->commands[i].help);
        fputs("'\n", stdout);
    }
    fputs("    )\n    if (( CURRENT == 2 )); then\n"
          "        _describe -t commands 'command' commands\n        return\n    fi\n"
          "    shift words\n    (( CURRENT-- ))\n    case $words[1] in\n", stdout);
    for (size_t i = 0; i < t->command_count; i++) {
        put_zsh_command(&t->commands[i]);
    }
    fputs("    esac\n    if [[ $state == operands ]]; then\n"
          "        (( $#names )) && compadd -a names\n        _files\n    fi\n}\n"
          "_wtsim \"$@\"\n", stdout);
}
