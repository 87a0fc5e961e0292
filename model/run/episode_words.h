/*
 * An episode in one sentence.
 */
#ifndef WTSIM_MODEL_RUN_EPISODE_WORDS_H
#define WTSIM_MODEL_RUN_EPISODE_WORDS_H

struct mdl_episode;
struct sim_arena;

/* Of a starvation or of a time without progress, from what else the episode holds. A deadlock has
   its own: it tells who waits for whom, and is written when the knot closes. */
const char *mdl_episode_words_tell(struct sim_arena *arena, const struct mdl_episode *episode);

#endif
