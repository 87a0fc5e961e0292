/*
 * Copies: what the clocks of a waiting list were when a call joined it.
 *
 * Its parts are the clocks when it leaves minus its copy. 4,096 copies at most per pool: beyond
 * that a wait is added to the mean by its ends (minus the clocks now, plus the clocks then).
 *
 * An entry has room for the first four clocks of its line. Those beyond nearly always stand
 * still while somebody waits: all who join meanwhile share one copy of them, and whose copy is
 * still that of the line when it leaves has no part in them.
 */
#ifndef WTSIM_MODEL_OBSERVE_COPIES_H
#define WTSIM_MODEL_OBSERVE_COPIES_H

#include <stdint.h>
#include <string.h>

#include "model/observe/backlog.h"
#include "model/observe/pending.h"

#define MDL_COPIES_MAX 4096u
#define MDL_COPIES_MOVED (MDL_NONE - 1u) /* line->still: no copy of the clocks beyond is as they
                                            are; MDL_NONE there: it has none */
enum { MDL_COPIES_LINK, MDL_COPIES_SHARERS };  /* in a copy, where the first clocks would be */

/* All are given back; every line has as many clocks as before. */
void mdl_copies_clear(struct mdl_backlog *b);

/* Makes all so many clocks wide. */
void mdl_copies_widen(struct mdl_backlog *b, uint32_t stride);

/* A clock beyond has moved: the line's copy, if it has one, is no longer as they are. */
void mdl_copies_moved(struct mdl_backlog *b, struct mdl_backlog_line *line);

/* An entry shares the line's copy of the clocks beyond, which is as they are; and gives up what
   it shares. */
static inline void mdl_copies_share(struct mdl_backlog *b, const struct mdl_backlog_line *line,
                                    struct mdl_pending_entry *e)
{
    e->more = line->still;
    if (e->more != MDL_NONE) {
        b->copies[(size_t)e->more * b->stride + MDL_COPIES_SHARERS]++;
    }
}

static inline void mdl_copies_unshare(struct mdl_backlog *b, struct mdl_pending_entry *e)
{
    if (e->more != MDL_NONE) {
        b->copies[(size_t)e->more * b->stride + MDL_COPIES_SHARERS]--;
        e->more = MDL_NONE;
    }
}

/* What copy, measure and pour do for the clocks that an entry has no room for, or for a call
   beyond the cap of copies. */
void mdl_copies_take_rare(struct mdl_backlog *b, struct mdl_backlog_line *line,
                          struct mdl_pending_entry *e, uint32_t series);
void mdl_copies_measure_rare(struct mdl_backlog *b, struct mdl_backlog_line *line,
                             struct mdl_pending_entry *e);
void mdl_copies_pour_more(struct mdl_backlog *b, const struct mdl_backlog_line *line,
                          struct mdl_pending_entry *e, uint64_t *cells);

/* A call (of this series) that waits in the list from now on is followed. The line must be
   advanced. */
static inline void mdl_copies_take(struct mdl_backlog *b, struct mdl_backlog_line *line,
                                   struct mdl_pending_entry *e, uint32_t series)
{
    if (b->copied >= MDL_COPIES_MAX || line->still == MDL_COPIES_MOVED) {
        mdl_copies_take_rare(b, line, e, series);
        return;
    }
    b->copied++;
    e->copied = 1;
    mdl_copies_share(b, line, e);
    memcpy(e->clocks, line->clocks, sizeof e->clocks);
}

/* Ends a call's wait in the list: its copy becomes its parts. The line must be advanced. */
static inline void mdl_copies_measure(struct mdl_backlog *b, struct mdl_backlog_line *line,
                                      struct mdl_pending_entry *e)
{
    if (e->more != line->still || e->flags != 0) {
        mdl_copies_measure_rare(b, line, e);
    } else {
        mdl_copies_unshare(b, e);
    }
    mdl_pending_subtract(e, line->clocks);
}

/* Adds the parts of a measured call that has a copy to a row and gives the copy back. */
static inline void mdl_copies_pour(struct mdl_backlog *b, const struct mdl_backlog_line *line,
                                   struct mdl_pending_entry *e, uint32_t row)
{
    uint64_t *cells = b->ledger->rows[row].cells;
    uint32_t count =
        line->slot_count < MDL_PENDING_CLOCKS ? line->slot_count : MDL_PENDING_CLOCKS;

    for (uint32_t slot = 0; slot < count; slot++) {
        cells[line->columns[slot]] += e->clocks[slot];
    }
    if (e->more != MDL_NONE) {
        mdl_copies_pour_more(b, line, e, cells);
    }
    b->copied--;
    e->copied = 0;
}

#endif
