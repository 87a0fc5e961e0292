/*
 * The beliefs behind wrong answers of lessons, as topics.
 */
#include "reports/explain/lessons.h"
#include "reports/explain/tables.h"
#include "reports/explain/topic.h"
#include "sim/base/arena.h"

static const struct {
    const char *id, *believed, *fact;
} beliefs[] = {
#define BELIEF(id, believed, fact) {id, "A wrong belief: " believed ".", fact},
#include "reports/explain/beliefs.def"
#undef BELIEF
};

/* The lessons in which somebody may answer so. */
static const char *lessons_of(struct rpt_topics *topics, const char *id)
{
    const char *list = "";

    for (uint32_t i = 0; i < rpt_lessons_count; i++) {
        if (rpt_topic_among(rpt_lessons_list[i].beliefs, id)) {
            list = sim_arena_print(topics->arena, "%s%swtsim lesson %s", list,
                                   list[0] == '\0' ? "" : "\n", rpt_lessons_list[i].name);
        }
    }
    return list;
}

void rpt_tables_beliefs(struct rpt_topics *topics)
{
    for (uint32_t i = 0; i < sizeof beliefs / sizeof beliefs[0]; i++) {
        struct rpt_topic *topic = rpt_topic_add(topics, RPT_TOPIC_BELIEF, beliefs[i].id, "",
                                                beliefs[i].believed);

        rpt_topic_part(topic, "IN FACT", beliefs[i].fact);
        rpt_topic_lines(topic, "SEE IT", lessons_of(topics, beliefs[i].id));
    }
}
