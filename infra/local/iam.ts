import { type EvaluationResult, runSimulation, type StatementExplain } from '@cloud-copilot/iam-simulate';
import * as z from 'zod';
import { type Access, accessesOf } from './actions.ts';
import { accessDenied, type Gate } from './gateway.ts';
import type { Identities } from './ses-request.ts';
import { ACCOUNT, type Template } from './template.ts';

/** How many decisions are cached. One takes 1 to 3 ms, and a busy local cloud makes hundreds of similar calls a second. */
const MAX_DECISIONS = 10_000;

const strings = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
const condition = z.record(z.string(), z.record(z.string(), z.unknown()));
const statement = z.looseObject({ Effect: z.string(), Action: strings, Resource: strings, Condition: condition.optional() });
const document = z.object({ Statement: z.array(statement) });
type Statement = z.output<typeof statement>;

const attached = z.object({
  PolicyDocument: document,
  Roles: strings.default([]),
  Bucket: strings.default([]),
  Queues: strings.default([]),
  Topics: strings.default([]),
});
// Nothing reads a policy in another place, so one there stops the start.
const role = z.object({ Policies: z.never().optional(), ManagedPolicyArns: z.never().optional() });
const key = z.object({ KeyPolicy: document });
const lambda = z.object({ Role: z.string() });
const permission = z.object({ FunctionName: z.string(), Action: z.string(), Principal: z.string(), SourceArn: z.string() });

/** The template's policies and the decisions by them. */
export type Permissions = ReturnType<typeof readPermissions>;

/**
 * Reads every policy of the template (of roles, buckets, queues, topics, keys and functions) and decides by them as IAM does: one
 * statement must allow, none may deny.
 */
