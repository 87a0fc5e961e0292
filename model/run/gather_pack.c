/*
 * Packing: one walk over a copy writes it, the same walk reads it.
 *
 * Every number is of variable length (seven bits per byte, the lowest first); a text and the
 * buckets of a histogram are their length and their bytes. A digest of all stands at the end.
 * What is read is trusted for nothing: numbers that index the plan are checked against it.
 */
#include "model/run/gather_pack.h"

#include <string.h>

#include "model/machine/plan.h"
#include "model/observe/measures.h"
#include "model/run/deadlock.h"
#include "sim/base/arena.h"
#include "sim/base/check.h"
#include "sim/base/digest.h"
#include "sim/base/text.h"

struct walk {
    struct sim_text *out;             /* NULL: this walk reads                  */
    const uint8_t *at, *end;
    struct sim_arena *arena;          /* of the copy that is read               */
    const struct mdl_plan *plan;
    bool failed;                      /* from here on everything that is read is 0 */
};

static void byte(struct walk *w, uint8_t *value)
{
    if (w->out != NULL) {
        sim_text_add_char(w->out, (char)*value);
    } else if (w->failed || w->at == w->end) {
        w->failed = true;
        *value = 0;
    } else {
        *value = *w->at++;
    }
}

static void word(struct walk *w, uint64_t *value)
{
    uint64_t rest = w->out != NULL ? *value : 0;
    uint8_t digit;

    for (unsigned shift = 0; shift < 64; shift += 7) {
        if (w->out != NULL) {
            digit = (uint8_t)((rest & 127u) | (rest >= 128 ? 128u : 0));
            rest >>= 7;
            byte(w, &digit);
        } else {
            byte(w, &digit);
            rest |= (uint64_t)(digit & 127u) << shift;
        }
        if (digit < 128) {
            break;
        }
    }
    if (w->out == NULL) {
        *value = w->failed ? 0 : rest;
    }
}

static void number(struct walk *w, uint32_t *value)
{
    uint64_t wide = *value;

    word(w, &wide);
    w->failed = w->failed || wide > UINT32_MAX;
    *value = (uint32_t)wide;
}

/* A number that names one of so many, or nothing. */
static void name(struct walk *w, uint32_t *value, uint32_t count)
{
    uint64_t shifted = *value == MDL_NONE ? 0 : (uint64_t)*value + 1;

    word(w, &shifted);
    w->failed = w->failed || shifted > count;
    *value = w->failed || shifted == 0 ? MDL_NONE : (uint32_t)(shifted - 1);
}

static void truth(struct walk *w, bool *value)
{
    uint8_t as_byte = *value;

    byte(w, &as_byte);
    *value = as_byte != 0;
}

static void sum(struct walk *w, sim_wide *value)
{
    uint64_t high = sim_wide_high(*value), low = sim_wide_low(*value);

    word(w, &high);
    word(w, &low);
    *value = sim_wide_make(high, low);
}

/* How many rows follow, and room for them: each takes a byte at least. */
static void *rows(struct walk *w, const void *there, uint32_t *count, size_t size)
{
    number(w, count);
    if (w->out != NULL) {
        return (void *)(uintptr_t)there;
    }
    if (w->failed || *count > (size_t)(w->end - w->at)) {
        w->failed = true;
        *count = 0;
    }
    return sim_arena_array(w->arena, *count, size);
}

static const uint8_t *bytes(struct walk *w, const uint8_t *there, uint32_t *count)
{
    uint8_t *here = rows(w, there, count, 1);

    if (w->out != NULL) {
        sim_text_add_bytes(w->out, (const char *)there, *count);
    } else if (*count > 0) {
        memcpy(here, w->at, *count);
        w->at += *count;
    }
    return here;
}

/* ---- what a copy is made of ------------------------------------------------------------------ */

/* The buckets must say what the head says, and end where their bytes end. */
static bool is_histogram(const struct mdl_gather_values *v)
{
    uint64_t counted = 0, index = 0, first = SIM_HISTOGRAM_BUCKETS;
    bool is_gap = true;

    for (uint32_t i = 0; i < v->byte_count; is_gap = !is_gap) {
        uint64_t value = 0;
        unsigned shift = 0;

        do {
            if (i == v->byte_count || shift > 63) {
                return false;
            }
            value |= (uint64_t)(v->bytes[i] & 127u) << shift;
            shift += 7;
        } while (v->bytes[i++] >= 128);
        if (is_gap ? value >= SIM_HISTOGRAM_BUCKETS - index : value > v->count - counted) {
            return false;
        }
        index += is_gap ? value : 0;
        counted += is_gap ? 0 : value;
        first = first < index ? first : index;
    }
    return is_gap && counted == v->count &&
           (v->count == 0 ? v->byte_count == 0
                          : v->low <= v->high && first == sim_histogram_index(v->low) &&
                                index == sim_histogram_index(v->high));
}

