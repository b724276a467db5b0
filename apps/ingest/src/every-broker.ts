import type { BrokerAccess } from "@outstation/domain/ports";

/**
 * Several brokers as one, for the time in which devices move from one to the other: everybody is kept out of all of them. All
 * are told, also when one fails, and then the failure is thrown.
 */
export function everyBroker(brokers: readonly BrokerAccess[]): BrokerAccess {
  const all = async <T>(tell: (broker: BrokerAccess) => Promise<T>): Promise<T[]> => {
    const told = await Promise.allSettled(brokers.map(tell));
    return told.map((one) => {
      if (one.status === "rejected") throw one.reason;
      return one.value;
    });
  };
  return {
    ban: async (ban) => void (await all((broker) => broker.ban(ban))),
    unban: async (ban) => void (await all((broker) => broker.unban(ban))),
    kick: async (clientId) => (await all((broker) => broker.kick(clientId))).includes(true),
    kickTenant: async (slug) => (await all((broker) => broker.kickTenant(slug))).reduce((sum, ended) => sum + ended, 0),
    send: async (topic, payload, properties) =>
      (await all((broker) => broker.send(topic, payload, properties))).includes(true),
  };
}
