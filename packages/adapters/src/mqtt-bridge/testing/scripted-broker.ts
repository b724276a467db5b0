import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type TlsOptions } from "node:tls";
import { generate, type IConnectPacket, type Packet, parser } from "mqtt-packet";

// A broker's part of MQTT 5 that redelivery and Receive Maximum are about, over a real socket, and told to misbehave where a
// test wants it. Sessions outlive connections; a shared subscription takes turns over the sessions of its group.

export type Script = {
  connack: number;
  suback: number;
  /** Sends whatever there is, whatever Receive Maximum says. */
  ignoresReceiveMaximum: boolean;
  answersPings: boolean;
};

type Message = { readonly topic: string; readonly payload: Buffer; readonly qos: 0 | 1 };
type Session = {
  socket: Socket | null;
  filter: string | null;
  receiveMaximum: number;
  readonly waiting: Message[];
  readonly unacknowledged: Map<number, Message>;
  nextId: number;
};

export type ScriptedBroker = {
  readonly port: number;
  readonly script: Script;
  /** Every PUBACK: by whose session, of which message. */
  readonly pubacks: readonly { readonly clientId: string; readonly payload: string }[];
  /** Every packet of a client but PUBLISH and PUBACK. */
  readonly heard: readonly Packet[];
  publish(topic: string, payload: string, qos?: 0 | 1): void;
  /** Ends every connection without a word; the sessions stay. */
  cut(): void;
  stop(): Promise<void>;
};

const MQTT_5 = { protocolVersion: 5 };

export async function startScriptedBroker(tls?: TlsOptions): Promise<ScriptedBroker> {
  const sessions = new Map<string, Session>();
  const sockets = new Set<Socket>();
  const script: Script = { connack: 0, suback: 1, ignoresReceiveMaximum: false, answersPings: true };
  const pubacks: { clientId: string; payload: string }[] = [];
  const heard: Packet[] = [];
  let turn = 0;

  const serve = (socket: Socket) => {
    sockets.add(socket);
    const packets = parser(MQTT_5);
    let mine: { clientId: string; session: Session } | null = null;
    const send = (packet: Packet) => void (socket.writable && socket.write(generate(packet, MQTT_5)));
    packets.on("packet", (packet) => {
      if (packet.cmd !== "puback") heard.push(packet);
      if (packet.cmd === "connect") {
        mine = { clientId: packet.clientId, session: open(packet, sessions) };
        send({ cmd: "connack", reasonCode: script.connack, sessionPresent: mine.session.filter !== null });
        if (script.connack === 0) resume(mine.session, socket, script);
      } else if (packet.cmd === "subscribe" && mine !== null) {
        send({ cmd: "suback", messageId: packet.messageId ?? 0, granted: [script.suback] });
        if (script.suback === 1) mine.session.filter = packet.subscriptions[0]?.topic ?? null;
      } else if (packet.cmd === "puback" && mine !== null && packet.messageId !== undefined) {
        const message = mine.session.unacknowledged.get(packet.messageId);
        mine.session.unacknowledged.delete(packet.messageId);
        pubacks.push({ clientId: mine.clientId, payload: `${message?.payload}` });
        deliver(mine.session, script);
      } else if (packet.cmd === "pingreq" && script.answersPings) send({ cmd: "pingresp" });
      else if (packet.cmd === "disconnect") socket.end();
    });
    socket.on("data", (chunk) => packets.parse(chunk));
    socket.on("error", () => undefined);
    socket.on("close", () => {
      sockets.delete(socket);
      if (mine?.session.socket === socket) mine.session.socket = null;
    });
  };
  const server: Server = tls === undefined ? createServer(serve) : createTlsServer(tls, serve);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");

  return {
    ...{ port: address.port, script, pubacks, heard },
    publish: (topic, payload, qos = 1) => {
      turn++;
      for (const group of new Set([...sessions.values()].flatMap(({ filter }) => filter ?? []))) {
        const members = [...sessions.values()].filter(({ filter }) => filter === group);
        const member = members[turn % members.length] as Session;
        member.waiting.push({ topic, payload: Buffer.from(payload), qos });
        deliver(member, script);
      }
    },
    cut: () => {
      for (const socket of sockets) socket.destroy();
    },
    stop: async () => {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, "close");
    },
  };
}

function open({ clientId, properties }: IConnectPacket, sessions: Map<string, Session>): Session {
  const fresh = { socket: null, filter: null, receiveMaximum: 0, waiting: [], unacknowledged: new Map(), nextId: 0 };
  const session: Session = sessions.get(clientId) ?? fresh;
  session.receiveMaximum = properties?.receiveMaximum ?? 65_535;
  sessions.set(clientId, session);
  return session;
}

/** What was sent and not acknowledged comes again, in the same order and marked as such (MQTT 5, 4.4). */
function resume(session: Session, socket: Socket, script: Script): void {
  session.socket = socket;
  for (const [messageId, { topic, payload }] of session.unacknowledged)
    write(socket, { topic, payload, qos: 1 }, messageId, true);
  deliver(session, script);
}

function deliver(session: Session, { ignoresReceiveMaximum }: Script): void {
  const { socket, waiting, unacknowledged } = session;
  if (socket === null || session.filter === null) return;
  while (waiting.length > 0 && (ignoresReceiveMaximum || unacknowledged.size < session.receiveMaximum)) {
    const message = waiting.shift() as Message;
    const messageId = (session.nextId++ % 65_535) + 1;
    if (message.qos === 1) unacknowledged.set(messageId, message);
    write(socket, message, messageId, false);
  }
}

const write = (socket: Socket, { topic, payload, qos }: Message, messageId: number, dup: boolean) =>
  socket.write(
    generate({ cmd: "publish", topic, payload, qos, dup, retain: false, ...(qos === 1 && { messageId }) }, MQTT_5),
  );
