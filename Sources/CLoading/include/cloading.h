#ifndef CLOADING_H
#define CLOADING_H

#include <pthread.h>
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

#define CLOADING_POINTER(name) __typeof__(&name) name;
#define CLOADING_FUNCTION(name) {#name, &lib.name},

// Declares a library's functions as the pointers in `lib`, and `load_library`, which finds them on its first call. It returns
// NULL, or why they cannot be used. `for_each(do)` is do(name) for each function.
#define CLOADING_LIBRARY(file, for_each)                                                                  \
    static struct {                                                                                       \
        for_each(CLOADING_POINTER)                                                                        \
    } lib;                                                                                                \
    static pthread_once_t lib_once = PTHREAD_ONCE_INIT;                                                   \
    static char lib_problem[300];                                                                         \
    static void find_functions(void) {                                                                    \
        static const struct cloading_function functions[] = {for_each(CLOADING_FUNCTION)};                \
        const size_t count = sizeof functions / sizeof *functions;                                        \
        cloading_open(file, functions, count, lib_problem, sizeof lib_problem);                           \
    }                                                                                                     \
    static const char *load_library(void) {                                                               \
        pthread_once(&lib_once, find_functions);                                                          \
        return lib_problem[0] ? lib_problem : NULL;                                                       \
    }

#endif
