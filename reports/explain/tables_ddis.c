/*
 * DDIs as topics: where they may be called, what else happens, what they are related to.
 */
#include <string.h>

#include "model/observe/findings.h"
#include "model/rules/ddi.h"
#include "model/rules/instead.h"
#include "model/rules/misuse.h"
#include "reports/explain/tables.h"
#include "reports/explain/topic.h"
#include "sim/base/arena.h"

static const char *argument_words(enum mdl_argument argument)
{
    static const char *const words[] = {
        [MDL_ARGUMENT_INTERRUPT] = "an interrupt", [MDL_ARGUMENT_DPC] = "a DPC",
        [MDL_ARGUMENT_WORK_ITEM] = "a work item", [MDL_ARGUMENT_LOCK] = "a lock",
        [MDL_ARGUMENT_EVENT] = "an event or semaphore",
        [MDL_ARGUMENT_WAITABLE] = "an event, semaphore, mutex or timer",
        [MDL_ARGUMENT_DURATION] = "a duration", [MDL_ARGUMENT_TIMER] = "a timer",
        [MDL_ARGUMENT_IRQL] = "a level", [MDL_ARGUMENT_NUMBER] = "a number",
        [MDL_ARGUMENT_SYNCHRONIZE] = "{interrupt: ..., callback: ...}",
        [MDL_ARGUMENT_TARGET] = "a target",
        [MDL_ARGUMENT_SCOPE] = "an I/O queue, or nothing",
        [MDL_ARGUMENT_OBJECT] = "a framework object",
        [MDL_ARGUMENT_WAITABLES] = "a list of events, semaphores, mutexes and timers",
        [MDL_ARGUMENT_TIMER_STOP] = "a timer, or {timer: ..., wait: true}",
        [MDL_ARGUMENT_CALLED] = "a callback", [MDL_ARGUMENT_REQUEUE] = "{requeue: true}",
        [MDL_ARGUMENT_MEMORY] = "an object, or any other memory",
        [MDL_ARGUMENT_DPC_CANCEL] = "a DPC, or {dpc: ..., wait: true}",
        [MDL_ARGUMENT_DPC_IMPORTANCE] = "{dpc: ..., importance: high}",
        [MDL_ARGUMENT_DPC_PROCESSOR] = "{dpc: ..., processor: 1}",
    };
    size_t count = sizeof words / sizeof words[0];

    return (size_t)argument < count && words[argument] != NULL ? words[argument] : "";
}

/* Whether it waits: most do or do not; some wait in their own way. */
static const char *blocking(const struct mdl_ddi *ddi)
{
    static const struct {
        const char *ddi, *words;
    } ways[] = {
#define RESULT(ddi, words)
#define WAITS(ddi, words) {ddi, words},
#include "reports/explain/results.def"
#undef WAITS
#undef RESULT
    };

    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        if (strcmp(ways[i].ddi, ddi->name) == 0) {
            return ways[i].words;
        }
    }
    return ddi->blocks ? "may block the calling thread" : "never";
}

/* What it returns, where a scenario can branch on it. */
static const char *result_of(const char *name)
{
    static const struct {
        const char *ddi, *words;
    } results[] = {
#define WAITS(ddi, words)
#define RESULT(ddi, words) {ddi, words},
#include "reports/explain/results.def"
#undef RESULT
#undef WAITS
    };

    for (size_t i = 0; i < sizeof results / sizeof results[0]; i++) {
        if (strcmp(results[i].ddi, name) == 0) {
            return results[i].words;
        }
    }
    return "";
}

static const char *range_words(struct sim_arena *arena, const struct mdl_ddi *ddi)
{
    static const char *const names[] = {"PASSIVE_LEVEL", "APC_LEVEL", "DISPATCH_LEVEL",
                                        "the device's level", "HIGH_LEVEL"};

    if (ddi->low == MDL_DDI_LEVEL_PASSIVE && ddi->high == MDL_DDI_LEVEL_HIGH) {
        return "any";
    }
    if (ddi->low == ddi->high) {
        return sim_arena_print(arena, "exactly %s", names[ddi->low]);
    }
    if (ddi->high == MDL_DDI_LEVEL_HIGH) {
        return sim_arena_print(arena, "%s and above", names[ddi->low]);
    }
    return ddi->low == MDL_DDI_LEVEL_PASSIVE
               ? sim_arena_print(arena, "up to %s", names[ddi->high])
               : sim_arena_print(arena, "%s to %s", names[ddi->low], names[ddi->high]);
}

static const char *finding_words(struct sim_arena *arena, unsigned finding)
{
    const struct mdl_findings_row *row = mdl_findings_row(finding);

    return row->bug_check == 0
               ? sim_arena_print(arena, "%s (%s)", row->code, row->sentence)
               : sim_arena_print(arena, "%s (%s), 0x%X", row->code, row->sentence,
                                 row->bug_check);
}

