import Foundation
import Testing

/// Sources that are a little different from what their program writes: what is odd is named, and the rest comes in.
@Suite struct OddImportTests {
    let journal: Program

    init() throws {
        journal = try Program()
    }

    /// Runs Python statements in the program's folder.
    private func python(_ statements: String) async throws {
        let start = """
            import io, json, os, stat, struct, tarfile, zipfile
            selfie = open('\(try Photos.make(1, in: journal))', 'rb').read()
            other = open('\(try Photos.make(2, in: journal))', 'rb').read()
            def entry(uuid, text, **more):
                return {'uuid': uuid, 'creationDate': '2017-12-25T03:04:32Z', 'text': text, **more}
            def entries(*entries):
                return json.dumps({'metadata': {'version': '1.0'}, 'entries': entries})

            """
        let made = try await journal.run("/usr/bin/python3", ["-c", start + statements])
        try #require(made.code == 0, "\(made.errors)")
    }

    private func shell(_ command: String) async throws -> Program.Result {
        try await journal.run("/bin/bash", ["-c", command.replacing("journal ", with: "'\(Program.path)' ")])
    }

    private func notes() async throws -> [String] {
        try await journal("list", "--json", "--limit", "all").json.compactMap { $0["note"] as? String }.sorted()
    }

    // MARK: Odd entries

