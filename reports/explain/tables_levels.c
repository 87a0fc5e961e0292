/*
 * IRQLs as topics: the number on each architecture, who runs there, what may be done there.
 */
#include <string.h>

#include "model/rules/irql.h"
#include "reports/explain/tables.h"
#include "reports/explain/topic.h"
#include "sim/base/arena.h"

static const struct level {
    const char *name, *aliases, *rules, *headline, *runs, *held, *taken, *allowed, *forbidden,
        *or_else, *guidelines, *mind;
} levels[] = {
#define LEVEL(name, aliases, rules, headline, runs, held, taken, allowed, forbidden, or_else, \
              guidelines, mind)                                                               \
    {name, aliases, rules, headline, runs, held, taken, allowed, forbidden, or_else,           \
     guidelines, mind},
#include "reports/explain/levels.def"
#undef LEVEL
};

static const char *number_there(struct sim_arena *arena, const struct mdl_irql *table,
                                const char *name)
{
    uint8_t level;

    if (strcmp(name, "DIRQL") == 0) {
        return sim_arena_print(arena, "%u to %u", table->device_low, table->device_high);
    }
    return mdl_irql_named(table, name, &level) ? sim_arena_print(arena, "%u", level) : "";
}

/* "IRQL 13 on x64, 28 on x86, 13 on arm64", shorter where all agree. */
static const char *numbers(struct sim_arena *arena, const char *name)
{
    const char *first = "", *list = "", *names = "";
    bool agree = true;

    for (uint32_t i = 0; mdl_irql_architecture(i) != NULL; i++) {
        const char *architecture = mdl_irql_architecture(i);
        const char *number = number_there(arena, mdl_irql_table(architecture), name);

        first = i == 0 ? number : first;
        agree = agree && strcmp(first, number) == 0;
        list = rpt_topic_join(arena, list, sim_arena_print(arena, "%s on %s", number,
                                                           architecture));
        names = rpt_topic_join(arena, names, architecture);
    }
    return agree ? sim_arena_print(arena, "IRQL %s on %s", first, names)
                 : sim_arena_print(arena, "IRQL %s", list);
}

static void add_level(struct rpt_topics *topics, const struct level *level)
{
    struct sim_arena *arena = topics->arena;
    struct rpt_topic *topic = rpt_topic_add(topics, RPT_TOPIC_LEVEL, level->name,
                                            numbers(arena, level->name), level->headline);

    topic->aliases = level->aliases;
    topic->rules = level->rules;
    rpt_topic_part(topic, "RUNS HERE", level->runs);
    rpt_topic_part(topic, "HELD BACK", level->held);
    rpt_topic_part(topic, "STILL TAKEN", level->taken);
    rpt_topic_part(topic, "ALLOWED", level->allowed);
    rpt_topic_part(topic, "NOT ALLOWED", level->forbidden);
    rpt_topic_lines(topic, "OR ELSE", level->or_else);
    rpt_topic_part(topic, "GUIDELINES", level->guidelines);
    rpt_topic_part(topic, "MIND", level->mind);
    rpt_topic_part(topic, "SEE IT", rpt_tables_see(topics, level->name, level->rules));
}

void rpt_tables_levels(struct rpt_topics *topics)
{
    for (uint32_t i = 0; i < sizeof levels / sizeof levels[0]; i++) {
        add_level(topics, &levels[i]);
    }
}
