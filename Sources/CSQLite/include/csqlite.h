#ifndef CSQLITE_H
#define CSQLITE_H

#include <sqlite3.h>

// sqlite3_db_config() is variadic, so Swift cannot call it.

/// Lets SQL neither edit the schema's text nor write to what belongs to a virtual table, as the index for searching; or does, if
/// `is_on` is 0. Returns an SQLite result code.
int csqlite_defend(sqlite3 *connection, int is_on);

/// Leaves the write-ahead log as it is when the connection is closed. Returns an SQLite result code.
int csqlite_keep_log(sqlite3 *connection);

/// Allows json_valid() in the checks of a schema that is not trusted: SQLite 3.38 to 3.40 take the JSON functions for unsafe by
/// mistake. SQLite itself still does the checking. Returns an SQLite result code.
int csqlite_allow_json_valid(sqlite3 *connection);

#endif
