/* Arrival processes and the data files that they and distributions read. */
#include <stdlib.h>
#include <unistd.h>

#include "tests/scenarios/language_values/desk.h"

static const struct scn_node *lay_value(struct desk *desk, const char *text)
{
    char line[400];

    snprintf(line, sizeof line, "v: %s\n", text);
    desk_lay(desk, line, strlen(line));
    return desk->root->pairs[0].value;
}

static struct sim_arrivals read_arrivals(void **lab_state, struct desk *desk, const char *text,
                                         bool assumed)
{
    struct sim_arrivals arrivals;
    bool got = !assumed;
    bool fine = scn_values_arrivals(&desk->values, lay_value(desk, text), &arrivals, &got);

    CHECK_TEXT(desk_printed(desk), "");
    CHECK(fine && got == assumed);
    return arrivals;
}

TEST(periodic_arrivals_have_period_phase_and_jitter)
{
    struct desk desk;
    struct sim_arrivals a = read_arrivals(lab_state, &desk, "{periodic: 10ms}", false);

    CHECK_INT(a.kind, ==, SIM_ARRIVALS_PERIODIC);
    CHECK_INT(a.period_ns, ==, 10000000);
    CHECK_INT(a.batch, ==, 1);
    CHECK(sim_law_is_constant(&a.jitter) && a.jitter.a == 0);
    desk_clear(&desk);
    a = read_arrivals(lab_state, &desk, "{periodic: {phase: 2ms, period: ~10ms, jitter: "
                                        "{uniform: [0us, 1ms]}}, batch: 3}", true);
    CHECK_INT(a.phase_ns, ==, 2000000);
    CHECK(a.jitter.kind == SIM_LAW_UNIFORM && a.jitter.b == 1e6);
    CHECK_INT(a.batch, ==, 3);
    desk_clear(&desk);
}

TEST(poisson_takes_a_rate_or_a_mean_time_between_two)
{
    static const char *const same[] = {"{poisson: 1000/s}", "{poisson: {rate: 1/ms}}",
                                       "{poisson: {mean: 1ms}}",
                                       "{interarrival: {exponential: 1ms}}"};

    for (size_t n = 0; n < sizeof same / sizeof same[0]; n++) {
        struct desk desk;
        struct sim_arrivals a = read_arrivals(lab_state, &desk, same[n], false);

        CHECK_INT(a.kind, ==, SIM_ARRIVALS_RENEWAL);
        CHECK_INT(a.gap.kind, ==, SIM_LAW_EXPONENTIAL);
        CHECK_NEAR(a.gap.a, 1e6, 1e-9);
        desk_clear(&desk);
    }
}

TEST(keys_of_the_caller_are_passed_over)
{
    struct desk desk;
    struct sim_arrivals a = read_arrivals(
        lab_state, &desk,
        "{poisson: ~20000/s, kind: rx, capacity: 256, moderation: {count: 8, after: 50us}}", true);

    CHECK_NEAR(a.gap.a, 50000, 1e-9); /* 1 / (20000 / 1e9) ns */
    desk_clear(&desk);
}

TEST(bursts_have_spells_and_arrivals_inside)
{
    struct desk desk;
    struct sim_arrivals a = read_arrivals(
        lab_state, &desk,
        "{bursts: {active: 1ms, silent: {exponential: 9ms}, arrivals: {poisson: 50/ms}, "
        "phase: 3us}}", false);

    CHECK_INT(a.kind, ==, SIM_ARRIVALS_BURSTS);
    CHECK(a.active.a == 1e6 && a.silent.kind == SIM_LAW_EXPONENTIAL && a.silent.a == 9e6);
    CHECK_NEAR(a.gap.a, 20000, 1e-9);
    CHECK_INT(a.phase_ns, ==, 3000);
    desk_clear(&desk);
    a = read_arrivals(lab_state, &desk,
                      "{bursts: {active: 1ms, silent: 2ms, arrivals: {periodic: 10us}}}", false);
    CHECK(a.gap.kind == SIM_LAW_CONSTANT && a.gap.a == 10000);
    desk_clear(&desk);
}

TEST(instants_are_listed_in_order_and_may_be_equal)
{
    struct desk desk;
    struct sim_arrivals a = read_arrivals(lab_state, &desk, "{at: [0us, 5ms, 5ms, 1s]}", false);

    CHECK_INT(a.kind, ==, SIM_ARRIVALS_LIST);
    CHECK_INT(a.list_count, ==, 4);
    CHECK_INT(a.list_at[2], ==, 5000000);
    desk_clear(&desk);
    a = read_arrivals(lab_state, &desk, "{at: 5ms}", false);
    CHECK_INT(a.list_count, ==, 1);
    desk_clear(&desk);
}

/* A folder of its own with one file in it. */
struct shelf {
    char folder[40], path[60];
};

static void put(void **lab_state, struct shelf *shelf, const char *content)
{
    FILE *file;

    strcpy(shelf->folder, "/tmp/wtsim-values-XXXXXX");
    CHECK(mkdtemp(shelf->folder) != NULL);
    snprintf(shelf->path, sizeof shelf->path, "%s/m.csv", shelf->folder);
    file = fopen(shelf->path, "wb");
    CHECK(file != NULL);
    fputs(content, file);
    fclose(file);
}

