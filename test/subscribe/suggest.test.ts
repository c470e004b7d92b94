import { expect, test } from 'vitest';
import { form, testSite } from './site.ts';

test('where there are editors, anybody suggests a paper by id, DOI or a link to a known host; its id alone is kept', async () => {
  const site = testSite({ suggestions: true });
  expect(await (await site.app.request('/')).text()).toContain('<a href="/suggest">Suggest a paper</a>');
  expect((await site.app.request('/suggest')).status).toBe(200);
  for (const paper of [
    '2603.00001',
    'https://huggingface.co/papers/2603.00001?ref=x',
    'https://arxiv.org/pdf/2603.00001v2',
    'doi:10.1038/s41586-020-2649-2',
  ])
    expect((await site.app.request('/suggest', form({ paper, why: 'It is <b>good</b>.' }))).status, paper).toBe(202);
  expect(site.suggested).toEqual([
    ...Array(3).fill({ paper: 'arxiv:2603.00001', why: 'It is <b>good</b>.' }),
    { paper: 'doi:10.1038/s41586-020-2649-2', why: 'It is <b>good</b>.' },
  ]);
});

test('what names no paper, or several, or says too much is a fault; a network has five an hour, all have fifty', async () => {
  const site = testSite({ suggestions: true });
  for (const fields of [
    { paper: '' },
    { paper: 'https://evil.example/paper.pdf' },
    { paper: 'javascript:alert(1)' },
    { paper: 'Attention is all you need' },
    { paper: '2603.00001, 2603.00002' },
    { paper: '2603.00001', why: 'x'.repeat(141) },
    { paper: '2603.00001', why: 'a\r\nb' },
    { paper: '2603.00001', token: 'x' },
  ] as Record<string, string>[])
    expect((await site.app.request('/suggest', form(fields))).status, JSON.stringify(fields)).toBe(400);
  expect(site.suggested).toEqual([]);
  const from = (sourceIp: string) => ({ requestContext: { http: { sourceIp } } });
  const post = async (ip: string) => (await site.app.request('/suggest', form({ paper: '2603.00001' }), from(ip))).status;
  for (let n = 0; n < 5; n++) expect(await post('192.0.2.1')).toBe(202);
  expect(await post('192.0.2.99')).toBe(429);
  for (let n = 0; n < 45; n++) expect(await post(`10.0.${n}.1`)).toBe(202);
  expect(await post('198.51.100.1')).toBe(429);
});

test('without editors there is no such page', async () => {
  const site = testSite();
  expect((await site.app.request('/suggest')).status).toBe(404);
  expect(await (await site.app.request('/')).text()).not.toContain('/suggest');
});
