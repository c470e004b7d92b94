import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTables } from '../fakes/tables.ts';
import { attributeOf, pageOf, textOf } from './page.ts';
import { ADA as FORM } from './site.ts';
import { type Step, town } from './town.ts';

/**
 * Between the button of the mail and the button of the page: whoever pressed the first and then the second is a reader, or sees what to
 * do and becomes one by it. Nobody is lost.
 */
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const ADA = 'ada@example.org';
const BOB = 'bob@example.net';

let tables: Awaited<ReturnType<typeof startTables>>;
let names: Parameters<typeof town>[1];
beforeAll(async () => {
  tables = await startTables();
  names = await tables.fresh();
});
afterAll(() => tables.stop());

/** What a visitor sees; nothing if the site died. `form` is the button that confirms, or asks for a new link. */
type Seen = { text: string; form: { action: string; fields: Record<string, string> } | undefined } | undefined;

async function signedUp(step?: Step, address = ADA) {
  const the = town(tables, names, step);
  await the.wipe();
  const signUp = (over: object = {}) =>
    the.post('/subscribe', { ...FORM, email: address, follow: 'speculative decoding', ...over });
  const request = async (path: string, init?: RequestInit): Promise<Seen> => {
    const answer = await Promise.resolve(the.app.request(path, init)).catch(() => undefined);
    if (!answer) return undefined;
    const html = await answer.text();
    expect(html).not.toContain('<script');
    expect(answer.headers.get('set-cookie')).toBeNull();
    const { find, fields } = pageOf(html);
    const action = find('form', { method: 'post' })
      .map((form) => attributeOf(form, 'action') ?? '')
      .find((to) => to.startsWith('/confirm'));
    return { text: textOf(find('main')[0]), form: action === undefined ? undefined : { action, fields } };
  };
  await signUp();
  return {
    the,
    address,
    signUp,
    request,
    /** The link of the newest letter that asks to confirm, or of an older one. */
    link: (nth = 0) => `/confirm?token=${the.mailsTo(address).filter(({ kind }) => kind === 'confirm')[nth]?.token}`,
    open: (link: string) => request(link),
    press: (page: Seen, { headers = {}, body = new URLSearchParams(page?.form?.fields) }: RequestInit = {}) =>
      page?.form ? request(page.form.action, { method: 'POST', headers, body }) : Promise.resolve(page),
    reads: async () => (await the.readerAt(address))?.status === 'active',
  };
}
type Visitor = Awaited<ReturnType<typeof signedUp>>;

/** What becomes of a visitor who does what the last page says. */
async function fateOf({ the, signUp, link, open, press, reads }: Visitor, last: Seen): Promise<'confirmed' | 'told' | 'lost'> {
  if (await reads()) return 'confirmed';
  if (/write to us|answer any of our mails/.test(last?.text ?? '')) return 'told';
  // A mailbox gets one letter a day.
  the.after(25 * HOUR_MS);
  if (last?.form) await press(last);
  else if (/sign up again/i.test(last?.text ?? '')) await signUp();
  else return 'lost';
  await press(await open(link()));
  return (await reads()) ? 'told' : 'lost';
}

const opened = async (one: Visitor) => ({ one, page: await one.open(one.link()) });
/** Opens the link, and presses the button by a request like this. */
const pressed =
  (headers: Record<string, string>) =>
  async (one: Visitor): Promise<Seen> =>
    one.press(await one.open(one.link()), { headers });
/** Opens the link as something on the way has changed it, and presses the button if there is one. */
const changed = (change: (link: string) => string) => async (one: Visitor) => one.press(await one.open(change(one.link())));

