/*
 * Measured durations from a file.
 *
 * One pass over the lines. Values are collected by kind (DPC, ISR); a row that cannot be read is a
 * mistake with its line, and after a few of them the rest is not worth reading.
 */
#include "reports/cli/import_read.h"

#include <stdlib.h>
#include <string.h>

#include "scenarios/language/quantity.h"
#include "sim/base/arena.h"
#include "sim/base/check.h"
#include "sim/base/digest.h"
#include "sim/base/text.h"

enum {
    CELLS_MAX = 64, SETS_MAX = 256, BINS_MAX = 64, MISTAKES_MAX = 5, COLUMNS_MAX = 1000
};

#define VALUES_MAX 10000000u
#define NO_COLUMN UINT32_MAX

struct row {                          /* the cells of a line, trimmed, without their quotes */
    const char *cells[CELLS_MAX];
    uint32_t count;
};

struct value {
    double ns;
    uint64_t run;                     /* fragments of one run have the same; 0: unknown */
    uint32_t set;
};

struct reader {
    struct sim_arena *arena;
    const struct cli_import_how *how;
    struct cli_import *import;
    struct sim_text *mistakes;
    const char *path;
    uint32_t line, mistake_count;
    struct value *values;             uint32_t value_count, capacity;
    char separator;
    uint32_t column, type, function, module, entered, processor;
    bool header_known;
};

static void report(struct reader *r, const char *what, const char *sentence)
{
    if (r->mistake_count++ < MISTAKES_MAX) {
        sim_text_print(r->mistakes, "%s:%u: '%.60s' %s\n", r->path, (unsigned)r->line, what,
                       sentence);
    }
}

/* ---- cells ---------------------------------------------------------------------------------- */

static const char *trimmed(struct sim_arena *arena, const char *from, size_t length)
{
    while (length > 0 && (*from == ' ' || *from == '\t')) {
        from++;
        length--;
    }
    while (length > 0 && (from[length - 1] == ' ' || from[length - 1] == '\t')) {
        length--;
    }
    if (length >= 2 && from[0] == '"' && from[length - 1] == '"') {
        from++;
        length -= 2;
    }
    return sim_arena_copy(arena, from, length);
}

static void split(struct sim_arena *arena, const char *line, size_t length, char separator,
                  struct row *ret_row)
{
    size_t start = 0;
    bool quoted = false;

    ret_row->count = 0;
    for (size_t i = 0; i <= length && ret_row->count < CELLS_MAX; i++) {
        if (i < length && line[i] == '"') {
            quoted = !quoted;
        }
        if (i == length || (line[i] == separator && !quoted)) {
            ret_row->cells[ret_row->count++] = trimmed(arena, line + start, i - start);
            start = i + 1;
        }
    }
}

static const char *cell(const struct row *row, uint32_t column)
{
    return column < row->count ? row->cells[column] : "";
}

static uint32_t column_named(const struct row *row, const char *name)
{
    for (uint32_t i = 0; i < row->count; i++) {
        if (strcmp(row->cells[i], name) == 0) {
            return i;
        }
    }
    return NO_COLUMN;
}

/* ---- values --------------------------------------------------------------------------------- */

static uint32_t set_of(struct reader *r, const char *kind, const char *name)
{
    struct cli_import *import = r->import;

    for (uint32_t i = 0; i < import->set_count; i++) {
        if (strcmp(import->sets[i].kind, kind) == 0 && strcmp(import->sets[i].name, name) == 0) {
            return i;
        }
    }
    if (import->set_count == SETS_MAX) {
        return SETS_MAX - 1;
    }
    import->sets[import->set_count] =
        (struct cli_import_set){.kind = kind, .name = sim_arena_print(r->arena, "%s", name)};
    return import->set_count++;
}

static void add_value(struct reader *r, struct value value)
{
    if (r->value_count == VALUES_MAX) {
        report(r, "", "more than ten million values");
        return;
    }
    if (r->value_count == r->capacity) {
        uint32_t capacity = r->capacity == 0 ? 4096u : 2u * r->capacity;
        struct value *values = realloc(r->values, capacity * sizeof *values);

        if (values == NULL) {
            sim_check_memory(capacity * sizeof *values);
        }
        r->values = values;
        r->capacity = capacity;
    }
    r->values[r->value_count++] = value;
}

