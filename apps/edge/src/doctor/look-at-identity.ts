import { RENEWAL_GRACE_MS, renewableFrom } from "@outstation/contracts/edge/lifetime";
import type { KeptIdentity } from "../identity/kept-identity";
import { lifetimeOf } from "../identity/renewal";
import { bad, type Finding, ok, warning } from "./finding";

const DAY_MS = 86_400_000;
const days = (ms: number) => `${Math.max(0, Math.floor(ms / DAY_MS))} days`;

/** Who this device is, and how long its certificate still says so. Pure. */
export function lookAtIdentity({ tenant, device, certificate }: KeptIdentity, now: number): Finding[] {
  const { notBefore, notAfter } = lifetimeOf(certificate);
  const what = "certificate";
  const life = (): Finding => {
    if (now < notBefore)
      return bad(
        what,
        `it begins at ${new Date(notBefore).toISOString()}, which this clock says is still to come: set the clock`,
      );
    if (now >= notAfter + RENEWAL_GRACE_MS)
      return bad(what, `it ended ${days(now - notAfter)} ago, more than can be renewed: enrol with a new claim`);
    if (now >= notAfter)
      return bad(what, `it ended ${days(now - notAfter)} ago; it is renewed as soon as the platform is reached`);
    if (now >= renewableFrom({ notBefore, notAfter }))
      return warning(
        what,
        `${days(notAfter - now)} left, and it should have renewed itself: the renewal lines below say why not`,
      );
    return ok(
      what,
      `${days(notAfter - now)} left; it renews itself from ${new Date(renewableFrom({ notBefore, notAfter })).toISOString().slice(0, 10)}`,
    );
  };
  return [ok("identity", `${tenant}.${device}`), life()];
}
