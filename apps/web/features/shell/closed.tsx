"use client";
import type { Outputs } from "@outstation/hall/client";
import { chooseTenant } from "@outstation/hall/tenant-choice";
import { PageFrame } from "@outstation/ui/shell/page-frame";
import { ErrorNote } from "@outstation/ui/state/error-note";

type Entrances = Outputs["session"]["entrances"];

/** Why the company looked at is closed to this session, and the way into each that is not. */
export function Closed(props: { code: string; message: string; entrances: Entrances }) {
  return (
    <PageFrame title="Closed">
      <ErrorNote code={props.code} message={props.message} />
      <ul className="flex flex-col gap-2">
        {props.entrances.map(({ slug, name, status, ssoRequired }) => (
          <li key={slug} className="flex flex-wrap justify-between gap-x-4">
            <span>{name}</span>
            <WayIn slug={slug} isSuspended={status === "suspended"} ssoRequired={ssoRequired} />
          </li>
        ))}
      </ul>
      <a className="link" href="/sign-in">
        Sign in as someone else
      </a>
    </PageFrame>
  );
}

function WayIn({ slug, isSuspended, ssoRequired }: { slug: string; isSuspended: boolean; ssoRequired: boolean }) {
  if (isSuspended) return <span className="text-ink-soft">suspended</span>;
  if (ssoRequired)
    return (
      <a className="link" href={`/sign-in/oidc/${slug}`}>
        Sign in through its provider
      </a>
    );
  return (
    <button type="button" className="link" onClick={() => chooseTenant(slug)}>
      Open
    </button>
  );
}
