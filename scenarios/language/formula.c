/*
 * Formulas, by recursive descent.
 */
#include "scenarios/language/formula.h"

#include <math.h>
#include <string.h>

#include "scenarios/language/quantity.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"

enum { DEPTH_MAX = 32, ARGUMENTS_MAX = 40 };

struct reader {
    struct sim_arena *arena;
    const char *at, *end;
    scn_formula_name *find;
    void *self;
    const char *fault;                /* the first thing that is wrong */
    unsigned depth;
};

static struct scn_formula_value sum_of(struct reader *r);

static struct scn_formula_value fail(struct reader *r, const char *fault)
{
    if (r->fault == NULL) {
        r->fault = fault;
    }
    r->at = r->end;
    return (struct scn_formula_value){0};
}

static void skip(struct reader *r)
{
    while (r->at < r->end && (*r->at == ' ' || *r->at == '\n' || *r->at == '\t')) {
        r->at++;
    }
}

/* The next character, blanks skipped; 0 at the end. */
static char peek(struct reader *r)
{
    skip(r);
    return r->at < r->end ? *r->at : '\0';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t word_length(const struct reader *r, const char *extra)
{
    size_t length = 0;

    while (r->at + length < r->end) {
        char c = r->at[length];

        if (!is_letter(c) && !is_digit(c) && strchr(extra, c) == NULL) {
            break;
        }
        length++;
    }
    return length;
}

/* 5us, 0.5, 20 */
static struct scn_formula_value literal(struct reader *r)
{
    size_t length = word_length(r, ".");
    const char *text = sim_arena_copy(r->arena, r->at, length);
    struct scn_quantity q;

    r->at += length;
    if (scn_quantity_duration(text, &q) == SCN_QUANTITY_FINE) {
        return (struct scn_formula_value){(double)q.ns, true};
    }
    if (scn_quantity_number(text, &q) == SCN_QUANTITY_FINE) {
        return (struct scn_formula_value){q.real, false};
    }
    return fail(r, sim_arena_print(r->arena, "'%s' is neither a number nor a time", text));
}

/* Functions of one value or more, all times or all numbers. */
static double smallest(const double *values, uint32_t count)
{
    double least = values[0];

    for (uint32_t i = 1; i < count; i++) {
        least = values[i] < least ? values[i] : least;
    }
    return least;
}

static double largest(const double *values, uint32_t count)
{
    double most = values[0];

    for (uint32_t i = 1; i < count; i++) {
        most = values[i] > most ? values[i] : most;
    }
    return most;
}

static double mean(const double *values, uint32_t count)
{
    double sum = 0;

    for (uint32_t i = 0; i < count; i++) {
        sum += values[i];
    }
    return sum / count;
}

/* The standard deviation of a sample: 0 for a single value. */
static double deviation(const double *values, uint32_t count)
{
    double centre = mean(values, count), squares = 0;

    for (uint32_t i = 0; i < count; i++) {
        squares += (values[i] - centre) * (values[i] - centre);
    }
    return count < 2 ? 0 : sqrt(squares / (count - 1));
}

/* round(x, step): the multiple of step that is nearest; halves go up. */
static double rounded(const double *values, uint32_t count)
{
    return count < 2 || values[1] == 0 ? values[0]
                                       : floor(values[0] / values[1] + 0.5) * values[1];
}

static const struct function {
    const char *name;
    double (*of)(const double *values, uint32_t count);
} functions[] = {
    {"min", smallest}, {"max", largest}, {"mean", mean}, {"deviation", deviation},
    {"round", rounded}};

static const struct function *find_function(const char *name)
{
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
        if (strcmp(functions[i].name, name) == 0) {
            return &functions[i];
        }
    }
    return NULL;
}

static struct scn_formula_value apply(struct reader *r, const struct function *function)
{
    struct scn_formula_value first = sum_of(r);
    double values[ARGUMENTS_MAX] = {first.number};
    uint32_t count = 1;

    for (; peek(r) == ','; count++) {
        struct scn_formula_value next;

        r->at++;
        next = sum_of(r);
        if (next.is_time != first.is_time) {
            return fail(r, "a time and a number have no order");
        }
        if (count == ARGUMENTS_MAX) {
            return fail(r, "that are too many values");
        }
        values[count] = next.number;
    }
    if (peek(r) != ')') {
        return fail(r, "a ')' is missing");
    }
    r->at++;
    return (struct scn_formula_value){function->of(values, count), first.is_time};
}

/* sqrt(x), of a number. */
static struct scn_formula_value root(struct reader *r)
{
    struct scn_formula_value value = sum_of(r);

    if (value.is_time || value.number < 0) {
        return fail(r, "only a number that is not negative has a root");
    }
    if (peek(r) != ')') {
        return fail(r, "a ')' is missing");
    }
    r->at++;
    value.number = sqrt(value.number);
    return value;
}

static struct scn_formula_value look_up(struct reader *r, const char *name)
{
    struct scn_formula_value value = {INFINITY, true};

