"use client";
import { useTRPC } from "@outstation/hall/client";
import { useQuery } from "@tanstack/react-query";

/** A device of the tenant for the examples, a gateway if there is one; null while none is known. */
export function useExampleDevice(): { readonly key: string; readonly name: string } | null {
  const { data } = useQuery(useTRPC().devices.list.queryOptions());
  return data?.find(({ isGateway }) => isGateway) ?? data?.[0] ?? null;
}
