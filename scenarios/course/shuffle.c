/* The order of choices; see the header. */
#include "scenarios/course/shuffle.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "scenarios/course/course.h"
#include "sim/base/arena.h"
#include "sim/random/stream.h"

/* places[i]: where the choice that was written as number i stands now. */
struct order {
    uint32_t places[SCN_COURSE_ITEMS_MAX];
    uint32_t count;
};

static void draw(struct sim_stream *stream, uint64_t question, uint32_t count,
                 struct order *ret_order)
{
    ret_order->count = count;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t k = (uint32_t)(sim_stream_bits(stream, question, i) % (i + 1u));

        ret_order->places[i] = i;
        for (uint32_t j = 0; j < i; j++) {
            if (ret_order->places[j] == k) {
                ret_order->places[j] = i;
                ret_order->places[i] = k;
            }
        }
    }
}

static bool has_choices(const struct scn_lesson_question *q)
{
    return q->choice_count > 1 && q->choice_count <= SCN_COURSE_ITEMS_MAX;
}

static void place(struct sim_arena *arena, const struct order *order,
                  struct scn_lesson_question *q)
{
    struct scn_lesson_choice *choices = sim_arena_array(arena, q->choice_count, sizeof *choices);

    for (uint32_t i = 0; i < q->choice_count; i++) {
        choices[order->places[i]] = q->choices[i];
    }
    q->choices = choices;
}

/* '1 2 6' as these choices are numbered now; those of a set in ascending order. */
static const char *renumber(struct sim_arena *arena, const struct order *order, bool is_set,
                            const char *answer)
{
    uint32_t items[SCN_COURSE_ITEMS_MAX], count = 0;
    const char *words = "";

    for (const char *at = answer + strspn(answer, " ,;"); *at != '\0' && count < order->count;
         at += strspn(at, " ,;")) {
        uint64_t number = strtoull(at, NULL, 10);
        uint32_t k = count;

        if (number < 1 || number > order->count) {
            return answer;
        }
        items[count++] = order->places[number - 1] + 1;
        for (; is_set && k > 0 && items[k - 1] > items[k]; k--) {
            uint32_t other = items[k];

            items[k] = items[k - 1];
            items[k - 1] = other;
        }
        at += strcspn(at, " ,;");
    }
    for (uint32_t i = 0; i < count; i++) {
        words = sim_arena_print(arena, "%s%s%" PRIu32, words, i == 0 ? "" : " ", items[i]);
    }
    return words;
}

static void shuffle_beliefs(struct sim_arena *arena, const struct order *order,
                            struct scn_lesson *lesson)
{
    struct scn_lesson_belief *beliefs = sim_arena_array(arena, lesson->belief_count,
                                                        sizeof *beliefs);

    for (uint32_t i = 0; i < lesson->belief_count; i++) {
        beliefs[i] = lesson->beliefs[i];
        beliefs[i].answer = renumber(arena, order, lesson->ask.kind == SCN_LESSON_SET,
                                     beliefs[i].answer);
    }
    lesson->beliefs = beliefs;
}

/* Of the lesson's own question, and of a variation that asks it again. */
static void shuffle_variations(struct sim_arena *arena, struct sim_stream *stream,
                               const struct order *own, struct scn_lesson *lesson)
{
    struct scn_lesson_variation *all = sim_arena_array(arena, lesson->variation_count, sizeof *all);

    for (uint32_t i = 0; i < lesson->variation_count; i++) {
        struct scn_lesson_variation *v = &all[i];
        const struct scn_lesson_question *q = &lesson->ask;
        struct order order = *own;

        *v = lesson->variations[i];
        if (v->has_question) {
            q = &v->ask;
            if (has_choices(q)) {
                draw(stream, 1u + i, q->choice_count, &order);
                place(arena, &order, &v->ask);
            }
        }
        if (has_choices(q)) {
            v->answer = renumber(arena, &order, q->kind == SCN_LESSON_SET, v->answer);
        }
    }
    lesson->variations = all;
}

const struct scn_lesson *scn_shuffle_lesson(struct sim_arena *arena,
                                            const struct scn_lesson *lesson, uint64_t seed)
{
    struct scn_lesson *shuffled = sim_arena_alloc(arena, sizeof *shuffled);
    struct sim_stream stream;
    struct order order = {.count = 0};

    if (seed == 1) {
        return lesson;
    }
    *shuffled = *lesson;
    sim_stream_init(&stream, seed, lesson->number, "lesson", "choices");
    if (has_choices(&lesson->ask)) {
        draw(&stream, 0, lesson->ask.choice_count, &order);
        place(arena, &order, &shuffled->ask);
        shuffled->worked = renumber(arena, &order, lesson->ask.kind == SCN_LESSON_SET,
                                    lesson->worked);
        shuffle_beliefs(arena, &order, shuffled);
    }
    shuffle_variations(arena, &stream, &order, shuffled);
    return shuffled;
}
