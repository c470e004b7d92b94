import { randomBytes } from 'node:crypto';
import { type GetObjectCommand, NoSuchKey, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { DeleteCommand, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { capsStore } from '../../functions/adapters/caps.ts';
import { departures } from '../../functions/adapters/files.ts';
import { lettersStore } from '../../functions/adapters/ledger.ts';
import { readersStore } from '../../functions/adapters/readers.ts';
import { unconfirmedStore } from '../../functions/adapters/sign-ups.ts';
import { KEPT_DAYS } from '../../functions/contract/retention.ts';
import { forgetUnconfirmed } from '../../functions/digest/forget.ts';
import { addressHash } from '../../functions/domain/address.ts';
import { breaker } from '../../functions/domain/breaker.ts';
import type { Mail } from '../../functions/domain/mail.ts';
import type { LetterKind, Reader } from '../../functions/domain/reader.ts';
import { signToken } from '../../functions/domain/token.ts';
import { sendLetter } from '../../functions/letters/send-letter.ts';
import { type AccountPorts, eraseReader } from '../../functions/subscribe/account.ts';
import { site } from '../../functions/subscribe/app.ts';
import { type ImportPorts, importReader } from '../../functions/subscribe/import-reader.ts';
import { mailboxes } from '../../functions/subscribe/mailboxes.ts';
import { restoreReaders } from '../../infra/cli/lib/restore-readers.ts';
import { memoryVotes } from '../fakes/memory-votes.ts';
import type { startTables } from '../fakes/tables.ts';
import { ADA, form, RING } from './site.ts';

const KEY = new Uint8Array(32).fill(9);
const DAY_MS = 86_400_000;

/** A letter as its mailbox holds it. */
type Letter = { kind: LetterKind; at: Date; token: string | undefined };

/** Passes each call that the site makes to a table or a queue through, so that a test can end the site before or after it. */
export type Step = <T>(call: () => Promise<T>) => Promise<T>;

/**
 * A list with all that decides who reads: the site, LETTERS, the look for sign-ups that nobody confirmed, imports, backups
 * and restores, over the real tables and notes. Its people have mailboxes, and its clock stands until it is moved.
 */
export function town(
  tables: Awaited<ReturnType<typeof startTables>>,
  names: { subscribers: string; editions: string },
  step: Step = (call) => call(),
) {
  const { client } = tables;
  const stepping = new Proxy(client, {
    get: (target, name) =>
      name === 'send' ? (command: never) => step(() => target.send(command)) : Reflect.get(target, name, target),
  });
  const world = { now: new Date('2026-03-18T12:00:00.000Z') };
  const now = () => world.now;
  const objects = new Map<string, { body: string; at: Date }>();
  const posted = new Map<string, Letter[]>();
  const randomId = () => randomBytes(16).toString('base64url');

  /** The store bucket, with the one rule that ends objects here. */
  const s3 = {
    async send(command: PutObjectCommand | GetObjectCommand) {
      const { Key = '' } = command.input;
      if (command instanceof PutObjectCommand) return void objects.set(Key, { body: String(command.input.Body), at: world.now });
      const found = objects.get(Key);
      const gone = Key.startsWith('moved/') && found && found.at.getTime() < world.now.getTime() - KEPT_DAYS.backups * DAY_MS;
      if (!found || gone) throw new NoSuchKey({ message: 'none', $metadata: {} });
      return { Body: { transformToByteArray: async () => new TextEncoder().encode(found.body) } };
    },
  };
  const { note, of } = departures('store', s3 as unknown as S3Client);
  const addressKey = async () => KEY;
  const readers = readersStore(client, names.subscribers, now);
  const counted = mailboxes({ caps: capsStore(client, names.subscribers), addressKey });
  const toLearn = new Set<string>();

  function deliver({ to, text, tags }: Mail, kind: LetterKind): void {
    const token = /token=([\w.-]+)/.exec(text)?.[1];
    posted.set(to, [{ kind, at: world.now, token }, ...(posted.get(to) ?? [])]);
    if (tags.kind !== 'letter') throw new Error('no letter');
  }

  const letterPorts: Parameters<typeof sendLetter>[0] = {
    readers,
    letters: lettersStore(client, names.editions),
    mailboxes: counted,
    editions: { printed: async () => [] },
    papers: async () => [],
    tokenKeys: async () => RING,
    render: async (props) => ({ subject: props.kind, html: '', text: 'url' in props ? props.url : '' }),
    pace: async () => {},
    breaker: breaker(),
    send: async (mail) => {
      deliver(mail, mail.subject as LetterKind);
      return { kind: 'sent', messageId: 'm' };
    },
    now,
  };
  const publication = { listName: 'L', publisher: 'P', postalAddress: 'A', language: 'en-GB' };
  const requestLetter = async (order: { kind: LetterKind; readerId: string; letter: string }) =>
    void (await sendLetter(letterPorts, { publicUrl: 'https://x.example', publication }, order));

  const ports: AccountPorts & ImportPorts = {
    ...{ readers, mailboxes: counted, noteDeparture: note, departureOf: of, addressKey, requestLetter, randomId, now },
  };
  const app = site(
    {
      ...ports,
      readers: readersStore(stepping, names.subscribers, now),
      caps: capsStore(stepping, names.subscribers),
      mailboxes: mailboxes({ caps: capsStore(stepping, names.subscribers), addressKey }),
      requestLetter: (order) => step(() => requestLetter(order)),
      editions: { get: async () => undefined, printed: async () => [], newest: async () => [], dispatch: async () => undefined },
      ledger: { history: async () => [] },
      papers: async () => [],
      outline: async () => ({ front: [], titles: [] }),
      votes: memoryVotes(),
      interests: { markForLearning: (readerId) => step(async () => void toLearn.add(readerId)) },
      named: async () => [],
      known: async () => [],
      votesIn: async () => new Map(),
      tokenKeys: async () => RING,
      count: () => {},
      failed: (error) => {
        throw error;
      },
    },
    {
      site: {
        listName: 'L',
        publisher: 'P',
        postalAddress: 'A',
        publicUrl: 'https://x.example',
        domain: 'x.example',
        language: 'en-GB',
      },
      privacy: { contact: 'c@x.example', region: 'eu-west-1', note: '', kept: KEPT_DAYS },
      closeZone: 'UTC',
      closeHour: 5,
      allowedSites: [],
      mailsPerHour: 1e9,
    },
  );

  const post = async (path: string, fields: Record<string, string>) => (await app.request(path, form(fields))).status;
  const rows = async (table: keyof typeof names = 'subscribers'): Promise<Record<string, unknown>[]> => {
    const { Items = [] } = await client.send(new ScanCommand({ TableName: names[table] }));
    return Items;
  };
  const mailsTo = (address: string) => posted.get(address) ?? [];
  const hash = (address: string) => addressHash(KEY, address);
  const readerAt = async (address: string): Promise<Reader | undefined> => {
    const readerId = await readers.find(hash(address));
    return readerId ? await readers.get(readerId) : undefined;
  };
  /** Uses a link as its mailbox does. */
  const use = async ({ kind, token = '' }: Letter): Promise<number> =>
    await post(kind === 'change-address' ? '/address' : '/confirm', { token });

  return {
    world,
    app,
    toLearn,
    objects,
    rows,
    post,
    hash,
    mailsTo,
    readerAt,
    use,
    readers: async () => (await rows()).filter(({ sk }) => sk === 'READER') as unknown as Reader[],
    newest: (address: string, kind: LetterKind) => mailsTo(address).find((letter) => letter.kind === kind),
    signUp: (email: string, wishes: Partial<typeof ADA> = {}) => post('/subscribe', { ...ADA, ...wishes, email }),
    async leave({ readerId: subject, generation }: Reader): Promise<string> {
      const grant = { subject, generation };
      await post('/unsubscribe', { token: signToken(RING, { purpose: 'unsubscribe', ...grant }) });
      return signToken(RING, { purpose: 'undo', ...grant, expiresAt: new Date(world.now.getTime() + 3_600_000) });
    },
    complain: ({ readerId }: Reader) => readers.suppress(readerId, 'complaint', world.now),
    bounce: ({ readerId }: Reader) => readers.suppress(readerId, 'bounce', world.now),
    stopRequests: ({ readerId: subject }: Reader) =>
      post('/stop', { token: signToken(RING, { purpose: 'stop', subject, generation: 0 }) }),
    remind: ({ readerId }: Reader) => requestLetter({ kind: 'remind', readerId, letter: randomId() }),
    erase: (reader: Reader) => eraseReader(ports, reader),
    bring: (email: string, consent: Date) =>
      importReader(ports, { email, frequency: 'daily', weekday: 1, hour: 8, zone: 'UTC' }, consent),
    look: () => forgetUnconfirmed({ unconfirmed: unconfirmedStore(client, names.subscribers) }, world.now),
    async wipe(): Promise<void> {
      for (const { pk, sk } of await rows())
        await client.send(new DeleteCommand({ TableName: names.subscribers, Key: { pk, sk } }));
    },
    async put(items: Record<string, unknown>[]): Promise<void> {
      for (const Item of items) await client.send(new PutCommand({ TableName: names.subscribers, Item }));
    },
    restore: (backup: Record<string, unknown>[]) =>
      restoreReaders({ dynamo: client, table: names.subscribers, addressKey, departureOf: of, at: now() }, async function* () {
        for (const row of backup) yield { ...row, pk: String(row.pk), sk: String(row.sk) };
      }),
    after(ms: number) {
      world.now = new Date(world.now.getTime() + ms);
    },
  };
}
