/* Surveys; see the header. */
#include "model/run/survey.h"

#include <string.h>

#include "model/observe/measures.h"
#include "model/observe/record.h"
#include "model/run/deadlock.h"

static void put(struct mdl_survey_note *notes, uint32_t *count, const struct mdl_survey_note *note)
{
    uint32_t i = (*count)++;

    for (; i > 0 && notes[i - 1].at > note->at; i--) {
        notes[i] = notes[i - 1];
    }
    notes[i] = *note;
}

static void take_starved(struct mdl_survey *survey, const struct mdl_record_result *seen)
{
    survey->starved = sim_arena_array(&survey->arena, seen->episode_count,
                                      sizeof *survey->starved);
    for (uint32_t i = 0; i < seen->episode_count; i++) {
        const struct mdl_record_episode *e = &seen->episodes[i];

        if (e->kind == MDL_EPISODE_STARVATION) {
            put(survey->starved, &survey->starved_count,
                &(struct mdl_survey_note){.at = e->overdue_at,
                                          .object = seen->series[e->series].object,
                                          .since_at = e->begin_at});
        }
    }
}

static void take_knots(struct mdl_survey *survey)
{
    const struct mdl_deadlock_knot *knots = survey->end.knots;

    survey->knots = sim_arena_array(&survey->arena, survey->end.knot_count, sizeof *survey->knots);
    for (uint32_t i = 0; i < survey->end.knot_count; i++) {
        put(survey->knots, &survey->knot_count,
            &(struct mdl_survey_note){
                .at = knots[i].closed_at, .object = knots[i].object, .since_at = knots[i].begin_at,
                .sentence = sim_arena_copy(&survey->arena, knots[i].sentence,
                                           strlen(knots[i].sentence))});
    }
    survey->end.knots = NULL;
    survey->end.knot_count = 0;
}

static void take_worsts(struct mdl_survey *survey, const struct mdl_record_result *seen)
{
    static const char *const measures[] = {"queue_latency", "latency", "request_latency",
                                           "ready"};

    survey->worsts = sim_arena_array(&survey->arena, seen->series_count, sizeof *survey->worsts);
    for (uint32_t i = 0; i < seen->series_count; i++) {
        const struct mdl_record_series *series = &seen->series[i];
        unsigned rank = 0;

        while (rank < 4 &&
               strcmp(measures[rank], mdl_measures_row(series->measure)->name) != 0) {
            rank++;
        }
        if (rank < 4 && series->worst.wait_ns > 0) {
            survey->worsts[survey->worst_count++] = (struct mdl_survey_worst){
                series->object, rank, series->worst.started_at, series->worst.wait_ns};
        }
    }
}

void mdl_survey_init(struct mdl_survey *survey, const struct mdl_plan *plan, uint64_t seed,
                     uint32_t replication)
{
    struct mdl_workspace *w = mdl_replication_prepare(plan, NULL);
    const struct mdl_record_result *seen;

    *survey = (struct mdl_survey){0};
    sim_arena_init(&survey->arena);
    survey->end = mdl_replication_run(w, seed, replication);
    seen = mdl_record_read(mdl_replication_record(w));
    take_starved(survey, seen);
    take_knots(survey);
    take_worsts(survey, seen);
    mdl_replication_release(w);
}

void mdl_survey_deinit(struct mdl_survey *survey)
{
    sim_arena_deinit(&survey->arena);
    *survey = (struct mdl_survey){0};
}

const struct mdl_survey_note *mdl_survey_next(const struct mdl_survey_note *notes, uint32_t count,
                                              sim_instant after_at)
{
    for (uint32_t i = 0; i < count; i++) {
        if (notes[i].at > after_at) {
            return &notes[i];
        }
    }
    return NULL;
}

const struct mdl_survey_worst *mdl_survey_worst_of(const struct mdl_survey *survey,
                                                   mdl_object_id object)
{
    const struct mdl_survey_worst *best = NULL;

    for (uint32_t i = 0; i < survey->worst_count; i++) {
        const struct mdl_survey_worst *w = &survey->worsts[i];

        if (w->object == object && (best == NULL || w->rank < best->rank)) {
            best = w;
        }
    }
    return best;
}
