import { AsyncLocalStorage } from 'node:async_hooks';
import type { Agent } from 'node:http';
import type { Socket } from 'node:net';
import type { SendEmailCommand } from '@aws-sdk/client-sesv2';

/**
 * How long a call of AWS may take, ms, for the SDK's request handler. The SDK sets no limit by default, so a call that hangs
 * would use up the time of its function. Without `throwOnRequestTimeout` the SDK only warns and goes on waiting. The limit ends
 * with the headers of an answer: a long file may take any time to read.
 */
export const TIMEOUTS = { connectionTimeout: 2_000, requestTimeout: 10_000, throwOnRequestTimeout: true } as const;

/** Whether the request of one call may have left this machine. */
type Departure = { possible: boolean };

const departures = new AsyncLocalStorage<Departure>();

/**
 * Notes whether the request of `command` may have left this machine. It has not before the SDK has credentials and hands it to an
 * agent, nor before the connection that a watched agent makes for it is ready. On a kept connection it may leave at once.
 */
export function noteDeparture(command: SendEmailCommand): Readonly<Departure> {
  const departure = { possible: false };
  command.middlewareStack.add(
    (next) => (args) => {
      departure.possible = true;
      return departures.run(departure, () => next(args));
    },
    { step: 'deserialize', priority: 'low', name: 'noteDeparture' },
  );
  return departure;
}

/**
 * Watches the connections that an agent makes, each for the call that asked for it. A connection is ready after `readyEvent`:
 * data written before that waits. The agent must have no `maxSockets`, or a call may get a connection that was made for another.
 */
export function watchConnections(agent: Agent, readyEvent: 'connect' | 'secureConnect'): void {
  const create = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const connection = create(options, callback);
    const departure = departures.getStore();
    if (connection && departure) {
      departure.possible = false;
      connection.once(readyEvent, () => {
        departure.possible = true;
      });
    }
    return connection;
  };
}

/**
 * How long a kept connection may be idle, ms, and still be used. Servers close idle connections after 5 s (Node) or more. A
 * request sent at that moment ends in a reset, and nobody knows whether it was accepted.
 */
const IDLE_MS = 2_000;

/**
 * Watches an agent that keeps connections alive. Returns a function that closes those which have been idle too long: call it
 * right before a request. It reads the clock. `agent.timeout` and the Keep-Alive header use timers, which run late in a busy
 * process, and not at all in a Lambda that is frozen between two invocations.
 */
export function idleSocketCloser(agent: Agent, now: () => Date): () => void {
  const idleSince = new WeakMap<Socket, number>();
  agent.on('free', (socket: Socket) => idleSince.set(socket, now().getTime()));
  return () => {
    const latest = now().getTime() - IDLE_MS;
    for (const sockets of Object.values(agent.freeSockets)) {
      // From the oldest on: the agent takes the newest, and skips closed ones only at the front of the list.
      for (const socket of sockets ?? []) {
        if ((idleSince.get(socket) ?? 0) > latest) break;
        socket.destroy();
      }
    }
  };
}
