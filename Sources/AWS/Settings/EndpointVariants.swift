/// Which of Amazon's addresses requests go to, and where in them the bucket is named.
struct EndpointVariants: Equatable, Sendable {
    /// Whether to use addresses whose cryptography is certified by FIPS 140.
    var fips = false
    /// Whether to use addresses that can also be reached over IPv6.
    var dualstack = false
    /// The same for S3, which has a setting of its own.
    var s3Dualstack = false
    var addressing = BucketAddressing.auto

    /// The host of a service in a region. Source: the rules of botocore's endpoint rule sets.
    func host(of service: AWSService, in region: String) -> String {
        let partition = AWSPartition(ofRegion: region)
        let isDualstack = service == .s3 ? s3Dualstack : dualstack
        // In GovCloud every address is certified, and those of these services have no other name.
        let hasNoOther = region.hasPrefix("us-gov-") && !isDualstack && [.sts, .sso, .signOnTokens].contains(service)
        let name = service.hostPrefix + (fips && !hasNoOther ? "-fips" : "")
        if service == .s3 { return "\(name)\(isDualstack ? ".dualstack" : "").\(region).\(partition.domain)" }
        return "\(name).\(region).\(isDualstack ? partition.dualstackDomain : partition.domain)"
    }

    /// Whether a bucket is named in the host instead of the path. No certificate covers a bucket with dots in a host, and
    /// an address that is a number has no hosts below it.
    ///
    /// - Parameter endpoint: the endpoint that the user configured, if any.
    func namesInHost(_ bucket: String, at endpoint: ServiceEndpoint?) -> Bool {
        switch (addressing, endpoint) {
        case (.path, _), (.auto, _?): false
        case (.auto, nil), (.virtual, nil): !bucket.contains(".")
        case (.virtual, let endpoint?):
            !endpoint.isNumeric && (endpoint.scheme == "http" || !bucket.contains("."))
        }
    }
}

/// Where requests name the bucket. The raw values are those of `addressing_style`.
enum BucketAddressing: String, Sendable {
    /// In the host for Amazon, in the path for other stores.
    case auto
    case virtual, path
}

extension AWSService {
    /// The first labels of the service's hosts.
    fileprivate var hostPrefix: String {
        switch self {
        case .s3, .rekognition, .sts: rawValue
        case .sso: "portal.sso"
        case .signOnTokens: "oidc"
        }
    }
}

extension ServiceEndpoint {
    /// Whether the host is an IP address.
    fileprivate var isNumeric: Bool {
        host.hasPrefix("[") || host.wholeMatch(of: /\d{1,3}(\.\d{1,3}){3}/) != nil
    }
}

/// One of the separate clouds that AWS consists of, each with its own regions and domains.
struct AWSPartition: Sendable {
    /// The domain of its services.
    var domain: String
    /// The domain of addresses that can also be reached over IPv6, except S3's.
    var dualstackDomain: String
    /// Whether its S3 has addresses certified by FIPS 140.
    var hasCertifiedS3 = true

    /// The partition of a region.
    init(ofRegion region: String) {
        self = Self.others.first { region.hasPrefix($0.regions) }?.partition ?? Self.usual
    }

    private init(_ domain: String, _ dualstackDomain: String, hasCertifiedS3: Bool = true) {
        (self.domain, self.dualstackDomain, self.hasCertifiedS3) = (domain, dualstackDomain, hasCertifiedS3)
    }

    /// GovCloud's domains are the same.
    private static let usual = AWSPartition("amazonaws.com", "api.aws")

    /// Source: botocore's `partitions.json`.
    private static let others = [
        (
            regions: "cn-",
            partition: AWSPartition("amazonaws.com.cn", "api.amazonwebservices.com.cn", hasCertifiedS3: false)
        ),
        (regions: "eusc-", partition: AWSPartition("amazonaws.eu", "api.amazonwebservices.eu")),
        (regions: "us-iso-", partition: AWSPartition("c2s.ic.gov", "api.aws.ic.gov")),
        (regions: "us-isob-", partition: AWSPartition("sc2s.sgov.gov", "api.aws.scloud")),
        (regions: "us-isof-", partition: AWSPartition("csp.hci.ic.gov", "api.aws.hci.ic.gov")),
        (regions: "eu-isoe-", partition: AWSPartition("cloud.adc-e.uk", "api.cloud-aws.adc-e.uk")),
    ]
}
