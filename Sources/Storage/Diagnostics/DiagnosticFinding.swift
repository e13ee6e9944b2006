/// What a look at one thing found.
public struct DiagnosticFinding: Equatable, Sendable {
    /// How it stands, from best to worst.
    public enum State: String, Encodable, Comparable, Sendable {
        /// As it should be.
        case ok
        /// Nothing is wrong, but somebody may want to know.
        case note
        /// Something has to be done.
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

        /// Whether the one is better than the other.
        public static func < (one: State, other: State) -> Bool {
            one.rank < other.rank
        }
    }

    /// What was looked at: `file`, `permissions`, `notes`, `disk`, `clock`, `photos`, `jobs`, `search`, and what commands add.
    public var check: String
    /// How it stands.
    public var state: State
    /// A sentence that says what was found, and what it means.
    public var finding: String
    /// What to do about it; `nil` when there is nothing to do.
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
    private enum Key: String, CodingKey {
        case check, state, finding, remedy
    }

    /// Writes the documented shape.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(check, forKey: .check)
        try fields.encode(state, forKey: .state)
        try fields.encode(finding, forKey: .finding)
        try fields.encode(remedy, forKey: .remedy)
    }
}
