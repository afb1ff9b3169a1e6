import { describe, expect, it } from 'vitest';
import { transportOf } from '../../../lambdas/core/deliver/transport.ts';

describe('the transport of a destination', () => {
  it.each([
    ['https://crm.example/hooks', 'tls'],
    ['HTTPS://CRM.EXAMPLE', 'tls'],
    ['https://127.0.0.1:8443/', 'tls'],
    ['http://127.0.0.1:8080/sink', 'local'],
    ['http://localhost:8080/sink', 'local'],
    ['http://[::1]:8080/sink', 'local'],
    ['http://0x7f000001/', 'local'],
    ['http://crm.example/hooks', 'plain'],
    ['http://localhost.crm.example/', 'plain'],
    ['http://127.0.0.1.crm.example/', 'plain'],
    ['http://127.0.0.1@crm.example/', 'plain'],
    ['http://10.0.0.1/', 'plain'],
    ['http://0.0.0.0/', 'plain'],
    ['ftp://crm.example/', 'unknown'],
    ['file:///etc/hosts', 'unknown'],
    ['crm.example', 'unknown'],
    ['', 'unknown'],
  ])('%s is %s', (url, transport) => {
    expect(transportOf(url)).toBe(transport);
  });
});
