import { readdir, readFile, readlink } from 'node:fs/promises';

export interface Listening {
  readonly address: string;
  readonly port: number;
}

const STATE_LISTEN = '0A';

/** What the process listens on, as Linux tells it: its sockets, looked up in proc(5)'s tables of TCP. */
export async function listeningAddresses(pid: number): Promise<readonly Listening[]> {
  const folder = `/proc/${String(pid)}/fd`;
  const links = await Promise.all(
    (await readdir(folder)).map((fd) => readlink(`${folder}/${fd}`).catch(() => '')),
  );
  const sockets = new Set(links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.slice(1) ?? []));
  const found: Listening[] = [];
  for (const table of ['tcp', 'tcp6']) {
    const text = await readFile(`/proc/net/${table}`, 'utf8').catch(() => '');
    for (const line of text.split('\n').slice(1)) {
      const fields = line.trim().split(/\s+/);
      const [, local = '', , state] = fields;
      const inode = fields[9] ?? '';
      if (state !== STATE_LISTEN || !sockets.has(inode)) continue;
      const [address = '', port = ''] = local.split(':');
      found.push({ address: readAddress(address), port: Number.parseInt(port, 16) });
    }
  }
  return found;
}

/** IPv4 is one number in the machine's byte order; IPv6 stays as it is written. */
function readAddress(hex: string): string {
  if (hex.length !== 8) return hex;
  return [...Buffer.from(hex, 'hex')].reverse().join('.');
}
