import CJPEG
import Testing

@Suite("The loops of resizing")
struct LoopsTests {
    private static let one = 1 << 14

    /// Weights as of a filter that overshoots, with a sum of exactly one.
    private func weights(_ taps: Int, _ random: inout SplitMix) -> [Int16] {
        var weights = (0..<taps).map { _ in Int.random(in: -800...1600, using: &random) }
        weights[taps / 2] += Self.one - weights.reduce(0, +)
        return weights.map { Int16($0) }
    }

    private func blend(_ loops: cjpeg_loops, _ rows: [[UInt8]], _ weights: [Int16], width: Int) -> [Int16] {
        let flat = rows.flatMap(\.self)
        var line = [Int16](repeating: 0, count: rows[0].count)
        flat.withUnsafeBufferPointer { samples in
            let starts = rows.indices.map { index in samples.baseAddress.map { $0 + index * rows[0].count } }
            loops.blend_rows(&line, starts, weights, Int32(rows.count), Int32(width))
        }
        return Array(line[..<width])
    }

    private func filter(
        _ loops: cjpeg_loops, _ line: [Int16], _ first: [Int32], _ weights: [Int16], taps: Int
    ) -> [UInt8] {
        var row = [UInt8](repeating: 0, count: first.count)
        loops.filter_line(&row, line, first, weights, Int32(taps), Int32(first.count))
        return row
    }

    @Test("what this processor does best gives the bits that plain C gives", arguments: [8, 16, 24, 40])
    func sameBits(taps: Int) {
        let fast = cjpeg_loops_for_this_cpu().pointee, plain = cjpeg_loops_portable
        var random = SplitMix(seed: UInt64(taps))
        for width in [64, 100, 257, 1000] {
            let room = (width + 63) / 64 * 64
            let rows = (0..<taps).map { _ in (0..<room).map { _ in UInt8.random(in: 0...255, using: &random) } }
            let vertical = weights(taps, &random)
            let line = blend(plain, rows, vertical, width: width)
            #expect(blend(fast, rows, vertical, width: width) == line)
            for count in [1, 7, 8, 61] {
                let first = (0..<count).map { _ in Int32.random(in: 0...Int32(width - taps), using: &random) }
                let horizontal = (0..<count).flatMap { _ in weights(taps, &random) }
                #expect(
                    filter(fast, line, first, horizontal, taps: taps)
                        == filter(plain, line, first, horizontal, taps: taps))
            }
        }
    }

    @Test("flat areas keep their value, and what overshoots ends at black and white")
    func values() {
        for loops in [cjpeg_loops_for_this_cpu().pointee, cjpeg_loops_portable] {
            for value in [0, 1, 127, 128, 254, 255] as [UInt8] {
                var random = SplitMix(seed: UInt64(value))
                let flat = [[UInt8]](repeating: [UInt8](repeating: value, count: 64), count: 16)
                let line = blend(loops, flat, weights(16, &random), width: 64)
                let row = filter(loops, line, [0, 20, 48], (0..<3).flatMap { _ in weights(16, &random) }, taps: 16)
                #expect(row == [value, value, value])
            }
            let sharp = [Int16](repeating: -2000, count: 4) + [Int16](repeating: Int16(Self.one / 4 + 2000), count: 4)
            let edge = [Int16](repeating: -128 << 7, count: 8) + [Int16](repeating: 127 << 7, count: 8)
            #expect(filter(loops, edge, [4, 0], sharp + sharp, taps: 8) == [255, 0])
            #expect(filter(loops, edge.reversed(), [4, 0], sharp + sharp, taps: 8) == [0, 255])
        }
    }
}
