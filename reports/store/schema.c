/*
 * The schema, statement by statement, as sqlite_master will show it.
 *
 * Three layers: what was asked, what was done, what was measured and what it means. Wall-clock
 * facts stand only in "execution", so storing an answer twice adds one row there. Histograms are
 * JSON text, 64 buckets per doubling, and the view "histograms" decodes them: a person with
 * sqlite3 needs no program of ours. Foreign keys cascade only where PRAGMA foreign_keys is on.
 */
#include "reports/store/schema.h"

#include <stddef.h>

#define FILE_TABLE                                                                          \
    "CREATE TABLE file (                   -- what the scenario reads besides its own text\n"\
    "  input_id    INTEGER NOT NULL REFERENCES input ON DELETE CASCADE,\n"                  \
    "  ordinal     INTEGER NOT NULL,\n"                                                     \
    "  name        TEXT NOT NULL,          -- relative to the directory of the scenario\n"  \
    "  text        TEXT NOT NULL,          -- exactly as it was read\n"                     \
    "  PRIMARY KEY (input_id, ordinal)\n"                                                   \
    ") STRICT, WITHOUT ROWID"

#define PART_TABLE                                                                          \
    "CREATE TABLE part (                   -- replications of a run computed in shards\n"    \
    "  input_id    INTEGER NOT NULL REFERENCES input ON DELETE CASCADE,\n"                  \
    "  planned     INTEGER NOT NULL,       -- replications of the whole run\n"              \
    "  replication INTEGER NOT NULL,\n"                                                     \
    "  program     TEXT NOT NULL,          -- only the same version can join them\n"        \
    "  scenario_path TEXT NOT NULL,        -- where the scenario was read from\n"           \
    "  content     BLOB NOT NULL,          -- for wtsim; gone once the run is joined\n"     \
    "  PRIMARY KEY (input_id, planned, replication)\n"                                      \
    ") STRICT, WITHOUT ROWID"

#define LOOK_TABLE                                                                          \
    "CREATE TABLE look (                   -- planned looks at growing data, of runs that stop " \
        "by a rule\n"                                                                        \
    "  run_id      INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,\n"                    \
    "  number      INTEGER NOT NULL,       -- 1: the first\n"                               \
    "  planned     INTEGER NOT NULL,       -- looks that were planned\n"                    \
    "  replications INTEGER NOT NULL,      -- that it saw\n"                                \
    "  ordinal     INTEGER NOT NULL,       -- of the expectation\n"                         \
    "  confidence  REAL NOT NULL,          -- of this look: 1 - 0.05 / planned until decided\n" \
    "  value REAL, low REAL, high REAL,    -- low without high: no upper limit can be given\n" \
    "  asked       REAL,                   -- precision asked for: 0.05; NULL: until decided\n" \
    "  reached     REAL,                   -- precision reached; Inf: none\n"               \
    "  result      TEXT NOT NULL CHECK (result IN ('pass','fail','undecided')),\n"          \
    "  PRIMARY KEY (run_id, number, ordinal)\n"                                             \
    ") STRICT, WITHOUT ROWID"

/* Since version 5 a victim bears its phase. */
#define LEDGER_VIEW                                                                         \
    "CREATE VIEW ledger AS\n"                                                               \
    "  SELECT se.run_id AS run,\n"                                                          \
    "         v.path || '.' || m.name\n"                                                    \
    "           || CASE se.phase WHEN 'all' THEN '' ELSE '@' || se.phase END AS victim,\n"  \
    "         c.population, c.part, coalesce(k.path, '-') AS culprit, c.culprit_object,\n"  \
    "         c.state, c.ns / 1e6 AS ms, c.observations, c.worst_ns / 1e6 AS worst_ms,\n"   \
    "         round(100.0 * c.ns / sum(c.ns) OVER (PARTITION BY c.series_id, "              \
        "c.population), 2) AS percent\n"                                                    \
    "  FROM charge c JOIN series se USING (series_id) JOIN object v USING (object_id) JOIN " \
        "measure m USING (measure_id)\n"                                                    \
    "       LEFT JOIN object k ON k.object_id = c.culprit_id"

