/*
 * The glossary as topics, and which lesson or scenario shows what.
 */
#include <string.h>

#include "reports/explain/lessons.h"
#include "reports/explain/tables.h"
#include "reports/explain/topic.h"
#include "sim/base/arena.h"

static const struct {
    const char *name, *aliases, *rules, *text, *related;
} terms[] = {
#define TERM(name, aliases, rules, text, related) {name, aliases, rules, text, related},
#include "reports/explain/glossary.def"
#undef TERM
};

static const struct {
    const char *scenario, *topics;
} shown[] = {
#define SEE(scenario, topics) {scenario, topics},
#include "reports/explain/see.def"
#undef SEE
};

/* Is one of these words among words with blanks between? */
static bool any_among(const char *words, const char *some)
{
    for (size_t length; *some != '\0'; some += length + (some[length] == ' ')) {
        length = strcspn(some, " ");
        for (const char *at = words; *at != '\0';) {
            size_t here = strcspn(at, " ");

            if (here == length && strncmp(at, some, length) == 0) {
                return true;
            }
            at += here + (at[here] == ' ');
        }
    }
    return false;
}

/* Names with blanks in them stand in see.def with '_'. */
static const char *joined(struct sim_arena *arena, const char *name)
{
    char *copy = sim_arena_copy(arena, name, strlen(name));

    for (char *c = copy; *c != '\0'; c++) {
        *c = *c == ' ' ? '_' : *c;
    }
    return copy;
}

const char *rpt_tables_see(struct rpt_topics *topics, const char *name, const char *rules)
{
    const char *list = "";

    for (uint32_t i = 0; i < rpt_lessons_count; i++) {
        if (rpt_topic_among(rpt_lessons_list[i].rules, name) ||
            any_among(rpt_lessons_list[i].rules, rules)) {
            list = sim_arena_print(topics->arena, "%s%swtsim lesson %s", list,
                                   list[0] == '\0' ? "" : "\n", rpt_lessons_list[i].name);
        }
    }
    for (uint32_t i = 0; i < sizeof shown / sizeof shown[0]; i++) {
        if (rpt_topic_among(shown[i].topics, joined(topics->arena, name)) ||
            any_among(shown[i].topics, rules)) {
            list = sim_arena_print(topics->arena, "%s%swtsim run %s", list,
                                   list[0] == '\0' ? "" : "\n", shown[i].scenario);
        }
    }
    return list;
}

void rpt_tables_terms(struct rpt_topics *topics)
{
    for (uint32_t i = 0; i < sizeof terms / sizeof terms[0]; i++) {
        struct rpt_topic *topic = rpt_topic_add(topics, RPT_TOPIC_TERM, terms[i].name, "",
                                                terms[i].text);

        topic->aliases = terms[i].aliases;
        topic->rules = terms[i].rules;
        rpt_topic_part(topic, "RELATED", terms[i].related);
        rpt_topic_part(topic, "SEE IT", rpt_tables_see(topics, terms[i].name, terms[i].rules));
    }
}
