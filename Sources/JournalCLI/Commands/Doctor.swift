import AWS
import ArgumentParser
import Foundation
import Journal
import Messages
import OperatingSystem
import Storage
import Sync
import Synchronization

struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", _superCommandName: "journal",
        abstract: "Check the journal: what is wrong, and how to fix it.",
        discussion: """
            Checks the folder's permissions, the disk, the file, the clock, the time zone and the AWS settings, and changes none of \
            them; a damaged journal gets no worse. --check reads every page and every photo, which takes a while. \
            The network is used only with --online.

            Earlier versions kept colour profiles with photos that may name a display by its serial number. --repair-photos \
            rewrites such photos without them, before it checks: each picture stays bit for bit what it was, in its place, \
            with its answers. The old photos are destroyed, and the next `journal sync` deletes them from the remote and \
            sends the new ones.

            Exits with 0 if all is well, with 1 if something needs attention, and with 69 if the file is broken.

            With --json, one object per line: {"check","state","finding","remedy"}; state is ok, note, wrong or broken.
            """)

    @Flag(help: "Read every page of the file and every photo.")
    var check = false

    @Flag(help: "Rewrite photos that tell more than their picture.")
    var repairPhotos = false

    @Flag(help: "Also check whether the remote can be reached.")
    var online = false

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let context = Context(common)
        let printer = FindingPrinter(context)
        if repairPhotos { try await repair(context, printer) }
        let diagnostics = Diagnostics(context.folder, now: context.now.time, report: printer.report) { share in
            if !context.isQuiet { Terminal.status("Photos: \(Int(share * 100)) %") }
        }
        let settings = try await diagnostics.run(thoroughly: check)
        if let finding = diskEncryption(context.folder.path) { printer.report(finding) }
        let environment = AWSEnvironment(variables: context.environment)
        printer.report(zone)
        printer.report(credentials(environment))
        if let finding = credentialsOfRekognition(environment) { printer.report(finding) }
        for finding in await remoteFindings(settings, environment) { printer.report(finding) }
        if online, (try? RemoteAddress.chosen(by: environment, else: settings.remote)) != nil,
            let finding = await reachabilityOfRekognition(environment)
        {
            printer.report(finding)
        }
        try printer.finish()
    }

    private var zone: DiagnosticFinding {
        let zone = Zone.current
        guard let problem = Zone.currentProblem else {
            return DiagnosticFinding("zone", .ok, "This machine's time zone is \(zone).")
        }
        return DiagnosticFinding("zone", zone == .utc ? .wrong : .note, problem.english, remedy: ZoneAdvice.sentence)
    }

    private func repair(_ context: Context, _ printer: FindingPrinter) async throws {
        guard try context.folder.holdsJournal() else { return }
        let report = try await context.withStore { store in
            try await store.repairPhotos(now: context.now.time) { share in
                if !context.isQuiet { Terminal.status("Photos: \(Int(share * 100)) %") }
            }
        }
        guard report.photos > 0 else {
            return printer.report(DiagnosticFinding("repair", .ok, "There was no photo to repair."))
        }
        let photos = Quantity.of(report.photos, "photo", "photos")
        printer.report(
            DiagnosticFinding(
                "repair", .ok,
                "\(photos) of \(Quantity.of(report.entries, "entry", "entries")) rewritten without "
                    + "\(Quantity.of(report.bytes, "byte", "bytes")) that were not the picture."))
        if !report.sentTo.isEmpty {
            printer.report(
                DiagnosticFinding(
                    "repair", .note,
                    "The old ones were sent to \(report.sentTo.sorted().map { RemotePlace(stored: $0).description }.joined(separator: ", ")). Old versions stay if the "
                        + "bucket keeps versions.",
                    remedy: "The next `journal sync` deletes them there and sends the new ones."))
        }
        if !report.shownTo.isEmpty {
            printer.report(
                DiagnosticFinding(
                    "repair", .note,
                    "\(report.shownTo.sorted().joined(separator: ", ")) has seen the old ones; that cannot be undone."))
        }
        for backup in context.folder.keptBackups {
            printer.report(
                DiagnosticFinding(
                    "repair", .note, "\(backup) was made before an update and still contains the old ones.",
                    remedy: "Delete that file if they must go, too."))
        }
        printer.report(DiagnosticFinding("repair", .note, "Backups and exports you made yourself are unchanged."))
    }

    private func credentials(_ environment: AWSEnvironment) -> DiagnosticFinding {
        do {
            let source = try AWSSettings(environment).credentialOrigin
            if case .found(let source) = source {
                return DiagnosticFinding("credentials", .ok, "AWS credentials come from \(source).")
            }
            let exception = source == .perhapsThisMachine ? ", unless this is an EC2 instance with a role" : ""
            return DiagnosticFinding(
                "credentials", .note, "There are no AWS credentials, so nothing is sent to S3 or analysed\(exception).",
                remedy: "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or put them into ~/.aws/credentials.")
        } catch {
            return DiagnosticFinding("credentials", .wrong, error.message)
        }
    }

    /// `nil` if Rekognition has no profile of its own.
    private func credentialsOfRekognition(_ environment: AWSEnvironment) -> DiagnosticFinding? {
        do {
            guard let source = try AWSSettings.ofRekognition(environment)?.credentialOrigin else { return nil }
            if case .found(let source) = source {
                return DiagnosticFinding("rekognition", .ok, "Rekognition credentials come from \(source).")
            }
            let exception = source == .perhapsThisMachine ? ", unless this is an EC2 instance with a role" : ""
            return DiagnosticFinding(
                "rekognition", .wrong, "The profile for Rekognition has no credentials\(exception).",
                remedy: "Put them into ~/.aws/credentials, or correct JOURNAL_REKOGNITION_PROFILE.")
        } catch {
            return DiagnosticFinding("rekognition", .wrong, error.message)
        }
    }

    /// `nil` if there are no credentials that could be used there, as far as the settings tell.
    private func reachabilityOfRekognition(_ environment: AWSEnvironment) async -> DiagnosticFinding? {
        do {
            let settings = try AWSSettings.ofRekognition(environment) ?? AWSSettings(environment)
            guard case .found = settings.credentialOrigin else { return nil }
        } catch {
            // Said above.
            return nil
        }
        do {
            let place = try await RemoteCheck.reachRekognition(environment)
            return DiagnosticFinding("rekognition", .ok, "\(place) can be reached.")
        } catch {
            return DiagnosticFinding("rekognition", .wrong, error.message)
        }
    }

    /// Whether a thief of the disk could read the journal; `nil` if the system does not tell.
    private func diskEncryption(_ folder: String) -> DiagnosticFinding? {
        switch DiskEncryption(ofFolder: folder) {
        case .device: DiagnosticFinding("disk", .ok, "The journal's folder lies on an encrypted disk (dm-crypt).")
        case .folder: DiagnosticFinding("disk", .ok, "The journal's folder is encrypted on the disk (fscrypt).")
        case DiskEncryption.none?:
            DiagnosticFinding(
                "disk", .note,
                "Neither dm-crypt nor fscrypt encrypts the journal's folder: unless the disk does so by itself, whoever has "
                    + "it can read the journal.")
        case nil: nil
        }
    }

    private func remoteFindings(_ settings: RemoteSettings, _ environment: AWSEnvironment) async -> [DiagnosticFinding]
    {
        let chosen: RemoteAddress?
        do {
            chosen = try RemoteAddress.chosen(by: environment, else: settings.remote)
        } catch {
            return [
                DiagnosticFinding(
                    "remote", .wrong, error.message,
                    remedy: "Correct JOURNAL_REMOTE, or choose a remote with `journal remote init`.")
            ]
        }
        guard let remote = chosen?.description else {
            return [
                DiagnosticFinding(
                    "remote", .note, "No remote is chosen: photos stay on this machine.",
                    remedy: "`journal remote init s3://bucket/prefix` chooses one.")
            ]
        }
        let reachability = await reachability(remote, environment)
        do {
            guard let pin = try settings.pin(of: remote) else { return [reachability] }
            return [reachability] + encryption(of: remote, pin)
        } catch {
            return [reachability, DiagnosticFinding("encryption", .wrong, error.message)]
        }
    }

    private func encryption(of remote: String, _ pin: RemotePin) -> [DiagnosticFinding] {
        guard pin.isSealed else {
            return [
                DiagnosticFinding(
                    "encryption", .note, "Photos are not encrypted in \(remote): whoever can read it sees them.",
                    remedy: "`journal remote encrypt` encrypts them there.")
            ]
        }
        var findings = [DiagnosticFinding("encryption", .ok, "Photos are encrypted in \(remote).")]
        if pin.holdsPlain == true {
            findings.append(
                DiagnosticFinding(
                    "encryption", .note, "Some may still lie there unencrypted, from before it was encrypted.",
                    remedy: "The next `journal sync` replaces them."))
        }
        if pin.confirmed == false {
            findings.append(
                DiagnosticFinding(
                    "recovery", .note, "Nobody has shown that they have the recovery code of \(remote).",
                    remedy: "`journal remote key` checks it; with --new, it makes another."))
        }
        return findings
    }

    private func reachability(_ remote: String, _ environment: AWSEnvironment) async -> DiagnosticFinding {
        guard online else {
            return DiagnosticFinding(
                "remote", .ok, "Photos go to \(remote); --online checks whether it can be reached.")
        }
        do {
            try await RemoteCheck.reach(remote, environment)
            return DiagnosticFinding("remote", .ok, "\(remote) can be reached and read.")
        } catch {
            return DiagnosticFinding(
                "remote", .wrong, Failure(error)?.message ?? "\(remote) cannot be reached: \(error).")
        }
    }
}

/// Prints findings as they arrive, and remembers the worst.
private final class FindingPrinter: Sendable {
    private let context: Context
    private let worst = Mutex(DiagnosticFinding.State.ok)

    init(_ context: Context) {
        self.context = context
    }

    @Sendable func report(_ finding: DiagnosticFinding) {
        worst.withLock { $0 = max($0, finding.state) }
        Terminal.status("")
        if context.printsJSON { return Terminal.print((try? jsonLine(finding)) ?? Data()) }
        if context.isQuiet, finding.state == .ok { return }
        let mark: TerminalText =
            switch finding.state {
            case .ok: "ok    "
            case .note: "note  "
            case .wrong: "WRONG "
            case .broken: "BROKEN"
            }
        Terminal.print("\(mark)  \(finding.finding)")
        if let remedy = finding.remedy { Terminal.print("        \(remedy)") }
    }

    /// - Throws: ``Failure`` if a finding needs action.
    func finish() throws {
        switch worst.withLock({ $0 }) {
        case .ok, .note: return
        case .wrong: throw Failure(.failed, "Something needs attention; see above.")
        case .broken: throw Failure(.unavailable, "The journal cannot be used in this state; see above.")
        }
    }
}
