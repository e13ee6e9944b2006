import Cryptography
import Foundation

/// A systemd user service, as the file this program writes.
///
/// Its first line holds the checksum of the rest, which shows whether somebody has edited the file.
struct SystemdUnit {
    /// The file's name, such as `journal-serve.service`.
    let name: String
    /// The unit itself.
    let body: String

    /// A service of this program.
    ///
    /// - Parameters:
    ///   - command: the program's path and its arguments.
    ///   - environment: variables for the program, in addition to those that systemd sets for every service.
    ///   - options: additional lines for the section `[Service]`.
    init(
        name: String, description: String, command: [String], environment: [(name: String, value: String)],
        options: [String] = []
    ) {
        self.name = name
        // A journal is for its owner only, and our services need no more rights than these. The file system is not
        // restricted: that takes namespaces, which not every kernel allows users to create.
        let service =
            ["Type=exec", "ExecStart=" + command.map { Self.quoted($0, escapingDollars: true) }.joined(separator: " ")]
            + environment.map { "Environment=" + Self.quoted("\($0.name)=\($0.value)", escapingDollars: false) }
            + [
                "Restart=on-failure", "RestartSec=1min",
                // Wrong arguments, a missing journal, wrong settings: restarting would not help.
                "RestartPreventExitStatus=64 66 78",
                "UMask=0077", "LimitCORE=0", "NoNewPrivileges=yes", "LockPersonality=yes", "RestrictRealtime=yes",
                "RestrictSUIDSGID=yes", "RestrictNamespaces=yes",
                "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK", "SystemCallArchitectures=native",
                "SystemCallFilter=@system-service",
            ] + options
        body = """
            [Unit]
            Description=\(description)

            [Service]
            \(service.joined(separator: "\n"))

            [Install]
            WantedBy=default.target

            """
    }

    /// The file's content as `journal service install` writes it.
    var text: String {
        "\(Self.mark)\(Self.checksum(body)). Add to it with: systemctl --user edit \(name)\n\(body)"
    }

    /// Whether a file's content is exactly what this or an earlier `install` wrote.
    static func isOurs(_ text: String) -> Bool {
        guard text.hasPrefix(mark), let end = text.firstIndex(of: "\n") else { return false }
        return text.dropFirst(mark.count).prefix(64) == checksum(String(text[text.index(after: end)...]))
    }

    private static let mark = "# Written by `journal service install`, checksum "

    private static func checksum(_ text: String) -> String {
        SHA256.digest(of: Data(text.utf8)).hex
    }

    /// A word as systemd reads it back (systemd.syntax(7), systemd.service(5)).
    private static func quoted(_ word: String, escapingDollars: Bool) -> String {
        var quoted = ""
        for character in word.unicodeScalars {
            switch character {
            case "\\": quoted += "\\\\"
            case "\"": quoted += "\\\""
            case "\n": quoted += "\\n"
            case "%": quoted += "%%"
            case "$" where escapingDollars: quoted += "$$"
            default: quoted.unicodeScalars.append(character)
            }
        }
        return "\"\(quoted)\""
    }
}
