/// ``Strings`` of one language, shared by all who write in it.
final class Catalogue: Sendable {
    let strings: Strings

    /// English, unless another language is given.
    init(_ strings: Strings = Strings()) {
        self.strings = strings
    }
}
