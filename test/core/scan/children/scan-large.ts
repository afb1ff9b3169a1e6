import { scan } from '../../../../lambdas/scan/index.ts';
import { messageOf } from '../../../../bench/scan-messages.ts';

/**
 * Scans a document of each length given, in bytes, and prints a line of JSON for it. The text is made of different
 * messages, so that every part is read, and none is learned by heart.
 */
function documentOf(length: number): string {
  let text = '';
  // Notes and conversations; every third message is JSON.
  for (let number = 0; text.length < length; number += 1) {
    if (number % 3 !== 2) text += `${messageOf(number, 2048).text}\n`;
  }
  return text.slice(0, length);
}

scan(documentOf(200_000));
for (const length of process.argv.slice(2).map(Number)) {
  const text = documentOf(length);
  const started = process.cpuUsage();
  const { findings, unreadable } = scan(text);
  const seconds = process.cpuUsage(started).user / 1e6;
  const reasons = unreadable.map(({ reason }) => reason);
  console.log(JSON.stringify({ length, seconds, findings: findings.length, reasons }));
}
