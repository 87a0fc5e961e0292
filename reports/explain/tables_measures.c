/*
 * Measures and the parts of a latency as topics.
 */
#include <string.h>

#include "model/observe/measures.h"
#include "reports/explain/tables.h"
#include "reports/explain/topic.h"
#include "sim/base/arena.h"

static const char *statistics(unsigned measure)
{
    const struct mdl_measures_row *row = mdl_measures_row(measure);

    switch (row->shape) {
    case MDL_MEASURES_DURATION:
        return "count, mean, min, p50, p90, p99, p99.9, max, zero (exactly 0)";
    case MDL_MEASURES_COUNT: return "count: per replication; rate: per second";
    case MDL_MEASURES_SHARE: return "mean: share of the time, 0 to 1";
    default:
        return !mdl_measures_has_max(measure)            ? "mean over time"
               : strcmp(row->sample_of, "time") == 0 ? "mean over time, max"
                                                         : "mean over arrivals, max";
    }
}

/* Measures of one name (of a lock, of a thread ...) are one topic with several meanings. */
static bool is_first(unsigned measure)
{
    for (unsigned i = 0; i < measure; i++) {
        if (strcmp(mdl_measures_row(i)->name, mdl_measures_row(measure)->name) == 0) {
            return false;
        }
    }
    return true;
}

static const char *meanings(struct sim_arena *arena, unsigned measure)
{
    const char *list = "";

    for (unsigned i = measure; i < MDL_MEASURE_COUNT; i++) {
        const struct mdl_measures_row *row = mdl_measures_row(i);

        if (strcmp(row->name, mdl_measures_row(measure)->name) == 0) {
            list = list[0] == '\0' ? row->about
                                   : sim_arena_print(arena, "%s; or: %s", list, row->about);
        }
    }
    return list;
}

/* An object that has this measure, as somebody may have called it. */
static const char *owner(const char *measure)
{
    static const struct { const char *object, *measures; } owners[] = {
        {"nic.rx", " latency merged spurious storms request_latency offered finished lost "
                   "waiting "},
        {"nic.rx.dpc", " interrupt_to_dpc over_guideline "},
        {"nic.ready", " interrupt_to_process "},
        {"nic.ring", " hold contended "},
        {"nic.pnp", " start d0exit remove unload "},
        {"disk.io", " timed_out "},
        {"thread.app", " ready wait switches boosts rescues running "},
        {"pool.delayed", " depth depth_seen busy idle_workers blocked threads concurrency "
                         "items_processed threads_created longest_no_progress "},
        {"processor.0", " idle threads_share dpcs_share isrs_share interrupts dpcs dpcs_queued "
                        "longest_raised "}};
    size_t length = strlen(measure);

    for (size_t i = 0; i < sizeof owners / sizeof owners[0]; i++) {
        for (const char *at = owners[i].measures; (at = strstr(at, measure)) != NULL; at++) {
            if (at[-1] == ' ' && at[length] == ' ') {
                return owners[i].object;
            }
        }
    }
    return strncmp(measure, "irql_", 5) == 0 ? "processor.0" : "nic.refill";
}

static void add_measure(struct rpt_topics *topics, unsigned measure)
{
    struct sim_arena *arena = topics->arena;
    const struct mdl_measures_row *row = mdl_measures_row(measure);
    struct rpt_topic *topic = rpt_topic_add(
        topics, RPT_TOPIC_MEASURE, row->name,
        sim_arena_print(arena, "a %s", mdl_measures_shape_name(row->shape)),
        rpt_topic_sentence(arena, meanings(arena, measure)));

    rpt_topic_part(topic, "STATISTICS", statistics(measure));
    rpt_topic_part(topic, "ONE SAMPLE", sim_arena_print(arena, "one per %s", row->sample_of));
    rpt_topic_part(topic, "BETTER IS", mdl_measures_better_name(row->better));
    rpt_topic_part(topic, "ELSEWHERE", row->windows_name);
    rpt_topic_part(topic, "WRITTEN",
                   sim_arena_print(arena, "OBJECT.%s.STATISTIC, as in '%s.%s.%s'",
                                   row->name, owner(row->name), row->name,
                                   row->shape == MDL_MEASURES_DURATION ? "p99"
                                   : row->shape == MDL_MEASURES_COUNT  ? "count"
                                                                       : "mean"));
    rpt_topic_part(topic, "SEE IT", rpt_tables_see(topics, row->name, ""));
}

void rpt_tables_measures(struct rpt_topics *topics)
{
    static const struct {
        const char *name, *words, *doing, *about;
    } parts[] = {
#define PART(name, words, doing, about) {name, words, doing, about},
#include "reports/render/parts.def"
#undef PART
    };

    for (unsigned i = 0; i < MDL_MEASURE_COUNT; i++) {
        if (is_first(i)) {
            add_measure(topics, i);
        }
    }
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        struct rpt_topic *topic = rpt_topic_add(
            topics, RPT_TOPIC_PART, parts[i].name, parts[i].words,
            sim_arena_print(topics->arena, "The part of a wait that is charged to who %s (%s).",
                            parts[i].doing, parts[i].about));

        topic->aliases = parts[i].words;
        rpt_topic_part(topic, "READ IT IN", "wtsim why RUN: the ledger, part by part");
        rpt_topic_part(topic, "SEE IT", rpt_tables_see(topics, parts[i].name, ""));
    }
}
