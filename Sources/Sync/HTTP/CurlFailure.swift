import CCurl

/// Sorts libcurl's errors by what a caller does about them.
///
/// - Parameter hadConnection: whether the request could be sent: a timeout before that means offline.
func failure(_ code: CURLcode, host: String, hadConnection: Bool, detail: String) -> HTTPFailure {
    switch code {
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT, CURLE_INTERFACE_FAILED:
        .offline("\(host) cannot be reached: \(detail).")
    case CURLE_OPERATION_TIMEDOUT where !hadConnection:
        .offline("\(host) cannot be reached: no connection came about in time.")
    case CURLE_OPERATION_TIMEDOUT:
        .broken("\(host) took too long to answer.")
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS:
        .refused("\(host) shows a certificate that is not trusted (\(detail)); AWS_CA_BUNDLE can name your own CA.")
    case CURLE_SSL_CACERT_BADFILE:
        .refused("The certificates in AWS_CA_BUNDLE cannot be read: \(detail).")
    case CURLE_URL_MALFORMAT:
        .refused("The address of \(host) is not usable: \(detail).")
    default:
        .broken("The connection to \(host) failed: \(detail).")
    }
}
