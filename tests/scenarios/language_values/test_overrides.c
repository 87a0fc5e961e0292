/* Overrides: --set path=value, applied to the tree and pointing into the command line. */
#include <stdlib.h>

#include "tests/scenarios/language_values/desk.h"

static const char scenario[] = "run: {duration: 10s}\n"
                               "pool:\n"
                               "steps:\n"
                               "  - run: 3us\n"
                               "  - x\n"
                               "a.b: {c: 1}\n"
                               "one: &m {v: 1}\n"
                               "two: *m\n";

/* Lays the scenario and applies overrides in their order, as the loader does. */
static void lay(struct desk *desk, const char *const *overrides, size_t count)
{
    desk_lay(desk, scenario, sizeof scenario - 1);
    for (size_t n = 0; n < count; n++) {
        uint32_t source = scn_diags_source(
            &desk->diags, sim_arena_print(&desk->arena, "--set %s", overrides[n]), overrides[n]);

        desk->root = scn_tree_override(&desk->arena, desk->root, overrides[n], source,
                                       &desk->diags);
    }
}

static const char *text_of(struct desk *desk, const char *key)
{
    return scn_values_text_node(&desk->arena, scn_tree_get(desk->root, key));
}

TEST(an_override_replaces_adds_and_makes_the_maps_on_the_way)
{
    static const char *const overrides[] = {
        "run.duration=20s",  "run.seed=7",        "pool.delayed.threads=3", "steps.0.run=5us",
        "steps.1={call: F}", "steps.2=[wait: 1ms]", "a.b.c=2",              "new=",
        "two.v=9",           "expect=[a.b < 5ms]"};
    struct desk desk;

    lay(&desk, overrides, 10);
    CHECK_TEXT(desk_printed(&desk), "");
    CHECK_TEXT(text_of(&desk, "run"), "{duration: 20s, seed: 7}");
    CHECK_TEXT(text_of(&desk, "pool"), "{delayed: {threads: 3}}");
    CHECK_TEXT(text_of(&desk, "steps"), "[{run: 5us}, {call: F}, [{wait: 1ms}]]");
    CHECK_TEXT(text_of(&desk, "a.b"), "{c: 2}"); /* a key with a dot in it */
    CHECK_TEXT(text_of(&desk, "new"), "\"\"");
    CHECK_TEXT(text_of(&desk, "one"), "{v: 1}"); /* only where the path goes, not its alias */
    CHECK_TEXT(text_of(&desk, "two"), "{v: 9}");
    CHECK_TEXT(text_of(&desk, "expect"), "[a.b < 5ms]");
    desk_clear(&desk);
}

TEST(new_nodes_carry_the_number_and_columns_of_their_override)
{
    static const char *const overrides[] = {"run.seed=7", "pool.delayed=[x, {y: z}]"};
    struct desk desk;
    const struct scn_node *node;

    lay(&desk, overrides, 2);
    node = scn_tree_get(scn_tree_get(desk.root, "run"), "seed");
    CHECK_INT(node->at.source, ==, 1);
    CHECK_INT(node->at.line, ==, 1);
    CHECK_INT(node->at.column, ==, 10);
    node = scn_tree_get(scn_tree_get(desk.root, "pool"), "delayed");
    CHECK_INT(node->at.source, ==, 2);
    CHECK_INT(node->at.column, ==, 14);
    CHECK_INT(node->at.length, ==, 11);
    CHECK_INT(node->items[1]->pairs[0].value->at.column, ==, 22);
    CHECK_INT(scn_tree_get(desk.root, "pool")->pairs[0].key->at.column, ==, 6);
    CHECK_INT(scn_tree_get(desk.root, "run")->pairs[0].key->at.source, ==, 0);
    desk_clear(&desk);
}

static void check_complaint(void **lab_state, const char *override, const char *printed)
{
    struct desk desk;
    const struct scn_node *before;

    lay(&desk, NULL, 0);
    before = desk.root;
    scn_diags_source(&desk.diags, sim_arena_print(&desk.arena, "--set %s", override), override);
    desk.root = scn_tree_override(&desk.arena, desk.root, override, 1, &desk.diags);
    CHECK_TEXT(desk_printed(&desk), printed);
    CHECK(desk.root == before);
    desk_clear(&desk);
}

