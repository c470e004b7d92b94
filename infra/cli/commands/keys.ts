import { randomBytes } from 'node:crypto';
import { GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { deriveKeys } from '../../../functions/adapters/secrets.ts';
import { Failure, ink } from '../lib/command.ts';
import { output, place } from '../lib/stack.ts';
import { agreed, print, stackCommand } from '../lib/stack-command.ts';

const HELP = `Rotates the key that signs the links in mails. Links signed by older keys go on working.

  npx broadsheet keys                       the names of the keys, and the day of the newest
  npx broadsheet keys rotate [--yes]        adds a new key, which signs from then on

Every function knows a new key within five minutes, and none signs with it before that. The first key, k1, also makes the hashes
of addresses: never take it out of the secret.

  --yes         without asking
  --json        one JSON object`;

await stackCommand(HELP, { yes: { type: 'boolean', default: false } }, async ({ values, words, stack }) => {
  const [verb, ...more] = words;
  if ((verb !== undefined && verb !== 'rotate') || more.length > 0)
    throw new Failure('Say nothing or rotate (--help explains).', 2);
  const found = await stack();
  const secrets = new SecretsManagerClient({ ...place(found) });
  const SecretId = output(found, 'TokenSecretArn');
  const { SecretString = '', CreatedDate } = await secrets.send(new GetSecretValueCommand({ SecretId }));
  const { newest, keys } = deriveKeys(SecretString).tokens;
  const names = [...keys.keys()];
  if (verb === undefined) {
    const says = `${names.join(', ')}; ${ink.bold(newest)} is the newest, from ${CreatedDate?.toISOString().slice(0, 10)}.`;
    print(values.json, { newest, keys: names, since: CreatedDate }, () => says);
    return 0;
  }
  const next = `k${Number(newest.slice(1)) + 1}`;
  if (!(await agreed(`Sign with ${next} from now on?`, values))) return 1;
  const all = {
    ...z.record(z.string(), z.string()).parse(JSON.parse(SecretString)),
    [next]: randomBytes(48).toString('base64url'),
  };
  await secrets.send(new PutSecretValueCommand({ SecretId, SecretString: JSON.stringify(all) }));
  const says = `${ink.bold(next)} signs in five minutes; links signed by ${names.join(', ')} go on working.`;
  print(values.json, { newest: next, keys: [...names, next] }, () => says);
  return 0;
});
