/// The text of the keyboard help.
struct KeyboardStrings: Codable, Sendable {
    /// By the name the script uses.
    var words = [
        "keys.title": "Keys",
        "keys.close": "Close",
        "keys.next": "next entry",
        "keys.previous": "previous entry",
        "keys.open": "open the entry",
        "keys.add": "write a new entry",
        "keys.search": "search",
        "keys.edit": "change the entry",
        "keys.help": "this sheet",
        "keys.use": "Use these keys in this browser",
        "keys.leave": "close, or leave a field",
    ]
}
