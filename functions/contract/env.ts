import * as z from 'zod/mini';
import { accent } from './colours.ts';
import { expectation } from './expect.ts';
import { sources } from './sources.ts';

/**
 * The environment of each function: infra writes `environment: {...} satisfies z.input<typeof ingestEnv>`, the handler
 * parses `process.env` with the same schema, so both sides are checked by one definition. All values are strings.
 */
const name = z.string().check(z.minLength(1));
const publicUrl = z.pipe(
  z.url({ protocol: /^https?$/ }),
  z.transform((url) => url.replace(/\/+$/, '')),
);

/** The publisher's settings for mails and pages. `ACCENT`: their colour in light and dark mode, `#rrggbb #rrggbb`. */
const publication = {
  LIST_NAME: name,
  LIST_LANGUAGE: name,
  PUBLISHER: name,
  POSTAL_ADDRESS: name,
  ACCENT: z.pipe(z.string().check(z.regex(/^#[\da-f]{6} #[\da-f]{6}$/)), z.transform(accent)),
};

/** These settings as mails and pages take them. */
export const publicationOf = (env: z.output<z.ZodMiniObject<typeof publication>>) => ({
  listName: env.LIST_NAME,
  publisher: env.PUBLISHER,
  postalAddress: env.POSTAL_ADDRESS,
  language: env.LIST_LANGUAGE,
  accent: env.ACCENT,
});

/** For signing and verifying the links in mails. */
const signing = { TOKEN_SECRET_ARN: name, PUBLIC_URL: publicUrl };

/** The share of SES's rate and quota that this deployment may use, above 0, at most 1. */
const quota = { SES_SHARE: z.coerce.number<string>().check(z.positive(), z.maximum(1)) };

/** When the day's edition closes. */
const closeTime = { CLOSE_ZONE: name, CLOSE_HOUR: z.coerce.number<string>().check(z.int(), z.minimum(0), z.maximum(23)) };

/** The queue that triggers a function. */
const working = { QUEUE_URL: name };

const days = z.coerce.number<string>().check(z.int(), z.positive());

/** How long the rows of the ledger are kept, days. */
const ledger = { LEDGER_DAYS: days };

/** For calling SES. `LIST_DOMAIN` is the domain in List-Id. */
const sending = { FROM_ADDRESS: name, REPLY_TO: z.string(), LIST_DOMAIN: name, CONFIGURATION_SET: name, ...quota };

/** These settings as the mailer takes them. The list's name is the sender's. */
export const senderOf = (env: z.output<z.ZodMiniObject<typeof sending>> & { LIST_NAME: string }) => ({
  name: env.LIST_NAME,
  from: env.FROM_ADDRESS,
  replyTo: env.REPLY_TO,
  configurationSet: env.CONFIGURATION_SET,
  share: env.SES_SHARE,
});

/**
 * Node's options for INGEST. V8 lets the space for young objects grow to 64 MB and more while a long feed streams through. With 2
 * MB INGEST needs half the memory (125 instead of 244 MB above idle) at the same speed. If one size is given, Lambda sets
 * neither, and V8 would limit old objects to half of the memory, so both are given.
 */
export const INGEST_NODE_OPTIONS = '--max-semi-space-size=2 --max-old-space-size=1500';

/**
 * How often INGEST tries to read an upload, and a range of one. A process that dies while it reads leaves no receipt, so the
 * queues deliver the message once more: the last time INGEST only writes the receipt.
 */
export const INGEST_TRIES = { upload: 5, range: 5 };

/** For logs and metrics: the stack and the stage. */
export const logEnv = z.object({ STACK: z._default(z.string(), 'Broadsheet'), SERVICE: z._default(z.string(), 'none') });

export const ingestEnv = z.object({
  PAPERS_TABLE: name,
  FEEDS_BUCKET: name,
  STORE_BUCKET: name,
  RANGES_QUEUE_URL: name,
  ...working,
});

export const fetchEnv = z.object({
  EDITIONS_TABLE: name,
  FEEDS_BUCKET: name,
  SOURCES: sources,
  /** The address that sources may write to about the requests. */
  CONTACT: name,
});

export const digestEnv = z.object({
  PAPERS_TABLE: name,
  SUBSCRIBERS_TABLE: name,
  EDITIONS_TABLE: name,
  STORE_BUCKET: name,
  SEND_QUEUE_URL: name,
  /** The queue of LETTERS, for reminders; empty for none. */
  LETTERS_QUEUE_URL: z.string(),
  PUBLIC_URL: publicUrl,
  ...closeTime,
  ...quota,
  /** A model of Bedrock that writes summaries where feeds have none; empty for no model. */
  SUMMARY_MODEL: z.string(),
  /** When the publisher's own uploads come. FETCH's uploads for `SOURCES` do not count. */
  EXPECT: expectation,
  SOURCES: sources,
  ...ledger,
  ...publication,
});

export const sendEnv = z.object({
  SUBSCRIBERS_TABLE: name,
  EDITIONS_TABLE: name,
  STORE_BUCKET: name,
  LIST_NAME: name,
  LIST_LANGUAGE: name,
  ...working,
  ...ledger,
  ...signing,
  ...sending,
  /** Mail to an address at this domain unsubscribes; empty if no mail is received. */
  UNSUBSCRIBE_DOMAIN: z.string(),
});

export const subscribeEnv = z.object({
  /** `yes` if readers can suggest papers, which needs editors. */
  SUGGESTIONS: z._default(z.enum(['yes', 'no']), 'no'),
  PAPERS_TABLE: name,
  SUBSCRIBERS_TABLE: name,
  EDITIONS_TABLE: name,
  STORE_BUCKET: name,
  LETTERS_QUEUE_URL: name,
  LIST_DOMAIN: name,
  ...closeTime,
  /** Origins of other sites whose pages may send the sign-up form, separated by spaces. */
  ALLOWED_SITES: z.pipe(
    z.string(),
    z.transform((sites) => sites.split(' ').filter(Boolean)),
  ),
  /** The most mails that strangers can cause in an hour, in all. */
  MAILS_PER_HOUR: z.coerce.number<string>().check(z.int(), z.positive()),
  /**
   * For the privacy page: an address, the publisher's own paragraphs, how long logs and the ledger are kept, and the region,
   * which Lambda sets.
   */
  CONTACT: name,
  PRIVACY_NOTE: z.string(),
  LOG_DAYS: days,
  ...ledger,
  AWS_REGION: z.optional(name),
  ...publication,
  ...signing,
});

/** Addresses of the editors, separated by spaces. */
const editors = z.pipe(
  z.string(),
  z.transform((list) => list.split(' ').filter(Boolean)),
);

/** `CLOSE_ZONE` is for the dates in letters to editors. Without editors both are left out. */
export const lettersEnv = z.object({
  EDITORS: z._default(editors, []),
  CLOSE_ZONE: z._default(name, 'UTC'),
  SUBSCRIBERS_TABLE: name,
  EDITIONS_TABLE: name,
  STORE_BUCKET: name,
  ...working,
  ...publication,
  ...signing,
  ...sending,
});

export const deskEnv = z.object({
  EDITORS: editors,
  PAPERS_TABLE: name,
  FEEDS_BUCKET: name,
  STORE_BUCKET: name,
  SUBSCRIBERS_TABLE: name,
  EDITIONS_TABLE: name,
  LETTERS_QUEUE_URL: name,
  /** The most mails that strangers can cause in an hour, in all. */
  MAILS_PER_HOUR: z.coerce.number<string>().check(z.int(), z.positive()),
  SEND_QUEUE_URL: name,
  SOURCES: sources,
  EXPECT: expectation,
  ...closeTime,
  ...publication,
  ...signing,
  ...sending,
});

export const feedbackEnv = z.object({ SUBSCRIBERS_TABLE: name, EDITIONS_TABLE: name, ...working });

export const leaveEnv = z.object({ SUBSCRIBERS_TABLE: name, STORE_BUCKET: name, TOKEN_SECRET_ARN: name, ...working });