    @Test func oneOddEntryOfDayOnesIsNamedAndTheOthersComeIn() async throws {
        defer { journal.cleanUp() }
        try await python(
            #"""
            odd = [entry('A', 'first'), {'creationDate': '2017-12-25T03:04:32Z', 'text': 'without uuid'}, {'uuid': 'B', 'text': 'x'},
                {'uuid': 'C', 'creationDate': None, 'text': 'x'}, {'uuid': 'D', 'creationDate': 7, 'text': 'x'}, None, 'text', 5,
                entry('E', 'null among tags', tags=['x', None, 'y']), entry('F', 'null tags', tags=None),
                entry('G', None, richText=json.dumps({'contents': [{'text': 'rich '}, {'embeddedObjects': [{}]}, {'text': 'words'}]})),
                entry('H', 'from Mars', timeZone='Mars/Base'), entry('I', 'odd photos', photos=[None, {'md5': None}]), entry('Z', 'last')]
            with zipfile.ZipFile('export.zip', 'w') as z: z.writestr('Journal.json', entries(*odd))
            """#)
        let result = try await journal("import", "export.zip", "--json")
        #expect(result.code == 2)
        #expect(
            result.output == #"{"added":7,"failed":7,"known":0,"purged":0,"withoutPhoto":0}"# + "\n", "\(result.errors)"
        )
        for sentence in [
            "export.zip, Journal.json, entry 2: it has no uuid", "export.zip, entry B: it has no date.",
            "export.zip, entry C: it has no date.", "export.zip, entry D: it has no date.",
            "export.zip, Journal.json, entry 6: this is not an entry.", "Journal.json, entry 7: this is not an entry.",
            "Journal.json, entry 8: this is not an entry.", "entry E: a tag of it that is no text is left out.",
            "entry G: it has only rich text", "entry H: its time zone “Mars/Base” is unknown, so Europe/Paris is used.",
            "7 of 14 were not imported.",
        ] { #expect(result.errors.contains(sentence), "\(sentence) is not in \(result.errors)") }
        #expect(
            try await notes() == [
                "first", "from Mars", "last", "null among tags", "null tags", "odd photos", "rich words",
            ])
        let again = try await journal("import", "export.zip")
        #expect(again.errors.contains("0 new, 7 already there, 7 not imported.") && !again.errors.contains("rich"))
    }

    @Test func oneOddEntryOfJrnlsIsNamedAndTheOthersComeIn() async throws {
        defer { journal.cleanUp() }
        try await python(
            """
            good = {'title': 'a', 'body': '', 'date': '2024-01-01', 'time': '10:00', 'tags': []}
            odd = [good, {'title': 'b', 'date': '2024-01-01'}, {'title': 'c', 'time': '10:00'}, None, {'date': '2024-01-01', 'time': '10:00'},
                {**good, 'title': 'd', 'tags': ['@x', None]}, {**good, 'title': 'e', 'tags': None, 'body': None}]
            open('jrnl.json', 'w').write(json.dumps({'tags': {}, 'entries': odd}))
            """)
        let result = try await journal("import", "jrnl.json")
        #expect(
            result.code == 2 && result.errors.contains("3 new, 0 already there, 4 not imported."), "\(result.errors)")
        for sentence in [
            "jrnl.json, entry 2: it has no time.", "jrnl.json, entry 3: it has no date.",
            "jrnl.json, entry 4: this is not an entry.", "jrnl.json, entry 5: it has no text.",
            "jrnl.json, entry 6: a tag of it that is no text is left out.",
        ] { #expect(result.errors.contains(sentence), "\(sentence) is not in \(result.errors)") }
        #expect(try await notes() == ["a", "d", "e"])
    }

    @Test func whatOtherSystemsAddIsNamedAndPassedOver() async throws {
        defer { journal.cleanUp() }
        try await python(
            """
            with zipfile.ZipFile('export.zip', 'w') as z:
                z.writestr('__MACOSX/._Journal.json', b'\\0\\5\\x16\\7' + bytes(50))
                z.writestr('._Journal.json', b'\\0\\5\\x16\\7' + bytes(50))
                z.writestr('Journal.json', entries(entry('A', 'words')))
                z.writestr('.DS_Store', 'x')
                z.writestr('notes.txt', 'x')
            os.mkdir('unpacked')
            open('unpacked/._Journal.json', 'wb').write(b'\\0\\5\\x16\\7' + bytes(50))
            open('unpacked/Journal.json', 'w').write(entries(entry('B', 'more words')))
            """)
        let result = try await journal("import", "export.zip")
        #expect(result.code == 0 && result.errors.hasSuffix("1 new, 0 already there.\n"), "\(result.errors)")
        #expect(result.errors.contains("._Journal.json") && result.errors.contains("__MACOSX/._Journal.json"))
        #expect(result.errors.contains("notes.txt"))
        let unpacked = try await journal("import", "unpacked")
        #expect(unpacked.code == 0 && unpacked.errors.contains("._Journal.json"), "\(unpacked.errors)")
        let alone = try await journal("import", "unpacked/._Journal.json")
        #expect(alone.code == 65 && alone.errors.contains("macOS"), "\(alone.errors)")
        #expect(try await notes() == ["more words", "words"])
    }

    @Test(arguments: ["hello", "{\"entries\":[{\"uuid\":\"B\"", "[1]", "{\"version\":1}"])
    func aJournalThatIsNoneIsNamedAndTheOtherComesIn(text: String) async throws {
        defer { journal.cleanUp() }
        try text.write(toFile: journal.folder + "/More.json", atomically: true, encoding: .utf8)
        try await python(
            """
            with zipfile.ZipFile('export.zip', 'w') as z:
                z.write('More.json')
                z.writestr('Journal.json', entries(entry('A', 'words')))
            """)
        let result = try await journal("import", "export.zip")
        #expect(result.code == 2 && result.errors.contains("export.zip, More.json: this is not"), "\(result.errors)")
        #expect(try await notes() == ["words"])
    }

    @Test func whatComesBeforeADamageComesIn() async throws {
        defer { journal.cleanUp() }
        try await python("open('Journal.json', 'w').write(entries(entry('A', 'whole'), entry('B', 'cut'))[:-10])")
        let result = try await journal("import", "Journal.json")
        #expect(
            result.code == 2 && result.errors.contains("Journal.json, entry 2: the file is damaged here"),
            "\(result.errors)")
        #expect(try await notes() == ["whole"])
    }

    @Test func aDamagedPhotoInAnArchiveCostsNothingElse() async throws {
        defer { journal.cleanUp() }
        try await python(
            """
            with zipfile.ZipFile('export.zip', 'w', zipfile.ZIP_DEFLATED) as z:
                z.writestr('Journal.json', entries(*[entry(n, n, photos=[{'md5': n}]) for n in ['aa', 'bb', 'cc']]))
                for n, photo in [('aa', selfie), ('bb', selfie), ('cc', other)]: z.writestr(f'photos/{n}.jpeg', photo)
                start = z.getinfo('photos/bb.jpeg').header_offset
            whole = bytearray(open('export.zip', 'rb').read())
            whole[start + 5000:start + 5400] = bytes(range(200)) * 2
            open('export.zip', 'wb').write(whole)
            """)
        let result = try await journal("import", "export.zip", "--json")
        #expect(result.code == 2 && result.output.contains(#""added":3"#), "\(result.errors)")
        #expect(result.errors.contains("entry bb: its photo bb is damaged in the archive"), "\(result.errors)")
        #expect(try await journal.sqlite("SELECT count(*) FROM photo") == ["2"])
    }

    // MARK: Clocks

    @Test func anHourThatClocksSkippedIsTold() async throws {
        defer { journal.cleanUp() }
        try await python(
            """
            open('jrnl.json', 'w').write(json.dumps({'entries': [
                {'title': t, 'date': d, 'time': '02:30'} for t, d in [('spring', '2026-03-29'), ('autumn', '2026-10-25'), ('plain', '2026-05-01')]]}))
            open('daylio.csv', 'w').write('full_date,date,weekday,time,mood,activities,note_title,note\\n'
                '2026-03-29,,,2:30 am,good,,,x\\n2026-03-28,,,2:30 am,good,,,x\\n')
            """)
        let jrnl = try await journal("import", "jrnl.json")
        #expect(jrnl.code == 0)
        #expect(
            jrnl.errors.contains(
                "jrnl.json, entry 1: clocks in Europe/Paris skipped 02:30 that day, so 03:30 is used instead.\n"))
        #expect(
            jrnl.errors.contains("entry 2: clocks in Europe/Paris showed 02:30 twice that day; the first is used.\n"))
        #expect(!jrnl.errors.contains("entry 3"))
        let daylio = try await journal("import", "daylio.csv")
        #expect(daylio.errors.contains("daylio.csv, line 2: clocks in Europe/Paris skipped 02:30") && daylio.code == 0)
        #expect(!daylio.errors.contains("line 3"))
        let times = try await journal("list", "--json").json.compactMap { $0["takenAt"] as? String }
        #expect(times.contains("2026-03-29T03:30:00.000+02:00") && times.contains("2026-10-25T02:30:00.000+02:00"))
    }

    // MARK: How text is written

    private static let moods =
        "full_date,date,weekday,time,mood,activities,note_title,note\n2026-11-23,,,8:14 pm,good,run,Été,“x” – ü\n"

    @Test(arguments: [
        "t.encode()", "t.encode('utf-8-sig')", "t.encode('utf-16')", "b'\\xfe\\xff' + t.encode('utf-16-be')",
        "t.encode('utf-16-le')", "t.encode('cp1252')", "t.replace(',', ';').encode()", "t.replace(',', '\\t').encode()",
        "('sep=;\\r\\n' + t.replace(',', ';')).encode('utf-16')",
        "t.replace('\\n', '\\r\\n').replace(',', ';').encode('cp1252')",
    ])
    func aSpreadsheetIsReadHoweverItIsSaved(content: String) async throws {
        defer { journal.cleanUp() }
        try Self.moods.write(toFile: journal.folder + "/plain.csv", atomically: true, encoding: .utf8)
        try await python("t = open('plain.csv').read(); open('moods.csv', 'wb').write(\(content))")
        let result = try await journal("import", "moods.csv")
        #expect(result.code == 0 && result.errors == "1 new, 0 already there.\n", "\(result.errors)")
        #expect(try await notes() == ["Été\n\n“x” – ü"])
        #expect(try await journal("import", "plain.csv").errors == "0 new, 1 already there.\n")
    }

    @Test func aRowThatIsNoUTF8AmongOthersThatAreIsNamed() async throws {
        defer { journal.cleanUp() }
        try await python(
            """
            head = 'full_date,date,weekday,time,mood,activities,note_title,note\\n'
            rows = ['2026-11-2%d,,,08:14,good,,,été\\n' % n for n in range(3)]
            whole = (head + ''.join(rows)).encode()
            open('moods.csv', 'wb').write(whole + b'2026-11-25,,,08:14,good,,,\\xe9t\\n')
            """)
        let result = try await journal("import", "moods.csv")
        #expect(result.code == 2 && result.errors.contains("moods.csv, line 5: it has bytes that are not UTF-8."))
        #expect(try await notes() == ["été", "été", "été"])
    }

    @Test(arguments: [
        ("2026-11-23", "٨:١٤ م"), ("٢٠٢٦-١١-٢٣", "٢٠:١٤"), ("۲۰۲۶-۱۱-۲۳", "۲۰:۱۴"), ("२०२६-११-२३", "२०:१४"),
        ("2026-11-23", "下午8:14"), ("2026-11-23", "午後8:14"), ("2026-11-23", "오후 8:14"), ("2026-11-23", "8:14 μ.μ."),
        ("2026-11-23", "8:14\u{202F}PM"), ("2026-11-23", "8:14 p.\u{A0}m."), ("2026-11-23", "20.14"),
        ("2026-11-23", "20h14"), ("2026-11-23", "晚上8:14"), ("23.11.2026", "20:14"), ("2026/11/23", "20:14:00"),
    ])
    func timesAreReadAsTheyAreWrittenElsewhere(day: String, time: String) async throws {
        defer { journal.cleanUp() }
        try "full_date,date,weekday,time,mood,activities,note_title,note\n\(day),,,\(time),good,,,\n".write(
            toFile: journal.folder + "/moods.csv", atomically: true, encoding: .utf8)
        let result = try await journal("import", "moods.csv")
        #expect(result.code == 0, "\(result.errors)")
        #expect(
            try await journal("list", "--json").json.map { $0["takenAt"] as? String } == [
                "2026-11-23T20:14:00.000+01:00"
            ])
    }

    @Test func daylioSFormattedNotesBecomeText() async throws {
        defer { journal.cleanUp() }
        try #"""
        full_date,date,weekday,time,mood,activities,note_title,note
        2026-11-23,,,08:14,good,,,"<div>Tea &amp; <b>cake</b></div><div><br></div><ul><li>one</li><li>two</li></ul>1 &lt; 2&nbsp;caf&eacute;"
        2026-11-22,,,08:14,good,,,a < b & c
        """#.write(toFile: journal.folder + "/moods.csv", atomically: true, encoding: .utf8)
        #expect(try await journal("import", "moods.csv").code == 0)
        #expect(try await notes() == ["Tea & cake\n\n- one\n- two\n1 < 2 café", "a < b & c"])
    }

    // MARK: Where it comes from

    @Test(arguments: ["zip", "folder in zip", "tar.gz", "zip by a pipe"])
    func ourOwnExportComesBackPacked(kind: String) async throws {
        defer { journal.cleanUp() }
        let (one, two) = (try Photos.make(1, in: journal), try Photos.make(2, in: journal))
        _ = try await journal("add", one, two, "--together", "--note", "two", "--at", "2026-01-01 08:00")
        _ = try await journal("add", try Photos.make(3, in: journal), "--note", "one", "--at", "2026-01-02 08:00")
        _ = try await journal("add", "--felt", "good", "--at", "2026-01-03 08:00")
        let before = try await journal("list", "--json").json
        #expect(try await journal("export", "out").code == 0)
        try await python(
            """
            kind = '\(kind)'
            files = [os.path.join(d, f) for d, _, names in os.walk('out') for f in names]
            if kind == 'tar.gz':
                tarfile.open('packed', 'w:gz').add('out')
            else:
                with zipfile.ZipFile('packed', 'w') as z:
                    for f in sorted(files, reverse=True): z.write(f, f if 'folder' in kind else f[4:])
            """)
        let source = kind.hasSuffix("pipe") ? "-" : "packed"
        let result = try await shell("journal import \(source) --home elsewhere < <(cat packed)")
        #expect(result.code == 0 && result.errors == "3 new, 0 already there.\n", "\(result.errors)")
        #expect(try await journal("list", "--json", "--home", "elsewhere").json as NSArray == before as NSArray)
        let again = try await journal("import", "packed", "--home", "elsewhere")
        #expect(again.errors == "0 new, 3 already there.\n")
    }

    @Test(arguments: ["unpacked", "unpacked/Journal.json"])
    func photosBesideAnUnpackedJournalComeIn(source: String) async throws {
        defer { journal.cleanUp() }
        try await python(
            """
            os.makedirs('unpacked/photos')
            open('unpacked/photos/aa11.jpeg', 'wb').write(selfie)
            open('unpacked/photos/bb22.jpeg', 'wb').write(other)
            os.symlink('/etc/passwd', 'unpacked/photos/cc33.jpeg')
            open('unpacked/Journal.json', 'w').write(entries(
                entry('A', 'two', photos=[{'md5': 'AA11'}, {'md5': 'BB22'}]), entry('B', 'none', photos=[{'md5': 'dd'}]),
                entry('C', 'link', photos=[{'md5': 'cc33'}])))
            """)
        let result = try await journal("import", source)
        #expect(result.code == 2 && result.errors.contains("3 new, 0 already there."), "\(result.errors)")
        #expect(result.errors.contains("entry B: its photo dd is missing; the rest of it was imported."))
        #expect(result.errors.contains("entry C: its photo photos/cc33.jpeg is a link; the rest"), "\(result.errors)")
        let photos = try await journal.sqlite("SELECT count(*) FROM photo JOIN image ON number = image GROUP BY entry")
        #expect(photos == ["2"])
    }

    @Test(arguments: ["zip", "csv", "json"])
    func aPipeIsAsGoodAsAFile(kind: String) async throws {
        defer { journal.cleanUp() }
        try Self.moods.write(toFile: journal.folder + "/csv", atomically: true, encoding: .utf8)
        try await python(
            """
            open('json', 'w').write(entries(entry('A', 'words')))
            with zipfile.ZipFile('zip', 'w') as z: z.write('csv', 'daylio.csv')
            os.mkfifo('fifo')
            """)
        for (number, command) in [
            "cat \(kind) | journal import - --home H", "cat \(kind) | journal import /dev/stdin --home H",
            "journal import <(cat \(kind)) --home H", "journal import - --home H < \(kind)",
            "cat \(kind) > fifo & journal import fifo --home H; wait",
        ].enumerated() {
            let result = try await shell(command.replacing("H", with: "h\(number)"))
            #expect(result.code == 0 && result.errors == "1 new, 0 already there.\n", "\(command): \(result.errors)")
        }
        let nothing = try await shell("journal import - < /dev/null")
        #expect(nothing.code == 65 && nothing.errors.contains("Nothing is piped in"), "\(nothing.errors)")
    }

    // MARK: Names that are not UTF-8

    @Test(arguments: ["cp437", "latin-1"])
    func aNameInAnArchiveThatIsNoUTF8IsNamedAndRead(encoding: String) async throws {
        defer { journal.cleanUp() }
        try await python(
            """
            with zipfile.ZipFile('export.zip', 'w') as z:
                z.writestr('Tagebu~cher/Journal.json', entries(entry('A', 'words', photos=[{'md5': 'aa'}]), {'text': 'x'}))
                z.writestr('Tagebu~cher/photos/aa.jpeg', selfie)
                z.writestr('Tagebu~cher/Li~es.txt', 'x')
            whole = open('export.zip', 'rb').read()
            open('export.zip', 'wb').write(whole.replace(b'Tagebu~', b'Tageb' + 'ü'.encode('\(encoding)') + b'~'))
            """)
        let byte = encoding == "cp437" ? "81" : "fc"
        let result = try await journal("import", "export.zip")
        #expect(
            result.code == 2 && result.errors.contains("1 new, 0 already there, 1 not imported."), "\(result.errors)")
        #expect(
            result.errors.contains(#"Tageb\x\#(byte)~cher/Journal.json, entry 2: it has no uuid"#), "\(result.errors)")
        #expect(result.errors.contains(#"Left out files that are no entries: Tageb\x\#(byte)~cher/Li~es.txt"#))
        #expect(try await journal.sqlite("SELECT count(*) FROM photo") == ["1"])
    }

    @Test func aNameInATarOrAFolderThatIsNoUTF8IsNamedAndRead() async throws {
        defer { journal.cleanUp() }
        try await python(
            """
            text = entries(entry('A', 'words'), {'text': 'x'}).encode()
            with tarfile.open('export.tar', 'w', format=tarfile.GNU_FORMAT, encoding='latin-1') as t:
                member = tarfile.TarInfo('Journal été.json')
                member.size = len(text)
                t.addfile(member, io.BytesIO(text))
            os.mkdir('unpacked')
            open(b'unpacked/Journal \\xe9t\\xe9.json', 'wb').write(text)
            """)
        for source in ["export.tar", "unpacked"] {
            let result = try await journal("import", source, "--home", "h-\(source)")
            #expect(
                result.code == 2 && result.errors.contains("1 new, 0 already there, 1 not imported."),
                "\(result.errors)")
            #expect(result.errors.contains(#"Journal \xe9t\xe9.json, entry 2: it has no uuid"#), "\(result.errors)")
        }
    }

    // MARK: Memory

    /// Small files that become large: whatever is done with them takes no more memory than real journals may.
    @Test(
        arguments: [
            (#"{"entries":[{}X]}"#, ",[]"), (#"{"entries":[{"uuid":"a","x":[0X]}]}"#, #",{"":0}"#),
        ])
    func aSmallArchiveTakesLittleMemory(frame: String, filling: String) async throws {
        defer { journal.cleanUp() }
        try await python(
            """
            start, end = '''\(frame)'''.split('X')
            filling = '''\(filling)'''
            with zipfile.ZipFile('export.zip', 'w', zipfile.ZIP_DEFLATED) as z:
                z.writestr('Journal.json', start + filling * ((8 << 20) // len(filling)) + end)
            """)
        let script = """
            import resource, subprocess, sys
            subprocess.run(sys.argv[1:], stderr=subprocess.DEVNULL)
            print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
            """
        let result = try await journal.run("/usr/bin/python3", ["-c", script, Program.path, "import", "export.zip"])
        let megabytes = try #require(Int(result.output.filter(\.isNumber)))
        #expect(megabytes < 128, "\(megabytes) MB")
    }

    @Test func aMethodThatMayTakeAnyMemoryIsRefused() async throws {
        defer { journal.cleanUp() }
        try await python(
            "with zipfile.ZipFile('export.zip', 'w', zipfile.ZIP_LZMA) as z: z.writestr('Journal.json', entries(entry('A', 'x')))"
        )
        let result = try await journal("import", "export.zip")
        #expect(result.code == 65 && result.errors.contains("is compressed in an unusual way"), "\(result.errors)")
    }
}
