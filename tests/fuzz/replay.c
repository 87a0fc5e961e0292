/*
 * The corpus as a test: every file of a folder through the harness, one TAP line each. A file
 * that takes longer than it may is a failure; a crash is one because the plan is not fulfilled.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/fuzz/harness.h"

#define FILES_MAX 2000
#define BYTES_MAX (8u << 20)
#define SECONDS_MAX 5.0               /* a sanitizer build has to keep it as well */

static int compare_names(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

/* The names in a folder, sorted; copies that live as long as the program. */
static int list(const char *folder, char **names)
{
    DIR *directory = opendir(folder);
    const struct dirent *entry;
    int count = 0;

    while (directory != NULL && (entry = readdir(directory)) != NULL && count < FILES_MAX) {
        if (entry->d_name[0] != '.') {
            names[count] = malloc(strlen(entry->d_name) + 1);
            strcpy(names[count++], entry->d_name);
        }
    }
    if (directory != NULL) {
        closedir(directory);
    }
    qsort(names, (size_t)count, sizeof *names, compare_names);
    return count;
}

/* True when the file could be read and its bytes were digested in time. */
static int replay(const char *folder, const char *name, uint8_t *bytes)
{
    char path[4096];
    clock_t start = clock();
    size_t size;
    FILE *file;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    file = fopen(path, "rb");
    if (file == NULL) {
        return 0;
    }
    size = fread(bytes, 1, BYTES_MAX, file);
    fclose(file);
    LLVMFuzzerTestOneInput(bytes, size);
    return (double)(clock() - start) / CLOCKS_PER_SEC < SECONDS_MAX;
}

int main(int count, char **arguments)
{
    static char *names[FILES_MAX];
    uint8_t *bytes = malloc(BYTES_MAX);
    int files, failed = 0;

    if (count != 2 || bytes == NULL) {
        puts("Bail out! give the folder of the corpus");
        return 2;
    }
    files = list(arguments[1], names);
    printf("1..%d\n", files + 1);
    for (int n = 0; n < files; n++) {
        int fine = replay(arguments[1], names[n], bytes);

        printf("%s %d - %s\n", fine ? "ok" : "not ok", n + 1, names[n]);
        fflush(stdout);
        failed += !fine;
        free(names[n]);
    }
    printf("%s %d - there is a corpus\n", files > 0 ? "ok" : "not ok", files + 1);
    free(bytes);
    return failed > 0 || files == 0 ? 1 : 0;
}
