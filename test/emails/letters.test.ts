import { expect, test } from 'vitest';
import { renderLetter } from '../../emails/index.tsx';
import { ACCENT } from '../../functions/contract/colours.ts';
import { attribute, confirmation, elements, hrefs, links, welcome, words } from './support.ts';

test('[R33] [R66] the text part holds what they get, the link, its end, and nothing else', async () => {
  const { subject, text } = await renderLetter(confirmation());
  expect(subject).toBe('Confirm your subscription to Broadsheet · 17 March, 09:05');
  expect(text).toMatchInlineSnapshot(`
    "==================================================================
    BROADSHEET
    ==================================================================

    Someone, we hope you, asked Example Lab to send Broadsheet to this
    address.

    You would get one mail with new research papers every day at
    08:00, Europe/Berlin time.

    Confirm subscription:
    https://papers.example.org/confirm?token=t

    The link is valid for 72 hours.

    If this wasn’t you, do nothing: without your confirmation nothing
    is sent.

    Stop these requests:
    https://papers.example.org/stop?token=t

    ------------------------------------------------------------------
    Example Lab
    1 Example Street, 10115 Berlin
    "
  `);
});

test('[R66] one button, the same link in full, a way to stop such mails, and no other place to go', async () => {
  const { html } = await renderLetter(confirmation());
  const [button, plain, stop, ...others] = elements(html).filter((element) => attribute(element, 'href'));
  expect(attribute(button!, 'class')).toBe('button');
  expect(hrefs(html).slice(0, 2)).toEqual(Array(2).fill('https://papers.example.org/confirm?token=t'));
  expect(attribute(stop!, 'href')).toBe('https://papers.example.org/stop?token=t');
  expect(plain?.childNodes).toMatchObject([{ value: 'https://papers.example.org/confirm?token=t' }]);
  expect(others).toEqual([]);
  expect(words(html)).not.toMatch(/unsubscribe/i);
});

test('a weekly reader is told the day', async () => {
  const mail = await renderLetter(
    confirmation({ frequency: 'weekly', weekday: 5, hour: 18, zone: 'America/Argentina/Buenos_Aires' }),
  );
  for (const part of [words(mail.html), mail.text]) {
    expect(part.replace(/\s+/g, ' ')).toContain('every Friday at 18:00, America/Argentina/Buenos Aires time');
  }
});

test('[R66] what the form sent as a zone is printed only if it looks like one', async () => {
  await expect(renderLetter(confirmation({ zone: 'Win a prize at evil.example' }))).rejects.toThrow(RangeError);
});

test.each(['javascript:alert(1)', 'http://papers.example.org/confirm', 'https://x@papers.example.org/'])(
  '[R30] refuses to render with %j as the link to confirm',
  async (url) => {
    await expect(renderLetter(confirmation({ url }))).rejects.toThrow(RangeError);
  },
);

test('[R30] the demo on one machine may use http', async () => {
  const { html } = await renderLetter(confirmation({ url: 'http://127.0.0.1:8080/confirm?token=t' }));
  expect(hrefs(html)).toContain('http://127.0.0.1:8080/confirm?token=t');
});

test('[R36] HTML is ASCII and the same props give the same bytes', async () => {
  const mail = await renderLetter(confirmation());
  expect(mail.html).toMatch(/^[ -~\n]*$/);
  expect(await renderLetter(confirmation())).toEqual(mail);
});

const publication = { listName: 'Broadsheet', publisher: 'Example Lab', postalAddress: '1 Example Street', language: 'en-GB' };

test.each([
  [{ kind: 'account', url: 'https://papers.example.org/account?token=t', hours: 1 }, 'one hour'],
  [{ kind: 'interests', url: 'https://papers.example.org/interests?token=t', hours: 1 }, 'one hour'],
  [{ kind: 'change-address', url: 'https://papers.example.org/address?token=t', hours: 24 }, '24 hours'],
] as const)('[R66] a letter of kind %o has one link, in both parts', async (letter, validity) => {
  const { html, text, subject } = await renderLetter({ ...letter, publication, at: '17 March, 09:05' });
  expect(subject).toContain('Broadsheet');
  expect(hrefs(html)).toEqual([letter.url, letter.url]);
  for (const part of [words(html), text.replace(/\s+/g, ' ')]) expect(part).toContain(`The link is valid for ${validity}.`);
  expect(text).toContain(`\n${letter.url}\n`);
});

test('telling of a change of address leads nowhere and names no address', async () => {
  const { html, text } = await renderLetter({ kind: 'address-changed', publication, at: '17 March, 09:05' });
  expect(hrefs(html)).toEqual([]);
  expect(words(html) + text).not.toContain('@');
});

