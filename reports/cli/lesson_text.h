/*
 * A lesson as text: what the student reads, one screen for each thing that can happen.
 */
#ifndef WTSIM_REPORTS_CLI_LESSON_TEXT_H
#define WTSIM_REPORTS_CLI_LESSON_TEXT_H

#include <stdint.h>

#include "scenarios/course/course.h"
#include "scenarios/course/grade.h"

struct cli_session;
struct rpt_view;
struct sim_text;

/* 'Lesson 5 of 28   Why a DPC waits      seed 1', the story. */
void cli_lesson_text_head(struct sim_text *text, const struct scn_course *course,
                          uint32_t lesson_count);

/* The story. Lines are wrapped anew, for drawn numbers differ in length; those that begin with a
   blank, as in a table, stay as they are. */
void cli_lesson_text_story(struct sim_text *text, const struct scn_course *course);

/* A question with its choices, on a screen and on paper. */
void cli_lesson_text_ask(struct sim_text *text, const struct scn_course *course,
                         const struct scn_lesson_question *question);

void cli_lesson_text_print(struct sim_text *text, const struct scn_course *course,
                           const struct scn_lesson_question *question);

/* A variation of the lesson with its question, which is the lesson's own or another one. */
void cli_lesson_text_vary(struct sim_text *text, const struct scn_course *course,
                          const struct scn_lesson_variation *variation,
                          const struct scn_lesson_question *question);

/* The reply to a wrong answer: the belief behind it, or a smaller question; never the answer. */
void cli_lesson_text_wrong(struct sim_text *text, const struct scn_course *course,
                           const struct scn_course_answer *given, uint32_t belief);

/* The reply to a right one, or to reveal: the run as a picture, whose fault it was, why, so. */
void cli_lesson_text_right(struct sim_text *text, struct scn_course *course, bool revealed,
                           const struct rpt_view *view);

/* Writes what is to be read and empties it: a terminal of fewer than 80 columns is obeyed. */
void cli_lesson_text_write(struct cli_session *s, struct sim_text *text);

/* A paragraph with an optional word before it: 'Why    Each processor ...'. */
void cli_lesson_text_paragraph(struct sim_text *text, const char *label, const char *words);

/* Instructor's answers: truth, beliefs with their answers, variations. */
void cli_lesson_text_key(struct sim_text *text, struct scn_course *course);

/* The same for programs: answers as they would be typed, whether the worked ones agree. */
void cli_lesson_text_key_json(struct sim_text *text, struct scn_course *course);

#endif
