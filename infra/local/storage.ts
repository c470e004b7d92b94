import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { Server } from 'node:net';
import { dirname, join } from 'node:path';
import { CreateTableCommand, DescribeTableCommand, DynamoDBClient, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { ChangeMessageVisibilityCommand, SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import dynalite from 'dynalite';
import { create } from 'dynalite/db/index.js';
import { type FauxqsServer, startFauxqs } from 'fauxqs';
import * as z from 'zod';
import { Damage, startFresh } from './damage.ts';
import { close, guard, type Inner, inner, listen } from './listen.ts';
import type { State } from './state.ts';
import { REGION, type Template } from './template.ts';

/** Settings for the cloud's own calls, which may do everything. */
export const OWN = { region: REGION, credentials: { accessKeyId: 'local-cloud', secretAccessKey: 'local' } };

/** Settings for calls to the stand-ins that do not go through the gateway. */
const client = ({ name, agent }: Inner) => ({
  endpoint: `http://${name}`,
  requestHandler: { httpAgent: agent },
  ...OWN,
});

const keySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));
const table = z.object({
  KeySchema: keySchema,
  AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) })),
  GlobalSecondaryIndexes: z
    .array(
      z.object({
        IndexName: z.string(),
        KeySchema: keySchema,
        Projection: z.object({
          ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']),
          NonKeyAttributes: z.array(z.string()).optional(),
        }),
      }),
    )
    .optional(),
});

/** DynamoDB on disk, with the template's tables. Throws if its files cannot be opened or a table has other indexes. */
export async function startTables(template: Template, state: State) {
  await checkTables(state.path('tables'));
  const server = dynalite({ path: state.path('tables'), createTableMs: 0 });
  const name = randomUUID();
  const to = inner(name, await listen(server, 0, { names: [name] }));
  const dynamo = new DynamoDBClient(client(to));
  for (const { ref, properties } of template.all('AWS::DynamoDB::Table', table)) {
    const there = await dynamo.send(new DescribeTableCommand({ TableName: ref })).catch((error: unknown) => {
      if (error instanceof ResourceNotFoundException) return undefined;
      throw error;
    });
    if (!there) {
      await dynamo.send(new CreateTableCommand({ TableName: ref, BillingMode: 'PAY_PER_REQUEST', ...properties }));
    } else if (shape(there.Table?.GlobalSecondaryIndexes) !== shape(properties.GlobalSecondaryIndexes)) {
      throw new Error(
        `The table ${ref} has other indexes than the template. Start again with npm start -- --fresh, which empties ${state.dir}.`,
      );
    }
  }
  dynamo.destroy();
  return { to, stop: () => close(server) };
}

/** Checks that the files of the tables can be opened, because dynalite ends the process if they cannot. Throws the reason. */
export async function checkTables(folder: string): Promise<void> {
  const files = existsSync(folder) ? readdirSync(folder) : [];
  // Without CURRENT, LevelDB would start an empty database and delete the files.
  if (!files.includes('CURRENT') && files.some((name) => /\.(log|ldb)$/.test(name)))
    throw new Damage(join(folder, 'CURRENT'), 'it is missing', startFresh(dirname(folder)));
  const { db } = create({ path: folder });
  await db.open();
  await db.close();
}

function shape(indexes: { IndexName?: string; KeySchema?: { AttributeName?: string }[] }[] = []): string {
  return JSON.stringify(
    indexes.map(({ IndexName, KeySchema = [] }) => [IndexName, ...KeySchema.map((k) => k.AttributeName)]).sort(),
  );
}

/** A bucket of the template, and the queues that get its events. */
export const bucket = z.object({
  NotificationConfiguration: z
    .object({
      QueueConfigurations: z.array(
        z.object({
          Event: z.literal('s3:ObjectCreated:*'),
          Queue: z.string(),
          Filter: z.object({ S3Key: z.object({ Rules: z.tuple([z.object({ Name: z.literal('prefix'), Value: z.string() })]) }) }),
        }),
      ),
    })
    .default({ QueueConfigurations: [] }),
});
const queue = z.object({
  VisibilityTimeout: z.int().default(30),
  RedrivePolicy: z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: z.int() }).optional(),
});
/** A queue's subscription to a topic. */
export const subscription = z.object({
  TopicArn: z.string(),
  Protocol: z.literal('sqs'),
  Endpoint: z.string(),
  RedrivePolicy: z.object({ deadLetterTargetArn: z.string() }),
});

