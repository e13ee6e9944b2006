extension CodedMessage {
    /// What is odd about the time zone a machine is set to.
    static let zoneWords: [String: String] = [
        "zone.rule":
            "This machine's time zone is a rule without a name (TZ={text}), so entries keep only how far its clocks are from "
            + "UTC.",
        "zone.nameless":
            "{path} has no name among this machine's time zones, so entries keep only how far its clocks are from UTC.",
        "zone.invalid":
            "TZ={text} is neither a time zone nor a rule for one, so this machine's clocks count as UTC, as in other programs.",
        "zone.unreadable":
            "{path} is not a time zone that can be read, so this machine's clocks count as UTC, as in other programs.",
    ]
}
