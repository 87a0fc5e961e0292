/*
 * What happened: the worst waits, the episodes, the findings, each over all replications.
 */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "model/observe/findings.h"
#include "model/observe/measures.h"
#include "model/run/deadlock.h"
#include "model/run/episode_words.h"
#include "model/run/gather_parts.h"

#define WORSTS_KEPT 3u /* per series */

/* ---- the worst ------------------------------------------------------------------------------ */

struct candidate {
    uint32_t replication;
    struct mdl_record_worst worst;
};

static int by_wait(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;

    if (x->worst.wait_ns != y->worst.wait_ns) {
        return x->worst.wait_ns > y->worst.wait_ns ? -1 : 1;
    }
    return (x->replication > y->replication) - (x->replication < y->replication);
}

static void fill_worst(const struct mdl_gather_parts *p, uint32_t series,
                       struct candidate *candidates)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < p->counted_count; i++) {
        const struct mdl_record_worst *worst = &p->counted[i]->series[series].worst;

        if (worst->wait_ns > 0) {
            uint32_t replication = (uint32_t)(p->counted[i] - p->copies);

            candidates[count++] = (struct candidate){replication, *worst};
        }
    }
    qsort(candidates, count, sizeof *candidates, by_wait);
    for (uint32_t i = 0; i < count && i < WORSTS_KEPT; i++) {
        p->answer->worsts[p->answer->worst_count++] = (struct mdl_worst){
            .series = p->series_of[series], .place = i + 1,
            .replication = candidates[i].replication,
            .started_at_ns = candidates[i].worst.started_at,
            .wait_ns = candidates[i].worst.wait_ns};
    }
}

static void fill_worsts(const struct mdl_gather_parts *p)
{
    struct candidate *candidates =
        sim_arena_array(p->arena, p->counted_count, sizeof *candidates);

    p->answer->worst_count = 0;
    p->answer->worsts = sim_arena_array(p->arena, (size_t)p->meta_count * WORSTS_KEPT,
                                        sizeof *p->answer->worsts);
    for (uint32_t i = 0; i < p->meta_count; i++) {
        bool told = p->meta[i].has_ledger || p->meta[i].measure == MDL_MEASURE_REQUEST_LATENCY;

        if (told && p->series_of[i] != MDL_NONE) {
            fill_worst(p, i, candidates);
        }
    }
}

/* ---- episodes ------------------------------------------------------------------------------- */

static const char *culprit_of(const struct mdl_gather_parts *p, mdl_label_id label)
{
    if (label >= p->plan->label_count || label == MDL_LABEL_IDLE) {
        return "";
    }
    return p->plan->labels[label].name;
}

static int by_begin(const void *a, const void *b)
{
    const struct mdl_record_episode *x = a, *y = b;

    if (x->begin_at != y->begin_at) {
        return x->begin_at < y->begin_at ? -1 : 1;
    }
    if (x->overdue_at != y->overdue_at) {
        return x->overdue_at < y->overdue_at ? -1 : 1;
    }
    if (x->series != y->series) {
        return x->series < y->series ? -1 : 1;
    }
    return (x->kind > y->kind) - (x->kind < y->kind);
}

static void fill_episode(const struct mdl_gather_parts *p, uint32_t replication,
                         const struct mdl_record_episode *e)
{
    const struct mdl_gather_series *meta = &p->meta[e->series];
    bool starved = e->kind != MDL_EPISODE_NO_PROGRESS;
    struct mdl_episode *episode = &p->answer->episodes[p->answer->episode_count++];

    *episode = (struct mdl_episode){
        .replication = replication, .kind = starved ? "starvation" : "no progress",
        .object = p->plan->objects[meta->object].path,
        .object_kind = mdl_gather_series_kind(p, meta->object), .begin_ns = e->begin_at,
        .overdue_ns = e->overdue_at, .end_ns = e->end_at, .victims = e->victims,
        .victim = starved ? mdl_measures_row(meta->measure)->sample_of : "",
        .worst_ns = e->worst_ns, .culprit = culprit_of(p, e->culprit)};
    episode->sentence = mdl_episode_words_tell(p->arena, episode);
}

static void fill_deadlock(const struct mdl_gather_parts *p, uint32_t replication,
                          const struct mdl_deadlock_knot *knot)
{
    p->answer->episodes[p->answer->episode_count++] = (struct mdl_episode){
        .replication = replication, .kind = "deadlock",
        .object = p->plan->objects[knot->object].path,
        .object_kind = mdl_gather_series_kind(p, knot->object), .begin_ns = knot->begin_at,
        .overdue_ns = knot->closed_at, .end_ns = knot->end_at, .victims = knot->victims,
        .victim = "", .worst_ns = knot->worst_ns, .culprit = culprit_of(p, knot->culprit),
        .sentence = sim_arena_copy(p->arena, knot->sentence, strlen(knot->sentence))};
}

static void fill_replication(const struct mdl_gather_parts *p, uint32_t replication)
{
    const struct mdl_gather_copy *copy = &p->copies[replication];
    struct mdl_record_episode *sorted =
        sim_arena_array(p->arena, copy->episode_count, sizeof *sorted);

    for (uint32_t i = 0; i < copy->episode_count; i++) {
        sorted[i] = copy->episodes[i];
    }
    qsort(sorted, copy->episode_count, sizeof *sorted, by_begin);
    for (uint32_t i = 0; i < copy->episode_count; i++) {
        fill_episode(p, replication, &sorted[i]);
    }
    for (uint32_t i = 0; i < copy->result.knot_count; i++) {
        fill_deadlock(p, replication, &copy->result.knots[i]);
    }
}

