// How much of a damaged picture is there. libjpeg decodes whatever it gets and fills the rest with grey; its warnings,
// and its position when it gave them, show where the data ended.

#include "decoder.h"

#include <jerror.h>

static bool scan_has_luma(j_decompress_ptr jpeg) {
    for (int i = 0; i < jpeg->comps_in_scan; i++)
        if (jpeg->cur_comp_info[i]->component_index == 0) return true;
    return false;
}

// A progressive picture shows something from its first scan on, but only a blur at an eighth of its size. It counts as
// shown where the first scan of finer luma has arrived.
static double progressive_share(j_decompress_ptr jpeg, double rows) {
    bool finer_luma = jpeg->coef_bits && jpeg->coef_bits[0][1] >= 0;
    bool first_of_it = scan_has_luma(jpeg) && jpeg->Ss <= 1 && jpeg->Se >= 1 && jpeg->Ah == 0;
    return !finer_luma ? 0 : first_of_it ? rows : 1;
}

// The library stores a component's quantisation table from its first scan on.
static double sequential_share(j_decompress_ptr jpeg, double rows) {
    if (scan_has_luma(jpeg)) return rows;
    return jpeg->comp_info[0].quant_table ? 1 : 0;
}

static double share_shown(j_decompress_ptr jpeg) {
    double rows = jpeg->total_iMCU_rows == 0 ? 0 : (double)jpeg->input_iMCU_row / jpeg->total_iMCU_rows;
    if (rows > 1) rows = 1;
    return jpeg->progressive_mode ? progressive_share(jpeg, rows) : sequential_share(jpeg, rows);
}

static void note_end(cjpeg_decoder *self) {
    cjpeg_decoded *result = self->result;
    if (result->incomplete) return;
    result->incomplete = true;
    result->share = share_shown(&self->jpeg);
    if (result->share < self->request->least_share)
        cjpeg_escape(&self->errors, result->corrupt ? CJPEG_LOST : CJPEG_TRUNCATED);
}

// Invalid data after the end is not additional damage.
static void note_corrupt(cjpeg_decoder *self) {
    if (!self->result->incomplete) self->result->corrupt = true;
}

static void note_gap(cjpeg_decoder *self) {
    note_corrupt(self);
    self->has_gap = true;
}

// A scan without restart markers is over where it meets another marker. What comes after it cannot make up for that, unless
// it was the coarse one of a progressive picture: then the blocks that have no light are counted in the end.
static bool ends_at_marker(j_decompress_ptr jpeg) {
    bool is_coarse = jpeg->progressive_mode && jpeg->Ss == 0;
    return jpeg->restart_interval == 0 && !is_coarse;
}

// A scan refines something other than what is there: the scan before it may be lost. One that comes once more costs nothing to
// speak of.
static void note_wrong_scan(cjpeg_decoder *self) {
    const int *where = self->jpeg.err->msg_parm.i;
    int known = self->jpeg.coef_bits[where[0]][where[1]];
    if (known < 0)
        note_gap(self);
    else if (known != self->jpeg.Al)
        note_corrupt(self);
}

static void note_warning(j_common_ptr common, int level) {
    if (level >= 0) return;
    j_decompress_ptr jpeg = (j_decompress_ptr)common;
    cjpeg_decoder *self = (cjpeg_decoder *)jpeg;
    self->was_warned = true;
    bool is_end = jpeg->unread_marker == JPEG_EOI;
    switch (common->err->msg_code) {
    case JWRN_HIT_MARKER:
        if (!is_end) note_gap(self);
        // With restart markers, decoding continues at the next one, unless this was the end of the picture.
        if (is_end || ends_at_marker(jpeg)) note_end(self);
        break;
    case JWRN_ARITH_BAD_CODE:
        // Past the end, the arithmetic decoder reads zeros until they become invalid.
        if (is_end)
            note_end(self);
        else
            note_gap(self);
        break;
    case JWRN_HUFF_BAD_CODE:
    case JWRN_MUST_RESYNC:
        note_gap(self);
        break;
    case JWRN_BOGUS_PROGRESSION:
        note_wrong_scan(self);
        break;
    default:
        break;  // oddities that cost nothing of the picture
    }
}

