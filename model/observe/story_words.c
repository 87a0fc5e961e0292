/* Words of stories; see the header. */
#include "model/observe/story_words.h"

static const char *workers(struct sim_arena *arena, uint32_t count)
{
    return count == 1 ? "1 worker is" : sim_arena_print(arena, "%u workers are", count);
}

static const char *behind(struct sim_arena *arena, uint32_t count)
{
    return count == 0   ? ""
           : count == 1 ? ", behind 1 other"
                        : sim_arena_print(arena, ", behind %u others", count);
}

const char *mdl_story_words_queued(struct sim_arena *arena, const char *name,
                                   const struct mdl_story_words_pool *pool, const char **ret_rule)
{
    if (pool->holders == 0) {
        *ret_rule = "W11";
        return sim_arena_print(arena, "%s is queued; no worker has an item.", name);
    }
    if (pool->current >= pool->maximum) {
        *ret_rule = "W16 W13";
        return sim_arena_print(arena, "%s is queued. %s idle, but %u of %u items are running: it "
                               "must wait%s.", name, workers(arena, pool->idle), pool->current,
                               pool->maximum, behind(arena, pool->ahead));
    }
    if (pool->idle == 0) {
        *ret_rule = "W13";
        return sim_arena_print(arena, "%s is queued. Every worker (%u) holds an item: it must "
                               "wait%s.", name, pool->holders, behind(arena, pool->ahead));
    }
    *ret_rule = "W11 W12";
    return sim_arena_print(arena, "%s is queued. %s idle.", name, workers(arena, pool->idle));
}

const char *mdl_story_words_merged(struct sim_arena *arena, const char *name)
{
    return sim_arena_print(arena, "%s is queued already: this call is merged into it.", name);
}

const char *mdl_story_words_blocks(struct sim_arena *arena, const char *name, const char *what)
{
    return sim_arena_print(arena, "%s blocks on %s", name, what);
}
