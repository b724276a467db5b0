import { fault } from "@outstation/kit/fault";
import type { Pool } from "pg";

const FACTS = `
  SELECT current_user AS role, rolsuper AS superuser, rolbypassrls AS bypasses_rls,
         EXISTS (SELECT FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
                 WHERE nspname IN ('public', 'series', 'log', 'metering') AND pg_has_role(current_user, relowner, 'USAGE')) AS owns_tables
  FROM pg_roles WHERE rolname = current_user`;

/**
 * Refuses a database role that row-level security would not bind: a superuser, one that bypasses it, or an owner of the tables.
 * @throws Fault `database.unsafe_role`
 */
export async function assertBoundByPolicies(pool: Pool): Promise<void> {
  const { rows } = await pool.query(FACTS);
  const [facts] = rows as [{ role: string; superuser: boolean; bypasses_rls: boolean; owns_tables: boolean }];
  const problems = [
    ...(facts.superuser ? ["is a superuser"] : []),
    ...(facts.bypasses_rls ? ["can bypass row-level security"] : []),
    ...(facts.owns_tables ? ["owns tables"] : []),
  ];
  if (problems.length > 0)
    throw fault(
      "database.unsafe_role",
      `The database role "${facts.role}" ${problems.join(" and ")}. Start with a role that the policies bind.`,
    );
}
