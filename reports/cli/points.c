/*
 * The points of a sweep.
 */
#include "reports/cli/points.h"

#include <string.h>

#include "reports/cli/session.h"
#include "scenarios/language/diags.h"
#include "scenarios/language/scenario.h"
#include "sim/base/arena.h"

int cli_points_load(struct cli_session *s, const struct scn_scenario *base, uint32_t point,
                    struct scn_diags *ret_diags, struct scn_scenario *ret_scenario)
{
    scn_diags_init(ret_diags, &s->arena);
    return scn_scenario_parse_point(&s->arena, base->path, base->text, strlen(base->text),
                                    base->overrides, base->override_count, point, ret_diags,
                                    ret_scenario)
               ? CLI_FINE : CLI_DATA;
}

static bool is_told(const struct scn_diags *diags, const struct scn_diag *one)
{
    for (uint32_t i = 0; i < diags->count; i++) {
        const struct scn_diag *told = &diags->items[i];

        if (told->number == one->number && told->at.source == one->at.source
            && told->at.line == one->at.line && told->at.column == one->at.column
            && strcmp(told->message, one->message) == 0) {
            return true;
        }
    }
    return false;
}

/* A mistake of a point, told as one of the file: the sources are the same, in the same order. */
static void copy(struct scn_diags *diags, const struct scn_diag *one, const char *where)
{
    scn_diags_add(diags, one->number, one->at, one->label, "%s", one->message);
    if (one->note_at.line > 0) {
        scn_diags_note(diags, one->note_at, "%s", one->note);
    }
    scn_diags_hint(diags, "%s%sat %s, a point of the sweep",
                   one->hint != NULL ? one->hint : "", one->hint != NULL ? "; " : "", where);
}

/* 'machine.processors=1, pool.delayed.threads=3' */
static const char *where_is(struct sim_arena *arena, const struct scn_scenario *point)
{
    const char *text = "";

    for (uint32_t i = point->override_count - point->sweep_count; i < point->override_count; i++) {
        text = sim_arena_print(arena, "%s%s%s", text, text[0] == '\0' ? "" : ", ",
                               point->overrides[i]);
    }
    return text;
}

int cli_points_check(struct cli_session *s, const struct scn_scenario *base,
                     struct scn_diags *diags)
{
    for (uint32_t point = 1; point <= base->point_count; point++) {
        struct cli_session one = *s;
        struct scn_scenario scenario;
        struct scn_diags found;

        sim_arena_init(&one.arena);
        if (cli_points_load(&one, base, point, &found, &scenario) != CLI_FINE) {
            for (uint32_t i = 0; i < found.count; i++) {
                if (found.items[i].severity == SCN_ERROR && !is_told(diags, &found.items[i])) {
                    copy(diags, &found.items[i], where_is(&one.arena, &scenario));
                }
            }
        }
        sim_arena_deinit(&one.arena);
    }
    scn_diags_sort(diags);
    return diags->error_count == 0 ? CLI_FINE : CLI_DATA;
}
