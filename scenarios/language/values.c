/*
 * Values with units: what is wrong with one, and what would be right.
 */
#include "scenarios/language/values.h"

#include <inttypes.h>
#include <string.h>

#include "scenarios/language/quantity.h"
#include "scenarios/language/values_law.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"

#define NAME_MAX_LENGTH 120u

static const char *kind_name(enum scn_tree_kind kind)
{
    return kind == SCN_TREE_LIST ? "a list" : "a map";
}

/* A single value must stand here; what is its article and noun. */
static bool is_scalar(const struct scn_values *v, const struct scn_node *node, const char *what)
{
    if (node->kind == SCN_TREE_SCALAR) {
        return true;
    }
    scn_diags_add(v->diags, SCN_S_WRONG_TYPE, node->at, NULL, "%s is needed here, not %s", what,
                  kind_name(node->kind));
    return false;
}

/* The number as the author wrote it. */
static const char *number_text(const struct scn_values *v, const char *text,
                               const struct scn_quantity *q)
{
    const char *copy = sim_arena_copy(v->arena, text + q->number_at, q->number_bytes);

    return scn_diags_quote(v->diags, copy);
}

static void report_duration_unit(const struct scn_values *v, const struct scn_node *node,
                                 const struct scn_quantity *q)
{
    const char *meant = scn_quantity_unit_meant(q->rest);
    const char *number = number_text(v, node->text, q);

    scn_diags_add(v->diags, SCN_S_NOT_DURATION, node->at, NULL, "'%s' is no unit of time",
                  scn_diags_quote(v->diags, q->rest));
    if (meant != NULL) {
        scn_diags_label(v->diags, "write %s%s", number, meant);
    } else if (strcmp(q->rest, "m") == 0) {
        scn_diags_label(v->diags, "write %smin or %sms", number, number);
    } else {
        scn_diags_label(v->diags, "there are ns, us, ms, s, min and h");
    }
}

/* 'periodic: 100/s': one every 10ms. */
static void report_rate_for_duration(const struct scn_values *v, const struct scn_node *node)
{
    struct scn_quantity q;

    scn_diags_add(v->diags, SCN_S_NOT_DURATION, node->at, "such as 20us or 1.5ms",
                  "a duration is needed here, not a rate");
    if (scn_quantity_rate(node->text, &q) == SCN_QUANTITY_FINE && q.real >= 1e-15) {
        scn_diags_label(v->diags, "one every %s?",
                        scn_values_text_duration(v->arena, (uint64_t)(1.0 / q.real + 0.5)));
    }
}

static void report_duration(const struct scn_values *v, const struct scn_node *node,
                            const struct scn_quantity *q, enum scn_quantity_fault fault)
{
    const char *number;

    switch (fault) {
    case SCN_QUANTITY_NO_UNIT:
        number = number_text(v, node->text, q);
        scn_diags_add(v->diags, SCN_S_DURATION_UNIT, node->at, NULL, "a duration needs a unit");
        if (q->number.digits == 0) {
            scn_diags_label(v->diags, "write 0us");
        } else {
            scn_diags_label(v->diags, "%sus, %sms or %ss?", number, number, number);
        }
        break;
    case SCN_QUANTITY_BAD_UNIT:
        report_duration_unit(v, node, q);
        break;
    case SCN_QUANTITY_NEGATIVE:
        scn_diags_add(v->diags, SCN_S_NOT_DURATION, node->at, NULL,
                      "a duration cannot be negative");
        break;
    case SCN_QUANTITY_OTHER:
        report_rate_for_duration(v, node);
        break;
    case SCN_QUANTITY_TOO_LARGE:
        scn_diags_add(v->diags, SCN_S_OUT_OF_RANGE, node->at, "at most 100 years (876600h)",
                      "the duration is too long");
        break;
    case SCN_QUANTITY_MISSING:
        scn_diags_add(v->diags, SCN_S_NOT_DURATION, node->at, "such as 20us or 1.5ms",
                      "a duration is missing here");
        break;
    default:
        scn_diags_add(v->diags, SCN_S_NOT_DURATION, node->at, "such as 20us or 1.5ms",
                      "'%s' is not a duration", scn_diags_quote(v->diags, node->text));
        break;
    }
}

double scn_values_scaled(const struct scn_values *v, double value, bool assumed)
{
    return assumed && v->assumed_times > 0 ? value * v->assumed_times : value;
}

/* Whole nanoseconds; as they were written where nothing is multiplied. */
static uint64_t scaled_ns(const struct scn_values *v, const struct scn_quantity *q)
{
    double times = q->assumed && v->assumed_times > 0 ? v->assumed_times : 1;
    double ns = (double)q->ns * times;

    return times == 1 ? q->ns
           : ns >= (double)SCN_QUANTITY_NS_MAX ? SCN_QUANTITY_NS_MAX
                                               : (uint64_t)(ns + 0.5);
}

