#include "carchive.h"

#include <pthread.h>

#include "cloading.h"

#ifdef __APPLE__
#define LIBRARY "libarchive.13.dylib"
#else
#define LIBRARY "libarchive.so.13"
#endif

#define FOR_EACH_FUNCTION(do)            \
    do(archive_entry_filetype)           \
    do(archive_entry_hardlink)           \
    do(archive_entry_is_encrypted)       \
    do(archive_entry_pathname)           \
    do(archive_entry_pathname_utf8)      \
    do(archive_entry_symlink)            \
    do(archive_error_string)             \
    do(archive_read_data)                \
    do(archive_read_free)                \
    do(archive_read_new)                 \
    do(archive_read_next_header)         \
    do(archive_read_open_filename)       \
    do(archive_read_support_format_zip)

#define POINTER(name) __typeof__(&name) name;
static struct {
    FOR_EACH_FUNCTION(POINTER)
} lib;

#define FUNCTION(name) {#name, &lib.name},
static const struct cloading_function functions[] = {FOR_EACH_FUNCTION(FUNCTION)};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static char problem[300];

static void load(void) {
    cloading_open(LIBRARY, functions, sizeof functions / sizeof *functions, problem, sizeof problem);
}

const char *carchive_load(void) {
    pthread_once(&once, load);
    return problem[0] ? problem : NULL;
}

struct archive *carchive_read_new(void) { return lib.archive_read_new(); }
int carchive_read_free(struct archive *archive) { return lib.archive_read_free(archive); }
int carchive_read_support_format_zip(struct archive *archive) { return lib.archive_read_support_format_zip(archive); }

int carchive_read_open_filename(struct archive *archive, const char *path, size_t block_size) {
    return lib.archive_read_open_filename(archive, path, block_size);
}

int carchive_read_next_header(struct archive *archive, struct archive_entry **entry) {
    return lib.archive_read_next_header(archive, entry);
}

la_ssize_t carchive_read_data(struct archive *archive, void *buffer, size_t size) {
    return lib.archive_read_data(archive, buffer, size);
}

const char *carchive_error_string(struct archive *archive) { return lib.archive_error_string(archive); }

const char *carchive_entry_pathname(struct archive_entry *entry) { return lib.archive_entry_pathname(entry); }
const char *carchive_entry_pathname_utf8(struct archive_entry *entry) { return lib.archive_entry_pathname_utf8(entry); }
__LA_MODE_T carchive_entry_filetype(struct archive_entry *entry) { return lib.archive_entry_filetype(entry); }
const char *carchive_entry_symlink(struct archive_entry *entry) { return lib.archive_entry_symlink(entry); }
const char *carchive_entry_hardlink(struct archive_entry *entry) { return lib.archive_entry_hardlink(entry); }
int carchive_entry_is_encrypted(struct archive_entry *entry) { return lib.archive_entry_is_encrypted(entry); }
