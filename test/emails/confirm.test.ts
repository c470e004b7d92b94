import { expect, test } from 'vitest';
import { renderConfirm } from '../../emails/index.tsx';
import { attribute, confirmation, elements, hrefs, words } from './support.ts';

test('[R33] [R66] the text part holds what they get, the link, its end, and nothing else', async () => {
  const { subject, text } = await renderConfirm(confirmation());
  expect(subject).toBe('Confirm your subscription to Broadsheet');
  expect(text).toMatchInlineSnapshot(`
    "========================================================================
    BROADSHEET
    ========================================================================

    Someone, we hope you, asked Example Lab to send Broadsheet to this
    address.

    You would get one mail with new research papers every day at 08:00,
    Europe/Berlin time.

    Confirm subscription:
    https://papers.example.org/confirm?token=t

    The link is valid for 72 hours.

    If this wasn’t you, do nothing: without your confirmation nothing is
    sent.

    ------------------------------------------------------------------------
    Example Lab
    1 Example Street, 10115 Berlin
    "
  `);
});

test('[R66] one button, the same link in full, and no other place to go', async () => {
  const { html } = await renderConfirm(confirmation());
  const [button, plain, ...others] = elements(html).filter((element) => attribute(element, 'href'));
  expect(attribute(button!, 'class')).toBe('button');
  expect(hrefs(html)).toEqual(Array(2).fill('https://papers.example.org/confirm?token=t'));
  expect(plain?.childNodes).toMatchObject([{ value: 'https://papers.example.org/confirm?token=t' }]);
  expect(others).toEqual([]);
  expect(words(html)).not.toMatch(/unsubscribe/i);
});

test('a weekly reader is told the day', async () => {
  const mail = await renderConfirm(
    confirmation({ frequency: 'weekly', weekday: 5, hour: 18, zone: 'America/Argentina/Buenos_Aires' }),
  );
  for (const part of [words(mail.html), mail.text]) {
    expect(part.replace(/\s+/g, ' ')).toContain('every Friday at 18:00, America/Argentina/Buenos_Aires time');
  }
});

test('[R66] what the form sent as a zone is printed only if it looks like one', async () => {
  await expect(renderConfirm(confirmation({ zone: 'Win a prize at evil.example' }))).rejects.toThrow(RangeError);
});

test.each(['javascript:alert(1)', 'http://papers.example.org/confirm', 'https://x@papers.example.org/'])(
  '[R30] refuses to render with %j as the link to confirm',
  async (confirmUrl) => {
    await expect(renderConfirm(confirmation({ confirmUrl }))).rejects.toThrow(RangeError);
  },
);

test('[R30] the demo on one machine may use http', async () => {
  const { html } = await renderConfirm(confirmation({ confirmUrl: 'http://127.0.0.1:8080/confirm?token=t' }));
  expect(hrefs(html)).toContain('http://127.0.0.1:8080/confirm?token=t');
});

test('[R36] HTML is ASCII and the same props give the same bytes', async () => {
  const mail = await renderConfirm(confirmation());
  expect(mail.html).toMatch(/^[ -~\n]*$/);
  expect(await renderConfirm(confirmation())).toEqual(mail);
});
