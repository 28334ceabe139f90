import { describe, expect, it } from 'vitest';
import { WebhookTargetError, WebhookTargets } from '#functions/shared/webhook/target.ts';

const publicOnly = new WebhookTargets('');
const withLoopback = new WebhookTargets('127.0.0.0/8,::1/128');

describe('the address of a webhook', () => {
  it.each([
    'https://hooks.example.org/a?b=c',
    'https://hooks.example.org:8443/',
    'https://93.184.216.34/',
    'https://[2606:2800:220:1::1]/',
  ])('%s is allowed', (url) => {
    expect(publicOnly.parse(url).href).toBe(new URL(url).href);
  });

  it.each([
    ['plain http', 'http://hooks.example.org/'],
    ['a user name', 'https://user@hooks.example.org/'],
    ['loopback', 'https://127.0.0.1/'],
    ['loopback as one number', 'https://2130706433/'],
    ['loopback in octal and short', 'https://0177.1/'],
    ['loopback of IPv6', 'https://[::1]/'],
    ['an IPv4 address in IPv6', 'https://[::ffff:10.0.0.1]/'],
    ['a private network', 'https://10.1.2.3/'],
    ['a private network', 'https://172.16.0.1/'],
    ['a private network', 'https://192.168.1.1/'],
    ['a private network of IPv6', 'https://[fd00::1]/'],
    ['the metadata of the cloud', 'https://169.254.169.254/latest/meta-data/'],
    ['a link-local address of IPv6', 'https://[fe80::1]/'],
    ['a network of carriers', 'https://100.64.0.1/'],
    ['no host', 'https://0.0.0.0/'],
    ['a private address by NAT64', 'https://[64:ff9b::a00:1]/'],
    ['a private address by 6to4', 'https://[2002:a00:1::]/'],
    ['multicast', 'https://224.0.0.1/'],
    ['what is no URL', 'hooks.example.org'],
  ])('%s is refused: %s', (_, url) => {
    expect(() => publicOnly.parse(url)).toThrow(WebhookTargetError);
  });

  it('may be on this machine, by http too, where the deployment allows it; nothing else then is', () => {
    expect(withLoopback.parse('http://127.0.0.1:4000/hook').port).toBe('4000');
    expect(withLoopback.parse('http://[::1]:4000/hook').port).toBe('4000');
    for (const url of ['http://hooks.example.org/', 'https://10.0.0.1/', 'http://93.184.216.34/'])
      expect(() => withLoopback.parse(url), url).toThrow(WebhookTargetError);
  });
});
