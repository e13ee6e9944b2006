/// Processes several inputs at once and passes on the results in the order of the inputs.
///
/// - Parameters:
///   - width: how many inputs may be in progress or waiting to be passed on, which bounds the memory used.
///   - consume: called with one result after another, and the index of its input.
/// - Throws: the errors of `consume`; no further work is started then.
public func orderedConcurrentMap<Input: Sendable, Output: Sendable>(
    _ inputs: [Input], width: Int, _ work: @escaping @Sendable (Input) async -> Output,
    consume: (Int, Output) async throws -> Void
) async throws {
    try await withThrowingTaskGroup(of: (Int, Output).self) { group in
        var started = 0
        func startNext() {
            guard started < inputs.count else { return }
            let number = started
            group.addTask { (number, await work(inputs[number])) }
            started += 1
        }
        for _ in 0..<max(1, width) { startNext() }
        var early: [Int: Output] = [:]
        var next = 0
        while let (number, output) = try await group.next() {
            early[number] = output
            while let output = early.removeValue(forKey: next) {
                startNext()
                try await consume(next, output)
                next += 1
            }
        }
    }
}