export function readPermissions(template: Template) {
  const policies = new Map<string, Statement[]>();
  const attach = (owner: string, statements: Statement[]) => policies.set(owner, [...(policies.get(owner) ?? []), ...statements]);
  const arns = new Map(
    [
      template.all('AWS::IAM::Role', role),
      template.all('AWS::S3::Bucket', z.unknown()),
      template.all('AWS::SQS::Queue', z.unknown()),
      template.all('AWS::SNS::Topic', z.unknown()),
    ].flatMap((resources) => resources.map(({ ref, arn }) => [ref, arn])),
  );
  for (const type of ['AWS::IAM::Policy', 'AWS::S3::BucketPolicy', 'AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy'] as const) {
    for (const { properties } of template.all(type, attached)) {
      for (const ref of [properties.Roles, properties.Bucket, properties.Queues, properties.Topics].flat())
        attach(arns.get(ref) ?? ref, properties.PolicyDocument.Statement);
    }
  }
  for (const { arn, properties } of template.all('AWS::KMS::Key', key)) attach(arn, properties.KeyPolicy.Statement);
  for (const { properties } of template.all('AWS::Lambda::Permission', permission)) {
    const Condition = { ArnLike: { 'aws:SourceArn': properties.SourceArn } };
    const Principal = { Service: properties.Principal };
    attach(properties.FunctionName, [
      { Effect: 'Allow', Principal, Action: [properties.Action], Resource: [properties.FunctionName], Condition },
    ]);
  }

  const grants = [...policies].flatMap(([owner, statements]) =>
    statements.flatMap(({ Effect, Action, Resource }, i) =>
      Effect === 'Allow' ? Action.flatMap((action) => Resource.map((resource) => grant(owner, i + 1, action, resource))) : [],
    ),
  );
  const used = new Set<string>();
  const conditions = [...policies.values()].flat().flatMap(({ Condition = {} }) => Object.values(Condition).flatMap(Object.keys));
  const looked = new Set(conditions.map((key) => key.toLowerCase()));
  const decisions = new Map<string, Promise<EvaluationResult>>();

  /** Remembers which part of which statement allowed something. */
  function recordAllowed(owner: string, allowing: { statement: { index(): number }; explain: StatementExplain }[] = []) {
    for (const { statement, explain } of allowing) {
      for (const { action } of matching(explain.actions)) {
        for (const { resource } of matching(explain.resources)) used.add(grant(owner, statement.index(), action, resource));
      }
    }
  }

  async function simulate(principal: string, { action, resource, context }: Access): Promise<EvaluationResult> {
    const owner = resource.startsWith('arn:aws:s3:') ? resource.replace(/\/.*/, '') : resource;
    const policy = (name: string) => ({ Version: '2012-10-17', Statement: policies.get(name) ?? [] });
    const result = await runSimulation(
      {
        request: {
          principal,
          action,
          resource: { resource, accountId: ACCOUNT },
          contextVariables: { ...context, 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.3' },
        },
        identityPolicies: policies.has(principal) ? [{ name: principal, policy: policy(principal) }] : [],
        serviceControlPolicies: [],
        resourceControlPolicies: [],
        ...(policies.has(owner) ? { resourcePolicy: policy(owner) } : {}),
      },
      {},
    );
    if (result.resultType === 'error') {
      throw new Error(`IAM cannot decide whether ${principal} may ${action} on ${resource}: ${JSON.stringify(result.errors)}`);
    }
    for (const { analysis } of result.resultType === 'single' ? [result.result] : result.results) {
      if (result.overallResult !== 'Allowed') break;
      recordAllowed(principal, analysis.identityAnalysis?.allowStatements);
      recordAllowed(owner, analysis.resourceAnalysis?.allowStatements);
    }
    return result.overallResult;
  }

  return {
    /** The ARNs of the functions' roles, by function. */
    roles: new Map(template.all('AWS::Lambda::Function', lambda).map(({ ref, properties }) => [ref, properties.Role])),
    /**
     * Whether a role (its ARN) or a service (`s3.amazonaws.com`) may do something. Rejects if a policy or an action is not valid.
     */
    async decide(principal: string, { action, resource, context = {} }: Access): Promise<EvaluationResult> {
      const known = Object.fromEntries(Object.entries(context).filter(([key]) => looked.has(key.toLowerCase())));
      const key = JSON.stringify([principal, action, resource, known]);
      const before = decisions.get(key);
      if (before) return await before;
      if (decisions.size >= MAX_DECISIONS) decisions.clear();
      const decision = simulate(principal, { action, resource, context: known });
      decisions.set(key, decision);
      return await decision;
    },
    /** Grants that nothing has used since the start: `owner statement: action on resource`, one line each. */
    unused: () => grants.filter((line) => !used.has(line)),
  };
}

/**
 * Checks every call of a function against its role. Calls with other access keys are the operator's and the cloud's own, and
 * pass. A denied call is printed once, as one sentence, and added to `refused`.
 */
export function iamGate(identities: Identities, permissions: Permissions, refused: Set<string>): Gate {
  return async (caller, service, call) => {
    const role = permissions.roles.get(caller);
    if (!role) return undefined;
    const refuse = (action: string, resource: string, reason: string) => {
      const sentence = `${caller} may not ${action} on ${resource}: ${reason}.`;
      if (!refused.has(sentence)) console.error(sentence);
      refused.add(sentence);
      return accessDenied(service, `${role} is not authorized to perform: ${action} on resource: ${resource} (${reason})`);
    };
    const wanted = accessesOf(service, call, identities);
    if (wanted.length === 0) {
      return refuse(`${call.method} ${call.path}`, service, 'infra/local/actions.ts does not know what such a call needs');
    }
    for (const access of wanted) {
      const decision = await permissions.decide(role, access);
      if (decision === 'ExplicitlyDenied') return refuse(access.action, access.resource, 'a policy forbids it');
      if (decision === 'ImplicitlyDenied') return refuse(access.action, access.resource, 'no policy allows it');
    }
    return undefined;
  };
}

const grant = (owner: string, index: number, action: string, resource: string) => `${owner} ${index}: ${action} on ${resource}`;

const matching = <T extends { matches: boolean }>(found: T | T[] = []) => [found].flat().filter(({ matches }) => matches);