/* The same with 'verifier: on'. */
static const char *verified(struct sim_arena *arena, const struct mdl_ddi *ddi)
{
    uint32_t high = ddi->high < MDL_DDI_LEVEL_DIRQL ? mdl_misuse_call(ddi->name, true) : 0;
    uint32_t low = ddi->low > MDL_DDI_LEVEL_PASSIVE ? mdl_misuse_call(ddi->name, false) : 0;

    if (ddi->blocks || (high == 0 && low == 0)) {
        return "";
    }
    return high == 0 || low == 0 || high == low
               ? sim_arena_print(arena, " With the verifier: 0xC4, 0x%X.", high != 0 ? high : low)
               : sim_arena_print(arena, " With the verifier: 0xC4, 0x%X above and 0x%X below.",
                                 high, low);
}

/* What happens when it is called where it must not be. */
static const char *misuse(struct sim_arena *arena, const struct mdl_ddi *ddi)
{
    const char *above = "", *below = "";

    if (ddi->blocks) {
        above = sim_arena_print(arena, "in a DPC %s; elsewhere at DISPATCH_LEVEL or above %s.",
                                finding_words(arena, MDL_FINDING_WAIT_IN_DPC),
                                finding_words(arena, MDL_FINDING_WAIT_AT_RAISED));
    } else if (ddi->high < MDL_DDI_LEVEL_DIRQL) {
        above = sim_arena_print(arena, "above %s.",
                                finding_words(arena, MDL_FINDING_IRQL_TOO_HIGH));
    }
    if (ddi->low > MDL_DDI_LEVEL_PASSIVE) {
        below = sim_arena_print(arena, "%sbelow %s.", above[0] == '\0' ? "" : " ",
                                finding_words(arena, MDL_FINDING_IRQL_TOO_LOW));
    }
    return sim_arena_print(arena, "%s%s%s", above, below, verified(arena, ddi));
}

/* Findings that name one of its rules. */
static const char *findings(struct sim_arena *arena, const struct mdl_ddi *ddi)
{
    const char *list = "";

    for (unsigned i = 0; i < MDL_FINDING_COUNT; i++) {
        const struct mdl_findings_row *row = mdl_findings_row(i);
        const char *at = row->rule;

        while (*at != '\0') {
            size_t length = strcspn(at, " ");
            const char *id = sim_arena_copy(arena, at, length);

            if (id[0] == 'W' && rpt_topic_among(ddi->rules, id)) {
                list = rpt_topic_join(arena, list, finding_words(arena, i));
                break;
            }
            at += length + (at[length] == ' ');
        }
    }
    return list;
}

/* DDIs of the same first rule, and of the same argument where there is one. */
static const char *related(struct sim_arena *arena, const struct mdl_ddi *ddi)
{
    const char *list = "";
    uint32_t count = 0;

    for (uint16_t i = 0; i < mdl_ddi_count() && count < 10; i++) {
        const struct mdl_ddi *other = mdl_ddi_row(i);

        if (other != ddi && other->argument == ddi->argument &&
            ddi->argument != MDL_ARGUMENT_NOTHING && other->blocks == ddi->blocks) {
            list = rpt_topic_join(arena, list, other->name);
            count++;
        }
    }
    return list;
}

static void add_ddi(struct rpt_topics *topics, const struct mdl_ddi *ddi)
{
    struct sim_arena *arena = topics->arena;
    const char *takes = argument_words(ddi->argument);
    struct rpt_topic *topic = rpt_topic_add(topics, RPT_TOPIC_DDI, ddi->name, "",
                                            rpt_topic_sentence(arena, ddi->help));

    topic->rules = ddi->rules;
    if (strncmp(ddi->name, "Fwp", 3) == 0) {   /* its versions */
        topic->aliases = sim_arena_print(arena, "%s0|%s1|%s2|%s3", ddi->name, ddi->name,
                                         ddi->name, ddi->name);
    }
    rpt_topic_part(topic, "IRQL", range_words(arena, ddi));
    rpt_topic_part(topic, "BLOCKS", blocking(ddi));
    rpt_topic_part(topic, "RESULT", result_of(ddi->name));
    rpt_topic_part(topic, "STEP", takes[0] == '\0'
                                      ? sim_arena_print(arena, "%s", ddi->name)
                                      : sim_arena_print(arena, "%s: %s", ddi->name, takes));
    rpt_topic_part(topic, "MISUSE", misuse(arena, ddi));
    rpt_topic_part(topic, "FINDINGS", findings(arena, ddi));
    rpt_topic_part(topic, "RELATED", related(arena, ddi));
    rpt_topic_part(topic, "SEE IT", rpt_tables_see(topics, ddi->name, ddi->rules));
}

/* A call that no step stands for. */
static void add_instead(struct rpt_topics *topics, const struct mdl_instead *instead)
{
    struct rpt_topic *topic = rpt_topic_add(topics, RPT_TOPIC_DDI, instead->name, "",
                                            "No step stands for this call.");

    rpt_topic_part(topic, "INSTEAD", rpt_topic_sentence(topics->arena, instead->advice));
}

void rpt_tables_ddis(struct rpt_topics *topics)
{
    const struct mdl_instead *instead;

    for (uint16_t i = 0; i < mdl_ddi_count(); i++) {
        add_ddi(topics, mdl_ddi_row(i));
    }
    for (uint32_t i = 0; (instead = mdl_instead_row(i)) != NULL; i++) {
        add_instead(topics, instead);
    }
}
