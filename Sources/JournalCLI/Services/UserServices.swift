import Foundation
import OperatingSystem
import Storage

/// The user's systemd instance: where its units are, and how to control them.
struct UserServices {
    /// The folder with the units.
    let folder: String
    private let environment: [String: String]

    /// `$XDG_CONFIG_HOME/systemd/user`, or else `~/.config/systemd/user`.
    init(_ environment: [String: String]) {
        self.environment = environment
        // The XDG base directory specification says to ignore empty and relative values.
        let configuration = environment["XDG_CONFIG_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        folder = (configuration ?? homeFolder(environment) + "/.config") + "/systemd/user"
    }

    func path(_ unit: String) -> String { "\(folder)/\(unit)" }

    /// Whether a systemd instance is running for this user.
    var isRunning: Bool {
        guard let runtime = environment["XDG_RUNTIME_DIR"], !runtime.isEmpty else { return false }
        return access(runtime + "/systemd/private", F_OK) == 0
    }

    /// The unit's current file; `nil` if there is none.
    ///
    /// - Throws: ``Failure`` for a file that is not as `install` wrote it.
    func existing(_ unit: String) throws -> String? {
        let path = path(unit)
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        let text = String(decoding: data, as: UTF8.self)
        guard SystemdUnit.isOurs(text) else {
            throw Failure(
                .failed,
                "\(path) was edited since `journal service install` wrote it, so it was left alone. If the changes are yours, "
                    + "make them with `systemctl --user edit \(unit)` instead; then remove the file and try again.")
        }
        return text
    }

    /// Writes the unit's file, for its owner only.
    ///
    /// - Throws: ``Failure`` when it cannot be written.
    func write(_ unit: SystemdUnit) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            try Data(unit.text.utf8).write(to: URL(filePath: path(unit.name)), options: .atomic)
        } catch {
            throw Failure(.disk, "\(path(unit.name)) cannot be written: \(error.localizedDescription)")
        }
    }

    /// Removes the unit's file, and the link that `systemctl enable` made to it.
    ///
    /// - Throws: ``Failure`` when they cannot be removed.
    func remove(_ unit: String) throws {
        for path in ["\(folder)/default.target.wants/\(unit)", path(unit)] {
            guard unlink(path) != 0, errno != ENOENT else { continue }
            throw Failure(.disk, "\(path) cannot be removed: \(String(cString: strerror(errno))).")
        }
    }

    /// Runs `systemctl --user`.
    ///
    /// - Throws: ``Failure`` with its message if it fails.
    func systemctl(_ arguments: [String]) async throws {
        let command = "`systemctl --user \(arguments.joined(separator: " "))`"
        do {
            let outcome = try await ChildProcess.run("systemctl", ["--user"] + arguments, environment: environment)
            guard outcome.ending != .exited(0) else { return }
            let said = outcome.errors.split(separator: "\n").first ?? "no reason was given"
            throw Failure(.failed, "\(command) failed: \(said)")
        } catch is ChildProcess.Failure {
            throw Failure(.failed, "\(command) cannot be run: add the folder of systemctl to your PATH.")
        }
    }
}
