"use client";
import { BUTTON_PRIMARY } from "@outstation/ui/form/button";
import { EmptyState } from "@outstation/ui/state/empty-state";
import Link from "next/link";
import { useMay } from "../shell/me";

/** The tenant has no device yet. Offers what brings one. */
export function NoDevices() {
  const mayAdd = useMay("devices.write");
  return (
    <EmptyState
      title="No devices yet"
      action={
        mayAdd && (
          <Link href="/devices/new" className={BUTTON_PRIMARY}>
            Add a device
          </Link>
        )
      }
    >
      One command connects a device, simulated or real, and you see its first reading a minute later.
    </EmptyState>
  );
}
