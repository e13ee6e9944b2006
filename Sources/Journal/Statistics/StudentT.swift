import Foundation

/// Student's t distribution.
///
/// Its cumulative distribution is a regularised incomplete beta function, computed as the continued fraction 8.17.22 of
/// the NIST Digital Library of Mathematical Functions (dlmf.nist.gov) by the modified method of Lentz.
enum StudentT {
    /// The value that a t-distributed number stays below with a given probability, from 0.5 up to but excluding 1.
    ///
    /// - Parameter degreesOfFreedom: positive; need not be whole.
    static func quantile(_ probability: Double, degreesOfFreedom: Double) -> Double {
        var low = 0.0
        var high = 1.0
        while cumulative(high, degreesOfFreedom) < probability { high *= 2 }
        // Bisects until no number is left in between; the function is monotonic.
        while true {
            let middle = (low + high) / 2
            guard middle > low, middle < high else { return middle }
            if cumulative(middle, degreesOfFreedom) < probability { low = middle } else { high = middle }
        }
    }

    /// The probability of less than `t`, for `t` ≥ 0.
    static func cumulative(_ t: Double, _ degreesOfFreedom: Double) -> Double {
        let half = degreesOfFreedom / 2
        // The beta function has two equal forms; each loses precision where the other keeps it.
        if t * t < degreesOfFreedom {
            return 0.5 + 0.5 * incompleteBeta(t * t / (degreesOfFreedom + t * t), 0.5, half)
        }
        return 1 - 0.5 * incompleteBeta(degreesOfFreedom / (degreesOfFreedom + t * t), half, 0.5)
    }

    /// The regularised incomplete beta function I_x(a, b).
    static func incompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
        guard x > 0 else { return 0 }
        guard x < 1 else { return 1 }
        // The fraction converges quickly only on this side of the distribution's middle.
        guard x <= (a + 1) / (a + b + 2) else { return 1 - incompleteBeta(1 - x, b, a) }
        let scale = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
        return scale / (a * fraction(x, a, b))
    }

    /// 1 + d₁/(1 + d₂/(1 + …)) of DLMF 8.17.22.
    private static func fraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
        let tiny = 1e-300
        var value = 1.0
        var numerator = 1.0
        var denominator = 0.0
        for step in 1...10_000 {
            let m = Double(step / 2)
            let d =
                step.isMultiple(of: 2)
                ? m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
                : -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
            denominator = 1 + d * denominator
            if abs(denominator) < tiny { denominator = tiny }
            denominator = 1 / denominator
            numerator = 1 + d / numerator
            if abs(numerator) < tiny { numerator = tiny }
            let factor = numerator * denominator
            value *= factor
            if abs(factor - 1) < 1e-15 { break }
        }
        return value
    }
}
