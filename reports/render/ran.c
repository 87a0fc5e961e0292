/* Who had a processor; see the header. */
#include "reports/render/ran.h"

#include <string.h>

#include "reports/render/cell.h"

enum { NAMED = 4 };

struct shares {
    uint64_t *ns;                     /* by label */
    uint64_t all_ns;
};

static const char *name_of(const struct mdl_plan *plan, uint32_t label)
{
    return plan->labels[label].name;
}

/* One callback may serve several objects: the first label of its name stands for all. */
static uint32_t first_named(const struct mdl_plan *plan, uint32_t label)
{
    uint32_t first = 0;

    while (strcmp(name_of(plan, first), name_of(plan, label)) != 0) {
        first++;
    }
    return first;
}

static struct shares count(struct sim_arena *arena, const struct mdl_chronicle *c,
                           uint32_t processor, sim_instant from_at, sim_instant to_at)
{
    struct shares shares = {.ns = sim_arena_array(arena, c->plan->label_count,
                                                  sizeof *shares.ns)};

    for (uint32_t i = 0; i < c->slice_count; i++) {
        const struct mdl_slice *slice = &c->slices[i];
        sim_instant from = slice->from_at > from_at ? slice->from_at : from_at;
        sim_instant to = slice->to_at < to_at ? slice->to_at : to_at;

        if (slice->kind == MDL_SLICE_EXECUTES && slice->on == processor && from < to &&
            slice->what < c->plan->label_count) {
            shares.ns[first_named(c->plan, slice->what)] += to - from;
            shares.all_ns += to - from;
        }
    }
    return shares;
}

static const char *join(struct sim_arena *arena, const char *list, const char *who, uint64_t ns)
{
    return sim_arena_print(arena, "%s%s%s %s", list, list[0] == '\0' ? "" : ", ", who,
                           rpt_cell_duration(arena, (double)ns));
}

const char *rpt_ran_words(struct sim_arena *arena, const struct mdl_chronicle *c,
                          uint32_t processor, sim_instant from_at, sim_instant to_at)
{
    struct shares shares = count(arena, c, processor, from_at, to_at);
    uint64_t idle_ns = to_at - from_at - shares.all_ns;
    const char *words = "";

    for (int named = 0; named < NAMED; named++) {
        uint32_t most = 0;

        for (uint32_t label = 1; label < c->plan->label_count; label++) {
            most = shares.ns[label] > shares.ns[most] ? label : most;
        }
        if (shares.ns[most] > 0) {
            words = join(arena, words, name_of(c->plan, most), shares.ns[most]);
            shares.all_ns -= shares.ns[most];
            shares.ns[most] = 0;
        }
    }
    if (shares.all_ns > 0) {
        words = join(arena, words, "others", shares.all_ns);
    }
    return idle_ns > 0 ? join(arena, words, "idle", idle_ns) : words;
}
