/*
 * Reading a lesson: the schema table checks the keys, what is left is to put them in place.
 */
#include "scenarios/language/lesson.h"

#include <string.h>

#include "scenarios/language/build.h"
#include "scenarios/language/diags.h"
#include "scenarios/language/quantity.h"
#include "scenarios/language/scenario.h"
#include "scenarios/language/tree.h"
#include "scenarios/language/view.h"
#include "sim/base/arena.h"

#define KEY(section, key) SCN_KEY_##section##_##key

static const char *text_at(const struct scn_node *node)
{
    return node != NULL && node->kind == SCN_TREE_SCALAR ? node->text : "";
}

/* The text of a key, '' when it is not written; something else there is a mistake. */
static const char *text_of(const struct scn_view *v, enum scn_key key)
{
    const struct scn_node *node = scn_view_node(v, key);

    if (node != NULL && node->kind != SCN_TREE_SCALAR) {
        scn_diags_add(v->build->diags, SCN_S_WRONG_TYPE, node->at, NULL,
                      "'%s' is a text", scn_schema_row(key)->name);
        scn_diags_hint(v->build->diags, "%s", scn_schema_row(key)->help);
    }
    return text_at(node);
}

static const char *const *texts_of(const struct scn_view *v, enum scn_key key,
                                   uint32_t *ret_count)
{
    const struct scn_node *node = scn_view_node(v, key);
    const char **texts;

    *ret_count = 0;
    if (node == NULL || node->kind != SCN_TREE_LIST) {
        if (node != NULL) {
            scn_diags_add(v->build->diags, SCN_S_WRONG_TYPE, node->at, NULL, "'%s' is a list",
                          scn_schema_row(key)->name);
        }
        return NULL;
    }
    texts = sim_arena_array(v->build->arena, node->count, sizeof *texts);
    for (uint32_t i = 0; i < node->count; i++) {
        texts[(*ret_count)++] = text_at(node->items[i]);
    }
    return texts;
}

static uint32_t whole_of(const struct scn_view *v, enum scn_key key)
{
    struct scn_quantity q;
    uint64_t value = 0;

    if (scn_quantity_number(text_of(v, key), &q) == SCN_QUANTITY_FINE) {
        scn_quantity_decimal_whole(&q.number, 1, UINT32_MAX, &value);
    }
    return (uint32_t)value;
}

/* The entries of a list of maps: how many, and the n-th as a view. */
static uint32_t entries_of(const struct scn_view *v, enum scn_key key)
{
    const struct scn_node *node = scn_view_node(v, key);

    if (node == NULL || node->kind == SCN_TREE_LIST) {
        return node == NULL ? 0 : node->count;
    }
    scn_diags_add(v->build->diags, SCN_S_WRONG_TYPE, node->at, NULL, "'%s' is a list",
                  scn_schema_row(key)->name);
    return 0;
}

static bool entry_of(const struct scn_view *v, enum scn_key key, uint32_t index,
                     struct scn_view *ret_view)
{
    enum scn_section section = SCN_SECTION_COUNT;
    const struct scn_node *node = scn_view_node(v, key);

    scn_schema_inside(key, &section);
    return scn_view_open(v->build, node->items[index], section, "lesson[]", ret_view);
}

/* ---- questions ------------------------------------------------------------------------------ */

static void read_choices(const struct scn_view *v, enum scn_key key,
                         struct scn_lesson_question *q)
{
    uint32_t count = entries_of(v, key);
    struct scn_lesson_choice *choices = sim_arena_array(v->build->arena, count, sizeof *choices);

    for (uint32_t i = 0; i < count; i++) {
        struct scn_view one;

        if (entry_of(v, key, i, &one)) {
            choices[i] = (struct scn_lesson_choice){
                .text = text_of(&one, KEY(CHOICE, text)), .when = text_of(&one, KEY(CHOICE, when)),
                .holds = text_of(&one, KEY(CHOICE, holds)),
                .legal = text_of(&one, KEY(CHOICE, legal)),
                .irql = text_of(&one, KEY(CHOICE, irql)), .at = text_of(&one, KEY(CHOICE, at))};
        }
    }
    q->choices = choices;
    q->choice_count = count;
}

