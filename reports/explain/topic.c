/*
 * Topics.
 */
#include "reports/explain/topic.h"

#include <string.h>

#include "sim/base/arena.h"
#include "sim/base/check.h"

static const struct {
    const char *name, *plural, *about, *example;
} kinds[RPT_TOPIC_KIND_COUNT] = {
    [RPT_TOPIC_RULE] = {"rule", "rules", "what Windows does, by id", "W81"},
    [RPT_TOPIC_DDI] = {"DDI", "ddis", "calls that a driver makes", "WdfWorkItemFlush"},
    [RPT_TOPIC_LEVEL] = {"IRQL", "irqls", "interrupt request levels", "DISPATCH_LEVEL"},
    [RPT_TOPIC_STOP] = {"bug check", "bug-checks", "what stops Windows", "0x133"},
    [RPT_TOPIC_MEASURE] = {"measure", "measures", "what a run measures", "queue_latency"},
    [RPT_TOPIC_PART] = {"part of a latency", "parts", "what a wait was for", "limit"},
    [RPT_TOPIC_FINDING] = {"finding", "findings", "mistakes of modelled drivers", "F001"},
    [RPT_TOPIC_STATUS] = {"status", "statuses", "what a call returns", "STATUS_TIMEOUT"},
    [RPT_TOPIC_WINDOWS] = {"version of Windows", "versions", "profiles", "windows 7"},
    [RPT_TOPIC_TERM] = {"term", "terms", "the glossary", "worker thread"},
    [RPT_TOPIC_BELIEF] = {"belief", "beliefs", "behind wrong answers of lessons",
                          "dpc-is-a-thread"},
    [RPT_TOPIC_DIAGNOSTIC] = {"diagnostic", "diagnostics", "mistakes in a scenario", "S031"},
    [RPT_TOPIC_KEY] = {"key", "keys", "keys of a scenario", "pool.delayed.threads"},
    [RPT_TOPIC_WORD] = {"word", "words", "plain words of a step list", "each_request"},
    [RPT_TOPIC_LAW] = {"distribution", "distributions", "of durations and counts", "lognormal"},
    [RPT_TOPIC_PROCESS] = {"arrival process", "processes", "when something arrives", "poisson"},
    [RPT_TOPIC_COMMAND] = {"command", "commands", "of the command line", "compare"},
    [RPT_TOPIC_OPTION] = {"option", "options", "of the command line", "set"},
};

struct rpt_topic *rpt_topic_add(struct rpt_topics *topics, enum rpt_topic_kind kind,
                                const char *name, const char *headline, const char *text)
{
    struct rpt_topic *topic;

    if (topics->count == topics->capacity) {
        uint32_t capacity = topics->capacity == 0 ? 1024 : 2 * topics->capacity;
        struct rpt_topic *rows = sim_arena_array(topics->arena, capacity, sizeof *rows);

        if (topics->count > 0) {
            memcpy(rows, topics->rows, topics->count * sizeof *rows);
        }
        topics->rows = rows;
        topics->capacity = capacity;
    }
    topic = &topics->rows[topics->count++];
    topic->kind = kind;
    topic->name = name;
    topic->headline = headline;
    topic->text = text;
    topic->aliases = topic->mark = topic->rules = "";
    return topic;
}

static void add_part(struct rpt_topic *topic, const char *label, const char *text, bool fixed)
{
    if (text[0] != '\0') {
        SIM_ASSERT(topic->part_count < RPT_TOPIC_PARTS);
        topic->parts[topic->part_count++] = (struct rpt_topic_part){label, text, fixed};
    }
}

void rpt_topic_part(struct rpt_topic *topic, const char *label, const char *text)
{
    add_part(topic, label, text, false);
}

void rpt_topic_lines(struct rpt_topic *topic, const char *label, const char *lines)
{
    add_part(topic, label, lines, true);
}

const char *rpt_topic_kind_name(enum rpt_topic_kind kind)
{
    return kinds[kind].name;
}

const char *rpt_topic_kind_plural(enum rpt_topic_kind kind)
{
    return kinds[kind].plural;
}

const char *rpt_topic_kind_about(enum rpt_topic_kind kind)
{
    return kinds[kind].about;
}

const char *rpt_topic_kind_example(enum rpt_topic_kind kind)
{
    return kinds[kind].example;
}

bool rpt_topic_among(const char *words, const char *word)
{
    size_t length = strlen(word);

    while (*words != '\0') {
        size_t here = strcspn(words, " ");

        if (here == length && strncmp(words, word, length) == 0) {
            return true;
        }
        words += here + (words[here] == ' ');
    }
    return false;
}

const char *rpt_topic_sentence(struct sim_arena *arena, const char *words)
{
    size_t first = strcspn(words, " "), length = strlen(words);
    char *sentence;

    if (length == 0) {
        return "";
    }
    sentence = sim_arena_print(arena, "%s%s", words, words[length - 1] == '.' ? "" : ".");
    if (strcspn(words, "ABCDEFGHIJKLMNOPQRSTUVWXYZ._:") >= first && words[0] >= 'a' &&
        words[0] <= 'z') {
        sentence[0] = (char)(words[0] - 'a' + 'A');
    }
    return sentence;
}

const char *rpt_topic_join(struct sim_arena *arena, const char *list, const char *word)
{
    return list[0] == '\0' ? word : sim_arena_print(arena, "%s, %s", list, word);
}
