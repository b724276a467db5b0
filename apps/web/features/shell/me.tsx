"use client";
import type { Permission } from "@outstation/contracts/access/permissions";
import type { Outputs } from "@outstation/hall/client";
import { createContext, useContext } from "react";

export const MeContext = createContext<Outputs["session"]["me"] | null>(null);

/** Who is signed in, in which tenant, as what. */
export function useMe(): Outputs["session"]["me"] {
  const me = useContext(MeContext);
  if (me === null) throw new Error("a page of the customer's rooms was drawn outside their shell");
  return me;
}

/** Whether the member may do this. The front desk asks again; this only hides what would be refused. */
export const useMay = (permission: Permission): boolean => useMe().permissions.includes(permission);
