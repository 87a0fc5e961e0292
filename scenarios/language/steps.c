/*
 * Step lists.
 *
 * A step is one verb with its argument; beside it stand 'requests: none' and the step lists that
 * the verb takes. Lists compile to jumps, 'call' to the steps of the callback in its place.
 */
#include "scenarios/language/steps.h"

#include <string.h>

#include "model/rules/ddi.h"
#include "model/rules/instead.h"
#include "model/rules/status.h"
#include "scenarios/language/calls.h"
#include "scenarios/language/conditions.h"
#include "scenarios/language/diags.h"
#include "scenarios/language/guess.h"
#include "scenarios/language/loops.h"
#include "scenarios/language/names.h"
#include "scenarios/language/sends.h"
#include "scenarios/language/suggest.h"
#include "scenarios/language/suggest_calls.h"
#include "sim/base/arena.h"

static const struct { const char *key; enum scn_lists owner; } beside[] = {
    {"steps", SCN_LISTS_STEPS},      {"then", SCN_LISTS_IF},          {"else", SCN_LISTS_IF},
    {"on_success", SCN_LISTS_RESULT}, {"on_failure", SCN_LISTS_RESULT},
    {"on_true", SCN_LISTS_RESULT},   {"on_false", SCN_LISTS_RESULT},
    {"on_timeout", SCN_LISTS_RESULT}, {"on_full", SCN_LISTS_RESULT},
};

enum { BESIDE_COUNT = sizeof beside / sizeof beside[0] };

static int beside_index(const char *key)
{
    for (int i = 0; i < BESIDE_COUNT; i++) {
        if (strcmp(beside[i].key, key) == 0) {
            return i;
        }
    }
    return -1;
}

const struct scn_node *scn_steps_beside(const struct scn_step_node *step, const char *key)
{
    return step->map == NULL ? NULL : scn_tree_get(step->map, key);
}

uint32_t scn_steps_emit(struct scn_code *c, const struct scn_step_node *step,
                        enum mdl_step_kind kind)
{
    uint32_t index = scn_code_emit(c, kind, step->verb, step->text);

    if (step->no_requests) {
        scn_code_step(c, index)->flags |= MDL_STEP_NO_REQUESTS;
    }
    return index;
}

static bool needs_argument(struct scn_code *c, const struct scn_step_node *step)
{
    if (step->argument != NULL) {
        return true;
    }
    scn_diags_add(c->build->diags, SCN_S_STEP_SHAPE, step->verb->at, NULL,
                  "'%s' needs an argument", step->verb->text);
    return false;
}

static bool refuse_in_source(struct scn_code *c, const struct scn_step_node *step)
{
    if (c->routine->caller != SCN_CALLER_SOURCE) {
        return false;
    }
    scn_diags_add(c->build->diags, SCN_S_SOURCE_STEP, step->verb->at, NULL,
                  "a source uses no processor: it cannot '%s'", step->verb->text);
    return true;
}

/* The mistake that was told last: a run without a unit? */
static void guess_unit(const struct scn_code *c, const struct scn_step_node *step)
{
    const struct scn_diags *diags = c->build->diags;

    if (step->argument->kind == SCN_TREE_SCALAR && diags->count > 0 && !diags->last_dropped
        && diags->items[diags->count - 1].number == SCN_S_DURATION_UNIT) {
        scn_guess_unit(c, step->argument);
    }
}

static void timed(struct scn_code *c, const struct scn_step_node *step, enum mdl_step_kind kind)
{
    struct sim_law law;
    bool assumed = false;

    if (kind == MDL_STEP_RUN) {
        c->runs = true;               /* even when its argument is wrong: no follow-up defaults */
    }
    if (!needs_argument(c, step) || refuse_in_source(c, step)) {
        return;
    }
    if (!scn_values_duration_law(&c->build->values, step->argument, &law, &assumed)) {
        guess_unit(c, step);
        return;
    }
    uint32_t index = scn_steps_emit(c, step, kind);
    mdl_draw_id draw = scn_code_draw(c, &law, assumed, step->argument);

    scn_code_step(c, index)->draw = draw;
    scn_build_changeable(c->build, step->argument, MDL_CHANGE_LAW, draw);
}

