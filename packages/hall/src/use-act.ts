"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type CallFault, faultOf } from "./call-fault";
import { useStepUp } from "./step-up";

export type Act<I, O> = {
  /** Resolves with the answer, or with undefined where it failed; the failure is then in `failure`. */
  readonly run: (input: I) => Promise<O | undefined>;
  readonly busy: boolean;
  readonly failure: CallFault | null;
  readonly reset: () => void;
};

/**
 * One change a person makes: asks for a fresh proof where it is needed, tells what went wrong, and has everything on the page
 * asked for again once it is done.
 */
export function useAct<I, O>(call: (input: I) => Promise<O>, onDone?: (output: O) => void): Act<I, O> {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<CallFault | null>(null);
  const queries = useQueryClient();
  const withStepUp = useStepUp();
  const run = async (input: I): Promise<O | undefined> => {
    setBusy(true);
    setFailure(null);
    try {
      const output = await withStepUp(() => call(input));
      await queries.invalidateQueries();
      onDone?.(output);
      return output;
    } catch (reason) {
      const said = faultOf(reason);
      if (said.code !== "step_up.required") setFailure(said);
      return undefined;
    } finally {
      setBusy(false);
    }
  };
  return { run, busy, failure, reset: () => setFailure(null) };
}
