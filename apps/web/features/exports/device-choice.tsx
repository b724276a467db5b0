"use client";
import { CallErrorNote } from "@outstation/hall/call-error";
import { useTRPC } from "@outstation/hall/client";
import { TextField } from "@outstation/ui/form/text-field";
import { SkeletonRows } from "@outstation/ui/state/skeleton";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ChooseMany } from "./choose-many";

/** A long list is narrowed, not scrolled. */
const SHOWN = 200;

/** The devices whose readings are wanted. What is chosen stays chosen while one looks for others. */
export function DeviceChoice(props: { chosen: ReadonlySet<string>; onChange: (chosen: ReadonlySet<string>) => void }) {
  const devices = useQuery(useTRPC().devices.list.queryOptions());
  const [find, setFind] = useState("");
  if (devices.error) return <CallErrorNote error={devices.error} onRetry={() => devices.refetch()} />;
  if (devices.data === undefined) return <SkeletonRows rows={3} />;
  const wanted = find.trim().toLowerCase();
  const matching = devices.data.filter(({ key, name }) => `${key} ${name}`.toLowerCase().includes(wanted));
  return (
    <div className="flex flex-col gap-2">
      {devices.data.length > 8 && (
        <TextField label="Find devices" value={find} onChange={(event) => setFind(event.target.value)} />
      )}
      <ChooseMany label="Devices" what="device" choices={matching.slice(0, SHOWN)} {...props} />
      {matching.length > SHOWN && (
        <p className="text-ink-faint text-sm">{`${matching.length - SHOWN} more match; write more of the name.`}</p>
      )}
    </div>
  );
}
