import { Agent, get } from "node:https";

const TIMEOUT_MS = 30_000;
/** 150,000 recorded values take some 20 MB. */
const ANSWER_BYTES_MAX = 64 * 1024 * 1024;

export type PiClient = {
  /** @throws PiRefusal for any status but 200, Error where the server cannot be reached or its certificate is not trusted */
  get(path: string, query: Readonly<Record<string, string>>): Promise<unknown>;
  close(): void;
};

/** The server answered, but not with what was asked for. */
export class PiRefusal extends Error {
  constructor(readonly status: number) {
    super(status === 401 ? "the login is refused" : `answer ${status}`);
  }
}

/** Asks a PI Web API with GET and nothing else. @param ca PEM, in place of the public authorities */
export function createPiClient(options: {
  readonly baseUrl: string;
  readonly ca?: string | undefined;
  readonly login: () => Promise<{ readonly user: string; readonly password: string } | null>;
}): PiClient {
  let agent: Agent | undefined;
  return {
    async get(path, query) {
      agent ??= new Agent({ keepAlive: true, maxSockets: 2, ...(options.ca === undefined ? {} : { ca: options.ca }) });
      const url = new URL(`${options.baseUrl.replace(/\/+$/, "")}/${path}`);
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
      const login = await options.login();
      return JSON.parse(await fetchText(url, agent, login));
    },
    close() {
      agent?.destroy();
      agent = undefined;
    },
  };
}

function fetchText(url: URL, agent: Agent, login: { user: string; password: string } | null): Promise<string> {
  return new Promise((resolve, reject) => {
    const auth = login === null ? {} : { auth: `${login.user}:${login.password}` };
    const request = get(
      url,
      { agent, headers: { accept: "application/json" }, timeout: TIMEOUT_MS, ...auth },
      (answer) => {
        if (answer.statusCode !== 200) {
          answer.resume();
          return reject(new PiRefusal(answer.statusCode ?? 0));
        }
        const chunks: Buffer[] = [];
        let bytes = 0;
        answer.on("data", (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes > ANSWER_BYTES_MAX) request.destroy(new Error("the answer is too long"));
          chunks.push(chunk);
        });
        answer.on("end", () => resolve(Buffer.concat(chunks).toString("utf8")));
        answer.on("error", reject);
      },
    );
    request.on("timeout", () => request.destroy(new Error("no answer in 30 s")));
    request.on("error", reject);
  });
}
