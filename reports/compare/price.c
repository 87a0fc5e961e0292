/*
 * Threads outside the pools, counted from the names of the measured objects and the inputs.
 */
#include "reports/compare/price.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "model/run/answer.h"

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
