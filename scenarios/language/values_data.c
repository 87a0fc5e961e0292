/*
 * Data files. What is wrong in one is reported at the scenario's node that names it, once, with
 * the line of the file in the sentence: somebody who exported 50,000 lines wants one message.
 */
#define _POSIX_C_SOURCE 200809L
#include "scenarios/language/values_data.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "scenarios/language/files.h"
#include "scenarios/language/include.h"
#include "scenarios/language/quantity.h"
#include "sim/base/arena.h"
#include "sim/base/check.h"
#include "sim/base/digest.h"

#define BYTES_MAX ((size_t)32 << 20)
#define ARENA_MAX ((size_t)128 << 20)
#define VALUES_MAX 1000000u
#define CELL_MAX 80u
#define COLUMN_MAX 1000

/* What is asked of the file, and where reading stands. */
struct data {
    const struct scn_values *v;
    const struct scn_node *node;      /* for messages */
    enum scn_values_law_unit unit;
    const char *file;
    const char *column_name;          /* or NULL: by number */
    const char *cell_unit;            /* of bare numbers, "" for none */
    uint32_t column;                  /* from 0 */
    uint32_t line;
    bool column_known;
    double *values;
    uint32_t count, capacity;
};

static void report(const struct data *data, const char *sentence, const char *cell)
{
    scn_diags_add(data->v->diags, SCN_S_DATA_FILE, data->node->at, NULL, "%s, line %u: '%s' %s",
                  scn_diags_quote(data->v->diags, data->file), (unsigned)data->line,
                  scn_diags_quote(data->v->diags, cell), sentence);
}

static const char *path_of(const struct data *data)
{
    uint32_t source = data->node->at.source;
    const char *directory = data->v->directory;

    if (source > 0 && source < data->v->file_count) {   /* beside the file that it is named in */
        directory = scn_include_directory(data->v->arena, data->v->diags->source_names[source]);
    }
    if (directory == NULL || directory[0] == '\0' || data->file[0] == '/') {
        return data->file;
    }
    return sim_arena_print(data->v->arena, "%s/%s", directory, data->file);
}

static void report_file(const struct data *data, const char *sentence)
{
    scn_diags_add(data->v->diags, SCN_S_DATA_FILE, data->node->at, NULL, "%s: %s",
                  scn_diags_quote(data->v->diags, data->file), sentence);
}

/* An ordinary file only: a pipe or device could make us wait for ever. */
static FILE *open_file(const struct data *data)
{
    const char *path = path_of(data);
    struct stat info;
    FILE *file = NULL;

    if (data->v->arena->total > ARENA_MAX) {
        report_file(data, "too much data in one scenario");
    } else if (stat(path, &info) != 0 || (S_ISREG(info.st_mode) && !(file = fopen(path, "rb")))) {
        report_file(data, strerror(errno));
    } else if (file == NULL) {
        report_file(data, "not a file");
    }
    return file;
}

/* The whole file, zero-terminated, for free(); NULL when it cannot be read. */
static char *slurp(const struct data *data)
{
    FILE *file = open_file(data);
    size_t capacity = 65536, length = 0, got;
    char *text;

    if (file == NULL) {
        return NULL;
    }
    text = malloc(capacity + 1);
    while (text != NULL && (got = fread(text + length, 1, capacity - length, file)) > 0) {
        length += got;
        if (length == capacity) {
            char *larger = capacity >= 2 * BYTES_MAX ? NULL : realloc(text, 2 * capacity + 1);

            if (larger == NULL) {
                break;
            }
            text = larger;
            capacity *= 2;
        }
    }
    if (text == NULL) {
        sim_check_memory(capacity);
    }
    if (ferror(file) || length > BYTES_MAX || memchr(text, '\0', length) != NULL) {
        report_file(data, ferror(file) ? "cannot be read"
                          : length > BYTES_MAX ? "more than 32 MiB" : "not a text file");
        free(text);
        text = NULL;
    } else {
        text[length] = '\0';
    }
    fclose(file);
    return text;
}

/* The text of a file that was stored with the run, for free() too. */
static char *take_stored(const struct data *data)
{
    uint32_t place;
    const char *text = scn_files_stored(data->v->files, path_of(data), &place);
    char *copy = text == NULL ? NULL : strdup(text);

    if (text == NULL) {
        report_file(data, "was not stored with the run");
    } else if (copy == NULL) {
        sim_check_memory(strlen(text));
    }
    return copy;
}

