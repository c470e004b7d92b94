import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import { ACCENT } from '../functions/contract/colours.ts';
import { expectation } from '../functions/contract/expect.ts';
import { KEPT_DAYS, LEAST_LEDGER_DAYS } from '../functions/contract/retention.ts';
import { sources } from '../functions/contract/sources.ts';
import { readable } from './accent.ts';

const line = z.string().trim().min(1);
const domain = z
  .string()
  .regex(/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/, 'is not a domain name, such as example.org');
/** The domain that bounces go to (MAIL FROM), below the one that SES signs for. */
export const bounceDomain = (domain: string) => `bounce.${domain}`;
/** The domain whose mail unsubscribes, below the one that SES signs for. */
export const leaveDomain = (domain: string) => `unsubscribe.${domain}`;
const address = z.email('is not an e-mail address, such as digest@example.org');

/** A number, or its digits: what comes from a command line is text. */
const hour = z.coerce
  .string()
  .regex(/^([01]?\d|2[0-3])$/, 'is not an hour, 0 to 23')
  .transform(Number);

/** A zone in the spelling of functions/domain/schedule.ts (`canonicalZone`), which this folder may not import. */
const zone = line
  .regex(/^[A-Za-z][\w+/-]*$/, { error: 'is not an IANA time zone, such as Europe/Berlin', abort: true })
  .transform((name, { addIssue }) => {
    try {
      return new Temporal.ZonedDateTime(0n, name.toUpperCase()).timeZoneId;
    } catch {
      addIssue('is not an IANA time zone, such as Europe/Berlin');
      return z.NEVER;
    }
  });

/** What CloudWatch may keep logs for, days (PutRetentionPolicy, retentionInDays). */
const LOG_DAYS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

/**
 * Everything a publisher decides before deploying. The names are those of the CDK context (`-c domain=example.org`) and,
 * with dashes, of the options of `npm run deploy`, whose help and docs/options.md print the descriptions. An empty text means none. The defaults make a stack that synthesises offline and can send nothing.
 */
