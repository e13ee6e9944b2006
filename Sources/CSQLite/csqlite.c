#include "csqlite.h"

#include <stddef.h>

int csqlite_defend(sqlite3 *connection, int is_on) {
    return sqlite3_db_config(connection, SQLITE_DBCONFIG_DEFENSIVE, is_on, NULL);
}

int csqlite_keep_log(sqlite3 *connection) {
    return sqlite3_db_config(connection, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
}

/// Where SQLite's own json_valid() is asked; opened at the first question.
struct judge {
    sqlite3 *connection;
    sqlite3_stmt *question;
};

static void json_valid(sqlite3_context *context, int count, sqlite3_value **values) {
    (void)count;
    struct judge *judge = sqlite3_user_data(context);
    int code = SQLITE_OK;
    if (!judge->connection) code = sqlite3_open_v2(":memory:", &judge->connection, SQLITE_OPEN_READONLY, NULL);
    if (code == SQLITE_OK && !judge->question)
        code = sqlite3_prepare_v2(judge->connection, "SELECT json_valid(?)", -1, &judge->question, NULL);
    if (code == SQLITE_OK) code = sqlite3_bind_value(judge->question, 1, values[0]);
    if (code == SQLITE_OK) code = sqlite3_step(judge->question);
    if (code == SQLITE_ROW)
        sqlite3_result_value(context, sqlite3_column_value(judge->question, 0));
    else
        sqlite3_result_error_code(context, code);
    sqlite3_reset(judge->question);
    sqlite3_clear_bindings(judge->question);
}

static void dismiss(void *memory) {
    struct judge *judge = memory;
    sqlite3_finalize(judge->question);
    sqlite3_close(judge->connection);
    sqlite3_free(judge);
}

int csqlite_allow_json_valid(sqlite3 *connection) {
    struct judge *judge = sqlite3_malloc(sizeof *judge);
    if (!judge) return SQLITE_NOMEM;
    *judge = (struct judge){NULL, NULL};
    return sqlite3_create_function_v2(
        connection, "json_valid", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, judge, json_valid, NULL, NULL,
        dismiss);
}
