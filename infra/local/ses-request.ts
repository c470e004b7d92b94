import MailComposer from 'nodemailer/lib/mail-composer';
import * as z from 'zod';
import { type Answer, refusal } from './gateway.ts';
import { REGION, type Template } from './template.ts';

/** SES sends to its simulator from every account, in the sandbox too ("Using the mailbox simulator" in SES's guide). */
const SIMULATOR = 'simulator.amazonses.com';

/** The verified identities, and whether the account is in the sandbox. */
export type Identities = ReturnType<typeof identitiesOf>;

/**
 * The template's domains, as if their DNS were verified. With `sandbox` the account is in the sandbox, and these addresses are
 * verified too.
 */
export function identitiesOf(template: Template, sandbox?: readonly string[]) {
  const domains = template.all('AWS::SES::EmailIdentity', z.unknown()).map(({ ref }) => ref);
  const addresses = (sandbox ?? []).map((address) => address.toLowerCase());

  /** The narrowest verified identity of an address; undefined if there is none. */
  function of(address: string): string | undefined {
    const small = address.toLowerCase();
    const domain = `.${small.slice(small.lastIndexOf('@') + 1)}`;
    return addresses.find((verified) => verified === small) ?? domains.find((verified) => domain.endsWith(`.${verified}`));
  }

  return {
    domains,
    sandbox: sandbox !== undefined,
    addresses,
    of,
    /** Whether SES sends to an address. */
    takes: (to: string) => sandbox === undefined || of(to) !== undefined || to.toLowerCase().endsWith(`@${SIMULATOR}`),
  };
}

const content = z.object({ Data: z.string(), Charset: z.string().optional() });
const printable = /^[\x20-\x7e]*$/;
const request = z.object({
  FromEmailAddress: z.string(),
  ReplyToAddresses: z.array(z.string()).default([]),
  Destination: z.object({ ToAddresses: z.array(z.string()).length(1, 'Broadsheet sends to one recipient a message') }),
  ConfigurationSetName: z.string().optional(),
  EmailTags: z
    .array(
      z.object({
        Name: z.string().regex(/^[A-Za-z0-9_-]{1,256}$/, 'Invalid tag name'),
        Value: z.string().regex(/^[A-Za-z0-9_-]{1,256}$/, 'Invalid tag value'),
      }),
    )
    .default([]),
  Content: z.object({
    Simple: z.object({
      Subject: content.refine(({ Data }) => Data.length > 0 && !/[\r\n]/.test(Data), 'Subject is empty or has a line break'),
      Body: z.object({ Html: content, Text: content }),
      Headers: z
        .array(
          z
            .object({
              Name: z.string().regex(/^[\x21-\x39\x3b-\x7e]{1,126}$/, 'Invalid header name'),
              Value: z
                .string()
                .min(1)
                .max(995, 'Header value is too long')
                .regex(printable, 'Header value is not printable ASCII'),
            })
            .refine(({ Name, Value }) => Name.length + Value.length <= 996, 'Header is too long'),
        )
        .max(15)
        .default([]),
    }),
  }),
});
export type SendRequest = z.output<typeof request>;

/** Headers that only SES may write. */
const RESERVED =
  /^(from|to|cc|bcc|subject|date|message-id|reply-to|return-path|sender|mime-version|content-[\w-]+|dkim-signature|x-ses-[\w-]+)$/i;
/** Headers that may come only once. */
const ONCE = /^(list-[\w-]+|precedence|auto-submitted)$/i;

/** Parses a SendEmail request by SES's rules (API reference, and "Header fields" in SES's guide). */
export function readSendRequest(body: Buffer, { of }: Identities, configurationSets: string[]): SendRequest | Answer {
  const parsed = request.safeParse(JSON.parse(body.toString()));
  if (!parsed.success) return refusal(400, 'BadRequestException', z.prettifyError(parsed.error));
  const { FromEmailAddress, Destination, ConfigurationSetName, Content } = parsed.data;
  const names = Content.Simple.Headers.map(({ Name }) => Name.toLowerCase());
  const wrong = names.find((name, i) => RESERVED.test(name) || (ONCE.test(name) && names.indexOf(name) !== i));
  if (wrong) return refusal(400, 'BadRequestException', `The header ${wrong} may not be given, or not twice.`);

  const [to = ''] = Destination.ToAddresses;
  if (!/^[\x21-\x3f\x41-\x7e]{1,64}@[A-Za-z0-9.-]+\.[A-Za-z0-9-]+$/.test(to))
    return refusal(400, 'BadRequestException', 'Illegal address');
  const from = /<([^>]+)>\s*$/.exec(FromEmailAddress)?.[1] ?? FromEmailAddress;
  if (!of(from)) return notVerified(from);
  if (ConfigurationSetName && !configurationSets.includes(ConfigurationSetName)) {
    return refusal(404, 'NotFoundException', `Configuration set <${ConfigurationSetName}> does not exist.`);
  }
  return parsed.data;
}

/** SES's answer if the sender or, in the sandbox, the recipient is not verified. */
export function notVerified(address: string): Answer {
  const failed = `The following identities failed the check in region ${REGION.toUpperCase()}: ${address}`;
  return refusal(400, 'MessageRejected', `Email address is not verified. ${failed}`);
}

/** The message as SES delivers it to the recipient's server. */
export async function mime(
  { FromEmailAddress, ReplyToAddresses, Destination, Content }: SendRequest,
  id: string,
  at: Date,
): Promise<Buffer> {
  const { Subject, Body, Headers } = Content.Simple;
  return await new MailComposer({
    from: FromEmailAddress,
    replyTo: ReplyToAddresses.length ? ReplyToAddresses : undefined,
    to: Destination.ToAddresses,
    subject: Subject.Data,
    text: Body.Text.Data,
    html: Body.Html.Data,
    date: at,
    messageId: `<${id}@email.amazonses.com>`,
    headers: Headers.map(({ Name, Value }) => ({ key: Name, value: Value })),
    newline: 'windows',
  })
    .compile()
    .build();
}
