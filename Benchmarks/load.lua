-- wrk asks for each of the paths in the file WRK_PATHS in turn, and ends with what it found out as one line of JSON.
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

done = function(summary, latency)
    local errors = summary.errors
    io.write(string.format('\n{"requests": %d, "seconds": %f, "errors": %d, "median": %f, "p99": %f}\n',
        summary.requests, summary.duration / 1e6,
        errors.connect + errors.read + errors.write + errors.status + errors.timeout,
        latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
