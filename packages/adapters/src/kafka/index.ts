export type { KafkaAddress } from "./client";
export { type KafkaLog, type KafkaLogOptions, openKafkaLog } from "./kafka-log";
