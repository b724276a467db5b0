import type { Authenticator, AuthenticatorChange } from "../../areas/authentication";
import { badRequest, type Handlers, noContent, ok, refuse } from "../answer";

const idOf = ({ mechanism, ...more }: AuthenticatorChange): string =>
  "backend" in more ? `${mechanism}:${more.backend}` : mechanism;

/** What EMQX stores is what it is given; it answers it without its id, which the document does not know. */
const shown = ({ id: _, ...authenticator }: Authenticator & { id: string }) => authenticator;

const missing = (id: string) => refuse(404, "NOT_FOUND", `Authenticator '${id}' does not exist`);

export const authenticationHandlers: Handlers = {
  "GET /authentication": (broker) => ok(broker.authenticators.map(shown)),

  "POST /authentication": (broker, { body }) => {
    const authenticator = body as AuthenticatorChange;
    const id = idOf(authenticator);
    if (broker.authenticators.some((one) => one.id === id))
      return refuse(409, "ALREADY_EXISTS", `Authenticator '${id}' already exists`);
    const stored = { ...(authenticator as Authenticator), id };
    broker.authenticators.push(stored);
    return ok(shown(stored));
  },

  "GET /authentication/{id}": (broker, { path: { id = "" } }) => {
    const authenticator = broker.authenticators.find((one) => one.id === id);
    return authenticator ? ok(shown(authenticator)) : missing(id);
  },

  "PUT /authentication/{id}": (broker, { path: { id = "" }, body }) => {
    const index = broker.authenticators.findIndex((one) => one.id === id);
    if (index < 0) return missing(id);
    if (idOf(body as AuthenticatorChange) !== id) return badRequest("mechanism and backend are not those of the id");
    broker.authenticators[index] = { ...(body as Authenticator), id };
    return noContent;
  },

  "DELETE /authentication/{id}": (broker, { path: { id = "" } }) => {
    const before = broker.authenticators.length;
    broker.authenticators = broker.authenticators.filter((one) => one.id !== id);
    return broker.authenticators.length < before ? noContent : missing(id);
  },

  "PUT /authentication/order": (broker, { body }) => {
    const ids = (body as { id: string }[]).map(({ id }) => id);
    const known = broker.authenticators.map(({ id }) => id);
    if ([...ids].sort().join() !== [...known].sort().join()) return badRequest("every authenticator once");
    broker.authenticators.sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));
    return noContent;
  },
};
