/*
 * Measured durations from a file: what tools for Windows export, and plain CSV.
 *
 * Recognised by their content: `xperf -a dumper` (rows DPC, DPCTmr, Interrupt), the text of
 * `xperf -a dpcisr` (histograms), exports of WPA's DPC/ISR table and any other CSV (L7-L9).
 */
#ifndef WTSIM_REPORTS_CLI_IMPORT_READ_H
#define WTSIM_REPORTS_CLI_IMPORT_READ_H

#include <stdbool.h>
#include <stdint.h>

struct sim_arena;
struct sim_text;

struct cli_import_how {
    const char *column;               /* name, or number from 1; NULL: found by its name */
    const char *unit;                 /* of bare numbers; NULL: as the column says       */
    const char *only;                 /* part of the name of a function or module; NULL  */
};

struct cli_import_bin {
    double low, high;                 /* ns; (low, high] */
    double count;
};

struct cli_import_set {               /* what was measured of one sort */
    const char *kind;                 /* 'DPC', 'ISR', or ''                         */
    const char *name;                 /* the module of a histogram, or ''            */
    double *values;                   /* ns, ascending; NULL: only bins are known    */
    uint32_t count;
    struct cli_import_bin *bins;      uint32_t bin_count;
};

struct cli_import {
    const char *format;               /* 'CSV', 'xperf -a dumper' ...          */
    const char *column;               /* that was read, or ''                  */
    const char *unit;                 /* of its bare numbers, or ''            */
    struct cli_import_set *sets;      uint32_t set_count;
    uint32_t rows, repeated;          /* read; further fragments of one run, left out */
    const char *routine, *other;      /* the first named function or module, and one more; '' */
    bool is_plain;                    /* the column as it is: a scenario can read it  */
};

/* False: mistakes, with the line of the file, are in ret_mistakes, a line each. */
bool cli_import_read(struct sim_arena *arena, const char *path, const char *text,
                     const struct cli_import_how *how, struct cli_import *ret_import,
                     struct sim_text *ret_mistakes);

#endif
