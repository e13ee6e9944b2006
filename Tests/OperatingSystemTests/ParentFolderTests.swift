import OperatingSystem
import Testing

@Test(arguments: [
    ("a", "."), ("a/", "."), ("/a", "/"), ("/", "/"), ("//", "/"), ("a/b", "a"), ("a//b/", "a"), ("/a/b", "/a"),
    ("./a", "."),
    ("../a", ".."), ("", "."), ("e\u{301}/\u{301}x", "e\u{301}"), ("a/\u{301}b", "a"),
    ("/proc/self/fd/5", "/proc/self/fd"),
]) func theFolderOfAPathIsWhatStandsBeforeItsLastPart(path: String, folder: String) {
    #expect(parentFolder(of: path) == folder)
}
