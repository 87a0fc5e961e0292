/* The tape: a ring that keeps the last rows, or a sink that gets all of them. */
#include "model/observe/tape.h"
#include "tests/lab.h"

static void fill(struct mdl_tape *tape, uint32_t from, uint32_t count)
{
    for (uint32_t i = from; i < from + count; i++) {
        mdl_tape_add(tape, i * 10u, MDL_TAPE_READY, 1, 0, i, 0, 0);
    }
}

TEST(a_ring_keeps_the_last_rows_and_counts_those_it_lost)
{
    const struct mdl_tape_options options = {.rows = 4};
    const mdl_processor_id acting = 3;
    struct mdl_tape *tape = mdl_tape_create(&options);

    mdl_tape_begin(tape, &acting);
    fill(tape, 0, 4);
    CHECK_INT(mdl_tape_lost(tape), ==, 0);
    fill(tape, 4, 3);   /* 0 to 6; 3 to 6 are kept */
    CHECK_INT(mdl_tape_count(tape), ==, 7);
    CHECK_INT(mdl_tape_lost(tape), ==, 3);
    CHECK_INT(mdl_tape_at(tape, 3)->object, ==, 3);
    CHECK_INT(mdl_tape_at(tape, 6)->at, ==, 60);
    CHECK_INT(mdl_tape_at(tape, 6)->actor, ==, 3);
    mdl_tape_destroy(tape);
}

struct sink {
    uint32_t blocks, rows, next;
};

static void take(void *self, const struct mdl_tape_row *rows, uint32_t count)
{
    struct sink *sink = self;

    sink->blocks++;
    for (uint32_t i = 0; i < count; i++) {
        sink->rows += rows[i].object == sink->next++;
    }
}

TEST(a_sink_gets_every_row_once_and_in_order)
{
    static const uint32_t counts[][2] = {{7, 2}, {8, 2}, {9, 3}, {0, 0}};   /* rows, blocks of 4 */

    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        struct sink sink = {0};
        const struct mdl_tape_options options = {.rows = 4, .take = take, .self = &sink};
        const mdl_processor_id nobody = MDL_NONE;
        struct mdl_tape *tape = mdl_tape_create(&options);

        mdl_tape_begin(tape, &nobody);
        fill(tape, 0, counts[i][0]);
        mdl_tape_end(tape);
        CHECK_INT(sink.rows, ==, counts[i][0]);
        CHECK_INT(sink.blocks, ==, counts[i][1]);
        mdl_tape_destroy(tape);
    }
}

TEST(a_row_takes_24_bytes_and_every_kind_has_a_name)
{
    CHECK_INT(sizeof(struct mdl_tape_row), ==, 24);
    CHECK(strcmp(mdl_tape_name(MDL_TAPE_OCCUPANT), "OCCUPANT") == 0);
    CHECK(strcmp(mdl_tape_name(MDL_TAPE_FINDING), "FINDING") == 0);
}

TESTS(ENTRY(a_ring_keeps_the_last_rows_and_counts_those_it_lost),
      ENTRY(a_sink_gets_every_row_once_and_in_order),
      ENTRY(a_row_takes_24_bytes_and_every_kind_has_a_name))
