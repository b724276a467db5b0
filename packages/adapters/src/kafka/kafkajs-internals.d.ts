/** Leaves out what an aborted transaction wrote. The same that kafkajs' own consumer calls; its types name public parts only. */
declare module "kafkajs/src/consumer/filterAbortedMessages.js" {
  const filterAbortedMessages: <T>(fetched: { messages: T[]; abortedTransactions: unknown }) => T[];
  export default filterAbortedMessages;
}
