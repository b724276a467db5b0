import { afterAll, beforeAll, describe } from "vitest";
import { type ContractServer, startContractServer } from "../src/contract-server/contract-server";
import { promises } from "./promises";

// Promise: the client and the stand-in keep the same contract; `stop` fails if a reply did not fit EMQX's document.

describe("against the contract server", () => {
  let server: ContractServer;
  beforeAll(async () => {
    server = await startContractServer();
  });
  afterAll(() => server.stop());

  promises(() => ({
    baseUrl: server.url,
    apiKey: server.apiKey,
    apiSecret: server.apiSecret,
    connect: async (client) => {
      const { ended, close } = server.connect(client);
      return { ended, close: async () => close() };
    },
  }));
});
