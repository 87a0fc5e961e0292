/* Variants of a scenario; see the header. */
#include "scenarios/language/variants.h"

#include <string.h>

#include "scenarios/language/diags.h"
#include "scenarios/language/scenario.h"
#include "scenarios/language/stages.h"
#include "scenarios/language/view.h"
#include "sim/base/arena.h"

void scn_variants_view(struct scn_build *b, struct mdl_plan *ret_plan)
{
    struct mdl_fault *faults = sim_arena_array(b->arena, b->faults.count + 1u, sizeof *faults);

    for (uint32_t i = 0; i < b->faults.count; i++) {
        faults[i] = SCN_AT(struct scn_fault, b->faults, i)->of;
    }
    *ret_plan = (struct mdl_plan){.profile = b->profile};
#define ARRAY(array, counter, type) \
    ret_plan->array = b->array.items; \
    ret_plan->counter = b->array.count;
#include "model/machine/fields.def"
    ret_plan->faults = faults;
    ret_plan->draws = b->draws.items;
    ret_plan->draw_count = b->draws.count;
    ret_plan->items = b->items.items;
    ret_plan->item_count = b->items.count;
    ret_plan->instance_count = b->instance_count;
    ret_plan->program_count = b->programs.count;
    ret_plan->device_count = b->devices.count;
    ret_plan->object_count = b->objects.count;
}

static bool is_known(const struct scn_diags *diags, const struct scn_diag *one)
{
    for (uint32_t i = 0; i < diags->count; i++) {
        const struct scn_diag *d = &diags->items[i];

        if (d->number == one->number && d->at.source == one->at.source
            && d->at.line == one->at.line && d->at.column == one->at.column
            && strcmp(d->message, one->message) == 0) {
            return true;
        }
    }
    return false;
}

/* What is wrong with the variant and was not with the scenario. */
static void adopt(struct scn_diags *into, const struct scn_diags *from)
{
    for (uint32_t i = 0; i < from->count; i++) {
        const struct scn_diag *d = &from->items[i];

        if (is_known(into, d) || d->number == SCN_S_UNUSED) {
            continue;
        }
        scn_diags_add(into, d->number, d->at, d->label, "%s", d->message);
        if (d->note_at.line != 0) {
            scn_diags_note(into, d->note_at, "%s", d->note);
        }
        if (d->hint != NULL) {
            scn_diags_hint(into, "%s", d->hint);
        }
    }
}

bool scn_variants_compile(struct scn_build *b, const struct scn_node *root,
                          struct mdl_plan *ret_plan)
{
    struct scn_build *variant = sim_arena_alloc(b->arena, sizeof *variant);
    struct scn_scenario *scenario = sim_arena_alloc(b->arena, sizeof *scenario);
    struct scn_diags diags = *b->diags;
    struct scn_view view;

    diags.items = NULL;
    diags.count = diags.capacity = diags.error_count = diags.dropped = 0;
    *scenario = (struct scn_scenario){.path = b->scenario->path, .name = "", .text = "",
                                      .warm_up = "none", .replications = 1};
    scn_build_init(variant, b->arena, &diags, root, scenario);
    variant->is_variant = true;
    variant->settings = b->settings;  /* they decide what can change, and are not read again */
    variant->values.files = b->values.files;
    variant->file_count = variant->values.file_count = b->file_count;
    if (scn_stages_read(variant, &view)) {
        scn_stages_make(variant, &view);
    }
    scn_variants_view(variant, ret_plan);
    adopt(b->diags, &diags);
    return diags.error_count == 0;
}

/* ---- the same code -------------------------------------------------------------------------- */

static bool same_step(const struct mdl_step *a, const struct mdl_step *b)
{
    return a->kind == b->kind && a->flags == b->flags && a->ddi == b->ddi
           && a->object == b->object && a->draw == b->draw && a->jump == b->jump;
}

static bool same_condition(const struct mdl_condition *a, const struct mdl_condition *b)
{
    return a->kind == b->kind && a->comparison == b->comparison && a->object == b->object;
}

static bool same_code(const struct mdl_plan *a, const struct mdl_plan *b)
{
    bool same = true;

    for (uint32_t i = 0; i < a->step_count && same; i++) {
        same = same_step(&a->steps[i], &b->steps[i]);
    }
    for (uint32_t i = 0; i < a->condition_count && same; i++) {
        same = same_condition(&a->conditions[i], &b->conditions[i]);
    }
    for (uint32_t i = 0; i < a->choice_count && same; i++) {
        same = a->choices[i].jump == b->choices[i].jump;
    }
    return same;
}

static bool same_pools(const struct mdl_plan *a, const struct mdl_plan *b)
{
    for (uint32_t i = 0; i < a->pool_count; i++) {
        if (a->pools[i].object != b->pools[i].object) {
            return false;
        }
    }
    return true;
}

bool scn_variants_are_alike(const struct mdl_plan *a, const struct mdl_plan *b)
{
#define ARRAY(array, counter, type) \
    if (a->counter != b->counter) { \
        return false;               \
    }
#include "model/machine/fields.def"
    return a->draw_count == b->draw_count && a->item_count == b->item_count
           && a->instance_count == b->instance_count && a->program_count == b->program_count
           && a->device_count == b->device_count && a->object_count == b->object_count
           && same_code(a, b) && same_pools(a, b);
}
