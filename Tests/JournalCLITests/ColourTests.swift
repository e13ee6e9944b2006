import Foundation
import Journal
import Testing

@testable import JournalCLI

/// The colours of moods, as seen by people who lack one kind of cone.
@Suite struct ColourTests {
    /// Linear red, green and blue as seen without red, green or blue cones.
    /// Source: Machado, Oliveira & Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency"
    /// (2009), severity 1.0.
    private static let eyes: [(name: String, matrix: [[Double]])] = [
        ("all cones", [[1, 0, 0], [0, 1, 0], [0, 0, 1]]),
        (
            "no red cones",
            [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
        ),
        (
            "no green cones",
            [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
        ),
        (
            "no blue cones",
            [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
        ),
    ]

    private func linear(_ colour: MoodColour) -> [Double] {
        [colour.red, colour.green, colour.blue].map { value in
            let share = Double(value) / 255
            return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
        }
    }

    /// CIELAB, in which a distance of 2 is barely visible.
    private func lab(_ rgb: [Double]) -> [Double] {
        let matrix = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
        let white = [0.9505, 1, 1.089]
        let f = zip(matrix, white).map { row, white in
            let t = zip(row, rgb).reduce(0) { $0 + $1.0 * min(max($1.1, 0), 1) } / white
            return t > 0.008856 ? cbrt(t) : 7.787 * t + 16.0 / 116
        }
        return [116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])]
    }

    @Test func moodsAreToldApartByEveryKindOfEye() {
        for (name, matrix) in Self.eyes {
            let seen = Felt.allCases.map { mood in
                lab(matrix.map { row in zip(row, linear(MoodColour(mood))).reduce(0) { $0 + $1.0 * $1.1 } })
            }
            for (place, a) in seen.enumerated() {
                for b in seen.dropFirst(place + 1) {
                    let distance = zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
                    #expect(distance > 15, "\(name)")
                }
            }
        }
    }

    /// WCAG 2.1 requires a contrast of 4.5.
    @Test func lettersCanBeReadOnThem() {
        for mood in Felt.allCases {
            let colour = MoodColour(mood)
            let light = zip([0.2126, 0.7152, 0.0722], linear(colour)).reduce(0) { $0 + $1.0 * $1.1 }
            let contrast = colour.takesWhite ? 1.05 / (light + 0.05) : (light + 0.05) / 0.05
            #expect(contrast >= 4.5, "\(mood)")
        }
    }
}