bool scn_values_duration(const struct scn_values *v, const struct scn_node *node,
                         uint64_t *ret_ns, bool *ret_assumed)
{
    struct scn_quantity q;
    enum scn_quantity_fault fault;

    if (!is_scalar(v, node, "a duration")) {
        return false;
    }
    fault = scn_quantity_duration(node->text, &q);
    if (fault != SCN_QUANTITY_FINE) {
        report_duration(v, node, &q, fault);
        return false;
    }
    *ret_ns = scaled_ns(v, &q);
    *ret_assumed = q.assumed;
    return true;
}

/* "write 1000/s (or 1/ms)" */
static void label_rate(const struct scn_values *v, const char *number,
                       const struct scn_quantity *q)
{
    struct sim_text per_ms;
    double value;

    sim_text_init(&per_ms);
    if (scn_quantity_decimal_real(&q->number, 1000, &value) && value >= 1e-3 && value < 1e9) {
        sim_text_add(&per_ms, " (or ");
        sim_text_real(&per_ms, value);
        sim_text_add(&per_ms, "/ms)");
    }
    scn_diags_label(v->diags, "write %s/s%s", number, per_ms.data);
    sim_text_deinit(&per_ms);
}

static void report_rate(const struct scn_values *v, const struct scn_node *node,
                        const struct scn_quantity *q, enum scn_quantity_fault fault)
{
    const char *number, *meant;

    switch (fault) {
    case SCN_QUANTITY_NO_UNIT:
        number = number_text(v, node->text, q);
        scn_diags_add(v->diags, SCN_S_RATE_UNIT, node->at, NULL, "a rate needs a unit");
        label_rate(v, number, q);
        break;
    case SCN_QUANTITY_BAD_UNIT:
        scn_diags_add(v->diags, SCN_S_NOT_RATE, node->at, NULL, "'%s' is no unit of a rate",
                      scn_diags_quote(v->diags, q->rest));
        meant = *q->rest == '/' ? scn_quantity_unit_meant(q->rest + 1) : NULL;
        if (meant != NULL || strcmp(q->rest, "Hz") == 0) {
            scn_diags_label(v->diags, "write %s/%s", number_text(v, node->text, q),
                            meant == NULL ? "s" : meant);
        } else {
            scn_diags_label(v->diags, "there are /ns, /us, /ms, /s, /min and /h");
        }
        break;
    case SCN_QUANTITY_OTHER:
        scn_diags_add(v->diags, SCN_S_NOT_RATE, node->at, "such as 1000/s or 5/ms",
                      "a rate is needed here, not a duration");
        break;
    case SCN_QUANTITY_NEGATIVE:
        scn_diags_add(v->diags, SCN_S_NOT_RATE, node->at, NULL, "a rate cannot be negative");
        break;
    case SCN_QUANTITY_TOO_LARGE:
        scn_diags_add(v->diags, SCN_S_OUT_OF_RANGE, node->at, "at most 1/ns", "not a usable rate");
        break;
    case SCN_QUANTITY_MISSING:
        scn_diags_add(v->diags, SCN_S_NOT_RATE, node->at, "such as 1000/s or 5/ms",
                      "a rate is missing here");
        break;
    default:
        scn_diags_add(v->diags, SCN_S_NOT_RATE, node->at, "such as 1000/s or 5/ms",
                      "'%s' is not a rate", scn_diags_quote(v->diags, node->text));
        break;
    }
}

bool scn_values_rate(const struct scn_values *v, const struct scn_node *node, double *ret_per_ns,
                     bool *ret_assumed)
{
    struct scn_quantity q;
    enum scn_quantity_fault fault;

    if (!is_scalar(v, node, "a rate")) {
        return false;
    }
    fault = scn_quantity_rate(node->text, &q);
    if (fault != SCN_QUANTITY_FINE) {
        report_rate(v, node, &q, fault);
        return false;
    }
    if (q.number.digits == 0) {
        scn_diags_add(v->diags, SCN_S_NOT_RATE, node->at, "leave it out instead",
                      "a rate of 0 never brings anything");
        return false;
    }
    *ret_per_ns = scn_values_scaled(v, q.real, q.assumed);
    *ret_assumed = q.assumed;
    return true;
}

/* What all plain numbers have in common; what: "a count", "a number". */
static bool read_number(const struct scn_values *v, const struct scn_node *node, const char *what,
                        uint32_t number, struct scn_quantity *ret)
{
    enum scn_quantity_fault fault;

    if (!is_scalar(v, node, what)) {
        return false;
    }
    fault = scn_quantity_number(node->text, ret);
    if (fault == SCN_QUANTITY_FINE) {
        return true;
    }
    if (fault == SCN_QUANTITY_OTHER) {
        scn_diags_add(v->diags, SCN_S_NO_COUNT_UNIT, node->at, NULL, "%s has no unit", what);
        scn_diags_label(v->diags, "write %s", number_text(v, node->text, ret));
    } else if (fault == SCN_QUANTITY_TOO_LARGE) {
        scn_diags_add(v->diags, SCN_S_OUT_OF_RANGE, node->at, NULL, "not a usable number");
    } else if (fault == SCN_QUANTITY_MISSING) {
        scn_diags_add(v->diags, number, node->at, NULL, "%s is missing here", what);
    } else {
        scn_diags_add(v->diags, number, node->at, NULL, "'%s' is not %s",
                      scn_diags_quote(v->diags, node->text), what);
    }
    return false;
}

