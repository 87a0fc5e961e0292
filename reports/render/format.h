/*
 * Figures as people read them: three significant digits with the unit beside them, grouped
 * counts, instants with spaces, intervals that are a 95 % interval and nothing else.
 *
 * Exact values belong to JSON; what is made here is rounded once, for the eye. All text is ASCII.
 */
#ifndef WTSIM_REPORTS_RENDER_FORMAT_H
#define WTSIM_REPORTS_RENDER_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sim_text;

/* 42.9 us, 311 ms, 5.00 us, 0 ns; '-' for NAN. Negative lengths keep their sign. */
void rpt_format_duration(struct sim_text *text, double ns);

/* A length that was given, not measured: the shortest exact text: 5 ms, 1.5 us, 100 ms. */
void rpt_format_given(struct sim_text *text, double ns);

/* 200,243 */
void rpt_format_count(struct sim_text *text, uint64_t count);

/* A plain number: three significant digits, whole ones exactly and grouped: 1,303; 0.0123. */
void rpt_format_number(struct sim_text *text, double value);

/* A share of 1 with one decimal: 86.1 %; 100 % only when it is all of it. */
void rpt_format_percent(struct sim_text *text, double share);

/* A value in a measure's unit: ns, share, 1/s or a plain number. */
void rpt_format_value(struct sim_text *text, double value, const char *unit);

/*
 * The interval beside a value, in the unit that the value is printed in: [297, 328], [362, -) when
 * high is HUGE_VAL, '=' when low and high equal the value, nothing when either is NAN.
 */
void rpt_format_interval(struct sim_text *text, double value, double low, double high,
                         const char *unit);

/* An instant of a run in seconds: 2.001 706 534; with 6 decimals 2.001 707. */
void rpt_format_instant(struct sim_text *text, uint64_t at_ns, unsigned decimals);

/* 7c1e 90ab 55d2 e013 */
void rpt_format_fingerprint(struct sim_text *text, uint64_t fingerprint);

/* 1.0 M, 12.3 k, 640: how many, roughly. */
void rpt_format_rough(struct sim_text *text, uint64_t count);

#endif