static bool is_restart(int marker) { return marker >= JPEG_RST0 && marker <= JPEG_RST0 + 7; }

static void check_progress(j_common_ptr common) {
    j_decompress_ptr jpeg = (j_decompress_ptr)common;
    cjpeg_decoder *self = (cjpeg_decoder *)jpeg;
    if (jpeg->input_scan_number > self->request->max_scans) cjpeg_escape(&self->errors, CJPEG_TOO_MANY_SCANS);
    // The arithmetic decoder reads zeros past a marker without a warning, and goes on only behind one for a restart or
    // for the next scan. It looks a few bytes ahead, so the last row may be complete.
    bool is_stuck = jpeg->unread_marker == JPEG_EOI ||
                    (jpeg->unread_marker != 0 && !jpeg_has_multiple_scans(jpeg) && !is_restart(jpeg->unread_marker));
    if (jpeg->arith_code && is_stuck && jpeg->input_iMCU_row + 1 < jpeg->total_iMCU_rows) note_end(self);
}

void cjpeg_watch(cjpeg_decoder *self) {
    self->errors.callbacks.emit_message = note_warning;
    self->progress.progress_monitor = check_progress;
    self->jpeg.progress = &self->progress;
}

static bool every_scan_came(j_decompress_ptr jpeg) {
    for (int i = 0; i < jpeg->num_components; i++) {
        if (!jpeg->comp_info[i].quant_table) return false;
        for (int k = 0; jpeg->progressive_mode && k < DCTSIZE2; k++)
            if (jpeg->coef_bits[i][k] != 0) return false;
    }
    return true;
}

static int next_byte(j_decompress_ptr jpeg) {
    struct jpeg_source_mgr *source = jpeg->src;
    if (source->bytes_in_buffer == 0) source->fill_input_buffer(jpeg);
    source->bytes_in_buffer--;
    return *source->next_input_byte++;
}

// Bytes between the last block of the only scan and the next marker, not counting zeros, up to `most`. Past the end of
// the file, the source supplies a marker.
static int data_left(j_decompress_ptr jpeg, int most) {
    if (jpeg->unread_marker != 0) return 0;
    int left = 0;
    while (left < most) {
        int byte = next_byte(jpeg);
        bool is_marker = byte == 0xFF && next_byte(jpeg) != 0;
        if (is_marker) break;
        left += byte != 0;
    }
    return left;
}

static bool has_gap(const cjpeg_decoder *self) { return self->has_gap || self->result->incomplete; }

bool cjpeg_may_be_lost(const cjpeg_decoder *self) { return self->jpeg.arith_code || has_gap(self); }

// Warnings tell where data ended or made no sense, but not how much came after it that could not be placed.
static void note_lost(cjpeg_decoder *self) {
    cjpeg_decoded *result = self->result;
    if (!has_gap(self) && !result->corrupt) return;
    double rest = cjpeg_lost_rest(&self->lost, !has_gap(self));
    if (rest >= result->share) return;
    result->share = rest;
    if (rest < self->request->least_share) cjpeg_escape(&self->errors, CJPEG_LOST);
}

void cjpeg_check_complete(cjpeg_decoder *self) {
    // Overwritten data usually decodes to something, but to fewer blocks than there should be. Some encoders pad, and
    // the decoder reads a few bytes ahead: neither counts as damage.
    enum { tolerated = 16 };
    if (!every_scan_came(&self->jpeg)) note_end(self);
    int left = jpeg_has_multiple_scans(&self->jpeg) ? 0 : data_left(&self->jpeg, tolerated + 1);
    if (left > tolerated) note_corrupt(self);
    note_lost(self);
    cjpeg_decoded *result = self->result;
    result->flawless =
        self->jpeg.raw_data_out && !self->was_warned && !result->incomplete && !result->corrupt && left == 0;
}
