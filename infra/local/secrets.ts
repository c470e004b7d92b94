import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { type Answer, type Call, refusal } from './gateway.ts';
import type { Clock, State } from './state.ts';
import type { Template } from './template.ts';

/** A JSON object in which one field is drawn. */
const secretProperties = z.object({
  GenerateSecretString: z.object({
    SecretStringTemplate: z.literal('{}'),
    GenerateStringKey: z.string(),
    PasswordLength: z.int(),
  }),
});
const request = z.object({ SecretId: z.string(), SecretString: z.string().optional() });

/**
 * Secrets Manager: generates the template's secrets at first start, keeps them in the state folder, and answers Get- and
 * PutSecretValue.
 */
export function secretsManager(template: Template, state: State, clock: Clock) {
  const keep = (arn: string, value: string) => {
    const { secrets, secretsChanged } = state.data;
    state.save({
      secrets: { ...secrets, [arn]: value },
      secretsChanged: { ...secretsChanged, [arn]: clock.now().toISOString() },
    });
  };
  for (const { arn, properties } of template.all('AWS::SecretsManager::Secret', secretProperties)) {
    if (state.data.secrets[arn] !== undefined) continue;
    const { GenerateStringKey, PasswordLength } = properties.GenerateSecretString;
    const password = randomBytes(PasswordLength).toString('base64url').slice(0, PasswordLength);
    keep(arn, JSON.stringify({ [GenerateStringKey]: password }));
  }

  return (call: Call): Answer => {
    if (!['secretsmanager.GetSecretValue', 'secretsmanager.PutSecretValue'].includes(call.target)) {
      return refusal(400, 'InvalidRequestException', `The local cloud's Secrets Manager does not know ${call.target}.`);
    }
    const { SecretId, SecretString } = request.parse(JSON.parse(call.body.toString()));
    const value = state.data.secrets[SecretId];
    if (value === undefined) return refusal(400, 'ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    const version = { ARN: SecretId, Name: SecretId, VersionId: 'local', VersionStages: ['AWSCURRENT'] };
    if (call.target.endsWith('PutSecretValue')) {
      keep(SecretId, SecretString ?? '');
      return { status: 200, body: version };
    }
    const changed = Date.parse(state.data.secretsChanged[SecretId] ?? '');
    return { status: 200, body: { ...version, SecretString: value, CreatedDate: (changed || 0) / 1000 } };
  };
}
