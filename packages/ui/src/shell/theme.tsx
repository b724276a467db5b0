/** The cookie that carries the reader's choice, so that the server's first markup already has it. */
export const THEME_COOKIE = "outstation-theme";
export type Theme = "light" | "dark";

/** The theme a cookie names; undefined follows the system. */
export const themeOf = (cookie: string | undefined): Theme | undefined =>
  cookie === "light" || cookie === "dark" ? cookie : undefined;