static char *take(const struct data *data)
{
    char *text = scn_files_are_stored(data->v->files) ? take_stored(data) : slurp(data);

    if (text != NULL) {
        scn_files_keep(data->v->files, path_of(data), text);
    }
    if (text != NULL && data->v->data_digest != NULL) {
        *data->v->data_digest = sim_digest_bytes(*data->v->data_digest, text, strlen(text));
    }
    return text;
}

static bool separates(char c)
{
    return c == ',' || c == ';' || c == '\t';
}

/* Copies cell number index of a line, without blanks and quotes around it; false: no such cell. */
static bool get_cell(const char *line, size_t length, uint32_t index, char cell[CELL_MAX])
{
    size_t start = 0, end;

    for (; index > 0; index--) {
        while (start < length && !separates(line[start])) {
            start++;
        }
        if (start == length) {
            return false;
        }
        start++;
    }
    end = start;
    while (end < length && !separates(line[end])) {
        end++;
    }
    while (start < end && (line[start] == ' ' || line[start] == '"')) {
        start++;
    }
    while (end > start && (line[end - 1] == ' ' || line[end - 1] == '"')) {
        end--;
    }
    if (end - start >= CELL_MAX) {
        end = start + CELL_MAX - 1;
    }
    memcpy(cell, line + start, end - start);
    cell[end - start] = '\0';
    return true;
}

/* True when the line was the one with the names of the columns. */
static bool read_names(struct data *data, const char *line, size_t length)
{
    char cell[CELL_MAX];
    struct scn_quantity_decimal number;

    if (data->column_known) {
        return false;
    }
    data->column_known = true;
    if (data->column_name == NULL) {
        return !get_cell(line, length, data->column, cell) ||
               scn_quantity_decimal_read(cell, &number) == 0;
    }
    for (uint32_t n = 0; get_cell(line, length, n, cell); n++) {
        if (strcmp(cell, data->column_name) == 0) {
            data->column = n;
            return true;
        }
    }
    data->column_known = false;
    return true;
}

static bool read_count(const struct data *data, const char *cell, double *ret_value)
{
    struct scn_quantity quantity;

    if (scn_quantity_number(cell, &quantity) != SCN_QUANTITY_FINE || quantity.real < 0) {
        report(data, "is not a count", cell);
        return false;
    }
    *ret_value = quantity.real;
    return true;
}

static bool read_cell(const struct data *data, const char *cell, double *ret_value)
{
    char with_unit[CELL_MAX + 8];
    struct scn_quantity quantity;
    enum scn_quantity_fault fault;

    if (data->unit == SCN_VALUES_LAW_COUNT) {
        return read_count(data, cell, ret_value);
    }
    fault = scn_quantity_duration(cell, &quantity);
    if (fault == SCN_QUANTITY_NO_UNIT && data->cell_unit[0] != '\0') {
        snprintf(with_unit, sizeof with_unit, "%s%s", cell, data->cell_unit);
        fault = scn_quantity_duration(with_unit, &quantity);
    }
    if (fault == SCN_QUANTITY_NO_UNIT) {
        report(data, "has no unit", cell);
        scn_diags_hint(data->v->diags, "say it for all: {file: %s, unit: us}",
                       scn_diags_quote(data->v->diags, data->file));
        return false;
    }
    if (fault != SCN_QUANTITY_FINE) {
        report(data, "is not a duration", cell);
        return false;
    }
    *ret_value = (double)quantity.ns;
    return true;
}

static bool add_value(struct data *data, double value)
{
    if (data->count == VALUES_MAX) {
        report_file(data, "more than a million values");
        return false;
    }
    if (data->count == data->capacity) {
        uint32_t capacity = data->capacity == 0 ? 1024u : 2u * data->capacity;
        double *values = realloc(data->values, capacity * sizeof *values);

        if (values == NULL) {
            sim_check_memory(capacity * sizeof *values);
        }
        data->values = values;
        data->capacity = capacity;
    }
    data->values[data->count++] = value;
    return true;
}

static bool read_line(struct data *data, const char *line, size_t length)
{
    char cell[CELL_MAX];
    double value;

    if (strspn(line, " \t") >= length || line[0] == '#' || read_names(data, line, length)) {
        return true;
    }
    if (!get_cell(line, length, data->column, cell)) {
        scn_diags_add(data->v->diags, SCN_S_DATA_FILE, data->node->at, NULL,
                      "%s, line %u: there is no column %u",
                      scn_diags_quote(data->v->diags, data->file), (unsigned)data->line,
                      (unsigned)data->column + 1u);
        return false;
    }
    return read_cell(data, cell, &value) && add_value(data, value);
}

