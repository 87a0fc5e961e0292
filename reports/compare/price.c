/*
 * Threads outside the pools, counted from the names of the measured objects and the inputs; what
 * a comparison says of them.
 */
#include "reports/compare/price.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "model/run/answer.h"
#include "reports/compare/compare.h"
#include "reports/compare/sentence.h"
#include "sim/base/arena.h"

/* Was this object seen before index? */
static bool is_repeated(const struct mdl_answer *answer, uint32_t index)
{
    for (uint32_t i = 0; i < index; i++) {
        if (strcmp(answer->series[i].object, answer->series[index].object) == 0 &&
            strcmp(answer->series[i].kind, answer->series[index].kind) == 0) {
            return true;
        }
    }
    return false;
}

/* The parameter 'object.count', 1 when it is not said. */
static double count_of(const struct mdl_answer *answer, const char *object)
{
    size_t length = strlen(object);
    double count = 0;

    for (uint32_t i = 0; i < answer->parameter_count; i++) {
        const struct mdl_parameter *p = &answer->parameters[i];

        if (strncmp(p->path, object, length) == 0 && strcmp(p->path + length, ".count") == 0) {
            for (const char *c = p->value; *c >= '0' && *c <= '9'; c++) {
                count = 10 * count + (*c - '0');
            }
        }
    }
    return count > 0 ? count : 1;
}

double rpt_price_threads(const struct mdl_answer *answer)
{
    double threads = 0;

    for (uint32_t i = 0; i < answer->series_count; i++) {
        const struct mdl_series *s = &answer->series[i];

        if (strcmp(s->kind, "thread") == 0 && strncmp(s->object, "thread.", 7) != 0 &&
            !is_repeated(answer, i)) {
            threads += count_of(answer, s->object);
        }
    }
    return threads;
}

const char *rpt_price_words(struct sim_arena *arena, const struct rpt_compare_row *row)
{
    double more = row->changed - row->base;
    const char *count = rpt_sentence_quantity(arena, more, "1");
    bool whole = more == floor(more);
    const char *several = more == 1 ? "" : "s", *average = whole ? "" : " on average";

    return strcmp(row->object, "machine") == 0
               ? sim_arena_print(arena, "%s more kernel thread%s", count, several)
               : sim_arena_print(arena, "%s more thread%s in %s%s", count, several, row->object,
                                 average);
}
