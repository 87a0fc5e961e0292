/* Many rows at once: what one p is worth among others. */
#ifndef WTSIM_REPORTS_COMPARE_CORRECT_H
#define WTSIM_REPORTS_COMPARE_CORRECT_H

#include <stdint.h>

/*
 * p must be sorted ascending; the corrected values stand in the same order.
 *
 * Holm: the chance that any of the family is called different though none is. For rows that were
 * chosen before looking.
 */
void rpt_correct_holm(const double *p, uint32_t count, double *ret_corrected);

/* Benjamini-Hochberg: the share of false ones among those called different. For exploring. */
void rpt_correct_explored(const double *p, uint32_t count, double *ret_corrected);

#endif
