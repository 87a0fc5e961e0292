/* Text: growth, JSON strings, numbers in any locale, nearly right names. */
#include "sim/base/text.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "sim/base/arena.h"
#include "tests/lab.h"

static const char *real(struct sim_text *text, double value)
{
    sim_text_clear(text);
    sim_text_real(text, value);
    return text->data;
}

static const char *json(struct sim_text *text, const char *string)
{
    sim_text_clear(text);
    sim_text_json(text, string);
    return text->data;
}

TEST(an_empty_text_is_an_empty_string)
{
    struct sim_text text;

    sim_text_init(&text);
    CHECK_TEXT(text.data, "");
    sim_text_add(&text, "");
    sim_text_add_bytes(&text, NULL, 0);
    sim_text_repeat(&text, 'x', 0);
    CHECK_TEXT(text.data, "");
    sim_text_add(&text, "abc");
    sim_text_clear(&text);
    CHECK_TEXT(text.data, "");
    sim_text_deinit(&text);
    CHECK_TEXT(text.data, "");
    sim_text_deinit(&text);
}

TEST(text_grows_by_all_its_means)
{
    struct sim_text text;

    sim_text_init(&text);
    sim_text_add(&text, "p99");
    sim_text_add_char(&text, ' ');
    sim_text_add_bytes(&text, "<=>", 1);
    sim_text_repeat(&text, ' ', 2);
    sim_text_print(&text, "%d %s", 5, "ms");
    CHECK_TEXT(text.data, "p99 <  5 ms");
    CHECK_INT(text.length, ==, 11);
    for (int i = 0; i < 1000; i++) {
        sim_text_print(&text, "%05d", i);
    }
    CHECK_INT(text.length, ==, 11 + 5 * 1000);
    CHECK_INT(strlen(text.data), ==, text.length);
    CHECK_TEXT(text.data + 11 + 5 * 999, "00999");
    sim_text_deinit(&text);
}

TEST(a_kept_text_outlives_what_it_was_put_together_in)
{
    struct sim_arena arena;
    struct sim_text text;
    const char *kept;

    sim_arena_init(&arena);
    sim_text_init(&text);
    CHECK_TEXT(sim_text_keep(&text, &arena), "");
    sim_text_add(&text, "nic");
    kept = sim_text_keep(&text, &arena);
    CHECK_TEXT(text.data, "");
    sim_text_add(&text, "disk");
    CHECK_TEXT(kept, "nic");
    sim_text_deinit(&text);
    sim_arena_deinit(&arena);
}

TEST(json_strings_escape_what_json_forbids)
{
    struct sim_text text;

    sim_text_init(&text);
    CHECK_TEXT(json(&text, "plain"), "\"plain\"");
    CHECK_TEXT(json(&text, "a\"b\\c"), "\"a\\\"b\\\\c\"");
    CHECK_TEXT(json(&text, "\b\t\n\f\r"), "\"\\b\\t\\n\\f\\r\"");
    CHECK_TEXT(json(&text, "\x01\x1f"), "\"\\u0001\\u001f\"");
    CHECK_TEXT(json(&text, "\xc2\xb5s \xe2\x89\xa4"), "\"\xc2\xb5s \xe2\x89\xa4\"");
    sim_text_deinit(&text);
}

TEST(json_strings_are_utf8_whatever_came_in)
{
    struct sim_text text;

    sim_text_init(&text);
    CHECK_TEXT(json(&text, "a\xff" "b"), "\"a\xef\xbf\xbd" "b\"");
    CHECK_TEXT(json(&text, "\xc2"), "\"\xef\xbf\xbd\"");                     /* cut short */
    CHECK_TEXT(json(&text, "\xc0\xaf"), "\"\xef\xbf\xbd\xef\xbf\xbd\"");     /* overlong  */
    CHECK_TEXT(json(&text, "\xf0\x9f\x98\x80"), "\"\xf0\x9f\x98\x80\"");     /* U+1F600   */
    CHECK_INT(strlen(json(&text, "\xed\xa0\x80")), ==, 2 + 3 * 3);           /* surrogate */
    sim_text_deinit(&text);
}

TEST(reals_are_printed_short)
{
    struct sim_text text;

    sim_text_init(&text);
    CHECK_TEXT(real(&text, 0.0), "0");
    CHECK_TEXT(real(&text, -0.0), "-0");
    CHECK_TEXT(real(&text, 0.1), "0.1");
    CHECK_TEXT(real(&text, 0.1 + 0.2), "0.30000000000000004");
    CHECK_TEXT(real(&text, 1e22), "1e+22");
    CHECK_TEXT(real(&text, 1.0 / 3.0), "0.3333333333333333");
    CHECK_TEXT(real(&text, 4.9406564584124654e-324), "5e-324");
    CHECK_TEXT(real(&text, HUGE_VAL), "null");
    CHECK_TEXT(real(&text, -HUGE_VAL), "null");
    CHECK_TEXT(real(&text, (double)NAN), "null");
    sim_text_deinit(&text);
}

