import type { Metadata } from "next";
import { Schemas } from "../../../features/schemas/schemas";

export const metadata: Metadata = { title: "Schemas" };

export default function SchemasPage() {
  return <Schemas />;
}
