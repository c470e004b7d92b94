import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { type CloudFile, readCloudFile } from '../../local/cloud-file.ts';
import { acceptedMail } from '../../local/mailbox.ts';
import { Failure } from './command.ts';

/** The folder in which the local cloud keeps its data. */
export const STATE_DIR = fileURLToPath(new URL('../../../.broadsheet', import.meta.url));

const status = z.object({ now: z.iso.datetime(), busy: z.boolean(), faults: z.int() });
const refused = z.object({ message: z.string() });

/** A local cloud that runs: its addresses and its stack's outputs. */
export type RunningCloud = CloudFile;

/** The running cloud of a state folder, or undefined. Throws an error with the cure if its file cannot be read. */
export async function findCloud(dir = STATE_DIR): Promise<RunningCloud | undefined> {
  const found = readCloudFile(dir);
  // A killed cloud leaves its file behind.
  const answers = found && (await cloudStatus(found).catch(() => undefined));
  return answers && found;
}

/** The running cloud. Throws a `Failure` that says how to start one. */
export async function runningCloud(dir?: string): Promise<RunningCloud> {
  const cloud = await findCloud(dir);
  if (!cloud) throw new Failure('No local cloud is running. Start it with npm start, or name a deployed stack with --stage.');
  return cloud;
}

/** Whether the cloud is busy, and its clock. */
export const cloudStatus = (cloud: RunningCloud) => call(cloud, '/api/status', status);

/** Mails accepted so far, oldest first. */
export const cloudMails = (cloud: RunningCloud) => call(cloud, '/api/mails', z.array(acceptedMail));

/** Calls the console's API. Throws a `Failure` with its message if it refuses. */
export async function call<T extends z.ZodType>(
  cloud: RunningCloud,
  path: string,
  answer: T,
  body?: unknown,
): Promise<z.output<T>> {
  const request = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const response = await fetch(cloud.inbox + path, request).catch((cause: unknown) => {
    throw new Failure(`The local cloud at ${cloud.inbox} does not answer: it was stopped, or it is too busy.`, 1, cause);
  });
  const json: unknown = await response.json();
  if (!response.ok) throw new Failure(refused.parse(json).message);
  return answer.parse(json);
}
