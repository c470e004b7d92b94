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
/** The domain that takes bounces (MAIL FROM), a subdomain of the one that SES signs for. */
export const bounceDomain = (domain: string) => `bounce.${domain}`;
/** The domain that takes mails which unsubscribe, a subdomain of the one that SES signs for. */
export const leaveDomain = (domain: string) => `unsubscribe.${domain}`;
const address = z.email('is not an e-mail address, such as digest@example.org');

/** An hour, as a number or as text from a command line. */
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

/** The retentions that CloudWatch allows, days (PutRetentionPolicy, retentionInDays). */
const LOG_DAYS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

/**
 * Everything a publisher decides before deploying. The names are those of the CDK context (`-c domain=example.org`) and, with
 * dashes, of the options of `npm run deploy`. Its help and docs/options.md print the descriptions. An empty text means none. The
 * defaults make a stack that synthesises offline and can send nothing.
 */
export const config = z
  .strictObject({
    /** A second deployment has its own tables, queues, alarms and metrics. */
    stage: z
      .string()
      .regex(/^[a-z][a-z0-9]{0,11}$/, 'is not a stage: up to 12 small letters and digits')
      .optional()
      .describe('name of a second deployment beside the first; it needs its own domain or subdomain'),
    domain: domain
      .default('example.org')
      .describe('domain that SES signs mails for; best one that sends only this list, such as digest.example.org'),
    existingIdentity: z
      .union([z.boolean(), z.stringbool('is not true or false')])
      .default(false)
      .describe('SES has this domain already, perhaps for other mail: use it as it is, and write no DNS records for it'),
    /** Two DMARC records make both void, so none is written where one exists. */
    dmarc: z
      .enum(['none', 'quarantine', 'off'], 'is not none, quarantine or off')
      .default('none')
      .describe('DMARC policy to publish if the domain has no record yet: none, quarantine, or off to publish nothing'),
    hostedZone: z
      .string()
      .regex(/^Z[A-Z0-9]{1,31}$/, 'is not the id of a Route 53 hosted zone, such as Z0123456789ABC')
      .optional()
      .describe('id of the Route 53 zone of the domain: all DNS records are then written for you'),
    webDomain: domain
      .optional()
      .describe("domain of sign-up page, editions and links, such as papers.example.org; without it, AWS's own name"),
    /** At `domain` or a subdomain of it, so that DKIM aligns with it (DMARC). */
    from: address.default('digest@example.org').describe('address that digests come from, at that domain'),
    replyTo: z
      .union([z.literal(''), address])
      .default('')
      .describe('address that replies go to; if empty, the from address'),
    /**
     * The receipt rule set must exist and be active. Digests name an address at `unsubscribe.<domain>`; without it Apple Mail
     * shows no unsubscribe button. Empty for none.
     */
    mailtoUnsubscribe: z
      .string()
      .regex(/^$|^[\da-zA-Z]([\w.-]{0,62}[\da-zA-Z])?$/, 'is not the name of a receipt rule set of SES')
      .default('')
      .describe(
        "name of the active receipt rule set of your SES: readers can then also unsubscribe by mail, which Apple Mail's button needs; adds a rule for unsubscribe.<domain> to it. See docs/mail.md",
      ),
    listName: line.max(60).default('Broadsheet').describe('name of the list, shown in every mail'),
    /** Mails and pages are in English; this changes dates only. */
    language: z
      .string()
      .regex(/^en(-[A-Z]{2})?$/, 'is not an English language tag, such as en-GB, en-US or en-IN')
      .default('en-GB')
      .describe('how dates are written: en-GB (18 March), en-US (March 18), ...'),
    publisher: line.default('Example Lab').describe('who publishes the list, shown in every mail'),
    /** The law requires one in bulk mail (CAN-SPAM, 16 CFR 316.2). */
    postalAddress: line
      .default('1 Example Street, Example City')
      .describe('postal address of the publisher, shown in every mail, as the law requires'),
    /** In dark mode it is lightened until it can be read. */
    accent: z
      .string()
      .toLowerCase()
      .regex(/^#[\da-f]{6}$/, { error: 'is not a colour such as #8c2318', abort: true })
      .refine(readable, 'cannot be read on light paper: its contrast is below 4.5 : 1 (WCAG AA). Take a darker one')
      .default(ACCENT.light)
      .describe('colour of links, buttons and headings, such as #8c2318; refused if text in it cannot be read'),
    closeZone: zone.default('UTC').describe("time zone in which the day's edition closes, such as Europe/Berlin"),
    closeHour: hour
      .default(5)
      .describe('hour at which it closes, 0 to 23; readers who want mail at a later hour get it on the same day'),
    sources: z
      .string()
      .transform((text) => text.trim().replace(/\s+/g, ' '))
      .check(({ value, issues }) => {
        for (const { message } of sources.safeParse(value).error?.issues ?? [])
          issues.push({ code: 'custom', input: value, message: `is not a list of sources: ${message}` });
      })
      .default('')
      .describe(
        'sources that are asked for papers every hour: "arxiv:cs.CL+cs.LG hf:daily biorxiv:neuroscience rss:https://journal.example/feed.xml"',
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
      .describe('addresses of the editors, who may enter the desk, such as "ak@lab.example ada@lab.example"'),
    expect: z
      .string()
      .trim()
      .check(({ value, issues }) => {
        for (const { message } of expectation.safeParse(value).error?.issues ?? [])
          issues.push({ code: 'custom', input: value, message });
      })
      .default('')
      .describe('when you upload feeds yourself, such as "weekdays by 06:00 UTC"; an alarm rings if an upload does not come'),
    allowedSites: z
      .string()
      .trim()
      .regex(
        /^(https:\/\/[a-z\d.-]+(:\d+)?(\s+|$))*$/,
        'is not a list of origins, such as "https://lab.example https://www.lab.example"',
      )
      .default('')
      .describe('other sites that may have the sign-up form on their pages, such as "https://lab.example"'),
    /** One network may cause a twentieth of them, and one domain get a fifth. */
    mailsPerHour: z.coerce
      .string()
      .regex(/^[1-9]\d{0,8}$/, 'is not a whole number above zero')
      .transform(Number)
      .default(1000)
      .describe('most mails that sign-ups can cause in an hour'),
    sesShare: z.coerce
      .string()
      .regex(/^([1-9]\d?|100)$/, 'is not a whole number of percent, 1 to 100')
      .transform(Number)
      .default(100)
      .describe("percent of the account's SES rate and quota that this deployment uses, if several share them"),
    remind: z
      .union([z.boolean(), z.stringbool('is not yes or no')])
      .default(false)
      .describe('yes: people who have not confirmed a day after they signed up get one reminder, and never another'),
    summaryModel: z
      .string()
      .regex(/^$|^[a-z-]+(\.[a-z0-9-]+)+(:\d+)?$/, 'is not the id of a model, such as amazon.nova-micro-v1:0')
      .default('')
      .describe(
        'model of Amazon Bedrock, or inference profile (eu.…), that writes a one-sentence summary for papers without one',
      ),
    privacyNote: z
      .string()
      .trim()
      .max(1500)
      .default('')
      .describe('your own words on the privacy page, which also says what is stored and how long'),
    logDays: z.coerce
      .number()
      .refine((days) => LOG_DAYS.includes(days), `is not a number of days that CloudWatch allows: ${LOG_DAYS.join(', ')}`)
      .default(KEPT_DAYS.logs)
      .describe('days that logs are kept, a number that CloudWatch allows: 1, 3, 5, 7, 14, 30, 60, 90 and more up to 3653'),
    /** As long as readers may ask why they got a mail. 90 days are 22 GB for a million daily readers. */
    ledgerDays: z.coerce
      .number()
      .refine(
        (days) => Number.isInteger(days) && days >= LEAST_LEDGER_DAYS && days <= 3650,
        `is not a whole number of days, ${LEAST_LEDGER_DAYS} to 3650`,
      )
      .default(KEPT_DAYS.ledger)
      .describe('days that the ledger says who was sent which edition, to answer questions; at least 30'),
    /** The alarms `Flood` and `CostHigh`. 50,000 daily readers cost 6 USD a day. */
    costAlarm: z.coerce
      .number('is not a number of USD')
      .positive('is not above zero')
      .default(10)
      .describe(
        'USD that a day may cost: an alarm rings at 4,000 requests an hour for each USD, and with --alarms all when a day costs more; 50,000 daily readers cost less than the default',
      ),
    alarms: z
      .enum(['essential', 'all'], 'is neither essential nor all')
      .default('essential')
      .describe(
        'essential: alarms without which a fault stays unknown; all: every alarm and the dashboard, for large lists, 5 to 7 USD a month more',
      ),
    alarmEmail: address.optional().describe('address that alarms are mailed to'),
  })
  .refine(({ from, domain }) => from.endsWith(`@${domain}`) || from.endsWith(`.${domain}`), {
    path: ['from'],
    error: 'is not an address at the domain, so SES would refuse to send from it',
    // Only if both are well formed, or one mistake would be reported twice.
    when: ({ issues }) => issues.length === 0,
  })
  .refine(({ webDomain, hostedZone, domain }) => !webDomain || !hostedZone || `.${webDomain}`.endsWith(`.${domain}`), {
    path: ['webDomain'],
    error: 'is not in the hosted zone, which is that of --domain',
    when: ({ issues }) => issues.length === 0,
  })
  .refine(
    ({ webDomain, domain }) =>
      webDomain === undefined || ![domain, bounceDomain(domain), leaveDomain(domain)].includes(webDomain),
    {
      path: ['webDomain'],
      error: 'is used for mail: choose another name, such as papers.example.org',
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
      message: `is too long: with the other texts it takes ${bytes.toLocaleString('en')} bytes, and a Lambda function has room for ${room.toLocaleString('en')}`,
    });
  });

