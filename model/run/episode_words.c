/* An episode in one sentence; see the header. */
#include "model/run/episode_words.h"

#include <inttypes.h>
#include <string.h>

#include "model/run/answer.h"
#include "sim/base/arena.h"

/* Three digits and a unit: '451 ms', '1.25 s'. */
static const char *length_text(struct sim_arena *arena, uint64_t ns)
{
    static const struct { const char *name; double ns; } units[] = {
        {"s", 1e9}, {"ms", 1e6}, {"us", 1e3}, {"ns", 1}};
    unsigned unit = ns >= 1000000000 ? 0 : ns >= 1000000 ? 1 : ns >= 1000 ? 2 : 3;
    double value = (double)ns / units[unit].ns;

    return sim_arena_print(arena, "%.*f %s", unit == 3 || value >= 100 ? 0 : value >= 10 ? 1 : 2,
                           value, units[unit].name);
}

const char *mdl_episode_words_tell(struct sim_arena *arena, const struct mdl_episode *e)
{
    const char *length = length_text(arena, e->worst_ns);
    const char *behind =
        e->culprit[0] == '\0' ? "" : sim_arena_print(arena, ", most of it behind %s", e->culprit);

    if (strcmp(e->kind, "deadlock") == 0) {
        return e->sentence;
    }
    if (strcmp(e->kind, "no progress") == 0) {
        return sim_arena_print(arena, "%s: items waited and none was taken for %s%s", e->object,
                               length, behind);
    }
    return sim_arena_print(arena, "%s: %" PRIu64 " %s%s overdue, the worst waited %s%s", e->object,
                           e->victims, e->victim, e->victims == 1 ? "" : "s", length, behind);
}
