/*
 * Lines and tables: nothing is wider than the page, nothing hostile reaches the terminal.
 */
#include "reports/render/page.h"

#include "reports/render/table.h"
#include "sim/base/arena.h"
#include "tests/reports/render/screen.h"

TEST(words_wrap_under_their_indent)
{
    struct sim_text text;

    sim_text_init(&text);
    sim_text_add(&text, "FAIL  ");
    rpt_page_words(&text, "one two three four", 6, 16);
    CHECK_TEXT(text.data, "FAIL  one two\n      three four");
    sim_text_deinit(&text);
}

TEST(a_unit_stays_with_its_number)
{
    struct sim_text text;

    sim_text_init(&text);
    rpt_page_words(&text, "in all 10.0 %) of 5 ms, yes", 0, 11);
    CHECK_TEXT(text.data, "in all\n10.0 %) of\n5 ms, yes");
    sim_text_deinit(&text);
}

TEST(what_is_too_wide_is_folded_with_an_indent)
{
    struct sim_text text;

    sim_text_init(&text);
    sim_text_add(&text, "  alpha beta gamma\nshort\n");
    rpt_page_fit(&text, 0, 12);
    CHECK_TEXT(text.data, "  alpha beta\n    gamma\nshort\n");
    sim_text_deinit(&text);
}

TEST(a_word_wider_than_the_page_is_cut)
{
    struct sim_text text;

    sim_text_init(&text);
    sim_text_repeat(&text, 'x', 25);
    rpt_page_fit(&text, 0, 10);
    CHECK_WIDTH(text.data, 10);
    CHECK_TEXT(text.data, "xxxxxxxxxx\n  xxxxxxxx\n  xxxxxxx\n");
    sim_text_deinit(&text);
}

TEST(letters_of_two_bytes_are_one_column)
{
    CHECK_INT(rpt_page_columns("\xc3\xa4\xc3\xb6"), ==, 2);
    CHECK_INT(rpt_page_columns("\033[31mFAIL\033[0m"), ==, 4);
}

TEST(escape_sequences_of_a_scenario_do_not_reach_the_terminal)
{
    struct sim_text text;

    sim_text_init(&text);
    sim_text_add(&text, "a\033]0;title\007b\tc\033[31mred\033[0m\n");
    rpt_page_fit(&text, 0, 80);
    CHECK_TEXT(text.data, "a?]0;title?b c\033[31mred\033[0m\n");
    sim_text_deinit(&text);
}

TEST(the_right_edge_holds_a_short_text)
{
    struct sim_text text;

    sim_text_init(&text);
    sim_text_add(&text, "left");
    rpt_page_edge(&text, "W11", 12);
    CHECK_TEXT(text.data, "left     W11\n");
    sim_text_deinit(&text);
}

TEST(columns_are_as_wide_as_their_cells)
{
    struct sim_arena arena;
    struct rpt_table table;
    struct sim_text text;

    sim_arena_init(&arena);
    sim_text_init(&text);
    rpt_table_init(&table, &arena, "lr");
    rpt_table_add(&table, (const char *const[]){"name", "n"});
    rpt_table_add(&table, (const char *const[]){"nic.rx", "1,000"});
    rpt_table_print(&table, &text, 0, 80);
    CHECK_TEXT(text.data, "name        n\nnic.rx  1,000\n");
    sim_text_deinit(&text);
    sim_arena_deinit(&arena);
}

TEST(a_name_that_is_too_long_stands_on_its_own_line)
{
    struct sim_arena arena;
    struct rpt_table table;
    struct sim_text text;

    sim_arena_init(&arena);
    sim_text_init(&text);
    rpt_table_init(&table, &arena, "lr");
    rpt_table_add(&table, (const char *const[]){"short", "1"});
    rpt_table_add(&table, (const char *const[]){"much.too.long.a.name", "22"});
    rpt_table_print(&table, &text, 0, 20);
    CHECK_TEXT(text.data, "short   1\nmuch.too.long.a.name\n       22\n");
    CHECK_WIDTH(text.data, 20);
    sim_text_deinit(&text);
    sim_arena_deinit(&arena);
}

TESTS(ENTRY(words_wrap_under_their_indent), ENTRY(a_unit_stays_with_its_number),
      ENTRY(what_is_too_wide_is_folded_with_an_indent), ENTRY(a_word_wider_than_the_page_is_cut),
      ENTRY(letters_of_two_bytes_are_one_column),
      ENTRY(escape_sequences_of_a_scenario_do_not_reach_the_terminal),
      ENTRY(the_right_edge_holds_a_short_text), ENTRY(columns_are_as_wide_as_their_cells),
      ENTRY(a_name_that_is_too_long_stands_on_its_own_line))
