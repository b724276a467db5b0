/** Whether a write failed because something with the same name was there already. */
export const isUniqueViolation = (reason: unknown): boolean =>
  typeof reason === "object" &&
  reason !== null &&
  "code" in reason &&
  (reason.code === "P2002" || reason.code === "23505");
