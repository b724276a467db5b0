import { fault } from "@outstation/kit/fault";

const CHARACTERS_MAX = 120;

/**
 * A name as someone gave it, without spaces around it. It stands in mails that we send, so it holds neither a line of its own
 * nor an address to go to.
 * @throws Fault with `code`
 */
export function checkName(name: string, code: "account.name_invalid" | "tenant.name_invalid"): string {
  const wanted = name.trim();
  const whose = code === "account.name_invalid" ? "A name" : "A company's name";
  if (wanted.length < 1 || wanted.length > CHARACTERS_MAX)
    throw fault(code, `${whose} has 1 to ${CHARACTERS_MAX} characters.`);
  if (/\p{C}|:\/\/|\bwww\./iu.test(wanted)) throw fault(code, `${whose} holds no addresses and no control characters.`);
  return wanted;
}
