/*
 * A scenario told in a test: parse it, run one replication, look at what was observed.
 *
 * Values are in the order in which they were observed (a queue latency when the callback is
 * entered). Every story here is deterministic, so all numbers are exact nanoseconds.
 */
#ifndef WTSIM_TESTS_SCENARIOS_WINDOWS_STORY_H
#define WTSIM_TESTS_SCENARIOS_WINDOWS_STORY_H

#include <stdbool.h>
#include <stdint.h>

#include "model/observe/record.h"
#include "model/run/replication.h"
#include "scenarios/language/scenario.h"
#include "sim/base/arena.h"

#define US 1000u
#define MS 1000000u
#define S 1000000000u

struct story {
    struct sim_arena arena;
    struct scn_scenario scenario;
    struct mdl_workspace *workspace;
    struct mdl_replication end;
    const struct mdl_record_result *seen;
};

/* Runs the text; a scenario with mistakes fails the test and prints them. */
void story_run(struct story *s, const char *text);
void story_parse(struct story *s, const char *text); /* the same in two parts: the plan may be */
void story_go(struct story *s);                      /* changed between them                   */
void story_end(struct story *s);

/* The series 'path.measure'; a name that does not exist fails the test. */
const struct mdl_record_series *story_series(const struct story *s, const char *name);

/* Its k-th observation in ns; UINT64_MAX when there were fewer. */
uint64_t story_value(const struct story *s, const char *name, uint32_t k);
uint64_t story_count(const struct story *s, const char *name);   /* observations, or the count */
uint64_t story_waiting(const struct story *s, const char *name); /* censored at the end        */
uint64_t story_most(const struct story *s, const char *name);    /* maximum of a level         */

/* One value of a story that is needed for nothing else. */
uint64_t story_only(const char *text, const char *name, uint32_t k);

/* ns of a series' latencies in one part of the ledger, charged to culprits whose name contains
   this; "" for all of them. */
uint64_t story_charged(const struct story *s, const char *name, unsigned part,
                       const char *culprit);

/* How often a finding ('F005') was made. */
uint64_t story_findings(const struct story *s, const char *code);

#endif
