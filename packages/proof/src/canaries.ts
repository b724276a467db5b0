/** Marks of what is another's, in every form in which an answer could carry them. */
export type Canaries = {
  /** The first mark that is in the text, or null. @param echoed what the asker wrote and may therefore read again. */
  find(text: string, echoed?: readonly string[]): string | null;
};

/** Short ones occur by chance. */
const CHARACTERS_MIN = 8;

export function createCanaries(marks: Iterable<string>): Canaries {
  const known = [...new Set(marks)].filter((mark) => mark.length >= CHARACTERS_MIN);
  const forms = new Map<string, string>();
  for (const mark of known) for (const form of formsOf(mark)) forms.set(form, mark);
  return {
    find: (text, echoed = []) => {
      const rest = withoutAll(text.toLowerCase(), echoed).toLowerCase();
      const bytes = withoutAll(text, echoed);
      for (const [form, mark] of forms) {
        const isEncoded = form !== mark.toLowerCase();
        if ((isEncoded ? bytes : rest).includes(form)) return mark;
      }
      return null;
    },
  };
}

/** Longest first, so that a name inside a longer one leaves nothing of that. */
function withoutAll(text: string, echoed: readonly string[]): string {
  let rest = text;
  for (const word of [...echoed].sort((a, b) => b.length - a.length))
    if (word !== "") rest = rest.replaceAll(word, "").replaceAll(word.toLowerCase(), "");
  return rest;
}

/** As it is, in hexadecimal, and in base64 at each of the three places it can begin at. */
function formsOf(mark: string): string[] {
  const base64 = [0, 1, 2].map((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), Buffer.from(mark)]).toString("base64");
    // The first and last letters also carry bits of what stands beside the mark.
    return encoded.slice(shift === 0 ? 0 : shift + 1, Math.floor(((mark.length + shift) * 8) / 6));
  });
  return [mark.toLowerCase(), Buffer.from(mark).toString("hex"), ...base64];
}
