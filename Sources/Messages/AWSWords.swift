extension CodedMessage {
    /// What goes wrong between this machine and AWS's services, and with the settings that lead there.
    static let awsWords: [String: String] = [
        "request.cancelled": "The request was cancelled.",

        "host.unreachable": "{host} cannot be reached: {detail}.",
        "host.unreachable.timeout": "{host} cannot be reached: the connection timed out.",
        "host.slow": "{host} took too long to answer.",
        "host.stalled": "{host} stopped answering.",
        "host.broken": "The connection to {host} failed: {detail}.",
        "host.untrusted":
            "The certificate of {host} is not trusted ({detail}). AWS_CA_BUNDLE can name your own CA.",
        "host.authorities": "The certificates in AWS_CA_BUNDLE cannot be read: {detail}.",
        "host.address": "The address of {host} is not valid: {detail}.",
        "host.header": "A request to {host} was not sent, because one of its headers contains a line break.",
        "host.memory": "There is not enough memory for a request to {host}.",
        "host.proxy": "The proxy {proxy} does not let requests through to {host}: HTTP status {status}.",
        "host.verbose": "{host} sent more than {bytes} bytes.",
        "host.verbose.headers": "{host} sent more than {bytes} bytes of headers.",
        "host.file": "A file that was being sent to {host} changed or cannot be read.",
        "host.library": "libcurl cannot be loaded ({detail}). On Debian, install libcurl4.",

        "service.s3": "The bucket “{bucket}”",
        "service.rekognition": "Rekognition",
        "service.sts": "STS",
        "service.sso": "Single sign-on",
        "service.status": "HTTP status {status}",
        "service.throttled": "{service} asks for fewer requests ({said}).",
        "service.failing": "{service} is failing for the moment ({said}).",
        "service.clock": "{service} finds this computer's clock wrong ({said}). Set it right.",
        "service.denied": "{service} refused the credentials of {source}: {said}.",
        "service.denied.anyone": "{service} refused this: {said}.",
        "service.missing": "{service} has no such object ({said}).",
        "service.state": "{service} found the object in another state than expected ({said}).",
        "service.unsuitable": "{service} cannot take this one: {said}.",
        "service.unsuitable.explained": "{explanation} ({service}: {said}.)",
        "service.odd": "{service} gave an answer that AWS would not give ({said}). Check the endpoint.",
        "service.intercepted":
            "{service} gave an answer that AWS would not give ({said}). Is there a proxy or a sign-in page in between?",
        "service.limit":
            "{service} gets no request of {size} KB: something in front of it, or the store itself, refuses that ({said}). Whoever "
            + "runs that can allow larger ones (for nginx, client_max_body_size).",
        "service.limit.named":
            "{service} gets no request of {size} KB: a server that calls itself “{server}”, in front of it or the store itself, "
            + "refuses that ({said}). Whoever runs that can allow larger ones (for nginx, client_max_body_size).",

        "service.https":
            "{service} answers only over TLS. Write https://{endpoint} instead of http in AWS_ENDPOINT_URL_S3 or wherever "
            + "the endpoint is set.",
        "service.redirected":
            "{service} cannot be reached: something in between leads to {place}. Is there a proxy or a sign-in page, or is "
            + "the endpoint wrong?",

        "s3.bucket.missing": "{service} does not exist ({said}). Correct the remote's address.",
        "s3.bucket.elsewhere": "{service} is in another region ({said}). Set AWS_REGION to the bucket's region.",
        "s3.full": "{service} is full, or its quota is used up ({said}). Make room there; the photos wait here.",
        "s3.region":
            "{service} is in the region “{region}” ({said}). Set AWS_REGION={region}, or region in the profile.",
        "s3.region.other":
            "{service} is in another region ({said}). Set AWS_REGION, or region in the profile, to the store's region.",
        "s3.damaged": "The photo is damaged: it is not the one that was stored. Run `journal doctor --check`.",
        "s3.upload.changed": "{service} stored something else than what was sent.",
        "s3.upload.odd": "{service} gave an answer to an upload that S3 would not give.",
        "s3.deletion.odd": "{service} gave an answer to a deletion that S3 would not give.",
        "s3.listing.unreadable": "{service} gave a listing that cannot be read.",
        "rekognition.fetch": "{service} cannot fetch the object from S3: {said}.",
        "rekognition.large": "The photo has {bytes} bytes; Rekognition takes at most {limit}.",
        "rekognition.request": "The request to Rekognition cannot be written: {detail}.",
        "sts.unreadable": "STS gave an answer for {role} that cannot be read.",
        "sts.expiration":
            "STS gave credentials for {role} whose Expiration, “{value}”, is no time such as 2026-11-23T08:14:05Z.",
        "sso.expiration": "Single sign-on gave credentials whose expiration, “{value}”, is no number of milliseconds.",
        "sso.unreadable": "Single sign-on gave an answer that cannot be read.",

        "settings.region.none": "No AWS region is set. Set AWS_REGION, or region in the profile.",
        "settings.region": "“{region}” is no AWS region. A region looks like eu-central-1.",
        "settings.attempts": "AWS_MAX_ATTEMPTS (max_attempts) is “{value}”. Set it to a whole number from 1.",
        "settings.endpoint": "“{value}” cannot be the endpoint of {service}. Write https://host:port.",
        "settings.addressing":
            "The profile “{profile}” has the addressing_style “{value}”. Set it to auto, virtual or path.",
        "settings.checksum":
            "AWS_REQUEST_CHECKSUM_CALCULATION (request_checksum_calculation) is “{value}”. Set it to when_supported or "
            + "when_required.",
        "settings.fips": "S3 has no FIPS endpoint in {region}. Unset AWS_USE_FIPS_ENDPOINT (use_fips_endpoint).",
        "settings.profile":
            "The AWS profile “{profile}” is neither in {credentials} nor in {config}. Correct AWS_PROFILE.",
        "settings.profile.named": "The AWS profile “{profile}” is neither in {credentials} nor in {config}.",
        "settings.services": "The profile “{profile}” names the services section “{section}”, which {config} lacks.",
        "settings.services.block": "In {config}, “{service}” in [services {section}] must be an indented block.",
        "settings.encoding": "{file} is not UTF-8 text.",
        "settings.line": "{file}, line {line}: {problem}.",
        "settings.line.section.twice": "the section [{name}] appears twice",
        "settings.line.section.none": "a section such as [default] must come first",
        "settings.line.option": "this is not “name = value”",
        "settings.line.option.twice": "“{name}” appears twice in its section",
        "settings.line.nested": "“{line}” is not “name = value”",
        "settings.metadata.mode": "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE is “{value}”. Set it to IPv4 or IPv6.",
        "settings.metadata.endpoint":
            "AWS_EC2_METADATA_SERVICE_ENDPOINT is “{value}”. Write an address such as http://host.",
    ]
}
