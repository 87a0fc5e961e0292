/*
 * The entry of a fuzzer, by the name that libFuzzer and AFL++ call. Each harness is one file with
 * this function; the same file linked with replay.c is an ordinary test over its corpus.
 */
#ifndef WTSIM_TESTS_FUZZ_HARNESS_H
#define WTSIM_TESTS_FUZZ_HARNESS_H

#include <stddef.h>
#include <stdint.h>

/* Must neither crash nor stop nor keep anything, whatever the bytes are; returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