static void read_column(const struct scn_view *v, struct scn_lesson_question *q)
{
    struct scn_view column;

    if (scn_view_open(v->build, scn_view_node(v, KEY(QUESTION, column)), SCN_SECTION_COLUMN,
                      "lesson.column", &column)) {
        q->processor = whole_of(&column, KEY(COLUMN, processor));
        q->times = texts_of(&column, KEY(COLUMN, at), &q->time_count);
    }
}

static void read_question(struct scn_build *b, const struct scn_node *node,
                          struct scn_lesson_question *q)
{
    static const enum scn_key kinds[] = {KEY(QUESTION, number), KEY(QUESTION, choose),
                                         KEY(QUESTION, set), KEY(QUESTION, order),
                                         KEY(QUESTION, column)};
    uint32_t found = 0;
    struct scn_view v;

    *q = (struct scn_lesson_question){.text = "", .number = "", .unit = "", .tolerance = ""};
    if (!scn_view_open(b, node, SCN_SECTION_QUESTION, "lesson.ask", &v)) {
        return;
    }
    q->text = text_of(&v, KEY(QUESTION, text));
    q->number = text_of(&v, KEY(QUESTION, number));
    q->unit = text_of(&v, KEY(QUESTION, unit));
    q->tolerance = text_of(&v, KEY(QUESTION, tolerance));
    for (unsigned i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (scn_view_node(&v, kinds[i]) != NULL) {
            q->kind = (enum scn_lesson_kind)i;
            found++;
        }
    }
    if (found != 1) {
        scn_diags_add(b->diags, SCN_S_LESSON, node->at, NULL,
                      "a question has one kind of answer: number, choose, set, order or column");
    } else if (q->kind == SCN_LESSON_COLUMN) {
        read_column(&v, q);
    } else if (q->kind != SCN_LESSON_NUMBER) {
        read_choices(&v, kinds[q->kind], q);
    }
}

/* ---- the rest ------------------------------------------------------------------------------- */

static void read_beliefs(const struct scn_view *v, struct scn_lesson *lesson)
{
    uint32_t count = entries_of(v, KEY(LESSON, beliefs));
    struct scn_lesson_belief *beliefs = sim_arena_array(v->build->arena, count, sizeof *beliefs);

    for (uint32_t i = 0; i < count; i++) {
        struct scn_view one;

        if (!entry_of(v, KEY(LESSON, beliefs), i, &one)) {
            continue;
        }
        beliefs[i] = (struct scn_lesson_belief){
            .id = text_of(&one, KEY(BELIEF, id)), .answer = text_of(&one, KEY(BELIEF, answer)),
            .if_so = text_of(&one, KEY(BELIEF, if)), .but = text_of(&one, KEY(BELIEF, but))};
        beliefs[i].sets = texts_of(&one, KEY(BELIEF, set), &beliefs[i].set_count);
        if ((beliefs[i].answer[0] != '\0') == (beliefs[i].set_count > 0)) {
            scn_diags_add(v->build->diags, SCN_S_LESSON, one.map->at, NULL,
                          "a belief has an answer or a run with something changed (set)");
        }
    }
    lesson->beliefs = beliefs;
    lesson->belief_count = count;
}

static void read_variations(const struct scn_view *v, struct scn_lesson *lesson)
{
    uint32_t count = entries_of(v, KEY(LESSON, vary));
    struct scn_lesson_variation *all = sim_arena_array(v->build->arena, count, sizeof *all);

    for (uint32_t i = 0; i < count; i++) {
        struct scn_view one;

        if (!entry_of(v, KEY(LESSON, vary), i, &one)) {
            continue;
        }
        all[i] = (struct scn_lesson_variation){
            .text = text_of(&one, KEY(VARIATION, text)),
            .answer = text_of(&one, KEY(VARIATION, answer)),
            .but = text_of(&one, KEY(VARIATION, but)),
            .has_question = scn_view_node(&one, KEY(VARIATION, ask)) != NULL};
        all[i].sets = texts_of(&one, KEY(VARIATION, set), &all[i].set_count);
        if (all[i].has_question) {
            read_question(v->build, scn_view_node(&one, KEY(VARIATION, ask)), &all[i].ask);
        }
    }
    lesson->variations = all;
    lesson->variation_count = count;
}

