import Foundation
import OperatingSystem
import Storage

/// Edits text in the person's own editor.
enum Editor {
    /// Lets the person change a text in `$VISUAL`, `$EDITOR` or, without them, `editor`, Debian's choice.
    ///
    /// Meanwhile the text is in the journal's folder, where nobody else can read it.
    ///
    /// - Parameter keep: saves the new text; if it fails, the file stays, and its path is reported.
    /// - Throws: ``Failure``, and what `keep` throws.
    static func change(
        _ text: String, in folder: JournalFolder, _ environment: [String: String], keep: (String) async throws -> Void
    ) async throws {
        let before = Data((text.isEmpty ? "" : text + "\n").utf8)
        let file = try write(before, in: folder)
        let command = ["VISUAL", "EDITOR"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? "editor"
        do {
            try await run(command, file)
        } catch {
            // The person may have saved before the editor failed.
            guard let after = FileManager.default.contents(atPath: file), after != before else {
                unlink(file)
                throw error
            }
            throw Failure(error.code, "\(error.message) What you wrote is kept in \(file).")
        }
        guard let bytes = FileManager.default.contents(atPath: file),
            let changed = String(validating: bytes, as: UTF8.self)
        else { throw Failure(.badInput, "\(file), as your editor left it, is not UTF-8 text; nothing was changed.") }
        do {
            try await keep(String(changed.reversed().drop { $0.isNewline }.reversed()))
        } catch {
            Terminal.complain("What you wrote is kept in \(file).")
            throw error
        }
        unlink(file)
    }

    /// Writes a text into a new file in the journal's folder and returns its path.
    private static func write(_ text: Data, in folder: JournalFolder) throws(Failure) -> String {
        let (start, end) = JournalFolder.openNote
        var template = Array("\(folder.path)/\(start)XXXXXX\(end)".utf8CString)
        let descriptor = mkstemps(&template, Int32(end.utf8.count))
        guard descriptor >= 0 else {
            throw Failure(.disk, "\(folder.path) cannot be written: \(String(cString: strerror(errno))).")
        }
        let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            try file.write(contentsOf: text)
            try file.close()
        } catch {
            let reason = String(cString: strerror(errno))
            unlink(path)
            throw Failure(.disk, "The note cannot be written to \(path) for your editor: \(reason).")
        }
        return path
    }

    /// Runs a shell command on a file, on the terminal, and waits for it to end. Meanwhile ^C goes to the editor.
    ///
    /// - Throws: ``Failure`` if it cannot be run or reports failure.
    private static func run(_ command: String, _ file: String) async throws(Failure) {
        let interrupt = signal(SIGINT, SIG_IGN)
        let quit = signal(SIGQUIT, SIG_IGN)
        defer {
            signal(SIGINT, interrupt)
            signal(SIGQUIT, quit)
        }
        let ending: ChildProcess.Ending
        do {
            // The shell must not stay in between: a ^C meant for the editor would kill it.
            ending = try await ChildProcess.runOnTerminal(
                "/bin/sh", ["-c", "exec env \(command) \"$@\"", "sh", file])
        } catch {
            throw Failure(.failed, "No shell can be started.")
        }
        guard ending != .exited(0) else { return }
        // The shell's code for a missing program.
        let isMissing = ending == .exited(127)
        throw Failure(
            .failed,
            isMissing
                ? "There is no editor “\(command)”: set VISUAL or EDITOR to yours. Nothing was changed."
                : "The editor “\(command)” failed; nothing was changed.")
    }
}
