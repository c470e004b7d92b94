import { expect, test } from 'vitest';
import { fetchNow } from '../../infra/cli/lib/source-states.ts';
import { config, settingsSaid } from '../../infra/config.ts';
import { type Json, many, ofType, read, template, templateOf } from './synth.ts';

const SOURCES = 'arxiv:cs.CL+cs.LG hf:daily rss:https://journal.example/feed.xml';
const fetching = templateOf({ sources: `  ${SOURCES.replace(' ', '   ')}` });
const added = Object.keys(fetching.Resources).filter((id) => !(id in template.Resources));

test('without sources there is no FETCH; with them nothing else changes but what it needs', () => {
  expect(Object.keys(template.Resources).join(' ')).not.toContain('Fetch');
  expect(added.map((id) => fetching.Resources[id]!.Type).sort()).toEqual([
    'AWS::CloudWatch::Alarm',
    'AWS::IAM::Policy',
    'AWS::IAM::Policy',
    'AWS::IAM::Role',
    'AWS::IAM::Role',
    'AWS::Lambda::EventInvokeConfig',
    'AWS::Lambda::Function',
    'AWS::Logs::LogGroup',
    'AWS::SQS::Queue',
    'AWS::SQS::QueuePolicy',
    'AWS::Scheduler::Schedule',
  ]);
  for (const id of Object.keys(template.Resources)) expect(fetching.Resources[id], id).toEqual(template.Resources[id]);
});

test('[R104] FETCH may put feeds, keep what it knows of its sources, and nothing else', () => {
  const granted = Object.values(ofType('AWS::IAM::Policy', fetching))
    .filter(({ Properties }) => Properties.Roles.map(read).includes('FetchRole'))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .map(({ Action, Resource, Condition }: Json) => {
      const keys = Condition?.['ForAllValues:StringLike']['dynamodb:LeadingKeys'];
      return `${many(Resource).map(read)}${keys ? ` ${many(keys)}` : ''}: ${many(Action).sort().join(' ')}`;
    });
  expect(granted.sort()).toEqual([
    'FetchDLQ: sqs:SendMessage',
    'FetchLogs: logs:CreateLogStream logs:PutLogEvents',
    'IngestFeeds/feeds/*: s3:PutObject',
    'StorageEditions FETCH: dynamodb:PutItem dynamodb:UpdateItem',
    'StorageEditions SOURCE: dynamodb:PutItem dynamodb:Query',
  ]);
});

test('[R92] it runs every hour, and ends before the next', () => {
  const { Target, ...schedule } = ofType('AWS::Scheduler::Schedule', fetching).FetchEveryHour!.Properties;
  expect(schedule).toMatchObject({ ScheduleExpression: 'cron(41 * * * ? *)', ScheduleExpressionTimezone: 'UTC' });
  expect(JSON.parse(Target.Input)).toEqual({ time: '<aws.scheduler.scheduled-time>' });
  expect(read(Target.DeadLetterConfig.Arn)).toBe('FetchDLQ');
  expect(Target.RetryPolicy).toEqual({ MaximumEventAgeInSeconds: 900, MaximumRetryAttempts: 3 });
  const { Timeout, Environment } = ofType('AWS::Lambda::Function', fetching).FetchFunction!.Properties;
  expect(Timeout).toBe(600);
  expect(Environment.Variables).toMatchObject({ SOURCES, CONTACT: 'digest@example.org' });
});

test('the next deployment begins with the sources of the last', () => {
  expect(settingsSaid(config.parse({ sources: SOURCES }))).toMatchObject({ sources: SOURCES });
  expect(fetching.Outputs.Sources?.Value).toBe(SOURCES);
  expect(JSON.parse(String(fetching.Outputs.Settings?.Value))).toMatchObject({ sources: SOURCES });
});

test('DIGEST may ask for letters only where sign-ups are reminded', () => {
  const asks = (from: typeof template) =>
    Object.values(ofType('AWS::IAM::Policy', from))
      .filter(({ Properties }) => Properties.Roles.map(read).includes('DigestRole'))
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
      .flatMap(({ Action, Resource }: Json) => (many(Action).includes('sqs:SendMessage') ? many(Resource).map(read) : []))
      .sort();
  const queues = asks(template);
  expect(asks(templateOf({ remind: 'yes' }))).toEqual([...queues, 'SubscribeLettersOwedQueue'].sort());
  expect(() => config.parse({ remind: 'perhaps' })).toThrow('is not yes or no');
});

test('what a publisher expects to upload is watched without FETCH, too', () => {
  const EXPECT = 'weekdays by 06:00 UTC';
  const expecting = templateOf({ expect: EXPECT });
  const more = Object.values(expecting.Resources).filter((_, i) => !(Object.keys(expecting.Resources)[i]! in template.Resources));
  expect(more.map(({ Properties }) => Properties.AlarmName)).toEqual(['Broadsheet/Digest/SourceAmiss']);
  expect(ofType('AWS::Lambda::Function', expecting).DigestFunction!.Properties.Environment.Variables).toMatchObject({ EXPECT });
  expect(expecting.Outputs.Expect?.Value).toBe(EXPECT);
  expect(() => config.parse({ expect: 'now and then' })).toThrow('is no rhythm');
});

test('who asks for a fetch while a run is ending waits for it', async () => {
  const answers: unknown[] = ['busy', 'busy', []];
  const waited: number[] = [];
  const wait = async (ms: number) => waited.push(ms);
  expect(await fetchNow(async () => answers.shift(), wait)).toEqual([]);
  // Longer than the pause between two requests to arXiv.
  expect([answers, waited]).toEqual([[], [1_000, 1_000]]);
  await expect(fetchNow(async () => 'busy', wait)).rejects.toThrow('FETCH is running now');
  expect(waited.length).toBeGreaterThan(5);
});