bool scn_values_whole(const struct scn_values *v, const struct scn_node *node, int64_t low,
                      int64_t high, int64_t *ret_value)
{
    struct scn_quantity q;
    uint64_t size;
    int64_t value;

    if (!read_number(v, node, "a whole number", SCN_S_NOT_WHOLE, &q)) {
        return false;
    }
    if (q.number.exponent < 0 || q.assumed) {
        scn_diags_add(v->diags, SCN_S_NOT_WHOLE, node->at, NULL,
                      q.assumed ? "'~' marks durations, rates and distributions only"
                                : "a whole number is needed here");
        return false;
    }
    if (!scn_quantity_decimal_whole(&q.number, 1, INT64_MAX, &size)) {
        size = INT64_MAX;
    }
    value = q.number.negative ? -(int64_t)size : (int64_t)size;
    if (value < low || value > high) {
        scn_diags_add(v->diags, SCN_S_OUT_OF_RANGE, node->at, NULL, "the number is too %s",
                      value < low ? "small" : "large");
        scn_diags_label(v->diags, value < low ? "at least %" PRId64 : "at most %" PRId64,
                        value < low ? low : high);
        return false;
    }
    *ret_value = value;
    return true;
}

static void report_real_range(const struct scn_values *v, const struct scn_node *node, bool small,
                              double bound)
{
    struct sim_text text;

    sim_text_init(&text);
    sim_text_real(&text, bound);
    scn_diags_add(v->diags, SCN_S_OUT_OF_RANGE, node->at, NULL, "the number is too %s",
                  small ? "small" : "large");
    scn_diags_label(v->diags, "at %s %s", small ? "least" : "most", text.data);
    sim_text_deinit(&text);
}

bool scn_values_real_assumed(const struct scn_values *v, const struct scn_node *node, double low,
                             double high, double *ret_value, bool *ret_assumed)
{
    struct scn_quantity q;

    if (!read_number(v, node, "a number", SCN_S_NOT_NUMBER, &q)) {
        return false;
    }
    if (q.real < low || q.real > high) {
        report_real_range(v, node, q.real < low, q.real < low ? low : high);
        return false;
    }
    *ret_value = q.real;
    *ret_assumed = q.assumed;
    return true;
}

bool scn_values_real(const struct scn_values *v, const struct scn_node *node, double low,
                     double high, double *ret_value)
{
    bool assumed;

    return scn_values_real_assumed(v, node, low, high, ret_value, &assumed);
}

bool scn_values_truth(const struct scn_values *v, const struct scn_node *node, bool *ret_value)
{
    static const char *const words[] = {"false", "no", "off", "true", "yes", "on"};

    if (!is_scalar(v, node, "true or false")) {
        return false;
    }
    for (size_t n = 0; n < sizeof words / sizeof words[0]; n++) {
        if (strcmp(node->text, words[n]) == 0) {
            *ret_value = n >= 3;
            return true;
        }
    }
    scn_diags_add(v->diags, SCN_S_NOT_TRUTH, node->at, "write true or false",
                  "'%s' is neither true nor false", scn_diags_quote(v->diags, node->text));
    return false;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool scn_values_name(const struct scn_values *v, const struct scn_node *node,
                     const char **ret_name)
{
    const char *text = node->text;
    size_t length = 0;

    if (!is_scalar(v, node, "a name")) {
        return false;
    }
    if (text[0] == '\0') {
        scn_diags_add(v->diags, SCN_S_NOT_NAME, node->at, NULL, "a name is missing here");
        return false;
    }
    while (is_letter(text[length]) || (text[length] >= '0' && text[length] <= '9') ||
           (text[length] != '\0' && strchr("_-.", text[length]) != NULL)) {
        length++;
    }
    if (!is_letter(text[0]) || text[length] != '\0') {
        scn_diags_add(v->diags, SCN_S_NOT_NAME, node->at,
                      "a letter, then letters, digits, '_', '-' and '.'", "'%s' is not a name",
                      scn_diags_quote(v->diags, text));
        return false;
    }
    if (length > NAME_MAX_LENGTH) {
        scn_diags_add(v->diags, SCN_S_NOT_NAME, node->at, NULL,
                      "a name has at most %u characters", NAME_MAX_LENGTH);
        return false;
    }
    *ret_name = text;
    return true;
}

bool scn_values_duration_law(const struct scn_values *v, const struct scn_node *node,
                             struct sim_law *ret_law, bool *ret_assumed)
{
    *ret_assumed = false;
    return scn_values_law_read(v, node, SCN_VALUES_LAW_DURATION, ret_law, ret_assumed);
}

bool scn_values_count_law(const struct scn_values *v, const struct scn_node *node,
                          struct sim_law *ret_law, bool *ret_assumed)
{
    *ret_assumed = false;
    return scn_values_law_read(v, node, SCN_VALUES_LAW_COUNT, ret_law, ret_assumed);
}