const latest = {
  url: 'https://papers.example.org/editions/daily-1',
  total: 62,
  titles: Array.from({ length: 9 }, (_, n) => ({
    title: `Paper ${n} <b>`,
    url: n === 1 ? 'javascript:x' : `https://arxiv.org/abs/${n}`,
  })),
};
test('[R30] [R33] the welcome says when mails come, and shows the latest edition by five titles', async () => {
  const { html, text, subject } = await renderLetter({ ...welcome, latest });
  expect(subject).toBe('Welcome to Broadsheet · 17 March, 09:05');
  expect(text).toMatchInlineSnapshot(`
    "==================================================================
    BROADSHEET
    ==================================================================

    You are a reader of Broadsheet now. One mail with new research
    papers comes every day at 08:00, Europe/Berlin time. If nothing
    new has come, there is no mail.

    The first is due on Friday, 20 March 2026.

    UNTIL THEN: THE LATEST EDITION
    ------------------------------

      * Paper 0 <b>
        https://arxiv.org/abs/0

      * Paper 1 <b>

      * Paper 2 <b>
        https://arxiv.org/abs/2

      * Paper 3 <b>
        https://arxiv.org/abs/3

      * Paper 4 <b>
        https://arxiv.org/abs/4

    Read all 62 papers on the web:
    https://papers.example.org/editions/daily-1

    Links lead straight where they say, and nothing in our mails tells
    us whether you open them or what you read.

    What do you work on? Say it, and your mails begin with that:
    https://papers.example.org/preferences?token=t#follow

    Change day, hour or address:
    https://papers.example.org/preferences?token=t

    Unsubscribe:
    https://papers.example.org/unsubscribe?token=t

    ------------------------------------------------------------------
    Example Lab
    1 Example Street, 10115 Berlin
    "
  `);
  expect(new Set(hrefs(html))).toEqual(new Set(links(text)));
});

test('[R66] who is subscribed already reads what a click would change, and that all goes on as it is until then', async () => {
  const now = { frequency: 'daily', hour: 8, weekday: 1, zone: 'Europe/Berlin' } as const;
  const { html, text, subject } = await renderLetter(confirmation({ frequency: 'weekly', weekday: 5, hour: 18, now }));
  expect(subject).toBe('Change your subscription to Broadsheet? · 17 March, 09:05');
  for (const part of [words(html).replace(/\s+/g, ' '), text.replace(/\s+/g, ' ')]) {
    expect(part).toContain('which gets it already: every day at 08:00, Europe/Berlin time.');
    expect(part).toContain(
      'If you press the button, it comes every Friday at 18:00, Europe/Berlin time instead. Until then it goes on as it is.',
    );
    expect(part).toContain('do nothing: your subscription goes on unchanged');
  }
});

test('a first reader is welcomed without a latest edition', async () => {
  const { html, text } = await renderLetter(welcome);
  expect(words(html) + text).not.toMatch(/latest|Until then/);
});

test('a publication’s own colour is that of links and buttons, by day and by night; what is no colour is Broadsheet’s', async () => {
  const { publication, ...letter } = confirmation();
  const closeTime = await renderLetter({ ...letter, publication });
  expect(await renderLetter({ ...letter, publication: { ...publication, accent: ACCENT } })).toEqual(closeTime);
  const own = await renderLetter({ ...letter, publication: { ...publication, accent: { light: '#0000ee', dark: '#8080f7' } } });
  expect(own.html).toBe(closeTime.html.replaceAll('#8c2318', '#0000ee').replaceAll('#f0a392', '#8080f7'));
  expect(own.html).not.toBe(closeTime.html);
  const hostile = { light: 'red}body{display:none', dark: '#8080f7' };
  expect((await renderLetter({ ...letter, publication: { ...publication, accent: hostile } })).html).toBe(closeTime.html);
});

test('[R66] an editor’s link says how long it works, and that it works once; word of an entry leads nowhere', async () => {
  const { publication, at } = confirmation();
  const url = 'https://papers.example.org/desk/enter?token=t';
  const link = await renderLetter({ kind: 'desk', publication, at, url, minutes: 15 });
  expect(hrefs(link.html)).toEqual([url, url]);
  expect(link.text.match(/https:\S+/g)).toEqual([url]);
  for (const part of [words(link.html), link.text])
    expect(part.replace(/\s+/g, ' ')).toContain('valid for 15 minutes, and works once');
  const entered = await renderLetter({ kind: 'desk-entered', publication, at });
  expect([hrefs(entered.html), entered.text.match(/https?:/)]).toEqual([[], null]);
  expect(entered.text.replace(/\s+/g, ' ')).toContain('Sign out everywhere');
});
