/* Talking about a lesson: the dialogue of a terminal, the one line of a pipe. */
#ifndef WTSIM_REPORTS_CLI_LESSON_TALK_H
#define WTSIM_REPORTS_CLI_LESSON_TALK_H

#include <stdint.h>

struct cli_lesson_state;
struct cli_session;
struct scn_course;

/* Grades one answer (--answer, or the line of a pipe) and replies; CLI_FINE when it is right,
   CLI_NEGATIVE when it is wrong, CLI_USAGE when it is no answer. The number never appears. */
int cli_lesson_talk_grade(struct cli_session *s, struct scn_course *course,
                          struct cli_lesson_state *state, const char *typed);

/* Asks until it is answered, revealed or left. */
int cli_lesson_talk(struct cli_session *s, struct scn_course *course,
                    struct cli_lesson_state *state, uint32_t lesson_count, const char *next);

#endif
