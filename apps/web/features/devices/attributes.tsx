"use client";
import { useTRPCClient } from "@outstation/hall/client";
import { useAct } from "@outstation/hall/use-act";
import { Button } from "@outstation/ui/form/button";
import { FormField } from "@outstation/ui/form/form-field";
import { CONTROL_BOX } from "@outstation/ui/form/text-field";
import { Modal } from "@outstation/ui/overlay/modal";
import { ErrorNote } from "@outstation/ui/state/error-note";
import { StateMark } from "@outstation/ui/state/state-mark";
import { TimeAgo } from "@outstation/ui/state/time-ago";
import { type FormEvent, useState } from "react";
import { useMay } from "../shell/me";
import { compareAttributes, parseAttributes } from "./attribute-text";
import type { Device } from "./device";
import { Fact, Facts } from "./facts";

/** What the device should be like beside what it says it is like. */
export function Attributes({ device, timeZone }: { device: Device; timeZone: string }) {
  const [editing, setEditing] = useState(false);
  const mayWrite = useMay("devices.write");
  const { desired, reported, reportedAt } = device.attributes;
  const lines = compareAttributes(desired, reported);
  // What hangs on a gateway is told nothing of its own.
  const maySet = mayWrite && device.gateway === null && device.retiredAt === null;
  if (lines.length === 0 && !maySet) return null;
  return (
    <Facts title="Attributes">
      {lines.map(({ name, wanted, said, agrees }) => (
        <Fact key={name} name={name}>
          <StateMark tone={agrees ? "normal" : "warning"}>
            <span className="whitespace-normal">{agrees ? said : `${wanted} wanted, ${said ?? "nothing"} said`}</span>
          </StateMark>
        </Fact>
      ))}
      {reportedAt !== null && (
        <Fact name="Said">
          <TimeAgo at={reportedAt} timeZone={timeZone} />
        </Fact>
      )}
      {maySet && (
        <div className="py-2">
          <button type="button" className="link" onClick={() => setEditing(true)}>
            Set what it should be like
          </button>
        </div>
      )}
      {editing && <Editor deviceKey={device.key} desired={desired} onClose={() => setEditing(false)} />}
    </Facts>
  );
}

function Editor(props: { deviceKey: string; desired: object; onClose: () => void }) {
  const client = useTRPCClient();
  const { run, busy, failure } = useAct(client.devices.setDesired.mutate, props.onClose);
  const [error, setError] = useState<string>();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const attributes = parseAttributes(String(new FormData(event.currentTarget).get("attributes")));
    if (attributes === null) return setError('Write a JSON object, such as {"interval_s": 10}.');
    setError(undefined);
    void run({ key: props.deviceKey, attributes });
  };
  return (
    <Modal title="Desired attributes" open onClose={props.onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        {failure && <ErrorNote {...failure} />}
        <FormField
          label="Attributes"
          hint="A JSON object. The device is told at once if it is connected, and at its next word otherwise."
          error={error}
        >
          {(ids) => (
            <textarea
              {...ids}
              name="attributes"
              rows={6}
              defaultValue={JSON.stringify(props.desired, null, 2)}
              className={`${CONTROL_BOX} w-full py-2 font-mono text-sm`}
            />
          )}
        </FormField>
        <div className="flex justify-end gap-2">
          <Button onClick={props.onClose}>Cancel</Button>
          <Button primary type="submit" disabled={busy}>
            Set
          </Button>
        </div>
      </form>
    </Modal>
  );
}
