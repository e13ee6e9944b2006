internal import CLibcrypto
import Foundation

/// Loads libcrypto before its first use.
///
/// If it cannot be loaded, the program exits with 74 (`EX_IOERR`), just as it could not have started if it were linked
/// with the library. Unfinished work in the store is rolled back, as if the program had been killed.
func requireLibcrypto() {
    guard let reason = clibcrypto_load() else { return }
    let sentence = "journal: libcrypto cannot be loaded (\(String(cString: reason))); on Debian it is in libssl3.\n"
    FileHandle.standardError.write(Data(sentence.utf8))
    exit(74)
}

/// libcrypto's functions for hashes, keys and ciphers fail only if memory runs out; a caller could do nothing about that.
///
/// - Parameter status: what the function returned.
func require(_ status: Int32) {
    if status != 1 { endForLackOfMemory() }
}

/// Ends the program with 71 (`EX_OSERR`), and takes no memory for what it says.
func endForLackOfMemory() -> Never {
    let sentence: StaticString = "journal: There is too little memory (`ulimit -v` shows a limit on it).\n"
    _ = write(STDERR_FILENO, sentence.utf8Start, sentence.utf8CodeUnitCount)
    _exit(71)
}
