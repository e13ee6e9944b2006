import Foundation

/// Reports what happens to the files in one directory, whichever process does it: inotify(7).
public final class Inotify: Sendable {
    /// Readable when something has happened.
    public let descriptor: Int32

    /// Watches the directory at `path` for these kinds of events, a mask of inotify(7)'s `IN_…`.
    public init(directory path: String, events: Int32) throws(SystemError) {
        descriptor = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
        guard descriptor >= 0, inotify_add_watch(descriptor, path, UInt32(events) | UInt32(IN_ONLYDIR)) >= 0 else {
            let failure = SystemError(.watch, path)
            if descriptor >= 0 { close(descriptor) }
            throw failure
        }
    }

    deinit {
        close(descriptor)
    }

    /// Something that happened to a file, or to the directory itself. Valid only during the call it is passed to.
    public struct Event {
        private let mask: UInt32
        private let name: Slice<UnsafeRawBufferPointer>

        fileprivate init(_ mask: UInt32, _ name: Slice<UnsafeRawBufferPointer>) {
            self.mask = mask
            self.name = name
        }

        /// Whether it is one of these kinds.
        public func isAny(of kinds: Int32) -> Bool { mask & UInt32(kinds) != 0 }

        /// Whether it happened to the file with this name.
        public func isAbout(_ file: String) -> Bool { name.elementsEqual(file.utf8) }
    }

    /// Passes pending events to `body`, as many as fit in one buffer; the descriptor stays readable for the rest.
    /// Reading until none are left could take forever during a long series of writes.
    public func takeEvents(_ body: (Event) -> Void) {
        withUnsafeTemporaryAllocation(byteCount: 16 << 10, alignment: 8) { buffer in
            let count = read(descriptor, buffer.baseAddress, buffer.count)
            let head = MemoryLayout<inotify_event>.size
            var start = 0
            while start + head <= count {
                let event = buffer.loadUnaligned(fromByteOffset: start, as: inotify_event.self)
                let end = start + head + Int(event.len)
                let name = UnsafeRawBufferPointer(buffer)[(start + head)..<end].prefix { $0 != 0 }
                body(Event(event.mask, name))
                start = end
            }
        }
    }
}
