import { fromEnv } from '@aws-sdk/credential-provider-env';

/**
 * Credentials as Lambda gives them: in the environment ("Defined runtime environment variables", Lambda Developer Guide). In bundles it
 * stands in for the SDK's own chain, which also looks for profiles, SSO, web identities and instance roles.
 */
export const defaultProvider = () => fromEnv();
