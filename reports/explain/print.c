/*
 * Topics as text, JSON and CSV.
 */
#include "reports/explain/print.h"

#include <inttypes.h>
#include <string.h>

#include "model/rules/rules.h"
#include "reports/render/member.h"
#include "reports/render/page.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"

enum { LABEL_AT = 12 };

static void print_head(struct sim_text *text, const struct rpt_topic *topic, unsigned width)
{
    const char *mark = topic->mark[0] != '\0' ? topic->mark : rpt_topic_kind_name(topic->kind);
    unsigned room = width - 2 - (unsigned)rpt_page_columns(mark);

    sim_text_add(text, topic->name);
    if (topic->headline[0] != '\0') {
        sim_text_add(text, "  ");
        rpt_page_words(text, topic->headline, LABEL_AT, room);
    }
    rpt_page_edge(text, mark, width);
}

static void print_part(struct sim_text *text, const struct rpt_topic_part *part, unsigned width)
{
    const char *at = part->text;

    sim_text_add(text, part->label);
    if (!part->fixed) {
        rpt_page_column(text, LABEL_AT);
        rpt_page_words(text, at, LABEL_AT, width);
        sim_text_add_char(text, '\n');
        return;
    }
    while (*at != '\0') {
        size_t length = strcspn(at, "\n");

        if (part->label[0] != '\0') {
            rpt_page_column(text, LABEL_AT);
        }
        sim_text_add_bytes(text, at, length);
        sim_text_add_char(text, '\n');
        at += length + (at[length] == '\n');
    }
}

/* The first sentence of what a rule says. */
static const char *first_sentence(struct sim_arena *arena, const char *words)
{
    const char *at = words;

    do {
        at = strstr(at, ". ");
        if (at == NULL) {
            return words;
        }
        at += 2;
    } while (*at < 'A' || *at > 'Z');   /* '.. i.e. more' is no end */
    return sim_arena_copy(arena, words, (size_t)(at - words) - 1);
}

/* 'W26 W30' with the beginning of what each says. */
static void print_rules(struct sim_text *text, struct sim_arena *arena, const char *ids,
                        unsigned width)
{
    bool first = true;

    while (*ids != '\0') {
        size_t length = strcspn(ids, " ");
        const struct mdl_rule *rule;
        char id[8] = "";

        memcpy(id, ids, length < sizeof id - 1 ? length : sizeof id - 1);
        rule = mdl_rules_find(id);
        sim_text_add(text, first ? "RULES" : "");
        rpt_page_column(text, LABEL_AT);
        sim_text_add(text, id);
        rpt_page_column(text, LABEL_AT + 6);
        rpt_page_words(text, rule == NULL ? "" : first_sentence(arena, rule->statement),
                       LABEL_AT + 6, width);
        sim_text_add_char(text, '\n');
        first = false;
        ids += length + (ids[length] == ' ');
    }
}

void rpt_print_topic(struct sim_text *text, struct sim_arena *arena,
                     const struct rpt_topic *topic, unsigned width)
{
    print_head(text, topic, width);
    rpt_page_words(text, topic->text, 0, width);
    sim_text_add(text, "\n");
    if (topic->part_count > 0 || topic->rules[0] != '\0') {
        sim_text_add(text, "\n");
    }
    for (uint32_t i = 0; i < topic->part_count; i++) {
        const struct rpt_topic_part *part = &topic->parts[i];

        if (strcmp(part->label, "SEE IT") == 0) {
            continue;
        }
        print_part(text, part, width);
        if (part->label[0] == '\0') {
            sim_text_add(text, "\n");
        }
    }
    print_rules(text, arena, topic->rules, width);
    for (uint32_t i = 0; i < topic->part_count; i++) {
        if (strcmp(topic->parts[i].label, "SEE IT") == 0) {
            print_part(text, &topic->parts[i], width);
        }
    }
}

/* Why a rule is not modelled, by which key a parameter is switched. */
static void print_reason(struct sim_text *text, const struct rpt_topic *topic, unsigned width)
{
    for (uint32_t i = 0; i < topic->part_count; i++) {
        const struct rpt_topic_part *part = &topic->parts[i];
        bool why = strcmp(part->label, "NOT BECAUSE") == 0;

        if (why || strcmp(part->label, "SWITCHED BY") == 0) {
            sim_text_add(text, "\n");
            rpt_page_column(text, 6);
            sim_text_add(text, why ? "because" : "by");
            rpt_page_column(text, 20);
            rpt_page_words(text, part->text, 20, width);
        }
    }
}

