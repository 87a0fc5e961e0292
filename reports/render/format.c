/*
 * Figures as people read them.
 *
 * Rounding happens before the unit is chosen, so that 999.6 us is 1.00 ms and never 1000 us.
 */
#include "reports/render/format.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "sim/base/text.h"

struct unit {
    const char *name;
    double ns;
};

static const struct unit units[] = {{"ns", 1}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}};

#define UNIT_COUNT (sizeof(units) / sizeof(units[0]))

/* The unit in which a length has at most three digits before the point. */
static const struct unit *unit_of(double ns)
{
    size_t i = 0;

    while (i + 1 < UNIT_COUNT && fabs(ns) / units[i].ns >= 999.5) {
        i++;
    }
    return &units[i];
}

/* Decimals that make three significant digits of a value. */
static int decimals_of(double value)
{
    double size = fabs(value);

    if (size >= 99.95 || size == 0) {
        return 0;
    }
    return size >= 9.995 ? 1 : 2;
}

void rpt_format_count(struct sim_text *text, uint64_t count)
{
    char digits[24];
    int length = snprintf(digits, sizeof(digits), "%" PRIu64, count);

    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0) {
            sim_text_add_char(text, ',');
        }
        sim_text_add_char(text, digits[i]);
    }
}

/* A value with its decimals; groups of three where it is large. */
static void add_decimal(struct sim_text *text, double value, int decimals)
{
    if (decimals == 0 && fabs(value) < 9e15) {
        if (value <= -0.5) {
            sim_text_add_char(text, '-');
        }
        rpt_format_count(text, (uint64_t)(fabs(value) + 0.5));
        return;
    }
    sim_text_print(text, "%.*f", decimals, value);
}

void rpt_format_duration(struct sim_text *text, double ns)
{
    const struct unit *unit = unit_of(ns);
    double value = ns / unit->ns;
    bool whole_ns = unit == &units[0] && value == floor(value);

    if (isnan(ns)) {
        sim_text_add_char(text, '-');
        return;
    }
    if (isinf(ns)) {
        sim_text_add(text, "never");
        return;
    }
    add_decimal(text, value, whole_ns ? 0 : decimals_of(value));
    sim_text_print(text, " %s", unit->name);
}

void rpt_format_given(struct sim_text *text, double ns)
{
    size_t i = 0;
    char digits[48];
    size_t length;

    while (i + 1 < UNIT_COUNT && fabs(ns) >= units[i + 1].ns) {
        i++;
    }
    snprintf(digits, sizeof(digits), "%.9f", ns / units[i].ns);
    length = strlen(digits);
    while (length > 0 && digits[length - 1] == '0') {
        length--;
    }
    if (length > 0 && digits[length - 1] == '.') {
        length--;
    }
    sim_text_add_bytes(text, digits, length);
    sim_text_print(text, " %s", units[i].name);
}

/* Significant digits of a value below 1: 0.0123. */
static void add_small(struct sim_text *text, double value)
{
    int decimals = 3;

    for (double scale = 0.1; decimals < 9 && fabs(value) < scale; scale /= 10) {
        decimals++;
    }
    sim_text_print(text, "%.*f", decimals, value);
}

void rpt_format_number(struct sim_text *text, double value)
{
    if (isnan(value)) {
        sim_text_add_char(text, '-');
    } else if (isinf(value)) {
        sim_text_add(text, value < 0 ? "-infinity" : "infinity");
    } else if (value == floor(value)) {
        add_decimal(text, value, 0);
    } else if (fabs(value) < 1) {
        add_small(text, value);
    } else {
        add_decimal(text, value, decimals_of(value));
    }
}

void rpt_format_percent(struct sim_text *text, double share)
{
    if (isnan(share)) {
        sim_text_add_char(text, '-');
    } else if (share == 1) {
        sim_text_add(text, "100 %");
    } else {
        sim_text_print(text, "%.1f %%", 100 * share);
    }
}

void rpt_format_value(struct sim_text *text, double value, const char *unit)
{
    if (strcmp(unit, "ns") == 0) {
        rpt_format_duration(text, value);
    } else if (strcmp(unit, "share") == 0) {
        rpt_format_percent(text, value);
    } else {
        rpt_format_number(text, value);
        if (strcmp(unit, "1") != 0 && unit[0] != '\0' && !isnan(value)) {
            sim_text_print(text, "%s%s", unit[0] == '1' ? "" : " ",
                           unit[0] == '1' ? unit + 1 : unit);
        }
    }
}

/* What a unit's values are divided by for print, given the value that stands before. */
static double scale_of(double value, const char *unit)
{
    if (strcmp(unit, "ns") == 0) {
        return unit_of(value)->ns;
    }
    return strcmp(unit, "share") == 0 ? 0.01 : 1;
}

/* Decimals of a limit: three digits, more while both limits would read the same. */
static int limit_decimals(double value, double low, double high, bool share)
{
    int decimals = share ? 1 : decimals_of(value);
    char a[48], b[48];

    for (int more = 0; more < 3 && !isinf(high); more++, decimals++) {
        snprintf(a, sizeof(a), "%.*f", decimals, low);
        snprintf(b, sizeof(b), "%.*f", decimals, high);
        if (strcmp(a, b) != 0) {
            break;
        }
    }
    return decimals;
}

void rpt_format_interval(struct sim_text *text, double value, double low, double high,
                         const char *unit)
{
    double scale = scale_of(value, unit);
    int decimals;

    if (isnan(value) || isnan(low) || isnan(high)) {
        return;
    }
    if (low == value && high == value) {
        sim_text_add_char(text, '=');
        return;
    }
    decimals = limit_decimals(value / scale, low / scale, high / scale,
                              strcmp(unit, "share") == 0);
    if (isinf(low)) {
        sim_text_add(text, "(-");
    } else {
        sim_text_add_char(text, '[');
        add_decimal(text, low / scale, decimals);
    }
    sim_text_add(text, ", ");
    if (isinf(high)) {
        sim_text_add(text, "-)");
        return;
    }
    add_decimal(text, high / scale, decimals);
    sim_text_add_char(text, ']');
}

void rpt_format_instant(struct sim_text *text, uint64_t at_ns, unsigned decimals)
{
    char digits[16];
    uint64_t step = 1;

    for (unsigned i = decimals; i < 9; i++) {
        step *= 10;
    }
    at_ns = at_ns / step * step + (at_ns % step >= (step + 1) / 2 && step > 1 ? step : 0);
    sim_text_print(text, "%" PRIu64 ".", at_ns / 1000000000u);
    snprintf(digits, sizeof(digits), "%09" PRIu64, at_ns % 1000000000u);
    for (unsigned i = 0; i < decimals && i < 9; i++) {
        if (i > 0 && i % 3 == 0) {
            sim_text_add_char(text, ' ');
        }
        sim_text_add_char(text, digits[i]);
    }
}

void rpt_format_fingerprint(struct sim_text *text, uint64_t fingerprint)
{
    for (int shift = 48; shift >= 0; shift -= 16) {
        sim_text_print(text, "%04x%s", (unsigned)(fingerprint >> shift & 0xffffu),
                       shift > 0 ? " " : "");
    }
}

void rpt_format_rough(struct sim_text *text, uint64_t count)
{
    if (count < 1000) {
        rpt_format_count(text, count);
    } else if (count < 999950) {
        sim_text_print(text, "%.1f k", (double)count / 1e3);
    } else if (count < 999950000) {
        sim_text_print(text, "%.1f M", (double)count / 1e6);
    } else {
        sim_text_print(text, "%.1f G", (double)count / 1e9);
    }
}
