@testable import Journal
import Testing

/// The figures to compare with come from SciPy 1.16 (`stats.t`, `ttest_1samp`, `ttest_ind`, `binomtest`).
@Suite struct SampleTests {
    private let a = Sample([0.5, 0.25, 1, -0.5, 0, 0.75])
    private let b = Sample([-0.5, 0, -0.25, 0.5, -1, 0, 0.1])

    private func isClose(_ a: Double?, _ b: Double, _ tolerance: Double = 1e-12) -> Bool {
        a.map { abs($0 - b) <= tolerance * max(1, abs(b)) } ?? false
    }

    @Test(arguments: [
        (1, 12.706204736174694), (2, 4.302652729749462), (3.7, 2.8675207071911895), (5, 2.5705818356363146),
        (12.34, 2.1721732968097824), (30, 2.0422724563012378), (1000, 1.9623390808264083), (1e6, 1.959966356814107),
    ])
    func theQuantileIsStudents(degreesOfFreedom: Double, expected: Double) {
        #expect(isClose(StudentT.quantile(0.975, degreesOfFreedom: degreesOfFreedom), expected, 1e-9))
    }

    @Test func theQuantileUndoesTheDistribution() {
        for degreesOfFreedom in [0.5, 1, 2.5, 7, 60, 5000] {
            for probability in [0.5, 0.6, 0.9, 0.999] {
                let t = StudentT.quantile(probability, degreesOfFreedom: degreesOfFreedom)
                #expect(isClose(StudentT.cumulative(t, degreesOfFreedom), probability, 1e-12))
            }
        }
    }

    @Test func meanAndVarianceAreTheUsualOnes() {
        #expect(a.count == 6 && isClose(a.mean, 2.0 / 6) && isClose(a.variance, 0.29166666666666663))
        #expect(isClose(Sample([1e9 + 1, 1e9 + 2, 1e9 + 3]).variance, 1))
        #expect(Sample([3]).mean == 3 && Sample([3]).variance == nil && Sample([3]).interval == nil)
        #expect(Sample().mean == nil && Sample().interval == nil)
    }

    @Test func theMeanLiesWithinStudentsInterval() {
        #expect(isClose(a.interval?.lowerBound, -0.2334266884861334, 1e-9))
        #expect(isClose(a.interval?.upperBound, 0.9000933551528001, 1e-9))
        #expect(Sample([0.5, 0.5, 0.5]).interval == 0.5...0.5)
    }

    @Test func theDifferenceOfMeansLiesWithinWelchsInterval() {
        let interval = welchInterval(a, b)
        #expect(isClose(interval?.lowerBound, -0.13717866614906815, 1e-9))
        #expect(isClose(interval?.upperBound, 1.1324167613871634, 1e-9))
        #expect(isClose(welchInterval(b, a)?.upperBound, 0.13717866614906815, 1e-9))
        #expect(welchInterval(a, Sample([1])) == nil && welchInterval(Sample(), b) == nil)
        #expect(welchInterval(Sample([1, 1]), Sample([0, 0])) == 1...1)
    }

    @Test(arguments: [
        (0, 10, 0.0, 0.27753279986288926), (7, 10, 0.39677814746114526, 0.892208732593699),
        (10, 10, 0.7224672001371109, 1.0), (81, 263, 0.2552885198782742, 0.36620957698280004),
    ])
    func aShareLiesWithinWilsonsInterval(part: Int, whole: Int, low: Double, high: Double) {
        let interval = wilsonInterval(part, of: whole)
        #expect(isClose(interval?.lowerBound, low) && isClose(interval?.upperBound, high))
    }

    @Test func aShareOfNothingIsUnknown() {
        #expect(wilsonInterval(0, of: 0) == nil && wilsonInterval(3, of: 2) == nil && wilsonInterval(-1, of: 2) == nil)
    }
}
