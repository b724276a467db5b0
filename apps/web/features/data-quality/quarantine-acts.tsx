"use client";
import { useTRPCClient } from "@outstation/hall/client";
import { useAct } from "@outstation/hall/use-act";
import { Button } from "@outstation/ui/form/button";
import { count } from "@outstation/ui/format/numbers";
import { Confirm } from "@outstation/ui/overlay/confirm";
import { useState } from "react";
import type { filterOf } from "./quarantine-message";

type Selection = { readonly ids: string[] } | { readonly filter: ReturnType<typeof filterOf> };

/** What can be done with the selected messages, or with all that the filters show. */
export function QuarantineActs(props: {
  selection: Selection;
  messages: number;
  isSelected: boolean;
  onDone: () => void;
}) {
  const { selection, messages, isSelected } = props;
  const client = useTRPCClient();
  const [asking, setAsking] = useState<"replay" | "delete" | null>(null);
  const done = () => {
    setAsking(null);
    props.onDone();
  };
  const replay = useAct(client.quarantine.replay.mutate, done);
  const remove = useAct(client.quarantine.delete.mutate, done);
  const which = isSelected ? "the selected" : "all that these filters show";
  const close = () => {
    setAsking(null);
    replay.reset();
    remove.reset();
  };
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button onClick={() => setAsking("replay")}>{isSelected ? `Replay ${messages} selected` : "Replay all"}</Button>
      <Button onClick={() => setAsking("delete")}>{isSelected ? `Delete ${messages} selected` : "Delete all"}</Button>
      {isSelected && (
        <button type="button" className="link" onClick={props.onDone}>
          Clear
        </button>
      )}
      {asking === "replay" && (
        <Confirm
          title={`Replay ${count(messages, "message")}`}
          open
          verb="Replay"
          busy={replay.busy}
          failure={replay.failure}
          onConfirm={() => replay.run(selection)}
          onClose={close}
        >
          They pass the platform’s checks again as they came, {which}. What is accepted now is stored at the time it was
          measured; what is refused stays here with its reason. Nothing is stored twice.
        </Confirm>
      )}
      {asking === "delete" && (
        <Confirm
          title={`Delete ${count(messages, "message")}`}
          open
          verb="Delete"
          typed={`delete ${messages}`}
          busy={remove.busy}
          failure={remove.failure}
          onConfirm={() => remove.run(selection)}
          onClose={close}
        >
          They are gone for good, {which}: what they say cannot be stored any more. Messages that are being replayed
          stay.
        </Confirm>
      )}
    </div>
  );
}