static void fill_episodes(const struct mdl_gather_parts *p)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < p->copy_count; i++) {
        count += p->copies[i].episode_count + p->copies[i].result.knot_count;
    }
    p->answer->episodes = sim_arena_array(p->arena, count, sizeof *p->answer->episodes);
    p->answer->episode_count = 0;
    for (uint32_t i = 0; i < p->copy_count; i++) {
        fill_replication(p, i);
    }
}

/* ---- findings ------------------------------------------------------------------------------- */

struct found {
    struct mdl_record_finding first;
    uint32_t replication;             /* of the first occurrence */
    uint64_t occurrences;
    uint32_t replications;
};

static struct found *found_before(struct found *found, uint32_t count,
                                  const struct mdl_record_finding *f)
{
    for (uint32_t i = 0; i < count; i++) {
        if (found[i].first.finding == f->finding && found[i].first.place == f->place &&
            found[i].first.object == f->object) {
            return &found[i];
        }
    }
    return NULL;
}

static int by_number(const void *a, const void *b)
{
    const struct found *x = a, *y = b;

    if (x->first.finding != y->first.finding) {
        return x->first.finding < y->first.finding ? -1 : 1;
    }
    if (x->replication != y->replication) {
        return x->replication < y->replication ? -1 : 1;
    }
    if (x->first.at != y->first.at) {
        return x->first.at < y->first.at ? -1 : 1;
    }
    if (x->first.place != y->first.place) {
        return x->first.place < y->first.place ? -1 : 1;
    }
    return (x->first.object > y->first.object) - (x->first.object < y->first.object);
}

static uint32_t merge_findings(const struct mdl_gather_parts *p, struct found *found)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < p->copy_count; i++) {
        for (uint32_t k = 0; k < p->copies[i].finding_count; k++) {
            const struct mdl_record_finding *f = &p->copies[i].findings[k];
            struct found *before = found_before(found, count, f);

            if (before == NULL) {
                before = &found[count++];
                *before = (struct found){.first = *f, .replication = i};
            }
            before->occurrences += f->occurrences;
            before->replications++;
        }
    }
    qsort(found, count, sizeof *found, by_number);
    return count;
}

static const char *place_text(const struct mdl_gather_parts *p, mdl_place_id id)
{
    const struct mdl_place *place;

    if (id >= p->plan->place_count || p->plan->places[id].line == 0) {
        return "";
    }
    place = &p->plan->places[id];
    return sim_arena_print(p->arena, "%s:%u:%u", place->file == NULL ? "" : place->file,
                           place->line, place->column);
}

static void fill_finding(const struct mdl_gather_parts *p, const struct found *f,
                         struct mdl_answer_finding *ret_finding)
{
    const struct mdl_findings_row *row = mdl_findings_row(f->first.finding);
    bool has_place = f->first.place < p->plan->place_count;
    bool has_object = f->first.object < p->plan->object_count;

    *ret_finding = (struct mdl_answer_finding){
        .code = row->code, .rule = row->rule,
        .severity = mdl_findings_severity_name(row->severity),
        .object = has_object ? p->plan->objects[f->first.object].path : "",
        .object_kind = mdl_gather_series_kind(p, f->first.object),
        .place = place_text(p, f->first.place), .step = "", .replication = f->replication,
        .at_ns = f->first.at, .occurrences = f->occurrences, .replications = f->replications,
        .bug_check = row->bug_check, .message = row->sentence};
    if (f->first.finding == MDL_FINDING_BUG_CHECK_CALLED) {
        ret_finding->bug_check = (uint32_t)f->first.parameters[0];   /* the caller's */
    }
    if (has_place && p->plan->places[f->first.place].text != NULL) {
        ret_finding->step = p->plan->places[f->first.place].text;
    }
    for (int i = f->first.finding == MDL_FINDING_BUG_CHECK_CALLED; i < 4; i++) {
        ret_finding->parameters[i] = f->first.parameters[i];
    }
}

/* Occurrences at more places than a record keeps: one entry per kind of finding. */
static void fill_beyond(const struct mdl_gather_parts *p)
{
    for (uint32_t finding = 0; finding < MDL_FINDING_COUNT; finding++) {
        struct found f = {.first = {.finding = finding, .place = MDL_NONE, .object = MDL_NONE}};
        struct mdl_answer_finding *entry;

        for (uint32_t i = p->copy_count; i-- > 0;) {
            if (p->copies[i].findings_beyond[finding] > 0) {
                f.occurrences += p->copies[i].findings_beyond[finding];
                f.replications++;
                f.replication = i;
            }
        }
        if (f.occurrences > 0) {
            entry = &p->answer->findings[p->answer->finding_count++];
            fill_finding(p, &f, entry);
            entry->message = sim_arena_print(p->arena, "%s (at further places)", entry->message);
        }
    }
}

static void fill_findings(const struct mdl_gather_parts *p)
{
    struct found *found;
    uint32_t count = 0;

    for (uint32_t i = 0; i < p->copy_count; i++) {
        count += p->copies[i].finding_count;
    }
    found = sim_arena_array(p->arena, count, sizeof *found);
    count = merge_findings(p, found);
    p->answer->findings = sim_arena_array(p->arena, (size_t)count + MDL_FINDING_COUNT,
                                          sizeof *p->answer->findings);
    for (uint32_t i = 0; i < count; i++) {
        fill_finding(p, &found[i], &p->answer->findings[i]);
    }
    p->answer->finding_count = count;
    fill_beyond(p);
}

void mdl_gather_events_fill(const struct mdl_gather_parts *p)
{
    fill_worsts(p);
    fill_episodes(p);
    fill_findings(p);
}
