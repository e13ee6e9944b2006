/// Observed numbers: how many, their mean, and their spread.
///
/// Source of the running sums: Welford (1962), "Note on a Method for Calculating Corrected Sums of Squares and
/// Products"; they stay accurate where a sum of squares would cancel.
public struct Sample: Equatable, Sendable {
    /// How many there are.
    public private(set) var count = 0
    private var runningMean = 0.0
    private var squares = 0.0

    /// None yet.
    public init() {}

    /// These numbers.
    public init(_ values: some Sequence<Double>) {
        for value in values { add(value) }
    }

    /// Adds a number.
    public mutating func add(_ value: Double) {
        count += 1
        let step = value - runningMean
        runningMean += step / Double(count)
        squares += step * (value - runningMean)
    }

    /// Their mean; `nil` if there are none.
    public var mean: Double? {
        count > 0 ? runningMean : nil
    }

    /// Their variance, estimated for the population they come from; `nil` for fewer than two numbers.
    public var variance: Double? {
        count > 1 ? squares / Double(count - 1) : nil
    }

    /// The 95 % confidence interval of the population's mean, by Student's distribution; `nil` for fewer than two
    /// numbers.
    ///
    /// Source: Student (1908), "The Probable Error of a Mean".
    public var interval: ClosedRange<Double>? {
        guard let variance else { return nil }
        let reach =
            StudentT.quantile(0.975, degreesOfFreedom: Double(count - 1)) * (variance / Double(count)).squareRoot()
        return runningMean - reach...runningMean + reach
    }
}

/// The 95 % confidence interval of the difference of two populations' means, the first minus the second, whose
/// variances may differ; `nil` for fewer than two numbers on either side.
///
/// Source: Welch (1947), "The Generalization of 'Student's' Problem when Several Different Population Variances are
/// Involved".
public func welchInterval(_ a: Sample, _ b: Sample) -> ClosedRange<Double>? {
    guard let meanA = a.mean, let meanB = b.mean, let varianceA = a.variance, let varianceB = b.variance else {
        return nil
    }
    let shareA = varianceA / Double(a.count)
    let shareB = varianceB / Double(b.count)
    let difference = meanA - meanB
    let error = shareA + shareB
    guard error > 0 else { return difference...difference }
    let degreesOfFreedom =
        error * error / (shareA * shareA / Double(a.count - 1) + shareB * shareB / Double(b.count - 1))
    let reach = StudentT.quantile(0.975, degreesOfFreedom: degreesOfFreedom) * error.squareRoot()
    return difference - reach...difference + reach
}

/// The 95 % confidence interval of a share of a population, if `part` of `whole` observed had the property; `nil` if
/// none were observed.
///
/// Source: Wilson (1927), "Probable Inference, the Law of Succession, and Statistical Inference".
public func wilsonInterval(_ part: Int, of whole: Int) -> ClosedRange<Double>? {
    guard whole > 0, (0...whole).contains(part) else { return nil }
    let n = Double(whole)
    let share = Double(part) / n
    let z = 1.959963984540054  // the normal distribution's 97.5 % quantile
    let middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    let reach = z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
    return max(0, middle - reach)...min(1, middle + reach)
}
