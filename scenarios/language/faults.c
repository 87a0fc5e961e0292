/*
 * Faults.
 *
 * A fault is a step in front of the one that it fails: it draws, and jumps behind it when the call
 * fails. So a scenario without faults pays nothing, and each fault draws from a stream of its own,
 * apart from the draws of the callback (pin 40).
 */
#include "scenarios/language/faults.h"

#include <string.h>

#include "model/rules/ddi.h"
#include "model/rules/status.h"
#include "scenarios/language/canonical.h"
#include "scenarios/language/diags.h"
#include "scenarios/language/names.h"
#include "scenarios/language/settings.h"
#include "scenarios/language/suggest.h"
#include "sim/base/arena.h"

#define FAULTS_MAX 1000u

/* W185: the low resources simulation of Driver Verifier. */
#define SIMULATED_DDI "IoAllocateWorkItem"
#define SIMULATED_SHARE 0.06
#define SIMULATED_FROM_NS (UINT64_C(8) * 60 * 1000000000)

static const enum mdl_step_kind step_of_ddi[] = {
#define DDI(name, step, argument, low, high, blocks, rules, help) MDL_STEP_##step,
#include "model/rules/ddi.def"
#undef DDI
};

/* Calls that Windows declares without a result, or that cannot but succeed. */
static bool cannot_fail(enum mdl_step_kind kind)
{
    switch (kind) {
    case MDL_STEP_RUN:
    case MDL_STEP_DELAY:
    case MDL_STEP_ACQUIRE:
    case MDL_STEP_RELEASE:
    case MDL_STEP_SET_EVENT:
    case MDL_STEP_RESET_EVENT:
    case MDL_STEP_RAISE_IRQL:
    case MDL_STEP_LOWER_IRQL:
    case MDL_STEP_SET_PRIORITY:
    case MDL_STEP_WDF_ENQUEUE:
    case MDL_STEP_WDF_FLUSH:
    case MDL_STEP_WDF_DELETE:
    case MDL_STEP_IO_QUEUE:
    case MDL_STEP_EX_QUEUE:
    case MDL_STEP_ITEM_FREE:
        return true;
    default:
        return false;
    }
}

static void unknown_step(struct scn_build *b, const struct scn_node *node)
{
    struct scn_suggest near = {.wanted = node->text};

    for (uint16_t i = 0; i < mdl_ddi_count(); i++) {
        scn_suggest_offer(&near, mdl_ddi_row(i)->name);
    }
    scn_diags_add(b->diags, SCN_S_UNKNOWN_STEP, node->at, NULL, "no DDI is called '%s'",
                  scn_diags_quote(b->diags, node->text));
    if (near.best != NULL) {
        scn_diags_label(b->diags, "did you mean '%s'?", near.best);
    }
}

static bool read_step(const struct scn_view *v, struct scn_fault *fault)
{
    const struct scn_node *node = scn_view_node(v, SCN_KEY_FAULT_step);
    struct scn_build *b = v->build;

    if (node == NULL) {
        return fault->target != NULL;
    }
    if (node->kind != SCN_TREE_SCALAR || mdl_ddi_find(node->text) == MDL_DDI_NONE) {
        unknown_step(b, node);
        return false;
    }
    fault->ddi = mdl_ddi_find(node->text);
    fault->at = node->at;
    if (cannot_fail(step_of_ddi[fault->ddi])) {
        scn_diags_add(b->diags, SCN_S_COMBINATION, node->at, NULL,
                      "%s has no result: it cannot fail", node->text);
        return false;
    }
    return true;
}

/* Whose sends fail: a full path, as it is in measures. */
static bool read_target(const struct scn_view *v, struct scn_fault *fault)
{
    const struct scn_node *node = scn_view_node(v, SCN_KEY_FAULT_target);
    struct scn_build *b = v->build;
    const unsigned kinds = SCN_NAMES_KIND(TARGET) | SCN_NAMES_KIND(QUEUE);
    struct scn_suggest near = {.wanted = ""};

    if (node == NULL || node->kind != SCN_TREE_SCALAR) {
        return node == NULL;
    }
    fault->at = node->at;
    near.wanted = node->text;
    for (uint32_t i = 0; i < b->symbols.count; i++) {
        const struct scn_symbol *symbol = SCN_AT(struct scn_symbol, b->symbols, i);

        if (kinds & 1u << symbol->kind) {
            if (strcmp(symbol->path, node->text) == 0) {
                fault->target = symbol->path;
                fault->target_kind = symbol->kind;
                fault->target_id = symbol->id;
                return true;
            }
            scn_suggest_offer(&near, symbol->path);
        }
    }
    scn_diags_add(b->diags, SCN_S_DANGLING_NAME, node->at, NULL,
                  "no target is called '%s'", scn_diags_quote(b->diags, node->text));
    if (near.best != NULL) {
        scn_diags_label(b->diags, "did you mean '%s'?", near.best);
    }
    return false;
}