export type Config = z.output<typeof config>;

/** The settings that differ from the defaults, with domain and from address. The next deployment starts from them. */
export function settingsSaid(settings: Config): Partial<Config> {
  const defaults: Record<string, unknown> = { ...config.parse({}), domain: undefined, from: undefined };
  return Object.fromEntries(Object.entries(settings).filter(([key, value]) => value !== undefined && value !== defaults[key]));
}

/**
 * How many of the 4,096 bytes of a function's environment settings may take. The rest is for names of variables, tables and
 * queues; DESK has most of these.
 */
export const environmentText = ({ editors }: { editors?: string }) => (editors ? 2_650 : 3_000);

/** The settings without a fixed length that some function has in its environment. */
const IN_ENVIRONMENT = [
  ...(['domain', 'webDomain', 'from', 'replyTo', 'listName', 'publisher', 'postalAddress'] as const),
  ...(['closeZone', 'allowedSites', 'summaryModel', 'privacyNote', 'sources', 'editors', 'expect'] as const),
];

const bytesOf = (text = '') => Buffer.byteLength(text);

/** Bytes that these settings take together. No function's environment has more of them. */
export const textBytes = (settings: Partial<Record<(typeof IN_ENVIRONMENT)[number], string>>) =>
  IN_ENVIRONMENT.reduce((sum, name) => sum + bytesOf(settings[name]), 0);

/** Name of the CloudFormation stack of a stage. `main` means the one deployed without a name. */
export const stackName = (stage: string | undefined) => (stage && stage !== 'main' ? `Broadsheet-${stage}` : 'Broadsheet');