static void take_away(struct shelf *shelf)
{
    unlink(shelf->path);
    rmdir(shelf->folder);
}

static const char measured[] = "# a trace\r\n"
                               "Function;Microseconds;Note\r\n"
                               "EvtIsr;3.5;x\r\n"
                               "\r\n"
                               "EvtDpc; \"12\";y\r\n"
                               "EvtIsr;4ms;z";

TEST(a_column_of_a_file_is_found_by_name_or_number)
{
    static const char *const same[] = {
        "{empirical: {file: m.csv, column: Microseconds, unit: us}}",
        "{empirical: {file: m.csv, column: 2, unit: us}}"};
    struct shelf shelf;

    put(lab_state, &shelf, measured);
    for (size_t n = 0; n < 2; n++) {
        struct desk desk;
        const struct scn_node *node = lay_value(&desk, same[n]);
        struct sim_law law;
        uint64_t digest = 1;
        bool assumed;

        desk.values.directory = shelf.folder;
        desk.values.data_digest = &digest;
        CHECK(scn_values_duration_law(&desk.values, node, &law, &assumed));
        CHECK_INT(law.count, ==, 3);
        CHECK(law.values[0] == 3500 && law.values[1] == 12000 && law.values[2] == 4e6);
        CHECK(digest != 1);
        desk_clear(&desk);
    }
    take_away(&shelf);
}

TEST(a_trace_is_a_file_of_instants)
{
    struct shelf shelf;
    struct desk desk;
    const struct scn_node *node = lay_value(&desk, "{trace: m.csv}");
    struct sim_arrivals a;
    bool assumed;

    put(lab_state, &shelf, "at\n1ms\n1ms\n2.5ms\n");
    desk.values.directory = shelf.folder;
    CHECK(scn_values_arrivals(&desk.values, node, &a, &assumed));
    CHECK_INT(a.list_count, ==, 3);
    CHECK_INT(a.list_at[2], ==, 2500000);
    desk_clear(&desk);
    take_away(&shelf);
}

static void check_data(void **lab_state, const char *content, const char *text,
                       const char *printed)
{
    struct shelf shelf;
    struct desk desk;
    const struct scn_node *node = lay_value(&desk, text);
    struct sim_arrivals a;
    bool assumed;

    put(lab_state, &shelf, content);
    desk.values.directory = shelf.folder;
    CHECK(!scn_values_arrivals(&desk.values, node, &a, &assumed));
    CHECK_TEXT(desk_printed(&desk), printed);
    desk_clear(&desk);
    take_away(&shelf);
}

TEST(what_is_wrong_in_a_data_file_is_said_once_with_its_line)
{
    check_data(lab_state, "1ms\n2\n3\n", "{trace: m.csv}",
               "a.yaml:1:12: error[S029]: m.csv, line 2: '2' has no unit\n"
               "   1 | v: {trace: m.csv}\n"
               "     |            ^^^^^\n"
               "     = say it for all: {file: m.csv, unit: us}\n");
    check_data(lab_state, "1ms\nsoon\n", "{trace: m.csv}",
               "a.yaml:1:12: error[S029]: m.csv, line 2: 'soon' is not a duration\n"
               "   1 | v: {trace: m.csv}\n"
               "     |            ^^^^^\n");
    check_data(lab_state, "# nothing\n", "{trace: m.csv}",
               "a.yaml:1:12: error[S029]: m.csv: no value in it\n"
               "   1 | v: {trace: m.csv}\n"
               "     |            ^^^^^\n");
    check_data(lab_state, "a,b\n1ms,2ms\n", "{trace: {file: m.csv, column: c}}",
               "a.yaml:1:12: error[S029]: m.csv: no column is called 'c'\n"
               "   1 | v: {trace: {file: m.csv, column: c}}\n"
               "     |            ^^^^^^^^^^^^^^^^^^^^^^^^\n");
    check_data(lab_state, "1ms,2ms\n1ms\n", "{trace: {file: m.csv, column: 2}}",
               "a.yaml:1:12: error[S029]: m.csv, line 2: there is no column 2\n"
               "   1 | v: {trace: {file: m.csv, column: 2}}\n"
               "     |            ^^^^^^^^^^^^^^^^^^^^^^^^\n");
    check_data(lab_state, "2ms\n1ms\n", "{trace: m.csv}",
               "a.yaml:1:12: error[S028]: value 2 of the trace is before the one that precedes\n"
               "                          it\n"
               "   1 | v: {trace: m.csv}\n"
               "     |            ^^^^^\n");
    check_data(lab_state, "1ms\n", "{trace: .}",
               "a.yaml:1:12: error[S029]: .: not a file\n"
               "   1 | v: {trace: .}\n"
               "     |            ^\n");
}

TESTS(ENTRY(periodic_arrivals_have_period_phase_and_jitter),
      ENTRY(poisson_takes_a_rate_or_a_mean_time_between_two),
      ENTRY(keys_of_the_caller_are_passed_over),
      ENTRY(bursts_have_spells_and_arrivals_inside),
      ENTRY(instants_are_listed_in_order_and_may_be_equal),
      ENTRY(a_column_of_a_file_is_found_by_name_or_number),
      ENTRY(a_trace_is_a_file_of_instants),
      ENTRY(what_is_wrong_in_a_data_file_is_said_once_with_its_line))
