/*
 * A lesson being asked: its numbers drawn, its answers computed by running the model.
 *
 * Nothing is asked of a terminal here. Answers are computed for every seed, those of beliefs too;
 * a draw for which a belief and the truth give the same answer is rejected and drawn anew.
 */
#ifndef WTSIM_SCENARIOS_COURSE_COURSE_H
#define WTSIM_SCENARIOS_COURSE_COURSE_H

#include <stdbool.h>
#include <stdint.h>

#include "model/run/answer.h"
#include "scenarios/language/formula.h"
#include "scenarios/language/lesson.h"
#include "scenarios/language/scenario.h"

struct mdl_chronicle;
struct scn_diags;
struct sim_arena;

#define SCN_COURSE_ITEMS_MAX 32u      /* choices, or times of a column */
#define SCN_COURSE_ATTEMPTS_MAX 50u

/* What somebody answers. NUMBER: value; CHOOSE, SET, ORDER: numbers of choices from 1 on (a set
   in ascending order); COLUMN: IRQLs. */
struct scn_course_answer {
    struct scn_formula_value value;
    uint32_t items[SCN_COURSE_ITEMS_MAX];
    uint32_t count;
};

/* One simulated history and everything that formulas may ask of it. */
struct scn_course_run {
    struct sim_arena *arena;
    const struct scn_scenario *scenario;
    struct mdl_answer answer;
    struct mdl_chronicle *chronicle;
};

struct scn_course {
    struct sim_arena *arena;
    const char *name;                 /* for messages                          */
    struct scn_scenario scenario;     /* of the seed, with the draw that counts */
    const struct scn_lesson *lesson;
    uint64_t seed, attempt;
    struct scn_course_run run;
    struct scn_course_answer truth;
    struct scn_course_answer *believed; /* by belief                             */
};

/*
 * Reads a lesson, draws for the seed, runs, and computes truth and beliefs. False: told in diags,
 * or *ret_fault says what is wrong with the lesson itself (a formula, or beliefs that are true
 * whatever is drawn). The course must be closed when it was opened.
 */
bool scn_course_open(struct sim_arena *arena, const char *name, const char *text, uint64_t seed,
                     struct scn_diags *diags, struct scn_course *ret_course,
                     const char **ret_fault);
void scn_course_close(struct scn_course *course);

/* The same scenario with something changed, and a question about it. NULL, or what is wrong. The
   run must be closed. */
const char *scn_course_ask(const struct scn_course *course, const char *const *sets,
                           uint32_t set_count, const struct scn_lesson_question *question,
                           struct scn_course_run *ret_run, struct scn_course_answer *ret_answer);
void scn_course_run_close(struct scn_course_run *run);

/*
 * A formula over a run: drawn numbers, figures of the run ('c.line.dpc.queue_latency.max'; a
 * count or share by its name alone), start(OBJECT) and end(OBJECT) of what ran first, or
 * start(OBJECT, 2); queued(OBJECT, n); irql(PROCESSOR, TIME). NULL, or what is wrong.
 */
const char *scn_course_value(struct scn_course_run *run, const char *formula,
                             struct scn_formula_value *ret_value);

/* Text with every {formula} replaced by its value as people read it: '60 us'; {formula:16} fills
   it up to 16 columns. A formula that is none stays as it is. run may be NULL: then drawn numbers
   only. */
const char *scn_course_words(const struct scn_course *course, struct scn_course_run *run,
                             const char *text);

#endif
