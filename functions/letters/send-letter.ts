import type { LetterProps } from '../../emails/index.tsx';
import { letterNumber } from '../domain/address-change.ts';
import { pendingRequest } from '../domain/consent.ts';
import type { Printed, PrintedPaper } from '../domain/edition.ts';
import { addressFor, bookLetter, CONFIRM_HOURS, cancelBooking, strangersCan, withoutFormerAddress } from '../domain/letter.ts';
import type { Mail } from '../domain/mail.ts';
import type { LetterKind, Reader } from '../domain/reader.ts';
import { nextDigestAt } from '../domain/reader.ts';
import { type KeyRing, type Purpose, signToken } from '../domain/token.ts';
import { longDate, timeInWords } from '../domain/wording.ts';
import { change, type Readers } from '../subscribe/change.ts';
import type { Mailboxes } from '../subscribe/mailboxes.ts';
import { frontOf } from '../subscribe/outline.ts';
import { type HandOverPorts, handOver, type LetterOutcome } from './hand-over.ts';

/** How long the links in letters work, hours. */
const HOURS = { confirm: CONFIRM_HOURS, account: 1, address: 24 };

/** What sending a letter needs of the world. */
export type LetterPorts = HandOverPorts & {
  readers: Readers;
  mailboxes: Pick<Mailboxes, 'count' | 'uncount'>;
  editions: { printed(frequency: 'daily', limit: number): Promise<Printed[]> };
  papers(edition: Printed): Promise<PrintedPaper[]>;
  tokenKeys(): Promise<KeyRing>;
  render(props: LetterProps): Promise<{ subject: string; html: string; text: string }>;
};

export type LetterConfig = { publicUrl: string; publication: LetterProps['publication'] };

/** The message that asks for a letter. */
export type LetterOrder = { kind: LetterKind; readerId: string; letter: string; page?: 'interests' | undefined };

/** Sends a letter that a reader is owed, at most once, and forgets a former address once it has been told of the change. */
export async function sendLetter(ports: LetterPorts, config: LetterConfig, order: LetterOrder): Promise<LetterOutcome> {
  const outcome = await deliver(ports, config, order);
  if (order.kind === 'address-changed' && outcome.kind !== 'retry')
    await change(ports.readers, order.readerId, withoutFormerAddress);
  return outcome;
}

/** Books the letter and hands it to SES. If SES did not take it, the booking is cancelled. */
async function deliver(ports: LetterPorts, config: LetterConfig, order: LetterOrder): Promise<LetterOutcome> {
  const { kind, readerId, letter } = order;
  const book = async (reader: Reader | undefined) => {
    const { outcome, next } = bookLetter(reader, kind, letter, ports.now());
    const to = next && strangersCan(kind, next) ? addressFor(next, kind, ports.now()) : undefined;
    const full = to !== undefined && !(await ports.mailboxes.count(to, letter, ports.now()));
    return full ? { outcome: 'too-many' as const } : { outcome, next };
  };
  const { outcome: booking } = await change(ports.readers, readerId, book);
  if (booking !== 'booked') return { kind: booking };
  // Before the claim, so that a fault here costs no letter.
  const latest = kind === 'welcome' ? await latestEdition(ports, config) : undefined;
  const outcome = await handOver(ports, letter, () => compose(ports, config, order, latest));
  // With an open breaker SES was not asked, so the letter keeps its booking.
  const refused = outcome.kind === 'rejected' || (outcome.kind === 'retry' && outcome.reason !== 'breaker');
  if (refused) await cancel(ports, order);
  return outcome;
}

