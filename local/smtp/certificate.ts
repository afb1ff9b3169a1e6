import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { cannot, errorCode, DataFolderError } from '../data-folder-error.ts';
import type { DataFolder } from '../data-folder.ts';
import { writeWhole } from '../durable-file.ts';
import { createSelfSigned, type CertificatePair } from './self-signed-certificate.ts';

/** Files of one's own, in place of the certificate that Cordon makes. */
export interface CertificateFiles {
  readonly certificate: string;
  readonly key: string;
}

export interface ServerCertificate extends CertificatePair {
  /** Where clients find the certificate that they must trust; absent for one that was brought. */
  readonly path?: string;
}

/** Made anew when it ends within so many days. */
const RENEW_DAYS = 30;
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * The certificate that mail programs are shown: the given one, or one of this data folder's own, which is made at the
 * first start. Both files are readable by their owner alone.
 *
 * @throws DataFolderError with a sentence for the person who started it
 */
export async function serverCertificate(
  data: DataFolder,
  now: Date,
  given?: CertificateFiles,
): Promise<ServerCertificate> {
  if (given !== undefined) return readGiven(given);
  const folder = await data.folder('smtp');
  const path = join(folder, 'certificate.pem');
  const keyPath = join(folder, 'key.pem');
  const existing = await Promise.all([readIfAny(path), readIfAny(keyPath)]);
  const [certificate, key] = existing;
  if (certificate !== undefined && key !== undefined && isGood(certificate, key, now)) {
    return { certificate, key, path };
  }
  const made = createSelfSigned(now);
  try {
    await writeWhole(keyPath, made.key, { mode: 0o600 });
    await writeWhole(path, made.certificate, { mode: 0o600 });
  } catch (error) {
    throw cannot('write the certificate for SMTP to', folder, error);
  }
  return { ...made, path };
}

async function readGiven({ certificate, key }: CertificateFiles): Promise<ServerCertificate> {
  const [certificateText, keyText] = await Promise.all(
    [certificate, key].map((file) =>
      readFile(file, 'utf8').catch((error: unknown) => {
        throw cannot('read', resolve(file), error);
      }),
    ),
  );
  const pair = { certificate: certificateText ?? '', key: keyText ?? '' };
  if (isPair(pair.certificate, pair.key)) return pair;
  throw new DataFolderError(
    `${resolve(certificate)} and ${resolve(key)} are not a certificate and its key, both PEM.`,
  );
}

async function readIfAny(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw cannot('read', path, error);
  }
}

function isGood(certificate: string, key: string, now: Date): boolean {
  if (!isPair(certificate, key)) return false;
  const ends = Date.parse(new X509Certificate(certificate).validTo);
  return ends - now.getTime() > RENEW_DAYS * DAY_MS;
}

function isPair(certificate: string, key: string): boolean {
  try {
    return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}
