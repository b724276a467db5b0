"use client";
import { useAddressBar } from "@outstation/hall/address-bar";
import { type Tab, Tabs } from "@outstation/ui/data/tabs";
import { useMe } from "../shell/me";
import { Audit } from "./audit";
import { Company } from "./company";
import { Limits } from "./limits";
import { Members } from "./members";
import { PlatformAccess } from "./platform-access";
import { Roles } from "./roles";
import { SignInProvider } from "./sign-in-provider";
import { Sites } from "./sites";

/** Everything of a tenant that is not its devices. The tab is in the address bar. */
export function Settings() {
  const [address, setAddress] = useAddressBar();
  const { permissions } = useMe();
  const tabs: Tab[] = [
    { value: "company", label: "Company", content: <Company /> },
    { value: "members", label: "Members", content: <Members /> },
    { value: "roles", label: "Roles", content: <Roles /> },
    { value: "sites", label: "Sites", content: <Sites /> },
    { value: "limits", label: "Limits", content: <Limits /> },
    { value: "sign-in", label: "Sign-in", content: <SignInProvider /> },
    ...(permissions.includes("audit.read") ? [{ value: "audit", label: "Audit", content: <Audit /> }] : []),
    ...(permissions.includes("support.write")
      ? [{ value: "platform", label: "Platform access", content: <PlatformAccess /> }]
      : []),
  ];
  const asked = address.get("tab");
  const tab = tabs.some(({ value }) => value === asked) ? (asked ?? "company") : "company";
  return (
    <div className="flex flex-col gap-4">
      <h1 className="font-semibold text-xl">Settings</h1>
      <Tabs label="Settings" value={tab} tabs={tabs} onChange={(next) => setAddress({ tab: next })} />
    </div>
  );
}
