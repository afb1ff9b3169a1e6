import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDataFolder, type DataFolder } from '../../../local/data-folder.ts';
import { serverCertificate } from '../../../local/smtp/certificate.ts';
import { createSelfSigned } from '../../../local/smtp/self-signed-certificate.ts';

const NOW = new Date('2026-11-26T10:00:00Z');
const DAY_MS = 24 * 60 * 60 * 1000;
let root: string;
let data: DataFolder;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'cordon-smtp-'));
  data = await openDataFolder(join(root, 'data'));
});
afterEach(async () => {
  await data.close();
  await rm(root, { recursive: true });
});

describe('the certificate for mail programs', () => {
  it('is one for loopback, signed by itself, for 825 days', () => {
    const { certificate, key } = createSelfSigned(NOW);
    const read = new X509Certificate(certificate);
    expect(read.checkPrivateKey(createPrivateKey(key))).toBe(true);
    expect(read.verify(read.publicKey)).toBe(true);
    expect(read.checkHost('localhost')).toBe('localhost');
    expect(read.checkHost('mail.example')).toBeUndefined();
    expect(['127.0.0.1', '::1'].map((address) => read.checkIP(address))).toEqual([
      '127.0.0.1',
      '::1',
    ]);
    expect([read.ca, Date.parse(read.validTo) - NOW.getTime()]).toEqual([false, 825 * DAY_MS]);
  });

  it.each(['2049-06-01T00:00:00Z', '2051-01-01T00:00:00Z'])(
    'has dates of any century: %s',
    (now) => {
      const { validFrom } = new X509Certificate(createSelfSigned(new Date(now)).certificate);
      expect(Date.parse(validFrom)).toBe(Date.parse(now) - DAY_MS);
    },
  );

  it('is made once, for its owner alone to read', async () => {
    const first = await serverCertificate(data, NOW);
    expect(await serverCertificate(data, NOW)).toEqual(first);
    expect(await readFile(first.path ?? '', 'utf8')).toBe(first.certificate);
    for (const name of ['certificate.pem', 'key.pem']) {
      expect((await stat(join(data.path, 'smtp', name))).mode & 0o777).toBe(0o600);
    }
  });

  it('is made anew where it ends soon, or half of it is another one', async () => {
    const first = await serverCertificate(data, NOW);
    const later = await serverCertificate(data, new Date(NOW.getTime() + 800 * DAY_MS));
    expect(later.certificate).not.toBe(first.certificate);
    await writeFile(join(data.path, 'smtp', 'key.pem'), first.key);
    const { certificate, key } = await serverCertificate(data, NOW);
    expect(new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key))).toBe(true);
  });

  it('may be brought, if it is a pair', async () => {
    const own = createSelfSigned(NOW);
    const files = { certificate: join(root, 'own.pem'), key: join(root, 'own.key') };
    await writeFile(files.certificate, own.certificate);
    await writeFile(files.key, own.key);
    expect(await serverCertificate(data, NOW, files)).toEqual(own);
    await writeFile(files.key, createSelfSigned(NOW).key);
    await expect(serverCertificate(data, NOW, files)).rejects.toThrow(
      /not a certificate and its key/,
    );
    await expect(
      serverCertificate(data, NOW, { ...files, key: join(root, 'none') }),
    ).rejects.toThrow(/cannot read .*none: it does not exist/i);
  });
});
