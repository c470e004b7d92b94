import { AsyncLocalStorage } from 'node:async_hooks';
import type { Agent } from 'node:http';
import type { SendEmailCommand } from '@aws-sdk/client-sesv2';

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
