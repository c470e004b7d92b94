import { appendFileSync, existsSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { parseKept, startFresh } from './damage.ts';

export const acceptedMail = z.object({
  id: z.string(),
  at: z.iso.datetime(),
  to: z.string(),
  subject: z.string(),
  tags: z.record(z.string(), z.string()),
});
/** A mail that SES accepted, without its body. `at` is the cloud's time. */
export type AcceptedMail = z.infer<typeof acceptedMail>;

/** Every message that SES ever accepted. Tests count copies here. */
export type Mailbox = ReturnType<typeof openMailbox>;

/**
 * Opens the journal in `dir`: one JSON line a message, and the message itself as `<id>.eml`. Calls `arrived` for each new
 * message. Throws a `Damage` if a line cannot be parsed.
 */
export function openMailbox(dir: string, arrived: (mail: AcceptedMail) => void = () => {}) {
  mkdirSync(dir, { recursive: true });
  const file = join(dir, 'journal.ndjson');
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const cure = startFresh(dirname(dir), 'Delete that line, which removes its mail from the inbox');
  const mails = whole
    .split('\n')
    .slice(0, -1)
    .map((line, i) => parseKept(line, acceptedMail, `Line ${i + 1} of ${file}`, cure));
  // A kill can leave half a line at the end. SES had not answered for that message.
  if (whole !== text) truncateSync(file, Buffer.byteLength(whole));

  return {
    /** Oldest first. */
    mails: (): readonly AcceptedMail[] => mails,
    /** The message as a mail server delivers it. */
    raw: async (id: string) => (mails.some((mail) => mail.id === id) ? await readFile(join(dir, `${id}.eml`)) : undefined),
    /** Accepts a message. It is on disk when this returns. */
    accept(mail: AcceptedMail, raw: Buffer) {
      writeFileSync(join(dir, `${mail.id}.eml`), raw);
      appendFileSync(file, `${JSON.stringify(mail)}\n`);
      mails.push(mail);
      arrived(mail);
    },
    /** How many mails were accepted in the 24 hours before `now`. */
    lastDay(now: Date): number {
      const since = new Date(now.getTime() - 86_400_000).toISOString();
      let count = 0;
      while (count < mails.length && (mails.at(-1 - count)?.at ?? '') > since) count += 1;
      return count;
    },
  };
}
