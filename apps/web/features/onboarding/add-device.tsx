"use client";
import { useAddressBar } from "@outstation/hall/address-bar";
import Link from "next/link";
import { useState } from "react";
import type { Claim } from "./claim";
import { Connect } from "./connect";
import { DeviceForm } from "./device-form";

/** From nothing to the first reading: what it is, one command, and what became of it, live. The device stands in the address. */
export function AddDevice() {
  const [address, setAddress] = useAddressBar();
  const [claim, setClaim] = useState<Claim | null>(null);
  const key = address.get("key");
  const kind = address.get("kind") === "gateway" ? "gateway" : "device";
  return (
    <div className="flex max-w-160 flex-col gap-6">
      <header className="flex flex-col gap-1">
        <Link href="/devices" className="link w-fit text-sm">
          Devices
        </Link>
        <h1 className="font-semibold text-xl">Add a device</h1>
      </header>
      {key === null ? (
        <DeviceForm
          onCreated={(created, made) => {
            setClaim(made);
            setAddress({ key: created.key, kind: created.isGateway ? "gateway" : null });
          }}
        />
      ) : (
        <Connect deviceKey={key} kind={kind} claim={claim} onClaim={setClaim} />
      )}
    </div>
  );
}
