/**
 * Takes one device's values in. A value measured no later than the one that is there changes nothing, whoever comes first. All of
 * them are then written as one text beside them, because they are read more often than they are written.
 * KEYS: the device's hash, the tenant's index. ARGV: device id, receivedAt, then a point and its value, again and again; a value is
 * `[measuredAt,…]`.
 */
export const KEEP_NEWEST = `
local function measured(value) return tonumber(string.match(value, '^%[([^,]+),')) end
local points = {}
for i = 3, #ARGV, 2 do points[#points + 1] = ARGV[i] end
local known = redis.call('HMGET', KEYS[1], 'at', unpack(points))
local newer = {}
for i = 1, #points do
  local value = ARGV[2 * i + 2]
  if not known[i + 1] or measured(value) > measured(known[i + 1]) then
    newer[#newer + 1] = points[i]
    newer[#newer + 1] = value
  end
end
if not known[1] or tonumber(ARGV[2]) > tonumber(known[1]) then
  newer[#newer + 1] = 'at'
  newer[#newer + 1] = ARGV[2]
end
if #newer == 0 then return 0 end
redis.call('HSET', KEYS[1], unpack(newer))
local hash = redis.call('HGETALL', KEYS[1])
local values, at = {}, '0'
for i = 1, #hash, 2 do
  if hash[i] == 'at' then at = hash[i + 1]
  elseif hash[i] ~= 'whole' then values[#values + 1] = '"' .. hash[i] .. '":' .. hash[i + 1] end
end
redis.call('HSET', KEYS[1], 'whole', '{"at":' .. at .. ',"latest":{' .. table.concat(values, ',') .. '}}')
if not known[1] then redis.call('SADD', KEYS[2], ARGV[1]) end
return #newer / 2
`;

/**
 * Devices as JSON, `{"at":…,"latest":{…}}` each, and an empty text for one that has no hash. In one answer: what many small ones
 * cost is the reader's own time (20,000 values as fields: 54 ms of the reader's, as these texts: 10). KEYS: the devices' hashes.
 */
export const READ_DEVICES = `
local devices = {}
for i = 1, #KEYS do devices[i] = redis.call('HGET', KEYS[i], 'whole') or '' end
return devices
`;

/**
 * A writer says that Redis is whole for so many milliseconds more. KEYS: the writers. ARGV: its id, milliseconds, whether it may
 * say so although it is not known, which it is not after Redis lost its memory. Returns whether it was said, and which other
 * writers have been silent for longer than four times as long.
 */
export const VOUCH = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if ARGV[3] == '0' and redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then return {0} end
redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f', now + ARGV[2]))
local answer = {1}
local writers = redis.call('HGETALL', KEYS[1])
for i = 1, #writers, 2 do
  if tonumber(writers[i + 1]) < now - 4 * ARGV[2] then answer[#answer + 1] = writers[i] end
end
return answer
`;
