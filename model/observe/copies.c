/* Copies: vectors of the clocks beyond, in one block, shared and given back. */
#include "model/observe/copies.h"

#include <stdlib.h>

#include "model/observe/growth.h"

enum { COPIES_FIRST = 16 };

void mdl_copies_clear(struct mdl_backlog *b)
{
    b->copy_count = b->copied = 0;
    b->copy_free = MDL_NONE;
    b->copies_refused = 0;
    for (uint32_t l = 0; l < b->list_count; l++) {
        struct mdl_backlog_line *line = &b->lines[l];

        line->still = line->slot_count > MDL_PENDING_CLOCKS ? MDL_COPIES_MOVED : MDL_NONE;
    }
}

void mdl_copies_widen(struct mdl_backlog *b, uint32_t stride)
{
    uint64_t *wide = mdl_growth_resize(NULL, 0, (size_t)b->copy_capacity * stride + 1u,
                                       sizeof *wide);

    for (uint32_t i = 0; i < b->copy_count; i++) {
        memcpy(&wide[(size_t)i * stride], &b->copies[(size_t)i * b->stride],
               b->stride * sizeof *wide);
    }
    free(b->copies);
    b->copies = wide;
}

static void free_vector(struct mdl_backlog *b, uint32_t id)
{
    b->copies[(size_t)id * b->stride + MDL_COPIES_LINK] = b->copy_free;
    b->copy_free = id;
}

/* A vector of zeros; there are no more of them than copies and lines. */
static uint32_t new_vector(struct mdl_backlog *b)
{
    uint32_t id = b->copy_free;

    if (id != MDL_NONE) {
        b->copy_free = (uint32_t)b->copies[(size_t)id * b->stride + MDL_COPIES_LINK];
    } else {
        if (b->copy_count == b->copy_capacity) {
            uint32_t more = b->copy_capacity == 0 ? COPIES_FIRST : b->copy_capacity * 2u;

            b->copies = mdl_growth_resize(b->copies, (size_t)b->copy_capacity * b->stride,
                                          (size_t)more * b->stride, sizeof(uint64_t));
            b->copy_capacity = more;
        }
        id = b->copy_count++;
    }
    memset(&b->copies[(size_t)id * b->stride], 0, b->stride * sizeof(uint64_t));
    return id;
}

void mdl_copies_moved(struct mdl_backlog *b, struct mdl_backlog_line *line)
{
    if (line->still < MDL_COPIES_MOVED &&
        b->copies[(size_t)line->still * b->stride + MDL_COPIES_SHARERS] == 0) {
        free_vector(b, line->still);
    }
    line->still = MDL_COPIES_MOVED;
}

/* Beyond the cap a wait counts in the mean only: minus the clocks when it joins, plus when it
   is measured, modulo 2^64. Its series stands in origin_at. */
static void add_clocks(struct mdl_backlog *b, const struct mdl_backlog_line *line,
                       const struct mdl_pending_entry *e, uint64_t sign)
{
    uint32_t row = mdl_ledger_row(b->ledger, (uint32_t)e->origin_at, MDL_LEDGER_OCTAVES - 1u);

    for (uint32_t slot = 0; slot < line->slot_count; slot++) {
        mdl_ledger_add(b->ledger, row, line->columns[slot], sign * line->clocks[slot]);
    }
}

/* The line has a copy of its clocks beyond as they are, if there are any. */
static void hold_still(struct mdl_backlog *b, struct mdl_backlog_line *line)
{
    if (line->still == MDL_COPIES_MOVED) {
        line->still = new_vector(b);
        memcpy(&b->copies[(size_t)line->still * b->stride + MDL_PENDING_CLOCKS],
               &line->clocks[MDL_PENDING_CLOCKS],
               (line->slot_count - MDL_PENDING_CLOCKS) * sizeof(uint64_t));
    }
}

void mdl_copies_take_rare(struct mdl_backlog *b, struct mdl_backlog_line *line,
                          struct mdl_pending_entry *e, uint32_t series)
{
    if (b->copied >= MDL_COPIES_MAX) {
        b->copies_refused++;
        e->flags |= MDL_PENDING_ALL;
        e->origin_at = series;
        add_clocks(b, line, e, (uint64_t)-1);
        return;
    }
    hold_still(b, line);
    mdl_copies_take(b, line, e, series);
}

/* The clocks beyond have moved since it joined: a vector of its own has by how much. What a clock
   had before it existed is 0. */
static void measure_beyond(struct mdl_backlog *b, const struct mdl_backlog_line *line,
                           struct mdl_pending_entry *e)
{
    uint32_t own = new_vector(b), shared = e->more;
    uint64_t *parts = &b->copies[(size_t)own * b->stride];

    for (uint32_t slot = MDL_PENDING_CLOCKS; slot < line->slot_count; slot++) {
        parts[slot] = line->clocks[slot] -
                      (shared == MDL_NONE ? 0 : b->copies[(size_t)shared * b->stride + slot]);
    }
    mdl_copies_unshare(b, e);
    if (shared != MDL_NONE &&
        b->copies[(size_t)shared * b->stride + MDL_COPIES_SHARERS] == 0) {
        free_vector(b, shared);
    }
    e->more = own;
}

void mdl_copies_measure_rare(struct mdl_backlog *b, struct mdl_backlog_line *line,
                             struct mdl_pending_entry *e)
{
    if ((e->flags & MDL_PENDING_ALL) != 0) {
        add_clocks(b, line, e, 1);
    } else if (e->copied && e->more != line->still) {
        measure_beyond(b, line, e);
    } else {
        mdl_copies_unshare(b, e);
    }
}

void mdl_copies_pour_more(struct mdl_backlog *b, const struct mdl_backlog_line *line,
                          struct mdl_pending_entry *e, uint64_t *cells)
{
    const uint64_t *parts = &b->copies[(size_t)e->more * b->stride];

    for (uint32_t slot = MDL_PENDING_CLOCKS; slot < line->slot_count; slot++) {
        cells[line->columns[slot]] += parts[slot];
    }
    free_vector(b, e->more);
    e->more = MDL_NONE;
}
