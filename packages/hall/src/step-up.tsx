"use client";
import { Button } from "@outstation/ui/form/button";
import { TextField } from "@outstation/ui/form/text-field";
import { Modal } from "@outstation/ui/overlay/modal";
import { ErrorNote } from "@outstation/ui/state/error-note";
import { createContext, type FormEvent, type ReactNode, useContext, useRef, useState } from "react";
import { type CallFault, faultOf } from "./call-fault";

type Proof = { readonly code: string | null; readonly password: string | null };
type WithStepUp = <T>(work: () => Promise<T>) => Promise<T>;

const Context = createContext<WithStepUp>((work) => work());

/** Runs a call; where it asks for a fresh proof of the person, asks for it and runs the call again. */
export const useStepUp = (): WithStepUp => useContext(Context);

type Question = { readonly answer: (proved: boolean) => void };

export function StepUpProvider(props: {
  stepUp: (proof: Proof) => Promise<unknown>;
  /** Leaves for the provider that vouched for this session, to be asked there. */
  onProvider: () => Promise<void>;
  children: ReactNode;
}) {
  const [question, setQuestion] = useState<Question | null>(null);
  const [failure, setFailure] = useState<CallFault | null>(null);
  const [asksCode, setAsksCode] = useState(false);
  const busy = useRef(false);

  const withStepUp: WithStepUp = async (work) => {
    try {
      return await work();
    } catch (reason) {
      if (faultOf(reason).code !== "step_up.required") throw reason;
      const proved = await new Promise<boolean>((answer) => setQuestion({ answer }));
      if (!proved) throw reason;
      return work();
    }
  };

  const end = (proved: boolean) => {
    question?.answer(proved);
    setQuestion(null);
    setFailure(null);
  };

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy.current) return;
    busy.current = true;
    const text = String(new FormData(event.currentTarget).get("proof"));
    try {
      await props.stepUp(asksCode ? { code: text, password: null } : { code: null, password: text });
      end(true);
    } catch (reason) {
      const said = faultOf(reason);
      if (said.code === "totp.required") {
        setAsksCode(true);
        setFailure(null);
      } else setFailure(said);
    } finally {
      busy.current = false;
    }
  };

  return (
    <Context.Provider value={withStepUp}>
      {props.children}
      <Modal title="Confirm that it is you" open={question !== null} onClose={() => end(false)}>
        <form onSubmit={submit} className="flex flex-col gap-4">
          <p className="text-ink-soft">This change asks for a fresh proof. It counts for ten minutes.</p>
          {failure && <ErrorNote {...failure} />}
          {failure?.code === "step_up.through_provider" && (
            <button type="button" className="link self-start" onClick={props.onProvider}>
              Go to your company's sign-in
            </button>
          )}
          <TextField
            key={asksCode ? "code" : "password"}
            label={asksCode ? "Code" : "Password"}
            name="proof"
            type={asksCode ? "text" : "password"}
            autoComplete={asksCode ? "one-time-code" : "current-password"}
            autoFocus
            required
            {...(asksCode ? { hint: "Of your authenticator app, or a recovery code." } : {})}
          />
          <div className="flex justify-end gap-2">
            <Button onClick={() => end(false)}>Cancel</Button>
            <Button primary type="submit">
              Confirm
            </Button>
          </div>
        </form>
      </Modal>
    </Context.Provider>
  );
}
