import type { AddressInfo, Server } from 'node:net';

/** Makes a server listen at a free port of this machine, and returns `127.0.0.1:PORT`. */
export async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The environment of a program that finds AWS at this address. */
export const awsAt = (host: string) => ({
  AWS_ENDPOINT_URL: `http://${host}`,
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
});
