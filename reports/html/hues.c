/* Colours and letters; see the header. */
#include "reports/html/hues.h"

#include <stdbool.h>
#include <string.h>

#include "model/run/answer.h"
#include "reports/html/tag.h"
#include "reports/render/palette.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"

void rpt_hues_init(struct rpt_hues *hues, struct sim_arena *arena)
{
    *hues = (struct rpt_hues){.arena = arena, .capacity = 64};
    hues->things = sim_arena_array(arena, hues->capacity, sizeof(*hues->things));
}

/* ---- letters --------------------------------------------------------------------------------- */

static bool is_free(const struct rpt_hues *hues, char letter)
{
    for (uint32_t i = 0; i < hues->count; i++) {
        if (hues->things[i].letter == letter) {
            return false;
        }
    }
    return true;
}

/* A letter of its last word, else any letter, else a digit, else '*'. */
static char choose_letter(const struct rpt_hues *hues, const char *path)
{
    static const char all[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    const char *dot = strrchr(path, '.');

    for (const char *at = dot == NULL ? path : dot + 1; *at != '\0'; at++) {
        if (strchr(all, *at) != NULL && is_free(hues, *at)) {
            return *at;
        }
    }
    for (const char *at = all; *at != '\0'; at++) {
        if (is_free(hues, *at)) {
            return *at;
        }
    }
    return '*';
}

/* ---- numbers --------------------------------------------------------------------------------- */

/* Without the end '.isr' or '.dpc' of an interrupt's own routines. */
static size_t stem(const char *path)
{
    size_t length = strlen(path);

    return length > 4 && (strcmp(path + length - 4, ".isr") == 0
                          || strcmp(path + length - 4, ".dpc") == 0) ? length - 4 : length;
}

static void grow(struct rpt_hues *hues)
{
    struct rpt_timeline_thing *more = sim_arena_array(hues->arena, 2 * (size_t)hues->capacity,
                                                      sizeof(*more));

    memcpy(more, hues->things, hues->count * sizeof(*more));
    hues->things = more;
    hues->capacity *= 2;
}

uint32_t rpt_hues_of(struct rpt_hues *hues, const char *path)
{
    size_t length = path == NULL ? 0 : stem(path);
    const char *own;

    if (length == 0) {
        return RPT_HUES_NONE;
    }
    for (uint32_t i = 0; i < hues->count; i++) {
        if (strncmp(hues->things[i].path, path, length) == 0
            && hues->things[i].path[length] == '\0') {
            return i;
        }
    }
    if (hues->count == hues->capacity) {
        grow(hues);
    }
    own = sim_arena_copy(hues->arena, path, length);
    hues->things[hues->count] = (struct rpt_timeline_thing){
        .path = own, .name = own, .letter = choose_letter(hues, own)};
    return hues->count++;
}

/* The culprit of this rank or NULL: by all the waiting that is charged to it. */
static const char *heaviest(const struct mdl_answer *answer, const bool *taken)
{
    const char *best = NULL;
    sim_wide best_ns = 0;

    for (uint32_t i = 0; i < answer->charge_count; i++) {
        const char *object = answer->charges[i].culprit_object;
        sim_wide ns = 0;

        if (taken[i] || object[0] == '\0') {
            continue;
        }
        for (uint32_t k = 0; k < answer->charge_count; k++) {
            const struct mdl_charge *charge = &answer->charges[k];

            ns += !charge->tail && strcmp(charge->culprit_object, object) == 0 ? charge->ns : 0;
        }
        if (best == NULL || ns > best_ns) {
            best = object;
            best_ns = ns;
        }
    }
    return best;
}

static void learn_culprits(struct rpt_hues *hues, const struct mdl_answer *answer)
{
    bool *taken = sim_arena_array(hues->arena, (size_t)answer->charge_count + 1, sizeof(*taken));
    const char *next;

    while ((next = heaviest(answer, taken)) != NULL) {
        (void)rpt_hues_of(hues, next);
        for (uint32_t i = 0; i < answer->charge_count; i++) {
            taken[i] = taken[i] || strcmp(answer->charges[i].culprit_object, next) == 0;
        }
    }
}

/* Does it run or wait, so that a timeline or a curve may show it? */
static bool is_shown(const struct mdl_series *series)
{
    return strcmp(series->shape, "duration") == 0 && strcmp(series->phase, "all") == 0
           && strncmp(series->object, "processor.", 10) != 0
           && strncmp(series->object, "pool.", 5) != 0;
}

void rpt_hues_learn(struct rpt_hues *hues, const struct mdl_answer *answer)
{
    learn_culprits(hues, answer);
    for (uint32_t i = 0; i < answer->series_count; i++) {
        if (is_shown(&answer->series[i])) {
            (void)rpt_hues_of(hues, answer->series[i].object);
        }
    }
}

/* ---- drawing --------------------------------------------------------------------------------- */

void rpt_hues_class(struct sim_text *text, uint32_t hue)
{
    sim_text_print(text, "c%u p%u", hue % RPT_PALETTE_COLOURS, rpt_palette_pattern(hue) % 4u);
}

void rpt_hues_swatch(struct sim_text *text, struct rpt_hues *hues, const char *path)
{
    uint32_t hue;

    if (path == NULL || path[0] == '\0' || strcmp(path, "machine") == 0
        || strncmp(path, "processor.", 10) == 0) {
        return;
    }
    hue = rpt_hues_of(hues, path);
    sim_text_add(text, "<i class=\"sw ");
    rpt_hues_class(text, hue);
    sim_text_print(text, "\" aria-hidden=\"true\">%c</i>", hues->things[hue].letter);
}

void rpt_hues_paint(struct rpt_hues *hues, struct rpt_timeline *timeline)
{
    for (uint32_t i = 0; i < timeline->row_count; i++) {
        struct rpt_timeline_row *row = &timeline->rows[i];

        for (uint32_t k = 0; k < row->bar_count; k++) {
            struct rpt_timeline_bar *bar = &row->bars[k];

            if (bar->thing < timeline->thing_count) {
                bar->thing = rpt_hues_of(hues, timeline->things[bar->thing].path);
            }
        }
    }
    timeline->things = hues->things;
    timeline->thing_count = hues->count;
}

void rpt_hues_style(struct sim_text *text)
{
    for (unsigned i = 0; i < RPT_PALETTE_COLOURS; i++) {
        sim_text_print(text, ".sw.c%u{background-color:%s}svg .c%u{fill:%s}"
                       "svg .l%u{stroke:%s}\n", i, rpt_palette_colour(i), i,
                       rpt_palette_colour(i), i, rpt_palette_colour(i));
    }
}
