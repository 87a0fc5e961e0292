/*
 * Comparisons of formulas: 'a + 5us == b and n < 3'.
 */
#include "scenarios/language/formula.h"

#include <string.h>

#include "sim/base/arena.h"

/* Ends of the text up to a word, or of all of it. */
static size_t length_until(const char *text, const char *word)
{
    const char *found = strstr(text, word);

    return found == NULL ? strlen(text) : (size_t)(found - text);
}

static bool compare(double a, const char *sign, size_t length, double b)
{
    if (length == 2 && sign[0] == '=') {
        return a == b;
    }
    return (length == 2 && a == b) || (sign[0] == '<' ? a < b : a > b);
}

/* One comparison: length bytes of text. */
static const char *holds(struct sim_arena *arena, const char *text, size_t length,
                         scn_formula_name *find, void *self, bool *ret_holds)
{
    size_t left = strcspn(text, "<>="), sign = strspn(text + left, "<>=");
    struct scn_formula_value a, b;
    const char *fault;

    if (left >= length || sign > 2 || (sign == 2 && text[left + 1] != '=') ||
        (sign == 1 && text[left] == '=')) {
        return "a comparison has one of == < <= > >=";
    }
    fault = scn_formula_value(arena, text, left, find, self, &a);
    if (fault == NULL) {
        fault = scn_formula_value(arena, text + left + sign, length - left - sign, find, self, &b);
    }
    if (fault == NULL && a.is_time != b.is_time) {
        fault = "a time and a number have no order";
    }
    if (fault == NULL) {
        *ret_holds = compare(a.number, text + left, sign, b.number);
    }
    return fault;
}

const char *scn_formula_holds(struct sim_arena *arena, const char *text, scn_formula_name *find,
                              void *self, bool *ret_holds)
{
    static const char and[] = " and ";

    *ret_holds = true;
    for (;;) {
        size_t length = length_until(text, and);
        bool this_one = false;
        const char *fault = holds(arena, text, length, find, self, &this_one);

        if (fault != NULL) {
            return fault;
        }
        *ret_holds = *ret_holds && this_one;
        if (text[length] == '\0') {
            return NULL;
        }
        text += length + strlen(and);
    }
}
