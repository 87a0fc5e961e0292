/* The words of the course, each at the lesson that uses it first. */
#ifndef WTSIM_REPORTS_CLI_LESSON_GLOSSARY_H
#define WTSIM_REPORTS_CLI_LESSON_GLOSSARY_H

#include <stdint.h>

struct cli_session;

/* All lessons, then the words that none of them uses; or one lesson by its place on the shelf
   (UINT32_MAX: all). An exit code. */
int cli_lesson_glossary(struct cli_session *s, uint32_t only);

#endif
