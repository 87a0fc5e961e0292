/* Durations, rates and numbers are exact; the canonical text reads back as the same value. */
#include <inttypes.h>
#include <stdlib.h>

#include "scenarios/language/quantity.h"
#include "tests/scenarios/language_values/desk.h"

/* Reads 'v: text' and gives the node of the value. */
static const struct scn_node *lay_value(struct desk *desk, const char *text)
{
    char line[400];

    snprintf(line, sizeof line, "v: %s\n", text);
    desk_lay(desk, line, strlen(line));
    return desk->root->pairs[0].value;
}

static void check_duration(void **lab_state, const char *text, uint64_t want)
{
    struct desk desk;
    const struct scn_node *node = lay_value(&desk, text);
    uint64_t got = 0;
    bool assumed;

    CHECK(scn_values_duration(&desk.values, node, &got, &assumed));
    CHECK_INT(got, ==, want);
    CHECK_INT(assumed, ==, text[0] == '~');
    desk_clear(&desk);
}

TEST(durations_are_whole_nanoseconds_of_any_unit)
{
    check_duration(lab_state, "7ns", 7);
    check_duration(lab_state, "2.7us", 2700);
    check_duration(lab_state, "~3us", 3000);
    check_duration(lab_state, "1.000001ms", 1000001);
    check_duration(lab_state, "1e3us", 1000000);
    check_duration(lab_state, "1.5e-3ms", 1500);
    check_duration(lab_state, "+.5s", 500000000);
    check_duration(lab_state, "20 us", 20000);
    check_duration(lab_state, "90min", UINT64_C(5400000000000));
    check_duration(lab_state, "0.25h", UINT64_C(900000000000));
    check_duration(lab_state, "0us", 0);
    check_duration(lab_state, "0e99999999999h", 0);
    check_duration(lab_state, "00000000000000000000000000000000000000001us", 1000);
}

TEST(a_duration_is_rounded_once_half_up)
{
    check_duration(lab_state, "0.5ns", 1);
    check_duration(lab_state, "0.49999999999999999999999999999999999999999ns", 0);
    check_duration(lab_state, "1.4999ns", 1);
    check_duration(lab_state, "1.5ns", 2);
    check_duration(lab_state, "0.0005us", 1);
    /* 1/7200000000000 h is half a nanosecond = 1.3888...e-13 h: just below and just above. */
    check_duration(lab_state, "0.000000000000138888888888888888888h", 0);
    check_duration(lab_state, "0.000000000000138888888888888888889h", 1);
    /* 0.1 + 0.2 of a double would be seen here: 300000000.00000004 */
    check_duration(lab_state, "0.3s", 300000000);
    check_duration(lab_state, "4.35s", UINT64_C(4350000000)); /* 4.35 * 1e9 is 4349999999.99.. */
}

TEST(a_hundred_years_are_the_longest_duration)
{
    struct desk desk;
    const struct scn_node *node;
    uint64_t ns;
    bool assumed;

    /* 36525 days of 86400 s */
    check_duration(lab_state, "876600h", UINT64_C(3155760000000000000));
    check_duration(lab_state, "3155760000s", UINT64_C(3155760000000000000));
    node = lay_value(&desk, "3155760000000000001ns");
    CHECK(!scn_values_duration(&desk.values, node, &ns, &assumed));
    CHECK_INT(desk.diags.items[0].number, ==, SCN_S_OUT_OF_RANGE);
    desk_clear(&desk);
    node = lay_value(&desk, "1e2147483648ns");
    CHECK(!scn_values_duration(&desk.values, node, &ns, &assumed));
    CHECK_INT(desk.diags.items[0].number, ==, SCN_S_OUT_OF_RANGE);
    desk_clear(&desk);
}

static double rate_of(void **lab_state, const char *text)
{
    struct desk desk;
    const struct scn_node *node = lay_value(&desk, text);
    double rate = 0;
    bool assumed;

    CHECK(scn_values_rate(&desk.values, node, &rate, &assumed));
    desk_clear(&desk);
    return rate;
}

TEST(a_rate_is_the_double_nearest_to_it_per_nanosecond)
{
    CHECK(rate_of(lab_state, "1000/s") == 1e-6);
    CHECK(rate_of(lab_state, "1/ms") == 1e-6);
    CHECK(rate_of(lab_state, "5/ms") == 5e-6);
    CHECK(rate_of(lab_state, "~20000/s") == 2e-5);
    CHECK(rate_of(lab_state, "1/ns") == 1.0);
    CHECK(rate_of(lab_state, "3/h") == 3.0 / 3600e9);
    CHECK(rate_of(lab_state, "0.1/us") == 1e-4);
    CHECK(rate_of(lab_state, "1 / s") == 1e-9);
}