TEST(an_impossible_override_is_explained_in_its_own_text)
{
    check_complaint(lab_state, "foo",
                    "--set foo:1:1: error[S032]: an override is path=value\n"
                    "   1 | foo\n"
                    "     | ^^^\n"
                    "     = as in --set run.duration=10s\n");
    check_complaint(lab_state, "=3",
                    "--set =3:1:1: error[S032]: a key is missing here\n"
                    "   1 | =3\n"
                    "     | ^\n");
    check_complaint(lab_state, "run..x=3",
                    "--set run..x=3:1:5: error[S032]: a key is missing here\n"
                    "   1 | run..x=3\n"
                    "     |     ^\n");
    check_complaint(lab_state, "run.duration.x=3",
                    "--set run.duration.x=3:1:14: error[S032]: there is a single value, '10s', "
                    "above\n"
                    "                                          this: it has no keys\n"
                    "   1 | run.duration.x=3\n"
                    "     |              ^\n"
                    "     = a.yaml:1:17: the value\n");
    check_complaint(lab_state, "steps.3=x",
                    "--set steps.3=x:1:7: error[S032]: here is a list of 2, so a number from 0 "
                    "to 2\n"
                    "                                  must follow\n"
                    "   1 | steps.3=x\n"
                    "     |       ^\n"
                    "     = a.yaml:4:3: the list\n");
    check_complaint(lab_state, "steps.last=x",
                    "--set steps.last=x:1:7: error[S032]: here is a list of 2, so a number from 0 "
                    "to\n"
                    "                                     2 must follow\n"
                    "   1 | steps.last=x\n"
                    "     |       ^^^^\n"
                    "     = a.yaml:4:3: the list\n");
    check_complaint(lab_state, "run.seed=[1, 2",
                    "--set run.seed=[1, 2:1:10: error[S035]: this '[' is not closed\n"
                    "   1 | run.seed=[1, 2\n"
                    "     |          ^ a ']' is missing\n"
                    "     = --set run.seed=[1, 2:2:1: here at the latest\n");
    check_complaint(lab_state, "run={a: 1, a: 2}",
                    "--set run={a: 1, a: 2}:1:12: error[S004]: the key 'a' stands here twice\n"
                    "   1 | run={a: 1, a: 2}\n"
                    "     |            ^ remove one of the two\n"
                    "     = --set run={a: 1, a: 2}:1:6: the first one is here\n");
    check_complaint(lab_state, "n\xc3\xa4me=@",
                    "--set n\xc3\xa4me=@:1:6: error[S002]: a value cannot begin with '@'\n"
                    "   1 | n\xc3\xa4me=@\n"
                    "     |      ^ put the value into quotes\n");
}

TEST(an_override_cannot_nest_deeper_than_a_file)
{
    struct desk desk;
    char override[300];
    size_t length = 0;

    for (int n = 0; n < 70; n++) {
        override[length++] = 'a';
        override[length++] = n == 69 ? '=' : '.';
    }
    override[length++] = '1';
    override[length] = '\0';
    lay(&desk, NULL, 0);
    scn_diags_source(&desk.diags, "--set", override);
    scn_tree_override(&desk.arena, desk.root, override, 1, &desk.diags);
    CHECK_INT(desk.diags.count, ==, 1);
    CHECK_INT(desk.diags.items[0].number, ==, SCN_S_TOO_DEEP);
    desk_clear(&desk);
}

TEST(a_path_that_begins_with_a_driver_is_answered_with_the_path_of_the_file)
{
    static const char text[] = "drivers: {nic: {framework: kmdf}}\n";
    struct desk desk;

    desk_lay(&desk, text, sizeof text - 1);
    scn_diags_source(&desk.diags, "--set", "nic.rx.irql=7");
    CHECK(scn_tree_override(&desk.arena, desk.root, "nic.rx.irql=7", 1, &desk.diags) == desk.root);
    CHECK_TEXT(desk_printed(&desk),
               "--set:1:1: error[S032]: the path of an override is that in the file\n"
               "   1 | nic.rx.irql=7\n"
               "     | ^^^\n"
               "     = as in --set drivers.nic.interrupts.rx.irql=7\n");
    desk_clear(&desk);
}

TESTS(ENTRY(an_override_replaces_adds_and_makes_the_maps_on_the_way),
      ENTRY(new_nodes_carry_the_number_and_columns_of_their_override),
      ENTRY(an_impossible_override_is_explained_in_its_own_text),
      ENTRY(an_override_cannot_nest_deeper_than_a_file),
      ENTRY(a_path_that_begins_with_a_driver_is_answered_with_the_path_of_the_file))
