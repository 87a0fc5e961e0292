/*
 * Rules as topics: what a rule says, what is done with it, who cites it, what shows it.
 */
#include <ctype.h>
#include <string.h>

#include "model/observe/findings.h"
#include "model/rules/ddi.h"
#include "model/rules/rules.h"
#include "model/rules/stops.h"
#include "reports/explain/tables.h"
#include "reports/explain/topic.h"
#include "sim/base/arena.h"

/* Further parts that somebody wrote by hand, and titles. */
static const struct {
    const char *rule, *label, *text;
} details[] = {
#define DETAIL(rule, label, text) {rule, label, text},
#include "reports/explain/details.def"
#undef DETAIL
};

enum { DETAIL_COUNT = sizeof details / sizeof details[0] };

static const char *title_of(const char *rule)
{
    for (uint32_t i = 0; i < DETAIL_COUNT; i++) {
        if (strcmp(details[i].rule, rule) == 0 && strcmp(details[i].label, "TITLE") == 0) {
            return details[i].text;
        }
    }
    return NULL;
}

static const char *family_of(const struct mdl_rule *rule)
{
    size_t length = mdl_rules_family_length(rule);
    const char *letters, *about = "";

    for (uint32_t i = 0; (letters = mdl_rules_family(i, &about)) != NULL; i++) {
        if (strlen(letters) == length && strncmp(letters, rule->id, length) == 0) {
            break;
        }
    }
    return about;
}

/* Does a text speak of this id, and not of a longer one? */
static bool speaks_of(const char *text, const char *id)
{
    size_t length = strlen(id);

    for (const char *at = strstr(text, id); at != NULL; at = strstr(at + 1, id)) {
        if ((at == text || !isalnum((unsigned char)at[-1])) &&
            !isalnum((unsigned char)at[length])) {
            return true;
        }
    }
    return false;
}

/* Rules that follow from this one: their source says 'from W81'. */
static const char *followers(struct sim_arena *arena, const char *id)
{
    const char *list = "";

    for (uint32_t i = 0; i < mdl_rules_count(); i++) {
        const struct mdl_rule *other = mdl_rules_row(i);

        if (strncmp(other->source, "from ", 5) == 0 && speaks_of(other->source, id)) {
            list = rpt_topic_join(arena, list, other->id);
        }
    }
    return list;
}

static const char *cited_by(struct sim_arena *arena, const char *id)
{
    const char *list = "";

    for (uint16_t i = 0; i < mdl_ddi_count(); i++) {
        if (rpt_topic_among(mdl_ddi_row(i)->rules, id)) {
            list = rpt_topic_join(arena, list, mdl_ddi_row(i)->name);
        }
    }
    for (unsigned i = 0; i < MDL_FINDING_COUNT; i++) {
        if (rpt_topic_among(mdl_findings_row(i)->rule, id)) {
            list = rpt_topic_join(arena, list, mdl_findings_row(i)->code);
        }
    }
    for (uint32_t i = 0; mdl_stops_row(i) != NULL; i++) {
        if (rpt_topic_among(mdl_stops_row(i)->rules, id)) {
            list = rpt_topic_join(arena, list,
                                  sim_arena_print(arena, "0x%X", mdl_stops_row(i)->code));
        }
    }
    return list;
}

/* Names of tests are sentences: one a line, without the '_' between their words. */
static const char *sentences(struct sim_arena *arena, const char *names)
{
    char *lines = sim_arena_copy(arena, names, strlen(names));

    for (char *c = lines; *c != '\0'; c++) {
        *c = *c == ' ' ? '\n' : *c == '_' ? ' ' : *c;
    }
    return lines;
}

static const char *commas(struct sim_arena *arena, const char *words)
{
    const char *list = "";

    while (*words != '\0') {
        size_t length = strcspn(words, " ");

        list = rpt_topic_join(arena, list, sim_arena_copy(arena, words, length));
        words += length + (words[length] == ' ');
    }
    return list;
}

static void add_details(struct rpt_topic *topic)
{
    for (uint32_t i = 0; i < DETAIL_COUNT; i++) {
        if (strcmp(details[i].rule, topic->name) != 0 || strcmp(details[i].label, "TITLE") == 0) {
            continue;
        }
        if (details[i].label[0] == '\0') {
            rpt_topic_lines(topic, "", details[i].text);
        } else {
            rpt_topic_part(topic, details[i].label, details[i].text);
        }
    }
}

static const char *from_of(struct sim_arena *arena, const struct mdl_rule *rule)
{
    const char *confidence = mdl_rules_confidence_name(rule->confidence);

    return strcmp(rule->source, "-") == 0
               ? sim_arena_print(arena, "no source; confidence: %s", confidence)
               : sim_arena_print(arena, "%s; confidence: %s", rule->source, confidence);
}

static void add_rule(struct rpt_topics *topics, const struct mdl_rule *rule)
{
    struct sim_arena *arena = topics->arena;
    const char *title = title_of(rule->id);
    struct rpt_topic *topic =
        rpt_topic_add(topics, RPT_TOPIC_RULE, rule->id,
                      title != NULL ? title
                                    : family_of(rule),
                      rule->statement);

    topic->mark = mdl_rules_state_name(rule->state);
    add_details(topic);
    if (strcmp(rule->id, "W78") == 0) {
        rpt_topic_part(topic, "CHECKS", rpt_tables_checks(arena));
    }
    if (rule->state == MDL_RULE_PARAMETER) {
        rpt_topic_part(topic, "SWITCHED BY", commas(arena, rule->detail));
    } else if (rule->state == MDL_RULE_NOT_MODELLED) {
        rpt_topic_part(topic, "NOT BECAUSE", rule->detail);
    }
    rpt_topic_part(topic, "IT FOLLOWS", followers(arena, rule->id));
    rpt_topic_part(topic, "FROM", from_of(arena, rule));
    if (strcmp(rule->eras, "all") != 0) {
        rpt_topic_part(topic, "ERAS", commas(arena, rule->eras));
    }
    rpt_topic_part(topic, "CITED BY", cited_by(arena, rule->id));
    rpt_topic_part(topic, "TESTED BY", sentences(arena, rule->tests));
    rpt_topic_part(topic, "SEE IT", rpt_tables_see(topics, rule->id, ""));
}

void rpt_tables_rules(struct rpt_topics *topics)
{
    for (uint32_t i = 0; i < mdl_rules_count(); i++) {
        add_rule(topics, mdl_rules_row(i));
    }
}
