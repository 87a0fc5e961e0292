/*
 * Bug checks as topics: what the parameters mean, what usually causes them, which findings of a
 * run end in them.
 */
#include <inttypes.h>
#include <string.h>

#include "model/observe/findings.h"
#include "model/rules/stops.h"
#include "reports/explain/tables.h"
#include "reports/explain/topic.h"
#include "sim/base/arena.h"

static const char *raised_by(struct sim_arena *arena, uint32_t code)
{
    const char *list = "";

    for (unsigned i = 0; i < MDL_FINDING_COUNT; i++) {
        const struct mdl_findings_row *row = mdl_findings_row(i);

        if (row->bug_check == code) {
            list = sim_arena_print(arena, "%s%s%s  %s", list, list[0] == '\0' ? "" : "\n",
                                   row->code, row->sentence);
        }
    }
    return list;
}

static const char *parameters(struct sim_arena *arena, const struct mdl_stop_row *row)
{
    const char *list = "";

    for (int i = 0; i < 4; i++) {
        if (row->parameters[i][0] != '\0') {
            list = sim_arena_print(arena, "%s%s%d  %s", list, list[0] == '\0' ? "" : "\n", i + 1,
                                   row->parameters[i]);
        }
    }
    return list;
}

static const char *instead(struct sim_arena *arena, uint32_t code)
{
    const char *list = "";

    for (unsigned i = 0; i < MDL_FINDING_COUNT; i++) {
        const char *words = rpt_tables_instead(mdl_findings_row(i)->code);

        if (mdl_findings_row(i)->bug_check == code && words != NULL &&
            strstr(list, words) == NULL) {
            list = list[0] == '\0' ? words : sim_arena_print(arena, "%s; %s", list, words);
        }
    }
    return list;
}

static void add_stop(struct rpt_topics *topics, const struct mdl_stop_row *row)
{
    struct sim_arena *arena = topics->arena;
    const char *found = raised_by(arena, row->code);
    struct rpt_topic *topic = rpt_topic_add(
        topics, RPT_TOPIC_STOP, sim_arena_print(arena, "0x%" PRIX32, row->code), row->name,
        rpt_topic_sentence(arena, row->cause));

    topic->aliases = sim_arena_print(arena, "%s|%" PRIX32 "|0x%02" PRIX32 "|0x%08" PRIX32,
                                     row->name, row->code, row->code, row->code);
    topic->rules = row->rules;
    rpt_topic_part(topic, "PARAMETERS", parameters(arena, row));
    rpt_topic_part(topic, "IN A RUN", found[0] != '\0' ? found
                                                       : "no finding of this version ends in it");
    rpt_topic_part(topic, "INSTEAD", instead(arena, row->code));
    rpt_topic_part(topic, "SEE IT", rpt_tables_see(topics, topic->name, row->rules));
}

void rpt_tables_stops(struct rpt_topics *topics)
{
    for (uint32_t i = 0; mdl_stops_row(i) != NULL; i++) {
        add_stop(topics, mdl_stops_row(i));
    }
}
