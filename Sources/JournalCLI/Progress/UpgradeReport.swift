import Storage
import Synchronization

/// Reports that a journal of an earlier version is made ready for this one: on a terminal, how far that is, and afterwards where
/// the copy lies that was made of it before.
final class UpgradeReport: Sendable {
    private let context: Context
    /// The copies that were there when the first step began; `nil` while none has.
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
