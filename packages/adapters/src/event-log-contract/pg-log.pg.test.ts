import { openDatabase } from "@outstation/db/database";
import { createTestDatabase } from "@outstation/local/test-postgres";
import { createPgLog, openLogFeed } from "../pg-log";
import { eventLogContract } from "./event-log-contract";

eventLogContract("the log in Postgres", async () => {
  const database = await createTestDatabase();
  return {
    open: async () => {
      const db = await openDatabase(database.urls.ingest, 4);
      const feed = openLogFeed(db);
      return {
        ...createPgLog(db, feed),
        close: async () => {
          await feed.close();
          await db.close();
        },
      };
    },
    close: () => database.drop(),
  };
});
