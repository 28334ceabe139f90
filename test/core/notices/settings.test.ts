import { describe, expect, it } from 'vitest';
import { channelsFor, NoticeSettings } from '#core/notices/settings.ts';

const email = { addresses: ['a@acme.example'] };
const webhook = { url: 'https://acme.example/hook' };

describe('the settings of a party', () => {
  it('take everything on a channel that says nothing else, and nothing without a channel', () => {
    const all = NoticeSettings.parse({ email, webhook });
    expect(channelsFor(all, 'progress')).toEqual(['email', 'webhook']);
    expect(channelsFor(NoticeSettings.parse({}), 'decision')).toEqual([]);
  });

  it('keep a channel to its topics', () => {
    const some = NoticeSettings.parse({ email: { ...email, about: ['decision'] }, webhook });
    expect(channelsFor(some, 'progress')).toEqual(['webhook']);
    expect(channelsFor(some, 'decision')).toEqual(['email', 'webhook']);
  });

  it.each([
    ['an address that is none', { email: { addresses: ['acme'] } }],
    ['no address', { email: { addresses: [] } }],
    ['a header in an address', { email: { addresses: ['a@acme.example\nBcc: b@acme.example'] } }],
    ['another protocol', { webhook: { url: 'file:///etc/passwd' } }],
    ['an unknown topic', { webhook: { ...webhook, about: ['everything'] } }],
    ['a topic twice', { webhook: { ...webhook, about: ['decision', 'decision'] } }],
    ['a field that is not known', { sms: { numbers: ['1'] } }],
  ])('refuse %s', (_, settings) => {
    expect(NoticeSettings.safeParse(settings).success).toBe(false);
  });
});
