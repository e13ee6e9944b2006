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
