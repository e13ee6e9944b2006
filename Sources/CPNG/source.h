#ifndef CPNG_SOURCE_H
#define CPNG_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A PNG in memory, read without the chunks that do not matter to the picture: libpng would unpack and keep texts and
// the like, at a cost that the file controls.
typedef struct {
    const uint8_t *data;
    size_t size;
    size_t position;
    // Bytes up to the end of the current chunk.
    size_t left;
} cpng_source;

cpng_source cpng_source_open(const uint8_t *data, size_t size);

// Copies the next `count` bytes; false if there are not that many.
bool cpng_source_read(cpng_source *source, uint8_t *to, size_t count);

#endif
