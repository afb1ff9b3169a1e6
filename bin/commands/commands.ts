import type { Command } from 'commander';

/** Commands by name; each is loaded only when it is asked for, so that `cordon scan` starts fast. */
export const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  init: async () => (await import('./init.ts')).initCommand(),
  doctor: async () => (await import('./doctor.ts')).doctorCommand(),
  start: async () => (await import('./start.ts')).startCommand(),
  scan: async () => (await import('./scan.ts')).scanCommand(),
  deidentify: async () => (await import('./deidentify.ts')).deidentifyCommand(),
  decisions: async () => (await import('./decisions.ts')).decisionsCommand(),
  vendors: async () => (await import('./registry/vendors.ts')).vendorsCommand(),
  sources: async () => (await import('./registry/sources.ts')).sourcesCommand(),
  destinations: async () => (await import('./registry/destinations.ts')).destinationsCommand(),
  deliveries: async () => (await import('./deliveries.ts')).deliveriesCommand(),
  messages: async () => (await import('./messages.ts')).messagesCommand(),
  portal: async () => (await import('./portal.ts')).portalCommand(),
  tokens: async () => (await import('./tokens.ts')).tokensCommand(),
  keys: async () => (await import('./registry/keys.ts')).keysCommand(),
  templates: async () => (await import('./registry/templates.ts')).templatesCommand(),
  holds: async () => (await import('./registry/holds.ts')).holdsCommand(),
  ledger: async () => (await import('./ledger.ts')).ledgerCommand(),
  people: async () => (await import('./people/people.ts')).peopleCommand(),
  consent: async () => (await import('./people/consent.ts')).consentCommand(),
  authorizations: async () => (await import('./people/authorizations.ts')).authorizationsCommand(),
  webhooks: async () => (await import('./webhooks.ts')).webhooksCommand(),
  env: async () => (await import('./env.ts')).envCommand(),
  policy: async () => (await import('./policy.ts')).policyCommand(),
  report: async () => (await import('./report.ts')).reportCommand(),
};
