import { expect, test } from 'vitest';
import { breaker } from '../../functions/domain/breaker.ts';
import type { Mail, SendOutcome } from '../../functions/domain/mail.ts';
import { type LetterOrder, sendLetter } from '../../functions/letters/send-letter.ts';
import { engine, memoryStores, paperOf, readerIdOf, utc8 } from '../fakes/engine.ts';
import { memoryLetters } from '../fakes/memory-letters.ts';
import { memoryMailboxes } from '../fakes/memory-mailboxes.ts';
import { memoryReaders } from '../fakes/memory-readers.ts';
import { MAIL, mailerAt, NAMED, OTHERS, outcomeOf, refuse } from '../fakes/ses-answers.ts';
import { ofType } from '../infra/synth.ts';
import { RING } from '../subscribe/site.ts';

const MINUTE = 60_000;
/** Minutes after `START`: ticks come each quarter, the edition of 8 o'clock with the first; then SES is well again. */
const [START, CURE, AGAIN, END] = [Date.parse('2026-03-19T07:47:00Z'), 720, 735, 765];
const EDITION = '2026-03-19';
const publication = { listName: 'A', publisher: 'B', postalAddress: 'C', accent: { light: '', dark: '' }, language: 'en-GB' };
const CONFIG = { publicUrl: 'https://papers.example.org', publication };

/** How the queue of letters is deployed: how often a message is tried, how long it is away in between. */
const { RedrivePolicy, VisibilityTimeout } = ofType('AWS::SQS::Queue').SubscribeLettersOwedQueue!.Properties;
const QUEUE = { tries: Number(RedrivePolicy.maxReceiveCount), away: Number(VisibilityTimeout) * 1000 };

type Answer = { outcome: SendOutcome; accepted: boolean };

/** LETTERS and its queue: `round` delivers what is due, `renew` replaces the worker by one that knows nothing. */
async function letterOffice(people: number, answer: () => Answer | undefined) {
  const readers = memoryReaders();
  const letters = memoryLetters();
  const mailboxes = memoryMailboxes(async () => new Uint8Array(32));
  const queue: { order: LetterOrder; tries: number; due: number }[] = [];
  const journal: Mail[] = [];
  const outcomes: string[] = [];
  let [now, worker, made] = [new Date(START), breaker(), 0];
  const ports = (): Parameters<typeof sendLetter>[0] => ({
    ...{ readers, letters, mailboxes, breaker: worker, now: () => now, pace: async () => {}, papers: async () => [] },
    editions: { printed: async () => [] },
    tokenKeys: async () => RING,
    render: async () => ({ subject: '', html: '', text: '' }),
    async send(mail) {
      const { outcome, accepted } = answer() ?? { outcome: { kind: 'sent', messageId: 'm' } as const, accepted: true };
      if (accepted) journal.push(mail);
      return outcome;
    },
  });
  return {
    journal,
    outcomes,
    dead: () => queue.filter(({ tries }) => tries >= QUEUE.tries).length,
    renew: () => {
      worker = breaker();
    },
    async signUp() {
      for (let n = 0; n < people; n++) {
        const person = { addressHash: `h${n}`, address: `a${n}@example.org`, readerId: readerIdOf(n), requested: utc8, at: now };
        await readers.signUp(person);
        const letter = `letter${String(made++).padStart(16, '0')}`;
        queue.push({ order: { kind: 'confirm', readerId: readerIdOf(n), letter }, tries: 0, due: 0 });
      }
    },
    async round(at: Date) {
      now = at;
      const due = queue.filter((message) => message.due <= at.getTime() && message.tries < QUEUE.tries);
      await Promise.all(
        due.map(async (message) => {
          message.tries++;
          message.due = at.getTime() + QUEUE.away;
          const { kind } = await sendLetter(ports(), CONFIG, message.order);
          outcomes.push(kind);
          if (kind !== 'retry') queue.splice(queue.indexOf(message), 1);
        }),
      );
    },
  };
}

/**
 * Twelve hours of one answer, from before an edition of 24 readers and 5 sign-ups until shortly before the edition expires. Workers are
 * replaced with each tick. After the cure the five sign up once more, the same day.
 */
async function live(answer: Answer) {
  let minute = 0;
  const now = () => (minute < CURE ? answer : undefined);
  const e = engine(memoryStores());
  e.world.papers = [paperOf(0)];
  for (let n = 0; n < 24; n++) await e.join(n, utc8);
  e.world.answer = () => now() ?? {};
  const office = await letterOffice(5, now);
  const reached = () => new Set(office.journal.map(({ to }) => to)).size;
  await office.signUp();
  let cured = 0;
  for (minute = 0; minute < END; minute += 3) {
    e.world.now = new Date(START + minute * MINUTE);
    if (minute % 15 === 0) {
      office.renew();
      await e.tick();
      const work = e.worker();
      for (const message of e.world.queue.splice(0)) await work(message);
    }
    await office.round(new Date(START + minute * MINUTE));
    if (minute === AGAIN) {
      cured = reached();
      await office.signUp();
    }
  }
  const copies = [...e.world.journal, ...office.journal].map(({ to, tags }) => `${tags.kind} ${to}`);
  return {
    digests: await e.accounts(EDITION),
    letters: {
      cured,
      again: reached(),
      dead: office.dead(),
      unknown: office.outcomes.filter((kind) => kind === 'unknown').length,
    },
    twice: copies.length - new Set(copies).size,
  };
}

const ANSWERS: { answer: string; proves: { kind: string }; outcome: () => Promise<SendOutcome>; accepted?: boolean }[] = [
  ...NAMED.map(([name, status, message, proves]) => ({
    answer: `${name} ${status} ${message}`,
    proves,
    outcome: async () => (await outcomeOf(refuse(name, status, message))).outcome,
  })),
  ...OTHERS.map(({ does, ...other }) => ({ ...other, outcome: async () => (await outcomeOf(does)).outcome })),
  { answer: 'no connection', proves: { kind: 'busy' }, outcome: () => mailerAt('http://127.0.0.1:1').send(MAIL) },
];

/** What follows depends on what an answer proves: one of each kind, and all where the whole is wanted. */
const LIVED = process.env.WHOLE
  ? ANSWERS
  : [...Map.groupBy(ANSWERS, ({ proves, accepted }) => `${proves.kind} ${accepted}`).values()].flatMap(([first]) => first ?? []);

test.each(LIVED)('[R58a] twelve hours of $answer', async ({ proves, outcome, accepted = false }) => {
  const { digests, letters, twice } = await live({ outcome: await outcome(), accepted });
  const { SENT, REJECTED, UNKNOWN, CLAIMED, PENDING, audience } = digests;
  expect({ twice, CLAIMED, PENDING, dead: letters.dead }).toEqual({ twice: 0, CLAIMED: 0, PENDING: 0, dead: 0 });
  switch (proves.kind) {
    case 'unknown':
      expect(SENT + UNKNOWN).toBe(audience);
      expect(letters.again).toBe(accepted ? 5 : 5 - letters.unknown);
      return;
    case 'rejected':
      expect({ REJECTED, UNKNOWN, ...letters }).toMatchObject({ REJECTED: audience, UNKNOWN: 0, cured: 0, again: 5, unknown: 0 });
      return;
    default:
      expect({ SENT, ...letters }).toMatchObject({ SENT: audience, cured: 5, again: 5, unknown: 0 });
  }
});
