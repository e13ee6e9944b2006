import Storage
import Synchronization

/// Reports the upgrade of a journal from an earlier version: its progress, on a terminal, and afterwards where the copy
/// is that was made before.
final class UpgradeReport: Sendable {
    private let context: Context
    /// The copies that existed when the first step began; `nil` until then.
    private let earlier = Mutex<[String]?>(nil)

    init(_ context: Context) {
        self.context = context
    }

    @Sendable func note(_ step: Store.UpgradeStep) {
        earlier.withLock { earlier in if earlier == nil { earlier = context.folder.keptBackups } }
        if !context.isQuiet { Terminal.status("Upgrading the journal: \(Self.text(step))") }
    }

    /// Clears the status, if one was shown.
    ///
    /// - Parameter isOpen: whether the journal is ready.
    func end(isOpen: Bool) {
        guard let earlier = earlier.withLock(\.self) else { return }
        if !context.isQuiet { Terminal.status("") }
        let copies = context.folder.keptBackups.filter { !earlier.contains($0) }
        guard isOpen, let copy = copies.last else { return }
        context.say("The journal was upgraded for this version; a copy of it as it was is kept in \(copy).")
    }

    private static func text(_ step: Store.UpgradeStep) -> String {
        switch step {
        case .copying(let share): "copying \(Int(share * 100)) %"
        case .projecting(let share): "entries \(Int(share * 100)) %"
        }
    }
}
