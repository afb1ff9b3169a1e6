import { createWebhookApp } from '../../../lambdas/handlers/http/webhook-app.ts';
import type { Source } from '../../../lambdas/ports/registry.ts';
import { createWorld, type World } from '../../pipeline/fakes/world.ts';

export const PUBLIC_URL = 'https://hooks.clinic.example';
const MAX_BODY_BYTES = 1024 * 1024;

export interface VendorSource {
  readonly id?: string;
  readonly scheme: string;
  readonly secrets?: readonly string[] | undefined;
  readonly verifyToken?: string | undefined;
  readonly options?: Readonly<Record<string, unknown>> | undefined;
  readonly publicUrl?: string | undefined;
  readonly toleranceSeconds?: number | undefined;
}

/** A world with one more source. */
export function worldWith(given: VendorSource, world: World = createWorld()): World {
  const { scheme, id = scheme, secrets, verifyToken } = given;
  const reference = `source/${id}`;
  if (secrets !== undefined) world.secrets.set(reference, secrets);
  if (verifyToken !== undefined) world.secrets.set(`${reference}/handshake`, [verifyToken]);
  const source: Source = {
    id,
    entityId: 'mercy-hospital',
    scheme,
    ...(secrets !== undefined && { secretRef: reference }),
    ...(verifyToken !== undefined && { handshakeSecretRef: `${reference}/handshake` }),
    ...(given.options !== undefined && { options: { ...given.options } }),
    ...(given.publicUrl !== undefined && { publicUrl: given.publicUrl }),
    ...(given.toleranceSeconds !== undefined && { toleranceSeconds: given.toleranceSeconds }),
    careContext: true,
    purpose: 'clinical',
    destinationIds: ['clinical-sink', 'marketing-sink'],
    maxBodyBytes: MAX_BODY_BYTES,
  };
  world.registry.sources.set(id, source);
  return world;
}

/** One request to the gateway of a world. */
export async function ask(
  world: World,
  path: string,
  init: {
    readonly method?: string;
    readonly headers?: object;
    readonly body?: string | Buffer;
  } = {},
): Promise<Response> {
  const { method = 'POST', headers = {}, body } = init;
  const hasBody = method === 'POST' && body !== undefined;
  return await createWebhookApp(world.accept, PUBLIC_URL).request(path, {
    method,
    headers: headers as Record<string, string>,
    ...(hasBody && { body: typeof body === 'string' ? body : Uint8Array.from(body) }),
  });
}

/** Sets the clock of a world. */
export function setClock(world: World, seconds: number): void {
  world.advance(seconds - world.now().getTime() / 1000);
}

/** Everything that a delivery leaves behind. */
export const kept = (world: World) =>
  world.messages.items.size + world.vault.records.size + world.inbound.waiting.length;