static bool read_lines(struct data *data, const char *text)
{
    if (strncmp(text, "\xef\xbb\xbf", 3) == 0) {
        text += 3;
    }
    while (*text != '\0') {
        size_t length = strcspn(text, "\r\n");

        data->line++;
        if (!read_line(data, text, length)) {
            return false;
        }
        text += length;
        text += *text == '\r' && text[1] == '\n' ? 2 : *text != '\0' ? 1 : 0;
    }
    if (!data->column_known && data->column_name != NULL) {
        scn_diags_add(data->v->diags, SCN_S_DATA_FILE, data->node->at, NULL,
                      "%s: no column is called '%s'",
                      scn_diags_quote(data->v->diags, data->file),
                      scn_diags_quote(data->v->diags, data->column_name));
        return false;
    }
    if (data->count == 0) {
        report_file(data, "no value in it");
        return false;
    }
    return true;
}

static bool read_column(struct data *data, const struct scn_node *node)
{
    struct scn_quantity_decimal number;
    uint64_t column;

    if (node->kind != SCN_TREE_SCALAR || node->text[0] == '\0') {
        scn_diags_add(data->v->diags, SCN_S_WRONG_TYPE, node->at, NULL,
                      "a column is a name or a number from 1");
        return false;
    }
    if (scn_quantity_decimal_read(node->text, &number) != strlen(node->text) || node->quoted) {
        data->column_name = node->text;
        return true;
    }
    if (number.negative || number.exponent < 0 ||
        !scn_quantity_decimal_whole(&number, 1, COLUMN_MAX, &column) || column == 0) {
        scn_diags_add(data->v->diags, SCN_S_OUT_OF_RANGE, node->at, NULL,
                      "columns are numbered from 1");
        return false;
    }
    data->column = (uint32_t)column - 1u;
    return true;
}

static bool read_unit(struct data *data, const struct scn_node *node)
{
    if (node->kind != SCN_TREE_SCALAR || scn_quantity_unit(node->text, strlen(node->text)) == 0) {
        scn_diags_add(data->v->diags, SCN_S_NOT_DURATION, node->at,
                      "there are ns, us, ms, s, min and h", "not a unit of time");
        return false;
    }
    data->cell_unit = node->text;
    return true;
}

/* {file, column, unit} */
static bool read_map(struct data *data, const struct scn_node *map)
{
    bool fine = true;

    for (uint32_t n = 0; n < map->count; n++) {
        const struct scn_node *key = map->pairs[n].key, *value = map->pairs[n].value;

        if (strcmp(key->text, "column") == 0) {
            fine = read_column(data, value) && fine;
        } else if (strcmp(key->text, "unit") == 0) {
            fine = read_unit(data, value) && fine;
        } else if (strcmp(key->text, "file") == 0) {
            data->file = value->kind == SCN_TREE_SCALAR ? value->text : "";
        } else {
            scn_diags_add(data->v->diags, SCN_S_UNKNOWN_KEY, key->at,
                          "there are file, column and unit", "a data file has no key '%s'",
                          scn_diags_quote(data->v->diags, key->text));
            fine = false;
        }
    }
    return fine;
}

bool scn_values_data_read(const struct scn_values *v, const struct scn_node *node,
                          enum scn_values_law_unit unit, const double **ret_values,
                          uint32_t *ret_count)
{
    struct data data = {.v = v, .node = node, .unit = unit, .file = "", .cell_unit = ""};
    double *values;
    char *text;
    bool fine;

    if (node->kind == SCN_TREE_SCALAR) {
        data.file = node->text;
    } else if (node->kind == SCN_TREE_MAP && !read_map(&data, node)) {
        return false;
    }
    if (data.file[0] == '\0') {
        scn_diags_add(v->diags, SCN_S_DATA_FILE, node->at, "such as measured.csv",
                      "the name of a data file is missing");
        return false;
    }
    text = take(&data);
    if (text == NULL) {
        return false;
    }
    fine = read_lines(&data, text);
    free(text);
    values = sim_arena_array(v->arena, data.count + 1u, sizeof *values);
    if (data.count > 0) {
        memcpy(values, data.values, data.count * sizeof *values);
    }
    free(data.values);
    *ret_values = values;
    *ret_count = data.count;
    return fine;
}