static double real_of(void **lab_state, const char *text)
{
    struct desk desk;
    const struct scn_node *node = lay_value(&desk, text);
    double real = -1;

    CHECK(scn_values_real(&desk.values, node, -1e30, 1e30, &real));
    desk_clear(&desk);
    return real;
}

TEST(a_number_is_the_double_nearest_to_its_text)
{
    CHECK(real_of(lab_state, "0.1") == 0.1);
    CHECK(real_of(lab_state, "-2.5e3") == -2500.0);
    CHECK(real_of(lab_state, "0.30000000000000004") == 0.30000000000000004);
    CHECK(real_of(lab_state, "9007199254740993") == 9007199254740992.0); /* half: to even */
    CHECK(real_of(lab_state, "9007199254740993.0000001") == 9007199254740994.0);
    CHECK(real_of(lab_state, "123456789012345678901234567890") == 123456789012345678901234567890.0);
    CHECK(real_of(lab_state, "1e-18") == 1e-18);
    CHECK(real_of(lab_state, "0") == 0.0);
    CHECK(real_of(lab_state, "1.7976931348623157e29") == 1.7976931348623157e29);
}

/* A generator of our own: the test is the same on every machine. */
static uint64_t next_number(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 11;
}

TEST(twenty_thousand_random_doubles_read_back_as_themselves)
{
    uint64_t state = 2026;

    for (int n = 0; n < 20000; n++) {
        double scale[] = {1e-9, 1e-3, 1.0, 1e6, 1e18};
        double want = (double)next_number(&state) / 9007199254740992.0 * scale[n % 5];
        struct scn_quantity_decimal decimal;
        double got = -1;
        char text[64];

        snprintf(text, sizeof text, "%.17g", want);
        CHECK_INT(scn_quantity_decimal_read(text, &decimal), ==, strlen(text));
        CHECK(scn_quantity_decimal_real(&decimal, 1, &got));
        CHECK(got == want);
    }
}

static void check_round_trip(void **lab_state, uint64_t ns)
{
    struct sim_arena arena;

    sim_arena_init(&arena);
    check_duration(lab_state, scn_values_text_duration(&arena, ns), ns);
    sim_arena_deinit(&arena);
}

TEST(the_text_of_a_duration_reads_back_as_the_same_duration)
{
    uint64_t state = 7;

    for (uint64_t power = 1; power < SCN_QUANTITY_NS_MAX / 10; power *= 10) {
        check_round_trip(lab_state, power - 1);
        check_round_trip(lab_state, power);
        check_round_trip(lab_state, power + 1);
    }
    for (int n = 0; n < 2000; n++) {
        check_round_trip(lab_state, next_number(&state) >> (n % 53));
    }
    check_round_trip(lab_state, SCN_QUANTITY_NS_MAX);
}

TEST(the_text_of_a_duration_is_what_a_person_would_write)
{
    struct sim_arena arena;

    sim_arena_init(&arena);
    CHECK_TEXT(scn_values_text_duration(&arena, 0), "0us");
    CHECK_TEXT(scn_values_text_duration(&arena, 999), "999ns");
    CHECK_TEXT(scn_values_text_duration(&arena, 2700), "2.7us");
    CHECK_TEXT(scn_values_text_duration(&arena, 40000000), "40ms");
    CHECK_TEXT(scn_values_text_duration(&arena, 100), "100ns");
    CHECK_TEXT(scn_values_text_duration(&arena, UINT64_C(60000000000)), "60s");
    CHECK_TEXT(scn_values_text_duration(&arena, 1000000001), "1.000000001s");
    sim_arena_deinit(&arena);
}

static bool same_tree(const struct scn_node *a, const struct scn_node *b)
{
    if (a->kind != b->kind || a->count != b->count) {
        return false;
    }
    if (a->kind == SCN_TREE_SCALAR) {
        return strcmp(a->text, b->text) == 0;
    }
    for (uint32_t n = 0; n < a->count; n++) {
        if (a->kind == SCN_TREE_LIST ? !same_tree(a->items[n], b->items[n])
                                     : strcmp(a->pairs[n].key->text, b->pairs[n].key->text) != 0 ||
                                           !same_tree(a->pairs[n].value, b->pairs[n].value)) {
            return false;
        }
    }
    return true;
}

