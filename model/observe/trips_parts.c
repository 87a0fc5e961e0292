/* The parts of requests; see the header. */
#include "model/observe/trips_parts.h"

#include "model/observe/inside.h"

static inline void put(struct mdl_record *r, struct mdl_trips_sink *sink, uint32_t column,
                       uint64_t ns)
{
    if (ns == 0) {
        return;
    }
    if (sink->row != MDL_NONE) {
        mdl_ledger_add(&r->ledger, sink->row, column, ns);
    } else {
        mdl_pending_coin(&r->pending, &sink->purse, column, ns);
    }
}

void mdl_trips_put(struct mdl_record *r, struct mdl_trips_sink *sink, uint32_t column,
                   uint64_t ns)
{
    sink->sum_ns += ns;
    put(r, sink, column, ns);
}

void mdl_trips_put_part(struct mdl_record *r, struct mdl_trips_sink *sink, unsigned part,
                        mdl_label_id label, uint64_t ns)
{
    if (ns != 0) {
        mdl_trips_put(r, sink, mdl_ledger_column(&r->ledger, part, label,
                                                 label == MDL_NONE ? MDL_STATE_NONE
                                                                   : MDL_STATE_RUNNING), ns);
    }
}

void mdl_trips_put_purse(struct mdl_record *r, struct mdl_trips_sink *sink, uint32_t purse)
{
    for (uint32_t coin = purse; coin != MDL_NONE; coin = r->pending.coins[coin].next) {
        mdl_trips_put(r, sink, r->pending.coins[coin].column, r->pending.coins[coin].ns);
    }
}

void mdl_trips_put_legs(struct mdl_record *r, struct mdl_trips_sink *sink, uint32_t leg)
{
    while (leg != MDL_NONE) {
        const struct mdl_trips_leg *x = &r->trips.legs.all[leg];

        mdl_trips_put(r, sink, x->own, x->own_ns);
        if (x->purse != MDL_NONE) {
            mdl_trips_put_purse(r, sink, x->purse);
        }
        leg = x->from;
    }
}

void mdl_trips_put_course(struct mdl_record *r, struct mdl_trips_sink *sink,
                          const struct mdl_course *c)
{
    if (c->begun_ns != 0) {
        mdl_trips_put_part(r, sink, MDL_PART_EARLIER, c->label, c->begun_ns);
    }
    sink->own = mdl_ledger_column_of(&r->ledger, MDL_LEDGER_OWN, c->label * MDL_LEDGER_LEVELS);
    sink->own_ns = c->own_ns - c->begun_ns;
    sink->sum_ns += sink->own_ns;
    if (c->purse != MDL_NONE) {
        mdl_trips_put_purse(r, sink, c->purse);
    }
}

void mdl_trips_put_course_since(struct mdl_record *r, struct mdl_trips_sink *sink,
                                const struct mdl_course *c, const struct mdl_trips_leg *taken)
{
    struct mdl_course since = *c;

    since.begun_ns = c->begun_ns > taken->taken_ns ? c->begun_ns - taken->taken_ns : 0;
    since.own_ns = c->own_ns - taken->taken_ns;
    mdl_trips_put_course(r, sink, &since);
    for (uint32_t coin = taken->debts; coin != MDL_NONE; coin = r->pending.coins[coin].next) {
        mdl_trips_put(r, sink, r->pending.coins[coin].column, -r->pending.coins[coin].ns);
    }
}

void mdl_trips_put_own(struct mdl_record *r, struct mdl_trips_sink *sink)
{
    put(r, sink, sink->own, sink->own_ns);
    sink->own_ns = 0;
}
