// Checks that one record is in Cordon's ledger, with nothing of Cordon: Node's own crypto, the proof that
// "cordon ledger prove ID" prints, and the public key of the ledger.
//
//   node examples/verify-proof.mjs proof.json ledger-key.pem
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';

const [proofFile, keyFile] = process.argv.slice(2);
const proof = JSON.parse(readFileSync(proofFile, 'utf8'));
const key = createPublicKey(readFileSync(keyFile, 'utf8'));
const [LEAF, NODE] = [Buffer.of(0), Buffer.of(1)];
const sha256 = (...parts) =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();

/** RFC 8785, for the values of a seal: members sorted by name, nothing between them. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`;
}

/** RFC 9162, 2.1.3.2: the tree head that the path leads to. */
function headOf(leaf, index, size, path) {
  let [node, last, hash] = [index, size - 1, leaf];
  for (const sibling of path.map((hex) => Buffer.from(hex, 'hex'))) {
    if (last === 0) return undefined;
    if (node % 2 === 1 || node === last) {
      hash = sha256(NODE, sibling, hash);
      while (node % 2 === 0 && node !== 0) [node, last] = [node / 2, Math.floor(last / 2)];
    } else {
      hash = sha256(NODE, hash, sibling);
    }
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  return last === 0 ? hash.toString('hex') : undefined;
}

const { record, leafIndex, treeSize, path, seal, signature } = proof;
const keyId = `sha256:${sha256(key.export({ format: 'der', type: 'spki' })).toString('hex')}`;
const checks = {
  'the seal names this key': seal.keyId === keyId,
  'the seal is signed with it': verify(
    'sha256',
    Buffer.from(canonical(seal)),
    key,
    Buffer.from(signature, 'base64'),
  ),
  'the tree has the size in the seal': treeSize === seal.size && leafIndex < treeSize,
  'the path leads from the record to the root':
    headOf(sha256(LEAF, record), leafIndex, treeSize, path) === seal.root,
};
for (const [check, holds] of Object.entries(checks))
  console.log(`${holds ? 'yes' : 'NO '}  ${check}`);
process.exitCode = Object.values(checks).every(Boolean) ? 0 : 1;
