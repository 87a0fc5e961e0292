/* The tree: what was written, where, with anchors and merge keys resolved. */
#include <stdlib.h>

#include "tests/scenarios/language_values/desk.h"

static void check_at(void **lab_state, const struct scn_node *node, unsigned line,
                     unsigned column, unsigned length)
{
    CHECK(node != NULL);
    CHECK_INT(node->at.line, ==, line);
    CHECK_INT(node->at.column, ==, column);
    CHECK_INT(node->at.length, ==, length);
    CHECK_INT(node->at.source, ==, 0);
}

static void lay(struct desk *desk, const char *text)
{
    desk_lay(desk, text, strlen(text));
}

TEST(every_node_knows_its_line_column_and_length)
{
    struct desk desk;
    const struct scn_node *line, *list;

    lay(&desk, "wtsim: 1\n"
               "rx: {irql: 5, name: 'a b', list: [1, two,\n"
               "  3]}\n"
               "steps:\n"
               "  - run: 3us\n"
               "  - \"x\"\n"
               "empty:\n");
    CHECK(desk.fine);
    check_at(lab_state, desk.root, 1, 1, 5);
    line = scn_tree_get(desk.root, "rx");
    check_at(lab_state, line, 2, 5, 1); /* a bracket that is closed on another line */
    check_at(lab_state, line->pairs[0].key, 2, 6, 4);
    check_at(lab_state, line->pairs[0].value, 2, 12, 1);
    check_at(lab_state, line->pairs[1].value, 2, 21, 5); /* with its quotes */
    CHECK_TEXT(line->pairs[1].value->text, "a b");
    CHECK(line->pairs[1].value->quoted && !line->pairs[0].value->quoted);
    list = scn_tree_get(line, "list");
    CHECK_INT(list->count, ==, 3);
    check_at(lab_state, list->items[1], 2, 38, 3);
    check_at(lab_state, list->items[2], 3, 3, 1);
    list = scn_tree_get(desk.root, "steps");
    check_at(lab_state, list, 5, 3, 1);
    check_at(lab_state, list->items[0], 5, 5, 3);
    check_at(lab_state, list->items[1], 6, 5, 3);
    check_at(lab_state, scn_tree_get(desk.root, "empty"), 7, 7, 1);
    CHECK_TEXT(scn_tree_get(desk.root, "empty")->text, "");
    CHECK(scn_tree_get(desk.root, "absent") == NULL);
    desk_clear(&desk);
}

TEST(columns_are_characters_after_a_byte_order_mark_umlauts_and_tabs)
{
    struct desk desk;

    /* One column each: the two-byte letter, the four-byte one, the tab behind the comma. */
    lay(&desk, "\xef\xbb\xbf" "n\xc3\xa4me: [\xf0\x9f\x98\x80 x,\t\xc3\xa4\xc3\xb6]\r\nb: c\r\n");
    CHECK(desk.fine);
    check_at(lab_state, desk.root->pairs[0].key, 1, 1, 4);
    check_at(lab_state, desk.root->pairs[0].value->items[0], 1, 8, 3);
    check_at(lab_state, desk.root->pairs[0].value->items[1], 1, 13, 2);
    check_at(lab_state, desk.root->pairs[1].value, 2, 4, 1);
    desk_clear(&desk);
}

TEST(an_alias_is_the_node_that_was_marked_at_the_place_where_it_was_written)
{
    struct desk desk;

    lay(&desk, "a: &mark\n  # a comment\n  - 1\nb: *mark\nc: &e {x: 1}\nd: &f 7\n");
    CHECK(desk.fine);
    CHECK(scn_tree_get(desk.root, "b") == scn_tree_get(desk.root, "a"));
    check_at(lab_state, scn_tree_get(desk.root, "b"), 3, 3, 1);
    check_at(lab_state, scn_tree_get(desk.root, "c"), 5, 7, 6);
    check_at(lab_state, scn_tree_get(desk.root, "d"), 6, 7, 1);
    desk_clear(&desk);
}

TEST(merged_keys_stand_where_the_merge_stood_and_keys_beside_it_win)
{
    struct desk desk;
    const struct scn_node *map;

    lay(&desk, "base: &base {a: 1, b: 2}\n"
               "more: &more {b: 3, c: 4}\n"
               "one: {z: 0, <<: [*base, *more], a: 9}\n"
               "two: {'<<': x}\n");
    CHECK(desk.fine);
    map = scn_tree_get(desk.root, "one");
    CHECK_INT(map->count, ==, 4);
    CHECK_TEXT(map->pairs[0].key->text, "z");
    CHECK_TEXT(map->pairs[1].key->text, "b"); /* from the first that has it */
    CHECK_TEXT(map->pairs[1].value->text, "2");
    CHECK_TEXT(map->pairs[2].key->text, "c");
    CHECK_TEXT(map->pairs[3].key->text, "a");
    CHECK_TEXT(map->pairs[3].value->text, "9");
    check_at(lab_state, map->pairs[1].value, 1, 23, 1);
    CHECK_INT(scn_tree_get(desk.root, "two")->count, ==, 1); /* in quotes it is a plain key */
    desk_clear(&desk);
}

TEST(scalars_stay_text_whatever_they_look_like)
{
    struct desk desk;

    lay(&desk, "a: on\nb: 8.10\nc: 1e3\nd: ~\ne: 0x10\nf: |\n  x\n  y\n");
    CHECK(desk.fine);
    CHECK_TEXT(scn_tree_get(desk.root, "a")->text, "on");
    CHECK_TEXT(scn_tree_get(desk.root, "b")->text, "8.10");
    CHECK_TEXT(scn_tree_get(desk.root, "c")->text, "1e3");
    CHECK_TEXT(scn_tree_get(desk.root, "d")->text, "~");
    CHECK_TEXT(scn_tree_get(desk.root, "e")->text, "0x10");
    CHECK_TEXT(scn_tree_get(desk.root, "f")->text, "x\ny\n");
    check_at(lab_state, scn_tree_get(desk.root, "f"), 6, 4, 1);
    desk_clear(&desk);
}

TEST(a_tree_with_a_double_key_is_still_there_to_find_more_mistakes_in)
{
    struct desk desk;

    lay(&desk, "a: 1\na: 2\nb: 3\n");
    CHECK(!desk.fine);
    CHECK(desk.root != NULL && desk.root->count == 2);
    CHECK_TEXT(scn_tree_get(desk.root, "a")->text, "1");
    desk_clear(&desk);
}

TESTS(ENTRY(every_node_knows_its_line_column_and_length),
      ENTRY(columns_are_characters_after_a_byte_order_mark_umlauts_and_tabs),
      ENTRY(an_alias_is_the_node_that_was_marked_at_the_place_where_it_was_written),
      ENTRY(merged_keys_stand_where_the_merge_stood_and_keys_beside_it_win),
      ENTRY(scalars_stay_text_whatever_they_look_like),
      ENTRY(a_tree_with_a_double_key_is_still_there_to_find_more_mistakes_in))
