#include "carchive.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cloading.h"

#define FOR_EACH_FUNCTION(do)            \
    do(archive_entry_filetype)           \
    do(archive_entry_hardlink)           \
    do(archive_entry_is_encrypted)       \
    do(archive_entry_pathname)           \
    do(archive_entry_pathname_utf8)      \
    do(archive_entry_symlink)            \
    do(archive_error_string)             \
    do(archive_format_name)              \
    do(archive_read_data)                \
    do(archive_read_free)                \
    do(archive_read_new)                 \
    do(archive_read_next_header)         \
    do(archive_read_open1)               \
    do(archive_read_set_callback_data)   \
    do(archive_read_set_close_callback)  \
    do(archive_read_set_read_callback)   \
    do(archive_read_set_seek_callback)   \
    do(archive_read_set_skip_callback)   \
    do(archive_read_support_filter_gzip) \
    do(archive_read_support_format_tar)  \
    do(archive_read_support_format_zip)  \
    do(archive_set_error)

CLOADING_LIBRARY("libarchive.so.13", FOR_EACH_FUNCTION)

const char *carchive_load(void) { return load_library(); }

struct archive *carchive_read_new(void) { return lib.archive_read_new(); }
int carchive_read_free(struct archive *archive) { return lib.archive_read_free(archive); }
int carchive_read_support_format_zip(struct archive *archive) { return lib.archive_read_support_format_zip(archive); }

int carchive_read_support_format_tar(struct archive *archive) {
    int status = lib.archive_read_support_filter_gzip(archive);
    return status == ARCHIVE_OK ? lib.archive_read_support_format_tar(archive) : status;
}

// A reader's own position in a file that other readers share.
struct source {
    int descriptor;
    off_t position;
    char block[1 << 16];
};

static la_ssize_t read_block(struct archive *archive, void *data, const void **block) {
    struct source *source = data;
    ssize_t count;
    do {
        count = pread(source->descriptor, source->block, sizeof source->block, source->position);
    } while (count < 0 && errno == EINTR);
    if (count < 0) {
        lib.archive_set_error(archive, errno, "%s", strerror(errno));
        return ARCHIVE_FATAL;
    }
    source->position += count;
    *block = source->block;
    return count;
}

static la_int64_t size_of(struct source *source) {
    struct stat status;
    return fstat(source->descriptor, &status) == 0 ? status.st_size : 0;
}

static la_int64_t skip(struct archive *archive, void *data, la_int64_t request) {
    (void)archive;
    struct source *source = data;
    la_int64_t left = size_of(source) - source->position;
    la_int64_t skipped = request < left ? request : left;
    if (skipped < 0) return 0;
    source->position += skipped;
    return skipped;
}

static la_int64_t seek(struct archive *archive, void *data, la_int64_t offset, int whence) {
    (void)archive;
    struct source *source = data;
    la_int64_t start = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? source->position : size_of(source);
    la_int64_t place;
    if (__builtin_add_overflow(start, offset, &place) || place < 0) return ARCHIVE_FATAL;
    source->position = place;
    return place;
}

static int close_source(struct archive *archive, void *data) {
    (void)archive;
    free(data);
    return ARCHIVE_OK;
}

int carchive_read_open_descriptor(struct archive *archive, int descriptor) {
    struct source *source = malloc(sizeof *source);
    if (!source) return ARCHIVE_FATAL;
    source->descriptor = descriptor;
    source->position = 0;
    lib.archive_read_set_read_callback(archive, read_block);
    lib.archive_read_set_skip_callback(archive, skip);
    lib.archive_read_set_seek_callback(archive, seek);
    lib.archive_read_set_close_callback(archive, close_source);
    lib.archive_read_set_callback_data(archive, source);
    return lib.archive_read_open1(archive);
}

int carchive_read_next_header(struct archive *archive, struct archive_entry **entry) {
    return lib.archive_read_next_header(archive, entry);
}

la_ssize_t carchive_read_data(struct archive *archive, void *buffer, size_t size) {
    return lib.archive_read_data(archive, buffer, size);
}

const char *carchive_format_name(struct archive *archive) { return lib.archive_format_name(archive); }
const char *carchive_error_string(struct archive *archive) { return lib.archive_error_string(archive); }

const char *carchive_entry_pathname(struct archive_entry *entry) { return lib.archive_entry_pathname(entry); }
const char *carchive_entry_pathname_utf8(struct archive_entry *entry) { return lib.archive_entry_pathname_utf8(entry); }
__LA_MODE_T carchive_entry_filetype(struct archive_entry *entry) { return lib.archive_entry_filetype(entry); }
const char *carchive_entry_symlink(struct archive_entry *entry) { return lib.archive_entry_symlink(entry); }
const char *carchive_entry_hardlink(struct archive_entry *entry) { return lib.archive_entry_hardlink(entry); }
int carchive_entry_is_encrypted(struct archive_entry *entry) { return lib.archive_entry_is_encrypted(entry); }
