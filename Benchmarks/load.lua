-- wrk asks for each of the paths in the file WRK_PATHS in turn, over WRK_CONNECTIONS connections, and ends with what it found
-- out as one line of JSON.
local connections = tonumber(os.getenv("WRK_CONNECTIONS"))
local paths = {}
local next = 0

-- By then wrk knows the host's name.
init = function()
    for line in io.lines(os.getenv("WRK_PATHS")) do
        paths[#paths + 1] = wrk.format("GET", line)
    end
end

request = function()
    next = next % #paths + 1
    return paths[next]
end

-- How many of the requests that were sent took how many microseconds, the shortest first.
--
-- For each that took longer than its connection's usual share of the time, wrk adds those that could have been sent meanwhile:
-- one that took a share less, one that took two shares less, and so on (stats_correct in its source). They are taken out here.
local function waits(summary, latency)
    local share = math.floor(summary.duration / math.max(1, math.floor(summary.requests / connections)))
    local counted = {}
    for index = 1, #latency do
        local wait, count = latency(index)
        if count == 0 then break end
        counted[wait] = count
    end
    local sent = {}
    for wait, count in pairs(counted) do
        local added = wait > share and counted[wait + share] or 0
        sent[#sent + 1] = { wait = wait, count = count - added }
    end
    table.sort(sent, function(one, other) return one.wait < other.wait end)
    return sent
end

local function percentile(waits, percent)
    local all, seen = 0, 0
    for _, each in ipairs(waits) do all = all + each.count end
    for _, each in ipairs(waits) do
        seen = seen + each.count
        if seen >= all * percent / 100 then return each.wait end
    end
end

done = function(summary, latency)
    local errors = summary.errors
    local sent = waits(summary, latency)
    io.write(string.format(
        '\n{"requests": %d, "seconds": %f, "errors": %d, "median": %f, "p99": %f, "wrk_median": %f, "wrk_p99": %f}\n',
        summary.requests, summary.duration / 1e6,
        errors.connect + errors.read + errors.write + errors.status + errors.timeout,
        percentile(sent, 50) / 1e3, percentile(sent, 99) / 1e3,
        latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