static void read_status(const struct scn_view *v, struct mdl_fault *fault)
{
    const struct scn_node *node = scn_view_node(v, SCN_KEY_FAULT_status);
    const char *names[MDL_STATUS_COUNT];
    uint32_t count = 0;

    fault->status = MDL_STATUS_INSUFFICIENT_RESOURCES;
    if (node == NULL) {
        return;
    }
    for (unsigned i = 0; i < MDL_STATUS_COUNT; i++) {
        if (!mdl_status_is_success((enum mdl_status)i)) {
            names[count++] = mdl_status_name((enum mdl_status)i);
        }
    }
    if (node->kind != SCN_TREE_SCALAR || mdl_status_find(node->text) == MDL_STATUS_COUNT) {
        const char *text = node->kind == SCN_TREE_SCALAR ? node->text : "";

        scn_diags_add(v->build->diags, SCN_S_UNKNOWN_WORD, node->at,
                      scn_suggest_label(v->build->arena, text, names, count),
                      "no status is called '%s'", scn_diags_quote(v->build->diags, text));
        return;
    }
    fault->status = mdl_status_find(node->text);
    if (mdl_status_is_success(fault->status)) {
        scn_diags_add(v->build->diags, SCN_S_COMBINATION, node->at, NULL,
                      "%s is a success: a fault needs a status of failure", node->text);
    }
}

static void read_driver(const struct scn_view *v, struct scn_fault *fault)
{
    const struct scn_node *node = scn_view_node(v, SCN_KEY_FAULT_driver);
    struct scn_build *b = v->build;

    if (node == NULL || node->kind != SCN_TREE_SCALAR) {
        return;
    }
    fault->driver = node->text;
    for (uint32_t i = 0; i < b->drivers.count; i++) {
        if (strcmp(SCN_AT(struct scn_driver, b->drivers, i)->name, node->text) == 0) {
            return;
        }
    }
    scn_diags_add(b->diags, SCN_S_DANGLING_NAME, node->at, NULL, "no driver is called '%s'",
                  scn_diags_quote(b->diags, node->text));
}

static void add(struct scn_build *b, const struct scn_fault *fault)
{
    *(struct scn_fault *)scn_build_push(b, &b->faults) = *fault;
}

static void read_until(const struct scn_view *v, struct mdl_fault *fault)
{
    const struct scn_node *node = scn_view_node(v, SCN_KEY_FAULT_until);

    if (node != NULL
        && scn_view_duration_or(v, SCN_KEY_FAULT_until, 0, &fault->until_at)
        && fault->until_at <= fault->from_at) {
        scn_diags_add(v->build->diags, SCN_S_COMBINATION, node->at, NULL,
                      "a fault ends after it begins ('from'), or it never happens");
    }
}

static void read_map(struct scn_build *b, const struct scn_node *node)
{
    struct scn_fault fault = {.of = {.share = 1, .until_at = SIM_INSTANT_NEVER},
                              .ddi = MDL_DDI_NONE};
    struct scn_view v;
    const struct scn_node *share;

    if (!scn_view_open(b, node, SCN_SECTION_FAULT, "faults[]", &v) || !read_target(&v, &fault)) {
        return;
    }
    if (scn_view_node(&v, SCN_KEY_FAULT_step) == NULL && fault.target == NULL) {
        scn_diags_add(b->diags, SCN_S_MISSING_KEY, node->at, NULL,
                      "a fault needs 'step', or the 'target' of the sends that fail");
        return;
    }
    if (!read_step(&v, &fault)) {
        return;
    }
    share = scn_view_node(&v, SCN_KEY_FAULT_probability);
    if (share != NULL) {
        scn_values_real(&b->values, share, 0, 1, &fault.of.share);
    }
    if (scn_view_node(&v, SCN_KEY_FAULT_from) != NULL) {
        scn_view_duration_or(&v, SCN_KEY_FAULT_from, 0, &fault.of.from_at);
    }
    read_until(&v, &fault.of);
    read_status(&v, &fault.of);
    read_driver(&v, &fault);
    add(b, &fault);
}

