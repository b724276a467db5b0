"use client";
import { readSchemaDocument } from "@outstation/contracts/schemas/schema-document";
import { useTRPCClient } from "@outstation/hall/client";
import { useAct } from "@outstation/hall/use-act";
import { Button } from "@outstation/ui/form/button";
import { FormField } from "@outstation/ui/form/form-field";
import { CONTROL_BOX, TextField } from "@outstation/ui/form/text-field";
import { Modal } from "@outstation/ui/overlay/modal";
import { ErrorNote } from "@outstation/ui/state/error-note";
import { type FormEvent, useState } from "react";

type Name = { readonly deviceType: string; readonly version: string };
type Json = Parameters<ReturnType<typeof useTRPCClient>["schemas"]["saveDraft"]["mutate"]>[0]["document"];

const EXAMPLE = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  type: "object",
  properties: { temperature: { type: "number", minimum: -40, maximum: 120, "x-unit": "Cel" } },
  additionalProperties: false,
};

/** Writes a draft. What is wrong with the document shows as it is written. @param props.onClose with the draft where one was saved */
export function DraftForm(props: Name & { document: object | null; onClose: (saved?: Name) => void }) {
  const isNew = props.document === null;
  const [name, setName] = useState<Name>({ deviceType: props.deviceType, version: props.version });
  const [text, setText] = useState(() => JSON.stringify(props.document ?? EXAMPLE, null, 2));
  const client = useTRPCClient();
  const save = useAct(client.schemas.saveDraft.mutate, () => props.onClose(name));
  const { document, problem } = read(text);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (problem === null) void save.run({ ...name, document: document as Json });
  };
  return (
    <Modal
      title={isNew ? "Draft a schema" : `Edit ${name.deviceType} ${name.version}`}
      open
      onClose={() => props.onClose()}
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        {save.failure && <ErrorNote {...save.failure} />}
        {isNew && (
          <div className="grid grid-cols-2 gap-3">
            <TextField
              label="Device type"
              required
              value={name.deviceType}
              hint="Such as booster-pump."
              onChange={(event) => setName({ ...name, deviceType: event.target.value })}
            />
            <TextField
              label="Version"
              required
              value={name.version}
              hint="<major>.<minor>"
              onChange={(event) => setName({ ...name, version: event.target.value })}
            />
          </div>
        )}
        <FormField
          label="Document"
          hint="JSON Schema 2020-12, in the subset that the reference lists."
          error={problem ?? undefined}
        >
          {(ids) => (
            <textarea
              {...ids}
              rows={16}
              spellCheck={false}
              value={text}
              className={`${CONTROL_BOX} w-full py-2 font-mono text-sm`}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </FormField>
        <div className="flex justify-end gap-2">
          <Button onClick={() => props.onClose()}>Cancel</Button>
          <Button primary type="submit" disabled={problem !== null || save.busy}>
            Save draft
          </Button>
        </div>
      </form>
    </Modal>
  );
}

function read(text: string): { readonly document: unknown; readonly problem: string | null } {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (cause) {
    return { document: null, problem: `This is not JSON: ${(cause as Error).message}` };
  }
  const [first] = readSchemaDocument(document).problems ?? [];
  return { document, problem: first === undefined ? null : `${first.path || "The document"}: ${first.message}` };
}
