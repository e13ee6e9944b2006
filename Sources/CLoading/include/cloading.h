#ifndef CLOADING_H
#define CLOADING_H

#include <stdbool.h>
#include <stddef.h>

// Libraries that only some commands need, loaded when they are first needed: loading them takes longer than most commands
// run.

// A function of a library.
struct cloading_function {
    const char *name;
    void *pointer;  // where the pointer to the function goes
};

// Opens a library and finds its functions. If that fails, writes the reason to `problem`, which has room for `size`
// bytes.
bool cloading_open(
    const char *library, const struct cloading_function *functions, size_t count, char *problem, size_t size);

#endif
