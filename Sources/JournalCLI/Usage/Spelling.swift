/// Guesses the word meant by a typo.
enum Spelling {
    /// The nearest word, if it is close enough: no typos in up to two letters, one in three or four, two in more.
    static func nearest(to word: String, among words: some Sequence<String>) -> String? {
        let word = Array(word.lowercased())
        let limit = word.count < 3 ? 0 : word.count < 5 ? 1 : 2
        let distances = words.map { ($0, distance(word, Array($0.lowercased()))) }
        return distances.filter { $0.1 <= limit }.min { $0.1 < $1.1 }?.0
    }

    /// The fewest letters to insert, remove, replace, or swap with a neighbour.
    static func distance(_ a: [Character], _ b: [Character]) -> Int {
        var earlier: [Int] = []
        var last = Array(0...b.count)
        for i in a.indices {
            var row = [i + 1]
            for j in b.indices {
                var least = min(row[j] + 1, last[j + 1] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { least = min(least, earlier[j - 1] + 1) }
                row.append(least)
            }
            (earlier, last) = (last, row)
        }
        return last[b.count]
    }
}
