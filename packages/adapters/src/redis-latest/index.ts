export {
  openRedisLatest,
  openRedisLatestReader,
  type RedisLatest,
  type RedisLatestOptions,
  rebuildRedisLatest,
} from "./redis-latest";
