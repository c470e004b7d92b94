import { fromEnv } from '@aws-sdk/credential-provider-env';

/**
 * Credentials as Lambda provides them, in the environment ("Defined runtime environment variables", Lambda Developer Guide). In
 * bundles this replaces the SDK's own chain, which also looks for profiles, SSO, web identities and instance roles.
 */
export const defaultProvider = () => fromEnv();
