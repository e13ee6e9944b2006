import GRDB

/// How an open journal is used.
enum Connections: Sendable {
    /// It is read and written.
    case writable(Writable)
    /// It cannot be written, and is only read, until it is opened again. It does not become writable in between: closing what
    /// reads without locks would release those of this process's other connections to the file.
    case readOnly(ReadOnlyFile)

    /// The connections that read and write.
    struct Writable: Sendable {
        let writer: DatabaseQueue
        let reader: any DatabaseReader
        /// Used only for ``Store/commitCount``.
        let counter: CommitCounter?
        let file: OpenedFile
    }
}
