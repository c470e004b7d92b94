import { expect, test } from 'vitest';
import { columnsOf, consentOf, readRow } from '../../infra/cli/lib/readers-columns.ts';

const said = (head: string, line: string, maps: string[] = []) => {
  const header = head.split(',');
  const { address, consent, not } = readRow(columnsOf(header, maps), header, line.split(','));
  return not ?? `${address} ${consent && consentOf(consent)?.toISOString()}`;
};
const MAILCHIMP = 'Email Address,First Name,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,TIMEZONE,LAST_CHANGED,LEID';
const SUBSTACK = 'email,active_subscription,expiry,plan,email_disabled,created_at,first_payment_at';
const GHOST = 'id,email,name,note,subscribed_to_emails,complimentary_plan,stripe_customer_id,created_at,deleted_at,labels,tiers';

test.each([
  ['our own', 'address,consent,status', 'a@b.cd,2024-05-01,active', 'a@b.cd 2024-05-01T00:00:00.000Z'],
  ['our own', 'address,consent,status', 'a@b.cd,2024-05-01,suppressed', 'status is suppressed in this file'],
  ['Mailchimp', MAILCHIMP, 'a@b.cd,A,2,2024-05-01 09:00:00,,2024-05-01 10:00:00,,,,', 'a@b.cd 2024-05-01T10:00:00.000Z'],
  ['Mailchimp', MAILCHIMP, 'a@b.cd,A,2,2024-05-01 09:00:00,,,,,,', 'a@b.cd 2024-05-01T09:00:00.000Z'],
  ['Mailchimp', MAILCHIMP, 'a@b.cd,A,2,,,,,,2024-05-01 09:00:00,', 'a@b.cd '],
  [
    'Mailchimp',
    `${MAILCHIMP},UNSUB_TIME`,
    'a@b.cd,,,,,2024-05-01 10:00:00,,,,,2025-01-01 10:00:00',
    'UNSUB_TIME is 2025-01-01 10:00:00 in this file',
  ],
  [
    'Mailchimp',
    `${MAILCHIMP},CLEAN_TIME`,
    'a@b.cd,,,,,2024-05-01 10:00:00,,,,,2025-01-01 10:00:00',
    'CLEAN_TIME is 2025-01-01 10:00:00 in this file',
  ],
  [
    'listmonk',
    'uuid,email,name,attributes,status,created_at,updated_at',
    'u,a@b.cd,A,{},enabled,2024-05-01 10:00:00.123456+02,x',
    'a@b.cd 2024-05-01T08:00:00.123Z',
  ],
  [
    'listmonk',
    'uuid,email,name,attributes,status,created_at,updated_at',
    'u,a@b.cd,A,{},blocklisted,2024-05-01T10:00:00Z,x',
    'status is blocklisted in this file',
  ],
  ['Substack', SUBSTACK, 'a@b.cd,false,,other,false,2024-05-01T10:00:00.000Z,', 'a@b.cd 2024-05-01T10:00:00.000Z'],
  ['Substack', SUBSTACK, 'a@b.cd,true,,other,true,2024-05-01T10:00:00.000Z,', 'email_disabled is true in this file'],
  ['Substack', 'Email,Name,Type,Start date', 'a@b.cd,A,Free,May 1 2024', 'a@b.cd 2024-05-01T00:00:00.000Z'],
  ['Buttondown', 'email_address,type,creation_date', 'a@b.cd,regular,2024-05-01T10:00:00.5Z', 'a@b.cd 2024-05-01T10:00:00.500Z'],
  [
    'Buttondown',
    'email_address,type,creation_date',
    'a@b.cd,unactivated,2024-05-01T10:00:00Z',
    'type is unactivated in this file',
  ],
  [
    'Buttondown',
    'email,subscriber_type,creation_date',
    'a@b.cd,undeliverable,2024-05-01',
    'subscriber_type is undeliverable in this file',
  ],
  ['Ghost', GHOST, '1,a@b.cd,A,,true,false,,2024-05-01T10:00:00.000Z,,,', 'a@b.cd 2024-05-01T10:00:00.000Z'],
  ['Ghost', GHOST, '1,a@b.cd,A,,false,false,,2024-05-01T10:00:00.000Z,,,', 'subscribed_to_emails is false in this file'],
  ['Sendy', 'Name,Email,Joined,Status', 'A,a@b.cd,1 May 2024,Subscribed', 'a@b.cd 2024-05-01T00:00:00.000Z'],
  ['Sendy', 'Name,Email,Joined,Status', 'A,a@b.cd,1 May 2024,Soft bounced', 'Status is Soft bounced in this file'],
  ['a day nobody can tell', 'email,joined', 'a@b.cd,05/06/2024', 'a@b.cd undefined'],
  ['a day without its year', 'email,joined', 'a@b.cd,1 May', 'a@b.cd undefined'],
])('[R101] a row of %s: %s', (_, header, line, reads) => {
  expect(said(header, line)).toBe(reads);
});

test('[R101] columns are named by --map, and no map takes back that somebody left', () => {
  const header = 'Mail to,Since,Unsubscribed';
  const maps = ['address=Mail to', 'consent=since'];
  expect(said(header, 'a@b.cd,2024-05-01,', maps)).toBe('a@b.cd 2024-05-01T00:00:00.000Z');
  expect(said(header, 'a@b.cd,2024-05-01,yes', maps)).toBe('Unsubscribed is yes in this file');
  expect(() => columnsOf(['a@b.cd', 'x'], [])).toThrow(/^No column .+ --map address=COLUMN\. .+ has x\.$/);
  expect(() => columnsOf(header.split(','), ['address=Mail to'])).toThrow(
    'say --map consent=COLUMN. The file has Mail to, Since',
  );
  expect(() => columnsOf(header.split(','), ['address=Mal to'])).toThrow('There is no column Mal to.');
  expect(() => columnsOf(header.split(','), ['left=x'])).toThrow('not left=x. The fields are address, consent');
});
