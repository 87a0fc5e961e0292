/*
 * Grading: what was typed, compared with the truth and with the beliefs.
 */
#ifndef WTSIM_SCENARIOS_COURSE_GRADE_H
#define WTSIM_SCENARIOS_COURSE_GRADE_H

#include <stdbool.h>
#include <stdint.h>

#include "scenarios/course/course.h"

enum scn_grade {
    SCN_GRADE_RIGHT,
    SCN_GRADE_BELIEF,                 /* wrong, and it is known why      */
    SCN_GRADE_WRONG,
    SCN_GRADE_UNREADABLE              /* no answer to this question      */
};

/*
 * Reads what was typed: '70', '70us', '0.07 ms' for a number; '2' or 'b' for a choice; '1 2 6' or
 * 'a,b,f' for a set, an order or a column. False: *ret_complaint says what is expected.
 */
bool scn_grade_read(struct sim_arena *arena, const struct scn_lesson_question *question,
                    const char *typed, struct scn_course_answer *ret_answer,
                    const char **ret_complaint);

/* The same answer? Exactly, unless the question states a tolerance. */
bool scn_grade_is_same(const struct scn_lesson_question *question,
                       const struct scn_course_answer *a, const struct scn_course_answer *b);

/* Grades an answer to the lesson's own question; *ret_belief is the belief's index. */
enum scn_grade scn_grade_answer(const struct scn_course *course,
                                const struct scn_course_answer *answer, uint32_t *ret_belief);

/* How far a wrong answer is from the truth, without telling it: '2 of 4 cells are right', 'one
   does not belong, one is missing', 'two neighbours have changed places'; '' for numbers and
   choices. */
const char *scn_grade_distance(struct sim_arena *arena,
                               const struct scn_lesson_question *question,
                               const struct scn_course_answer *truth,
                               const struct scn_course_answer *given);

/* As the student would type it, and as it is read out: '70 us', '1 2 6', 'b: bug check 0xB8'. */
const char *scn_grade_typed(struct sim_arena *arena, const struct scn_lesson_question *question,
                            const struct scn_course_answer *answer);
const char *scn_grade_words(struct sim_arena *arena, const struct scn_lesson_question *question,
                            const struct scn_course_answer *answer);

#endif