    if (strcmp(name, "never") != 0 && !r->find(r->self, name, &value)) {
        return fail(r, sim_arena_print(r->arena, "nothing is called '%s' here", name));
    }
    return value;
}

/* A name, or one with something in parentheses, which is all the name's. */
static struct scn_formula_value named(struct reader *r)
{
    size_t length = word_length(r, ".@");
    const char *name = sim_arena_copy(r->arena, r->at, length), *begin = r->at;
    const struct function *function = find_function(name);

    r->at += length;
    if (r->at == r->end || *r->at != '(') {
        return look_up(r, name);
    }
    if (function != NULL || strcmp(name, "sqrt") == 0) {
        r->at++;
        return function != NULL ? apply(r, function) : root(r);
    }
    while (r->at < r->end && *r->at != ')') {
        r->at++;
    }
    if (r->at == r->end) {
        return fail(r, "a ')' is missing");
    }
    r->at++;
    return look_up(r, sim_arena_copy(r->arena, begin, (size_t)(r->at - begin)));
}

static struct scn_formula_value factor(struct reader *r)
{
    struct scn_formula_value value;
    char c = peek(r);

    if (++r->depth > DEPTH_MAX) {
        return fail(r, "that is nested too deeply");
    }
    if (c == '(') {
        r->at++;
        value = sum_of(r);
        if (peek(r) != ')') {
            return fail(r, "a ')' is missing");
        }
        r->at++;
    } else if (c == '-') {
        r->at++;
        value = factor(r);
        value.number = -value.number;
    } else if (is_digit(c)) {
        value = literal(r);
    } else if (is_letter(c)) {
        value = named(r);
    } else {
        value = fail(r, c == '\0' ? "something is missing at the end"
                                  : sim_arena_print(r->arena, "'%c' was not expected", c));
    }
    r->depth--;
    return value;
}

static struct scn_formula_value product_of(struct reader *r)
{
    struct scn_formula_value a = factor(r);

    for (char c = peek(r); c == '*' || c == '/'; c = peek(r)) {
        struct scn_formula_value b;

        r->at++;
        b = factor(r);
        if (c == '*') {
            if (a.is_time && b.is_time) {
                return fail(r, "a time times a time is nothing");
            }
            a = (struct scn_formula_value){a.number * b.number, a.is_time || b.is_time};
        } else if (b.number == 0 || (b.is_time && !a.is_time)) {
            return fail(r, b.number == 0 ? "division by 0" : "a number by a time is nothing");
        } else {
            a = (struct scn_formula_value){a.number / b.number, a.is_time && !b.is_time};
        }
    }
    return a;
}

static struct scn_formula_value sum_of(struct reader *r)
{
    struct scn_formula_value a = product_of(r);

    for (char c = peek(r); c == '+' || c == '-'; c = peek(r)) {
        struct scn_formula_value b;

        r->at++;
        b = product_of(r);
        if (a.is_time != b.is_time) {
            return fail(r, "a time and a number do not add up");
        }
        a.number = c == '+' ? a.number + b.number : a.number - b.number;
    }
    return a;
}

const char *scn_formula_value(struct sim_arena *arena, const char *text, size_t length,
                              scn_formula_name *find, void *self,
                              struct scn_formula_value *ret_value)
{
    struct reader r = {.arena = arena, .at = text, .end = text + length, .find = find,
                       .self = self};
    struct scn_formula_value value = sum_of(&r);

    if (r.fault == NULL && peek(&r) != '\0') {
        fail(&r, sim_arena_print(arena, "'%c' was not expected", *r.at));
    }
    *ret_value = value;
    return r.fault;
}

/* ---- as text -------------------------------------------------------------------------------- */

static const char *number_text(struct sim_arena *arena, double number)
{
    struct sim_text text;

    sim_text_init(&text);
    sim_text_real(&text, number);
    return sim_text_keep(&text, arena);
}

/* The largest unit in which at most three decimals are left; whole nanoseconds. */
static const char *time_text(struct sim_arena *arena, double ns, const char *blank)
{
    static const struct { uint64_t ns; const char *name; } units[] = {
        {UINT64_C(1000000000), "s"}, {1000000, "ms"}, {1000, "us"}, {1, "ns"}};
    uint64_t size;
    unsigned i = 0;

    if (!isfinite(ns)) {
        return "never";
    }
    size = (uint64_t)((ns < 0 ? -ns : ns) + 0.5);

    while (i < 3 && (size < units[i].ns || size * 1000 % units[i].ns != 0)) {
        i++;
    }
    if (size == 0) {
        i = 2;
    }
    return sim_arena_print(arena, "%s%s%s%s", ns < 0 && size > 0 ? "-" : "",
                           number_text(arena, (double)size / (double)units[i].ns), blank,
                           units[i].name);
}

const char *scn_formula_text(struct sim_arena *arena, struct scn_formula_value value)
{
    return value.is_time ? time_text(arena, value.number, "") : number_text(arena, value.number);
}

const char *scn_formula_words(struct sim_arena *arena, struct scn_formula_value value)
{
    return value.is_time ? time_text(arena, value.number, " ")
                         : number_text(arena, value.number);
}
