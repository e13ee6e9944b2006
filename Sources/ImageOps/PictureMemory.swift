public import Foundation

/// Memory that decoding a picture may take. All pictures that are decoded in a process share one budget: whoever finds it
/// used up waits, in the order of arrival, until others are done. Given back when it is released.
public final class PictureMemory: Sendable {
    /// What all pictures together may take. Besides, the process needs some 100 MB at most.
    static let budget = Budget(bytes: 384 << 20)

    /// What any picture takes: rows, tables, and the result.
    private static let working = 16 << 20

    private let bytes: Int
    private let budget: Budget

    /// Waits for so many bytes, or for all of the budget. Blocks: not for the cooperative pool.
    init(_ bytes: Int, of budget: Budget = PictureMemory.budget) {
        self.bytes = min(bytes + Self.working, budget.bytes)
        self.budget = budget
        budget.take(self.bytes)
    }

    /// Waits for the memory that it takes to read a file whole and to decode it, by what the beginning of the file says.
    /// Blocks: not for the cooperative pool.
    ///
    /// - Throws: `PictureError.tooComplex` if it takes more than there is for all.
    public convenience init(wholeFile file: Int32, limits: PictureLimits) throws(PictureError) {
        var status = stat()
        let size = fstat(file, &status) == 0 ? Int(status.st_size) : 0
        try self.init(reading: size, decoding: Self.held(file, limits: limits))
    }

    /// Waits for the memory that it takes to read so many bytes, and to decode what takes so many more. Blocks: not for the
    /// cooperative pool.
    ///
    /// - Throws: `PictureError.tooComplex` if it takes more than there is for all.
    public convenience init(reading size: Int, decoding held: Int = 0) throws(PictureError) {
        guard size + held + Self.working <= Self.budget.bytes else { throw .tooComplex(memory: size + held) }
        self.init(size + held)
    }

    deinit { budget.give(bytes) }

    /// What has to be held of a picture until its end is read, beside the file.
    public static func held(decoding photo: Data, limits: PictureLimits) -> Int {
        switch PictureFormat(contentOf: photo.span) {
        case .png: PNGStructure.heldBytes(photo.span)
        case .jpeg: (try? JPEGStructure(photo.span, limits: limits))?.heldBytes ?? 0
        default: 0
        }
    }

    /// What has to be held of a picture until its end is read. If its beginning does not say, it is the most that is allowed.
    private static func held(_ file: Int32, limits: PictureLimits) -> Int {
        let start = [UInt8](unsafeUninitializedCapacity: 64) { buffer, filled in
            filled = max(0, pread(file, buffer.baseAddress, buffer.count, 0))
        }
        switch PictureFormat(contentOf: start.span) {
        case .png: return PNGStructure.heldBytes(start.span)
        case .jpeg:
            guard let head = JPEGHead.read(file, limits: limits),
                let structure = try? JPEGStructure(head.span, limits: limits)
            else { return limits.maxHeldBytes }
            return structure.heldBytes
        default: return 0
        }
    }

    /// Bytes that are taken and given back.
    ///
    /// `@unchecked`: the condition guards what changes.
    final class Budget: @unchecked Sendable {
        let bytes: Int
        private let condition = NSCondition()
        private var free: Int
        private var tickets = 0
        private var served = 0

        init(bytes: Int) {
            (self.bytes, free) = (bytes, bytes)
        }

        /// Waits until so many bytes are free and all who came before are served.
        func take(_ wanted: Int) {
            condition.lock()
            defer { condition.unlock() }
            let ticket = tickets
            tickets += 1
            while ticket != served || free < wanted { condition.wait() }
            served += 1
            free -= wanted
            // The next may find enough, too.
            condition.broadcast()
        }

        func give(_ returned: Int) {
            condition.lock()
            defer { condition.unlock() }
            free += returned
            condition.broadcast()
        }
    }
}
