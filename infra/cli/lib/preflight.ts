import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { paginateGetResources, ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { GetAccountCommand, GetEmailIdentityCommand, NotFoundException, SESv2Client } from '@aws-sdk/client-sesv2';
import { bedrock } from '../../../functions/adapters/bedrock.ts';
import { counted } from '../../../functions/domain/wording.ts';
import { bounceDomain, type Config, stackName } from '../../config.ts';
import { examined, type Finding } from './checks.ts';
import { type Dns, ifAny } from './dmarc.ts';
import { deleteLater } from './kept-data.ts';
import type { Settings } from './settings.ts';
import type { Deployment } from './stack.ts';

/** What a check before a deployment found. `fault`: the deployment would fail or do harm. */
export type PreflightFinding = Omit<Finding, 'article'>;

interface PreflightInput {
  settings: Config;
  /** The settings of the deployed stack, if there is one. */
  before: Settings | undefined;
  region: string;
  stacks: readonly Deployment[];
  dns: Dns;
}

/**
 * Checks the account, SES, Lambda, DNS and what earlier deployments left. Changes nothing. A check that cannot be made is a
 * warning.
 */
export async function preflight({ settings, before, region, stacks, dns }: PreflightInput): Promise<PreflightFinding[]> {
  const stack = stacks.find(({ name }) => name === stackName(settings.stage));
  const looks: [check: string, finding: Promise<PreflightFinding | undefined>][] = [
    ['SES', ses(region)],
    ['Identity', identity(settings, before)],
    ['DNS', records(settings, before, dns)],
    ['Lambda', concurrency()],
    ['Model', model(settings.summaryModel)],
    ['Leftovers', leftovers(settings.stage ?? 'main', stack?.id)],
  ];
  const found = await examined<PreflightFinding>(looks, (check, says) => ({ check, state: 'warning', says }));
  return [account(region, stacks), ...found, ...shares(settings, stacks)];
}

const about =
  (check: string) =>
  (state: Finding['state'], says: string): PreflightFinding => ({ check, state, says });

/** Finds the CDK's bootstrap stack, by its output; its ARN has the account number. */
function account(region: string, stacks: readonly Deployment[]): PreflightFinding {
  const toolkit = stacks.find(({ outputs }) => outputs.BootstrapVersion !== undefined);
  if (toolkit) return about('Account')('ok', `${toolkit.id.split(':')[4]} in ${region}`);
  return about('Account')('fault', `The CDK was never set up in ${region}: npm run bootstrap`);
}

async function ses(region: string): Promise<PreflightFinding> {
  const found = about('SES');
  try {
    const { ProductionAccessEnabled, SendingEnabled, SendQuota } = await new SESv2Client({}).send(new GetAccountCommand({}));
    const quota = counted(SendQuota?.Max24HourSend ?? 0, 'mail');
    if (!SendingEnabled) return found('warning', `SES has stopped this account in ${region}. Answer its case.`);
    if (ProductionAccessEnabled) return found('ok', `production access, ${quota} a day`);
    return found('warning', `a sandbox: ${quota} a day, to verified addresses only, until AWS grants production access`);
  } catch (error) {
    // DNS lacks the name of a service that the region does not have. CloudFormation has already answered in this region.
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOTFOUND')) throw error;
    return found('fault', `${region} has no Amazon SES: take another region`);
  }
}

async function identity({ domain, existingIdentity }: Config, before: Settings | undefined): Promise<PreflightFinding> {
  const says = about('Identity');
  const found = await new SESv2Client({}).send(new GetEmailIdentityCommand({ EmailIdentity: domain })).catch((error: unknown) => {
    if (error instanceof NotFoundException) return undefined;
    throw error;
  });
  const own = before?.get('domain') === domain && before.get('existingIdentity') !== 'true';
  if (found && !existingIdentity && !own)
    return says('fault', `SES has ${domain} already. To use it as it is: --existing-identity. Or take a subdomain.`);
  if (existingIdentity && !found)
    return says('fault', `SES has no ${domain} here. Leave out --existing-identity, or say --drop identity, and it is made.`);
  if (existingIdentity && !found?.VerifiedForSendingStatus)
    return says('warning', `${domain} exists but is not verified: until then SES sends nothing`);
  return says('ok', found ? `${domain}, ${own ? "this stack's own" : 'as it is'}` : `${domain} is made`);
}

/** Looks for DNS records that were made by hand: Route 53 would refuse to make them again. */
async function records({ domain, hostedZone, existingIdentity }: Config, before: Settings | undefined, { resolveMx }: Dns) {
  const written = before?.get('hostedZone') === hostedZone && before?.get('domain') === domain;
  if (!hostedZone || existingIdentity || written) return undefined;
  const name = bounceDomain(domain);
  if ((await ifAny(resolveMx(name), [])).length === 0) return about('DNS')('ok', 'records are written');
  const again = 'so Route 53 would refuse another. Delete the records of the outputs Dns… first.';
  return about('DNS')('fault', `${name} has an MX record already, ${again}`);
}

/** With fewer functions at once, they wait for each other: ten event sources and ticks run at the same time. */
const CONCURRENCY = 50;

async function concurrency(): Promise<PreflightFinding> {
  const { AccountLimit } = await new LambdaClient({}).send(new GetAccountSettingsCommand({}));
  const limit = AccountLimit?.ConcurrentExecutions ?? 0;
  const says = `${counted(limit, 'function')} at once`;
  if (limit >= CONCURRENCY) return about('Lambda')('ok', says);
  return about('Lambda')('warning', `${says}: ask for more (Service Quotas, Lambda, "Concurrent executions")`);
}

async function model(id: string): Promise<PreflightFinding | undefined> {
  if (!id) return undefined;
  const paper = { title: 'A test', abstract: 'We test whether a model answers. It does.' };
  try {
    const answer = await bedrock(id, () => {})(paper);
    return about('Model')('ok', `${id}: ${answer.replace(/[^\x20-\x7e]+/g, ' ').slice(0, 100)}`);
  } catch (error) {
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const hint = 'Many regions ask it by an inference profile, eu.… or us.…';
    return about('Model')('warning', `${id} does not answer (${why}). ${hint}`);
  }
}

/** Tables, buckets and secrets that have this stage's tags but no stack: a first deployment failed, or `destroy` kept them. */
async function leftovers(stage: string, stackId: string | undefined): Promise<PreflightFinding> {
  const left: string[] = [];
  const TagFilters = Object.entries({ app: 'broadsheet', stage }).map(([Key, value]) => ({ Key, Values: [value] }));
  const ResourceTypeFilters = ['dynamodb:table', 's3', 'secretsmanager:secret'];
  const client = new ResourceGroupsTaggingAPIClient({});
  for await (const { ResourceTagMappingList = [] } of paginateGetResources({ client }, { TagFilters, ResourceTypeFilters }))
    for (const { ResourceARN = '', Tags = [] } of ResourceTagMappingList)
      if (!stackId || !Tags.some(({ Key, Value }) => Key === 'aws:cloudformation:stack-id' && Value === stackId))
        left.push(ResourceARN);
  if (left.length === 0) return about('Leftovers')('ok', 'none');
  const of = (service: string) => left.filter((arn) => arn.split(':')[2] === service);
  const commands = deleteLater({
    tables: of('dynamodb').map((arn) => arn.replace(/.*:table\//, '')),
    buckets: of('s3').map((arn) => arn.replace(/.*:/, '')),
    secrets: of('secretsmanager'),
  });
  const says = `${left.length} of an earlier deployment, which failed or was destroyed. If no readers are in them, delete them`;
  return { ...about('Leftovers')('warning', says), commands };
}

/** Adds up the shares of the account's rate and quota of all deployments here: the stacks with the output `SesShare`. */
function shares({ stage, sesShare }: Config, stacks: readonly Deployment[]): PreflightFinding[] {
  const others = stacks.filter(({ name, outputs }) => outputs.SesShare !== undefined && name !== stackName(stage));
  if (others.length === 0) return [];
  const sum = others.reduce((all, { outputs }) => all + Number(outputs.SesShare), sesShare);
  const says = `${[stackName(stage), ...others.map(({ name }) => name)].join(', ')} use ${sum} % of the account's rate and quota`;
  return [sum <= 100 ? about('Shares')('ok', says) : about('Shares')('warning', `${says}: say --ses-share`)];
}
