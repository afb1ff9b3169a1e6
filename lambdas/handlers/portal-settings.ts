import type { PortalSettings } from '../core/portal/letters.ts';

interface PortalEnvironment {
  readonly CORDON_PORTAL_COMPANY: string;
  readonly CORDON_PORTAL_LINK_DAYS: string;
  readonly CORDON_PORTAL_URL: string;
  readonly CORDON_SES_FROM: string;
}

export function portalSettings(environment: PortalEnvironment): PortalSettings {
  return {
    companyName: environment.CORDON_PORTAL_COMPANY,
    linkDays: Number(environment.CORDON_PORTAL_LINK_DAYS),
    url: environment.CORDON_PORTAL_URL,
    fromAddress: environment.CORDON_SES_FROM,
  };
}
