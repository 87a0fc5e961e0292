/*
 * Quantities in text, in integers of 128 bits.
 *
 * Why 24 digits are enough: a duration that lies exactly halfway between two nanoseconds has at
 * most 15 decimals in any unit, and at most 10 digits before the point. Whatever is cut off
 * behind the 24th digit is above or below the half already.
 */
#include "scenarios/language/quantity.h"

#include <math.h>
#include <string.h>

#define DIGITS_MAX 24u
#define EXPONENT_MAX 1000

static const struct {
    const char *name;
    uint64_t ns;
} units[] = {
    {"ns", 1},
    {"us", 1000},
    {"ms", 1000000},
    {"s", 1000000000},
    {"min", UINT64_C(60000000000)},
    {"h", UINT64_C(3600000000000)},
};

static const struct {
    const char *written, *meant;
} slips[] = {
    {"usec", "us"},    {"\xc2\xb5s", "us"},  {"\xce\xbcs", "us"}, {"usecs", "us"},
    {"micros", "us"},  {"microsecond", "us"}, {"microseconds", "us"}, {"u", "us"},
    {"msec", "ms"},    {"msecs", "ms"},      {"millis", "ms"},    {"millisecond", "ms"},
    {"milliseconds", "ms"}, {"nsec", "ns"},  {"nsecs", "ns"},     {"nanosecond", "ns"},
    {"nanoseconds", "ns"},  {"n", "ns"},     {"sec", "s"},        {"secs", "s"},
    {"second", "s"},   {"seconds", "s"},     {"S", "s"},          {"mins", "min"},
    {"minute", "min"}, {"minutes", "min"},   {"hr", "h"},         {"hrs", "h"},
    {"hour", "h"},     {"hours", "h"},       {"H", "h"},          {"US", "us"},
    {"MS", "ms"},      {"NS", "ns"},         {"Us", "us"},        {"Ms", "ms"},
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* One more digit; those beyond the 24th only move the point. */
static void add_digit(struct scn_quantity_decimal *decimal, unsigned *count, char c, bool fraction)
{
    if (*count < DIGITS_MAX) {
        decimal->digits = decimal->digits * 10u + (unsigned)(c - '0');
        *count += decimal->digits != 0 ? 1u : 0u;
        decimal->exponent -= fraction ? 1 : 0;
    } else {
        decimal->exponent += fraction ? 0 : 1;
    }
}

/* 'e', perhaps a sign, digits; 0 bytes when that is not what follows. */
static size_t read_exponent(const char *text, int32_t *exponent)
{
    size_t at = 1, sign = 0;
    int32_t value = 0;

    if (*text != 'e' && *text != 'E') {
        return 0;
    }
    sign = text[1] == '-' || text[1] == '+' ? 1 : 0;
    at += sign;
    if (!is_digit(text[at])) {
        return 0;
    }
    for (; is_digit(text[at]); at++) {
        value = value > EXPONENT_MAX ? value : value * 10 + (text[at] - '0');
    }
    *exponent += text[1] == '-' ? -value : value;
    return at;
}

size_t scn_quantity_decimal_read(const char *text, struct scn_quantity_decimal *ret_decimal)
{
    struct scn_quantity_decimal decimal = {.negative = *text == '-'};
    size_t at = *text == '-' || *text == '+' ? 1 : 0;
    unsigned count = 0;

    if (!is_digit(text[at]) && !(text[at] == '.' && is_digit(text[at + 1]))) {
        return 0;
    }
    for (; is_digit(text[at]); at++) {
        add_digit(&decimal, &count, text[at], false);
    }
    if (text[at] == '.' && is_digit(text[at + 1])) {
        for (at++; is_digit(text[at]); at++) {
            add_digit(&decimal, &count, text[at], true);
        }
    }
    at += read_exponent(text + at, &decimal.exponent);
    while (decimal.digits != 0 && decimal.digits % 10u == 0) {
        decimal.digits /= 10u;
        decimal.exponent++;
    }
    decimal.exponent = decimal.digits == 0 ? 0 : decimal.exponent;
    *ret_decimal = decimal;
    return at;
}

static sim_wide power_of_ten(int32_t exponent)
{
    sim_wide power = 1;

    for (; exponent > 0; exponent--) {
        power *= 10u;
    }
    return power;
}

bool scn_quantity_decimal_whole(const struct scn_quantity_decimal *decimal, uint64_t unit,
                                uint64_t limit, uint64_t *ret_value)
{
    sim_wide product = decimal->digits * unit, power;
    int32_t exponent = decimal->exponent;

    for (; exponent > 0 && product <= limit && product > 0; exponent--) {
        product *= 10u;
    }
    if (exponent < 0) {
        /* Up to 10^24 * 3.6 * 10^12, so a division by more than 10^38 leaves less than a half. */
        power = exponent >= -38 ? power_of_ten(-exponent) : 0;
        product = power == 0 ? 0 : product / power + (product % power >= power - power / 2u);
    }
    if (product > limit) {
        return false;
    }
    *ret_value = (uint64_t)product;
    return true;
}

/* The double nearest to n / d, both below 2^127: 64 bits of quotient, the rest in the last one. */
static double ratio(sim_wide n, sim_wide d)
{
    sim_wide quotient = n / d, rest = n % d;
    const sim_wide top = (sim_wide)1 << 63;
    bool more = false;
    int shift = 0;

    if (n == 0) {
        return 0.0;
    }
    for (; quotient >= top << 1; shift++) {
        more = more || (quotient & 1u) != 0;
        quotient >>= 1;
    }
    for (; quotient < top; shift--) {
        rest <<= 1;
        quotient = quotient << 1 | (rest >= d ? 1u : 0u);
        rest -= rest >= d ? d : 0;
    }
    more = more || rest != 0;
    return ldexp((double)((uint64_t)quotient | (more ? 1u : 0u)), shift);
}

bool scn_quantity_decimal_real(const struct scn_quantity_decimal *decimal, uint64_t unit,
                               double *ret_value)
{
    const sim_wide limit = (sim_wide)1 << 126;
    sim_wide n = decimal->digits, d = unit;

    for (int32_t exponent = decimal->exponent; exponent > 0; exponent--) {
        if (n > limit / 10u) {
            return false;
        }
        n *= 10u;
    }
    for (int32_t exponent = decimal->exponent; exponent < 0; exponent++) {
        if (d > limit / 10u) {
            return false;
        }
        d *= 10u;
    }
    *ret_value = decimal->negative ? -ratio(n, d) : ratio(n, d);
    return true;
}

uint64_t scn_quantity_unit(const char *name, size_t length)
{
    for (size_t n = 0; n < sizeof units / sizeof units[0]; n++) {
        if (strlen(units[n].name) == length && memcmp(units[n].name, name, length) == 0) {
            return units[n].ns;
        }
    }
    return 0;
}

const char *scn_quantity_unit_name(uint32_t n)
{
    return n < sizeof units / sizeof units[0] ? units[n].name : NULL;
}

const char *scn_quantity_unit_meant(const char *name)
{
    for (size_t n = 0; n < sizeof slips / sizeof slips[0]; n++) {
        if (strcmp(slips[n].written, name) == 0) {
            return slips[n].meant;
        }
    }
    return NULL;
}

/* '~', blanks, the number, blanks. */
static enum scn_quantity_fault read_number(const char *text, struct scn_quantity *ret)
{
    size_t at = strspn(text, " ");

    *ret = (struct scn_quantity){.assumed = text[at] == '~'};
    at += ret->assumed ? 1u : 0u;
    at += strspn(text + at, " ");
    if (text[at] == '\0') {
        return SCN_QUANTITY_MISSING;
    }
    ret->number_at = at;
    ret->number_bytes = scn_quantity_decimal_read(text + at, &ret->number);
    if (ret->number_bytes == 0) {
        return SCN_QUANTITY_NO_NUMBER;
    }
    ret->rest = text + at + ret->number_bytes;
    ret->rest += strspn(ret->rest, " ");
    return SCN_QUANTITY_FINE;
}

enum scn_quantity_fault scn_quantity_duration(const char *text, struct scn_quantity *ret)
{
    enum scn_quantity_fault fault = read_number(text, ret);
    uint64_t unit;

    if (fault != SCN_QUANTITY_FINE) {
        return fault;
    }
    if (*ret->rest == '\0') {
        return SCN_QUANTITY_NO_UNIT;
    }
    if (*ret->rest == '/') {
        return SCN_QUANTITY_OTHER;
    }
    unit = scn_quantity_unit(ret->rest, strlen(ret->rest));
    if (unit == 0) {
        return SCN_QUANTITY_BAD_UNIT;
    }
    if (ret->number.negative) {
        return SCN_QUANTITY_NEGATIVE;
    }
    return scn_quantity_decimal_whole(&ret->number, unit, SCN_QUANTITY_NS_MAX, &ret->ns)
               ? SCN_QUANTITY_FINE
               : SCN_QUANTITY_TOO_LARGE;
}

enum scn_quantity_fault scn_quantity_rate(const char *text, struct scn_quantity *ret)
{
    enum scn_quantity_fault fault = read_number(text, ret);
    const char *name;
    uint64_t unit;

    if (fault != SCN_QUANTITY_FINE) {
        return fault;
    }
    if (*ret->rest == '\0') {
        return SCN_QUANTITY_NO_UNIT;
    }
    if (*ret->rest != '/') {
        return scn_quantity_unit(ret->rest, strlen(ret->rest)) > 0 ? SCN_QUANTITY_OTHER
                                                                   : SCN_QUANTITY_BAD_UNIT;
    }
    name = ret->rest + 1 + strspn(ret->rest + 1, " ");
    unit = scn_quantity_unit(name, strlen(name));
    if (unit == 0) {
        return SCN_QUANTITY_BAD_UNIT;
    }
    if (ret->number.negative) {
        return SCN_QUANTITY_NEGATIVE;
    }
    return scn_quantity_decimal_real(&ret->number, unit, &ret->real) && ret->real <= 1.0
               ? SCN_QUANTITY_FINE
               : SCN_QUANTITY_TOO_LARGE;
}

enum scn_quantity_fault scn_quantity_number(const char *text, struct scn_quantity *ret)
{
    enum scn_quantity_fault fault = read_number(text, ret);

    if (fault != SCN_QUANTITY_FINE) {
        return fault;
    }
    if (*ret->rest != '\0') {
        return scn_quantity_unit(ret->rest, strlen(ret->rest)) > 0 ? SCN_QUANTITY_OTHER
                                                                   : SCN_QUANTITY_BAD_UNIT;
    }
    return scn_quantity_decimal_real(&ret->number, 1, &ret->real) ? SCN_QUANTITY_FINE
                                                                  : SCN_QUANTITY_TOO_LARGE;
}