/** Reads the reader once more, after the claim: nobody who has been suppressed or erased meanwhile gets mail. */
async function compose(ports: LetterPorts, config: LetterConfig, order: LetterOrder, latest: Latest): Promise<Mail | undefined> {
  const reader = await ports.readers.get(order.readerId);
  const to = addressFor(reader, order.kind, ports.now());
  const props = reader && to ? contents(reader, order, config, await ports.tokenKeys(), ports.now(), latest) : undefined;
  if (!reader || !to || !props) return undefined;
  // Without the reader's tag a bounce suppresses nobody. Only mail to their present address has it.
  const owner = to === reader.address ? { reader: order.readerId } : undefined;
  return {
    to,
    ...(await ports.render(props)),
    headers: [{ name: 'Auto-Submitted', value: 'auto-generated' }],
    tags: { kind: 'letter', ...owner, letter: order.letter },
  };
}

/** The newest of the past editions, with its front page, as the welcome shows it. */
async function latestEdition({ editions, papers }: LetterPorts, { publicUrl }: LetterConfig): Promise<Latest> {
  const [edition] = await editions.printed('daily', 1);
  return (
    edition && {
      url: `${publicUrl}/editions/${edition.id}`,
      total: edition.papers,
      titles: frontOf(edition, await papers(edition)),
    }
  );
}
type Latest = Extract<LetterProps, { kind: 'welcome' }>['latest'];

function contents(
  reader: Reader,
  { kind, page }: LetterOrder,
  config: LetterConfig,
  ring: KeyRing,
  now: Date,
  latest: Latest,
): LetterProps | undefined {
  const { publication, publicUrl } = config;
  const zone = (reader.preferences ?? reader.requested)?.zone ?? 'UTC';
  const at = timeInWords(now, zone, publication.language);
  const link = (purpose: Purpose, generation: number, hours?: number, path: string = purpose) => {
    const expiresAt = hours === undefined ? {} : { expiresAt: new Date(now.getTime() + hours * 3_600_000) };
    return `${publicUrl}/${path}?token=${signToken(ring, { purpose, subject: reader.readerId, generation, ...expiresAt })}`;
  };
  switch (kind) {
    case 'confirm':
    case 'remind': {
      const wanted = pendingRequest(reader);
      const goesOn = reader.status === 'active' ? reader.preferences : undefined;
      const url = link('confirm', letterNumber(reader), HOURS.confirm);
      const stopUrl = link('stop', reader.addressChange?.number ?? 0);
      if (!wanted) return undefined;
      // A stranger may have made the link, so the mail says nothing of what it follows.
      const { follow: _, ...preferences } = wanted;
      const again = kind === 'remind';
      return { kind: 'confirm', again, publication, at, url, stopUrl, ...preferences, now: goesOn, hours: HOURS.confirm };
    }
    case 'welcome': {
      const { preferences } = reader;
      const first = nextDigestAt(reader, now);
      if (!first || !preferences) return undefined;
      const firstOn = longDate(first, preferences.zone, publication.language);
      const links = {
        preferencesUrl: link('preferences', reader.generation),
        unsubscribeUrl: link('unsubscribe', reader.generation),
      };
      const follows = reader.interests !== undefined;
      return { kind, publication, at, ...preferences, firstOn, follows, latest, ...links };
    }
    case 'account': {
      const hours = HOURS.account;
      return { kind: page ?? kind, publication, at, url: link(kind, letterNumber(reader), hours, page), hours };
    }
    case 'change-address':
      return (
        reader.pendingAddress && {
          kind,
          publication,
          at,
          url: link('address', reader.pendingAddress.number, HOURS.address),
          hours: HOURS.address,
        }
      );
    case 'address-changed':
      return { kind, publication, at };
  }
}

/** Cancels the booking of a letter that SES did not take: on the reader's row, and in the counts of the mailbox. */
async function cancel(ports: LetterPorts, { kind, readerId, letter }: LetterOrder): Promise<void> {
  const { reader } = await change(ports.readers, readerId, (one) => cancelBooking(one, letter));
  const to = reader && strangersCan(kind, reader) ? addressFor(reader, kind, ports.now()) : undefined;
  if (to) await ports.mailboxes.uncount(to, [letter]);
}
