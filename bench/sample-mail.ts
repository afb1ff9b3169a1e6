import { sampleForm } from './sample.ts';

export interface SampleMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/**
 * A mail of a clinic about somebody who does not exist: text of about `bytes` bytes, and the same as a page. The number
 * decides what is in it, so that runs are alike.
 */
export function sampleMail(number: number, bytes: number): SampleMail {
  const { data } = JSON.parse(sampleForm(number, bytes)) as {
    readonly data: Readonly<Record<string, unknown>>;
  };
  const lines = Object.entries(data).map(([name, value]) => {
    const words = typeof value === 'string' ? value : JSON.stringify(value);
    return `${name.replaceAll('_', ' ')}: ${words}`;
  });
  return {
    subject: `Your visit, ${String(data['patient_name'])}`,
    text: lines.join('\n'),
    html: `<html><body>${lines.map((line) => `<p>${line.replaceAll('<', '&lt;')}</p>`).join('')}</body></html>`,
  };
}
