/**
 * The scanner on its own, as `cordon-gateway/scan`: no network, no AWS, nothing to install beside it. What is
 * exported here is what docs/scanner.md describes; everything else is internal.
 */
export {
  createSurrogates,
  deidentify,
  TransformChoiceError,
  type DeidentifyOptions,
  type DeidentifyOutcome,
  type SurrogateRun,
} from './deidentify.ts';
export { scan, type ScanOptions } from './scan.ts';
export type { DocumentClass, InputFacts, ScanFinding, ScanResult } from './types.ts';
export {
  PROFILES,
  TRANSFORMS,
  type ProfileName,
  type TransformChoice,
  type TransformName,
} from '../core/protect/profiles.ts';
export type { Document, Segment, UnreadablePart } from '../core/scan/document.ts';
export type { FindingCounts } from '../core/scan/finding.ts';
export {
  HEALTH_LABELS,
  IDENTIFIER_LABELS,
  type HealthLabel,
  type IdentifierLabel,
  type Label,
} from '../core/scan/labels.ts';
export type { OperatingPoint } from '../core/scan/scan.ts';
