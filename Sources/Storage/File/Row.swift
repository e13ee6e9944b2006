import GRDB
import GRDBSQLite

/// A row that a query found, read as if anybody could have written it: a disk, another program and a flipped bit can, and
/// SQLite checks neither types nor rules when it reads.
///
/// It takes the place of GRDB's type of that name, whose subscripts end the program over a value that they do not expect,
/// and print the row. A row is only valid while it is being read, so it can be neither copied nor kept.
struct Row: ~Copyable {
    private let statement: Statement
    private let pointer: SQLiteStatement

    // Swift 6.3.1 cannot optimise this if it is inlined: it ends with "Cannot initialize a nonCopyable type with a guaranteed value".
    @inline(never)
    private init(_ statement: Statement) {
        self.statement = statement
        pointer = statement.sqliteStatement
    }

    /// The value in a column.
    ///
    /// - Throws: ``DamagedValue`` for anything but the type that is asked for; only an optional may be NULL.
    subscript<Value: StoredValue>(_ column: Int) -> Value {
        get throws {
            guard (0..<statement.columnCount).contains(column), let value = Value(pointer, CInt(column)) else {
                throw DamagedValue(column < statement.columnCount ? statement.columnNames[column] : "")
            }
            return value
        }
    }

    /// The value in the column of that name.
    ///
    /// - Throws: ``DamagedValue``.
    subscript<Value: StoredValue>(_ column: String) -> Value {
        get throws {
            guard let index = statement.index(ofColumn: column), let value = Value(pointer, CInt(index)) else {
                throw DamagedValue(column)
            }
            return value
        }
    }
}

/// A stored value is not one that this program writes there. It says where, never what: that is private.
struct DamagedValue: Error, Equatable {
    /// The column.
    let column: String

    init(_ column: String) {
        self.column = column
    }
}

extension Row {
    /// Reads each row that a statement finds.
    ///
    /// - Throws: `DatabaseError`, and what `read` throws.
    static func forEach(
        _ statement: Statement, arguments: StatementArguments? = nil, _ read: (borrowing Row) throws -> Void
    ) throws {
        let rows = try GRDB.Row.fetchCursor(statement, arguments: arguments)
        while try rows.next() != nil { try read(Row(statement)) }
    }

    /// The same for a query.
    static func forEach(
        _ db: Database, sql: String, arguments: StatementArguments = [], _ read: (borrowing Row) throws -> Void
    ) throws {
        try forEach(db.makeStatement(sql: sql), arguments: arguments, read)
    }

    /// The same for a query with its arguments in it, which is prepared once.
    static func forEach(_ db: Database, _ query: SQL, _ read: (borrowing Row) throws -> Void) throws {
        let request = try SQLRequest<GRDB.Row>(literal: query, cached: true).makePreparedRequest(db)
        try forEach(request.statement, read)
    }

    /// What is read of each row.
    static func fetchAll<Value>(
        _ statement: Statement, arguments: StatementArguments? = nil, _ read: (borrowing Row) throws -> Value
    ) throws -> [Value] {
        var values: [Value] = []
        try forEach(statement, arguments: arguments) { row in values.append(try read(row)) }
        return values
    }

    /// The same for a query.
    static func fetchAll<Value>(
        _ db: Database, sql: String, arguments: StatementArguments = [], _ read: (borrowing Row) throws -> Value
    ) throws -> [Value] {
        try fetchAll(db.makeStatement(sql: sql), arguments: arguments, read)
    }

    /// The same for a query with its arguments in it, which is prepared once.
    static func fetchAll<Value>(_ db: Database, _ query: SQL, _ read: (borrowing Row) throws -> Value) throws -> [Value]
    {
        var values: [Value] = []
        try forEach(db, query) { row in values.append(try read(row)) }
        return values
    }

    /// What is read of the first row; `nil` if there is none.
    static func fetchOne<Value>(
        _ statement: Statement, arguments: StatementArguments? = nil, _ read: (borrowing Row) throws -> Value
    ) throws -> Value? {
        let rows = try GRDB.Row.fetchCursor(statement, arguments: arguments)
        guard try rows.next() != nil else { return nil }
        return try read(Row(statement))
    }

    /// The same for a query.
    static func fetchOne<Value>(
        _ db: Database, sql: String, arguments: StatementArguments = [], _ read: (borrowing Row) throws -> Value
    ) throws -> Value? {
        try fetchOne(db.makeStatement(sql: sql), arguments: arguments, read)
    }
}
