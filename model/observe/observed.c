/* Observed: the end of a wait. */
#include "model/observe/observed.h"

#include "model/observe/inside.h"
#include "model/observe/tell.h"
#include "sim/base/check.h"
#include "sim/base/paths.h"

static bool is_overdue(const struct mdl_observed *what, uint64_t ns)
{
    return what->threshold_ns != 0 && ns > what->threshold_ns;
}

static uint32_t row_of(struct mdl_record *r, uint32_t series, uint64_t ns, bool all)
{
    return mdl_ledger_row(&r->ledger, series,
                          all ? MDL_LEDGER_OCTAVES - 1u : mdl_ledger_octave(ns));
}

uint32_t mdl_observed_open(struct mdl_record *r, const struct mdl_observed *what,
                           uint64_t started_at, uint64_t ns, bool all)
{
    if (!r->ledger_on) {
        return MDL_NONE;
    }
    if (started_at < r->from_at || is_overdue(what, ns)) {
        mdl_ledger_scratch_clear(&r->ledger, MDL_LEDGER_PARTS);
        return MDL_LEDGER_PARTS;
    }
    return row_of(r, what->series, ns, all);
}

static void add_episode(struct mdl_record *r, const struct mdl_observed *what,
                        uint64_t started_at, uint64_t ns, uint32_t row)
{
    mdl_episodes_add(&r->episodes, &(struct mdl_episodes_overdue){
        .series = what->series, .kind = MDL_EPISODE_STARVATION, .open = what->open,
        .started_at = started_at,
        .overdue_at = started_at + what->threshold_ns, .end_at = started_at + ns, .row = row,
        .culprit = MDL_NONE});
}

void mdl_observed_close(struct mdl_record *r, const struct mdl_observed *what,
                        uint64_t started_at, uint64_t ns, bool all, uint32_t row)
{
    if (started_at < r->from_at) {
        return;
    }
    if (is_overdue(what, ns)) {
        add_episode(r, what, started_at, ns, row);
    }
    if (row == MDL_NONE) {
        return;
    }
    if (row == MDL_LEDGER_PARTS) {
        row = row_of(r, what->series, ns, all);
        mdl_ledger_add_row(&r->ledger, row, MDL_LEDGER_PARTS);
    }
    mdl_ledger_count(&r->ledger, row, ns);
}

static void add_unfollowed(struct mdl_record *r, uint32_t row, uint64_t ns)
{
    uint32_t column =
        mdl_ledger_column(&r->ledger, MDL_PART_UNFOLLOWED, MDL_NONE, MDL_STATE_NONE);

    mdl_ledger_add(&r->ledger, row, column, ns);
}

void mdl_observed_purse(struct mdl_record *r, uint32_t wait, uint32_t row)
{
    const struct mdl_pending *p = &r->pending;
    uint32_t coin = p->entries[wait].purse;

    for (; coin != MDL_NONE; coin = p->coins[coin].next) {
        mdl_ledger_add(&r->ledger, row, p->coins[coin].column, p->coins[coin].ns);
    }
}

/* The parts that it is kept with. */
static SIM_RARE void keep_unfollowed(struct mdl_record *r, uint32_t wait, uint64_t at)
{
    struct mdl_pending_entry *e = &r->pending.entries[wait];

    mdl_pending_empty(&r->pending, &e->purse);
    mdl_pending_coin(&r->pending, &e->purse,
                     mdl_ledger_column(&r->ledger, MDL_PART_UNFOLLOWED, MDL_NONE, MDL_STATE_NONE),
                     at - e->started_at);
}

static void observe_rare(struct mdl_record *r, uint32_t wait, const struct mdl_observed *what,
                         uint64_t at)
{
    uint64_t started_at = r->pending.entries[wait].started_at, ns = at - started_at;
    uint32_t row = mdl_observed_open(r, what, started_at, ns, false);

    if (row == MDL_NONE) {
        mdl_observed_close(r, what, started_at, ns, false, row);
    } else {
        if (r->pending.entries[wait].server != MDL_PENDING_NOWHERE) {
            mdl_occupancy_leave(&r->occupancy, wait, at, what->group, row);
            mdl_observed_purse(r, wait, row);
        } else {
            add_unfollowed(r, row, ns);
        }
        mdl_observed_close(r, what, started_at, ns, false, row);
    }
    if (what->open) {
        mdl_tally_censor(&r->tally, what->series, started_at, at);
    } else {
        mdl_tally_observe(&r->tally, what->series, started_at, ns);
    }
}

/* The common case in a row: measured, followed, ended in time. */
static inline void observe_one(struct mdl_record *r, uint32_t wait,
                               const struct mdl_observed *what, uint64_t at)
{
    struct mdl_pending_entry *e = &r->pending.entries[wait];
    uint64_t ns = at - e->started_at;
    uint32_t row;

    if (e->server == MDL_PENDING_NOWHERE || e->started_at < r->from_at || what->open ||
        is_overdue(what, ns)) {
        observe_rare(r, wait, what, at);
        return;
    }
    row = mdl_ledger_row(&r->ledger, what->series, mdl_ledger_octave(ns));
    if (!mdl_occupancy_leave_at_once(&r->occupancy, e, wait, at)) {
        mdl_occupancy_leave(&r->occupancy, wait, at, what->group, row);
    }
    if (e->purse != MDL_NONE) {
        mdl_observed_purse(r, wait, row);
    }
    mdl_ledger_count(&r->ledger, row, ns);
    mdl_tally_observe(&r->tally, what->series, e->started_at, ns);
}

