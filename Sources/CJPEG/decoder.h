#ifndef CJPEG_DECODER_H
#define CJPEG_DECODER_H

#include "errors.h"
#include "file_source.h"
#include "include/cjpeg_canvas.h"
#include "lost.h"

// One decode. Resources to release are kept here and not on the stack, so that they are still known after a longjmp.
typedef struct {
    struct jpeg_decompress_struct jpeg;
    struct jpeg_progress_mgr progress;
    cjpeg_errors errors;
    // Used only for a JPEG that is decoded from a file.
    cjpeg_file_source file;
    const cjpeg_request *request;
    cjpeg_decoded *result;
    cjpeg_canvas *canvas;
    uint8_t *row;
    cjpeg_lost lost;
    bool was_warned;
    // Data could not be decoded, so that some of the picture may be missing.
    bool has_gap;
} cjpeg_decoder;

// From here on, missing and invalid data is noted in the result, and decoding stops as soon as too little of the
// picture can be there or there are too many scans.
void cjpeg_watch(cjpeg_decoder *self);

// Whether losses in the rows that were just decoded count if the picture turns out to be damaged. The arithmetic decoder
// notices damage late.
bool cjpeg_may_be_lost(const cjpeg_decoder *self);

// Notes what no warning reports: scans that never came, data left over in the last one, that most of the picture is
// lost, wherever that is, and that nothing was wrong.
void cjpeg_check_complete(cjpeg_decoder *self);

#endif
