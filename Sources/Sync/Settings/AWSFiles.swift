import Foundation

/// The two files of the AWS tools, as far as one profile is concerned.
struct AWSFiles: Sendable {
    /// The profile in use.
    let profile: String
    /// What both files say of the profile; the credentials file wins, as it does for the AWS tools.
    let settings: [String: INIFile.Value]
    /// The profile's section in the credentials file.
    let credentialsSection: [String: INIFile.Value]?
    /// The profile's section in the config file.
    let configSection: [String: INIFile.Value]?
    /// The credentials file's path, for people.
    let credentialsPath: String
    /// The config file's path, for people.
    let configPath: String

    private let services: [String: [String: INIFile.Value]]

    /// Reads both files, either of which may be missing.
    ///
    /// A profile that the environment names must be in one of them; `default` need not be.
    init(_ environment: AWSEnvironment) throws(RemoteError) {
        let configFile = environment.path("AWS_CONFIG_FILE", else: "~/.aws/config")
        let credentialsFile = environment.path("AWS_SHARED_CREDENTIALS_FILE", else: "~/.aws/credentials")
        configPath = environment.forPeople(configFile)
        credentialsPath = environment.forPeople(credentialsFile)
        let config = try Self.read(configFile, shownAs: configPath, environment)
        let credentials = try Self.read(credentialsFile, shownAs: credentialsPath, environment)

        var profiles: [String: [String: INIFile.Value]] = [:]
        var services: [String: [String: INIFile.Value]] = [:]
        for section in config.sections {
            if section.name == "default" {
                profiles["default"] = section.options
            } else if section.name.hasPrefix("profile"), let name = secondWord(of: section.name) {
                profiles[name] = section.options
            } else if section.name.hasPrefix("services"), let name = secondWord(of: section.name) {
                services[name] = section.options
            }
        }
        let named = environment["AWS_DEFAULT_PROFILE"] ?? environment["AWS_PROFILE"]
        profile = named ?? "default"
        configSection = profiles[profile]
        credentialsSection = credentials[profile]
        self.services = services
        if let named, configSection == nil, credentialsSection == nil {
            throw .refused(
                "The AWS profile “\(named)” is neither in \(credentialsPath) nor in \(configPath): correct AWS_PROFILE."
            )
        }
        settings = (configSection ?? [:]).merging(credentialsSection ?? [:]) { $1 }
    }

    /// The text of a setting, `nil` where it is missing or empty.
    func text(_ name: String) -> String? {
        settings[name]?.text.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The endpoint that the profile's `services` section gives for a service.
    func serviceEndpoint(_ service: AWSService) throws(RemoteError) -> String? {
        guard let name = settings["services"]?.text else { return nil }
        guard let section = services[name], !section.isEmpty else {
            throw .refused("The profile “\(profile)” names the services section “\(name)”, which \(configPath) lacks.")
        }
        switch section[service.rawValue] {
        case .nested(let values): return values["endpoint_url"].flatMap { $0.isEmpty ? nil : $0 }
        case .text:
            throw .refused("In \(configPath), “\(service.rawValue)” in [services \(name)] must be an indented block.")
        case nil: return nil
        }
    }

    private static func read(
        _ path: String, shownAs shown: String, _ environment: AWSEnvironment
    ) throws(RemoteError) -> INIFile {
        let data: Data?
        do { data = try environment.readFile(path) } catch {
            throw .refused("\(shown) cannot be read: \(error.localizedDescription)")
        }
        guard let data else { return INIFile() }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw .refused("\(shown) is no UTF-8 text.")
        }
        do { return try INIFile(text) } catch {
            throw .refused("\(shown), line \(error.line): \(error.problem).")
        }
    }
}

/// The second of exactly two words, which may be quoted as in a shell: `profile "my own"`.
private func secondWord(of header: String) -> String? {
    guard let words = shellWords(header), words.count == 2 else { return nil }
    return words[1]
}
