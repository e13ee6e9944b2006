/// The domain under which a region's services answer. AWS is several clouds that know nothing of each other, each with
/// regions and a domain of its own.
func awsDomain(ofRegion region: String) -> String {
    partitions.first { region.hasPrefix($0.regions) }?.domain ?? "amazonaws.com"
}

/// Source: botocore's `partitions.json`, as far as it differs from the one that everybody uses.
private let partitions = [
    (regions: "cn-", domain: "amazonaws.com.cn"),
    (regions: "eusc-", domain: "amazonaws.eu"),
    (regions: "us-iso-", domain: "c2s.ic.gov"),
    (regions: "us-isob-", domain: "sc2s.sgov.gov"),
    (regions: "us-isof-", domain: "csp.hci.ic.gov"),
    (regions: "eu-isoe-", domain: "cloud.adc-e.uk"),
]
