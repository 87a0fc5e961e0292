/*
 * News: what happened at one instant, in sentences with the rules behind them.
 *
 * They are written from what was told (tape.h) and from the scene before and after, for somebody
 * who sees both. Words are those of stories (story.h) where a story says the same.
 */
#ifndef WTSIM_MODEL_RUN_NEWS_H
#define WTSIM_MODEL_RUN_NEWS_H

#include "model/observe/story.h"
#include "model/run/scene.h"

struct mdl_machine;
struct mdl_tape_row;

enum { MDL_NEWS_MAX = 12 };           /* sentences at most; a last one says how many more */

/* before: NULL at the beginning. Never NULL; *ret_count may be 0 there. */
const struct mdl_story_sentence *mdl_news_of(struct sim_arena *arena, const struct mdl_machine *m,
                                             const struct mdl_scene *before,
                                             const struct mdl_scene *after,
                                             const struct mdl_tape_row *rows, uint32_t count,
                                             uint32_t *ret_count);

#endif
