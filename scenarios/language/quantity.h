/*
 * Quantities in text: decimal numbers, durations, rates; exact, without the C library's numbers.
 *
 * A decimal number keeps its first 24 digits as an integer with a power of ten: no duration below
 * 100 years can need more to be rounded right. Rounding happens once, half up for durations, to
 * the nearest double for the rest.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_QUANTITY_H
#define WTSIM_SCENARIOS_LANGUAGE_QUANTITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/base/wide.h"

#define SCN_QUANTITY_NS_MAX (UINT64_C(36525) * 86400u * UINT64_C(1000000000)) /* 100 years */

struct scn_quantity_decimal {
    bool negative;
    sim_wide digits;                  /* value: digits * 10^exponent; no zero at the end */
    int32_t exponent;
};

enum scn_quantity_fault {
    SCN_QUANTITY_FINE,
    SCN_QUANTITY_MISSING,             /* empty                                   */
    SCN_QUANTITY_NO_NUMBER,           /* does not begin with a number            */
    SCN_QUANTITY_NEGATIVE,
    SCN_QUANTITY_NO_UNIT,             /* a bare number                           */
    SCN_QUANTITY_BAD_UNIT,            /* something else behind it                */
    SCN_QUANTITY_OTHER,               /* a rate for a duration, a duration for a rate, a unit
                                         behind a plain number                   */
    SCN_QUANTITY_TOO_LARGE            /* or too small to mean anything           */
};

/* What was read. */
struct scn_quantity {
    struct scn_quantity_decimal number;
    uint64_t ns;                      /* of a duration                           */
    double real;                      /* of a rate per ns, of a number           */
    bool assumed;                     /* '~' stood before it                     */
    size_t number_at, number_bytes;   /* where the number stands in the text     */
    const char *rest;                 /* what follows it, blanks skipped         */
};

/* Bytes of the decimal number that text begins with, 0 when there is none. */
size_t scn_quantity_decimal_read(const char *text, struct scn_quantity_decimal *ret_decimal);

/* decimal * unit in whole units, rounded half up; false when above limit. */
bool scn_quantity_decimal_whole(const struct scn_quantity_decimal *decimal, uint64_t unit,
                                uint64_t limit, uint64_t *ret_value);

/* The double nearest to decimal / unit; false beyond about 1e38 and below about 1e-25. */
bool scn_quantity_decimal_real(const struct scn_quantity_decimal *decimal, uint64_t unit,
                               double *ret_value);

enum scn_quantity_fault scn_quantity_duration(const char *text, struct scn_quantity *ret);
enum scn_quantity_fault scn_quantity_rate(const char *text, struct scn_quantity *ret);
enum scn_quantity_fault scn_quantity_number(const char *text, struct scn_quantity *ret);

/* Nanoseconds of 'ns', 'us', 'ms', 's', 'min' or 'h'; 0 for anything else. */
uint64_t scn_quantity_unit(const char *name, size_t length);

/* The n-th of them, NULL behind the last one. */
const char *scn_quantity_unit_name(uint32_t n);

/* The unit that somebody meant by 'usec', 'seconds', 'd'...; NULL when nobody knows. */
const char *scn_quantity_unit_meant(const char *name);

#endif
