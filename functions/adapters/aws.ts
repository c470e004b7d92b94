import { AsyncLocalStorage } from 'node:async_hooks';
import type { Agent } from 'node:http';
import type { Socket } from 'node:net';
import type { SendEmailCommand } from '@aws-sdk/client-sesv2';

/**
 * How long a call of AWS may take, ms, as the SDK's request handler takes it: the SDK's own default is for ever, so a call that
 * hangs would use up its function. Without `throwOnRequestTimeout` the SDK only warns and goes on waiting. What comes after the
 * headers of an answer is not timed, so a long file may be read for as long as it comes.
 */
export const TIMEOUTS = { connectionTimeout: 2_000, requestTimeout: 10_000, throwOnRequestTimeout: true } as const;

/** Whether the request of one call may have left this machine. */
type Departure = { possible: boolean };

const departures = new AsyncLocalStorage<Departure>();

/**
 * Notes whether the request of `command` may have left: not before the SDK has credentials and hands it to an agent, and not before
 * the connection that a watched agent makes for it stands. A request on a kept connection may leave at once.
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
 * Watches the connections that an agent makes, each for the call that is being made. They stand after the event `stands`: data
 * written before it is held back. The agent must have no `maxSockets`, or it makes connections for calls of others.
 */
export function watchConnections(agent: Agent, stands: 'connect' | 'secureConnect'): void {
  const create = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const connection = create(options, callback);
    const departure = departures.getStore();
    if (connection && departure) {
      departure.possible = false;
      connection.once(stands, () => {
        departure.possible = true;
      });
    }
    return connection;
  };
}

/**
 * How long a kept connection may lie idle, ms, and still carry a request. Servers close idle connections after 5 s (Node) or
 * more, and a request that crosses such a close ends in a reset of which nobody knows whether it was accepted.
 */
const IDLE_MS = 2_000;

/**
 * Watches an agent that keeps connections alive; the function it returns closes those that have been idle too long. Call it
 * right before a request. It goes by the clock and not by timers, as `agent.timeout` and the Keep-Alive header do: they run
 * late in a busy process, and not at all in a Lambda that is frozen between two invocations.
 */
export function freshSockets(agent: Agent, now: () => Date): () => void {
  const idleSince = new WeakMap<Socket, number>();
  agent.on('free', (socket: Socket) => idleSince.set(socket, now().getTime()));
  return () => {
    const latest = now().getTime() - IDLE_MS;
    for (const sockets of Object.values(agent.freeSockets)) {
      // Oldest first: the agent takes the newest, and passes over closed ones only at the front.
      for (const socket of sockets ?? []) {
        if ((idleSince.get(socket) ?? 0) > latest) break;
        socket.destroy();
      }
    }
  };
}
