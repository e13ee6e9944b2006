import Foundation
import Messages

/// The two files of the AWS tools, with their profiles, services and single sign-on sessions.
struct AWSFiles: Sendable {
    /// The current profile.
    let current: AWSProfile
    /// The credentials file's path, as shown to people.
    let credentialsPath: String
    /// The config file's path, as shown to people.
    let configPath: String

    private let profiles: [String: AWSProfile]
    private let services: [String: [String: INIFile.Value]]
    private let signOnSessions: [String: [String: INIFile.Value]]

    /// Reads both files, either of which may be missing.
    ///
    /// A profile that is named must be in one of them; `default` need not be.
    ///
    /// - Parameter profile: the current profile; `nil` for the one that the environment names.
    init(_ environment: AWSEnvironment, profile: String? = nil) throws(RemoteError) {
        let configFile = environment.path("AWS_CONFIG_FILE", else: "~/.aws/config")
        let credentialsFile = environment.path("AWS_SHARED_CREDENTIALS_FILE", else: "~/.aws/credentials")
        configPath = environment.forPeople(configFile)
        credentialsPath = environment.forPeople(credentialsFile)
        let config = try Self.read(configFile, shownAs: configPath, environment)
        let credentials = try Self.read(credentialsFile, shownAs: credentialsPath, environment)

        var profiles: [String: AWSProfile] = [:]
        var services: [String: [String: INIFile.Value]] = [:]
        var signOnSessions: [String: [String: INIFile.Value]] = [:]
        for section in config.sections {
            if section.name == "default" {
                profiles["default"] = AWSProfile(name: "default", configSection: section.options)
            } else if section.name.hasPrefix("profile"), let name = secondWord(of: section.name) {
                profiles[name] = AWSProfile(name: name, configSection: section.options)
            } else if section.name.hasPrefix("services"), let name = secondWord(of: section.name) {
                services[name] = section.options
            } else if section.name.hasPrefix("sso-session"), let name = secondWord(of: section.name) {
                signOnSessions[name] = section.options
            }
        }
        for section in credentials.sections {
            profiles[section.name, default: AWSProfile(name: section.name)].credentialsSection = section.options
        }
        if let profile, profiles[profile] == nil {
            throw .refused(
                CodedMessage(
                    "settings.profile.named",
                    [
                        "profile": .text(profile), "credentials": .text(credentialsPath), "config": .text(configPath),
                    ]))
        }
        let named = profile ?? environment["AWS_DEFAULT_PROFILE"] ?? environment["AWS_PROFILE"]
        if let named, profiles[named] == nil {
            throw .refused(
                CodedMessage(
                    "settings.profile",
                    ["profile": .text(named), "credentials": .text(credentialsPath), "config": .text(configPath)]))
        }
        current = profiles[named ?? "default"] ?? AWSProfile(name: named ?? "default")
        self.profiles = profiles
        self.services = services
        self.signOnSessions = signOnSessions
    }

    /// A profile by its name; `nil` if neither file has it.
    func profile(_ name: String) -> AWSProfile? { profiles[name] }

    /// An `[sso-session NAME]` of the config file.
    func signOnSession(_ name: String) -> [String: INIFile.Value]? { signOnSessions[name] }

    /// A setting of the current profile; `nil` if it is missing or empty.
    func text(_ name: String) -> String? { current.text(name) }

    /// The endpoint for a service in the profile's `services` section.
    func serviceEndpoint(_ service: AWSService) throws(RemoteError) -> String? {
        guard let name = current.settings["services"]?.text else { return nil }
        guard let section = services[name], !section.isEmpty else {
            throw .refused(
                CodedMessage(
                    "settings.services",
                    ["profile": .text(current.name), "section": .text(name), "config": .text(configPath)]))
        }
        switch section[service.rawValue] {
        case .nested(let values): return values["endpoint_url"].flatMap { $0.isEmpty ? nil : $0 }
        case .text:
            throw .refused(
                CodedMessage(
                    "settings.services.block",
                    ["config": .text(configPath), "service": .text(service.rawValue), "section": .text(name)]))
        case nil: return nil
        }
    }

    private static func read(
        _ path: String, shownAs shown: String, _ environment: AWSEnvironment
    ) throws(RemoteError) -> INIFile {
        let data: Data?
        do { data = try environment.readFile(path) } catch {
            throw .refused(unreadable(shown, error))
        }
        guard let data else { return INIFile() }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw .refused(CodedMessage("settings.encoding", ["file": .text(shown)]))
        }
        do { return try INIFile(text) } catch {
            throw .refused(
                CodedMessage(
                    "settings.line",
                    ["file": .text(shown), "line": .number(error.line), "problem": .message(error.problem)]))
        }
    }
}

/// Says that a file exists but cannot be read.
func unreadable(_ path: String, _ error: any Error) -> CodedMessage {
    CodedMessage("file.unreadable", ["path": .text(path), "detail": .text(detail(of: error))])
}

/// The system's description of an error, without a full stop, for use in a sentence.
func detail(of error: any Error) -> String {
    let text = error.localizedDescription
    return text.hasSuffix(".") ? String(text.dropLast()) : text
}

/// The second of exactly two words, which may be quoted as in a shell: `profile "my own"`.
private func secondWord(of header: String) -> String? {
    guard let words = shellWords(header), words.count == 2 else { return nil }
    return words[1]
}

/// One profile, as both files define it.
struct AWSProfile: Sendable {
    let name: String
    /// The profile's section in the config file.
    var configSection: [String: INIFile.Value]?
    /// The profile's section in the credentials file.
    var credentialsSection: [String: INIFile.Value]?

    /// Both sections combined; the credentials file wins, as in the AWS tools.
    var settings: [String: INIFile.Value] {
        (configSection ?? [:]).merging(credentialsSection ?? [:]) { $1 }
    }

    /// A setting; `nil` if it is missing or empty.
    func text(_ name: String) -> String? {
        settings[name]?.text.flatMap { $0.isEmpty ? nil : $0 }
    }
}
