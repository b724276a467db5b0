import type { Trial, WebDoor } from "../trial";
import { signIn } from "./browser";
import { KNOWN_ROUTES } from "./known-routes";

/** Every route of every web app that can be reached from here, as A's owner in a browser. */
export async function tryRoutes(
  trial: Trial,
  doors: Readonly<Record<"web" | "portal", WebDoor | null>>,
): Promise<void> {
  for (const app of ["web", "portal"] as const) {
    const door = doors[app];
    const { tally, a } = trial;
    const isThere =
      door !== null &&
      (await door("/api/auth/csrf").then(
        ({ ok }) => ok,
        () => false,
      ));
    if (door === null || !isThere) {
      tally.note(`The routes of the app "${app}" could not be reached from here, and were not tried.`);
      continue;
    }
    const cookie = await signIn(door, { email: a.party.owner.email, password: a.party.password });
    for (const [route, tryRoute] of Object.entries(KNOWN_ROUTES[app]))
      await tryRoute({
        ...{ ...trial, door, cookie },
        count: (what, leak) => tally.attempt("web routes", `${app} ${route}: ${what}`, leak),
      });
  }
}
