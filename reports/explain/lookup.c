/*
 * Finding topics by name.
 */
#include "reports/explain/lookup.h"

#include <ctype.h>
#include <string.h>

#include "model/rules/rules.h"
#include "reports/explain/tables.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"

void rpt_lookup_fill(struct rpt_topics *topics)
{
    rpt_tables_terms(topics);   /* where a name is several things, this explains it best */
    rpt_tables_rules(topics);
    rpt_tables_ddis(topics);
    rpt_tables_levels(topics);
    rpt_tables_stops(topics);
    rpt_tables_measures(topics);
    rpt_tables_findings(topics);
    rpt_tables_statuses(topics);
    rpt_tables_windows(topics);
    rpt_tables_beliefs(topics);
}

static char folded(char c)
{
    if (c >= 'A' && c <= 'Z') {
        return (char)(c - 'A' + 'a');
    }
    return c == '-' || c == ' ' ? '_' : c;
}

/* Does the name, or this piece of it, mean what is wanted? */
static bool same(const char *piece, size_t length, const char *wanted)
{
    size_t i = 0;

    for (; i < length && wanted[i] != '\0'; i++) {
        if (folded(piece[i]) != folded(wanted[i])) {
            return false;
        }
    }
    return i == length && wanted[i] == '\0';
}

/* 'drivers.nic.interrupts.rx.irql' against 'drivers.<driver>.interrupts.<interrupt>.irql'. */
static bool same_path(const char *pattern, const char *wanted)
{
    while (*pattern != '\0' && *wanted != '\0') {
        size_t here = strcspn(pattern, "."), there = strcspn(wanted, ".");

        if (pattern[0] != '<' && (here != there || strncmp(pattern, wanted, here) != 0)) {
            return false;
        }
        if ((pattern[here] == '.') != (wanted[there] == '.')) {
            return false;
        }
        pattern += here + (pattern[here] == '.');
        wanted += there + (wanted[there] == '.');
    }
    return *pattern == '\0' && *wanted == '\0';
}

static bool has_alias(const struct rpt_topic *topic, const char *wanted)
{
    const char *at = topic->aliases;

    while (*at != '\0') {
        size_t length = strcspn(at, "|");

        if (same(at, length, wanted)) {
            return true;
        }
        at += length + (at[length] == '|');
    }
    return false;
}

static uint32_t find_whole(const struct rpt_topics *topics, const char *wanted, bool by_alias,
                           uint32_t *ret_rows, uint32_t max)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < topics->count && count < max; i++) {
        const struct rpt_topic *topic = &topics->rows[i];

        if (by_alias ? has_alias(topic, wanted)
                     : same(topic->name, strlen(topic->name), wanted) ||
                           (strchr(topic->name, '<') != NULL && same_path(topic->name, wanted))) {
            ret_rows[count++] = i;
        }
    }
    return count;
}

/* A metric: the measure is the last or the last but one of its words. */
static uint32_t find_metric(const struct rpt_topics *topics, const char *wanted,
                            uint32_t *ret_rows)
{
    const char *at = wanted;

    while ((at = strchr(at, '.')) != NULL) {
        size_t length = strcspn(++at, ".@");

        for (uint32_t i = 0; i < topics->count; i++) {
            const struct rpt_topic *topic = &topics->rows[i];

            if (topic->kind == RPT_TOPIC_MEASURE && strlen(topic->name) == length &&
                strncmp(topic->name, at, length) == 0) {
                ret_rows[0] = i;
                return 1;
            }
        }
    }
    return 0;
}

uint32_t rpt_lookup_find(const struct rpt_topics *topics, const char *wanted, uint32_t *ret_rows,
                         uint32_t max)
{
    uint32_t count;

    if (wanted[0] == '\0' || max == 0) {
        return 0;
    }
    count = find_whole(topics, wanted, false, ret_rows, max);
    if (count == 0) {
        count = find_whole(topics, wanted, true, ret_rows, max);
    }
    return count > 0 ? count : find_metric(topics, wanted, ret_rows);
}

/* ---- near names ------------------------------------------------------------------------------ */

/* Small is near: letters that are wrong, twice; one more when only a part of the name is meant. */
static unsigned distance_of(struct sim_arena *arena, const char *name, const char *wanted)
{
    size_t length = strlen(name), other = strlen(wanted);
    char *a = sim_arena_copy(arena, name, length), *b = sim_arena_copy(arena, wanted, other);
    unsigned distance;

    for (char *c = a; *c != '\0'; c++) {
        *c = folded(*c);
    }
    for (char *c = b; *c != '\0'; c++) {
        *c = folded(*c);
    }
    distance = 2 * sim_text_distance(a, b);
    return distance > 3 && other >= 4 && length > other && strstr(a, b) != NULL ? 3 : distance;
}

