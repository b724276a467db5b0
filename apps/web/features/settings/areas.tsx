"use client";
import { CallErrorNote } from "@outstation/hall/call-error";
import { useTRPC, useTRPCClient } from "@outstation/hall/client";
import { useAct } from "@outstation/hall/use-act";
import { Button } from "@outstation/ui/form/button";
import { SelectField } from "@outstation/ui/form/select-field";
import { CONTROL } from "@outstation/ui/form/text-field";
import { count } from "@outstation/ui/format/numbers";
import { ErrorNote } from "@outstation/ui/state/error-note";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useMay } from "../shell/me";

const KINDS = ["campus", "building", "floor", "zone"] as const;
type Kind = (typeof KINDS)[number];

/** The areas of a site, each under the one around it. */
export function Areas({ siteId, siteName }: { siteId: string; siteName: string }) {
  const areas = useQuery(useTRPC().sites.areas.queryOptions({ siteId }));
  const client = useTRPCClient();
  const mayWrite = useMay("sites.write");
  const [kind, setKind] = useState<Kind>("zone");
  const create = useAct(client.sites.createArea.mutate);
  const remove = useAct(client.sites.deleteArea.mutate);
  const failure = create.failure ?? remove.failure;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const element = event.currentTarget;
    void create
      .run({ siteId, path: String(new FormData(element).get("path")).trim(), kind })
      .then(() => element.reset());
  };
  return (
    <div className="flex flex-col gap-2 px-3 py-2">
      {areas.error && <CallErrorNote error={areas.error} onRetry={() => areas.refetch()} />}
      {failure && <ErrorNote {...failure} />}
      {areas.data?.length === 0 && <p className="text-ink-soft">No area yet.</p>}
      <ul>
        {areas.data?.map(({ path, kind: of, devices }) => {
          const names = path.split("/");
          return (
            <li
              key={path}
              className="flex h-8 items-center gap-3"
              style={{ paddingLeft: `${(names.length - 1) * 1.25}rem` }}
            >
              <span className="font-medium">{names.at(-1)}</span>
              <span className="text-ink-faint text-sm">{of}</span>
              {devices > 0 && <span className="text-ink-soft text-sm">{count(devices, "device")}</span>}
              {mayWrite && devices === 0 && !areas.data?.some((other) => other.path.startsWith(`${path}/`)) && (
                <button
                  type="button"
                  className="link ml-auto text-sm"
                  aria-label={`Delete ${path}`}
                  onClick={() => remove.run({ siteId, path })}
                >
                  Delete
                </button>
              )}
            </li>
          );
        })}
      </ul>
      {mayWrite && (
        <form onSubmit={submit} className="flex flex-wrap gap-2">
          <input
            name="path"
            required
            aria-label={`New area of ${siteName}`}
            placeholder="Building 2/Floor 1/Zone B"
            className={`${CONTROL} w-64`}
          />
          <SelectField
            label="Kind of area"
            value={kind}
            choices={KINDS.map((value) => ({ value, label: value }))}
            onChange={(next) => setKind(next as Kind)}
          />
          <Button type="submit" disabled={create.busy}>
            Add
          </Button>
        </form>
      )}
    </div>
  );
}
