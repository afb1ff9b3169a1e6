import { describe, expect, it } from 'vitest';
import { scanMessage } from '../../../lambdas/core/send/scan-message.ts';
import type { EmailMessage } from '../../../lambdas/core/send/outbound-message.ts';
import { PLAIN } from './messages.ts';
import { processorTime } from '../../support/processor-time.ts';

const scanned = (change: Partial<EmailMessage>) => scanMessage({ ...PLAIN, ...change }).report;

describe("what tells the reader of the reader's own care", () => {
  it.each([
    'Your HIV test result is ready.',
    'Your HIV test result is positive. Start Biktarvy 50 mg daily.',
    'Your lab results are available in the portal.',
    'Your recent biopsy results came back abnormal.',
    'Your test results are in.',
    'Your prescription is ready for pickup.',
    'your insulin refill is due on Monday',
    'Your appointment with Dr. Okafor is confirmed for Monday.',
    'Your appointment at the cancer clinic is scheduled for tomorrow.',
    'A reminder of your chemotherapy appointment',
    'See you at your HIV support group.',
    'Your  HIV\ntest result\nis ready',
    'You tested positive for chlamydia.',
    'You were diagnosed with diabetes in March.',
    'You have an appointment at the dialysis clinic tomorrow.',
    'You are due for your colonoscopy, ordered by the hospital.',
    'YOUR PREGNANCY TEST RESULT: POSITIVE',
    'We are sorry: your claim for the MRI was denied.',
    'Your surgery is on Tuesday at 9.',
  ])('is PHI: %s', (text) => {
    const report = scanned({ text });
    expect(report.classification).toBe('phi');
    expect(report.findings).toContainEqual(
      expect.objectContaining({ label: 'CARE', recogniser: 'addressed-health', path: 'text' }),
    );
  });

  it.each<[string, Partial<EmailMessage>]>([
    ['the subject', { subject: 'Your HIV test result' }],
    ['HTML', { html: '<p>Your <b>HIV</b> test <i>result</i> is&nbsp;ready</p>' }],
    ['an encoded subject', { subject: '=?utf-8?Q?Your_HIV_test_result?=' }],
  ])('is found in %s', (_place, change) => {
    expect(scanned(change).classification).toBe('phi');
  });

  it('points at the words in the text as it was received', () => {
    const text = 'Good news. Your lab\u00a0results\u200b are ready today.';
    const found = scanned({ text }).findings.find((one) => one.recogniser === 'addressed-health');
    expect(text.slice(found!.start, found!.end)).toMatch(/^Your lab.*ready/);
  });
});

describe('what speaks of health to everybody', () => {
  it.each([
    'Manage your diabetes with our new pump.',
    'Our new pump makes your diabetes treatment simpler.',
    'Ask your doctor about your treatment options for asthma.',
    'Schedule your mammogram today. Our hospital is open on weekends.',
    'Book your cardiology appointment online.',
    'Get your flu shot at any of our clinics.',
    'If your HIV test is positive, treatment works.',
    'Have you been diagnosed with diabetes? Join our webinar.',
    'When your prescription is ready, our app tells you.',
    'If you were diagnosed with cancer, our support line is open.',
    'Understanding your diabetes diagnosis: a free webinar.',
    'Your health is our priority at Mercy Hospital.',
    'Your treatment is in good hands at our clinic.',
    'Results may vary. Talk to your doctor before you take ibuprofen.',
    'Save on your prescriptions with our card.',
    'You deserve better care for arthritis.',
  ])('is not PHI: %s', (text) => {
    expect(scanned({ text }).classification).not.toBe('phi');
  });
});

describe('what has nothing to do with care', () => {
  const from = { address: 'news@mail.example', name: 'Example News' };
  it.each([
    'Your quiz results are ready.',
    'Your order is confirmed and your appointment is scheduled.',
    'You have an appointment with our sales team.',
  ])('is not PHI: %s', (text) => {
    expect(scanned({ from, text }).classification).not.toBe('phi');
  });

  it('has to do with care where the sender gives care', () => {
    const text = 'Your appointment is scheduled for Monday.';
    expect(scanned({ from: { ...from, name: 'Example Clinic' }, text }).classification).toBe('phi');
  });
});

describe('a message that says "you" without end', () => {
  it('is looked at for a bounded time, and counts as unread', () => {
    const elapsed = processorTime();
    const { unreadable } = scanned({ text: 'your own good and very new test '.repeat(20_000) });
    expect(unreadable).toEqual([{ path: '', reason: 'too_long' }]);
    expect(elapsed()).toBeLessThan(10_000);
  });
});

describe('who gets a message', () => {
  it.each(['to', 'cc', 'bcc'] as const)('identifies a person by the name in %s', (field) => {
    for (const name of [
      'Mara Lindqvist',
      'mara lindqvist',
      '田中太郎',
      '=?utf-8?B?TWFyYSBMaW5k?=',
    ]) {
      const change = {
        [field]: [{ address: 'x@mail.example', name }],
        text: 'About HIV support groups in Denver.',
      };
      expect(scanned(change).classification, name).toBe('phi');
    }
  });

  it('by address alone makes no PHI of what speaks of health to everybody', () => {
    const text = 'About HIV support groups in Denver.';
    expect(scanned({ text }).classification).toBe('health');
  });
});

describe("the sender's addresses", () => {
  it.each<[string, Partial<EmailMessage>]>([
    ['from', { from: { address: 'mrn-00918273-hiv-positive@mail.example' } }],
    ['replyTo', { replyTo: [{ address: 'mara.lindqvist.ssn.123-45-6789.hiv@mail.example' }] }],
  ])('say what stands before the @ in %s', (_field, change) => {
    expect(scanned(change).classification).toBe('phi');
  });

  it('of a company and its people say nothing', () => {
    for (const address of ['news@clinic.example', 'jane.doe@clinic.example', 'hello+1@a.example']) {
      expect(scanned({ from: { address }, replyTo: [{ address }] }).classification).toBe('none');
    }
  });
});