/* '1,5' of a localised system and '1,234.5' both as a scenario would write them. */
static const char *plain_number(const struct reader *r, const char *text)
{
    char *copy = sim_arena_copy(r->arena, text, strlen(text));
    size_t kept = 0;

    for (size_t i = 0; text[i] != '\0'; i++) {
        if (text[i] != ',') {
            copy[kept++] = text[i];
        } else if (r->separator != ',') {
            copy[kept++] = '.';
        }
    }
    copy[kept] = '\0';
    return copy;
}

static bool read_duration(struct reader *r, const char *text, const char *unit, double *ret_ns)
{
    struct scn_quantity quantity;
    const char *number = plain_number(r, text);
    enum scn_quantity_fault fault = scn_quantity_duration(number, &quantity);

    if (fault == SCN_QUANTITY_NO_UNIT && unit[0] != '\0') {
        fault = scn_quantity_duration(sim_arena_print(r->arena, "%s%s", number, unit), &quantity);
    }
    if (fault == SCN_QUANTITY_NEGATIVE || number[0] == '-') {
        report(r, text, "is negative: no duration");
        fault = SCN_QUANTITY_NEGATIVE;
    } else if (fault == SCN_QUANTITY_NO_UNIT) {
        report(r, text, "has no unit: say it for all with --unit us");
    } else if (fault != SCN_QUANTITY_FINE) {
        report(r, text, "is not a duration");
    }
    *ret_ns = fault == SCN_QUANTITY_FINE ? (double)quantity.ns : 0;
    return fault == SCN_QUANTITY_FINE;
}

static bool is_wanted(const struct reader *r, const char *function, const char *module)
{
    return r->how->only == NULL || strstr(function, r->how->only) != NULL ||
           strstr(module, r->how->only) != NULL;
}

/* Durations of several routines together are a law of none of them: two are kept to be named. */
static void note_routine(struct reader *r, const char *name)
{
    if (name[0] == '\0' || r->import->other[0] != '\0') {
        return;
    }
    if (r->import->routine[0] == '\0') {
        r->import->routine = sim_arena_copy(r->arena, name, strlen(name));
    } else if (strcmp(r->import->routine, name) != 0) {
        r->import->other = sim_arena_copy(r->arena, name, strlen(name));
    }
}

/* ---- xperf -a dumper ------------------------------------------------------------------------ */

static const char *kind_of(const char *type)
{
    return strcmp(type, "DPC") == 0 || strcmp(type, "DPCTmr") == 0 ? "DPC"
           : strcmp(type, "Interrupt") == 0 || strcmp(type, "ISR") == 0 ? "ISR" : "";
}

/* DPC, TimeStamp, ElapsedTime, CPU, ServiceAddr, Image!Function: microseconds */
static void read_dumped(struct reader *r, const char *line, size_t length)
{
    size_t name = strcspn(line, ", ");
    const char *function, *kind;
    struct value value = {0};
    struct row row;

    if (name > 9 || name >= length) { /* 'Interrupt' is the longest */
        return;
    }
    split(r->arena, line, length, ',', &row);
    kind = kind_of(row.cells[0]);
    if (kind[0] == '\0' || strcmp(cell(&row, 2), "ElapsedTime") == 0) {
        return;
    }
    function = row.cells[row.count - 1];
    if (row.count < 4) {
        report(r, row.cells[0], "is a row without ElapsedTime");
    } else if (is_wanted(r, function, "") && read_duration(r, row.cells[2], "us", &value.ns)) {
        value.set = set_of(r, kind, "");
        note_routine(r, function);
        add_value(r, value);
    }
}

/* ---- xperf -a dpcisr ------------------------------------------------------------------------ */

struct listing {                      /* where the report stands */
    const char *kind, *module;
};