static bool is_listed(const char *const *names, uint32_t count, const char *name)
{
    for (uint32_t i = 0; i < count; i++) {
        if (strcmp(names[i], name) == 0) {
            return true;
        }
    }
    return false;
}

uint32_t rpt_lookup_near(const struct rpt_topics *topics, const char *wanted,
                         const char **ret_names, uint32_t max)
{
    size_t length = strlen(wanted);
    unsigned limit = 2 * (length < 6 ? 1 : (unsigned)(length / 3)), found[16];
    uint32_t count = 0;

    if (length < 2 || length > 64) {
        return 0;
    }
    max = max < 16 ? max : 16;
    for (uint32_t i = 0; i < topics->count; i++) {
        const char *name = topics->rows[i].name;
        unsigned distance = distance_of(topics->arena, name, wanted);
        uint32_t at = count;

        if (distance > (limit < 3 ? 3 : limit) || (count == max && distance >= found[max - 1]) ||
            is_listed(ret_names, count, name)) {
            continue;
        }
        while (at > 0 && found[at - 1] > distance) {
            at--;
        }
        count += count < max;
        for (uint32_t k = count - 1; k > at; k--) {
            ret_names[k] = ret_names[k - 1];
            found[k] = found[k - 1];
        }
        ret_names[at] = name;
        found[at] = distance;
    }
    return count;
}

/* ---- lists ----------------------------------------------------------------------------------- */

enum rpt_topic_kind rpt_lookup_plural(const char *wanted)
{
    for (int kind = 0; kind < RPT_TOPIC_KIND_COUNT; kind++) {
        const char *plural = rpt_topic_kind_plural((enum rpt_topic_kind)kind);

        if (same(plural, strlen(plural), wanted)) {
            return (enum rpt_topic_kind)kind;
        }
    }
    return strcmp(wanted, "glossary") == 0 ? RPT_TOPIC_TERM : RPT_TOPIC_KIND_COUNT;
}

bool rpt_lookup_is_family(const char *wanted)
{
    const char *letters, *about;

    for (uint32_t i = 0; (letters = mdl_rules_family(i, &about)) != NULL; i++) {
        if (same(letters, strlen(letters), wanted)) {
            return true;
        }
    }
    return false;
}

/* Does a word of the text begin so? In 'WdfWorkItemFlush' a capital begins one too. */
static bool holds_word(const char *text, const char *word)
{
    size_t length = strlen(word);
    char before = ' ';

    for (; *text != '\0'; before = *text++) {
        size_t i = 0;

        if ((isalnum((unsigned char)before) || before == '_') &&
            !(isupper((unsigned char)*text) && !isupper((unsigned char)before))) {
            continue;
        }

        while (i < length && text[i] != '\0' && folded(text[i]) == folded(word[i])) {
            i++;
        }
        if (i == length) {
            return true;
        }
    }
    return false;
}

static bool has_confidence(const struct rpt_topic *topic, const char *name)
{
    const struct mdl_rule *rule = mdl_rules_find(topic->name);

    return rule != NULL && strcmp(mdl_rules_confidence_name(rule->confidence), name) == 0;
}

/* A rule by its family, its state or its confidence. */
static bool decided_by_rule(const struct rpt_topic *topic, const char *filter, bool *ret_passes)
{
    for (int state = 0; state <= MDL_RULE_VOCABULARY; state++) {
        const char *name = mdl_rules_state_name((enum mdl_rule_state)state);

        if (same(name, strlen(name), filter)) {
            *ret_passes = same(topic->mark, strlen(topic->mark), filter);
            return true;
        }
    }
    for (int confidence = 0; confidence <= MDL_RULE_UNKNOWN; confidence++) {
        const char *name = mdl_rules_confidence_name((enum mdl_rule_confidence)confidence);

        if (same(name, strlen(name), filter)) {
            *ret_passes = has_confidence(topic, name);
            return true;
        }
    }
    *ret_passes = same(topic->name, strcspn(topic->name, "0123456789"), filter);
    return strlen(filter) <= 2;
}

static bool passes(const struct rpt_topic *topic, const char *filter)
{
    bool decided;

    if (topic->kind == RPT_TOPIC_RULE && decided_by_rule(topic, filter, &decided)) {
        return decided;
    }
    return holds_word(topic->mark, filter) || holds_word(topic->name, filter) ||
           holds_word(topic->headline, filter) ||
           (topic->kind == RPT_TOPIC_RULE && holds_word(topic->text, filter));
}

bool rpt_lookup_passes(const struct rpt_topic *topic, const char *const *filters, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (!passes(topic, filters[i])) {
            return false;
        }
    }
    return true;
}