static void step_run(struct scn_code *c, const struct scn_step_node *step)
{
    timed(c, step, MDL_STEP_RUN);
}

static void step_wait(struct scn_code *c, const struct scn_step_node *step)
{
    timed(c, step, MDL_STEP_WAIT);
}

static void step_if(struct scn_code *c, const struct scn_step_node *step)
{
    const struct scn_node *then = scn_steps_beside(step, "then");
    const struct scn_node *otherwise = scn_steps_beside(step, "else");
    uint32_t first = MDL_NONE, count = 0;

    if (!needs_argument(c, step)) {
        return;
    }
    scn_conditions_read(c, step->argument, &first, &count);
    uint32_t branch = scn_steps_emit(c, step, MDL_STEP_BRANCH);

    scn_code_step(c, branch)->object = first;
    scn_code_step(c, branch)->number = count;
    if (then == NULL && otherwise == NULL) {
        scn_diags_add(c->build->diags, SCN_S_STEP_LISTS, step->verb->at, NULL,
                      "'if' needs 'then', 'else' or both beside it");
        scn_diags_hint(c->build->diags, "as in {if: ..., then: [...]}; in lines, no '-' before "
                       "'then'");
    }
    if (then != NULL) {
        scn_steps_compile(c, then);
    }
    if (otherwise == NULL) {
        scn_code_land(c, branch);
        return;
    }
    uint32_t past = scn_code_emit(c, MDL_STEP_JUMP, NULL, "");

    scn_code_land(c, branch);
    scn_steps_compile(c, otherwise);
    scn_code_land(c, past);
}

static bool read_weights(struct scn_code *c, const struct scn_node *list, uint32_t first)
{
    double sum = 0;
    bool good = true;

    for (uint32_t i = 0; i < list->count; i++) {
        const struct scn_node *weight = scn_tree_get(list->items[i], "weight");
        double value = 1;

        good = (weight == NULL
                || scn_values_real(&c->build->values, weight, 0, 1e12, &value)) && good;
        sum += value;
        SCN_AT(struct mdl_choice, c->build->choices, first + i)->share = sum;
    }
    if (good && !(sum > 0)) {
        scn_diags_add(c->build->diags, SCN_S_WEIGHTS, list->at, NULL,
                      "at least one weight must be above 0");
        return false;
    }
    for (uint32_t i = 0; good && i < list->count; i++) {
        SCN_AT(struct mdl_choice, c->build->choices, first + i)->share /= sum;
    }
    return good;
}

static bool are_choices(struct scn_code *c, const struct scn_step_node *step)
{
    const struct scn_node *list = step->argument;
    bool good = list != NULL && list->kind == SCN_TREE_LIST && list->count > 0;

    for (uint32_t i = 0; good && i < list->count; i++) {
        const struct scn_node *choice = list->items[i];

        good = choice->kind == SCN_TREE_MAP;
        for (uint32_t k = 0; good && k < choice->count; k++) {
            const char *key = choice->pairs[k].key->text;

            good = strcmp(key, "weight") == 0 || strcmp(key, "steps") == 0;
        }
    }
    if (!good) {
        scn_diags_add(c->build->diags, SCN_S_STEP_SHAPE, step->verb->at, NULL,
                      "'choose' takes a list of {weight: 3, steps: [...]}");
    }
    return good;
}

static void step_choose(struct scn_code *c, const struct scn_step_node *step)
{
    const struct scn_node *list = step->argument;
    struct sim_law unit = {.kind = SIM_LAW_UNIFORM, .a = 0, .b = 1};
    uint32_t first = c->build->choices.count;
    struct scn_vector past = {.size = sizeof(uint32_t)};

    if (!are_choices(c, step)) {
        return;
    }
    for (uint32_t i = 0; i < list->count; i++) {
        scn_build_push(c->build, &c->build->choices);
    }
    read_weights(c, list, first);
    uint32_t choose = scn_steps_emit(c, step, MDL_STEP_CHOOSE);
    mdl_draw_id draw = scn_code_draw(c, &unit, false, step->argument);

    scn_code_step(c, choose)->object = first;
    scn_code_step(c, choose)->number = list->count;
    scn_code_step(c, choose)->draw = draw;
    for (uint32_t i = 0; i < list->count; i++) {
        const struct scn_node *steps = scn_tree_get(list->items[i], "steps");

        SCN_AT(struct mdl_choice, c->build->choices, first + i)->jump = scn_code_here(c);
        if (steps != NULL) {
            scn_steps_compile(c, steps);
        }
        *(uint32_t *)scn_build_push(c->build, &past) =
            scn_code_emit(c, MDL_STEP_JUMP, NULL, "");
    }
    for (uint32_t i = 0; i < past.count; i++) {
        scn_code_land(c, *SCN_AT(uint32_t, past, i));
    }
}

