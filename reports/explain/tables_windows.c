/*
 * Versions of Windows as topics: what a profile decides.
 */
#include "model/rules/windows.h"
#include "reports/explain/tables.h"
#include "reports/explain/topic.h"
#include "sim/base/arena.h"

static const char *era_words(enum mdl_windows_era era)
{
    static const char *const words[] = {
        "legacy: three queues with mostly fixed threads (W19)",
        "win8: seven queues with mostly fixed threads, largely a guess (W36, W38)",
        "win81: one prioritised pool, largely a guess (W37, W38)",
        "modern: prioritised pools that create threads as they need them (W40)"};

    return words[era];
}

static const char *ticks(struct sim_arena *arena, uint32_t count)
{
    return count == 0 ? "off"
                      : sim_arena_print(arena, "%.1f s", count * 0.015625);
}

void rpt_tables_windows(struct rpt_topics *topics)
{
    struct sim_arena *arena = topics->arena;

    for (uint32_t i = 0; mdl_windows_row(i) != NULL; i++) {
        const struct mdl_windows *w = mdl_windows_row(i);
        struct rpt_topic *topic = rpt_topic_add(
            topics, RPT_TOPIC_WINDOWS, sim_arena_print(arena, "windows %s", w->version), w->title,
            sim_arena_print(arena, "A profile, written 'windows: %s' in a scenario.",
                            w->version));

        topic->aliases = w->title;
        topic->rules = "W4 T6 T7 D17 D27";
        rpt_topic_part(topic, "POOLS", era_words(w->era));
        rpt_topic_part(topic, "QUANTUM", sim_arena_print(arena, "%u clock ticks for system threads"
                                                         " (T6)%s", w->quantum_ticks,
                                                         w->charges_ticks
                                                             ? ", charged by the tick (T7)"
                                                             : ", charged by execution (T7)"));
        rpt_topic_part(topic, "DELAYS", w->relative_never_early
                                            ? "KeDelayExecutionThread is never early (D17)"
                                            : "relative delays may be one tick early (D17)");
        rpt_topic_part(topic, "WATCHDOG",
                       sim_arena_print(arena, "a single DPC or ISR %s, cumulative %s (D27)",
                                       ticks(arena, w->watchdog_single_ticks),
                                       ticks(arena, w->watchdog_cumulative_ticks)));
        rpt_topic_part(topic, "SEE IT", rpt_tables_see(topics, topic->name, ""));
    }
}
