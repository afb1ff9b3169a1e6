import { createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LoadPlan, LoadResult } from './load-plan.ts';
import { sampleForm } from './sample.ts';

/**
 * Posts signed webhooks, from a process of its own so that it takes nothing from what it measures but a
 * share of the processor. Reads one plan a line and prints one result a line.
 */

for await (const line of createInterface(process.stdin)) {
  console.log(JSON.stringify(await run(JSON.parse(line) as LoadPlan)));
}

async function run(plan: LoadPlan): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: Infinity });
  const latencies: number[] = [];
  const accepted: [messageId: string, answeredAt: number][] = [];
  let failed = 0;
  const began = performance.now();
  const startedAt = Date.now();
  const until = began + plan.seconds * 1000;

  async function post(number: number, due: number): Promise<void> {
    const { status, body } = await send(plan, agent, number).catch(() => ({ status: 0, body: '' }));
    latencies.push(performance.now() - due);
    if (status !== 202) {
      failed += 1;
      return;
    }
    accepted.push([/"messageId":"([^"]+)"/.exec(body)?.[1] ?? '', Date.now()]);
  }

  if (plan.rate === undefined) {
    let number = 0;
    const worker = async (): Promise<void> => {
      while (performance.now() < until) await post((number += 1), performance.now());
    };
    await Promise.all(Array.from({ length: plan.connections }, worker));
  } else {
    // Each is sent at its own time, whether or not those before it were answered, and its latency counts
    // from that time: a stall shows in every request that it delays.
    const under: Promise<void>[] = [];
    for (let number = 0; number < plan.rate * plan.seconds; number += 1) {
      const due = began + (number * 1000) / plan.rate;
      await sleep(Math.max(0, due - performance.now()));
      under.push(post(number, due));
    }
    await Promise.all(under);
  }
  const seconds = (performance.now() - began) / 1000;
  agent.destroy();
  return { seconds, startedAt, failed, latencies, accepted };
}

function send(
  plan: LoadPlan,
  agent: Agent,
  number: number,
): Promise<{ readonly status: number; readonly body: string }> {
  const body = Buffer.from(sampleForm(number, plan.bytes));
  const id = `${plan.name}-${number}`;
  const timestamp = String(Math.floor(Date.now() / 1000));
  const key = Buffer.from(plan.secret.replace('whsec_', ''), 'base64');
  const mac = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64');
  const headers = {
    'content-type': 'application/json',
    'content-length': body.length,
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${mac}`,
  };
  return new Promise((done, fail) => {
    const outgoing = request(plan.url, { method: 'POST', agent, headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => {
        text += chunk;
      });
      answer.on('end', () => {
        done({ status: answer.statusCode ?? 0, body: text });
      });
      answer.on('error', fail);
    });
    outgoing.on('error', fail);
    outgoing.end(body);
  });
}