void rpt_print_brief(struct sim_text *text, const struct rpt_topic *topic, unsigned width)
{
    const char *words = topic->kind == RPT_TOPIC_RULE || topic->headline[0] == '\0'
                            ? topic->text
                            : topic->headline;

    sim_text_add(text, topic->name);
    if (topic->kind == RPT_TOPIC_RULE) {
        rpt_page_column(text, 6);
        sim_text_add(text, topic->mark);
        rpt_page_column(text, 20);
        rpt_page_words(text, words, 20, width);
        print_reason(text, topic, width);
    } else if (topic->kind == RPT_TOPIC_DDI) {
        rpt_page_column(text, 36);
        rpt_page_words(text, topic->text, 36, width);
    } else {
        rpt_page_column(text, 24);
        rpt_page_words(text, words, 24, width);
    }
    sim_text_add_char(text, '\n');
}

void rpt_print_overview(struct sim_text *text, const struct rpt_topics *topics)
{
    sim_text_add(text, "wtsim explain NAME explains any of these, as the one at the right:\n\n");
    for (int kind = 0; kind < RPT_TOPIC_KIND_COUNT; kind++) {
        uint32_t count = 0;

        for (uint32_t i = 0; i < topics->count; i++) {
            count += topics->rows[i].kind == (enum rpt_topic_kind)kind;
        }
        sim_text_print(text, "%5" PRIu32 " %s", count,
                       rpt_topic_kind_plural((enum rpt_topic_kind)kind));
        rpt_page_column(text, 21);
        sim_text_add(text, rpt_topic_kind_about((enum rpt_topic_kind)kind));
        rpt_page_column(text, 52);
        sim_text_print(text, "%s\n", rpt_topic_kind_example((enum rpt_topic_kind)kind));
    }
    sim_text_add(text, "\nwtsim explain rules, ddis, terms ... lists them; words behind narrow "
                       "it.\n");
}

void rpt_print_families(struct sim_text *text)
{
    const char *letters, *about;

    sim_text_add(text, "family                                          modelled parameter   not  "
                       "names\n");
    for (uint32_t f = 0; (letters = mdl_rules_family(f, &about)) != NULL; f++) {
        uint32_t counts[4] = {0};

        for (uint32_t i = 0; i < mdl_rules_count(); i++) {
            const struct mdl_rule *rule = mdl_rules_row(i);
            size_t length = mdl_rules_family_length(rule);

            if (strlen(letters) == length && strncmp(rule->id, letters, length) == 0) {
                counts[rule->state]++;
            }
        }
        sim_text_print(text, "%-3s %-43s %8" PRIu32 " %9" PRIu32 " %5" PRIu32 " %6" PRIu32 "\n",
                       letters, about, counts[0], counts[1], counts[2], counts[3]);
    }
    sim_text_add(text, "\nwtsim explain rules W, rules parameter, rules not-modelled, rules "
                       "unknown, rules\nflush: those of a family, a state, a confidence, or with "
                       "a word in them.\n");
}

/* ---- JSON and CSV ---------------------------------------------------------------------------- */

void rpt_print_json(struct sim_text *text, const struct rpt_topic *topic)
{
    sim_text_add(text, "{");
    rpt_member_string(text, "topic", topic->name);
    rpt_member_string(text, "kind", rpt_topic_kind_name(topic->kind));
    rpt_member_string(text, "headline", topic->headline);
    rpt_member_string(text, "mark", topic->mark);
    rpt_member_string(text, "aliases", topic->aliases);
    rpt_member_string(text, "text", topic->text);
    rpt_member_string(text, "rules", topic->rules);
    rpt_member_key(text, "parts");
    sim_text_add(text, "[");
    for (uint32_t i = 0; i < topic->part_count; i++) {
        sim_text_add(text, i == 0 ? "{" : ", {");
        rpt_member_string(text, "label", topic->parts[i].label);
        rpt_member_string(text, "text", topic->parts[i].text);
        sim_text_add(text, "}");
    }
    sim_text_add(text, "]}");
}

static void add_cell(struct sim_text *text, const char *cell, const char *end)
{
    sim_text_add_char(text, '"');
    for (const char *c = cell; *c != '\0'; c++) {
        sim_text_repeat(text, *c, *c == '"' ? 2 : 1);
    }
    sim_text_print(text, "\"%s", end);
}

void rpt_print_csv(struct sim_text *text, const struct rpt_topic *topic)
{
    add_cell(text, rpt_topic_kind_name(topic->kind), ",");
    add_cell(text, topic->name, ",");
    add_cell(text, topic->mark, ",");
    add_cell(text, topic->headline, ",");
    add_cell(text, topic->text, "\r\n");
}