static void values(struct walk *w, struct mdl_gather_values *v)
{
    word(w, &v->count);
    sum(w, &v->total);
    word(w, &v->low);
    word(w, &v->high);
    v->bytes = bytes(w, v->bytes, &v->byte_count);
    w->failed = w->failed || !is_histogram(v);
}

static void series(struct walk *w, struct mdl_gather_series *s)
{
    uint32_t measure = s->measure;

    name(w, &s->object, w->plan->object_count);
    number(w, &measure);
    byte(w, &s->shape);
    truth(w, &s->has_ledger);
    w->failed = w->failed || measure >= MDL_MEASURE_COUNT ||
                s->shape != mdl_measures_row(measure)->shape || s->object == MDL_NONE;
    s->measure = (uint16_t)measure;
    values(w, &s->served);
    values(w, &s->censored);
    word(w, &s->lost);
    word(w, &s->worst.started_at);
    word(w, &s->worst.wait_ns);
    truth(w, &s->worst.waiting);
    word(w, &s->count);
    sum(w, &s->integral);
    word(w, &s->value_max);
    if (w->out == NULL && !w->failed && s->shape == MDL_MEASURES_DURATION) {
        mdl_gather_copy_finish(w->arena, s);
    }
}

static void row(struct walk *w, struct mdl_gather_row *r, uint32_t series_count)
{
    struct mdl_gather_cell *cells;

    number(w, &r->series);
    number(w, &r->octave);
    w->failed = w->failed || r->series >= series_count || r->octave > MDL_RECORD_OCTAVE_ALL;
    word(w, &r->observations);
    word(w, &r->total_ns);
    word(w, &r->worst_ns);
    cells = rows(w, r->cells, &r->cell_count, sizeof *cells);
    r->cells = cells;
    for (uint32_t i = 0; i < r->cell_count; i++) {
        name(w, &cells[i].label, w->plan->label_count);
        byte(w, &cells[i].part);
        byte(w, &cells[i].state);
        word(w, &cells[i].ns);
        w->failed = w->failed || cells[i].part >= MDL_PART_COUNT ||
                    cells[i].state >= MDL_STATE_COUNT;
    }
}

static void episode(struct walk *w, struct mdl_record_episode *e, uint32_t series_count)
{
    byte(w, &e->kind);
    number(w, &e->series);
    w->failed = w->failed || e->kind > MDL_EPISODE_NO_PROGRESS || e->series >= series_count;
    word(w, &e->begin_at);
    word(w, &e->overdue_at);
    word(w, &e->end_at);
    word(w, &e->victims);
    word(w, &e->worst_ns);
    name(w, &e->culprit, w->plan->label_count);
}

static void finding(struct walk *w, struct mdl_record_finding *f)
{
    number(w, &f->finding);
    w->failed = w->failed || f->finding >= MDL_FINDING_COUNT;
    name(w, &f->place, w->plan->place_count);
    name(w, &f->object, w->plan->object_count);
    word(w, &f->at);
    word(w, &f->occurrences);
    for (unsigned i = 0; i < 4; i++) {
        word(w, &f->parameters[i]);
    }
}

static void knot(struct walk *w, struct mdl_deadlock_knot *k)
{
    uint32_t length = w->out != NULL ? (uint32_t)strlen(k->sentence) : 0;
    const uint8_t *text;

    word(w, &k->begin_at);
    word(w, &k->closed_at);
    word(w, &k->end_at);
    word(w, &k->worst_ns);
    number(w, &k->victims);
    number(w, &k->margin);
    name(w, &k->object, w->plan->object_count);
    name(w, &k->culprit, w->plan->label_count);
    text = bytes(w, (const uint8_t *)k->sentence, &length);
    if (w->out == NULL) {
        k->sentence = sim_arena_copy(w->arena, (const char *)text, length);
    }
}