void mdl_observed_chain(struct mdl_record *r, struct mdl_pending_chain *chain,
                        const struct mdl_observed *what, uint64_t at)
{
    uint32_t wait = chain->head;

    if (chain->count == 0) {
        return;
    }
    for (uint32_t left = chain->count; left > 0; left--) {
        uint32_t next = r->pending.entries[wait].next;

        observe_one(r, wait, what, at);
        mdl_pending_free(&r->pending, wait);
        wait = next;
    }
    mdl_pending_chain_clear(chain);
}

void mdl_observed_keep(struct mdl_record *r, struct mdl_pending_chain *chain,
                       const struct mdl_observed *what, uint64_t at,
                       struct mdl_pending_chain *kept)
{
    uint32_t wait = chain->head;

    for (uint32_t left = chain->count; left > 0; left--) {
        bool followed = r->pending.entries[wait].server != MDL_PENDING_NOWHERE;

        mdl_trips_freeze(r, at, wait, what->group);
        observe_one(r, wait, what, at);
        if (!followed) {
            keep_unfollowed(r, wait, at);
        }
        wait = r->pending.entries[wait].next;
    }
    *kept = *chain;
    mdl_pending_chain_clear(chain);
}

void mdl_observed_move(struct mdl_record *r, const struct mdl_pending_chain *chain,
                       uint32_t from, uint32_t to, unsigned group, uint64_t at)
{
    uint32_t wait = chain->head;

    for (uint32_t left = chain->count; left > 0; left--) {
        if (r->pending.entries[wait].server == from) {
            mdl_occupancy_pause(&r->occupancy, wait, at, group);
            mdl_occupancy_enter(&r->occupancy, to, wait, at);
        }
        wait = r->pending.entries[wait].next;
    }
}

void mdl_observed_mark(struct mdl_record *r, const struct mdl_pending_chain *chain, unsigned group,
                       uint64_t at)
{
    uint32_t wait = chain->head;

    for (uint32_t left = chain->count; left > 0; left--) {
        uint32_t server = r->pending.entries[wait].server;

        if (server != MDL_PENDING_NOWHERE) {
            mdl_occupancy_pause(&r->occupancy, wait, at, group);
            mdl_occupancy_enter(&r->occupancy, server, wait, at);
        }
        wait = r->pending.entries[wait].next;
    }
}

static void observe_past(struct mdl_record *r, uint32_t wait, const struct mdl_observed *what,
                         uint64_t marked_at)
{
    uint64_t started_at = r->pending.entries[wait].started_at, ns = marked_at - started_at;
    bool followed = r->pending.entries[wait].server != MDL_PENDING_NOWHERE;
    uint32_t row = mdl_observed_open(r, what, started_at, ns, false);

    if (followed) {
        mdl_occupancy_abandon(&r->occupancy, wait);
    }
    if (row != MDL_NONE && followed) {
        mdl_observed_purse(r, wait, row);
    } else if (row != MDL_NONE) {
        add_unfollowed(r, row, ns);
    }
    mdl_observed_close(r, what, started_at, ns, false, row);
    mdl_tally_observe(&r->tally, what->series, started_at, ns);
}

void mdl_observed_past(struct mdl_record *r, struct mdl_pending_chain *chain, uint32_t count,
                       const struct mdl_observed *what, uint64_t marked_at)
{
    SIM_ASSERT(count <= chain->count);
    for (; count > 0; count--) {
        uint32_t wait = chain->head;

        observe_past(r, wait, what, marked_at);
        chain->head = r->pending.entries[wait].next;
        chain->count--;
        mdl_pending_free(&r->pending, wait);
    }
    if (chain->count == 0) {
        mdl_pending_chain_clear(chain);
    }
}

void mdl_observed_abandon(struct mdl_record *r, struct mdl_pending_chain *chain)
{
    uint32_t wait = chain->head;

    for (uint32_t left = chain->count; left > 0; left--) {
        uint32_t next = r->pending.entries[wait].next;

        if (r->pending.entries[wait].server != MDL_PENDING_NOWHERE) {
            mdl_occupancy_abandon(&r->occupancy, wait);
        }
        mdl_pending_free(&r->pending, wait);
        wait = next;
    }
    mdl_pending_chain_clear(chain);
}

bool mdl_observed_begin(struct mdl_record *r, struct mdl_pending_chain *chain, uint64_t at,
                        uint32_t series, uint32_t server)
{
    uint32_t wait = mdl_pending_new(&r->pending, at);

    if (wait == MDL_NONE) {
        mdl_tally_censor(&r->tally, series, at, at);
        mdl_findings_raise(r, at, MDL_FINDING_CAP_CALLS, MDL_NONE, r->tally.series[series].object,
                           NULL);
        return false;
    }
    mdl_pending_append(&r->pending, chain, wait);
    if (r->ledger_on && server < r->occupancy.count) {
        mdl_occupancy_enter(&r->occupancy, server, wait, at);
    }
    return true;
}
