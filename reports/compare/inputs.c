/*
 * What differed in the questions. Paths are unique on each side but need not come sorted.
 */
#include "reports/compare/inputs.h"

#include <stdlib.h>
#include <string.h>

#include "model/run/answer.h"
#include "reports/compare/compare.h"
#include "sim/base/arena.h"

static int by_path(const void *a, const void *b)
{
    const struct mdl_parameter *left = a, *right = b;

    return strcmp(left->path, right->path);
}

static struct mdl_parameter *sorted(struct sim_arena *arena, const struct mdl_answer *answer)
{
    size_t size = answer->parameter_count * sizeof(struct mdl_parameter);
    struct mdl_parameter *copy = sim_arena_alloc(arena, size);

    if (size > 0) {
        memcpy(copy, answer->parameters, size);
        qsort(copy, answer->parameter_count, sizeof *copy, by_path);
    }
    return copy;
}

static struct rpt_compare_input make_input(const struct mdl_parameter *base,
                                           const struct mdl_parameter *changed)
{
    return (struct rpt_compare_input){
        .path = base != NULL ? base->path : changed->path,
        .base = base != NULL ? base->value : "",
        .changed = changed != NULL ? changed->value : "",
        .base_origin = base != NULL ? base->origin : "",
        .changed_origin = changed != NULL ? changed->origin : ""};
}

void rpt_inputs_differ(struct sim_arena *arena, const struct mdl_answer *base,
                       const struct mdl_answer *changed, struct rpt_compare_input **ret_inputs,
                       uint32_t *ret_count)
{
    const struct mdl_parameter *left = sorted(arena, base), *right = sorted(arena, changed);
    uint32_t n = base->parameter_count, m = changed->parameter_count;
    struct rpt_compare_input *inputs = sim_arena_array(arena, (size_t)n + m, sizeof *inputs);
    uint32_t i = 0, k = 0, count = 0;

    while (i < n || k < m) {
        int order = i == n ? 1 : k == m ? -1 : strcmp(left[i].path, right[k].path);

        if (order < 0) {
            inputs[count++] = make_input(&left[i++], NULL);
        } else if (order > 0) {
            inputs[count++] = make_input(NULL, &right[k++]);
        } else {
            if (strcmp(left[i].value, right[k].value) != 0) {
                inputs[count++] = make_input(&left[i], &right[k]);
            }
            i++;
            k++;
        }
    }
    *ret_inputs = inputs;
    *ret_count = count;
}

/* Length of the first component of a dotted path. */
static size_t component(const char *path)
{
    return strcspn(path, ".");
}

static const char *rest(const char *path)
{
    path += component(path);
    return *path == '.' ? path + 1 : path;
}

/* All components of the object appear in the path, in order. */
static bool contains(const char *path, const char *object)
{
    for (; *object != '\0'; object = rest(object)) {
        size_t length = component(object);

        while (*path != '\0' &&
               !(component(path) == length && strncmp(path, object, length) == 0)) {
            path = rest(path);
        }
        if (*path == '\0') {
            return false;
        }
        path = rest(path);
    }
    return true;
}

bool rpt_inputs_touch(const struct rpt_compare_input *inputs, uint32_t count, const char *object)
{
    for (uint32_t i = 0; i < count; i++) {
        if (contains(inputs[i].path, object)) {
            return true;
        }
    }
    return false;
}

bool rpt_inputs_has(const struct rpt_compare_input *inputs, uint32_t count, const char *name)
{
    for (uint32_t i = 0; i < count; i++) {
        const char *dot = strrchr(inputs[i].path, '.');

        if (strcmp(dot != NULL ? dot + 1 : inputs[i].path, name) == 0) {
            return true;
        }
    }
    return false;
}
