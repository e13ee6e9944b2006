extension ClosedRange<Felt> {
    /// The moods that a person means: `good`, `4`, `2..4`, `bad..good`, `..2`, `4..`; `nil` for anything else, and for
    /// a range that ends before it begins.
    public init?(spoken text: String) {
        let ends = text.split(separator: "..", omittingEmptySubsequences: false).map(String.init)
        guard (1...2).contains(ends.count), ends.contains(where: { !$0.isEmpty }) else { return nil }
        let first = ends[0].isEmpty ? .awful : Felt(ends[0])
        let last = ends[ends.count - 1].isEmpty ? .great : Felt(ends[ends.count - 1])
        guard let first, let last, first <= last else { return nil }
        self = first...last
    }
}
