import Messages

/// An AWS service that we use. The raw value is its name in signatures and settings.
public enum AWSService: String, CaseIterable, Sendable {
    case s3, rekognition
    /// The Security Token Service, which grants the credentials of roles.
    case sts
    /// The single sign-on portal (IAM Identity Center), which grants credentials to users who have signed in.
    case sso
    /// The service that renews the tokens of single sign-on.
    case signOnTokens = "sso_oidc"
}

/// How to reach AWS and as whom, read from where every AWS tool looks.
///
/// The environment takes precedence over the profile, and `AWS_REGION` over `AWS_DEFAULT_REGION`. For endpoints the
/// order is `AWS_ENDPOINT_URL_S3`, `AWS_ENDPOINT_URL`, the profile's `services` section, its `endpoint_url`. A region such
/// as `fips-us-east-1` stands for the certified addresses of that region.
public struct AWSSettings: Sendable {
    /// The region; `nil` if none is set anywhere.
    public var region: String?
    /// A PEM file of certificates to trust instead of the system's.
    public var caBundle: String?
    /// How many times a request is attempted in all, at least once.
    public var maxAttempts: Int

    /// Whether uploads carry a checksum that S3 itself checks.
    var sendsChecksums: Bool
    var variants: EndpointVariants
    var endpoints: [AWSService: ServiceEndpoint]
    var credentials: CredentialPlan
    var proxies: ProxySettings
    /// What a `credential_process` sees, and where tokens are read from when needed.
    var environment: AWSEnvironment

    /// Reads the settings of one profile, whatever the variables that are meant for other services say: keys, tokens, the
    /// profile and the endpoint for all services are not read from them, and the region only if the profile has none.
    ///
    /// Throws `.refused` if the settings contradict each other or cannot be read.
    public init(_ environment: AWSEnvironment, profile: String) throws(RemoteError) {
        var own = environment
        for name in [
            "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN",
            "AWS_CREDENTIAL_EXPIRATION", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN", "AWS_ROLE_SESSION_NAME",
            "AWS_ENDPOINT_URL", "AWS_DEFAULT_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION",
        ] { own.variables[name] = nil }
        own.variables["AWS_PROFILE"] = profile
        let files = try AWSFiles(own, profile: profile)
        if files.text("region") == nil {
            for name in ["AWS_REGION", "AWS_DEFAULT_REGION"] { own.variables[name] = environment[name] }
        }
        try self.init(own, files)
    }

    /// Reads the settings. Throws `.refused` if they contradict each other or cannot be read.
    public init(_ environment: AWSEnvironment) throws(RemoteError) {
        try self.init(environment, try AWSFiles(environment))
    }

    private init(_ environment: AWSEnvironment, _ files: AWSFiles) throws(RemoteError) {
        variants = try Self.variants(environment, files)
        region = environment.text("AWS_REGION") ?? environment.text("AWS_DEFAULT_REGION") ?? files.text("region")
        if let named = region {
            guard isRegionName(named) else {
                throw .refused(CodedMessage("settings.region", ["region": .text(named)]))
            }
            let bare = named.replacing("fips-", with: "").replacing("-fips", with: "")
            if bare != named { (region, variants.fips) = (bare, true) }
        }
        caBundle = environment.text("AWS_CA_BUNDLE") ?? files.text("ca_bundle")
        maxAttempts = try Self.attempts(environment, files)
        sendsChecksums = try Self.checksums(environment, files)
        endpoints = try Self.endpoints(environment, files)
        if variants.fips, endpoints[.s3] == nil, let region, !AWSPartition(ofRegion: region).hasCertifiedS3 {
            throw .refused(CodedMessage("settings.fips", ["region": .text(region)]))
        }
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

    /// S3's own settings, in a block of the profile, win over the common ones; variables win over the profile.
    private static func variants(
        _ environment: AWSEnvironment, _ files: AWSFiles
    ) throws(RemoteError) -> EndpointVariants {
        let chosen = { (variable: String, setting: String) in
            (environment[variable] ?? files.current.settings[setting]?.text)?.lowercased() == "true"
        }
        var variants = EndpointVariants()
        variants.fips = chosen("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint")
        variants.dualstack = chosen("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint")
        let ofS3 = files.current.settings["s3"]?.nested ?? [:]
        // botocore takes "false" there for no setting at all.
        variants.s3Dualstack = ofS3["use_dualstack_endpoint"]?.lowercased() == "true" || variants.dualstack
        if let style = ofS3["addressing_style"] {
            guard let addressing = BucketAddressing(rawValue: style) else {
                throw .refused(
                    CodedMessage("settings.addressing", ["value": .text(style), "profile": .text(files.current.name)]))
            }
            variants.addressing = addressing
        }
        return variants
    }

    private static func checksums(_ environment: AWSEnvironment, _ files: AWSFiles) throws(RemoteError) -> Bool {
        let text = environment.text("AWS_REQUEST_CHECKSUM_CALCULATION") ?? files.text("request_checksum_calculation")
        switch text?.lowercased() {
        case nil, "when_supported": return true
        case "when_required": return false
        case let text?: throw .refused(CodedMessage("settings.checksum", ["value": .text(text)]))
        }
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