static void read_word(struct scn_build *b, const struct scn_node *node)
{
    const struct scn_fault simulation = {
        .ddi = mdl_ddi_find(SIMULATED_DDI), .at = node->at,
        .of = {.share = SIMULATED_SHARE, .from_at = SIMULATED_FROM_NS,
               .until_at = SIM_INSTANT_NEVER, .status = MDL_STATUS_INSUFFICIENT_RESOURCES}};

    if (strcmp(node->text, "low_resources") == 0) {
        add(b, &simulation);
        return;
    }
    scn_diags_add(b->diags, SCN_S_UNKNOWN_WORD, node->at, NULL,
                  "a fault is a map {step: WdfWorkItemCreate, probability: 0.06}, or "
                  "low_resources: that simulation of Driver Verifier (W185)");
}

void scn_faults_read(struct scn_build *b, const struct scn_view *root)
{
    const struct scn_node *list = scn_view_node(root, SCN_KEY_ROOT_faults);

    if (list == NULL) {
        return;
    }
    if (list->kind != SCN_TREE_LIST) {
        scn_diags_add(b->diags, SCN_S_WRONG_TYPE, list->at, NULL,
                      "'faults' is a list: [{step: WdfWorkItemCreate, probability: 0.06}]");
        return;
    }
    if (list->count > FAULTS_MAX) {
        scn_diags_add(b->diags, SCN_S_OUT_OF_RANGE, list->at, NULL,
                      "a scenario has at most %u faults", FAULTS_MAX);
        return;
    }
    for (uint32_t i = 0; i < list->count; i++) {
        if (list->items[i]->kind == SCN_TREE_SCALAR) {
            read_word(b, list->items[i]);
        } else {
            read_map(b, list->items[i]);
        }
    }
    scn_view_record(root, SCN_KEY_ROOT_faults);
}

/* ---- in front of steps ---------------------------------------------------------------------- */

static bool applies(const struct scn_code *c, const struct scn_fault *fault, uint16_t ddi,
                    const struct scn_symbol *target)
{
    if (fault->ddi != ddi && (fault->target == NULL || fault->ddi != MDL_DDI_NONE)) {
        return false;
    }
    if (fault->target != NULL && (target == NULL || target->kind != fault->target_kind
                                  || target->id != fault->target_id)) {
        return false;
    }
    return fault->driver == NULL || strcmp(fault->driver, c->driver->name) == 0;
}

uint32_t scn_faults_before(struct scn_code *c, uint16_t ddi, const struct scn_symbol *target,
                           const struct scn_node *at)
{
    struct scn_build *b = c->build;
    struct sim_law unit = {.kind = SIM_LAW_UNIFORM, .a = 0, .b = 1};
    uint32_t count = 0;

    for (uint32_t i = 0; i < b->faults.count; i++) {
        struct scn_fault *fault = SCN_AT(struct scn_fault, b->faults, i);

        if (!applies(c, fault, ddi, target)) {
            continue;
        }
        fault->used = true;
        uint32_t step = scn_code_emit(c, MDL_STEP_FAULT, at, at->text);

        scn_code_step(c, step)->object = i;
        if ((fault->of.share > 0 && fault->of.share < 1) || scn_settings_touch(b, "faults.")) {
            scn_code_step(c, step)->draw = scn_build_draw(
                b, &unit, c->routine->path,
                sim_arena_print(b->arena, "%s fault %u", c->frame->purpose,
                                ++c->frame->fault_count), false);
        }
        count++;
    }
    return count;
}

void scn_faults_land(struct scn_code *c, uint32_t step, uint32_t count)
{
    for (uint32_t i = 1; i <= count; i++) {
        scn_code_step(c, step - i)->jump = step + 1;
    }
}

void scn_faults_unused(struct scn_build *b)
{
    for (uint32_t i = 0; i < b->faults.count && b->diags->error_count == 0; i++) {
        const struct scn_fault *fault = SCN_AT(struct scn_fault, b->faults, i);

        if (!fault->used) {
            if (fault->ddi == MDL_DDI_NONE) {
                scn_diags_add(b->diags, SCN_S_UNUSED, fault->at, NULL, "no step sends to '%s'",
                              fault->target);
                continue;
            }
            scn_diags_add(b->diags, SCN_S_UNUSED, fault->at, NULL,
                          fault->driver == NULL ? "no step is '%s'" : "no step is '%s' in '%s'",
                          mdl_ddi_row(fault->ddi)->name, fault->driver);
        }
    }
}
