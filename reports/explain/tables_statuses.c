/*
 * Statuses as topics: what a call returned, and which check of WdfWorkItemCreate returns it.
 */
#include "model/rules/create.h"
#include "model/rules/status.h"
#include "reports/explain/tables.h"
#include "reports/explain/topic.h"
#include "sim/base/arena.h"

/* "1  no attributes at all" of the checks that end in this status, in their order (W78). */
static const char *checks(struct sim_arena *arena, enum mdl_status status)
{
    const char *list = "";

    for (int i = 0; i < MDL_CREATE_COUNT; i++) {
        const struct mdl_create_row *row = mdl_create_row((enum mdl_create)i);

        if (row->status == status && row->p1 == 0) {
            list = sim_arena_print(arena, "%s%s%s", list, list[0] == '\0' ? "" : "; ", row->help);
        }
    }
    return list[0] == '\0' ? "" : sim_arena_print(arena, "WdfWorkItemCreate: %s (W78)", list);
}

const char *rpt_tables_checks(struct sim_arena *arena)
{
    const char *lines = "";

    for (int i = 0; i < MDL_CREATE_COUNT; i++) {
        const struct mdl_create_row *row = mdl_create_row((enum mdl_create)i);

        lines = sim_arena_print(arena, "%s%s%d %s%s%s", lines, i == 0 ? "" : "\n", i + 1,
                                row->help, row->p1 != 0 ? "" : ": ",
                                row->p1 != 0 ? "" : mdl_status_name(row->status));
    }
    return lines;
}

void rpt_tables_statuses(struct rpt_topics *topics)
{
    for (int i = 0; i < MDL_STATUS_COUNT; i++) {
        enum mdl_status status = (enum mdl_status)i;
        const char *name = mdl_status_name(status);
        bool good = mdl_status_is_success(status);
        struct rpt_topic *topic = rpt_topic_add(
            topics, RPT_TOPIC_STATUS, name, good ? "a success" : "a failure",
            rpt_topic_sentence(topics->arena, mdl_status_help(status)));

        rpt_topic_part(topic, "RETURNED BY", checks(topics->arena, status));
        rpt_topic_part(topic, "BRANCH",
                       sim_arena_print(topics->arena, "%s beside the step, or 'if: status == %s'",
                                       good ? "on_success" : "on_failure", name));
    }
}
