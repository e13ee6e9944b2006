#ifndef FULL_DECODE_H
#define FULL_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The floor that a picture pipeline is measured against: a JPEG decoded to planes at its full size, which are thrown
// away. For well-formed files only: libjpeg ends the program at an error.
bool full_decode(const uint8_t *data, size_t size);

#endif
