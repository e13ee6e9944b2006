/// Text that begins with a dash, as in `--note "- went running"` or `--tag -5`, is joined to the option whose value it is:
/// the parser would take it for an option.
enum DashedText {
    /// The options that take a person's own words.
    private static let options: Set = ["--note", "--tag", "--untag", "--at", "--mood-map"]

    /// The arguments with such text joined. What is an option of the command stays one: a value was forgotten before it.
    static func joined(_ arguments: [String]) -> [String] {
        let pairs = zip(arguments, arguments.dropFirst())
        guard pairs.contains(where: { options.contains($0) && $1.hasPrefix("-") && $1 != "-" }) else {
            return arguments
        }
        let known = Set(NamedCommand(arguments).options)
        var joined: [String] = []
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            guard argument != "--" else { return joined + [argument] + rest }
            if options.contains(argument), let text = rest.first, text.hasPrefix("-"), text != "-",
                !isOption(text, known)
            {
                joined.append("\(argument)=\(text)")
                rest.removeFirst()
            } else {
                joined.append(argument)
            }
        }
        return joined
    }

    private static func isOption(_ text: String, _ known: Set<String>) -> Bool {
        if text == "--" || known.contains(String(text.prefix { $0 != "=" })) { return true }
        // Combined short options: `-qr`.
        return !text.hasPrefix("--") && text.dropFirst().allSatisfy { known.contains("-\($0)") }
    }
}