static void step_repeat(struct scn_code *c, const struct scn_step_node *step)
{
    if (needs_argument(c, step)) {
        scn_loops_repeat(c, step);
    }
}

static void step_each_request(struct scn_code *c, const struct scn_step_node *step)
{
    scn_loops_each(c, step);
}

static void step_call(struct scn_code *c, const struct scn_step_node *step)
{
    if (!needs_argument(c, step)) {
        return;
    }
    if (step->argument->kind != SCN_TREE_SCALAR) {
        scn_diags_add(c->build->diags, SCN_S_WRONG_TYPE, step->argument->at, NULL,
                      "'call' takes the name of a callback");
        return;
    }
    scn_steps_compile(c, step->argument);
}

static void step_return(struct scn_code *c, const struct scn_step_node *step)
{
    uint32_t value = 0;
    bool truth;

    if (c->frame->gives_result && step->argument != NULL
        && step->argument->kind == SCN_TREE_SCALAR
        && mdl_status_find(step->argument->text) != MDL_STATUS_COUNT) {
        value = mdl_status_is_success(mdl_status_find(step->argument->text)) ? 2 : 1;
        c->fails = c->fails || value == 1;
    } else if (step->argument != NULL
               && (step->argument->kind != SCN_TREE_SCALAR || step->argument->text[0] != '\0')) {
        if (!scn_values_truth(&c->build->values, step->argument, &truth)) {
            return;
        }
        value = truth ? 2 : 1;
    }
    scn_code_return(c, step->verb, step->text, value);
}

static void step_set(struct scn_code *c, const struct scn_step_node *step)
{
    mdl_variable_id variable;
    uint32_t operation;
    int64_t value;

    if (needs_argument(c, step)
        && scn_conditions_assign(c, step->argument, &variable, &operation, &value)) {
        struct mdl_step *set = scn_code_step(c, scn_steps_emit(c, step, MDL_STEP_SET));

        set->object = variable;
        set->number = operation;
        set->value = value;
    }
}

static void step_put(struct scn_code *c, const struct scn_step_node *step)
{
    if (needs_argument(c, step)) {
        scn_sends_put(c, step);
    }
}

static void step_drop(struct scn_code *c, const struct scn_step_node *step)
{
    scn_steps_emit(c, step, MDL_STEP_DROP);
}

static void on_line(struct scn_code *c, const struct scn_step_node *step, enum mdl_step_kind kind)
{
    const struct scn_names_wanted wanted = {SCN_NAMES_KIND(INTERRUPT), "interrupt",
                                            step->verb->text};
    const struct scn_symbol *line;

    if (!needs_argument(c, step)) {
        return;
    }
    if (step->argument->kind != SCN_TREE_SCALAR) {
        scn_diags_add(c->build->diags, SCN_S_WRONG_TYPE, step->argument->at, NULL,
                      "'%s' takes the name of an interrupt", step->verb->text);
        return;
    }
    line = scn_names_find(c->build, c->driver, step->argument, step->argument->text, &wanted);
    uint32_t index = scn_steps_emit(c, step, kind);

    scn_code_step(c, index)->object = line == NULL ? 0 : line->id;
}

static void step_mask(struct scn_code *c, const struct scn_step_node *step)
{
    on_line(c, step, MDL_STEP_MASK);
}

static void step_unmask(struct scn_code *c, const struct scn_step_node *step)
{
    on_line(c, step, MDL_STEP_UNMASK);
}

