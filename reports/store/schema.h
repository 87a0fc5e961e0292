/*
 * The schema of the store, as data. Every version after the first brings a migration: what makes
 * it of the one before.
 */
#ifndef WTSIM_REPORTS_STORE_SCHEMA_H
#define WTSIM_REPORTS_STORE_SCHEMA_H

#define RPT_SCHEMA_APPLICATION 1465144137 /* 0x57545349 'WTSI' */
#define RPT_SCHEMA_VERSION 6

/* Tables, indexes and views in order of creation; NULL ends the list. */
extern const char *const rpt_schema_statements[];

/* By version, from 2 on: the statement that makes it of the version before. */
extern const char *const rpt_schema_migrations[RPT_SCHEMA_VERSION + 1];

#endif
