import { TRPCClientError } from "@trpc/client";

/** What a failed call says to a person. */
export type CallFault = { readonly code: string; readonly message: string };

/** The public half of a failed call, or that nobody answered. */
export function faultOf(reason: unknown): CallFault {
  const fault = reason instanceof TRPCClientError ? (reason.data as { fault?: CallFault } | null)?.fault : undefined;
  return fault ?? { code: "connection.lost", message: "The platform did not answer. Nothing was changed; try again." };
}
