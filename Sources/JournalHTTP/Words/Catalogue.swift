/// The ``Strings`` of one language, shared by everything that writes in it.
final class Catalogue: Sendable {
    let strings: Strings

    /// English, unless another language is given.
    init(_ strings: Strings = Strings()) {
        self.strings = strings
    }
}
