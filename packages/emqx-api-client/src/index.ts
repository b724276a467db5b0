export { createEmqxClient, type EmqxClient } from "./client";
export { EmqxApiError, type EmqxFailure, isEmqxError } from "./error";
export type { RetryPolicy } from "./retry";
export type { ClientRules, UserRules } from "./rules";
export type { EmqxOptions } from "./transport";
export type * from "./types";
