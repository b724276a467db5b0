export { type BrokerRule, brokerRules, type ClientAttribute, clientAttributes } from "./broker-rules";
export { type AccessDesk, carryOut } from "./carry-out";
export { listStandingBans } from "./list-standing-bans";