static const struct word {
    const char *name;
    enum scn_steps_argument argument;
    enum scn_lists lists;
    const char *help;
    void (*compile)(struct scn_code *c, const struct scn_step_node *step);
} words[] = {
#define WORD(word, argument, lists, help) \
    {#word, SCN_STEPS_##argument, SCN_LISTS_##lists, help, step_##word},
#include "scenarios/language/words.def"
#undef WORD
};

enum { WORD_COUNT = sizeof words / sizeof words[0] };

const char *scn_steps_word(uint32_t index, const char **ret_help)
{
    if (index >= WORD_COUNT) {
        return NULL;
    }
    *ret_help = words[index].help;
    return words[index].name;
}

enum scn_steps_argument scn_steps_word_argument(uint32_t index)
{
    return words[index].argument;
}

enum scn_lists scn_steps_word_lists(uint32_t index)
{
    return words[index].lists;
}

const char *scn_steps_list(uint32_t index, enum scn_lists *ret_owner)
{
    if (index >= BESIDE_COUNT) {
        return NULL;
    }
    *ret_owner = beside[index].owner;
    return beside[index].key;
}

static void unknown_verb(struct scn_code *c, const struct scn_node *verb)
{
    const struct mdl_instead *instead = mdl_instead_of(verb->text);
    struct scn_suggest near = {.wanted = verb->text};
    const char *alike;

    if (instead != NULL) {
        scn_diags_add(c->build->diags, SCN_S_UNKNOWN_STEP, verb->at, NULL, "%s is no step",
                      verb->text);
        scn_diags_hint(c->build->diags, "%s", instead->advice);
        return;
    }
    for (uint32_t i = 0; i < WORD_COUNT; i++) {
        scn_suggest_offer(&near, words[i].name);
    }
    for (uint16_t i = 0; i < mdl_ddi_count(); i++) {
        scn_suggest_offer(&near, mdl_ddi_row(i)->name);
    }
    scn_diags_add(c->build->diags, SCN_S_UNKNOWN_STEP, verb->at, NULL, "unknown step '%s'",
                  scn_diags_quote(c->build->diags, verb->text));
    if (near.best != NULL) {
        scn_diags_label(c->build->diags, "did you mean '%s'?", near.best);
        if (verb->text[0] >= 'A' && verb->text[0] <= 'Z') {
            scn_diags_hint(c->build->diags, "if another one is meant, and it only computes, leave "
                                            "it out, or give its time with 'run: 2us'");
        }
        return;
    }
    alike = scn_suggest_calls(c->build->arena, verb->text);
    scn_diags_hint(c->build->diags, "%s%s%sif it only computes, leave it out, or give its time "
                   "with 'run: 2us'", alike != NULL ? "like it: " : "",
                   alike != NULL ? alike : "", alike != NULL ? "; " : "");
}

/* Which pair of the map is the verb; reports maps with none or with two. */
static bool find_verb(struct scn_code *c, const struct scn_node *map, struct scn_step_node *step)
{
    for (uint32_t i = 0; i < map->count; i++) {
        const struct scn_node *key = map->pairs[i].key;

        if (beside_index(key->text) >= 0 || strcmp(key->text, "requests") == 0) {
            continue;
        }
        if (step->verb != NULL) {
            scn_diags_add(c->build->diags, SCN_S_STEP_SHAPE, key->at, NULL,
                          "a step is one verb; '%s' would be a second one beside '%s'",
                          scn_diags_quote(c->build->diags, key->text),
                          scn_diags_quote(c->build->diags, step->verb->text));
            scn_diags_hint(c->build->diags, "begin each step with its own '-'");
            return false;
        }
        step->verb = key;
        step->argument = map->pairs[i].value;
    }
    if (step->verb == NULL) {
        scn_diags_add(c->build->diags, SCN_S_STEP_SHAPE, map->at, NULL, "a step needs a verb");
        if (map->count > 0) {
            scn_diags_hint(c->build->diags, "'%s' belongs beside its step, in the same map: no '-' "
                           "before it; inside brackets [{VERB: ..., %s: [...]}]",
                           map->pairs[0].key->text, map->pairs[0].key->text);
        }
        return false;
    }
    return true;
}

static void check_beside(struct scn_code *c, const struct scn_step_node *step,
                         enum scn_lists lists)
{
    for (uint32_t i = 0; step->map != NULL && i < step->map->count; i++) {
        const struct scn_node *key = step->map->pairs[i].key;
        int index = beside_index(key->text);

        if (index < 0 || beside[index].owner == lists) {
            continue;
        }
        scn_diags_add(c->build->diags, SCN_S_STEP_LISTS, key->at, NULL,
                      "'%s' has no '%s'", step->verb->text, key->text);
    }
}

static void read_requests(struct scn_code *c, struct scn_step_node *step)
{
    const struct scn_node *requests = scn_steps_beside(step, "requests");

    if (requests == NULL) {
        return;
    }
    if (requests->kind != SCN_TREE_SCALAR || strcmp(requests->text, "none") != 0) {
        scn_diags_add(c->build->diags, SCN_S_UNKNOWN_WORD, requests->at, NULL,
                      "'requests' beside a step can only be none");
    }
    step->no_requests = true;
}

static const char *text_of(struct scn_code *c, const struct scn_step_node *step)
{
    if (step->argument == NULL || step->argument->kind == SCN_TREE_LIST
        || (step->argument->kind == SCN_TREE_MAP
            && scn_tree_get(step->argument, "steps") != NULL)) {
        return step->verb->text;
    }
    return sim_arena_print(c->build->arena, "%s: %s", step->verb->text,
                           scn_values_text_node(c->build->arena, step->argument));
}

static void compile_step(struct scn_code *c, const struct scn_node *node)
{
    struct scn_step_node step = {.map = node->kind == SCN_TREE_MAP ? node : NULL};

    if (node->kind == SCN_TREE_LIST) {
        scn_diags_add(c->build->diags, SCN_S_STEP_SHAPE, node->at, NULL,
                      "a step is a verb with its argument, not a list");
        return;
    }
    if (node->kind == SCN_TREE_SCALAR) {
        step.verb = node;
    } else if (!find_verb(c, node, &step)) {
        return;
    }
    read_requests(c, &step);
    step.text = text_of(c, &step);
    for (uint32_t i = 0; i < WORD_COUNT; i++) {
        if (strcmp(words[i].name, step.verb->text) == 0) {
            check_beside(c, &step, words[i].lists);
            words[i].compile(c, &step);
            return;
        }
    }
    uint16_t ddi = mdl_ddi_find(step.verb->text);

    if (ddi == MDL_DDI_NONE) {
        unknown_verb(c, step.verb);
        return;
    }
    check_beside(c, &step, SCN_LISTS_RESULT);
    scn_calls_compile(c, &step, ddi);
}

/* 'steps: [...]' and the like, apart from the step that they belong to. */
static bool is_only_lists(const struct scn_node *node)
{
    bool lists = node->kind == SCN_TREE_MAP && node->count > 0;

    for (uint32_t i = 0; lists && i < node->count; i++) {
        lists = beside_index(node->pairs[i].key->text) >= 0;
    }
    return lists;
}

/* Was it reported since then that a step has not the lists that it needs? */
static bool lacks_lists(const struct scn_diags *diags, uint32_t before)
{
    bool lacks = false;

    for (uint32_t i = before; i < diags->count && !lacks; i++) {
        lacks = diags->items[i].number == SCN_S_STEP_LISTS;
    }
    return lacks;
}

void scn_steps_compile(struct scn_code *c, const struct scn_node *list)
{
    struct scn_frame frame;

    if (list->kind == SCN_TREE_SCALAR && list->text[0] != '\0') {
        const struct scn_node *steps = scn_names_callback(c->build, c->driver, list);

        if (steps != NULL && scn_code_enter(c, &frame, list)) {
            scn_steps_compile(c, steps);
            scn_code_leave(c);
        }
        return;
    }
    if (list->kind == SCN_TREE_MAP) {
        scn_diags_add(c->build->diags, SCN_S_WRONG_TYPE, list->at, NULL,
                      "steps are a list: [run: 3us, ...], or lines that begin with '-'");
        return;
    }
    for (uint32_t i = 0; i < list->count && !c->too_long; i++) {
        uint32_t before = c->build->diags->count;

        compile_step(c, list->items[i]);
        if (lacks_lists(c->build->diags, before) && i + 1 < list->count
            && is_only_lists(list->items[i + 1])) {
            i++;                      /* here they are, and it is said already */
        }
    }
}
