/*
 * Rank tests. The exact laws are counted: how many of all equally likely arrangements give each
 * value of the statistic. Counts stay below 2^53 for the sizes they are used for, or lose only
 * last digits that no p shows.
 */
#include "reports/compare/rank.h"

#include <math.h>
#include <stdlib.h>

#include "sim/base/arena.h"
#include "sim/random/elementary.h"

enum { EXACT_MAX = 50 };

struct ranked {
    double value, rank;
    uint32_t index;
};

static int by_value(const void *a, const void *b)
{
    double left = ((const struct ranked *)a)->value, right = ((const struct ranked *)b)->value;

    return left < right ? -1 : left > right;
}

/* Middle ranks from 1; returns the sum of t^3 - t over groups of t equal values. */
static double rank_values(struct ranked *values, uint32_t count)
{
    double ties = 0;

    qsort(values, count, sizeof *values, by_value);
    for (uint32_t first = 0, end; first < count; first = end) {
        double size;

        for (end = first + 1; end < count && values[end].value == values[first].value;) {
            end++;
        }
        size = end - first;
        ties += size * size * size - size;
        for (uint32_t i = first; i < end; i++) {
            values[i].rank = (first + 1 + end) / 2.0;
        }
    }
    return ties;
}

/* p from a law given as weights of the values 0..top: at least and at most the statistic. */
static void judge_exact(const double *weights, uint32_t top, struct rpt_rank_test *test)
{
    double all = 0, least = 0, most = 0;

    for (uint32_t i = 0; i <= top; i++) {
        all += weights[i];
        least += i >= test->statistic ? weights[i] : 0;
        most += i <= test->statistic ? weights[i] : 0;
    }
    test->is_exact = true;
    test->p_greater = least / all;
    test->p_less = most / all;
    test->p = fmin(1, 2 * fmin(test->p_greater, test->p_less));
}

static void judge_normal(double mean, double variance, struct rpt_rank_test *test)
{
    double sigma = sqrt(variance), z = test->statistic - mean;

    if (!(sigma > 0)) {
        test->p_greater = test->p_less = test->p = 1;
        return;
    }
    test->p_greater = 1 - sim_elementary_normal_share((z - 0.5) / sigma);
    test->p_less = sim_elementary_normal_share((z + 0.5) / sigma);
    test->p = fmin(1, 2 * fmin(test->p_greater, test->p_less));
}

/* ---- two samples ---- */

/* Ways to choose n of n + m ranks whose sum exceeds the least possible by w: each choice of k
   numbers is built rank by rank. */
static double *count_sums(struct sim_arena *arena, uint32_t n, uint32_t m)
{
    uint32_t top = n * m;
    double *ways = sim_arena_array(arena, (size_t)(n + 1) * (top + 1), sizeof *ways);

    ways[0] = 1;
    for (uint32_t rank = 1; rank <= n + m; rank++) {
        for (uint32_t k = rank < n ? rank : n; k > 0; k--) {
            double *with = &ways[(size_t)k * (top + 1)], *without = with - (top + 1);

            /* The k-th chosen rank exceeds its least possible value, k, by rank - k. */
            for (uint32_t w = rank - k; w <= top; w++) {
                with[w] += without[w - (rank - k)];
            }
        }
    }
    return &ways[(size_t)n * (top + 1)];
}

void rpt_rank_sum(struct sim_arena *arena, const double *x, uint32_t n, const double *y,
                  uint32_t m, struct rpt_rank_test *ret_test)
{
    struct rpt_rank_test test = {.p = 1, .p_greater = 1, .p_less = 1};
    struct ranked *all = sim_arena_array(arena, (size_t)n + m, sizeof *all);
    double size = (double)n + m, ties;

    for (uint32_t i = 0; i < n + m; i++) {
        all[i] = (struct ranked){i < n ? x[i] : y[i - n], 0, i};
    }
    ties = rank_values(all, n + m);
    for (uint32_t i = 0; i < n + m; i++) {
        test.statistic += all[i].index < n ? all[i].rank : 0;
    }
    test.statistic -= n * (n + 1.0) / 2;
    if (n > 0 && m > 0) {
        test.share_greater = test.statistic / ((double)n * m);
        test.delta = 2 * test.share_greater - 1;
        if (ties == 0 && n < EXACT_MAX && m < EXACT_MAX) {
            judge_exact(count_sums(arena, n, m), n * m, &test);
        } else {
            judge_normal((double)n * m / 2,
                         (double)n * m / 12 * (size + 1 - ties / (size * (size - 1))), &test);
        }
    }
    *ret_test = test;
}

/* ---- pairs ---- */

/* Ways to choose any of the ranks 1..n with a sum of v. */
static double *count_subsets(struct sim_arena *arena, uint32_t n)
{
    uint32_t top = n * (n + 1) / 2;
    double *ways = sim_arena_array(arena, (size_t)top + 1, sizeof *ways);

    ways[0] = 1;
    for (uint32_t rank = 1; rank <= n; rank++) {
        for (uint32_t v = top; v >= rank; v--) {
            ways[v] += ways[v - rank];
        }
    }
    return ways;
}

void rpt_rank_signed(struct sim_arena *arena, const double *x, const double *y, uint32_t n,
                     struct rpt_rank_test *ret_test)
{
    struct rpt_rank_test test = {.p = 1, .p_greater = 1, .p_less = 1};
    struct ranked *sizes = sim_arena_array(arena, n, sizeof *sizes);
    uint32_t count = 0, greater = 0;
    double ties, k;

    for (uint32_t i = 0; i < n; i++) {
        if (x[i] != y[i]) {
            sizes[count++] = (struct ranked){fabs(x[i] - y[i]), 0, i};
        }
        greater += x[i] > y[i];
    }
    ties = rank_values(sizes, count);
    for (uint32_t i = 0; i < count; i++) {
        test.statistic += x[sizes[i].index] > y[sizes[i].index] ? sizes[i].rank : 0;
    }
    k = count;
    if (n > 0) {
        test.share_greater = (greater + (n - count) / 2.0) / n;
        test.delta = 2 * test.share_greater - 1;
    }
    if (count > 0 && ties == 0 && count == n && n < EXACT_MAX) {
        judge_exact(count_subsets(arena, n), n * (n + 1) / 2, &test);
    } else if (count > 0) {
        judge_normal(k * (k + 1) / 4, k * (k + 1) * (2 * k + 1) / 24 - ties / 48, &test);
    }
    *ret_test = test;
}
