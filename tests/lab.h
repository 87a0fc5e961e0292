/*
 * Our tests read like lab notes: TEST(a_sentence_that_is_true_when_it_passes).
 *
 *     TEST(two_and_two_make_four) { CHECK_INT(2 + 2, ==, 4); }
 *     TESTS(ENTRY(two_and_two_make_four))
 *
 * A thin coat over cmocka; each test file is one executable and prints TAP.
 */
#ifndef WTSIM_TESTS_LAB_H
#define WTSIM_TESTS_LAB_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define TEST(name) static void name(void **lab_state)
#define ENTRY(name) cmocka_unit_test(name)

#define CHECK(condition)                                                                      \
    do {                                                                                      \
        (void)lab_state;                                                                      \
        if (!(condition)) {                                                                   \
            fail_msg("%s:%d: %s", __FILE__, __LINE__, #condition);                            \
        }                                                                                     \
    } while (0)

#define CHECK_INT(got, op, want)                                                              \
    do {                                                                                      \
        long long lab_got = (long long)(got), lab_want = (long long)(want);                   \
        (void)lab_state;                                                                      \
        if (!(lab_got op lab_want)) {                                                         \
            fail_msg("%s:%d: %s is %lld, not %s %lld", __FILE__, __LINE__, #got, lab_got, #op, \
                     lab_want);                                                               \
        }                                                                                     \
    } while (0)

#define CHECK_NEAR(got, want, tolerance)                                                      \
    do {                                                                                      \
        double lab_got = (double)(got), lab_want = (double)(want), lab_by = (tolerance);      \
        (void)lab_state;                                                                      \
        if (!(lab_got >= lab_want - lab_by && lab_got <= lab_want + lab_by)) {                \
            fail_msg("%s:%d: %s is %.17g, not %.17g within %g", __FILE__, __LINE__, #got,      \
                     lab_got, lab_want, lab_by);                                              \
        }                                                                                     \
    } while (0)

#define CHECK_TEXT(got, want)                                                                 \
    do {                                                                                      \
        const char *lab_got = (got), *lab_want = (want);                                      \
        (void)lab_state;                                                                      \
        if (lab_got == NULL || strcmp(lab_got, lab_want) != 0) {                              \
            fail_msg("%s:%d: %s is '%s', not '%s'", __FILE__, __LINE__, #got,                  \
                     lab_got == NULL ? "(null)" : lab_got, lab_want);                         \
        }                                                                                     \
    } while (0)

#define TESTS(...)                                                     \
    int main(void)                                                     \
    {                                                                  \
        const struct CMUnitTest lab_tests[] = {__VA_ARGS__};           \
        cmocka_set_message_output(CM_OUTPUT_TAP);                      \
        return cmocka_run_group_tests(lab_tests, NULL, NULL);          \
    }

#endif
