"use client";
import { useAddressBar } from "@outstation/hall/address-bar";
import { type Tab, Tabs } from "@outstation/ui/data/tabs";
import { useMay } from "../shell/me";
import { Quarantine } from "./quarantine";
import { TenantCompleteness } from "./tenant-completeness";

/** What did not come, and what came and could not be stored. */
export function DataQuality() {
  const [address, setAddress] = useAddressBar();
  const mayReadMessages = useMay("messages.read");
  const tabs: Tab[] = [
    { value: "completeness", label: "Completeness", content: <TenantCompleteness /> },
    ...(mayReadMessages ? [{ value: "quarantine", label: "Quarantine", content: <Quarantine /> }] : []),
  ];
  const asked = address.get("tab");
  const value = tabs.find((tab) => tab.value === asked)?.value ?? "completeness";
  return (
    <div className="flex flex-col gap-4">
      <div>
        <h1 className="font-semibold text-xl">Data quality</h1>
        <p className="max-w-prose text-ink-soft">
          Senders number their messages, so what never came is known by its number. What came and could not be stored
          waits in quarantine, with the reason.
        </p>
      </div>
      <Tabs label="Data quality" value={value} tabs={tabs} onChange={(tab) => setAddress({ tab, find: null })} />
    </div>
  );
}
