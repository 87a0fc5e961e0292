/* Arena: zeroed, aligned, apart from each other, counted. */
#include "sim/base/arena.h"

#include <stdbool.h>

#include "tests/lab.h"

static bool all_zero(const unsigned char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] != 0) {
            return false;
        }
    }
    return true;
}

TEST(memory_is_zero_aligned_and_nobody_elses)
{
    enum { COUNT = 2000 };
    struct sim_arena arena;
    unsigned char *piece[COUNT];

    sim_arena_init(&arena);
    for (size_t i = 0; i < COUNT; i++) {
        size_t size = i * 37 % 301 + 1;

        piece[i] = sim_arena_alloc(&arena, size);
        CHECK_INT((uintptr_t)piece[i] % 16, ==, 0);
        CHECK(all_zero(piece[i], size));
        memset(piece[i], (int)(i % 255 + 1), size);
    }
    for (size_t i = 0; i < COUNT; i++) { /* nobody wrote over anybody */
        size_t size = i * 37 % 301 + 1;

        CHECK_INT(piece[i][0], ==, i % 255 + 1);
        CHECK_INT(piece[i][size - 1], ==, i % 255 + 1);
    }
    sim_arena_deinit(&arena);
}

TEST(a_large_piece_leaves_the_room_of_the_newest_block_in_use)
{
    struct sim_arena arena;
    unsigned char *before, *large, *after;

    sim_arena_init(&arena);
    before = sim_arena_alloc(&arena, 16);
    large = sim_arena_alloc(&arena, 1000000);
    after = sim_arena_alloc(&arena, 16);
    CHECK(after == before + 16);
    CHECK(all_zero(large, 1000000));
    CHECK_INT(arena.total, ==, 16 + 1000000 + 16); /* 1000000 is a multiple of 16 */
    sim_arena_deinit(&arena);
}

TEST(an_arena_may_begin_with_a_large_piece)
{
    struct sim_arena arena;
    unsigned char *large, *small;

    sim_arena_init(&arena);
    large = sim_arena_alloc(&arena, 100000);
    small = sim_arena_alloc(&arena, 8);
    memset(large, 1, 100000);
    CHECK(all_zero(small, 8));
    sim_arena_deinit(&arena);
}

TEST(deinit_is_fine_twice_and_on_zeroes)
{
    struct sim_arena arena = {0};

    sim_arena_deinit(&arena);
    CHECK(sim_arena_alloc(&arena, 0) != NULL);
    sim_arena_deinit(&arena);
    sim_arena_deinit(&arena);
    CHECK_INT(arena.total, ==, 0);
}

TEST(copies_end_with_zero_and_prints_are_whole)
{
    struct sim_arena arena;
    char *array;

    sim_arena_init(&arena);
    CHECK_TEXT(sim_arena_copy(&arena, "toaster", 5), "toast");
    CHECK_TEXT(sim_arena_copy(&arena, "", 0), "");
    CHECK_TEXT(sim_arena_print(&arena, "%s.%d=%.2f", "cook", 7, 1.5), "cook.7=1.50");
    array = sim_arena_array(&arena, 1000, 8);
    CHECK(all_zero((unsigned char *)array, 8000));
    sim_arena_deinit(&arena);
}

TESTS(ENTRY(memory_is_zero_aligned_and_nobody_elses),
      ENTRY(a_large_piece_leaves_the_room_of_the_newest_block_in_use),
      ENTRY(an_arena_may_begin_with_a_large_piece), ENTRY(deinit_is_fine_twice_and_on_zeroes),
      ENTRY(copies_end_with_zero_and_prints_are_whole))
