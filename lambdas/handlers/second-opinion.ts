import { createComprehendMedicalClient } from '../adapters/aws/shared/comprehend-medical-client.ts';
import { createComprehendMedical } from '../adapters/aws/shared/comprehend-medical.ts';
import type { OutboundDependencies } from '../pipeline/outbound-dependencies.ts';
import type { Host } from './host.ts';

/** The detector that the deployment asks besides the scanner; nothing where it asks none. */
export function secondOpinion(
  { CORDON_SECOND_OPINION: name }: { readonly CORDON_SECOND_OPINION: string },
  { clients, opinionClients = clients }: Host,
): Pick<OutboundDependencies, 'secondOpinion'> {
  if (name !== 'comprehend-medical') return {};
  const comprehendMedical = createComprehendMedicalClient(opinionClients);
  return { secondOpinion: createComprehendMedical({ comprehendMedical }) };
}
