internal import CLibcrypto
import Foundation

/// Loads libcrypto before its first use.
///
/// Without it the program ends with 74 (`EX_IOERR`), as it would not have started if the system had been asked for the
/// library beforehand: what was begun in the store is undone, as when a program is killed.
func requireLibcrypto() {
    guard let reason = clibcrypto_load() else { return }
    let sentence = "journal: libcrypto cannot be loaded (\(String(cString: reason))); on Debian it is in libssl3.\n"
    FileHandle.standardError.write(Data(sentence.utf8))
    exit(74)
}
