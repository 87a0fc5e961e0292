/*
 * Elementary functions of our own: the same bits on every machine.
 *
 * A C library may choose another last digit per processor (one with fused multiply-add, one
 * without). Everything on a path to a simulated time or a stored result uses these: made of
 * + - * / sqrt and integer operations only, compiled without contraction. Error bounds are in
 * ulp, tested against a multiple-precision reference with fixed vectors.
 */
#ifndef WTSIM_SIM_RANDOM_ELEMENTARY_H
#define WTSIM_SIM_RANDOM_ELEMENTARY_H

#include <stdint.h>

double sim_elementary_log(double x);            /* x > 0; 1 ulp                          */

/* The same bits for a block of normal positive numbers, in a loop that can be vectorised. */
void sim_elementary_log_block(const double *x, double *ret_logs, uint32_t count);

double sim_elementary_exp(double x);            /* |x| <= 700; 1 ulp                     */
double sim_elementary_pow(double x, double y);  /* x > 0; relative error 1e-14           */
double sim_elementary_log_gamma(double x);      /* x > 0; relative error 1e-13           */
double sim_elementary_sine_pi(double x);        /* sin(pi x), for reflection formulas     */

/* Quantile of the standard normal law, 0 < p < 1; relative error 1e-15 of the argument's law. */
double sim_elementary_normal_quantile(double p);
double sim_elementary_normal_share(double x);   /* distribution function                  */

/* Regularised incomplete gamma P(a, x) and beta I_x(a, b); relative error 1e-12. */
double sim_elementary_gamma_share(double a, double x);
double sim_elementary_beta_share(double x, double a, double b);

/* Quantile of Student's t with (real) degrees of freedom > 0. */
double sim_elementary_student_quantile(double p, double freedom);

#endif
