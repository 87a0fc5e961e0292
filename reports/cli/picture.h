/* The text timeline of one replication, below a report. */
#ifndef WTSIM_REPORTS_CLI_PICTURE_H
#define WTSIM_REPORTS_CLI_PICTURE_H

#include <stdint.h>

struct cli_session;
struct mdl_answer;
struct scn_scenario;
struct sim_text;

/*
 * 'run --timeline': the whole of a short deterministic run, else the window that was asked for, or
 * that of the worst wait. An exit code; what is wrong is told.
 */
int cli_picture_run(struct cli_session *s, const struct scn_scenario *scenario,
                    const struct mdl_answer *answer);

/* 'why', 'report': the worst request of a series, of which no story is stored, gets one where the
   run can be seen again. */
void cli_picture_tell(struct cli_session *s, struct mdl_answer *answer, uint32_t series);

/* 'why': the worst wait of an object, when it fits below the story; else nothing is added. */
void cli_picture_why(struct cli_session *s, const struct mdl_answer *answer, const char *object,
                     struct sim_text *text);

/*
 * What the report tells of one replication, for the view: the course of the worst victim's waits,
 * what led to a stop. It is run once more. scenario NULL: the answer's own text is read again.
 * Leaves the view without it where that says little (few waits), costs much, or does not give the
 * same history.
 */
void cli_picture_report(struct cli_session *s, const struct scn_scenario *scenario,
                        const struct mdl_answer *answer);

#endif
