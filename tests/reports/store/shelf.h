/* A folder of its own with a store in it, for one test. */
#ifndef WTSIM_TESTS_REPORTS_STORE_SHELF_H
#define WTSIM_TESTS_REPORTS_STORE_SHELF_H

#include "reports/store/store.h"
#include "sim/base/arena.h"

struct mdl_answer;

struct shelf {
    struct sim_arena arena;
    char folder[64];
    char path[96];             /* of the store */
};

struct shelf shelf_make(void);
void shelf_clear(struct shelf *shelf); /* removes the folder */

/* Fail the test when they cannot. */
struct rpt_store *shelf_open(struct shelf *shelf, enum rpt_store_mode mode);
int64_t shelf_save(struct shelf *shelf, struct rpt_store *store, const struct mdl_answer *answer);

/* All rows of one statement: columns joined by '|', rows by newline. */
const char *shelf_ask(struct shelf *shelf, const char *sql);

/* Runs statements on the file as any other program might. */
void shelf_change(struct shelf *shelf, const char *sql);

void shelf_write(const char *path, const void *bytes, size_t length);
/* A digest of the file's bytes, to see that it was left as it is. */
unsigned long long shelf_digest(const char *path);

#endif
