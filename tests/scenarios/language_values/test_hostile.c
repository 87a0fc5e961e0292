/*
 * Hostile texts: refused or read, each in bounded time and memory.
 *
 * The bounds are wide (a sanitizer build runs here too); what they catch is quadratic and
 * exponential behaviour, which misses them by orders of magnitude.
 */
#include <stdlib.h>
#include <time.h>

#include "tests/scenarios/language_values/desk.h"

#define SECONDS_MAX 5.0
#define ARENA_MAX ((size_t)96 << 20)

/* Builds a text from pieces. */
static void repeat(struct sim_text *text, const char *piece, size_t count)
{
    for (size_t n = 0; n < count; n++) {
        sim_text_add(text, piece);
    }
}

/* Reads the text within the bounds; number is the first complaint, 0 for none. */
static void check_read(void **lab_state, struct sim_text *text, uint32_t number, uint32_t line,
                       uint32_t column)
{
    clock_t start = clock();
    struct desk desk;

    desk_lay(&desk, text->data, text->length);
    desk_printed(&desk);
    CHECK((double)(clock() - start) / CLOCKS_PER_SEC < SECONDS_MAX);
    CHECK(desk.arena.total < ARENA_MAX);
    CHECK(desk.fine == (number == 0));
    if (number != 0) {
        CHECK_INT(desk.diags.items[0].number, ==, number);
        CHECK_INT(desk.diags.items[0].at.line, ==, line);
        CHECK_INT(desk.diags.items[0].at.column, ==, column);
    }
    CHECK(desk.printed.length < 200000);
    desk_clear(&desk);
    sim_text_deinit(text);
}

TEST(an_alias_bomb_is_refused_where_it_grows_too_large)
{
    struct sim_text text;

    /* a0 weighs 11 nodes, each further one 10 times the one before and 1: a5 would weigh
       1,111,111. The sixth alias in it, of 11,111 * 10 + 1 nodes... the sum so far is over. */
    sim_text_init(&text);
    sim_text_add(&text, "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int n = 1; n < 30; n++) {
        sim_text_print(&text, "a%d: &a%d [", n, n);
        for (int m = 0; m < 9; m++) {
            sim_text_print(&text, "*a%d, ", n - 1);
        }
        sim_text_print(&text, "*a%d]\n", n - 1);
    }
    /* Up to the end of a3: 12 + 112 + 1112 + 11112 + 1 nodes; a4 adds ten times 11111; a5's
       first alias of 111111 would make 123460 + 1 + 1 + 111111 = 234573 > 200000. */
    check_read(lab_state, &text, SCN_S_TOO_MANY, 6, 10);
}

TEST(ten_thousand_levels_of_brackets_stop_at_the_65th)
{
    struct sim_text text;

    sim_text_init(&text);
    repeat(&text, "[", 10000);
    check_read(lab_state, &text, SCN_S_TOO_DEEP, 1, 65);
    sim_text_init(&text);
    repeat(&text, "{a: ", 10000);
    check_read(lab_state, &text, SCN_S_TOO_DEEP, 1, 257); /* 64 * 4 + 1 */
}

TEST(ten_thousand_levels_of_indentation_stop_at_the_65th)
{
    struct sim_text text;

    /* 10,000 lines that are each indented further would take 50 MB: lists need no lines. */
    sim_text_init(&text);
    repeat(&text, "- ", 10000);
    check_read(lab_state, &text, SCN_S_TOO_DEEP, 1, 129); /* 64 * 2 + 1 */
    sim_text_init(&text);
    for (size_t n = 0; n < 200; n++) {
        sim_text_repeat(&text, ' ', n);
        sim_text_add(&text, "a:\n");
    }
    check_read(lab_state, &text, SCN_S_TOO_DEEP, 65, 65);
}

TEST(levels_behind_aliases_count_as_well)
{
    struct sim_text text;

    sim_text_init(&text);
    sim_text_add(&text, "a: &a ");
    repeat(&text, "[", 60);
    repeat(&text, "]", 60);
    sim_text_add(&text, "\nb: [[[*a]]]\nc: [[[[*a]]]]\n");
    check_read(lab_state, &text, SCN_S_TOO_DEEP, 3, 8); /* the map, 4 brackets and 60 more */
}

