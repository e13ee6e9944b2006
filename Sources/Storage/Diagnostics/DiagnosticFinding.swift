import JSON

/// The result of one check.
public struct DiagnosticFinding: Equatable, Sendable {
    /// How serious it is, from best to worst.
    public enum State: String, Encodable, Comparable, Sendable {
        /// All is well.
        case ok
        /// Nothing is wrong, but this may be worth knowing.
        case note
        /// Something should be done.
        case wrong
        /// The journal cannot be used as it is.
        case broken

        private var rank: Int {
            switch self {
            case .ok: 0
            case .note: 1
            case .wrong: 2
            case .broken: 3
            }
        }

        /// Whether the left one is less serious.
        public static func < (one: State, other: State) -> Bool {
            one.rank < other.rank
        }
    }

    /// What was checked: `file`, `permissions`, `notes`, `disk`, `clock`, `entries`, `photos`, `jobs`, `search`,
    /// `metadata`, or what a command
    /// adds.
    public var check: String
    /// How serious it is.
    public var state: State
    /// A sentence that says what was found and what it means.
    public var finding: String
    /// What to do about it; `nil` if nothing needs to be done.
    public var remedy: String?

    /// A finding.
    public init(_ check: String, _ state: State, _ finding: String, remedy: String? = nil) {
        self.check = check
        self.state = state
        self.finding = finding
        self.remedy = remedy
    }
}

extension DiagnosticFinding: Encodable {
    /// Writes the documented shape.
    public func encode(to encoder: any Encoder) throws {
        try encoder.encodeObject(["check": check, "state": state, "finding": finding, "remedy": remedy])
    }
}
