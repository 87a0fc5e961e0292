/* Lines whose ISRs a thread calls; see the header. */
#include "model/observe/served.h"

#include "model/observe/inside.h"
#include "model/observe/observed.h"

static const struct mdl_line *plan_of(const struct mdl_record *r, mdl_line_id line)
{
    return &r->plan->lines[line];
}

uint32_t mdl_served_server(const struct mdl_record *r, mdl_line_id line, mdl_processor_id p)
{
    const struct mdl_inside_line *leader = &r->lines[plan_of(r, line)->chain_first];

    return leader->served ? leader->server : p;
}

void mdl_served_leave(struct mdl_record *r, uint64_t at, mdl_line_id line, uint32_t to)
{
    uint32_t server = r->lines[plan_of(r, line)->chain_first].server;

    mdl_observed_move(r, &r->lines[line].pending, server, to, MDL_LEDGER_LINE, at);
}

void mdl_served_phase(struct mdl_record *r, uint64_t at, mdl_line_id leader)
{
    const struct mdl_inside_line *l = &r->lines[leader];
    unsigned activity = mdl_inside_activity(r->threads[plan_of(r, leader)->thread].phase);

    if (l->served && r->ledger_on) {
        mdl_occupancy_change(&r->occupancy, l->server, at,
                             l->server_label * MDL_LEDGER_LEVELS + activity, MDL_NONE);
    }
}

void mdl_served_begins(struct mdl_record *r, uint64_t at, mdl_line_id line, mdl_processor_id p)
{
    mdl_line_id first = plan_of(r, line)->chain_first;
    struct mdl_inside_line *leader = &r->lines[first];

    leader->served = true;
    leader->server_label = plan_of(r, line)->isr_label;
    mdl_served_phase(r, at, first);
    for (line = first; line != MDL_NONE; line = plan_of(r, line)->chain_next) {
        mdl_observed_move(r, &r->lines[line].pending, p, leader->server, MDL_LEDGER_THREAD, at);
    }
}

void mdl_served_ends(struct mdl_record *r, uint64_t at, mdl_line_id leader, mdl_processor_id p)
{
    r->lines[leader].served = false;
    for (mdl_line_id line = leader; line != MDL_NONE; line = plan_of(r, line)->chain_next) {
        mdl_served_leave(r, at, line, p);
    }
}
