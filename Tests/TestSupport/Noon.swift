public import Journal

/// A point in time that tests count from.
public let noon = Moment(Timestamp(milliseconds: 1_795_431_600_000), in: .utc)