#define OUTCOME_TABLE                                                                       \
    "CREATE TABLE outcome (                -- one series in one replication, side by side\n"  \
    "  series_id   INTEGER NOT NULL REFERENCES series ON DELETE CASCADE,\n"                 \
    "  replication INTEGER NOT NULL,\n"                                                     \
    "  copies      INTEGER NOT NULL,       -- so many replications from here on agree in all " \
        "of it\n"                                                                            \
    "  n           INTEGER NOT NULL,       -- observations (durations) or 1 (plain numbers)\n" \
    "  total       REAL,                   -- sum of durations in ns, a count, or an integral " \
        "over time; exact below 2^53\n"                                                      \
    "  weight      REAL,                   -- what an average is over; NULL: the window in ns\n" \
    "  min REAL, p50 REAL, p90 REAL, p99 REAL, p999 REAL, max REAL,\n"                      \
    "  below50 INTEGER, below90 INTEGER, below99 INTEGER, below999 INTEGER,\n"              \
    "                                      -- observations <= the pooled quantile: "        \
        "intervals are made of these\n"                                                      \
    "  zero        INTEGER NOT NULL,       -- observations of exactly 0 ns\n"                \
    "  PRIMARY KEY (series_id, replication)\n"                                              \
    ") STRICT, WITHOUT ROWID"

#define METRICS_VIEW                                                                        \
    "CREATE VIEW metrics AS                -- every printed figure, by its full name\n"      \
    "  SELECT se.run_id AS run, o.path || '.' || m.name || '.' || e.statistic\n"            \
    "           || CASE se.phase WHEN 'all' THEN '' ELSE '@' || se.phase END AS name,\n"     \
    "         o.path AS object, o.kind, m.name AS measure, e.statistic, se.phase,\n"         \
    "         e.value, e.low, e.high,\n"                                                    \
    "         CASE e.statistic WHEN 'count' THEN '1' WHEN 'zero' THEN '1' WHEN 'rate' "      \
        "THEN '1/s' ELSE m.unit END AS unit,\n"                                              \
    "         m.better, e.n, e.method, e.note, se.waiting, "                                \
        "se.lost, se.series_id\n"                                                            \
    "  FROM estimate e JOIN series se USING (series_id) JOIN object o USING (object_id) "   \
        "JOIN measure m USING (measure_id)"

#define PER_REPLICATION_VIEW                                                                \
    "CREATE VIEW per_replication AS        -- the raw material of a paired comparison\n"     \
    "  WITH x AS (\n"                                                                       \
    "    SELECT se.run_id, o.path || '.' || m.name AS name, m.shape, se.phase, x.*,\n"      \
    "           coalesce(x.weight, r.end_ns * 1.0 - ru.from_ns) AS span,\n"                 \
    "           r.replication AS number\n"                                                   \
    "    FROM outcome x JOIN series se USING (series_id) JOIN object o USING (object_id)\n"  \
    "         JOIN measure m USING (measure_id) JOIN run ru ON ru.run_id = se.run_id\n"      \
    "         JOIN replication r ON r.run_id = se.run_id\n"                                  \
    "              AND r.replication BETWEEN x.replication AND x.replication + x.copies - 1)\n" \
    "  SELECT run_id AS run, name, phase, series_id, number AS replication, n, total, "      \
        "span AS weight,\n"                                                                  \
    "         CASE shape WHEN 'duration' THEN total / n WHEN 'count' THEN total "            \
        "ELSE total / span END AS mean,\n"                                                   \
    "         min, p50, p90, p99, p999, max, below50, below90, below99, below999, zero\n"    \
    "  FROM x"

#define EPISODE_INDEX "CREATE INDEX episode_by_run ON episode (run_id)"

#define EPISODES_VIEW                                                                       \
    "CREATE VIEW episodes AS\n"                                                             \
    "  SELECT e.run_id AS run, e.replication, e.kind, o.path AS object, e.begin_ns / 1e9 AS " \
        "begin_s,\n"                                                                         \
    "         (coalesce(e.end_ns, r.end_ns) - e.begin_ns) / 1e6 AS ms, e.end_ns IS NULL AS " \
        "still_open, e.victims, e.worst_ns / 1e6 AS worst_ms,\n"                             \
    "         k.path AS culprit,\n"                                                         \
    "         CASE WHEN e.sentence <> '' THEN e.sentence ELSE o.path || ': ' ||\n"           \
    "              CASE e.kind WHEN 'starvation'\n"                                          \
    "              THEN e.victims || ' ' || e.victim || CASE e.victims WHEN 1 THEN '' "      \
        "ELSE 's' END || ' overdue, the worst waited '\n"                                    \
    "              ELSE 'items waited and none was taken for ' END ||\n"                     \
    "              printf('%.2f ms', e.worst_ns / 1e6) || "                                  \
        "coalesce(', most of it behind ' || k.path, '') END AS sentence\n"                   \
    "  FROM episode e JOIN object o USING (object_id) LEFT JOIN object k ON k.object_id = "  \
        "e.culprit_id\n"                                                                     \
    "       JOIN replication r USING (run_id, replication)"

