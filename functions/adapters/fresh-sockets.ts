import type { Agent } from 'node:http';
import type { Socket } from 'node:net';

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
