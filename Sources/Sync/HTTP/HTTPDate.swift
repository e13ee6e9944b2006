import CCurl
import Journal

/// A time as HTTP's `Date` header carries it, such as `Sun, 06 Nov 1994 08:49:37 GMT`; `nil` when it is none.
func httpDate(_ text: String) -> Timestamp? {
    let seconds = ccurl_getdate(text)
    return seconds == -1 ? nil : Timestamp(milliseconds: Int64(seconds) * 1000)
}
