/* Words that stories share with whoever tells the same at one instant (model/run/news.h). */
#ifndef WTSIM_MODEL_OBSERVE_STORY_WORDS_H
#define WTSIM_MODEL_OBSERVE_STORY_WORDS_H

#include <stdint.h>

#include "sim/base/arena.h"

struct mdl_story_words_pool {         /* as an item finds it that has just been queued */
    uint32_t holders, idle;           /* workers with an item, and without one    */
    uint32_t current, maximum;
    uint32_t ahead;                   /* items before it                          */
};

/* 'x is queued. Every worker (7) holds an item: it must wait, behind 2 others.' and its rule. */
const char *mdl_story_words_queued(struct sim_arena *arena, const char *name,
                                   const struct mdl_story_words_pool *pool,
                                   const char **ret_rule);

/* 'x is queued already: this call is merged into it.' */
const char *mdl_story_words_merged(struct sim_arena *arena, const char *name);

/* 'x blocks on y' */
const char *mdl_story_words_blocks(struct sim_arena *arena, const char *name, const char *what);

#endif
