import { createServer, type Server } from 'node:net';

/** Makes a server listen on loopback only. Resolves with the port. Rejects with a sentence when the port is taken. */
export function listen(server: Server, port = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new Error(`Port ${port} is taken by another program.`) : error),
    );
    server.listen({ port, host: '127.0.0.1' }, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

/** Closes a server and the connections that clients keep open. */
export function close(server: Server & { closeAllConnections?(): void }): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections?.();
  });
}

/**
 * The port to use: the one `given`, which must be free; else the one used `before` when it is free, so that links in old
 * mails go on working; else any free port.
 */
export async function choosePort(given: number | undefined, before: number | undefined): Promise<number> {
  const probe = async (port: number) => {
    const server = createServer();
    const got = await listen(server, port);
    await close(server);
    return got;
  };
  if (given !== undefined) return await probe(given);
  return await probe(before ?? 0).catch(() => probe(0));
}
