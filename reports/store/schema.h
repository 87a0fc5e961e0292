/* The schema of the store, as data: version 1. Every later version brings a migration. */
#ifndef WTSIM_REPORTS_STORE_SCHEMA_H
#define WTSIM_REPORTS_STORE_SCHEMA_H

#define RPT_SCHEMA_APPLICATION 1465144137 /* 0x57545349 'WTSI' */
#define RPT_SCHEMA_VERSION 1

/* Tables, indexes and views in order of creation; NULL ends the list. */
extern const char *const rpt_schema_statements[];

#endif
