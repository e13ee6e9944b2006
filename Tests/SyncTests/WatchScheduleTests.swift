import AWS
import Messages
import Testing

@testable import Sync

@Suite struct WatchScheduleTests {
    private let offline = RemoteError.offline(CodedMessage(text: "no route"))

    private func pauses(_ schedule: inout WatchSchedule, _ count: Int) -> [Duration] {
        (0..<count).map { _ in schedule.pause(after: offline) }
    }

    @Test func offlineItTriesLessAndLessOften() {
        var schedule = WatchSchedule()
        #expect(pauses(&schedule, 7) == [30, 60, 120, 240, 480, 900, 900].map { .seconds($0) })
        #expect(schedule.listensToNetwork)
        #expect(pauses(&schedule, 100).last == .seconds(900))
    }

    @Test func aNetworkThatComesBackIsTriedSeveralTimesAndThenAsBefore() {
        var schedule = WatchSchedule()
        _ = pauses(&schedule, 5)
        #expect(schedule.networkChanged() == .milliseconds(250))
        #expect(pauses(&schedule, 5) == [1, 2, 4, 30, 60].map { .seconds($0) })
        _ = schedule.networkChanged()
        #expect(schedule.pause(after: nil) == .seconds(900))
        #expect(pauses(&schedule, 1) == [.seconds(30)])
    }

    @Test func whatIsDoneNeedsNoNetwork() {
        var schedule = WatchSchedule()
        _ = schedule.pause(after: offline)
        #expect(schedule.pause(after: nil) == .seconds(900) && !schedule.listensToNetwork)
        #expect(
            schedule.pause(after: .capped(CodedMessage(text: "enough"))) == .seconds(900)
                && !schedule.listensToNetwork)
        #expect(
            schedule.pause(after: .notSetUp(CodedMessage(text: "no keys"))) == .seconds(900)
                && schedule.listensToNetwork)
    }
}
