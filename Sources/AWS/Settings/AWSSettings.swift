import Messages

/// An AWS service that we use. The raw value is its name in signatures and settings.
public enum AWSService: String, CaseIterable, Sendable {
    case s3, rekognition
    /// The Security Token Service, which grants the credentials of roles.
    case sts
    /// The single sign-on portal (IAM Identity Center), which grants credentials to users who have signed in.
    case sso
}

/// How to reach AWS and as whom, read from where every AWS tool looks.
///
/// The environment takes precedence over the profile, and `AWS_REGION` over `AWS_DEFAULT_REGION`. For endpoints the
/// order is `AWS_ENDPOINT_URL_S3`, `AWS_ENDPOINT_URL`, the profile's `services` section, its `endpoint_url`.
public struct AWSSettings: Sendable {
    /// The region; `nil` if none is set anywhere.
    public var region: String?
    /// A PEM file of certificates to trust instead of the system's.
    public var caBundle: String?
    /// How many times a request is attempted in all, at least once.
    public var maxAttempts: Int

    var endpoints: [AWSService: ServiceEndpoint]
    var credentials: CredentialPlan
    var proxies: ProxySettings
    /// What a `credential_process` sees, and where tokens are read from when needed.
    var environment: AWSEnvironment

    /// Reads the settings. Throws `.refused` if they contradict each other or cannot be read.
    public init(_ environment: AWSEnvironment) throws(RemoteError) {
        let files = try AWSFiles(environment)
        region = environment.text("AWS_REGION") ?? environment.text("AWS_DEFAULT_REGION") ?? files.text("region")
        if let region, !isRegionName(region) {
            throw .refused(CodedMessage("settings.region", ["region": .text(region)]))
        }
        caBundle = environment.text("AWS_CA_BUNDLE") ?? files.text("ca_bundle")
        maxAttempts = try Self.attempts(environment, files)
        endpoints = try Self.endpoints(environment, files)
        credentials = try CredentialChain(environment: environment, files: files).plan()
        proxies = ProxySettings(environment)
        self.environment = environment
    }

    private static func attempts(_ environment: AWSEnvironment, _ files: AWSFiles) throws(RemoteError) -> Int {
        guard let text = environment.text("AWS_MAX_ATTEMPTS") ?? files.text("max_attempts") else { return 3 }
        guard let attempts = Int(text), attempts >= 1 else {
            throw .refused(CodedMessage("settings.attempts", ["value": .text(text)]))
        }
        return attempts
    }

    private static func endpoints(
        _ environment: AWSEnvironment, _ files: AWSFiles
    ) throws(RemoteError) -> [AWSService: ServiceEndpoint] {
        let ignored = environment.flag(
            "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", else: files.text("ignore_configured_endpoint_urls"))
        if ignored { return [:] }
        var endpoints: [AWSService: ServiceEndpoint] = [:]
        for service in AWSService.allCases {
            var found = environment.text("AWS_ENDPOINT_URL_" + service.rawValue.uppercased())
            if found == nil { found = environment.text("AWS_ENDPOINT_URL") }
            if found == nil { found = try files.serviceEndpoint(service) }
            if found == nil { found = files.text("endpoint_url") }
            guard let found else { continue }
            guard let endpoint = ServiceEndpoint(found) else {
                throw .refused(
                    CodedMessage("settings.endpoint", ["value": .text(found), "service": .text(service.rawValue)]))
            }
            endpoints[service] = endpoint
        }
        return endpoints
    }
}

extension AWSSettings: CustomReflectable {
    /// Leaves out the environment and proxies, which may contain passwords.
    public var customMirror: Mirror {
        Mirror(self, children: ["region": region as Any, "endpoints": endpoints, "credentials": credentials])
    }
}

/// Whether a text can be a region, which becomes part of a host name: ASCII letters, digits and hyphens only.
public func isRegionName(_ text: String) -> Bool {
    text.wholeMatch(of: /[A-Za-z0-9-]{1,63}/) != nil
}
