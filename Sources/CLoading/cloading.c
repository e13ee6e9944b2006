#include "cloading.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

static bool note_problem(char *problem, size_t size) {
    const char *reason = dlerror();
    snprintf(problem, size, "%s", reason ? reason : "it cannot be loaded");
    return false;
}

bool cloading_open(
    const char *library, const struct cloading_function *functions, size_t count, char *problem, size_t size) {
    void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    if (!handle) return note_problem(problem, size);
    for (size_t i = 0; i < count; i++) {
        void *found = dlsym(handle, functions[i].name);
        if (!found) return note_problem(problem, size);
        // POSIX guarantees that the address of a function fits a pointer to an object.
        memcpy(functions[i].pointer, &found, sizeof found);
    }
    return true;
}
