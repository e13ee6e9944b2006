import Foundation
import Storage

/// The person's own editor, for a text.
enum Editor {
    /// Lets the person change a text in `$VISUAL`, `$EDITOR` or, without them, `editor`, Debian's choice; `nil` when the
    /// text comes back as it was.
    ///
    /// The text lies in the journal's folder meanwhile, where nobody else can read it.
    ///
    /// - Parameter keep: what to do with the new text; while it fails, the file stays, and is named.
    /// - Throws: ``Failure``, and what `keep` throws.
    static func change(
        _ text: String, in folder: String, _ environment: [String: String], keep: (String) async throws -> Void
    ) async throws {
        var path = Array("\(folder)/note-XXXXXX.txt".utf8CString)
        let descriptor = mkstemps(&path, 4)
        guard descriptor >= 0 else {
            throw Failure(.disk, "\(folder) cannot be written: \(String(cString: strerror(errno))).")
        }
        let file = String(decoding: path.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        let written = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try written.write(contentsOf: Data((text.isEmpty ? "" : text + "\n").utf8))
        try written.close()
        let command = ["VISUAL", "EDITOR"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? "editor"
        let status = try await offCooperativePool { try run(command, file) }
        guard status == 0 else {
            unlink(file)
            // What the shell says of a program that is not there.
            let isMissing = status >> 8 == 127
            throw Failure(
                .failed,
                isMissing
                    ? "There is no editor “\(command)”: set VISUAL or EDITOR to yours. Nothing was changed."
                    : "The editor “\(command)” failed; nothing was changed.")
        }
        guard let bytes = FileManager.default.contents(atPath: file),
            let changed = String(validating: bytes, as: UTF8.self)
        else { throw Failure(.badInput, "What the editor left in \(file) is no text (UTF-8); nothing was changed.") }
        do {
            try await keep(String(changed.reversed().drop { $0.isNewline }.reversed()))
        } catch {
            Terminal.complain("What you wrote is kept in \(file).")
            throw error
        }
        unlink(file)
    }

    /// Runs a command of the shell on a file, with the terminal, and waits for its end. ^C is the editor's meanwhile.
    private static func run(_ command: String, _ file: String) throws -> Int32 {
        let interrupt = signal(SIGINT, SIG_IGN)
        let quit = signal(SIGQUIT, SIG_IGN)
        defer {
            signal(SIGINT, interrupt)
            signal(SIGQUIT, quit)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var defaults = sigset_t()
        sigemptyset(&defaults)
        for signal in [SIGINT, SIGQUIT, SIGPIPE] { sigaddset(&defaults, signal) }
        posix_spawnattr_setsigdefault(&attributes, &defaults)
        // Threads that run blocking calls block signals, and what they start would, too.
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
        // The shell must not stay between: it would die of a ^C that the editor takes for its own.
        let line: [String] = ["/bin/sh", "-c", "exec env \(command) \"$@\"", "sh", file]
        let words: [UnsafeMutablePointer<CChar>?] = line.map { strdup($0) }
        defer { for word in words { free(word) } }
        var process = pid_t()
        let code = posix_spawn(&process, "/bin/sh", nil, &attributes, words + [nil], environ)
        guard code == 0 else { throw Failure(.failed, "No shell can be started: \(String(cString: strerror(code))).") }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        return status
    }
}
