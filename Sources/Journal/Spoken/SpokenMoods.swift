extension ClosedRange<Felt> {
    /// The moods that a person means: `good`, `4`, `2..4`, `bad..good`; `nil` for anything else, and for a range that ends
    /// before it begins.
    public init?(spoken text: String) {
        let ends = text.split(separator: "..", omittingEmptySubsequences: false).map(String.init)
        guard ends.count <= 2, let first = Felt(ends[0]), let last = Felt(ends[ends.count - 1]), first <= last else {
            return nil
        }
        self = first...last
    }
}
