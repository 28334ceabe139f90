import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** A webhook may not be sent there; the message says why. */
export class WebhookTargetError extends Error {
  override readonly name = 'WebhookTargetError';
}

/** Where webhooks may go: to public addresses, and to those of some networks besides (a list of CIDR with commas; mostly empty). */
export class WebhookTargets {
  readonly #networks: readonly ReturnType<typeof ipaddr.parseCIDR>[];

  constructor(allowed: string) {
    const networks = allowed.split(',').filter((network) => network !== '');
    this.#networks = networks.map((network) => ipaddr.parseCIDR(network));
  }

  /**
   * The address of a webhook, checked as far as it can be without asking a name server.
   * @throws {WebhookTargetError}
   */
  parse(text: string): URL {
    const url = URL.parse(text);
    if (url === null) throw new WebhookTargetError(`"${text}" is no URL.`);
    if (url.username !== '' || url.password !== '')
      throw new WebhookTargetError('The URL holds a user name or password; the signature shows who sends.');
    const address = literalOf(url);
    if (address !== null) this.check(address);
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && address !== null && this.#isListed(address)))
      throw new WebhookTargetError(`The URL begins with "${url.protocol}"; webhooks are sent by https alone.`);
    return url;
  }

  /** @throws {WebhookTargetError} for an address of this machine, of a private network, or of no host at all */
  check(address: string): void {
    if (this.#isListed(address) || ipaddr.process(address).range() === 'unicast') return;
    throw new WebhookTargetError(`${address} is no public address; webhooks are sent to public addresses alone.`);
  }

  #isListed(address: string): boolean {
    const parsed = ipaddr.process(address);
    return this.#networks.some(([network, bits]) => parsed.kind() === network.kind() && parsed.match(network, bits));
  }
}

/** The address that stands in a URL in place of a name; null for a name. */
function literalOf({ hostname }: URL): string | null {
  const bare = hostname.replace(/^\[(.*)\]$/, '$1');
  return isIP(bare) === 0 ? null : bare;
}