TEST(the_text_of_any_node_reads_back_as_the_same_node)
{
    static const char source[] =
        "plain: {a: 40ms, b: [1, ~2us, x == 3], c: nic.rx.p99 < 5ms, d: a != b}\n"
        "odd: ['', ' x', 'x ', 'a: b', 'a #b', '#', '- a', '-5', '[x]', '{', 'a,b', '&x', '*x',\n"
        "      '!x', '|', '>', '\"', \"'\", '%x', '@', '`', '?', '<<', '=', 'a\\b', '---']\n"
        "lines: |\n"
        "  one\n"
        "  two\n"
        "escapes: \"\\t\\e\\a \\u00e9 \\U0001F600 \\u2028 \\u0085 \\ufeff\"\n"
        "more: {\"a b\": {}, \"a:b\": [], 'x ': \xc3\xa4}\n";
    struct desk desk, again;
    const char *text;

    desk_lay(&desk, source, sizeof source - 1);
    CHECK(desk.fine);
    text = scn_values_text_node(&desk.arena, desk.root);
    desk_lay(&again, text, strlen(text));
    CHECK_TEXT(desk_printed(&again), "");
    CHECK(same_tree(desk.root, again.root));
    CHECK_TEXT(scn_values_text_node(&desk.arena, scn_tree_get(desk.root, "plain")),
               "{a: 40ms, b: [1, ~2us, x == 3], c: nic.rx.p99 < 5ms, d: a != b}");
    desk_clear(&again);
    desk_clear(&desk);
}

TEST(whole_numbers_truth_and_names_are_typed_by_their_key)
{
    struct desk desk;
    const char *name;
    int64_t whole;
    bool truth;

    desk_lay(&desk, "[7, 1e3, -5, 2.50e1, yes, off, EvtIsr, a.b-c_9]", 47);
    CHECK(scn_values_whole(&desk.values, desk.root->items[0], 0, 10, &whole) && whole == 7);
    CHECK(scn_values_whole(&desk.values, desk.root->items[1], 0, 1000, &whole) && whole == 1000);
    CHECK(scn_values_whole(&desk.values, desk.root->items[2], -5, 10, &whole) && whole == -5);
    CHECK(scn_values_whole(&desk.values, desk.root->items[3], 0, 30, &whole) && whole == 25);
    CHECK(scn_values_truth(&desk.values, desk.root->items[4], &truth) && truth);
    CHECK(scn_values_truth(&desk.values, desk.root->items[5], &truth) && !truth);
    CHECK(scn_values_name(&desk.values, desk.root->items[6], &name));
    CHECK_TEXT(name, "EvtIsr");
    CHECK(scn_values_name(&desk.values, desk.root->items[7], &name));
    CHECK_TEXT(desk_printed(&desk), "");
    desk_clear(&desk);
}

TEST(a_name_has_at_most_120_characters)
{
    struct desk desk;
    const struct scn_node *node;
    const char *name;
    char text[122];

    memset(text, 'a', sizeof text);
    text[120] = '\0';
    node = lay_value(&desk, text);
    CHECK(scn_values_name(&desk.values, node, &name));
    desk_clear(&desk);
    text[120] = 'a';
    text[121] = '\0';
    node = lay_value(&desk, text);
    CHECK(!scn_values_name(&desk.values, node, &name));
    desk_clear(&desk);
}

TESTS(ENTRY(durations_are_whole_nanoseconds_of_any_unit),
      ENTRY(a_duration_is_rounded_once_half_up),
      ENTRY(a_hundred_years_are_the_longest_duration),
      ENTRY(a_rate_is_the_double_nearest_to_it_per_nanosecond),
      ENTRY(a_number_is_the_double_nearest_to_its_text),
      ENTRY(twenty_thousand_random_doubles_read_back_as_themselves),
      ENTRY(the_text_of_a_duration_reads_back_as_the_same_duration),
      ENTRY(the_text_of_a_duration_is_what_a_person_would_write),
      ENTRY(the_text_of_any_node_reads_back_as_the_same_node),
      ENTRY(whole_numbers_truth_and_names_are_typed_by_their_key),
      ENTRY(a_name_has_at_most_120_characters))