/** What happens on the way, and how it ends; `told` is by what the last page says. */
const JOURNEYS: [way: string, ends: 'confirmed' | 'told', go: (one: Visitor) => Promise<Seen>][] = [
  ['nothing', 'confirmed', pressed({})],
  [
    'the link was opened twice, and the older tab has the button that is pressed',
    'confirmed',
    async (one) => {
      const { page } = await opened(one);
      await one.open(one.link());
      return one.press(page);
    },
  ],
  [
    'a program that checks mail opens every link first, in every way that changes nothing',
    'confirmed',
    async (one) => {
      for (const path of [one.link(), one.link().replace('/confirm', '/stop')])
        for (const method of ['GET', 'HEAD', 'OPTIONS']) await one.the.app.request(path, { method });
      return pressed({})(one);
    },
  ],
  [
    'the button is pressed twice at once',
    'confirmed',
    async (one) => {
      const { page } = await opened(one);
      const [, last] = await Promise.all([one.press(page), one.press(page)]);
      return last;
    },
  ],
  [
    'the button is pressed, and again after going back',
    'confirmed',
    async (one) => {
      const { page } = await opened(one);
      await one.press(page);
      return one.press(page);
    },
  ],
  [
    'the page stays open until the link has expired',
    'told',
    async (one) => {
      const { page } = await opened(one);
      one.the.after(73 * HOUR_MS);
      return one.press(page);
    },
  ],
  [
    'the link has expired',
    'told',
    async (one) => {
      one.the.after(73 * HOUR_MS);
      return one.open(one.link());
    },
  ],
  [
    'the link has expired, and the mailbox has had its three letters of the month',
    'told',
    async (one) => {
      for (let n = 0; n < 2; n++) {
        one.the.after(25 * HOUR_MS);
        await one.signUp();
      }
      one.the.after(73 * HOUR_MS);
      return one.open(one.link());
    },
  ],
  [
    'the link is so old that the sign-up was forgotten',
    'told',
    async (one) => {
      one.the.after(32 * DAY_MS);
      await one.the.look();
      return one.open(one.link());
    },
  ],
  [
    'the page that offers a new link stays open until the sign-up was forgotten',
    'told',
    async (one) => {
      one.the.after(73 * HOUR_MS);
      const { page } = await opened(one);
      one.the.after(32 * DAY_MS);
      await one.the.look();
      return one.press(page);
    },
  ],
  [
    'the same address signs up again, with another wish, while the page is open',
    'confirmed',
    async (one) => {
      const { page } = await opened(one);
      await one.signUp({ hour: '18' });
      return one.press(page);
    },
  ],
  [
    'of two letters the older is used',
    'confirmed',
    async (one) => {
      one.the.after(25 * HOUR_MS);
      await one.signUp();
      return one.press(await one.open(one.link(1)));
    },
  ],
  [
    'of two letters both are used',
    'confirmed',
    async (one) => {
      one.the.after(25 * HOUR_MS);
      await one.signUp();
      await one.press(await one.open(one.link(1)));
      return one.press(await one.open(one.link()));
    },
  ],
  [
    'the reader confirmed, left and signed up again, and uses the older letter',
    'told',
    async (one) => {
      await pressed({})(one);
      await one.the.leave((await one.the.readerAt(one.address))!);
      one.the.after(25 * HOUR_MS);
      await one.signUp();
      return one.press(await one.open(one.link(1)));
    },
  ],
  [
    'somebody presses “Stop these requests” first',
    'told',
    async (one) => {
      const { page } = await opened(one);
      await one.the.stopRequests((await one.the.readerAt(one.address))!);
      return one.press(page);
    },
  ],
  ...(['complain', 'bounce'] as const).map((deed): (typeof JOURNEYS)[number] => [
    `the mailbox ${deed}s first`.replace('complains', 'reports the mail as spam'),
    'told',
    async (one) => {
      const { page } = await opened(one);
      await one.the[deed]((await one.the.readerAt(one.address))!);
      return one.press(page);
    },
  ]),
  [
    'all about the reader is erased first',
    'told',
    async (one) => {
      const { page } = await opened(one);
      await one.the.erase((await one.the.readerAt(one.address))!);
      return one.press(page);
    },
  ],
  [
    'another subscription moves to the address first',
    'confirmed',
    async (one) => {
      const { page } = await opened(one);
      await one.the.signUp(BOB);
      await one.the.use(one.the.newest(BOB, 'confirm')!);
      await one.the.post('/account-link', { email: BOB });
      one.the.after(25 * HOUR_MS);
      await one.the.post('/account-link', { email: BOB });
      await one.the.post('/account/address', { token: one.the.newest(BOB, 'account')?.token ?? '', email: one.address });
      await one.the.use(one.the.newest(one.address, 'change-address')!);
      return one.press(page);
    },
  ],
  ['a program on the way drops what follows the question mark', 'told', changed(() => '/confirm')],
  ['a mail program cuts the link off', 'told', changed((link) => link.slice(0, -9))],
  ['a mail program takes the full stop of its sentence into the link', 'told', changed((link) => `${link}.`)],
  ['a program on the way writes the link in small letters', 'told', changed((link) => link.toLowerCase())],
  ['a program on the way adds its own names to the link', 'confirmed', changed((link) => `${link}&utm_source=x&fbclid=y#z`)],
  ['the browser names no origin', 'confirmed', pressed({})],
  ['the browser names our origin', 'confirmed', pressed({ origin: 'https://x.example', 'sec-fetch-site': 'same-origin' })],
  ['the browser hides its origin, as our pages ask', 'confirmed', pressed({ origin: 'null', 'sec-fetch-site': 'same-origin' })],
  ['the browser hides its origin, and is old', 'confirmed', pressed({ origin: 'null' })],
  [
    'the page was saved, or stands in a frame of its own',
    'confirmed',
    pressed({ origin: 'null', 'sec-fetch-site': 'cross-site' }),
  ],
  [
    'the page is shown by a translator, or under our former name',
    'confirmed',
    pressed({ origin: 'https://x-example.translate.example' }),
  ],
  ['the request loses what it says of its body', 'confirmed', pressed({ 'content-type': '' })],
  ['the browser takes anything', 'confirmed', pressed({ accept: '*/*' })],
  [
    'the form is sent in parts',
    'confirmed',
    async (one) => {
      const { page } = await opened(one);
      const body = new FormData();
      for (const [name, value] of Object.entries(page?.form?.fields ?? {})) body.set(name, value);
      return one.press(page, { body });
    },
  ],
];

