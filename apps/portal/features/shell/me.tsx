"use client";
import type { Outputs } from "@outstation/hall/client";
import { createContext, useContext } from "react";

type Me = Outputs["session"]["me"];

export const MeContext = createContext<Me | null>(null);

/** The signed-in member; pages stand inside the shell, which always knows them. */
export function useMe(): Me {
  const me = useContext(MeContext);
  if (me === null) throw new Error("useMe outside of the shell");
  return me;
}
