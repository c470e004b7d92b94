import { createServer } from 'node:http';
import { createServer as createServer2 } from 'node:http2';
import { described } from '../../infra/local/cloud-formation.ts';
import { listening } from './listening.ts';

/**
 * Answers of AWS to the questions that a deployment asks before it begins. They are not recorded from an account. They follow the
 * examples in AWS's documents (API references of CloudFormation, SES v2, Lambda, Resource Groups Tagging and Bedrock Runtime,
 * 2023 to 2026).
 */
const ACCOUNT = '111122223333';
export const REGION = 'eu-central-1';
export const idOf = (stack: string) => `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/${stack}/51af3dc0`;

/** A stack of DescribeStacks. */
export type StackAnswer = { name: string; status?: string; outputs?: Record<string, string> };

/** The stack of `cdk bootstrap`. */
export const TOOLKIT: StackAnswer = { name: 'CDKToolkit', outputs: { BootstrapVersion: '28' } };

/** The answer of a JSON service that refuses, with the name of its error. */
export const refusal = (name: string, message = name) => ({ status: 404, name, body: { __type: name, message } });
type Answer = object | ReturnType<typeof refusal>;

/** A new account: its answer to each question. */
export const NEW_ACCOUNT = {
  stacks: [TOOLKIT] as StackAnswer[],
  account: {
    ProductionAccessEnabled: false,
    SendingEnabled: true,
    EnforcementStatus: 'HEALTHY',
    SendQuota: { Max24HourSend: 200, MaxSendRate: 1, SentLast24Hours: 0 },
  } as Answer,
  identity: refusal('NotFoundException', 'Email identity lab.org does not exist.') as Answer,
  lambda: { AccountLimit: { ConcurrentExecutions: 10, UnreservedConcurrentExecutions: 10 } } as Answer,
  tagged: { ResourceTagMappingList: [], PaginationToken: '' } as Answer,
  model: {
    output: { message: { role: 'assistant', content: [{ text: 'The paper tests whether a model answers.' }] } },
    stopReason: 'end_turn',
    usage: { inputTokens: 60, outputTokens: 9, totalTokens: 69 },
  } as Answer,
};
export type Account = typeof NEW_ACCOUNT;

/** An answer as a JSON service sends it. */
function told(answer: Answer) {
  const refused = 'name' in answer && 'body' in answer ? answer : undefined;
  return {
    status: refused ? 404 : 200,
    headers: { 'content-type': 'application/json', ...(refused && { 'x-amzn-errortype': String(refused.name) }) },
    text: JSON.stringify(refused?.body ?? answer),
  };
}

/** An AWS on this machine that answers as `account` says. `asked` holds the requests it got. */
export async function awsAnswers(account: Account) {
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const path = decodeURIComponent(request.url ?? '');
    asked.push(`${request.method} ${path} ${request.headers['x-amz-target'] ?? ''}${body.slice(0, 300)}`);
    if (body.startsWith('Action=DescribeStacks')) {
      const stacks = account.stacks.map(({ name, status = 'CREATE_COMPLETE', outputs }) => ({
        ...{ name, outputs },
        more: `<StackId>${idOf(name)}</StackId><StackStatus>${status}</StackStatus><CreationTime>2026-03-18T05:00:00.000Z</CreationTime>`,
      }));
      return response.setHeader('content-type', 'text/xml').end(described(stacks));
    }
    const answers: [RegExp, Answer][] = [
      [/^\/v2\/email\/account$/, account.account],
      [/^\/v2\/email\/identities\//, account.identity],
      [/^\/2016-08-19\/account-settings/, account.lambda],
      [/^\/$/, account.tagged],
    ];
    const [, answer = refusal('UnknownOperation')] = answers.find(([at]) => at.test(path)) ?? [];
    const { status, headers, text } = told(answer);
    response.writeHead(status, headers).end(text);
  });
  // The SDK calls Bedrock, and only Bedrock, by HTTP/2.
  const bedrock = createServer2((request, response) => {
    const { status, headers, text } = told(account.model);
    request.resume().on('end', () => {
      response.writeHead(status, headers);
      response.end(text);
    });
  });
  return {
    asked,
    env: {
      AWS_ENDPOINT_URL: `http://${await listening(server)}`,
      AWS_ENDPOINT_URL_BEDROCK_RUNTIME: `http://${await listening(bedrock)}`,
      AWS_ACCESS_KEY_ID: 'publisher',
      AWS_SECRET_ACCESS_KEY: 'x',
      AWS_REGION: REGION,
    },
    stop: async () => {
      bedrock.close();
      await new Promise((resolve) => server.close(resolve).closeAllConnections());
    },
  };
}
