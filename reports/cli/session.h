/*
 * What every command works with: memory, options, the two streams, the store.
 *
 * Results go to stdout through cli_session_write, which notices a full disk; everything else goes
 * to stderr. Exit codes are those of the design, section 5.
 */
#ifndef WTSIM_REPORTS_CLI_SESSION_H
#define WTSIM_REPORTS_CLI_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "reports/cli/options.h"
#include "reports/render/view.h"
#include "sim/base/arena.h"

struct mdl_answer;
struct rpt_store;
struct rpt_store_error;
struct sim_text;

enum cli_exit {
    CLI_FINE = 0, CLI_NEGATIVE = 1, CLI_UNDECIDED = 2, CLI_INCOMPARABLE = 3, CLI_USAGE = 64,
    CLI_DATA = 65, CLI_MISSING = 66, CLI_INTERNAL = 70, CLI_CANNOT_CREATE = 73, CLI_IO = 74,
    CLI_BUSY = 75, CLI_INTERRUPTED = 130
};

struct cli_session {
    struct sim_arena arena;
    struct cli_options options;
    const char *command;
    struct rpt_view view;
    bool out_is_terminal, err_is_terminal;
    bool out_failed;                  /* something could not be written: exit 74 */
    struct rpt_store *store;          /* NULL: not opened                        */
    const char *progress_of;          /* 'point 3 of 9: ' before the progress, or NULL */
};

void cli_session_init(struct cli_session *s, const char *command);
void cli_session_deinit(struct cli_session *s);

/* After the options are known: terminals, colour, width. */
void cli_session_look(struct cli_session *s);

/* For sentences and nothing else: as wide as the terminal is, up to what is read with ease (100;
   160 with --wide); 80 where there is none. */
unsigned cli_session_reading_width(const struct cli_session *s);

/* Writes a result to stdout (nothing with --quiet) and empties the text. A reader who went away
   is not an error; anything else is, told once. */
void cli_session_write(struct cli_session *s, struct sim_text *text);

/* A sentence for stderr, 'wtsim run: ' before it. */
void cli_session_say(const struct cli_session *s, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The one hint at the end, only on a terminal. */
void cli_session_next(const struct cli_session *s, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Wrong number of operands: tells, and returns false. */
bool cli_session_operands(const struct cli_session *s, uint32_t least, uint32_t most,
                          const char *what);

/* Opens the store for reading or writing; CLI_FINE, or the exit code after telling why not. */
int cli_session_open(struct cli_session *s, bool write);
int cli_session_store_error(const struct cli_session *s, const struct rpt_store_error *error);

/* Opens for reading, finds the run that a name means and loads it. */
int cli_session_load(struct cli_session *s, const char *name, struct mdl_answer *ret_answer);

/* The exit code of two findings together: 70 and above first, then 1, 3, 2, 0. */
int cli_session_worse(int a, int b);

/* 'wtsim 0.1.0 (gcc 12.2, x86-64)' */
const char *cli_session_program(struct sim_arena *arena);

#endif
