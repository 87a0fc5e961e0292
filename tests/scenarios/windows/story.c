/* A scenario told in a test; see the header. */
#include "tests/scenarios/windows/story.h"

#include "model/run/chronicle.h"
#include "scenarios/language/diags.h"
#include "sim/base/text.h"
#include "tests/lab.h"

void story_parse(struct story *s, const char *text)
{
    struct scn_diags diags;
    struct sim_text printed;

    memset(s, 0, sizeof *s);
    sim_arena_init(&s->arena);
    scn_diags_init(&diags, &s->arena);
    if (!scn_scenario_parse(&s->arena, "story.yaml", text, strlen(text), NULL, 0, &diags,
                            &s->scenario)) {
        sim_text_init(&printed);
        scn_diags_print(&diags, &printed, false);
        print_error("%s\n", printed.data);
        sim_text_deinit(&printed);
        fail_msg("the scenario has mistakes");
    }
}

/* Every story has a chronicle that keeps its promises, and it is the same history. */
static void check_chronicle(const struct story *s)
{
    struct mdl_replication end;
    struct mdl_chronicle *c = mdl_chronicle_of(&s->scenario.plan, 1, 0, NULL, &end);
    struct sim_text what;

    sim_text_init(&what);
    if (!mdl_chronicle_holds(c, &what)) {
        fail_msg("the chronicle breaks a promise: %s", what.data);
    }
    if (end.fingerprint != s->end.fingerprint || end.end_at != s->end.end_at) {
        fail_msg("the chronicle is of another history");
    }
    sim_text_deinit(&what);
    mdl_chronicle_destroy(c);
}

void story_go(struct story *s)
{
    const struct mdl_options options = {.observations = 10000};

    s->workspace = mdl_replication_prepare(&s->scenario.plan, &options);
    s->end = mdl_replication_run(s->workspace, 1, 0);
    s->seen = mdl_record_read(mdl_replication_record(s->workspace));
    check_chronicle(s);
}

void story_run(struct story *s, const char *text)
{
    story_parse(s, text);
    story_go(s);
}

void story_end(struct story *s)
{
    mdl_replication_release(s->workspace);
    sim_arena_deinit(&s->arena);
}

const struct mdl_record_series *story_series(const struct story *s, const char *name)
{
    const char *dot = strrchr(name, '.');
    const struct mdl_plan *plan = &s->scenario.plan;

    for (uint32_t i = 0; i < s->seen->series_count; i++) {
        const struct mdl_record_series *series = &s->seen->series[i];
        const char *path = plan->objects[series->object].path;

        if (strlen(path) == (size_t)(dot - name) && strncmp(path, name, strlen(path)) == 0 &&
            strcmp(mdl_measures_row(series->measure)->name, dot + 1) == 0) {
            return series;
        }
    }
    fail_msg("there is no series %s", name);
    return NULL;
}

uint64_t story_value(const struct story *s, const char *name, uint32_t k)
{
    const struct mdl_record_series *series = story_series(s, name);

    return k < series->observation_count ? series->observations[k] : UINT64_MAX;
}

uint64_t story_count(const struct story *s, const char *name)
{
    const struct mdl_record_series *series = story_series(s, name);

    return series->shape == MDL_MEASURES_DURATION ? series->served.count : series->count;
}

uint64_t story_waiting(const struct story *s, const char *name)
{
    return story_series(s, name)->censored.count;
}

uint64_t story_most(const struct story *s, const char *name)
{
    return story_series(s, name)->value_max;
}

uint64_t story_only(const char *text, const char *name, uint32_t k)
{
    struct story s;
    uint64_t value;

    story_run(&s, text);
    value = story_value(&s, name, k);
    story_end(&s);
    return value;
}

uint64_t story_charged(const struct story *s, const char *name, unsigned part,
                       const char *culprit)
{
    const struct mdl_record_series *wanted = story_series(s, name);
    uint64_t sum = 0;

    for (uint32_t i = 0; i < s->seen->row_count; i++) {
        const struct mdl_record_row *row = &s->seen->rows[i];

        for (uint32_t c = 0; &s->seen->series[row->series] == wanted && c < row->cell_count; c++) {
            const struct mdl_record_column *column = &s->seen->columns[c];
            bool named = culprit[0] == '\0' ||
                         (column->label != MDL_NONE &&
                          strstr(s->scenario.plan.labels[column->label].name, culprit) != NULL);

            sum += named && column->part == part ? row->cells[c] : 0;
        }
    }
    return sum;
}

uint64_t story_findings(const struct story *s, const char *code)
{
    uint64_t occurrences = 0;

    for (uint32_t i = 0; i < s->seen->finding_count; i++) {
        if (strcmp(mdl_findings_row(s->seen->findings[i].finding)->code, code) == 0) {
            occurrences += s->seen->findings[i].occurrences;
        }
    }
    return occurrences;
}
