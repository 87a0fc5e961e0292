/* Knots in words: a chain of sentences that closes a circle. */
#ifndef WTSIM_MODEL_RUN_KNOT_WORDS_H
#define WTSIM_MODEL_RUN_KNOT_WORDS_H

#include <stdint.h>

#include "model/run/knot.h"

struct sim_text;

/*
 * Writes the sentences, one a line: what it is in one line, then the circle, which is `count`
 * nodes that begin with a thread. threads: members of the part; pool: MDL_NONE or the one in it.
 */
void mdl_knot_words_add(struct sim_text *text, struct mdl_knot *k, const uint32_t *circle,
                        uint32_t count, uint32_t threads, mdl_pool_id pool);

/* Who a thread is: its own name, or the item that it holds. */
void mdl_knot_words_thread(struct sim_text *text, const struct mdl_machine *m,
                           mdl_thread_id thread);

/* 'the Delayed queue' */
void mdl_knot_words_pool(struct sim_text *text, const struct mdl_machine *m, mdl_pool_id pool);

/* 'one', 'two' ... '16' */
void mdl_knot_words_number(struct sim_text *text, uint32_t number);

#endif
