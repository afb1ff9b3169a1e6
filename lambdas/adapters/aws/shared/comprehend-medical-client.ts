import { ComprehendMedicalClient } from '@aws-sdk/client-comprehendmedical';
import { clientOptions, type ClientConfig } from './client-config.ts';

export function createComprehendMedicalClient(config: ClientConfig): ComprehendMedicalClient {
  return new ComprehendMedicalClient(clientOptions(config, 'comprehendMedical'));
}