/* The number behind a word; 0 when there is none. */
static double number_behind(const char *line, const char *word)
{
    const char *at = strstr(line, word);
    struct scn_quantity quantity;
    char digits[32];
    size_t length;

    if (at == NULL) {
        return 0;
    }
    at += strlen(word);
    at += strspn(at, " ");
    length = strspn(at, "0123456789");
    length = length < sizeof digits ? length : sizeof digits - 1;
    memcpy(digits, at, length);
    digits[length] = '\0';
    return scn_quantity_number(digits, &quantity) == SCN_QUANTITY_FINE ? quantity.real : 0;
}

/* Elapsed Time, >  1 usecs AND <=  2 usecs,  6318, or  0.31% */
static void read_bin(struct reader *r, const struct listing *at, const char *line)
{
    struct cli_import_bin bin = {1e3 * number_behind(line, ">"), 1e3 * number_behind(line, "<="),
                                 0};
    const char *last = strstr(line, "<=");
    const char *comma = last == NULL ? NULL : strchr(last, ',');
    struct cli_import_set *set;

    if (comma == NULL || !(bin.high > bin.low)) {
        report(r, line, "is no line of a histogram");
        return;
    }
    bin.count = number_behind(comma, ",");
    if (r->how->only == NULL ? at->module[0] != '\0' : !is_wanted(r, at->module, "")
                                                           || at->module[0] == '\0') {
        return;
    }
    set = &r->import->sets[set_of(r, at->kind, at->module)];
    if (set->bins == NULL) {
        set->bins = sim_arena_array(r->arena, BINS_MAX, sizeof *set->bins);
    }
    if (set->bin_count < BINS_MAX && bin.count > 0) {
        set->bins[set->bin_count++] = bin;
        set->count += (uint32_t)bin.count;
        r->import->rows += (uint32_t)bin.count;
    }
}

static void read_listed(struct reader *r, struct listing *at, const char *line, size_t length)
{
    const char *own = sim_arena_copy(r->arena, line, length), *module;

    if (strstr(own, "DPC Info") != NULL) {
        *at = (struct listing){"DPC", ""};
    } else if (strstr(own, "Interrupt Info") != NULL) {
        *at = (struct listing){"ISR", ""};
    } else if (strncmp(own, "Total = ", 8) == 0) {
        module = strstr(own, "for module ");
        at->module = module == NULL ? "" : trimmed(r->arena, module + 11, strlen(module + 11));
    } else if (strncmp(own, "Elapsed Time,", 13) == 0) {
        read_bin(r, at, own);
    }
}

/* ---- CSV ------------------------------------------------------------------------------------ */

/* 'us' of 'Exclusive Duration (us)'; '' when it says none. */
static const char *unit_of(struct sim_arena *arena, const char *name)
{
    const char *open = strrchr(name, '('), *close = open == NULL ? NULL : strchr(open, ')');
    size_t length = close == NULL ? 0 : (size_t)(close - open - 1);

    return length > 0 && scn_quantity_unit(open + 1, length) > 0
               ? sim_arena_copy(arena, open + 1, length)
               : strstr(name, "(\xc2\xb5s)") != NULL || strstr(name, "(\xce\xbcs)") != NULL ? "us"
                                                                                           : "";
}

/* What most likely holds the durations; own time first: a callback's 'run' is without the
   interruptions. */
static uint32_t likely_column(const struct row *row)
{
    static const char *const words[] = {"Exclusive Duration", "Duration", "duration",
                                        "Elapsed", "elapsed"};

    for (size_t w = 0; w < sizeof words / sizeof words[0]; w++) {
        for (uint32_t i = 0; i < row->count; i++) {
            if (strncmp(row->cells[i], words[w], strlen(words[w])) == 0) {
                return i;
            }
        }
    }
    return row->count == 1 ? 0 : NO_COLUMN;
}

static void list_columns(struct reader *r, const struct row *row, const char *sentence)
{
    sim_text_print(r->mistakes, "%s:%u: %s; there are:", r->path, (unsigned)r->line, sentence);
    for (uint32_t i = 0; i < row->count; i++) {
        sim_text_print(r->mistakes, "%s %u '%.40s'", i == 0 ? "" : ",", i + 1, row->cells[i]);
    }
    sim_text_add_char(r->mistakes, '\n');
    r->mistake_count++;
}