/** The queues that get the events of new objects, by bucket and prefix. */
export type Notification = { bucket: string; prefix: string; queue: string };

/** S3, SQS and SNS on disk, with the template's buckets, queues, topics and subscriptions. */
export async function startMessaging(template: Template, state: State) {
  const name = randomUUID();
  const server = await onLoopback(name, () =>
    startFauxqs({
      port: 0,
      logger: false,
      defaultRegion: REGION,
      dataDir: state.path('messaging'),
      s3StorageDir: state.path('objects'),
    }),
  ).catch((cause: unknown) => {
    // fauxqs reads the data of each object when it starts, and does not say which one it could not read.
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new Damage(state.path('objects'), 'one of its .meta.json files is not whole', startFresh(state.dir), cause);
  });
  const to = inner(name, server.port);
  const buckets = template.all('AWS::S3::Bucket', bucket);
  const notifications = buckets.flatMap(({ ref, properties }) =>
    properties.NotificationConfiguration.QueueConfigurations.map(
      ({ Queue, Filter }): Notification => ({ bucket: ref, prefix: Filter.S3Key.Rules[0].Value, queue: nameOf(Queue) }),
    ),
  );
  const queues = template
    .all('AWS::SQS::Queue', queue)
    .map(({ ref: url, arn, properties }) => ({ name: nameOf(arn), arn, url, properties }));
  const sqs = new SQSClient(client(to));
  for (const { name, url: QueueUrl, properties } of queues) {
    const attributes = {
      VisibilityTimeout: String(properties.VisibilityTimeout),
      ...(properties.RedrivePolicy ? { RedrivePolicy: JSON.stringify(properties.RedrivePolicy) } : {}),
    };
    const before = server.inspectQueue(name);
    if (!before) {
      server.createQueue(name, { attributes });
      // S3 sends one test message for each notification. Consumers have to ignore it.
      for (const { bucket: Bucket } of notifications.filter((n) => n.queue === name)) {
        server.sendMessage(name, JSON.stringify({ Service: 'Amazon S3', Event: 's3:TestEvent', Time: new Date(), Bucket }));
      }
      continue;
    }
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: attributes }));
    // The functions that had these messages ended with the last run, so make the messages visible now. After one second, because
    // with 0 fauxqs loses the message when it keeps its data on disk.
    for (const { receiptHandle } of before.messages.inflight) {
      await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: receiptHandle, VisibilityTimeout: 1 }));
    }
  }
  for (const { ref } of buckets) server.createBucket(ref);
  for (const { arn } of template.all('AWS::SNS::Topic', z.unknown())) server.createTopic(nameOf(arn));
  for (const { properties } of template.all('AWS::SNS::Subscription', subscription)) {
    server.subscribe({ topic: nameOf(properties.TopicArn), queue: nameOf(properties.Endpoint) });
  }

  return { server, to, sqs, queues: queues.map(({ name, arn, url }) => ({ name, arn, url })), notifications };
}

/** The last part of an ARN. */
export const nameOf = (arn: string) => arn.slice(arn.lastIndexOf(':') + 1);

/**
 * Starts fauxqs so that only this process can call it. When it keeps its data on disk, fauxqs always listens on 0.0.0.0, which
 * other machines and programs can reach. During this one call, a server that wants to listen there listens on loopback, behind a
 * guard.
 */
async function onLoopback(name: string, start: () => Promise<FauxqsServer>): Promise<FauxqsServer> {
  const original = Server.prototype.listen;
  Server.prototype.listen = function (this: Server, ...given: unknown[]) {
    const [options, ...rest] = given;
    if (typeof options !== 'object' || options === null || !('host' in options) || options.host !== '0.0.0.0')
      return Reflect.apply(original, this, given);
    guard(this, { names: [name] });
    return Reflect.apply(original, this, [{ ...options, host: '127.0.0.1' }, ...rest]);
  };
  try {
    return await start();
  } finally {
    Server.prototype.listen = original;
  }
}
