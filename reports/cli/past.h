/*
 * One replication seen again: a FILE, or a stored RUN that must give the same history as then.
 */
#ifndef WTSIM_REPORTS_CLI_PAST_H
#define WTSIM_REPORTS_CLI_PAST_H

#include <stdbool.h>
#include <stdint.h>

#include "model/run/answer.h"
#include "model/run/chronicle.h"
#include "scenarios/language/scenario.h"

struct cli_session;

struct cli_past {
    struct scn_scenario scenario;
    struct mdl_answer answer;         /* of a stored run; else empty              */
    bool is_stored;
    bool silent;                      /* what is wrong is not told: it is no more than a picture */
    uint64_t seed;
    uint32_t replication;             /* number of the one that is looked at      */
    struct mdl_chronicle_options window;
    const char *worst;                /* whose worst wait lies in the window, or NULL */
    sim_instant worst_at;
    sim_duration worst_ns;
};

/* The scenario of an operand: a file's, or a run's as it was stored. An exit code. */
int cli_past_load(struct cli_session *s, const char *operand, struct cli_past *ret_past);

/* The same of an answer that is loaded; false (nothing is told): it is no longer read. */
bool cli_past_again(struct cli_session *s, struct cli_past *past);

/*
 * Which replication and which window: --replication, --window A..B, --around worst:OBJECT, else
 * the whole of replication 0. An exit code, told.
 */
int cli_past_choose(struct cli_session *s, struct cli_past *past);

/* The window becomes that of the worst wait of an object (NULL: of the worst of all), with a
   tenth of it before and behind. False: nothing has waited. */
bool cli_past_worst(struct cli_session *s, struct cli_past *past, const char *object);

/*
 * Runs it. A stored replication that does not give its fingerprint is refused (70, told). The
 * caller destroys the chronicle; NULL when the code is not CLI_FINE.
 */
int cli_past_run(struct cli_session *s, const struct cli_past *past,
                 struct mdl_chronicle **ret_chronicle);

/* Did it end as it must? A stored replication that does not give its fingerprint is refused (70),
   steps that never let time advance are the author's mistake (65); told, unless silent. */
int cli_past_judge(struct cli_session *s, const struct cli_past *past,
                   const struct mdl_replication *end);

/* How many replications can be looked at. */
uint32_t cli_past_replications(const struct cli_past *past);

/* '2.4s..2.5s', '10us..'; false: told. */
bool cli_past_window(const struct cli_session *s, const char *text,
                     struct mdl_chronicle_options *ret_window);

#endif