static bool is_number(const struct reader *r, const char *text)
{
    struct scn_quantity_decimal decimal;

    return scn_quantity_decimal_read(plain_number(r, text), &decimal) > 0;
}

/* The column by --column or by its name; the first line may hold names or already values. */
static void choose_column(struct reader *r, const struct row *row, bool is_header)
{
    const char *column = r->how->column;

    if (column != NULL && strspn(column, "0123456789") == strlen(column) && column[0] != '\0' &&
        strlen(column) < 5) {
        uint32_t number = (uint32_t)strtoul(column, NULL, 10);

        r->column = number >= 1 && number <= row->count ? number - 1 : NO_COLUMN;
    } else if (column != NULL) {
        r->column = is_header ? column_named(row, column) : NO_COLUMN;
    } else {
        r->column = is_header ? likely_column(row) : row->count == 1 ? 0 : NO_COLUMN;
    }
    if (r->column == NO_COLUMN) {
        list_columns(r, row, column != NULL ? "there is no such column"
                                            : "which column? Say it with --column");
    }
}

static bool has_number(const struct reader *r, const struct row *row)
{
    for (uint32_t i = 0; i < row->count; i++) {
        if (is_number(r, row->cells[i])) {
            return true;
        }
    }
    return false;
}

/* True when the line held the names of the columns. */
static bool read_header(struct reader *r, const struct row *row)
{
    bool is_header = !has_number(r, row);

    r->header_known = true;
    choose_column(r, row, is_header);
    if (!is_header) {
        return false;
    }
    r->type = column_named(row, "Type");
    r->function = column_named(row, "Function");
    r->module = column_named(row, "Module");
    r->entered = column_named(row, "DPC/ISR Enter Time (s)");
    r->processor = column_named(row, "CPU");
    if (r->column != NO_COLUMN) {
        r->import->column = row->cells[r->column];
        if (r->how->unit == NULL) {
            r->import->unit = unit_of(r->arena, r->import->column);
        }
    }
    return true;
}

/* Fragments of one run stand in a row each and repeat its exclusive duration (L7). */
static uint64_t run_of(const struct reader *r, const struct row *row)
{
    uint64_t digest = SIM_DIGEST_START;
    const char *entered = cell(row, r->entered), *processor = cell(row, r->processor);
    const char *type = cell(row, r->type), *function = cell(row, r->function);

    if (entered[0] == '\0' || processor[0] == '\0' ||
        strstr(r->import->column, "Fragmented") != NULL) {
        return 0;
    }
    digest = sim_digest_bytes(digest, entered, strlen(entered) + 1);
    digest = sim_digest_bytes(digest, processor, strlen(processor) + 1);
    digest = sim_digest_bytes(digest, type, strlen(type) + 1);
    digest = sim_digest_bytes(digest, function, strlen(function) + 1);
    return digest | 1;
}

static void read_row(struct reader *r, const char *line, size_t length)
{
    struct value value = {0};
    struct row row;

    split(r->arena, line, length, r->separator, &row);
    if (!r->header_known && read_header(r, &row)) {
        return;
    }
    if (r->column == NO_COLUMN) {
        return;
    }
    if (r->column >= row.count) {
        report(r, sim_arena_copy(r->arena, line, length < 40 ? length : 40),
               "has too few columns");
    } else if (is_wanted(r, cell(&row, r->function), cell(&row, r->module)) &&
               read_duration(r, row.cells[r->column], r->import->unit, &value.ns)) {
        value.set = set_of(r, kind_of(cell(&row, r->type)), "");
        note_routine(r, cell(&row, r->function != NO_COLUMN ? r->function : r->module));
        value.run = run_of(r, &row);
        add_value(r, value);
    }
}

/* The character that separates most cells of the first line with any. */
static char separator_of(const char *text)
{
    while (*text == '#' || *text == '\n' || *text == '\r') {
        text += strcspn(text, "\n");
        text += *text == '\n';
    }
    size_t end = strcspn(text, "\r\n");

    return memchr(text, '\t', end) != NULL ? '\t' : memchr(text, ';', end) != NULL ? ';' : ',';
}

