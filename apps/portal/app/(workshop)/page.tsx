import type { Metadata } from "next";
import { Start } from "../../features/start/start";

export const metadata: Metadata = { title: "Start" };

export default function StartPage() {
  return <Start />;
}
