import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { type Answer, type Call, refusal } from './stand-in.ts';
import type { State } from './state.ts';
import type { Template } from './template.ts';

const properties = z.object({
  GenerateSecretString: z.object({
    SecretStringTemplate: z.string().optional(),
    GenerateStringKey: z.string().optional(),
    PasswordLength: z.int().default(32),
  }),
});
const request = z.object({ SecretId: z.string() });

/** Secrets Manager: generates the template's secrets at first start, keeps them in the state folder, answers GetSecretValue. */
export function secretsManager(template: Template, state: State) {
  for (const { arn, is } of template.all('AWS::SecretsManager::Secret', properties)) {
    if (state.data.secrets[arn] !== undefined) continue;
    const { SecretStringTemplate, GenerateStringKey, PasswordLength } = is.GenerateSecretString;
    const password = randomBytes(PasswordLength).toString('base64url').slice(0, PasswordLength);
    const fields = z.record(z.string(), z.unknown()).parse(JSON.parse(SecretStringTemplate ?? '{}'));
    const value = GenerateStringKey ? JSON.stringify({ ...fields, [GenerateStringKey]: password }) : password;
    state.save({ secrets: { ...state.data.secrets, [arn]: value } });
  }

  return (call: Call): Answer => {
    if (call.target !== 'secretsmanager.GetSecretValue') {
      return refusal(400, 'InvalidRequestException', `The local cloud answers GetSecretValue only, not ${call.target}.`);
    }
    const { SecretId } = request.parse(JSON.parse(call.body.toString()));
    const value = state.data.secrets[SecretId];
    if (value === undefined) return refusal(400, 'ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    return {
      status: 200,
      body: { ARN: SecretId, Name: SecretId, SecretString: value, VersionId: 'local', VersionStages: ['AWSCURRENT'] },
    };
  };
}
