export { gate as proxy } from "@outstation/hall/gate";

// Next reads this from the source of each app.
export const config = { matcher: ["/((?!api/|_next/|icon\\.svg$).*)"] };
