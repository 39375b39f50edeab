-- What wrk sends and says. Its arguments are how many requests a second, over all
-- connections, where 0 is as many as are answered; and the requests, which take turns.

local ffi = require("ffi")
ffi.cdef [[
    struct time { long seconds; long nanoseconds; };
    int clock_gettime(int clock, struct time *time);
]]

local MONOTONIC = 1
local time = ffi.new("struct time")

local function milliseconds()
    ffi.C.clock_gettime(MONOTONIC, time)
    return tonumber(time.seconds) * 1e3 + tonumber(time.nanoseconds) / 1e6
end

function init(arguments)
    local rate = tonumber(arguments[1])
    local requests = { unpack(arguments, 2) }
    local last = 0
    function request()
        last = last % #requests + 1
        return requests[last]
    end
    if rate == 0 then
        return
    end
    -- Each request has its time, and whichever connection is free waits for it. If all
    -- were late, they come at once until what was missed is made up for.
    local due = milliseconds()
    function delay()
        due = due + 1e3 / rate
        return math.max(0, due - milliseconds())
    end
end

function done(summary, latency)
    local errors = summary.errors
    local broken = errors.connect + errors.read + errors.write + errors.timeout
    io.write(string.format("responses %d\n", summary.requests))
    io.write(string.format("rate %f\n", summary.requests / summary.duration * 1e6))
    io.write(string.format("p99 %f\n", latency:percentile(99)))
    io.write(string.format("broken %d\n", broken))
    io.write(string.format("refused %d\n", errors.status))
end
