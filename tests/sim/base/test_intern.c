/* Intern table: numbers in order of first appearance, whatever the hash. */
#include "sim/base/intern.h"

#include "sim/base/arena.h"
#include "tests/lab.h"

TEST(numbers_count_up_in_order_of_first_appearance)
{
    struct sim_arena arena = {0};
    struct sim_intern intern;

    sim_intern_init(&intern, &arena);
    CHECK_INT(sim_intern_find(&intern, "nic"), ==, SIM_INTERN_NONE);
    CHECK_INT(sim_intern_add(&intern, "nic"), ==, 0);
    CHECK_INT(sim_intern_add(&intern, "disk"), ==, 1);
    CHECK_INT(sim_intern_add(&intern, "nic"), ==, 0);
    CHECK_INT(sim_intern_add(&intern, ""), ==, 2);
    CHECK_INT(sim_intern_find(&intern, "disk"), ==, 1);
    CHECK_INT(sim_intern_find(&intern, "dis"), ==, SIM_INTERN_NONE);
    CHECK_TEXT(intern.strings[1], "disk");
    CHECK_INT(intern.count, ==, 3);
    sim_arena_deinit(&arena);
}

TEST(many_strings_keep_their_numbers_while_the_table_grows)
{
    enum { COUNT = 20000 };
    struct sim_arena arena = {0};
    struct sim_intern intern;
    char name[32];

    sim_intern_init(&intern, &arena);
    for (unsigned i = 0; i < COUNT; i++) {
        snprintf(name, sizeof(name), "driver%u.object", i);
        CHECK_INT(sim_intern_add(&intern, name), ==, i);
    }
    for (unsigned i = 0; i < COUNT; i++) {
        snprintf(name, sizeof(name), "driver%u.object", i);
        CHECK_INT(sim_intern_find(&intern, name), ==, i);
        CHECK_TEXT(intern.strings[i], name);
    }
    sim_arena_deinit(&arena);
}

TEST(the_table_keeps_its_own_copy)
{
    struct sim_arena arena = {0};
    struct sim_intern intern;
    char name[] = "rx";

    sim_intern_init(&intern, &arena);
    sim_intern_add(&intern, name);
    name[0] = 't';
    CHECK_TEXT(intern.strings[0], "rx");
    CHECK_INT(sim_intern_find(&intern, "tx"), ==, SIM_INTERN_NONE);
    sim_arena_deinit(&arena);
}

TESTS(ENTRY(numbers_count_up_in_order_of_first_appearance),
      ENTRY(many_strings_keep_their_numbers_while_the_table_grows),
      ENTRY(the_table_keeps_its_own_copy))