TEST(reals_read_back_as_themselves)
{
    uint64_t state = 88172645463325252u; /* xorshift64: any bit pattern */
    struct sim_text text;

    sim_text_init(&text);
    for (int i = 0; i < 20000; i++) {
        double value, back;

        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        memcpy(&value, &state, sizeof(value));
        if (!(fabs(value) <= DBL_MAX)) {
            continue;
        }
        back = strtod(real(&text, value), NULL);
        CHECK(memcmp(&back, &value, sizeof(value)) == 0);
    }
    sim_text_deinit(&text);
}

/* The test changes the locale of the process, as a library that links us might. */
TEST(a_comma_locale_changes_nothing)
{
    static const char *const names[] = {"de_DE.UTF-8", "fr_FR.UTF-8", "de_DE", "nl_NL.UTF-8"};
    struct sim_text text;
    bool comma = false;

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && !comma; i++) {
        comma = setlocale(LC_ALL, names[i]) != NULL;
    }
    if (!comma) {
        print_message("# no comma locale is installed: the numbers below test less\n");
    }
    sim_text_init(&text);
    CHECK_TEXT(real(&text, 1.5), "1.5");
    CHECK_TEXT(real(&text, 0.1 + 0.2), "0.30000000000000004");
    sim_text_clear(&text);
    sim_text_print(&text, "%.2f", 2.25);
    CHECK_TEXT(text.data, "2.25");
    sim_text_deinit(&text);
    setlocale(LC_ALL, "C");
}

TEST(the_locale_of_the_thread_is_the_same_afterwards)
{
    locale_t own = newlocale(LC_ALL_MASK, "C.UTF-8", (locale_t)0), before;
    struct sim_text text;

    assert_true(own != (locale_t)0);
    before = uselocale(own);
    sim_text_init(&text);
    sim_text_real(&text, 0.25);
    sim_text_print(&text, " %d", 4);
    CHECK_TEXT(text.data, "0.25 4");
    CHECK(uselocale((locale_t)0) == own);
    uselocale(before);
    freelocale(own);
    sim_text_deinit(&text);
}

TEST(distance_counts_slips_of_the_fingers)
{
    CHECK_INT(sim_text_distance("", ""), ==, 0);
    CHECK_INT(sim_text_distance("rx", ""), ==, 2);
    CHECK_INT(sim_text_distance("", "rx"), ==, 2);
    CHECK_INT(sim_text_distance("drivers", "driver"), ==, 1);   /* delete          */
    CHECK_INT(sim_text_distance("isr", "dsr"), ==, 1);          /* replace         */
    CHECK_INT(sim_text_distance("arrivals", "arirvals"), ==, 1); /* swap            */
    CHECK_INT(sim_text_distance("kitten", "sitting"), ==, 3);
    CHECK_INT(sim_text_distance("ca", "abc"), ==, 3);           /* swapped pairs are not edited */
    CHECK_INT(sim_text_distance("WdfWorkItemEnqueue", "WdfWorkitemEnque"), ==, 3);
}

TEST(distance_of_very_long_names_is_bounded)
{
    char a[400], b[400];

    memset(a, 'a', sizeof(a));
    memset(b, 'b', sizeof(b));
    a[399] = b[399] = '\0';
    CHECK_INT(sim_text_distance(a, a), ==, 0);
    CHECK_INT(sim_text_distance(a, b), ==, UINT32_MAX);
    a[127] = b[127] = '\0';
    CHECK_INT(sim_text_distance(a, b), ==, 127);
}

TESTS(ENTRY(an_empty_text_is_an_empty_string), ENTRY(text_grows_by_all_its_means),
      ENTRY(a_kept_text_outlives_what_it_was_put_together_in),
      ENTRY(json_strings_escape_what_json_forbids), ENTRY(json_strings_are_utf8_whatever_came_in),
      ENTRY(reals_are_printed_short), ENTRY(reals_read_back_as_themselves),
      ENTRY(a_comma_locale_changes_nothing),
      ENTRY(the_locale_of_the_thread_is_the_same_afterwards),
      ENTRY(distance_counts_slips_of_the_fingers),
      ENTRY(distance_of_very_long_names_is_bounded))