/* ---- all of it ------------------------------------------------------------------------------ */

static int by_run(const void *a, const void *b)
{
    const struct value *left = a, *right = b;

    return left->run != right->run ? (left->run < right->run ? -1 : 1)
           : left->ns != right->ns ? (left->ns < right->ns ? -1 : 1) : 0;
}

static int by_size(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;

    return left < right ? -1 : left > right;
}

/* Each set gets its values, sorted; of a run in fragments the longest duration only. */
static void distribute(struct reader *r)
{
    struct cli_import *import = r->import;

    qsort(r->values, r->value_count, sizeof *r->values, by_run);
    for (uint32_t i = 0; i < r->value_count; i++) {
        import->sets[r->values[i].set].count++;
    }
    for (uint32_t i = 0; i < import->set_count && r->value_count > 0; i++) {
        struct cli_import_set *set = &import->sets[i];

        set->values = sim_arena_array(r->arena, set->count, sizeof *set->values);
        set->count = 0;
    }
    for (uint32_t i = 0; i < r->value_count; i++) {
        struct cli_import_set *set = &import->sets[r->values[i].set];
        bool more = i + 1 < r->value_count && r->values[i].run != 0 &&
                    r->values[i + 1].run == r->values[i].run;

        import->repeated += more;
        if (!more) {
            set->values[set->count++] = r->values[i].ns;
        }
    }
    for (uint32_t i = 0; i < import->set_count && r->value_count > 0; i++) {
        qsort(import->sets[i].values, import->sets[i].count, sizeof(double), by_size);
    }
    import->rows += r->value_count;
}

static void read_lines(struct reader *r, const char *text, bool dumped, bool listed)
{
    struct listing at = {"", ""};

    while (*text != '\0' && r->mistake_count < MISTAKES_MAX) {
        size_t length = strcspn(text, "\r\n");

        r->line++;
        if (strspn(text, " \t") < length && text[0] != '#') {
            if (dumped) {
                read_dumped(r, text, length);
            } else if (listed) {
                read_listed(r, &at, text, length);
            } else {
                read_row(r, text, length);
            }
        }
        text += length;
        text += *text == '\r' && text[1] == '\n' ? 2 : *text != '\0' ? 1 : 0;
    }
}

bool cli_import_read(struct sim_arena *arena, const char *path, const char *text,
                     const struct cli_import_how *how, struct cli_import *ret_import,
                     struct sim_text *ret_mistakes)
{
    bool dumped, listed;
    struct reader r = {.arena = arena, .how = how, .import = ret_import, .path = path,
                       .mistakes = ret_mistakes, .type = NO_COLUMN, .function = NO_COLUMN,
                       .module = NO_COLUMN, .entered = NO_COLUMN, .processor = NO_COLUMN,
                       .column = NO_COLUMN};

    text += strncmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    dumped = strstr(text, "BeginHeader") != NULL;
    listed = !dumped && strstr(text, "Elapsed Time, >") != NULL;
    *ret_import = (struct cli_import){
        .format = dumped ? "xperf -a dumper" : listed ? "xperf -a dpcisr" : "CSV", .column = "",
        .routine = "", .other = "",
        .unit = how->unit == NULL ? "" : how->unit,
        .sets = sim_arena_array(arena, SETS_MAX, sizeof *ret_import->sets)};
    r.separator = dumped || listed ? ',' : separator_of(text);
    read_lines(&r, text, dumped, listed);
    distribute(&r);
    free(r.values);
    if (r.mistake_count == 0 && ret_import->rows == 0) {
        sim_text_print(ret_mistakes, "%s: no duration in it%s\n", path,
                       how->only == NULL ? "" : " has that name");
        r.mistake_count++;
    }
    ret_import->is_plain = !dumped && !listed && how->only == NULL && ret_import->repeated == 0 &&
                           ret_import->set_count == 1;
    return r.mistake_count == 0;
}
