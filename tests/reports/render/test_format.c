/*
 * Figures as people read them: rounded once, the unit beside the number.
 */
#include <math.h>

#include "reports/render/format.h"
#include "sim/base/text.h"
#include "tests/lab.h"

#define CHECK_FORMAT(want, function, ...)          \
    do {                                           \
        struct sim_text text;                      \
        sim_text_init(&text);                      \
        function(&text, __VA_ARGS__);              \
        CHECK_TEXT(text.data, want);               \
        sim_text_deinit(&text);                    \
    } while (0)

TEST(a_duration_has_three_significant_digits_and_its_unit)
{
    CHECK_FORMAT("0 ns", rpt_format_duration, 0);
    CHECK_FORMAT("7 ns", rpt_format_duration, 7);
    CHECK_FORMAT("12.5 ns", rpt_format_duration, 12.5);
    CHECK_FORMAT("999 ns", rpt_format_duration, 999);
    CHECK_FORMAT("1.00 us", rpt_format_duration, 1000);
    CHECK_FORMAT("42.9 us", rpt_format_duration, 42886);
    CHECK_FORMAT("311 ms", rpt_format_duration, 310.9e6);
    CHECK_FORMAT("20.2 ms", rpt_format_duration, 20.2e6);
    CHECK_FORMAT("1,234 s", rpt_format_duration, 1234e9);
    CHECK_FORMAT("-5.00 us", rpt_format_duration, -5000);
    CHECK_FORMAT("-", rpt_format_duration, (double)NAN);
    CHECK_FORMAT("never", rpt_format_duration, HUGE_VAL);
}

TEST(rounding_never_leaves_a_thousand_of_the_smaller_unit)
{
    CHECK_FORMAT("1.00 ms", rpt_format_duration, 999600);   /* 999.6 us rounds to 1000 us */
    CHECK_FORMAT("999 us", rpt_format_duration, 999400);
    CHECK_FORMAT("10.0 us", rpt_format_duration, 9996);     /* 9.996 has four digits at 10.00 */
    CHECK_FORMAT("100 us", rpt_format_duration, 99960);
    CHECK_FORMAT("1.00 s", rpt_format_duration, 999.9e6);
}

TEST(a_given_length_is_shown_as_it_was_given)
{
    CHECK_FORMAT("5 ms", rpt_format_given, 5e6);
    CHECK_FORMAT("1.5 us", rpt_format_given, 1500);
    CHECK_FORMAT("100 ms", rpt_format_given, 100e6);
    CHECK_FORMAT("10 s", rpt_format_given, 10e9);
    CHECK_FORMAT("15.625 ms", rpt_format_given, 15625000);
    CHECK_FORMAT("0 ns", rpt_format_given, 0);
}

TEST(counts_are_grouped)
{
    CHECK_FORMAT("0", rpt_format_count, 0);
    CHECK_FORMAT("999", rpt_format_count, 999);
    CHECK_FORMAT("1,000", rpt_format_count, 1000);
    CHECK_FORMAT("200,243", rpt_format_count, 200243);
    CHECK_FORMAT("18,446,744,073,709,551,615", rpt_format_count, UINT64_MAX);
}

TEST(plain_numbers_are_exact_when_whole)
{
    CHECK_FORMAT("1,303", rpt_format_number, 1303);
    CHECK_FORMAT("1.25", rpt_format_number, 1.25);
    CHECK_FORMAT("0.0123", rpt_format_number, 0.01234);
    CHECK_FORMAT("0.500", rpt_format_number, 0.5);
    CHECK_FORMAT("1,303", rpt_format_number, 1302.6);
    CHECK_FORMAT("-849", rpt_format_number, -849);
}

TEST(only_all_of_it_is_100_percent)
{
    CHECK_FORMAT("100 %", rpt_format_percent, 1);
    CHECK_FORMAT("100.0 %", rpt_format_percent, 0.99999);
    CHECK_FORMAT("86.1 %", rpt_format_percent, 0.861);
    CHECK_FORMAT("0.0 %", rpt_format_percent, 0);
}

TEST(an_interval_stands_in_the_unit_of_its_value)
{
    CHECK_FORMAT("[297, 328]", rpt_format_interval, 311e6, 297e6, 328e6, "ns");
    CHECK_FORMAT("[990, 1,020]", rpt_format_interval, 999e3, 990e3, 1020e3, "ns");
    CHECK_FORMAT("[362, -)", rpt_format_interval, 380e6, 362e6, HUGE_VAL, "ns");
    CHECK_FORMAT("=", rpt_format_interval, 42e3, 42e3, 42e3, "ns");
    CHECK_FORMAT("", rpt_format_interval, 42e3, (double)NAN, (double)NAN, "ns");
    CHECK_FORMAT("[4.50, 5.50]", rpt_format_interval, 5000, 4500, 5500, "ns");
    CHECK_FORMAT("[91.0, 91.4]", rpt_format_interval, 0.912, 0.910, 0.914, "share");
}

TEST(limits_that_differ_never_read_the_same)
{
    /* 40.46 and 40.54 would both be 40.5 */
    CHECK_FORMAT("[40.46, 40.54]", rpt_format_interval, 40500, 40460, 40540, "ns");
}

TEST(an_instant_is_seconds_with_spaces)
{
    CHECK_FORMAT("2.001 706 534", rpt_format_instant, 2001706534u, 9);
    CHECK_FORMAT("2.001 707", rpt_format_instant, 2001706534u, 6);
    CHECK_FORMAT("2.002", rpt_format_instant, 2001706534u, 3);
    CHECK_FORMAT("0.000 015", rpt_format_instant, 15000, 6);
    CHECK_FORMAT("10.000 000", rpt_format_instant, 9999999600u, 6);  /* rounds up across s */
}

TEST(a_fingerprint_is_four_groups)
{
    CHECK_FORMAT("7c1e 90ab 55d2 e013", rpt_format_fingerprint, 0x7c1e90ab55d2e013u);
    CHECK_FORMAT("0000 0000 0000 0001", rpt_format_fingerprint, 1);
}

TEST(a_rough_number_says_its_size)
{
    CHECK_FORMAT("640", rpt_format_rough, 640);
    CHECK_FORMAT("12.3 k", rpt_format_rough, 12345);
    CHECK_FORMAT("1.0 M", rpt_format_rough, 999950);
    CHECK_FORMAT("1.0 G", rpt_format_rough, 999999999);
}

TEST(values_follow_their_unit)
{
    CHECK_FORMAT("5.00 us", rpt_format_value, 5000, "ns");
    CHECK_FORMAT("91.1 %", rpt_format_value, 0.911, "share");
    CHECK_FORMAT("12", rpt_format_value, 12, "1");
    CHECK_FORMAT("12/s", rpt_format_value, 12, "1/s");
}

TESTS(ENTRY(a_duration_has_three_significant_digits_and_its_unit),
      ENTRY(rounding_never_leaves_a_thousand_of_the_smaller_unit),
      ENTRY(a_given_length_is_shown_as_it_was_given), ENTRY(counts_are_grouped),
      ENTRY(plain_numbers_are_exact_when_whole), ENTRY(only_all_of_it_is_100_percent),
      ENTRY(an_interval_stands_in_the_unit_of_its_value),
      ENTRY(limits_that_differ_never_read_the_same),
      ENTRY(an_instant_is_seconds_with_spaces), ENTRY(a_fingerprint_is_four_groups),
      ENTRY(a_rough_number_says_its_size), ENTRY(values_follow_their_unit))