export const config = z
  .strictObject({
    /** Keeps a second installation apart, with its own tables, queues, alarms and metrics. It needs a domain of its own, or a subdomain. */
    stage: z
      .string()
      .regex(/^[a-z][a-z0-9]{0,11}$/, 'is not a stage: up to 12 small letters and digits')
      .optional()
      .describe('name of a second installation, apart from the first; give it a domain or subdomain of its own'),
    domain: domain
      .default('example.org')
      .describe('domain that SES signs for: best one of its own for this mail, such as digest.example.org'),
    existingIdentity: z
      .union([z.boolean(), z.stringbool('is not true or false')])
      .default(false)
      .describe('SES has that domain already, for other mail too: it is used as it is, and its DNS records are not ours'),
    /** What DMARC asks of receivers, if nothing stands in DNS yet: `off` writes none, since two records make both void. */
    dmarc: z
      .enum(['none', 'quarantine', 'off'], 'is not none, quarantine or off')
      .default('none')
      .describe('what DMARC asks of receivers if the domain has no record yet: none, quarantine, or off to write none'),
    hostedZone: z
      .string()
      .regex(/^Z[A-Z0-9]{1,31}$/, 'is not the id of a Route 53 hosted zone, such as Z0123456789ABC')
      .optional()
      .describe('id of its Route 53 zone, if it has one: all DNS records are then written for you'),
    webDomain: domain
      .optional()
      .describe("domain of sign-up, editions and links, such as papers.example.org; else AWS's own name"),
    /** Bare address digests come from, at `domain` or a subdomain of it, so that DKIM aligns with it (DMARC). */
    from: address.default('digest@example.org').describe('address digests come from, at that domain'),
    replyTo: z
      .union([z.literal(''), address])
      .default('')
      .describe('address that answers go to; empty means to the from address'),
    /**
     * The rule set by which the account's SES receives mail, which must be there and active: one rule for `unsubscribe.<domain>` is put into
     * it, and digests name an address there, without which Apple Mail shows no button. Empty for none.
     */
    mailtoUnsubscribe: z
      .string()
      .regex(/^$|^[\da-zA-Z]([\w.-]{0,62}[\da-zA-Z])?$/, 'is not the name of a receipt rule set of SES')
      .default('')
      .describe(
        "the active receipt rule set of your SES: one rule for unsubscribe.<domain> is put into it, and digests also say how to unsubscribe by mail, which Apple Mail's button wants. docs/mail.md",
      ),
    listName: line.max(60).default('Broadsheet').describe('name of the list, in every mail'),
    /** The words of mails and pages are English. */
    language: z
      .string()
      .regex(/^en(-[A-Z]{2})?$/, 'is not an English language tag, such as en-GB, en-US or en-IN')
      .default('en-GB')
      .describe('how dates are written: en-GB (18 March), en-US (March 18), ...'),
    publisher: line.default('Example Lab').describe('who publishes it, in every mail'),
    /** Bulk mail has to name one by law (CAN-SPAM, 16 CFR 316.2). */
    postalAddress: line
      .default('1 Example Street, Example City')
      .describe('where to reach the publisher, in every mail: the law wants it'),
    /** The colour of links, buttons and headings in mails and pages; by night it is lightened as far as the dark paper needs. */
    accent: z
      .string()
      .toLowerCase()
      .regex(/^#[\da-f]{6}$/, { error: 'is not a colour such as #8c2318', abort: true })
      .refine(readable, 'cannot be read on light paper: its contrast is below 4.5 : 1 (WCAG AA). Take a darker one')
      .default(ACCENT.light)
      .describe('colour of links, buttons and headings, as #8c2318; refused where it cannot be read'),
    closeZone: zone.default('UTC').describe("time zone in which the day's edition closes, such as Europe/Berlin"),
    closeHour: hour
      .default(5)
      .describe('hour at which it closes, 0 to 23: readers who want mail at a later hour get it on the same day'),
    sources: z
      .string()
      .transform((text) => text.trim().replace(/\s+/g, ' '))
      .check(({ value, issues }) => {
        for (const { message } of sources.safeParse(value).error?.issues ?? [])
          issues.push({ code: 'custom', input: value, message: `is no list of sources: ${message}` });
      })
      .default('')
      .describe(
        'what is asked for papers every hour: "arxiv:cs.CL+cs.LG hf:daily biorxiv:neuroscience rss:https://journal.example/feed.xml"',
      ),
    editors: z
      .string()
      .toLowerCase()
      .transform((text) => [...new Set(text.split(/[\s,]+/).filter(Boolean))])
      .refine(
        (addresses) => addresses.every((one) => address.safeParse(one).success),
        'is not a list of e-mail addresses, such as "ak@lab.example ada@lab.example"',
      )
      .transform((addresses) => addresses.join(' '))
      .default('')
      .describe('who may enter the desk, the editors\' pages: addresses, such as "ak@lab.example ada@lab.example"'),
    expect: z
      .string()
      .trim()
      .check(({ value, issues }) => {
        for (const { message } of expectation.safeParse(value).error?.issues ?? [])
          issues.push({ code: 'custom', input: value, message });
      })
      .default('')
      .describe('when the feeds come that you upload yourself, as "weekdays by 06:00 UTC": an alarm tells when one does not'),
    allowedSites: z
      .string()
      .trim()
      .regex(
        /^(https:\/\/[a-z\d.-]+(:\d+)?(\s+|$))*$/,
        'is not a list of origins, such as "https://lab.example https://www.lab.example"',
      )
      .default('')
      .describe('other sites whose pages may send the sign-up form, such as "https://lab.example"'),
    /** Mails that strangers can cause in an hour by signing up; a network may cause a twentieth, a domain be sent a fifth. */
    mailsPerHour: z.coerce
      .string()
      .regex(/^[1-9]\d{0,8}$/, 'is not a whole number above zero')
      .transform(Number)
      .default(1000)
      .describe('mails that sign-ups can cause in an hour, in all'),
    sesShare: z.coerce
      .string()
      .regex(/^([1-9]\d?|100)$/, 'is not a whole number of percent, 1 to 100')
      .transform(Number)
      .default(100)
      .describe("percent of the account's SES rate and quota to use, where installations share one"),
    remind: z
      .union([z.boolean(), z.stringbool('is not yes or no')])
      .default(false)
      .describe('yes: who signed up and has not confirmed a day later gets one more mail that asks, and never another'),
    summaryModel: z
      .string()
      .regex(/^$|^[a-z-]+(\.[a-z0-9-]+)+(:\d+)?$/, 'is not the id of a model, such as amazon.nova-micro-v1:0')
      .default('')
      .describe('model of Amazon Bedrock, or inference profile (eu.…), that writes the one-sentence summaries which feeds lack'),
    privacyNote: z
      .string()
      .trim()
      .max(1500)
      .default('')
      .describe('what the privacy page says in your own words, besides what is stored and how long'),
    logDays: z.coerce
      .number()
      .refine((days) => LOG_DAYS.includes(days), `is not a number of days that CloudWatch knows: ${LOG_DAYS.join(', ')}`)
      .default(KEPT_DAYS.logs)
      .describe('days that logs are kept, to tell this month from the last two; what CloudWatch knows, 1 to 3653'),
    /** How long it is known who was sent which edition, days: as long as somebody may ask why they got one. 90 are 22 GB a million daily readers. */
    ledgerDays: z.coerce
      .number()
      .refine(
        (days) => Number.isInteger(days) && days >= LEAST_LEDGER_DAYS && days <= 3650,
        `is not a whole number of days, ${LEAST_LEDGER_DAYS} to 3650`,
      )
      .default(KEPT_DAYS.ledger)
      .describe('days that it is known who was sent which edition, for questions about it; 30 at least'),
    /**
     * A day that costs more USD than this rings an alarm: mails, tables and functions by list prices, if all alarms are wanted; always, 4,000
     * requests in an hour for each USD. 50,000 daily readers cost 6.
     */
    costAlarm: z.coerce
      .number('is not a number of USD')
      .positive('is not above zero')
      .default(10)
      .describe('USD a day above which an alarm rings: above what 50,000 daily readers cost'),
    alarms: z
      .enum(['essential', 'all'], 'is neither essential nor all')
      .default('essential')
      .describe(
        'essential, what no fault may do without; or all of them and the dashboard, for a large list: 5 to 7 USD a month more',
      ),
    alarmEmail: address.optional().describe('address that receives alarms'),
  })
  .refine(({ from, domain }) => from.endsWith(`@${domain}`) || from.endsWith(`.${domain}`), {
    path: ['from'],
    error: 'is not an address at the domain, so SES would refuse to send from it',
    // Only where both are well formed, or one mistake would be told twice.
    when: ({ issues }) => issues.length === 0,
  })
  .refine(({ webDomain, hostedZone, domain }) => !webDomain || !hostedZone || `.${webDomain}`.endsWith(`.${domain}`), {
    path: ['webDomain'],
    error: 'is not in the hosted zone, which is the one of the domain',
    when: ({ issues }) => issues.length === 0,
  })
  .refine(
    ({ webDomain, domain }) =>
      webDomain === undefined || ![domain, bounceDomain(domain), leaveDomain(domain)].includes(webDomain),
    {
      path: ['webDomain'],
      error: 'is taken by mail: choose a name of its own, such as papers.example.org',
      when: ({ issues }) => issues.length === 0,
    },
  )
  .check(({ value, issues }) => {
    const bytes = issues.length === 0 ? textBytes(value) : 0;
    const room = environmentText(value);
    if (bytes <= room) return;
    const longest = IN_ENVIRONMENT.reduce((one, other) => (bytesOf(value[other]) > bytesOf(value[one]) ? other : one));
    issues.push({
      code: 'custom',
      input: value[longest],
      path: [longest],
      message: `is too long: with the other texts it takes ${bytes.toLocaleString('en')} bytes, and Lambda has room for at most ${room.toLocaleString('en')}`,
    });
  });

export type Config = z.output<typeof config>;

/** What a publisher decided: the domain and address, and what differs from the defaults. The next deployment begins with it. */
export function saidOf(settings: Config): Partial<Config> {
  const defaults: Record<string, unknown> = { ...config.parse({}), domain: undefined, from: undefined };
  return Object.fromEntries(Object.entries(settings).filter(([key, value]) => value !== undefined && value !== defaults[key]));
}

/**
 * Bytes that settings may take of the 4,096 of a function's environment; the rest is for names of variables, tables and queues, of which
 * DESK has most.
 */
export const environmentText = ({ editors }: { editors?: string }) => (editors ? 2_650 : 3_000);

/** The settings of any length that some function's environment holds. */
const IN_ENVIRONMENT = [
  ...(['domain', 'webDomain', 'from', 'replyTo', 'listName', 'publisher', 'postalAddress'] as const),
  ...(['closeZone', 'allowedSites', 'summaryModel', 'privacyNote', 'sources', 'editors', 'expect'] as const),
];

const bytesOf = (text = '') => Buffer.byteLength(text);

/** What these settings take in an environment that has all of them, bytes. No function has more. */
export const textBytes = (settings: Partial<Record<(typeof IN_ENVIRONMENT)[number], string>>) =>
  IN_ENVIRONMENT.reduce((sum, name) => sum + bytesOf(settings[name]), 0);

/** Name of the CloudFormation stack of a stage; `main` is the one that has no name of its own. */
export const stackName = (stage: string | undefined) => (stage && stage !== 'main' ? `Broadsheet-${stage}` : 'Broadsheet');
