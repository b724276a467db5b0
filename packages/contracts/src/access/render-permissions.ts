import { PERMISSIONS, type Permission, permits, ROLE_DESCRIPTIONS, ROLES, STEP_UP_MS } from "./permissions";

const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;

/** The permission matrix as the documentation shows it (Markdown): the table that the front desk asks, and no other. */
export function renderPermissions(): string {
  const header = ["Permission", "What it lets a member do", ...ROLES, "Fresh proof"];
  const lines = (Object.keys(PERMISSIONS) as Permission[]).map((permission) => {
    const { description, stepUp } = PERMISSIONS[permission];
    const marks = ROLES.map((role) => (permits(role, permission) ? "yes" : ""));
    return row([`\`${permission}\``, description, ...marks, stepUp ? "asked for" : ""]);
  });
  return [
    "# Who may do what",
    "",
    "Rendered from `packages/contracts/src/access/permissions.ts`, which the front desk asks before every call. Do not edit: change the",
    "table there and run `npx vitest run --project house tests/house/permissions.test.ts -u`.",
    "",
    ...ROLES.map((role) => `- **${role}**: ${ROLE_DESCRIPTIONS[role]}`),
    "",
    row(header),
    row(header.map(() => "---")),
    ...lines,
    "",
    `A fresh proof of the person is the password or a code of their second factor, ${STEP_UP_MS / 60_000} minutes ago at most.`,
    "",
  ].join("\n");
}