static void read_challenge(const struct scn_view *v, struct scn_lesson *lesson)
{
    struct scn_view one;

    if (scn_view_node(v, KEY(LESSON, challenge)) != NULL &&
        scn_view_open(v->build, scn_view_node(v, KEY(LESSON, challenge)), SCN_SECTION_CHALLENGE,
                      "lesson.challenge", &one)) {
        lesson->challenge = text_of(&one, KEY(CHALLENGE, text));
        lesson->challenge_expects = texts_of(&one, KEY(CHALLENGE, expect),
                                             &lesson->challenge_expect_count);
        lesson->cures = texts_of(&one, KEY(CHALLENGE, cure), &lesson->cure_count);
    }
}

static void read_part(const struct scn_view *v, struct scn_lesson *lesson)
{
    const struct scn_node *node = scn_view_node(v, KEY(LESSON, part));
    uint32_t count;
    const char *const *words = scn_schema_words(KEY(LESSON, part), &count);

    for (uint32_t i = 0; i < count; i++) {
        if (strcmp(text_at(node), words[i]) == 0) {
            lesson->part = (enum scn_lesson_part)i;
            return;
        }
    }
    if (node != NULL) {
        scn_diags_add(v->build->diags, SCN_S_LESSON, node->at, NULL,
                      "a part is processor, work_items, pool or measuring");
    }
}

void scn_lesson_read(struct scn_build *b, const struct scn_view *root)
{
    const struct scn_node *node = scn_view_node(root, KEY(ROOT, lesson));
    struct scn_lesson *lesson;
    struct scn_view v;

    if (node == NULL || !scn_view_open(b, node, SCN_SECTION_LESSON, "lesson", &v)) {
        return;
    }
    lesson = sim_arena_alloc(b->arena, sizeof *lesson);
    lesson->number = whole_of(&v, KEY(LESSON, number));
    lesson->is_short = strcmp(text_of(&v, KEY(LESSON, short)), "true") == 0;
    lesson->concept = text_of(&v, KEY(LESSON, concept));
    lesson->story = text_of(&v, KEY(LESSON, story));
    lesson->hint = text_of(&v, KEY(LESSON, hint));
    lesson->smaller = text_of(&v, KEY(LESSON, smaller));
    lesson->why = text_of(&v, KEY(LESSON, why));
    lesson->so = text_of(&v, KEY(LESSON, so));
    lesson->window = text_of(&v, KEY(LESSON, window));
    lesson->rules = texts_of(&v, KEY(LESSON, rules), &lesson->rule_count);
    read_part(&v, lesson);
    if (scn_view_node(&v, KEY(LESSON, ask)) != NULL) {
        read_question(b, scn_view_node(&v, KEY(LESSON, ask)), &lesson->ask);
    }
    if (scn_view_node(&v, KEY(LESSON, worked)) != NULL) {
        struct scn_view worked;

        scn_view_open(b, scn_view_node(&v, KEY(LESSON, worked)), SCN_SECTION_WORKED,
                      "lesson.worked", &worked);
        lesson->worked = text_of(&worked, KEY(WORKED, answer));
        lesson->timeline = text_of(&worked, KEY(WORKED, timeline));
    }
    read_beliefs(&v, lesson);
    read_variations(&v, lesson);
    read_challenge(&v, lesson);
    b->scenario->lesson = lesson;
}

const char *scn_lesson_part_name(enum scn_lesson_part part)
{
    static const char *const names[] = {"the processor", "work items", "the pool", "measuring"};

    return names[part];
}