TEST(a_text_above_four_mebibytes_is_refused_before_it_is_looked_at)
{
    struct sim_text text;

    sim_text_init(&text);
    repeat(&text, "# 345678901234567890123456789012\n", 130000); /* 4.29 million bytes */
    check_read(lab_state, &text, SCN_S_TOO_LARGE, 0, 0);
}

TEST(a_hundred_thousand_keys_minus_one_are_read)
{
    struct sim_text text;

    /* A map, 99,999 keys and as many values are 199,999 nodes. */
    sim_text_init(&text);
    for (unsigned n = 0; n < 99999; n++) {
        sim_text_print(&text, "key%u: %u\n", n, n);
    }
    check_read(lab_state, &text, 0, 0, 0);
}

TEST(more_values_than_the_limit_are_refused)
{
    struct sim_text text;

    sim_text_init(&text);
    repeat(&text, "- 1\n", 300000);
    check_read(lab_state, &text, SCN_S_TOO_MANY, 200000, 3); /* the list is the first node */
}

TEST(ninety_thousand_double_keys_are_found_quickly_and_printed_shortly)
{
    struct sim_text text;

    sim_text_init(&text);
    repeat(&text, "key: 1\n", 90000);
    check_read(lab_state, &text, SCN_S_DOUBLE_KEY, 2, 1);
}

TEST(many_anchors_and_many_dangling_aliases_stay_linear)
{
    struct sim_text text;

    sim_text_init(&text);
    for (unsigned n = 0; n < 60000; n++) {
        sim_text_print(&text, "- &anchor%u x\n- *anchor%u\n", n, n / 2);
    }
    for (unsigned n = 0; n < 60000; n++) {
        sim_text_print(&text, "- *other%u\n", n);
    }
    check_read(lab_state, &text, SCN_S_ALIAS, 120001, 3);
}

TEST(merges_of_merges_do_not_explode)
{
    struct sim_text text;

    sim_text_init(&text);
    sim_text_add(&text, "m0: &m0 {a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7, h: 8}\n");
    for (unsigned n = 1; n < 40; n++) {
        sim_text_print(&text, "m%u: &m%u {<<: [*m%u, *m%u, *m%u]}\n", n, n, n - 1, n - 1, n - 1);
    }
    /* Each weighs three times the one before: 3^n * 17 passes 200,000 while m9 is read. */
    check_read(lab_state, &text, SCN_S_TOO_MANY, 10, 15);
}

TEST(one_line_of_four_million_characters_is_read_in_one_pass)
{
    struct sim_text text;

    sim_text_init(&text);
    sim_text_add(&text, "[");
    repeat(&text, "aaaaaaaaaaaaaaaaaaa \xc3\xa4, ", 150000);
    sim_text_add(&text, "]");
    check_read(lab_state, &text, 0, 0, 0);
    sim_text_init(&text);
    repeat(&text, "\"a\\\n", 1);
    repeat(&text, "x", 4000000);
    sim_text_add(&text, "\"");
    check_read(lab_state, &text, 0, 0, 0);
    sim_text_init(&text);
    sim_text_add(&text, "[\"");
    repeat(&text, "x", 4000000);
    sim_text_add(&text, "\", @");
    check_read(lab_state, &text, SCN_S_SYNTAX, 1, 4000006); /* 2 + 4,000,000 + 3, then '@' */
    sim_text_init(&text);
    sim_text_add(&text, "a: b\nword");
    repeat(&text, " ", 4000000);
    sim_text_add(&text, "\nc: d\n");
    check_read(lab_state, &text, SCN_S_SYNTAX, 2, 1);
}

TESTS(ENTRY(an_alias_bomb_is_refused_where_it_grows_too_large),
      ENTRY(ten_thousand_levels_of_brackets_stop_at_the_65th),
      ENTRY(ten_thousand_levels_of_indentation_stop_at_the_65th),
      ENTRY(levels_behind_aliases_count_as_well),
      ENTRY(a_text_above_four_mebibytes_is_refused_before_it_is_looked_at),
      ENTRY(a_hundred_thousand_keys_minus_one_are_read),
      ENTRY(more_values_than_the_limit_are_refused),
      ENTRY(ninety_thousand_double_keys_are_found_quickly_and_printed_shortly),
      ENTRY(many_anchors_and_many_dangling_aliases_stay_linear),
      ENTRY(merges_of_merges_do_not_explode),
      ENTRY(one_line_of_four_million_characters_is_read_in_one_pass))
