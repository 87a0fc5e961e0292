/* Sums of trips; see the header. */
#include "model/observe/trips_sums.h"

#include <string.h>

#include "model/observe/inside.h"
#include "model/observe/trips_parts.h"
#include "sim/base/check.h"

void mdl_trips_sums_breaks(struct mdl_record *r, uint64_t at, const struct mdl_inside_thread *t,
                           const struct mdl_inside_stream *s, uint32_t octave, bool broken)
{
    uint32_t row = mdl_ledger_row(&r->ledger, s->latency, octave);
    struct mdl_trips_sink sink = {.row = row, .purse = MDL_NONE};
    uint64_t breaks_ns = broken ? mdl_courses_breaks(r, at, t, row) : 0;

    mdl_trips_put_purse(r, &sink, r->pending.entries[t->served.head].purse);
    r->ledger.rows[row].total_ns += breaks_ns + sink.sum_ns;
    s->sums[octave].own_ns -= breaks_ns;
    s->sums[octave].total_ns -= breaks_ns + sink.sum_ns;
}

/* series: whose; own: the label of the time that no slot has. */
static void book(struct mdl_record *r, const struct mdl_inside_item *item, uint32_t series,
                 uint32_t octave, const struct mdl_trips_sum *sum)
{
    const struct mdl_backlog_line *line = item->line;
    uint32_t row = mdl_ledger_row(&r->ledger, series, octave);
    struct mdl_trips_sink sink = {.row = row, .purse = MDL_NONE};

    for (uint32_t i = 0; i < MDL_PENDING_CLOCKS && i < line->slot_count; i++) {
        mdl_trips_put(r, &sink, line->columns[i], sum->slots[i]);
    }
    mdl_trips_put_part(r, &sink, MDL_PART_RUN, item->callback->label,
                       sum->own_ns);
    SIM_ASSERT(sink.sum_ns == sum->total_ns);
    r->ledger.rows[row].observations += sum->observations;
    r->ledger.rows[row].total_ns += sum->total_ns;
    if (sum->worst_ns > r->ledger.rows[row].worst_ns) {
        r->ledger.rows[row].worst_ns = sum->worst_ns;
    }
}

static void book_all(struct mdl_record *r, const struct mdl_inside_item *item, uint32_t series,
                     const struct mdl_trips_sum *sums)
{
    for (uint32_t octave = 0; sums != NULL && octave < MDL_LEDGER_OCTAVES; octave++) {
        if (sums[octave].observations > 0) {
            book(r, item, series, octave, &sums[octave]);
        }
    }
}

void mdl_trips_sums_end(struct mdl_record *r)
{
    for (uint32_t i = 0; i < r->plan->stream_count; i++) {
        const struct mdl_inside_stream *s = &r->streams[i];

        book_all(r, s->calls, s->latency, s->sums);
    }
    for (uint32_t i = 0; i < r->item_count; i++) {
        book_all(r, &r->items[i], r->items[i].latency, r->items[i].sums);
    }
}

/* ---- begin, end ------------------------------------------------------------------------------ */

static struct mdl_trips_sum *new_sums(struct mdl_record *r)
{
    return sim_arena_array(&r->arena, MDL_LEDGER_OCTAVES, sizeof(struct mdl_trips_sum));
}

static void clear_sums(struct mdl_trips_sum *sums)
{
    if (sums != NULL) {
        memset(sums, 0, MDL_LEDGER_OCTAVES * sizeof *sums);
    }
}

void mdl_trips_sums_make(struct mdl_record *r)
{
    for (uint32_t i = 0; i < r->plan->stream_count && r->ledger_on; i++) {
        r->streams[i].sums = r->streams[i].joint != NULL ? new_sums(r) : NULL;
    }
    for (uint32_t i = 0; i < r->item_count && r->ledger_on; i++) {
        r->items[i].sums = new_sums(r);
    }
}

void mdl_trips_sums_begin(struct mdl_record *r)
{
    for (uint32_t i = 0; i < r->plan->stream_count; i++) {
        clear_sums(r->streams[i].sums);
    }
    for (uint32_t i = 0; i < r->item_count; i++) {
        clear_sums(r->items[i].sums);
    }
}
