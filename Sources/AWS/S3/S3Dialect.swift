import Synchronization

/// What a request may ask of a store that speaks S3's protocol, and that some such stores refuse.
public enum S3Feature: String, CaseIterable, Codable, Sendable {
    /// `x-amz-checksum-sha256`: the store checks the content's hash before it keeps an object.
    case checksum
    /// `If-None-Match`: an upload that never replaces an object.
    case condition
}

/// What one store is known not to understand, learned from its refusals.
public final class S3Dialect: Sendable {
    private let known: Mutex<Set<S3Feature>>
    private let learned: @Sendable (Set<S3Feature>) async -> Void

    /// - Parameters:
    ///   - lacking: what earlier requests found out.
    ///   - learned: called with everything that is missing, whenever something new is found to be.
    public init(
        lacking: Set<S3Feature> = [], learned: @escaping @Sendable (Set<S3Feature>) async -> Void = { _ in }
    ) {
        known = Mutex(lacking)
        self.learned = learned
    }

    /// What the store refuses.
    public var lacking: Set<S3Feature> { known.withLock { $0 } }

    func note(lacking found: Set<S3Feature>) async {
        let (isNew, all) = known.withLock { known in
            let isNew = !found.isSubset(of: known)
            known.formUnion(found)
            return (isNew, known)
        }
        if isNew { await learned(all) }
    }
}

extension ServiceProblem {
    /// What to ask for instead, best first, if the store may have refused a request because of what it asked for in
    /// addition to storing the object; empty if that was not the reason.
    ///
    /// - Parameter used: what the refused request asked for.
    func alternatives(to used: Set<S3Feature>) -> [Set<S3Feature>] {
        guard blamesTheRequest else { return [] }
        let text = "\(code ?? "") \(message ?? "") \(details)".lowercased()
        let named = used.filter { feature in feature.names.contains { text.contains($0) } }
        if !named.isEmpty, named != used { return [used.subtracting(named), []] }
        return used.count > 1 && named.isEmpty ? [[.checksum], [.condition], []] : [[]]
    }

    /// Whether the store refused the request's form, not what is in the object, who sends it, or how many do.
    private var blamesTheRequest: Bool {
        guard [400, 405, 415, 417, 422, 501].contains(status), outcome == .final, !isFull, !isExpiredToken else {
            return false
        }
        return code.map { !Self.isAboutTheObject($0) && !isRefusal($0) } ?? true
    }

    private static func isAboutTheObject(_ code: String) -> Bool {
        [
            "EntityTooLarge", "EntityTooSmall", "KeyTooLongError", "KeyTooLong", "MaxMessageLengthExceeded",
            "XAmzContentSHA256Mismatch", "IncompleteBody", "InvalidObjectName", "InvalidURI", "MethodNotAllowed",
        ].contains(code)
    }
}

extension S3Feature {
    /// How refusals name it, in lower case.
    fileprivate var names: [String] {
        switch self {
        case .checksum: ["checksum"]
        case .condition: ["if-none-match", "conditional", "precondition"]
        }
    }
}
