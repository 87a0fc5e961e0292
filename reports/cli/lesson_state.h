/*
 * What a student has done: lessons and the beliefs behind wrong answers, in one small text file.
 *
 * It is kept in --state DIR, else $XDG_STATE_HOME/wtsim, else ~/.local/state/wtsim. That it cannot
 * be read or written is told once and stops nobody from learning.
 */
#ifndef WTSIM_REPORTS_CLI_LESSON_STATE_H
#define WTSIM_REPORTS_CLI_LESSON_STATE_H

#include <stdbool.h>
#include <stdint.h>

struct cli_session;

struct cli_lesson_mark {
    const char *kind;                 /* 'done' or 'belief' */
    const char *name;                 /* of the lesson, of the belief */
    uint32_t count;                   /* tries at best, times held */
};

struct cli_lesson_state {
    struct cli_session *session;
    const char *path;                 /* NULL: nowhere */
    struct cli_lesson_mark *marks;
    uint32_t count, capacity;
};

void cli_lesson_state_load(struct cli_session *s, struct cli_lesson_state *ret_state);

/* 0: never. */
uint32_t cli_lesson_state_count(const struct cli_lesson_state *state, const char *kind,
                                const char *name);

/* Done in so many tries (the fewest are kept); a belief held once more. Written at once. */
void cli_lesson_state_done(struct cli_lesson_state *state, const char *name, uint32_t tries);
void cli_lesson_state_believed(struct cli_lesson_state *state, const char *id);

#endif
