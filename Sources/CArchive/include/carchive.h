#ifndef CARCHIVE_H
#define CARCHIVE_H

#include <archive.h>
#include <archive_entry.h>

// libarchive, loaded when it is first needed: it brings ten more libraries, and loading those takes longer than most
// commands run.
//
// Unless it says otherwise, every function does what libarchive's function of the same name does. All may be called only
// after `carchive_load` has succeeded once.

// Loads libarchive on the first call. Returns NULL, or why it cannot be loaded.
const char *carchive_load(void);

struct archive *carchive_read_new(void);
int carchive_read_free(struct archive *archive);
int carchive_read_support_format_zip(struct archive *archive);

// Lets it read tar archives, too, compressed by gzip or not.
int carchive_read_support_format_tar(struct archive *archive);

// Opens the archive in a regular file, from its start. The descriptor's own position is neither used nor moved, so several
// readers can share one; it has to stay open until the reader is freed.
int carchive_read_open_descriptor(struct archive *archive, int descriptor);

int carchive_read_next_header(struct archive *archive, struct archive_entry **entry);
la_ssize_t carchive_read_data(struct archive *archive, void *buffer, size_t size);
const char *carchive_format_name(struct archive *archive);
const char *carchive_error_string(struct archive *archive);

const char *carchive_entry_pathname(struct archive_entry *entry);
const char *carchive_entry_pathname_utf8(struct archive_entry *entry);
__LA_MODE_T carchive_entry_filetype(struct archive_entry *entry);
const char *carchive_entry_symlink(struct archive_entry *entry);
const char *carchive_entry_hardlink(struct archive_entry *entry);
int carchive_entry_is_encrypted(struct archive_entry *entry);

#endif
