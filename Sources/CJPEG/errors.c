#include "errors.h"

#include <jerror.h>

_Noreturn void cjpeg_escape(cjpeg_errors *errors, cjpeg_status status) {
    errors->status = status;
    longjmp(errors->escape, 1);
}

static void fatal(j_common_ptr jpeg) {
    cjpeg_errors *errors = (cjpeg_errors *)jpeg->err;
    errors->callbacks.format_message(jpeg, errors->message);
    cjpeg_escape(errors, errors->callbacks.msg_code == JERR_OUT_OF_MEMORY ? CJPEG_OUT_OF_MEMORY : CJPEG_DAMAGED);
}

static void ignore_warning(j_common_ptr jpeg, int level) {
    (void)jpeg;
    (void)level;
}

static void print_nothing(j_common_ptr jpeg) { (void)jpeg; }

struct jpeg_error_mgr *cjpeg_errors_prepare(cjpeg_errors *errors) {
    jpeg_std_error(&errors->callbacks);
    errors->callbacks.error_exit = fatal;
    errors->callbacks.emit_message = ignore_warning;
    errors->callbacks.output_message = print_nothing;
    errors->status = CJPEG_OK;
    return &errors->callbacks;
}