static void replication(struct walk *w, struct mdl_replication *r)
{
    struct mdl_deadlock_knot *knots;
    uint8_t end = (uint8_t)r->end;

    byte(w, &end);
    w->failed = w->failed || end > MDL_REPLICATION_BUG_CHECK; /* no stuck one is ever put */
    r->end = (enum mdl_replication_end)end;
    number(w, &r->bug_check);
    word(w, &r->end_at);
    word(w, &r->events);
    word(w, &r->ties);
    word(w, &r->fingerprint);
    knots = rows(w, r->knots, &r->knot_count, sizeof *knots);
    for (uint32_t i = 0; i < r->knot_count; i++) {
        knot(w, &knots[i]);
    }
    r->knots = knots;
}

/* What the numbers in a pack mean: the same for two programs and plans that can share packs. */
static uint64_t layout(const struct mdl_plan *plan)
{
    uint64_t digest = sim_digest_add(SIM_DIGEST_START, MDL_FINDING_COUNT);

    for (unsigned i = 0; i < MDL_MEASURE_COUNT; i++) {
        digest = sim_digest_add(digest, sim_digest_text(mdl_measures_row(i)->name));
    }
    for (unsigned i = 0; i < MDL_PART_COUNT; i++) {
        digest = sim_digest_add(digest, sim_digest_text(mdl_record_part_name(i)));
    }
    for (uint32_t i = 0; i < plan->object_count; i++) {
        digest = sim_digest_add(digest, sim_digest_text(plan->objects[i].path));
    }
    digest = sim_digest_add(digest, plan->label_count);
    return sim_digest_add(digest, plan->place_count);
}

/* Observations that were kept for batches are not: one replication alone has no shards. */
static void whole(struct walk *w, struct mdl_gather_copy *copy)
{
    const uint64_t ours = layout(w->plan);
    uint64_t theirs = ours;

    word(w, &theirs);
    w->failed = w->failed || theirs != ours;
    replication(w, &copy->result);
    word(w, &copy->from_at);
    word(w, &copy->end_at);
    copy->series = rows(w, copy->series, &copy->series_count, sizeof *copy->series);
    for (uint32_t i = 0; i < copy->series_count; i++) {
        series(w, &copy->series[i]);
    }
    copy->rows = rows(w, copy->rows, &copy->row_count, sizeof *copy->rows);
    for (uint32_t i = 0; i < copy->row_count; i++) {
        row(w, &copy->rows[i], copy->series_count);
    }
    copy->episodes = rows(w, copy->episodes, &copy->episode_count, sizeof *copy->episodes);
    for (uint32_t i = 0; i < copy->episode_count; i++) {
        episode(w, &copy->episodes[i], copy->series_count);
    }
    copy->findings = rows(w, copy->findings, &copy->finding_count, sizeof *copy->findings);
    for (uint32_t i = 0; i < copy->finding_count; i++) {
        finding(w, &copy->findings[i]);
    }
    for (unsigned i = 0; i < MDL_FINDING_COUNT; i++) {
        word(w, &copy->findings_beyond[i]);
    }
}

/* ---- both ways ------------------------------------------------------------------------------ */

void mdl_gather_pack_write(const struct mdl_plan *plan, const struct mdl_gather_copy *copy,
                           struct sim_text *into)
{
    struct mdl_gather_copy same = *copy; /* the walk has one signature; writing changes nothing */
    struct walk w = {.out = into, .plan = plan};
    size_t begin = into->length;
    uint64_t digest;

    whole(&w, &same);
    SIM_ASSERT(!w.failed);
    digest = sim_digest_bytes(SIM_DIGEST_START, into->data + begin, into->length - begin);
    for (unsigned i = 0; i < 8; i++) {
        sim_text_add_char(into, (char)(digest >> 8 * i & 255u));
    }
}

bool mdl_gather_pack_read(const struct mdl_plan *plan, const void *packed, size_t length,
                          struct mdl_gather_copy *ret_copy)
{
    struct walk w = {.at = packed, .plan = plan, .arena = &ret_copy->arena};
    uint64_t digest = 0;

    *ret_copy = (struct mdl_gather_copy){0};
    if (length < 8) {
        return false;
    }
    w.end = w.at + length - 8;
    for (unsigned i = 0; i < 8; i++) {
        digest |= (uint64_t)w.end[i] << 8 * i;
    }
    if (digest != sim_digest_bytes(SIM_DIGEST_START, packed, length - 8)) {
        return false;
    }
    sim_arena_init(&ret_copy->arena);
    whole(&w, ret_copy);
    if (w.failed || w.at != w.end) {
        mdl_gather_copy_deinit(ret_copy);
        return false;
    }
    return true;
}
