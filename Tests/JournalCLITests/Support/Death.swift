import Foundation

/// When a process is killed: after some time or, so that a slow machine is also caught at work, at the nth system call
/// of one of its threads.
enum Death: Sendable, CustomStringConvertible {
    case after(seconds: Double)
    case at(call: String, number: Int)

    /// In half the cases, a time within this many seconds; otherwise one of these calls, up to a number.
    init(of calls: [(String, Int)], within seconds: Double, using random: inout some RandomNumberGenerator) {
        if Bool.random(using: &random), let (call, most) = calls.randomElement(using: &random) {
            self = .at(call: call, number: Int.random(in: 1...most, using: &random))
        } else {
            self = .after(seconds: Double.random(in: 0..<seconds, using: &random))
        }
    }

    var description: String {
        switch self {
        case .after(let seconds): "after \(seconds) s"
        case .at(let call, let number): "at \(call) number \(number)"
        }
    }

    /// The command line that runs a command until then.
    var runner: [String] {
        switch self {
        // In the foreground, `timeout` outlives the process it killed, so that its locks are gone by then.
        case .after(let seconds): ["/usr/bin/timeout", "--foreground", "-s", "KILL", "\(seconds)"]
        case .at(let call, let number):
            ["/usr/bin/strace", "-f", "-qq", "-o", "/dev/null", "-e", "inject=\(call):signal=KILL:when=\(number)"]
        }
    }
}
