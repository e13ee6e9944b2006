#ifndef CJPEG_ERRORS_H
#define CJPEG_ERRORS_H

#include <setjmp.h>
#include <stdio.h>

#include <jpeglib.h>

#include "cjpeg.h"

// How libjpeg's fatal errors end a call: back to the setjmp of the function that started it, with a status. The
// library's structure is the first member, so that a pointer to it is also a pointer to ours.
typedef struct {
    struct jpeg_error_mgr callbacks;
    jmp_buf escape;
    cjpeg_status status;
    char message[JMSG_LENGTH_MAX];
} cjpeg_errors;

// Sets the callbacks; nothing is ever printed.
struct jpeg_error_mgr *cjpeg_errors_prepare(cjpeg_errors *errors);

// Ends the call with a status of our own. Call it only between setjmp and the end of that function.
_Noreturn void cjpeg_escape(cjpeg_errors *errors, cjpeg_status status);

#endif
