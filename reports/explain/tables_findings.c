/*
 * Findings as topics: what the modelled driver did, what Windows does about it, what is legal.
 */
#include <inttypes.h>
#include <string.h>

#include "model/observe/findings.h"
#include "model/rules/stops.h"
#include "reports/explain/tables.h"
#include "reports/explain/topic.h"
#include "sim/base/arena.h"

const char *rpt_tables_instead(const char *code)
{
    static const struct {
        const char *code, *words;
    } rows[] = {
#define INSTEAD(code, words) {code, words},
#include "reports/render/instead.def"
#undef INSTEAD
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (strcmp(rows[i].code, code) == 0) {
            return rows[i].words;
        }
    }
    return NULL;
}

static const char *outcome(struct sim_arena *arena, const struct mdl_findings_row *row)
{
    switch (row->severity) {
    case MDL_FINDINGS_STOP:
        return sim_arena_print(arena, "Windows stops with 0x%" PRIX32 " %s", row->bug_check,
                               mdl_stops_name(row->bug_check));
    case MDL_FINDINGS_MISTAKE:
        return "Windows goes on, wrongly";
    default:
        return "nothing: advice, or a limit of the measurement";
    }
}

void rpt_tables_findings(struct rpt_topics *topics)
{
    for (unsigned i = 0; i < MDL_FINDING_COUNT; i++) {
        const struct mdl_findings_row *row = mdl_findings_row(i);
        struct rpt_topic *topic = rpt_topic_add(
            topics, RPT_TOPIC_FINDING, row->code, row->sentence,
            "A finding: a result of the run, stored and shown; the run itself goes on unless "
            "Windows would stop.");
        const char *instead = rpt_tables_instead(row->code);

        topic->rules = strcmp(row->rule, "-") == 0 ? "" : row->rule;
        topic->mark = mdl_findings_severity_name(row->severity);
        rpt_topic_part(topic, "OUTCOME", outcome(topics->arena, row));
        rpt_topic_part(topic, "INSTEAD", instead == NULL ? "" : instead);
        rpt_topic_part(topic, "SEE IT", rpt_tables_see(topics, row->code, topic->rules));
    }
}
