/*
 * Backlogs: the waiting lists of a pool, and who holds what they wait for.
 *
 * One line per priority list in use. While anybody stands in a line, exactly one reason holds at
 * each instant, tested in this order: creation (nobody holds a worker), limit (current >=
 * maximum), workers (no worker is idle), deferred. Time is charged in equal parts to those who
 * hold what is missing, by (label, activity); the nanoseconds that do not divide go to one of
 * them in turn. Clocks run per (reason, label, activity); whoever waits takes a copy when it
 * joins and its parts are a difference (copies.h).
 */
#ifndef WTSIM_MODEL_OBSERVE_BACKLOG_H
#define WTSIM_MODEL_OBSERVE_BACKLOG_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "model/observe/ledger.h"
#include "model/observe/pending.h"
#include "sim/base/paths.h"

enum { MDL_BACKLOG_LISTS = 32, MDL_BACKLOG_WORD = 64, MDL_BACKLOG_ACTIVITIES = 4 };

enum mdl_backlog_activity { MDL_BACKLOG_RUNNING, MDL_BACKLOG_READY, MDL_BACKLOG_BLOCKED };
enum mdl_backlog_reason {
    MDL_BACKLOG_CREATION, MDL_BACKLOG_LIMIT, MDL_BACKLOG_WORKERS, MDL_BACKLOG_DEFERRED,
    MDL_BACKLOG_REASON_COUNT
};

/* A class is a number of holders: 4 * callback of the pool + activity. */
struct mdl_backlog_line {             /* one priority list */
    uint64_t last_at;                 /* the clocks are right up to here, if anybody waits */
    uint64_t *clocks;                 /* by slot                                     */
    uint64_t seen;                    /* state in which `slot` got the whole time    */
    uint32_t slot;                    /* one of those that an entry has room for     */
    uint32_t still;                   /* copy of the clocks beyond: see copies.h     */
    uint32_t bit;                     /* in `full`                                   */
    uint32_t depth;                   /* items in the list                           */
    uint32_t current, maximum;        /* that decide for this list                   */
    uint32_t counted;                 /* holders of this list's own items, not blocked */
    uint32_t slot_count;
    uint16_t *columns;                /* slot to ledger column                       */
    uint16_t *slot_of[MDL_BACKLOG_REASON_COUNT]; /* class to slot; last: nobody      */
    uint64_t *mask;                   /* classes that may count in this list         */
    uint32_t own;                     /* counted in this list alone                  */
    uint32_t turn[MDL_BACKLOG_REASON_COUNT];
};

struct mdl_backlog_callback {         /* of the pool's items: who holds one of them */
    uint32_t *held;                   /* so many, by activity                       */
    uint64_t *busy;                   /* where its first class has ...              */
    uint64_t bit;                     /* ... this bit, the others the next ones     */
    struct mdl_backlog_line *line;    /* whose own holders they are; NULL: no line's alone */
    mdl_label_id label;
    uint32_t zero;
};

struct mdl_backlog {                  /* one pool */
    uint64_t state;                   /* a number for what decides who is charged */
    struct mdl_backlog_line *lines;   /* by list */
    uint32_t full;                    /* lists where somebody waits, as bits */
    uint32_t doing[MDL_BACKLOG_ACTIVITIES]; /* holders by activity           */
    uint32_t idle;
    uint64_t *busy;                   /* classes with holders, as bits       */
    uint32_t copied;                  /* waits that have a copy              */
    bool global;                      /* the limit counts all lists (W44)    */
    uint32_t list_count;
    uint32_t callback_count, words;   /* classes = 4 * callbacks             */
    const struct mdl_plan *plan;
    struct mdl_ledger *ledger;
    struct mdl_pending *waits;
    struct mdl_backlog_callback *callbacks;
    uint32_t *held;                   /* holders by class                    */
    uint64_t *copies;                 /* vectors of further clocks           */
    uint32_t stride, copy_count, copy_capacity, copy_free;
    uint64_t copies_refused;          /* joins beyond the cap                */
};

void mdl_backlog_init(struct mdl_backlog *b, const struct mdl_plan *plan, mdl_pool_id pool,
                      struct mdl_ledger *ledger, struct mdl_pending *waits);
