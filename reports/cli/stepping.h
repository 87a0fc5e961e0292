/*
 * Stepping: one walk through a replication and the commands that move it. The line front end
 * (step.c) and the one with keys (step_screen.c) give it the same lines.
 */
#ifndef WTSIM_REPORTS_CLI_STEPPING_H
#define WTSIM_REPORTS_CLI_STEPPING_H

#include <stdbool.h>

#include "model/run/stepper.h"
#include "reports/cli/past.h"

struct cli_session;
struct sim_text;

struct cli_stepping {
    struct cli_session *session;
    struct cli_past *past;
    struct mdl_stepper *stepper;
    sim_instant shown_at;             /* of the last state that was shown, NEVER: none */
    mdl_processor_id selected;        /* or MDL_NONE                                   */
    int code;                         /* exit code so far                              */
};

enum cli_stepping_result {
    CLI_STEPPING_NOTHING,             /* an empty line, a remark                       */
    CLI_STEPPING_NEAR,                /* it moved by events: what changed is enough    */
    CLI_STEPPING_FAR,                 /* it moved: all of it is worth showing          */
    CLI_STEPPING_JSON,                /* the state is wanted as JSON                   */
    CLI_STEPPING_TEXT,                /* something else was asked for                  */
    CLI_STEPPING_STAYED,              /* it did not move, and the text says why        */
    CLI_STEPPING_MISTAKE,             /* not understood, and the text says why         */
    CLI_STEPPING_QUIT
};

/* At the beginning of the replication that was chosen; an exit code, told. */
int cli_stepping_open(struct cli_stepping *p, struct cli_session *session, struct cli_past *past);
void cli_stepping_close(struct cli_stepping *p);

/* Obeys one line and appends what it has to say (no state). */
enum cli_stepping_result cli_stepping_obey(struct cli_stepping *p, const char *line,
                                           struct sim_text *text);

/* The state as it is now: its clock not ended, what is below it, JSON. */
void cli_stepping_clock(struct cli_stepping *p, struct sim_text *text);
void cli_stepping_state(struct cli_stepping *p, struct sim_text *text, bool brief);
void cli_stepping_json(struct cli_stepping *p, struct sim_text *text);

/* The last state has been seen. */
void cli_stepping_seen(struct cli_stepping *p);

/* The commands, for people. */
void cli_stepping_help(struct sim_text *text);

/* ---- in stepping_view.c: commands that look -------------------------------------------------- */

enum cli_stepping_result cli_stepping_why(struct cli_stepping *p, const char *rest,
                                          struct sim_text *text);
enum cli_stepping_result cli_stepping_timeline(struct cli_stepping *p, const char *rest,
                                               struct sim_text *text);
enum cli_stepping_result cli_stepping_svg(struct cli_stepping *p, const char *rest,
                                          struct sim_text *text);

#endif