test.each(JOURNEYS)('on the way from the mail’s button to the page’s: %s', async (_, ends, go) => {
  const one = await signedUp();
  expect(await fateOf(one, await go(one))).toBe(ends);
});

test('a link that was cut off says that the mail may be there already, and when the next can come', async () => {
  const { the, signUp, open, link } = await signedUp();
  const page = await open(link().slice(0, -9));
  expect(page?.text).toMatch(/spam folder/);
  const hours = Number(/(\d+) hours after the last/.exec(page?.text ?? '')?.[1]);
  const mails = async () => {
    await signUp();
    return the.mailsTo(ADA).length;
  };
  the.after(hours * HOUR_MS - 60_000);
  expect(await mails()).toBe(1);
  the.after(60_000);
  expect(await mails()).toBe(2);
});

/** A site that dies before or after its nth call to a table or a queue; `calls` counts both ends of each. */
function dying() {
  const death = { at: -1, calls: 0 };
  const step: Step = async (call) => {
    if (death.calls++ === death.at) throw new Error('killed before');
    const value = await call();
    if (death.calls++ === death.at) throw new Error('killed after');
    return value;
  };
  return { death, step };
}

test('[R76] a site that dies at any call behind the button loses nobody, no welcome and no interests', async () => {
  const ends: string[] = [];
  for (let at = 0, more = true; more; at++) {
    const { death, step } = dying();
    const one = await signedUp(step);
    const page = await one.open(one.link());
    Object.assign(death, { at, calls: 0 });
    const first = await one.press(page);
    more = death.calls > at;
    death.at = -1;
    // A reader who sees no page goes back and presses again.
    const last = first ?? (await one.press(page));
    const { readerId = '', interests } = (await one.the.readerAt(ADA)) ?? {};
    const welcomes = one.the.mailsTo(ADA).filter(({ kind }) => kind === 'welcome').length;
    const learns = one.the.toLearn.has(readerId) && interests?.follow.words.includes('speculative decoding');
    ends.push(`${await fateOf(one, last)}, ${welcomes} welcome, ${learns ? 'learns' : 'forgets'}`);
  }
  expect(ends.length).toBeGreaterThan(15);
  expect(new Set(ends)).toEqual(new Set(['confirmed, 1 welcome, learns']));
});

test('[R76] a site that dies at any call behind the button for a new link loses nobody', async () => {
  const ends: string[] = [];
  for (let at = 0, more = true; more; at++) {
    const { death, step } = dying();
    const one = await signedUp(step);
    one.the.after(73 * HOUR_MS);
    const page = await one.open(one.link());
    Object.assign(death, { at, calls: 0 });
    const first = await one.press(page);
    more = death.calls > at;
    death.at = -1;
    if (!first) await one.press(page);
    await one.press(await one.open(one.link()));
    ends.push((await one.reads()) ? 'confirmed' : 'lost');
  }
  expect(ends.length).toBeGreaterThan(8);
  expect(new Set(ends)).toEqual(new Set(['confirmed']));
});