void mdl_backlog_deinit(struct mdl_backlog *b);
void mdl_backlog_clear(struct mdl_backlog *b);

/* The pool's callback with a label. */
struct mdl_backlog_callback *mdl_backlog_callback(const struct mdl_backlog *b,
                                                  mdl_label_id label);

void mdl_backlog_charge(struct mdl_backlog *b, struct mdl_backlog_line *line, uint64_t ns);
void mdl_backlog_advance_lists(struct mdl_backlog *b, uint64_t at);

/* To be called before a line, a holder or a worker of the pool changes. */
static SIM_COMMON void mdl_backlog_advance(struct mdl_backlog *b, struct mdl_backlog_line *line,
                                       uint64_t at)
{
    uint64_t ns = at - line->last_at;

    if (ns == 0 || line->depth == 0) {
        return;
    }
    line->last_at = at;
    if (line->seen == b->state) {
        line->clocks[line->slot] += ns;
    } else {
        mdl_backlog_charge(b, line, ns);
    }
}

/* Does nobody wait, or does all the time go where it went last? One addition is enough then. */
static inline bool mdl_backlog_is_steady(const struct mdl_backlog *b,
                                         const struct mdl_backlog_line *line)
{
    return line->depth == 0 || line->seen == b->state;
}

static inline void mdl_backlog_advance_all(struct mdl_backlog *b, uint64_t at)
{
    if (b->full == 1u) {
        mdl_backlog_advance(b, b->lines, at);
    } else if (b->full != 0) {
        mdl_backlog_advance_lists(b, at);
    }
}

/* One item more in the list. */
static inline void mdl_backlog_join(struct mdl_backlog *b, struct mdl_backlog_line *line,
                                    uint64_t at)
{
    if (line->depth == 0) {
        line->last_at = at;
        b->full |= line->bit;
    } else {
        mdl_backlog_advance(b, line, at);
    }
    line->depth++;
}

/* One item less in the list. Its calls: mdl_copies_measure each, before or after. The line must
   be advanced. */
static inline void mdl_backlog_left(struct mdl_backlog *b, struct mdl_backlog_line *line)
{
    SIM_ASSERT(line->depth > 0);
    if (--line->depth == 0) {
        b->full &= ~line->bit;
    }
}

/* ---- holders --------------------------------------------------------------------------------- */

static inline uint32_t mdl_backlog_holders(const struct mdl_backlog *b)
{
    return b->doing[MDL_BACKLOG_RUNNING] + b->doing[MDL_BACKLOG_READY] +
           b->doing[MDL_BACKLOG_BLOCKED];
}

/* Where priority lists have limits of their own, holders are counted by list. */
static inline void mdl_backlog_count(const struct mdl_backlog_callback *c, unsigned activity,
                                     uint32_t by)
{
    if (c->line != NULL && activity != MDL_BACKLOG_BLOCKED) {
        c->line->counted += by;
    }
}

static inline void mdl_backlog_hold(struct mdl_backlog *b, struct mdl_backlog_callback *c,
                                    unsigned activity)
{
    c->held[activity]++;
    *c->busy |= c->bit << activity;
    b->doing[activity]++;
    b->state++;
    mdl_backlog_count(c, activity, 1);
}

static inline void mdl_backlog_release(struct mdl_backlog *b, struct mdl_backlog_callback *c,
                                       unsigned activity)
{
    if (--c->held[activity] == 0) {
        *c->busy &= ~(c->bit << activity);
    }
    b->doing[activity]--;
    b->state++;
    mdl_backlog_count(c, activity, (uint32_t)-1);
}

/* A holder goes on with something else. */
static inline void mdl_backlog_move(struct mdl_backlog *b, struct mdl_backlog_callback *c,
                                    unsigned before, unsigned after)
{
    mdl_backlog_release(b, c, before);
    mdl_backlog_hold(b, c, after);
}

/* So many more workers wait for an item. */
static inline void mdl_backlog_rest(struct mdl_backlog *b, uint32_t by)
{
    b->state++;
    b->idle += by;
}

/* The limit of a list changed: current counts this list alone. */
void mdl_backlog_limit(struct mdl_backlog *b, uint32_t list, uint64_t at, uint32_t current,
                       uint32_t maximum);

#endif