/* Outcomes that agree share a row; what follows from the rest is not stored. Old sentences stay. */
#define VERSION_6                                                                           \
    "DROP VIEW per_replication; DROP VIEW metrics; DROP VIEW episodes;"                      \
    "ALTER TABLE outcome RENAME TO outcome_4;" OUTCOME_TABLE ";"                             \
    "INSERT INTO outcome SELECT series_id, replication, 1, n, total, weight, min, p50, p90,"  \
    " p99, p999, max, below50, below90, below99, below999, 0 FROM outcome_4;"                \
    "DROP TABLE outcome_4;"                                                                  \
    "ALTER TABLE episode ADD COLUMN victim TEXT NOT NULL DEFAULT '';"                        \
    "DROP INDEX episode_by_run;" EPISODE_INDEX ";"                                           \
    METRICS_VIEW ";" PER_REPLICATION_VIEW ";" EPISODES_VIEW

const char *const rpt_schema_migrations[] = {
    [2] = FILE_TABLE, [3] = PART_TABLE, [4] = LOOK_TABLE, [5] = "DROP VIEW ledger;\n" LEDGER_VIEW,
    [6] = VERSION_6};

const char *const rpt_schema_statements[] = {
    /* what was asked */
    "CREATE TABLE scenario (               -- one row per distinct scenario text\n"
    "  scenario_id INTEGER PRIMARY KEY,\n"
    "  digest      TEXT NOT NULL UNIQUE,   -- of the text exactly as it was read\n"
    "  name        TEXT NOT NULL,\n"
    "  title       TEXT NOT NULL DEFAULT '',\n"
    "  text        TEXT NOT NULL           -- enough to run it again on another machine\n"
    ") STRICT",
    "CREATE TABLE input (                  -- one row per distinct question: scenario + "
        "overrides + seed + model\n"
    "  input_id    INTEGER PRIMARY KEY,\n"
    "  digest      TEXT NOT NULL UNIQUE,   -- of the canonical form: comments and key order "
        "do not matter\n"
    "  scenario_id INTEGER NOT NULL REFERENCES scenario,\n"
    "  overrides   TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(overrides)),   -- "
        "[\"pool.delayed.threads=16\"]\n"
    "  seed        INTEGER NOT NULL,       -- 64 bits; above 2^63 it reads as a negative number\n"
    "  model       TEXT NOT NULL,          -- version of the rules, e.g. '1.0.0'; not of "
        "the program text\n"
    "  machine     TEXT NOT NULL DEFAULT ''  -- in words: 'Windows 7, x64, 2 processors; "
        "Delayed queue: 7 threads'\n"
    ") STRICT",
    "CREATE TABLE parameter (              -- the canonical form, flattened: what differed "
        "is a SELECT\n"
    "  input_id    INTEGER NOT NULL REFERENCES input ON DELETE CASCADE,\n"
    "  path        TEXT NOT NULL,          -- 'pool.delayed.threads'\n"
    "  value       TEXT NOT NULL,          -- as a scenario would write it: '7', '40ms'\n"
    "  origin      TEXT NOT NULL CHECK (origin IN ('file','override','profile','default')),\n"
    "  PRIMARY KEY (input_id, path)\n"
    ") STRICT, WITHOUT ROWID",
    FILE_TABLE,
    /* what was done */
    "CREATE TABLE run (                    -- one row per answer; the same answer is stored once\n"
    "  run_id      INTEGER PRIMARY KEY,\n"
    "  key         TEXT NOT NULL UNIQUE,   -- 16 hex digits of (input digest, replications, "
        "fingerprint)\n"
    "  turn        INTEGER NOT NULL UNIQUE,  -- the highest is @last, the next @prev\n"
    "  input_id    INTEGER NOT NULL REFERENCES input,\n"
    "  label       TEXT UNIQUE,\n"
    "  status      TEXT NOT NULL CHECK (status IN ('complete','incomplete')),\n"
    "  verdict     TEXT NOT NULL CHECK (verdict IN ('pass','fail','undecided','none')),\n"
    "  planned     INTEGER NOT NULL,       -- replications asked for\n"
    "  completed   INTEGER NOT NULL,       -- replications that reached the end of "
        "simulated time\n"
    "  stopped     INTEGER NOT NULL DEFAULT 0,  -- replications that ended in a bug check\n"
    "  is_random   INTEGER NOT NULL CHECK (is_random IN (0,1)),  -- 0: nothing was drawn, "
        "values are exact\n"
    "  duration_ns INTEGER NOT NULL,\n"
    "  from_ns     INTEGER NOT NULL DEFAULT 0,  -- measuring window [from_ns, duration_ns)\n"
    "  warm_up     TEXT NOT NULL DEFAULT 'none' CHECK (warm_up IN ('none','fixed','mser-5')),\n"
    "  stop_rule   TEXT NOT NULL DEFAULT 'fixed' CHECK (stop_rule IN "
        "('fixed','precision','decided','interrupted')),\n"
    "  ties        INTEGER NOT NULL DEFAULT 0,  -- events ordered by sequence alone\n"
    "  fingerprint TEXT NOT NULL,\n"
    "  CHECK (completed + stopped <= planned)\n"
    ") STRICT",
    "CREATE TABLE execution (              -- every time this answer was computed; wall "
        "clock lives only here\n"
    "  run_id      INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,\n"
    "  executed_at TEXT NOT NULL,          -- UTC, ISO 8601\n"
    "  program     TEXT NOT NULL,          -- 'wtsim 1.0.2 (gcc 12.2, x86-64)'\n"
    "  scenario_path TEXT NOT NULL DEFAULT '',  -- where the scenario was read from\n"
    "  jobs        INTEGER NOT NULL,\n"
    "  wall_ms     INTEGER NOT NULL,\n"
    "  events      INTEGER NOT NULL\n"
    ") STRICT",
    "CREATE INDEX execution_by_run ON execution (run_id)",
    "CREATE TABLE replication (            -- one row per simulated history\n"
    "  run_id      INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,\n"
    "  replication INTEGER NOT NULL,       -- 0-based; (seed, replication) reproduces it alone\n"
    "  outcome     TEXT NOT NULL CHECK (outcome IN ('complete','bug_check')),   -- an "
        "interrupted one is dropped whole\n"
    "  bug_check   INTEGER,                -- 0x133 as 307; NULL unless outcome is 'bug_check'\n"
    "  end_ns      INTEGER NOT NULL,\n"
    "  fingerprint TEXT NOT NULL,\n"
    "  events      INTEGER NOT NULL DEFAULT 0,\n"
    "  PRIMARY KEY (run_id, replication),\n"
    "  CHECK ((outcome = 'bug_check') = (bug_check IS NOT NULL))\n"
    ") STRICT, WITHOUT ROWID",
    /* what was measured */
    "CREATE TABLE object (                 -- names, shared by all runs\n"
    "  object_id   INTEGER PRIMARY KEY,\n"
    "  path        TEXT NOT NULL,          -- 'nic.refill', 'pool.delayed', 'processor.0'\n"
    "  kind        TEXT NOT NULL,          -- 'work item', 'DPC', 'interrupt', 'pool', ...\n"
    "  UNIQUE (path, kind)\n"
    ") STRICT",
    "CREATE TABLE measure (                -- the metric table of the program, as data\n"
    "  measure_id  INTEGER PRIMARY KEY,\n"
    "  name        TEXT NOT NULL,          -- 'queue_latency'\n"
    "  shape       TEXT NOT NULL CHECK (shape IN ('duration','count','share','level')),\n"
    "  unit        TEXT NOT NULL CHECK (unit IN ('ns','1','1/s','share')),\n"
    "  better      TEXT NOT NULL CHECK (better IN ('lower','higher','neither')),\n"
    "  sample_of   TEXT NOT NULL,          -- what one observation is: 'enqueue call', "
        "'request', 'run', 'time'\n"
    "  windows_name TEXT NOT NULL DEFAULT '',  -- counter or column that shows the same, if any\n"
    "  about       TEXT NOT NULL,\n"
    "  UNIQUE (name, shape, unit, better, sample_of, windows_name, about)\n"
    ") STRICT",
    "CREATE TABLE series (                 -- one measure of one object in one run (and phase)\n"
    "  series_id   INTEGER PRIMARY KEY,\n"
    "  run_id      INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,\n"
    "  object_id   INTEGER NOT NULL REFERENCES object,\n"
    "  measure_id  INTEGER NOT NULL REFERENCES measure,\n"
    "  phase       TEXT NOT NULL DEFAULT 'all',   -- named window of the scenario\n"
    "  waiting     INTEGER NOT NULL DEFAULT 0,    -- censored: clock still running at the end\n"
    "  waiting_max REAL,                          -- the oldest of them\n"
    "  lost        INTEGER NOT NULL DEFAULT 0,    -- removed, refused, merged away without "
        "service\n"
    "  histogram   TEXT CHECK (histogram IS NULL OR json_valid(histogram)),   -- pooled, "
        "[gap,count,...]\n"
    "  UNIQUE (run_id, object_id, measure_id, phase)\n"
    ") STRICT",
    OUTCOME_TABLE,
    "CREATE TABLE estimate (               -- the figures that reports print\n"
    "  series_id   INTEGER NOT NULL REFERENCES series ON DELETE CASCADE,\n"
    "  statistic   TEXT NOT NULL,          -- "
        "'mean','p50','p90','p99','p99.9','min','max','count','zero','rate'\n"
    "  ordinal     INTEGER NOT NULL,       -- order of printing\n"
    "  value       REAL,                   -- NULL: cannot be estimated, see note\n"
    "  low REAL, high REAL,                -- 95 % interval; NULL high: no upper limit can "
        "be given\n"
    "  n           INTEGER NOT NULL,       -- replications behind it\n"
    "  method      TEXT NOT NULL CHECK (method IN "
        "('exact','student','share','batch','range','none')),\n"
    "  note        TEXT,                   -- 'one replication', '4 observations above', "
        "'censored'\n"
    "  PRIMARY KEY (series_id, statistic)\n"
    ") STRICT, WITHOUT ROWID",
    "CREATE TABLE charge (                 -- the ledger: who held what the victim waited for\n"
    "  series_id   INTEGER NOT NULL REFERENCES series ON DELETE CASCADE,   -- the victim's "
        "latency\n"
    "  population  TEXT NOT NULL CHECK (population IN ('all','tail')),\n"
    "  part        TEXT NOT NULL,          -- 'workers', 'limit', 'behind DPC', ...: design "
        "section 6\n"
    "  culprit_id  INTEGER REFERENCES object,     -- the callback; NULL: nobody (overhead, "
        "see state)\n"
    "  culprit_object TEXT NOT NULL DEFAULT '',   -- the object that ran it: 'indexer.scan'\n"
    "  state       TEXT NOT NULL DEFAULT '',      -- what the culprit did: "
        "'running','blocked','ready','overhead'\n"
    "  ns          INTEGER NOT NULL,       -- parts of one population sum to its total, exactly\n"
    "  observations INTEGER NOT NULL,      -- how many victims it touched\n"
    "  worst_ns    INTEGER NOT NULL\n"
    ") STRICT",
    "CREATE INDEX charge_by_series ON charge (series_id, population)",
    "CREATE TABLE tail (                   -- which observations the tail ledger of a "
        "latency is about\n"
    "  series_id   INTEGER PRIMARY KEY REFERENCES series ON DELETE CASCADE,\n"
    "  share       REAL NOT NULL,          -- of all observations\n"
    "  over_ns     INTEGER NOT NULL,       -- every one of them is longer\n"
    "  observations INTEGER NOT NULL,\n"
    "  total_ns    INTEGER NOT NULL        -- what its parts sum to\n"
    ") STRICT",
    "CREATE TABLE worst (                  -- the worst single observations, so that 'why' "
        "can tell their story\n"
    "  series_id   INTEGER NOT NULL REFERENCES series ON DELETE CASCADE,\n"
    "  place       INTEGER NOT NULL,       -- 1 is the worst\n"
    "  replication INTEGER NOT NULL,\n"
    "  started_at_ns INTEGER NOT NULL,\n"
    "  wait_ns     INTEGER NOT NULL,\n"
    "  story       TEXT NOT NULL CHECK (json_valid(story)),  -- "
        "[{\"at\":ns,\"what\":\"...\",\"rule\":\"W14\"}, ...]\n"
    "  PRIMARY KEY (series_id, place)\n"
    ") STRICT, WITHOUT ROWID",
    "CREATE TABLE episode (                -- intervals in which something was wrong\n"
    "  run_id      INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,\n"
    "  replication INTEGER NOT NULL,\n"
    "  kind        TEXT NOT NULL CHECK (kind IN ('starvation','no progress','deadlock')),\n"
    "  object_id   INTEGER NOT NULL REFERENCES object,\n"
    "  begin_ns    INTEGER NOT NULL,       -- the first victim began to wait\n"
    "  overdue_ns  INTEGER NOT NULL,       -- it crossed the threshold; for a deadlock: the "
        "cycle closed\n"
    "  end_ns      INTEGER,                -- NULL: still open at the end of the run\n"
    "  victims     INTEGER NOT NULL,\n"
    "  worst_ns    INTEGER NOT NULL DEFAULT 0,  -- the longest wait among them\n"
    "  culprit_id  INTEGER REFERENCES object,\n"
    "  sentence    TEXT NOT NULL,          -- '': see the view episodes\n"
    "  victim      TEXT NOT NULL DEFAULT ''  -- what starved: 'call', 'request', 'ready spell'\n"
    ") STRICT",
    EPISODE_INDEX,
    /* what it means */
    "CREATE TABLE finding (                -- mistakes of the modelled drivers\n"
    "  run_id      INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,\n"
    "  code        TEXT NOT NULL,          -- permanent number: 'F012'\n"
    "  rule        TEXT NOT NULL,          -- 'W172'\n"
    "  severity    TEXT NOT NULL CHECK (severity IN ('stop','mistake','advice')),\n"
    "  object_id   INTEGER REFERENCES object,\n"
    "  place       TEXT NOT NULL DEFAULT '',  -- 'file.yaml:18:9'\n"
    "  step        TEXT NOT NULL DEFAULT '',  -- the step as written\n"
    "  replication INTEGER NOT NULL,       -- of the first occurrence\n"
    "  at_ns       INTEGER NOT NULL,\n"
    "  occurrences INTEGER NOT NULL,\n"
    "  replications INTEGER NOT NULL,      -- in how many of them\n"
    "  bug_check   INTEGER,                -- where Windows would stop\n"
    "  parameters  TEXT CHECK (parameters IS NULL OR json_valid(parameters)),  -- "
        "[\"0x4\",\"0x2\",\"0x0\",\"0x0\"]\n"
    "  message     TEXT NOT NULL\n"
    ") STRICT",
    "CREATE INDEX finding_by_run ON finding (run_id)",
    "CREATE TABLE expectation (\n"
    "  run_id      INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,\n"
    "  ordinal     INTEGER NOT NULL,\n"
    "  text        TEXT NOT NULL,          -- 'nic.rx.request_latency.p99 < 5ms'\n"
    "  scope       TEXT NOT NULL CHECK (scope IN ('average','every run')),\n"
    "  verdict     TEXT NOT NULL CHECK (verdict IN ('pass','fail','undecided')),\n"
    "  value REAL, low REAL, high REAL, bound REAL,   -- low without high: no upper limit "
        "can be given\n"
    "  unit        TEXT NOT NULL DEFAULT '',  -- of the four\n"
    "  violations  INTEGER,                -- scope 'every run': replications that broke it\n"
    "  first_violation INTEGER,            -- a replication that shows it\n"
    "  reason      TEXT NOT NULL DEFAULT '',\n"
    "  PRIMARY KEY (run_id, ordinal)\n"
    ") STRICT, WITHOUT ROWID",
    LOOK_TABLE,
    "CREATE TABLE assumption (             -- values without a published source that this "
        "run used\n"
    "  run_id      INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,\n"
    "  ordinal     INTEGER NOT NULL,\n"
    "  rule        TEXT NOT NULL,\n"
    "  parameter   TEXT NOT NULL,\n"
    "  value       TEXT NOT NULL,\n"
    "  confidence  TEXT NOT NULL,\n"
    "  share       REAL,                   -- largest share of any printed latency charged to it\n"
    "  PRIMARY KEY (run_id, ordinal)\n"
    ") STRICT, WITHOUT ROWID",
    "CREATE TABLE tag  (run_id INTEGER NOT NULL REFERENCES run ON DELETE CASCADE, tag TEXT "
        "NOT NULL,\n"
    "                   PRIMARY KEY (run_id, tag)) STRICT, WITHOUT ROWID",
    "CREATE TABLE note (run_id INTEGER NOT NULL REFERENCES run ON DELETE CASCADE, "
        "written_at TEXT NOT NULL,\n"
    "                   text TEXT NOT NULL) STRICT",
    PART_TABLE,
    /* views for people */
    "CREATE VIEW runs AS\n"
    "  SELECT r.run_id AS run, r.key, r.label, s.name AS scenario, i.overrides, i.seed,\n"
    "         r.completed || '/' || r.planned AS replications, r.duration_ns / 1e9 AS seconds,\n"
    "         r.verdict, r.status, i.model, r.fingerprint,\n"
    "         (SELECT max(executed_at) FROM execution e WHERE e.run_id = r.run_id) AS "
        "last_executed,\n"
    "         (SELECT count(*)         FROM execution e WHERE e.run_id = r.run_id) AS "
        "times_executed\n"
    "  FROM run r JOIN input i USING (input_id) JOIN scenario s USING (scenario_id)",
    METRICS_VIEW,
    PER_REPLICATION_VIEW,
    LEDGER_VIEW,
    "CREATE VIEW histograms AS             -- [gap,count,...] decoded: 64 buckets per "
        "doubling, width <= 1/64 of low\n"
    "  WITH cell AS (\n"
    "    SELECT se.series_id, se.run_id, se.object_id, se.measure_id, se.phase, j.key / 2 "
        "AS pair,\n"
    "           sum(CASE j.key % 2 WHEN 0 THEN j.value ELSE 0 END) AS gap,\n"
    "           sum(CASE j.key % 2 WHEN 1 THEN j.value ELSE 0 END) AS n\n"
    "    FROM series se, json_each(se.histogram) j GROUP BY se.series_id, j.key / 2),\n"
    "  placed AS (\n"
    "    SELECT *, sum(gap) OVER (PARTITION BY series_id ORDER BY pair) AS i FROM cell)\n"
    "  SELECT p.run_id AS run, o.path || '.' || m.name AS name, p.phase,\n"
    "         CASE WHEN i < 64 THEN i     ELSE (64 + i % 64) << (i / 64 - 1) END AS low,\n"
    "         CASE WHEN i < 64 THEN i + 1 ELSE (65 + i % 64) << (i / 64 - 1) END AS high,   "
        "-- exclusive\n"
    "         n, sum(n) OVER (PARTITION BY p.series_id ORDER BY pair) AS cumulative,\n"
    "         sum(n) OVER (PARTITION BY p.series_id) AS total\n"
    "  FROM placed p JOIN object o USING (object_id) JOIN measure m USING (measure_id)",
    "CREATE VIEW findings AS\n"
    "  SELECT f.run_id AS run, f.severity, f.code, f.rule, o.path AS object, f.place, "
        "f.step, f.message, f.occurrences, f.replications,\n"
    "         f.replication, f.at_ns / 1e9 AS at_s,\n"
    "         CASE WHEN f.bug_check IS NOT NULL THEN printf('0x%X', f.bug_check) END AS "
        "bug_check\n"
    "  FROM finding f LEFT JOIN object o USING (object_id)",
    "CREATE VIEW expectations AS\n"
    "  SELECT run_id AS run, verdict, text, scope, value, low, high, bound, unit, "
        "violations, first_violation, reason\n"
    "  FROM expectation",
    EPISODES_VIEW,
    "CREATE VIEW stories AS                -- the worst observations, line by line\n"
    "  SELECT se.run_id AS run, o.path || '.' || m.name AS name, w.place, w.replication, "
        "w.wait_ns / 1e6 AS wait_ms,\n"
    "         json_extract(j.value, '$.at') / 1e9 AS at_s, json_extract(j.value, '$.what') "
        "AS what,\n"
    "         json_extract(j.value, '$.rule') AS rule\n"
    "  FROM worst w JOIN series se USING (series_id) JOIN object o USING (object_id) JOIN "
        "measure m USING (measure_id),\n"
    "       json_each(w.story) j",
    NULL};
